"""The edition before as a witness: a figure that moved alone in an unrevised table."""

from __future__ import annotations

import pandas as pd
import pytest

from ind_tables.place import KEY
from ind_tables.telling.findings import check
from tests.checking.test_revisions import changed, earlier

DESK = {"section": "appointments", "measure": "document_appointments"}


def lone(figures: pd.DataFrame, previous: pd.DataFrame) -> list[tuple[str, str, int]]:
    found = check(figures, previous).findings
    mine = found[found["rule"] == "lone_revision"]
    assert set(mine["severity"]) <= {"warning"}
    return [(f.section, f.period, f.residual) for f in mine.itertuples()]


def test_a_figure_that_moved_alone_is_a_warning_and_suspect_with_the_earlier_figure(golden: pd.DataFrame) -> None:
    """The IND prints 24,950 appointments for August; 29,450 passes every rule, but for the edition before."""
    wrong = changed(golden, 29_450, **DESK, period="2025-08").assign(
        printed=lambda f: f["value"].map("{:,}".format).str.replace(",", ".")
    )
    assert check(wrong).findings["severity"].unique().tolist() == ["notice"]
    found = check(wrong, earlier(golden))
    warning = found.findings.iloc[0]
    assert (warning["rule"], warning["severity"], warning["residual"], warning["tolerance"]) == (
        "lone_revision", "warning", 4500, 10,
    )  # fmt: skip
    [suspect] = found.suspects.itertuples()
    assert (suspect.measure, suspect.period, suspect.printed, suspect.proposed) == (
        "document_appointments", "2025-08", "29.450", 24_950,
    )  # fmt: skip
    assert suspect.probability > 0.95


def test_an_edition_that_repeats_the_one_before_has_no_warning(golden: pd.DataFrame) -> None:
    assert lone(golden, earlier(golden)) == []


def test_what_rounding_explains_and_what_did_not_move_alone_is_no_warning(golden: pd.DataFrame) -> None:
    assert lone(changed(golden, 24_960, **DESK, period="2025-08"), earlier(golden)) == []
    two = changed(changed(golden, 29_450, **DESK, period="2025-08"), 21_000, **DESK, period="2025-07")
    assert lone(two, earlier(golden)) == []


def test_a_day_more_is_more_than_nothing(golden: pd.DataFrame) -> None:
    wait = {"section": "appointments", "measure": "document_first_slot", "period": "2025-08"}
    [value] = golden.loc[(golden[list(wait)] == list(wait.values())).all(axis=1), "value"]
    assert lone(changed(golden, value + 1, **wait), earlier(golden)) == [("appointments", "2025-08", 1)]


@pytest.mark.parametrize(("before", "expected"), [(640, []), (300, [("asylum_dublin", "2025-11", 620)])])
def test_a_provisional_figure_may_move_by_what_is_usual_for_its_row(
    golden: pd.DataFrame, before: int, expected: list[tuple[str, str, int]]
) -> None:
    """First figures of Dublin applications moved by up to 50 %: 640 to 920 is 44 %, 300 to 920 more than all."""
    previous = changed(earlier(golden), before, section="asylum_dublin", measure="applications", period="2025-11")
    assert lone(golden, previous) == expected


def test_a_norm_that_moved_alone_is_a_warning(golden: pd.DataFrame) -> None:
    moved = changed(golden, 620, section="asylum_dublin", measure="commissioned", period="2024-12")
    assert lone(moved, earlier(golden)) == [("asylum_dublin", "2024-12", 360)]


def test_a_norm_that_moved_in_every_month_of_a_year_is_one_warning(golden: pd.DataFrame) -> None:
    """Dublin's is 580 a month in 2025; 620 instead in all of them passes every rule, but for the edition before."""
    dublin = {"section": "asylum_dublin", "measure": "commissioned"}
    wrong = golden
    for month in range(1, 13):
        wrong = changed(wrong, 620, **dublin, period=f"2025-{month:02}")
    assert "warning" not in set(check(wrong).findings["severity"])

    found = check(wrong, earlier(golden))

    [warning] = found.findings[found.findings["severity"] == "warning"].to_dict("records")
    assert [warning[name] for name in ("rule", "section", "measure", "period", "residual", "tolerance")] == [
        "norm_revised", "asylum_dublin", "commissioned", "2025-01", 40, 10,
    ]  # fmt: skip
    assert warning["message"] == (
        "“Dublinprocedure (Spoor 1)”, “Opdracht IND”, 2025-01: 620 is printed, but 580 in the edition of 2025-11; 10 "
        "other months of the year moved too; a norm of a month that is over is not revised as a rule"
    )


def test_a_norm_within_rounding_of_the_earlier_one_is_no_warning(golden: pd.DataFrame) -> None:
    wrong = golden
    for month in range(1, 13):
        wrong = changed(wrong, 590, section="asylum_dublin", measure="commissioned", period=f"2025-{month:02}")
    assert "norm_revised" not in set(check(wrong, earlier(golden)).findings["rule"])


def exchanged(figures: pd.DataFrame, one: pd.Series[bool], other: pd.Series[bool]) -> pd.DataFrame:
    """Some figures in the place of as many others, and these in theirs."""
    values = figures["value"].copy()
    values[one], values[other] = figures.loc[other, "value"].array, figures.loc[one, "value"].array
    return figures.assign(value=values)


def test_tables_in_each_other_s_place_that_no_identity_joins_are_told_by_the_edition_before(
    golden: pd.DataFrame,
) -> None:
    """7,020 applied to study in June 2025 and 1,650 to work for their knowledge: each table adds up by itself."""
    talent, study = golden["section"] == "knowledge_talent", golden["section"] == "study"
    wrong = exchanged(golden, talent, study)
    assert "warning" not in set(check(wrong).findings["severity"])

    found = check(wrong, earlier(golden))

    [warning] = found.findings[found.findings["severity"] == "warning"].to_dict("records")
    assert (warning["rule"], warning["section"], warning["measure"]) == ("exchange", "knowledge_talent", "")
    assert warning["message"] == (
        "The tables “Verblijfsvergunning kennis en talent” and “Verblijfsvergunning studie” stand in each other's "
        "place; the edition of 2025-11 prints their figures the other way round"
    )
    suspects = found.suspects
    assert len(suspects) > 100  # of 156; those where both print the same are as they should be
    assert set(suspects["rank"]) == set(suspects["explanation"]) == {1}
    truth = golden.set_index(KEY)["value"]
    assert (suspects.set_index(KEY)["proposed"] == truth.reindex(pd.MultiIndex.from_frame(suspects[KEY])).array).all()


def test_rows_in_each_other_s_place_are_told_by_the_edition_before(golden: pd.DataFrame) -> None:
    """Two age bands of one table add up as before, whichever is printed first."""
    table = golden["section"] == "study"
    one, other = (table & (golden["age_band"] == band) for band in ("0-1m", "1-3m"))

    found = check(exchanged(golden, one, other), earlier(golden))

    rows = found.findings[found.findings["rule"] == "exchange"]
    assert [(row.section, row.measure, row.age_band) for row in rows.itertuples()] == [("study", "pending", "0-1m")]


def test_rows_that_print_one_figure_all_along_tell_nothing(golden: pd.DataFrame) -> None:
    """The norms of a year are the same in every month: rows of them that changed at once are no exchange."""
    norms = golden["measure"] == "commissioned"
    one, other = (norms & (golden["section"] == section) for section in ("asylum_dublin", "asylum_safe_country"))
    assert one.sum() == other.sum() == 13

    found = check(exchanged(golden, one, other), earlier(golden))

    assert "exchange" not in set(found.findings["rule"])
