"""The bundled edition is the typesetter's, reads as the original did, and says what it is."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pandas as pd
import pikepdf
import pypdfium2
import pytest

from tests.facsimile import random_figures, typeset

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
A4 = (595.276, 841.89)


@pytest.fixture(scope="module")
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


@pytest.mark.parametrize(
    ("seed", "end", "length"), [(1, "2026-01", 13), (2, "2026-12", 12), (3, "2027-03", 25)]
)
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
