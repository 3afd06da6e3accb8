"""Dialects of the catalogue, compiled: where texts lie, and what else a native reader knows of a surface."""

from collections.abc import Sequence
from dataclasses import dataclass

from schleuse.model import Attachment, Request
from schleuse.payload.json_leaves import Node
from schleuse.services import media, places
from schleuse.services.places import Place, compile_place
from schleuse.services.restore import StreamPlan
from schleuse.services.schema import AnnounceSpec, DialectSpec
from schleuse.services.textpath import Matcher, Rule


@dataclass(frozen=True, slots=True)
class Announcement:
    """Where a JSON body, or a header, says what file will come."""

    mime: tuple[Place, ...]
    name: tuple[Place, ...]
    header: str

    def attachment(self, root: Node, request: Request) -> Attachment:
        """Return the file that is announced; its media type may have to be guessed from its name."""
        mime = request.header(self.header) if self.header else None
        mime = mime or str(places.first(self.mime, root) or "")
        mime = mime or media.mime_of_name(str(places.first(self.name, root) or ""))
        return Attachment(media.kind_of(mime), 0, mime, announced=True)


@dataclass(frozen=True, slots=True)
class Native:
    """What a native reader knows beyond the text paths; the words are those of docs/services.md."""

    history: bool = False
    conversation: tuple[Place, ...] = ()
    announced: Announcement | None = None
    draft: bool = False
    raw: bool = False
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
    stream: StreamPlan
    answers: tuple[str, ...]
    """Names of the ways in which the service answers."""
    socket: str | None = None
    """How WebSocket messages are cut into texts; ``None``: they cannot be read."""
    lines: Matcher | None = None
    """Where texts lie in the lines of an uploaded file, if its lines are prompts."""


def compile_dialect(name: str, spec: DialectSpec, rules: tuple[Rule, ...], lines: tuple[Rule, ...] = ()) -> Dialect:
    """Make a dialect of its description and all its text paths, those that it takes over included.

    ``lines``: the rules of the dialects in which lines of an uploaded file are written, alone or below ``body``.
    One that is not native is not rewritten, because nothing would put the values back into the answer.
    """
    matcher = Matcher([rule for rule in rules if rule.location == "json"])
    native = _native(spec) if spec.native else None
    rewritable = native is not None and spec.rewrite == "ok"
    inner = Matcher([*lines, *(rule.below("body") for rule in lines)]) if lines else None
    return Dialect(name, rules, matcher, rewritable, native, _stream(spec), spec.answers, spec.socket, inner)


def _native(spec: DialectSpec) -> Native:
    announced = _announced(spec.announces) if spec.announces else None
    return Native(spec.history, _places(spec.conversation), announced, spec.draft, spec.raw, spec.piece)


def _announced(spec: AnnounceSpec) -> Announcement:
    return Announcement(_places(spec.mime), _places(spec.name), spec.header.lower())


def _stream(spec: DialectSpec) -> StreamPlan:
    stream = spec.stream
    return StreamPlan(
        reader=stream.reader,
        frames=stream.frames,
        pieces=tuple((compile_place(piece.path), piece.json_) for piece in stream.pieces),
        channel=_places(stream.channel),
        ends=tuple((compile_place(place), frozenset(values)) for place, values in stream.ends.items()),
        padding=stream.padding,
        conversation=_places(spec.continued_as),
    )


def _places(texts: Sequence[str]) -> tuple[Place, ...]:
    return tuple(compile_place(text) for text in texts)
