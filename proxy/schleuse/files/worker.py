"""A worker that reads files: it holds the libraries and forks a child for every file, until its input ends.

Started by :mod:`schleuse.files.readers`. A request is ``read``, the name, the content; the answer one field from
:mod:`schleuse.files.wire`. The worker itself never looks into a file.
"""

import argparse
import gc
import sys

from schleuse.files import wire
from schleuse.files.confined import Bounds, ConfinedError, confined
from schleuse.files.read import load_all, read
from schleuse.model import FileReading, Unread
from schleuse.pipes import die_with, pack, take_pipes
from schleuse.pipes import read as receive


def main() -> int:
    """Serve; 0 when the gateway closed the pipe."""
    parser = argparse.ArgumentParser(prog="schleuse.files.worker")
    parser.add_argument("--seconds", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--ocr", action="store_true")
    arguments = parser.parse_args()
    requests, answers = take_pipes()
    die_with(arguments.parent)
    load_all()
    gc.collect()
    gc.freeze()  # what children share with their parent stays shared
    bounds = Bounds(arguments.seconds, arguments.memory)
    while (request := receive(requests)) is not None:
        name, content = request
        answers.write(pack([_answer(content, name.decode("utf-8", "replace"), bounds, ocr=arguments.ocr)]))
        answers.flush()
        del request, content
    return 0


def _answer(content: bytes, name: str, bounds: Bounds, *, ocr: bool) -> bytes:
    def work() -> bytes:
        return wire.encode(read(content, name, ocr=ocr))

    try:
        return confined(work, bounds)
    except ConfinedError as error:
        return wire.encode(FileReading("other", (), ((error.why, ()),)))
    except OSError:  # no process to be had
        return wire.encode(FileReading("other", (), ((Unread.FAILED, ()),)))


if __name__ == "__main__":
    sys.exit(main())
