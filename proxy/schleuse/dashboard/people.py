"""``/konten``, ``/konto``, ``/einladung/TOKEN``: accounts, by their administrator and by their owner."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from schleuse.audit import totp
from schleuse.audit.accounts import PASSWORD_LENGTH, Account, AccountError, Role
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.limits import RateLimit
from schleuse.dashboard.sign_in import address_of

_MAX_TOKEN = 100


class People:
    """The pages."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._accounts = desk.deps.accounts
        self._limit = RateLimit(each=20, total=60)

    def routes(self) -> list[Route]:
        """Return the routes."""
        desk = self._desk
        return [
            Route("/konten", desk.only(self.everybody, "/konten"), methods=["GET"]),
            Route("/konten", desk.only(self.change, "/konten"), methods=["POST"]),
            Route("/konto", desk.only(self.own, "/konto"), methods=["GET"]),
            Route("/konto", desk.only(self.change_own, "/konto"), methods=["POST"]),
            Route("/einladung/{token}", self.invitation, methods=["GET"]),
            Route("/einladung/{token}", self.accept, methods=["POST"]),
        ]

    async def everybody(
        self,
        request: Request,
        account: Account,
        *,
        status: int = 200,
        problem: str = "",
        link: str = "",
        guest: str = "",
    ) -> Response:
        """All accounts."""
        listed = await asyncio.to_thread(self._accounts.everybody)
        return self._desk.render(
            request, account, "accounts.html", "/konten", status=status, problem=problem, link=link, guest=guest,
            listed=listed, roles=list(Role),
        )  # fmt: skip

    async def change(self, request: Request, account: Account) -> Response:
        """Invite or remove."""
        fields = await self._desk.forms.read(request, "step", "name", "role")
        name = fields["name"][:200]
        if fields["step"] == "remove":
            done = name != account.name and await asyncio.to_thread(self._accounts.remove, name, account.name)
            if not done:
                return await self.everybody(request, account, status=422, problem="not_removed")
            return RedirectResponse("/konten", status_code=303)
        if fields["role"] not in set(Role):
            return await self.everybody(request, account, status=422, problem="role_missing")
        try:
            token = await asyncio.to_thread(self._accounts.invite, name, Role(fields["role"]), account.name)
        except AccountError as error:
            return await self.everybody(request, account, status=422, problem=error.code)
        base = self._desk.deps.public_url.rstrip("/") or str(request.base_url).rstrip("/")
        return await self.everybody(request, account, link=f"{base}/einladung/{token}", guest=name)

    async def own(self, request: Request, account: Account, *, status: int = 200, problem: str = "") -> Response:
        """One's own account: password and second factor."""
        has_code = await asyncio.to_thread(self._accounts.has_code, account.name)
        secret = totp.new_secret()
        return self._desk.render(
            request, account, "account.html", "/konto", status=status, problem=problem, has_code=has_code,
            secret=secret, uri=totp.uri(secret, account.name, "KI-Schleuse"), minimum=PASSWORD_LENGTH.start,
            maximum=PASSWORD_LENGTH.stop - 1,
        )  # fmt: skip

    async def change_own(self, request: Request, account: Account) -> Response:
        """Set the second factor, or change the password."""
        fields = await self._desk.forms.read(request, "step", "secret", "code", "old", "password", "again")
        if not self._limit.allow(account.name):
            return self._desk.pages.error(429, "too_many")
        if fields["step"] == "code":
            secret = fields["secret"]
            fits = len(secret) == 32 and secret.isascii() and secret.isalnum() and secret.isupper()
            done = fits and await asyncio.to_thread(self._accounts.set_code, account.name, secret, fields["code"])
            if not done:
                return await self.own(request, account, status=422, problem="code_wrong")
            return RedirectResponse("/konto", status_code=303)
        if fields["password"] != fields["again"]:
            return await self.own(request, account, status=422, problem="password_again")
        try:
            done = await asyncio.to_thread(
                self._accounts.change_password, account.name, fields["old"], fields["password"]
            )
        except AccountError as error:
            return await self.own(request, account, status=422, problem=error.code)
        if not done:
            return await self.own(request, account, status=422, problem="password_old")
        return RedirectResponse("/anmelden", status_code=303)

    async def invitation(self, request: Request) -> Response:
        """Show the form for a password, if the link is good."""
        if not self._limit.allow(address_of(request)):
            return self._desk.pages.error(429, "too_many")
        guest = await asyncio.to_thread(self._accounts.invited, request.path_params["token"][:_MAX_TOKEN])
        return self._invitation(request, guest)

    async def accept(self, request: Request) -> Response:
        """Set the password."""
        fields = await self._desk.forms.read(request, "password", "again")
        if not self._limit.allow(address_of(request)):
            return self._desk.pages.error(429, "too_many")
        token = request.path_params["token"][:_MAX_TOKEN]
        guest = await asyncio.to_thread(self._accounts.invited, token)
        if fields["password"] != fields["again"]:
            return self._invitation(request, guest, problem="password_again")
        try:
            accepted = await asyncio.to_thread(self._accounts.accept, token, fields["password"])
        except AccountError as error:
            return self._invitation(request, guest, problem=error.code)
        if accepted is None:
            return self._invitation(request, None)
        return RedirectResponse("/anmelden", status_code=303)

    def _invitation(self, request: Request, guest: Account | None, problem: str = "") -> Response:
        if guest is None:
            return self._desk.pages.error(404, "link_expired")
        csrf = self._desk.forms.token(request)
        response = self._desk.pages.render(
            "invitation.html",
            status=422 if problem else 200,
            csrf=csrf,
            guest=guest,
            problem=problem,
            minimum=PASSWORD_LENGTH.start,
            maximum=PASSWORD_LENGTH.stop - 1,
        )
        self._desk.forms.remember(request, response, csrf)
        return response
