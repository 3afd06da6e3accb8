"""Readings as bytes, from the worker to the gateway."""

import json

from schleuse.model import FileReading, FileText, Place, PlaceKind, Step, Unread


def encode(reading: FileReading) -> bytes:
    """Return a reading as bytes."""
    return json.dumps(
        {
            "format": reading.format,
            "texts": [[text.text, [[offset, _steps(place)] for offset, place in text.marks]] for text in reading.texts],
            "unread": [[why, _steps(place)] for why, place in reading.unread],
        }
    ).encode()


def decode(field: bytes) -> FileReading:
    """Return what :func:`encode` was given.

    Raises:
        ValueError, KeyError, TypeError: it is something else.

    """
    content = json.loads(field)
    return FileReading(
        str(content["format"]),
        tuple(
            FileText(text, tuple((int(offset), _place(steps)) for offset, steps in marks))
            for text, marks in content["texts"]
        ),
        tuple((Unread(why), _place(steps)) for why, steps in content["unread"]),
    )


def _steps(place: Place) -> list[list[str]]:
    return [[step.kind.value, step.name] for step in place]


def _place(steps: list[list[str]]) -> Place:
    return tuple(Step(PlaceKind(kind), name) for kind, name in steps)
