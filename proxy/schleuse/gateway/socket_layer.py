"""WebSockets, inside mitmproxy: whole messages, judged one after the other, and nothing leaves without a verdict.

mitmproxy's own layer sends a message on when its hook raises, keeps every message, undoes compression without a bound,
and lets nothing through in either direction while a hook waits. So it is replaced, for guarded connections only:

1. What the client sends is collected to whole messages (RFC 6455, 5.4), within bounds, and waits in a queue.
2. One message at a time goes to the hook ``schleuse_socket``. Only what that puts down as outcome is sent, here.
3. What the service sends streams by, or goes the same way where values are put back; there the hook may fail.
4. Pings, pongs and closes are told on without what a client wrote into them.

Compression (RFC 7692) is never agreed on: the offer is taken out of the upgrade, and no extension is used here.
What is used of mitmproxy's inner API is pinned by tests/gateway/test_socket_layer.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mitmproxy import http
from mitmproxy.proxy import commands, context, events, layer
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.websocket import WebsocketConnection, WebsocketEndHook, WebsocketLayer
from wsproto.connection import ConnectionState, ConnectionType
from wsproto.events import BytesMessage, CloseConnection, Event, Ping, Pong, TextMessage
from wsproto.frame_protocol import CloseReason

from schleuse.gateway.dialogue import Outcome
from schleuse.gateway.pings import Pings
from schleuse.gateway.socket_queue import Piece, SocketMessage, SocketQueue
from schleuse.model import Reason

CLOSING_SECONDS = 5.0
"""Time that a client has to answer a close; until then what it still sends is read and thrown away."""

_original = WebsocketLayer


@dataclass
class SchleuseSocketHook(commands.StartHook):
    """A message waits to be judged."""

    message: SocketMessage


@dataclass(frozen=True, slots=True)
class SocketGate:
    """What the layer asks. None of them may raise."""

    client_bytes: int
    """Largest message of a client, and most that may wait of one."""
    server_bytes: int
    """The same for a service; larger messages pass as they are."""
    passes: Callable[[http.HTTPFlow], bool]
    """Whether the connection is none of ours."""
    restores: Callable[[http.HTTPFlow], bool]
    """Whether values may have to be put back into what the service sends."""
    rest: Callable[[http.HTTPFlow], Sequence[bytes]]
    """What is still held back when the service has ended."""
    refusal: Callable[[http.HTTPFlow, Reason], Outcome]
    """A refusal without a look inside; it always closes."""


def install(gate: SocketGate) -> None:
    """Let mitmproxy make WebSockets with this gate; :func:`uninstall` undoes it."""

    def make(context: context.Context, flow: http.HTTPFlow) -> WebsocketLayer:
        return _original(context, flow) if gate.passes(flow) else GatedSocket(context, flow, gate)

    websocket.WebsocketLayer = make  # type: ignore[misc, assignment]


def uninstall() -> None:
    """Give mitmproxy its own WebSockets back."""
    websocket.WebsocketLayer = _original  # type: ignore[misc]


class GatedSocket(WebsocketLayer):
    """A WebSocket whose messages cannot leave without a verdict."""

    def __init__(self, context: context.Context, flow: http.HTTPFlow, gate: SocketGate) -> None:
        super().__init__(context, flow)
        self._gate = gate
        self._from_client = SocketQueue(True, gate.client_bytes)
        self._from_server = SocketQueue(False, gate.server_bytes)
        self._pings = Pings()
        self._state: Callable[[events.Event], layer.CommandGenerator[None]] = self.start

    def _handle_event(self, event: events.Event) -> layer.CommandGenerator[None]:
        yield from self._state(event)

    def start(self, _: events.Event) -> layer.CommandGenerator[None]:
        """Begin, without any extension."""
        self.client_ws = WebsocketConnection(ConnectionType.SERVER, [], conn=self.context.client)
        self.server_ws = WebsocketConnection(ConnectionType.CLIENT, [], conn=self.context.server)
        self._state = self.relay_messages
        yield from ()

    def relay_messages(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Take what comes from either side, and the verdicts."""
        if isinstance(event, events.HookCompleted):
            yield from self._judged(event.command.message)  # type: ignore[attr-defined]
        elif isinstance(event, events.ConnectionEvent):
            queue = self._from_client if event.connection == self.context.client else self._from_server
            if isinstance(event, events.DataReceived):
                yield from self._read(queue, event.data)
            elif queue.from_client:  # gone without a close, for good
                yield from self._end(self.server_ws, CloseConnection(CloseReason.GOING_AWAY))
            else:  # gone too, but what it has sent before is still told on
                yield from self._enqueue(queue, CloseConnection(CloseReason.ABNORMAL_CLOSURE))

    def closing(self, event: events.Event) -> layer.CommandGenerator[None]:
        """Wait for the client's own close, and keep nothing of what it still sends."""
        over = isinstance(event, events.Wakeup)
        if isinstance(event, events.ConnectionEvent) and event.connection == self.context.client:
            over = isinstance(event, events.ConnectionClosed)
            if isinstance(event, events.DataReceived) and self.client_ws.state is ConnectionState.LOCAL_CLOSING:
                self.client_ws.receive_data(event.data)
                over = any(isinstance(each, CloseConnection) for each in self.client_ws.events())
        if over:
            self._state = self.done
            yield commands.CloseConnection(self.context.client)

    def done(self, _: events.Event) -> layer.CommandGenerator[None]:
        """Nothing matters any more, late verdicts neither."""
        yield from ()

    # --- what comes in -----------------------------------------------------------------------------------

    def _read(self, queue: SocketQueue, data: bytes) -> layer.CommandGenerator[None]:
        source, target = self.client_ws, self.server_ws
        if not queue.from_client:
            source, target = target, source
        source.receive_data(data)
        for event in source.events():
            if isinstance(event, TextMessage | BytesMessage):
                yield from self._piece(queue, event)
            elif isinstance(event, Ping):
                yield from self._send(
                    target, Ping(self._pings.asked(bytes(event.payload), by_client=queue.from_client))
                )
            elif isinstance(event, Pong):
                answer = self._pings.answered(bytes(event.payload), by_client=queue.from_client)
                if answer is not None:
                    yield from self._send(target, Pong(answer))
            elif isinstance(event, CloseConnection):
                yield from self._enqueue(queue, event)
            if not self._is_open:
                return

    def _piece(self, queue: SocketQueue, event: Piece) -> layer.CommandGenerator[None]:
        if not queue.from_client and queue.is_idle and not self._gate.restores(self.flow):
            queue.streaming = True
        if queue.streaming:
            yield from self._send(self.client_ws, event)
            queue.streaming = not event.message_finished
        elif not queue.collect(event):
            if queue.from_client:
                yield from self._refuse(Reason.TOO_LARGE)
            else:
                yield from self._surrender(queue)
                yield from self._send(self.client_ws, queue.so_far(event))
                queue.streaming = not event.message_finished
        elif event.message_finished:
            yield from self._enqueue(queue, queue.whole(self.flow, is_text=isinstance(event, TextMessage)))

    def _enqueue(self, queue: SocketQueue, item: SocketMessage | CloseConnection) -> layer.CommandGenerator[None]:
        queue.put(item)
        if not queue.is_full:
            yield from self._next(queue)
        elif queue.from_client:
            yield from self._refuse(Reason.BUSY)
        else:
            yield from self._surrender(queue)

    # --- what is judged ----------------------------------------------------------------------------------

    def _next(self, queue: SocketQueue) -> layer.CommandGenerator[None]:
        item = queue.next()
        if isinstance(item, CloseConnection):
            yield from self._closed(queue, item)
        elif item is not None:
            hook = SchleuseSocketHook(item)
            # Not True: mitmproxy tells when it is completed, and goes on with all else meanwhile.
            hook.blocking = self  # type: ignore[assignment]
            yield hook

    def _judged(self, message: SocketMessage) -> layer.CommandGenerator[None]:
        queue = self._from_client if message.from_client else self._from_server
        if not queue.finish(message):
            return
        if message.from_client and message.outcome is None:
            yield from self._refuse(Reason.INTERNAL_ERROR)
        else:
            yield from self._act(message, message.outcome or Outcome(onward=(message.content,)))
        if self._is_open:
            yield from self._next(queue)

    def _act(self, message: SocketMessage, outcome: Outcome) -> layer.CommandGenerator[None]:
        target = self.server_ws if message.from_client else self.client_ws
        for content in outcome.onward:
            for fragment in message.fragments(content):
                yield from self._send(target, fragment)
        yield from self._say(outcome.back)
        if outcome.close is not None:
            yield from self._shut(CloseConnection(*outcome.close))

    def _refuse(self, reason: Reason) -> layer.CommandGenerator[None]:
        """Refuse whatever comes or waits, and close."""
        outcome = self._gate.refusal(self.flow, reason)
        yield from self._say(outcome.back)
        yield from self._shut(CloseConnection(*(outcome.close or (CloseReason.POLICY_VIOLATION, ""))))

    def _surrender(self, queue: SocketQueue) -> layer.CommandGenerator[None]:
        """Let everything pass as it came that waits on the way to the client: it is too much."""
        for item in queue.give_up():
            if isinstance(item, CloseConnection):
                yield from self._closed(queue, item)
                return
            for fragment in item.fragments(item.content):
                yield from self._send(self.client_ws, fragment)

    # --- what ends ---------------------------------------------------------------------------------------

    def _closed(self, queue: SocketQueue, event: CloseConnection) -> layer.CommandGenerator[None]:
        """One side has closed, or broken the protocol; a client's own words are not told on."""
        if queue.from_client:
            yield from self._send(self.client_ws, event)
            yield from self._end(self.server_ws, CloseConnection(event.code))
            return
        yield from self._say(self._gate.rest(self.flow))
        if event.code == CloseReason.ABNORMAL_CLOSURE:
            yield from self._end(self.client_ws, None)
        else:
            yield from self._send(self.server_ws, event)
            yield from self._shut(event)

    def _shut(self, event: CloseConnection) -> layer.CommandGenerator[None]:
        """Close the connection to the service, and ask the client to close."""
        self._state = self.closing
        yield from self._send(self.server_ws, CloseConnection(CloseReason.GOING_AWAY))
        yield commands.CloseConnection(self.context.server)
        yield from self._send(self.client_ws, event)
        yield commands.RequestWakeup(CLOSING_SECONDS)
        yield from self._ended()

    def _end(self, target: WebsocketConnection, event: CloseConnection | None) -> layer.CommandGenerator[None]:
        """Close both connections at once."""
        self._state = self.done
        if event is not None:
            yield from self._send(target, event)
        yield commands.CloseConnection(self.context.server)
        yield commands.CloseConnection(self.context.client)
        yield from self._ended()

    def _ended(self) -> layer.CommandGenerator[None]:
        for queue in (self._from_client, self._from_server):
            queue.give_up()
        self.flow.live = False
        hook = WebsocketEndHook(self.flow)
        hook.blocking = self  # type: ignore[assignment]
        yield hook

    # --- what goes out -----------------------------------------------------------------------------------

    @property
    def _is_open(self) -> bool:
        return self._state == self.relay_messages

    def _say(self, texts: Sequence[bytes]) -> layer.CommandGenerator[None]:
        for text in texts:
            yield from self._send(self.client_ws, TextMessage(text.decode(errors="replace")))

    def _send(self, target: WebsocketConnection, event: Event) -> layer.CommandGenerator[None]:
        """Send, unless this side has ended."""
        closes = isinstance(event, CloseConnection)
        if target.state is ConnectionState.OPEN or (closes and target.state is ConnectionState.REMOTE_CLOSING):
            yield target.send2(event)
