"""A series that goes on with a break is not compared across it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ind_tables import catalogue
from ind_tables.checking import revisions
from ind_tables.checking.confrontation import Confrontation
from ind_tables.record import store
from ind_tables.telling.quantities import Figures

BREAK = """
[[breaks]]
section = "study"
measure = "applications"
kind = "redefined"
date = "2025-12"
english = "From December 2025 repeated applications are counted too."
dutch = "Vanaf december 2025 tellen herhaalde aanvragen mee."
"""


def test_the_panel_says_where_a_series_breaks_and_nothing_is_compared_across(
    golden: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    earlier = golden[golden["period"] < "2025-12"].assign(edition="2025-11")
    store.keep(earlier, "1" * 64, facsimile=False)
    store.keep(golden, "2" * 64, facsimile=False)
    (tmp_path / "breaks.toml").write_text(BREAK, "utf8")
    with catalogue.using(tmp_path / "breaks.toml"):
        panel = store.panel()
        history = revisions.compare(store.load("2025-12"), store.load("2025-11")).figures
    row = panel[(panel["section"] == "study") & (panel["measure"] == "applications")].set_index("period")["break"]
    assert list(panel.columns)[-2:] == ["sha256", "break"]
    assert row["2025-12"] == "2025-12"
    assert set(row[row.index < "2025-12"]) == {""}
    others = panel[panel["section"] != "nareis_mvv"]  # which breaks in the catalogue itself
    assert (others["break"] != "").sum() == 1
    assert not ((history["section"] == "study") & (history["measure"] == "applications")).any()
    assert len(history) == 1170 - 90 - 12
    assert set(store.panel().loc[panel["section"] != "nareis_mvv", "break"]) == {""}


def test_no_rule_and_no_sentence_reaches_across_a_break(golden: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "breaks.toml").write_text(BREAK.replace('measure = "applications"\n', ""), "utf8")
    with catalogue.using(tmp_path / "breaks.toml"):
        table = Confrontation(golden).table
        figures = Figures.of(golden)
    across = table[(table["section"] == "study") & (table["rule"] == "stock_flow")].set_index("period")["state"]
    assert across["2025-12"] == "not applicable"
    assert across["2025-11"] == "passed"
    assert {place.period for place in figures.values if place.section == "study"} == {"2025-12"}
    assert len({place.period for place in figures.values if place.section == "labour"}) == 13
