"""Starting and ending as an operator does it: one clear line for every fault, exit status 2, nothing half-started."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from tests.e2e.running import free_port

REPO = Path(__file__).parents[2]


def environment(tmp_path: Path, **changes: str) -> dict[str, str]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("SCHLEUSE_", "COV_", "COVERAGE_"))}
    return {
        **clean,
        "SCHLEUSE_DATA_DIR": str(tmp_path / "data"),
        "SCHLEUSE_PROXY__LISTEN": f"127.0.0.1:{free_port()}",
        "SCHLEUSE_DASHBOARD__LISTEN": f"127.0.0.1:{free_port()}",
        "SCHLEUSE_METRICS__LISTEN": f"127.0.0.1:{free_port()}",
        "SCHLEUSE_DETECTION__WORKERS": "1",
        **changes,
    }


def start(env: dict[str, str], cwd: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "schleuse", *(arguments or ("run",))]
    return subprocess.Popen(
        command, env=env, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )


def fails(env: dict[str, str], cwd: Path, *arguments: str) -> str:
    process = start(env, cwd, *arguments)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2, out + err
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if line.startswith("schleuse: ")]
    assert len(lines) == 1, err
    return lines[0]


def wait_ready(env: dict[str, str], process: subprocess.Popen[str]) -> None:
    url = f"http://{env['SCHLEUSE_METRICS__LISTEN']}/readyz"
    end = time.monotonic() + 60
    while time.monotonic() < end:
        assert process.poll() is None, process.communicate()
        try:
            if httpx.get(url, timeout=1).status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.1)
    raise AssertionError("not ready in time")


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SCHLEUSE_PROXY__LISTEN": "8080"}, "SCHLEUSE_PROXY__LISTEN: '8080' is not host:port"),
        ({"SCHLEUSE_POLICY__PATH": "none.yaml"}, "none.yaml:1:1: the file does not exist"),
        ({"SCHLEUSE_POLICY__PATH": "policy.yaml"}, "policy.yaml:2:8: "),
        ({"SCHLEUSE_SERVICES__PATH": "services"}, "x.yaml:"),
        ({"SCHLEUSE_SERVICES__ENABLED": "chatgtp"}, "chatgtp"),
        ({"SCHLEUSE_UPSTREAM__CA_FILE": "none.pem"}, "none.pem: upstream.ca_file cannot be read"),
        ({"SCHLEUSE_UPSTREAM__CA_FILE": "policy.yaml"}, "policy.yaml: upstream.ca_file holds no PEM certificate"),
        ({"SCHLEUSE_DETECTION__MODEL": "/no/such/model"}, "/no/such/model"),
        ({"SCHLEUSE_DATA_DIR": "policy.yaml"}, "data_dir=policy.yaml: "),
        ({"SCHLEUSE_DATA_DIR": "/proc/nowhere"}, "data_dir=/proc/nowhere: "),
        ({"SCHLEUSE_AUDIT__URL": "sqlite:////proc/nowhere/x.sqlite3"}, "/proc/nowhere/x.sqlite3"),
        ({"SCHLEUSE_AUDIT__URL": "oracle://x"}, "oracle"),
    ],
)
def test_a_broken_setting_is_one_clear_line(tmp_path: Path, changes: dict[str, str], expected: str) -> None:
    (tmp_path / "policy.yaml").write_text("version: 1\nmode: enforc\n", encoding="utf-8")
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "x.yaml").write_text("servises: []\n", encoding="utf-8")
    assert expected in fails(environment(tmp_path, **changes), tmp_path)


@pytest.mark.parametrize("setting", ["PROXY", "DASHBOARD", "METRICS"])
def test_a_port_in_use(tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        line = fails(environment(tmp_path, **{f"SCHLEUSE_{setting}__LISTEN": listen}), tmp_path)
    assert f"{setting.lower()}.listen={listen}: address already in use" in line


def test_a_broken_settings_file(tmp_path: Path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("proxy:\n  lissen: 127.0.0.1:1\n", encoding="utf-8")
    line = fails(environment(tmp_path), tmp_path, "run", "--config", str(path))
    assert line == f"schleuse: {path}:2:3: proxy.lissen: unknown key (did you mean 'listen'?)"


def test_a_start_fits_on_a_screen_and_one_signal_ends_it(tmp_path: Path) -> None:
    env = environment(tmp_path)
    process = start(env, tmp_path)
    wait_ready(env, process)
    assert (tmp_path / "data" / "ca" / "ca-cert.pem").is_file()
    link = (tmp_path / "data" / "first-login.txt").read_text().strip()
    assert httpx.get(link).status_code == 200
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=10)
    assert process.returncode == 0, err
    assert time.monotonic() - began < 2.5
    assert out == ""
    lines = err.splitlines()
    assert len(lines) <= 20
    assert all(len(line) < 300 for line in lines)
    for word in ("policy", "services", "CA", "detection", "record", "proxy listens", "dashboard", "metrics", "ended"):
        assert any(word in line for line in lines), word
    assert link.rpartition("/")[2] not in err


def test_a_second_signal_forces_the_end(tmp_path: Path) -> None:
    env = environment(tmp_path)
    process = start(env, tmp_path)
    wait_ready(env, process)
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=5)
    assert process.returncode in {0, 130}


def test_workers_do_not_outlive_the_gateway(tmp_path: Path) -> None:
    env = environment(tmp_path)
    process = start(env, tmp_path)
    wait_ready(env, process)
    workers = children(process.pid)
    assert workers
    process.kill()
    process.communicate(timeout=5)
    end = time.monotonic() + 10
    while any(Path(f"/proc/{pid}").exists() and "Z" not in state(pid) for pid in workers):
        assert time.monotonic() < end
        time.sleep(0.1)


def children(parent: int) -> list[int]:
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return [pid for pid in pids if state(pid).split()[1:2] == [str(parent)]]


def state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].strip()
    except OSError:
        return "Z 0"
