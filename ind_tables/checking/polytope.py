"""Figures that hang together by identities, and what those leave: ends of sums, ranges of figures, whole numbers.

Nothing here knows the document: figures are columns of a matrix, within bounds, and each row comes to nought.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ind_tables.checking.feasibility import EPSILON, Array, Numbers

Range = tuple[float, float]

_TOGETHER = 8


class Ends(NamedTuple):
    """The figures at which a sum is least and greatest."""

    low: Array
    high: Array


class Polytope:
    """Figures that hang together.

    Args:
        matrix: identities by figures.
        low, high: the least and the greatest that each figure can be.
    """

    def __init__(self, matrix: Array, low: Array, high: Array) -> None:
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint
        from scipy.sparse import block_diag, csc_array

        self._matrix, self._low, self._high = matrix, low, high
        self._once = csc_array(matrix)
        self._identities = LinearConstraint(block_diag([self._once] * 2, format="csc"), 0, 0)
        self._box = Box(np.tile(low, 2), np.tile(high, 2))

    def ends(self, least: Array, greatest: Array) -> Ends | None:
        """Where the one sum is least and the other greatest; None where no true figures keep the identities.

        One programme for both, over the identities twice.
        """
        from scipy.optimize import milp

        aim = np.concatenate([least, -greatest])
        found: Any = milp(aim, constraints=self._identities, bounds=self._box, options={"presolve": False})
        size = len(self._low)
        return Ends(found.x[:size], found.x[size:]) if found.status == 0 else None

    def nearest(self, values: Array) -> list[int] | None:
        """Whole numbers that keep the identities, nearest to some values; None where there are none.

        The distance of each is the sum of what is added and what is taken off, of which one is nought.
        """
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp
        from scipy.sparse import hstack

        size, lacking = len(values), -np.asarray(self._once @ values)
        added = LinearConstraint(hstack([self._once, -self._once], format="csc"), lacking, lacking)
        box = Box(np.zeros(2 * size), np.floor(np.concatenate([self._high - values, values - self._low])))
        each = np.ones(2 * size, dtype=int)
        found: Any = milp(each, constraints=added, bounds=box, integrality=each)
        if found.status != 0:
            return None
        more, less = np.round(found.x[:size]), np.round(found.x[size:])
        return [int(value) for value in values + more - less]

    def left(self) -> list[Range | None]:
        """What all others leave each figure, as if it were not printed; None where they leave nothing or no end.

        Where the identities make a tree, ranges that are added up along it are exact. Otherwise it takes two linear
        programmes a figure, several figures at once.
        """
        used = self._matrix != 0
        if used.sum() == sum(used.shape) - 1:
            return list(_Tree(self._matrix, self._low, self._high).left())
        every = range(len(self._low))
        return [end for first in every[::_TOGETHER] for end in self._programmed(every[first : first + _TOGETHER])]

    def _programmed(self, cells: Sequence[int]) -> list[Range | None]:
        """The same of some figures, each end of each in a copy of the programme; one by one if that has no solution.

        A programme is over the figures that are free, which give those that the identities then determine.
        """
        from scipy.optimize import Bounds as Box
        from scipy.optimize import LinearConstraint, milp

        fixed, free, _ = self._solved
        copies = np.arange(2 * len(cells))
        low, high = (np.tile(end, (len(copies), 1)) for end in (self._low, self._high))
        low[copies, np.repeat(cells, 2)], high[copies, np.repeat(cells, 2)] = 0, np.inf
        aims = np.repeat(self._given[list(cells)], 2, axis=0)
        aims[1::2] *= -1
        found: Any = milp(
            aims.ravel(),
            constraints=LinearConstraint(self._copied(len(copies)), low[:, fixed].ravel(), high[:, fixed].ravel()),
            bounds=Box(low[:, free].ravel(), high[:, free].ravel()),
            options={"presolve": False},
        )
        if found.status == 0:
            ends = (found.x.reshape(len(copies), -1) * aims).sum(axis=1)
            return [(float(least), -float(most)) for least, most in ends.reshape(-1, 2)]
        return [None] if len(cells) == 1 else [end for cell in cells for end in self._programmed([cell])]

    def _copied(self, copies: int) -> Any:
        """What the free figures of so many copies give, made once."""
        from scipy.sparse import block_diag, csc_array

        if copies not in self._copies:
            self._copies[copies] = block_diag([csc_array(self._solved[2])] * copies, format="csc")
        return self._copies[copies]

    @cached_property
    def _copies(self) -> dict[int, Any]:
        return {}

    @cached_property
    def _given(self) -> Array:
        """Every figure as a sum of the free ones: figures by free figures."""
        fixed, free, factors = self._solved
        given = np.zeros((len(self._low), len(free)))
        given[fixed], given[free] = factors, np.eye(len(free))
        return given

    @cached_property
    def _solved(self) -> tuple[Numbers, Numbers, Array]:
        """The identities solved: which figures they determine, which are free, and the factors of these in those.

        By Gauss and Jordan; figures of many identities first, which keeps the factors few. What follows from other
        identities falls away.
        """
        matrix, fixed, rows = self._matrix.copy(), [], np.zeros(len(self._matrix), dtype=bool)
        for cell in np.argsort(-(matrix != 0).sum(axis=0), kind="stable"):
            open_ = np.flatnonzero((np.abs(matrix[:, cell]) > EPSILON) & ~rows)
            if len(open_):
                row = open_[0]
                matrix[row] /= matrix[row, cell]
                others = np.flatnonzero(np.abs(matrix[:, cell]) > EPSILON)
                others = others[others != row]
                matrix[others] -= np.outer(matrix[others, cell], matrix[row])
                rows[row] = True
                fixed.append((row, cell))
        lines, cells = np.array(fixed).T
        free = np.setdiff1d(np.arange(len(self._low)), cells)
        factors = -matrix[np.ix_(lines, free)]
        factors[np.abs(factors) < EPSILON] = 0
        return cells, free, factors


class _Tree:
    """Identities of which no two share more than one figure, nor are there two ways from one figure to another."""

    def __init__(self, matrix: Array, low: Array, high: Array) -> None:
        self._factors = {(int(r), int(c)): float(matrix[r, c]) for r, c in np.argwhere(matrix)}
        self._cells = [np.flatnonzero(row).tolist() for row in matrix]
        self._rows = [np.flatnonzero(column).tolist() for column in matrix.T]
        self._box = list(zip(low.tolist(), high.tolist(), strict=True))
        self._told: dict[tuple[int, int], Range] = {}

    def left(self) -> Iterator[Range | None]:
        """What the others leave each figure."""
        for cell, rows in enumerate(self._rows):
            low, high = _within((0.0, math.inf), [self._from(row, cell) for row in rows])
            yield (low, high) if math.isfinite(low + high) else None

    def _from(self, row: int, cell: int) -> Range:
        """What an identity leaves a figure, by all that lies beyond it."""
        if (row, cell) not in self._told:
            low = high = 0.0
            for other in self._cells[row]:
                if other != cell:
                    ends = _within(self._box[other], [self._from(r, other) for r in self._rows[other] if r != row])
                    factor = -self._factors[row, other] / self._factors[row, cell]
                    least, most = ends if factor > 0 else ends[::-1]
                    low, high = low + factor * least, high + factor * most
            self._told[row, cell] = low, high
        return self._told[row, cell]


def _within(range_: Range, others: Sequence[Range]) -> Range:
    """What several ranges leave together; not a number where that is nothing."""
    ranges = (range_, *others)
    low, high = max(one[0] for one in ranges), min(one[1] for one in ranges)
    there = low <= high + EPSILON and not any(math.isnan(one[0]) for one in ranges)
    return (low, high) if there else (math.nan, math.nan)
