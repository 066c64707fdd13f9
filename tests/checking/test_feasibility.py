"""Whether true values exist, and which cells contradict each other if not: small systems, known answers."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

import numpy as np
import pytest

from ind_tables.checking import feasibility
from ind_tables.checking.feasibility import Conflict, System


def system(matrix: Sequence[Sequence[float]], values: Sequence[float], width: float = 5.0) -> System:
    return System(np.array(matrix, dtype=float), np.array(values, dtype=float), np.full(len(values), width))


def joint() -> System:
    """a = b and b = c and c = d hold within rounding, each off by 10; a and d are 30 apart, and 10 is possible."""
    return system([[1, -1, 0, 0], [0, 1, -1, 0], [0, 0, 1, -1]], [100, 110, 120, 130])


def only(found: Collection[Conflict]) -> Conflict:
    (conflict,) = found
    return conflict


@pytest.mark.parametrize(("total", "possible"), [(300, True), (310, True), (320, False), (280, False)])
def test_a_sum_holds_within_the_widths_of_its_cells(total: float, possible: bool) -> None:
    """100 + 200 with 5 on either side of each figure, the total too: 285 to 315 against 305 to 315, and so on."""
    summed = system([[1, 1, -1]], [100, 200, total])

    assert (summed.conflicts() == []) is possible
    assert summed.broken().tolist() == ([] if possible else [0])


def test_true_values_are_not_below_nought() -> None:
    """x = y + z with y and z printed as 0: true values of 0 to 5 each, so that x is 10 at most and not below 0."""
    assert system([[1, -1, -1]], [10, 0, 0]).broken().tolist() == []
    assert system([[1, -1, -1]], [20, 0, 0]).broken().tolist() == [0], "15 at least; 5 at most each, 10 together"
    assert system([[1, -1, -1]], [0, 10, 10]).broken().tolist() == [0], "5 at most; 5 at least each, 10 together"
    assert system([[1, 1]], [0, 0]).broken({0}).tolist() == []
    assert system([[1, 1]], [0, 10]).broken({0}).tolist() == [0], "what is unknown is not below nought either"


def test_sums_that_hold_one_by_one_can_be_impossible_together() -> None:
    assert joint().broken().tolist() == []

    conflict = only(joint().conflicts())

    ends = {min(conflict.cells), max(conflict.cells)}
    assert abs(conflict.residual) > conflict.tolerance
    assert len(conflict.rows) == max(ends) - min(ends) >= 2, "the sums between the two ends, added up"
    assert conflict.residual == pytest.approx(10 * len(conflict.rows) * math.copysign(1, conflict.residual))
    assert conflict.tolerance == pytest.approx(10)


@pytest.mark.parametrize("released", [{0, 1}, {0, 3}, {2, 3}, {1, 2}, {0, 2}])
def test_a_released_cell_contradicts_nothing(released: set[int]) -> None:
    """Of 100, 110, 120 and 130 those further apart than 10 exclude each other, also if those between are unknown."""
    kept = sorted({0, 1, 2, 3} - released)

    assert (joint().conflicts(released) == []) is (kept[1] - kept[0] == 1)


def test_there_is_one_conflict_in_every_part() -> None:
    apart = np.kron(np.eye(2), joint().matrix)
    conflicts = system(apart, [100, 110, 120, 130, 100, 110, 120, 130]).conflicts()

    assert [{cell // 4 for cell in conflict.cells} for conflict in conflicts] == [{0}, {1}]
    assert [{row // 3 for row in conflict.rows} for conflict in conflicts] == [{0}, {1}]


def test_rows_fall_into_parts_that_share_no_column() -> None:
    matrix = np.array([[1, -1, 0, 0, 0, 0], [0, 0, 1, -1, 0, 0], [0, 1, 0, 0, -1, 0]], dtype=float)

    parts = [(rows.tolist(), cells.tolist()) for rows, cells in feasibility.components(matrix)]

    assert parts == [([0, 2], [0, 1, 4]), ([1], [2, 3])]


def test_without_sums_everything_is_possible() -> None:
    assert system(np.zeros((0, 1)), [-3.0]).conflicts() == []
