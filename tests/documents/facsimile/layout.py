"""Where everything stands: words and figures -> pages of placed texts, rules and fills.

Lengths are in points, from the lower left corner of the page as its reader holds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Literal

from tests.documents.facsimile.document import Document, Row, broken
from tests.documents.facsimile.grid import CELL_PADDING, Columns, Grid, lay_grid
from tests.documents.facsimile.look import Look
from tests.documents.facsimile.pagination import Fragment, Line, paginate
from tests.documents.facsimile.ruling import Band, Fill, Rule, fills, rules

BASELINE = 0.27
HEADING = 1.7
COVER = 4
RAISED = 0.6
LAST_ROW = 10**6
WATERMARK = 90
LEVELS = {"first": 1.0, "middle": 0.5, "last": 0.0}

Kind = Literal[
    *("number", "month", "year", "label", "title", "note", "furniture", "watermark", "outside", "invisible", "clipped")
]


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
    kind: Kind
    row: int = 0
    merged: bool = True
    bold: bool = False
    grey: float = 0
    angle: float = 0


@dataclass
class Page:
    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    fills: list[Fill] = field(default_factory=list)


def lay_out(document: Document, look: Look) -> list[Page]:
    """The pages, the cover included; raises DoesNotFit where the look leaves too little room."""
    grid = lay_grid(document, look)
    setter = _Setter(document, look, grid)
    pages = [Page(grid.width, grid.height, list(setter.cover()))] if look.cover else []
    for number, fragments in enumerate(paginate(document, look, grid), 1):
        page = Page(grid.width, grid.height, list(setter.head(number)))
        for fragment in fragments:
            setter.place(fragment, page)
        pages.append(page)
    for number, page in enumerate(pages, 1):
        page.texts += [*setter.surroundings(), setter.foot(number, len(pages))]
    return pages


class _Setter:
    """Turns fragments into texts at their places."""

    def __init__(self, document: Document, look: Look, grid: Grid) -> None:
        self.document, self.look, self.grid = document, look, grid
        self.header_grey = 1.0 if look.fill == "dark" else 0.0

    # Around the tables -------------------------------------------------------------------------------

    def cover(self) -> Iterator[Text]:
        words, size = self.document.heading, self.look.size * COVER
        x = (self.grid.width - self.grid.measure(words, True, size)) / 2
        yield Text(words, x, self.grid.height * 0.6, size, "furniture", bold=True)
        yield from self.preface(self.grid.height * 0.5)

    def preface(self, y: float) -> Iterator[Text]:
        for number, words in enumerate(self.look.preface):
            yield Text(words, self.look.margin, y - number * self.look.pitch, self.look.size, "furniture", row=1)

    def head(self, number: int) -> Iterator[Text]:
        look = self.look
        y = self.grid.height - look.margin - look.pitch * 0.75
        if number == 1:
            size = look.size * HEADING
            yield Text(self.document.heading, look.margin, y, size, "furniture", row=1, bold=look.bold)
            if not look.cover:
                yield from self.preface(y - 1.5 * look.pitch)
        elif look.running_head:
            yield Text(look.running_head, look.margin, y, look.size, "furniture", row=1)

    def foot(self, number: int, count: int) -> Text:
        words = self.look.footer.format(page=number, pages=count)
        x = (self.grid.width - self.grid.measure(words)) / 2
        return Text(words, x, self.look.margin * 0.6, self.look.size, "furniture", row=LAST_ROW)

    def surroundings(self) -> Iterator[Text]:
        look, width, height = self.look, self.grid.width, self.grid.height
        if look.watermark:
            x = width / 2 - self.grid.measure(look.watermark, True, WATERMARK) * 0.35
            y = height * 0.3
            yield Text(look.watermark, x, y, WATERMARK, "watermark", bold=True, grey=0.85, angle=45)
        places = [(width + 30, height / 2), (width / 2, -30), (-90, height / 3)]
        for number, words in enumerate(look.outside_text):
            x, y = places[number % len(places)]
            yield Text(words, x, y - 12 * (number // len(places)), look.size, "outside", row=LAST_ROW - 1)
        for number, words in enumerate(look.invisible_text):
            yield Text(words, width * 0.4, height * (0.8 - 0.07 * number), look.size, "invisible", row=LAST_ROW - 1)
        for number, words in enumerate(look.clipped_text):
            yield Text(words, width * 0.6, height * (0.8 - 0.07 * number), look.size, "clipped", row=LAST_ROW - 1)

    # Tables ------------------------------------------------------------------------------------------

    def place(self, fragment: Fragment, page: Page) -> None:
        """Puts the fragment's texts, rules and fills on the page."""
        look, columns = self.look, self.grid.columns[fragment.place]
        top, body = self.grid.height - look.margin - fragment.top, []
        for row, line in enumerate(fragment.lines, fragment.first_row):
            band = Band(line, top, top - line.height * look.pitch)
            page.texts += self._texts(fragment, band, columns, row)
            if line.kind not in ("note", "blank") and (line.kind, look.title) != ("title", "above"):
                body.append(band)
            top = band.bottom
        if body:
            if look.title == "row_span":
                page.texts += self._spanning_title(fragment, columns, body[0].top, body[-1].bottom)
            page.fills += fills(body, columns, look)
            page.rules += rules(body, columns, self.document.header, look)

    def _texts(self, fragment: Fragment, band: Band, columns: Columns, row: int) -> Iterator[Text]:
        look, line = self.look, band.line
        last = band.bottom + look.pitch * BASELINE
        if line.kind == "title":
            yield from self._title(fragment, columns, last, row)
        elif line.kind == "note":
            yield Text(line.words, columns.left, last, look.note_size, "note", row=row)
        elif line.kind == "year":
            yield from self._years(columns, last, row)
            yield from self._header_label(fragment, line, columns, last, row)
        elif line.kind == "month":
            yield from self._months(columns, last, row)
            yield from self._header_label(fragment, line, columns, last, row)
        elif line.kind == "numbers":
            for number in range(len(self.document.header.months)):
                words = look.column_numbers.format(number=number + 1)
                yield self._in_cell(words, columns, number, last, "month", row)
        elif line.row is not None:
            level = LEVELS[look.wrap_labels or "last"] * look.pitch
            yield from self._label(line.row, columns, last + level * (line.height - len(line.row.label)), row)
            yield from self._figures(line.row, columns, last + level * (line.height - 1), row)

    def _title(self, fragment: Fragment, columns: Columns, y: float, row: int, grey: float = 0) -> Iterator[Text]:
        look, table = self.look, fragment.table
        width = self.grid.measure(table.title, look.bold)
        x = columns.labels + (0 if look.title == "above" else self.grid.padding)
        if look.title == "merged_row":
            x = (columns.left + columns.right - width) / 2
        yield Text(table.title, x, y, look.size, "title", row, merged=table.merged_title, bold=look.bold, grey=grey)
        if table.marked:
            yield self._mark(x + width, y, row, "title")

    def _spanning_title(self, fragment: Fragment, columns: Columns, top: float, bottom: float) -> Iterator[Text]:
        look, measure, turned = self.look, self.grid.measure, self.look.title_turned
        room = (top - bottom if turned else columns.labels - columns.left) - 2 * CELL_PADDING
        lines = broken(fragment.table.title.strip(), lambda words: measure(words, look.bold) <= room)
        for number, words in enumerate(lines):
            shift = (number - (len(lines) - 1) / 2) * look.pitch
            if turned:
                x = (columns.left + columns.labels) / 2 + shift + look.size / 3
                y = (top + bottom - measure(words, look.bold)) / 2
            else:
                x, y = columns.left + self.grid.padding, (top + bottom) / 2 - shift - look.size / 3
            angle = 90 if turned else 0
            yield Text(words, x, y, look.size, "title", fragment.first_row, bold=look.bold, angle=angle)

    def _header_label(self, fragment: Fragment, line: Line, columns: Columns, y: float, row: int) -> Iterator[Text]:
        if line.words == fragment.table.title:
            yield from self._title(fragment, columns, y, row, self.header_grey)
        elif line.words:
            x = columns.labels + self.grid.padding
            yield Text(line.words, x, y, self.look.size, "label", row, grey=self.header_grey)

    def _months(self, columns: Columns, last: float, row: int) -> Iterator[Text]:
        for number, month in enumerate(self.document.header.months):
            for back, words in enumerate(reversed(month.split("\n"))):
                yield self._in_cell(words, columns, number, last + back * self.look.pitch, "month", row)

    def _years(self, columns: Columns, y: float, row: int) -> Iterator[Text]:
        look, years = self.look, self.document.header.years
        if look.years == "each":
            yield from (self._in_cell(year, columns, i, y, "year", row) for i, year in enumerate(years) if year)
        elif look.years in ("merged", "first"):
            for year, group in groupby(range(len(years)), key=lambda number: years[number]):
                first, *others = group
                if not year:
                    continue
                if look.years == "first" or not others:
                    yield self._in_cell(year, columns, first, y, "year", row)
                else:
                    middle = (columns.edges[first] + columns.edges[others[-1] + 1]) / 2
                    x = middle - self.grid.measure(year) / 2
                    yield Text(year, x, y, look.size, "year", row, grey=self.header_grey)

    def _label(self, label: Row, columns: Columns, last: float, row: int) -> Iterator[Text]:
        x = columns.labels + self.grid.padding + (self.look.indent if label.indented else 0)
        for back, words in enumerate(reversed(label.label)):
            bold = self.look.bold_totals and not label.indented
            yield Text(words, x, last + back * self.look.pitch, self.look.size, "label", row, bold=bold)
        if label.marked:
            yield self._mark(x + self.grid.measure(label.label[-1].rstrip()), last, row, "label")

    def _figures(self, figures: Row, columns: Columns, y: float, row: int) -> Iterator[Text]:
        look, notes = self.look, self.look.footnotes
        if look.row_as_string != "no":
            yield self._row_string(figures, columns, y, row)
            return
        for number, words in enumerate(figures.cells):
            if not words:
                continue
            mark = notes.mark if notes and number in figures.marked_cells else ""
            if notes and mark and notes.superscript:
                room = self.grid.measure(mark, size=look.size * RAISED)
                text = self._in_cell(words, columns, number, y, "number", row, room)
                yield from (text, self._mark(text.x + self.grid.measure(words), y, row, "number"))
            else:
                text = self._in_cell(words + mark, columns, number, y, "number", row)
                yield replace(text, bold=look.bold_totals and not figures.indented)

    def _row_string(self, figures: Row, columns: Columns, y: float, row: int) -> Text:
        look, measure = self.look, self.grid.measure
        words = figures.cells[0]
        x = columns.edges[1] - measure(words)
        for number, cell in enumerate(figures.cells[1:], 1):
            gap = columns.edges[number + 1] - measure(cell) - x - measure(words)
            spaces = 1 if look.row_as_string == "single" else max(1, round(gap / measure(" ")))
            words += " " * spaces + cell
        return Text(words, x, y, look.size, "number", row, merged=False)

    def _mark(self, x: float, y: float, row: int, kind: Kind) -> Text:
        notes, size = self.look.footnotes, self.look.size
        assert notes is not None
        if notes.superscript:
            y, size = y + size * 0.35, size * RAISED
        return Text(notes.mark, x, y, size, kind, row, merged=kind != "number")

    def _in_cell(
        self, words: str, columns: Columns, number: int, y: float, kind: Kind, row: int, room: float = 0
    ) -> Text:
        """``words`` in a month's column; ``room`` is kept free behind them."""
        look = self.look
        left, right = columns.edges[number], columns.edges[number + 1]
        padding = min(CELL_PADDING, ((right - left) - self.grid.measure(words) - room) / 2)
        if look.column_gap is not None:
            padding = look.column_gap / 2
        width = self.grid.measure(words) + room
        align = look.align if kind == "number" else look.header_align or look.align
        x = {
            "left": left + padding,
            "right": right - padding - width,
            "centre": (left + right - width) / 2,
        }[align]
        grey = 0.0 if kind == "number" else self.header_grey
        return Text(words, x, y, look.size, kind, row, merged=False, grey=grey)
