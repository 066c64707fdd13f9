"""Detection power: spoils editions thousands of times, by kind of error, and counts what the checks make of it.

    python -m tests.bench.power [--trials 40] [--seed 1] [--processes 2] [--write]

Editions are that of December 2025, typed from the document, and made-up ones of other months (figures.py), by
turns. An error always strikes figures that stand in at least one identity, and moves one of them by 40 or more
unless said otherwise. Two at once are two errors of one kind, anywhere in the edition.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from ind_tables import localise, verdicts
from ind_tables.localise import Localisation
from ind_tables.rules import Confrontation
from tests.facsimile.figures import GOLDEN, random_figures

Random = np.random.Generator
Changes = dict[int, float]

MADE_UP = 6
ENDS = ["2024-06", "2025-01", "2025-12", "2026-01", "2026-03", "2026-09"]


@dataclass
class Sample:
    """An edition without errors, the edition before it, and the places of its cells."""

    edition: Confrontation
    previous: pd.DataFrame
    rows: list[list[int]] = field(init=False)
    covered: list[int] = field(init=False)

    def __post_init__(self) -> None:
        rows: dict[tuple[str, ...], list[int]] = {}
        for n, cell in enumerate(self.edition.cells):
            rows.setdefault(cell[:3], []).append(n)
        self.rows = list(rows.values())
        for structure in ("parts", "standing", "series"):
            getattr(self.edition, structure)
        self.covered = np.flatnonzero((self.edition.network.matrix != 0).any(axis=0)).tolist()

    def row(self, cell: int) -> list[int]:
        return next(row for row in self.rows if cell in row)


def samples(seed: int) -> list[Sample]:
    """December 2025 and made-up editions, each with a previous edition of which some tables were revised."""
    random = np.random.default_rng(seed)
    found = []
    for n, end in enumerate(["", *ENDS[:MADE_UP]]):
        if end:
            longer = random_figures(1000 * seed + n, end, 14)
            months = sorted(longer["period"].unique())
            edition = longer[longer["period"] != months[0]].reset_index(drop=True)
            previous = longer[longer["period"] != months[-1]].reset_index(drop=True)
        else:
            edition = pd.read_csv(GOLDEN)
            previous = edition[edition["period"] != edition["period"].max()].reset_index(drop=True)
        found.append(Sample(Confrontation(edition), _revised(random, previous)))
    return found


def _revised(random: Random, previous: pd.DataFrame) -> pd.DataFrame:
    """In one table out of four, three figures out of ten were other ones when they were first printed."""
    tables = previous["section"].unique()
    struck = previous["section"].isin(tables[random.random(len(tables)) < 0.25]) & (random.random(len(previous)) < 0.3)
    moved = random.choice([-30, -20, -10, 10, 20, 30], len(previous))
    return previous.assign(value=(previous["value"] + moved * struck).clip(lower=0))


# ---------------------------------------------------------------------------------------------------
# Kinds of error: each yields the cells that it changes and what is then printed there.


def _typed(spoil: Callable[[Random, str], str]) -> Callable[[Random, Sample], Changes]:
    def error(random: Random, sample: Sample) -> Changes:
        cell = int(random.choice(sample.covered))
        text = spoil(random, f"{sample.edition.values[cell]:.0f}")
        return {cell: float(text or 0)}

    return error


def _digit(random: Random, text: str) -> str:
    n = int(random.integers(len(text)))
    return text[:n] + str(random.integers(10)) + text[n + 1 :]


def _exchanged(random: Random, text: str) -> str:
    if len(text) < 2:
        return text
    n = int(random.integers(len(text) - 1))
    return text[:n] + text[n + 1] + text[n] + text[n + 2 :]


def _dropped(random: Random, text: str) -> str:
    n = int(random.integers(len(text)))
    return text[:n] + text[n + 1 :]


def _doubled(random: Random, text: str) -> str:
    n = int(random.integers(len(text)))
    return text[:n] + text[n] + text[n:]


def _separated(random: Random, text: str) -> str:
    if len(text) < 4:
        return text
    return [text[:-3], text[-3:], text.rstrip("0")][random.integers(3)]


def _neighbour(random: Random, sample: Sample) -> Changes:
    cell = int(random.choice(sample.covered))
    row = sample.row(cell)
    n = row.index(cell) + int(random.choice([-1, 1]))
    return {cell: sample.edition.values[row[n]]} if 0 <= n < len(row) else {}


def _two_cells(random: Random, sample: Sample) -> Changes:
    one = int(random.choice(sample.covered))
    table = [n for n in sample.covered if sample.edition.cells[n].section == sample.edition.cells[one].section]
    same_row = [n for n in sample.row(one) if n != one]
    same_month = [n for n in table if n != one and sample.edition.cells[n].period == sample.edition.cells[one].period]
    other = int(random.choice(same_row if random.random() < 0.5 else same_month))
    return {one: sample.edition.values[other], other: sample.edition.values[one]}


def _shifted(random: Random, sample: Sample) -> Changes:
    row = sample.row(int(random.choice(sample.covered)))
    values = sample.edition.values[row]
    left = random.random() < 0.5
    moved = np.roll(values, -1 if left else 1)
    edge = [moved[-1 if left else 0], values[-1 if left else 0], 0.0][random.integers(3)]
    moved[-1 if left else 0] = edge
    return dict(zip(row, moved.tolist(), strict=True))


def _over(random: Random, sample: Sample) -> Changes:
    row = sample.row(int(random.choice(sample.covered)))
    section = sample.edition.cells[row[0]].section
    others = [other for other in sample.rows if sample.edition.cells[other[0]].section == section and other != row]
    source = others[random.integers(len(others))]
    return dict(zip(row, sample.edition.values[source].tolist(), strict=True))


def _two_rows(random: Random, sample: Sample) -> Changes:
    row = sample.row(int(random.choice(sample.covered)))
    section = sample.edition.cells[row[0]].section
    others = [other for other in sample.rows if sample.edition.cells[other[0]].section == section and other != row]
    other = others[random.integers(len(others))]
    values = sample.edition.values
    return dict(zip([*row, *other], [*values[other], *values[row]], strict=True))


def _column(sample: Sample, section: str, period: str) -> list[int]:
    return [n for n, cell in enumerate(sample.edition.cells) if (cell.section, cell.period) == (section, period)]


def _two_columns(random: Random, sample: Sample) -> Changes:
    cell = sample.edition.cells[int(random.choice(sample.covered))]
    n = int(random.integers(len(sample.edition.periods) - 1))
    one, other = (_column(sample, cell.section, period) for period in sample.edition.periods[n : n + 2])
    values = sample.edition.values
    return dict(zip([*one, *other], [*values[other], *values[one]], strict=True))


def _column_over(random: Random, sample: Sample) -> Changes:
    changes = _two_columns(random, sample)
    return dict(list(changes.items())[: len(changes) // 2])


KINDS: dict[str, Callable[[Random, Sample], Changes]] = {
    "one digit changed": _typed(_digit),
    "two digits swapped": _typed(_exchanged),
    "digit dropped": _typed(_dropped),
    "digit doubled": _typed(_doubled),
    "separator lost": _typed(_separated),
    "neighbour month's value": _neighbour,
    "two cells swapped": _two_cells,
    "row shifted": _shifted,
    "row over another": _over,
    "two rows swapped": _two_rows,
    "column over another": _column_over,
    "two columns swapped": _two_columns,
}
SINGLE = list(KINDS)[:6]

# What has targets is measured more often than the rest.
AIMED_AT = ("one digit changed", 1)
OFTEN = 5


def strike(random: Random, sample: Sample, kind: str, errors: int, least: float = 0.0, most: float = np.inf) -> Changes:
    """Changes by ``errors`` errors of one kind, of which each moves a figure by ``least`` to ``most``."""
    while True:
        changes: Changes = {}
        struck = 0
        while struck < errors:
            found = KINDS[kind](random, sample)
            found = {n: v for n, v in found.items() if v != sample.edition.values[n]}
            moved = [abs(v - sample.edition.values[n]) for n, v in found.items()]
            if found and not found.keys() & changes.keys() and least <= max(moved) <= most:
                changes |= found
                struck += 1
        return changes


# How a reason says what happened, for the slips that spoil several cells.
NAMED = {
    "two cells swapped": "stand in each other's place",
    "row shifted": "one column too far",
    "row over another": "repeats the figures",
    "two rows swapped": "stand in each other's place",
    "column over another": "repeats the figures",
    "two columns swapped": "stand in each other's place",
}


NUMBERS = ["trials", "detected", "among", "alone", "right", "misled", "named"]


@dataclass
class Count:
    """What the checks made of the errors of one kind.

    Attributes:
        trials: spoilt editions.
        detected: with at least one finding of severity error. All other counts are of these.
        among: every wrong cell stands in an explanation of rank 1.
        alone: the only explanation of rank 1 names the wrong cells, and of single figures no other cell.
        right: moreover it proposes the true figure for each of them.
        misled: the only explanation of rank 1 proposes a figure that is not the true one.
        named: of slips that spoil several cells: the only explanation of rank 1 says what happened.
    """

    trials: int = 0
    detected: int = 0
    among: int = 0
    alone: int = 0
    right: int = 0
    misled: int = 0
    named: int = 0

    @property
    def numbers(self) -> tuple[int, ...]:
        """The counts in the order of NUMBERS."""
        return tuple(getattr(self, name) for name in NUMBERS)


def judge(count: Count, sample: Sample, changes: Changes, previous: pd.DataFrame | None, kind: str) -> None:
    """Add one spoilt edition to ``count``."""
    printed = sample.edition.values.copy()
    printed[list(changes)] = list(changes.values())
    search = Localisation(sample.edition.printing(printed), previous)
    rows = search.rows()
    count.trials += 1
    if not search.problems:
        return
    count.detected += 1
    first: dict[int, dict[int, int | None]] = {}
    reasons = []
    for rank, explanation, *place, _, proposed, reason in rows:
        if rank == 1:
            first.setdefault(explanation, {})[sample.edition.numbers[tuple(place)]] = proposed
            reasons.append(reason)
    count.among += changes.keys() <= {cell for cells in first.values() for cell in cells}
    if len(first) != 1:
        return
    (cells,) = first.values()
    true = {cell: sample.edition.values[cell] for cell in cells}
    whole = kind in NAMED and kind != "two cells swapped"
    alone = changes.keys() <= cells.keys() if whole else changes.keys() == cells.keys()
    count.alone += alone
    count.right += alone and all(cells[n] == true[n] for n in changes)
    count.misled += any(value is not None and value != true[n] for n, value in cells.items())
    count.named += alone and kind in NAMED and all(NAMED[kind] in reason for reason in reasons)


@cache
def known(seed: int) -> list[Sample]:
    """The samples of ``seed``, made once a process."""
    return samples(seed)


def measure(
    seed: int, trials: int, kind: str, errors: int, informed: bool, least: float = 40, most: float = np.inf
) -> Count:
    """``trials`` spoilt editions of one kind, spread over the samples.

    ``informed`` gives the checks the previous edition; single figures are then struck in periods that it has.
    """
    random = np.random.default_rng([seed, list(KINDS).index(kind), errors, int(least)])
    count, editions = Count(), known(seed)
    while count.trials < trials:
        sample = editions[count.trials % len(editions)]
        changes = strike(random, sample, kind, errors, least, most)
        periods = {sample.edition.cells[cell].period for cell in changes}
        if informed and kind in SINGLE and sample.edition.periods[-1] in periods:
            continue
        judge(count, sample, changes, sample.previous if informed else None, kind)
    return count


def false_alarms(seed: int, editions: int) -> tuple[int, int, int]:
    """Clean editions: how many, how many with a finding of severity error, and how many with a suspect."""
    checks = [localise.check(pd.read_csv(GOLDEN))]
    for n in range(editions):
        end = str(pd.Period("2023-01", "M") + (7 * n) % 60)
        checks.append(localise.check(random_figures(10_000 * seed + n, end, [13, 13, 13, 7, 25][n % 5])))
    return len(checks), sum(c.errors > 0 for c in checks), sum(len(c.suspects) > 0 for c in checks)


def _measured(task: tuple[int, int, str, int, bool, float, float]) -> Count:
    return measure(*task)


def measured(seed: int, trials: int, processes: int) -> pd.DataFrame:
    """Every kind of error, one and two at once, without and with the previous edition: the columns of power.csv."""
    sizes = [("one digit changed", 1, False, size, size) for size in (10.0, 20.0, 30.0)]
    kinds = [(kind, errors, told, 40.0, np.inf) for kind in KINDS for errors in (1, 2) for told in (False, True)]
    tasks = [(seed, trials * (OFTEN if task[:2] == AIMED_AT else 1), *task) for task in (*sizes, *kinds)]
    with ProcessPoolExecutor(processes) as pool:
        counts = list(pool.map(_measured, tasks))
    rows = [
        (
            kind,
            "40 or more" if most == np.inf else f"{least:.0f}",
            errors,
            "with" if told else "without",
            *count.numbers,
        )
        for (_, _, kind, errors, told, least, most), count in zip(tasks, counts, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["kind", "moved", "errors", "previous", *NUMBERS])
    return frame.assign(named=frame["named"].astype("Int64").where(frame["kind"].isin(list(NAMED))))


def tables(counts: pd.DataFrame, clean: tuple[int, int, int]) -> str:
    """The tables of docs/power.md, from the counts of power.csv and what :func:`false_alarms` found."""
    small = verdicts.shares(counts[(counts["kind"] == "one digit changed") & (counts["errors"] == 1)])
    small = small[small["previous edition"] == "without"][["moving a figure by", "trials", "detected"]]
    every, alarms, suspected = clean
    return "\n".join(
        [
            *_table(small.rename(columns={"moving a figure by": "a digit changed, moving the figure by"})),
            "",
            *_table(verdicts.shares(counts[counts["moved"] == "40 or more"]).drop(columns="moving a figure by")),
            "",
            f"Clean editions: {every}; with a finding of severity `error`: {alarms}; with a suspect: {suspected}.",
        ]
    )


def _table(frame: pd.DataFrame) -> list[str]:
    lines = [list(frame.columns), ["---"] * len(frame.columns), *frame.astype(str).values.tolist()]
    return ["| " + " | ".join(line) + " |" for line in lines]


def times() -> list[str]:
    """Seconds of processor time that a full check with localisation takes, of the bundled edition and damaged ones."""
    golden = pd.read_csv(GOLDEN)
    random = np.random.default_rng(1)
    damaged = {"as printed": golden}
    for errors in (1, 5, 20, 100, len(golden)):
        spoilt = golden.copy()
        struck = random.choice(len(golden), errors, replace=False)
        spoilt.loc[struck, "value"] = 10 * random.integers(0, 5000, errors)
        damaged[f"with {errors} figures put at random"] = spoilt
    localise.check(golden)
    lines = []
    for name, figures in damaged.items():
        start = time.process_time()
        localise.check(figures)
        lines.append(
            f"A full check with localisation, warm, of the edition {name}: {time.process_time() - start:.1f} s"
        )
    return lines


BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
DOCUMENT = Path("docs/power.md")


def main() -> None:
    """Measure and print the tables; with --write, also put them in their places."""
    parser = argparse.ArgumentParser(description="Measure what the checks detect and find.")
    parser.add_argument(
        "--trials",
        type=int,
        default=40,
        help="spoilt editions a line of the table, five times as many for one digit changed",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--clean", type=int, default=60, help="clean editions")
    parser.add_argument(
        "--write", action="store_true", help="put the tables in docs/power.md and the cross-checks notebook"
    )
    arguments = parser.parse_args()
    print("\n".join(times()), flush=True)
    counts = measured(arguments.seed, arguments.trials, arguments.processes)
    told = tables(counts, false_alarms(arguments.seed, arguments.clean))
    print(told)
    if arguments.write:
        counts.to_csv(verdicts.POWER, index=False, lineterminator="\n")
        text = DOCUMENT.read_text("utf8")
        before, rest = text.split(BEGIN)
        _, after = rest.split(END)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", "utf8")


if __name__ == "__main__":
    main()
