"""Surfaces as files that a person can read: tests/golden/services/*.txt.

A file tells one exchange: the request, the texts found in it, what is replaced, the request as it leaves, the answer
of the service, the answer as it arrives, and the refusal. Sections begin with ``=== name``; JSON of one line in the
sections ``request``, ``sent``, ``answer`` and ``restored`` is byte for byte what goes over the wire, ``\\r`` stands for
itself. ``python -m tests.services.test_golden`` writes the sections that follow from the others; read what it wrote.
"""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from schleuse.model import Action, Notice, Reason, Request, ResponseHead
from schleuse.services.catalogue import Catalogue, Match
from schleuse.services.extraction import Extraction
from tests.services import golden_sockets
from tests.services.placeholders import Table

FOLDER = Path(__file__).parents[1] / "golden" / "services"
CASES = sorted(FOLDER.glob("*.txt"))
CATALOGUE = Catalogue.load()
GIVEN = ("request", "replace", "answer")
NOTICE = Notice("Nicht gesendet: 1 Name.\nVorgang 7F3K2", "Nicht gesendet", Action.BLOCK, Reason.FINDINGS, "7F3K2")
UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass
class Golden:
    comment: str
    sections: dict[str, str]

    @classmethod
    def load(cls, path: Path) -> "Golden":
        comment, *rest = re.split(r"^=== (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
        return cls(comment, dict(zip(rest[::2], rest[1::2], strict=True)))

    def text(self) -> str:
        return self.comment + "".join(f"=== {name}\n{text}" for name, text in self.sections.items())


def message(section: str) -> tuple[str, list[tuple[str, str]], bytes]:
    head, _, body = section.partition("\n\n")
    first, *lines = head.split("\n")
    headers = [(name.lower(), value) for name, _, value in (line.partition(": ") for line in lines)]
    return first, headers, body.removesuffix("\n").encode()


def derive(sections: dict[str, str]) -> dict[str, str]:
    """Return all sections as the product has them."""
    if sections["request"].startswith("WS "):
        result = golden_sockets.derive(CATALOGUE, sections, NOTICE, describe)
        return result | {"refusal": without_ids(result["refusal"], sections)}
    first, headers, body = message(sections["request"])
    method, url = first.split()
    _, _, host, path = url.split("/", 3)
    path, _, query = f"/{path}".partition("?")
    request = Request(method, host, 443, path, query, tuple(headers), body)
    match = CATALOGUE.identify(request)
    extraction = match.reader.read(request, body)
    found = describe(match, extraction)
    pairs = dict(line.split(" <- ") for line in sections.get("replace", "").splitlines())
    result = {"request": sections["request"], "found": "\n".join(found) + "\n"}
    if pairs:
        texts = {}
        for index, part in enumerate(extraction.parts):
            text = part.text
            for placeholder, value in pairs.items():
                text = text.replace(value, placeholder)
            if text != part.text:
                texts[index] = text
        result |= {"replace": sections["replace"], "sent": extraction.rewrite(texts).decode() + "\n"}
    if "answer" in sections:
        first, headers, body = message(sections["answer"])
        restorer = match.reader.restorer(ResponseHead(int(first), tuple(headers)), Table(pairs))
        restored = b"".join(restorer.feed(body[index : index + 1]) for index in range(len(body))) + restorer.finish()
        seen = f"conversation {restorer.conversation}\n" if restorer.conversation else ""
        result |= {"answer": sections["answer"], "restored": f"{seen}{restored.decode()}\n"}
    response = match.reader.refusal(NOTICE, request)
    lines = [str(response.status), *(f"{name}: {value}" for name, value in response.headers)]
    refusal = "\n".join(lines) + "\n\n" + response.body.decode() + "\n"
    result["refusal"] = without_ids(refusal, sections)
    return result


def describe(match: Match, extraction: Extraction) -> list[str]:
    kind = "native" if match.native else "fallback"
    found = [f"{match.surface_id} ({kind})"]
    for index, part in enumerate(extraction.parts):
        mark = "fixed " if index in extraction.fixed else ""
        role = f"{part.role} {part.message}" if part.role else "-"
        found.append(f"{mark}{part.kind}, {role}: {json.dumps(part.text, ensure_ascii=False)}")
    found += [f"attachment {item.kind}, {item.mime or '-'}, {item.size} bytes" for item in extraction.attachments]
    facts = {"conversation": extraction.conversation, "history": extraction.history, "draft": extraction.draft}
    return found + [f"{name} {value}" if value is not True else name for name, value in facts.items() if value]


def without_ids(refusal: str, sections: dict[str, str]) -> str:
    known = set(UUID.findall(sections["request"]))
    return UUID.sub(lambda match: match[0] if match[0] in known else "(new id)", refusal)


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden(path: Path):
    golden = Golden.load(path)
    assert derive(golden.sections) == golden.sections


def test_every_native_dialect_has_a_file():
    from schleuse.services.dialect import NATIVE

    assert {path.stem for path in CASES} >= set(NATIVE)


if __name__ == "__main__":
    for name in sys.argv[1:] or CASES:
        file = Path(name)
        golden = Golden.load(file)
        golden.sections = derive({name: golden.sections[name] for name in GIVEN if name in golden.sections})
        file.write_text(golden.text(), encoding="utf-8")
