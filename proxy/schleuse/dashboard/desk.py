"""What every page behind the sign-in shares: who may see it, the way to the others, and its form token."""

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from schleuse.audit.accounts import Account, Role
from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.forms import Forms
from schleuse.dashboard.rendering import Pages
from schleuse.dashboard.sign_in import SignIn

DSB, COUNCIL, LEGAL, ADMIN = Role.DSB, Role.STAFF_COUNCIL, Role.LEGAL, Role.ADMIN
PLACES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("/uebersicht", "overview", frozenset(Role)),
    ("/verlauf", "history", frozenset({DSB, COUNCIL})),
    ("/aemter", "units", frozenset({DSB, COUNCIL})),
    ("/vorgaenge", "events", frozenset({DSB})),
    ("/bewerten", "assess", frozenset({DSB})),
    ("/ausnahmen", "exceptions", frozenset({DSB, LEGAL, COUNCIL})),
    ("/dienste", "register", frozenset({DSB, LEGAL})),
    ("/regelwerk", "rules", frozenset({DSB, LEGAL, ADMIN, COUNCIL})),
    ("/loeschung", "deletion", frozenset({DSB, COUNCIL})),
    ("/einsicht", "eyes", frozenset({DSB, COUNCIL})),
    ("/speicher", "store", frozenset({DSB, COUNCIL})),
    ("/berichte", "reports", frozenset({DSB})),
    ("/konten", "accounts", frozenset({ADMIN})),
    ("/konto", "account", frozenset(Role)),
)
"""Address, key of the texts under ``desk``, and who may see it."""

Handler = Callable[[Request, Account], Awaitable[Response]]


class Desk:
    """Guards and renders the pages behind the sign-in."""

    def __init__(self, deps: DashboardDeps, pages: Pages, forms: Forms, sign_in: SignIn) -> None:
        self.deps = deps
        self.pages = pages
        self.forms = forms
        self._sign_in = sign_in
        self.names = {service.id: service.name for service in deps.services}

    def only(self, handler: Handler, place: str) -> Callable[[Request], Awaitable[Response]]:
        """Return the handler for those who may see a place; others sign in, or read that it is not theirs."""
        roles = next(roles for path, _, roles in PLACES if path == place)

        async def guarded(request: Request) -> Response:
            account = await self._sign_in.account(request)
            if account is None:
                return RedirectResponse("/anmelden", status_code=303)
            if account.role not in roles:
                raise HTTPException(404)
            return await handler(request, account)

        return guarded

    def render(
        self, request: Request, account: Account, template: str, place: str, *, status: int = 200, **context: Any
    ) -> Response:
        """Return a page with its form token and the list of places."""
        token = self.forms.token(request)
        places = [(path, key) for path, key, roles in PLACES if account.role in roles]
        response = self.pages.render(
            template,
            status=status,
            account=account,
            csrf=token,
            places=places,
            here=next(key for path, key, _ in PLACES if path == place),
            **context,
        )
        self.forms.remember(request, response, token)
        return response

    def service(self, identifier: str) -> str:
        """Name a service; an id that the catalogue does not know stays an id."""
        return self.names.get(
            identifier, self.pages.texts["desk"]["unknown_service"] if identifier == "unknown" else identifier
        )
