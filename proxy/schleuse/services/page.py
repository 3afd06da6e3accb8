"""The page that a browser shows where a person opens an address that is refused."""

import re
from html import escape

from schleuse.model import Notice, Response

_STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:42rem;margin:8vh auto;padding:0 1.5rem;color:#1b1b1b;"
    "background:#fff}h1{font-size:1.6rem;line-height:1.3}p{white-space:pre-line}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1b1b1b}}"
)
_GERMAN = re.compile(r"\b(?:Sie|und|der|die|das|nicht|wurde)\b")


def render(notice: Notice) -> Response:
    """Return the page: one heading, the message in paragraphs, the number of the event; no script, no image."""
    language = "de" if _GERMAN.search(notice.text) else "en"
    label = "Reference" if language == "en" else "Vorgangsnummer"
    paragraphs = "".join(f"<p>{escape(block)}</p>" for block in notice.text.split("\n\n") if block.strip())
    reference = "" if notice.reference in notice.text else f"<p>{label}: {escape(notice.reference)}</p>"
    html = (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{escape(notice.title)}</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(notice.title)}</h1>{paragraphs}{reference}</main></body></html>"
    )
    headers = (
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("cache-control", "no-store"),
        ("x-should-retry", "false"),
    )
    return Response(403, headers, html.encode())
