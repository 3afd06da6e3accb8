"""The application: routes, and what surrounds them. Nothing runs before the first request."""

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from schleuse.dashboard.check import Check
from schleuse.dashboard.deps import DashboardDeps
from schleuse.dashboard.desk import Desk
from schleuse.dashboard.duties import Duties
from schleuse.dashboard.eyes import Eyes
from schleuse.dashboard.figures import Figures
from schleuse.dashboard.forms import Cookies, Forms
from schleuse.dashboard.onboarding import Onboarding
from schleuse.dashboard.overview import Overview
from schleuse.dashboard.people import People
from schleuse.dashboard.protection import Protection
from schleuse.dashboard.public import Public
from schleuse.dashboard.release import Release
from schleuse.dashboard.rendering import STATIC, Pages
from schleuse.dashboard.reports import Reports
from schleuse.dashboard.sign_in import SignIn

__all__ = ["DashboardDeps", "create_app"]

_KINDS = {
    400: "too_large",
    403: "form_expired",
    404: "not_found",
    405: "not_found",
    413: "too_large",
    415: "form_expired",
}
"""HTTP status -> key of the texts under ``errors``."""


def create_app(deps: DashboardDeps) -> Starlette:
    """Return the dashboard as an ASGI application.

    Run it without an access log: that would keep the addresses of those who look up a reference.
    """
    pages = Pages(deps.language)
    cookies = Cookies(deps.public_url)
    forms = Forms(cookies)
    sign_in = SignIn(deps.accounts, pages, forms, cookies)
    desk = Desk(deps, pages, forms, sign_in)

    async def http_error(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        response = pages.error(status, _KINDS.get(status, "internal"))
        if isinstance(error, HTTPException) and error.headers:
            response.headers.update(error.headers)
        return response

    return Starlette(
        routes=[
            *Public(deps, pages, forms).routes(),
            *Release(deps, pages, forms).routes(),
            *sign_in.routes(),
            *Check(deps, pages, forms).routes(),
            *Onboarding(deps, pages).routes(),
            *Overview(desk, sign_in).routes(),
            *Figures(desk).routes(),
            *Duties(desk).routes(),
            *Eyes(desk).routes(),
            *People(desk).routes(),
            *Reports(desk).routes(),
            Mount("/static", _Static(directory=STATIC)),
        ],
        middleware=[Middleware(Protection, pages=pages)],
        exception_handlers={HTTPException: http_error},
    )


class _Static(StaticFiles):
    """Files of ours, which may be kept for an hour."""

    def file_response(self, *args: object, **kwargs: object) -> Response:
        response = super().file_response(*args, **kwargs)  # type: ignore[arg-type]
        response.headers["cache-control"] = "max-age=3600"
        return response
