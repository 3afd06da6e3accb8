"""``/uebersicht``: does it work, and what did it do today? For those who are signed in."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schleuse.audit.accounts import Account
from schleuse.audit.statistics import DayCounts, DayDetails
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.sign_in import SignIn
from schleuse.model import Action
from schleuse.telemetry.status import Status

_CA_WARNING = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Segment:
    """One stretch of a bar, in hundredths of the longest bar of its table."""

    kind: str
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table of counts."""

    label: str
    note: str
    count: int
    bar: list[Segment]


class Overview:
    """The page, and the part of it that renews itself."""

    def __init__(self, desk: Desk, sign_in: SignIn) -> None:
        self._desk = desk
        self._deps = desk.deps
        self._pages = desk.pages
        self._sign_in = sign_in

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/uebersicht", self._desk.only(self.page, "/uebersicht"), methods=["GET"]),
            Route("/uebersicht/stand", self.part, methods=["GET"]),
        ]

    async def page(self, request: Request, account: Account) -> Response:
        """The whole page."""
        return self._desk.render(request, account, "overview.html", "/uebersicht", **await self._context())

    async def part(self, request: Request) -> Response:
        """What ``live.js`` puts in the place of the old numbers."""
        if await self._sign_in.account(request) is None:
            return Response(status_code=401)
        return self._pages.render("overview_part.html", **await self._context())

    async def _context(self) -> dict[str, Any]:
        now = datetime.now().astimezone()
        day, week = await asyncio.to_thread(
            lambda: (self._deps.statistics.day(now.date()), self._deps.statistics.week(now.date()))
        )
        status = self._deps.status()
        return {
            "now": now,
            "day": day,
            "tiles": _tiles(day),
            "services": self._services(day),
            "rules": self._rules(day),
            "entities": self._entities(day),
            "actions": self._actions(day),
            "reasons": self._reasons(day),
            "justifications": self._justifications(day),
            "week": self._week(week),
            "gateway": status,
            "ca_soon": status.ca_expires_at - datetime.now(UTC) < _CA_WARNING,
            "fine": _is_fine(status),
        }

    def _services(self, day: DayDetails) -> list[Row]:
        longest = max((sum(counts.values()) for counts in day.services.values()), default=0)
        return [
            Row(self._desk.service(service), "", sum(counts.values()), stack(counts, longest))
            for service, counts in day.services.items()
        ]

    def _rules(self, day: DayDetails) -> list[Row]:
        titles = self._deps.rule_titles()
        longest = max(day.rules.values(), default=0)
        return [
            Row(titles.get(rule, rule), rule if rule in titles else "", count, single("plain", count, longest))
            for rule, count in day.rules.items()
        ]

    def _entities(self, day: DayDetails) -> list[Row]:
        longest = max(day.entities.values(), default=0)
        return [
            Row(self._pages.entity(entity, count), "", count, single("plain", count, longest))
            for entity, count in day.entities.items()
        ]

    def _actions(self, day: DayDetails) -> list[Row]:
        texts = self._pages.texts["actions"]
        return [
            Row(texts[action], self._pages.percent(count, day.requests), count, single(action, count, day.requests))
            for action, count in reversed(list(day.actions.items()))
        ]

    def _reasons(self, day: DayDetails) -> list[Row]:
        texts = self._pages.texts["reasons"]
        longest = max(day.reasons.values(), default=0)
        return [Row(texts[reason], "", count, single("plain", count, longest)) for reason, count in day.reasons.items()]

    def _justifications(self, day: DayDetails) -> list[Row]:
        longest = max(day.justifications.values(), default=0)
        return [
            Row(self._deps.justifications[reason], "", count, single("plain", count, longest))
            for reason, count in day.justifications.items()
        ]

    def _week(self, week: list[DayCounts]) -> list[Row]:
        longest = max(day.requests for day in week)
        return [Row(self._pages.day(day.day), "", day.requests, stack(day.actions, longest)) for day in week]


def _tiles(day: DayDetails) -> dict[str, int]:
    return {
        "checked": day.requests,
        "sent": day.actions[Action.ALLOW] + day.actions[Action.OBSERVE],
        "replaced": day.actions[Action.PSEUDONYMISE],
        "stopped": day.actions[Action.BLOCK] + day.actions[Action.WARN],
    }


def _is_fine(status: Status) -> bool:
    return status.health.ready and not status.policy_error and status.workers_alive >= status.workers


def single(kind: str, count: int, longest: int) -> list[Segment]:
    """Return a bar of one kind."""
    return [Segment(kind, 0, round(100 * count / longest, 1))] if count else []


def stack(counts: Mapping[Action, int], longest: int) -> list[Segment]:
    """Return a bar: what was stopped first, what went through last."""
    segments, start = [], 0.0
    for action in sorted(counts, key=lambda action: -action.severity):
        if counts[action]:
            width = round(100 * counts[action] / longest, 1)
            segments.append(Segment(action, round(start, 1), width))
            start += width
    return segments
