from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from mitmproxy.test import tflow
from wsproto.events import BytesMessage, CloseConnection, TextMessage

from schleuse.gateway.socket_queue import MAX_FRAGMENTS, MAX_MESSAGES, SocketMessage, SocketQueue

FLOW = tflow.tflow()
PIECES = st.lists(st.text(max_size=5), min_size=1, max_size=8)


def collected(queue: SocketQueue, pieces: list[str]) -> SocketMessage:
    for number, piece in enumerate(pieces, 1):
        assert queue.collect(TextMessage(piece, message_finished=number == len(pieces)))
    return queue.whole(FLOW, is_text=True)


@given(PIECES)
def test_a_message_goes_on_in_the_fragments_in_which_it_came(pieces):
    message = collected(SocketQueue(True, 1000), pieces)
    assert message.content == "".join(pieces).encode()
    fragments = list(message.fragments(message.content))
    assert [fragment.data for fragment in fragments] == pieces
    assert [fragment.message_finished for fragment in fragments] == [False] * (len(pieces) - 1) + [True]


@given(PIECES, st.text())
def test_another_content_goes_on_in_one_fragment(pieces, other):
    message = collected(SocketQueue(True, 1000), pieces)
    if other.encode() != message.content:
        assert list(message.fragments(other.encode())) == [TextMessage(other, message_finished=True)]


def test_pieces_of_one_frame_are_one_fragment():
    queue = SocketQueue(True, 1000)
    queue.collect(BytesMessage(b"a", frame_finished=False, message_finished=False))
    queue.collect(BytesMessage(b"b", message_finished=False))
    queue.collect(BytesMessage(b"c"))
    message = queue.whole(FLOW, is_text=False)
    assert [fragment.data for fragment in message.fragments(b"abc")] == [b"ab", b"c"]
    assert queue.is_idle


def test_the_borders_of_very_many_fragments_are_forgotten():
    message = collected(SocketQueue(True, 10**6), ["x"] * (MAX_FRAGMENTS + 2))
    assert len(list(message.fragments(message.content))) == 1


def test_a_message_has_a_bound():
    queue = SocketQueue(True, 3)
    assert queue.collect(TextMessage("abc", message_finished=False))
    assert not queue.collect(TextMessage("d", message_finished=False))
    assert queue.so_far(TextMessage("d", message_finished=False)) == TextMessage("abcd", message_finished=False)


def test_what_waits_has_bounds_and_an_order():
    queue = SocketQueue(True, 10)
    first, second = (SocketMessage(FLOW, True, True, content) for content in (b"12345", b"67890"))
    close = CloseConnection(1000)
    for item in (first, second, close):
        queue.put(item)
    assert not queue.is_full
    assert queue.next() is first
    assert queue.next() is None, "one at a time"
    queue.put(SocketMessage(FLOW, True, True, b"x"))
    assert queue.is_full
    assert queue.finish(first)
    assert not queue.finish(first)
    assert not queue.is_full
    assert queue.next() is second
    assert queue.finish(second)
    assert queue.next() is close


def test_very_many_small_messages_are_too_many():
    queue = SocketQueue(True, 10)
    for _ in range(MAX_MESSAGES + 1):
        queue.put(SocketMessage(FLOW, True, True, b""))
    assert queue.is_full


def test_giving_up_returns_all_and_forgets_it():
    queue = SocketQueue(False, 10)
    items = [SocketMessage(FLOW, False, True, bytes([65 + number])) for number in range(3)]
    for item in items:
        queue.put(item)
    queue.next()
    assert queue.give_up() == items
    assert queue.is_idle
    assert not queue.finish(items[0])
    assert all(one is not other for one, other in pairwise(items))
