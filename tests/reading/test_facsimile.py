"""The bundled edition is the typesetter's, reads as the original did, and says what it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from itertools import groupby, pairwise
from pathlib import Path

import pandas as pd
import pikepdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents.facsimile import Look, postprocess, random_figures, typeset
from tests.documents.facsimile.document import compose
from tests.documents.facsimile.fonts import width
from tests.documents.facsimile.grid import DoesNotFit
from tests.documents.facsimile.layout import Page, lay_out
from tests.documents.facsimile.looks import COMBINED, MATRIX
from tests.documents.facsimile.strategies import looks
from tests.layers import layered, only

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
A4 = (595.276, 841.89)


@pytest.fixture
def figures() -> pd.DataFrame:
    return pd.read_csv(ROOT / "tests/golden/2025-12.csv")


def lines(text: str) -> list[str]:
    """The lines of a text layer that print something: a line of spaces alone is as blank as an empty one."""
    return [line for line in text.replace("\r\n", "\n").split("\n") if line.strip(" ")]


def plain(pdf: bytes) -> bytes:
    """The PDF with its streams uncompressed: how well they compress depends on the machine's zlib."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        document.save(out, qdf=True, static_id=True)
    return out.getvalue()


def test_text_of_the_bundled_edition_is_the_originals_line_for_line() -> None:
    original = (ROOT / "tests/golden/maandcijfers-ind-december-2025.txt").read_bytes().decode("utf-8")
    with pypdfium2.PdfDocument(SAMPLE) as pdf:
        pages = [page.get_textpage().get_text_range() for page in pdf]

    assert lines("\n".join(pages)) == lines(original)
    assert len(lines(original)) == 243


def test_bundled_edition_has_two_portrait_a4_pages() -> None:
    with pypdfium2.PdfDocument(SAMPLE) as pdf:
        sizes = [page.get_size() for page in pdf]

    assert sizes == [pytest.approx(A4, abs=0.01)] * 2


def test_document_information_says_that_it_is_a_facsimile() -> None:
    with pypdfium2.PdfDocument(SAMPLE) as pdf:
        information = pdf.get_metadata_dict()

    assert "facsimile, not the IND's own file" in information["Title"]
    assert "not the file that the IND published" in information["Subject"]
    assert "re-typeset" in information["Keywords"]
    assert "not the IND" in information["Author"]


def test_bundled_edition_is_what_the_typesetter_makes_of_the_golden_figures(figures: pd.DataFrame) -> None:
    pdf = typeset(figures)

    assert pdf == typeset(figures)
    assert plain(pdf) == plain(SAMPLE.read_bytes())


def test_bundled_edition_carries_its_fonts_and_stays_small() -> None:
    with pikepdf.open(SAMPLE) as pdf:
        fonts = {name: font for page in pdf.pages for name, font in page.Resources.Font.items()}

        assert len(fonts) == 2
        assert all("/FontFile2" in font.FontDescriptor for font in fonts.values())
    assert SAMPLE.stat().st_size < 60_000


@pytest.mark.parametrize(("seed", "end", "length"), [(1, "2026-01", 13), (2, "2026-12", 12), (3, "2027-03", 25)])
def test_random_figures_obey_the_identities_up_to_rounding(seed: int, end: str, length: int) -> None:
    figures = random_figures(seed, end, length)
    values = figures.set_index(["section", "measure", "age_band", "period"])["value"].unstack()
    pending = values.xs("pending", level="measure").drop("all", level="age_band")
    total = values.xs(("pending", "all"), level=["measure", "age_band"])
    step = total.diff(axis=1).iloc[:, 1:]
    flow = {
        measure: values.xs((measure, "all"), level=["measure", "age_band"]).iloc[:, 1:].loc[step.index]
        for measure in ("applications", "decisions")
    }
    bands = pending.groupby("section")

    assert values.shape == (90, length)
    assert list(values)[-1] == end
    assert ((bands.sum() - total).abs().max(axis=1) <= 5 * (bands.size() + 1)).all()
    assert (step - flow["applications"] + flow["decisions"]).abs().to_numpy().max() <= 20
    parts = values.loc["nareis_mvv"] + values.loc["nareis_art8"]
    assert (values.loc["nareis_total"] - parts).abs().to_numpy().max() <= 15
    assert (figures["value"] >= 0).all()
    assert (figures.loc[figures["unit"] == "count", "value"] % 10 == 0).all()


def test_random_figures_depend_on_the_seed_alone() -> None:
    assert random_figures(5).equals(random_figures(5))
    assert not random_figures(5)["value"].equals(random_figures(6)["value"])


def digits(strings: Iterable[str]) -> Counter[str]:
    """How often each digit is printed."""
    return Counter(char for string in strings for char in string if char.isdigit())


def placed(figures: pd.DataFrame, look: Look) -> list[Page]:
    return lay_out(compose(figures, look), look)


def read(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return [page.get_textpage().get_text_range() for page in document]


def overlaps(page: Page, look: Look) -> list[tuple[str, str]]:
    """Neighbours on one baseline that run into each other."""
    upright = [text for text in page.texts if text.angle == 0 and text.kind != "outside"]
    found = []
    for _, row in groupby(sorted(upright, key=lambda t: (t.y, t.x)), key=lambda t: t.y):
        for left, right in pairwise(row):
            end = left.x + width(left.string.rstrip(), look.font, left.bold, left.size)
            if end > right.x + 0.01:
                found.append((left.string, right.string))
    return found


@pytest.mark.parametrize("name", layered(MATRIX, only(*COMBINED)))
def test_every_look_prints_every_digit_once_and_nothing_over_another(name: str, figures: pd.DataFrame) -> None:
    look = MATRIX[name]
    pages = placed(figures, look)
    expected = digits(text.string for page in pages for text in page.texts)

    assert [found for page in pages for found in overlaps(page, look)] == []
    printed = digits(read(typeset(figures, look)))
    if look.fake_bold == "all":
        assert all(expected[digit] <= printed[digit] <= 2 * expected[digit] for digit in expected)
    else:
        assert printed == expected


@pytest.mark.parametrize("name", layered(MATRIX, only(*COMBINED)))
def test_every_look_keeps_its_texts_on_the_page(name: str, figures: pd.DataFrame) -> None:
    look = MATRIX[name]
    for page in placed(figures, look):
        for text in page.texts:
            inside = 0 < text.x < page.width and 0 < text.y < page.height
            assert inside is (text.kind != "outside"), text


@pytest.mark.parametrize("name", layered(MATRIX, only(*COMBINED)))
def test_every_look_prints_each_figure_of_the_edition(name: str, figures: pd.DataFrame) -> None:
    look = MATRIX[name]
    known = {
        row for table in compose(figures, replace(look, extra_tables=(), extra_rows=())).tables for row in table.rows
    }
    cells = Counter(cell.replace(look.thousands, "") for row in known for cell in row.cells)

    assert sum(cells.values()) == 1170
    assert cells == Counter(figures["value"].astype(str))


@given(data=st.data())
@settings(max_examples=6)
def test_random_looks_fit_the_page_and_print_every_digit(data: st.DataObject) -> None:
    figures = random_figures(data.draw(st.integers(0, 99)), data.draw(st.sampled_from(["2026-01", "2026-12"])))
    look = data.draw(looks(figures))
    pages = placed(figures, look)

    assert [found for page in pages for found in overlaps(page, look)] == []
    if look.fake_bold != "all":
        expected = digits(text.string for page in pages for text in page.texts)
        assert digits(read(typeset(figures, look))) == expected


def test_a_printed_text_takes_the_figures_place(figures: pd.DataFrame) -> None:
    figures.loc[0, "printed"] = "n.b."
    figures.loc[1, "printed"] = ""

    row = compose(figures, Look()).tables[0].rows[0]

    assert row.cells[:3] == ("n.b.", "", "1.540")


def test_columns_too_narrow_for_their_words_are_refused(figures: pd.DataFrame) -> None:
    with pytest.raises(DoesNotFit, match="too narrow"):
        typeset(figures, Look(font="courier", size=7))


def storage() -> dict[str, Callable[[bytes], bytes]]:
    return {
        "linearised": postprocess.linearised,
        "object streams": postprocess.with_object_streams,
        "encrypted": postprocess.encrypted,
        "split contents": postprocess.split_contents,
        "Type 3": postprocess.as_type3,
    }


@pytest.mark.full
@pytest.mark.parametrize("name", storage())
def test_storage_leaves_the_text_alone(name: str, figures: pd.DataFrame) -> None:
    pdf = typeset(figures)

    stored = storage()[name](pdf)

    assert stored != pdf
    assert [lines(page) for page in read(stored)] == [lines(page) for page in read(pdf)]


def test_a_scan_has_no_text_and_fonts_without_unicode_no_words(figures: pd.DataFrame) -> None:
    pdf = typeset(figures)

    assert "".join(read(postprocess.scanned(pdf))).strip() == ""
    assert "Aanvragen" not in "".join(read(postprocess.without_unicode(pdf)))
