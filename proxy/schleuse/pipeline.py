"""What happens to one exchange, in order. Knows no proxy and does no I/O of its own.

    identify -> extract -> detect -> decide -> enforce -> (forward) -> restore -> record

Nothing is forwarded unless every step said so: a step that cannot do its work ends in a refusal, or, where the policy
opens an approved service in words, in a decision that says why.
"""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial

from schleuse.audit.record import UNKNOWN_SERVICE, AuditEvent, duration_bucket, event_of, new_reference
from schleuse.enforcement.conversation import conversation_of
from schleuse.enforcement.detector import Detector
from schleuse.enforcement.exchange import Exchange
from schleuse.enforcement.messages import Messages
from schleuse.enforcement.opening import FileReader, open_files
from schleuse.enforcement.pseudonymise import Pseudonymised, pseudonymise
from schleuse.enforcement.release import HEADER as RELEASE_HEADER
from schleuse.enforcement.release import REASONS_HEADER, Releases
from schleuse.enforcement.restore import Restoration, restoration
from schleuse.enforcement.rewriting import can_replace, emptied
from schleuse.enforcement.shadow import Shadow
from schleuse.enforcement.uploads import MakeRestorer, Uploads
from schleuse.enforcement.verdict import Forward, Refuse, Verdict
from schleuse.model import (
    Action,
    Decision,
    InspectionError,
    LocatedFinding,
    Reason,
    Request,
    Subject,
)
from schleuse.payload.content_encoding import decode_body
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.policy import Policy
from schleuse.pseudonyms.book import Assigned
from schleuse.pseudonyms.store import PseudonymStore, Scope, persons
from schleuse.services.catalogue import Catalogue
from schleuse.services.reader import Extraction, ResponseRestorer
from schleuse.telemetry.metrics import Metrics, Stage

LARGE_BODY = 64 * 1024
"""Bytes from which a body is read beside the event loop, so that nobody waits for it."""
NOBODY = Subject()


@dataclass(slots=True)
class Pipeline:
    """The rooms of the house in their order, for one gateway."""

    catalogue: Catalogue
    detector: Detector
    policy: Callable[[], Policy]
    store: PseudonymStore
    record: Callable[[AuditEvent, Subject], Awaitable[None]]
    note: Callable[[AuditEvent, Subject], None]
    """Like ``record``, for refusals: nothing waits for it."""
    messages: Messages
    metrics: Metrics
    decoded_limit: int
    """Bytes that a body may have once its content encoding is undone."""
    releases: Releases = field(default_factory=Releases)
    files: FileReader | None = None
    """Reads what is in files; without it they stay unread, and the policy decides."""
    release_page: Callable[[str], str] = lambda token: ""
    """Address of the page on which a reason is chosen, for a token; ``""`` where there are no pages."""
    shadow: Shadow | None = None
    """A second policy whose verdicts are only counted."""
    uploads: Uploads = field(default_factory=Uploads)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    """Key under which conversations are told apart."""

    async def inspect(self, request: Request, subject: Subject) -> Verdict:
        """Judge one request and prepare the way of its answer.

        Raises whatever a room raises besides :class:`InspectionError`: the gateway turns that into a refusal.
        """
        started = time.monotonic()
        match = self.catalogue.identify(request)
        if match is None:
            return self.refuse(request, Reason.UNKNOWN_AI_HOST, subject)
        if match.passthrough:
            return Forward()
        subject = self.policy().named(subject)
        if earlier := self.uploads.refused(subject.scope, request, self.policy().version):
            self.metrics.verdict(match.service.id, earlier[0].action, earlier[0].reason, {}, 0.0)
            return Refuse(match.reader.refusal(earlier[1], request), earlier[0])
        exchange = Exchange(request, subject, match, new_reference())
        findings: Sequence[LocatedFinding] = ()
        failure: Reason | None = None
        try:
            exchange.extraction = await self.extract(exchange)
            exchange.extraction = await self.open_files(exchange, exchange.extraction)
            findings = await self.detect(exchange)
        except InspectionError as error:
            failure = error.reason
            if exchange.extraction is None:
                self.metrics.unread(match.service.id, match.surface_id)
        decision = self.decide(exchange, findings, failure)
        if decision.action is Action.WARN and await self.released(exchange, decision):
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
        if self.shadow and exchange.facts:
            self.shadow.watch(exchange.facts, decision)
        if exchange.justification and decision.action.sends:
            self.metrics.released(exchange.justification)
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

    async def open_files(self, exchange: Exchange, extraction: Extraction) -> Extraction:
        """Read what is in the files that the request carries, unless they are refused whatever they hold."""
        if not extraction.attachments or self.decide(exchange, (), None).action is Action.BLOCK:
            return extraction
        with self.metrics.timed(Stage.FILES):
            opened = await open_files(extraction, self.files)
        self.metrics.files(opened.readings)
        return opened

    async def detect(self, exchange: Exchange) -> Sequence[LocatedFinding]:
        """Find personal and confidential data in the texts, and the names of earlier requests of the conversation."""
        extraction = exchange.extraction
        if extraction is None:
            return ()
        names: Sequence[str] = ()
        if extraction.conversation:
            names = persons(await self.store.values(self.scope(exchange, extraction)))
        with self.metrics.timed(Stage.DETECT):
            found = await self.detector.analyse([part.text for part in extraction.parts], names)
        return [LocatedFinding(index, finding) for index, each in enumerate(found) for finding in each]

    def decide(self, exchange: Exchange, findings: Sequence[LocatedFinding], failure: Reason | None) -> Decision:
        """Ask the policy."""
        extraction = exchange.extraction
        facts = exchange.facts = Facts(
            service=exchange.match.service,
            host=exchange.request.host,
            subject=exchange.subject,
            findings=findings,
            texts=[part.text for part in extraction.parts] if extraction else [],
            carries=frozenset(item.kind for item in extraction.attachments) if extraction else frozenset(),
            unread=extraction.unread if extraction else frozenset(),
            failure=failure,
            native=exchange.match.service.parsed,
            today=datetime.now(UTC).date(),
            released=exchange.justification is not None,
        )
        decision = decide(self.policy(), facts)
        if extraction and decision.action is Action.PSEUDONYMISE and not can_replace(extraction, decision):
            exchange.facts = replace(facts, failure=Reason.NOT_REWRITABLE)
            return decide(self.policy(), exchange.facts)
        return decision

    async def released(self, exchange: Exchange, decision: Decision) -> bool:
        """Whether a reason was given for what the rules warn about; that release is then used up."""
        if exchange.extraction and exchange.extraction.draft:  # half a text is not what the reason was given for
            return False
        header = exchange.request.header(RELEASE_HEADER)
        exchange.justification = await self.releases.redeem(header, self.binding(exchange, decision))
        return exchange.justification is not None

    async def enforce(self, exchange: Exchange, decision: Decision) -> Verdict:
        """Turn the decision into what is sent, or into a refusal."""
        extraction = exchange.extraction
        if not decision.action.sends:
            if extraction and extraction.draft and (empty := emptied(extraction, decision)):
                return Forward(body=extraction.rewrite(empty))
            if decision.action is Action.WARN:
                return await self.ask(exchange, decision)
            return self.refusal(exchange, decision)
        if extraction is None:
            return Forward()
        scope = self.scope(exchange, extraction)
        body: bytes | None = None
        done = Pseudonymised()
        known: Mapping[str, Assigned] = await self.store.values(scope) if extraction.conversation else {}
        if decision.action is Action.PSEUDONYMISE:
            done = await pseudonymise(
                extraction.parts,
                decision.findings,
                self.store,
                scope,
                replay=extraction.history and not extraction.conversation,
                continued=bool(extraction.conversation),
                strategies=self.policy().pseudonyms,
            )
            body = extraction.rewrite(done.texts)
            if self.policy().instruct and done.has_placeholders:
                body = exchange.match.reader.instructed(body)
        return self.forward(exchange, body, restoration(known, done), scope)

    async def recorded(self, exchange: Exchange, decision: Decision, seconds: float) -> None:
        """Record the decision before anything leaves.

        Raises:
            InspectionError: it cannot be recorded.

        """
        if decision.reason is Reason.CLEAN and not exchange.says_something:
            return  # the page's own scripts and pictures: counted, not recorded
        match, size = exchange.match, len(exchange.request.body)
        event = replace(
            event_of(exchange.reference, decision, match.service.id, match.surface_id, size),
            duration_bucket=duration_bucket(seconds),
            justification=exchange.justification if decision.action.sends else None,
        )
        with self.metrics.timed(Stage.RECORD):
            await self.record(event, exchange.subject)

    # --- what the steps are made of ----------------------------------------------------------------------

    def refuse(self, request: Request, reason: Reason, subject: Subject = NOBODY) -> Refuse:
        """Refuse without having looked inside (the gateway's own limits and faults)."""
        match, reference = self.catalogue.identify(request), new_reference()
        facts = Facts(
            service=match.service if match else None,
            host=request.host,
            subject=subject,
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
        service, surface = (match.service.id, match.surface_id) if match else (UNKNOWN_SERVICE, "")
        self.metrics.verdict(service, decision.action, reason, {}, 0.0)
        reader = match.reader if match else self.catalogue.fallback
        self.note(event_of(reference, decision, service, surface, len(request.body)), subject)
        return Refuse(reader.refusal(self.messages.notice(decision, reference), request), decision)

    def refusal(self, exchange: Exchange, decision: Decision) -> Refuse:
        """Say it kindly, in the format of the service."""
        notice = self.messages.notice(decision, exchange.reference, extraction=exchange.extraction)
        self.uploads.refuse(exchange.subject.scope, exchange.request, decision, notice)
        return Refuse(exchange.match.reader.refusal(notice, exchange.request), decision)

    async def ask(self, exchange: Exchange, decision: Decision) -> Refuse:
        """Refuse, and say with which reasons and which token the same request may be sent once."""
        binding = self.binding(exchange, decision)
        token = await self.releases.offer(binding, decision.ask_reason, exchange.match.service.id)
        page = self.release_page(token)
        notice = self.messages.notice(decision, exchange.reference, page, exchange.extraction)
        response = exchange.match.reader.refusal(notice, exchange.request)
        headers = ((RELEASE_HEADER, token), (REASONS_HEADER, ", ".join(decision.ask_reason)))
        return Refuse(replace(response, headers=(*response.headers, *headers)), decision)

    def binding(self, exchange: Exchange, decision: Decision) -> bytes:
        """Say what a release holds for (see :meth:`Releases.bind`)."""
        extraction = exchange.extraction
        return self.releases.bind(
            extraction.parts if extraction else (),
            extraction.attachments if extraction else (),
            decision,
            (exchange.match.service.id, exchange.request.host, exchange.subject.scope),
        )

    def scope(self, exchange: Exchange, extraction: Extraction) -> Scope:
        """Say which conversation this belongs to, so that a replayed history gets the same placeholders."""
        conversation = conversation_of(extraction, self.secret)
        return Scope(exchange.subject.scope, exchange.match.service.id, conversation)

    def forward(self, exchange: Exchange, body: bytes | None, substitution: Restoration, scope: Scope) -> Forward:
        """Let the request out, with a way back for the values."""
        extraction, reader = exchange.extraction, exchange.match.reader
        announces = extraction is not None and any(item.announced for item in extraction.attachments)
        if extraction is None or not (substitution or announces):
            return Forward(body=body)

        async def completed(restorer: ResponseRestorer) -> None:
            self.metrics.restored(substitution.restored, substitution.unknown)
            if restorer.conversation and restorer.conversation != extraction.conversation:
                await self.store.alias(scope, f"id:{restorer.conversation}")

        restorer: MakeRestorer = partial(reader.restorer, substitution=substitution)
        if announces:
            instead = partial(self.refuse, exchange.request, Reason.NOT_INSPECTABLE, exchange.subject)
            restorer = self.uploads.watched(restorer, exchange.subject.scope, self.catalogue, instead)
        return Forward(body, (), restorer, completed, substitution, scope)
