"""Runs a reading in a process of its own, so that what a PDF does to a library stays there.

The process is forked, after the imports that it needs; its processor time, its patience and its memory are
limited, and what it prints goes nowhere. A crash, a runaway or a hunger for memory ends in a refusal; a defect of
this package is none.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import fcntl
import math
import multiprocessing
import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, Generic, TypeVar

from ind_tables.errors import DamagedPdf, DocumentTooLarge, IndTablesError, InternalError, one_line

T = TypeVar("T")
LIMIT_SECONDS = 20.0
LIMIT_MEMORY = 512 * 2**20
DECODERS = ("playa", "pypdfium2")
_PATIENCE = 3
_GLANCE = 0.05
_MUCH = 192 * 2**20  # more than an edition takes

_GOES_ON = ("goes on", None)
_PR_SET_PDEATHSIG = 1

_fork = multiprocessing.get_context("fork")


class Reading(Generic[T]):
    """A function at work in a process of its own; :meth:`result` waits for what it returns."""

    def __init__(
        self,
        name: str,
        function: Callable[..., T],
        *arguments: Any,
        seconds: float = LIMIT_SECONDS,
        announced: bool = False,
    ):
        """Start ``function(*arguments)``.

        Args:
            name: the document's, for the messages.
            function: called with ``arguments``; what it returns must be small enough to be sent back.
            seconds: of processor time; on a busy machine three times as much may pass.
            announced: whether ``function`` takes one argument more, to call once it is sure to go on.
        """
        self._name = name
        self._seconds = seconds
        self._deadline = time.monotonic() + _PATIENCE * seconds
        self._answers, theirs = _fork.Pipe(duplex=False)
        self._process = _fork.Process(
            target=_work, args=(theirs, os.getpid(), function, arguments, seconds, announced), daemon=True
        )
        self._process.start()
        theirs.close()
        self._first = self._taken = _virtual_memory(self._process.pid)
        self._first_answer: tuple[str, Any] | None = None

    def goes_on(self) -> bool:
        """Wait until the function says that it goes on; whether it does, and has not ended already."""
        try:
            self._first_answer = self._received()
        except (EOFError, OSError):
            return False
        return self._first_answer == _GOES_ON

    def result(self) -> T:
        """What the function returned.

        Raises:
            ReadError: the one that the function raised.
            DocumentTooLarge: it was over its limit of time or memory.
            DamagedPdf: a library that decodes PDFs failed.
            InternalError: it failed in another way.
        """
        try:
            outcome, value = self._first_answer or self._received()
            if (outcome, value) == _GOES_ON:
                outcome, value = self._received()
        except (EOFError, OSError):
            self._process.join()
            raise self._died(self._process.exitcode or 0) from None
        finally:
            self.stop()
        if outcome == "returned":
            return value  # type: ignore[no-any-return]
        if isinstance(value, IndTablesError):
            raise value
        if outcome == "memory":
            raise self._too_hungry()
        if outcome == "undecoded":
            raise DamagedPdf(
                f"{self._name} cannot be decoded ({value}); expected a whole document; download it again, and report "
                "it if the fresh copy fails too"
            )
        raise InternalError.of(f"reading {self._name}", *value)

    def _received(self) -> tuple[str, Any]:
        while not self._answers.poll(_GLANCE):
            self._taken = max(self._taken, _virtual_memory(self._process.pid))
            if time.monotonic() > self._deadline:
                raise self._too_slow()
        outcome, value = self._answers.recv()
        return outcome, value

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self._answers.close()
        if self._process.is_alive():
            self._process.kill()
        self._process.join()

    def _too_slow(self) -> DocumentTooLarge:
        return DocumentTooLarge(
            f"reading {self._name} took more than {self._seconds:.0f} seconds; expected an edition of a few pages; "
            "pass the edition alone"
        )

    def _too_hungry(self) -> DocumentTooLarge:
        return DocumentTooLarge(
            f"reading {self._name} took more than {LIMIT_MEMORY // 2**20} MiB of memory; expected an edition of a few "
            "pages; pass the edition alone"
        )

    def _died(self, status: int) -> IndTablesError:
        if -status == signal.SIGXCPU:
            return self._too_slow()
        # PDFium aborts where it is refused memory; it may have asked for much at once, and hold less than the limit.
        if -status == signal.SIGKILL or (status < 0 and self._taken - self._first > _MUCH):
            return self._too_hungry()
        return DamagedPdf(
            f"{self._name} made the PDF library crash (status {status}); expected a whole document; download it again"
        )


def end_with(parent: int) -> None:
    """Let this process end when its parent does, however that ends; only Linux can."""
    with contextlib.suppress(AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _work(
    answers: Connection,
    parent: int,
    function: Callable[..., Any],
    arguments: tuple[Any, ...],
    seconds: float,
    announced: bool,
) -> None:
    end_with(parent)
    _let_go()
    _confine(seconds)
    if announced:
        arguments = (*arguments, partial(answers.send, _GOES_ON))
    try:
        answers.send(("returned", function(*arguments)))
    except IndTablesError as error:
        answers.send(("refused", error))
    except MemoryError:
        answers.send(("memory", None))
    except Exception as error:
        said = one_line(f"{type(error).__name__}: {error}")[:200]
        decoding = _raised_in(error).partition(".")[0] in DECODERS
        answers.send(("undecoded", said) if decoding else ("failed", (said, traceback.format_exc())))


def _raised_in(error: Exception) -> str:
    """The module in which an exception was raised."""
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return str(frames[-1].f_globals.get("__name__", ""))


def _let_go() -> None:
    """Close what was inherited for reading: locked folders, and the ends of pipes that would keep a writer waiting."""
    for open_file in Path("/dev/fd").iterdir():
        number = int(open_file.name)
        with contextlib.suppress(OSError):
            if number > 2 and fcntl.fcntl(number, fcntl.F_GETFL) & os.O_ACCMODE == os.O_RDONLY:
                os.close(number)


def _confine(seconds: float) -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    sys.stdout = sys.stderr = os.fdopen(nowhere, "w", encoding="utf-8")
    faulthandler.disable()
    in_use = _virtual_memory(os.getpid())
    limits = {resource.RLIMIT_CPU: math.ceil(time.process_time() + seconds), resource.RLIMIT_CORE: 0}
    if in_use:
        limits[resource.RLIMIT_AS] = in_use + LIMIT_MEMORY
    for kind, limit in limits.items():
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(kind, (limit, resource.getrlimit(kind)[1]))


def _virtual_memory(process: int | None) -> int:
    """How many bytes a process has mapped; 0 where the system does not say, or it has ended."""
    try:
        return int(Path(f"/proc/{process}/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    except OSError:
        return 0
