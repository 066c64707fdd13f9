"""The edition before as a witness: it prints twelve of the thirteen months too.

Most tables are printed again as they were; where one is revised, a change moves several figures, since stocks follow
flows and totals their parts. A single figure that moved in a table where nothing else did is more likely a slip.
Tables or rows that print each other's earlier figures stand in each other's place, which no identity shows where they
hang together with no other. A norm of a month that is over is not revised; where one moved, in one month or in all,
that is a slip or news.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import pandas as pd

from ind_tables import catalogue
from ind_tables.checking.confrontation import FINDINGS, Confrontation, typed
from ind_tables.checking.rules import SEVERITIES
from ind_tables.place import KEY, Place
from ind_tables.record.releases import FEWEST, Releases
from ind_tables.remarks import Remark, plain

RULE = "lone_revision"
EXCHANGE = "exchange"
NORM = "norm_revised"

# A provisional figure of a row of which too few first figures are known may move by so many percent.
_USUAL = 5.0

# How many figures two rows must share, and how many different ones, for their agreement to tell something; and how many
# of these agree, since some may have been revised.
_FEWEST_SHARED = 6
_FEWEST_VALUES = 4
_MOST = 0.75


class Testimony(NamedTuple):
    """What the edition before tells of an edition.

    Attributes:
        previous: its figures, by the cells of the edition.
        alone: the cells that moved alone.
        exchanged: the tables and rows in each other's place.
        norms: the norms that moved otherwise, those of a row and a year together.
    """

    previous: Mapping[int, float]
    alone: list[int]
    exchanged: list[Exchange]
    norms: list[list[int]]

    @classmethod
    def of(cls, edition: Confrontation, previous: Mapping[int, float]) -> Testimony:
        """What ``previous``, the figures of the edition before by the cells of ``edition``, tells of it."""
        lone, pairs = alone(edition, previous), exchanged(edition, previous)
        told = {*lone, *(cell for pair in pairs for cell in (*pair.here, *pair.there))}
        return cls(previous, lone, pairs, [norms for norms in renormed(edition, previous) if not told & set(norms)])


def alone(edition: Confrontation, previous: Mapping[int, float]) -> list[int]:
    """The cells that moved beyond rounding where nothing else of their table did, by more than is usual for the row.

    What is usual is how far first figures of the row were revised (``record/releases.py``), for a figure that is still
    provisional.

    Args:
        edition: the edition.
        previous: the figures of the one before, by the cells of the edition.
    """
    moved: dict[str, list[int]] = defaultdict(list)
    for cell, before in previous.items():
        slack = edition.units[cell] if edition.units[cell] > 1 else 0
        if edition.has(cell) and abs(edition.values[cell] - before) > slack:
            moved[edition.cells[cell].section].append(cell)
    lone = [cells[0] for cells in moved.values() if len(cells) == 1]
    if not lone or "edition" not in edition.observations:
        return lone
    known = Releases(edition.observations)
    moving = known.provisional()
    return [cell for cell in lone if edition.cells[cell] not in moving or not _usual(known, edition, cell, previous)]


def _usual(known: Releases, edition: Confrontation, cell: int, previous: Mapping[int, float]) -> bool:
    row = known.of(edition.cells[cell][:3])
    most = row.most if row.known >= FEWEST else _USUAL
    return bool(100 * abs(edition.values[cell] - previous[cell]) <= most * previous[cell])


def renormed(edition: Confrontation, previous: Mapping[int, float]) -> list[list[int]]:
    """The norms that moved beyond rounding, those of a row and a year together, by month.

    Args:
        edition: the edition.
        previous: the figures of the one before, by the cells of the edition.
    """
    measures = catalogue.load().measures
    years: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for cell, before in sorted(previous.items(), key=lambda one: edition.cells[one[0]].period):
        place = edition.cells[cell]
        norm = measures[place.measure].kind == "norm" and edition.has(cell)
        if norm and abs(edition.values[cell] - before) > edition.units[cell]:
            years[*place[:3], place.period[:4]].append(cell)
    return list(years.values())


class Exchange(NamedTuple):
    """Rows, all those of two tables or one of each, that print what the edition before printed in the other."""

    kind: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    here: tuple[int, ...]
    there: tuple[int, ...]

    @property
    def remark(self) -> Remark:
        """What happened."""
        if self.kind == "tables":
            return Remark("tables_exchange", (self.one[0], self.other[0]))
        return Remark("rows", (self.one, self.other))


def exchanged(edition: Confrontation, previous: Mapping[int, float]) -> list[Exchange]:
    """Tables, and else rows, in each other's place, by the figures that the edition before prints for the same months.

    Args:
        edition: the edition; previous: the figures of the one before, by the cells of the edition.
    """
    if not previous:
        return []
    rows: dict[tuple[str, ...], list[int]] = defaultdict(list)
    tables: dict[tuple[str, ...], list[int]] = defaultdict(list)
    kinds: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for number, cell in enumerate(edition.cells):
        rows[cell[:3]].append(number)
        tables[cell[:1]].append(number)
        kinds[cell[:1]].append(cell[1:])
    found = [
        Exchange("tables", one, other, tuple(tables[one]), tuple(tables[other]))
        for one, other in _crosswise(edition, previous, tables)
        if kinds[one] == kinds[other]
    ]
    whole = {pair.one + pair.other for pair in found}
    found += [
        Exchange("rows", one, other, tuple(rows[one]), tuple(rows[other]))
        for one, other in _crosswise(edition, previous, rows)
        if (one[0], other[0]) not in whole
    ]
    return found


def _crosswise(
    edition: Confrontation, previous: Mapping[int, float], groups: Mapping[tuple[str, ...], Sequence[int]]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The pairs that do not print what the edition before printed of them, but of each other."""
    moved = [key for key, cells in groups.items() if not _agrees(edition, previous, cells, cells)]
    for one, other in combinations(moved, 2):
        here, there = groups[one], groups[other]
        if len(here) == len(there) and all(_agrees(edition, previous, *p) for p in ((here, there), (there, here))):
            yield one, other


def _agrees(edition: Confrontation, previous: Mapping[int, float], cells: Sequence[int], others: Sequence[int]) -> bool:
    """Whether ``cells`` print what the edition before printed in ``others``; figures that are all one tell nothing."""
    shared = [(a, b) for a, b in zip(cells, others, strict=True) if b in previous and edition.has(a)]
    same = sum(
        abs(edition.values[a] - previous[b]) <= (edition.units[b] if edition.units[b] > 1 else 0) for a, b in shared
    )
    telling = cells == others or len({previous[b] for _, b in shared}) >= _FEWEST_VALUES
    return len(shared) >= _FEWEST_SHARED and telling and same >= _MOST * len(shared)


def joined(edition: Confrontation, told: Testimony, observations: pd.DataFrame | None) -> pd.DataFrame:
    """The findings of an edition, and warnings of what moved against the edition before though it should not have.

    Args:
        edition: the edition; told: what the one before tells of it; observations: all that the one before prints.
    """
    last = "" if observations is None else str(observations["period"].max())
    rows: list[tuple[object, ...]] = []
    for cell in told.alone:
        rows.append(_moved(RULE, edition, told, cell, Remark("lone", (*_facts(edition, told, cell), last))))
    for cell, *others in told.norms:
        facts = (*_facts(edition, told, cell), last, len(others))
        rows.append(_moved(NORM, edition, told, cell, Remark("renormed", facts)))
    for pair in told.exchanged:
        place = (*pair.one, *[""] * (len(KEY) - len(pair.one)))
        rows.append((EXCHANGE, "warning", *place, None, None, (pair.remark, Remark("crosswise", (last,)))))
    if not rows:
        return edition.findings
    every = typed(pd.concat([edition.findings, pd.DataFrame(rows, columns=FINDINGS)], ignore_index=True))
    order = every["severity"].map(SEVERITIES.index).sort_values(kind="stable").index
    return every.loc[order].reset_index(drop=True)


def _facts(edition: Confrontation, told: Testimony, cell: int) -> tuple[Place, int | float, int | float]:
    """Where a cell stands, what it prints and what it printed before."""
    return edition.cells[cell], plain(float(edition.values[cell])), plain(told.previous[cell])


def _moved(rule: str, edition: Confrontation, told: Testimony, cell: int, remark: Remark) -> tuple[object, ...]:
    """The warning that a cell moved."""
    change, unit = plain(round(edition.values[cell] - told.previous[cell], 2)), int(edition.units[cell])
    return (rule, "warning", *edition.cells[cell], change, unit if unit > 1 else 0, (remark,))
