"""Many months: the reports of five years, one after the other, and what each costs.

    python -m tests.bench.editions [--editions 60] [--alone 4] [--write]

Typesets consecutive made-up editions that hang together, as originals, in a folder of their own; makes the report of
each in turn, every one compared with the one before; then, of some, with one core instead of two. Prints seconds an
edition, at the beginning and at the end, the parallel efficiency, the peak memory of all processes, and the seconds
for one table of all.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pandas as pd
import pikepdf

from tests.bench.measure import Ran, run, surroundings, tell
from tests.facsimile import random_figures, typeset

END = "2025-12"
WINDOW = 13


def original(figures: pd.DataFrame) -> bytes:
    """The edition as a PDF that does not say that it is a facsimile, so that it is stored."""
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(typeset(figures))) as pdf:
        del pdf.docinfo
        pdf.save(target)
    return target.getvalue()


def write_editions(folder: Path, count: int) -> list[str]:
    """``count`` PDFs that overlap in twelve months as editions do; gives their months, in order."""
    series = random_figures(seed=1, end=END, length=WINDOW + count - 1)
    months = [str(month) for month in pd.period_range(end=END, periods=count, freq="M")]
    for month in months:
        periods = [str(period) for period in pd.period_range(end=month, periods=WINDOW, freq="M")]
        figures = series[series["period"].isin(periods)].assign(edition=month)
        (folder / f"{month}.pdf").write_bytes(original(figures))
    return months


def made(home: Path, month: str, outputs: Path, *, alone: bool = False, watched: bool = False) -> Ran:
    """The cost of the report of a month; with one job at a time where ``alone``, as in a make within another."""
    command = ["make", "report", f"MONTH={month}", f"PDF={home}/data/{month}.pdf", f"OUTPUTS={outputs}"]
    within = {"MAKELEVEL": "1"} if alone else {}
    return run(command, environment=surroundings(IND_TABLES_HOME=str(home), **within), watched=watched)


def table(count: int, again: int) -> Iterator[str]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "data").mkdir()
        months = write_editions(home / "data", count)
        costs = [made(home, month, home / "outputs") for month in months]
        alone = [made(home, month, home / "alone", alone=True).seconds for month in months[-again:]]
        memory = made(home, months[-1], home / "watched", watched=True).memory
        panel = run(
            [sys.executable, "-m", "ind_tables", "panel", "--vintage", "all"], home, surroundings(IND_TABLES_HOME=place)
        )
    seconds = [ran.seconds for ran in costs]
    few = max(1, min(10, count // 2))
    yield f"{count} editions in {sum(seconds) / 60:.0f} minutes, on {os.cpu_count()} cores:"
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| seconds an edition | {mean(seconds):.1f} |"
    yield f"| of the first {few} | {mean(seconds[:few]):.1f} |"
    yield f"| of the last {few} | {mean(seconds[-few:]):.1f} |"
    yield f"| with one core instead of two (the last {again}) | {mean(alone):.1f} |"
    yield f"| parallel efficiency | {mean(alone) / (2 * mean(seconds[-again:])):.0%} |"
    yield f"| peak memory of all processes, MiB | {memory:.0f} |"
    yield f"| seconds for one table of all, {len(panel.output.splitlines()) - 1:,} figures | {panel.seconds:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--alone", type=int, default=4, help="how many are made again with one core")
    parser.add_argument("--write", action="store_true", help="put the table in docs/speed.md")
    options = parser.parse_args()
    tell("editions", table(options.editions, options.alone), options.write)


if __name__ == "__main__":
    main()
