"""The paper and the columns: how wide everything is, and whether it fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.documents.facsimile import fonts
from tests.documents.facsimile.document import Document, Header, Table
from tests.documents.facsimile.look import Look

PAPER = {"A4": (595.276, 841.89), "A3": (841.89, 1190.551)}
CELL_PADDING = 1.5
GUTTER = 16
SPANNING_TITLE = 72
LEAST_GAP = 0.9


class DoesNotFit(ValueError):
    """The words do not fit the paper in this look."""


@dataclass(frozen=True)
class Columns:
    """Where a table's columns begin: its left side, the labels, then both edges of each month's column."""

    left: float
    labels: float
    edges: tuple[float, ...]

    @property
    def right(self) -> float:
        return self.edges[-1]

    @property
    def width(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Grid:
    """Paper size, the columns of tables that stand side by side, and the measure of a string in this look."""

    width: float
    height: float
    columns: tuple[Columns, ...]
    padding: float
    measure: Callable[..., float]


def lay_grid(document: Document, look: Look) -> Grid:
    """The grid of ``document``; raises DoesNotFit where texts would overlap or leave the paper."""

    def measure(words: str, bold: bool = False, size: float = look.size) -> float:
        return fonts.width(words, look.font, bold, size)

    paper = PAPER[look.page_size]
    width, height = paper if look.orientation == "portrait" else paper[::-1]
    padding = CELL_PADDING if look.rules in ("box", "grid") else 0.0
    share = (width - 2 * look.margin - GUTTER * (look.side_by_side - 1)) / look.side_by_side
    span = _spanning_title_width(document.tables, look, measure)
    labels = _label_width(document, look, measure) + padding
    months = range(len(document.header.months))
    widest = [_widest(column, document.header, document.tables, look, measure) for column in months]
    if look.column_gap is None:
        widths = [(share - span - labels) / len(widest)] * len(widest)
    else:
        widths = [column + look.column_gap for column in widest]
    if any(column < need + LEAST_GAP for column, need in zip(widths, widest, strict=True)):
        raise DoesNotFit("the columns are too narrow for their words")
    if span + labels + sum(widths) > share + 0.01:
        raise DoesNotFit("the table is wider than its share of the page")
    columns = []
    for number in range(look.side_by_side):
        left = look.margin + number * (share + GUTTER)
        edges = [left + span + labels]
        for column in widths:
            edges.append(edges[-1] + column)
        columns.append(Columns(left, left + span, tuple(edges)))
    return Grid(width, height, tuple(columns), padding, measure)


def _spanning_title_width(tables: tuple[Table, ...], look: Look, measure: Callable[..., float]) -> float:
    if look.title != "row_span":
        return 0
    if look.title_turned:
        return look.pitch * 3.5
    words = [word for table in tables for word in table.title.split()]
    return max(SPANNING_TITLE, *(measure(word, look.bold) + 2 * CELL_PADDING for word in words))


def _label_width(document: Document, look: Look, measure: Callable[..., float]) -> float:
    labels = [line for table in document.tables for row in table.rows for line in row.label]
    widths = [measure(label) + look.indent for label in labels] + [measure(document.header.label)]
    if look.title in ("year_row", "month_row"):
        widths += [measure(table.title, look.bold) for table in document.tables]
    mark = measure(look.footnotes.mark) if look.footnotes else 0
    return max(widths) + mark + look.label_gap


def _widest(column: int, header: Header, tables: tuple[Table, ...], look: Look, measure: Callable[..., float]) -> float:
    texts = header.months[column].split("\n")
    if look.years in ("merged", "each", "first"):
        texts.append(header.years[column])
    mark = look.footnotes.mark if look.footnotes else ""
    for table in tables:
        texts += [row.cells[column] + (mark if column in row.marked_cells else "") for row in table.rows]
    return max(map(measure, texts))
