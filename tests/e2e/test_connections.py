"""A client's connection is kept, whichever version of HTTP either side speaks and whatever was put back."""

from collections.abc import Iterator

import pytest

from demo.standin import StandIn
from tests.e2e.running import Running, running_gateway

NAME = "Ulrike Hagemeister"
URL = "https://api.openai.com/v1/chat/completions"


@pytest.fixture(scope="module", params=["http/1.1", "h2"])
def upstream(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with (
        StandIn.in_thread(http2=request.param == "h2") as standin,
        running_gateway(tmp_path_factory.mktemp("gateway"), standin) as gateway,
    ):
        yield gateway


@pytest.mark.parametrize("http2", [False, True])
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("text", ["Welche Frist gilt für einen Widerspruch?", f"Schreibe Frau {NAME}, bitte."])
def test_two_answers_come_over_one_connection(upstream: Running, http2: bool, stream: bool, text: str) -> None:
    body = {"model": "m", "stream": stream, "messages": [{"role": "user", "content": text}]}
    with upstream.client(http2=http2) as client:
        answers = [client.post(URL, json=body) for _ in range(2)]
    first, second = (answer.extensions["network_stream"] for answer in answers)
    assert first is second
    for answer in answers:
        assert "[PERSON_1]" not in answer.text
    if not stream:
        assert text in answers[1].text
