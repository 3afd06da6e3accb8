"""What is used of mitmproxy's inner API. A new mitmproxy that breaks one of these is not taken in.

What the layer does is tried with real clients in tests/e2e/test_websockets.py and test_websocket_faults.py.
"""

import inspect

from mitmproxy import addonmanager, hooks
from mitmproxy.addons import proxyserver
from mitmproxy.proxy import layer, server
from mitmproxy.proxy.layers import websocket
from mitmproxy.proxy.layers.http import HttpLayer, HttpStream
from mitmproxy.proxy.layers.websocket import WebsocketLayer
from mitmproxy.test import tflow
from mitmproxy.test.taddons import context as addon_context

from schleuse.gateway import socket_layer
from schleuse.gateway.dialogue import Outcome
from schleuse.gateway.fail_closed import CLOSE
from schleuse.gateway.socket_layer import GatedSocket, SocketGate

GATE = SocketGate(
    100, 100, lambda flow: False, lambda flow: False, lambda flow: (), lambda flow, reason: Outcome(close=CLOSE)
)


def test_mitmproxy_makes_our_sockets_and_gets_its_own_back() -> None:
    socket_layer.install(GATE)
    assert websocket.WebsocketLayer is not WebsocketLayer
    socket_layer.uninstall()
    assert websocket.WebsocketLayer is WebsocketLayer


def test_the_exchange_looks_the_layer_up_when_it_upgrades() -> None:
    assert "websocket.WebsocketLayer(self.context, self.flow)" in inspect.getsource(HttpStream.flow_done)


def test_without_our_layer_an_upgrade_leads_nowhere() -> None:
    """Nothing else than a WebSocket of version 13 is relayed: raw TCP is switched off."""
    source = inspect.getsource(HttpStream.flow_done)
    assert "elif self.context.options.rawtcp:" in source
    assert "commands.CloseConnection(self.context.client)" in source


def test_a_hook_that_does_not_block_is_still_answered() -> None:
    """``blocking`` is not ``True`` but a layer: then no layer pauses, and the completion finds its way back."""
    assert "if command.blocking is True:" in inspect.getsource(layer.Layer.handle_event)
    assert "if hook.blocking:" in inspect.getsource(server.ConnectionHandler.hook_task)
    assert "if command.blocking or" in inspect.getsource(HttpLayer.event_to_child)
    assert "self.command_sources.pop(event.command)" in inspect.getsource(HttpLayer._handle_event)
    assert "self.child_layer.handle_event(event)" in inspect.getsource(HttpStream.passthrough)


def test_our_hook_is_known_and_has_one_argument() -> None:
    assert hooks.all_hooks["schleuse_socket"] is socket_layer.SchleuseSocketHook
    assert "(data,) = hook.args()" in inspect.getsource(proxyserver.ProxyConnectionHandler.handle_hook)


def test_addons_inside_addons_get_hooks() -> None:
    assert "addons" in inspect.getsource(addonmanager.traverse)


def test_the_layer_overrides_what_sends() -> None:
    sending = [name for name, member in vars(WebsocketLayer).items() if "send2(" in _source(member)]
    assert sending == ["relay_messages"]
    assert "relay_messages" in vars(GatedSocket)
    assert "_handle_event" in vars(GatedSocket)


def test_a_connection_that_is_none_of_ours_keeps_mitmproxys_layer() -> None:
    with addon_context() as tctx:
        tctx.configure(proxyserver.Proxyserver())
        context = tflow.tflow()
        gate = SocketGate(1, 1, lambda flow: True, GATE.restores, GATE.rest, GATE.refusal)
        socket_layer.install(gate)
        try:
            made = websocket.WebsocketLayer(_context(tctx), context)
        finally:
            socket_layer.uninstall()
    assert type(made) is WebsocketLayer


def _context(tctx: addon_context) -> object:
    from mitmproxy.proxy.context import Context

    return Context(tflow.tclient_conn(), tctx.options)


def _source(member: object) -> str:
    try:
        return inspect.getsource(member)  # type: ignore[arg-type]
    except TypeError:
        return ""
