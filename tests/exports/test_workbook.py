"""An edition as an Excel workbook: as printed, tidy, and safe to open."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from ind_tables.catalogue.source import Attribution
from ind_tables.exports import workbook
from ind_tables.record import observations

ROOT = Path(__file__).parents[2]
DECEMBER = Attribution("2025-12", sha256="ab" * 32, address="https://ind.nl/x.pdf")


def opened(figures: pd.DataFrame, attribution: Attribution = DECEMBER) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook.content(figures, attribution)))


def lines(sheet: Worksheet) -> list[list[Any]]:
    """The rows of a sheet without their empty ends."""
    rows = []
    for row in sheet.iter_rows(values_only=True):
        held = list(row)
        while held and held[-1] is None:
            held.pop()
        rows.append(held)
    return rows


@pytest.fixture(scope="module")
def book() -> openpyxl.Workbook:
    frame = pd.read_csv(ROOT / "tests/golden/2025-12.csv", dtype=str)
    frame["value"], frame["page"] = frame["value"].astype("Int64"), frame["page"].astype("int64")
    frame.insert(7, "status", "A")
    frame["printed"], frame["readers"] = frame["value"].map("{:,}".format).str.replace(",", "."), "stream+text"
    return opened(frame)


def test_there_is_a_sheet_for_notes_for_every_table_and_for_the_observations(
    book: openpyxl.Workbook, golden: pd.DataFrame
) -> None:
    assert book.sheetnames == ["notes", *golden["section"].unique(), "observations"]


def test_a_section_stands_as_printed(book: openpyxl.Workbook) -> None:
    rows = lines(book["naturalisation"])
    assert rows[0] == ["Naturalisatie"]
    assert rows[1] == [None, 2024, *[2025] * 12]
    assert rows[2] == [
        None,
        "december",
        *("januari", "februari", "maart", "april", "mei", "juni"),
        *("juli", "augustus", "september", "oktober", "november", "december"),
    ]
    labels = ["Aanvragen", "Beslissingen", "Openstaande aanvragen", "Tot 6 maanden", "6 - 12 maanden"]
    assert [row[0] for row in rows[3:9]] == [*labels, "Boven 12 maanden"]
    assert rows[9][0].startswith("Bovenstaande tabel toont de aantallen beslissingen")
    assert rows[11] == ["Bron: IND (Metis)"]


def test_figures_are_numbers(book: openpyxl.Workbook) -> None:
    sheet = book["asylum_first"]
    assert [cell.value for cell in sheet[4]][:4] == ["Aanvragen", 2130, 1650, 1540]
    assert {cell.data_type for cell in sheet[4][1:]} == {"n"}
    assert sheet["B4"].number_format == "#,##0"
    assert sheet["B2"].number_format == "General"
    assert sheet["A8"].alignment.indent == 1


def test_a_sheet_keeps_labels_and_months_in_sight(book: openpyxl.Workbook) -> None:
    assert book["asylum_first"].freeze_panes == "B4"
    assert book["observations"].freeze_panes == "A2"
    assert book["observations"].auto_filter.ref == "A1:M1171"
    assert book["asylum_first"].column_dimensions["A"].width > len("Openstaande aanvragen")
    assert book["appointments"].column_dimensions["A"].width > 60


def test_the_tidy_sheet_holds_every_observation(book: openpyxl.Workbook, golden: pd.DataFrame) -> None:
    rows = lines(book["observations"])
    assert rows[0] == list(observations.COLUMNS)
    assert rows[1] == [
        *("2025-12", "asylum_first", "applications", "all", "2024-12", 2130, "count", "A", 1),
        *("Asiel - Eerste aanvragen", "Aanvragen", "2.130", "stream+text"),
    ]
    assert [row[5] for row in rows[1:]] == golden["value"].tolist()


@pytest.mark.parametrize(
    "said",
    [
        "Maandcijfers IND december 2025",
        "Immigration and Naturalisation Service of the Netherlands (IND), Maandcijfers IND december 2025. https://ind.nl/x",
        "Immigratie- en Naturalisatiedienst (IND), Maandcijfers IND december 2025. https://ind.nl/x.pdf",
        "The document states no licence",
        "Het document noemt geen licentie",
        "rounded to tens",
        "afgerond op tientallen",
        "2024-12 to 2025-12",
        "ab" * 32,
        'no figure: printed as "-"',
    ],
)
def test_the_notes_say_whose_figures_they_are_and_what_to_know(book: openpyxl.Workbook, said: str) -> None:
    assert any(said in str(cell) for row in lines(book["notes"]) for cell in row)


def test_every_sheet_of_a_table_carries_its_source(book: openpyxl.Workbook) -> None:
    for sheet in book.worksheets[1:-1]:
        held = [str(row[0]) for row in lines(sheet) if row]
        assert any("Maandcijfers IND december 2025. https://ind.nl/x.pdf" in text for text in held)


def test_a_facsimile_says_so(golden: pd.DataFrame) -> None:
    facsimile = opened(golden[:13], Attribution("2025-12", facsimile=True))
    assert "facsimile" in lines(facsimile["asylum_first"])[7][0]
    assert "facsimile" in str(facsimile.properties.description)


def test_corrected_figures_are_said_to_be_other_than_printed(golden: pd.DataFrame) -> None:
    said = [row[0] for row in lines(opened(golden[:13], Attribution("2025-12", corrected=3))["notes"]) if row]
    assert any("not as the IND prints them: 3 of the figures" in str(text) for text in said)
    assert any("niet zoals de IND ze drukt: 3 van de cijfers" in str(text) for text in said)


def test_sections_rows_and_months_that_are_not_there_are_left_out(golden: pd.DataFrame) -> None:
    some = golden[(golden["section"] == "study") & (golden["measure"] != "decisions")]
    sheets = opened(some.drop(some.index[0]))
    assert sheets.sheetnames == ["notes", "study", "observations"]
    rows = lines(sheets["study"])
    assert [row[0] for row in rows[3:8]] == [
        *("Aanvragen", "Openstaande aanvragen", "Tot 1 maand", "1 - 3 maanden", "Boven 3 maanden")
    ]
    assert rows[3][1] is None
    assert rows[4][1] == int(some["value"].iloc[13])


def test_a_cell_without_a_figure_shows_what_is_printed(golden: pd.DataFrame) -> None:
    golden.loc[0, ["value", "status", "printed"]] = [pd.NA, "M", "-"]
    golden.loc[1, ["value", "status", "printed"]] = [pd.NA, "O", ""]
    sheets = opened(golden[:26])
    assert lines(sheets["asylum_first"])[3][1:4] == ["-", None, 1540]
    assert lines(sheets["observations"])[1][5] is None


@pytest.mark.parametrize("text", ["=1+1", '=HYPERLINK("http://x","y")', "+1", "-1+1", "@SUM(1)", "\t=1", "#REF!"])
def test_no_text_is_taken_for_a_formula(golden: pd.DataFrame, text: str) -> None:
    golden.loc[0, ["value", "status", "printed"]] = [pd.NA, "L", text]
    sheet = opened(golden[:13])["observations"]
    assert (sheet["L2"].data_type, sheet["L2"].value) == ("s", text)
    assert bool(sheet["L2"].quotePrefix) == (text[0] in "=+-@\t")
    assert not sheet["L3"].quotePrefix


def test_characters_that_a_workbook_cannot_hold_are_made_visible(golden: pd.DataFrame) -> None:
    golden.loc[0, ["value", "status", "printed"]] = [pd.NA, "L", "a\x00b\x1b" + "c" * 40_000]
    held = opened(golden[:13])["observations"]["L2"].value
    assert held[:20] == "a\\u0000b\\u001bcccccc"
    assert len(held) == 32_767


def test_nothing_in_it_tells_when_or_where_it_was_made(golden: pd.DataFrame) -> None:
    held = workbook.content(golden[:13], DECEMBER)
    with zipfile.ZipFile(io.BytesIO(held)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = parts.read("docProps/core.xml").decode()
    assert core.count("2025-12-01T00:00:00Z") == 2


@pytest.mark.slow
def test_the_same_figures_give_the_same_bytes_in_another_process_time_zone_and_locale(
    golden: pd.DataFrame, tmp_path: Path
) -> None:
    script = (
        "import sys, hashlib; from pathlib import Path; from ind_tables.exports import workbook\n"
        "from ind_tables.record import observations\n"
        "from ind_tables.catalogue.source import Attribution\n"
        f"held = workbook.content(observations.load(Path(sys.argv[1])), {DECEMBER!r})\n"
        "print(hashlib.sha256(held).hexdigest())"
    )
    some = golden[:130].copy()
    observations.save(some, tmp_path / "some.csv")
    elsewhere = {**os.environ, "TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    command = [sys.executable, "-c", script, str(tmp_path / "some.csv")]
    done = subprocess.run(command, env=elsewhere, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == hashlib.sha256(workbook.content(some, DECEMBER)).hexdigest()
