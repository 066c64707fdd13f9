"""Speed: this package against what a user would pick instead, on the bundled edition and the same with rulings.

    python -m tests.bench.reading [--others .bench/bin/python] [--repeats 5] [--write]

Everything is measured in one run, one reader after the other; only the ratios mean something. A row is recovered whole
where each of its figures is a cell of its own and they follow each other.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tests.bench.measure import ROOT, Ran, run, tell
from tests.bench.readers import READERS
from tests.documents.facsimile import Look, typeset

GOLDEN = ROOT / "tests" / "golden" / "2025-12.csv"
OURS = ("ind-tables", "Camelot stream", "Camelot lattice")
EDITIONS = {"bundled": Look(), "ruled": Look(rules="grid")}
_WHOLE = 15  # of fewer the best is still a matter of luck, by a tenth
CAMELOT = "import sys, camelot; camelot.read_pdf(sys.argv[1], flavor='stream', pages='all')"


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


def read(reader: str, file: Path, python: str, repeats: int, wanted: Counter[tuple[str, ...]]) -> Result:
    command = [python, ROOT / "tests" / "bench" / "readers.py", reader, file]
    try:
        ran = run([*command, str(repeats)])
        memory = run([*command, "1"], watched=True).memory
    except subprocess.SubprocessError:
        return Result(reader, 0, None, 0.0)
    found = json.loads(ran.output)
    return Result(reader, recovered(found["rows"], wanted), min(found["seconds"]), memory)


def whole_processes(file: Path, repeats: int) -> tuple[Ran, Ran]:
    """The best of ``extract`` and of a script that only imports Camelot and reads with stream, by turns."""
    ours, theirs = [], []
    for _ in range(repeats):
        ours.append(run([sys.executable, "-m", "ind_tables", "extract", str(file)]))
        theirs.append(run([sys.executable, "-c", CAMELOT, str(file)]))
    watched = run([sys.executable, "-m", "ind_tables", "extract", str(file)], watched=True)
    best = min(ran.seconds for ran in ours)
    return Ran("", best, watched.memory), min(theirs, key=lambda ran: ran.seconds)


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
                f"### The {edition} edition",
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
            ours, theirs = whole_processes(file, _WHOLE)
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
    parser.add_argument("--write", action="store_true", help="put the tables in docs/speed.md")
    options = parser.parse_args()
    tell("reading", tables(options.others, options.repeats), options.write)


if __name__ == "__main__":
    main()
