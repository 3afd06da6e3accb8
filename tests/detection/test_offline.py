import logging
import socket

import pytest
import tldextract
from presidio_analyzer import Pattern, PatternRecognizer, pattern_recognizer

from schleuse.detection import offline
from schleuse.model import InspectionError, Reason


def test_public_suffixes_come_from_the_package(monkeypatch):
    def refuse(*_args, **_kwargs):
        pytest.fail("reached for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    offline.seal()
    assert tldextract.extract("post.stadt.example.co.uk").suffix == "co.uk"


def test_a_pattern_out_of_time_is_no_result(monkeypatch):
    offline.seal()
    monkeypatch.setattr(pattern_recognizer, "REGEX_TIMEOUT_SECONDS", 0.05)
    slow = PatternRecognizer("SECRET", patterns=[Pattern("slow", r"(?:a|a)+(?:a|a)+(?:a|a)+$", 0.5)])
    with pytest.raises(InspectionError) as caught:
        slow.analyze("a" * 5000 + "b", ["SECRET"])
    assert caught.value.reason is Reason.DETECTOR_TIMEOUT


def test_presidio_tells_nobody():
    class Listener(logging.Handler):
        def emit(self, record):
            heard.append(record)

    heard: list[logging.LogRecord] = []
    listener = Listener()
    logging.getLogger().addHandler(listener)
    logger = logging.getLogger("presidio-analyzer")
    try:
        offline.seal()
        offline.seal()
        logger.warning("a word of the text")
    finally:
        logging.getLogger().removeHandler(listener)
    assert not heard
    assert not logger.isEnabledFor(logging.INFO)
    assert sum(isinstance(handler, offline._FailClosed) for handler in logger.handlers) == 1
