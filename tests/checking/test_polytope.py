"""What identities leave of figures, worked out by hand: along a tree, around a circle, and where they contradict."""

from __future__ import annotations

import numpy as np
import pytest

from ind_tables.checking.feasibility import Array
from ind_tables.checking.polytope import Polytope


def polytope(identities: list[list[int]], printed: list[float], widths: float = 5) -> Polytope:
    """Figures within a width of what is printed; nan where nothing is, which may then be anything from nought on."""
    values = np.array(printed)
    gone = np.isnan(values)
    low, high = np.where(gone, 0, np.maximum(values - widths, 0)), np.where(gone, np.inf, values + widths)
    return Polytope(np.array(identities, dtype=float), low, high)


def test_a_sum_leaves_each_figure_what_the_others_add_up_to() -> None:
    """20 + 30 = 50: the first is 45 to 55 less 25 to 35; the total 15 to 25 and 25 to 35."""
    assert polytope([[1, 1, -1]], [20, 30, 50]).left() == [(10, 30), (20, 40), (40, 60)]


def test_along_a_tree_every_identity_beyond_the_next_one_counts() -> None:
    """a + b = c and c + d = e, with d and e exact: c is 30 at most, so a is 25 at most less what b is at least."""
    tree = Polytope(
        np.array([[1, 1, -1, 0, 0], [0, 0, 1, 1, -1]], dtype=float),
        np.array([0, 5, 25, 10, 35], dtype=float),
        np.array([20, 15, 35, 10, 40], dtype=float),
    )
    [a, b, c, d, e] = tree.left()
    assert a == (25 - 15, 30 - 5)
    assert b == (25 - 20, 30 - 0)
    assert c == (25, 30)
    assert d == (35 - 35, 40 - 25)
    assert e == (25 + 10, 35 + 10)


def test_around_a_circle_the_identities_leave_less_than_each_by_itself() -> None:
    """a + b = c and a - b = d: b is half of c - d, so (45 - 11) / 2 at least; c is 2a - d, or d where b is nought."""
    low, high = (np.array(end, dtype=float) for end in ([0, 0, 45, 9], [100, 100, 55, 11]))
    circle = Polytope(np.array([[1, 1, -1, 0], [1, -1, 0, -1]], dtype=float), low, high)
    left = circle.left()
    assert left[0] == pytest.approx((27, 33))
    assert left[1] == pytest.approx((17, 23))
    assert left[2] == pytest.approx((9, 2 * 100 - 9))


def test_an_identity_that_follows_from_others_takes_nothing_away() -> None:
    """The third is the sum of the first two."""
    once = polytope([[1, 1, -1, 0], [0, 0, 1, -1]], [20, 30, 50, 50])
    twice = polytope([[1, 1, -1, 0], [0, 0, 1, -1], [1, 1, 0, -1]], [20, 30, 50, 50])
    assert twice.left() == once.left() == [(10, 30), (20, 40), (45, 55), (45, 55)]


@pytest.mark.parametrize("more", [[], [[1, 1, 0, -1]]], ids=["tree", "circle"])
def test_where_the_others_contradict_each_other_they_leave_nothing(more: list[list[int]]) -> None:
    """c = d is broken by 90 and 50: a and b have nothing left; c alone may still be d, and d may still be c."""
    [a, b, c, d] = polytope([[1, 1, -1, 0], [0, 0, 1, -1], *more], [20, 30, 90, 50]).left()
    assert (a, b) == (None, None)
    assert (c, d) == ((45, 55), None)


def test_a_figure_that_is_not_printed_leaves_no_end() -> None:
    """20 + ? = 50: the first may be anything up to 55, by itself; beside a second gap there is no end."""
    assert polytope([[1, 1, -1]], [20, np.nan, 50]).left() == [(0, 55), (20, 40), None]


def test_whole_numbers_are_found_as_near_as_there_are_some() -> None:
    """20 + 30 = 52: two are to be spread over three figures."""
    values: Array = np.array([20.0, 30.0, 52.0])
    found = polytope([[1, 1, -1]], values.tolist()).nearest(values)
    assert found is not None
    assert found[0] + found[1] == found[2]
    assert sum(abs(one - other) for one, other in zip(found, values, strict=True)) == 2
    assert polytope([[1, 1, -1]], [20, 30, 90]).nearest(np.array([20.0, 30.0, 90.0])) is None
