"""Read a body by its media type: JSON, form, multipart, lines of JSON, plain text, or the bytes of a file."""

import re
from dataclasses import replace

from schleuse.model import InspectionError, PartKind, Reason, Request
from schleuse.payload import form, json_leaves, multipart, ndjson
from schleuse.payload.json_leaves import Members, Node
from schleuse.payload.signatures import sniff
from schleuse.services import media, places, remote_calls, technical
from schleuse.services.address import read_address
from schleuse.services.dialect import Dialect, Native
from schleuse.services.extraction import Extraction, Layer, Reading, Slot
from schleuse.services.textpath import Matcher
from schleuse.services.uploads import carries_bytes, read_lines, whole_or_piece
from schleuse.services.walker import Walker

_JSON = re.compile(r"(?:application|text)/(?:[\w.+-]*\+)?json(?:\+protobuf|p)?")
_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-lines"})
_FILE = re.compile(r"(?:image|audio|video|font)/.*|application/(?:pdf|zip|rtf|msword|vnd\.(?:ms-|openxml|oasis).*)")
_FIELD_TYPES = frozenset({"", "text/plain", "application/json"})
_CHARSETS = frozenset({"utf-8", "utf8", "us-ascii", "ascii"})


class BodyReader:
    """Reads requests of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._native = dialect.native or Native()
        # Rules for files and their names say nothing about fields that happen to be covered by their "*".
        self._rules = {
            location: tuple(
                rule
                for rule in dialect.rules
                if rule.location == location and rule.modifier != "filename" and (rule.kind, rule.name) != ("file", "*")
            )
            for location in ("form", "part", "raw")
        }

    def read(self, request: Request, body: bytes) -> Extraction:
        """Return every text and attachment of address and body.

        Raises:
            InspectionError: ``NOT_INSPECTABLE`` or ``WEBSOCKET``.

        """
        if request.method == "WS" and (self._dialect.socket is None or body):
            raise InspectionError(Reason.WEBSOCKET, "messages of this service cannot be read")
        reading = Reading(body, rewritable=self._dialect.rewritable)
        root = self._body(reading, request, body) if body else None
        read_address(reading, request)
        native = self._native
        if native.announced and isinstance(root, Members):
            reading.attachments.append(native.announced.attachment(root, request))
        conversation = places.first(native.conversation, root, replace(request, body=body))
        return reading.done(
            conversation=None if conversation is None else str(conversation),
            history=native.history,
            draft=native.draft,
        )

    def _body(self, reading: Reading, request: Request, body: bytes) -> Node:
        """Read the body; return the root of a JSON body."""
        header = request.header("content-type") or ""
        media_type = header.partition(";")[0].strip().lower()
        charset = re.search(r"charset=\"?([\w-]+)", header, re.IGNORECASE)
        looks_json = body.lstrip()[:1] in {b"{", b"["} or body.startswith(b"\xef\xbb\xbf")
        if self._native.raw and carries_bytes(request):
            reading.attachments.append(whole_or_piece(media.attachment(body), request, self._native))
        elif media_type.startswith("multipart/"):
            self._multipart(reading, request, body)
        elif charset and charset[1].lower() not in _CHARSETS:
            raise InspectionError(Reason.NOT_INSPECTABLE, "a charset other than UTF-8")
        elif remote_calls.covers(media_type):
            remote_calls.read(reading, request, media_type, body)
        elif media_type in _LINES:
            self._lines(reading, body)
        elif _JSON.fullmatch(media_type) or (looks_json and media_type in _NO_TYPE):
            return self._json(reading, body, strict=_JSON.fullmatch(media_type) is not None)
        elif media_type == "application/x-www-form-urlencoded":
            self._form(reading, body)
        elif self._native.raw or _FILE.fullmatch(media_type) or sniff(body[:64]):
            reading.attachments.append(whole_or_piece(media.attachment(body, media_type), request, self._native))
        elif media_type.startswith("text/") or not media_type:
            self._text(reading, body)
        else:
            raise InspectionError(Reason.NOT_INSPECTABLE, "a media type that cannot be read")
        return None

    def _json(self, reading: Reading, body: bytes, *, strict: bool) -> Node:
        walker = Walker(reading, self._dialect.matcher)
        try:
            document = json_leaves.parse_body(body)
        except InspectionError:
            if strict:
                raise
            self._text(reading, body)
            return None
        walker.document(document)
        return document.root

    def _lines(self, reading: Reading, body: bytes) -> None:
        lines = ndjson.parse(_decode(body))
        layer = Layer(lines.rewrite)
        walker = Walker(reading, self._dialect.matcher)
        for number, document in lines.documents.items():
            walker.document(document, (layer, number))

    def _text(self, reading: Reading, body: bytes) -> None:
        text = _decode(body)
        walker = Walker(reading, _NOTHING)
        walker.string(text, (Layer(lambda texts: texts[None]), None), "", next(iter(self._rules["raw"]), None))

    def _form(self, reading: Reading, body: bytes) -> None:
        document = form.parse(body)
        layer = Layer(document.rewrite)
        for number, field in enumerate(document.fields):
            self._field(reading, field.name, field.value, (layer, number), "form")

    def _multipart(self, reading: Reading, request: Request, body: bytes) -> None:
        document = multipart.parse(body, request.header("content-type") or "")
        layer = Layer(document.rewrite)
        for number, part in enumerate(document.parts):
            for which, filename in enumerate(part.filenames):
                reading.add(filename, PartKind.FILENAME, (layer, (number, which)))
            if part.is_file or part.content_type not in _FIELD_TYPES:
                item = media.attachment(part.content, part.content_type, next(iter(part.filenames), ""))
                if self._dialect.lines and read_lines(reading, item, self._dialect.lines):
                    item = replace(item, opened=True)
                reading.attachments.append(whole_or_piece(item, request, self._native))
                if not technical.is_plain_key(part.name):
                    reading.add(part.name, PartKind.OTHER, None)
            else:
                self._field(reading, part.name, part.text(), (layer, (number, None)), "part")

    def _field(self, reading: Reading, name: str, value: str, slot: Slot, location: str) -> None:
        if not technical.is_plain_key(name):
            reading.add(name, PartKind.OTHER, None)
        rules = [rule for rule in self._rules[location] if rule.covers(name)]
        inside = [rule for rule in rules if rule.steps]
        whole = next((rule for rule in rules if not rule.steps), None)
        Walker(reading, Matcher(inside) if inside else _NOTHING).string(value, slot, name, whole)


_NOTHING = Matcher([])
_NO_TYPE = frozenset({"", "text/plain", "application/x-www-form-urlencoded", "application/octet-stream"})


def _decode(body: bytes) -> str:
    try:
        return body.decode()
    except UnicodeDecodeError:
        raise InspectionError(Reason.NOT_INSPECTABLE, "the body is not UTF-8") from None
