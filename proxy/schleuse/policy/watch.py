"""The policy file in force, read again when it changes."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from schleuse.model import SchleuseError, Service
from schleuse.policy.approval import Gate
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

    def __init__(self, path: Path | None, services: Mapping[str, Service], gate: Gate | None = None) -> None:
        self._path = policy_path(path)
        self._services = services
        self._gate = gate
        self._waiting: Policy | None = None
        # The folder too: a file that is missing (named by `extends`) may appear there.
        self._watched = {self._path, self._path.parent}
        self._seen = _states(self._watched)  # before reading: a change meanwhile is seen by the next poll
        self.current: Policy = load_policy(self._path, services)
        self.error: str | None = None
        """Why the file on disk is not in force; ``None`` when it is."""
        if gate and (fault := gate.refuses(self.current)):
            self._waiting, self.error = self.current, fault
            self.current = gate.last(services, self._path)
        self.loaded_at: datetime = datetime.now(UTC)
        self._watched.update((self._waiting or self.current).files)

    def poll(self) -> bool:
        """Read the file again if it, or one it builds on, has changed.

        Returns:
            Whether another policy is in force now.

        """
        states = _states(self._watched)
        if states == self._seen:
            return self._waiting is not None and self._enforce(self._waiting)
        self._seen = states
        try:
            policy = load_policy(self._path, self._services)
            self._watched.update(policy.files)
            return self._enforce(policy)
        except SchleuseError as error:
            self._waiting, self.error = None, str(error)
            return False

    def _enforce(self, policy: Policy) -> bool:
        if self._gate and (fault := self._gate.refuses(policy)):
            self._waiting, self.error = policy, fault
            return False
        self._waiting, self.error = None, None
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
