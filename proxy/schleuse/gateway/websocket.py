"""WebSockets to AI services: mitmproxy's hooks around the dialogues, and they fail closed."""

import contextlib
from collections.abc import Callable, Sequence

from mitmproxy import http

from schleuse.gateway.dialogue import Dialogue, Outcome
from schleuse.gateway.fail_closed import CLOSE
from schleuse.gateway.socket_layer import SocketGate
from schleuse.gateway.socket_queue import SocketMessage
from schleuse.model import Reason, Request, Subject
from schleuse.pipeline import Pipeline
from schleuse.settings import LimitSettings
from schleuse.telemetry import logs
from schleuse.telemetry.metrics import Metrics, Stage

DIALOGUE = "schleuse.dialogue"
_EXTENSIONS = "sec-websocket-extensions"
_log = logs.get("gateway")


class Sockets:
    """mitmproxy addon: every message of a WebSocket to a listed AI service goes through the pipeline."""

    def __init__(
        self,
        pipeline: Pipeline,
        metrics: Metrics,
        limits: LimitSettings,
        guarded: Callable[[http.HTTPFlow], bool],
    ) -> None:
        """Take the pipeline, the bounds, and the test for guarded requests."""
        self._pipeline = pipeline
        self._metrics = metrics
        self._limits = limits
        self._guarded = guarded

    def open(self, flow: http.HTTPFlow, request: Request, subject: Subject) -> None:
        """Prepare for a WebSocket whose upgrade was let through; compression is not offered to the service."""
        match = self._pipeline.catalogue.identify(request)
        dialogue = None if match and match.passthrough else Dialogue(self._pipeline, request, subject, self._limits)
        flow.metadata[DIALOGUE] = dialogue
        if dialogue:
            flow.request.headers.pop(_EXTENSIONS, None)

    def accept(self, flow: http.HTTPFlow) -> None:
        """Tell the client that nothing is compressed, whatever the service says."""
        if flow.response is not None and not self._passes(flow):
            flow.response.headers.pop(_EXTENSIONS, None)

    def gate(self) -> SocketGate:
        """Return what the layer asks (see :mod:`schleuse.gateway.socket_layer`)."""
        limits = self._limits
        return SocketGate(
            limits.body_bytes, limits.response_bytes, self._passes, self._restores, self._rest, self._refusal
        )

    # --- mitmproxy hooks ---------------------------------------------------------------------------------

    async def schleuse_socket(self, message: SocketMessage) -> None:
        """Judge a message. Without an outcome a client's message is refused, a service's passes."""
        try:
            dialogue: Dialogue = message.flow.metadata[DIALOGUE]
            judge = dialogue.sent if message.from_client else dialogue.received
            message.outcome = await judge(message.content)
        except Exception as error:
            self._failed(error)

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Keep no message in memory (of WebSockets that are none of ours)."""
        assert flow.websocket
        del flow.websocket.messages[:-1]

    def websocket_end(self, flow: http.HTTPFlow) -> None:
        """Count what was put back."""
        dialogue = flow.metadata.get(DIALOGUE)
        if isinstance(dialogue, Dialogue):
            dialogue.end()

    # --- what the layer asks -----------------------------------------------------------------------------

    def _passes(self, flow: http.HTTPFlow) -> bool:
        return not self._guarded(flow) or (DIALOGUE in flow.metadata and flow.metadata[DIALOGUE] is None)

    def _restores(self, flow: http.HTTPFlow) -> bool:
        dialogue = flow.metadata.get(DIALOGUE)
        return isinstance(dialogue, Dialogue) and dialogue.restores

    def _rest(self, flow: http.HTTPFlow) -> Sequence[bytes]:
        try:
            dialogue: Dialogue = flow.metadata[DIALOGUE]
            return dialogue.rest()
        except Exception as error:
            self._failed(error, Stage.RESTORE)
            return ()

    def _refusal(self, flow: http.HTTPFlow, reason: Reason) -> Outcome:
        try:
            dialogue: Dialogue = flow.metadata[DIALOGUE]
            return dialogue.refuse(reason)
        except Exception as error:
            self._failed(error)
            return Outcome(close=CLOSE)

    def _failed(self, error: Exception, stage: Stage = Stage.ENFORCE) -> None:
        with contextlib.suppress(Exception):  # what counts and tells must not break what closes the gate
            self._metrics.failure(stage)
            _log.error("a step of a WebSocket broke; the message was refused", stage=stage.value, exc_info=error)
