"""Forms: read within bounds, and only from pages of ours (CSRF: double-submit cookie and Fetch Metadata)."""

import secrets
from hmac import compare_digest

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

FIELD = "csrf"


class Cookies:
    """Names and attributes of our cookies; over HTTPS they are bound to this very host (``__Host-``)."""

    def __init__(self, public_url: str) -> None:
        self._public_https = public_url.startswith("https://")

    def get(self, request: Request, name: str) -> str:
        """Return the value of a cookie, or ``""``."""
        return request.cookies.get(self._name(request, name), "")

    def set(self, request: Request, response: Response, name: str, value: str) -> None:
        """Set a cookie that lives as long as the browser does."""
        response.set_cookie(
            self._name(request, name), value, path="/", httponly=True, samesite="strict", secure=self._secure(request)
        )

    def delete(self, request: Request, response: Response, name: str) -> None:
        """Take a cookie back."""
        response.delete_cookie(
            self._name(request, name), path="/", httponly=True, samesite="strict", secure=self._secure(request)
        )

    def _secure(self, request: Request) -> bool:
        return self._public_https or request.url.scheme == "https"

    def _name(self, request: Request, name: str) -> str:
        return f"__Host-schleuse-{name}" if self._secure(request) else f"schleuse-{name}"


class Forms:
    """Tokens for the forms of this process."""

    def __init__(self, cookies: Cookies) -> None:
        self._cookies = cookies

    def token(self, request: Request) -> str:
        """Return the token that a form must send back: the browser's, or a new one (see :meth:`remember`)."""
        return self._cookies.get(request, FIELD) or secrets.token_urlsafe(32)

    def remember(self, request: Request, response: Response, token: str) -> None:
        """Give the browser the token of the form it now shows."""
        self._cookies.set(request, response, FIELD, token)

    async def read(self, request: Request, *names: str) -> dict[str, str]:
        """Return the named fields of a posted form; a missing one is ``""``.

        Raises:
            HTTPException: 403, the form is not one of ours; 415, not a form; 413, too large.

        """
        if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            raise HTTPException(403)
        content_type = request.headers.get("content-type", "").partition(";")[0].strip()
        if content_type != "application/x-www-form-urlencoded":
            raise HTTPException(415)
        async with request.form(max_fields=10) as form:
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        expected = self._cookies.get(request, FIELD)
        if not expected or not compare_digest(expected.encode(), fields.get(FIELD, "").encode()):
            raise HTTPException(403)
        return {name: fields.get(name, "") for name in names}
