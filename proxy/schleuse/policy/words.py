"""The fixed words of a policy: modes, and the keys of the texts that people read."""

from collections.abc import Mapping
from enum import StrEnum

from schleuse.model import Reason


class Mode(StrEnum):
    """How a policy acts."""

    OBSERVE = "observe"
    """Every rule that is not final only counts (pilot)."""
    ENFORCE = "enforce"


class Strategy(StrEnum):
    """What is sent in place of a value that a rule replaces."""

    PLACEHOLDER = "placeholder"
    """``[PERSON_1]``: the same for all spellings of a value, and put back in the answer."""
    GENERALISE = "generalise"
    """The same with what may be known of the value: ``[GEBURTSDATUM_1: 40-49 Jahre]``."""
    SURROGATE = "surrogate"
    """A realistic stand-in ("Gudrun Lohrberger" for another woman's name), put back in the answer."""
    REDACT = "redact"
    """``[PERSON_X]`` for every value: the service cannot tell two of them apart, and only an echo gets them back."""


SHIPPED_ROLES = "federal-and-land"
"""Stands for the shipped list of offices of the Federation and the Länder (``ignore: match: roles``)."""
MESSAGES = (
    "identifier",
    "art9",
    "secret",
    "marking",
    "upload",
    "unread_file",
    "image",
    "many",
    "warn",
    "warn_art9",
    "pseudonymised",
    "guard_down",
    "not_inspectable",
    "not_rewritable",
    "too_large",
    "unparsed",
    "unknown_host",
    "busy",
    "school",
    "default",
)
"""Every key of ``rules/messages/*.yaml``. A rule may name one with ``message:``."""

MESSAGE_OF_REASON: Mapping[Reason, str] = {
    Reason.CLEAN: "default",
    Reason.FINDINGS: "identifier",
    Reason.FILE: "upload",
    Reason.RULE: "default",
    Reason.UNKNOWN_AI_HOST: "unknown_host",
    Reason.UNPARSED_SERVICE: "unparsed",
    Reason.NOT_INSPECTABLE: "not_inspectable",
    Reason.TOO_LARGE: "too_large",
    Reason.CONTENT_ENCODING: "not_inspectable",
    Reason.WEBSOCKET: "unparsed",
    Reason.NOT_REWRITABLE: "not_rewritable",
    Reason.DETECTOR_TIMEOUT: "guard_down",
    Reason.DETECTOR_FAILED: "guard_down",
    Reason.BUSY: "busy",
    Reason.POLICY_UNAVAILABLE: "guard_down",
    Reason.AUDIT_UNAVAILABLE: "guard_down",
    Reason.STORE_UNAVAILABLE: "guard_down",
    Reason.INTERNAL_ERROR: "guard_down",
}
"""The text for a reason where no rule names one. Complete: a test fails on a reason without a text."""
