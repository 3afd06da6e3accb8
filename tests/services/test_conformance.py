from pathlib import Path

import pytest

from schleuse.enforcement.restore import Restoration
from schleuse.services.catalogue import Catalogue
from schleuse.services.conformance import check_golden, table
from schleuse.shipped import shipped

CATALOGUE = Catalogue.load()
GOLDEN = shipped("tests/golden/services")
NATIVE = {name for name, dialect in CATALOGUE.dialects.items() if dialect.native}
OWN = """\
schema: schleuse-services/1
family: Stadt
dialects:
  stadt.chat:
    body: json
    native: true
    text: [{kind: chat, path: frage}]
    stream: {pieces: [{path: stueck}]}
    answers: [sse.generic]
    refusals: [error.generic_json]
    rewrite: ok
    confidence: documented
    source: Betriebshandbuch
services:
- id: amts-ki
  name: Amts-KI
  operator: Stadt
  country: DE
  residency: Rathaus
  categories: [chat]
  hosts: [ki.stadt.example]
  surfaces: [{method: POST, path: ^/frage$, dialect: stadt.chat}]
  confidence: documented
  source: Betriebshandbuch
"""
EXCHANGE = """\
=== request
POST https://ki.stadt.example/frage
content-type: application/json

{"frage":"Wer ist Erika Müller?"}
=== replace
[PERSON_1] <- Erika Müller
=== answer
200
content-type: text/event-stream

data: {"stueck":"Frau [PER"}

data: {"stueck":"SON_1]"}


"""


def rows(catalogue: Catalogue, held: set[str]):
    return {row.service.id: row for row in table(catalogue, held)}


def test_every_shipped_file_holds_and_none_is_missing():
    state = check_golden(CATALOGUE, [GOLDEN], Restoration)
    assert state.problems == []
    assert state.held == NATIVE | {"other", "generic.socket"}


def test_a_service_is_added_by_one_file_and_its_golden_file(tmp_path: Path):
    (tmp_path / "own.yaml").write_text(OWN, encoding="utf-8")
    catalogue = Catalogue.load(path=tmp_path)
    golden = tmp_path / "golden"
    missing = check_golden(catalogue, [GOLDEN, golden], Restoration)
    assert missing.problems == ["stadt.chat: this native dialect has no golden file"]
    golden.mkdir()
    file = golden / "stadt.chat.txt"
    file.write_text(EXCHANGE, encoding="utf-8")
    (incomplete,) = check_golden(catalogue, [golden], Restoration).problems[:1]
    assert incomplete.endswith("the section 'found' is not what the program makes of the request")
    from schleuse.services.golden import Golden

    file.write_bytes(Golden.load(file).derived(catalogue, Restoration).text().encode())
    state = check_golden(catalogue, [GOLDEN, golden], Restoration)
    assert state.problems == []
    row = rows(catalogue, state.held)["amts-ki"]
    assert (row.read, row.unread, row.rewrite) == (("stadt.chat",), (), ("stadt.chat",))
    assert (row.restore, row.stream, row.verified) == (("events",), ("events",), ("golden",))
    assert '"Frau Erika Müller"' not in file.read_text(encoding="utf-8")
    assert "Erika M\\u00fcller" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("nirgends.txt", "=== request\nPOST https://x.example/\n\n\n", "no dialect of the catalogue has this name"),
        ("openai.chat.x.txt", "=== request\nPOST https://x.example/\n\n\n", "no service of the catalogue has the host"),
        ("openai.chat.y.txt", "nur Text", "there is no section 'request'"),
        (
            "openai.chat.z.txt",
            "=== request\nPOST https://api.openai.com/v1/chat/completions\ncontent-type: application/json\n\n{\n",
            "not_inspectable",
        ),
    ],
)
def test_a_broken_file_is_named(tmp_path: Path, name: str, text: str, expected: str):
    (tmp_path / name).write_text(text, encoding="utf-8")
    problem = check_golden(CATALOGUE, [tmp_path], Restoration).problems[0]
    assert str(tmp_path / name) in problem
    assert expected in problem


def test_a_file_that_does_not_hold_takes_its_proof_away(tmp_path: Path):
    for path in GOLDEN.glob("*.txt"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    broken = tmp_path / "lechat.chat.txt"
    broken.write_bytes(broken.read_bytes().replace(b"chat, user 0", b"chat, user 1"))
    state = check_golden(CATALOGUE, [tmp_path], Restoration)
    assert [problem.partition(":")[0] for problem in state.problems] == [str(broken)]
    assert "golden" not in rows(CATALOGUE, state.held)["le-chat"].verified
    assert "golden" in rows(CATALOGUE, state.held)["claude-web"].verified


def test_the_rows_say_what_each_service_can():
    every = rows(CATALOGUE, NATIVE)
    assert len(every) == len(CATALOGUE.services)
    claude, bedrock, descript = every["claude-web"], every["aws-bedrock"], every["descript"]
    assert claude.answered
    assert claude.refuse["claude.completion"] == "answer.claude_web"
    assert claude.restore == ("JSON", "events")
    assert "sigv4.json" not in bedrock.rewrite
    assert "sigv4.json" in bedrock.read
    assert (descript.read, descript.verified) == ((), ())
    assert every["huggingface-inference"].refuse["openai.chat"] == "error.hf"
    assert claude.as_json()["id"] == "claude-web"
