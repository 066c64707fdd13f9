"""A table over all editions: what was printed last and first of each month, and where the series breaks."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from ind_tables import catalogue
from ind_tables.months import shift
from ind_tables.showing import history


def printed(
    edition: str, values: dict[str, int | None], section: str = "study", measure: str = "pending"
) -> pd.DataFrame:
    """What an edition prints of a row: a value a month."""
    rows = [(edition, section, measure, "all", period, value) for period, value in values.items()]
    return pd.DataFrame(rows, columns=["edition", "section", "measure", "age_band", "period", "value"]).astype(
        {"value": "Int64"}
    )


def test_each_month_is_as_last_printed_beside_what_was_printed_first() -> None:
    panel = pd.concat(
        [
            printed("2025-02", {"2025-01": 100, "2025-02": 200}),
            printed("2025-03", {"2025-01": 100, "2025-02": 250, "2025-03": 300}),
        ]
    )
    [chart] = history.charts(panel)
    assert chart.title == "Residence permit for study"
    assert (
        chart.subtitle == "Pending applications, January 2025 to March 2025, as last printed; 1 of the 3 months revised"
    )
    assert chart.data.values.tolist() == [
        ["January 2025", 100, 100],
        ["February 2025", 250, 200],
        ["March 2025", 300, 300],
    ]
    assert "The lowest is 100, in January 2025; the highest 300, in March 2025." in chart.description
    assert chart.alt.startswith("Residence permit for study: ")
    assert ">300<" in chart.svg


def test_a_revision_is_a_bar_and_none_is_no_bar() -> None:
    same = [printed("2025-02", {"2025-01": 100, "2025-02": 200}), printed("2025-03", {"2025-02": 200, "2025-03": 300})]
    other = [same[0], printed("2025-03", {"2025-02": 260, "2025-03": 300})]
    plain, revised = (history.charts(pd.concat(editions))[0].svg for editions in (same, other))
    bars = re.compile(r"stroke-width: ?5")
    assert (len(bars.findall(plain)), len(bars.findall(revised))) == (0, 1)


def test_a_month_that_no_edition_prints_parts_the_line() -> None:
    whole = printed("2025-04", {f"2025-0{month}": 100 * month for month in range(1, 5)})
    [chart] = history.charts(whole[whole["period"] != "2025-02"])
    assert chart.data["last printed"].isna().tolist() == [False, True, False, False]
    assert chart.data["month"].tolist() == ["January 2025", "February 2025", "March 2025", "April 2025"]


def test_a_break_is_named_and_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        catalogue.Catalogue, "footing", lambda self, series, edition, period: "2025-03" * (period >= "2025-03")
    )
    [chart] = history.charts(printed("2025-04", {f"2025-0{month}": 100 for month in range(1, 5)}))
    assert chart.subtitle.endswith("; none of the 4 months revised; the series breaks in March 2025")
    assert "stroke-dasharray" in chart.svg


def test_a_table_without_a_stock_shows_what_came_in_and_one_without_figures_nothing() -> None:
    flow = printed("2025-02", {"2025-01": 40, "2025-02": 50}, "appointments", "document_appointments")
    assert [chart.id for chart in history.charts(flow)] == ["history-appointments"]
    assert history.charts(flow.assign(value=pd.array([None, None], "Int64"))) == []


def test_very_many_months_have_few_ticks() -> None:
    periods = [shift("2020-01", n) for n in range(72)]
    [chart] = history.charts(printed("2025-12", dict.fromkeys(periods, 100)))
    assert re.findall(">(Dec|Jun)<", chart.svg) == ["Dec"] * 6
