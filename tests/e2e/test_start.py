"""Starting and ending as an operator does it: one clear line for every fault, exit status 2, nothing half-started."""

import signal
import socket
import time
from pathlib import Path

import httpx
import pytest

from demo.standin import StandIn
from tests.e2e.running import Command, process_state, settings_for, wait_until


@pytest.fixture
def command(tmp_path: Path, shared_standin: StandIn) -> Command:
    return Command(settings_for(tmp_path / "data", shared_standin))


def fails(command: Command, cwd: Path) -> str:
    out, err = command.start(cwd).communicate(timeout=60)
    assert command.process.returncode == 2, out + err
    assert "Traceback" not in err
    lines = [line for line in err.splitlines() if line.startswith("schleuse: ")]
    assert len(lines) == 1, err
    return lines[0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"SCHLEUSE_PROXY__LISTEN": "8080"}, "SCHLEUSE_PROXY__LISTEN: '8080' is not host:port"),
        ({"SCHLEUSE_POLICY__PATH": "none.yaml"}, "none.yaml:1:1: the file does not exist"),
        ({"SCHLEUSE_POLICY__PATH": "policy.yaml"}, "policy.yaml:2:7: mode: "),
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
def test_a_broken_setting_is_one_clear_line(
    command: Command, tmp_path: Path, changes: dict[str, str], expected: str
) -> None:
    (tmp_path / "policy.yaml").write_text("version: 1\nmode: enforc\n", encoding="utf-8")
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "x.yaml").write_text("servises: []\n", encoding="utf-8")
    command.environment |= changes
    assert expected in fails(command, tmp_path)


@pytest.mark.parametrize("setting", ["PROXY", "DASHBOARD", "METRICS"])
def test_a_port_in_use(command: Command, tmp_path: Path, setting: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        command.environment[f"SCHLEUSE_{setting}__LISTEN"] = listen
        line = fails(command, tmp_path)
    assert f"{setting.lower()}.listen={listen}: address already in use" in line


def test_a_broken_settings_file(tmp_path: Path, shared_standin: StandIn) -> None:
    path = tmp_path / "my.yaml"
    path.write_text("proxy:\n  lissen: 127.0.0.1:1\n", encoding="utf-8")
    command = Command(settings_for(tmp_path / "data", shared_standin), "run", "--config", str(path))
    line = fails(command, tmp_path)
    assert line == f"schleuse: {path}:2:3: proxy.lissen: unknown key (did you mean 'listen'?)"


def test_a_start_fits_on_a_screen_and_one_signal_ends_it(command: Command, tmp_path: Path) -> None:
    process = command.start(tmp_path)
    command.wait_ready()
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


def test_a_second_signal_forces_the_end(command: Command, tmp_path: Path) -> None:
    process = command.start(tmp_path)
    command.wait_ready()
    process.send_signal(signal.SIGINT)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=5)
    assert process.returncode in {0, 130}


def test_workers_do_not_outlive_the_gateway(command: Command, tmp_path: Path) -> None:
    process = command.start(tmp_path)
    command.wait_ready()
    workers = command.workers()
    assert workers
    process.kill()
    process.communicate(timeout=5)
    wait_until(lambda: all(process_state(pid).startswith("Z") for pid in workers))
