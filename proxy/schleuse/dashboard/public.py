"""Pages for everybody in the house, without signing in: what this is, what a refusal means, how to take part."""

import asyncio

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from schleuse.audit.record import AuditEvent, parse_reference
from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.forms import Forms
from schleuse.dashboard.limits import RateLimit
from schleuse.dashboard.rendering import Pages
from schleuse.dashboard.sign_in import address_of
from schleuse.model import Action


class Public:
    """``/``, ``/vorgang/REF``, ``/freigegeben``."""

    def __init__(self, deps: DashboardDeps, pages: Pages, forms: Forms) -> None:
        self._deps = deps
        self._forms = forms
        self._pages = pages
        # A reference has 50 random bits: at this pace nobody finds one by trying.
        self._limit = RateLimit(each=60, total=600)
        self._names = {service.id: service.name for service in deps.services}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/", self.home, methods=["GET"]),
            Route("/vorgang", self.find, methods=["GET"]),
            Route("/vorgang/{reference}", self.event, methods=["GET"]),
            Route("/vorgang/{reference}", self.report, methods=["POST"]),
            Route("/freigegeben", self.services, methods=["GET"]),
            Route("/robots.txt", self.robots, methods=["GET"]),
        ]

    async def home(self, request: Request) -> Response:
        """Three sentences, and where to go from here."""
        return self._pages.render("home.html", gateway=self._deps.status(), invalid=False)

    async def find(self, request: Request) -> Response:
        """Take a reference that someone typed in."""
        reference = parse_reference(request.query_params.get("nummer", ""))
        if reference is None:
            return self._pages.render("home.html", status=422, gateway=self._deps.status(), invalid=True)
        return RedirectResponse(f"/vorgang/{reference}", status_code=303)

    async def event(self, request: Request) -> Response:
        """What one refusal means and how to go on: never who, never what was written."""
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        reference = parse_reference(request.path_params["reference"])
        event = await asyncio.to_thread(self._deps.events.find, reference) if reference else None
        if event is None:
            days = self._deps.periods().events_days
            return self._pages.render("event_unknown.html", status=404, days=days)
        looked, reported = await asyncio.to_thread(
            lambda: (
                self._deps.four_eyes.of_event(event.reference),
                self._deps.oversight.is_reported(event.reference),
            )
        )
        title, paragraphs = self._message(event)
        titles = self._deps.rule_titles()
        csrf = self._forms.token(request)
        response = self._pages.render(
            "event.html",
            csrf=csrf,
            looked=looked,
            reported=reported,
            may_report=not event.action.sends and bool(event.rules),
            event=event,
            title=title,
            paragraphs=paragraphs,
            service=self._names.get(event.service, event.service),
            counts=[
                (count, self._pages.entity(entity, count))
                for entity, count in sorted(event.counts.items(), key=lambda item: -item[1])
            ],
            justification=self._deps.justifications[event.justification] if event.justification else "",
            rules=[titles.get(rule, rule) for rule in event.rules],
        )
        self._forms.remember(request, response, csrf)
        return response

    async def report(self, request: Request) -> Response:
        """Count a refusal as a false alarm, once: by rule, without a word about the text."""
        await self._forms.read(request)
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        reference = parse_reference(request.path_params["reference"])
        if reference is None:
            return self._pages.error(404, "not_found")
        await asyncio.to_thread(self._deps.oversight.report_false_alarm, reference)
        return RedirectResponse(f"/vorgang/{reference}", status_code=303)

    async def services(self, request: Request) -> Response:
        """Which services are approved, which are looked at, which cannot be read yet."""
        approved = [service for service in self._deps.services if self._deps.is_approved(service)]
        others = [service for service in self._deps.services if service not in approved]
        return self._pages.render(
            "services.html",
            approved=approved,
            guarded=[service for service in others if service.parsed],
            unread=[service for service in others if not service.parsed],
        )

    async def robots(self, request: Request) -> Response:
        """Nothing here is for search engines."""
        return PlainTextResponse("User-agent: *\nDisallow: /\n")

    def _message(self, event: AuditEvent) -> tuple[str, list[str]]:
        texts = self._pages.texts["event"]
        if event.justification and event.action is Action.OBSERVE:
            return texts["sent_title"], [texts["justified_text"]]
        if event.action in {Action.ALLOW, Action.OBSERVE}:
            return texts["sent_title"], [texts["sent_text"]]
        notice = self._deps.notice(event)
        lines = [line.strip() for line in notice.text.splitlines()]
        return notice.title, [line for line in lines if line and line != notice.title]
