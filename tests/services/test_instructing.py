"""One sentence more in the system text, and not one byte else."""

import json

import pytest

from schleuse.services.instructing import SENTENCE, instructed

QUOTED = json.dumps(SENTENCE)
UTF8 = json.dumps(SENTENCE, ensure_ascii=False)


@pytest.mark.parametrize(
    ("stream", "body", "expected"),
    [
        (
            "openai.chat",
            '{ "model":"x",  "messages" : [ {"role":"user","content":"hi"} ] }',
            '{ "model":"x",  "messages" : [{"role":"system","content":%s}, {"role":"user","content":"hi"} ] }',
        ),
        ("openai.chat", '{"messages":[]}', '{"messages":[{"role":"system","content":%s}]}'),
        ("openai.responses", '{"model":"x","input":"hi"}', '{"instructions":%s,"model":"x","input":"hi"}'),
        ("openai.responses", '{"instructions" : null,"n":1.50}', '{"instructions":%s,"n":1.50}'),
        ("anthropic.messages", '{"messages":[]}', '{"system":%s,"messages":[]}'),
        ("google.generate", '{"contents":[]}', '{"systemInstruction":{"parts":[{"text":%s}]},"contents":[]}'),
        ("google.generate", "{}", '{"systemInstruction":{"parts":[{"text":%s}]}}'),
    ],
)
def test_it_is_put_in(stream: str, body: str, expected: str) -> None:
    assert instructed(stream, body.encode()).decode() == expected.replace("%s", QUOTED)
    umlaut = body.replace("hi", "für").replace('"x"', '"ü"')
    done = instructed(stream, umlaut.encode()).decode()
    assert done.replace(UTF8, QUOTED) == expected.replace("%s", QUOTED).replace("hi", "für").replace('"x"', '"ü"')


@pytest.mark.parametrize(
    ("stream", "body"),
    [
        ("openai.chat", '{"messages":[{"role":"developer","content":"Kurz."},{"role":"user","content":"a"}]}'),
        ("openai.chat", '{"messages":[{"role":"system","content":[{"type":"text","text":"Kurz."}]}]}'),
        ("openai.responses", '{"instructions":"Kurz.","input":"a"}'),
        ("anthropic.messages", '{"system":"Kurz.","messages":[]}'),
        ("anthropic.messages", '{"system":[{"type":"text","text":"A"},{"type":"text","text":"Kurz."}]}'),
        ("google.generate", '{"systemInstruction":{"parts":[{"text":"Kurz."}]}}'),
        ("google.generate", '{"system_instruction":{"parts":[{"text":"Kurz."}]}}'),
    ],
)
def test_it_follows_system_text_that_is_there_and_comes_once(stream: str, body: str) -> None:
    once = instructed(stream, body.encode())
    assert once.decode() == body.replace('"Kurz."', json.dumps(f"Kurz.\n\n{SENTENCE}"))
    assert instructed(stream, once) == once


@pytest.mark.parametrize(
    ("stream", "body"),
    [
        ("chatgpt.conversation", b'{"messages":[]}'),
        ("", b'{"messages":[]}'),
        ("openai.chat", b"no json"),
        ("openai.chat", b"[]"),
        ("openai.chat", b'{"messages":"x"}'),
        ("openai.responses", b'{"instructions":7}'),
        ("google.generate", b'{"systemInstruction":{"parts":[{"inlineData":{}}]}}'),
    ],
)
def test_without_a_place_nothing_changes(stream: str, body: bytes) -> None:
    assert instructed(stream, body) == body
