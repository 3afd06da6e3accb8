"""WebSockets through the running gateway: what leaves, what comes back, and how a refusal looks to real clients."""

import contextlib
import json
import os
import signal
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import openai
import pytest
from google import genai
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

import schleuse.pipeline
from demo.standin import StandIn
from schleuse.gateway import socket_layer, translate
from schleuse.gateway.dialogue import Dialogue
from schleuse.gateway.websocket import Sockets
from tests.e2e.running import Client, Running

REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
COPILOT = "wss://copilot.microsoft.com/c/api/chat?api-version=2&clientSessionId=0b1c1f52-0a5e-4a3f-9d0f-6f0d6b6f7f10"
M365 = "wss://substrate.office.com/m365Copilot/Chathub/1?ConversationId=abc"
TOPICS = "wss://ws.chatgpt.com/ws/user/1"
MARKER = "Kranichflug"
NAME = "Ulrike Hagemeister"
CLEAN = f"Schreibe ein Gedicht über den {MARKER} im Herbst."
PERSONAL = f"Schreibe Frau {NAME} über den {MARKER}."
FORBIDDEN = f"Steuer-ID 86 095 742 719, {MARKER}"


def opened(gateway: Client, url: str = REALTIME, **options: Any) -> ClientConnection:
    context: ssl.SSLContext = gateway.client_context()
    return connect(url, proxy=gateway.proxy_url, ssl=context, open_timeout=20, max_size=None, **options)


def ask(text: str, **more: Any) -> str:
    response = {"input": [{"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}]}
    return json.dumps({"type": "response.create", "event_id": "e1", "response": response} | more)


def until(socket: ClientConnection, kind: str) -> list[dict[str, Any]]:
    """Return the events up to the first of a type."""
    events = []
    while not events or events[-1]["type"] != kind:
        events.append(json.loads(socket.recv(timeout=15)))
    return events


def said(events: list[dict[str, Any]]) -> str:
    return "".join(event["delta"] for event in events if event["type"].endswith("output_text.delta"))


def test_a_clean_question_and_its_answer(gateway: Running, standin: StandIn) -> None:
    with opened(gateway) as socket:
        socket.send(ask(CLEAN))
        assert CLEAN in said(until(socket, "response.done"))
    (received,) = standin.received
    assert received.messages == [ask(CLEAN).encode()]
