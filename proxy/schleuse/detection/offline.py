"""Keeps the libraries of this room from reaching out, from talking, and from failing open."""

import logging

import tldextract

from schleuse.model import InspectionError, Reason


class _FailClosed(logging.Handler):
    """Turns Presidio's warning that a pattern ran out of time, and was skipped, into a failed analysis."""

    def emit(self, record: logging.LogRecord) -> None:
        if record.exc_info and record.exc_info[0] and issubclass(record.exc_info[0], TimeoutError):
            raise InspectionError(Reason.DETECTOR_TIMEOUT, "a pattern ran out of time")


def seal() -> None:
    """Make Presidio and what it uses fit for a gateway. May be called again.

    * ``tldextract`` would fetch the public suffix list on the first e-mail address; it is held to its own copy.
    * Presidio's debug messages contain words of the text; its logger says nothing but warnings, to nobody.
    * Presidio skips a pattern that runs out of time (``REGEX_TIMEOUT_SECONDS``); here the analysis fails.
    """
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    logger = logging.getLogger("presidio-analyzer")
    logger.setLevel(logging.WARNING)
    logger.propagate = False
    if not any(isinstance(handler, _FailClosed) for handler in logger.handlers):
        logger.addHandler(_FailClosed())
