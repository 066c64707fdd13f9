"""Derived series: values worked out by hand from the printed figures, and what rounding leaves of them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ind_tables import indicators
from ind_tables.errors import CatalogueError, NotObservations
from ind_tables.indicators import Figures, Key, Precision, Quantity

FIRST = "asylum_first"


@pytest.fixture
def figures(golden: pd.DataFrame) -> Figures:
    return Figures.of(golden)


def without(golden: pd.DataFrame, **place: str) -> pd.DataFrame:
    """The observations with no figure at the place."""
    here = pd.Series(True, index=golden.index)
    for column, value in place.items():
        here &= golden[column] == value
    assert here.any()
    return golden.assign(value=golden["value"].mask(here))


# Levels, changes, sums


def test_a_rounded_figure_stands_for_half_a_unit_on_either_side(figures: Figures) -> None:
    pending = indicators.figure(figures, FIRST, "pending")
    assert pending is not None
    assert (pending.low, pending.value, pending.high) == (48_845, 48_850, 48_855)
    assert pending.formula == "asylum_first.pending[2025-12]"
    assert pending.evidence == (Key(FIRST, "pending", "all", "2025-12"),)


def test_a_figure_in_days_is_exact(figures: Figures) -> None:
    wait = indicators.figure(figures, "appointments", "biometrics_first_slot")
    assert wait is not None
    assert (wait.low, wait.value, wait.high, wait.unit) == (6, 6, 6, "days")


def test_a_printed_zero_stands_for_no_negative_number(figures: Figures) -> None:
    none = indicators.figure(figures, "study", "pending", "3m+")
    assert none is not None
    assert (none.low, none.value, none.high) == (0, 0, 5)


def test_changes_on_the_month_and_on_the_year(figures: Figures) -> None:
    month = indicators.change_on_month(figures, FIRST, "applications")
    year = indicators.change_on_year(figures, FIRST, "applications")
    assert month is not None
    assert year is not None
    assert (month.low, month.value, month.high) == (70, 2570 - 2490, 90)
    assert year.value == 2570 - 2130


def test_the_calendar_year_adds_up_to_the_figure_that_was_announced(figures: Figures) -> None:
    year = indicators.calendar_year(figures, FIRST, "applications", 2025)
    assert year is not None
    assert (year.low, year.value, year.high) == (24_070 - 60, 24_070, 24_070 + 60)
    assert len(year.evidence) == 12


def test_a_year_that_the_edition_does_not_print_in_full_has_no_sum(figures: Figures) -> None:
    assert indicators.calendar_year(figures, FIRST, "applications", 2024) is None


def test_a_sum_over_a_month_without_a_figure_is_unknown(golden: pd.DataFrame) -> None:
    gap = without(golden, section=FIRST, measure="applications", period="2025-06")
    assert indicators.twelve_months(Figures.of(gap), FIRST, "applications") is None


def test_net_change_and_change_since_december(figures: Figures) -> None:
    net = indicators.net_change(figures, FIRST)
    since = indicators.change_since_december(figures, FIRST)
    assert net is not None
    assert since is not None
    assert net.value == 2570 - 1910
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


def test_a_tie_within_rounding_is_no_extreme(figures: Figures) -> None:
    assert figures.values[Key("asylum_safe_country", "applications", "all", "2025-11")] == 20
    assert figures.values[Key("asylum_safe_country", "applications", "all", "2025-12")] == 10
    assert indicators.extreme(figures, "asylum_safe_country", "applications") is None


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
    mvv, art8 = (indicators.attainment(figures, section) for section in indicators.parts("nareis_total"))
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


def test_the_share_above_fifteen_months_is_fixed_to_a_tenth(figures: Figures) -> None:
    share = indicators.share_above(figures, FIRST, 15)
    assert share is not None
    assert share.value == pytest.approx(100 * 25_390 / 48_850)
    assert share.low == pytest.approx(100 * 25_385 / 48_855)
    assert share.high == pytest.approx(100 * 25_395 / 48_845)
    assert share.precision == Precision(1, about=False)
    assert indicators.rounded(share.value, 1) == pytest.approx(52)


def test_the_share_above_six_months_adds_two_bands(figures: Figures) -> None:
    share = indicators.share_above(figures, FIRST, 6)
    assert share is not None
    assert share.value == pytest.approx(100 * (11_100 + 25_390) / 48_850)


def test_an_age_at_which_no_band_begins_has_no_share(figures: Figures) -> None:
    assert indicators.share_above(figures, FIRST, 9) is None
    assert indicators.pending_above(figures, "family", 15) is None
    assert indicators.pending_above(figures, "appointments", 6) is None


def test_a_change_of_a_share_is_in_percentage_points(figures: Figures) -> None:
    now = indicators.share_above(figures, FIRST, 15)
    before = indicators.share_above(figures, FIRST, 15, "2024-12")
    change = indicators.difference(now, before)
    assert change is not None
    assert change.unit == "points"
    assert change.value == pytest.approx(100 * 25_390 / 48_850 - 100 * 11_250 / 45_740)


@pytest.mark.parametrize(
    ("section", "edition", "expected"),
    [
        (FIRST, "2025-12", [(6, "statutory", "certain"), (15, "extended", "uncertain")]),
        (FIRST, "2025-01", [(6, "statutory", "certain"), (15, "extended", "certain")]),
        (FIRST, "2022-01", [(6, "statutory", "certain")]),
        (FIRST, "2026-07", [(6, "statutory", "uncertain"), (15, "extended", "uncertain")]),
        ("asylum_dublin", "2025-12", [(6, "none", "certain")]),
        ("study", "2025-12", [(3, "none", "likely")]),
        ("naturalisation", "2025-12", [(12, "statutory", "certain")]),
        ("appointments", "2025-12", []),
    ],
)
def test_terms_are_dated(section: str, edition: str, expected: list[tuple[int, str, str]]) -> None:
    found = indicators.terms(section, edition)
    assert [(term.months, term.kind, term.certainty) for term in found] == expected


def test_every_term_names_a_source_and_speaks_both_languages() -> None:
    for term in indicators.all_terms():
        assert term.source
        assert term.source_dutch
        assert bool(term.english) == bool(term.dutch) == (term.kind != "none")
        assert bool(term.caution_english) == bool(term.caution_dutch)
        assert term.kind == "none" or term.certainty == "certain" or term.caution_english


# What the rounding leaves


@pytest.mark.parametrize(
    ("low", "value", "high", "precision"),
    [
        (51.96, 51.98, 51.99, Precision(1, about=False)),
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
    assert Quantity(value, low, high, "percent", "x").precision == precision


def test_there_is_no_percentage_on_a_base_below_a_hundred(figures: Figures) -> None:
    now = indicators.figure(figures, "study", "pending")
    before = indicators.figure(figures, "study", "pending", period="2024-12")
    assert before is not None
    assert before.value == 70
    assert indicators.relative_change(now, before) is None
    assert indicators.quotient(now, before, 100, "percent") is None


def test_a_difference_of_ten_may_be_no_change(figures: Figures) -> None:
    decisions = indicators.change_on_month(figures, "nareis_total", "decisions")
    pending = indicators.change_on_month(figures, "asylum_general", "pending")
    assert decisions is not None
    assert pending is not None
    assert decisions.value == 2110 - 2120
    assert decisions.unchanged
    assert pending.value == 51_790 - 51_830
    assert not pending.unchanged


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
        [("2025-12", FIRST, "pending", "all", period, value) for period, value in row],
        columns=["edition", "section", "measure", "age_band", "period", "value"],
    )
    figures = Figures.of(observations)
    later, earlier = (indicators.figure(figures, FIRST, "pending", period=p) for p in ("2025-12", "2025-11"))
    change, percent = indicators.difference(later, earlier), indicators.relative_change(later, earlier)
    true_now, true_before = max(now + now_error, 0), before + before_error
    assert change is not None
    assert percent is not None
    assert change.low - 1e-6 <= true_now - true_before <= change.high + 1e-6
    assert percent.low - 1e-6 <= 100 * (true_now / true_before - 1) <= percent.high + 1e-6


def test_a_share_that_moved_less_than_half_a_point_is_negligible() -> None:
    assert Quantity(0.27, 0.21, 0.33, "points", "x").negligible
    assert not Quantity(0.27, -0.7, 0.9, "points", "x").negligible


# Habit


def test_the_habit_is_the_mean_step_of_the_months_before(figures: Figures) -> None:
    steps = [170, 80, 180, 70, 20, 60, 110, 70, 270, 400, 740]
    found = indicators.habit(figures, "asylum_dublin", "pending")
    assert found is not None
    assert found.change.value == 3030 - 2280
    assert found.mean_step.value == pytest.approx(sum(steps) / len(steps))
    assert found.limit == pytest.approx(3.268 * sum(steps) / len(steps))
    assert found.score == pytest.approx(740 / (sum(steps) / len(steps)))
    assert found.unusual


def test_a_change_within_the_habit_is_not_unusual(figures: Figures) -> None:
    found = indicators.habit(figures, "nareis_total", "pending")
    assert found is not None
    assert not found.unusual


def test_there_is_no_habit_without_enough_months_or_with_a_gap(golden: pd.DataFrame) -> None:
    few = golden[golden["period"] >= "2025-07"]
    gap = without(golden, section=FIRST, measure="pending", period="2025-06")
    assert indicators.habit(Figures.of(few), FIRST, "pending") is None
    assert indicators.habit(Figures.of(gap), FIRST, "pending") is None


def test_there_is_no_habit_in_a_series_that_never_moved(golden: pd.DataFrame) -> None:
    still = golden.assign(value=golden["value"].mask(golden["measure"] == "pending", 500))
    assert indicators.habit(Figures.of(still), FIRST, "pending") is None


# Reading and listing


def test_periods_move_over_the_turn_of_the_year() -> None:
    assert indicators.shift("2026-01", -1) == "2025-12"
    assert indicators.shift("2025-12", 1) == "2026-01"
    assert indicators.months_from("2025-11", "2026-02") == ("2025-11", "2025-12", "2026-01", "2026-02")


def test_observations_of_two_editions_are_refused(golden: pd.DataFrame) -> None:
    with pytest.raises(NotObservations, match="2 editions, expected one"):
        Figures.of(pd.concat([golden, golden.assign(edition="2025-11")]))


def test_a_missing_column_is_named(golden: pd.DataFrame) -> None:
    with pytest.raises(NotObservations, match="no column 'measure'"):
        Figures.of(golden.drop(columns="measure"))


def test_a_place_without_a_figure_is_absent(golden: pd.DataFrame) -> None:
    gap = without(golden, section=FIRST, measure="pending", age_band="all", period="2025-12")
    figures = Figures.of(gap)
    assert indicators.figure(figures, FIRST, "pending") is None
    assert indicators.change_on_month(figures, FIRST, "pending") is None
    assert indicators.share_above(figures, FIRST, 15) is None
    assert indicators.months_of_work(figures, FIRST) is None


def test_the_table_lists_every_indicator_with_its_formula(golden: pd.DataFrame) -> None:
    table = indicators.table(golden)
    assert not table.isna().any().any()
    assert (table["low"] <= table["value"]).all()
    assert (table["value"] <= table["high"]).all()
    share = table[(table["section"] == FIRST) & (table["indicator"] == "share above 15 months")]
    assert share["value"].round(1).tolist() == [52.0]
    study = table[table["section"] == "study"]["indicator"]
    assert not study.str.contains("month before").any()
    assert study.str.contains("year before").any()


def test_the_gap_to_the_commission_is_the_decisions_less_the_commission(figures: Figures) -> None:
    reached = indicators.attainment(figures, FIRST)
    assert reached is not None
    assert (reached.gap.low, reached.gap.value, reached.gap.high) == (-19_250, 20_950 - 40_080, -19_010)


def test_a_figure_of_another_edition_carries_its_mark(figures: Figures) -> None:
    decisions = indicators.figure(figures, FIRST, "decisions", period="2025-10")
    assert decisions is not None
    then = indicators.of_edition(decisions, "2025-11")
    assert (then.value, then.formula) == (2290, "asylum_first.decisions[2025-10]@2025-11")
    assert then.evidence == (Key(FIRST, "decisions", "all", "2025-10", "2025-11"),)


def test_a_sum_of_nothing_is_unknown() -> None:
    assert indicators.total([]) is None


@pytest.mark.parametrize("entry", [{"id": "a", "sections": ["b"]}, {"months": 6}])
def test_a_misspelt_term_is_an_error_of_the_catalogue(
    monkeypatch: pytest.MonkeyPatch, entry: dict[str, object]
) -> None:
    monkeypatch.setattr(indicators.catalogue, "read", lambda name: {"terms": [entry]})
    with pytest.raises(CatalogueError, match=r"terms\.toml has an entry that does not fit"):
        indicators.all_terms.__wrapped__()
