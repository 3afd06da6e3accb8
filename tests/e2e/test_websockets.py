"""WebSockets through the running gateway: what leaves, what comes back, and how a refusal looks to real clients."""

import asyncio
import json
import re
import ssl
from collections.abc import Iterable
from typing import Any

import openai
import pytest
from google import genai
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Close
from websockets.sync.client import ClientConnection, connect

from demo.standin import StandIn
from tests.e2e.running import Client, Running, wait_until

REALTIME = "wss://api.openai.com/v1/realtime?model=gpt-realtime"
ID = "0b1c1f52-0a5e-4a3f-9d0f-6f0d6b6f7f10"
TOKEN = ".".join(
    ["eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9", "eyJzdWIiOiIxMjM0NTY3ODkwIn0" * 4, "c2lnbmF0dXJlc2lnbmF0dXJl" * 3]
)
COPILOT = f"wss://copilot.microsoft.com/c/api/chat?api-version=2&clientSessionId={ID}&accessToken={TOKEN}"
M365 = (
    f"wss://substrate.office.com/m365Copilot/Chathub/{ID}@{ID}?chatsessionid={ID}&clientrequestid={ID}&X-SessionId={ID}"
    f"&ConversationId={ID}&access_token={TOKEN}&variants=feature.EnableX,feature.EnableY&source=%22officeweb%22"
    "&product=Office&agent=web&scenario=OfficeWebIncludedCopilot&licenseType=Starter"
)
TOPICS = "wss://ws.chatgpt.com/ws/user/user-AbCdEf0123456789?verify=1790000000-AbCdEf0123456789abcdef%3D"
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


def until_closed(socket: ClientConnection, messages: Iterable[Any] = ()) -> tuple[list[dict[str, Any]], Close | None]:
    """Send messages; return all events that come, and the close if there was one."""
    events: list[dict[str, Any]] = []
    try:
        for message in messages:
            socket.send(message)
        while True:
            events.append(json.loads(socket.recv(timeout=15)))
    except ConnectionClosed as closed:
        return events, closed.rcvd


def sent_for_names(message: bytes) -> list[str]:
    return re.findall(r"\[PERSON_\d+\]", message.decode())


def said(events: list[dict[str, Any]]) -> str:
    return "".join(event["delta"] for event in events if event["type"].endswith("output_text.delta"))


def test_a_clean_question_and_its_answer(gateway: Running, standin: StandIn) -> None:
    with opened(gateway) as socket:
        socket.send(ask(CLEAN))
        assert CLEAN in said(until(socket, "response.done"))
    (received,) = standin.received
    assert received.messages == [ask(CLEAN).encode()]


def test_names_are_replaced_and_come_back_in_pieces(gateway: Running, standin: StandIn) -> None:
    with opened(gateway) as socket:
        socket.send(ask(PERSONAL))
        events = until(socket, "response.done")
        assert PERSONAL in said(events)
        assert [event["text"] for event in events if "text" in event] == [f"Gern. Sie schrieben: {PERSONAL}"]
        assert PERSONAL in events[-1]["response"]["output"][0]["content"][0]["text"]
        socket.send(ask(f"Und Herrn Bernd Wiesenthal und {NAME}?"))
        assert NAME in said(until(socket, "response.done"))
    first, second = map(sent_for_names, standin.received[0].messages)
    assert second[1:] == first, "one connection is one conversation"
    assert second[0] not in first
    assert standin.leaks("Hagemeister") == []
    assert standin.leaks("Wiesenthal") == []


def test_the_official_realtime_client(gateway: Running, standin: StandIn) -> None:
    client = openai.OpenAI(api_key="sk-test")
    options: Any = {"proxy": gateway.proxy_url, "ssl": gateway.client_context()}
    with client.realtime.connect(model="gpt-realtime", websocket_connection_options=options) as connection:
        connection.session.update(session={"type": "realtime", "instructions": "Antworte kurz."})
        content = [{"type": "input_text", "text": FORBIDDEN}]
        connection.conversation.item.create(item={"type": "message", "role": "user", "content": content})
        kinds = [connection.recv() for _ in range(3)]
        assert [event.type for event in kinds] == ["session.created", "session.updated", "error"]
        assert "nichts gesendet" in kinds[-1].error.message
        assert kinds[-1].error.code == "dlp_blocked"
        content = [{"type": "input_text", "text": PERSONAL}]
        connection.response.create(response={"input": [{"type": "message", "role": "user", "content": content}]})
        deltas = []
        for event in connection:
            if event.type == "response.output_text.delta":
                deltas.append(event.delta)
            if event.type == "response.done":
                break
        assert PERSONAL in "".join(deltas)
    assert standin.leaks("86 095 742 719") == []
    assert standin.leaks("Hagemeister") == []


def test_the_official_responses_client(gateway: Running, standin: StandIn) -> None:
    client = openai.OpenAI(api_key="sk-test")
    options: Any = {"proxy": gateway.proxy_url, "ssl": gateway.client_context()}
    with client.responses.connect(websocket_connection_options=options) as connection:
        connection.response.create(model="gpt-5", input=FORBIDDEN, stream_id="a")
        refused = connection.recv()
        assert refused.type == "error"
        assert refused.stream_id == "a"
        assert "nichts gesendet" in refused.error.message
        connection.response.create(model="gpt-5", input=PERSONAL)
        for event in connection:
            if event.type == "response.completed":
                break
        assert PERSONAL in event.response.output_text
        connection.response.create(model="gpt-5", input=f"Und {NAME}?", previous_response_id="resp_1")
        assert NAME in next(event for event in connection if event.type == "response.output_text.done").text
    first, second = map(sent_for_names, standin.received[0].messages)
    assert first == second, "the response's own id leads to the same conversation"
    assert standin.leaks("86 095 742 719") == []
    assert standin.leaks("Hagemeister") == []


async def live_answer(client: genai.Client, text: str) -> str:
    async with client.aio.live.connect(model="gemini-live", config={"response_modalities": ["TEXT"]}) as session:
        await session.send_client_content(turns={"role": "user", "parts": [{"text": text}]})
        return "".join([message.text or "" async for message in session.receive()])


def test_the_official_gemini_live_client(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", gateway.proxy_url)
    monkeypatch.setenv("SSL_CERT_FILE", str(gateway.settings.ca_dir / "ca-cert.pem"))
    client = genai.Client(api_key="test", http_options={"async_client_args": {"ssl": gateway.client_context()}})
    assert PERSONAL in asyncio.run(live_answer(client, PERSONAL))
    with pytest.raises(genai.errors.APIError, match="nichts gesendet"):
        asyncio.run(live_answer(client, FORBIDDEN))
    assert standin.leaks("Hagemeister") == []
    assert standin.leaks("86 095 742 719") == []


def test_a_page_gets_the_refusal_as_an_answer(gateway: Running, standin: StandIn) -> None:
    def send(text: str) -> str:
        return json.dumps({"event": "send", "conversationId": "c-1", "content": [{"type": "text", "text": text}]})

    with opened(gateway, COPILOT) as socket:
        socket.send(send(FORBIDDEN))
        events = [json.loads(socket.recv(timeout=15)) for _ in range(4)]
        assert [event["event"] for event in events] == ["startMessage", "appendText", "partCompleted", "done"]
        assert events[0]["conversationId"] == "c-1"
        assert "nichts gesendet" in events[1]["text"]
        socket.send(send(PERSONAL))
        texts = []
        while (event := json.loads(socket.recv(timeout=15)))["event"] != "done":
            texts.append(event.get("text", ""))
        assert PERSONAL in "".join(texts)
    assert standin.leaks("Hagemeister") == []
    assert standin.leaks("86 095 742 719") == []


def test_records_of_signalr(gateway: Running, standin: StandIn) -> None:
    def chat(text: str) -> str:
        records = [
            {"type": 1, "target": "Metrics", "arguments": [{}]},
            {
                "type": 4,
                "target": "chat",
                "invocationId": "0",
                "arguments": [{"message": {"author": "user", "text": text}}],
            },
        ]
        return "".join(json.dumps(record, ensure_ascii=False) + "\x1e" for record in records)

    def records(message: str | bytes) -> list[dict[str, Any]]:
        return [json.loads(record) for record in str(message).split("\x1e") if record]

    with opened(gateway, M365) as socket:
        socket.send('{"protocol":"json","version":1}\x1e')
        assert socket.recv(timeout=15) == "{}\x1e"
        socket.send('{"type":6}\x1e' + chat(FORBIDDEN))
        refused = records(socket.recv(timeout=15))
        assert [record["type"] for record in refused] == [1, 2, 3]
        assert refused[2]["invocationId"] == "0"
        assert "nichts gesendet" in refused[1]["item"]["messages"][0]["text"]
        socket.send(chat(PERSONAL))
        shown = []
        while (record := records(socket.recv(timeout=15))[0])["type"] == 1:
            shown.append(record["arguments"][0]["messages"][0]["text"])
        assert record["item"]["messages"][0]["text"] == f"Gern. Sie schrieben: {PERSONAL}"
        assert not any("[" in text for text in shown), "half a placeholder is never shown"
    assert standin.received[0].messages[1].count(b"\x1e") == 2
    assert standin.leaks("Hagemeister") == []
    assert standin.leaks("86 095 742 719") == []


def test_an_answer_handed_over_to_another_socket(gateway: Running, standin: StandIn) -> None:
    """ChatGPT: the question goes over HTTP, the answer comes over ws.chatgpt.com."""
    conversation = "0b1c1f52-0a5e-4a3f-9d0f-6f0d6b6f7f10"
    content = {"content_type": "text", "parts": [PERSONAL]}
    message = {"id": "m", "author": {"role": "user"}, "content": content}
    body = {"action": "next", "messages": [message], "conversation_id": conversation, "model": "auto"}
    with gateway.client() as client:
        assert client.post("https://chatgpt.com/backend-api/f/conversation", json=body).status_code == 200
    (name,) = sent_for_names(standin.received[0].body)
    events = [
        {"p": "", "o": "add", "v": {"message": {"content": {"parts": [""]}}, "conversation_id": conversation}, "c": 0},
        {"p": "/message/content/parts/0", "o": "append", "v": f"Frau {name[:4]}"},
        {"v": f"{name[4:]} kommt."},
    ]
    items = [{"encoded_item": f"event: delta\ndata: {json.dumps(event)}\n\n"} for event in events]
    with opened(gateway, TOPICS) as socket:
        shown = ""
        for item in items:
            socket.send(json.dumps([{"topic_id": "t", "payload": {"payload": item}}]))  # the stand-in says it again
            shown += str(socket.recv(timeout=15))
    assert "Frau " in shown
    assert f"{NAME} kommt." in shown
    assert "PERSON" not in shown


# --- what is refused, and how -----------------------------------------------------------------------------


@pytest.mark.parametrize("url", ["wss://capi.grammarly.com/freews", "wss://api.openai.com/v1/unknown"])
def test_an_upgrade_where_messages_cannot_be_read(gateway: Running, standin: StandIn, url: str) -> None:
    with pytest.raises(InvalidStatus) as caught, opened(gateway, url):
        pass
    assert caught.value.response.status_code == 403
    assert standin.received == []


def test_an_upgrade_that_the_service_refuses(gateway: Running, standin: StandIn) -> None:
    standin.behaviour.status = 401
    with pytest.raises(InvalidStatus) as caught, opened(gateway):
        pass
    assert caught.value.response.status_code == 401


def test_an_upgrade_with_a_body(gateway: Running, standin: StandIn) -> None:
    headers = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "A" * 24,
    }
    with gateway.client() as client:
        response = client.post("https://api.openai.com/v1/realtime", content=MARKER, headers=headers)
    assert response.status_code == 403
    assert standin.leaks(MARKER) == []


def test_a_file_is_refused_and_a_flood_of_sound_closes(gateway: Running, standin: StandIn) -> None:
    sound = json.dumps({"type": "input_audio_buffer.append", "audio": "AAEC" * 2000})
    with opened(gateway) as socket:
        socket.recv(timeout=15)
        events, close = until_closed(socket, [sound] * 60)
    assert [event["type"] for event in events] == ["error"] * 10
    assert close is not None
    assert close.code == 1008
    assert "nichts gesendet" in close.reason
    assert standin.received[0].messages == []


def test_what_a_client_writes_into_pings_and_closes(gateway: Running, standin: StandIn) -> None:
    with opened(gateway, ping_interval=None) as socket:
        assert socket.ping(MARKER).wait(10), "the pong comes back with what was asked"
        socket.pong(MARKER)
        socket.send(ask("Guten Tag."))
        until(socket, "response.done")
        socket.close(4000, MARKER)
    wait_until(lambda: standin.received[0].complete)
    assert standin.leaks(MARKER) == []


def test_a_message_in_fragments(gateway: Running, standin: StandIn) -> None:
    with opened(gateway, ping_interval=None) as socket:
        for text in (CLEAN, PERSONAL):
            message = ask(text)
            socket.send(message[index : index + 7] for index in range(0, len(message), 7))
            assert text in said(until(socket, "response.done"))
    assert standin.received[0].messages[0] == ask(CLEAN).encode()
    assert standin.leaks("Hagemeister") == []


def test_compression_that_nobody_agreed_on_ends_the_connection(gateway: Running, standin: StandIn) -> None:
    standin.behaviour.deflates = True
    with opened(gateway, compression="deflate") as socket:
        _, close = until_closed(socket)
    assert close is not None
    assert close.code == 1002
    assert standin.received[0].header("sec-websocket-extensions") == ""
