"""Rows that are printed a column aside, told by what identities do not say: figures that they lack, and their norms."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest

from ind_tables.telling.findings import check
from tests.checking.test_localise import Place, damaged, explanations, figures, lines_of, moved, row

pytestmark = pytest.mark.slow


def dashed(golden: pd.DataFrame, changes: Mapping[Place, int | None]) -> pd.DataFrame:
    """The edition with other figures in some places, or "-", which a row that has figures does not print."""
    frame = damaged(golden, changes)
    gone = frame["value"].isna()
    return frame.assign(printed=frame["printed"].mask(gone, "-"), status=frame["status"].mask(gone, "M"))


def test_rows_that_lack_a_figure_at_the_same_end_are_shifted_together(golden: pd.DataFrame) -> None:
    """The four age bands of Dublin stand a column too far to the left, and none has a figure in December 2025.

    The two older bands change by 10 or not at all from month to month, which no sum notices: only the gap tells that
    they are shifted, too. November's column holds what was December's: 970, 2,010, 50 and 0.
    """
    bands = lines_of(figures(golden), "asylum_dublin")[4:]
    found = check(dashed(golden, moved(bands, figures(golden), -1, blank=True))).suspects

    ((rank, cells),) = explanations(found)
    assert rank == 1
    words = "The 4 rows “Tot 1 maand” to “Boven 15 maanden” are printed one column too far to the left"
    assert found["reason"].str.startswith(words).all()
    december = {place[2]: proposed for place, proposed in cells.items() if place[3] == "2025-12"}
    assert december == {"0-1m": 970, "1-6m": 2010, "6-15m": 50, "15m+": 0}


def test_a_0_is_proposed_where_nothing_is_printed_and_not_where_a_0_stands(golden: pd.DataFrame) -> None:
    """The oldest band of Dublin is 10 in December 2024 and 0 from then on: shifted, 0 stands for 10, "-" for 0."""
    bands = lines_of(figures(golden), "asylum_dublin")[4:]
    found = check(dashed(golden, moved(bands, figures(golden), -1, blank=True))).suspects

    oldest = found[found["age_band"] == "15m+"].set_index("period")
    assert dict(oldest["printed"]) == {"2024-12": "0", "2025-12": "-"}
    assert oldest["proposed"].dropna().to_dict() == {"2025-12": 0}


@pytest.mark.parametrize(
    ("section", "step", "before", "after"),
    [
        pytest.param("asylum_first", 1, 2820, 3340, id="to the right"),
        pytest.param("asylum_dublin", 1, 260, 580, id="of another table", marks=pytest.mark.full),
    ],
)
def test_a_norm_that_changes_in_another_month_than_january_tells_that_its_row_is_shifted(
    golden: pd.DataFrame, section: str, step: int, before: int, after: int
) -> None:
    """Decisions and norm stand a column to the right, what falls off at the left end: sums tell of decisions alone.

    The norm of 2024 then stands in January 2025, and that of 2025 in December 2024.
    """
    rows = [row(section, "decisions"), row(section, "commissioned")]
    found = check(damaged(golden, moved(rows, figures(golden), step, blank=False))).suspects

    first = found[found["rank"] == 1]
    assert set(first["reason"]) == {
        "The 2 rows “Beslissingen” to “Opdracht IND” are printed one column too far to the right"
    }
    norms = first[first["measure"] == "commissioned"].set_index("period")["proposed"]
    assert norms.to_dict() == {"2024-12": before, "2025-01": after}
    assert set(found.loc[found["rank"] > 1, "measure"]) == {"decisions"}


def test_a_row_whose_norms_and_ends_are_in_place_is_shifted_alone(golden: pd.DataFrame) -> None:
    """Decisions of first asylum applications alone a column to the right: nothing speaks for the row below."""
    found = check(damaged(golden, moved([row("asylum_first", "decisions")], figures(golden), 1, blank=False))).suspects

    assert set(found.loc[found["rank"] == 1, "measure"]) == {"decisions"}
