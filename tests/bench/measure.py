"""What a command costs, and where the measured tables stand."""

from __future__ import annotations

import os
import re
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "speed.md"
PATIENCE = 7200
SAMPLE_SECONDS = 0.02

_OF_MAKE = {"MAKELEVEL", "MAKEFLAGS", "MFLAGS"}


@dataclass(frozen=True)
class Ran:
    """What a command printed, the seconds that it took, and the most memory, in MiB, of all its processes together.

    Watching the memory takes time of its own: it is 0 where nobody watched.
    """

    output: str
    seconds: float
    memory: float


def surroundings(**others: str) -> dict[str, str]:
    """The variables of this process, and others; without those of a make around it, within which another is slower."""
    return {name: value for name, value in os.environ.items() if name not in _OF_MAKE} | others


def run(
    command: Sequence[str | Path],
    folder: Path = ROOT,
    environment: Mapping[str, str] | None = None,
    *,
    watched: bool = False,
) -> Ran:
    """Run a command to its end; raises CalledProcessError, with what it said, where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        env=surroundings() if environment is None else environment,
    )
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], sum(map(_memory, _family(process.pid))))
            time.sleep(SAMPLE_SECONDS)

    watcher = threading.Thread(target=watch if watched else lambda: None)
    watcher.start()
    output, said = process.communicate(timeout=PATIENCE)
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        error = subprocess.CalledProcessError(process.returncode, command, output, said)
        error.add_note(said)
        raise error
    return Ran(output, seconds, peak[0])


def _family(pid: int) -> Iterator[int]:
    yield pid
    for children in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            found = children.read_text("ascii").split()
        except OSError:
            continue
        for child in found:
            yield from _family(int(child))


def _memory(pid: int) -> float:
    """A process's proportional share of memory (pages shared by two processes count half for each), in MiB."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)


def tell(part: str, lines: Iterable[str], write: bool) -> None:
    """Print the lines as they come and, with ``write``, put them in their part of docs/speed.md."""
    told = []
    for line in lines:
        print(line, flush=True)
        told.append(line)
    if write:
        begin, end = f"<!-- {part}: begin -->\n", f"\n<!-- {part}: end -->"
        page = DOCUMENT.read_text("utf8")
        text = "\n".join(told).strip()
        page, count = re.subn(f"(?<={begin}).*?(?={end})", lambda _: text, page, flags=re.DOTALL)
        assert count == 1, f"{DOCUMENT.name} has no part {part}"
        DOCUMENT.write_text(page, "utf8")
