"""``/einsicht``: the four-eyes procedure."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from schleuse.audit.accounts import Account, Role
from schleuse.audit.four_eyes import Purpose
from schleuse.audit.record import parse_reference
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.limits import RateLimit

_PLACE = "/einsicht"


class Eyes:
    """The page, and the steps of both roles."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        # A passphrase takes 64 MiB and a core to try.
        self._limit = RateLimit(each=5, total=10)

    def routes(self) -> list[Route]:
        """Return the routes."""
        desk = self._desk
        return [
            Route(_PLACE, desk.only(self.page, _PLACE), methods=["GET"]),
            Route(_PLACE, desk.only(self.step, _PLACE), methods=["POST"]),
        ]

    async def page(self, request: Request, account: Account, *, status: int = 200, problem: str = "") -> Response:
        """What was asked, and what the role may do."""
        eyes = self._desk.deps.four_eyes
        requests, has_key = await asyncio.to_thread(lambda: (eyes.latest(), eyes.has_key(account.role.value)))
        return self._desk.render(
            request,
            account,
            "eyes.html",
            _PLACE,
            status=status,
            problem=problem,
            requests=requests,
            has_key=has_key,
            is_dsb=account.role is Role.DSB,
            purposes=list(Purpose),
        )

    async def step(self, request: Request, account: Account) -> Response:
        """One step of one role."""
        fields = await self._desk.forms.read(request, "step", "reference", "purpose", "id", "passphrase")
        eyes, name, is_dsb = self._desk.deps.four_eyes, account.name, account.role is Role.DSB
        if fields["passphrase"] and not self._limit.allow(name):
            return self._desk.pages.error(429, "too_many")
        match fields["step"]:
            case "key":
                done = await asyncio.to_thread(eyes.make_key, account.role.value, fields["passphrase"], name)
            case "ask" if is_dsb and fields["purpose"] in set(Purpose):
                reference = parse_reference(fields["reference"])
                purpose = Purpose(fields["purpose"])
                done = bool(reference) and await asyncio.to_thread(eyes.ask, reference or "", purpose, name)
            case "approve" if not is_dsb:
                done = await asyncio.to_thread(eyes.approve, fields["id"], fields["passphrase"], name)
            case "refuse" if not is_dsb:
                done = await asyncio.to_thread(eyes.refuse, fields["id"], name)
            case "resolve" if is_dsb:
                resolved = await asyncio.to_thread(eyes.resolve, fields["id"], fields["passphrase"], name)
                if resolved is not None:
                    return self._desk.render(
                        request, account, "resolved.html", _PLACE, resolved=resolved, service=self._desk.service
                    )
                done = False
            case _:
                done = False
        if not done:
            return await self.page(request, account, status=422, problem=fields["step"])
        return RedirectResponse(_PLACE, status_code=303)
