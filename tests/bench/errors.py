"""Errors that editions are spoilt with: by kind, which cells they change and what is then printed there.

Editions are that of December 2025, typed from the document, and made-up ones of other months (figures.py). An error
always strikes figures that stand in at least one identity.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

import numpy as np
import pandas as pd

from ind_tables.checking.confrontation import Confrontation
from tests.documents.facsimile.figures import GOLDEN, random_figures

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

    def table(self, section: str) -> list[list[int]]:
        """The rows of a table."""
        return [row for row in self.rows if self.edition.cells[row[0]].section == section]

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


@cache
def known(seed: int) -> list[Sample]:
    """The samples of ``seed``, made once a process."""
    return samples(seed)


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
    others = [other for other in sample.table(sample.edition.cells[row[0]].section) if other != row]
    source = others[random.integers(len(others))]
    return dict(zip(row, sample.edition.values[source].tolist(), strict=True))


def _two_rows(random: Random, sample: Sample) -> Changes:
    row = sample.row(int(random.choice(sample.covered)))
    others = [other for other in sample.table(sample.edition.cells[row[0]].section) if other != row]
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


def _moved(random: Random, sample: Sample, rows: list[list[int]]) -> Changes:
    """Rows one column to one side; what they leave open holds what fell off at the other end, or nothing."""
    left, wrapped = random.random() < 0.5, random.random() < 0.5
    changes: Changes = {}
    for row in rows:
        moved = np.roll(sample.edition.values[row], -1 if left else 1)
        if not wrapped:
            moved[-1 if left else 0] = np.nan
        changes |= dict(zip(row, moved.tolist(), strict=True))
    return changes


def _section(random: Random, sample: Sample) -> str:
    return sample.edition.cells[int(random.choice(sample.covered))].section


def _block_shifted(random: Random, sample: Sample) -> Changes:
    rows = sample.table(_section(random, sample))
    count = int(random.integers(2, 5))
    first = int(random.integers(len(rows) - count + 1))
    return _moved(random, sample, rows[first : first + count])


def _table_shifted(random: Random, sample: Sample) -> Changes:
    return _moved(random, sample, sample.table(_section(random, sample)))


def _page_shifted(random: Random, sample: Sample) -> Changes:
    pages = sample.edition.observations["page"].tolist()
    page = random.choice(sorted(set(pages)))
    return _moved(random, sample, [row for row in sample.rows if pages[row[0]] == page])


def _two_tables(random: Random, sample: Sample) -> Changes:
    """A part of the document's only total in the place of the total; other tables agree with themselves alone."""
    part = ["nareis_mvv", "nareis_art8"][random.integers(2)]
    one, other = ([n for row in sample.table(s) for n in row] for s in (part, "nareis_total"))
    values = sample.edition.values
    return dict(zip([*one, *other], [*values[other], *values[one]], strict=True))


def _row_twice(random: Random, sample: Sample) -> Changes:
    """A row a second time in the next line, and the rest of the table one line lower; the last row is lost."""
    rows = sample.table(_section(random, sample))
    first = int(random.integers(len(rows) - 1))
    pairs = [pair for a, b in pairwise(rows[first:]) for pair in zip(b, sample.edition.values[a].tolist(), strict=True)]
    return dict(pairs)


def _figure_missing(random: Random, sample: Sample) -> Changes:
    return {int(random.choice(sample.covered)): np.nan}


def _column_missing(random: Random, sample: Sample) -> Changes:
    return dict.fromkeys(_column(sample, _section(random, sample), sample.edition.periods[-1]), np.nan)


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
    "two to four rows shifted": _block_shifted,
    "table shifted": _table_shifted,
    "page shifted": _page_shifted,
    "two tables swapped": _two_tables,
    "row printed twice": _row_twice,
}
SINGLE = list(KINDS)[:6]
WHOLE = list(KINDS)[12:]

# Figures that are printed as "-", and no error otherwise.
GAPS: dict[str, Callable[[Random, Sample], Changes]] = {
    "one figure": _figure_missing,
    "the newest column of a table": _column_missing,
}


def strike(random: Random, sample: Sample, kind: str, errors: int, least: float = 0.0, most: float = np.inf) -> Changes:
    """Changes by ``errors`` errors of one kind, of which each moves a figure by ``least`` to ``most``."""
    while True:
        changes: Changes = {}
        struck = 0
        while struck < errors:
            found = KINDS[kind](random, sample)
            found = {n: v for n, v in found.items() if v != sample.edition.values[n]}
            moved = [abs(v - sample.edition.values[n]) for n, v in found.items() if not np.isnan(v)]
            if moved and not found.keys() & changes.keys() and least <= max(moved) <= most:
                changes |= found
                struck += 1
        return changes
