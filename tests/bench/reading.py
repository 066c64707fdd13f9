"""Speed: this package against what a user would pick instead, on the bundled edition and the same with rulings.

    python -m tests.bench.reading [--others .bench/bin/python] [--repeats 5] [--write docs/speed.md]

Everything is measured in one run, one reader after the other; only the ratios mean something. A row is recovered whole
where each of its figures is a cell of its own and they follow each other.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.bench.readers import READERS
from tests.facsimile import Look, typeset

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden" / "2025-12.csv"
OURS = ("ind-tables", "Camelot stream", "Camelot lattice")
EDITIONS = {"bundled": Look(), "ruled": Look(rules="grid")}
CAMELOT = "import sys, camelot; camelot.read_pdf(sys.argv[1], flavor='stream', pages='all')"
SAMPLE_SECONDS = 0.01
PATIENCE = 600


@dataclass(frozen=True)
class Ran:
    """What a process printed, the seconds that it took, and the most memory, in MiB, that it and its children had."""

    output: str
    seconds: float
    memory: float


@dataclass(frozen=True)
class Result:
    """How a reader did on an edition: rows recovered whole, and the best of its warm times; None where it failed."""

    reader: str
    rows: int
    seconds: float | None
    memory: float


def truth() -> Counter[tuple[str, ...]]:
    """The rows of the bundled edition as printed, and how often each stands in it."""
    figures = pd.read_csv(GOLDEN)
    printed = figures["value"].map(lambda value: f"{value:,}".replace(",", "."))
    rows = printed.groupby([figures["section"], figures["measure"], figures["age_band"]], sort=False)
    return Counter(tuple(row) for _, row in rows)


def recovered(rows: Sequence[Sequence[str]], wanted: Counter[tuple[str, ...]]) -> int:
    """How many of the rows ``wanted`` are among ``rows``, each figure in a cell of its own."""
    count = len(next(iter(wanted)))
    found: Counter[tuple[str, ...]] = Counter()
    for row in rows:
        cells = [cell.strip() for cell in row if cell and cell.strip()]
        for start in range(len(cells) - count + 1):
            window = tuple(cells[start : start + count])
            if window in wanted:
                found[window] += 1
                break
    return (found & wanted).total()


def run(command: Sequence[str]) -> Ran:
    """Run a command to its end; raises CalledProcessError where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT, env=os.environ
    )
    peak = [0.0]

    def watch() -> None:
        while process.poll() is None:
            peak[0] = max(peak[0], sum(map(_memory, _family(process.pid))))
            time.sleep(SAMPLE_SECONDS)

    watcher = threading.Thread(target=watch)
    watcher.start()
    output = process.communicate(timeout=PATIENCE)[0]
    seconds = time.perf_counter() - start
    watcher.join()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Ran(output, seconds, peak[0])


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _memory(pid: int) -> float:
    """A process's proportional share of memory (pages shared by two processes count half for each), in MiB."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith("Pss:")), 0.0)


def read(reader: str, file: Path, python: str, repeats: int, wanted: Counter[tuple[str, ...]]) -> Result:
    try:
        ran = run([python, str(ROOT / "tests" / "bench" / "readers.py"), reader, str(file), str(repeats)])
    except subprocess.SubprocessError:
        return Result(reader, 0, None, 0.0)
    found = json.loads(ran.output)
    return Result(reader, recovered(found["rows"], wanted), min(found["seconds"]), ran.memory)


def whole_processes(file: Path, repeats: int) -> tuple[Ran, Ran]:
    """The best of ``extract`` and of a script that only imports Camelot and reads with stream, by turns."""
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(run([sys.executable, "-m", "ind_tables", "extract", str(file)]))
        theirs.append(run([sys.executable, "-c", CAMELOT, str(file)]))
    best = min(ours, key=lambda ran: ran.seconds)
    return Ran("", best.seconds, max(ran.memory for ran in ours)), min(theirs, key=lambda ran: ran.seconds)


def tables(others: str | None, repeats: int) -> Iterator[str]:
    """The lines of the tables."""
    wanted = truth()
    rows = wanted.total()
    with tempfile.TemporaryDirectory() as folder:
        for edition, look in EDITIONS.items():
            file = Path(folder) / f"{edition}.pdf"
            file.write_bytes(typeset(pd.read_csv(GOLDEN), look))
            results = [
                read(name, file, sys.executable if name in OURS else others, repeats, wanted)
                for name in READERS
                if name in OURS or others
            ]
            stream = next(result for result in results if result.reader == "Camelot stream")
            assert stream.seconds
            yield from (
                f"## The {edition} edition",
                "",
                f"| reader | of {rows} rows whole | seconds, warm | times Camelot stream | peak memory, MiB |",
                "|---|---:|---:|---:|---:|",
            )
            for result in results:
                if result.seconds is None:
                    yield f"| {result.reader} | fails | | | |"
                    continue
                ratio = result.seconds / stream.seconds
                yield (
                    f"| {result.reader} | {result.rows} | {result.seconds:.2f} | {ratio:.1f} | {result.memory:.0f} |"
                )
            ours, theirs = whole_processes(file, repeats)
            yield from (
                "",
                f"From start to end, `ind-tables extract` takes {ours.seconds / theirs.seconds:.2f} times as long as a "
                f"script that only imports Camelot and reads the file with stream ({ours.seconds:.2f} s against "
                f"{theirs.seconds:.2f} s), and all its processes together at most {ours.memory:.0f} MiB.",
                "",
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--others", help="the Python that has the other readers; without it only Camelot is compared")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--write", type=Path, help="write the page to this file too")
    options = parser.parse_args()
    lines = [
        "# Speed",
        "",
        "What this package takes to read an edition, against what one would pick instead: rows recovered whole (each",
        "figure a cell of its own), and the best of several times once everything is loaded. This package reads every",
        "figure two or three times, compares the readings, and checks the result against its schema; the others hand",
        "over cells.",
        "Measured in one run by `make bench`; the ratios say more than the seconds.",
        "",
    ]
    print(*lines, sep="\n")
    for line in tables(options.others, options.repeats):
        print(line, flush=True)
        lines.append(line)
    if options.write:
        options.write.write_text("\n".join(lines).rstrip() + "\n", "utf8")


if __name__ == "__main__":
    main()
