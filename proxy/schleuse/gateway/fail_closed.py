"""The answer that needs nothing to work: no policy, no messages, no format of a service."""

from schleuse.model import Response

_TEXT = (
    "Die Prüfung ist gerade nicht erreichbar, darum wurde nichts gesendet. Sie haben nichts falsch gemacht. "
    "Bitte versuchen Sie es später noch einmal. / The check cannot be reached at the moment, so nothing was sent. "
    "You have done nothing wrong. Please try again later."
)
CLOSE = (1008, "Die Prüfung ist gerade nicht erreichbar, darum wurde nichts gesendet. / Nothing was sent.")
"""Code and reason (at most 123 bytes) with which a WebSocket is closed, RFC 6455, 7.4.1."""
EMERGENCY = Response(
    status=403,
    headers=(
        ("content-type", "application/json; charset=utf-8"),
        ("x-should-retry", "false"),
        ("cache-control", "no-store"),
    ),
    body=(
        '{"type":"error","error":{"type":"permission_error","code":"dlp_blocked","param":null,"message":"'
        + _TEXT
        + '"},"detail":"'
        + _TEXT
        + '"}'
    ).encode(),
)
"""403, not 5xx: official SDKs repeat 5xx answers (measured), and a repeated refusal helps nobody."""
