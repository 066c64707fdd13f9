"""Many editions: the reports of five years side by side, and of two, against one after another.

    python -m tests.bench.editions [--editions 60] [--write]

Typesets consecutive made-up editions that hang together, as originals, in a folder of their own; makes the reports of
the last two, by a command each, by one command on one core and by one on all cores, and then of all, each compared
with the one before. Prints seconds, ratios, the peak memory of all processes together, and what one table of all takes.
"""

from __future__ import annotations

import argparse
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pikepdf

from tests.bench.measure import Ran, run, surroundings, tell
from tests.documents.facsimile import random_figures, typeset

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


def cost(home: Path, outputs: str, *command: str, watched: bool = False, one_core: bool = False) -> Ran:
    """What ``ind-tables`` costs in a home folder, with its reports in a folder there."""
    words = [sys.executable, "-m", "ind_tables", *command, "--output", f"{home}/{outputs}"]
    if one_core:
        words = ["taskset", "--cpu-list", str(min(os.sched_getaffinity(0))), *words]
    return run(words, environment=surroundings(IND_TABLES_HOME=str(home)), watched=watched)


def table(count: int) -> Iterator[str]:
    """The lines of the table."""
    with tempfile.TemporaryDirectory() as place:
        home, two = Path(place, "all"), Path(place, "two")
        for folder in (home, two):
            (folder / "data").mkdir(parents=True)
        months = write_editions(home / "data", count)
        for month in months[-2:]:
            shutil.copy(home / f"data/{month}.pdf", two / "data")
        apart = sum(cost(two, "apart", "report", month).seconds for month in months[-2:])
        alone = cost(two, "alone", "reports", one_core=True).seconds
        together = cost(two, "together", "reports").seconds
        of_two = cost(two, "watched", "reports", watched=True)
        all_ = cost(home, "outputs", "reports", watched=True)
        again = cost(home, "outputs", "reports").seconds
        panel = run(
            [sys.executable, "-m", "ind_tables", "panel", "--vintage", "all"],
            home,
            surroundings(IND_TABLES_HOME=str(home)),
        )
    yield f"{count} editions in {all_.seconds / 60:.1f} minutes, on {os.cpu_count()} cores:"
    yield ""
    yield "| | |"
    yield "|---|---:|"
    yield f"| two editions, by a command each, seconds | {apart:.1f} |"
    yield f"| by one command, on one core, seconds | {alone:.1f} |"
    yield f"| by one command, on all cores, seconds | {together:.1f} |"
    yield f"| times as fast as on one core | {alone / together:.2f} |"
    yield f"| times as fast as by a command each | {apart / together:.2f} |"
    yield f"| peak memory of all processes, two editions, MiB | {of_two.memory:.0f} |"
    yield f"| {count} editions, seconds an edition | {all_.seconds / count:.1f} |"
    yield f"| peak memory of all processes, {count} editions, MiB | {all_.memory:.0f} |"
    yield f"| said again, nothing changed, seconds | {again:.1f} |"
    yield f"| seconds for one table of all, {len(panel.output.splitlines()) - 1:,} figures | {panel.seconds:.1f} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--write", action="store_true", help="put the table in docs/speed.md")
    options = parser.parse_args()
    tell("editions", table(options.editions), options.write)


if __name__ == "__main__":
    main()
