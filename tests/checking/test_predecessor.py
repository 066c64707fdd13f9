"""The edition before as a witness: a figure that moved alone in an unrevised table."""

from __future__ import annotations

import pandas as pd
import pytest

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
