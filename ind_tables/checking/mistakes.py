"""Mistakes that may have been made in an edition: what they spoilt, what they tell of the true figures."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ind_tables.checking.damage import Damage
from ind_tables.checking.feasibility import Array
from ind_tables.remarks import Remark

FEWEST_MONTHS = 4
WRONG_FIGURE = -7.0


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
    return Mistake("figure", (cell,), odds=WRONG_FIGURE + damage.doubt(cell))


def exchange(
    damage: Damage, kind: str, here: Sequence[int], there: Sequence[int], odds: float, cause: Remark
) -> Mistake:
    """Cells that stand in each other's place, pair by pair, told where the other one is printed."""
    pairs = (*zip(here, there, strict=True), *zip(there, here, strict=True))
    values = {x: damage.values[y] for x, y in pairs if y not in damage.absent}
    return Mistake(kind, (*here, *there), values, 1.5, odds, cause)


def mended(damage: Damage, mistake: Mistake) -> int:
    """How many broken rules hold if a mistake is taken back; none if that breaks others."""
    if any(damage.forbids(cell, value) for cell, value in mistake.values.items()):
        return 0
    values, opened, _ = state(damage, (mistake,))
    rows = np.flatnonzero(damage.touched(mistake.cells))
    after = damage.breaks(values, rows) & ~(damage.matrix[rows][:, list(opened)] != 0).any(axis=1)
    if (after & ~damage.broken[rows]).any():
        return 0
    return int((damage.broken[rows] & ~after).sum()) + len(damage.impossible & set(mistake.cells))
