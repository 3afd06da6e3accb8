"""A second policy beside the live one: it decides nothing; how often it would have decided otherwise is counted."""

from collections.abc import Callable

from schleuse.model import Action, Decision
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.policy import Policy
from schleuse.telemetry import logs

_log = logs.get("shadow")


class Shadow:
    """Judges again what was judged."""

    def __init__(self, policy: Callable[[], Policy], count: Callable[[Action, Action], None]) -> None:
        """Take the shadow policy, and what counts a pair: what was decided, what the shadow says."""
        self._policy = policy
        self._count = count

    def watch(self, facts: Facts, decision: Decision) -> None:
        """Judge once more; the decision stays."""
        try:
            self._count(decision.action, decide(self._policy(), facts).action)
        except Exception as error:  # whatever is wrong with it must not touch the request
            _log.error("the shadow policy broke", exc_info=error)
