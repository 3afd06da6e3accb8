"""What happens to one exchange, in order. Knows no proxy and does no I/O of its own.

    identify -> extract -> detect -> decide -> enforce -> (forward) -> restore -> record

Nothing is forwarded unless every step said so: a step that cannot do its work ends in a refusal, or, where the policy
opens an approved service in words, in a decision that says why.
"""

import asyncio
import hashlib
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Protocol

from schleuse.audit.record import AuditEvent, duration_bucket, minute_of, new_reference, size_bucket
from schleuse.enforcement.messages import Messages
from schleuse.enforcement.pseudonymise import pseudonymise
from schleuse.enforcement.restore import Restoration
from schleuse.model import (
    Action,
    Decision,
    Finding,
    InspectionError,
    LocatedFinding,
    Reason,
    Request,
    Response,
    ResponseHead,
    Subject,
    TextPart,
)
from schleuse.payload.content_encoding import decode_body
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.policy import Policy
from schleuse.pseudonyms.store import PseudonymStore, Scope
from schleuse.services.catalogue import Catalogue, Match
from schleuse.services.reader import Extraction, ResponseRestorer
from schleuse.telemetry.metrics import Metrics, Stage

LARGE_BODY = 64 * 1024
"""Bytes from which a body is read beside the event loop, so that nobody waits for it."""


class Detector(Protocol):
    """Finds personal and confidential data in texts."""

    async def analyse(self, texts: Sequence[str]) -> Sequence[Sequence[Finding]]:
        """Return the findings of each text; raise :class:`InspectionError` if it cannot be judged."""
        ...


@dataclass(frozen=True, slots=True)
class Forward:
    """The request may leave."""

    body: bytes | None = None
    """The new body, without content encoding; ``None`` leaves the body as it came."""
    headers: tuple[tuple[str, str], ...] = ()
    """Headers for the answer to the client."""
    restorer: Callable[[ResponseHead], ResponseRestorer] | None = None
    """Makes what puts the values back in the answer; ``None`` if there is nothing to put back."""
    completed: Callable[[ResponseRestorer], Awaitable[None]] | None = None
    """To be awaited when the answer has ended."""


@dataclass(frozen=True, slots=True)
class Refuse:
    """Nothing leaves; this is the answer."""

    response: Response
    decision: Decision


Verdict = Forward | Refuse


@dataclass(slots=True)
class Exchange:
    """One request on its way through the rooms."""

    request: Request
    subject: Subject
    match: Match
    reference: str
    extraction: Extraction | None = None


@dataclass(slots=True)
class Pipeline:
    """The rooms of the house in their order, for one gateway."""

    catalogue: Catalogue
    detector: Detector
    policy: Callable[[], Policy]
    store: PseudonymStore
    record: Callable[[AuditEvent], Awaitable[None]]
    messages: Messages
    metrics: Metrics
    decoded_limit: int
    """Bytes that a body may have once its content encoding is undone."""
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    """Key under which conversations are told apart."""

    async def inspect(self, request: Request, subject: Subject) -> Verdict:
        """Judge one request and prepare the way of its answer.

        Raises whatever a room raises besides :class:`InspectionError`: the gateway turns that into a refusal.
        """
        started = time.monotonic()
        match = self.catalogue.identify(request)
        if match is None:
            return self.refuse(request, Reason.UNKNOWN_AI_HOST)
        if match.passthrough:
            return Forward()
        exchange = Exchange(request, subject, match, new_reference())
        findings: Sequence[LocatedFinding] = ()
        failure: Reason | None = None
        try:
            exchange.extraction = await self.extract(exchange)
            findings = await self.detect(exchange.extraction.parts)
        except InspectionError as error:
            failure = error.reason
        decision = self.decide(exchange, findings, failure)
        try:
            verdict = await self.enforce(exchange, decision)
        except InspectionError as error:
            decision = self.decide(exchange, findings, error.reason)
            verdict = self.refusal(exchange, decision)
        try:
            await self.recorded(exchange, decision, time.monotonic() - started)
        except InspectionError as error:
            unrecorded = self.decide(exchange, findings, error.reason)
            if decision.action.sends and not unrecorded.action.sends:
                decision, verdict = unrecorded, self.refusal(exchange, unrecorded)
        seconds = time.monotonic() - started
        self.metrics.verdict(match.service.id, decision.action, decision.reason, decision.counts(), seconds)
        return verdict

    # --- the steps ---------------------------------------------------------------------------------------

    async def extract(self, exchange: Exchange) -> Extraction:
        """Say where text lies in the request."""
        request, reader = exchange.request, exchange.match.reader

        def read() -> Extraction:
            body = decode_body(request.body, request.header("content-encoding"), self.decoded_limit)
            return reader.read(request, body)

        with self.metrics.timed(Stage.EXTRACT):
            large = len(request.body) > LARGE_BODY or request.header("content-encoding") is not None
            return await asyncio.to_thread(read) if large else read()

    async def detect(self, parts: Sequence[TextPart]) -> Sequence[LocatedFinding]:
        """Find personal and confidential data in the texts."""
        with self.metrics.timed(Stage.DETECT):
            found = await self.detector.analyse([part.text for part in parts])
        return [LocatedFinding(index, finding) for index, each in enumerate(found) for finding in each]

    def decide(self, exchange: Exchange, findings: Sequence[LocatedFinding], failure: Reason | None) -> Decision:
        """Ask the policy."""
        extraction = exchange.extraction
        facts = Facts(
            service=exchange.match.service,
            host=exchange.request.host,
            subject=exchange.subject,
            findings=findings,
            texts=[part.text for part in extraction.parts] if extraction else [],
            carries=frozenset(item.kind for item in extraction.attachments) if extraction else frozenset(),
            failure=failure,
            native=exchange.match.service.parsed,
            today=datetime.now(UTC).date(),
        )
        decision = decide(self.policy(), facts)
        if extraction and decision.action is Action.PSEUDONYMISE and not _rewritable(extraction, decision):
            return decide(self.policy(), replace(facts, failure=Reason.NOT_REWRITABLE))
        return decision

    async def enforce(self, exchange: Exchange, decision: Decision) -> Verdict:
        """Turn the decision into what is sent, or into a refusal."""
        extraction = exchange.extraction
        if not decision.action.sends:
            if extraction and extraction.draft and (empty := _emptied(extraction, decision)):
                return Forward(body=extraction.rewrite(empty))
            return self.refusal(exchange, decision)
        if extraction is None:
            return Forward()
        scope = self.scope(exchange, extraction)
        body: bytes | None = None
        values: dict[str, str] = {}
        if extraction.conversation:
            values.update(await self.store.values(scope))
        if decision.action is Action.PSEUDONYMISE:
            texts, assigned = await pseudonymise(extraction.parts, decision.findings, self.store, scope)
            values.update(assigned)
            body = extraction.rewrite(texts)
        return self.forward(exchange, body, values, scope)

    async def recorded(self, exchange: Exchange, decision: Decision, seconds: float) -> None:
        """Record the decision before anything leaves.

        Raises:
            InspectionError: it cannot be recorded.

        """
        if decision.reason is Reason.CLEAN and not (exchange.match.native and exchange.request.body):
            return  # the page's own scripts and pictures: counted, not recorded
        event = AuditEvent(
            reference=exchange.reference,
            minute=minute_of(datetime.now(UTC)),
            unit=exchange.subject.unit,
            service=exchange.match.service.id,
            surface=exchange.match.surface_id,
            action=decision.action,
            reason=decision.reason,
            rules=decision.rules,
            policy_version=decision.policy_version,
            counts=decision.counts(),
            size_bucket=size_bucket(len(exchange.request.body)),
            duration_bucket=duration_bucket(seconds),
        )
        with self.metrics.timed(Stage.RECORD):
            await self.record(event)

    # --- what the steps are made of ----------------------------------------------------------------------

    def refuse(self, request: Request, reason: Reason) -> Refuse:
        """Refuse without having looked inside (the gateway's own limits and faults)."""
        match = self.catalogue.identify(request)
        facts = Facts(
            service=match.service if match else None,
            host=request.host,
            subject=Subject(),
            findings=(),
            texts=(),
            carries=frozenset(),
            failure=reason,
            native=bool(match and match.service.parsed),
            today=datetime.now(UTC).date(),
        )
        decision = decide(self.policy(), facts)
        if decision.action.sends:  # an approved service may go unread, but here there is nothing left to send
            decision = replace(decision, action=Action.BLOCK, reason=reason)
        self.metrics.verdict(match.service.id if match else "unknown", decision.action, reason, {}, 0.0)
        reader = match.reader if match else self.catalogue.fallback
        return Refuse(reader.refusal(self.messages.notice(decision, new_reference()), request), decision)

    def refusal(self, exchange: Exchange, decision: Decision) -> Refuse:
        """Say it kindly, in the format of the service."""
        notice = self.messages.notice(decision, exchange.reference)
        return Refuse(exchange.match.reader.refusal(notice, exchange.request), decision)

    def scope(self, exchange: Exchange, extraction: Extraction) -> Scope:
        """Say which conversation this belongs to, so that a replayed history gets the same placeholders."""
        if extraction.conversation:
            conversation = f"id:{extraction.conversation}"
        elif extraction.history:
            first = next((part.text for part in extraction.parts if part.role == "user"), "")
            digest = hashlib.blake2b(first.encode("utf-8", "surrogatepass"), key=self.secret, digest_size=16)
            conversation = f"first:{digest.hexdigest()}"
        else:
            conversation = f"new:{secrets.token_hex(16)}"
        return Scope(exchange.subject.scope, exchange.match.service.id, conversation)

    def forward(self, exchange: Exchange, body: bytes | None, values: Mapping[str, str], scope: Scope) -> Forward:
        """Let the request out, with a way back for the values."""
        extraction, reader = exchange.extraction, exchange.match.reader
        if extraction is None or not values:
            return Forward(body=body)
        substitution = Restoration(values)

        async def completed(restorer: ResponseRestorer) -> None:
            self.metrics.restored(substitution.restored)
            if restorer.conversation and restorer.conversation != extraction.conversation:
                await self.store.alias(scope, f"id:{restorer.conversation}")

        return Forward(body=body, restorer=lambda head: reader.restorer(head, substitution), completed=completed)


def _emptied(extraction: Extraction, decision: Decision) -> Mapping[int, str]:
    """Return the texts of a draft to be sent empty: a page that sends while people type takes no answer for it.

    Nothing if the draft is stopped for more than what it says.
    """
    found = {item.located.part for item in decision.findings if not item.action.sends}
    acting = {item.located.part for item in decision.findings if item.action is not Action.ALLOW}
    only_findings = decision.reason is Reason.FINDINGS and found and extraction.rewritable
    return dict.fromkeys(acting, "") if only_findings and not acting & extraction.fixed else {}


def _rewritable(extraction: Extraction, decision: Decision) -> bool:
    replaced = {item.located.part for item in decision.findings if item.action is Action.PSEUDONYMISE}
    return extraction.rewritable and not replaced & extraction.fixed
