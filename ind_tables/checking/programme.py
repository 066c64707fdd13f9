"""The smallest sets of mistakes that leave true values possible, by a small integer programme.

Every cell is printed as a value and its true value lies within a width of it, unless a mistake that is chosen
*releases* the cell or tells another value for it; true values keep every equality and are not below nought. This is
error localisation in the sense of Fellegi and Holt (1976), "A systematic approach to automatic edit and imputation",
JASA 71: a binary a mistake, a release by a constant that is larger than any figure needs. HiGHS finds a lightest set; a
cut forbids it and all that contain it, until what is left is too heavy. Nothing here knows the document.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from ind_tables.checking.feasibility import Array

# How far a release reaches, in terms of the largest sum of an equality. More mistakes than the heaviest set has explain
# nothing. The work is bounded by sets and branches, never by the clock, so that the same figures always get the same
# answer.
_REACH = 2.0
_HEAVIEST = 12.0
_BRANCHES = 100
_SOLVED, _IMPOSSIBLE = 0, 2


class Candidate(NamedTuple):
    """A mistake that may have been made: the cells that it spoilt, the true values that it tells, and its weight."""

    cells: Collection[int]
    values: Mapping[int, float]
    weight: float


@dataclass(frozen=True)
class Programme:
    """Equalities over cells, and what may be wrong with the cells.

    Attributes:
        matrix: equalities by cells; each must come to nought.
        values, widths: one a cell.
        absent: cells without a value, which may hold any.
        wrong: cells that a mistake must have spoilt.
        candidates: the mistakes that may have been made; no two of a set spoil the same cell.
    """

    matrix: Array
    values: Array
    widths: Array
    absent: Collection[int]
    wrong: Collection[int]
    candidates: Sequence[Candidate]

    def smallest(self, slack: float, most: int) -> tuple[list[tuple[int, ...]], bool]:
        """The sets that leave something possible: a lightest one and all within ``slack`` of it that contain no other.

        Args:
            slack: by how much a set may be heavier than the lightest.
            most: how many sets are sought.

        Returns:
            Candidates by number, the sets in order of weight; and whether these are all of them.
        """
        weights = np.array([one.weight for one in self.candidates])
        found: list[tuple[int, ...]] = []
        heaviest, complete = _HEAVIEST, True
        while complete and len(found) < most:
            result = self._lightest(weights, found, heaviest)
            complete = result.status in (_SOLVED, _IMPOSSIBLE)
            if result.x is None:
                break
            found.append(tuple(np.flatnonzero(result.x[len(self.values) :] > 0.5).tolist()))
            heaviest = min(heaviest, weights[list(found[-1])].sum() + slack)
        else:
            complete = False
        return sorted(found, key=lambda chosen: (weights[list(chosen)].sum(), chosen)), complete

    def _lightest(self, weights: Array, found: Sequence[tuple[int, ...]], heaviest: float) -> Any:
        """The lightest set that contains none of those found, and its true values less the printed ones."""
        from scipy.optimize import Bounds, LinearConstraint, milp

        cells, count = len(self.values), len(weights)
        aim = np.concatenate([np.zeros(cells), weights])
        cuts = np.zeros((len(found) + 1, cells + count))
        for n, chosen in enumerate(found):
            cuts[n, [cells + k for k in chosen]] = 1.0
        cuts[-1] = aim
        return milp(
            aim,
            integrality=np.repeat([0, 1], [cells, count]),
            bounds=Bounds(np.repeat([-np.inf, 0.0], [cells, count]), np.repeat([np.inf, 1.0], [cells, count])),
            constraints=[
                LinearConstraint(*self._constraints),
                LinearConstraint(cuts, -np.inf, [*(len(chosen) - 1.0 for chosen in found), heaviest]),
            ],
            options={"node_limit": _BRANCHES},
        )

    @cached_property
    def _constraints(self) -> tuple[Any, Array, Array]:
        """The matrix over the shifts of the values and the binaries, and what it must come to at least and at most."""
        from scipy.sparse import block_array, csr_array, eye_array

        cells = len(self.values)
        spoilt, told, moves = np.zeros((3, cells, len(self.candidates)))
        for n, one in enumerate(self.candidates):
            spoilt[list(one.cells), n] = 1.0
            for cell, value in one.values.items():
                told[cell, n] = 1.0
                moves[cell, n] = value - self.values[cell]
        absent, wrong = np.zeros((2, cells))
        absent[list(self.absent)] = wrong[list(self.wrong)] = 1.0
        greatest = np.abs(self.values) + np.abs(moves).max(axis=1, initial=0.0)
        reach = _REACH * (np.abs(self.matrix) @ greatest).max(initial=greatest.max())
        released = reach * (spoilt - told - told * absent[:, None])
        width = self.widths + reach * absent
        target, endless = -self.matrix @ self.values, np.full(cells, np.inf)
        shift: Any = eye_array(cells)
        nothing: Any = csr_array((cells, cells))
        blocks: list[tuple[Any, Array, Array, Array]] = [
            (csr_array(self.matrix), self.matrix @ moves, target, target),
            (shift, -released, -endless, width),
            (shift, released, -width, endless),
            (shift, moves, -self.values, endless),
            (nothing, spoilt, wrong, np.ones(cells)),
        ]
        matrix = block_array([[left, csr_array(right)] for left, right, _, _ in blocks], format="csr")
        return matrix, np.concatenate([low for *_, low, _ in blocks]), np.concatenate([high for *_, high in blocks])
