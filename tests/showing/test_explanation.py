"""A document that is read, refused or no edition at all is shown with what each reading made of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from reportlab.pdfgen.canvas import Canvas

from ind_tables.showing import explanation as told
from ind_tables.showing.explanation import Explanation
from tests.conftest import Ended
from tests.documents.facsimile import Look, random_figures, typeset
from tests.documents.facsimile.look import ExtraRow, ExtraTable

pytestmark = pytest.mark.slow

HOSTILE = "<script>alert(1)</script>"


def explained(folder: Path, look: Look = Look(), **printed: str) -> Explanation:  # noqa: B008
    """The explanation of an edition of January 2026; ``study=text`` prints a text in the first cell of that table."""
    figures = random_figures(3)
    first = ~figures["section"].duplicated()
    texts = figures["section"].map(printed).where(first)
    source = folder / "edition.pdf"
    source.write_bytes(typeset(figures.assign(printed=texts.astype(object)), look))
    return told.explain(source)


def soup(explanation: Explanation) -> BeautifulSoup:
    return BeautifulSoup(told.html(explanation), "html.parser")


@pytest.fixture(scope="module")
def bundled(sample: Path) -> Explanation:
    return told.explain(sample)


# --------------------------------------------------------------------------------------------------
# Read


@pytest.mark.no_cover
def test_of_an_edition_that_is_read_every_cell_and_who_read_it_is_listed(bundled: Explanation) -> None:
    first = bundled.readings.iloc[0]

    assert bundled.outcome == "Read: 1,170 figures of 2025-12, each in its row and column."
    assert len(bundled.readings) == 1170
    assert set(bundled.readings["verdict"]) == {"read"}
    assert first.to_dict() == {
        "page": 1,
        "section": "asylum_first",
        "title": "Asiel - Eerste aanvragen",
        "label": "Aanvragen",
        "measure": "applications",
        "age_band": "all",
        "period": "2024-12",
        "text": "2.130",
        "lattice": "no table there",
        "stream": "2.130",
        "readers": "stream+text",
        "verdict": "read",
    }


def test_every_text_is_an_entry_of_the_catalogue_or_nothing(bundled: Explanation) -> None:
    matches = bundled.matches
    counts = matches["kind"].value_counts()

    # 13 titles; 90 rows, three of which wrap over two lines; 13 months over each of 13 tables
    assert (counts["edition"], counts["section"], counts["row"], counts["months"]) == (1, 13, 93, 169)
    assert list(matches.loc[matches["kind"] == "nothing", "text"]) == ["Bron: IND (Metis) 1/2", "Bron: IND (Metis) 2/2"]
    assert bundled.missed == ()


def test_what_can_be_seen_is_kept_with_its_place(sample: Path) -> None:
    sight = told.look(sample)

    title = sight.matches[0]
    assert (title.kind, title.entry, title.text) == ("edition", "2025-12", "Maandcijfers IND December 2025")
    [first] = [word for word in sight.words[0] if word.text == "Maandcijfers"]
    assert title.box[0] == first.x0
    assert [len(table.rows) for table in sight.tables] == [8] * 7 + [6] * 5 + [4]
    assert sight.hidden == ((), ())
    assert all(picture.startswith(b"\x89PNG") for picture in sight.drawn)


def test_the_page_draws_each_page_with_its_cells_and_says_what_was_read_there(bundled: Explanation) -> None:
    pages = soup(bundled).select("figure svg")

    assert [svg["aria-label"][:6] for svg in pages] == ["Page 1", "Page 2"]
    assert sum(len(svg.select("path.c2")) for svg in pages) == 1170
    said = [title.text for title in pages[0].find_all("title")]
    assert "Aanvragen, 2024-12: text layer “2.130”, lattice “no table there”, stream “2.130”; read" in said


# --------------------------------------------------------------------------------------------------
# Refused


def test_of_a_refused_figure_the_place_is_drawn_and_what_each_reading_saw(tmp_path: Path) -> None:
    explanation = explained(tmp_path, Look(rules="grid"), study="2.l30")

    refused = explanation.readings[explanation.readings["verdict"] == "refused"]
    assert explanation.outcome.startswith(
        "Refused. UnreadableNumber: page 2, section “Verblijfsvergunning studie”, row"
    )
    assert refused[["section", "text", "lattice", "stream"]].values.tolist() == [["study", *["2.l30"] * 3]]
    page = soup(explanation)
    assert len(page.select("path.bad")) == 1
    assert page.select_one("#page-2 path.bad") is not None
    assert "The refusal is about page 2" in page.text


def test_of_an_incomplete_edition_what_was_not_found_and_what_is_unknown_is_listed(tmp_path: Path) -> None:
    look = Look(
        omit=frozenset({"labour", "study/decisions/all"}),
        extra_rows=(ExtraRow("family", 2, "Waarvan ingewilligd"),),
        extra_tables=(ExtraTable("Terugkeer en vertrek", (("Gedwongen", ()),)),),
    )
    explanation = explained(tmp_path, look)

    assert explanation.outcome.startswith("Refused. IncompleteDocument: ")
    assert explanation.missed == (
        "the row “Beslissingen” of “Verblijfsvergunning studie”",
        "the table “Verblijfsvergunning arbeidsmigranten”",
    )
    verdicts = explanation.readings.drop_duplicates(["title", "label"]).set_index("label")["verdict"]
    assert verdicts["Waarvan ingewilligd"] == "left out: the row is unknown"
    assert verdicts["Gedwongen"] == "left out: the table is unknown"
    unknown = set(explanation.matches.loc[explanation.matches["kind"] == "nothing", "text"])
    assert unknown >= {"Waarvan ingewilligd", "Terugkeer en vertrek", "Gedwongen"}


def test_of_another_document_the_words_are_drawn_and_nothing_is_matched(tmp_path: Path) -> None:
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(50, 700, "Jaarverslag over het vreemdelingenbeleid")
    canvas.save()
    (tmp_path / "x.pdf").write_bytes(buffer.getvalue())

    explanation = told.explain(tmp_path / "x.pdf")

    assert explanation.outcome.startswith("Refused. NotMaandcijfers: ")
    assert explanation.readings.empty
    assert explanation.matches.values.tolist() == [[1, "Jaarverslag over het vreemdelingenbeleid", "nothing", "", ""]]
    assert len(soup(explanation).select("figure")) == 1


def test_of_a_file_that_is_no_pdf_the_refusal_is_all_there_is(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"<html>")

    explanation = told.explain(tmp_path / "x.pdf")

    assert explanation.outcome.startswith("Refused. NotAPdf: x.pdf does not begin as a PDF does")
    assert "No page of it could be read." in soup(explanation).text


# --------------------------------------------------------------------------------------------------
# Fit to be sent


@pytest.mark.no_cover
def test_texts_of_a_document_never_become_markup_or_formulas(tmp_path: Path) -> None:
    look = Look(extra_tables=(ExtraTable(HOSTILE, (("=cmd|calc", ()), (HOSTILE, ()))),))
    explanation = explained(tmp_path, look)
    told.write(explanation, tmp_path / "out")

    page = (tmp_path / "out/explanation.html").read_text("utf8")
    assert HOSTILE not in page
    assert BeautifulSoup(page, "html.parser").find("script") is None
    assert "'=cmd|calc" in (tmp_path / "out/readings.csv").read_text("utf8")


@pytest.mark.full
def test_the_same_document_gives_the_same_bytes_wherever_it_lies(
    bundled: Explanation, sample: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "copy" / sample.name
    elsewhere.parent.mkdir()
    shutil.copy(sample, elsewhere)
    told.write(bundled, tmp_path / "one")
    told.write(told.explain(elsewhere), tmp_path / "other")

    names = ["explanation.html", "matches.csv", "readings.csv"]
    assert sorted(path.name for path in (tmp_path / "one").iterdir()) == names
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()
        assert str(tmp_path) not in (tmp_path / "other" / name).read_text("utf8")


def test_the_page_stands_alone(bundled: Explanation) -> None:
    page = soup(bundled)

    sources = [tag.get(name) for tag in page.find_all(True) for name in ("src", "href") if tag.get(name)]
    assert [source for source in sources if not source.startswith(("data:", "#"))] == []
    assert page.find("script") is None
    assert len(str(page)) < 1_500_000


def test_the_command_says_what_became_of_the_document_and_where_the_page_is(
    command: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "x.pdf").write_bytes(b"<html>")

    ended = command("explain", tmp_path / "x.pdf", "--output", tmp_path / "out")

    assert (ended.status, ended.errors) == (0, "")
    outcome, page = ended.output.splitlines()
    assert outcome.startswith("Refused. NotAPdf: ")
    assert Path(page) == tmp_path / "out/explanation.html"
    assert pd.read_csv(tmp_path / "out/readings.csv").columns.tolist() == list(told.READINGS)
