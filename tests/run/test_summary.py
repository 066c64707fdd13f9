"""What ``check`` prints of the edition before."""

from __future__ import annotations

import pandas as pd

from ind_tables.checking import revisions
from ind_tables.run import summary
from tests.checking.test_causes import LATE, STOCK, moved
from tests.checking.test_revisions import earlier


def test_revisions_are_told_by_table_and_cause_with_the_figure_that_moved_most(golden: pd.DataFrame) -> None:
    """Of October the IND prints 720 Dublin applications; an edition that did not know fifty of them printed 670."""
    before = moved(earlier(golden), -50, LATE, since="2025-10", until="2025-10")
    before = moved(before, -50, *STOCK, since="2025-10")
    assert summary.revised(revisions.compare(golden, before)).splitlines() == [
        "against 2025-11: 1,080 figures in both; 1,075 the same, 0 within rounding, 5 revised",
        "revised: “Dublinprocedure (Spoor 1)”, what came in or was done in a month: 1 of 2025-10; most “Aanvragen” of "
        "2025-10, from 670 to 720 (+7.5 %)",
        "revised: “Dublinprocedure (Spoor 1)”, what is pending, after the flows of its months: 2 of 2025-10 to "
        "2025-11; most “Openstaande aanvragen” of 2025-10, from 1,490 to 1,540 (+3.4 %); 2 more are parts of totals",
    ]


def test_nothing_revised_is_one_line_and_rows_that_went_are_named(golden: pd.DataFrame) -> None:
    found = revisions.compare(golden[golden["age_band"] != "3m+"], earlier(golden))
    told = summary.revised(found).splitlines()
    assert told[0] == "against 2025-11: 1,044 figures in both; 1,044 the same, 0 within rounding, 0 revised"
    assert told[1] == "row: “Verblijfsvergunning kennis en talent”, “Boven 3 maanden” is no longer printed"
    assert len(told) == 4
