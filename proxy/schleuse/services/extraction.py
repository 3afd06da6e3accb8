"""What was read from a request, and how it is written back."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from schleuse.model import (
    Attachment,
    AttachmentKind,
    FileReading,
    InspectionError,
    PartKind,
    Place,
    PlaceKind,
    Reason,
    Step,
    TextPart,
)

MAX_PARTS = 50_000
"""Texts of one request."""

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")

type Writer = Callable[[Mapping[Any, str]], str | bytes]


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """A document in a body (or the body itself): whoever knows its places can exchange texts in it."""

    write: Writer
    parent: tuple["Layer", Any] | None = None
    """The layer and place in which this one stands as a text; ``None`` for the body itself."""


type Slot = tuple[Layer, Any]
"""Where a text is written back: layer and place in it."""


@dataclass(frozen=True, slots=True)
class Extraction:
    """The texts and attachments of one request."""

    parts: tuple[TextPart, ...]
    attachments: tuple[Attachment, ...] = ()
    rewritable: bool = True
    """Whether the body may be changed at all; without, ``fixed`` names every part."""
    conversation: str | None = None
    """Id of the conversation that the service keeps, where the request names one."""
    history: bool = False
    """Whether the format sends the whole conversation with every turn."""
    fixed: frozenset[int] = frozenset()
    """Indices of parts that cannot be rewritten (address, signed texts, numbers)."""
    draft: bool = False
    """The request sends what a person is still typing. Instead of a refusal, the texts with findings may be replaced
    by nothing and the request sent: the page goes on, and asks again when the person presses "send"."""
    readings: tuple[FileReading | None, ...] = ()
    """What was read of each attachment; ``None`` where its bytes come in another request. Empty until then."""
    _slots: tuple[tuple[Slot, ...], ...] = field(default=(), repr=False)
    _body: bytes = field(default=b"", repr=False)

    def rewrite(self, texts: Mapping[int, str]) -> bytes:
        """Return the body with other texts for these parts; everything else is the same byte for byte.

        Raises:
            InspectionError: ``NOT_REWRITABLE``: one of the parts is in ``fixed``.

        """
        changes: dict[Layer, dict[Any, str]] = {}
        for index, text in texts.items():
            if index in self.fixed:
                raise InspectionError(Reason.NOT_REWRITABLE, "a text of this request cannot be exchanged")
            for layer, place in self._slots[index]:
                changes.setdefault(layer, {})[place] = text
        body = self._body
        # What stands inside is written before what it stands in.
        for depth in range(max(map(_depth, changes), default=0), -1, -1):
            for layer in [layer for layer in changes if _depth(layer) == depth]:
                written = layer.write(changes.pop(layer))
                if layer.parent is None:
                    body = written if isinstance(written, bytes) else written.encode()
                else:
                    outer, place = layer.parent
                    changes.setdefault(outer, {})[place] = written if isinstance(written, str) else written.decode()
        return body

    def opened(self, readings: Sequence[FileReading | None]) -> "Extraction":
        """Return the same with the texts of the attachments, in their order; none of them can be rewritten."""
        texts: list[TextPart] = []
        for outer, reading in zip(self.outer, readings, strict=True):
            for text in reading.texts if reading else ():
                marks = tuple((offset, (*outer, *place)) for offset, place in text.marks)
                texts.append(TextPart(text.text, PartKind.DOCUMENT, marks=marks))
        before = len(self.parts)
        return replace(
            self,
            parts=(*self.parts, *texts),
            fixed=self.fixed | frozenset(range(before, before + len(texts))),
            readings=tuple(readings),
            _slots=(*self._slots, *[()] * len(texts)),
        )

    @property
    def outer(self) -> tuple[Place, ...]:
        """Where each attachment stands: in another one, or as one of several."""
        several = len(self.attachments) > 1
        numbered = enumerate(self.attachments, 1)
        return tuple(
            item.place or ((Step(PlaceKind.FILE, str(number)),) if several else ()) for number, item in numbered
        )

    @property
    def unread(self) -> frozenset[AttachmentKind]:
        """Kinds of the attachments that were opened and not read completely."""
        pairs = zip(self.attachments, self.readings, strict=False)
        return frozenset(item.kind for item, reading in pairs if reading and not reading.complete)


def _depth(layer: Layer) -> int:
    return 0 if layer.parent is None else 1 + _depth(layer.parent[0])


class Reading:
    """Collects texts and attachments while a request is read."""

    def __init__(self, body: bytes, *, rewritable: bool) -> None:
        self.attachments: list[Attachment] = []
        self._body = body
        self._rewritable = rewritable
        self._parts: list[TextPart] = []
        self._slots: list[tuple[Slot, ...]] = []
        self._keys: dict[tuple[str, Layer | None], int] = {}

    def add(self, text: str, kind: PartKind, slot: Slot | None, *, role: str | None = None, message: int = 0) -> None:
        """Add a text; without ``slot`` it cannot be rewritten. White space and punctuation alone are no text."""
        if not _LETTER_OR_DIGIT.search(text):
            return
        if len(self._parts) >= MAX_PARTS:
            raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_PARTS} texts")
        self._parts.append(TextPart(text, kind, role, message))
        self._slots.append((slot,) if slot else ())

    def add_key(self, text: str, kind: PartKind, slot: Slot | None, *, message: int = 0) -> None:
        """Add a key of an object. The same key in many objects of a document is one text."""
        known = (text, slot[0] if slot else None)
        if known in self._keys and slot:
            self._slots[self._keys[known]] += (slot,)
        elif known not in self._keys:
            before = len(self._parts)
            self.add(text, kind, slot, message=message)
            if len(self._parts) > before:
                self._keys[known] = before

    def adopt(self, other: "Reading") -> None:
        """Add what another reading found; its texts cannot be rewritten here."""
        for part in other._parts:
            self.add(part.text, part.kind, None, role=part.role, message=part.message)
        self.attachments += other.attachments

    def adopt_line(self, other: "Reading", place: Place) -> None:
        """Add what another reading found in a line of a file."""
        for part in other._parts:
            if len(self._parts) >= MAX_PARTS:
                raise InspectionError(Reason.NOT_INSPECTABLE, f"more than {MAX_PARTS} texts")
            self._parts.append(replace(part, marks=((0, place),)))
            self._slots.append(())
        self.attachments += [replace(item, place=place) for item in other.attachments]

    def done(self, *, conversation: str | None = None, history: bool = False, draft: bool = False) -> Extraction:
        """Return what was read."""
        fixed = {index for index, slots in enumerate(self._slots) if not slots or not self._rewritable}
        return Extraction(
            tuple(self._parts),
            tuple(self.attachments),
            self._rewritable,
            conversation,
            history,
            frozenset(fixed),
            draft,
            _slots=tuple(self._slots),
            _body=self._body,
        )
