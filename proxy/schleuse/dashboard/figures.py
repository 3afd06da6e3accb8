"""``/verlauf`` and ``/aemter``: figures over time, and rates by unit; as pages, CSV and JSON."""

import asyncio
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from schleuse.audit.accounts import Account
from schleuse.audit.anonymity import Band
from schleuse.audit.census import monday_of
from schleuse.audit.statistics import DayCounts, DayDetails
from schleuse.audit.units import UnitRates
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.overview import Row, single, stack
from schleuse.dashboard.tables import csv_response
from schleuse.model import Action

WEEKS = 13
MONTHS = 13


class Figures:
    """What the figures say over weeks and months."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the routes."""
        desk = self._desk
        return [
            Route("/verlauf", desk.only(self.history, "/verlauf"), methods=["GET"]),
            Route("/verlauf.csv", desk.only(self.history_csv, "/verlauf"), methods=["GET"]),
            Route("/verlauf.json", desk.only(self.history_json, "/verlauf"), methods=["GET"]),
            Route("/aemter", desk.only(self.units, "/aemter"), methods=["GET"]),
            Route("/aemter.csv", desk.only(self.units_csv, "/aemter"), methods=["GET"]),
            Route("/aemter.json", desk.only(self.units_json, "/aemter"), methods=["GET"]),
        ]

    async def history(self, request: Request, account: Account) -> Response:
        """Weeks or months, and what they were made of."""
        by, series, details = await self._history(request)
        longest = max(stretch.requests for stretch in series)
        rows = [Row(self._label(by, each.day), "", each.requests, stack(each.actions, longest)) for each in series]
        return self._desk.render(
            request,
            account,
            "history.html",
            "/verlauf",
            by=by,
            series=list(reversed(rows)),
            services=self._rows({name: sum(of.values()) for name, of in details.services.items()}, self._desk.service),
            entities=self._rows(details.entities, lambda name: self._desk.pages.entity(name, 2)),
            rules=self._rows(details.rules, self._rule),
            alarms=self._alarms(details),
            justifications=self._rows(
                {str(name): count for name, count in details.justifications.items()},
                lambda name: {str(key): text for key, text in self._desk.deps.justifications.items()}[name],
            ),
            requests=details.requests,
        )

    async def history_csv(self, request: Request, account: Account) -> Response:
        """The same as a table for a spreadsheet."""
        by, series, _ = await self._history(request)
        await self._note(f"verlauf {by} csv", account)
        rows = [[each.day.isoformat(), *(each.actions[action] for action in Action)] for each in series]
        return csv_response(f"ki-schleuse-{by}.csv", ["from", *Action], rows)

    async def history_json(self, request: Request, account: Account) -> Response:
        """The same for programs, with what it was made of."""
        by, series, details = await self._history(request)
        await self._note(f"verlauf {by} json", account)
        return JSONResponse(
            {
                "purpose": "Schutz vor Datenabfluss",
                "series": [{"from": each.day.isoformat(), **each.actions} for each in series],
                "services": details.services,
                "entities": details.entities,
                "rules": details.rules,
                "reasons": details.reasons,
                "false_alarms": details.false_alarms,
                "justifications": details.justifications,
            }
        )

    async def units(self, request: Request, account: Account) -> Response:
        """Kinds of data by unit, in one week that is over."""
        found, weeks = await self._units(request)
        return self._desk.render(
            request, account, "units.html", "/aemter", found=found, weeks=weeks, k=self._k(), band=band_text
        )

    async def units_csv(self, request: Request, account: Account) -> Response:
        """The same as a table for a spreadsheet."""
        found, _ = await self._units(request)
        await self._note(f"aemter {found.week} csv", account)
        rows = [[unit, *(band_text(found.rates.get((unit, key))) for key in found.keys)] for unit in found.units]
        return csv_response(f"ki-schleuse-aemter-{found.week}.csv", ["unit", *found.keys], rows)

    async def units_json(self, request: Request, account: Account) -> Response:
        """The same for programs."""
        found, _ = await self._units(request)
        await self._note(f"aemter {found.week} json", account)
        rates = [
            {"unit": unit, "entity": key, "low": band.low if band else None, "high": band.high if band else None}
            for (unit, key), band in sorted(found.rates.items())
        ]
        return JSONResponse(
            {"purpose": "Schutz vor Datenabfluss", "week": found.week.isoformat(), "k": self._k(), "rates": rates}
        )

    # --- inside ----------------------------------------------------------------------------------------

    async def _history(self, request: Request) -> tuple[str, list[DayCounts], DayDetails]:
        by = "month" if request.query_params.get("nach") == "monat" else "week"
        today = date.today()
        if by == "week":
            monday = monday_of(today)
            starts = [monday - timedelta(days=7 * back) for back in range(WEEKS - 1, -2, -1)]
        else:
            starts = [_month(today, back) for back in range(MONTHS - 1, -2, -1)]
        statistics = self._desk.deps.statistics
        series, details = await asyncio.to_thread(
            lambda: (statistics.series(starts), statistics.span(starts[0], today))
        )
        return by, series, details

    async def _units(self, request: Request) -> tuple[UnitRates, list[date]]:
        units, k = self._desk.deps.units, self._k()
        newest = units.last_week()
        weeks = [newest - timedelta(days=7 * back) for back in range(WEEKS)]
        asked = request.query_params.get("woche", "")
        week = next((each for each in weeks if each.isoformat() == asked), newest)
        return await asyncio.to_thread(units.week, week, k), weeks

    async def _note(self, what: str, account: Account) -> None:
        await asyncio.to_thread(self._desk.deps.oversight.note_export, what, account.name)

    def _k(self) -> int:
        return self._desk.deps.policy().smallest_group

    def _label(self, by: str, day: date) -> str:
        pages = self._desk.pages
        return pages.week(day) if by == "week" else f"{pages.texts['months'][day.month - 1]} {day.year}"

    def _rule(self, rule: str) -> str:
        return self._desk.deps.rule_titles().get(rule, rule)

    def _rows(self, counts: Mapping[str, int], name: Any) -> list[Row]:
        longest = max(counts.values(), default=0)
        return [Row(name(key), "", count, single("plain", count, longest)) for key, count in counts.items()]

    def _alarms(self, details: DayDetails) -> list[Row]:
        """False alarms by rule, with their share of what the rule decided."""
        percent = self._desk.pages.percent
        longest = max(details.false_alarms.values(), default=0)
        return [
            Row(
                self._rule(rule), percent(count, details.rules.get(rule, count)), count, single("plain", count, longest)
            )
            for rule, count in details.false_alarms.items()
        ]


def band_text(band: Band | None) -> str:
    """Return a range such as ``10–20``; an en dash alone for what is not shown."""
    if band is None:
        return "–"
    return f"{band.low}–{band.high - 1}" if band.high - 1 > band.low else str(band.low)


def _month(today: date, back: int) -> date:
    index = today.year * 12 + today.month - 1 - back
    return date(index // 12, index % 12 + 1, 1)
