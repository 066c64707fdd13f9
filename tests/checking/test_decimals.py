"""Figures with decimals, as a later edition may print them, are checked as exactly as whole ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from ind_tables import catalogue
from ind_tables.checking import certificate, revisions
from ind_tables.place import KEY
from ind_tables.record import observations
from ind_tables.telling.findings import check
from tests.checking.test_revisions import earlier

ROW = ("appointments", "biometrics_first_slot", "all")
JUNE = (*ROW, "2025-06")


@pytest.fixture(autouse=True)
def in_tenths(tmp_path: Path) -> Iterator[None]:
    """The wait for biometrics is printed in tenths of days."""
    entry = '[[measures]]\nid = "biometrics_first_slot"\nchanges = [{ rounding = 0.1, valid_from = "2025-11" }]\n'
    (tmp_path / "tenths.toml").write_text(entry, "utf8")
    with catalogue.using(tmp_path / "tenths.toml"):
        yield


def with_days(figures: pd.DataFrame, days: dict[str, float]) -> pd.DataFrame:
    """The figures, and 4.5 days in each month of the row but those given."""
    row = (figures[list(KEY[:3])].apply(tuple, axis=1)) == ROW
    values = figures["value"].astype("Float64").mask(row, figures["period"].map(days).fillna(4.5))
    return figures.assign(value=values, printed="")


def test_a_step_of_half_a_day_is_measured_in_half_days(golden: pd.DataFrame) -> None:
    """From 4.5 to 9.0 days in a row that never moved."""
    found = check(with_days(golden, {"2025-12": 9.0})).findings.set_index(KEY)

    [step] = found[found["rule"] == "step"].loc[[(*ROW, "2025-12")], "residual"]
    assert step == 4.5


@pytest.mark.parametrize(("days", "change", "proposed"), [(8.5, 4.0, 4.5), (4.8, 0.3, None)])
def test_a_figure_that_moved_alone_is_a_warning_and_the_earlier_one_is_proposed_where_that_is_likely(
    golden: pd.DataFrame, days: float, change: float, proposed: float | None
) -> None:
    """An 8 for a 4 is a digit that was misprinted, or misread; 0.3 of a day can as well be a small revision."""
    found = check(with_days(golden, {"2025-06": days}), with_days(earlier(golden), {}))

    [warning] = found.findings[found.findings["severity"] == "warning"].to_dict("records")
    assert tuple(warning[name] for name in KEY) == JUNE
    assert (warning["residual"], warning["tolerance"]) == (change, 0)
    [suspect] = found.suspects.to_dict("records")
    assert tuple(suspect[name] for name in KEY) == JUNE
    assert suspect["proposed"] == proposed if proposed else pd.isna(suspect["proposed"])


def test_the_certificate_keeps_the_decimals_and_says_no_range(golden: pd.DataFrame, tmp_path: Path) -> None:
    table = certificate.of(with_days(golden, {"2025-06": 4.8}), with_days(earlier(golden), {}))

    observations.save(table, tmp_path / "certificate.csv")
    lines = [line for line in (tmp_path / "certificate.csv").read_text("utf8").splitlines() if ",".join(ROW) in line]
    assert lines[5] == "2025-12,appointments,biometrics_first_slot,all,2025-05,4.5,0,previous,,,0.1,no,0,0,,,"
    assert lines[6] == "2025-12,appointments,biometrics_first_slot,all,2025-06,4.8,0,,,,,no,0,0,,,"
    first = (tmp_path / "certificate.csv").read_text("utf8").splitlines()[1]
    assert first.startswith("2025-12,asylum_first,applications,all,2024-12,2130,")


def test_a_revision_of_a_tenth_is_one(golden: pd.DataFrame) -> None:
    panel = pd.concat([with_days(earlier(golden), {}), with_days(golden, {"2025-06": 4.6})])

    summed = revisions.summary(revisions.history(panel)).set_index(KEY[:3]).loc[ROW]

    assert (summed["revised"], summed["largest_revision"], summed["largest_period"]) == (1, 0.1, "2025-06")
