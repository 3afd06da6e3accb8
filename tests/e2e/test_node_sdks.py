"""The official Node SDKs of OpenAI and Anthropic through the running gateway."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from demo.standin import StandIn
from tests.e2e.running import REPO, Running
from tests.e2e.test_first_way import FORBIDDEN, MAIL, NAME, PERSONAL

SOURCE = Path(__file__).parent / "node"
INSTALLED = REPO / ".cache" / "node-clients"
VENDORS = ("openai", "anthropic")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("node") is None or shutil.which("npm") is None, reason="needs node and npm"),
]


@pytest.fixture(scope="module")
def script() -> Path:
    """Install what package-lock.json pins, once, and return the script beside it."""
    INSTALLED.mkdir(parents=True, exist_ok=True)
    lock = (SOURCE / "package-lock.json").read_bytes()
    done = INSTALLED / "installed.json"
    for file in SOURCE.iterdir():
        shutil.copy(file, INSTALLED)
    if not done.exists() or done.read_bytes() != lock:
        command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        installed = subprocess.run(command, cwd=INSTALLED, capture_output=True, text=True, timeout=300, check=False)
        assert installed.returncode == 0, installed.stderr[-2000:]
        done.write_bytes(lock)
    return INSTALLED / "clients.mjs"


def ask(script: Path, gateway: Running, vendor: str, text: str) -> dict[str, Any]:
    environment = {
        "PATH": os.environ["PATH"],
        "HTTPS_PROXY": gateway.proxy_url,
        "NODE_EXTRA_CA_CERTS": str(gateway.settings.ca_dir / "ca-cert.pem"),
    }
    command = ["node", str(script), vendor, text]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return dict(json.loads(run.stdout))


@pytest.mark.parametrize("vendor", VENDORS)
def test_what_was_replaced_comes_home(script: Path, gateway: Running, standin: StandIn, vendor: str) -> None:
    answer = ask(script, gateway, vendor, PERSONAL)
    expected = f"Gern. Sie schrieben: {PERSONAL}"
    assert (answer["whole"], "".join(answer["pieces"]), answer["response"]) == (expected,) * 3
    assert len(answer["pieces"]) > 10
    assert standin.leaks(NAME) == []
    assert standin.leaks(MAIL) == []


@pytest.mark.parametrize("vendor", VENDORS)
def test_a_refusal_is_shown_after_one_request(script: Path, gateway: Running, standin: StandIn, vendor: str) -> None:
    before = gateway.metric("schleuse_requests_total")
    answer = ask(script, gateway, vendor, FORBIDDEN)
    assert (answer["error"], answer["status"]) == ("PermissionDeniedError", 403)
    assert "nichts gesendet" in answer["message"]
    assert gateway.metric("schleuse_requests_total") == before + 1
    assert standin.received == []
