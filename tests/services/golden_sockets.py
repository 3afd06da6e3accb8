"""Golden files of WebSockets: ``request`` is an upgrade and one message of the client, ``answer`` messages of the
service, one a line. ``␞`` stands for the end of a record of SignalR.
"""

import json
from collections.abc import Callable, Sequence

from schleuse.model import Notice, Request, Response
from schleuse.services.catalogue import Catalogue, Match
from schleuse.services.extraction import Extraction
from tests.services.placeholders import Table

SHOWN, END = "␞", "\x1e"


def derive(
    catalogue: Catalogue,
    sections: dict[str, str],
    notice: Notice,
    describe: Callable[[Match, Extraction], Sequence[str]],
) -> dict[str, str]:
    """Return all sections as the product has them."""
    head, _, message = sections["request"].partition("\n\n")
    _, _, host, path = head.removeprefix("WS ").split("/", 3)
    path, _, query = f"/{path}".partition("?")
    upgrade = Request("WS", host, 443, path, query)
    match = catalogue.identify(upgrade)
    assert match
    address = [f"address: {json.dumps(part.text)}" for part in match.reader.read(upgrade, b"").parts]
    body = message.removesuffix("\n").replace(SHOWN, END).encode()
    request = Request("WS", host, 443, path, query, body=body, connection="4711")
    extraction = match.reader.read(request, body)
    pairs = dict(line.split(" <- ") for line in sections.get("replace", "").splitlines())
    result = {"request": sections["request"], "found": "\n".join([*describe(match, extraction), *address]) + "\n"}
    if pairs:
        texts = {index: _replaced(part.text, pairs) for index, part in enumerate(extraction.parts)}
        changed = {index: text for index, text in texts.items() if text != extraction.parts[index].text}
        result |= {"replace": sections["replace"], "sent": _shown(extraction.rewrite(changed)) + "\n"}
    if "answer" in sections:
        restorer = match.reader.socket(lambda _: Table(pairs))
        lines = sections["answer"].splitlines()
        messages = [out for line in lines for out in restorer.feed(line.replace(SHOWN, END).encode())]
        seen = [f"conversation {restorer.conversation}"] if restorer.conversation else []
        restored = [*seen, *map(_shown, [*messages, *restorer.finish()])]
        result |= {"answer": sections["answer"], "restored": "\n".join(restored) + "\n"}
    return result | {"refusal": _refusal(match.reader.refusal(notice, request))}


def _refusal(response: Response) -> str:
    closed = [] if response.frames else [f"close {response.status} {response.body.decode()}"]
    return "\n".join([*map(_shown, response.frames), *closed]) + "\n"


def _replaced(text: str, pairs: dict[str, str]) -> str:
    for placeholder, value in pairs.items():
        text = text.replace(value, placeholder)
    return text


def _shown(message: bytes) -> str:
    return message.decode().replace(END, SHOWN)
