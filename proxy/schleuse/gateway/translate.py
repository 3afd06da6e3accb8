"""Between mitmproxy's flows and our own words."""

import hashlib

from mitmproxy import http

from schleuse.model import Request, Response, ResponseHead, Subject


def request_of(flow: http.HTTPFlow) -> Request:
    """Return the request as the rooms see it (the body as it came over the wire)."""
    message = flow.request
    path, _, query = message.path.partition("?")
    return Request(
        method="WS" if is_websocket(flow) else message.method.upper(),
        host=host_of(flow),
        port=message.port,
        path=path,
        query=query,
        headers=_headers(message.headers),
        body=message.raw_content or b"",
    )


def host_of(flow: http.HTTPFlow) -> str:
    """Return the host that the connection goes to (not the Host header), lower case."""
    return flow.request.host.lower().rstrip(".")


def names_of(flow: http.HTTPFlow) -> set[str]:
    """Return every name under which the client asks: of the connection, of TLS, of the Host header."""
    names = {host_of(flow)}
    header = flow.request.host_header
    if header:
        names.add(header.rsplit(":", 1)[0].lower().rstrip(".") if ":" in header else header.lower().rstrip("."))
    if flow.client_conn.sni:
        names.add(flow.client_conn.sni.lower().rstrip("."))
    return names


def head_of(flow: http.HTTPFlow) -> ResponseHead:
    """Return status and headers of the answer."""
    assert flow.response
    return ResponseHead(flow.response.status_code, _headers(flow.response.headers))


def delimit(flow: http.HTTPFlow) -> None:
    """Let an HTTP/1.1 client see where an answer of unknown length ends (RFC 9112, 6.3 and 7.1).

    Else only the end of the connection would tell, and every answer in which values were put back, or that came over
    HTTP/2, would cost the client a new tunnel.
    """
    response = flow.response
    if response is None or response.status_code in {204, 304} or flow.request.method.upper() == "HEAD":
        return
    if flow.request.http_version == "HTTP/1.1" and "content-length" not in response.headers:
        response.headers["transfer-encoding"] = "chunked"


def answer(response: Response) -> http.Response:
    """Return one of our own answers as mitmproxy sends it."""
    headers = http.Headers([(name.encode(), value.encode("utf-8")) for name, value in response.headers])
    return http.Response.make(response.status, response.body, headers)


def subject_of(flow: http.HTTPFlow, key: bytes) -> Subject:
    """Return who sends: the address for network rules, and a keyed value that separates the clients' pseudonyms."""
    peer = flow.client_conn.peername
    address = str(peer[0]) if peer else ""
    scope = hashlib.blake2b(address.encode(), key=key, digest_size=16).hexdigest()
    return Subject(network=address or None, scope=scope)


def is_websocket(flow: http.HTTPFlow) -> bool:
    """Whether the request asks for a WebSocket (RFC 6455, or RFC 8441 over HTTP/2)."""
    headers = flow.request.headers
    if flow.request.method.upper() == "CONNECT":
        return True
    return "websocket" in headers.get("upgrade", "").lower()


def _headers(headers: http.Headers) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in headers.items(multi=True))
