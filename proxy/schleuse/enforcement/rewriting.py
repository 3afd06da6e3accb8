"""Which texts of a request may be changed, and which are sent empty."""

from collections.abc import Mapping

from schleuse.model import Action, Decision, Reason
from schleuse.services.extraction import Extraction


def emptied(extraction: Extraction, decision: Decision) -> Mapping[int, str]:
    """Return the texts of a draft to be sent empty: a page that sends while people type takes no answer for it.

    Nothing if the draft is stopped for more than what it says.
    """
    found = {item.located.part for item in decision.findings if not item.action.sends}
    acting = {item.located.part for item in decision.findings if item.action is not Action.ALLOW}
    only_findings = decision.reason is Reason.FINDINGS and found and extraction.rewritable
    return dict.fromkeys(acting, "") if only_findings and not acting & extraction.fixed else {}


def can_replace(extraction: Extraction, decision: Decision) -> bool:
    """Whether every finding that a rule wants replaced stands where the body may be changed."""
    replaced = {item.located.part for item in decision.findings if item.action is Action.PSEUDONYMISE}
    return extraction.rewritable and not replaced & extraction.fixed
