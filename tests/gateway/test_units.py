import pytest
from mitmproxy import http
from mitmproxy.test import tflow, tutils

from schleuse.gateway.units import Units


def connect(
    value: list[str], peer: str = "10.0.0.7", scheme: str = "https", flow: http.HTTPFlow | None = None
) -> http.HTTPFlow:
    new = tflow.tflow(req=tutils.treq(scheme=scheme.encode()))
    if flow is not None:
        new.client_conn = flow.client_conn
    else:
        new.client_conn.peername = (peer, 50000)
    new.request.headers.set_all("X-Unit", value)
    return new


@pytest.mark.parametrize(
    ("value", "peer", "unit"),
    [
        (["Sozialamt"], "10.0.0.7", "Sozialamt"),
        ([" Amt für Soziales "], "::ffff:10.0.0.7", "Amt für Soziales"),
        (["Sozialamt"], "10.0.0.8", None),
        (["Sozialamt", "Bauamt"], "10.0.0.7", None),
        ([""], "10.0.0.7", None),
        (["x" * 101], "10.0.0.7", None),
        (["a\tb"], "10.0.0.7", None),
        ([], "10.0.0.7", None),
    ],
)
def test_the_header_counts_on_the_tunnel_from_a_trusted_address(value: list[str], peer: str, unit: str | None) -> None:
    units = Units("x-unit", ["10.0.0.7"])
    tunnel = connect(value, peer)
    units.opened(tunnel)
    assert "x-unit" not in tunnel.request.headers
    inside = connect(["Gefälscht"], flow=tunnel)
    assert units.of(inside) == unit
    assert "x-unit" not in inside.request.headers
    units.closed(tunnel.client_conn)
    assert units.of(connect([], flow=tunnel)) is None


def test_a_plain_request_counts_itself() -> None:
    units = Units("X-Unit", ["10.0.0.0/24"])
    assert units.of(connect(["Bauamt"], scheme="http")) == "Bauamt"
    assert units.of(connect(["Bauamt"], "10.1.0.7", scheme="http")) is None


def test_without_the_setting_nothing_is_believed_and_nothing_taken() -> None:
    flow = connect(["Bauamt"])
    Units().opened(flow)
    assert Units().of(flow) is None
    assert flow.request.headers["x-unit"] == "Bauamt"
