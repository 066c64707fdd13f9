"""The commentary notebook: words with their evidence, charts, and chapters of both."""

from __future__ import annotations

import pandas as pd

from ind_tables.chapters import Chapter, Plate, Words
from ind_tables.charts import attainment
from ind_tables.commentary import Statement


def test_words_without_numbers_have_no_evidence() -> None:
    words = Words([Statement("caveats.nareis", "caveats", "nareis", "Nareis <counts> applications.", ())])

    assert words._repr_html_() == "<p>Nareis &lt;counts&gt; applications.</p>"
    assert repr(words) == "Nareis <counts> applications."


def test_a_chart_is_shown_as_title_and_picture(golden: pd.DataFrame, shown: list[dict[str, str]]) -> None:
    Plate(attainment(golden))._ipython_display_()

    assert shown[0]["text/html"].startswith("<p><strong>")
    assert shown[1]["image/svg+xml"].startswith("<svg")


def test_a_chart_of_what_is_not_printed_is_said(shown: list[dict[str, str]]) -> None:
    Plate(None)._ipython_display_()

    assert "does not print the figures" in shown[0]["text/html"]


def test_a_chapter_holds_words_evidence_and_charts(golden: pd.DataFrame, shown: list[dict[str, str]]) -> None:
    Chapter(golden, "family")._ipython_display_()

    assert "<summary>Evidence</summary>" in shown[0]["text/html"]
    assert sum("image/svg+xml" in bundle for bundle in shown) == 2


def test_a_chapter_on_a_table_that_is_gone_says_so(golden: pd.DataFrame, shown: list[dict[str, str]]) -> None:
    Chapter(golden[golden["section"] != "family"], "family")._ipython_display_()

    assert [bundle["text/html"] for bundle in shown] == ["<p>This edition does not print the table.</p>"]
