"""The process of a command, before it begins."""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys

_RARELY = (100_000, 20, 50)


def prepare() -> None:
    """Set up this process: what libraries look for, how often garbage is looked for, and what cannot be printed.

    A command imports much and leaves little garbage; looking for it took a third of the time in which an edition is
    read, a quarter of a second more to end.
    """
    os.environ.setdefault("PATH", os.defpath)  # Camelot looks for programs there, and fails without one
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # the matrices are small: threads would wait for each other
    gc.set_threshold(*_RARELY)
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
