"""Which versions of the rules may come into force: all, or only those that a second person approved."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from schleuse.model import SchleuseError, Service
from schleuse.policy.history import History
from schleuse.policy.load import rebuild
from schleuse.policy.policy import Policy


class Gate:
    """Records every version, and holds back what nobody approved."""

    def __init__(self, history: History, *, needs_approval: bool) -> None:
        self._history = history
        self._needs_approval = needs_approval

    def refuses(self, policy: Policy) -> str:
        """Return why a version may not come into force, or ``""``.

        Raises:
            SchleuseError: it cannot be recorded.

        """
        entry = self._history.record(policy)
        if not self._needs_approval or entry.approved_by:
            return ""
        return (
            f"{entry.file}: version {entry.version} is not in force: a second person has to approve it "
            f"(schleuse policy approve {entry.version} --account NAME)"
        )

    def last(self, services: Mapping[str, Service], file: Path) -> Policy:
        """Return the version that was approved last.

        Raises:
            SchleuseError: none was, or it cannot be used any more.

        """
        approved = sorted((one.approved_at, one) for one in self._history.entries() if one.approved_by)
        if not approved:
            raise SchleuseError(
                f"{file}: no version of the rules was approved yet; let a second person do so: "
                "schleuse policy approve --account NAME"
            )
        return rebuild(approved[-1][1].content, services, file, date.today())
