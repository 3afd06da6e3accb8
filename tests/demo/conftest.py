"""The real SDKs, pointed at a stand-in without a gateway between."""

from collections.abc import Iterator

import anthropic
import openai
import pytest
from google import genai

from demo.standin import StandIn


@pytest.fixture(params=["http/1.1", "h2"])
def standin(request: pytest.FixtureRequest) -> Iterator[StandIn]:
    with StandIn.in_thread(http2=request.param == "h2") as server:
        yield server


@pytest.fixture
def openai_client(standin: StandIn) -> Iterator[openai.OpenAI]:
    http2 = standin.http2
    transport = openai.DefaultHttpxClient(proxy=standin.proxy_url, verify=standin.client_context(), http2=http2)
    with openai.OpenAI(api_key="sk-test", http_client=transport, max_retries=0) as client:
        yield client


@pytest.fixture
def anthropic_client(standin: StandIn) -> Iterator[anthropic.Anthropic]:
    http2 = standin.http2
    transport = anthropic.DefaultHttpxClient(proxy=standin.proxy_url, verify=standin.client_context(), http2=http2)
    with anthropic.Anthropic(api_key="sk-test", http_client=transport, max_retries=0) as client:
        yield client


@pytest.fixture
def gemini_client(standin: StandIn) -> genai.Client:
    arguments = {"proxy": standin.proxy_url, "verify": standin.client_context(), "http2": standin.http2}
    return genai.Client(api_key="test", http_options={"client_args": arguments})
