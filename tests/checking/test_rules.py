"""Every rule, confronted with figures made by hand: what holds, what does not, by how much, what cannot be said."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pandas as pd
import pytest

import ind_tables
from ind_tables.checking import rules
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.localise import Check
from ind_tables.errors import CatalogueError
from ind_tables.telling.findings import check, sentences
from tests.documents.facsimile.figures import random_figures

ASYLUM = ["0-1m", "1-6m", "6-15m", "15m+"]
Row = tuple[str, str, str]


def edition(rows: dict[Row, Sequence[int | None]], first: str = "2025-01") -> pd.DataFrame:
    """Observations of a few rows: (section, measure, age band) with a figure a month, None where none is printed."""
    months = [str(month) for month in pd.period_range(first, periods=max(map(len, rows.values())), freq="M")]
    table = [(*row, month, value) for row, values in rows.items() for month, value in zip(months, values, strict=True)]
    frame = pd.DataFrame(table, columns=["section", "measure", "age_band", "period", "value"])
    return frame.assign(value=frame["value"].astype("Int64"), edition=months[-1])


def study(
    applications: Sequence[int | None],
    decisions: Sequence[int | None],
    *bands: Sequence[int | None],
    pending: Sequence[int | None],
) -> pd.DataFrame:
    """The table of study permits, whose age bands are 0-1m, 1-3m and 3m+."""
    return edition(
        {
            ("study", "applications", "all"): applications,
            ("study", "decisions", "all"): decisions,
            ("study", "pending", "all"): pending,
            **{("study", "pending", b): v for b, v in zip(["0-1m", "1-3m", "3m+"], bands, strict=True)},
        }
    )


def states(figures: pd.DataFrame, rule: str) -> list[tuple[Any, Any, str]]:
    """Residual, tolerance and state of every instance of a rule that stands in a row of ``figures``."""
    printed = set(figures[["section", "measure", "age_band"]].itertuples(index=False, name=None))
    table = Confrontation(figures).table
    return [
        (row.residual, row.tolerance, str(row.state))
        for row in table[table["rule"] == rule].itertuples()
        if (row.section, row.measure, row.age_band) in printed
    ]


def findings(figures: pd.DataFrame, known: tuple[rules.Rule, ...] | None = None) -> pd.DataFrame:
    """What is broken, told in English."""
    found = Confrontation(figures, known).findings
    return found.assign(message=sentences(found["message"], "en", known))


def broken(figures: pd.DataFrame) -> list[tuple[str, str, str, str]]:
    found = Confrontation(figures).findings
    return list(found[["rule", "severity", "section", "period"]].itertuples(index=False, name=None))


def message(figures: pd.DataFrame, rule: str) -> str:
    found = findings(figures)
    (only,) = found.loc[found["rule"] == rule, "message"]
    return str(only)


# ---------------------------------------------------------------------------------------------------
# Identities. Half a rounding unit a term: four terms allow 20, five allow 25, three allow 15.


@pytest.mark.parametrize(
    ("youngest", "residual", "state"), [(30, 0, "passed"), (10, 20, "passed"), (0, 30, "broken"), (60, -30, "broken")]
)
def test_three_age_bands_sum_to_pending_within_twenty(youngest: int, residual: int, state: str) -> None:
    """100 pending against 40 + 30 and a youngest band."""
    figures = study([50], [40], [youngest], [40], [30], pending=[100])
    assert states(figures, "bands_sum") == [(residual, 20, state)]


@pytest.mark.parametrize(
    ("pending", "residual", "state"), [(100, 20, "passed"), (60, -20, "passed"), (110, 30, "broken")]
)
def test_four_age_bands_sum_to_pending_within_twenty_five(pending: int, residual: int, state: str) -> None:
    bands: dict[Row, Sequence[int | None]] = {("asylum_first", "pending", band): [20] for band in ASYLUM}
    figures = edition({("asylum_first", "pending", "all"): [pending], **bands})

    assert states(figures, "bands_sum") == [(residual, 25, state)]


@pytest.mark.parametrize(("decisions", "state"), [(40, "passed"), (60, "passed"), (20, "passed"), (70, "broken")])
def test_a_stock_is_what_it_was_and_what_came_in_less_what_went_out(decisions: int, state: str) -> None:
    """100 + 50 - 40 = 110; each term is off by 5 at most."""
    figures = study([30, 50], [30, decisions], [50, 60], [30, 30], [20, 20], pending=[100, 110])
    assert states(figures, "stock_flow") == [(110 - 100 - 50 + decisions, 20, state)]


def test_the_total_of_both_groups_of_family_members_is_held_row_by_row() -> None:
    rows: dict[Row, Sequence[int | None]] = {}
    for section, figure in (("nareis_mvv", 100), ("nareis_art8", 200), ("nareis_total", 310)):
        rows[section, "applications", "all"] = [figure]
        rows[section, "pending", "15m+"] = [figure + (0 if section != "nareis_total" else 10)]
    table = Confrontation(edition(rows)).table
    mine = table[(table["rule"] == "nareis_sum") & (table["state"] != "not applicable")]

    assert mine[["measure", "age_band", "residual", "tolerance", "state"]].values.tolist() == [
        ["applications", "all", 10, 15, "passed"],
        ["pending", "15m+", 20, 15, "broken"],
    ]


def test_a_broken_identity_is_told_in_the_words_of_the_document() -> None:
    figures = study([50], [40], [0], [40], [30], pending=[100])
    assert message(figures, "bands_sum") == (
        "“Verblijfsvergunning studie”, “Openstaande aanvragen”, 2025-01: 100 is printed, but its age bands make 70; "
        "they differ by 30, and rounding explains at most 20"
    )


# ---------------------------------------------------------------------------------------------------
# Single figures.


@pytest.mark.parametrize(("value", "rule"), [(2135, "rounding"), (-20, "sign"), (2130, None)])
def test_a_figure_is_a_multiple_of_ten_and_not_below_zero(value: int, rule: str | None) -> None:
    figures = edition({("study", "applications", "all"): [value]})
    assert broken(figures) == ([(rule, "error", "study", "2025-01")] if rule else [])


def test_days_are_exact_so_that_no_multiple_of_ten_is_asked_for() -> None:
    rows = {("appointments", "document_first_slot", "all"): [7], ("appointments", "biometrics_first_slot", "all"): [-1]}
    assert broken(edition(rows)) == [("sign", "error", "appointments", "2025-01")]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (2135, "2,135 is printed, which is no multiple of 10"),
        (-20, "-20 is printed, which is below zero"),
    ],
)
def test_an_impossible_figure_is_told(value: int, words: str) -> None:
    figures = edition({("study", "applications", "all"): [value]})
    assert findings(figures)["message"].tolist() == [f"“Verblijfsvergunning studie”, “Aanvragen”, 2025-01: {words}"]


# ---------------------------------------------------------------------------------------------------
# Inequalities and the norm of a year.


@pytest.mark.parametrize(("older", "state"), [([30, 20], "passed"), ([60, 50], "passed"), ([70, 50], "broken")])
def test_what_is_over_a_month_old_was_pending_a_month_before(older: list[int], state: str) -> None:
    """100 pending in January; in February the two older bands, three terms with it, so that 115 is possible."""
    figures = study([0, 50], [0, 0], [50, 0], [30, older[0]], [20, older[1]], pending=[100, 150])
    (found,) = states(figures, "ageing")
    assert found == (100 - sum(older), 15, state)


def test_too_many_old_cases_are_a_warning_that_says_how_many() -> None:
    figures = study([50, 50], [0, 0], [50, 30], [30, 70], [20, 50], pending=[100, 150])
    assert broken(figures) == [("ageing", "warning", "study", "2025-02")]
    assert message(figures, "ageing").endswith(
        "120 have been pending for over a month, but only 100 were pending a month earlier: 20 too many"
    )


def test_a_table_without_a_one_month_band_is_not_held_against_the_month_before() -> None:
    """Family permits have a youngest band of three months, naturalisation one of six."""
    figures = random_figures(3)
    table = Confrontation(figures).table
    for rule in ("ageing", "youngest_band"):
        assert set(table.loc[table["rule"] == rule, "section"]).isdisjoint({"family", "naturalisation"})


@pytest.mark.parametrize(("came_in", "expected"), [(80, []), (70, [("youngest_band", "notice", "study", "2025-01")])])
def test_more_young_cases_than_applications_are_a_notice(came_in: int, expected: list[object]) -> None:
    """90 in the youngest band: two terms, so that 80 applications are possible and 70 are not, in 31 days."""
    figures = study([came_in], [0], [90], [0], [0], pending=[90])
    assert broken(figures) == expected


def norm(values: Sequence[int | None], first: str = "2025-01") -> pd.DataFrame:
    return edition({("asylum_dublin", "commissioned", "all"): values}, first)


def test_the_norm_of_a_year_is_one_figure_each_month() -> None:
    assert broken(norm([300] * 6)) == []
    assert broken(norm([300, 300, 300, 310, 300, 300])) == [
        ("commissioned_constant", "warning", "asylum_dublin", "2025-04")
    ]
    assert message(norm([300, 300, 300, 310, 300, 320]), "commissioned_constant") == (
        "“Dublinprocedure (Spoor 1)”, “Opdracht IND”, 2025-04: 310 is printed, but 300 in most months of 2025; "
        "2025-06 differ as well"
    )


def test_another_year_has_another_norm_and_one_month_of_a_year_says_nothing() -> None:
    assert broken(norm([200, 300, 300, 300], "2024-12")) == []
    assert states(norm([200, 300, 300, 300], "2024-12"), "commissioned_constant") == [(0, 0, "passed")]
    assert broken(norm([200, 210, 300, 300], "2024-11")) == [
        ("commissioned_constant", "warning", "asylum_dublin", "2024-12")
    ]


def norms(general: Sequence[int], first: Sequence[int], dublin: Sequence[int], start: str) -> pd.DataFrame:
    """The four norms of asylum; that of safe countries is 100."""
    rows = {"asylum_general": general, "asylum_first": first, "asylum_dublin": dublin, "asylum_safe_country": None}
    table = {(name, "commissioned", "all"): row or [100] * len(first) for name, row in rows.items()}
    return edition(table, start)


@pytest.mark.parametrize(("dublin", "broken_months"), [(300, []), (620, ["2026-12"])])
def test_a_sum_of_norms_that_was_the_same_in_two_years_is_learned(dublin: int, broken_months: list[str]) -> None:
    """1,000 + 300 + 100 - 900 = 500 in two months of 2026 and 2,000 + 400 + 100 - 2,000 = 500 in three of 2027."""
    figures = norms([1000] * 2 + [2000] * 3, [900] * 2 + [2000] * 3, [300, dublin] + [400] * 3, "2026-11")
    found = Confrontation(figures).findings
    assert list(found.loc[found["rule"] == "norms_together", "period"]) == broken_months


def test_what_the_publisher_first_said_of_the_norms_is_evidence_for_the_only_month_of_a_year(
    golden: pd.DataFrame,
) -> None:
    """December 2024 is the only month of its year: 3,030 + 260 + 180 - 2,820 = 650, which it has of first releases."""
    here = (golden["section"] == "asylum_dublin") & (golden["measure"] == "commissioned")
    wrong = golden.assign(value=golden["value"].mask(here & (golden["period"] == "2024-12"), 620))
    found = check(wrong)
    assert found.findings[["rule", "severity", "period", "residual"]].values.tolist()[0] == [
        "norms_together", "warning", "2024-12", 360,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("first", "dublin"),
    [
        ([900] * 5, [300, 300, 800, 800, 800]),  # another sum in three months of the second year
        ([900] * 5, [300, 310, 320, 330, 340]),  # none that is the same in two years
    ],
)
def test_a_sum_of_norms_that_is_not_the_same_in_two_years_is_no_rule(first: list[int], dublin: list[int]) -> None:
    figures = norms([1000] * 5, first, dublin, "2026-11")
    table = Confrontation(figures).table
    assert set(table.loc[table["rule"] == "norms_together", "state"]) == {"not applicable"}


def test_a_month_of_age_has_three_days_more_than_february(golden: pd.DataFrame) -> None:
    """1,540 applications in 28 days are 1,705 in 31: 1,640 that wait for less than a month are no wonder."""
    table = Confrontation(golden).table
    young = table[(table["rule"] == "youngest_band") & (table["period"] == "2025-02")]
    assert list(young.loc[young["section"] == "asylum_first", "residual"]) == [-100]
    assert set(young["state"]) == {"passed"}


def asylum(first: Sequence[int], dublin: Sequence[int], safe: Sequence[int], general: Sequence[int]) -> pd.DataFrame:
    names = ("asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general")
    return edition({(n, "applications", "all"): v for n, v in zip(names, (first, dublin, safe, general), strict=True)})


@pytest.mark.parametrize(
    ("first", "general", "expected"),
    [
        (1000, 1500, None),
        (590, 600, None),
        (580, 700, "first_asylum_parts"),
        (1000, 380, None),
        (1000, 370, "repeat_asylum"),
    ],
)
def test_first_applications_and_the_procedures_that_hold_them(first: int, general: int, expected: str | None) -> None:
    """600 of Dublin and safe countries together must be among the first ones: three terms allow an excess of 15.

    Of 1,000 first ones the general procedure holds the other 400 at least: four terms allow 380.
    """
    figures = asylum([first], [500], [100], [general])

    assert broken(figures) == ([(expected, "warning", expected_section(expected), "2025-01")] if expected else [])


def expected_section(rule: str) -> str:
    return {"first_asylum_parts": "asylum_first", "repeat_asylum": "asylum_general"}[rule]


def test_the_excess_of_first_applications_is_told() -> None:
    assert message(asylum([580], [500], [100], [700]), "first_asylum_parts").endswith(
        "the Dublin and Safe Country procedures have 600, but all first applications are only 580: 20 too many"
    )
    assert message(asylum([1000], [500], [100], [370]), "repeat_asylum").endswith(
        "1,000 are first applications, but the procedures that hold them have only 970: 30 too many"
    )


# ---------------------------------------------------------------------------------------------------
# Steps: beyond what is usual for the others of the series; see test_habits.py.


def test_a_step_beyond_the_habit_of_its_series_is_a_notice() -> None:
    """Six other steps of 10: their root mean square is 10, and Student's t of 6 degrees of freedom 3.707 at 99.5 %.

    For a step of 10 the others are five of 10 and one of 100, far more than 10.
    """
    steady = edition({("appointments", "document_appointments", "all"): [100, 110, 100, 110, 100, 110, 100, 200]})

    assert states(steady, "step")[-1] == (100, 37, "broken")
    assert {found[2] for found in states(steady, "step")[:-1]} == {"passed"}
    assert broken(steady) == [("step", "notice", "appointments", "2025-08")]
    assert message(steady, "step").endswith(
        "rose by 100 from the month before; for this series a change of more than 37 is unusual"
    )


def test_a_step_of_an_older_month_is_not_told_again() -> None:
    older = edition({("appointments", "document_appointments", "all"): [100, 110, 100, 110, 100, 110, 100, 200, 210]})
    assert states(older, "step")[-2][2] == "broken"
    assert broken(older) == []


def test_a_step_of_a_total_and_its_part_is_told_once(golden: pd.DataFrame) -> None:
    """In December 2025 both the pending applications for knowledge and talent and their oldest band step up."""
    table = Confrontation(golden).table
    stepped = table[(table["rule"] == "step") & (table["state"] == "broken") & (table["period"] == "2025-12")]
    mine = stepped[stepped["section"] == "knowledge_talent"]
    assert set(mine["age_band"]) == {"all", "3m+"}
    told = check(golden).findings
    assert list(told.loc[told["section"] == "knowledge_talent", "age_band"]) == ["all"]


def test_a_step_that_rounding_can_have_made_is_usual_in_a_series_that_never_moved() -> None:
    """Two figures rounded to tens can be 10 apart where next to nothing happened, but not 20."""
    for last, state in ((110, "passed"), (120, "broken")):
        still = edition({("appointments", "document_appointments", "all"): [100] * 7 + [last]})
        assert states(still, "step")[-1] == (last - 100, 10, state)


def test_where_the_season_makes_steps_none_is_unusual() -> None:
    seasonal = edition({("study", "applications", "all"): [100, 110, 100, 110, 100, 110, 100, 900]})
    assert {state for _, _, state in states(seasonal, "step")} == {"not applicable"}


def test_a_short_series_has_no_habit() -> None:
    short = edition({("appointments", "document_appointments", "all"): [100, 110, 100, 110, 100, 900]})
    assert {state for _, _, state in states(short, "step")} == {"not applicable"}


def test_repeated_applications_that_are_printed_nowhere_are_followed() -> None:
    """general - (first - dublin - safe): 700, 710, 700, ... and at last 1,100."""
    hidden = [700, 710, 700, 710, 700, 710, 700, 1100]
    figures = asylum([1000] * 8, [300] * 8, [100] * 8, [600 + extra for extra in hidden])

    assert ("repeat_asylum_step", "notice", "asylum_general", "2025-08") in broken(figures)
    assert "repeated, transferred and resettled applications rose by 400" in message(figures, "repeat_asylum_step")


# ---------------------------------------------------------------------------------------------------
# What an edition does not support.


def test_a_rule_whose_figures_are_missing_is_not_applicable_and_never_passed() -> None:
    figures = study([30, 50], [30, None], [50, 60], [30, 30], [20, 20], pending=[100, 110])

    assert states(figures, "stock_flow") == [(pd.NA, pd.NA, "not applicable")]
    assert [state for *_, state in states(figures, "bands_sum")] == ["passed", "passed"]


def test_a_rule_whose_section_is_missing_is_not_applicable(golden: pd.DataFrame) -> None:
    families = check(golden[golden["section"] != "nareis_art8"]).families.set_index("rule")

    assert families.loc["nareis_sum", ["evaluated", "held", "not_applicable"]].tolist() == [0, 0, 104]
    assert families.loc["bands_sum", ["evaluated", "held", "not_applicable"]].tolist() == [143, 143, 13]
    assert families.loc["stock_flow", ["evaluated", "held", "not_applicable"]].tolist() == [132, 132, 12]


def test_a_figure_that_is_not_printed_must_still_be_the_same_in_every_identity() -> None:
    """February's stock is not printed. Its age bands make 110; the month before and the flows, 100 + 60 - 100 = 60.

    They are 50 apart, and three bands, a stock and two flows explain 30.
    """
    figures = study([50, 60], [30, 100], [50, 60], [30, 30], [20, 20], pending=[100, None])
    found, lost = findings(figures).itertuples()

    assert (found.rule, found.severity, abs(found.residual), found.tolerance) == ("joint_rounding", "error", 50, 30)
    assert "cannot hold together, whatever the figures were that are not printed" in found.message
    assert (lost.rule, lost.severity, lost.period) == ("missing", "warning", "2025-02")
    possible = study([50, 60], [30, 50], [50, 60], [30, 30], [20, 20], pending=[100, None])
    assert broken(possible) == [("missing", "warning", "study", "2025-02")]


def test_identities_that_hold_one_by_one_are_judged_together() -> None:
    """Each month's flows leave 20, which rounding explains; two months on end they would need a stock of 2 x 20.

    100 + 50 - 40 = 110, printed as 130; 130 + 50 - 40 = 140, printed as 160. In sum 100 + 100 - 80 = 120 against 160:
    off by 40, and six terms (two stocks, two applications, two decisions) explain 30.
    """
    figures = study([50, 50, 50], [0, 40, 40], [50, 50, 50], [30, 50, 80], [20, 30, 30], pending=[100, 130, 160])
    assert [state for *_, state in states(figures, "stock_flow")] == ["passed", "passed"]

    (found,) = findings(figures).itertuples()

    assert (found.rule, found.severity, abs(found.residual), found.tolerance) == ("joint_rounding", "error", 40, 30)
    assert (
        "2 identities hold one by one but not together (stock_flow study 2025-02, stock_flow study 2025-03)"
        in found.message
    )


# ---------------------------------------------------------------------------------------------------
# The bundled edition.


@pytest.fixture(scope="module")
def bundled() -> Check:
    return ind_tables.check(ind_tables.read("2025-12"))


@pytest.mark.slow
def test_all_404_identities_of_the_bundled_edition_hold(bundled: Check) -> None:
    families = bundled.families.set_index("rule")

    assert families.loc[["bands_sum", "stock_flow", "nareis_sum"], "held"].tolist() == [156, 144, 104]
    assert families.loc[families["kind"] == "identity", "evaluated"].sum() == 404
    assert bundled.instances.loc[bundled.instances["kind"] == "identity", "residual"].abs().max() == 10
    assert families.loc[["rounding", "sign"], "held"].tolist() == [1144, 1170]


@pytest.mark.slow
def test_the_bundled_edition_has_neither_errors_nor_warnings_nor_suspects(bundled: Check) -> None:
    assert bundled.errors == 0
    assert set(bundled.findings["severity"]) == {"notice"}
    assert bundled.suspects.empty
    assert bundled.findings[["rule", "section", "measure", "age_band", "period"]].values.tolist() == [
        ["step", "asylum_dublin", "pending", "1-6m", "2025-12"],
        ["step", "knowledge_talent", "pending", "all", "2025-12"],
    ]


def test_the_norms_of_the_bundled_edition_leave_the_same_number_in_thirteen_of_thirteen_months(bundled: Check) -> None:
    """General, Dublin and safe countries less first applications: 650, in 2024 and in 2025."""
    steady = bundled.instances[bundled.instances["rule"] == "norms_together"]
    assert steady[["state", "residual"]].values.tolist() == [["passed", 0]] * 13


def test_coverage_is_counted_figure_by_figure(bundled: Check) -> None:
    """Of the 13 months, a flow stands in a stock's balance in 12, a stock in one or two, and in the sum of its bands.

    None: the first month's flows of nine tables (18), four norms of 13 months, the four rows of appointments (52).
    One: 24 flows of nine tables (216), 52 bands of four of them and 39 of five (403), the first flows and the norms of
    the three tables of family members (45). Two: 18 first and last stocks, 76 flows and bands of three tables (228).
    Three: 11 stocks of nine tables (99), and 6. Four: 33 stocks of family members.
    """
    assert bundled.coverage.values.tolist() == [[0, 122], [1, 664], [2, 246], [3, 105], [4, 33]]
    bare = bundled.unverified
    assert len(bare) == 122
    assert (bare["section"] == "appointments").sum() == 52
    assert (bare["measure"] == "commissioned").sum() == 52
    assert bare.loc[bare["measure"].isin(["applications", "decisions"]), "period"].tolist() == ["2024-12"] * 18


@pytest.mark.parametrize(("seed", "end", "months"), [(1, "2026-01", 13), (2, "2025-03", 7), (3, "2026-09", 25)])
def test_clean_editions_of_other_months_have_no_error(seed: int, end: str, months: int) -> None:
    checked = check(random_figures(seed, end, months))

    assert checked.errors == 0
    assert checked.suspects.empty
    held = checked.families.set_index("rule")["held"]
    assert held[["bands_sum", "stock_flow", "nareis_sum"]].tolist() == [12 * months, 12 * (months - 1), 8 * months]


# ---------------------------------------------------------------------------------------------------
# Rules as data.


def rule(**entry: object) -> dict[str, list[dict[str, object]]]:
    return {"rules": [{"name": "new", "kind": "identity", "severity": "error", "why": "Because.", **entry}]}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda entry: entry.pop("rules"), "misses the entry 'rules'"),
        (lambda entry: entry["rules"][0].pop("why"), "new misses the entry 'why'"),
        (lambda entry: entry["rules"].append(entry["rules"][0]), "stands twice"),
        (
            lambda entry: entry["rules"][0].update(kind="identities"),
            "'kind' is 'identities'; expected 'identity', 'inequality', 'constancy'",
        ),
        (
            lambda entry: entry["rules"][0].update(severity="fatal"),
            "'severity' is 'fatal'; expected 'error', 'warning' or 'notice'",
        ),
        (lambda entry: entry["rules"][0].update(terms=[{"section": "asiel"}]), "says 'asiel'"),
        (lambda entry: entry["rules"][0].update(terms=[{"measure": "stock"}]), "says 'stock'"),
        (lambda entry: entry["rules"][0].update(terms=[{"age_band": "2-3m"}]), "says '2-3m'"),
        (lambda entry: entry["rules"][0].update(terms=[{"months": 1}]), "terms, 1 has the unknown entry 'months'"),
        (lambda entry: entry["rules"][0].update(says="{much} too much"), "names 'much'"),
        (lambda entry: entry["rules"][0].update(kind="inequality"), "an inequality, and nothing else, has `says`"),
        (lambda entry: entry["rules"][0].update(basis="its parts"), "has `basis` in one language only"),
    ],
)
def test_a_rule_that_does_not_fit_the_document_is_refused(change: Callable[[Any], object], words: str) -> None:
    source = rule()
    change(source)
    with pytest.raises(CatalogueError, match=r"rules\.toml") as refused:
        rules.build(source)
    assert words in str(refused.value)


def test_a_rule_of_one_s_own_is_confronted_like_any_other() -> None:
    """Applications are twice the decisions: 2 x 40 against 100, where three half units explain 15."""
    own = rules.build(rule(basis="twice its decisions", basis_dutch="tweemaal de beslissingen", terms=[
        {"section": "study", "measure": "applications"},
        {"section": "study", "measure": "decisions", "factor": -2},
    ]))  # fmt: skip
    figures = study([100], [40], [0], [0], [0], pending=[0])

    (found,) = findings(figures, own).itertuples()

    assert (found.rule, found.residual, found.tolerance) == ("new", 20, 15)
    assert "100 is printed, but twice its decisions make 80" in found.message


def test_age_bands_are_shares_of_the_applications_and_of_what_is_older() -> None:
    """The youngest of the month's applications, the next of what is not in the youngest; the oldest is what is left."""
    figures = study([50, 60], [40, 70], [30, 40], [20, 10], [10, 0], pending=[60, 50])
    figures = figures[(figures["measure"] != "applications") | (figures["period"] != "2025-02")]
    edition = Confrontation(figures)
    wholes = {
        name: [[(factor, edition.cells[cell]) for cell, factor in zip(*point, strict=True)] for point in points]
        for name, points in edition.wholes.items()
    }

    assert wholes == {
        ("step", "study", "pending", "0-1m"): [[(1, ("study", "applications", "all", "2025-01"))], []],
        ("step", "study", "pending", "1-3m"): [
            [(1, ("study", "pending", "all", month)), (-1, ("study", "pending", "0-1m", month))]
            for month in ("2025-01", "2025-02")
        ],
    }
