"""The policy file in force, read again when it changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from schleuse.model import SchleuseError, Service
from schleuse.policy.load import load_policy, policy_path
from schleuse.policy.policy import Policy

_States = dict[Path, tuple[int, int, int]]


class PolicyFile:
    """Holds the policy in force. A broken or vanished file never replaces a good one.

    ``current`` may be read from anywhere, it is replaced in one step; ``poll`` is for one caller at a time. It reads
    YAML (some 100 ms) when something has changed, so it belongs into a thread.

    Raises:
        ConfigError: the file cannot be used at the start.

    """

    def __init__(self, path: Path | None, services: Mapping[str, Service]) -> None:
        self._path = policy_path(path)
        self._services = services
        # The folder too: a file that is missing (named by `extends`) may appear there.
        self._watched = {self._path, self._path.parent}
        self._seen = _states(self._watched)  # before reading: a change meanwhile is seen by the next poll
        self.current: Policy = load_policy(self._path, services)
        self.loaded_at: datetime = datetime.now(UTC)
        self.error: str | None = None
        """Why the file on disk is not in force; ``None`` when it is."""
        self._watched.update(self.current.files)

    def poll(self) -> bool:
        """Read the file again if it, or one it builds on, has changed.

        Returns:
            Whether another policy is in force now.

        """
        states = _states(self._watched)
        if states == self._seen:
            return False
        self._seen = states
        try:
            policy = load_policy(self._path, self._services)
        except SchleuseError as error:
            self.error = str(error)
            return False
        self.error = None
        self._watched.update(policy.files)
        changed = policy.version != self.current.version
        self.current = policy
        self.loaded_at = datetime.now(UTC)
        return changed


def _states(paths: Iterable[Path]) -> _States:
    """Describe files on disk without reading them; a missing one is all zeros."""
    states: _States = {}
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            states[path] = (0, 0, 0)
        else:
            states[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return states
