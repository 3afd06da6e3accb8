"""``/freigabe/TOKEN``: the page behind a warning, where a reason is chosen. Without signing in, without any text."""

from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.forms import Forms
from schleuse.dashboard.limits import RateLimit
from schleuse.dashboard.rendering import Pages
from schleuse.dashboard.sign_in import address_of
from schleuse.enforcement.release import Offer


class Release:
    """The form, and what it says once a reason was chosen."""

    def __init__(self, deps: DashboardDeps, pages: Pages, forms: Forms) -> None:
        self._deps = deps
        self._pages = pages
        self._forms = forms
        # A token has 200 bits and leads to no text: the bound is for the machine, not for secrecy.
        self._limit = RateLimit(each=60, total=600)
        self._names = {service.id: service.name for service in deps.services}

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/freigabe/{token}", self.form, methods=["GET"]),
            Route("/freigabe/{token}", self.choose, methods=["POST"]),
        ]

    async def form(self, request: Request) -> Response:
        """Show the reasons, or that one was chosen already."""
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        offer = await self._deps.releases.look(request.path_params["token"])
        return self._page(request, offer)

    async def choose(self, request: Request) -> Response:
        """Take the choice."""
        fields = await self._forms.read(request, "grund")
        if not self._limit.allow(address_of(request)):
            return self._pages.error(429, "too_many")
        token = request.path_params["token"]
        offer = await self._deps.releases.choose(token, fields["grund"])
        if offer is None:
            return self._page(request, await self._deps.releases.look(token), status=422)
        return self._page(request, offer)

    def _page(self, request: Request, offer: Offer | None, status: int = 200) -> Response:
        if offer is None:
            return self._pages.error(404, "release_expired")
        csrf = self._forms.token(request)
        response = self._pages.render(
            "release.html",
            status=status,
            csrf=csrf,
            offer=offer,
            missing=status != 200,
            service=self._names.get(offer.service, offer.service),
            reasons=self._deps.justifications,
            until=datetime.fromtimestamp(offer.until, UTC),
            contact=self._deps.status().contact,
        )
        self._forms.remember(request, response, csrf)
        return response
