"""An edition as an Excel file, as one sheet a page, scaled to the page's width."""

from __future__ import annotations

from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.facsimile.document import Document, Table
from tests.documents.facsimile.look import Look
from tests.documents.producers.editions import Edition
from tests.documents.producers.rows import Row, table_rows

FIRST_PAGE = 7
DUTCH_NUMBER = "[$-413]#,##0"


def save(edition: Edition, target: Path) -> None:
    """Write the edition as .xlsx: figures are numbers, years are merged cells."""
    document = edition.document
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, tables in enumerate((document.tables[:FIRST_PAGE], document.tables[FIRST_PAGE:]), 1):
        _fill(book.create_sheet(f"{number}"), tables, document, edition)
    book.save(target)


def _fill(sheet: Worksheet, tables: tuple[Table, ...], document: Document, edition: Edition) -> None:
    look = edition.look
    columns = len(document.header.months) + 1
    sheet.cell(1, 1, document.heading).font = Font("Calibri", 16, bold=True)
    line = 2
    for table in tables:
        for row in table_rows(table, document, look):
            line += 1
            _print(sheet, line, row, look)
        line += 1
    sheet.column_dimensions["A"].width = 34 if edition.options.get("labels") == "wrapped" else 58
    for column in range(1, columns):
        sheet.column_dimensions[sheet.cell(1, column + 1).column_letter].width = 10.5
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = look.orientation
    sheet.page_setup.fitToWidth = sheet.page_setup.fitToHeight = 1
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddFooter.right.text = "Bron: IND (Metis) &P/&N"
    sheet.print_options.gridLines = False


def _print(sheet: Worksheet, line: int, row: Row, look: Look) -> None:
    thin = Side(style="thin", color="808080")
    column = 1
    for place, cell in enumerate(row.cells):
        target = sheet.cell(line, column)
        bare = cell.text.replace(look.thousands, "")
        numeric = row.kind == "figures" and place > 0 and bare.isdecimal()
        target.value = int(bare) if numeric else cell.text
        target.number_format = DUTCH_NUMBER if numeric else "@"
        target.font = Font("Calibri", 9 if row.kind == "note" else 11, bold=row.kind in ("title", "years", "months"))
        horizontal = "left" if place == 0 else {"centre": "center"}.get(look.align, look.align)
        wrap = place == 0 and row.kind == "figures"
        target.alignment = Alignment("center" if row.kind == "years" else horizontal, "bottom", wrap_text=wrap)
        ruled = row.kind not in ("title", "note")
        for covered in range(column, column + cell.columns):
            if look.rules == "grid" and ruled:
                sheet.cell(line, covered).border = Border(thin, thin, thin, thin)
            elif look.rules == "horizontal" and ruled:
                sheet.cell(line, covered).border = Border(bottom=thin)
            if (look.fill == "header" and row.kind in ("years", "months")) or (
                look.fill == "banded" and row.kind == "figures" and row.number % 2
            ):
                sheet.cell(line, covered).fill = PatternFill("solid", "DCE6F1")
        if cell.columns > 1 and row.kind != "note":
            sheet.merge_cells(start_row=line, end_row=line, start_column=column, end_column=column + cell.columns - 1)
        column += cell.columns
