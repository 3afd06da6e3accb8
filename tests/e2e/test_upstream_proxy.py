"""The gateway behind the authority's existing proxy."""

from collections.abc import Iterator

import httpx
import pytest

from demo.standin import StandIn
from demo.vendors import BANK, OPENAI
from tests.e2e.running import Command, settings_for

URL = f"https://{OPENAI}/v1/chat/completions"


@pytest.fixture(scope="module")
def chained(tmp_path_factory: pytest.TempPathFactory, shared_standin: StandIn) -> Iterator[Command]:
    folder = tmp_path_factory.mktemp("chained")
    command = Command(
        settings_for(folder / "data", shared_standin),
        SCHLEUSE_UPSTREAM__PROXY=shared_standin.proxy_url,
        SCHLEUSE_UPSTREAM__CONNECT_TO="",
    )
    process = command.start(folder)
    command.wait_ready()
    yield command
    process.terminate()
    process.communicate(timeout=10)


def chat(text: str) -> dict[str, object]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def test_requests_go_through_the_next_proxy_and_come_back_restored(chained: Command, standin: StandIn) -> None:
    text = "Bitte antworte Frau Ulrike Hagemeister."
    with chained.client() as client:
        answers = [client.post(URL, json=chat(text)).json() for _ in range(2)]
    assert [answer["choices"][0]["message"]["content"] for answer in answers] == [f"Gern. Sie schrieben: {text}"] * 2
    assert f"{OPENAI}:443" in standin.tunnels
    assert standin.leaks("Hagemeister") == []


def test_refusals_do_not_reach_it(chained: Command, standin: StandIn) -> None:
    with chained.client() as client:
        assert client.post(URL, json=chat("Steuer-ID 86 095 742 719")).status_code == 403
    assert standin.received == []


def test_other_sites_pass_untouched(chained: Command, standin: StandIn) -> None:
    with httpx.Client(proxy=chained.proxy_url, verify=standin.client_context()) as client:
        assert client.get(f"https://{BANK}/").status_code == 200
    assert f"{BANK}:443" in standin.tunnels
