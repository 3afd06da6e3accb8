"""The shape of ``rules/services/*.yaml``; docs/services.md explains each key to people."""

import datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from schleuse.services import hosts, paths, places, textpath

SCHEMA = "schleuse-services/1"

Confidence = Literal["documented", "observed", "guess"]
TextKind = Literal[
    "chat", "system", "tool", "filename", "identifier", "metadata", "url", "secret", "any", "file", "binary",
    "protobuf", "opaque",
]  # fmt: skip


def _pattern(value: str) -> str:
    paths.check(value.replace("{base}", ""))
    return value


def _host(value: str) -> str:
    hosts.check(value)
    return value


def _text_path(value: str) -> str:
    textpath.check(value)
    return value


def _place(value: str) -> str:
    places.compile_place(value)
    return value


def _method(value: str) -> str:
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "WS"}
    unknown = [word for word in value.split("|") if word not in known]
    if unknown:
        raise ValueError(f"'{unknown[0]}' is not one of {', '.join(sorted(known))} (several joined with |)")
    return value


Word = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$")]
Name = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,63}$")]
Host = Annotated[str, AfterValidator(_host)]
PathPattern = Annotated[str, AfterValidator(_pattern)]
Place = Annotated[str, AfterValidator(_place)]
Method = Annotated[str, AfterValidator(_method)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextRule(_Strict):
    """Where a text, file or token lies in a body."""

    kind: TextKind
    path: Annotated[str, AfterValidator(_text_path)]
    fixed: bool = False
    """Read, but never rewritten (signed)."""


class PieceSpec(_Strict):
    """Where an event of a stream carries a piece of a text."""

    path: Place
    json_: Annotated[bool, Field(alias="json")] = False
    """The pieces make up a JSON text (tool arguments), so that what is put in must be escaped."""


class StreamSpec(_Strict):
    """How answers are streamed. Strings of an event that are no pieces are restored each by itself."""

    reader: str = ""
    """Name of one that is written in code, see :mod:`schleuse.services.restore`; the keys below are then not used."""
    frames: Literal["", "lines", "numbered", "chunks"] = ""
    """How events are told apart where the media type does not say it: a line each, a number before each, or the
    chunks of Google's pages."""
    pieces: tuple[PieceSpec, ...] = ()
    channel: tuple[Place, ...] = ()
    """Values that tell the texts of one answer apart."""
    ends: dict[Place, tuple[str | bool, ...]] = Field(default_factory=dict)
    """Values with which a text, or without channel all of them, is complete."""
    padding: str = ""
    """Characters at the end of each piece that are no text."""


class AnnounceSpec(_Strict):
    """A file that a JSON body announces before its bytes come."""

    mime: tuple[Place, ...] = ()
    name: tuple[Place, ...] = ()
    header: str = ""
    """Header that holds the media type."""


def _stream(value: Any) -> Any:
    return {"reader": value} if isinstance(value, str) else value


class DialectSpec(_Strict):
    """How requests and answers of a surface are built."""

    extends: Name | None = None
    """Take the texts of this dialect too."""
    body: str
    socket: Literal["json", "signalr"] | None = None
    """How WebSocket messages are cut into texts; without it, a WebSocket is refused."""
    text: tuple[TextRule, ...] = ()
    native: bool = False
    """Read, rewritten, refused and restored as described; what is not native is read by the fallback."""
    history: bool = False
    """Every request sends the whole conversation again."""
    conversation: tuple[Place, ...] = ()
    """Where a request names the conversation that the service keeps; the first one found counts."""
    continued_as: tuple[Place, ...] = ()
    """Where an answer names it as the next request will."""
    draft: bool = False
    """The request sends what a person is still typing."""
    raw: bool = False
    """A body that is neither JSON, form nor multipart is the bytes of a file."""
    piece: bool = False
    """A request carries one piece of a file, so none can be read alone."""
    announces: AnnounceSpec | None = None
    stream: Annotated[StreamSpec, BeforeValidator(_stream)] = StreamSpec()
    lines: tuple[Name, ...] = ()
    """Dialects in which the lines of an uploaded file may be written (batches, fine-tuning)."""
    answers: tuple[Name, ...]
    refusals: tuple[Name, ...]
    rewrite: Literal["ok", "risky", "no"]
    confidence: Confidence
    source: str
    note: str = ""


class FrameSpec(_Strict):
    """One event or line of a refusal that looks like an answer."""

    event: str = ""
    prefix: str = ""
    """Stands before the data of a line."""
    data: Any


class RefusalSpec(_Strict):
    """How a refusal looks. ``{text}`` stands for the message, ``{reference}`` for the number of the event."""

    status: Annotated[int, Field(ge=200, le=499)] | None = None
    content_types: tuple[str, ...] = ()
    headers: dict[str, str] = Field(default_factory=dict)
    values: dict[Annotated[str, Field(pattern=r"^[a-z]{2,32}$")], tuple[Place, ...]] = Field(default_factory=dict)
    """Further names in braces: what the answer repeats of the request, by the first place found; else a new UUID."""
    body: Any = None
    stream: tuple[FrameSpec, ...] = ()
    """Events, or lines where the media type is none of events."""
    newline: Literal["\n", "\r\n"] = "\n"
    chunks: bool = False
    """Lines are chunks of Google's pages, with their lengths."""
    action: str = ""
    frames: tuple[Any, ...] = ()
    """What the client of a WebSocket gets. Besides ``{text}`` and ``{reference}``: ``{id}`` is a new id, and
    ``{message.a.b}`` what the refused message has there."""
    socket: Literal["json", "signalr"] = "json"
    """Each frame is a message, or all are records of one."""
    verified: Literal["sdk", "decoder", "transport", "none"]
    note: str = ""


class SurfaceSpec(_Strict):
    """One address of a service, or a set of them under a base."""

    method: Method | None = None
    path: PathPattern | None = None
    dialect: Name | None = None
    hosts: tuple[Host, ...] = ()
    use: Name | None = None
    base: str = ""
    confidence: Confidence | None = None
    note: str = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        single = (self.method, self.path, self.dialect)
        if (self.use is None and None in single) or (self.use is not None and single != (None, None, None)):
            raise ValueError("give either method, path and dialect, or use and base")
        if self.base:
            paths.check(f"^{self.base}/$")
        return self


class SetSurfaceSpec(_Strict):
    """One address of a set; ``{base}`` in the path is replaced where the set is used."""

    method: Method
    path: PathPattern
    dialect: Name


class TenantControlSpec(_Strict):
    """Headers with which a service lets a proxy hold people to the tenants of their authority."""

    hosts: Annotated[tuple[Host, ...], Field(min_length=1)]
    """Where they are set. Hosts that are none of the service are decrypted only if tenants are given, and not read."""
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")], str]
    """``{tenants}`` stands for all of them, ``{tenant}`` for the first."""
    closed: tuple[PathPattern, ...] = ()
    """Paths for use without an account, which are then refused."""


class ServiceSpec(_Strict):
    """One AI service."""

    id: Word
    name: str
    operator: str
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    residency: str
    categories: tuple[Word, ...]
    aliases: tuple[Word, ...] = ()
    hosts: tuple[Host, ...]
    """Empty where every installation has its own; ``hosts:`` at the top of a file adds them."""
    shared_hosts: tuple[Host, ...] = ()
    """Those of its hosts that serve other things too: only the paths of its surfaces are read."""
    candidate: bool = False
    surfaces: tuple[SurfaceSpec, ...]
    refusal_map: dict[Name, Name] = Field(default_factory=dict)
    tenant_controls: tuple[TenantControlSpec, ...] = ()
    confidence: Confidence
    source: str
    note: str = ""


class ServiceFile(_Strict):
    """One file of the catalogue."""

    schema_: Annotated[Literal["schleuse-services/1"], Field(alias="schema")]
    family: str
    checked: datetime.date | None = None
    refusals: dict[Name, RefusalSpec] = Field(default_factory=dict)
    answers: dict[Name, str] = Field(default_factory=dict)
    surface_sets: dict[Name, tuple[SetSurfaceSpec, ...]] = Field(default_factory=dict)
    dialects: dict[Name, DialectSpec] = Field(default_factory=dict)
    hosts: dict[Word, tuple[Host, ...]] = Field(default_factory=dict)
    """Further hosts of services described elsewhere, for example those of this installation."""
    services: tuple[ServiceSpec, ...] = ()


def expand(pattern: str, base: str) -> str:
    """Put the base of a surface set into one of its paths."""
    return pattern.replace("{base}", base)
