"""Is an export of the record what the gateway wrote? Needs the file alone: no database, no gateway, no settings."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from schleuse.audit.chain import GENESIS, digest_of, leaf_of
from schleuse.audit.export import FORMAT, VERSION
from schleuse.audit.signing import chains_of, is_signed
from schleuse.model import SchleuseError

_MAX_LINE = 1 << 20
"""Characters of a line; the largest note of a deletion has some 100 000."""


@dataclass(slots=True)
class Findings:
    """What a check of an export found."""

    problem: str = ""
    """The first thing that is not as it was written, by the name of its record; empty: nothing."""
    links: int = 0
    records: int = 0
    deleted: int = 0
    """Links whose record was deleted, as a note says."""
    checkpoints: int = 0
    unsigned: int = 0
    """Links behind the last checkpoint of their chain: they hang together, but nothing yet says they are all."""
    unchained: int = 0
    """Events of a version that kept no chain."""
    keys: set[str] = field(default_factory=set)
    """Public keys that signed."""


def verify(path: Path, keys: Iterable[str] = ()) -> Findings:
    """Check an export; with ``keys``, only what they signed counts, and the chains of each must be there.

    Raises:
        SchleuseError: the file cannot be read or is no such export.

    """
    try:
        with path.open(encoding="utf-8") as file:
            checker = _Checker(_parse(path, file), frozenset(keys))
        with path.open(encoding="utf-8") as file:
            return checker.check(_parse(path, file))
    except (OSError, UnicodeDecodeError) as error:
        raise SchleuseError(f"{path}: cannot be read: {type(error).__name__}") from None
    except (KeyError, TypeError, AttributeError):
        raise SchleuseError(f"{path}: a line lacks a field (export the record again)") from None


def _parse(path: Path, file: Iterable[str]) -> Iterator[dict[str, Any]]:
    for number, text in enumerate(file, 1):
        try:
            line = json.loads(text) if len(text) <= _MAX_LINE else None
        except (ValueError, RecursionError):
            line = None
        if not isinstance(line, dict):
            raise SchleuseError(f"{path}:{number}: not a line of JSON (export the record again)")
        if number == 1:
            if line.get("format") != FORMAT or line.get("version") != VERSION:
                raise SchleuseError(f"{path}: not an export of the record in version {VERSION}")
            continue
        yield line


class _Checker:
    """Reads the file twice: what was signed and deleted first, then link by link."""

    def __init__(self, lines: Iterable[dict[str, Any]], keys: frozenset[str]) -> None:
        self._keys = keys
        self._marks: dict[str, dict[int, dict[str, Any]]] = {}
        self._deleted: dict[str, list[tuple[int, int]]] = {}
        for line in lines:
            if line["type"] == "checkpoint":
                self._marks.setdefault(line["chain"], {})[line["seq"]] = line
            elif line["type"] == "link" and line.get("record", {}).get("kind") == "deletion":
                for chain, spans in line["record"].get("links", {}).items():
                    self._deleted.setdefault(chain, []).extend((first, last) for first, last in spans)
        self._head: dict[str, tuple[int, str]] = {}
        self.findings = Findings()

    def check(self, lines: Iterable[dict[str, Any]]) -> Findings:
        found = self.findings
        for line in lines:
            match line["type"]:
                case "checkpoint":
                    found.problem = self._checkpoint(line)
                case "link":
                    found.problem = self._link(line)
                case _ if line["chain"] is None:
                    found.unchained += 1
                case _:
                    found.problem = f"{line['name']}: stands in the record, but in no chain"
            if found.problem:
                return found
        found.problem = self._ends()
        return found

    def _checkpoint(self, line: dict[str, Any]) -> str:
        key, name = line["public_key"], f"checkpoint {line['chain']} {line['seq']}"
        if self._keys and key not in self._keys:
            return f"{name}: signed by {key}, which is none of the keys given"
        if not is_signed(key, line["signature"], line["chain"], line["seq"], line["digest"], line["minute"]):
            return f"{name}: the signature does not fit"
        self.findings.checkpoints += 1
        self.findings.keys.add(key)
        return ""

    def _link(self, line: dict[str, Any]) -> str:
        chain, seq, record = line["chain"], line["seq"], line.get("record")
        name = f"{(record or {}).get('reference') or 'record'} ({chain} {seq})"
        before = self._head.get(chain) or self._start(chain, seq)
        if before is None:
            return f"{name}: the chain begins here, and neither its first link nor a checkpoint stands before"
        if seq != before[0] + 1:
            return f"{name}: link {before[0] + 1} of the chain is missing before it"
        if record is None:
            if not any(first <= seq <= last for first, last in self._deleted.get(chain, ())):
                return f"{name}: the record is gone, and no note says that it was deleted"
            self.findings.deleted += 1
        elif leaf_of(line["salt"], record) != line["leaf"]:
            return f"{name}: altered"
        else:
            self.findings.records += 1
        if digest_of(before[1], seq, line["leaf"]) != line["digest"]:
            return f"{name}: its link does not continue the one before"
        mark = self._marks.get(chain, {}).get(seq)
        if mark is not None and mark["digest"] != line["digest"]:
            return f"{name}: not what was signed on {mark['minute']}"
        self._head[chain] = (seq, line["digest"])
        self.findings.links += 1
        return ""

    def _start(self, chain: str, seq: int) -> tuple[int, str] | None:
        if seq == 1:
            return 0, GENESIS
        mark = self._marks.get(chain, {}).get(seq - 1)
        return (seq - 1, mark["digest"]) if mark else None

    def _ends(self) -> str:
        for chain, marks in self._marks.items():
            last = max(marks)
            seq, _ = self._head.get(chain, (last if len(marks) == 1 else 0, ""))
            if seq < last:
                return f"chain {chain}: ends at link {seq}, but link {last} was signed on {marks[last]['minute']}"
        for chain, (seq, _) in self._head.items():
            self.findings.unsigned += seq - max((mark for mark in self._marks.get(chain, {}) if mark <= seq), default=0)
        for key in self._keys:
            if chains_of(key)[0] not in self._marks:
                return f"key {key}: nothing in this file is signed by it"
        return ""
