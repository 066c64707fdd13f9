"""Detection power: spoils editions thousands of times, by kind of error, and counts what the checks make of it.

    python -m tests.bench.power [--trials 25] [--seed 1] [--processes 2] [--write]

What strikes is in errors.py, by turns in the edition of December 2025 and made-up ones. An error moves one of its
figures by 40 or more unless said otherwise. Several at once are errors of one kind, anywhere in the edition.
"""

from __future__ import annotations

import argparse
import time
from bisect import bisect_right
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from ind_tables.checking import localise
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.localise import Localisation
from ind_tables.checking.suspicion import BLIND, DETERMINED
from ind_tables.showing import verdicts
from tests.bench.errors import GAPS, KINDS, SINGLE, WHOLE, Changes, Sample, known, strike
from tests.documents.facsimile.figures import GOLDEN, random_figures

# How many times as often single errors are measured, without the edition before: what has targets more than the rest.
OFTEN = {"one digit changed": 32}
USUALLY, SMALL = 4, 8

# How a reason says what happened, for the slips that spoil several cells.
EXCHANGES, COPIES = {"exchange", "rows", "columns", "tables_exchange"}, {"row_copy", "column_copy", "row_twice"}
SHIFTS = {"shift", "block_shift"}
NAMED = {
    "two cells swapped": EXCHANGES,
    "row shifted": SHIFTS,
    "row over another": COPIES,
    "two rows swapped": EXCHANGES,
    "column over another": COPIES,
    "two columns swapped": EXCHANGES,
    "two to four rows shifted": SHIFTS,
    "table shifted": SHIFTS,
    "page shifted": SHIFTS,
    "two tables swapped": EXCHANGES,
    "row printed twice": COPIES,
}

# How often what is said to be so probable is so: the least probability of every class.
CLASSES = [0.0, 0.2, 0.5, DETERMINED, BLIND, 0.97, 0.99]


NUMBERS = ["trials", "detected", "among", "alone", "right", "misled", "wrong", "named"]


@dataclass
class Count:
    """What the checks made of the errors of one kind.

    Attributes:
        trials: spoilt editions.
        detected: with at least one finding of severity error. All other counts are of these.
        among: every wrong cell stands in an explanation of rank 1.
        alone: the only explanation of rank 1 names the wrong cells, and of single figures no other cell.
        right: moreover it proposes the true figure for each of them.
        misled: figures are proposed, and none of them is true.
        wrong: a figure is proposed that is not the true one, whatever else is.
        named: of slips that spoil several cells: every explanation of rank 1 says what happened.
        stated, came_true: how many figures were said to be so probable, and how many of them were the true ones, by
            class.
    """

    trials: int = 0
    detected: int = 0
    among: int = 0
    alone: int = 0
    right: int = 0
    misled: int = 0
    wrong: int = 0
    named: int = 0
    stated: list[int] = field(default_factory=lambda: [0] * len(CLASSES))
    came_true: list[int] = field(default_factory=lambda: [0] * len(CLASSES))

    @property
    def numbers(self) -> tuple[int, ...]:
        """The counts in the order of NUMBERS."""
        return tuple(getattr(self, name) for name in NUMBERS)


def judge(count: Count, sample: Sample, changes: Changes, previous: pd.DataFrame | None, kind: str) -> None:
    """Add one spoilt edition to ``count``."""
    search = _searched(sample, changes, previous)
    count.trials += 1
    if not search.problems:
        return
    count.detected += 1
    first: dict[int, set[int]] = {}
    likeliest: dict[int, tuple[float, int]] = {}
    named = True
    for rank, explanation, *place, _, value, reason, probability in search.suspects(unsure=True):
        cell = sample.edition.numbers[tuple(place)]
        if probability is not None:
            likeliest[cell] = max(likeliest.get(cell, (0.0, 0)), (probability, value))
        if rank == 1:
            first.setdefault(explanation, set()).add(cell)
            named &= kind in NAMED and bool(NAMED[kind] & {remark.kind for remark in reason})
    true = sample.edition.values
    sure = ((tuple(place), value) for _, _, *place, _, value, _, _ in search.suspects() if value is not None)
    proposed = {sample.edition.numbers[place]: value for place, value in sure}
    wrong = [cell for cell, value in proposed.items() if value != true[cell]]
    cells = next(iter(first.values())) if len(first) == 1 else set()
    whole = kind in NAMED and kind != "two cells swapped"
    alone = changes.keys() <= cells if whole else changes.keys() == cells
    count.among += changes.keys() <= {cell for cells in first.values() for cell in cells}
    count.alone += alone
    count.right += alone and all(proposed.get(n) == true[n] for n in changes)
    count.misled += bool(wrong) and len(wrong) == len(proposed)
    count.wrong += bool(wrong)
    count.named += named
    for cell, (share, value) in likeliest.items():
        place = bisect_right(CLASSES, share) - 1
        count.stated[place] += 1
        count.came_true[place] += int(value == true[cell])


def _searched(sample: Sample, changes: Changes, previous: pd.DataFrame | None) -> Localisation:
    figures = sample.edition.values.copy()
    figures[list(changes)] = list(changes.values())
    return Localisation(Confrontation(sample.edition.observations.assign(value=figures)), previous)


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


@dataclass
class Gaps:
    """What the checks made of figures that were not printed: of all of them, how many they noticed, for how many they
    told a range that held the true one, how many they proposed, and how many of these rightly."""

    figures: int = 0
    noticed: int = 0
    held: int = 0
    proposed: int = 0
    right: int = 0


def gaps(seed: int, trials: int, kind: str, informed: bool) -> Gaps:
    """``trials`` editions that lack figures in the months of which the edition before has them."""
    random = np.random.default_rng([seed, list(GAPS).index(kind)])
    count, editions = Gaps(), known(seed)
    for n in range(trials):
        sample = editions[n % len(editions)]
        changes = GAPS[kind](random, sample)
        search = _searched(sample, changes, sample.previous if informed else None)
        told = {
            sample.edition.numbers[tuple(place)]: (proposed, reason[0].facts[1])
            for _, _, *place, _, proposed, reason, _ in search.suspects()
            if reason[0].kind == "gap"
        }
        count.figures += len(changes)
        count.noticed += len(changes.keys() & set(search.edition.missing))
        for cell in changes:
            proposed, possible = told.get(cell, (None, None))
            true = sample.edition.values[cell]
            count.held += bool(possible) and possible[0] <= true <= possible[1]
            count.proposed += proposed is not None
            count.right += proposed == true
    return count


# One task: kind of error, how many at once, with the edition before or not, and how far a figure is moved.
Task = tuple[str, int, bool, float, float]


def tasks() -> list[Task]:
    """Every line of the tables."""
    sizes: list[Task] = [("one digit changed", 1, False, size, size) for size in (10.0, 20.0, 30.0)]
    kinds = [kind for kind in KINDS if kind not in WHOLE]
    found = [(kind, errors, told, 40.0, np.inf) for kind in kinds for errors in (1, 2) for told in (False, True)]
    found += [("one digit changed", errors, False, 40.0, np.inf) for errors in (3, 5)]
    return [*sizes, *found, *((kind, 1, told, 40.0, np.inf) for kind in WHOLE for told in (False, True))]


def _measured(task: tuple[int, int, Task]) -> Count:
    seed, trials, (kind, errors, told, least, most) = task
    often = 1 if told or errors > 1 or kind not in SINGLE else SMALL if most < np.inf else OFTEN.get(kind, USUALLY)
    return measure(seed, trials * often, kind, errors, told, least, most)


def measured(seed: int, trials: int, processes: int) -> tuple[pd.DataFrame, list[Count]]:
    """Every kind of error, one and several at once, without and with the previous edition.

    Returns:
        The columns of power.csv, a row a task, and the counts behind them.
    """
    with ProcessPoolExecutor(processes) as pool:
        counts = list(pool.map(_measured, [(seed, trials, task) for task in tasks()]))
    rows = [
        (
            kind,
            "40 or more" if most == np.inf else f"{least:.0f}",
            errors,
            "with" if told else "without",
            *count.numbers,
        )
        for (kind, errors, told, least, most), count in zip(tasks(), counts, strict=True)
    ]
    frame = pd.DataFrame(rows, columns=["kind", "moved", "errors", "previous", *NUMBERS])
    return frame.assign(named=frame["named"].astype("Int64").where(frame["kind"].isin(list(NAMED)))), counts


def _distance(least: float, most: float) -> str:
    return f"{least:.0f}" if most == least else f"{least:.0f} or more"


def reliability(counts: Sequence[Count]) -> pd.DataFrame:
    """How often figures were the true ones that were said to be so probable; by how many errors there were.

    Of single figures without the previous edition, and of whole lines.
    """
    groups: dict[str, list[Count]] = {}
    for (kind, errors, told, _, most), count in zip(tasks(), counts, strict=True):
        if most == np.inf and kind in SINGLE and not told:
            groups.setdefault({1: "one error", 2: "two errors"}.get(errors, "three or five"), []).append(count)
        elif most == np.inf and kind not in SINGLE:
            groups.setdefault("lines, tables, pages", []).append(count)
    ends = [*CLASSES[1:], 1.0]
    columns = {"a probability of": [f"{low:g} to {high:g}" for low, high in zip(CLASSES, ends, strict=True)]}
    for name, mine in groups.items():
        stated, true = (np.sum([getattr(one, what) for one in mine], axis=0) for what in ("stated", "came_true"))
        columns[name] = [f"{100 * t / n:.0f} % of {n:,}" if n else "" for t, n in zip(true, stated, strict=True)]
    return pd.DataFrame(columns)


def gap_table(seed: int, trials: int) -> pd.DataFrame:
    """What is made of figures that are not printed, in words."""
    rows = []
    for kind in GAPS:
        for told in (False, True):
            count = gaps(seed, trials, kind, told)
            share = [100 * n / count.figures for n in (count.noticed, count.held, count.proposed)]
            right = f"{100 * count.right / count.proposed:.1f} %" if count.proposed else ""
            rows.append((kind, "with" if told else "without", count.figures, *(f"{s:.1f} %" for s in share), right))
    names = [
        "printed as “-”",
        "previous edition",
        "figures",
        "noticed",
        "a range holds it",
        "proposed",
        "of these right",
    ]
    return pd.DataFrame(rows, columns=names)


def tables(counts: pd.DataFrame) -> str:
    """The first tables of docs/power.md, from the counts of power.csv."""
    small = verdicts.shares(counts[(counts["kind"] == "one digit changed") & (counts["errors"] == 1)])
    small = small[small["previous edition"] == "without"][["moving a figure by", "trials", "detected"]]
    return "\n".join(
        [
            *_table(small.rename(columns={"moving a figure by": "a digit changed, moving the figure by"})),
            "",
            *_table(verdicts.shares(counts[counts["moved"] == "40 or more"]).drop(columns="moving a figure by")),
        ]
    )


def more(seed: int, trials: int, counts: Sequence[Count], clean: tuple[int, int, int]) -> str:
    """The other tables: missing figures, how far probabilities come true, and what :func:`false_alarms` found."""
    every, alarms, suspected = clean
    return "\n".join(
        [
            "How often a figure was the true one that was said to be so probable, without the previous edition but for",
            "lines, tables and pages:",
            "",
            *_table(reliability(counts)),
            "",
            "Figures that are not printed, in editions without any other error:",
            "",
            *_table(gap_table(seed, trials)),
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
        default=25,
        help="spoilt editions a line; four times as many for single errors, 32 times for one digit changed",
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--clean", type=int, default=60, help="clean editions")
    parser.add_argument(
        "--write", action="store_true", help="put the tables in docs/power.md and the cross-checks notebook"
    )
    arguments = parser.parse_args()
    print("\n".join(times()), flush=True)
    counts, behind = measured(arguments.seed, arguments.trials, arguments.processes)
    clean = false_alarms(arguments.seed, arguments.clean)
    told = f"{tables(counts)}\n\n{more(arguments.seed, arguments.trials, behind, clean)}"
    print(told)
    if arguments.write:
        counts.to_csv(verdicts.POWER, index=False, lineterminator="\n")
        text = DOCUMENT.read_text("utf8")
        before, rest = text.split(BEGIN)
        _, after = rest.split(END)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", "utf8")


if __name__ == "__main__":
    main()
