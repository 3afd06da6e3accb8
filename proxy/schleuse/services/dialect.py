"""Dialects of the catalogue, compiled: where texts lie, and what only code can know of those with a native reader."""

from collections.abc import Callable
from dataclasses import dataclass

from schleuse.model import Attachment, Request
from schleuse.payload.json_leaves import Members
from schleuse.services import media
from schleuse.services.textpath import Matcher, Rule


@dataclass(frozen=True, slots=True)
class Native:
    """What a native reader knows beyond the text paths."""

    stream: str = ""
    """Name of the way in which answers are streamed, see :mod:`schleuse.services.restore`."""
    history: bool = False
    conversation: Callable[[Members], str | None] = lambda _: None
    conversation_in_path: bool = False
    """Whether the last segment of the path is the id of the conversation."""
    announced: Callable[[Members, Request], Attachment | None] = lambda _, __: None
    """The file that a JSON body announces before its bytes come."""
    draft: bool = False
    raw: bool = False
    """Whether a body that is neither JSON, form nor multipart is the bytes of a file."""
    piece: bool = False
    """Whether a request carries one piece of a file."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One dialect, ready to read."""

    id: str
    rules: tuple[Rule, ...]
    matcher: Matcher
    rewritable: bool
    native: Native | None
    lines: Matcher | None = None
    """Where texts lie in the lines of an uploaded file, if its lines are prompts."""

    @property
    def stream(self) -> str:
        """Name of the way in which answers are streamed, or ``""``."""
        return self.native.stream if self.native else ""


def compile_dialect(name: str, rules: tuple[Rule, ...], *, rewritable: bool, lines: tuple[Rule, ...] = ()) -> Dialect:
    """Put a dialect of the catalogue together with what code knows of it.

    ``lines``: the rules of the dialects in which lines of an uploaded file are written, alone or below ``body``.
    Without a native reader nothing is rewritten, because nothing would put the values back into the answer.
    """
    matcher = Matcher([rule for rule in rules if rule.location == "json"])
    native = NATIVE.get(name)
    inner = Matcher([*lines, *(rule.below("body") for rule in lines)]) if lines else None
    return Dialect(name, rules, matcher, rewritable and native is not None, native, inner)


def _responses_conversation(root: Members) -> str | None:
    conversation = root.get("conversation")
    named = conversation.text("id") if isinstance(conversation, Members) else root.text("conversation")
    return named or root.text("previous_response_id") or None


def _chatgpt_conversation(root: Members) -> str | None:
    return root.text("conversation_id") or None


def _upload(root: Members, request: Request) -> Attachment | None:
    """OpenAI uploads: ``{filename, bytes, mime_type, purpose}``."""
    return Attachment(media.kind_of(root.text("mime_type")), 0, root.text("mime_type"), announced=True)


def _chatgpt_file(root: Members, request: Request) -> Attachment | None:
    """ChatGPT: ``{file_name, file_size, use_case}``."""
    mime = root.text("mime_type") or media.mime_of_name(root.text("file_name"))
    return Attachment(media.kind_of(mime), 0, mime, announced=True)


def _google_file(root: Members, request: Request) -> Attachment | None:
    """Gemini, first step of a resumable upload: the media type is in a header, the name in the body."""
    mime = request.header("x-goog-upload-header-content-type") or ""
    return Attachment(media.kind_of(mime), 0, mime, announced=True)


_CHAT = Native(stream="openai.chat", history=True)
_RESPONSES = Native(stream="openai.responses", history=True, conversation=_responses_conversation)
NATIVE: dict[str, Native] = {
    "openai.chat": _CHAT,
    "openai.responses": _RESPONSES,
    "chatgpt.codex": _RESPONSES,
    "openai.embeddings": Native(),
    "openai.moderations": Native(),
    "openai.images_generate": Native(),
    "openai.audio_speech": Native(),
    "openai.files": Native(),
    "openai.uploads": Native(announced=_upload),
    "openai.uploads_part": Native(piece=True),
    "anthropic.messages": Native(stream="anthropic.messages", history=True),
    "anthropic.files": Native(),
    "google.generate": Native(stream="google.generate", history=True),
    "google.files": Native(announced=_google_file, raw=True),
    "chatgpt.conversation": Native(stream="chatgpt.conversation", conversation=_chatgpt_conversation),
    "chatgpt.prepare": Native(conversation=_chatgpt_conversation, draft=True),
    "chatgpt.autocomplete": Native(conversation=_chatgpt_conversation),
    "chatgpt.sentinel": Native(),
    "chatgpt.history": Native(conversation_in_path=True),
    "chatgpt.files": Native(announced=_chatgpt_file),
    "chatgpt.blob": Native(raw=True),
}
"""The dialects with a native reader. All others are read by the fallback, and policy decides about the surface."""
