"""Whatever breaks: the vendor's server receives no byte of the prompt, and the client gets a clear answer in time."""

import gzip
import itertools
import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard

import schleuse.pipeline
from demo.standin import StandIn
from schleuse.enforcement.messages import Messages
from schleuse.gateway import translate
from schleuse.gateway.guard import Guard
from schleuse.model import InspectionError, Reason
from schleuse.pseudonyms.store import MemoryStore
from schleuse.services.catalogue import Catalogue
from schleuse.telemetry.metrics import Metrics
from tests.e2e.running import DEMO_POLICY, Client, Command, Running, settings_for, wait_until

MARKER = "Kranichflug"
URL = "https://api.openai.com/v1/chat/completions"
APPROVED_URL = "https://openai.inference.de-txl.ionos.com/v1/chat/completions"
CLEAN = f"Schreibe ein Gedicht über den {MARKER} im Herbst."
PERSONAL = f"Schreibe Frau Ulrike Hagemeister über den {MARKER}."
FORBIDDEN = f"Steuer-ID 86 095 742 719, {MARKER}"
IN_TIME = 5.0


def chat(text: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def post(gateway: Client, text: str = CLEAN, url: str = URL, **options: Any) -> httpx.Response:
    with gateway.client() as client:
        return client.post(url, **({"json": chat(text)} | options))


def assert_refused(response: httpx.Response, standin: StandIn, seconds: float = IN_TIME) -> None:
    assert response.status_code == 403, response.text
    assert response.headers["x-should-retry"] == "false"
    assert "nichts gesendet" in response.text or "wurde nichts" in response.text
    assert response.elapsed.total_seconds() < seconds
    assert standin.received == []
    assert standin.leaks(MARKER) == []


def boom(*_args: object, **_options: object) -> Any:
    raise RuntimeError(f"broken on purpose: {MARKER}")


def out_of_memory(*_args: object, **_options: object) -> Any:
    raise MemoryError


def no_record(*_args: object, **_options: object) -> Any:
    raise InspectionError(Reason.AUDIT_UNAVAILABLE)


ROOMS: list[tuple[str, object, str, str]] = [
    ("services identify", Catalogue, "identify", CLEAN),
    ("payload decode", schleuse.pipeline, "decode_body", CLEAN),
    ("policy decide", schleuse.pipeline, "decide", CLEAN),
    ("enforcement pseudonymise", schleuse.pipeline, "pseudonymise", PERSONAL),
    ("pseudonyms assign", MemoryStore, "assign", PERSONAL),
    ("enforcement message", Messages, "notice", FORBIDDEN),
    ("telemetry verdict", Metrics, "verdict", CLEAN),
    ("audit event", schleuse.pipeline, "AuditEvent", CLEAN),
    ("gateway request", translate, "request_of", CLEAN),
    ("gateway subject", translate, "subject_of", CLEAN),
    ("gateway names", translate, "names_of", CLEAN),
    ("hook requestheaders", Guard, "requestheaders", FORBIDDEN),
    ("hook request", Guard, "request", CLEAN),
]


@pytest.mark.parametrize("fault", [boom, out_of_memory])
@pytest.mark.parametrize(("owner", "name", "text"), [room[1:] for room in ROOMS], ids=[room[0] for room in ROOMS])
def test_an_exception_in_any_room_or_hook(
    gateway: Running,
    standin: StandIn,
    monkeypatch: pytest.MonkeyPatch,
    owner: object,
    name: str,
    text: str,
    fault: object,
) -> None:
    monkeypatch.setattr(owner, name, fault)
    assert_refused(post(gateway, text), standin)


def test_both_request_hooks_broken_at_once(gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Guard, "requestheaders", boom)
    monkeypatch.setattr(Guard, "request", boom)
    assert_refused(post(gateway), standin)


@pytest.mark.parametrize("stage", ["detector", "record"])
def test_an_exception_in_what_is_plugged_in(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch, stage: str
) -> None:
    class Broken:
        analyse = staticmethod(boom)

    monkeypatch.setattr(gateway.pipeline, stage, Broken() if stage == "detector" else boom)
    assert_refused(post(gateway), standin)


def test_an_answer_whose_restorer_breaks_still_arrives(
    gateway: Running, standin: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schleuse.gateway.guard.Answer", boom)
    response = post(gateway, PERSONAL)
    assert response.status_code == 200
    assert "[PERSON_1]" in response.text
    assert standin.leaks("Hagemeister") == []


BODIES: dict[str, dict[str, Any]] = {
    "not JSON": {"content": f'{{"messages": "{MARKER}'.encode()},
    "not UTF-8": {"content": b'{"messages": "\xff' + MARKER.encode() + b'"}'},
    "deep": {"content": b"[" * 100_000 + f'"{MARKER}"'.encode() + b"]" * 100_000},
    "chained encodings": {
        "content": zstandard.compress(gzip.compress(json.dumps(chat(CLEAN)).encode())),
        "headers": {"content-encoding": "gzip, zstd"},
    },
    "unknown encoding": {"content": MARKER.encode(), "headers": {"content-encoding": "compress"}},
    "wrong encoding": {"content": json.dumps(chat(CLEAN)).encode(), "headers": {"content-encoding": "gzip"}},
    "zip bomb": {
        "content": gzip.compress(b" " * 300_000_000 + MARKER.encode(), 9),
        "headers": {"content-encoding": "gzip"},
    },
    "unknown type": {"content": MARKER.encode(), "headers": {"content-type": "application/x-unknown"}},
    "broken multipart": {
        "content": b"--b\r\n" + MARKER.encode(),
        "headers": {"content-type": "multipart/form-data; boundary=b"},
    },
    "too large": {"content": MARKER.encode() * 4_000_000},
}


@pytest.mark.parametrize("options", BODIES.values(), ids=BODIES.keys())
def test_a_body_that_cannot_be_read(gateway: Running, standin: StandIn, options: dict[str, Any]) -> None:
    headers = {"content-type": "application/json"} | options.get("headers", {})
    assert_refused(post(gateway, content=options["content"], headers=headers, json=None), standin)


def test_a_large_body_without_length_is_refused(gateway: Running, standin: StandIn) -> None:
    def pieces() -> Iterator[bytes]:
        for _ in range(400):
            yield MARKER.encode() * 10_000

    assert_refused(post(gateway, content=pieces(), headers={"content-type": "application/json"}, json=None), standin)


def test_token_ids_are_not_let_through_unread(gateway: Running, standin: StandIn) -> None:
    body = {"model": "m", "prompt": [[9906, 1917, 42], [1, 2, 3]]}
    assert_refused(post(gateway, url="https://api.openai.com/v1/completions", json=body), standin)


def test_a_websocket_whose_messages_nobody_can_read_is_refused(gateway: Running, standin: StandIn) -> None:
    headers = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with gateway.client() as client:
        response = client.get("https://api.openai.com/v1/unknown", headers=headers)
    assert response.status_code == 403
    assert standin.received == []


@pytest.mark.parametrize(
    "url", ["https://api.openai.com/v1/models?q=", "https://chatgpt.com/search?q=", "https://chatgpt.com/c/"]
)
def test_forbidden_data_in_the_address(gateway: Running, standin: StandIn, url: str) -> None:
    with gateway.client() as client:
        response = client.get(f"{url}Steuer-ID%2086095742719%20{MARKER}")
    assert response.status_code == 403
    assert standin.received == []


def test_a_host_header_that_disagrees(gateway: Running, standin: StandIn) -> None:
    assert_refused(post(gateway, headers={"host": "bank.example"}), standin)


# --- workers ---------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory, shared_standin: StandIn) -> Iterator[Command]:
    """A gateway as the operator starts it, whose workers and files may be broken."""
    folder = tmp_path_factory.mktemp("fragile")
    policy = folder / "policy.yaml"
    policy.write_bytes(DEMO_POLICY.read_bytes())
    command = Command(
        settings_for(folder / "data", shared_standin),
        SCHLEUSE_POLICY__PATH=str(policy),
        SCHLEUSE_POLICY__RELOAD_SECONDS="0.2",
        SCHLEUSE_DETECTION__TIMEOUT_SECONDS="4",
        SCHLEUSE_AUDIT__WRITE_TIMEOUT_SECONDS="2",
    )
    process = command.start(folder)
    command.wait_ready()
    yield command
    process.terminate()
    process.communicate(timeout=10)


def long_text() -> str:
    return " ".join(f"{MARKER} Nummer {index} zieht über das Moor bei Dämmerung." for index in range(6000))


def works_again(gateway: Client, standin: StandIn) -> None:
    new = itertools.count(time.monotonic_ns())  # a text that was analysed before needs no worker
    wait_until(lambda: post(gateway, f"Guten Tag, wie geht das beim {next(new)}. Mal?").status_code == 200)
    standin.clear()


def test_a_worker_killed_in_the_middle(fragile: Command, standin: StandIn) -> None:
    pids = fragile.workers()
    killer = threading.Timer(0.3, lambda: [os.kill(pid, signal.SIGKILL) for pid in pids])
    killer.start()
    response = post(fragile, long_text())
    killer.join()
    assert_refused(response, standin, seconds=10)
    works_again(fragile, standin)


def test_a_worker_that_hangs(fragile: Command, standin: StandIn) -> None:
    pids = fragile.workers()
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    assert_refused(post(fragile, f"Ein neuer Text über den {MARKER}."), standin, seconds=8)
    works_again(fragile, standin)


# --- files -----------------------------------------------------------------------------------------------


def test_a_broken_policy_leaves_the_old_one_in_force(fragile: Command, standin: StandIn) -> None:
    path = Path(fragile.environment["SCHLEUSE_POLICY__PATH"])
    good = path.read_bytes()
    path.write_text("rules: [\n", encoding="utf-8")
    wait_until(lambda: fragile.metric("schleuse_policy_broken") == 1)
    assert_refused(post(fragile, FORBIDDEN), standin)
    response = post(fragile, CLEAN)
    assert response.status_code == 200, response.text
    path.unlink()
    time.sleep(0.5)
    assert fragile.metric("schleuse_policy_broken") == 1
    standin.clear()
    assert_refused(post(fragile, FORBIDDEN), standin)
    path.write_bytes(good)
    wait_until(lambda: fragile.metric("schleuse_policy_broken") == 0)


def test_without_a_record_nothing_goes_to_public_ai(fragile: Command, standin: StandIn) -> None:
    database = fragile.settings.data_dir / "audit.sqlite3"
    moved = database.with_name("moved.sqlite3")
    database.rename(moved)
    database.mkdir()
    try:
        assert_refused(post(fragile), standin)
        assert httpx.get(f"{fragile.metrics_url}/readyz").status_code == 503
    finally:
        database.rmdir()
        moved.rename(database)
    works_again(fragile, standin)
