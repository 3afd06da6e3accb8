"""The guard: mitmproxy's hooks, each a few lines around the pipeline, and all of them fail closed.

mitmproxy lets a request out unchanged when a hook raises. Therefore a guarded request gets a refusal as its response
before its body is read, and only a finished verdict takes that away.
"""

import asyncio
import contextlib
import secrets
from collections.abc import Callable, Iterator
from dataclasses import replace

from mitmproxy import connection, http

from schleuse.enforcement.release import HEADER as RELEASE_HEADER
from schleuse.enforcement.verdict import Forward, Refuse
from schleuse.gateway import http_stream, socket_layer, translate
from schleuse.gateway.answers import Answer
from schleuse.gateway.fail_closed import EMERGENCY
from schleuse.gateway.http_stream import Gate
from schleuse.gateway.units import Units
from schleuse.gateway.websocket import Sockets
from schleuse.model import InspectionError, Reason, ResponseHead
from schleuse.pipeline import Pipeline
from schleuse.services.reader import ResponseRestorer
from schleuse.settings import LimitSettings, ProxySettings
from schleuse.telemetry import logs
from schleuse.telemetry.metrics import Metrics, Stage

VERDICT = "schleuse.verdict"
GUARDED = "schleuse.guarded"
ANSWER = "schleuse.answer"
SUBJECT = "schleuse.subject"
_log = logs.get("gateway")
DIGESTS = ("content-md5", "digest", "content-digest", "repr-digest")
"""Headers that no longer fit a rewritten body."""

_NOBODY = ProxySettings()


class Guard:
    """mitmproxy addon: every request to a listed AI service goes through the pipeline."""

    def __init__(
        self,
        pipeline: Pipeline,
        guards: Callable[[str], bool],
        metrics: Metrics,
        limits: LimitSettings,
        key: bytes | None = None,
        proxy: ProxySettings = _NOBODY,
    ) -> None:
        """Take the pipeline, the test for guarded hosts, the bounds in size and time.

        ``key``: under which clients are told apart; a random one if none is given. ``proxy``: who may say which
        department sends.
        """
        self._pipeline = pipeline
        self._guards = guards
        self._metrics = metrics
        self._limits = limits
        self._key = key or secrets.token_bytes(32)
        self.sockets = Sockets(pipeline, metrics, limits, self.guarded)
        self.addons = (self.sockets,)
        self._units = Units(proxy.unit_header, [str(network) for network in proxy.trusted])

    # --- the connection ----------------------------------------------------------------------------------

    def http_connect(self, flow: http.HTTPFlow) -> None:
        """Note which department opens the tunnel."""
        self._units.opened(flow)

    def client_disconnected(self, client: connection.Client) -> None:
        """Forget it."""
        self._units.closed(client)

    # --- the request -------------------------------------------------------------------------------------

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Close the gate before the body is read. Traffic that is not guarded streams through, unread."""
        if not self.guarded(flow):
            flow.request.stream = True
            return
        flow.response = translate.answer(EMERGENCY)
        # A model's answer must be readable to be restored; a server may still ignore this.
        flow.request.headers["accept-encoding"] = "identity"

    async def request(self, flow: http.HTTPFlow) -> None:
        """Ask the pipeline; only a finished verdict opens the gate."""
        if not self.guarded(flow):
            return
        try:
            verdict = await self._verdict(flow)
            if isinstance(verdict, Refuse):
                flow.response = translate.answer(verdict.response)
            else:
                self._open(flow, verdict)
        except Exception as error:
            self._failed(Stage.ENFORCE, error)
            flow.response = self.refusal(flow, Reason.INTERNAL_ERROR)

    def guarded(self, flow: http.HTTPFlow) -> bool:
        """Whether the request goes to a listed AI service, under any of the names it uses."""
        known = flow.metadata.get(GUARDED)
        if known is None:
            try:
                known = any(self._guards(name) for name in translate.names_of(flow))
            except Exception as error:
                self._failed(Stage.IDENTIFY, error)
                known = True
            flow.metadata[GUARDED] = known
        return bool(known)

    def may_leave(self, flow: http.HTTPFlow) -> bool:
        """Whether a request may be sent: it is not guarded, or it carries a finished verdict."""
        return not self.guarded(flow) or isinstance(flow.metadata.get(VERDICT), Forward)

    def refusal(self, flow: http.HTTPFlow, reason: Reason) -> http.Response:
        """Return a refusal without having looked inside; never raises."""
        try:
            subject = translate.subject_of(flow, self._key)
            return translate.answer(self._pipeline.refuse(translate.request_of(flow), reason, subject).response)
        except Exception as error:
            self._failed(Stage.ENFORCE, error)
            return translate.answer(EMERGENCY)

    async def _verdict(self, flow: http.HTTPFlow) -> Forward | Refuse:
        subject = replace(translate.subject_of(flow, self._key), unit=self._units.of(flow))
        flow.metadata[SUBJECT] = subject
        request = translate.request_of(flow)  # only now: the header that names the unit has been taken off
        if len(translate.names_of(flow)) > 1:
            return self._pipeline.refuse(request, Reason.UNKNOWN_AI_HOST, subject)
        if self._pipeline.catalogue.tenants.closes(request):
            return self._pipeline.refuse(request, Reason.RULE, subject)
        if len(request.body) > self._limits.body_bytes:
            return self._pipeline.refuse(request, Reason.TOO_LARGE, subject)
        try:
            async with asyncio.timeout(self._limits.request_seconds):
                return await self._pipeline.inspect(request, subject)
        except TimeoutError:
            return self._pipeline.refuse(request, Reason.DETECTOR_TIMEOUT, subject)
        except InspectionError as error:
            return self._pipeline.refuse(request, error.reason, subject)

    def _open(self, flow: http.HTTPFlow, verdict: Forward) -> None:
        if translate.is_websocket(flow):
            self.sockets.open(flow, translate.request_of(flow), flow.metadata[SUBJECT])
        flow.request.trailers = None
        flow.request.headers.pop(RELEASE_HEADER, None)
        for name, value in self._pipeline.catalogue.tenants.headers(translate.host_of(flow)):
            flow.request.headers[name] = value
        if verdict.body is not None:
            for name in ("content-encoding", *DIGESTS):
                flow.request.headers.pop(name, None)
            flow.request.content = verdict.body
        flow.metadata[VERDICT] = verdict
        flow.response = None

    @contextlib.contextmanager
    def gates(self) -> Iterator[None]:
        """Build the last gates into mitmproxy (see :mod:`http_stream` and :mod:`socket_layer`), and out again."""
        http_stream.install(self._gate())
        socket_layer.install(self.sockets.gate())
        try:
            yield
        finally:
            http_stream.uninstall()
            socket_layer.uninstall()

    def _gate(self) -> Gate:

        def refusal(flow: http.HTTPFlow) -> http.Response:
            unjudged = flow.request.raw_content
            return self.refusal(flow, Reason.INTERNAL_ERROR if unjudged else Reason.TOO_LARGE)

        return Gate(self._limits.body_bytes, self.guarded, self.may_leave, refusal)

    # --- the answer --------------------------------------------------------------------------------------

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Put values back as the answer streams by; an answer that cannot be restored passes as it is."""
        if flow.response is None or flow.request is None:
            return
        verdict = flow.metadata.get(VERDICT)
        if flow.response.status_code == 101:
            self.sockets.accept(flow)
            return
        if not self.guarded(flow):
            flow.response.stream = True
            return
        if not isinstance(verdict, Forward):
            return
        flow.response.headers.pop("alt-svc", None)
        flow.response.stream = True
        if verdict.restorer is not None:
            self._restore(flow, verdict.restorer)
        translate.delimit(flow)

    def _restore(self, flow: http.HTTPFlow, restorer_for: Callable[[ResponseHead], ResponseRestorer]) -> None:
        assert flow.response
        try:
            restorer = restorer_for(translate.head_of(flow))
            answer = Answer(restorer, flow.response, self._metrics, self._limits.response_bytes)
        except Exception as error:
            self._failed(Stage.RESTORE, error)
            return
        flow.metadata[ANSWER] = answer
        flow.response.stream = answer

    async def response(self, flow: http.HTTPFlow) -> None:
        """Tell the pipeline that the answer has ended."""
        verdict, answer = flow.metadata.get(VERDICT), flow.metadata.get(ANSWER)
        if isinstance(verdict, Forward) and verdict.completed and isinstance(answer, Answer):
            try:
                await verdict.completed(answer.restorer)
            except Exception as error:
                self._failed(Stage.RESTORE, error)

    def _failed(self, stage: Stage, error: Exception) -> None:
        with contextlib.suppress(Exception):  # what counts and tells must not break what closes the gate
            self._metrics.failure(stage)
            _log.error("a step broke; the request was refused", stage=stage.value, exc_info=error)
