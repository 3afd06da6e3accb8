"""Surfaces as files that a person can read, and what the program makes of them.

A file (``tests/golden/services/<dialect>.txt``) tells one exchange: the request, the texts found in it, what is
replaced, the request as it leaves, the answer of the service, the answer as it arrives, and the refusal. Sections
begin with ``=== name``; JSON of one line in ``request``, ``sent``, ``answer`` and ``restored`` is byte for byte what
goes over the wire. With the method ``WS``, the request is a message of a WebSocket, and the answer holds messages, one
a line; ``\u241e`` stands for what ends a record of SignalR. :func:`derive` makes the sections that follow from those
that are given.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from schleuse.model import Action, Notice, Reason, Request, ResponseHead, SchleuseError, Substitution
from schleuse.payload.ndjson import SIGNALR
from schleuse.services.catalogue import Catalogue, Match
from schleuse.services.extraction import Extraction

GIVEN = ("request", "replace", "answer")
"""Sections that a person writes."""
NOTICE = Notice("Nicht gesendet: 1 Name.\nVorgang 7F3K2", "Nicht gesendet", Action.BLOCK, Reason.FINDINGS, "7F3K2")

type Restoring = Callable[[Mapping[str, str]], Substitution]
"""From placeholder -> value to what puts the values back."""

_RECORD_END = "\u241e"
_SECTION = re.compile(r"^=== (\w+)\n", re.MULTILINE)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class GoldenError(SchleuseError):
    """A golden file is not built as one."""


@dataclass(frozen=True, slots=True)
class Golden:
    """One file."""

    comment: str
    sections: Mapping[str, str]

    @classmethod
    def load(cls, path: Path) -> Self:
        """Read a file.

        Raises:
            GoldenError: it cannot be read, or has no section ``request``.

        """
        try:
            comment, *rest = _SECTION.split(path.read_bytes().decode())
        except (OSError, UnicodeDecodeError) as error:
            raise GoldenError(f"{path}: cannot be read ({error})") from None
        sections = dict(zip(rest[::2], rest[1::2], strict=True))
        if "request" not in sections:
            raise GoldenError(f"{path}: there is no section 'request'")
        return cls(comment, sections)

    def text(self) -> str:
        """Return the file."""
        return self.comment + "".join(f"=== {name}\n{text}" for name, text in self.sections.items())

    def derived(self, catalogue: Catalogue, restoring: Restoring) -> Self:
        """Return the file with all sections as the program has them."""
        given = {name: self.sections[name] for name in GIVEN if name in self.sections}
        return type(self)(self.comment, derive(given, catalogue, restoring))


def derive(given: Mapping[str, str], catalogue: Catalogue, restoring: Restoring) -> dict[str, str]:
    """Return all sections of an exchange.

    Raises:
        GoldenError: no service of the catalogue has the host.
        InspectionError: the request cannot be read.

    """
    request = _request(given["request"])
    match = catalogue.identify(request)
    if match is None:
        raise GoldenError(f"no service of the catalogue has the host {request.host}")
    extraction = match.reader.read(request, request.body)
    pairs = dict(line.split(" <- ") for line in given.get("replace", "").splitlines())
    result = {"request": given["request"], "found": _found(match, extraction)}
    socket = request.method == "WS"
    if pairs:
        texts = {index: _replaced(part.text, pairs) for index, part in enumerate(extraction.parts)}
        changed = {index: text for index, text in texts.items() if text != extraction.parts[index].text}
        result |= {"replace": given["replace"], "sent": _readable(extraction.rewrite(changed)) + "\n"}
    if socket and "answer" in given:
        result |= {"answer": given["answer"], "restored": _restored_messages(match, given["answer"], restoring(pairs))}
    elif "answer" in given:
        first, headers, body = message(given["answer"])
        restorer = match.reader.restorer(ResponseHead(int(first), headers), restoring(pairs))
        restored = b"".join(restorer.feed(body[index : index + 1]) for index in range(len(body))) + restorer.finish()
        seen = f"conversation {restorer.conversation}\n" if restorer.conversation else ""
        result |= {"answer": given["answer"], "restored": f"{seen}{restored.decode()}\n"}
    return result | {"refusal": _refusal(match, request, set(_UUID.findall(given["request"])))}


def _restored_messages(match: Match, section: str, substitution: Substitution) -> str:
    restorer = match.reader.socket(lambda _: substitution)
    lines = [restored for line in section.splitlines() for restored in restorer.feed(_bytes(line))]
    seen = f"conversation {restorer.conversation}\n" if restorer.conversation else ""
    return seen + "".join(f"{_readable(line)}\n" for line in [*lines, *restorer.finish()])


def _bytes(text: str) -> bytes:
    return text.replace(_RECORD_END, SIGNALR).encode()


def _readable(content: bytes) -> str:
    return content.decode().replace(SIGNALR, _RECORD_END)


def message(section: str) -> tuple[str, tuple[tuple[str, str], ...], bytes]:
    """Return first line, headers and body of a section ``request`` or ``answer``."""
    head, _, body = section.partition("\n\n")
    first, *lines = head.split("\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
    return first, tuple(headers), body.removesuffix("\n").encode()


def _request(section: str) -> Request:
    first, headers, body = message(section)
    match = re.fullmatch(r"([A-Z]+) https://([^/ ]+)(/[^? ]*)\??(\S*)", first)
    if match is None:
        raise GoldenError("the request does not begin with a method and an address")
    is_socket = match[1] == "WS"
    content = _bytes(body.decode()) if is_socket else body
    connection = "golden" if is_socket else ""
    return Request(match[1], match[2], 443, match[3], match[4], headers, content, connection=connection)


def _found(match: Match, extraction: Extraction) -> str:
    found = [f"{match.surface_id} ({'native' if match.native else 'fallback'})"]
    for index, part in enumerate(extraction.parts):
        mark = "fixed " if index in extraction.fixed else ""
        role = f"{part.role} {part.message}" if part.role else "-"
        found.append(f"{mark}{part.kind}, {role}: {json.dumps(part.text, ensure_ascii=False)}")
    found += [f"attachment {item.kind}, {item.mime or '-'}, {item.size} bytes" for item in extraction.attachments]
    facts = {"conversation": extraction.conversation, "history": extraction.history, "draft": extraction.draft}
    found += [f"{name} {value}" if value is not True else name for name, value in facts.items() if value]
    return "\n".join(found) + "\n"


def _replaced(text: str, pairs: Mapping[str, str]) -> str:
    for placeholder, value in pairs.items():
        text = text.replace(value, placeholder)
    return text


def _refusal(match: Match, request: Request, known: set[str]) -> str:
    response = match.reader.refusal(NOTICE, request)
    lines = [str(response.status), *(f"{name}: {value}" for name, value in response.headers)]
    content = [*map(_readable, response.frames), response.body.decode()]
    text = "\n".join(lines) + "\n\n" + "".join(f"{line}\n" for line in content)
    return _UUID.sub(lambda found: found[0] if found[0] in known else "(new id)", text)
