"""Whether true values exist that keep every equality, and which cells contradict each other if not.

Every cell is printed as a value and its true value lies within a width of it, unless the cell is *released*, that is,
taken to be unknown. Nothing here knows the document; rules.py states its equalities.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]

EPSILON = 1e-6

_LOOSE = 1000.0
_TURNS = 30
_INSIDE = 0.98
_RIDGE = 1e-9
_ENDLESS = 1e12


@dataclass(frozen=True)
class Conflict:
    """Cells that cannot all be right.

    Attributes:
        cells: the numbers of the kept cells of which at least one must be wrong.
        rows: the multiplier of every equality whose combination, a derived equality, no true values keep.
        residual: what that derived equality comes to with the values as printed.
        tolerance: what the widths of its cells allow.
    """

    cells: frozenset[int]
    rows: Mapping[int, float]
    residual: float
    tolerance: float


@dataclass(frozen=True)
class System:
    """Sums of cells that come to nought, over cells that are printed as values with a width on either side.

    Attributes:
        matrix: equalities by cells, the factors.
        values: the values as printed, one a cell; none lies more than its width below nought, unless released.
        widths: how far a true value may lie from the printed one, one a cell; no true value is below nought.
    """

    matrix: Array
    values: Array
    widths: Array

    def part(self, rows: Numbers, cells: Numbers) -> System:
        """The system of these equalities and cells alone."""
        return System(self.matrix[np.ix_(rows, cells)], self.values[cells], self.widths[cells])

    def broken(self, released: Collection[int] = ()) -> Numbers:
        """The equalities that no true values keep, each taken by itself."""
        low, high = self._box(released)
        positive, negative = np.maximum(self.matrix, 0), np.minimum(self.matrix, 0)
        residuals = self.matrix @ self.values
        most = residuals + _product(positive, high) + _product(negative, low)
        least = residuals + _product(positive, low) + _product(negative, high)
        return np.flatnonzero((most < -EPSILON) | (least > EPSILON))

    def _box(self, released: Collection[int]) -> tuple[Array, Array]:
        """How far the true value of each cell may lie from the printed one, downwards and upwards."""
        low = np.clip(-self.values, -self.widths, self.widths)
        high = self.widths.copy()
        for cell in released:
            low[cell], high[cell] = -self.values[cell], np.inf
        return low, high

    def conflicts(self, released: Collection[int] = ()) -> list[Conflict]:
        """Cells of which at least one must be wrong beyond ``released``: one conflict at most a connected part.

        A linear programme gives the least violation, and its dual the combination of equalities that proves it.
        """
        return [] if self._adjusted(released) else list(self._proven(released))

    def _proven(self, released: Collection[int]) -> Iterator[Conflict]:
        for rows, cells in components(self.matrix):
            conflict = self.part(rows, cells)._contradiction(np.isin(cells, list(released)))
            if conflict:
                yield Conflict(
                    frozenset(int(cells[cell]) for cell in conflict.cells),
                    {int(rows[row]): factor for row, factor in conflict.rows.items()},
                    conflict.residual,
                    conflict.tolerance,
                )

    def _adjusted(self, released: Collection[int]) -> bool:
        """Whether a least-squares adjustment within the widths keeps every equality: proof that true values exist.

        It shifts the values as little as possible, in units of their widths, onto the equalities, and back into
        the widths, by turns. No proof says nothing: a linear programme then decides.
        """
        if not len(self.matrix):
            return True
        rows, cells = np.nonzero(self.matrix)
        if (self.widths[cells] <= 0).any():
            return False
        factors = self.matrix[rows, cells]
        low, high = self._box(released)
        scale = self.widths.copy()
        scale[list(released)] = _LOOSE * self.widths.max()
        gram = (self.matrix * scale**2) @ self.matrix.T
        inverse = np.linalg.inv(gram + _RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)))
        shift = np.zeros(len(self.values))

        def lacking() -> Array:
            sums = np.bincount(rows, factors * (self.values + shift)[cells], len(self.matrix))
            return np.asarray(sums, dtype=float)

        for _ in range(_TURNS):
            for _ in range(2):
                forces = factors * (inverse @ lacking())[rows]
                shift = shift - scale**2 * np.bincount(cells, forces, len(shift))
            within = (shift >= low - EPSILON).all() and (shift <= high + EPSILON).all()
            if within and np.abs(lacking()).max() <= EPSILON:
                return True
            shift = np.clip(shift, low * _INSIDE, np.minimum(high, _ENDLESS) * _INSIDE)
        return False

    def _contradiction(self, open_: Flags) -> Conflict | None:
        from scipy.optimize import linprog
        from scipy.sparse import csr_array, eye_array, hstack

        released = np.flatnonzero(open_).tolist()
        rows, cells = self.matrix.shape
        low, high = self._box(released)
        unit: Any = eye_array(rows)
        solve: Any = linprog
        result = solve(
            np.concatenate([np.zeros(cells), np.ones(2 * rows)]),
            A_eq=hstack([csr_array(self.matrix), unit, -unit], format="csr"),
            b_eq=-self.matrix @ self.values,
            bounds=[*zip(low, high, strict=True), *[(0.0, np.inf)] * (2 * rows)],
            method="highs",
        )
        if result.fun <= EPSILON:
            return None
        return min(self._proofs(result.eqlin.marginals, released), key=lambda proof: len(proof.cells))

    def _proofs(self, dual: Array, released: Collection[int]) -> Iterator[Conflict]:
        """What the multipliers of a linear programme prove, a conflict each part that they leave connected."""
        rows = np.flatnonzero(np.abs(dual) > EPSILON)
        for piece, _ in components(self.matrix[rows]):
            proof = self._proof({int(rows[k]): float(dual[rows[k]]) for k in piece}, released)
            if abs(proof.residual) > proof.tolerance + EPSILON:
                yield proof

    def _proof(self, rows: Mapping[int, float], released: Collection[int]) -> Conflict:
        """The derived equality of these multipliers, which are positive where a sum comes to too little."""
        unit = min(abs(factor) for factor in rows.values())
        scaled = {row: factor / unit for row, factor in rows.items()}
        numbers, factors = list(scaled), np.array(list(scaled.values()))
        derived = factors @ self.matrix[numbers]
        derived[np.abs(derived) < EPSILON] = 0.0
        low, high = self._box(released)
        used = derived != 0
        reach = np.where(derived > 0, high, low)[used] @ derived[used]
        kept = used.copy()
        kept[list(released)] = False
        residual = float(factors @ (self.matrix[numbers] @ self.values))
        return Conflict(frozenset(np.flatnonzero(kept).tolist()), scaled, residual, float(reach))


def components(matrix: Array) -> list[tuple[Numbers, Numbers]]:
    """The rows and the columns of every part of a matrix that shares no column with another."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    used = csr_array(matrix != 0, dtype=int)
    count, labels = connected_components(used @ used.T, directed=False)
    groups = [np.flatnonzero(labels == label) for label in range(count)]
    return [(group, np.flatnonzero((matrix[group] != 0).any(axis=0))) for group in groups]


def _product(matrix: Array, vector: Array) -> Array:
    """``matrix @ vector`` where nought times infinity is nought."""
    endless = np.flatnonzero(~np.isfinite(vector))
    product = matrix @ np.where(np.isfinite(vector), vector, 0.0)
    for cell in endless:
        used = matrix[:, cell] != 0
        product[used] = matrix[used, cell] * vector[cell]
    return product
