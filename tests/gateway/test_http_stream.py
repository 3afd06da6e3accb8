"""What is used of mitmproxy's inner API. A new mitmproxy that breaks one of these is not taken in."""

import inspect

from mitmproxy import connection
from mitmproxy.proxy import server
from mitmproxy.proxy.layers import http as http_layers
from mitmproxy.proxy.layers.http import HttpLayer, HttpStream
from mitmproxy.test import tflow

from schleuse.gateway import http_stream
from schleuse.gateway.fail_closed import EMERGENCY
from schleuse.gateway.http_stream import Gate
from schleuse.gateway.translate import answer

GATE = Gate(100, lambda flow: True, lambda flow: False, lambda flow: answer(EMERGENCY))


def test_mitmproxy_makes_our_exchanges_and_gets_its_own_back() -> None:
    http_stream.install(GATE)
    assert http_layers.HttpStream is not HttpStream
    assert issubclass(http_layers.HttpStream, HttpStream)
    http_stream.uninstall()
    assert http_layers.HttpStream is HttpStream


def test_the_layer_looks_the_exchange_up_when_it_makes_one() -> None:
    assert "HttpStream(ctx, stream_id)" in inspect.getsource(HttpLayer.make_stream)


def test_every_way_out_goes_through_what_we_override() -> None:
    for state in (HttpStream.start_request_stream, HttpStream.state_consume_request_body):
        assert "self.make_server_connection()" in inspect.getsource(state)
    assert "self.check_body_size(True)" in inspect.getsource(HttpStream.state_consume_request_body)
    assert "self.check_body_size(True)" in inspect.getsource(HttpStream.state_wait_for_request_headers)
    sending = [name for name, member in vars(HttpStream).items() if "self.context.server," in _source(member)]
    assert set(sending) <= {
        "start_request_stream",
        "state_stream_request_body",
        "state_consume_request_body",
        "check_body_size",
        "handle_protocol_error",
        "passthrough",
    }


def test_the_states_that_we_set_exist() -> None:
    for name in ("state_done", "state_errored", "send_response", "state_uninitialized"):
        assert callable(getattr(HttpStream, name))


def test_a_server_connection_keeps_its_name_in_its_dict() -> None:
    conn = connection.Server(address=("api.openai.com", 443))
    conn.state = connection.ConnectionState.OPEN
    vars(conn)["address"] = ("10.0.0.5", 8443)
    assert conn.address == ("10.0.0.5", 8443)


def test_the_connect_hook_comes_before_the_connection_is_opened() -> None:
    source = inspect.getsource(server.ConnectionHandler.open_connection)
    assert (
        source.index("ServerConnectHook")
        < source.index("asyncio.open_connection")
        < source.index("ServerConnectedHook")
    )


def test_an_announced_length_is_read_and_nonsense_is_none() -> None:
    flow = tflow.tflow()
    flow.request.headers["content-length"] = "4711"
    assert http_stream._announced(flow) == 4711
    flow.request.headers["content-length"] = "many"
    assert http_stream._announced(flow) == 0


def _source(member: object) -> str:
    try:
        return inspect.getsource(member)  # type: ignore[arg-type]
    except TypeError:
        return ""
