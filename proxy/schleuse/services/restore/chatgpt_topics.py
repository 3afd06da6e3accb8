"""ChatGPT's page: answers that are handed over to ``ws.chatgpt.com``, where events stand as text in JSON.

The question was sent over HTTP, so the values are those of its conversation, not of this connection.
"""

import itertools
import re
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schleuse.model import Substitution, identity
from schleuse.payload import json_leaves
from schleuse.payload.json_leaves import Members, Node, Text
from schleuse.services.restore.chatgpt import ChatGptStream
from schleuse.services.restore.engine import MAX_EVENT, StreamRestorer
from schleuse.services.restore.framing import EventFraming
from schleuse.services.restore.whole import Leaves

MAX_TOPICS = 100
MAX_ITEMS = 500
"""Items that are known again when the service repeats them."""
MAX_CONVERSATIONS = 20
"""Conversations that one message may name."""

_CONVERSATION = re.compile(rb'conversation_id\\*":\s*\\*"([A-Za-z0-9_-]{8,64})')


@dataclass(frozen=True, slots=True)
class _Item:
    """Events of one answer, as the text of a string."""

    text: Text
    topic: str
    number: str
    conversation: str


class _Topic:
    """One answer, and a :class:`schleuse.model.Substitution` for it: its conversation may be named late."""

    def __init__(self, substitution: Callable[[str], Substitution]) -> None:
        self.conversation = ""
        self.stream = StreamRestorer(EventFraming(), ChatGptStream(), self)
        self._substitution = substitution

    def whole(self, text: str, escape: Callable[[str], str] = identity) -> str:
        return self._substitution(self.conversation).whole(text, escape)

    def split(self, text: str, escape: Callable[[str], str] = identity) -> tuple[str, str]:
        return self._substitution(self.conversation).split(text, escape)


class TopicRestorer:
    """A :class:`schleuse.services.restore.socket.SocketRestorer` for topics."""

    conversation: str | None = None
    foreign = True

    def __init__(self, substitution: Callable[[str], Substitution]) -> None:
        self._substitution = substitution
        self._topics: OrderedDict[str, _Topic] = OrderedDict()
        self._restored: OrderedDict[tuple[str, str], str] = OrderedDict()

    def conversations(self, message: bytes) -> tuple[str, ...]:
        """Return the ids of conversations that a message names, the first few."""
        found = (match[1].decode() for match in _CONVERSATION.finditer(message))
        return tuple(dict.fromkeys(itertools.islice(found, MAX_CONVERSATIONS)))

    def feed(self, message: bytes) -> list[bytes]:
        """Return the message with the values of its conversations."""
        try:
            return [self._restore(message)] if len(message) <= MAX_EVENT else [message]
        except Exception:  # whatever is wrong with a message must not cost the person the answer
            return [message]

    def finish(self) -> list[bytes]:
        """Return nothing: an answer that breaks off is loaded again over HTTP."""
        return []

    def _restore(self, message: bytes) -> bytes:
        document = json_leaves.parse_body(message)
        items = list(_items(document.root, "", ""))
        changes = {item.text.index: self._item(item) for item in items}
        names = self.conversations(message)
        if len(names) == 1:  # titles and the like; of several conversations nobody knows whose they are
            changes |= Leaves(self._substitution(names[0])).changes(document.root, changes.keys())
        for item in items:
            if changes[item.text.index] == item.text.value:
                del changes[item.text.index]
        return document.rewrite(changes).encode() if changes else message

    def _item(self, item: _Item) -> str:
        text = item.text.value
        known = (item.topic, item.number)
        if item.number and known in self._restored:  # the service repeats items
            return self._restored[known]
        named = [item.conversation, *self.conversations(text.encode())]
        topic = self._topic(item.topic or item.conversation)
        topic.conversation = next(filter(None, named), topic.conversation)
        self._restored[known] = restored = topic.stream.feed(text.encode()).decode()
        if len(self._restored) > MAX_ITEMS:
            self._restored.popitem(last=False)
        return restored

    def _topic(self, name: str) -> _Topic:
        topic = self._topics.setdefault(name, _Topic(self._substitution))
        if len(self._topics) > MAX_TOPICS:
            self._topics.popitem(last=False)
        return topic


def _items(node: Node, topic: str, conversation: str) -> Iterator[_Item]:
    if isinstance(node, list):
        for item in node:
            yield from _items(item, topic, conversation)
    elif isinstance(node, Members):
        topic = node.text("topic_id") or topic
        conversation = node.text("conversation_id") or conversation
        encoded = node.get("encoded_item")
        if isinstance(encoded, Text):
            number = node.get("stream_item_id")
            yield _Item(encoded, topic, number.value if isinstance(number, Text) else str(number or ""), conversation)
        for _, value in node.items:
            if isinstance(value, Members | list):
                yield from _items(value, topic, conversation)
