"""An edition's tables as rows of cells, for programs that lay tables out by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from tests.documents.facsimile.document import Document, Header, Table
from tests.documents.facsimile.look import Look

Kind = Literal["title", "years", "months", "figures", "note"]


@dataclass(frozen=True)
class Cell:
    """A cell over ``columns`` columns and ``rows`` rows; ``mark`` is a raised footnote mark behind its text."""

    text: str
    columns: int = 1
    rows: int = 1
    mark: str = ""


@dataclass(frozen=True)
class Row:
    """A row of cells, the label's first; ``number`` counts the rows of figures, for banding."""

    kind: Kind
    cells: tuple[Cell, ...]
    number: int = 0


def table_rows(table: Table, document: Document, look: Look, headed: bool = True) -> Iterator[Row]:
    """The rows of a table: title, header, figures, notes, as ``look`` wants them."""
    header = document.header
    width = len(header.months) + 1
    mark = look.footnotes.mark if look.footnotes else ""
    title = Cell(table.title.strip(), mark=mark if table.marked else "")
    spans = look.title == "row_span"
    if not spans:
        yield Row("title", (Cell(title.text, width, mark=title.mark),))
    lead = (Cell(""),) if spans else ()
    for row in heading(header, look) if headed else ():
        yield Row(row.kind, (*lead, *row.cells))
    for number, row in enumerate(table.rows):
        figures = (Cell(text, mark=mark if i in row.marked_cells else "") for i, text in enumerate(row.cells))
        label = Cell(" ".join(line.strip() for line in row.label), mark=mark if row.marked else "")
        lead = (Cell(title.text, rows=len(table.rows), mark=title.mark),) if spans and number == 0 else ()
        yield Row("figures", (*lead, label, *figures), number)
    for note in table.notes:
        yield Row("note", (Cell(note.strip(), width + spans),))


def heading(header: Header, look: Look) -> Iterator[Row]:
    """The rows of years and of months."""
    if look.years == "merged":
        years = (Cell(year, len(list(run))) for year, run in groupby(header.years))
        yield Row("years", (Cell(""), *years))
    elif look.years in ("each", "first"):
        before = (None, *header.years)
        shown = (y if look.years == "each" or y != b else "" for b, y in zip(before, header.years, strict=False))
        yield Row("years", (Cell(""), *map(Cell, shown)))
    yield Row("months", (Cell(header.label), *map(Cell, header.months)))
