"""Read one message of a WebSocket: JSON, records of SignalR, JSON behind a packet head of Socket.IO, or plain text."""

import re

from schleuse.model import InspectionError, Reason, Request
from schleuse.payload import json_leaves, ndjson
from schleuse.payload.json_leaves import Node
from schleuse.services import places
from schleuse.services.dialect import Dialect, Native
from schleuse.services.extraction import Extraction, Layer, Reading
from schleuse.services.textpath import Matcher
from schleuse.services.walker import Walker

_PACKET = re.compile(r"\d{1,2}(?:\d{0,3}-)?(?:/[a-z/_-]{0,40},)?\d{0,9}(?=[\[{])")
"""Head of a Socket.IO packet: types, attachments, namespace, id."""


class MessageReader:
    """Reads messages of one dialect."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect
        self._native = dialect.native or Native()

    def read(self, request: Request, body: bytes) -> Extraction:
        """Return every text and attachment of a message.

        What the service does not name otherwise belongs to a conversation of its own connection.

        Raises:
            InspectionError: ``NOT_INSPECTABLE``: binary that is no text, broken JSON; ``WEBSOCKET``: another dialect.

        """
        if self._dialect.socket is None:
            raise InspectionError(Reason.WEBSOCKET, "messages of this service cannot be read")
        try:
            text = body.decode()
        except UnicodeDecodeError:
            raise InspectionError(Reason.NOT_INSPECTABLE, "a binary message that is no text") from None
        reading = Reading(body, rewritable=self._dialect.rewritable)
        roots = self._records(reading, text) if self._dialect.socket == "signalr" else [self._message(reading, text)]
        named = (places.first(self._native.conversation, root, request) for root in roots)
        conversation = next((str(name) for name in named if name is not None), f"socket:{request.connection}")
        return reading.done(conversation=conversation)

    def _records(self, reading: Reading, text: str) -> list[Node]:
        records = ndjson.parse(text, ndjson.SIGNALR)
        layer = Layer(records.rewrite)
        walker = Walker(reading, self._dialect.matcher)
        for number, document in records.documents.items():
            walker.document(document, (layer, number))
        return [document.root for document in records.documents.values()]

    def _message(self, reading: Reading, text: str) -> Node:
        head = match[0] if (match := _PACKET.match(text)) else ""
        if head or text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
            document = json_leaves.parse(text[len(head) :])
            whole = Layer(lambda texts: head + texts[None])
            Walker(reading, self._dialect.matcher).document(document, (whole, None))
            return document.root
        if "\\u" in text:
            raise InspectionError(Reason.NOT_INSPECTABLE, "escapes in a message that is no JSON")
        Walker(reading, Matcher([])).string(text, (Layer(lambda texts: texts[None]), None), "")
        return None
