"""Where everything stands: words and figures -> pages of placed texts, rules and fills.

Lengths are in points, from the lower left corner of the page as its reader holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Literal

from tests.facsimile import fonts
from tests.facsimile.document import Document, Row, Table
from tests.facsimile.look import Look

FIRST_PAGE = (
    "asylum_first",
    "asylum_dublin",
    "asylum_safe_country",
    "asylum_general",
    "nareis_mvv",
    "nareis_art8",
    "nareis_total",
    "family",
)
PAPER = {"A4": (595.276, 841.89), "A3": (841.89, 1190.551)}
GREYS = {"header": 0.88, "banded": 0.94, "cells": 0.92}
CELL_PADDING = 1.5
GUTTER = 16


@dataclass(frozen=True)
class Text:
    """A string and the left end of its baseline.

    Attributes:
        row: the sheet's row it stands in, from 1 on each page.
        merged: whether its cell is a merged one (or a label, which the original treats alike).
    """

    string: str
    x: float
    y: float
    size: float
    kind: Literal["number", "month", "year", "label", "title", "note", "furniture", "watermark"]
    row: int = 0
    merged: bool = True
    bold: bool = False
    grey: float = 0
    angle: float = 0


@dataclass(frozen=True)
class Rule:
    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True)
class Fill:
    x0: float
    y0: float
    x1: float
    y1: float
    grey: float


@dataclass
class Page:
    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)


@dataclass(frozen=True)
class Line:
    """A row of the sheet, ``height`` lines of text high, ``rows`` of the sheet's rows."""

    kind: Literal["heading", "title", "year", "month", "figures", "note", "blank"]
    height: int = 1
    rows: int = 1
    row: Row | None = None
    words: str = ""


@dataclass(frozen=True)
class Fragment:
    """The part of a table that stands on one page; ``top`` in points from the page's top."""

    table: Table
    lines: tuple[Line, ...]
    top: float
    first_row: int
    column: int


@dataclass(frozen=True)
class Columns:
    """Where a table's columns begin: its left side, the labels, then both edges of each month's column."""

    left: float
    labels: float
    edges: tuple[float, ...]

    @property
    def right(self) -> float:
        return self.edges[-1]


def lay_out(document: Document, look: Look) -> list[Page]:
    """The pages, the cover included."""
    return _Setter(document, look).pages()


class _Setter:
    def __init__(self, document: Document, look: Look) -> None:
        self.document, self.look = document, look
        size = PAPER[look.page_size]
        self.width, self.height = size if look.orientation == "portrait" else size[::-1]
        self.padding = CELL_PADDING if look.rules in ("box", "grid") else 0.0
        self.columns = self._columns()

    # Columns -----------------------------------------------------------------------------------------

    def measure(self, string: str, bold: bool = False, size: float | None = None) -> float:
        return fonts.width(string, self.look.font, bold, size or self.look.size)

    def _columns(self) -> list[Columns]:
        look, header = self.look, self.document.header
        share = (self.width - 2 * look.margin - GUTTER * (look.side_by_side - 1)) / look.side_by_side
        rows = [row for table in self.document.tables for row in table.rows]
        labels = [line for row in rows for line in row.label] + [header.label]
        label_width = max(map(self.measure, labels)) + self.padding + look.indent + look.label_gap
        if look.title in ("year_row", "month_row"):
            label_width = max(
                label_width,
                *(self.measure(t.title, look.bold) + look.label_gap for t in self.document.tables),
            )
        title_width = 0.0
        if look.title == "row_span":
            title_width = look.pitch * 3.5 if look.title_turned else 72
        if look.footnotes:
            label_width += self.measure(look.footnotes.mark)
        if look.column_gap is None:
            widths = [(share - title_width - label_width) / len(header.months)] * len(header.months)
        else:
            widths = [self._widest(column) + look.column_gap for column in range(len(header.months))]
        columns = []
        for number in range(look.side_by_side):
            left = look.margin + number * (share + GUTTER)
            edges = [left + title_width + label_width]
            for column_width in widths:
                edges.append(edges[-1] + column_width)
            columns.append(Columns(left, left + title_width, tuple(edges)))
        return columns

    def _widest(self, column: int) -> float:
        header = self.document.header
        texts = header.months[column].split("\n")
        if self.look.years in ("each", "first"):
            texts.append(header.years[column])
        mark = self.look.footnotes.mark if self.look.footnotes else ""
        for table in self.document.tables:
            for row in table.rows:
                texts.append(row.cells[column] + (mark if column in row.marked_cells else ""))
        return max(map(self.measure, texts))

    # Lines and their pages ---------------------------------------------------------------------------

    def header_lines(self, table: Table | None) -> list[Line]:
        look, label = self.look, self.document.header.label
        title = table.title if table else ""
        lines = []
        if look.title == "year_row":
            lines.append(Line("year", words=title))
        elif look.years in ("merged", "each", "first") or (label and look.title == "month_row"):
            lines.append(Line("year", words=label if look.title == "month_row" else ""))
        words = title if look.title == "month_row" else label
        height = max(month.count("\n") + 1 for month in self.document.header.months)
        lines.append(Line("month", height=height, words=words))
        return lines

    def table_lines(self, table: Table, with_header: bool) -> list[Line]:
        look = self.look
        lines = [Line("title", words=table.title)] if look.title in ("above", "merged_row") else []
        if with_header:
            lines += self.header_lines(table)
        elif look.title in ("year_row", "month_row"):
            lines.append(Line("title", words=table.title))
        heights = [len(row.label) for row in table.rows]
        if look.wrap_labels is None:
            heights = [max(heights)] * len(heights)
        lines += [
            Line("figures", height=height, row=row) for height, row in zip(heights, table.rows, strict=True)
        ]
        notes = [Line("note", words=words) for note in table.notes for words in self._note_lines(note)]
        lines += notes + [Line("blank")] * (table.note_rows - len(notes))
        return [*lines, Line("blank")]

    def _note_lines(self, note: str) -> list[str]:
        room = self.columns[0].right - self.columns[0].left
        lines: list[str] = []
        for word in note.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer.strip(), size=self.look.note_size) > room:
                lines.append(word)
            else:
                lines[-1:] = [longer]
        return lines

    def fragments(self) -> list[list[Fragment]]:
        """The parts of tables on each page; a table that does not fit goes to the next page or is split."""
        look = self.look
        room = self.height - 2 * look.margin - 2 * look.pitch
        if look.rows_per_page:
            room = min(room, look.rows_per_page * look.pitch)
        breaks = self._breaks()
        pages: list[list[Fragment]] = [[]]
        used, row = self._start(1)
        tables = list(self.document.tables)
        for start in range(0, len(tables), look.side_by_side):
            beside = tables[start : start + look.side_by_side]
            if pages[-1] and beside[0].section in breaks:
                pages.append([])
                used, row = self._start(len(pages))
            on_page = bool(pages[-1])
            stacks = [self.table_lines(table, look.header == "table" or not on_page) for table in beside]
            fits = used + max(self._height(lines[:-1]) for lines in stacks) <= room
            if not fits and look.split != "none" and look.side_by_side == 1:
                used, row = self._split(beside[0], stacks[0], pages, used, row, room)
                continue
            if not fits and on_page:
                pages.append([])
                used, row = self._start(len(pages))
                stacks = [self.table_lines(table, True) for table in beside]
            for column, (table, lines) in enumerate(zip(beside, stacks, strict=True)):
                pages[-1].append(Fragment(table, tuple(lines), used, row, column))
            used += max(map(self._height, stacks))
            row += max(sum(line.rows for line in lines) for lines in stacks)
        return pages

    def _split(
        self, table: Table, lines: list[Line], pages: list[list[Fragment]], used: float, row: int, room: float
    ) -> tuple[float, int]:
        """Fills page after page with the table's lines; at least one row of figures stands under a header."""
        while True:
            count = 0
            while count < len(lines) and used + self._height(lines[: count + 1]) <= room:
                count += 1
            if count < len(lines) and "figures" not in [line.kind for line in lines[:count]]:
                count = 0
            if count:
                pages[-1].append(Fragment(table, tuple(lines[:count]), used, row, 0))
                used += self._height(lines[:count])
                row += sum(line.rows for line in lines[:count])
            rest = lines[count:]
            if not rest:
                return used, row
            if count == 0 and not pages[-1]:
                raise ValueError(f"no room on a page for a row of {table.section}")
            pages.append([])
            used, row = self._start(len(pages))
            started = rest[0].kind not in ("title", "year", "month")
            repeated = self.look.header == "page" or (self.look.split == "repeated" and started)
            if repeated and any(line.kind == "figures" for line in rest):
                rest = [
                    *self.header_lines(table),
                    *(line for line in rest if line.kind not in ("year", "month")),
                ]
            lines = rest

    def _breaks(self) -> frozenset[str]:
        """The sections that a new page begins with."""
        if self.look.pages:
            return frozenset(sections[0] for sections in self.look.pages)
        later = (t.section for t in self.document.tables if t.section not in FIRST_PAGE)
        bundled = self.look.side_by_side == 1 and not self.look.section_order and self.look.split == "none"
        return frozenset([next(later, "")]) if bundled else frozenset()

    def _start(self, page: int) -> tuple[float, int]:
        """Points used and the number of the next sheet row at the top of a page."""
        return (2 * self.look.pitch, 3) if page == 1 or self.look.running_head else (0.0, 1)

    def _height(self, lines: Sequence[Line]) -> float:
        return sum(max(line.height, line.rows) for line in lines) * self.look.pitch

    # Placing -----------------------------------------------------------------------------------------

    def pages(self) -> list[Page]:
        look, stacks = self.look, self.fragments()
        pages = [self._cover()] if look.cover else []
        for number, stack in enumerate(stacks, 1):
            page = Page(self.width, self.height)
            if number == 1:
                page.texts.append(self._furniture(self.document.heading, 0, size=look.size * 1.7, bold=True))
            elif look.running_head:
                page.texts.append(self._furniture(look.running_head, 0))
            for fragment in stack:
                self._place(fragment, page)
            pages.append(page)
        for number, page in enumerate(pages, 1):
            words = look.footer.format(page=number, pages=len(pages))
            x = (self.width - self.measure(words)) / 2
            page.texts.append(Text(words, x, look.margin * 0.6, look.size, "furniture", row=10**6))
            self._decorate(page)
        return pages

    def _cover(self) -> Page:
        page = Page(self.width, self.height)
        words = self.document.heading
        size = self.look.size * 4
        x = (self.width - self.measure(words, True, size)) / 2
        page.texts.append(Text(words, x, self.height * 0.6, size, "furniture", bold=True))
        return page

    def _furniture(self, words: str, row: int, size: float | None = None, bold: bool = False) -> Text:
        y = self.height - self.look.margin - self.look.pitch * (row + 0.75)
        bold = bold and self.look.bold
        return Text(words, self.look.margin, y, size or self.look.size, "furniture", row=row + 1, bold=bold)

    def _decorate(self, page: Page) -> None:
        look = self.look
        if look.watermark:
            size = 90.0
            x = self.width / 2 - self.measure(look.watermark, True, size) * 0.35
            page.texts.append(
                Text(look.watermark, x, self.height * 0.3, size, "watermark", bold=True, grey=0.85, angle=45)
            )
        for number, words in enumerate(look.outside_text):
            places = [(self.width + 30, self.height / 2), (self.width / 2, -30), (-90, self.height / 3)]
            x, y = places[number % 3]
            page.texts.append(Text(words, x, y - 12 * (number // 3), look.size, "furniture", row=10**6 + 1))

    def _place(self, fragment: Fragment, page: Page) -> None:
        columns = self.columns[fragment.column]
        top, row = self.height - self.look.margin - fragment.top, fragment.first_row
        placed = []
        for line in fragment.lines:
            height = self._height([line])
            placed.append((line, top, top - height))
            page.texts.extend(self._texts(line, fragment.table, columns, top, height, row))
            top, row = top - height, row + line.rows
        body = [part for part in placed if part[0].kind in ("title", "year", "month", "figures")]
        if self.look.title == "above":
            body = [part for part in body if part[0].kind != "title"]
        if body:
            if self.look.title == "row_span":
                page.texts.extend(self._spanning_title(fragment, columns, body[0][1], body[-1][2]))
            page.fills.extend(self._fills(body, columns))
            page.rules.extend(self._rules(body, columns))

    def _texts(
        self, line: Line, table: Table, columns: Columns, top: float, height: float, row: int
    ) -> Iterator[Text]:
        look, header = self.look, self.document.header
        last = top - height + look.pitch * 0.27
        if line.kind == "title":
            yield from self._title(line.words, table, columns, last, row)
        elif line.kind == "note":
            yield Text(line.words, columns.left, top - look.pitch * 0.73, look.note_size, "note", row=row)
        elif line.kind == "year":
            yield from self._years(columns, last, row)
            yield from self._header_label(line.words, table, columns, last, row)
        elif line.kind == "month":
            for number, month in enumerate(header.months):
                words = month.split("\n")
                for back, word in enumerate(reversed(words)):
                    y = last + back * look.pitch
                    yield self._in_cell(
                        word, columns, number, y, "month", row, look.header_align or look.align
                    )
            yield from self._header_label(line.words, table, columns, last, row)
        elif line.kind == "figures" and line.row is not None:
            level = {"first": 1.0, "middle": 0.5, "last": 0.0}[look.wrap_labels or "last"]
            spare = (line.height - len(line.row.label)) * look.pitch
            yield from self._labels(line.row, columns, last + level * spare, row)
            yield from self._figures(line.row, columns, last + level * (line.height - 1) * look.pitch, row)

    def _header_label(self, words: str, table: Table, columns: Columns, y: float, row: int) -> Iterator[Text]:
        if words == table.title:
            yield from self._title(words, table, columns, y, row)
        elif words:
            yield Text(words, columns.labels + self.padding, y, self.look.size, "label", row=row)

    def _title(self, words: str, table: Table, columns: Columns, y: float, row: int) -> Iterator[Text]:
        look = self.look
        x, size = columns.labels, look.size
        if look.title != "above":
            x += self.padding
        if look.title == "merged_row":
            x = (columns.left + columns.right - self.measure(words, look.bold)) / 2
        yield Text(words, x, y, size, "title", row=row, bold=look.bold, merged=table.merged_title)
        if table.marked:
            yield self._mark(x + self.measure(words, look.bold), y, row, "title")

    def _spanning_title(
        self, fragment: Fragment, columns: Columns, top: float, bottom: float
    ) -> Iterator[Text]:
        look = self.look
        room = (top - bottom if look.title_turned else columns.labels - columns.left) - 2 * CELL_PADDING
        lines: list[str] = []
        for word in fragment.table.title.split():
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and self.measure(longer, look.bold) > room:
                lines.append(word)
            else:
                lines[-1:] = [longer]
        offset = (len(lines) - 1) / 2
        for number, words in enumerate(lines):
            if look.title_turned:
                x = (columns.left + columns.labels) / 2 + (number - offset) * look.pitch + look.size / 3
                y = (top + bottom - self.measure(words, look.bold)) / 2
            else:
                x = columns.left + self.padding
                y = (top + bottom) / 2 - (number - offset) * look.pitch - look.size / 3
            yield Text(
                words, x, y, look.size, "title", row=fragment.first_row, bold=look.bold,
                angle=90 if look.title_turned else 0,
            )  # fmt: skip

    def _years(self, columns: Columns, y: float, row: int) -> Iterator[Text]:
        look, years = self.look, self.document.header.years
        align = look.header_align or look.align
        if look.years in ("label", "in_month"):
            return
        if look.years == "each":
            for number, year in enumerate(years):
                yield self._in_cell(year, columns, number, y, "year", row, align)
            return
        for year, group in groupby(range(len(years)), key=lambda number: years[number]):
            numbers = list(group)
            if look.years == "first" or len(numbers) == 1:
                yield self._in_cell(year, columns, numbers[0], y, "year", row, align)
            else:
                middle = (columns.edges[numbers[0]] + columns.edges[numbers[-1] + 1]) / 2
                x = middle - self.measure(year) / 2
                yield Text(year, x, y, look.size, "year", row=row)

    def _labels(self, row: Row, columns: Columns, last: float, sheet_row: int) -> Iterator[Text]:
        look = self.look
        x = columns.labels + self.padding + (look.indent if row.indented else 0)
        for number, words in enumerate(row.label):
            y = last + (len(row.label) - 1 - number) * look.pitch
            yield Text(words, x, y, look.size, "label", row=sheet_row)
        if row.marked:
            yield self._mark(x + self.measure(row.label[-1].rstrip()), last, sheet_row, "label")

    def _figures(self, row: Row, columns: Columns, y: float, sheet_row: int) -> Iterator[Text]:
        look = self.look
        if look.row_as_string != "no":
            yield self._row_string(row, columns, y, sheet_row)
            return
        for number, words in enumerate(row.cells):
            if not words:
                continue
            mark = look.footnotes.mark if look.footnotes and number in row.marked_cells else ""
            if mark and not look.footnotes.superscript:
                yield self._in_cell(words + mark, columns, number, y, "number", sheet_row, look.align)
                continue
            room = self.measure(mark, size=look.size * 0.6) if mark else 0
            text = self._in_cell(words, columns, number, y, "number", sheet_row, look.align, room)
            yield text
            if mark:
                yield self._mark(text.x + self.measure(words), y, sheet_row, "number")

    def _row_string(self, row: Row, columns: Columns, y: float, sheet_row: int) -> Text:
        look = self.look
        space = self.measure(" ")
        first = columns.edges[1] - self.measure(row.cells[0])
        words = row.cells[0]
        for number, cell in enumerate(row.cells[1:], 1):
            gap = columns.edges[number + 1] - self.measure(cell) - first - self.measure(words)
            spaces = 1 if look.row_as_string == "single" else max(1, round(gap / space))
            words += " " * spaces + cell
        return Text(words, first, y, look.size, "number", row=sheet_row, merged=False)

    def _mark(self, x: float, y: float, row: int, kind: Literal["title", "label", "number"]) -> Text:
        look = self.look
        assert look.footnotes is not None
        raised = look.footnotes.superscript
        size, y = (look.size * 0.6, y + look.size * 0.35) if raised else (look.size, y)
        return Text(look.footnotes.mark, x, y, size, kind, row=row, merged=kind != "number")

    def _in_cell(
        self,
        words: str,
        columns: Columns,
        number: int,
        y: float,
        kind: Literal["number", "month", "year"],
        row: int,
        align: str,
        room: float = 0,
    ) -> Text:
        """``words`` in a month's column; ``room`` is kept free behind them."""
        left, right = columns.edges[number], columns.edges[number + 1]
        gap = self.look.column_gap
        padding = CELL_PADDING if gap is None else gap / 2
        width = self.measure(words) + room
        x = {
            "left": left + padding,
            "right": right - padding - width,
            "centre": (left + right - width) / 2,
        }[align]
        return Text(words, x, y, self.look.size, kind, row=row, merged=False)

    # Rules and fills ---------------------------------------------------------------------------------

    def _fills(self, body: list[tuple[Line, float, float]], columns: Columns) -> Iterator[Fill]:
        look = self.look
        if look.fill == "none":
            return
        grey, figures = GREYS[look.fill], 0
        for line, top, bottom in body:
            figures += line.kind == "figures"
            band = line.kind == "figures" and figures % 2 == 1
            if (look.fill == "header" and line.kind in ("year", "month")) or (look.fill == "banded" and band):
                yield Fill(columns.labels, bottom, columns.right, top, grey)
            elif look.fill == "cells" and line.kind in ("month", "figures"):
                for left, right in zip(columns.edges, columns.edges[1:], strict=False):
                    yield Fill(left + 0.25, bottom + 0.25, right - 0.25, top - 0.25, grey)

    def _rules(self, body: list[tuple[Line, float, float]], columns: Columns) -> Iterator[Rule]:
        look, width = self.look, self.look.rule_width
        top, bottom = body[0][1], body[-1][2]
        left = columns.left

        def across(y: float, x0: float = left) -> Rule:
            return Rule(x0, y, columns.right, y, width)

        if look.rules in ("box", "grid"):
            yield across(top)
            yield across(bottom)
            yield Rule(left, bottom, left, top, width)
            yield Rule(columns.right, bottom, columns.right, top, width)
        if look.rules in ("header", "box"):
            yield from (across(low, columns.labels) for line, _, low in body if line.kind == "month")
        if look.rules == "horizontal":
            yield across(top)
            yield from (across(low, columns.labels) for _, _, low in body)
        if look.rules != "grid":
            return
        yield from (across(low, columns.labels) for _, _, low in body[:-1])
        for line, high, low in body:
            if line.kind == "title" and look.title == "merged_row":
                continue
            if columns.labels != left:
                yield Rule(columns.labels, low, columns.labels, high, width)
            for number, x in enumerate(columns.edges[:-1]):
                if line.kind != "year" or self._year_begins(number):
                    yield Rule(x, low, x, high, width)

    def _year_begins(self, number: int) -> bool:
        years = self.document.header.years
        return self.look.years != "merged" or number == 0 or years[number] != years[number - 1]
