import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import ResponseHead
from schleuse.payload.sse import EventParser
from schleuse.services.restore import StreamPlan, restorer_for
from schleuse.services.restore.engine import MAX_EVENT
from schleuse.services.restore.whole import MAX_JSON
from tests.services.placeholders import Table

TABLE = Table({"[PERSON_1]": "Erika Müller", "[PERSON_2]": 'O"Neil\\\n😀', "[ORT_12]": "[PERSON_1]"})
SSE = ResponseHead(200, (("content-type", "text/event-stream; charset=utf-8"),))
JSON = ResponseHead(200, (("content-type", "application/json"),))


def event(data: object, name: str = "") -> bytes:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return (f"event: {name}\n" if name else "").encode() + f"data: {text}\n\n".encode()


def objects(stream: bytes) -> list[dict]:
    datas = [item.data for item in EventParser().feed(stream)]
    return [json.loads(data) for data in datas if data and data.startswith("{")]


def run(stream: str, head: ResponseHead, data: bytes, cuts: list[int] | None = None) -> bytes:
    restorer = restorer_for(StreamPlan(reader=stream), head, TABLE)
    bounds = [0, *sorted(cut % (len(data) + 1) for cut in cuts or []), len(data)]
    out = [restorer.feed(data[start:end]) for start, end in itertools.pairwise(bounds)]
    return b"".join(out) + restorer.finish()


# --- one dialect: how a text is streamed, and how a client puts it together -------------------------------


@dataclass
class Case:
    stream: str
    write: Callable[[list[str]], bytes]
    read: Callable[[bytes], str]
    json_inside: bool = False
    head: ResponseHead = SSE


def chat(key: str) -> Case:
    def write(deltas: list[str]) -> bytes:
        def chunk(delta: dict, finish: str | None = None) -> bytes:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            return event({"id": "c", "object": "chat.completion.chunk", "choices": [choice]})

        parts = [chunk({"role": "assistant", key: ""}), *(chunk({key: delta}) for delta in deltas)]
        return b"".join([*parts, chunk({}, "stop"), event({"choices": [], "usage": {}}), b"data: [DONE]\n\n"])

    def read(stream: bytes) -> str:
        items = objects(stream)
        assert items[-1] == {"choices": [], "usage": {}}
        assert items[-2]["choices"][0]["finish_reason"] == "stop"
        return "".join(c["delta"].get(key, "") for item in items for c in item["choices"])

    return Case("openai.chat", write, read)


def chat_tool() -> Case:
    def write(deltas: list[str]) -> bytes:
        chunks = [
            {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": delta}}]}}]}
            for delta in deltas
        ]
        return b"".join(event(chunk) for chunk in chunks) + event(
            {"choices": [{"delta": {}, "finish_reason": "tool_calls"}]}
        )

    def read(stream: bytes) -> str:
        calls = [call for item in objects(stream) for c in item["choices"] for call in c["delta"].get("tool_calls", [])]
        return "".join(call["function"]["arguments"] for call in calls)

    return Case("openai.chat", write, read, json_inside=True)


def responses(kind: str, *, json_inside: bool = False) -> Case:
    def write(deltas: list[str]) -> bytes:
        full = "".join(deltas)
        at = {"item_id": "i", "output_index": 0, "content_index": 0}
        field = "arguments" if json_inside else "text"
        events = [
            {"type": "response.created", "response": {"id": "resp_1", "output": []}},
            *({"type": f"response.{kind}.delta", "delta": delta, **at} for delta in deltas),
            {"type": f"response.{kind}.done", field: full, **at},
            {"type": "response.output_item.done", "output_index": 0, "item": {field: full}},
            {"type": "response.completed", "response": {"id": "resp_1", "output": [{field: full}]}},
        ]
        return b"".join(event(item, item["type"]) for item in events)

    def read(stream: bytes) -> str:
        items = objects(stream)
        field = "arguments" if json_inside else "text"
        text = "".join(item["delta"] for item in items if item["type"].endswith(".delta"))
        repeated = [items[-3][field], items[-2]["item"][field], items[-1]["response"]["output"][0][field]]
        assert [item["type"] for item in items[-3:]] == [
            f"response.{kind}.done", "response.output_item.done", "response.completed"
        ]  # fmt: skip
        if json_inside and not _is_json(text):
            return text
        assert repeated == [text] * 3
        return text

    return Case("openai.responses", write, read, json_inside)


def _is_json(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict | list)
    except ValueError:
        return False


def anthropic(kind: str, key: str, *, json_inside: bool = False) -> Case:
    def write(deltas: list[str]) -> bytes:
        events = [
            {"type": "message_start", "message": {"id": "m", "content": []}},
            {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
            {"type": "ping"},
            *({"type": "content_block_delta", "index": 0, "delta": {"type": kind, key: delta}} for delta in deltas),
            {"type": "content_block_stop", "index": 0},
            {"type": "message_stop"},
        ]
        return b"".join(event(item, item["type"]) for item in events)

    def read(stream: bytes) -> str:
        items = objects(stream)
        assert [item["type"] for item in items[-2:]] == ["content_block_stop", "message_stop"]
        return "".join(item["delta"].get(key, "") for item in items if item["type"] == "content_block_delta")

    return Case("anthropic.messages", write, read, json_inside)


def gemini_chunks(deltas: list[str]) -> list[dict]:
    chunks = [{"candidates": [{"content": {"parts": [{"text": delta}], "role": "model"}}]} for delta in deltas]
    if chunks:
        chunks[-1]["candidates"][0]["finishReason"] = "STOP"
    return chunks


def gemini_text(items: list[dict]) -> str:
    return "".join(part["text"] for item in items for part in item["candidates"][0]["content"]["parts"])


def gemini_array(deltas: list[str]) -> bytes:
    return ("[" + "\n,\r\n".join(json.dumps(chunk, indent=1) for chunk in gemini_chunks(deltas)) + "\n]\n").encode()


def chatgpt(shape: str) -> Case:
    path = "/message/content/parts/0"

    def write(deltas: list[str]) -> bytes:
        message = {"id": "a", "author": {"role": "assistant"}, "content": {"parts": [""]}, "status": "in_progress"}
        parts = [
            event('"v1"', "delta_encoding"),
            event({"type": "input_message", "input_message": {"content": {"parts": ["Frage von [PERSON_1]"]}}}),
            event({"p": "", "o": "add", "v": {"message": message, "conversation_id": "c-7"}, "c": 0}, "delta"),
        ]
        for number, delta in enumerate(deltas):
            if shape == "batches" and number % 2:
                patch = {"o": "patch", "p": "", "v": [
                    {"p": path, "o": "append", "v": delta},
                    {"p": "/message/metadata/x", "o": "replace", "v": number},
                ]}  # fmt: skip
                parts.append(event(patch, "delta"))
            elif shape == "metadata" and number % 3 == 1:
                parts.append(event({"p": "/message/metadata/n", "o": "replace", "v": number}, "delta"))
                parts.append(event({"v": number + 1}, "delta"))
                parts.append(event({"p": path, "o": "append", "v": delta}, "delta"))
            else:
                explicit = number == 0 or shape in {"batches", "metadata"}
                parts.append(event({"p": path, "o": "append", "v": delta} if explicit else {"v": delta}, "delta"))
        last = {"p": "", "o": "patch", "v": [{"p": "/message/status", "o": "replace", "v": "finished_successfully"}]}
        parts += [event(last, "delta"), event({"v": [{"p": "/message/metadata/y", "o": "replace", "v": 1}]}, "delta")]
        parts += [event({"type": "message_stream_complete", "conversation_id": "c-7"}), b"data: [DONE]\n\n"]
        return b"".join(parts)

    def read(stream: bytes) -> str:
        document: dict = {}
        state = {"c": None, "p": None, "o": None}
        for item in objects(stream):
            if "type" in item:
                if item["type"] == "input_message":
                    assert item["input_message"]["content"]["parts"] == ["Frage von Erika Müller"]
                continue
            state |= {key: item[key] for key in state if key in item}
            apply(document, state["p"], state["o"], item["v"])
        assert document["message"]["status"] == "finished_successfully"
        assert document["message"]["metadata"]["y"] == 1
        return document["message"]["content"]["parts"][0]

    def apply(document: dict, pointer: str, operation: str, value: object) -> None:
        if operation == "patch":
            for patch in value:
                apply(document, patch["p"], patch["o"], patch["v"])
            return
        if pointer == "":
            document.update(value)
            document["message"].setdefault("metadata", {})
            return
        *parents, last = pointer.strip("/").split("/")
        node = document
        for parent in parents:
            node = node[int(parent) if isinstance(node, list) else parent]
        key = int(last) if isinstance(node, list) else last
        node[key] = node[key] + value if operation == "append" else value

    return Case("chatgpt.conversation", write, read)


CASES = {
    "chat content": chat("content"),
    "chat refusal": chat("refusal"),
    "chat reasoning": chat("reasoning_content"),
    "chat tool": chat_tool(),
    "responses text": responses("output_text"),
    "responses refusal": responses("refusal"),
    "responses arguments": responses("function_call_arguments", json_inside=True),
    "anthropic text": anthropic("text_delta", "text"),
    "anthropic json": anthropic("input_json_delta", "partial_json", json_inside=True),
    "gemini sse": Case(
        "google.generate",
        lambda deltas: b"".join(event(chunk) for chunk in gemini_chunks(deltas)),
        lambda stream: gemini_text(objects(stream)),
    ),
    "gemini array": Case("google.generate", gemini_array, lambda stream: gemini_text(json.loads(stream)), head=JSON),
    "chatgpt": chatgpt("plain"),
    "chatgpt batches": chatgpt("batches"),
    "chatgpt metadata": chatgpt("metadata"),
}
PIECES = st.sampled_from(
    ["[PERSON_1]", "[PERSON_2]", "[ORT_12]", "[PERSON_99]", "[", "]", "[PERSON", "_1]", "A", "[A_", "ü😀", " ", "1"]
)
PLAIN = st.text(st.characters(exclude_categories=["Cs"]), max_size=3)
TEXTS = st.lists(PIECES | PLAIN, max_size=12).map("".join)


def split(text: str, cuts: list[int]) -> list[str]:
    bounds = [0, *sorted(cut % (len(text) + 1) for cut in cuts), len(text)]
    return [text[start:end] for start, end in itertools.pairwise(bounds)]


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=100, deadline=None)
@given(
    text=TEXTS,
    splits=st.lists(st.integers(0, 200), max_size=12),
    cuts=st.lists(st.integers(0, 10_000), max_size=12),
)
def test_a_stream_restores_as_its_text_would(name: str, text: str, splits: list[int], cuts: list[int]):
    case = CASES[name]
    if case.json_inside:
        text = json.dumps({"k": text})
    deltas = split(text, splits)
    restored = run(case.stream, case.head, case.write(deltas), cuts)
    if case.json_inside:
        assert json.loads(case.read(restored)) == {"k": TABLE.whole(json.loads(text)["k"])}
    else:
        assert case.read(restored) == TABLE.whole(text)


@pytest.mark.parametrize("name", CASES)
def test_single_characters_in_single_bytes(name: str):
    case = CASES[name]
    text = "Für [PERSON_1] [und [PERSON_2]: [PERSON_99] [ORT_12"
    if case.json_inside:
        text = json.dumps({"k": text})
    data = case.write(list(text))
    restored = case.read(run(case.stream, case.head, data, list(range(len(data)))))
    if case.json_inside:
        assert json.loads(restored) == {"k": TABLE.whole(json.loads(text)["k"])}
    else:
        assert restored == TABLE.whole(text)


@pytest.mark.parametrize("name", CASES)
@given(text=PLAIN, splits=st.lists(st.integers(0, 20), max_size=4))
@settings(max_examples=20)
def test_streams_without_placeholders_pass_byte_for_byte(name: str, text: str, splits: list[int]):
    case = CASES[name]
    text = text.replace("[", "(")
    data = case.write(split(json.dumps({"k": text}) if case.json_inside else text, splits))
    if case.stream == "chatgpt.conversation":
        data = data.replace(b"[PERSON_1]", b"niemand")
    assert run(case.stream, case.head, data) == data


def test_events_go_out_at_once_and_only_a_tail_is_held_back():
    restorer = restorer_for(StreamPlan(reader="openai.chat"), SSE, TABLE)

    def delta(text: str) -> bytes:
        return event({"choices": [{"index": 0, "delta": {"content": text}}]})

    assert restorer.feed(delta("Guten Tag")) == delta("Guten Tag")
    assert restorer.feed(delta(" Frau [PER")) == delta(" Frau ")
    assert restorer.feed(b": ping\n\n") == b": ping\n\n"
    assert objects(restorer.feed(delta("SON_1],"))) == objects(delta("Erika Müller,"))
    assert restorer.restored == 1
    assert restorer.finish() == b""


def test_what_is_held_back_goes_out_before_the_end_of_its_text():
    def delta(index: int, text: str) -> dict:
        return {"choices": [{"index": index, "delta": {"content": text}}]}

    data = (
        event(delta(0, "a [P"))
        + event(delta(1, "b [P"))
        + event({"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}]})
    )
    restorer = restorer_for(StreamPlan(reader="openai.chat"), SSE, TABLE)
    assert objects(restorer.feed(data)) == [
        delta(0, "a "),
        delta(1, "b "),
        delta(1, "[P"),
        {"choices": [{"index": 1, "delta": {}, "finish_reason": "stop"}]},
    ]
    assert objects(restorer.finish()) == [delta(0, "[P")]


def test_a_copied_event_does_not_repeat_its_other_texts():
    both = {"choices": [{"index": 0, "delta": {"content": "x [P", "reasoning": "denke"}}]}
    restored = objects(run("openai.chat", SSE, event(both) + b"data: [DONE]\n\n"))
    assert restored == [
        {"choices": [{"index": 0, "delta": {"content": "x ", "reasoning": "denke"}}]},
        {"choices": [{"index": 0, "delta": {"content": "[P", "reasoning": ""}}]},
    ]


@pytest.mark.parametrize(
    "stream", ["openai.chat", "openai.responses", "anthropic.messages", "google.generate", "chatgpt.conversation", ""]
)
@given(data=st.binary(max_size=200) | st.text(max_size=100).map(lambda text: f"data: {text}\n\n".encode()))
@settings(max_examples=40)
def test_anything_passes_and_nothing_raises(stream: str, data: bytes):
    for head in (SSE, JSON, ResponseHead(200, (("content-type", "application/x-ndjson"),)), ResponseHead(200)):
        assert run(stream, head, data, [1, 5, 20]) == data


def test_an_endless_event_passes_unchanged():
    restorer = restorer_for(StreamPlan(reader="openai.chat"), SSE, TABLE)
    held = event({"choices": [{"index": 0, "delta": {"content": "[P"}}]})
    out = restorer.feed(held)
    piece = b"data: " + b"x" * 1_000_000
    total = b""
    for _ in range(MAX_EVENT // len(piece) + 2):
        total += restorer.feed(piece)
    assert total.endswith(piece)
    assert b'"[P"' in total
    assert len(out + total + restorer.finish()) >= MAX_EVENT


def test_whole_json_is_restored_with_everything_else_byte_for_byte():
    body = (
        b'{"id":"chatcmpl-1", "n":1.50,"choices":[{"message":{"role":"assistant","content":"F\\u00fcr [PERSON_1]",'
        b'"tool_calls":[{"function":{"arguments":"{\\"wer\\":\\"[PERSON_2]\\"}"}}]}}]}'
    )
    restored = run("openai.chat", JSON, body, [10, 50])
    expected = body.replace(b"[PERSON_1]", b"Erika M\\u00fcller")
    assert restored.split(b'"tool_calls"')[0] == expected.split(b'"tool_calls"')[0]
    message = json.loads(restored)["choices"][0]["message"]
    assert json.loads(message["tool_calls"][0]["function"]["arguments"]) == {"wer": TABLE.values["[PERSON_2]"]}


def test_an_answer_that_is_too_long_passes():
    restorer = restorer_for(StreamPlan(reader="openai.chat"), JSON, TABLE)
    piece = b" " * 1_000_000 + b"[PERSON_1]"
    out = b"".join(restorer.feed(piece) for _ in range(MAX_JSON // len(piece) + 2)) + restorer.finish()
    assert out == piece * (MAX_JSON // len(piece) + 2)


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"kein JSON [PERSON_1]"])
def test_json_that_cannot_be_read_passes(body):
    assert run("openai.chat", JSON, body) == body


def test_signed_thinking_stays_as_the_service_wrote_it():
    block = {"type": "thinking", "thinking": "[PERSON_1]?", "signature": "abc"}
    body = json.dumps({"content": [block, {"type": "text", "text": "[PERSON_1]!"}]}).encode()
    assert json.loads(run("anthropic.messages", JSON, body))["content"] == [
        block,
        {"type": "text", "text": "Erika Müller!"},
    ]
    delta = {"type": "content_block_delta", "index": 0, "delta": {"type": "thinking_delta", "thinking": "[PERSON_1]"}}
    assert run("anthropic.messages", SSE, event(delta)) == event(delta)


def test_conversations_are_seen():
    def seen(stream: str, head: ResponseHead, data: bytes) -> str | None:
        restorer = restorer_for(StreamPlan(reader=stream), head, TABLE)
        restorer.feed(data)
        restorer.finish()
        return restorer.conversation

    assert seen("chatgpt.conversation", SSE, CASES["chatgpt"].write(["a"])) == "c-7"
    assert seen("openai.responses", SSE, CASES["responses text"].write(["a"])) == "resp_1"
    assert seen("openai.responses", JSON, b'{"id":"resp_2","object":"response"}') == "resp_2"
    assert seen("openai.responses", JSON, b'{"id":"resp_2","conversation":{"id":"conv_1"}}') == "conv_1"
    assert seen("openai.chat", SSE, CASES["chat content"].write(["a"])) is None


def test_lines_of_json_and_unknown_streams_are_restored_string_by_string():
    lines = b'{"a":"[PERSON_1]"}\r\n\n{"b":1}\n{"c":"[PERSON_1]"}'
    head = ResponseHead(200, (("content-type", "application/x-ndjson"),))
    assert run("", head, lines, [3, 30]) == lines.replace(b"[PERSON_1]", b"Erika M\\u00fcller")
    assert objects(run("", SSE, event({"x": ["[PERSON_1]"]}))) == [{"x": ["Erika Müller"]}]


def test_other_media_types_pass():
    for kind in ["text/plain", "text/html", "application/octet-stream", ""]:
        head = ResponseHead(200, (("content-type", kind),))
        assert run("openai.chat", head, b"[PERSON_1]") == b"[PERSON_1]"


def test_a_last_event_without_its_empty_line_is_restored():
    data = event({"choices": [{"index": 0, "delta": {"content": "[PERSON_1]"}}]})
    assert objects(run("openai.chat", SSE, data[:-2]) + b"\n\n") == [
        {"choices": [{"index": 0, "delta": {"content": "Erika Müller"}}]}
    ]
