"""Editions printed by real programs are read exactly, whichever program printed them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd
import pypdfium2
import pytest

from ind_tables.record import observations
from tests.documents.producers.editions import EDITIONS, FOLDER
from tests.layers import layered, only

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

KEY = ["section", "measure", "age_band", "period"]
FAMILIES = {
    "LibreOffice",
    "Skia/PDF",
    "Qt",
    "WeasyPrint",
    "pdfTeX",
    "Typst",
    "groff",
    "FOP",
    "cairo",
    "Matplotlib",
    "Ghostscript",
}

ABSTAINING = ["writer-grid"]  # Writer draws the borders of every cell apart, and Camelot does not join them


QUICK = ["calc-grid", "chromium-plain", "weasyprint-footnotes", "latex-booktabs", "typst-grid", "qpdf-encrypted"]


@cache
def read(name: str) -> pd.DataFrame:
    return observations.read(path(name))


def path(name: str) -> Path:
    return FOLDER / f"{name}.pdf"


def producer(name: str) -> str:
    with pypdfium2.PdfDocument(path(name)) as pdf:
        information = pdf.get_metadata_dict()
    return f"{information['Producer']} {information['Creator']}"


def test_every_printed_edition_is_described_and_every_description_is_printed() -> None:
    assert sorted(EDITIONS) == sorted(file.stem for file in FOLDER.glob("*.pdf"))


def test_the_editions_come_from_many_programs_by_their_own_account() -> None:
    producers = [producer(name) for name in EDITIONS]

    assert [family for family in FAMILIES if not any(family in p for p in producers)] == []


def test_the_editions_stay_small() -> None:
    assert sum(file.stat().st_size for file in FOLDER.glob("*.pdf")) < 1_600_000


@pytest.mark.parametrize("name", layered(EDITIONS, only(*QUICK)))
def test_an_edition_is_read_exactly(name: str) -> None:
    edition = EDITIONS[name]
    expected = edition.figures.set_index(KEY)["value"]

    values = read(name).set_index(KEY)["value"]

    assert set(read(name)["edition"]) == {edition.end}
    assert values.to_dict() == expected.to_dict()


GRIDS = [name for name, edition in EDITIONS.items() if edition.look.rules == "grid" and name not in ABSTAINING]


@pytest.mark.parametrize("name", layered(GRIDS, only(*QUICK)))
def test_lattice_agrees_where_a_program_draws_a_grid(name: str) -> None:
    assert read(name)["readers"].str.startswith("lattice+").all()


@pytest.mark.full
@pytest.mark.parametrize("name", ABSTAINING)
def test_two_readings_agree_where_lattice_sees_no_table_in_the_grid(name: str) -> None:
    assert set(read(name)["readers"]) == {"stream+text"}
