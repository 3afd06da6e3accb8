"""The guard: mitmproxy's hooks, each a few lines around the pipeline, and all of them fail closed.

mitmproxy lets a request out unchanged when a hook raises. Therefore a guarded request gets a refusal as its response
before its body is read, and only a finished verdict takes that away.
"""

import asyncio
import secrets
from collections.abc import Callable

from mitmproxy import http

from schleuse.gateway import translate
from schleuse.gateway.answers import Answer
from schleuse.gateway.fail_closed import EMERGENCY
from schleuse.model import InspectionError, Reason, Request
from schleuse.pipeline import Forward, Pipeline, Refuse
from schleuse.telemetry.metrics import Metrics

VERDICT = "schleuse.verdict"
GUARDED = "schleuse.guarded"
ANSWER = "schleuse.answer"
DIGESTS = ("content-md5", "digest", "content-digest", "repr-digest")
"""Headers that no longer fit a rewritten body."""


class Guard:
    """mitmproxy addon: every request to a listed AI service goes through the pipeline."""

    def __init__(
        self, pipeline: Pipeline, guards: Callable[[str], bool], metrics: Metrics, body_limit: int, seconds: float
    ) -> None:
        """Take the pipeline, the test for guarded hosts, the largest body (bytes), the time for a verdict."""
        self._pipeline = pipeline
        self._guards = guards
        self._metrics = metrics
        self._body_limit = body_limit
        self._seconds = seconds
        self._key = secrets.token_bytes(32)

    # --- the request -------------------------------------------------------------------------------------

    def requestheaders(self, flow: http.HTTPFlow) -> None:
        """Close the gate before the body is read. Traffic that is not guarded streams through, unread."""
        try:
            guarded = any(self._guards(name) for name in translate.names_of(flow))
        except Exception:
            guarded = True
        if not guarded:
            flow.request.stream = True
            return
        flow.metadata[GUARDED] = True
        flow.response = translate.answer(EMERGENCY)
        # A model's answer must be readable to be restored; a server may still ignore this.
        flow.request.headers["accept-encoding"] = "identity"

    async def request(self, flow: http.HTTPFlow) -> None:
        """Ask the pipeline; only a finished verdict opens the gate."""
        if not flow.metadata.get(GUARDED):
            return
        try:
            verdict = await self._verdict(flow)
            if isinstance(verdict, Refuse):
                flow.response = translate.answer(verdict.response)
            else:
                self._open(flow, verdict)
        except Exception as error:
            self._metrics.failure("request", type(error).__name__)
            flow.response = self._refusal(flow, Reason.INTERNAL_ERROR)

    async def _verdict(self, flow: http.HTTPFlow) -> Forward | Refuse:
        request = translate.request_of(flow)
        if len(translate.names_of(flow)) > 1:
            return self._pipeline.refuse(request, Reason.UNKNOWN_AI_HOST)
        if len(request.body) > self._body_limit:
            return self._pipeline.refuse(request, Reason.TOO_LARGE)
        try:
            async with asyncio.timeout(self._seconds):
                return await self._pipeline.inspect(request, translate.subject_of(flow, self._key))
        except TimeoutError:
            return self._pipeline.refuse(request, Reason.DETECTOR_TIMEOUT)
        except InspectionError as error:
            return self._pipeline.refuse(request, error.reason)

    def _open(self, flow: http.HTTPFlow, verdict: Forward) -> None:
        flow.request.trailers = None
        if verdict.body is not None:
            for name in ("content-encoding", *DIGESTS):
                flow.request.headers.pop(name, None)
            flow.request.content = verdict.body
        flow.metadata[VERDICT] = verdict
        flow.response = None

    def _refusal(self, flow: http.HTTPFlow, reason: Reason) -> http.Response:
        try:
            return translate.answer(self._pipeline.refuse(translate.request_of(flow), reason).response)
        except Exception as error:
            self._metrics.failure("refusal", type(error).__name__)
            return translate.answer(EMERGENCY)

    def too_large(self, flow: http.HTTPFlow) -> http.Response:
        """Return the refusal for a body that is larger than the limit (see :mod:`schleuse.gateway.bounded_stream`)."""
        return self._refusal(flow, Reason.TOO_LARGE)

    # --- the answer --------------------------------------------------------------------------------------

    def responseheaders(self, flow: http.HTTPFlow) -> None:
        """Put values back as the answer streams by; an answer that cannot be restored passes as it is."""
        if flow.response is None or flow.request is None:
            return
        verdict = flow.metadata.get(VERDICT)
        if not flow.metadata.get(GUARDED):
            flow.response.stream = True
            return
        if not isinstance(verdict, Forward):
            return
        flow.response.headers.pop("alt-svc", None)
        flow.response.stream = True
        if verdict.restorer is None:
            return
        try:
            answer = Answer(verdict.restorer(translate.head_of(flow)), flow.response, self._metrics)
        except Exception as error:
            self._metrics.failure("responseheaders", type(error).__name__)
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
                self._metrics.failure("response", type(error).__name__)

    # --- WebSockets --------------------------------------------------------------------------------------

    def websocket_message(self, flow: http.HTTPFlow) -> None:
        """Let frames pass only where the upgrade itself was let through; keep none in memory."""
        assert flow.websocket
        message = flow.websocket.messages[-1]
        del flow.websocket.messages[:-1]
        if flow.metadata.get(GUARDED) and not isinstance(flow.metadata.get(VERDICT), Forward):
            message.drop()


def guarded_request(flow: http.HTTPFlow) -> Request | None:
    """Return the request of a flow if it is guarded."""
    return translate.request_of(flow) if flow.metadata.get(GUARDED) else None
