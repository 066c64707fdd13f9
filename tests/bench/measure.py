"""What a command costs: seconds on the clock, and memory of all its processes together."""

from __future__ import annotations

import subprocess
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

_INTERVAL = 0.05


@dataclass(frozen=True)
class Cost:
    """Seconds, and the peak of the proportional memory of all processes together, in MB."""

    seconds: float
    megabytes: float


def command(
    arguments: Sequence[str | Path], folder: Path, environment: Mapping[str, str] | None = None, memory: bool = True
) -> Cost:
    """The cost of a command that must succeed; raises RuntimeError with what it said where it does not."""
    started = time.perf_counter()
    process = subprocess.Popen(
        [str(a) for a in arguments], cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    watch = _Watch(process.pid) if memory else None
    _, said = process.communicate()
    seconds = time.perf_counter() - started
    peak = watch.peak() if watch else 0.0
    if process.returncode:
        raise RuntimeError(f"{' '.join(map(str, arguments))} ended with {process.returncode}: {said.decode()}")
    return Cost(seconds, peak)


class _Watch(threading.Thread):
    """Samples the memory of a process and all that it started; shared pages count once."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self._pid, self._peak, self._ended = pid, 0, threading.Event()
        self.start()

    def run(self) -> None:
        while not self._ended.wait(_INTERVAL):
            with suppress(psutil.Error):
                root = psutil.Process(self._pid)
                self._peak = max(self._peak, sum(map(_memory, [root, *root.children(recursive=True)])))

    def peak(self) -> float:
        self._ended.set()
        self.join()
        return self._peak / 1e6


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error, AttributeError):
        return int(process.memory_full_info().pss)
    return 0
