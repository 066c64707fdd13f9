"""What a notebook shows: tables with headers, outlined pages, heat maps, and places under suspicion."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pandas as pd
import pytest
from PIL import Image

from ind_tables import home
from ind_tables.reading import edition
from ind_tables.showing import exhibits

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
MONTH = "2025-12"


@pytest.fixture(scope="module")
def source() -> Path:
    return home.bundled()[MONTH]


@pytest.fixture(scope="module")
def document(source: Path) -> edition.Document:
    return edition.read(source)


def test_a_table_has_a_caption_and_headers_and_sets_numbers_apart() -> None:
    frame = pd.DataFrame({"series": ["pending"], "figures": [48850], "note": ["<b>"]})

    html = exhibits.Table(frame, "A caption", locale="en", names={"series": "Series"}).html()

    assert re.search(r"<caption>(<span>)?A caption(</span>)?</caption>", html)
    assert re.search(r'<th scope="col"[^>]*>Series</th>', html)
    assert re.search(r'<th scope="row"[^>]*>pending</th>', html)
    assert '<td class="number">48,850</td>' in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html


def test_prose_stands_to_the_left_by_itself_and_a_picture_has_its_own_ground_ink_and_font() -> None:
    """JupyterLab sets cells to the right, and shows a picture apart from its page."""
    html = exhibits.Table(pd.DataFrame({"series": ["a"], "note": ["long"], "n": [1]}), "A caption").html()
    assert html.count("text-align:left") == 4

    drawn = exhibits.Picture('<svg width="3"><svg width="1"/></svg>', "A picture")._repr_svg_()
    root = ElementTree.fromstring(drawn)
    assert (root.get("color"), root.get("style"), root.get("width")) == ("#1b1f24", "background:#fff", "3")
    assert "sans-serif" in str(root.get("font-family"))
    assert drawn.count("background") == 1


def test_whole_numbers_of_any_type_get_the_separators_of_the_locale() -> None:
    for figures in ([48850, None], [48850, 1000]):
        frame = pd.DataFrame({"series": ["a", "b"], "figures": pd.array(figures, "Int64")})
        assert '<td class="number">48,850</td>' in exhibits.Table(frame, "A caption", locale="en").html()
    frame = pd.DataFrame({"series": ["a"], "figures": pd.array([48850], "int64").astype(object)})
    assert '">48,850</td>' in exhibits.Table(frame, "A caption", locale="en").html()


def test_a_month_is_not_broken_at_its_dash() -> None:
    """JupyterLab knows no class of ours."""
    html = exhibits.Table(pd.DataFrame({"period": ["2025-12"], "note": ["a rather long remark"]}), "A caption").html()
    assert re.findall(r'style="text-align:left;white-space:nowrap">(.+?)<', html) == ["2025-12"]


def test_a_table_without_a_locale_prints_numbers_as_a_file_does() -> None:
    frame = pd.DataFrame({"series": ["pending"], "figures": pd.array([48850], "Int64")})
    assert '<td class="number">48850</td>' in exhibits.Table(frame, "A caption").html()


def test_a_table_shows_a_missing_value_as_a_dash_and_figures_in_text_to_the_right() -> None:
    frame = pd.DataFrame({"series": ["a", "b"], "printed": ["2.130", "-"], "value": pd.array([2130, None], "Int64")})

    html = exhibits.Table(frame, "A caption", figures=["printed"]).html()

    assert '<td class="number">2.130</td>' in html
    assert '<td class="number">–</td>' in html


def test_a_summary_says_what_the_edition_holds(document: edition.Document) -> None:
    facts = exhibits.summary(document).set_index("what")["found"]

    assert facts["Edition, by its title"] == "2025-12"
    assert facts["Months, by the headings of the columns"] == "2024-12 to 2025-12"
    assert (facts["Pages"], facts["Tables"], facts["Rows"], facts["Cells"]) == ("2", "13", "90", "1,170")
    assert (facts["Missing"], facts["Left out"]) == ("nothing", "nothing")


def test_a_table_is_shown_as_the_document_prints_it(golden: pd.DataFrame) -> None:
    printed = exhibits.as_printed(golden, "study")

    assert list(printed)[:3] == ["label", "2025-12", "2025-11"]
    assert list(printed)[-1] == "2024-12"
    assert printed["label"].tolist() == [
        *("Aanvragen", "Beslissingen", "Openstaande aanvragen"),
        *("Tot 1 maand", "1 - 3 maanden", "Boven 3 maanden"),
    ]
    assert printed.loc[0, "2025-06"] == "7.020"


def test_the_verdict_on_the_reading_counts_what_one_reading_saw(source: Path, document: edition.Document) -> None:
    assert exhibits.verdict(document) == "2025-12: 1,170 cells read, each by two readings or more that agree."
    alone = edition.read(source, flavours=())
    assert exhibits.verdict(alone) == "2025-12: 1,170 cells read, 1,170 by one reading only."
    told = exhibits.Origin("2025-12", verdict="All is <well>.")
    assert told._repr_html_().startswith("<p><strong>All is &lt;well&gt;.</strong></p>\n<div")
    assert repr(told).startswith("All is <well>.\nFigures of the")


def test_what_was_done_with_the_texts_is_counted() -> None:
    figures = pd.DataFrame(
        {
            "printed": ["2.130", "60", "0", "-", "n.b.", "", "1.650*"],
            "status": ["A", "A", "A", "M", "L", "O", "A"],
            "value": pd.array([2130, 60, 0, None, None, None, 1650], "Int64"),
        }
    )
    done = exhibits.treatment(figures).set_index("treatment")

    assert done["figures"].to_dict() == {
        "taken as it stands": 2,
        "separator or mark removed": 2,
        "status M, no value": 1,
        "status L, no value": 1,
        "status O, no value": 1,
    }
    assert done.loc["separator or mark removed", ["printed", "value"]].tolist() == ["2.130", "2130"]


def test_the_readings_are_counted_page_by_page(golden: pd.DataFrame) -> None:
    counted = exhibits.readings(golden)

    assert counted.values.tolist() == [["1", "stream, text", 806], ["2", "stream, text", 364]]


def test_a_page_is_shown_with_every_cell_outlined(source: Path, document: edition.Document) -> None:
    picture = exhibits.page(source, document, 1)

    cells = [cell for cell in document.cells if cell.page == 1]
    assert picture.svg.count("z") >= len(cells)
    outlines = re.findall(r'<path d="([^"]*)"', picture.svg)
    assert sum(d.count("M") for d in outlines) == len(cells) == 806
    assert f"the {len(cells)} cells outlined" in picture.alt
    data = re.search(r"base64,([^\"]+)", picture.svg)
    assert data
    assert float(re.findall(r' width="([\d.]+)"', picture.svg)[0]) > 900
    drawn = Image.open(io.BytesIO(base64.b64decode(data[1])))
    assert drawn.width / drawn.height == pytest.approx(595.276 / 841.89, abs=0.01)
    first = document.cells[0].box
    assert f"M{first[0]:.4g} {841.89 - first[3]:.4g}H{first[2]:.4g}" in picture.svg


def test_a_cell_that_one_reading_saw_stands_out(source: Path) -> None:
    picture = exhibits.page(source, edition.read(source, flavours=()), 2)

    assert "364 that only one reading saw" in picture.alt
    assert re.findall(r'stroke="(#\w+)"', picture.svg) == ["#c4320a"]


def test_the_origin_says_whose_figures_and_what_kind_of_pdf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "re-typeset facsimile" in repr(exhibits.Origin(MONTH))
    assert exhibits.Origin(MONTH)._repr_html_().startswith('<div class="note" role="note">')
    assert "the PDF is not at hand" in repr(exhibits.Origin("2020-01"))
    monkeypatch.setattr(exhibits, "is_facsimile", lambda information: False)
    assert "the analyst supplied" in repr(exhibits.Origin(MONTH))


def test_pages_show_one_picture_each(source: Path, document: edition.Document, shown: list[dict[str, str]]) -> None:
    exhibits.Pages(source, document)._ipython_display_()

    assert ["image/svg+xml" in bundle for bundle in shown] == [True, True]
    assert shown[0]["text/plain"].startswith("Page 1 of")
