from pathlib import Path

import pytest

from schleuse.model import SchleuseError
from schleuse.settings import load_settings, setting_names, split_listen


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in [name for name in os.environ if name.startswith("SCHLEUSE_")]:
        monkeypatch.delenv(name)


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "schleuse.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_defaults_listen_on_loopback_only() -> None:
    settings = load_settings()
    assert [settings.proxy.listen, settings.dashboard.listen, settings.metrics.listen] == [
        "127.0.0.1:8080",
        "127.0.0.1:8081",
        "127.0.0.1:9090",
    ]


def test_environment_beats_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path, "proxy: {listen: '127.0.0.1:1'}\nmetrics: {listen: '127.0.0.1:2'}\n")
    monkeypatch.setenv("SCHLEUSE_PROXY__LISTEN", "127.0.0.1:3")
    settings = load_settings(path)
    assert settings.proxy.listen == "127.0.0.1:3"
    assert settings.metrics.listen == "127.0.0.1:2"


def test_connect_to_is_a_comma_list_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHLEUSE_UPSTREAM__CONNECT_TO", "api.openai.com:443=10.0.0.5:8443, B.example:443=[::1]:2")
    assert load_settings().upstream.connect_map() == {
        ("api.openai.com", 443): ("10.0.0.5", 8443),
        ("b.example", 443): ("::1", 2),
    }


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("proxi: {}\n", "schleuse.yaml:1:1: proxi: unknown key (did you mean 'proxy'?)"),
        ("proxy:\n  listen: 8080\n", "schleuse.yaml:2:11: proxy.listen: "),
        ("proxy:\n  listen: localhost\n", "is not host:port, for example 127.0.0.1:8080"),
        ("detection:\n  workers: 0\n", "schleuse.yaml:2:12: detection.workers: "),
        ("upstream:\n  connect_to: [a]\n", "'a' is not host:port=host:port"),
        ("upstream:\n  proxy: proxy:3128\n", "expected http://host:port"),
        ("- a\n", "expected keys and values"),
    ],
)
def test_broken_files_are_one_line_with_place(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(SchleuseError) as caught:
        load_settings(write(tmp_path, text))
    assert expected in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load_settings(write(tmp_path, "# nothing yet\n")) == load_settings()


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [
        ("SCHLEUSE_PROXY__LISTEN", "8080", "SCHLEUSE_PROXY__LISTEN: '8080' is not host:port"),
        (
            "SCHLEUSE_PROXY__LISTNE",
            "x",
            "SCHLEUSE_PROXY__LISTNE: there is no such setting (did you mean 'PROXY__LISTEN'?)",
        ),
        ("SCHLEUSE_DETECTION__WORKERS", "many", "SCHLEUSE_DETECTION__WORKERS: "),
    ],
)
def test_broken_variables_are_named(monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(SchleuseError) as caught:
        load_settings()
    assert expected in str(caught.value)


def test_a_password_in_a_variable_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SCHLEUSE_UPSTREAM__PROXY", "http://user:geheim@proxy:3128")
    with pytest.raises(SchleuseError) as caught:
        load_settings()
    assert "geheim" not in str(caught.value)


def test_setting_names_hold_the_public_contract() -> None:
    contract = {
        "data_dir", "proxy.listen", "dashboard.listen", "metrics.listen", "policy.path", "upstream.proxy",
        "upstream.ca_file", "upstream.connect_to", "services.enabled", "detection.workers", "limits.body_bytes",
    }  # fmt: skip
    assert contract <= set(setting_names())


def test_split_listen() -> None:
    assert split_listen("[::1]:80") == ("::1", 80)
