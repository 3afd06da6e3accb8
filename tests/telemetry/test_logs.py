import io
import json
import logging
import re
import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Literal

import pytest
import structlog

from schleuse.telemetry import logs

SECRET = "Max Mustermann, DE02120300000000202051"


@pytest.fixture(autouse=True)
def restored() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    hooks = sys.excepthook, threading.excepthook, sys.unraisablehook
    yield
    sys.excepthook, threading.excepthook, sys.unraisablehook = hooks
    root.handlers[:], root.level = handlers, level
    root.setLevel(level)
    structlog.reset_defaults()


def configured(
    style: Literal["text", "json"], level: Literal["debug", "info", "warning", "error"] = "info"
) -> io.StringIO:
    output = io.StringIO()
    logs.configure(level, style, output)
    return output


def broken(text: str) -> None:
    local = text.upper()
    try:
        raise ValueError(f"cannot read {text!r}", local)
    except ValueError as error:
        raise KeyError(text) from error


@pytest.mark.parametrize("style", ["text", "json"])
def test_an_exception_is_reduced_to_type_and_place(style: Literal["text", "json"]) -> None:
    output = configured(style)
    log = logs.get("schleuse.policy")
    try:
        broken(SECRET)
    except KeyError as error:
        log.error("it broke", exc_info=True)
        log.error("it broke", exc_info=error)
        log.exception("it broke")
    lines = output.getvalue().splitlines()
    assert len(lines) == 3
    for line in lines:
        assert re.search(
            r"KeyError at test_logs\.py:\d+ < test_logs\.py:\d+; from ValueError at test_logs\.py:\d+", line
        )
        assert "Mustermann" not in line
        assert "MUSTERMANN" not in line
        assert "DE02" not in line


def test_a_group_names_the_types_inside() -> None:
    group = ExceptionGroup(SECRET, [ValueError(SECRET), KeyError(SECRET)])
    assert logs.describe_exception(group) == "ExceptionGroup(ValueError, KeyError)"


def test_unknown_keys_are_left_out_and_named() -> None:
    output = configured("json")
    logs.get("schleuse").info("read", service="openai-api", prompt=SECRET, body=SECRET.encode(), exc_text=SECRET)
    entry = json.loads(output.getvalue())
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {
        "event": "read",
        "level": "info",
        "component": "schleuse",
        "service": "openai-api",
        "dropped": "body,exc_text,prompt",
    }


def test_text_fits_a_terminal() -> None:
    output = configured("text")
    logs.get("schleuse").info("policy loaded", title="Grundregeln Kommune", version="3fa9c1", rules=["R1", "R2"])
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d info    policy loaded "
        r'title="Grundregeln Kommune" version=3fa9c1 rules=R1,R2\n',
        output.getvalue(),
    )


def test_a_value_cannot_forge_an_entry() -> None:
    output = configured("text")
    logs.get("schleuse").info("a\nb", path="x\n2026-11-24 00:00:00 error forged\x1b[31m", detail="y" * 5000)
    assert output.getvalue().count("\n") == 1
    assert "\x1b" not in output.getvalue()
    assert len(output.getvalue()) < 600


def test_levels() -> None:
    output = configured("text", "warning")
    logs.get("schleuse").info("quiet")
    logs.get("schleuse").warning("loud")
    assert "quiet" not in output.getvalue()
    assert "loud" in output.getvalue()


def test_other_libraries_say_where_but_not_what() -> None:
    output = configured("json")
    logger = logging.getLogger("mitmproxy.proxy.server")
    logger.info("10.1.2.3:51000: client connect %s", SECRET)
    logger.warning("10.1.2.3:51000: %s failed", SECRET)
    try:
        broken(SECRET)
    except KeyError:
        logger.exception("addon %s", SECRET)
    text = output.getvalue()
    assert "Mustermann" not in text
    assert "10.1.2.3" not in text
    warning, error = (json.loads(line) for line in text.splitlines())
    assert warning["component"] == "mitmproxy.proxy.server"
    assert warning["path"].startswith("test_logs.py:")
    assert error["exception"].startswith("KeyError at test_logs.py:")


def test_configuring_twice_logs_once() -> None:
    configured("text")
    output = configured("text")
    logging.getLogger("x").warning("y")
    assert len(output.getvalue().splitlines()) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_what_nobody_caught_is_reduced_too() -> None:
    output = configured("text")
    logs.install_excepthooks()
    try:
        broken(SECRET)
    except KeyError as error:
        sys.excepthook(KeyError, error, error.__traceback__)
        threading.excepthook(threading.ExceptHookArgs((KeyError, error, error.__traceback__, None)))
        sys.unraisablehook(SimpleNamespace(exc_value=error, exc_traceback=error.__traceback__))
    lines = output.getvalue().splitlines()
    assert len(lines) == 3
    assert all("uncaught exception" in line and "KeyError at" in line for line in lines)
    assert "Mustermann" not in output.getvalue()


def test_paths_begin_at_the_package() -> None:
    output = configured("json")
    try:
        json.loads("{")
    except json.JSONDecodeError:
        logs.get("schleuse").exception("no")
    assert "JSONDecodeError at " in output.getvalue()
    assert re.search(r" < test_logs\.py:\d+", output.getvalue())
    assert not re.search(r"(/home|/usr|/work|/root)/", output.getvalue())
