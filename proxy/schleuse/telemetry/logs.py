"""The log: what the process tells its operator, and nothing that came out of a request.

Three nets hold content back. Only listed keys are written. An exception is reduced to its type and the places in the
code it went through; its text is not written. Other libraries' messages are not written either (mitmproxy's name
clients and hosts): of a warning or an error stay the logger's name, the place and the type of the exception.
"""

import logging
import sys
import threading
import traceback
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, TextIO, cast

import structlog
from structlog.typing import Processor

Event = MutableMapping[str, Any]
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None]

KEYS = frozenset(
    {
        "action",
        "address",
        "component",
        "count",
        "detail",
        "error",
        "exception",
        "expires",
        "file",
        "hint",
        "host",
        "model",
        "path",
        "policy",
        "policy_version",
        "reason",
        "reference",
        "rules",
        "seconds",
        "service",
        "services",
        "signal",
        "stage",
        "surface",
        "title",
        "url",
        "version",
        "workers",
    }
)
"""What an entry may hold besides its text. ``host`` is one of the catalogue's, ``address`` one of our own."""
_MAX_VALUE = 400
_MAX_PLACES = 6
_LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}
_PACKAGES = ("site-packages/", "dist-packages/", "proxy/", "lib/")


def configure(
    level: Literal["debug", "info", "warning", "error"] = "info",
    format: Literal["text", "json"] = "text",  # noqa: A002 - the name of the setting
    stream: TextIO | None = None,
) -> None:
    """Send our log, and what is left of other libraries' logs, to a stream (standard error)."""
    output = stream or sys.stderr
    render: Processor = structlog.processors.JSONRenderer(ensure_ascii=False) if format == "json" else _as_text(output)
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            reduce_exception,
            keep_known_keys,
            structlog.processors.TimeStamper(
                fmt="iso" if format == "json" else "%Y-%m-%d %H:%M:%S", utc=format == "json"
            ),
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(_LEVELS[level]),
        logger_factory=structlog.PrintLoggerFactory(output),
        cache_logger_on_first_use=False,
    )
    root = logging.getLogger()
    for handler in root.handlers[:]:
        if isinstance(handler, _Foreign):
            root.removeHandler(handler)
    root.addHandler(_Foreign(logging.WARNING))
    root.setLevel(logging.WARNING)


def get(name: str) -> structlog.typing.FilteringBoundLogger:
    """Return the logger of a module."""
    return cast(structlog.typing.FilteringBoundLogger, structlog.get_logger(component=name))


def install_excepthooks() -> None:
    """Reduce what nobody caught, too: Python's own report prints the exception's text."""
    log = get("schleuse")

    def report(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            return
        log.error("uncaught exception", exc_info=(kind, error, trace))

    def thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            report(args.exc_type, args.exc_value, args.exc_traceback)

    def unraisable(args: "sys.UnraisableHookArgs") -> None:
        if args.exc_value is not None:
            report(type(args.exc_value), args.exc_value, args.exc_traceback)

    sys.excepthook = report
    threading.excepthook = thread
    sys.unraisablehook = unraisable


def describe_exception(error: BaseException) -> str:
    """Return the types of an exception and its causes, and where in the code; never text, arguments or locals."""
    parts: list[str] = []
    current: BaseException | None = error
    while current is not None and len(parts) < _MAX_PLACES:
        places = [f"{_short(frame.filename)}:{frame.lineno}" for frame in traceback.extract_tb(current.__traceback__)]
        where = " < ".join(reversed(places[-_MAX_PLACES:]))
        name = type(current).__name__
        if isinstance(current, BaseExceptionGroup):
            name += f"({', '.join(type(inner).__name__ for inner in current.exceptions[:_MAX_PLACES])})"
        parts.append(f"{name} at {where}" if where else name)
        current = current.__cause__ or (None if current.__suppress_context__ else current.__context__)
    return "; from ".join(parts)


def reduce_exception(_logger: object, _method: str, event: Event) -> Event:
    """Structlog processor: turn ``exc_info`` into ``exception``."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["exception"] = describe_exception(error)
    return event


def keep_known_keys(_logger: object, _method: str, event: Event) -> Event:
    """Structlog processor: leave out keys that are not listed, and say which; bound and flatten every value."""
    kept: dict[str, Any] = {"event": _plain(event.pop("event", ""))}
    dropped = []
    for key, value in event.items():
        if key in KEYS:
            kept[key] = _plain(value)
        elif key == "level":
            kept[key] = value
        else:
            dropped.append(key)
    if dropped:
        kept["dropped"] = ",".join(sorted(dropped))[:_MAX_VALUE]
    return kept


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in list(value)[:50]]
    # One entry is one line: a line break inside a value could forge another.
    text = " ".join(str(value).split())
    text = "".join(letter for letter in text if letter.isprintable())
    return text if len(text) <= _MAX_VALUE else text[: _MAX_VALUE - 1] + "…"


def _as_text(output: TextIO) -> Callable[[object, str, Mapping[str, Any]], str]:
    colours = {"debug": "2", "info": "36", "warning": "33", "error": "31"} if output.isatty() else {}

    def render(_logger: object, _method: str, event: Mapping[str, Any]) -> str:
        values = dict(event)
        stamp, level, text = values.pop("timestamp"), values.pop("level"), values.pop("event")
        values.pop("component", None)
        colour = colours.get(level)
        word = f"\x1b[{colour}m{level:<7}\x1b[0m" if colour else f"{level:<7}"
        return " ".join([stamp, word, text, *_pairs(values)])

    return render


def _pairs(values: Mapping[str, Any]) -> Iterator[str]:
    for key, value in values.items():
        text = ",".join(str(item) for item in value) if isinstance(value, list) else str(value)
        yield f'{key}="{text}"' if " " in text or not text else f"{key}={text}"


class _Foreign(logging.Handler):
    """What other libraries log through the standard library: that and where, not what."""

    def emit(self, record: logging.LogRecord) -> None:
        level = "error" if record.levelno >= logging.ERROR else "warning"
        error = record.exc_info[1] if record.exc_info else None
        values = {"exception": describe_exception(error)} if error else {}
        place = f"{_short(record.pathname)}:{record.lineno}"
        getattr(get(record.name), level)(f"{record.name} reports a problem", path=place, **values)


def _short(filename: str) -> str:
    """Return a path from the package on; where it is installed is nobody's business."""
    path = Path(filename).as_posix()
    for marker in _PACKAGES:
        _, found, rest = path.rpartition(marker)
        if found:
            return rest
    return Path(path).name
