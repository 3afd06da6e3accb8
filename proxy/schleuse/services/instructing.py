"""Ask the model to keep placeholders: one sentence of system text, in the formats that have a place for it.

Everything else of the body stays as it is, byte for byte. The history that a client sends again never holds the
sentence, because it is added on the way out only; where it stands already, nothing is added.
"""

import re
from collections.abc import Callable

from schleuse.model import InspectionError
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import JsonDocument, Members, Node, Text, quote

SENTENCE = (
    "Platzhalter in eckigen Klammern wie [PERSON_1] stehen für echte Angaben: Übernimm sie genau so, "
    "auch die Nummer, und erfinde keine neuen."
)
_SYSTEM_ROLES = frozenset({"system", "developer"})


def instructed(stream: str, body: bytes) -> bytes:
    """Return a request body with the sentence in it; unchanged where the format (its way to stream) has no place."""
    instruct = _FORMATS.get(stream)
    if instruct is None:
        return body
    try:
        document = json_leaves.parse_body(body)
    except InspectionError:
        return body
    if not isinstance(document.root, Members):
        return body
    return instruct(document, document.root).encode("utf-8")


def _openai_chat(document: JsonDocument, root: Members) -> str:
    """``messages``: the first one, where it is the system's, else one before it (OpenAI API, chat completions)."""
    messages = root.get("messages")
    if not isinstance(messages, list):
        return document.text
    first = messages[0] if messages else None
    if isinstance(first, Members) and first.text("role") in _SYSTEM_ROLES:
        last = _last_text(first.get("content"))
        if last is not None:
            return _appended(document, last)
    message = f'{{"role":"system","content":{_quoted(document)}}}'
    return _inserted(document, root, "messages", "[", message + ("," if messages else ""))


def _openai_responses(document: JsonDocument, root: Members) -> str:
    """``instructions`` (OpenAI API, responses); they hold for one turn only, so they are given with each."""
    return _member(document, root, "instructions", _quoted(document))


def _anthropic(document: JsonDocument, root: Members) -> str:
    """``system``: a string or blocks (Anthropic API, messages)."""
    return _member(document, root, "system", _quoted(document))


def _google(document: JsonDocument, root: Members) -> str:
    """``systemInstruction`` (Gemini API, generateContent), also spelt with an underscore."""
    key = "system_instruction" if root.get("system_instruction") is not None else "systemInstruction"
    return _member(document, root, key, f'{{"parts":[{{"text":{_quoted(document)}}}]}}')


_FORMATS: dict[str, Callable[[JsonDocument, Members], str]] = {
    "openai.chat": _openai_chat,
    "openai.responses": _openai_responses,
    "anthropic.messages": _anthropic,
    "google.generate": _google,
}


def _member(document: JsonDocument, root: Members, key: str, value: str) -> str:
    """Add the sentence to the text of a member, or the member itself."""
    present = next((name for name, _ in reversed(root.items) if name.value == key), None)
    if present is None:
        start = document.text.index("{") + 1
        comma = "," if root.items else ""
        return f"{document.text[:start]}{quote(key)}:{value}{comma}{document.text[start:]}"
    if last := _last_text(root.get(key)):
        return _appended(document, last)
    end = document.end(present)
    null = re.compile(r"\s*:\s*null\b").match(document.text, end)
    return f"{document.text[:end]}:{value}{document.text[null.end() :]}" if null else document.text


def _inserted(document: JsonDocument, root: Members, key: str, bracket: str, content: str) -> str:
    name = next(name for name, _ in reversed(root.items) if name.value == key)
    start = document.text.index(bracket, document.end(name)) + 1
    return document.text[:start] + content + document.text[start:]


def _last_text(node: Node) -> Text | None:
    """Return the last text in a string, a list of blocks or a ``{parts: […]}``."""
    if isinstance(node, Text):
        return node
    if isinstance(node, Members):
        found = node.get("text")
        return found if isinstance(found, Text) else _last_text(node.get("parts"))
    if isinstance(node, list) and node:
        return _last_text(node[-1])
    return None


def _appended(document: JsonDocument, last: Text) -> str:
    if SENTENCE in last.value:
        return document.text
    return document.rewrite({last.index: f"{last.value}\n\n{SENTENCE}" if last.value else SENTENCE})


def _quoted(document: JsonDocument) -> str:
    return quote(SENTENCE, ascii_only=document.text.isascii())
