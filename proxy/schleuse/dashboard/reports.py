"""``/berichte``: what a DPO must be able to show, filled from the running configuration, to read, print and complete.

What a lawyer must still confirm, or only the house can know, is marked as such.
"""

import asyncio
from datetime import date, timedelta
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schleuse.audit.accounts import Account
from schleuse.audit.notes import NoteKind
from schleuse.dashboard.desk import Desk
from schleuse.model import Action

REPORTS = ("monat", "vvt", "tom", "dsfa", "hinweis", "dienstvereinbarung")


class Reports:
    """The list, and each of the reports."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def routes(self) -> list[Route]:
        """Return the routes."""
        desk = self._desk
        return [
            Route("/berichte", desk.only(self.overview, "/berichte"), methods=["GET"]),
            Route("/berichte/{name}", desk.only(self.report, "/berichte"), methods=["GET"]),
        ]

    async def overview(self, request: Request, account: Account) -> Response:
        """The list."""
        months = [first for first, _ in _months()]
        return self._desk.render(request, account, "reports.html", "/berichte", names=REPORTS, months=months)

    async def report(self, request: Request, account: Account) -> Response:
        """One report."""
        name = request.path_params["name"]
        if name not in REPORTS:
            raise HTTPException(404)
        context = await self._context() if name != "monat" else await self._month(request)
        if name == "monat":
            await asyncio.to_thread(
                self._desk.deps.oversight.note_export, f"monatsbericht {context['first']}", account.name
            )
        return self._desk.render(request, account, f"report_{name}.html", "/berichte", name=name, **context)

    async def _month(self, request: Request) -> dict[str, Any]:
        months = _months()
        asked = request.query_params.get("monat", "")
        first, last = next((each for each in months if each[0].isoformat() == asked), months[0])
        deps = self._desk.deps
        before = (first - timedelta(days=1)).replace(day=1)
        now, then, deletions = await asyncio.to_thread(
            lambda: (
                deps.statistics.span(first, last),
                deps.statistics.span(before, first - timedelta(days=1)),
                deps.notes.latest(NoteKind.DELETION, limit=5),
            )
        )
        context = await self._context()
        return context | {
            "first": first,
            "last": last,
            "month": now,
            "before": then,
            "deletions": deletions,
            "stopped": now.actions[Action.BLOCK] + now.actions[Action.WARN],
            "titles": deps.rule_titles(),
            "service": self._desk.service,
        }

    async def _context(self) -> dict[str, Any]:
        deps = self._desk.deps
        policy = deps.policy()
        return {
            "gateway": deps.status(),
            "policy": policy,
            "periods": deps.periods(),
            "users": deps.users,
            "count": len(deps.services),
            "today": date.today(),
            "has_keys": await asyncio.to_thread(
                lambda: [deps.four_eyes.has_key(role) for role in ("dsb", "personalrat")]
            ),
        }


def _months() -> list[tuple[date, date]]:
    """Return first and last day of this month and of the twelve before, the newest first."""
    today = date.today()
    result = []
    for back in range(13):
        index = today.year * 12 + today.month - 1 - back
        first = date(index // 12, index % 12 + 1, 1)
        following = date((index + 1) // 12, (index + 1) % 12 + 1, 1)
        result.append((first, following - timedelta(days=1)))
    return result
