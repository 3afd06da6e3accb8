"""The first way through the lock, with the vendors' own SDKs, streaming and not."""

import json

import anthropic
import openai
import pytest
from google import genai
from google.genai.errors import ClientError

from demo.answers import Behaviour
from demo.standin import StandIn
from tests.e2e.running import NOT_YET_READ, Running

CLEAN = "Welche Frist gilt für einen Widerspruch nach § 70 VwGO?"
NAME, MAIL = "Ulrike Hagemeister", "ulrike.hagemeister@example.org"
PERSONAL = f"Bitte schreibe eine freundliche Antwort an Frau {NAME}, E-Mail {MAIL}."
TAX_ID = "86 095 742 719"
FORBIDDEN = f"Formuliere den Bescheid freundlicher: Frau {NAME}, Steuer-ID {TAX_ID}."


def sent(standin: StandIn) -> str:
    return "\n".join(request.text for request in standin.received)


def test_a_clean_prompt_passes_byte_for_byte(openai_client: openai.OpenAI, standin: StandIn) -> None:
    answer = openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": CLEAN}])
    assert answer.choices[0].message.content == f"Gern. Sie schrieben: {CLEAN}"
    assert standin.received[0].json["messages"] == [{"role": "user", "content": CLEAN}]


def test_chat_is_pseudonymised_and_restored(openai_client: openai.OpenAI, standin: StandIn) -> None:
    answer = openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": PERSONAL}])
    assert answer.choices[0].message.content == f"Gern. Sie schrieben: {PERSONAL}"
    assert "[PERSON_1]" in sent(standin)
    assert "[EMAIL_1]" in sent(standin)
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


def test_chat_stream_is_restored_piece_by_piece(openai_client: openai.OpenAI, standin: StandIn) -> None:
    pieces = [
        chunk.choices[0].delta.content or ""
        for chunk in openai_client.chat.completions.create(
            model="m", stream=True, messages=[{"role": "user", "content": PERSONAL}]
        )
        if chunk.choices
    ]
    assert "".join(pieces) == f"Gern. Sie schrieben: {PERSONAL}"
    assert len(pieces) > 10
    assert standin.leaks(NAME) == []


def test_a_replayed_conversation_keeps_its_placeholders(openai_client: openai.OpenAI, standin: StandIn) -> None:
    history = [{"role": "user", "content": PERSONAL}]
    first = openai_client.chat.completions.create(model="m", messages=history)  # type: ignore[arg-type]
    history += [
        {"role": "assistant", "content": first.choices[0].message.content or ""},
        {"role": "user", "content": f"Und nun an Herrn Anton Brinkmann, nicht an Frau {NAME}."},
    ]
    second = openai_client.chat.completions.create(model="m", messages=history)  # type: ignore[arg-type]
    assert second.choices[0].message.content == f"Gern. Sie schrieben: {history[2]['content']}"
    again = standin.received[1].json["messages"]
    assert again[0] == standin.received[0].json["messages"][0]
    assert again[2]["content"] == "Und nun an Herrn [PERSON_2], nicht an Frau [PERSON_1]."


def test_a_name_of_one_message_is_known_in_the_others(openai_client: openai.OpenAI, standin: StandIn) -> None:
    history = [
        {"role": "user", "content": PERSONAL},
        {"role": "assistant", "content": "Gern, was ist vorgefallen?"},
        {"role": "user", "content": "hagemeister hat angerufen"},
    ]
    openai_client.chat.completions.create(model="m", messages=history)  # type: ignore[arg-type]
    assert standin.leaks("hagemeister") == []
    assert standin.received[0].json["messages"][2]["content"] == "[PERSON_1] hat angerufen"


def test_tool_arguments_are_pseudonymised_and_restored(openai_client: openai.OpenAI, standin: StandIn) -> None:
    standin.behaviour = Behaviour(tool_call=True, reply=lambda text: f'Notiz: "{text}"')
    messages = [
        {"role": "user", "content": f"Notiere: {NAME} ruft an."},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "suche", "arguments": json.dumps({"name": NAME})}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": f"{NAME}, {MAIL}"},
        {"role": "user", "content": f"Danke. Notiere es für {NAME}."},
    ]
    stream = openai_client.chat.completions.create(model="m", messages=messages, stream=True)  # type: ignore[arg-type]
    arguments = "".join(
        call.function.arguments or ""
        for chunk in stream
        for choice in chunk.choices
        for call in choice.delta.tool_calls or []
        if call.function
    )
    assert json.loads(arguments) == {"text": f'Notiz: "Danke. Notiere es für {NAME}."'}
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


def test_a_refusal_is_german_and_comes_after_one_request(
    openai_client: openai.OpenAI, standin: StandIn, gateway: Running
) -> None:
    before = gateway.metric("schleuse_requests_total")
    with pytest.raises(openai.PermissionDeniedError) as caught:
        openai_client.chat.completions.create(model="m", messages=[{"role": "user", "content": FORBIDDEN}])
    message = str(caught.value)
    assert "nichts gesendet" in message
    assert "1 Steuer-Identifikationsnummer" in message
    assert TAX_ID not in message
    assert NAME not in message
    assert standin.received == []
    assert gateway.metric("schleuse_requests_total") == before + 1


def test_responses_and_their_stream(openai_client: openai.OpenAI, standin: StandIn) -> None:
    answer = openai_client.responses.create(model="m", input=PERSONAL, instructions=f"Du hilfst {NAME}.")
    assert answer.output_text == f"Gern. Sie schrieben: {PERSONAL}"
    with openai_client.responses.stream(model="m", input=PERSONAL) as stream:
        deltas = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
        final = stream.get_final_response()
    assert deltas == final.output_text == f"Gern. Sie schrieben: {PERSONAL}"
    assert standin.leaks(NAME) == []


def test_anthropic_messages_and_their_stream(anthropic_client: anthropic.Anthropic, standin: StandIn) -> None:
    messages = [{"role": "user", "content": PERSONAL}]
    answer = anthropic_client.messages.create(model="m", max_tokens=99, messages=messages, system=f"Für {NAME}")  # type: ignore[arg-type]
    assert answer.content[0].text == f"Gern. Sie schrieben: {PERSONAL}"  # type: ignore[union-attr]
    with anthropic_client.messages.stream(model="m", max_tokens=99, messages=messages) as stream:  # type: ignore[arg-type]
        assert "".join(stream.text_stream) == f"Gern. Sie schrieben: {PERSONAL}"
    assert standin.leaks(NAME) == []


def test_anthropic_refusal(anthropic_client: anthropic.Anthropic, standin: StandIn) -> None:
    with pytest.raises(anthropic.PermissionDeniedError, match="nichts gesendet"):
        anthropic_client.messages.create(model="m", max_tokens=99, messages=[{"role": "user", "content": FORBIDDEN}])
    assert standin.received == []


def test_gemini_and_its_stream(gemini_client: genai.Client, standin: StandIn) -> None:
    answer = gemini_client.models.generate_content(model="gemini-x", contents=PERSONAL)
    assert answer.text == f"Gern. Sie schrieben: {PERSONAL}"
    stream = gemini_client.models.generate_content_stream(model="gemini-x", contents=PERSONAL)
    assert "".join(chunk.text or "" for chunk in stream) == f"Gern. Sie schrieben: {PERSONAL}"
    assert standin.leaks(NAME) == []
    with pytest.raises(ClientError, match="nichts gesendet"):
        gemini_client.models.generate_content(model="gemini-x", contents=FORBIDDEN)


def chatgpt(gateway: Running, text: str, conversation: str | None = None) -> tuple[int, str]:
    """Send what ChatGPT's page sends; return status and the text of the answer as the page would join it."""
    body = {
        "action": "next",
        "messages": [
            {
                "id": "0d9cd1d6-3f35-4b3e-8ab3-1c8e3f8bd001",
                "author": {"role": "user"},
                "content": {"content_type": "text", "parts": [text]},
                "metadata": {},
            }
        ],
        "parent_message_id": "0d9cd1d6-3f35-4b3e-8ab3-1c8e3f8bd002",
        "model": "auto",
        "conversation_id": conversation,
    }
    body = {key: value for key, value in body.items() if value is not None}
    with gateway.client() as client:
        response = client.post(
            "https://chatgpt.com/backend-api/f/conversation", json=body, headers={"accept": "text/event-stream"}
        )
    shown = ""
    for line in response.text.splitlines():
        if not line.startswith("data: {"):
            continue
        event = json.loads(line.removeprefix("data: "))
        value = event.get("v")
        if isinstance(value, str):
            shown += value
        elif isinstance(value, dict):
            shown += "".join(value.get("message", {}).get("content", {}).get("parts", []))
    return response.status_code, shown


def test_chatgpt_web_is_restored(gateway: Running, standin: StandIn) -> None:
    assert chatgpt(gateway, PERSONAL) == (200, f"Gern. Sie schrieben: {PERSONAL}")
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


def test_chatgpt_web_keeps_placeholders_over_turns(gateway: Running, standin: StandIn) -> None:
    from demo.vendors.chatgpt import CONVERSATION

    chatgpt(gateway, PERSONAL)
    standin.behaviour = Behaviour(reply=lambda text: f"[PERSON_1] und {text}")
    status, shown = chatgpt(gateway, "Und jetzt kürzer, bitte.", CONVERSATION)
    assert (status, shown) == (200, f"{NAME} und Und jetzt kürzer, bitte.")


def test_chatgpt_web_knows_the_names_of_earlier_turns(gateway: Running, standin: StandIn) -> None:
    from demo.vendors.chatgpt import CONVERSATION

    chatgpt(gateway, PERSONAL)
    text = "was schreibe ich hagemeister, wenn das nicht reicht?"
    assert chatgpt(gateway, text, CONVERSATION) == (200, f"Gern. Sie schrieben: {text}")
    assert standin.leaks("hagemeister") == []


def test_chatgpt_web_refuses_as_an_answer_in_the_chat(gateway: Running, standin: StandIn) -> None:
    status, shown = chatgpt(gateway, FORBIDDEN)
    assert status == 200
    assert "nichts gesendet" in shown
    assert TAX_ID not in shown
    assert standin.received == []


def test_a_file_with_a_name_in_it_is_refused(openai_client: openai.OpenAI, standin: StandIn) -> None:
    with pytest.raises(openai.PermissionDeniedError, match="nichts gesendet"):
        openai_client.files.create(file=("Akte Hagemeister.txt", f"{NAME} wohnt hier.".encode()), purpose="user_data")
    assert standin.received == []


def test_an_approved_service_gets_the_same_text_as_it_is(approved_client: openai.OpenAI, standin: StandIn) -> None:
    answer = approved_client.chat.completions.create(model="m", messages=[{"role": "user", "content": FORBIDDEN}])
    assert answer.choices[0].message.content == f"Gern. Sie schrieben: {FORBIDDEN}"
    assert standin.leaks(TAX_ID)


@pytest.mark.parametrize("host", NOT_YET_READ)
def test_public_services_without_a_reader_stay_closed(gateway: Running, standin: StandIn, host: str) -> None:
    assert not gateway.gateway.catalogue.resolve(host).parsed
    with gateway.client() as client:
        response = client.post(f"https://{host}/api/chat", json={"prompt": CLEAN})
    assert response.status_code == 403
    assert "nichts gesendet" in response.text
    assert standin.received == []


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
def test_answers_that_are_compressed_against_the_request_are_restored(
    openai_client: openai.OpenAI, standin: StandIn, encoding: str
) -> None:
    standin.behaviour = Behaviour(encoding=encoding)
    stream = openai_client.chat.completions.create(
        model="m", stream=True, messages=[{"role": "user", "content": PERSONAL}]
    )
    text = "".join(chunk.choices[0].delta.content or "" for chunk in stream if chunk.choices)
    assert text == f"Gern. Sie schrieben: {PERSONAL}"
