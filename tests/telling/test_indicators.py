"""Derived series: values worked out by hand from the printed figures, and what rounding leaves of them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ind_tables import months
from ind_tables.catalogue import terms
from ind_tables.checking.confrontation import Confrontation
from ind_tables.errors import NotObservations
from ind_tables.place import Place
from ind_tables.telling import indicators, quantities
from ind_tables.telling.quantities import Figures, Precision, within

FIRST = "asylum_first"


@pytest.fixture
def figures(december: Figures) -> Figures:
    return december


def without(golden: pd.DataFrame, **place: str) -> pd.DataFrame:
    """The observations with no figure at the place."""
    here = pd.Series(True, index=golden.index)
    for column, value in place.items():
        here &= golden[column] == value
    assert here.any()
    return golden.assign(value=golden["value"].mask(here))


# Levels, changes, sums


def test_a_rounded_figure_stands_for_half_a_unit_on_either_side(figures: Figures) -> None:
    pending = figures.figure(FIRST, "pending")
    assert pending is not None
    assert (pending.low, pending.value, pending.high) == (48_845, 48_850, 48_855)
    assert pending.formula == "asylum_first.pending[2025-12]"
    assert pending.evidence == (Place(FIRST, "pending", "all", "2025-12"),)


def test_a_figure_in_days_is_exact(figures: Figures) -> None:
    wait = figures.figure("appointments", "biometrics_first_slot")
    assert wait is not None
    assert (wait.low, wait.value, wait.high, wait.unit) == (6, 6, 6, "days")


def test_a_printed_zero_stands_for_no_negative_number(figures: Figures) -> None:
    none = figures.figure("study", "pending", "3m+")
    assert none is not None
    assert (none.low, none.value, none.high) == (0, 0, 5)


def test_changes_on_the_month_and_on_the_year(figures: Figures) -> None:
    month = indicators.change_on_month(figures, FIRST, "applications")
    year = indicators.change_on_year(figures, FIRST, "applications")
    assert month is not None
    assert year is not None
    assert (month.low, month.value, month.high) == (70, 2570 - 2490, 90)
    assert year.value == 2570 - 2130


def test_the_year_adds_up_to_the_figure_that_was_announced(figures: Figures) -> None:
    """Twelve figures are 60 off at most; the stocks and decisions that they stand beside do not narrow that."""
    year = indicators.twelve_months(figures, FIRST, "applications")
    assert year is not None
    assert (year.low, year.value, year.high) == (24_070 - 60, 24_070, 24_070 + 60)
    assert len(year.evidence) == 12


def test_a_sum_over_a_month_without_a_figure_is_unknown(golden: pd.DataFrame) -> None:
    gap = without(golden, section=FIRST, measure="applications", period="2025-06")
    assert indicators.twelve_months(Figures.of(gap), FIRST, "applications") is None


def test_the_change_since_december(figures: Figures) -> None:
    since = indicators.change_since_december(figures, FIRST)
    assert since is not None
    assert since.value == 48_850 - 45_740


def test_decisions_per_hundred_applications_and_months_of_work(figures: Figures) -> None:
    ratio = indicators.decisions_per_100_applications(figures, FIRST)
    work = indicators.months_of_work(figures, FIRST)
    assert ratio is not None
    assert work is not None
    assert ratio.value == pytest.approx(100 * 20_950 / 24_070)
    assert work.value == pytest.approx(48_850 * 12 / 20_950)
    assert work.precision == Precision(0, about=False)


def test_repeat_and_resettled_applications_follow_from_four_tables(figures: Figures) -> None:
    implied = {p: indicators.implied_repeat(figures, "applications", p) for p in figures.periods}
    december = implied["2025-12"]
    assert december is not None
    assert (december.low, december.value, december.high) == (720, 2330 + 970 + 10 - 2570, 760)
    assert all(q is not None and 560 <= q.value <= 920 for p, q in implied.items() if p >= "2025-01")


# Seasonal sections, highest and lowest


def test_a_seasonal_section_is_compared_with_a_year_before_only(figures: Figures) -> None:
    assert indicators.change_on_month(figures, "study", "applications") is None
    assert indicators.habit(figures, "study", "applications") is None
    assert indicators.extreme(figures, "study", "decisions") is None
    assert indicators.months_of_work(figures, "study") is None
    assert indicators.change_on_year(figures, "study", "applications") is not None


def test_highest_and_lowest_of_the_months_shown(figures: Figures) -> None:
    assert indicators.extreme(figures, FIRST, "pending") == "highest"
    assert indicators.extreme(figures, "nareis_total", "pending") == "lowest"
    assert indicators.extreme(figures, FIRST, "applications") is None


def test_what_is_printed_as_the_lowest_is_the_lowest_and_a_tie_is_not(figures: Figures) -> None:
    """10 after 20 and more: were they equal, they were printed equally. 1,910 is printed for two months."""
    assert figures.values[Place("asylum_safe_country", "applications", "all", "2025-11")] == 20
    assert figures.values[Place("asylum_safe_country", "applications", "all", "2025-12")] == 10
    assert indicators.extreme(figures, "asylum_safe_country", "applications") == "lowest"
    tie = figures.observations.copy()
    here = (tie["section"] == "asylum_safe_country") & (tie["measure"] == "applications") & (tie["period"] == "2025-11")
    assert (
        indicators.extreme(
            Figures.of(tie.assign(value=tie["value"].mask(here, 10))), "asylum_safe_country", "applications"
        )
        is None
    )


# The commissioned production


@pytest.mark.parametrize(
    ("section", "decisions", "commissioned"),
    [
        (FIRST, 20_950, 40_080),
        ("nareis_mvv", 20_150, 24_480),
        ("nareis_art8", 7_850, 3_360),
        ("nareis_total", 28_020, 27_840),
    ],
)
def test_decisions_against_the_commission_of_the_year(
    figures: Figures, section: str, decisions: int, commissioned: int
) -> None:
    reached = indicators.attainment(figures, section)
    assert reached is not None
    assert (reached.decisions.value, reached.commissioned.value) == (decisions, commissioned)
    assert reached.percent.value == pytest.approx(100 * decisions / commissioned)


def test_the_nareis_total_hides_one_part_under_and_one_over_its_commission(figures: Figures) -> None:
    mvv, art8 = (indicators.attainment(figures, section) for section in terms.load().parts("nareis_total"))
    assert mvv is not None
    assert art8 is not None
    assert mvv.percent.high < 90
    assert art8.percent.low > 200


def test_the_commission_is_never_judged_on_one_month(golden: pd.DataFrame) -> None:
    january = golden[golden["period"] <= "2025-01"].assign(edition="2025-01")
    february = golden[golden["period"] <= "2025-02"].assign(edition="2025-02")
    assert indicators.attainment(Figures.of(january), FIRST) is None
    reached = indicators.attainment(Figures.of(february), FIRST)
    assert reached is not None
    assert (reached.decisions.value, reached.commissioned.value) == (1660 + 1540, 2 * 3340)


def test_a_section_without_a_commission_has_no_attainment(figures: Figures) -> None:
    assert indicators.attainment(figures, "family") is None


# Age and legal terms


def test_the_share_above_fifteen_months_is_printed_as_a_whole_percent(figures: Figures) -> None:
    share = indicators.share_above(figures, FIRST, 15)
    assert share is not None
    assert share.value == pytest.approx(100 * 25_390 / 48_850)
    assert share.low == pytest.approx(100 * 25_385 / 48_855)
    assert share.high == pytest.approx(100 * 25_395 / 48_845)
    assert share.precision == Precision(0, about=False)
    assert quantities.rounded(share.value, 0) == 52


def test_the_share_above_six_months_adds_two_bands(figures: Figures) -> None:
    share = indicators.share_above(figures, FIRST, 6)
    assert share is not None
    assert share.value == pytest.approx(100 * (11_100 + 25_390) / 48_850)


def test_an_age_at_which_no_band_begins_has_no_share(figures: Figures) -> None:
    assert indicators.share_above(figures, FIRST, 9) is None
    assert indicators.pending_above(figures, "family", 15) is None
    assert indicators.pending_above(figures, "appointments", 6) is None


# What the rounding leaves


@pytest.mark.parametrize(
    ("low", "value", "high", "precision"),
    [
        (51.96, 51.98, 51.99, Precision(0, about=False)),
        (52.04, 52.27, 52.49, Precision(0, about=False)),
        (20.14, 20.66, 21.18, Precision(0, about=True)),
        (-21.18, -20.66, -20.14, Precision(0, about=True)),
        (51.4, 52.6, 53.6, None),
        (-92.0, -83.0, -73.0, None),
        (0.21, 0.27, 0.33, None),
        (0.04, 0.041, 0.042, None),
    ],
)
def test_a_percentage_is_printed_as_precisely_as_its_interval_fixes(
    low: float, value: float, high: float, precision: Precision | None
) -> None:
    assert within(value, low, high, "percent", "x").precision == precision


def test_there_is_no_percentage_on_a_base_below_a_hundred(figures: Figures) -> None:
    now = figures.figure("study", "pending")
    before = figures.figure("study", "pending", period="2024-12")
    assert before is not None
    assert before.value == 70
    assert quantities.relative_change(now, before) is None
    assert quantities.quotient(now, before, 100, "percent") is None


def test_a_difference_of_ten_has_a_direction_and_stays_under_twenty(figures: Figures) -> None:
    decisions = indicators.change_on_month(figures, "nareis_total", "decisions")
    pending = indicators.change_on_month(figures, "asylum_general", "pending")
    assert decisions is not None
    assert pending is not None
    assert (decisions.low, decisions.value, decisions.high) == (-19, 2110 - 2120, -1)
    assert decisions.small
    assert pending.value == 51_790 - 51_830
    assert not pending.small


@pytest.mark.slow
@given(
    now=st.integers(0, 6000).map(lambda n: 10 * n),
    before=st.integers(10, 6000).map(lambda n: 10 * n),
    now_error=st.floats(-5, 5),
    before_error=st.floats(-5, 5),
)
def test_the_true_change_always_lies_in_the_interval(
    now: int, before: int, now_error: float, before_error: float
) -> None:
    row = [("2025-11", before), ("2025-12", now)]
    observations = pd.DataFrame(
        [("2025-12", FIRST, "pending", "all", period, value, "count") for period, value in row],
        columns=["edition", "section", "measure", "age_band", "period", "value", "unit"],
    )
    figures = Figures.of(observations)
    later, earlier = (figures.figure(FIRST, "pending", period=p) for p in ("2025-12", "2025-11"))
    change, percent = quantities.difference(later, earlier), quantities.relative_change(later, earlier)
    true_now, true_before = max(now + now_error, 0), before + before_error
    assert change is not None
    assert percent is not None
    assert change.low - 1e-6 <= true_now - true_before <= change.high + 1e-6
    assert percent.low - 1e-6 <= 100 * (true_now / true_before - 1) <= percent.high + 1e-6


# Habit


def test_the_habit_is_that_of_the_months_before(figures: Figures) -> None:
    """The squares of the steps add up to 874,100, so that their root mean square is 281.9, and t for 11 is 3.106."""
    steps = [170, 80, 180, 70, 20, 60, 110, 70, 270, 400, 740]
    found = indicators.habit(figures, "asylum_dublin", "pending")
    assert found is not None
    assert found.change.value == 3030 - 2280
    assert found.mean_step.value == pytest.approx(sum(steps) / len(steps))
    assert found.limit == 875
    assert not found.unusual


def test_a_change_beyond_the_habit_is_unusual_in_the_commentary_where_it_is_a_finding(
    golden: pd.DataFrame, december: Figures
) -> None:
    """Every total, judged by the commentary and by the rules."""
    figures = december
    rows = {(place.section, place.measure) for place in figures.values if place.measure != "commissioned"}
    told = {row for row in rows if (found := indicators.habit(figures, *row)) and found.unusual}
    steps = Confrontation(golden).findings.query("rule == 'step' and period == '2025-12' and age_band == 'all'")

    assert (
        told
        == set(steps[["section", "measure"]].itertuples(index=False, name=None))
        == {("knowledge_talent", "pending")}
    )


def test_a_change_within_the_habit_is_not_unusual(figures: Figures) -> None:
    found = indicators.habit(figures, "nareis_total", "pending")
    assert found is not None
    assert not found.unusual


def test_there_is_no_habit_without_enough_months(golden: pd.DataFrame) -> None:
    """From June on there are six changes, of which five are not the last; from May on there are six such."""
    assert indicators.habit(Figures.of(golden[golden["period"] >= "2025-06"]), FIRST, "pending") is None
    assert indicators.habit(Figures.of(golden[golden["period"] >= "2025-05"]), FIRST, "pending") is not None


def test_a_month_without_a_figure_takes_two_steps_out_of_the_habit(golden: pd.DataFrame) -> None:
    gap = without(golden, section="asylum_dublin", measure="pending", age_band="all", period="2025-06")
    found = indicators.habit(Figures.of(gap), "asylum_dublin", "pending")
    assert found is not None
    assert found.mean_step.value == pytest.approx((170 + 80 + 180 + 70 + 20 + 70 + 270 + 400 + 740) / 9)


def test_there_is_no_habit_in_a_series_that_never_moved(golden: pd.DataFrame) -> None:
    still = golden.assign(value=golden["value"].mask(golden["measure"] == "pending", 500))
    assert indicators.habit(Figures.of(still), FIRST, "pending") is None


# Reading and listing


def test_periods_move_over_the_turn_of_the_year() -> None:
    assert months.shift("2026-01", -1) == "2025-12"
    assert months.shift("2025-12", 1) == "2026-01"
    assert months.span("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_observations_of_two_editions_are_refused(golden: pd.DataFrame) -> None:
    with pytest.raises(NotObservations, match=r"2 editions \(2025-11, 2025-12\); expected one edition"):
        Figures.of(pd.concat([golden, golden.assign(edition="2025-11")]))


def test_a_missing_column_is_named(golden: pd.DataFrame) -> None:
    with pytest.raises(NotObservations, match="no column measure"):
        Figures.of(golden.drop(columns="measure"))


def test_a_place_without_a_figure_is_absent(golden: pd.DataFrame) -> None:
    gap = without(golden, section=FIRST, measure="pending", age_band="all", period="2025-12")
    figures = Figures.of(gap)
    assert figures.figure(FIRST, "pending") is None
    assert indicators.change_on_month(figures, FIRST, "pending") is None
    assert indicators.share_above(figures, FIRST, 15) is None
    assert indicators.months_of_work(figures, FIRST) is None


def test_the_gap_to_the_commission_is_the_decisions_less_the_commission(figures: Figures) -> None:
    reached = indicators.attainment(figures, FIRST)
    assert reached is not None
    assert (reached.gap.low, reached.gap.value, reached.gap.high) == (-19_250, 20_950 - 40_080, -19_010)


def test_a_figure_of_another_edition_carries_its_mark(figures: Figures) -> None:
    decisions = figures.figure(FIRST, "decisions", period="2025-10")
    assert decisions is not None
    then = quantities.of_edition(decisions, "2025-11")
    assert (then.value, then.formula) == (2290, "asylum_first.decisions[2025-10]@2025-11")
    assert then.evidence == (Place(FIRST, "decisions", "all", "2025-10"),)


def test_a_sum_of_nothing_is_unknown() -> None:
    assert quantities.total([]) is None
