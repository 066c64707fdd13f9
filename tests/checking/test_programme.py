"""The smallest sets of mistakes that leave true values possible: small systems, known answers.

The outside benchmarks are facts of the literature, computed here with this project's own code: section 4 of Scholtus
(2009), "Automatic correction of simple typing errors in numerical data with balance edits", discussion paper 09046
of Statistics Netherlands; and a case of the tests of the R package errorlocate.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pytest

from ind_tables.checking import programme
from ind_tables.checking.programme import Candidate, Programme

NAMES = ["x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11"]
TRUTH = dict(zip(NAMES, [1452, 116, 1568, 116, 323, 76, 12, 411, 1979, 1842, 137], strict=True))
SCHOLTUS = [
    {"x1": 1, "x2": 1, "x3": -1},
    {"x2": 1, "x4": -1},
    {"x5": 1, "x6": 1, "x7": 1, "x8": -1},
    {"x3": 1, "x8": 1, "x9": -1},
    {"x9": 1, "x10": -1, "x11": -1},
]
CHAIN = [{"a": 1, "b": -1}, {"b": 1, "c": -1}, {"c": 1, "d": -1}]
STEPS = {"a": 100, "b": 110, "c": 120, "d": 130}


def programme_of(
    values: Mapping[str, float],
    sums: Sequence[Mapping[str, float]],
    candidates: Sequence[tuple[Mapping[str, float | None], float]],
    width: float = 0.0,
    absent: Collection[str] = (),
    wrong: Collection[str] = (),
) -> Programme:
    """A programme over named cells; a candidate tells values, or None for a cell that it releases, and a weight."""
    names = list(values)
    return Programme(
        np.array([[row.get(name, 0.0) for name in names] for row in sums], dtype=float).reshape(-1, len(names)),
        np.array(list(values.values()), dtype=float),
        np.full(len(names), width),
        [names.index(name) for name in absent],
        [names.index(name) for name in wrong],
        [
            Candidate(
                [names.index(name) for name in told],
                {names.index(name): value for name, value in told.items() if value is not None},
                weight,
            )
            for told, weight in candidates
        ],
    )


def smallest(
    values: Mapping[str, float],
    sums: Sequence[Mapping[str, float]],
    weights: Mapping[str, float] | None = None,
    slack: float = 0.0,
    width: float = 0.0,
) -> list[set[str]]:
    """The lightest sets of single cells, each of weight 1 unless said otherwise."""
    names = [name for name in values if (weights or {}).get(name) != 0]
    candidates: list[tuple[dict[str, float | None], float]] = [({n: None}, (weights or {}).get(n, 1.0)) for n in names]
    sets, complete = programme_of(values, sums, candidates, width).smallest(slack, 40)
    assert complete
    return [{names[n] for n in chosen} for chosen in sets]


# Outside benchmarks


def test_scholtus_a_record_without_errors_needs_no_repair() -> None:
    assert smallest(TRUTH, SCHOLTUS) == [set()]


@pytest.mark.parametrize(
    "typed", [{"x4": 161}, {"x4": 161, "x9": 19979}], ids=["two digits swapped", "and a digit doubled"]
)
def test_scholtus_typing_errors_are_found_and_nothing_else(typed: dict[str, float]) -> None:
    assert smallest({**TRUTH, **typed}, SCHOLTUS) == [typed.keys()]


def test_scholtus_where_three_parts_are_lost_the_alternatives_are_listed() -> None:
    """x5 + x6 + x7 = 411 with all three at nought: one of them can make up for it, and which cannot be known."""
    wrong = {**TRUTH, "x4": 161, "x9": 19979, "x5": 0, "x6": 0, "x7": 0}

    assert smallest(wrong, SCHOLTUS) == [{"x4", "x9", part} for part in ("x5", "x6", "x7")]


def test_errorlocate_a_cell_that_cannot_be_wrong_is_never_changed() -> None:
    """6 + 6 = 5 where the sum is certain: no true value is below nought, so both parts must change."""
    assert smallest({"x": 6, "y": 6, "z": 5}, [{"x": 1, "y": 1, "z": -1}], {"z": 0}) == [{"x", "y"}]


# Figures that stand for intervals


def test_every_smallest_repair_of_a_joint_conflict_is_found() -> None:
    """Of 100, 110, 120, 130 those further apart than 10 exclude each other; two neighbours can stay."""
    assert sorted(map(sorted, smallest(STEPS, CHAIN, width=5))) == [["a", "b"], ["a", "d"], ["c", "d"]]


def test_the_lightest_comes_first_and_heavier_ones_within_the_slack_follow() -> None:
    weights = {"a": 1.0, "b": 1.0, "c": 1.2, "d": 1.5}

    assert smallest(STEPS, CHAIN, weights, width=5) == [{"a", "b"}]
    assert smallest(STEPS, CHAIN, weights, slack=0.6, width=5) == [{"a", "b"}, {"a", "d"}]
    assert smallest(STEPS, CHAIN, weights, slack=0.9, width=5) == [{"a", "b"}, {"a", "d"}, {"c", "d"}]


# Mistakes of several cells


@pytest.mark.parametrize(("told", "found"), [(300, True), (310, True), (320, False)])
def test_a_mistake_puts_back_the_values_that_it_tells(told: float, found: bool) -> None:
    """x + y = z, z - y = u and y = v, with y and z in each other's place: the exchange explains all three at once.

    100 + 200 = 300 within 15, and 300 - 200 = 100 likewise; figures by themselves have to be wrong two at a time.
    """
    values = {"x": 100, "y": 300, "z": 200, "u": 110, "v": 200}
    sums = [{"x": 1, "y": 1, "z": -1}, {"z": 1, "y": -1, "u": -1}, {"y": 1, "v": -1}]
    singles: list[tuple[Mapping[str, float | None], float]] = [({name: None}, 1.0) for name in values]
    sets, _ = programme_of(values, sums, [*singles, ({"y": 200, "z": told}, 1.5)], 5).smallest(0.0, 40)

    assert (sets == [(5,)]) is found


def test_no_two_mistakes_of_a_set_spoil_the_same_cell() -> None:
    told: list[tuple[Mapping[str, float | None], float]] = [({"x": 30, "y": None}, 1.0), ({"x": None}, 1.0)]

    assert programme_of({"x": 1, "y": 2}, [{"x": 1}, {"y": 1}], told, wrong=["x"]).smallest(5.0, 40) == ([], True)


def test_what_is_not_printed_may_have_been_anything_unless_a_mistake_tells_it() -> None:
    """x + y = z with y missing; where y is said to have been 100, x + 100 = 300 does not hold for 100."""
    values, sums = {"x": 100, "y": 0, "z": 300}, [{"x": 1, "y": 1, "z": -1}]
    told: list[tuple[Mapping[str, float | None], float]] = [({"y": 100}, 1.0), ({"y": 200}, 1.0)]

    assert programme_of(values, sums, told, 5, absent=["y"]).smallest(0.0, 40) == ([()], True)
    assert programme_of(values, sums, told, 5, absent=["y"], wrong=["y"]).smallest(0.0, 40) == ([(1,)], True)


def test_a_cell_that_must_be_wrong_is_in_every_set() -> None:
    values, sums = {"x": -100, "y": 300}, [{"x": 1, "y": -1}]
    singles: list[tuple[Mapping[str, float | None], float]] = [({name: None}, 1.0) for name in values]

    assert programme_of(values, sums, singles, 5, wrong=["x"]).smallest(0.9, 40) == ([(0,)], True)


# Where it ends


def test_a_search_ends_at_its_heaviest_set_and_at_its_largest_number(monkeypatch: pytest.MonkeyPatch) -> None:
    singles: list[tuple[Mapping[str, float | None], float]] = [({name: None}, 1.0) for name in STEPS]
    search = programme_of(STEPS, CHAIN, singles, 5)

    sets, complete = search.smallest(0.0, 2)
    assert (len(sets), complete) == (2, False)
    monkeypatch.setattr(programme, "_HEAVIEST", 1.0)
    assert search.smallest(0.0, 40) == ([], True)
