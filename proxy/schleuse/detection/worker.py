"""A detection worker: a process of its own that loads the model once and answers frames until its input ends.

Started by :mod:`schleuse.detection.process`. Standard input and output belong to the frames (see
:mod:`schleuse.detection.frames`); whatever else prints goes to standard error, which the gateway throws away.
"""

import argparse
import gc
import resource
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from schleuse import pipes
from schleuse.detection import frames, known
from schleuse.detection.chunks import stitch
from schleuse.model import Finding, InspectionError, Reason, SchleuseError

if TYPE_CHECKING:
    from schleuse.detection.engine import Analyzer


def main() -> int:
    """Serve; 0 when the gateway closed the pipe, 2 when the start failed."""
    parser = argparse.ArgumentParser(prog="schleuse.detection.worker")
    parser.add_argument("--model", default="")
    parser.add_argument("--chunk-characters", type=int, default=4000)
    parser.add_argument("--own", type=Path)
    parser.add_argument("--parent", type=int, required=True)
    arguments = parser.parse_args()
    requests, answers = pipes.take_pipes()
    pipes.die_with(arguments.parent)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold what people wrote
    try:
        # Loaded here and not above, so that a broken installation is told to the gateway too.
        from schleuse.detection.engine import build_analyzer  # noqa: PLC0415

        analyzer = build_analyzer(arguments.model, arguments.chunk_characters, arguments.own)
    except SchleuseError as error:
        _send(answers, [frames.BROKEN, str(error).encode()])
        return 2
    except Exception as error:  # before any text has come in, so the message holds none
        _send(answers, [frames.BROKEN, f"{type(error).__name__}: {error}".encode()])
        return 2
    gc.collect()
    gc.freeze()  # the model is never garbage: do not look at it again
    _send(answers, [frames.READY, analyzer.version.encode(), analyzer.description.encode()])
    while (request := pipes.read(requests)) is not None:
        _send(answers, _answer(analyzer, request))
    return 0


def _send(stream: BinaryIO, fields: list[bytes]) -> None:
    stream.write(pipes.pack(fields))
    stream.flush()


def _answer(analyzer: "Analyzer", request: list[bytes]) -> list[bytes]:
    kind, *fields = request
    try:
        if kind == frames.WHOLE:
            whole, layout, *found = fields
            chunks = frames.decode_chunks(layout)
            candidates = stitch(zip(chunks, map(frames.decode_findings, found), strict=True))
            return [frames.OK, frames.encode_findings(analyzer.resolve(frames.decode_text(whole), candidates))]
        if kind == frames.AGAIN:
            return [frames.OK, *map(frames.encode_findings, _again(analyzer, fields))]
        texts = [frames.decode_text(field) for field in fields]
        all_candidates = analyzer.candidates(texts)
        if kind == frames.TEXTS:
            resolved = map(analyzer.resolve, texts, all_candidates)
            return [frames.OK, *map(frames.encode_findings, resolved)]
        return [frames.OK, *map(frames.encode_findings, all_candidates)]
    except InspectionError as error:
        return [frames.FAILED, error.reason.encode(), error.detail.encode()]
    except MemoryError:
        raise
    except Exception as error:
        return [frames.FAILED, Reason.DETECTOR_FAILED.encode(), type(error).__name__.encode()]


def _again(analyzer: "Analyzer", fields: list[bytes]) -> Iterator[tuple[Finding, ...]]:
    from schleuse.detection.mentions import Names  # noqa: PLC0415 - as above

    names = Names(known.decode(fields[0]))
    for text, findings in zip(fields[1::2], fields[2::2], strict=True):
        yield analyzer.again(frames.decode_text(text), frames.decode_findings(findings), names)


if __name__ == "__main__":
    sys.exit(main())
