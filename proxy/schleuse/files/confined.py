"""One file, one process: a child that may compute for a while, with bounded memory, and do little else."""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

from schleuse.model import Unread
from schleuse.pipes import die_with

_PR_SET_NO_NEW_PRIVS = 38
_MOST_DESCRIPTORS = 256
"""Below which those of the worker lie: it opens a handful."""
_DESCRIPTORS = 64


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a child may use."""

    seconds: int
    """Of time, and of processor time."""
    memory: int
    """Bytes of address space, for the child and for each process that it starts."""


class ConfinedError(Exception):
    """The child did not come to its end."""

    def __init__(self, why: Unread) -> None:
        super().__init__(why.value)
        self.why = why


def confined(work: Callable[[], bytes], bounds: Bounds) -> bytes:
    """Return what ``work`` returns in a child process.

    To be called in a process with one thread. The child writes no files, leaves no core dump, and takes what it
    started with it when it ends.

    Raises:
        ConfinedError: ``TIMEOUT``, or ``FAILED`` (out of memory, crashed, raised).

    """
    read, write = os.pipe()
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        _become_child(work, bounds, write, parent)
    os.close(write)
    with os.fdopen(read, "rb") as stream:
        answer = stream.read()
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)  # what it started; the number is not given out again before the next line
    _, status = os.waitpid(child, 0)
    if os.waitstatus_to_exitcode(status) == 0:
        return answer
    late = os.WIFSIGNALED(status) and os.WTERMSIG(status) in {signal.SIGALRM, signal.SIGXCPU}
    raise ConfinedError(Unread.TIMEOUT if late else Unread.FAILED)


def _become_child(work: Callable[[], bytes], bounds: Bounds, write: int, parent: int) -> NoReturn:
    try:
        os.setpgid(0, 0)
        _confine(bounds, parent)
        os.dup2(write, 3)
        os.closerange(4, _MOST_DESCRIPTORS)
        with os.fdopen(3, "wb") as stream:
            stream.write(work())
        os._exit(0)
    except BaseException:  # what it says may quote the file
        os._exit(1)


def _confine(bounds: Bounds, parent: int) -> None:
    die_with(parent)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(bounds.seconds)
    for limit, value in (
        (resource.RLIMIT_AS, bounds.memory),
        (resource.RLIMIT_CPU, bounds.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, _DESCRIPTORS),
    ):
        # Where both limits of processor time are one, Linux kills at once, and nobody would know why.
        resource.setrlimit(limit, (value, value + 1 if limit == resource.RLIMIT_CPU else value))
