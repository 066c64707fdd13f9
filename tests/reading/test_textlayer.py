"""What the words of a PDF say: which edition it is, and whether it is whole and holds characters at all."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pandas as pd
import pikepdf
import pytest

from ind_tables import catalogue
from ind_tables.errors import IncompleteDocument, NoTextLayer, RequestError, UnreadableNumber, WrongMonth
from ind_tables.reading import pages, textlayer
from ind_tables.reading.glyphs import Glyph
from ind_tables.record import observations
from tests.documents.facsimile import Look, random_figures, typeset
from tests.documents.facsimile.postprocess import scanned, without_unicode

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def figures() -> pd.DataFrame:
    return random_figures(7)


@pytest.fixture
def edition(tmp_path: Path) -> Path:
    return tmp_path / "edition.pdf"


def test_the_bundled_edition_is_whole(sample: Path) -> None:
    layer = textlayer.read(sample)
    assert layer.reading.edition == "2025-12"
    assert layer.reading.periods[0] == "2024-12"
    assert len(layer.reading.periods) == 13
    assert (layer.missing, layer.reading.warnings) == ((), [])
    assert layer.sha256 == hashlib.sha256(sample.read_bytes()).hexdigest()
    assert "facsimile" in layer.information["Title"]


@pytest.mark.parametrize(
    "name",
    [
        *("2025-12.pdf", "2025-12.PDF", "maandcijfers-ind-december-2025.pdf", "Maandcijfers IND December 2025.pdf"),
        *("maandcijfers_december-2025_v2.pdf", "x.pdf", "2025-11-edition.pdf", "november-2025.pdf", "20251101.pdf"),
        *("maandcijfers.pdf", "maandcijfers-2025-11.pdf", "ind 2025-11.pdf", "dec é 'x' $(y) -.pdf"),
    ],
)
@pytest.mark.no_cover
def test_a_name_that_agrees_or_says_nothing_is_no_hindrance(sample: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(sample, tmp_path / name)
    assert textlayer.read(tmp_path / name).reading.edition == "2025-12"


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2025-11.pdf", "2025-11"),
        ("2024-12.PDF", "2024-12"),
        ("maandcijfers-ind-november-2025.pdf", "2025-11"),
        ("MAANDCIJFERS ind januari-2026 definitief.pdf", "2026-01"),
    ],
)
@pytest.mark.no_cover
def test_a_name_that_says_another_month_is_refused_even_where_the_right_one_is_asked_for(
    sample: Path, tmp_path: Path, name: str, month: str
) -> None:
    shutil.copy(sample, tmp_path / name)
    with pytest.raises(WrongMonth, match=rf"of 2025-12 by its title, but {month} is what the file's name says"):
        textlayer.read(tmp_path / name, "2025-12")


def test_a_file_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="there is no file"):
        textlayer.read(tmp_path / "2025-12.pdf")


# --------------------------------------------------------------------------------------------------
# Wholeness


def test_every_thing_that_is_missing_is_said(figures: pd.DataFrame, edition: Path) -> None:
    edition.write_bytes(
        typeset(figures, Look(omit=frozenset({"study", "family/pending/3-6m", "labour/decisions/all"})))
    )
    said = (
        "the row “3 - 6 maanden” of “Verblijfsvergunning familie en gezin” is missing",
        "the section “Verblijfsvergunning studie” is missing",
        "the row “Beslissingen” of “Verblijfsvergunning arbeidsmigranten” is missing",
    )
    assert textlayer.read(edition, allow_incomplete=True).missing == said
    with pytest.raises(IncompleteDocument) as refusal:
        textlayer.read(edition)
    assert str(refusal.value) == (
        f"{said[0]} (and 2 more); expected the whole edition of 2026-01; check that no page is lost, or read what is "
        "there with --allow-incomplete"
    )


def test_a_row_or_column_without_a_figure_is_as_good_as_missing(figures: pd.DataFrame, edition: Path) -> None:
    printed = pd.Series(None, index=figures.index, dtype=object)
    printed[(figures["section"] == "study") & (figures["measure"] == "decisions")] = "-"
    printed[(figures["section"] == "labour") & (figures["period"] == "2025-06")] = "n.b."
    edition.write_bytes(typeset(figures.assign(printed=printed)))
    [row, column] = textlayer.read(edition, allow_incomplete=True).missing
    assert row.endswith("the row “Beslissingen” of “Verblijfsvergunning studie” holds no figure")
    assert column.endswith("the column 2025-06 of “Verblijfsvergunning arbeidsmigranten” holds no figure")


def test_a_table_that_is_no_longer_required_may_be_absent_and_is_read_where_it_stands(
    figures: pd.DataFrame, edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = catalogue.read("document")
    source["sections"][2]["valid_until"] = "2025-12"
    known = catalogue.build(source)
    monkeypatch.setattr(catalogue, "load", lambda: known)
    for omitted, tables in ((frozenset({"asylum_safe_country"}), 12), (frozenset(), 13)):
        edition.write_bytes(typeset(figures, Look(omit=omitted)))
        layer = textlayer.read(edition)
        assert len(layer.reading.tables) == tables
        assert layer.missing == ()


# --------------------------------------------------------------------------------------------------
# Characters


def test_a_scan_has_no_text_layer(sample: Path, edition: Path) -> None:
    edition.write_bytes(scanned(sample.read_bytes()))
    with pytest.raises(NoTextLayer, match=r"edition\.pdf has no characters on its 2 page\(s\), only pictures"):
        textlayer.read(edition)


def test_fonts_that_do_not_map_to_characters_are_named(sample: Path, edition: Path) -> None:
    edition.write_bytes(without_unicode(sample.read_bytes()))
    with pytest.raises(NoTextLayer, match=r"characters of edition\.pdf are not mapped to letters or digits"):
        textlayer.read(edition)


# --------------------------------------------------------------------------------------------------
# What is seen in part


@pytest.mark.parametrize("covered", ["2.1", "30", "3"])
@pytest.mark.no_cover
def test_a_figure_of_which_only_a_part_is_seen_is_refused(sample: Path, edition: Path, covered: str) -> None:
    [first, *_] = [
        glyph
        for glyph, text in zip(pages.read(sample)[0].glyphs, _following(pages.read(sample)[0].glyphs), strict=True)
        if text == "2.130"
    ]
    start, width = "2.130".index(covered), 0.507 * first.size  # a digit of Carlito; a point is half as wide
    x0 = first.x0 + (start - 0.5 * ("." in "2.130"[:start])) * width
    x1 = x0 + (len(covered) - 0.5 * ("." in covered)) * width
    with pikepdf.open(sample) as document:
        cover = f"q 1 g {x0:.2f} {first.y - 2:.2f} {x1 - x0:.2f} {first.size + 2:.2f} re f Q".encode()
        document.pages[0].contents_add(cover)
        document.save(edition)
    with pytest.raises(UnreadableNumber, match=r"section “Asiel - Eerste aanvragen”, row “Aanvragen”, column 2024-12"):
        observations.read(edition)


def _following(glyphs: tuple[Glyph, ...]) -> list[str]:
    return ["".join(glyph.text for glyph in glyphs[i : i + 5]) for i in range(len(glyphs))]
