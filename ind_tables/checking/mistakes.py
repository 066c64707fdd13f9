"""Mistakes that may have been made in an edition: one wrong figure, or one slip that spoils several.

Two cells, rows, columns or tables stand in each other's place; a row, some of them, a table or a page is shifted by a
column; a row or column is printed over another, twice, or with a nought too many. Of the slips that spoil several cells
those are proposed that mend something broken and break nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import combinations, pairwise, permutations
from typing import NamedTuple, TypeVar

import numpy as np

from ind_tables.checking.damage import Damage, Row
from ind_tables.checking.feasibility import EPSILON, Array
from ind_tables.checking.rules import Constancy
from ind_tables.remarks import Remark

_Line = TypeVar("_Line", str, Row)

FEWEST_MONTHS = 4
_FEWEST_VALUES = 3
_ENOUGH_VALUES = 6
_COINCIDENCE = 3.0
_SWAPS = 30
_WRONG_FIGURE = -7.0
_STRANGE = 4.0
_AGAIN = 1.0
_OLDEST = 2.0


@dataclass(frozen=True)
class Mistake:
    """One mistake: what it spoilt, what it tells of the true figures, and how it weighs.

    Attributes:
        kind: figure, cells, rows, columns, tables, shift, copy, scale, row (wrong as a whole), norm or missing.
        cells: the cells that it spoilt.
        values: the true figures that it tells, by cell; the other cells are released.
        weight: what it adds to the size of an explanation.
        odds: the logarithm of its odds before any evidence.
        cause: for a mistake that spoils several cells, what happened.
    """

    kind: str
    cells: tuple[int, ...]
    values: Mapping[int, float] = field(default_factory=dict, compare=False)
    weight: float = 1.0
    odds: float = 0.0
    cause: Remark | None = None


class State(NamedTuple):
    """What a set of mistakes leaves: figures, cells whose figure is open, and the cells that it spoilt."""

    values: Array
    open: frozenset[int]
    cells: frozenset[int]

    def filled(self, known: Mapping[int, float]) -> State:
        """The same with figures in some of the cells that are open."""
        values = self.values.copy()
        for cell, value in known.items():
            values[cell] = value
        return State(values, self.open - known.keys(), self.cells)


def state(damage: Damage, mistakes: Iterable[Mistake]) -> State:
    """The edition with these mistakes taken back."""
    cells = {cell for mistake in mistakes for cell in mistake.cells}
    told = {cell: value for mistake in mistakes for cell, value in mistake.values.items()}
    return State(damage.values, damage.absent | cells, frozenset(cells)).filled(told)


def figure(damage: Damage, cell: int) -> Mistake:
    """One wrong figure."""
    return Mistake("figure", (cell,), odds=_WRONG_FIGURE + damage.doubt(cell))


def plausible(damage: Damage) -> list[Mistake]:
    """The slips of several cells that mend something broken and break nothing."""
    return list(_Slips(damage).plausible())


def emptied(damage: Damage, missing: Collection[int]) -> list[Mistake]:
    """Tables, or pages, whose first or last column is empty all along, as if they were printed a column aside."""
    return list(_Slips(damage).emptied(set(missing)))


class _Slips:
    """The slips of several cells that can be told from what is printed."""

    def __init__(self, damage: Damage) -> None:
        self.damage = damage
        self.rows = {key: row for key, row in damage.table.items() if damage.doubted & set(row)}

    def plausible(self) -> Iterator[Mistake]:
        lines = (self._row_exchanges(), self._row_copies(), self._row_scales(), self._columns(), self._tables())
        for mistake in (mistake for line in lines for mistake in line):
            if self._mended(mistake) > (mistake.kind != "copy"):
                yield mistake
        for row in self.rows.values():
            yield from self._shifts(row)
            most = Mistake("row", tuple(row), {}, 2.5, -16.0, Remark("row"))
            if self._mended(most) > self.damage.touched(row).sum() / 2:
                yield most
        yield from self._blocks()
        yield from self._swaps()

    def _mended(self, mistake: Mistake) -> int:
        """How many broken rules hold if it is taken back; none if it breaks others."""
        damage = self.damage
        if any(damage.forbids(cell, value) for cell, value in mistake.values.items()):
            return 0
        values, opened, _ = state(damage, (mistake,))
        rows = np.flatnonzero(damage.touched(mistake.cells))
        after = damage.breaks(values, rows) & ~(damage.matrix[rows][:, list(opened)] != 0).any(axis=1)
        if (after & ~damage.broken[rows]).any():
            return 0
        return int((damage.broken[rows] & ~after).sum()) + len(damage.impossible & set(mistake.cells))

    # Rows

    def _shifts(self, row: list[int]) -> Iterator[Mistake]:
        """A row that is printed one column too far to one side, as a whole or else from some month on."""
        for side in ("right", "left") if len(row) >= FEWEST_MONTHS else ():
            shifts = []
            for first in (0, *range(2, len(row) - FEWEST_MONTHS + 1)):
                part, odds = row[first:], -12.0 if first else -9.0
                cause = Remark("shift", (self.damage.edition.cells[part[0]].period if first else "", side))
                shifts += self._shift([part], side, odds, cause)
            best = self._best(shifts)
            if self._mended(shifts[best]) > 1:
                yield self._filling(shifts[best])

    def _shift(self, rows: Sequence[Sequence[int]], side: str, odds: float, cause: Remark) -> list[Mistake]:
        """Rows that are printed one column too far to one side.

        What that pushed out is not known, and nothing stands in the column that it left open, or what stands beside it;
        or else it came in again at the other end.
        """
        damage, cells = self.damage, tuple(cell for row in rows for cell in row)
        lines = [list(row) if side == "right" else list(row)[::-1] for row in rows]
        pairs = [(true, printed) for line in lines for true, printed in pairwise(line)]
        values = {true: damage.values[printed] for true, printed in pairs if printed not in damage.absent}
        first = [line[0] for line in lines if line[0] not in damage.absent]
        strange = [line[0] for line in lines if damage.values[line[0]] not in (0.0, damage.values[line[1]])]
        found = [Mistake("shift", cells, values, 1.5, odds - _STRANGE * len(strange), cause)]
        if len(first) == len(lines):
            again = {line[-1]: damage.values[line[0]] for line in lines}
            found.append(Mistake("shift", cells, {**values, **again}, 1.5, odds - _AGAIN, cause))
        return found

    def _best(self, several: Sequence[Mistake]) -> int:
        """The number of the shift that mends and explains most, the likeliest and smallest of these."""
        explained = [(mended := self._mended(one)) and mended + self._beside(one) for one in several]
        return max(range(len(several)), key=lambda n: (explained[n], several[n].odds, -len(several[n].cells)))

    def _beside(self, shift: Mistake) -> int:
        """What a shift explains beside identities: figures that its rows lack, and norms that it gives their years."""
        damage, told = self.damage, state(self.damage, (shift,))
        norms = 0
        for cells in self._years:
            if not shift.values.keys().isdisjoint(cells):
                before = {damage.values[n] for n in cells if n not in damage.absent}
                after = {told.values[n] for n in cells if n not in told.open}
                norms += (len(after) <= 1) - (len(before) <= 1)
        return norms + self._gaps(shift)

    def _gaps(self, shift: Mistake) -> int:
        """How many figures that rows lack a shift gives them."""
        return sum(cell in shift.values for cell in self.damage.edition.missing)

    def _filling(self, shift: Mistake) -> Mistake:
        """The shift, the likelier for figures that would otherwise be missing each for a reason of its own."""
        return replace(shift, odds=shift.odds - _WRONG_FIGURE * self._gaps(shift))

    @cached_property
    def _years(self) -> list[tuple[int, ...]]:
        """The cells of every norm, year by year."""
        norms = (one for one in self.damage.edition.instances if isinstance(one.rule, Constancy))
        return [tuple(n for n in one.numbers if n is not None) for one in norms]

    def _blocks(self) -> Iterator[Mistake]:
        """Rows next to each other, a table, a page or all tables, printed one column too far to one side.

        Only where that mends more than if a part of it were.
        """
        tables, doubted = self._by_table(), {key[0] for key in self.rows}
        for section in sorted(tables.keys() & doubted):
            keys = tables[section]
            pieces = [keys[n:m] for n, m in combinations(range(len(keys) + 1), 2)]
            yield from self._together([one for one in pieces if len(one) == 1], [one for one in pieces if len(one) > 1])
        pages = self._pages()
        for page in pages:
            if doubted & set(page):
                yield from self._together([tables[one] for one in page], [[key for one in page for key in tables[one]]])
        if len(pages) > 1:
            yield from self._together(
                [[k for one in page for k in tables[one]] for page in pages], [list(self.damage.table)]
            )

    def _together(self, parts: Sequence[Sequence[Row]], wholes: Sequence[Sequence[Row]]) -> Iterator[Mistake]:
        """The shift of a whole that mends most, to either side, if that is more than any part mends by itself."""
        for side in ("right", "left"):
            shifts, whole_ones = [], []
            for block in (*parts, *wholes):
                tables = len({key[0] for key in block})
                whole = tables > 1 or len(block) == sum(key[0] == block[0][0] for key in self.damage.table)
                cause = Remark("block_shift", (0 if whole else len(block), tables, block[0], block[-1], side))
                odds = -8.0 if whole else -9.0 if len(block) == 1 else -10.0
                found = self._shift([self.damage.table[key] for key in block], side, odds, cause)
                shifts += found
                whole_ones += [block in wholes] * len(found)
            best = self._best(shifts)
            if self._mended(shifts[best]) and whole_ones[best]:
                yield self._filling(shifts[best])

    def emptied(self, missing: set[int]) -> Iterator[Mistake]:
        """See :func:`emptied`."""
        tables = self._by_table()
        for side, end, odds in (("right", 0, _OLDEST), ("left", -1, -_OLDEST)):
            empty = [one for one, keys in tables.items() if {self.damage.table[key][end] for key in keys} <= missing]
            groups = [page for page in self._pages() if set(page) <= set(empty)]
            groups += [[one] for one in empty if not any(one in group for group in groups)]
            for group in groups:
                rows = [key for one in group for key in tables[one]]
                cause = Remark("block_shift", (0, len(group), rows[0], rows[-1], side))
                yield self._shift([self.damage.table[key] for key in rows], side, odds, cause)[0]

    def _by_table(self) -> dict[str, list[Row]]:
        tables: dict[str, list[Row]] = {}
        for key in self.damage.table:
            tables.setdefault(key[0], []).append(key)
        return tables

    def _pages(self) -> list[list[str]]:
        """The tables of every page that has several, where the observations say the pages."""
        edition = self.damage.edition
        pages: dict[object, dict[str, None]] = {}
        for cell, page in zip(edition.cells, edition.observations.get("page", []), strict=False):
            pages.setdefault(page, {})[cell.section] = None
        return [list(page) for page in pages.values() if len(page) > 1]

    def _row_exchanges(self) -> Iterator[Mistake]:
        table = self.damage.table
        for (n, first), (m, second) in combinations(enumerate(table), 2):
            alike = first[0] == second[0] or first[1:] == second[1:]
            a, b = table[first], table[second]
            if alike and (first in self.rows or second in self.rows) and len(a) == len(b):
                odds = -10.0 if m == n + 1 else -12.0
                yield self._exchange("rows", a, b, odds, Remark("rows", (first, second)))

    def _exchange(self, kind: str, a: Sequence[int], b: Sequence[int], odds: float, cause: Remark) -> Mistake:
        pairs = (*zip(a, b, strict=True), *zip(b, a, strict=True))
        values = {x: self.damage.values[y] for x, y in pairs if y not in self.damage.absent}
        return Mistake(kind, (*a, *b), values, 1.5, odds, cause)

    def _row_copies(self) -> Iterator[Mistake]:
        table = self.damage.table
        keys = list(table)
        for over, source in _repeated(table, self.damage.values):
            if over in self.rows:
                yield self._copy(table[over], Remark("row_copy", (source, over)))
            after = [key for key in keys[keys.index(over) :] if key[0] == over[0]]
            if over[0] == source[0] and keys.index(over) == keys.index(source) + 1 and len(after) > 1:
                yield self._twice(source, after)

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
        for row in self.rows.values():
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
                    yield self._exchange("columns", a, b, -11.0, Remark("columns", (one, other, len(sections))))

    # Tables

    def _tables(self) -> Iterator[Mistake]:
        """Tables of the same rows in each other's place."""
        tables, doubted = self._by_table(), {key[0] for key in self.rows}
        for (one, a), (other, b) in combinations(tables.items(), 2):
            if doubted & {one, other} and [key[1:] for key in a] == [key[1:] for key in b]:
                here = [cell for key in a for cell in self.damage.table[key]]
                there = [cell for key in b for cell in self.damage.table[key]]
                if len(here) == len(there):
                    yield self._exchange("tables", here, there, -10.0, Remark("tables_exchange", (one, other)))

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
        return Mistake("cells", (one, other), values, 1.5, -9.0 if near else -11.0 if line else -12.5)


def _repeated(lines: Mapping[_Line, Sequence[int]], values: Array) -> Iterator[tuple[_Line, _Line]]:
    """Lines that print the same figures, not all too few different ones, each with the other."""
    printed: dict[tuple[float, ...], list[_Line]] = {}
    for key, line in lines.items():
        figures = tuple(values[list(line)].tolist())
        if len(set(figures)) >= _FEWEST_VALUES:
            printed.setdefault(figures, []).append(key)
    for keys in printed.values():
        yield from permutations(keys, 2)
