"""Signing in and out, and the one link that makes the first account."""

import asyncio

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from schleuse.audit.accounts import PASSWORD_LENGTH, Account, AccountError, Accounts
from schleuse.dashboard.forms import Cookies, Forms
from schleuse.dashboard.limits import RateLimit
from schleuse.dashboard.rendering import Pages

SESSION = "sitzung"
_MAX_TOKEN = 100


def address_of(request: Request) -> str:
    """Return from where the request comes; for rate limits only, never kept."""
    return request.client.host if request.client else ""


class SignIn:
    """``/anmelden``, ``/abmelden``, ``/erstanmeldung/TOKEN``."""

    def __init__(self, accounts: Accounts, pages: Pages, forms: Forms, cookies: Cookies) -> None:
        self._accounts = accounts
        self._pages = pages
        self._forms = forms
        self._cookies = cookies
        # Many colleagues may share the address of a terminal server; one hash takes 50 ms of one core.
        self._limit = RateLimit(each=20, total=60)

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/anmelden", self.form, methods=["GET"]),
            Route("/anmelden", self.sign_in, methods=["POST"]),
            Route("/abmelden", self.sign_out, methods=["POST"]),
            Route("/erstanmeldung/{token}", self.first_form, methods=["GET"]),
            Route("/erstanmeldung/{token}", self.create_first, methods=["POST"]),
        ]

    async def account(self, request: Request) -> Account | None:
        """Return who is signed in."""
        token = self._cookies.get(request, SESSION)
        if not token or len(token) > _MAX_TOKEN:
            return None
        return await asyncio.to_thread(self._accounts.session, token)

    async def form(self, request: Request) -> Response:
        """Show the form to whoever is not signed in yet."""
        if await self.account(request):
            return RedirectResponse("/uebersicht", status_code=303)
        return await self._form(request)

    async def sign_in(self, request: Request) -> Response:
        """Check name and password."""
        fields = await self._forms.read(request, "name", "password", "code")
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        token = await asyncio.to_thread(
            self._accounts.sign_in, fields["name"][:200], fields["password"], fields["code"][:20]
        )
        if token is None:
            return await self._form(request, status=401, failed=True, name=fields["name"][:200])
        return self._signed_in(request, token)

    async def sign_out(self, request: Request) -> Response:
        """End the session."""
        await self._forms.read(request)
        token = self._cookies.get(request, SESSION)
        if token:
            await asyncio.to_thread(self._accounts.sign_out, token[:_MAX_TOKEN])
        response = RedirectResponse("/", status_code=303)
        self._cookies.delete(request, response, SESSION)
        return response

    async def first_form(self, request: Request) -> Response:
        """Show the form for the first account, if the link is good."""
        token = request.path_params["token"][:_MAX_TOKEN]
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        if not await asyncio.to_thread(self._accounts.is_first_login, token):
            return self._pages.error(404, "link_expired")
        return self._first_form(request)

    async def create_first(self, request: Request) -> Response:
        """Make the first account and sign it in."""
        token = request.path_params["token"][:_MAX_TOKEN]
        fields = await self._forms.read(request, "name", "password", "again")
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        name, password = fields["name"], fields["password"]
        if password != fields["again"]:
            return self._first_form(request, status=422, problem="password_again", name=name)
        try:
            account = await asyncio.to_thread(self._accounts.create_first, token, name, password)
        except AccountError as error:
            return self._first_form(request, status=422, problem=error.code, name=name)
        if account is None:
            return self._pages.error(404, "link_expired")
        session = await asyncio.to_thread(self._accounts.sign_in, name, password)
        return self._signed_in(request, session) if session else RedirectResponse("/anmelden", status_code=303)

    async def _form(self, request: Request, *, status: int = 200, failed: bool = False, name: str = "") -> Response:
        token = self._forms.token(request)
        empty = await asyncio.to_thread(self._accounts.is_empty)
        response = self._pages.render("sign_in.html", status=status, csrf=token, failed=failed, name=name, empty=empty)
        self._forms.remember(request, response, token)
        return response

    def _first_form(self, request: Request, *, status: int = 200, problem: str = "", name: str = "") -> Response:
        token = self._forms.token(request)
        response = self._pages.render(
            "first_login.html",
            status=status,
            csrf=token,
            problem=problem,
            name=name[:200],
            minimum=PASSWORD_LENGTH.start,
            maximum=PASSWORD_LENGTH.stop - 1,
        )
        self._forms.remember(request, response, token)
        return response

    def _signed_in(self, request: Request, session: str) -> Response:
        response = RedirectResponse("/uebersicht", status_code=303)
        self._cookies.set(request, response, SESSION, session)
        return response
