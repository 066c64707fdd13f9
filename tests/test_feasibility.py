"""Whether true values exist, and the smallest sets of cells that must be wrong if not: small systems, known answers.

The outside benchmarks are facts of the literature, computed here with this project's own code: section 4 of Scholtus
(2009), "Automatic correction of simple typing errors in numerical data with balance edits", discussion paper 09046
of Statistics Netherlands; and cases of the tests of the R package errorlocate.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest

from ind_tables.feasibility import Edit, Explanation, System

TRUTH = dict(
    zip(
        ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11"],
        [1452, 116, 1568, 116, 323, 76, 12, 411, 1979, 1842, 137],
        strict=True,
    )
)
SCHOLTUS = [
    Edit({"x1": 1, "x2": 1, "x3": -1}),
    Edit({"x2": 1, "x4": -1}),
    Edit({"x5": 1, "x6": 1, "x7": 1, "x8": -1}),
    Edit({"x3": 1, "x8": 1, "x9": -1}),
    Edit({"x9": 1, "x10": -1, "x11": -1}),
]
PROFIT = [Edit({"p": 1, "c": 1, "t": -1}), Edit({"c": 1, "t": -0.6}, ">=")]
TWO = [Edit({"x": 1, "y": 1, "z": -1}), Edit({"y": 2, "z": -1}, constant=-1)]
SUM = [Edit({"x": 1, "y": 1, "z": -1})]


def explained(
    values: dict[str, float],
    edits: Sequence[Edit],
    weights: dict[str, float] | None = None,
    **options: float,
) -> list[tuple[set[str], float]]:
    """Every minimal set of cells whose release leaves something possible, with its weight."""
    names = list(values)
    found = System.of(values, edits, **options).explanations([(weights or {}).get(name, 1.0) for name in names])
    return [({names[cell] for cell in cells}, weight) for cells, weight in found]


def repaired(values: dict[str, float], edits: Sequence[Edit], released: set[str], **options: float) -> dict[str, float]:
    """The values with the released cells put to the only figure that remains possible."""
    names = list(values)
    system = System.of(values, edits, **options)
    numbers = {names.index(name) for name in released}
    mended = dict(values)
    for number in numbers:
        low, high = system.reach(number, numbers)
        assert low == pytest.approx(high)
        mended[names[number]] = round(low)
    return mended


# ---------------------------------------------------------------------------------------------------
# Outside benchmarks.


def test_scholtus_a_record_without_errors_needs_no_repair() -> None:
    assert explained(TRUTH, SCHOLTUS) == [(set(), 0.0)]


@pytest.mark.parametrize(
    "typed", [{"x4": 161}, {"x4": 161, "x9": 19979}], ids=["two digits swapped", "and a digit doubled"]
)
def test_scholtus_typing_errors_are_repaired_in_full(typed: dict[str, float]) -> None:
    wrong = {**TRUTH, **typed}
    found = explained(wrong, SCHOLTUS)

    assert found[0] == (typed.keys(), len(typed))
    assert found[1][1] > len(typed), "no other set is as small"
    assert repaired(wrong, SCHOLTUS, set(typed)) == TRUTH


def test_scholtus_where_three_parts_are_lost_the_alternatives_are_listed() -> None:
    """x5 + x6 + x7 = 411 with all three at nought: one of them can make up for it, and which cannot be known."""
    wrong = {**TRUTH, "x4": 161, "x9": 19979, "x5": 0, "x6": 0, "x7": 0}
    found = explained(wrong, SCHOLTUS)

    assert [cells for cells, weight in found if weight == 3] == [{"x4", "x9", part} for part in ("x5", "x6", "x7")]


@pytest.mark.parametrize("profit", [755, 1e10])
def test_errorlocate_profit_is_wrong_however_large(profit: float) -> None:
    """errorlocate itself gives up at 1e10 with a warning (its issue 30)."""
    record = {"p": profit, "c": 125, "t": 200}

    assert explained(record, PROFIT)[0] == ({"p"}, 1.0)
    assert repaired(record, PROFIT, {"p"})["p"] == 75


def test_errorlocate_the_lightest_set_comes_first() -> None:
    record = {"x": 1, "y": 1, "z": 3}

    assert explained(record, TWO) == [({"x"}, 1.0), ({"y", "z"}, 2.0)]
    assert explained(record, TWO, {"x": 10}) == [({"y", "z"}, 2.0), ({"x"}, 10.0)]
    assert repaired(record, TWO, {"x"}) == {"x": 2, "y": 1, "z": 3}
    assert repaired(record, TWO, {"y", "z"}) == {"x": 1, "y": 0, "z": 1}


@pytest.mark.parametrize(
    ("record", "edits", "fixed", "found"),
    [
        ({"x": 6, "y": 6, "z": 5}, SUM, {"z"}, [({"x", "y"}, 2.0)]),
        ({"p": 30, "c": 70, "t": 80}, PROFIT, {"p", "t"}, [({"c"}, 1.0)]),
        ({"p": 30, "c": 70, "t": 80}, PROFIT, {"p", "c"}, [({"t"}, 1.0)]),
        ({"x": 1, "y": 1, "z": 3}, TWO, {"x", "y"}, []),
    ],
    ids=["two must change", "cost", "turnover", "nothing can help"],
)
def test_errorlocate_a_cell_of_infinite_weight_is_never_changed(
    record: dict[str, float], edits: list[Edit], fixed: set[str], found: list[tuple[set[str], float]]
) -> None:
    assert explained(record, edits, dict.fromkeys(fixed, math.inf), floor=0) == found


def test_errorlocate_cells_held_by_a_constant_are_named_exactly() -> None:
    """Its issue 34: parts of 60 that are known to be 5, 5, 5, 25 and 20."""
    record = {"y": 60, "yA": 5, "yB": 5, "yC": 5, "yD": 45, "yE": 0}
    known = {"y": 60, "yA": 5, "yB": 5, "yC": 5, "yD": 25, "yE": 20}
    edits = [Edit({name: 1}, constant=value) for name, value in known.items()]
    edits.append(Edit({"y": 1, "yA": -1, "yB": -1, "yC": -1, "yD": -1, "yE": -1}))

    assert explained(record, edits) == [({"yD", "yE"}, 2.0)]
    assert repaired(record, edits, {"yD", "yE"}) == known


# ---------------------------------------------------------------------------------------------------
# Figures that stand for intervals.


@pytest.mark.parametrize(("total", "possible"), [(300, True), (310, True), (320, False), (280, False)])
def test_an_edit_holds_within_the_widths_of_its_cells(total: float, possible: bool) -> None:
    """100 + 200 with 5 on either side of each figure, the total too: 285 to 315 against 305 to 315, and so on."""
    system = System.of({"x": 100, "y": 200, "z": total}, SUM, width=5)

    assert (system.conflict() is None) is possible
    assert system.broken().tolist() == ([] if possible else [0])


def test_true_values_are_not_below_the_floor() -> None:
    """x = y + z with y and z printed as 0: true values of -5 to 5 each, or of 0 to 5 where they are counts."""
    edits = [Edit({"x": 1, "y": -1, "z": -1})]
    printed = {"x": 40, "y": 0, "z": 0}

    assert System.of(printed, edits, width=5).reach(0, {0}) == pytest.approx((-10, 10))
    assert System.of(printed, edits, width=5, floor=0).reach(0, {0}) == pytest.approx((0, 10))
    assert System.of({"x": 0, "y": 10, "z": 10}, edits, width=5).broken().tolist() == [0], "at most 5, at least 10"


def joint() -> System:
    """a = b and b = c and c = d hold within rounding, each off by 10; a and d are 30 apart, and 10 is possible."""
    edits = [Edit({"a": 1, "b": -1}), Edit({"b": 1, "c": -1}), Edit({"c": 1, "d": -1})]
    return System.of({"a": 100, "b": 110, "c": 120, "d": 130}, edits, width=5)


def test_edits_that_hold_one_by_one_can_be_impossible_together() -> None:
    system = joint()
    assert system.broken().tolist() == []

    conflict = system.conflict()

    assert conflict is not None
    ends = {min(conflict.cells), max(conflict.cells)}
    assert abs(conflict.residual) > conflict.tolerance
    assert len(conflict.rows) == max(ends) - min(ends) >= 2, "the edits between the two ends, added up"
    assert conflict.residual == pytest.approx(10 * len(conflict.rows) * math.copysign(1, conflict.residual))
    assert conflict.tolerance == pytest.approx(10)


def test_every_smallest_repair_of_a_joint_conflict_is_found() -> None:
    """Of 100, 110, 120, 130 those further apart than 10 exclude each other; two neighbours can stay."""
    sets = [set(cells) for cells, _ in joint().explanations([1.0] * 4)]

    assert sorted(map(sorted, sets)) == [[0, 1], [0, 3], [2, 3]]


def test_true_values_are_whole_numbers() -> None:
    """2x - 2y = 1 has solutions within any width, none of them whole."""
    printed = {"x": 0, "y": 0}

    assert System.of(printed, [Edit({"x": 2, "y": -2}, constant=1)], width=5).conflict() is not None
    assert System.of(printed, [Edit({"x": 2, "y": -2}, constant=2)], width=5).conflict() is None


def test_the_reach_of_a_released_cell_is_what_the_others_leave() -> None:
    """z = x + y, with x in 95..105 and y in 195..205."""
    system = System.of({"x": 100, "y": 200, "z": 7000}, SUM, width=5)

    assert system.reach(2, {2}) == pytest.approx((290, 310))
    assert system.reach(0, {0, 2}) == (-math.inf, math.inf)


def test_an_inequality_bounds_from_one_side() -> None:
    system = System.of({"x": 50, "y": 70}, [Edit({"x": 1, "y": -1}, ">=")], floor=0)

    assert system.broken().tolist() == [0]
    assert system.reach(0, {0})[0] == pytest.approx(70)
    assert system.reach(1, {1}) == pytest.approx((0, 50))


def test_edits_fall_into_parts_that_share_no_cell() -> None:
    edits = [Edit({"a": 1, "b": -1}), Edit({"c": 1, "d": -1}), Edit({"b": 1, "e": -1})]
    system = System.of(dict.fromkeys("abcdef", 0.0), edits)

    parts = [(rows.tolist(), cells.tolist()) for rows, cells in system.components()]

    assert parts == [([0, 2], [0, 1, 4]), ([1], [2, 3])]
    assert system.part(*system.components()[1]).matrix.tolist() == [[1.0, -1.0]]


def test_a_search_ends_at_its_largest_set_and_at_its_budget() -> None:
    system = joint()

    assert list(system.explanations([1.0] * 4, largest=1)) == []
    assert list(system.explanations([1.0] * 4, budget=1)) == []
    assert next(system.explanations([5.0, 5.0, 1.0, 1.0])) == Explanation(frozenset({2, 3}), 2.0)


def test_without_edits_everything_is_possible() -> None:
    system = System.of({"x": -3.0}, [])

    assert system.conflict() is None
    assert system.components() == []
    assert np.asarray(system.residuals).tolist() == []
