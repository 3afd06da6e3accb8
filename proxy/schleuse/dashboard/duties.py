"""What the DSB, the Rechtsabteilung and the Personalrat have to look after: events, transfers, exceptions, services."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from schleuse.audit.accounts import Account
from schleuse.audit.notes import NoteKind
from schleuse.audit.oversight import CLOCK, Assessment, Verdict
from schleuse.audit.schema import metadata
from schleuse.audit.statistics import Sent
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.tables import csv_response
from schleuse.model import Service
from schleuse.policy.policy import Rule

_EVENTS = 100
_DAYS = 90
_SOON = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A possible transfer on the list, with its clock."""

    sent: Sent
    service: str
    why: str
    deadline: datetime
    left: int
    """Whole hours; below zero: they are over."""
    assessment: Assessment | None


class Duties:
    """The pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the routes."""
        desk = self._desk
        return [
            Route("/vorgaenge", desk.only(self.events, "/vorgaenge"), methods=["GET"]),
            Route("/bewerten", desk.only(self.transfers, "/bewerten"), methods=["GET"]),
            Route("/bewerten", desk.only(self.assess, "/bewerten"), methods=["POST"]),
            Route("/ausnahmen", desk.only(self.exceptions, "/ausnahmen"), methods=["GET"]),
            Route("/dienste", desk.only(self.services, "/dienste"), methods=["GET"]),
            Route("/dienste.csv", desk.only(self.services_csv, "/dienste"), methods=["GET"]),
            Route("/regelwerk", desk.only(self.rules, "/regelwerk"), methods=["GET"]),
            Route("/loeschung", desk.only(self.deletion, "/loeschung"), methods=["GET"]),
            Route("/speicher", desk.only(self.store, "/speicher"), methods=["GET"]),
        ]

    async def events(self, request: Request, account: Account) -> Response:
        """The newest events by reference: without content, unit and person, and without a search."""
        found = await asyncio.to_thread(self._desk.deps.events.latest, _EVENTS)
        return self._desk.render(
            request, account, "events.html", "/vorgaenge", events=found, service=self._desk.service, limit=_EVENTS
        )

    async def transfers(self, request: Request, account: Account) -> Response:
        """Possible transfers that are to be assessed."""
        listed = await asyncio.to_thread(self._transfers)
        is_open = [transfer for transfer in listed if transfer.assessment is None]
        done = [transfer for transfer in listed if transfer.assessment is not None]
        return self._desk.render(
            request, account, "transfers.html", "/bewerten", open=is_open, done=done, verdicts=list(Verdict)
        )

    async def assess(self, request: Request, account: Account) -> Response:
        """Keep an assessment."""
        fields = await self._desk.forms.read(request, "day", "service", "key", "verdict")
        listed = await asyncio.to_thread(self._transfers)
        meant = next(
            (
                each.sent
                for each in listed
                if (each.sent.day.isoformat(), each.sent.service, each.sent.key)
                == (fields["day"], fields["service"], fields["key"])
            ),
            None,
        )
        if meant is None or fields["verdict"] not in set(Verdict):
            return self._desk.pages.error(404, "not_found")
        await asyncio.to_thread(
            self._desk.deps.oversight.assess,
            meant.day,
            meant.service,
            meant.key,
            Verdict(fields["verdict"]),
            account.name,
        )
        return RedirectResponse("/bewerten", status_code=303)

    async def exceptions(self, request: Request, account: Account) -> Response:
        """Exceptions with approval, end and use."""
        today = date.today()
        first = today - timedelta(days=_DAYS)
        used = await asyncio.to_thread(lambda: self._desk.deps.statistics.span(first, today).rules)
        rules = sorted(
            self._exceptions(), key=lambda rule: (rule.exception.until if rule.exception else today, rule.id)
        )
        return self._desk.render(
            request,
            account,
            "exceptions.html",
            "/ausnahmen",
            rules=rules,
            used=used,
            today=today,
            soon=today + _SOON,
            days=_DAYS,
        )

    async def services(self, request: Request, account: Account) -> Response:
        """The register of services: who runs them, what is approved, until when."""
        return self._desk.render(
            request, account, "register.html", "/dienste", rows=self._register(), today=date.today()
        )

    async def services_csv(self, request: Request, account: Account) -> Response:
        """The same as a table for a spreadsheet."""
        await asyncio.to_thread(self._desk.deps.oversight.note_export, "dienste csv", account.name)
        rows = [
            [
                service.name,
                service.operator,
                service.country,
                " ".join(service.hosts),
                service.residency,
                approval,
                review or "",
            ]
            for service, approval, review in self._register()
        ]
        head = ["service", "operator", "country", "hosts", "residency", "approval", "review"]
        return csv_response("ki-schleuse-dienste.csv", head, rows)

    async def rules(self, request: Request, account: Account) -> Response:
        """The rules in force."""
        status = self._desk.deps.status()
        return self._desk.render(
            request, account, "rules.html", "/regelwerk", policy=self._desk.deps.policy(), gateway=status
        )

    async def deletion(self, request: Request, account: Account) -> Response:
        """What is deleted when, what was deleted, and who looked."""
        notes = self._desk.deps.notes
        kinds = (NoteKind.EXPORT, NoteKind.ASSESSMENT, NoteKind.RESOLUTION, NoteKind.ACCOUNT)
        deletions, others = await asyncio.to_thread(
            lambda: (notes.latest(NoteKind.DELETION, limit=40), notes.latest(*kinds, limit=60))
        )
        return self._desk.render(
            request,
            account,
            "deletion.html",
            "/loeschung",
            deletions=deletions,
            notes=others,
            periods=self._desk.deps.periods(),
        )

    async def store(self, request: Request, account: Account) -> Response:
        """Exactly which fields the store has."""
        tables = [(table.name, [column.name for column in table.columns]) for table in metadata.sorted_tables]
        return self._desk.render(
            request, account, "store.html", "/speicher", tables=tables, periods=self._desk.deps.periods()
        )

    # --- inside ----------------------------------------------------------------------------------------

    def _exceptions(self) -> list[Rule]:
        return [rule for rule in self._desk.deps.policy().rules if rule.exception is not None]

    def _transfers(self) -> list[Transfer]:
        first = date.today() - timedelta(days=_DAYS)
        deps, texts = self._desk.deps, self._desk.pages.texts
        sent = deps.statistics.sent(first, [rule.id for rule in self._exceptions()])
        assessments = deps.oversight.assessments(first)
        titles = deps.rule_titles()
        result = []
        for each in sent:
            # The clock starts at the end of that day at the latest: earlier than anybody could have read of it here.
            deadline = datetime.combine(each.day, time()).astimezone() + CLOCK
            left = int((deadline - datetime.now(UTC)).total_seconds() // 3600)
            why = texts["reasons"][each.key] if each.kind == "reason" else titles.get(each.key, each.key)
            found = assessments.get((each.day, each.service, each.key))
            result.append(Transfer(each, self._desk.service(each.service), why, deadline, left, found))
        return result

    def _register(self) -> list[tuple[Service, str, date | None]]:
        policy = self._desk.deps.policy()
        rows: list[tuple[Service, str, date | None]] = []
        for service in self._desk.deps.services:
            groups = [
                group
                for group in policy.groups.values()
                if group.approval and any(group.closeness(service, host.replace("*", "x")) for host in service.hosts)
            ]
            approval = "; ".join(group.approval for group in groups)
            rows.append((service, approval, min((group.review for group in groups if group.review), default=None)))
        return sorted(rows, key=lambda row: (not row[1], row[0].name))
