"""The Dockerfile, built and run for real without a Docker daemon: Debian's buildah in a chroot, on a debootstrap base.

Takes some five minutes and the network, so only ``make image-test`` runs it (it sets ``SCHLEUSE_TEST_IMAGE``).
"""

import json
import os
import shutil
import signal
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]
PROXY, DASHBOARD, METRICS = "127.0.0.1:18080", "127.0.0.1:18081", "127.0.0.1:19090"
READY_SECONDS = 90
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("SCHLEUSE_TEST_IMAGE" not in os.environ, reason="only make image-test builds the image"),
]
Buildah = Callable[..., str]


@pytest.fixture(scope="module")
def buildah(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Buildah]:
    folder = tmp_path_factory.mktemp("buildah")
    base = Path(os.environ.get("SCHLEUSE_TEST_IMAGE_BASE", folder / "base"))
    for tool in ("buildah", "debootstrap"):
        assert shutil.which(tool), f"{tool} is missing: apt-get install buildah debootstrap"
    if not base.is_dir():
        include = "--include=python3,python3-venv,ca-certificates"
        command = ["debootstrap", "--variant=minbase", include, "trixie", str(base)]
        subprocess.run(command, check=True, capture_output=True)
    store = ["--root", f"{folder}/store", "--runroot", f"{folder}/run", "--storage-driver", "vfs"]

    def call(*words: str) -> str:
        done = subprocess.run(["buildah", *store, *words], cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-3000:]
        return done.stdout.strip()

    container = call("from", "scratch")
    call("add", "-q", container, str(base), "/")
    call("commit", "-q", container, "localhost/base")
    # What this machine needs to reach its package registry.
    mounts = [
        word
        for path in ("/etc/pip.conf", "/root/.config/pip", "/etc/ssl/certs")
        if Path(path).exists()
        for word in ("-v", f"{path}:{path}:ro")
    ]
    arguments = ["--isolation", "chroot", "--format", "docker", "--build-arg", "BASE_IMAGE=localhost/base", *mounts]
    call("bud", *arguments, "-t", "localhost/ki-schleuse", ".")
    yield call
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def container(buildah: Buildah) -> str:
    return buildah("from", "localhost/ki-schleuse")


def test_the_image_says_what_it_is_and_does_not_run_as_root(buildah: Buildah) -> None:
    image = json.loads(buildah("inspect", "--type", "image", "localhost/ki-schleuse"))["Docker"]["config"]
    assert image["User"] == "10001:10001"
    assert image["Entrypoint"] == ["schleuse"]
    assert image["Healthcheck"]["Test"][0] == "CMD"
    assert image["Labels"]["org.opencontainers.image.licenses"] == "Apache-2.0"


def test_no_compiler_is_left(buildah: Buildah, container: str) -> None:
    found = "for tool in gcc cc g++ make; do command -v $tool; done; id -u"
    assert buildah("run", "--isolation", "chroot", container, "--", "sh", "-c", found) == "10001"


def test_a_gateway_in_it_becomes_ready_refuses_and_ends(buildah: Buildah, container: str) -> None:
    root = Path(buildah("mount", container))
    variables = {
        "SCHLEUSE_PROXY__LISTEN": PROXY,
        "SCHLEUSE_PROXY__CONNECTION_STRATEGY": "lazy",
        "SCHLEUSE_DASHBOARD__LISTEN": DASHBOARD,
        "SCHLEUSE_METRICS__LISTEN": METRICS,
    }
    command = ["/usr/sbin/chroot", "--userspec=10001:10001", str(root), "/opt/schleuse/bin/schleuse", "run"]
    environment = {"PATH": "/opt/schleuse/bin:/usr/bin:/bin", "SCHLEUSE_DATA_DIR": "/tmp/data", **variables}
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_until_ready(process)
            context = httpx.create_ssl_context(verify=str(root / "tmp" / "data" / "ca" / "ca-cert.pem"))
            with httpx.Client(proxy=f"http://{PROXY}", verify=context, trust_env=False) as client:
                prompt = "Die Steuer-ID von Frau Petra Wiesengrund ist 86 095 742 719."
                body = {"model": "gpt-4o", "messages": [{"role": "user", "content": prompt}]}
                answer = client.post("https://api.openai.com/v1/chat/completions", json=body, timeout=30)
            assert answer.status_code == 400
            assert "Steuer-Identifikationsnummer" in answer.text
            assert "Wiesengrund" not in answer.text
        finally:
            process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def _wait_until_ready(process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until:
        assert process.poll() is None
        try:
            with urllib.request.urlopen(f"http://{METRICS}/readyz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    raise AssertionError("not ready in time")
