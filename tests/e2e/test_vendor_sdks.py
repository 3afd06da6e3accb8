"""The official Python SDKs of Mistral, Cohere, Ollama and DeepL through the running gateway, and those of OpenAI,
Anthropic and Google once more without blocking."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import anthropic
import cohere
import deepl
import httpx
import ollama
import openai
import pytest
from cohere.core.api_error import ApiError
from google import genai
from mistralai.client import Mistral
from mistralai.client.errors import SDKError

from demo.answers import Behaviour
from demo.standin import StandIn
from tests.e2e.running import Running
from tests.e2e.test_first_way import FORBIDDEN, MAIL, NAME, PERSONAL

ECHO = f"Gern. Sie schrieben: {PERSONAL}"
ASK = [{"role": "user", "content": PERSONAL}]
FORBIDDEN_ASK = [{"role": "user", "content": FORBIDDEN}]
REFUSED = "nichts gesendet"


def nothing_left(standin: StandIn) -> None:
    assert standin.received
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


def never_sent(standin: StandIn) -> None:
    assert standin.received == []


def asynchronous(gateway: Running, use: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with httpx.AsyncClient(proxy=gateway.proxy_url, verify=gateway.client_context(), timeout=30) as client:
            return await use(client)

    return asyncio.run(run())


# --- Mistral -------------------------------------------------------------------------------------------------


@pytest.fixture
def mistral(gateway: Running) -> Any:
    with gateway.client() as client:
        yield Mistral(api_key="test", client=client)


def test_mistral_chat(mistral: Mistral, standin: StandIn) -> None:
    answer = mistral.chat.complete(model="m", messages=ASK)
    assert answer.choices[0].message.content == ECHO
    pieces = [str(event.data.choices[0].delta.content or "") for event in mistral.chat.stream(model="m", messages=ASK)]
    assert "".join(pieces) == ECHO
    assert len(pieces) > 10
    nothing_left(standin)


def test_mistral_tool_arguments(mistral: Mistral, standin: StandIn) -> None:
    standin.behaviour = Behaviour(tool_call=True, reply=lambda text: f'Notiz: "{text}"')
    (call,) = mistral.chat.complete(model="m", messages=ASK).choices[0].message.tool_calls or []
    assert json.loads(str(call.function.arguments)) == {"text": f'Notiz: "{PERSONAL}"'}
    nothing_left(standin)


def test_mistral_agents_and_fill_in_the_middle(mistral: Mistral, standin: StandIn) -> None:
    assert mistral.agents.complete(agent_id="ag_1", messages=ASK).choices[0].message.content == ECHO
    answer = mistral.fim.complete(model="codestral-latest", prompt=PERSONAL, suffix=f"# {NAME}")
    assert answer.choices[0].message.content == ECHO
    nothing_left(standin)


def test_mistral_conversations_keep_their_placeholders(mistral: Mistral, standin: StandIn) -> None:
    first = mistral.beta.conversations.start(model="m", inputs=PERSONAL)
    assert first.outputs[0].content == ECHO
    again = f"Und nun an Herrn Anton Brinkmann, nicht an Frau {NAME}."
    second = mistral.beta.conversations.append(conversation_id=first.conversation_id, inputs=again)
    assert second.outputs[0].content == f"Gern. Sie schrieben: {again}"
    assert standin.received[1].json["inputs"] == "Und nun an Herrn [PERSON_2], nicht an Frau [PERSON_1]."
    stream = mistral.beta.conversations.start_stream(model="m", inputs=PERSONAL)
    text = "".join(event.data.content for event in stream if event.event == "message.output.delta")
    assert text == ECHO
    nothing_left(standin)


def test_mistral_says_no_once(mistral: Mistral, standin: StandIn) -> None:
    with pytest.raises(SDKError, match=REFUSED):
        mistral.chat.complete(model="m", messages=FORBIDDEN_ASK)
    with pytest.raises(SDKError, match=REFUSED):
        mistral.fim.complete(model="m", prompt=FORBIDDEN)
    document = {
        "type": "document_url",
        "document_url": "data:application/pdf;base64,JVBERi0xLjQ=",
        "document_name": "x",
    }
    with pytest.raises(SDKError, match="403"):
        mistral.ocr.process(model="m", document=document)  # type: ignore[arg-type]
    never_sent(standin)


def test_mistral_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use(client: httpx.AsyncClient) -> str:
        mistral = Mistral(api_key="test", async_client=client)
        stream = await mistral.chat.stream_async(model="m", messages=ASK)
        return "".join([str(event.data.choices[0].delta.content or "") async for event in stream])

    assert asynchronous(gateway, use) == ECHO
    nothing_left(standin)


# --- Cohere --------------------------------------------------------------------------------------------------


@pytest.fixture
def cohere_client(gateway: Running) -> Any:
    with gateway.client() as client:
        yield cohere.ClientV2(api_key="test", httpx_client=client)


def cohere_text(event: Any) -> str:
    if event.type != "content-delta":
        return ""
    return str(event.delta.message.content.text)


def test_cohere_chat_with_documents(cohere_client: cohere.ClientV2, standin: StandIn) -> None:
    documents = [{"id": "d", "data": {"text": f"Akte von {NAME}"}}]
    answer = cohere_client.chat(model="m", messages=ASK, documents=documents)  # type: ignore[arg-type]
    assert answer.message.content is not None
    assert answer.message.content[0].text == ECHO  # type: ignore[union-attr]
    pieces = [cohere_text(event) for event in cohere_client.chat_stream(model="m", messages=ASK)]  # type: ignore[arg-type]
    assert "".join(pieces) == ECHO
    nothing_left(standin)


def test_cohere_tool_arguments(cohere_client: cohere.ClientV2, standin: StandIn) -> None:
    standin.behaviour = Behaviour(tool_call=True)
    arguments = "".join(
        event.delta.message.tool_calls.function.arguments
        for event in cohere_client.chat_stream(model="m", messages=ASK)  # type: ignore[arg-type]
        if event.type == "tool-call-delta"
    )
    assert json.loads(arguments) == {"text": ECHO}
    nothing_left(standin)


def test_cohere_embeds_and_reranks(cohere_client: cohere.ClientV2, standin: StandIn) -> None:
    cohere_client.embed(model="m", texts=[PERSONAL], input_type="search_document", embedding_types=["float"])
    cohere_client.rerank(model="m", query=PERSONAL, documents=[f"Akte von {NAME}"])
    assert len(standin.received) == 2
    nothing_left(standin)


def test_cohere_says_no_once(cohere_client: cohere.ClientV2, standin: StandIn) -> None:
    with pytest.raises(ApiError, match=REFUSED):
        cohere_client.chat(model="m", messages=FORBIDDEN_ASK)  # type: ignore[arg-type]
    with pytest.raises(ApiError, match=REFUSED):
        list(cohere_client.chat_stream(model="m", messages=FORBIDDEN_ASK))  # type: ignore[arg-type]
    never_sent(standin)


def test_cohere_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use(client: httpx.AsyncClient) -> str:
        cohere_client = cohere.AsyncClientV2(api_key="test", httpx_client=client)
        stream = cohere_client.chat_stream(model="m", messages=ASK)  # type: ignore[arg-type]
        return "".join([cohere_text(event) async for event in stream])

    assert asynchronous(gateway, use) == ECHO
    nothing_left(standin)


# --- Ollama --------------------------------------------------------------------------------------------------


@pytest.fixture
def ollama_client(gateway: Running) -> ollama.Client:
    return ollama.Client("https://ollama.com", proxy=gateway.proxy_url, verify=gateway.client_context(), timeout=30)


def test_ollama_chat_and_generate(ollama_client: ollama.Client, standin: StandIn) -> None:
    assert ollama_client.chat("m", ASK).message.content == ECHO
    pieces = [part.message.content or "" for part in ollama_client.chat("m", ASK, stream=True)]
    assert "".join(pieces) == ECHO
    assert len(pieces) > 10
    assert ollama_client.generate("m", PERSONAL, system=f"Für {NAME}").response == ECHO
    assert "".join(part.response for part in ollama_client.generate("m", PERSONAL, stream=True)) == ECHO
    ollama_client.embed("m", [PERSONAL])
    nothing_left(standin)


def test_ollama_says_no_once(ollama_client: ollama.Client, standin: StandIn) -> None:
    for stream in (False, True):
        with pytest.raises(ollama.ResponseError, match=REFUSED):
            list(ollama_client.chat("m", FORBIDDEN_ASK, stream=stream))  # type: ignore[call-overload]
    never_sent(standin)


def test_ollama_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use() -> str:
        client = ollama.AsyncClient("https://ollama.com", proxy=gateway.proxy_url, verify=gateway.client_context())
        return "".join([part.message.content or "" async for part in await client.chat("m", ASK, stream=True)])

    assert asyncio.run(use()) == ECHO
    nothing_left(standin)


# --- DeepL ---------------------------------------------------------------------------------------------------


@pytest.fixture
def deepl_client(gateway: Running) -> deepl.DeepLClient:
    authority = str(gateway.settings.ca_dir / "ca-cert.pem")
    return deepl.DeepLClient("test", proxy=gateway.proxy_url, verify_ssl=authority)


def test_deepl_translates_and_rephrases(deepl_client: deepl.DeepLClient, standin: StandIn) -> None:
    results = deepl_client.translate_text([PERSONAL, f"Frau {NAME}"], target_lang="EN-GB", context=f"Für {NAME}")
    assert [result.text for result in results] == [ECHO, f"Gern. Sie schrieben: Frau {NAME}"]  # type: ignore[union-attr]
    assert deepl_client.rephrase_text(PERSONAL, target_lang="de").text == ECHO  # type: ignore[union-attr]
    nothing_left(standin)


def test_deepl_says_no_once(deepl_client: deepl.DeepLClient, standin: StandIn, gateway: Running) -> None:
    before = gateway.metric("schleuse_requests_total")
    with pytest.raises(deepl.DeepLException, match=REFUSED):
        deepl_client.translate_text(FORBIDDEN, target_lang="EN-GB")
    assert gateway.metric("schleuse_requests_total") == before + 1
    never_sent(standin)


# --- OpenAI, Anthropic, Google -------------------------------------------------------------------------------


def test_openai_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use() -> str:
        transport = openai.DefaultAsyncHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context())
        async with openai.AsyncOpenAI(api_key="sk-test", http_client=transport) as client:
            stream = await client.chat.completions.create(model="m", messages=ASK, stream=True)  # type: ignore[arg-type]
            return "".join([chunk.choices[0].delta.content or "" async for chunk in stream if chunk.choices])

    assert asyncio.run(use()) == ECHO
    nothing_left(standin)


def test_anthropic_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use() -> str:
        transport = anthropic.DefaultAsyncHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context())
        async with (
            anthropic.AsyncAnthropic(api_key="sk-test", http_client=transport) as client,
            client.messages.stream(model="m", max_tokens=99, messages=ASK) as stream,  # type: ignore[arg-type]
        ):
            return "".join([text async for text in stream.text_stream])

    assert asyncio.run(use()) == ECHO
    nothing_left(standin)


def test_gemini_without_blocking(gateway: Running, standin: StandIn) -> None:
    async def use() -> str:
        arguments = {"proxy": gateway.proxy_url, "verify": gateway.client_context()}
        options: Any = {"async_client_args": arguments, "client_args": arguments}
        client = genai.Client(api_key="test", http_options=options)
        stream = await client.aio.models.generate_content_stream(model="gemini-x", contents=PERSONAL)
        return "".join([chunk.text or "" async for chunk in stream])

    assert asyncio.run(use()) == ECHO
    nothing_left(standin)
