"""Whether true values exist that keep every edit, and the smallest sets of cells that must be wrong if not.

An *edit* is a linear equality or inequality that true values keep. Every cell is printed as a value and its
true value lies within a width of it, unless the cell is *released*, that is, taken to be wrong. This is
error localisation in the sense of Fellegi and Holt (1976), "A systematic approach to automatic edit and
imputation", JASA 71: the weighted smallest sets of cells whose release leaves something that is possible.
Nothing here knows the document; rules.py states its edits.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

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


class Edit(NamedTuple):
    """Factors times cells, added up, against a constant: x + y = z is ``Edit({"x": 1, "y": 1, "z": -1})``."""

    factors: Mapping[str, float]
    relation: Literal["=", ">="] = "="
    constant: float = 0.0


@dataclass(frozen=True)
class Conflict:
    """Cells that cannot all be right.

    Attributes:
        cells: the numbers of the kept cells of which at least one must be wrong.
        rows: the multiplier of every edit whose combination, a derived edit, no true values keep.
        residual: what that derived edit lacks with the values as printed.
        tolerance: what the widths of its cells allow.
    """

    cells: frozenset[int]
    rows: Mapping[int, float]
    residual: float
    tolerance: float


class Explanation(NamedTuple):
    """A set of cells whose release leaves something possible, and its weight."""

    cells: frozenset[int]
    weight: float


class System:
    """Edits over cells that are printed as values with a width on either side; true values are whole numbers.

    Args:
        matrix: edits by cells, the factors.
        constants: what each edit must come to, or at least come to.
        equal: which edits are equalities.
        values: the values as printed, one a cell.
        widths: how far a true value may lie from the printed one, one a cell.
        floor: what no true value is below; no printed value lies more than its width below it, unless released.
    """

    def __init__(
        self, matrix: Array, constants: Array, equal: Flags, values: Array, widths: Array, floor: float = 0.0
    ) -> None:
        self.matrix = matrix
        self.constants = constants
        self.equal = equal
        self.values = values
        self.widths = widths
        self.floor = floor
        self._inverse: dict[frozenset[int], Array] = {}

    @classmethod
    def of(
        cls,
        values: Mapping[str, float],
        edits: Sequence[Edit],
        width: float = 0.0,
        floor: float = -math.inf,
    ) -> System:
        """A system from named cells, numbered in the order of ``values``."""
        names = list(values)
        matrix = np.array([[edit.factors.get(name, 0.0) for name in names] for edit in edits], dtype=float)
        return cls(
            matrix.reshape(len(edits), len(names)),
            np.array([edit.constant for edit in edits], dtype=float),
            np.array([edit.relation == "=" for edit in edits], dtype=bool),
            np.array([values[name] for name in names], dtype=float),
            np.full(len(names), float(width)),
            floor,
        )

    def components(self) -> list[tuple[Numbers, Numbers]]:
        """The edits and the cells of every part that shares no cell with another."""
        rows, cells = np.nonzero(self.matrix)
        parts = np.arange(len(self.matrix))
        before = np.full_like(parts, -1)
        while (parts != before).any():
            before = parts.copy()
            least = np.full(len(self.values), len(parts))
            np.minimum.at(least, cells, parts[rows])
            np.minimum.at(parts, rows, least[cells])
        groups = [np.flatnonzero(parts == part) for part in np.unique(parts)]
        return [(group, np.flatnonzero((self.matrix[group] != 0).any(axis=0))) for group in groups]

    def part(self, rows: Numbers, cells: Numbers) -> System:
        """The system of these edits and cells alone."""
        return System(
            self.matrix[np.ix_(rows, cells)],
            self.constants[rows],
            self.equal[rows],
            self.values[cells],
            self.widths[cells],
            self.floor,
        )

    def printing(self, values: Array) -> System:
        """The same system with other printed values."""
        other = System(self.matrix, self.constants, self.equal, values, self.widths, self.floor)
        other._inverse = self._inverse
        return other

    @property
    def residuals(self) -> Array:
        """What each edit comes to with the values as printed, less what it must come to."""
        return self.matrix @ self.values - self.constants

    def broken(self, released: Collection[int] = ()) -> Numbers:
        """The edits that no true values keep, each taken by itself."""
        low, high = self._box(released)
        positive, negative = np.maximum(self.matrix, 0), np.minimum(self.matrix, 0)
        residuals = self.residuals
        most = residuals + _product(positive, high) + _product(negative, low)
        least = residuals + _product(positive, low) + _product(negative, high)
        return np.flatnonzero((most < -EPSILON) | (self.equal & (least > EPSILON)))

    def _box(self, released: Collection[int]) -> tuple[Array, Array]:
        """How far the true value of each cell may lie from the printed one, downwards and upwards."""
        low = np.clip(self.floor - self.values, -self.widths, self.widths)
        high = self.widths.copy()
        for cell in released:
            low[cell], high[cell] = self.floor - self.values[cell], np.inf
        return low, high

    def conflict(self, released: Collection[int] = ()) -> Conflict | None:
        """Cells of which at least one must be wrong beyond ``released``; None where nothing contradicts.

        First edits by themselves, then all of them jointly: a linear programme gives the least violation, and
        its dual the combination of edits that proves it; last, whole numbers.
        """
        alone = self.broken(released)
        if len(alone):
            signs = -np.sign(self.residuals[alone])
            proofs = [self._proof({int(r): s}, released) for r, s in zip(alone, signs, strict=True)]
            return min(proofs, key=lambda proof: len(proof.cells))
        return self._joint(released)

    def _adjusted(self, released: Collection[int]) -> bool:
        """Whether a least-squares adjustment within the widths keeps every edit: proof that true values exist.

        It shifts the values as little as possible, in units of their widths, onto the equalities, and back into
        the widths, by turns. No proof says nothing: a linear programme then decides. Only sums and differences are
        adjusted, since with other factors there can be true values of which none are whole.
        """
        if not len(self.matrix):
            return True
        if not self.equal.all() or (self.widths <= 0).any() or np.abs(self.matrix).max() > 1:
            return False
        low, high = self._box(released)
        scale = self.widths.copy()
        scale[list(released)] = _LOOSE * self.widths.max()
        scaled = self.matrix * scale**2
        inverse = self._inverted(scaled, frozenset(released))
        shift = np.zeros(len(self.values))
        for _ in range(_TURNS):
            for _ in range(2):
                shift = shift - scaled.T @ (inverse @ (self.matrix @ (self.values + shift) - self.constants))
            if (shift >= low - EPSILON).all() and (shift <= high + EPSILON).all():
                lacking = self.matrix @ (self.values + shift) - self.constants
                if np.abs(lacking).max() <= EPSILON:
                    return True
            shift = np.clip(shift, low * _INSIDE, np.minimum(high, _ENDLESS) * _INSIDE)
        return False

    def _inverted(self, scaled: Array, released: frozenset[int]) -> Array:
        """The inverse that an adjustment needs; that of the last released cells is kept, whatever is printed."""
        if released not in self._inverse:
            gram = scaled @ self.matrix.T
            self._inverse.clear()
            self._inverse[released] = np.linalg.inv(gram + _RIDGE * np.trace(gram) / len(gram) * np.eye(len(gram)))
        return self._inverse[released]

    def _joint(self, released: Collection[int]) -> Conflict | None:
        if self._adjusted(released):
            return None
        from scipy.sparse import csr_array, eye_array, hstack

        edits, cells = self.matrix.shape
        low, high = self._box(released)
        unit: Any = eye_array(edits)
        lacking = csr_array(hstack([csr_array(self.matrix), unit, -unit]))
        result = self._programme(
            np.concatenate([np.zeros(cells), np.ones(2 * edits)]),
            lacking,
            np.concatenate([low, np.zeros(2 * edits)]),
            np.concatenate([high, np.full(2 * edits, np.inf)]),
        )
        if result.fun <= EPSILON:
            return self._whole(released, result.x[:cells])
        dual = np.zeros(edits)
        if self.equal.any():
            dual[self.equal] = result.eqlin.marginals
        if not self.equal.all():
            dual[~self.equal] = -result.ineqlin.marginals
        return min(self._proofs(dual, released), key=lambda proof: len(proof.cells))

    def _programme(self, aim: Array, matrix: Any, low: Array, high: Array) -> Any:
        from scipy.optimize import linprog

        target, equal = -self.residuals, self.equal
        solve: Any = linprog
        return solve(
            aim,
            A_eq=matrix[equal] if equal.any() else None,
            b_eq=target[equal] if equal.any() else None,
            A_ub=-matrix[~equal] if not equal.all() else None,
            b_ub=-target[~equal] if not equal.all() else None,
            bounds=np.column_stack([low, high]),
            method="highs",
        )

    def _proofs(self, dual: Array, released: Collection[int]) -> Iterator[Conflict]:
        rows = np.flatnonzero(np.abs(dual) > EPSILON)
        for piece, _ in self.part(rows, np.arange(len(self.values))).components():
            proof = self._proof({int(rows[k]): float(dual[rows[k]]) for k in piece}, released)
            if abs(proof.residual) > proof.tolerance + EPSILON:
                yield proof

    def _proof(self, rows: Mapping[int, float], released: Collection[int]) -> Conflict:
        """The derived edit of these multipliers, which are positive where an edit comes to too little."""
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
        return Conflict(
            frozenset(np.flatnonzero(kept).tolist()),
            scaled,
            float(factors @ self.residuals[numbers]),
            float(reach),
        )

    def _whole(self, released: Collection[int], point: Array) -> Conflict | None:
        truth = self.values + point
        if np.allclose(truth, np.round(truth), atol=1e-4):
            return None
        from scipy.optimize import Bounds, LinearConstraint, milp

        low, high = self._box(released)
        result = milp(
            np.zeros(len(self.values)),
            constraints=LinearConstraint(self.matrix, self.constants, np.where(self.equal, self.constants, np.inf)),
            bounds=Bounds(self.values + low, self.values + high),
            integrality=np.ones(len(self.values), dtype=int),
        )
        if result.status != 2:
            return None
        kept = (self.matrix != 0).any(axis=0)
        kept[list(released)] = False
        rows = dict.fromkeys(range(len(self.matrix)), 1.0)
        return Conflict(frozenset(np.flatnonzero(kept).tolist()), rows, 0.0, 0.0)

    def reach(self, cell: int, released: Collection[int]) -> tuple[float, float]:
        """The least and the greatest true value of ``cell`` once ``released`` are taken to be wrong.

        ``released`` must leave something possible.
        """
        from scipy.sparse import csr_array

        low, high = self._box(released)
        matrix = csr_array(self.matrix)
        ends = []
        for sign in (1.0, -1.0):
            aim = np.zeros(len(self.values))
            aim[cell] = sign
            result = self._programme(aim, matrix, low, high)
            ends.append(sign * result.fun + self.values[cell] if result.status == 0 else -sign * math.inf)
        return ends[0], ends[1]

    def explanations(
        self, weights: Sequence[float], largest: int | None = None, budget: int = 10_000
    ) -> Iterator[Explanation]:
        """All minimal sets of cells whose release leaves something possible, the lightest first.

        Every such set takes a cell of every conflict, so the sets grow along conflicts, the lightest first
        (Reiter 1987, "A theory of diagnosis from first principles", Artificial Intelligence 32). A cell of
        infinite weight is never released. Stops after ``budget`` sets looked at, or at sets of more than
        ``largest`` cells.
        """
        queue: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
        seen: set[tuple[int, ...]] = {()}
        known: list[Conflict] = []
        found: list[frozenset[int]] = []
        while queue and budget:
            budget -= 1
            weight, cells = heapq.heappop(queue)
            released = frozenset(cells)
            if any(smaller <= released for smaller in found):
                continue
            conflict = next((c for c in known if not c.cells & released), None)
            if conflict is None:
                conflict = self.conflict(released)
                if conflict is None:
                    found.append(released)
                    yield Explanation(released, weight)
                    continue
                known.append(conflict)
            if largest is not None and len(cells) == largest:
                continue
            for cell in conflict.cells:
                larger = tuple(sorted((*cells, cell)))
                if math.isfinite(weights[cell]) and larger not in seen:
                    seen.add(larger)
                    heapq.heappush(queue, (weight + weights[cell], larger))


def _product(matrix: Array, vector: Array) -> Array:
    """``matrix @ vector`` where nought times infinity is nought."""
    endless = np.flatnonzero(~np.isfinite(vector))
    product = matrix @ np.where(np.isfinite(vector), vector, 0.0)
    for cell in endless:
        used = matrix[:, cell] != 0
        product[used] = matrix[used, cell] * vector[cell]
    return product
