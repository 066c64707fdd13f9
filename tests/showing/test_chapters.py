"""The commentary notebook: words with their evidence, charts, and chapters of both."""

from __future__ import annotations

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from ind_tables.showing.chapters import Chapter, Plate, Words
from ind_tables.showing.charts import Absent, attainment
from ind_tables.telling.commentary import Statement
from ind_tables.telling.quantities import Figures

pytestmark = pytest.mark.slow


def test_words_without_numbers_have_no_evidence() -> None:
    words = Words([Statement("caveats.nareis", "caveats", "nareis", "Nareis <counts> applications.", ())])

    assert words._repr_html_() == "<p>Nareis &lt;counts&gt; applications.</p>"
    assert repr(words) == "Nareis <counts> applications."


def test_a_chart_is_shown_as_title_and_picture(december: Figures, shown: list[dict[str, str]]) -> None:
    Plate(attainment(december))._ipython_display_()

    assert shown[0]["text/html"].startswith("<p><strong>")
    assert shown[1]["image/svg+xml"].startswith("<svg")


def test_a_chart_of_what_is_not_printed_is_said(shown: list[dict[str, str]]) -> None:
    Plate(Absent("It is <not> printed."))._ipython_display_()

    assert shown[0]["text/html"] == "<p>It is &lt;not&gt; printed.</p>"


def test_a_chapter_holds_words_and_the_evidence_that_a_person_would_ask_for(
    december: Figures, shown: list[dict[str, str]]
) -> None:
    Chapter(december, "family")._ipython_display_()

    assert len(shown) == 1, "charts and grids stand in the report"
    page = BeautifulSoup(shown[0]["text/html"], "html.parser")
    assert page.summary is not None
    assert page.summary.get_text() == "Evidence"
    rows = [[cell.get_text() for cell in row.find_all(["th", "td"])] for row in page.select("tbody tr")]
    assert ["family.pending", "14", "-13.81"] in [row[:3] for row in rows]  # 5,680 of 6,590
    assert not [row for row in rows if row[5] in ("year", "name") or any(len(cell) > 9 for cell in row[2:5])]


def test_a_chapter_on_a_table_that_is_gone_says_so(golden: pd.DataFrame, shown: list[dict[str, str]]) -> None:
    Chapter(Figures.of(golden[golden["section"] != "family"]), "family")._ipython_display_()

    assert [bundle["text/html"] for bundle in shown] == ["<p>This edition does not print the table.</p>"]
