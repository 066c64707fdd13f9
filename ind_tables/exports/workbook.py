"""An edition as an Excel workbook: notes, one sheet a section as printed, one tidy sheet; the only module that
knows openpyxl. The same figures give the same bytes, and no text is ever taken for a formula.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL, Section
from ind_tables.catalogue.dated import wordings
from ind_tables.catalogue.source import Attribution
from ind_tables.exports import dictionary

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

NOTES = "notes"
TIDY = "observations"
_FIRST_DAY_OF_ZIP = (1980, 1, 1, 0, 0, 0)
_FORMULA = "=+-@\t\r"
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_LONGEST = 32_767
_NOTES_WIDTHS = (22, 50, 60)


def content(figures: pd.DataFrame, attribution: Attribution) -> bytes:
    """An edition as a workbook.

    Args:
        figures: the columns of observations, in the document's order.
        attribution: whose figures they are.

    Returns:
        An .xlsx file: the sheet ``notes``; for each section a sheet of its id, with the Dutch labels and months of
        the document and numbers as numbers; and ``observations``, one row a figure.
    """
    from openpyxl import Workbook

    book = Workbook()
    first_day = datetime(int(attribution.edition[:4]), int(attribution.edition[5:]), 1)
    book.properties.creator = f"IND tables; figures of {attribution.publisher()}"
    book.properties.title = attribution.title
    book.properties.description = " ".join(attribution.notes())
    book.properties.created = book.properties.modified = first_day
    sections = [s for s in catalogue.load().sections if (figures["section"] == s.id).any()]
    notes = book.active
    assert notes is not None
    _notes(notes, figures, sections, attribution)
    for section in sections:
        _section(book.create_sheet(section.id), section, figures[figures["section"] == section.id], attribution)
    _tidy(book.create_sheet(TIDY), figures)
    return _packed(book)


def _notes(sheet: Worksheet, figures: pd.DataFrame, sections: Sequence[Section], attribution: Attribution) -> None:
    sheet.title = NOTES
    periods = sorted(set(figures["period"]))
    _write(sheet, [attribution.title], heading=True)
    for language in ("en", "nl"):
        _write(sheet, [])
        for sentence in (*attribution.notes(language), *dictionary.caveats(language)):
            _sentence(sheet, sentence, _NOTES_WIDTHS)
    _write(sheet, [])
    for name, value in (
        ("edition", attribution.edition),
        ("periods", f"{periods[0]} to {periods[-1]}"),
        ("sha256 of the PDF", attribution.sha256),
        ("fetched from", attribution.address),
        ("licence", attribution.licence["title"]),
        ("see", attribution.licence["path"]),
    ):
        if value:
            _write(sheet, [name, value])
    _write(sheet, [])
    _write(sheet, ["sheet", "title as printed", "in English"], heading=True)
    for section in sections:
        _write(sheet, [section.id, section.title, section.english])
    _write(sheet, [TIDY, "", dictionary.tables()[TIDY].english])
    _write(sheet, [])
    _write(sheet, ["column", "type", "what it says"], heading=True)
    for column in dictionary.tables()[TIDY].columns:
        _write(sheet, [column.name, column.type, column.english])
    _write(sheet, [])
    _write(sheet, ["status", "", "what it says"], heading=True)
    for status, meaning in dictionary.vocabularies()["statuses"].items():
        _write(sheet, [status, "", meaning])
    _widths(sheet, _NOTES_WIDTHS)


def _section(sheet: Worksheet, section: Section, figures: pd.DataFrame, attribution: Attribution) -> None:
    """A section as printed: its title, a row of years, a row of months, its rows, its notes, the source."""
    from openpyxl.styles import Alignment

    edition = catalogue.load().edition
    periods = sorted(set(figures["period"]))
    cells = {
        (measure, band, period): None if missing else value
        for measure, band, period, value, missing in zip(
            figures["measure"],
            figures["age_band"],
            figures["period"],
            figures["value"],
            figures["value"].isna(),
            strict=True,
        )
    }
    printed = dict(
        zip(
            zip(figures["measure"], figures["age_band"], figures["period"], strict=True),
            figures["printed"],
            strict=True,
        )
    )
    _write(sheet, [section.title], heading=True)
    _write(sheet, ["", *(int(period[:4]) for period in periods)], heading=True)
    _write(sheet, ["", *(edition.months[int(period[5:]) - 1] for period in periods)], heading=True)
    for row in section.rows:
        places = [(row.measure, row.age_band, period) for period in periods]
        if any(place in cells for place in places):
            values = [cells[p] if cells.get(p) is not None else printed.get(p, "") for p in places]
            _write(sheet, [row.label, *values], number_format="#,##0", indent=row.age_band != TOTAL)
    for line in sheet.iter_rows(min_row=2, min_col=2):
        for cell in line:
            cell.alignment = Alignment(horizontal="right")
    widths = [max(len(row.label) for row in section.rows) + 2, *[11] * len(periods)]
    for sentence in (*(note.text for note in wordings(section.notes)), edition.footer):
        _sentence(sheet, sentence, widths)
    _write(sheet, [])
    for sentence in attribution.notes("nl"):
        _sentence(sheet, sentence, widths)
    sheet.freeze_panes = "B4"
    _widths(sheet, widths)


def _tidy(sheet: Worksheet, figures: pd.DataFrame) -> None:
    columns = [column.name for column in dictionary.tables()[TIDY].columns]
    _write(sheet, columns, heading=True)
    missing = figures.isna()
    for line, absent in zip(
        figures[columns].itertuples(index=False), missing[columns].itertuples(index=False), strict=True
    ):
        _write(sheet, ["" if gone else value for value, gone in zip(line, absent, strict=True)])
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    _widths(sheet, [min(48, 2 + max([len(name), *figures[name].astype(str).str.len()])) for name in columns])


def _write(
    sheet: Worksheet, values: Iterable[Any], heading: bool = False, number_format: str = "General", indent: bool = False
) -> None:
    """Write a row under the last one: numbers as numbers, everything else as text, never as a formula."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font

    row: list[Cell | None] = []
    for value in values:
        cell = Cell(sheet, row=1, column=1)
        if isinstance(value, str):
            _text(cell, value)
        else:
            number = float(value)
            cell.value, cell.number_format = int(number) if number.is_integer() else number, number_format
        if heading:
            cell.font = Font(bold=True)
        row.append(cell if value != "" else None)
    if indent and row[0]:
        row[0].alignment = Alignment(indent=1)
    sheet.append(row)


def _sentence(sheet: Worksheet, text: str, widths: Sequence[int]) -> None:
    """Write a sentence over the width of the sheet, in as many lines as it takes."""
    from openpyxl.styles import Alignment

    _write(sheet, [text])
    at = sheet.max_row
    sheet.cell(at, 1).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.merge_cells(start_row=at, end_row=at, start_column=1, end_column=len(widths))
    sheet.row_dimensions[at].height = 15 * (1 + len(text) // sum(widths))


def _text(cell: Cell, text: str) -> None:
    cell.value = _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)[:_LONGEST]
    cell.data_type = "s"
    cell.quotePrefix = text[:1] in tuple(_FORMULA)


def _widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    from openpyxl.utils import get_column_letter

    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _packed(book: Any) -> bytes:
    """The workbook's bytes, with nothing in them that tells when or where they were written."""
    from openpyxl.writer.excel import ExcelWriter

    loose, packed = io.BytesIO(), io.BytesIO()
    ExcelWriter(book, zipfile.ZipFile(loose, "w")).save()
    with zipfile.ZipFile(loose) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for name in parts.namelist():
            part = zipfile.ZipInfo(name, _FIRST_DAY_OF_ZIP)
            part.create_system = 3
            target.writestr(part, parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
