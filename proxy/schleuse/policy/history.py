"""Every version of the rules that was ever read: who changed it, when, what changed, and who approved it.

One file a version, in a folder that only the gateway may read. Where a second person has to approve, a version that
nobody approved is read and recorded, and the last approved one stays in force.
"""

import json
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from schleuse.model import SchleuseError
from schleuse.policy.policy import Policy

_VERSION = re.compile(r"[0-9a-f]{12}")
_MAX_BYTES = 32 * 1024 * 1024
MAX_CHANGES = 2000
"""Lines of a recorded difference."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One version."""

    version: str
    file: str
    author: str
    """Account of the system to which the file belongs."""
    seen: str
    """When it was first read, ISO 8601 in UTC."""
    content: str
    """The whole policy, from :attr:`schleuse.policy.policy.Policy.content`."""
    before: str = ""
    """The version that was read before it."""
    changes: tuple[str, ...] = ()
    """What differs from that one: ``- path: value`` and ``+ path: value``."""
    approved_by: str = ""
    approved_at: str = ""


class History:
    """The versions in a folder.

    Raises:
        SchleuseError: (all methods) the folder cannot be read or written.

    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def entries(self) -> list[Entry]:
        """Return all versions, the oldest first."""
        paths = self._folder.glob("*.json") if self._folder.is_dir() else ()
        found = [entry for path in paths if (entry := self.find(path.stem))]
        return sorted(found, key=lambda entry: entry.seen)

    def find(self, version: str) -> Entry | None:
        """Return a version, if it was recorded."""
        path = self._folder / f"{version}.json"
        if not _VERSION.fullmatch(version) or not path.exists():
            return None
        try:
            if path.stat().st_size > _MAX_BYTES:
                raise SchleuseError(f"{path}: larger than {_MAX_BYTES} bytes")
            data = json.loads(path.read_text(encoding="utf-8"))
            return Entry(**{**data, "changes": tuple(data["changes"])})
        except (OSError, ValueError, TypeError, KeyError):
            raise SchleuseError(f"{path}: cannot be read; restore it, or remove it") from None

    def record(self, policy: Policy, now: datetime | None = None) -> Entry:
        """Record a version, if it is new, and return its entry."""
        if known := self.find(policy.version):
            return known
        last = self.entries()[-1:]
        before = last[0] if last else None
        changes = differences(before.content if before else "{}", policy.content)
        entry = Entry(
            version=policy.version,
            file=str(policy.files[-1]) if policy.files else "",
            author=_owner(policy.files[-1]) if policy.files else "",
            seen=_moment(now),
            content=policy.content,
            before=before.version if before else "",
            changes=tuple(changes[:MAX_CHANGES]),
        )
        self._write(entry)
        return entry

    def approve(self, version: str, by: str, now: datetime | None = None) -> Entry:
        """Write down an approval.

        Raises:
            SchleuseError: the version is not recorded, or the author approves alone.

        """
        entry = self.find(version)
        if entry is None:
            raise SchleuseError(f"there is no version '{version}'; schleuse policy history lists them")
        if by.casefold() == entry.author.casefold():
            raise SchleuseError(f"'{by}' is the author of this version: a second person has to approve it")
        entry = replace(entry, approved_by=by, approved_at=_moment(now))
        self._write(entry)
        return entry

    def _write(self, entry: Entry) -> None:
        path = self._folder / f"{entry.version}.json"
        draft = path.with_suffix(".new")
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft.unlink(missing_ok=True)
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
                json.dump(asdict(entry), file, ensure_ascii=False, indent=1)
            draft.replace(path)
        except OSError as error:
            raise SchleuseError(f"{path}: cannot be written ({error.strerror})") from None


def differences(old: str, new: str) -> list[str]:
    """Return what differs between two contents, a line a value; names that are released are only counted."""
    before, after = _flat(json.loads(old)), _flat(json.loads(new))
    lines = []
    for path in sorted(before.keys() | after.keys()):
        if before.get(path) != after.get(path):
            lines += [f"- {path}: {before[path]}"] if path in before else []
            lines += [f"+ {path}: {after[path]}"] if path in after else []
    return lines


def _flat(content: Any, path: str = "") -> dict[str, str]:
    if isinstance(content, Mapping):
        items = [(str(key), value) for key, value in content.items()]
    elif path.startswith("names."):
        return {path: str(len(content))}
    elif isinstance(content, list) and content and all(isinstance(item, Mapping) and "id" in item for item in content):
        items = [(str(item["id"]), item) for item in content]
    else:
        return {path: json.dumps(content, ensure_ascii=False)} if content not in (None, [], "", {}) else {}
    found: dict[str, str] = {}
    for key, value in items:
        found |= _flat(value, f"{path}.{key}" if path else key)
    return found


def _owner(path: Path) -> str:
    try:
        return path.owner()
    except (OSError, KeyError):
        return "?"


def _moment(now: datetime | None) -> str:
    return (now or datetime.now(UTC)).isoformat(timespec="seconds")
