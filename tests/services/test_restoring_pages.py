"""Streams that the catalogue describes, and those of chat pages: however cut, a client reads the restored text."""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schleuse.model import ResponseHead
from schleuse.services.catalogue import Catalogue
from schleuse.services.restore import restorer_for
from tests.services.test_restoring import PLAIN, TABLE, TEXTS, event, objects, split

DIALECTS = Catalogue.load().dialects
EVENTS, LINES, NUMBERED, PLAIN_JSON = "text/event-stream", "application/x-ndjson", "text/plain", "application/json"


def line(data: object, head: str = "") -> bytes:
    return f"{head}{json.dumps(data, ensure_ascii=False)}\n".encode()


def lines(stream: bytes) -> list[dict]:
    return [json.loads(item) for item in stream.decode().split("\n") if item]


@dataclass
class Case:
    dialect: str
    media_type: str
    write: Callable[[list[str]], bytes]
    read: Callable[[bytes], str]
    json_inside: bool = False

    def restored(self, data: bytes, cuts: list[int]) -> bytes:
        head = ResponseHead(200, (("content-type", self.media_type),))
        restorer = restorer_for(DIALECTS[self.dialect].stream, head, TABLE)
        bounds = [0, *sorted(cut % (len(data) + 1) for cut in cuts), len(data)]
        out = [restorer.feed(data[start:end]) for start, end in itertools.pairwise(bounds)]
        return b"".join(out) + restorer.finish()


def cohere(deltas: list[str]) -> bytes:
    chunks = [{"type": "content-delta", "index": 0, "delta": {"message": {"content": {"text": d}}}} for d in deltas]
    rest = [{"type": "content-end", "index": 0}, {"type": "message-end", "delta": {"finish_reason": "COMPLETE"}}]
    return b"".join(event(item, item["type"]) for item in [*chunks, *rest])


def cohere_text(stream: bytes) -> str:
    items = objects(stream)
    assert [item["type"] for item in items[-2:]] == ["content-end", "message-end"]
    return "".join(item["delta"]["message"]["content"]["text"] for item in items[:-2])


def cohere_tool(deltas: list[str]) -> bytes:
    calls = [{"tool_calls": {"function": {"arguments": delta}}} for delta in deltas]
    chunks = [{"type": "tool-call-delta", "index": 1, "delta": {"message": call}} for call in calls]
    return b"".join(event(item) for item in [*chunks, {"type": "tool-call-end", "index": 1}])


def cohere_arguments(stream: bytes) -> str:
    items = objects(stream)[:-1]
    return "".join(item["delta"]["message"]["tool_calls"]["function"]["arguments"] for item in items)


def ollama(deltas: list[str]) -> bytes:
    parts = [line({"message": {"role": "assistant", "content": delta}, "done": False}) for delta in deltas]
    return b"".join([*parts, line({"message": {"role": "assistant", "content": ""}, "done": True})])


def ollama_text(stream: bytes) -> str:
    items = lines(stream)
    assert [item["done"] for item in items[-2:]][-1] is True
    return "".join(item["message"]["content"] for item in items)


def mistral(deltas: list[str]) -> bytes:
    place = {"type": "message.output.delta", "id": "msg_1", "content_index": 0}
    parts = [place | {"content": delta} for delta in deltas]
    return b"".join(event(part, part["type"]) for part in [*parts, {"type": "conversation.response.done", "usage": {}}])


def mistral_text(stream: bytes) -> str:
    items = objects(stream)
    assert items[-1]["type"] == "conversation.response.done"
    return "".join(item["content"] for item in items[:-1])


def hugging(deltas: list[str]) -> bytes:
    parts = [line({"type": "stream", "token": delta + "\0" * (16 - len(delta))}) for delta in deltas]
    return b"".join([*parts, line({"type": "finalAnswer", "text": "".join(deltas)})])


def hugging_text(stream: bytes) -> str:
    *tokens, final = lines(stream)
    text = "".join(item["token"].rstrip("\0") for item in tokens)
    assert final == {"type": "finalAnswer", "text": text}
    return text


def grok(deltas: list[str]) -> bytes:
    parts = [line({"result": {"response": {"token": delta, "messageTag": "final"}}}) for delta in deltas]
    return b"".join([*parts, line({"result": {"response": {"modelResponse": {"message": "".join(deltas)}}}})])


def grok_text(stream: bytes) -> str:
    *tokens, final = lines(stream)
    text = "".join(item["result"]["response"]["token"] for item in tokens)
    assert final["result"]["response"]["modelResponse"]["message"] == text
    return text


def lechat(deltas: list[str]) -> bytes:
    def patch(**change: object) -> bytes:
        return line({"json": {"type": "message", "messageId": "m", "patches": [change]}}, "15:")

    first, *rest = deltas or [""]
    start = patch(op="replace", path="/contentChunks", value=[{"type": "text", "text": first}])
    grown = [patch(op="append", path="/contentChunks/0/text", value=delta) for delta in rest]
    return b"".join([start, *grown, patch(op="replace", path="/generationStatus", value="success"), b"8:null\n"])


def lechat_text(stream: bytes) -> str:
    text = ""
    *messages, status, end = stream.decode().removesuffix("\n").split("\n")
    assert (end, "success" in status) == ("8:null", True)
    for message in messages:
        for patch in json.loads(message.removeprefix("15:"))["json"]["patches"]:
            text = patch["value"][0]["text"] if patch["op"] == "replace" else text + patch["value"]
    return text


def vercel(deltas: list[str]) -> bytes:
    return b"".join([*(line(delta, "0:") for delta in deltas), line({"finishReason": "stop"}, "d:")])


def vercel_text(stream: bytes) -> str:
    *pieces, end = stream.decode().removesuffix("\n").split("\n")
    assert end.startswith("d:")
    return "".join(json.loads(piece.removeprefix("0:")) for piece in pieces)


def deepseek(deltas: list[str]) -> bytes:
    first, *rest = deltas or [""]
    parts = [event({"v": {"response": {"status": "WIP", "fragments": [{"type": "RESPONSE", "content": first}]}}})]
    for number, delta in enumerate(rest):
        stated = {"p": "response/fragments/-1/content", "o": "APPEND"} if number % 3 == 0 else {}
        parts.append(event(stated | {"v": delta}))
    batch = {"p": "response", "o": "BATCH", "v": [{"p": "token_usage", "v": 1}, {"p": "quasi_status", "v": "FINISHED"}]}
    return b"".join([*parts, event(batch), event({"p": "response/status", "o": "SET", "v": "FINISHED"})])


def deepseek_text(stream: bytes) -> str:
    text, pointer = "", "response/fragments/-1/content"
    for item in objects(stream):
        pointer = item.get("p", pointer)
        value = item["v"]
        if isinstance(value, dict):
            text += value["response"]["fragments"][0]["content"]
        elif isinstance(value, str) and pointer.endswith("content"):
            text += value
    return text


def notion(deltas: list[str]) -> bytes:
    parts = [line({"type": "patch", "v": [{"o": "x", "p": "/s/0/value/0/content", "v": delta}]}) for delta in deltas]
    return b"".join([*parts, line({"type": "record-map"})])


def notion_text(stream: bytes) -> str:
    *patches, last = lines(stream)
    assert last == {"type": "record-map"}
    return "".join(patch["v"][0]["v"] for patch in patches)


def perplexity(deltas: list[str]) -> bytes:
    def block(**change: object) -> dict:
        return {"backend_uuid": "b", "blocks": [{"intended_usage": "ask_text", **change}]}

    parts = []
    for number, delta in enumerate(deltas):
        if number % 2:
            patch = {"op": "add", "path": f"/chunks/{number}", "value": delta}
            parts.append(block(diff_block={"field": "markdown_block", "patches": [patch]}))
        else:
            parts.append(block(markdown_block={"chunks": [delta], "chunk_starting_offset": number}))
    whole = {"chunks": deltas, "chunk_starting_offset": 0, "progress": "DONE", "answer": "".join(deltas)}
    final = block(markdown_block=whole) | {"text": json.dumps({"answer": json.dumps({"answer": "".join(deltas)})})}
    return b"".join(event(part, "message") for part in [*parts, final])


def perplexity_text(stream: bytes) -> str:
    *_, final = objects(stream)
    block = final["blocks"][0]["markdown_block"]
    text = "".join(block["chunks"])
    assert block["answer"] == text or not block["chunks"]
    assert json.loads(json.loads(final["text"])["answer"])["answer"] == block["answer"]
    return str(block["answer"])


def gemini(deltas: list[str]) -> bytes:
    """Chunks that tell the text so far, each with its length in UTF-16 code units."""
    out, told = ")]}'\n\n", ""
    for delta in [*deltas, ""]:
        told += delta
        inner = json.dumps([None, ["c_1", "r_1"], None, None, [["rc_1", [told]]]])
        text = json.dumps([["wrb.fr", None, inner]], ensure_ascii=False)
        out += f"{len(text.encode('utf-16-le')) // 2 + 2}\n{text}\n"
    return out.encode()


def gemini_text(stream: bytes) -> str:
    told, rest = "", stream.decode().removeprefix(")]}'\n\n")
    while rest:
        digits = rest[: rest.index("\n")]
        units = rest[len(digits) :].encode("utf-16-le")
        chunk, rest = units[: int(digits) * 2].decode("utf-16-le"), units[int(digits) * 2 :].decode("utf-16-le")
        told = json.loads(json.loads(chunk)[0][2])[4][0][1][0]
    return told


CASES = {
    "gemini": Case("gemini.generate", PLAIN_JSON, gemini, gemini_text),
    "cohere": Case("cohere.chat_v2", EVENTS, cohere, cohere_text),
    "cohere tool": Case("cohere.chat_v2", EVENTS, cohere_tool, cohere_arguments, json_inside=True),
    "ollama": Case("ollama.chat", LINES, ollama, ollama_text),
    "mistral conversations": Case("mistral.conversations", EVENTS, mistral, mistral_text),
    "huggingchat": Case("hfchat", "application/jsonl", hugging, hugging_text),
    "grok": Case("grok.new", PLAIN_JSON, grok, grok_text),
    "le chat": Case("lechat.chat", NUMBERED, lechat, lechat_text),
    "le chat, older": Case("lechat.chat", NUMBERED, vercel, vercel_text),
    "deepseek": Case("deepseek.web", EVENTS, deepseek, deepseek_text),
    "notion": Case("notion.inference", LINES, notion, notion_text),
    "perplexity": Case("perplexity.web", EVENTS, perplexity, perplexity_text),
}


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=60, deadline=None)
@given(text=TEXTS, splits=st.lists(st.integers(0, 200), max_size=8), cuts=st.lists(st.integers(0, 9999), max_size=8))
def test_a_stream_restores_as_its_text_would(name: str, text: str, splits: list[int], cuts: list[int]):
    case = CASES[name]
    text = text.replace("\0", "")
    if case.json_inside:
        text = json.dumps({"k": text})
    restored = case.read(case.restored(case.write(split(text, splits)), cuts))
    if case.json_inside:
        assert json.loads(restored) == {"k": TABLE.whole(json.loads(text)["k"])}
    else:
        assert restored == TABLE.whole(text)


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=20, deadline=None)
@given(text=PLAIN, splits=st.lists(st.integers(0, 20), max_size=4))
def test_streams_without_placeholders_pass_byte_for_byte(name: str, text: str, splits: list[int]):
    case = CASES[name]
    text = text.replace("[", "(").replace("\0", "")
    data = case.write(split(json.dumps({"k": text}) if case.json_inside else text, splits))
    assert case.restored(data, []) == data


@pytest.mark.parametrize("name", CASES)
@settings(max_examples=40, deadline=None)
@given(data=st.binary(max_size=120), splits=st.lists(st.integers(0, 9999), max_size=5))
def test_what_no_reader_understands_passes_byte_for_byte(name: str, data: bytes, splits: list[int]):
    data = data.replace(b"[", b"").replace(b"{", b"")
    assert CASES[name].restored(data, splits) == data


def test_perplexity_shows_no_half_placeholder_before_the_end():
    stream = CASES["perplexity"].restored(perplexity(["Frau [PER", "SON_1], [", "PERSON_2]"]), [])
    shown = "".join(json.dumps(item, ensure_ascii=False) for item in objects(stream))
    assert 'PER"' not in shown
    assert "SON_1" not in shown
