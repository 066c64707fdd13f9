"""The slips that spoil several figures at once.

Two cells, rows, columns or tables stand in each other's place; a row, some of them, a table or a page is shifted by a
column (shifts.py); a row or column is printed over another, twice, or with a nought too many. Those are proposed that
mend something broken and break nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise, permutations
from typing import TypeVar

import numpy as np

from ind_tables.checking.damage import Damage, Row
from ind_tables.checking.feasibility import EPSILON, Array
from ind_tables.checking.mistakes import Mistake, exchange, mended
from ind_tables.checking.shifts import Shifts
from ind_tables.remarks import Remark

_Line = TypeVar("_Line", str, Row)

_FEWEST_VALUES = 3
_ENOUGH_VALUES = 6
_COINCIDENCE = 3.0
_SWAPS = 30


def plausible(damage: Damage) -> list[Mistake]:
    """The slips of several cells that mend something broken and break nothing."""
    return list(_Slips(damage).plausible())


class _Slips:
    """The slips of several cells that can be told from what is printed."""

    def __init__(self, damage: Damage) -> None:
        self.damage = damage

    def plausible(self) -> Iterator[Mistake]:
        shifts = Shifts(self.damage)
        lines = (self._row_exchanges(), self._row_copies(), self._row_scales(), self._columns(), self._tables())
        for mistake in (mistake for line in lines for mistake in line):
            if mended(self.damage, mistake) > (mistake.kind != "copy"):
                yield mistake
        for row in self.damage.doubtful.values():
            yield from shifts.of(row)
            most = Mistake("row", tuple(row), {}, 2.5, -16.0, Remark("row"))
            if mended(self.damage, most) > self.damage.touched(row).sum() / 2:
                yield most
        yield from shifts.blocks()
        yield from self._swaps()

    # Rows

    def _row_exchanges(self) -> Iterator[Mistake]:
        table = self.damage.table
        for (n, first), (m, second) in combinations(enumerate(table), 2):
            alike = first[0] == second[0] or first[1:] == second[1:]
            a, b = table[first], table[second]
            if alike and (first in self.damage.doubtful or second in self.damage.doubtful) and len(a) == len(b):
                odds = -10.0 if m == n + 1 else -12.0
                yield exchange(self.damage, "rows", a, b, odds, Remark("rows", (first, second)))

    def _row_copies(self) -> Iterator[Mistake]:
        table, values = self.damage.table, self.damage.values
        for over, source in _repeated(table, values):
            if over in self.damage.doubtful:
                yield self._copy(table[over], Remark("row_copy", (source, over)))
        for rows in self.damage.tables.values():
            for n, (source, over) in enumerate(pairwise(rows[:-1]), 1):
                if np.array_equal(values[table[source]], values[table[over]]):
                    yield self._twice(source, rows[n:])

    def _twice(self, source: Row, after: Sequence[Row]) -> Mistake:
        """A row that is printed twice, so that those after it stand one line too low and the last is lost."""
        lines = [self.damage.table[key] for key in after]
        pairs = [pair for true, printed in pairwise(lines) for pair in zip(true, printed, strict=False)]
        values = {true: self.damage.values[printed] for true, printed in pairs if printed not in self.damage.absent}
        odds = self._copy(lines[0], Remark("")).odds
        return Mistake(
            "copy",
            tuple(c for line in lines for c in line),
            values,
            1.5,
            odds,
            Remark("row_twice", (source, after[-1])),
        )

    def _copy(self, line: Sequence[int], cause: Remark) -> Mistake:
        """A line that repeats another: the more figures agree, the less likely by chance."""
        same = min(_ENOUGH_VALUES, len(set(self.damage.values[list(line)].tolist())))
        return Mistake("copy", tuple(line), {}, 1.5, -10.0 + _COINCIDENCE * same, cause)

    def _row_scales(self) -> Iterator[Mistake]:
        for row in self.damage.doubtful.values():
            yield from self._scales(row, "row_scale")

    def _scales(self, line: Sequence[int], kind: str, tables: int = 1) -> Iterator[Mistake]:
        """A line of which every figure has gained or lost a nought."""
        for factor, word in ((0.1, "large"), (10.0, "small")):
            values = {n: round(self.damage.values[n] * factor, 1) for n in line if n not in self.damage.absent}
            if all(value % self.damage.edition.units[n] == 0 for n, value in values.items()):
                yield Mistake("scale", tuple(line), values, 1.5, -11.0, Remark(kind, (word, tables)))

    # Columns

    def _columns(self) -> Iterator[Mistake]:
        """Columns of a table, or of all tables that hang together, in each other's place, repeated, or scaled."""
        cells, doubted = self.damage.edition.cells, self.damage.doubted
        tables: dict[frozenset[str], dict[str, list[int]]] = {}
        parts = [frozenset(cells[n].section for n in part) for part in self.damage.parts]
        for sections in dict.fromkeys((*map(frozenset, ([key[0]] for key in self.damage.table)), *parts)):
            for n in (n for key, row in self.damage.table.items() if key[0] in sections for n in row):
                tables.setdefault(sections, {}).setdefault(cells[n].period, []).append(n)
        for sections, columns in tables.items():
            for over, source in _repeated(columns, self.damage.values):
                if doubted & set(columns[over]):
                    yield self._copy(columns[over], Remark("column_copy", (over, source, len(sections))))
            doubtful = {period: column for period, column in columns.items() if doubted & set(column)}
            for column in doubtful.values():
                yield from self._scales(column, "column_scale", len(sections))
            for (one, a), (other, b) in combinations(doubtful.items(), 2):
                if len(a) == len(b):
                    yield exchange(self.damage, "columns", a, b, -11.0, Remark("columns", (one, other, len(sections))))

    # Tables

    def _tables(self) -> Iterator[Mistake]:
        """Tables of the same rows in each other's place."""
        tables, doubted = self.damage.tables, {key[0] for key in self.damage.doubtful}
        for (one, a), (other, b) in combinations(tables.items(), 2):
            if doubted & {one, other} and [key[1:] for key in a] == [key[1:] for key in b]:
                here = [cell for key in a for cell in self.damage.table[key]]
                there = [cell for key in b for cell in self.damage.table[key]]
                if len(here) == len(there):
                    yield exchange(self.damage, "tables", here, there, -10.0, Remark("tables_exchange", (one, other)))

    # Two cells

    def _swaps(self) -> Iterator[Mistake]:
        """Pairs of cells of one table that, put back in each other's place, mend something and break nothing."""
        tables: dict[str, list[int]] = {}
        for n, cell in enumerate(self.damage.edition.cells):
            if n not in self.damage.absent:
                tables.setdefault(cell.section, []).append(n)
        pairs = {pair for table in tables.values() for pair in self._mending(table)}
        yield from sorted((self._swap(*pair) for pair in sorted(pairs)), key=lambda mistake: -mistake.odds)[:_SWAPS]

    def _mending(self, table: list[int]) -> Iterator[tuple[int, int]]:
        damage, others = self.damage, np.array(table)
        rows = np.flatnonzero((damage.matrix[:, others] != 0).any(axis=1) & ~damage.silent)
        part, values, broken = damage.matrix[np.ix_(rows, others)], damage.values[others], damage.broken[rows]
        sums, tolerances = damage.matrix[rows] @ damage.values, damage.tolerances[rows] + EPSILON
        for at, one in enumerate(table):
            if one in damage.doubted:
                after = np.abs(sums[:, None] + (part - part[:, [at]]) * (values[at] - values)) > tolerances[:, None]
                mended = (broken[:, None] & ~after).any(axis=0) & ~(after & ~broken[:, None]).any(axis=0)
                for other in others[mended & (values != values[at])].tolist():
                    yield min(one, other), max(one, other)

    def _swap(self, one: int, other: int) -> Mistake:
        a, b = self.damage.edition.cells[one], self.damage.edition.cells[other]
        near, line = other in self.damage.neighbours[one], a[:3] == b[:3] or a.period == b.period
        values = {one: self.damage.values[other], other: self.damage.values[one]}
        return Mistake("cells", (one, other), values, 1.5, -10.5 if near else -12.5 if line else -15.0)


def _repeated(lines: Mapping[_Line, Sequence[int]], values: Array) -> Iterator[tuple[_Line, _Line]]:
    """Lines that print the same figures, not all too few different ones, each with the other."""
    printed: dict[tuple[float, ...], list[_Line]] = {}
    for key, line in lines.items():
        figures = tuple(values[list(line)].tolist())
        if len(set(figures)) >= _FEWEST_VALUES:
            printed.setdefault(figures, []).append(key)
    for keys in printed.values():
        yield from permutations(keys, 2)
