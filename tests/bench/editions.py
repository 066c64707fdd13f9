"""Many months: the reports of five years, one after the other, and what each costs.

    python -m tests.bench.editions [--editions 60] [--alone 4]

Typesets consecutive made-up editions that hang together, as originals, in a folder of their own; makes the report of
each in turn, every one compared with the one before; then, of some, with one core instead of two. Prints seconds an
edition, at the beginning and at the end, the parallel efficiency, the peak memory of all processes, and the seconds
for one table of all.
"""

from __future__ import annotations

import argparse
import io
import os
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import pikepdf

from tests.bench.measure import Cost, command
from tests.facsimile import random_figures, typeset

ROOT = Path(__file__).parents[2]
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


def made(home: Path, month: str, outputs: Path, *, alone: bool = False) -> Cost:
    """The cost of the report of a month; with one job at a time where ``alone``, as in a make within another."""
    arguments = ["make", "report", f"MONTH={month}", f"PDF={home}/data/{month}.pdf", f"OUTPUTS={outputs}"]
    environment = {**os.environ, "IND_TABLES_HOME": str(home), **({"MAKELEVEL": "1"} if alone else {})}
    return command(arguments, ROOT, environment)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--editions", type=int, default=60)
    parser.add_argument("--alone", type=int, default=4, help="how many are made again with one core")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        (home / "data").mkdir()
        months = write_editions(home / "data", chosen.editions)
        costs = [made(home, month, home / "outputs") for month in months]
        again = months[-chosen.alone :]
        alone = sum(made(home, month, home / "alone", alone=True).seconds for month in again)
        panel = command(
            [sys.executable, "-m", "ind_tables", "panel", "--vintage", "all"],
            home,
            {**os.environ, "IND_TABLES_HOME": place},
        )
    few = min(10, len(costs) // 2)
    total = sum(cost.seconds for cost in costs)
    both = sum(cost.seconds for cost in costs[-chosen.alone :])
    print(f"{len(costs)} editions, {total / 60:.1f} minutes on {os.cpu_count()} cores")
    print(f"seconds an edition          {total / len(costs):6.1f}")
    print(f"  the first {few:<3}             {statistics.mean(cost.seconds for cost in costs[:few]):6.1f}")
    print(f"  the last {few:<3}              {statistics.mean(cost.seconds for cost in costs[-few:]):6.1f}")
    print(f"  with one core             {alone / chosen.alone:6.1f}   ({chosen.alone} of them)")
    print(f"parallel efficiency         {alone / (2 * both):6.0%}")
    print(f"peak memory, MB             {max(cost.megabytes for cost in costs):6.0f}")
    print(f"one table of all, seconds   {panel.seconds:6.1f}")


if __name__ == "__main__":
    main()
