"""How the gateway and its detection workers talk: in frames (see :mod:`schleuse.pipes`) of these fields.

Findings travel as lines of text; the gateway passes them on without reading them where it need not.

==================  =========================================================  ==================================
request             further fields                                             fields of the answer after ``ok``
==================  =========================================================  ==================================
``texts``           short texts                                                the findings of each
``pieces``          pieces of a long text                                      the candidates of each
``whole``           the long text, its chunks, the candidates of each chunk    its findings
``again``           what the conversation holds, then texts with their         the findings of each
                    findings in turn
==================  =========================================================  ==================================

Instead of ``ok`` a worker answers ``failed`` with a reason and a detail. Its first frame is ``ready`` with version and
description, or ``broken`` with the error of its start.
"""

from collections.abc import Iterable
from dataclasses import astuple
from sys import intern

from schleuse.detection.chunks import Chunk
from schleuse.model import Finding

TEXTS, PIECES, WHOLE, AGAIN = b"texts", b"pieces", b"whole", b"again"
OK, FAILED, READY, BROKEN = b"ok", b"failed", b"ready", b"broken"


def encode_text(text: str) -> bytes:
    """Return any text, lone surrogates included, as bytes."""
    return text.encode("utf-8", "surrogatepass")


def decode_text(field: bytes) -> str:
    """Return what :func:`encode_text` was given."""
    return field.decode("utf-8", "surrogatepass")


def encode_findings(findings: Iterable[Finding]) -> bytes:
    """Return findings as lines."""
    return "\n".join(f"{f.start} {f.end} {f.score!r} {f.entity} {f.recognizer}" for f in findings).encode()


def decode_findings(field: bytes) -> tuple[Finding, ...]:
    """Return what :func:`encode_findings` was given."""
    return tuple(map(_finding, field.decode().split("\n"))) if field else ()


def _finding(line: str) -> Finding:
    start, end, score, entity, recognizer = line.split(" ", 4)
    return Finding(int(start), int(end), intern(entity), float(score), intern(recognizer))


def encode_chunks(chunks: Iterable[Chunk]) -> bytes:
    """Return chunks as lines."""
    return "\n".join(" ".join(map(str, astuple(chunk))) for chunk in chunks).encode()


def decode_chunks(field: bytes) -> list[Chunk]:
    """Return what :func:`encode_chunks` was given."""
    return [Chunk(*map(int, line.split(" "))) for line in field.decode().split("\n")]
