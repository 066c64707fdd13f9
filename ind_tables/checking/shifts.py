"""Rows, tables and pages that are printed a column aside."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import combinations, pairwise

from ind_tables.checking.damage import Damage, Row
from ind_tables.checking.mistakes import FEWEST_MONTHS, WRONG_FIGURE, Mistake, mended, state
from ind_tables.checking.rules import Constancy
from ind_tables.remarks import Remark

_STRANGE = 4.0
_AGAIN = 1.0
_OLDEST = 2.0


class Shifts:
    """The shifts that can be told from what is printed.

    Args:
        damage: an edition, and what it breaks.
    """

    def __init__(self, damage: Damage) -> None:
        self.damage = damage

    def of(self, row: list[int]) -> Iterator[Mistake]:
        """A row that is printed one column too far to one side, as a whole or else from some month on."""
        for side in ("right", "left") if len(row) >= FEWEST_MONTHS else ():
            shifts = []
            for first in (0, *range(2, len(row) - FEWEST_MONTHS + 1)):
                part, odds = row[first:], -12.0 if first else -9.0
                cause = Remark("shift", (self.damage.edition.cells[part[0]].period if first else "", side))
                shifts += self._shift([part], side, odds, cause)
            best = self._best(shifts)
            if mended(self.damage, shifts[best]) > 1:
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
        explained = [(rules := mended(self.damage, one)) and rules + self._beside(one) for one in several]
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
        return replace(shift, odds=shift.odds - WRONG_FIGURE * self._gaps(shift))

    @cached_property
    def _years(self) -> list[tuple[int, ...]]:
        """The cells of every norm, year by year."""
        norms = (one for one in self.damage.edition.instances if isinstance(one.rule, Constancy))
        return [tuple(n for n in one.numbers if n is not None) for one in norms]

    def blocks(self) -> Iterator[Mistake]:
        """Rows next to each other, a table, a page or all tables, printed one column too far to one side.

        Only where that mends more than if a part of it were.
        """
        tables, doubted = self.damage.tables, {key[0] for key in self.damage.doubtful}
        for section in sorted(tables.keys() & doubted):
            keys = tables[section]
            pieces = [keys[n:m] for n, m in combinations(range(len(keys) + 1), 2)]
            yield from self._together([one for one in pieces if len(one) == 1], [one for one in pieces if len(one) > 1])
        pages = self.damage.pages
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
            if mended(self.damage, shifts[best]) and whole_ones[best]:
                yield self._filling(shifts[best])

    def emptied(self, missing: Collection[int]) -> Iterator[Mistake]:
        """Tables, or pages, whose first or last column is missing all along, as if they were printed a column aside."""
        tables = self.damage.tables
        for side, end, odds in (("right", 0, _OLDEST), ("left", -1, -_OLDEST)):
            empty = [one for one, keys in tables.items() if all(self.damage.table[key][end] in missing for key in keys)]
            groups = [page for page in self.damage.pages if set(page) <= set(empty)]
            groups += [[one] for one in empty if not any(one in group for group in groups)]
            for group in groups:
                rows = [key for one in group for key in tables[one]]
                cause = Remark("block_shift", (0, len(group), rows[0], rows[-1], side))
                yield self._shift([self.damage.table[key] for key in rows], side, odds, cause)[0]
