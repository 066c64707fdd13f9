"""What speaks for a reading of an edition: rounding, the course of a series, the rules, the previous edition."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.evidence import FLOOR, Course, Evidence, dependence, rounding_density
from ind_tables.place import Place


@pytest.mark.parametrize(
    ("terms", "residual", "density"),
    [(1, 0.0, 1.0), (2, 0.0, 1.0), (2, 0.5, 0.5), (3, 0.0, 3 / 4), (3, 1.0, 1 / 8), (4, 0.0, 2 / 3), (4, 1.0, 1 / 6)],
)
def test_a_sum_of_rounding_errors_follows_the_irwin_hall_distribution(
    terms: int, residual: float, density: float
) -> None:
    """The densities of two to four uniform errors are B-splines: a triangle, then 3/4 and 1/8, then 2/3 and 1/6."""
    assert rounding_density(terms, residual) == pytest.approx(density)
    assert rounding_density(terms, -residual) == pytest.approx(density)


@pytest.mark.parametrize(("terms", "residual"), [(3, 1.5), (3, 2.0), (4, -2.0), (4, 50.0)])
def test_what_rounding_cannot_make_has_next_to_no_density(terms: int, residual: float) -> None:
    assert rounding_density(terms, residual) == FLOOR


def course(values: list[float]) -> tuple[Course, np.ndarray]:
    points = [((n,), (1,)) for n in range(len(values))]
    return Course(points, np.array(values), 10.0), np.array(values)


@pytest.mark.parametrize(
    "values",
    [
        [100, 110, 100, 90, 100, 1000, 110, 100, 90],
        [100, 200, 310, 400, 500, 1600, 700, 800, 910],
        [100, 110, 130, 120, 140, 900, 150, 160, 150],
    ],
    ids=["level", "slope", "steps"],
)
def test_a_figure_out_of_course_gains_by_coming_back(values: list[float]) -> None:
    """The sixth figure lies far off; what lies between its neighbours is likelier than what lies half way."""
    habit, printed = course(values)
    between = (values[4] + values[6]) / 2
    half = (between + values[5]) / 2

    assert habit.gain({5: between}, printed) > habit.gain({5: half}, printed) > 0 > habit.gain({4: 9000}, printed)
    assert habit.gain({}, printed) == pytest.approx(0)


def test_the_first_month_counts_like_the_others() -> None:
    habit, printed = course([1000, 110, 100, 90, 100, 110, 90, 110, 100])

    assert habit.gain({0: 100.0}, printed) > habit.gain({0: 500.0}, printed) > 0


WHOLES = [1000.0, 2000.0, 1500.0, 800.0, 2500.0, 1200.0, 1800.0]


def share(series: list[float], wholes: list[float]) -> tuple[Course, np.ndarray]:
    """A series in the first cells, and what it is a share of in those after; a whole of nought is not printed."""
    points = [((n,), (1,)) for n in range(len(series))]
    beside = [((n + len(series),), (1,)) if whole else ((), ()) for n, whole in enumerate(wholes)]
    printed = np.array([*series, *wholes])
    return Course(points, printed, 10.0, beside), printed


def test_a_series_that_keeps_its_share_of_a_whole_goes_where_the_whole_goes() -> None:
    """Three tenths of every whole, but for 600 of 2,500; 600 is as usual a figure as 750."""
    habit, printed = share([300, 600, 450, 240, 600, 360, 540], WHOLES)

    assert habit.gain({4: 750.0}, printed) > habit.gain({4: 700.0}, printed) > 0
    assert habit.gain({4: 450.0}, printed) < 0


def test_a_wrong_whole_is_doubted_for_its_shares() -> None:
    """Three tenths of every whole, but for 750 of 2,000 as printed: the whole gains by going back to 2,500."""
    habit, printed = share([300, 600, 450, 240, 750, 360, 540], [*WHOLES[:4], 2000.0, *WHOLES[5:]])

    assert habit.gain({11: 2500.0}, printed) > habit.gain({11: 2300.0}, printed) > 0 > habit.gain({12: 2200.0}, printed)


def test_months_without_a_whole_are_followed_by_themselves() -> None:
    """Only two months have a whole; the sixth figure comes back to its level."""
    habit, printed = share([100, 110, 100, 90, 100, 1000, 110], [300.0, 330.0, 0, 0, 0, 0, 0])

    assert habit.gain({5: 100.0}, printed) > 0


def test_a_figure_that_is_not_printed_is_filled_in_where_the_series_goes() -> None:
    habit, printed = course([100, 110, 100, math.nan, 100, 110, 90])

    assert habit.gain({3: 100.0}, printed) > habit.gain({3: 700.0}, printed)


# Two sums of four rounded figures that share one, with opposite signs: variances 4/12 and a covariance of -1/12, in
# rounding units, so that the correlation r is -1/4. Together they say beyond each by itself, with z = x over its
# deviation, -ln(1 - r²)/2 - (r²(z1² + z2²) - 2 r z1 z2) / (2 (1 - r²)); z² is 3 for a residual of one unit.
TOGETHER = [((0, 0), 0.0), ((1, -1), 0.6), ((1, 1), -1.0), ((1, 0), -0.1)]
APART = -math.log(15 / 16) / 2


@pytest.mark.parametrize(("residuals", "more"), TOGETHER)
def test_residuals_that_share_a_figure_hang_together(residuals: tuple[int, int], more: float) -> None:
    form, constant = dependence(np.array([[4, -1], [-1, 4]]) / 12)

    x = np.array(residuals)
    assert x @ form @ x + constant == pytest.approx(APART + more)


def test_a_residual_that_follows_from_others_says_nothing_new() -> None:
    """The third is the sum of two independent ones, of variance 1 each: it is by itself what is counted twice, 3²/4."""
    form, constant = dependence(np.array([[1.0, 0, 1], [0, 1, 1], [1, 1, 2]]))

    x = np.array([1.0, 2.0, 3.0])
    assert x @ form @ x == pytest.approx(9 / 4)
    assert math.isfinite(constant)
    assert dependence(np.zeros((0, 0)))[1] == 0


PLACE = ("study", "decisions", "all", "2025-05")


def evidence(golden: pd.DataFrame, previous: pd.DataFrame | None = None) -> tuple[Evidence, int]:
    edition = Confrontation(golden)
    return Evidence(edition, previous), edition.numbers[Place(*PLACE)]


def test_an_identity_speaks_against_what_breaks_it(golden: pd.DataFrame) -> None:
    """1,270 pending in May against 70 + 3,770 - 2,570: no rest, density 2/3; a rest of 10 leaves 1/6."""
    weighed, cell = evidence(golden)

    assert weighed.rules({cell: 2580.0}) == pytest.approx(math.log((1 / 6) / (2 / 3)))
    assert weighed.rules({cell: 3570.0}) == pytest.approx(math.log(FLOOR / (2 / 3)))
    assert weighed.rules({cell: 2570.0}) == pytest.approx(0)


def test_what_one_identity_leaves_over_tells_of_the_next(golden: pd.DataFrame) -> None:
    """June and July, without age bands: 1,270 + 7,020 - 6,770 = 1,520 and 1,520 + 4,640 - 5,680 = 480, no rest.

    With 1,530 pending in June the rests are 10 and -10, likelier than two rests that have nothing to do with each
    other; with 6,780 decided in June there is one of 10, with 3,000 both identities are broken and say nothing.
    """
    months = ["2025-05", "2025-06", "2025-07"]
    stocks = golden[(golden["section"] == "study") & (golden["age_band"] == "all") & golden["period"].isin(months)]
    edition = Confrontation(stocks)
    weighed = Evidence(edition)
    pending, decisions = (edition.numbers[Place("study", name, "all", "2025-06")] for name in ("pending", "decisions"))

    assert weighed.rounding({pending: 1530.0}) == pytest.approx(0.6)
    assert weighed.rounding({decisions: 6780.0}) == pytest.approx(-0.1)
    assert weighed.rounding({pending: 3000.0}) == pytest.approx(-APART)
    assert weighed.rounding({}) == 0


def test_an_identity_that_lacks_a_figure_tells_nothing_of_the_next(golden: pd.DataFrame) -> None:
    months = ["2025-05", "2025-06", "2025-07"]
    stocks = golden[(golden["section"] == "study") & (golden["age_band"] == "all") & golden["period"].isin(months)]
    july = (stocks["measure"] == "applications") & (stocks["period"] == "2025-07")
    edition = Confrontation(stocks.assign(value=stocks["value"].astype("Int64").mask(july)))

    assert Evidence(edition).rounding({edition.numbers[Place("study", "pending", "all", "2025-06")]: 1530.0}) == 0


def test_identities_with_a_figure_in_doubt_say_nothing(golden: pd.DataFrame) -> None:
    """2,580 decisions in May break no identity without pending applications, and leave a rest of 10 in May's stock."""
    weighed, cell = evidence(golden)
    stocks = {
        weighed.edition.numbers[Place("study", "pending", "all", f"2025-{month}")] for month in ("04", "05", "06")
    }

    assert weighed.rules({cell: 2580.0}) < -1
    assert weighed.rules({cell: 2580.0}, stocks) == 0
    assert weighed.rounding({cell: 2580.0}) != 0
    assert weighed.rounding({cell: 2580.0}, stocks) == 0
    assert weighed.gain({cell: 2580.0}, stocks) == weighed.course({cell: 2580.0})


def test_a_norm_that_leaves_its_year_is_unlikely(golden: pd.DataFrame) -> None:
    edition = Confrontation(golden)
    cell = edition.numbers[Place("asylum_first", "commissioned", "all", "2025-05")]

    assert Evidence(edition).rules({cell: 9990.0}) == pytest.approx(-7.0)


def test_an_inequality_speaks_by_its_severity(golden: pd.DataFrame) -> None:
    """More than all of January's 70 pending over a month old in February: a warning."""
    edition = Confrontation(golden)
    older = edition.numbers[Place("study", "pending", "3m+", "2025-02")]
    bands = [i for i in edition.standing[older] if i.rule.name == "ageing"]

    assert len(bands) == 1
    weighed = Evidence(edition)
    assert weighed._log(bands[0], [60.0, 500.0, 0.0]) == -4.0
    assert weighed._log(bands[0], [60.0, 30.0, 20.0]) == 0.0


def test_the_previous_edition_s_figure_is_the_likeliest_and_a_near_one_likelier_than_a_far_one(
    golden: pd.DataFrame,
) -> None:
    previous = golden[golden["period"] != "2025-12"]
    weighed, cell = evidence(golden, previous)

    assert weighed.before(cell, 2570) == pytest.approx(0)
    near, revised, far = (weighed.before(cell, value) for value in (2580, 2700, 9570))
    assert 0 > near > revised > far
    last = Place("study", "decisions", "all", "2025-12")
    assert weighed.before(weighed.edition.numbers[last], 9570) == 0, "the previous edition does not have that month"


def test_where_a_table_was_revised_the_previous_edition_says_less(golden: pd.DataFrame) -> None:
    previous = golden[golden["period"] != "2025-12"]
    often = previous.assign(
        value=previous["value"] + 10 * (previous["section"] == "study") * (previous["measure"] == "pending")
    )

    firm, cell = evidence(golden, previous)
    loose, _ = evidence(golden, often)

    assert firm.before(cell, 2700) < loose.before(cell, 2700) < 0


def test_without_a_previous_edition_nothing_is_said_of_it(golden: pd.DataFrame) -> None:
    weighed, cell = evidence(golden)
    assert weighed.before(cell, 9570) == 0
