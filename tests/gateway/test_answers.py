import gzip

import pytest
from mitmproxy import http

from schleuse.gateway.answers import Answer
from schleuse.model import InspectionError
from schleuse.telemetry.metrics import Metrics

LIMIT = 1_000_000


class Upper:
    """A restorer that shows that it was at work, and may break."""

    conversation = None
    restored = 0

    def __init__(self, breaks_at: bytes = b"\0") -> None:
        self.breaks_at = breaks_at
        self.held = b""

    def feed(self, data: bytes) -> bytes:
        if self.breaks_at in data:
            raise RuntimeError
        out, self.held = self.held + data[:-1], data[-1:]
        return out.upper()

    def finish(self) -> bytes:
        return self.held.upper()


def response(**headers: str) -> http.Response:
    made = http.Response.make(200)
    made.headers.clear()
    for name, value in headers.items():
        made.headers[name.replace("_", "-")] = value
    return made


def run(answer: Answer, *pieces: bytes) -> bytes:
    return b"".join(out if isinstance(out, bytes) else b"".join(out) for out in map(answer, [*pieces, b""]))


def test_pieces_are_restored_and_the_tail_is_not_lost() -> None:
    head = response(content_length="5", etag="x", x_other="y")
    assert run(Answer(Upper(), head, Metrics([]), LIMIT), b"ab", b"cde") == b"ABCDE"
    assert {"content-length", "etag"} & {name.lower() for name in head.headers} == set()
    assert head.headers["x-other"] == "y"


def test_a_coded_answer_is_decoded_piece_by_piece() -> None:
    head = response(content_encoding="gzip")
    coded = gzip.compress(b"hello world")
    pieces = [coded[index : index + 1] for index in range(len(coded))]
    assert run(Answer(Upper(), head, Metrics([]), LIMIT), *pieces) == b"HELLO WORLD"
    assert "content-encoding" not in head.headers


def test_an_unknown_coding_is_refused_before_the_headers_are_touched() -> None:
    head = response(content_encoding="gzip, br", content_length="5")
    with pytest.raises(InspectionError):
        Answer(Upper(), head, Metrics([]), LIMIT)
    assert head.headers["content-length"] == "5"


def test_a_restorer_that_breaks_lets_the_rest_pass_and_never_raises() -> None:
    assert run(Answer(Upper(b"x"), response(), Metrics([]), LIMIT), b"ab", b"cx", b"de") == b"Acxde"


def test_a_coded_answer_that_breaks_ends() -> None:
    head = response(content_encoding="gzip")
    assert run(Answer(Upper(), head, Metrics([]), LIMIT), b"this is not gzip", b"more") == b""
