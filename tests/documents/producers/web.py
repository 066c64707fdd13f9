"""An edition as a web page, for browsers and for programs that lay out HTML."""

from __future__ import annotations

from html import escape

from tests.documents.facsimile.look import Look
from tests.documents.producers.editions import Edition
from tests.documents.producers.rows import Cell, Row, table_rows


def page(edition: Edition) -> str:
    """The HTML of an edition: a table a section, its style in the head."""
    document, look = edition.document, edition.look
    size = float(edition.options.get("size", 6.4 if look.orientation == "landscape" else 5.2))
    tables = "".join(
        f'<table class="{table.section}">{"".join(_row(row) for row in table_rows(table, document, look))}</table>\n'
        for table in document.tables
    )
    return (
        f'<!doctype html><html lang="nl"><head><meta charset="utf-8"><title>{escape(document.heading)}</title>'
        f"<style>{style(look, size)}</style></head><body><h1>{escape(document.heading)}</h1>\n{tables}"
        "<p class=note>Bron: IND (Metis)</p></body></html>"
    )


def style(look: Look, size: float) -> str:
    """The style sheet."""
    align = {"centre": "center"}.get(look.align, look.align)
    rules = {
        "grid": "td { border: .4pt solid #555 }",
        "horizontal": "tr { border-bottom: .4pt solid #999 }",
        "header": "tr.months { border-bottom: .6pt solid #000 }",
        "box": "table { border: .6pt solid #000 }",
        "none": "",
    }[look.rules]
    fill = {
        "banded": "tr.odd td { background: #e8eef4 }",
        "header": "tr.months td, tr.years td { background: #dfe6ee }",
        "dark": "tr.months td, tr.years td { background: #154273; color: #fff }",
        "cells": "tr.figures td { background: #f2f2f2 }",
        "none": "",
    }[look.fill]
    return f"""
    @page {{ size: A4 {look.orientation}; margin: 10mm }}
    body {{ font: {size}pt/1.2 Carlito, sans-serif; margin: 0 }}
    h1 {{ font-size: {2 * size}pt; margin: 0 0 4pt }}
    table {{ border-collapse: collapse; width: 100%; margin-bottom: 5pt; page-break-inside: avoid }}
    td {{ padding: .3pt 1.5pt; text-align: {align} }}
    td:first-child, tr.note td, tr.title td {{ text-align: left }}
    tr.figures td[rowspan] {{ font-weight: bold; vertical-align: top; width: 60pt; text-align: left }}
    td[rowspan] + td {{ text-align: left }}
    tr.years td {{ text-align: center }}
    tr.title td {{ font-weight: bold }}
    tr.note td, p.note {{ font-size: {0.9 * size}pt; border: 0 }}
    {rules}
    {fill}
    """


def _row(row: Row) -> str:
    cells = "".join(map(_cell, row.cells))
    return f'<tr class="{row.kind}{" odd" if row.kind == "figures" and row.number % 2 else ""}">{cells}</tr>'


def _cell(cell: Cell) -> str:
    spans = f' colspan="{cell.columns}"' * (cell.columns > 1) + f' rowspan="{cell.rows}"' * (cell.rows > 1)
    mark = f"<sup>{escape(cell.mark)}</sup>" if cell.mark else ""
    return f"<td{spans}>{escape(cell.text)}{mark}</td>"
