"""``/pruefen``: paste a text and see what the gateway would make of it; paste the AI's answer and get the values back.

Everything happens in memory while the page is made: nothing is kept, recorded, counted or logged. The answer is
restored from the text itself, which the browser sends once more: the same text gives the same placeholders.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.forms import Forms
from schleuse.dashboard.limits import RateLimit
from schleuse.dashboard.rendering import Pages
from schleuse.dashboard.sign_in import address_of
from schleuse.enforcement.pseudonymise import Pseudonymised, pseudonymise
from schleuse.enforcement.restore import Restoration
from schleuse.model import (
    Action,
    Decision,
    Finding,
    InspectionError,
    LocatedFinding,
    Service,
    Subject,
    TextPart,
)
from schleuse.policy.decide import decide
from schleuse.policy.facts import Facts
from schleuse.policy.groups import sample_hosts
from schleuse.pseudonyms.store import MemoryStore, Scope

MAX_TEXT = 20_000
"""Characters of a text; the page says so."""
MAX_ANSWER = 40_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the text; ``entity`` names what was found there, ``""``: nothing."""

    text: str
    entity: str = ""


@dataclass(frozen=True, slots=True)
class Checked:
    """What would happen to a text."""

    decision: Decision
    pieces: list[Piece]
    """The text, with what was found."""
    replaced: str
    """The text with a placeholder for all that a rule acts on."""
    restored: str
    """The answer with the values put back."""


class Check:
    """The page."""

    def __init__(self, deps: DashboardDeps, pages: Pages, forms: Forms) -> None:
        self._deps = deps
        self._pages = pages
        self._forms = forms
        # One text may keep a worker busy for a second; employees behind one address share it.
        self._limit = RateLimit(each=20, total=60)
        self._services = {service.id: service for service in deps.services if service.parsed}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/pruefen", self.form, methods=["GET"]),
            Route("/pruefen", self.check, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """The empty form."""
        return self._page(request)

    async def check(self, request: Request) -> Response:
        """What would happen to the text, and the answer with its values."""
        fields = await self._forms.read(request, "text", "answer", "service")
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        text, answer = _lines(fields["text"]), _lines(fields["answer"])
        service = self._services.get(fields["service"])
        if not text.strip():
            return self._page(request, status=422, problem="empty")
        if len(text) > MAX_TEXT or len(answer) > MAX_ANSWER:
            return self._page(request, status=422, problem="too_long")
        try:
            findings = await self._deps.detect(text)
        except InspectionError:
            return self._page(request, status=503, problem="busy", text=text)
        checked = await self._judge(text, answer, findings, service)
        return self._page(request, text=text, answer=answer, service=service, checked=checked)

    async def _judge(self, text: str, answer: str, findings: Sequence[Finding], service: Service | None) -> Checked:
        service = service or next(iter(self._public()), None)
        policy = self._deps.policy()
        facts = Facts(
            service=service,
            host=sample_hosts(service)[0] if service else "ki.invalid",
            subject=Subject(),
            findings=[LocatedFinding(0, finding) for finding in findings],
            texts=[text],
            carries=frozenset(),
            failure=None,
            native=True,
            today=date.today(),
        )
        decision = decide(policy, facts)
        acted = [
            replace(verdict, action=Action.PSEUDONYMISE)
            for verdict in decision.findings
            if verdict.action.severity >= Action.PSEUDONYMISE.severity
        ]
        store = MemoryStore(60, 1, time.monotonic)
        done: Pseudonymised = await pseudonymise(
            [TextPart(text)], acted, store, Scope("", "", "check"), strategies=policy.pseudonyms
        )
        restored = Restoration(done.values, done.places).whole(answer) if answer else ""
        spans = sorted((verdict.located.finding for verdict in acted), key=lambda finding: finding.start)
        return Checked(decision, list(_pieces(text, spans)), done.texts.get(0, text), restored)

    def _public(self) -> list[Service]:
        return [service for service in self._services.values() if not self._deps.is_approved(service)]

    def _page(
        self,
        request: Request,
        *,
        status: int = 200,
        problem: str = "",
        text: str = "",
        answer: str = "",
        service: Service | None = None,
        checked: Checked | None = None,
    ) -> Response:
        token = self._forms.token(request)
        chosen = service or next(iter(self._public()), None)
        response = self._pages.render(
            "check.html",
            status=status,
            csrf=token,
            problem=problem,
            text=text,
            answer=answer,
            checked=checked,
            chosen=chosen.id if chosen else "",
            services=sorted(self._services.values(), key=lambda each: each.name),
            names={piece.entity: self._pages.entity(piece.entity, 1) for piece in checked.pieces} if checked else {},
            limit=MAX_TEXT,
        )
        self._forms.remember(request, response, token)
        return response


def _pieces(text: str, spans: Sequence[Finding]) -> list[Piece]:
    pieces, position = [], 0
    for span in spans:
        pieces += [Piece(text[position : span.start]), Piece(text[span.start : span.end], span.entity)]
        position = span.end
    return [piece for piece in [*pieces, Piece(text[position:])] if piece.text]


def _lines(text: str) -> str:
    """A form sends every line with CR LF (HTML standard); people write LF."""
    return text.replace("\r\n", "\n")
