from collections.abc import Iterator

import anthropic
import openai
import pytest
from google import genai

from demo.answers import Behaviour
from demo.standin import StandIn
from tests.e2e.running import Running, running_gateway


@pytest.fixture(scope="module")
def shared_standin() -> Iterator[StandIn]:
    with StandIn.in_thread() as server:
        yield server


@pytest.fixture(scope="module")
def shared_gateway(tmp_path_factory: pytest.TempPathFactory, shared_standin: StandIn) -> Iterator[Running]:
    with running_gateway(tmp_path_factory.mktemp("gateway"), shared_standin) as gateway:
        yield gateway


@pytest.fixture
def standin(shared_standin: StandIn) -> StandIn:
    shared_standin.behaviour = Behaviour()
    shared_standin.clear()
    return shared_standin


@pytest.fixture
def gateway(shared_gateway: Running, standin: StandIn) -> Running:
    return shared_gateway


@pytest.fixture
def openai_client(gateway: Running) -> Iterator[openai.OpenAI]:
    transport = openai.DefaultHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context())
    with openai.OpenAI(api_key="sk-test", http_client=transport, timeout=30) as client:
        yield client


@pytest.fixture
def approved_client(gateway: Running) -> Iterator[openai.OpenAI]:
    transport = openai.DefaultHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context())
    base = "https://openai.inference.de-txl.ionos.com/v1"
    with openai.OpenAI(api_key="test", base_url=base, http_client=transport, timeout=30) as client:
        yield client


@pytest.fixture
def anthropic_client(gateway: Running) -> Iterator[anthropic.Anthropic]:
    transport = anthropic.DefaultHttpxClient(proxy=gateway.proxy_url, verify=gateway.client_context())
    with anthropic.Anthropic(api_key="sk-test", http_client=transport, timeout=30) as client:
        yield client


@pytest.fixture
def gemini_client(gateway: Running) -> genai.Client:
    arguments = {"proxy": gateway.proxy_url, "verify": gateway.client_context()}
    return genai.Client(api_key="test", http_options={"client_args": arguments})
