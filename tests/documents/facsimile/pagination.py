"""Which lines stand on which page, and how far from its top."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tests.documents.facsimile.document import Document, Row, Table, broken
from tests.documents.facsimile.grid import DoesNotFit, Grid
from tests.documents.facsimile.look import Look

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


HEADING = ("title", "year", "month", "numbers")


@dataclass(frozen=True)
class Line:
    """A row of the sheet, ``height`` lines of text high."""

    kind: Literal["title", "year", "month", "numbers", "figures", "note", "blank"]
    height: int = 1
    row: Row | None = None
    words: str = ""


@dataclass(frozen=True)
class Fragment:
    """The part of a table that stands on one page.

    Attributes:
        top: its distance in points from the top of the type area.
        first_row: the number of its first row among the page's rows.
        place: its place among tables that stand side by side.
    """

    table: Table
    lines: tuple[Line, ...]
    top: float
    first_row: int
    place: int = 0


def paginate(document: Document, look: Look, grid: Grid) -> list[list[Fragment]]:
    """The fragments of each page; raises DoesNotFit where a table that is not split is higher than a page."""
    press = _Press(document, look, grid)
    for start in range(0, len(document.tables), look.side_by_side):
        press.add(document.tables[start : start + look.side_by_side])
    return press.pages


class _Press:
    """Takes table after table, and turns the page when one is full."""

    def __init__(self, document: Document, look: Look, grid: Grid) -> None:
        self.document, self.look, self.grid = document, look, grid
        self.room = grid.height - 2 * look.margin - 2 * look.pitch
        if look.rows_per_page:
            self.room = min(self.room, look.rows_per_page * look.pitch)
        self.breaks = self._breaks()
        self.pages: list[list[Fragment]] = []
        self._turn()

    def _breaks(self) -> frozenset[str]:
        """The sections that begin a page."""
        look = self.look
        if look.pages:
            return frozenset(sections[0] for sections in look.pages)
        if look.side_by_side > 1 or look.section_order or look.split != "none":
            return frozenset()
        later = (table.section for table in self.document.tables if table.section not in FIRST_PAGE)
        return frozenset([next(later, "")])

    def _turn(self) -> None:
        self.pages.append([])
        headed = len(self.pages) == 1 or bool(self.look.running_head)
        self.used, self.row = (2 * self.look.pitch, 3) if headed else (0.0, 1)
        if len(self.pages) == 1 and self.look.preface and not self.look.cover:
            self.used += (len(self.look.preface) + 1) * self.look.pitch

    def _height(self, lines: Sequence[Line]) -> float:
        return sum(line.height for line in lines) * self.look.pitch

    def add(self, tables: Sequence[Table]) -> None:
        """Puts tables side by side on the page."""
        if self.pages[-1] and tables[0].section in self.breaks:
            self._turn()
        stacks = [self._lines(table) for table in tables]
        fits = self._fits(stacks)
        if not fits and self.look.split != "none" and len(tables) == 1:
            self._split(tables[0], stacks[0])
            return
        if not fits and self.pages[-1]:
            self._turn()
            stacks = [self._lines(table) for table in tables]
            fits = self._fits(stacks)
        if not fits:
            raise DoesNotFit(f"the table of {tables[0].section} is higher than the page")
        top, row = self.used, self.row
        for place, (table, lines) in enumerate(zip(tables, stacks, strict=True)):
            self.pages[-1].append(Fragment(table, tuple(lines), top, row, place))
        self.used += max(map(self._height, stacks))
        self.row += max(map(len, stacks))

    def _fits(self, stacks: Sequence[Sequence[Line]]) -> bool:
        return self.used + max(self._height(lines[:-1]) for lines in stacks) <= self.room

    def _split(self, table: Table, lines: list[Line]) -> None:
        """Fills page after page; a title or header stands without a row of figures only where it may."""
        may = {"none": (), "title": ("title",), "header": HEADING}[self.look.orphans]
        while lines:
            count = 0
            while count < len(lines) and self.used + self._height(lines[: count + 1]) <= self.room:
                count += 1
            if count < len(lines) and all(line.kind in HEADING for line in lines[:count]):
                count = sum(line.kind in may for line in lines[:count])
            if count:
                self.pages[-1].append(Fragment(table, tuple(lines[:count]), self.used, self.row))
                self.used += self._height(lines[:count])
                self.row += count
            elif not self.pages[-1]:
                raise DoesNotFit(f"the page is too low for a row of {table.section}")
            begun = count > 0
            lines = lines[count:]
            if lines:
                self._turn()
            if not begun and lines:
                lines = self._lines(table)
            elif lines and lines[0].kind == "figures" and (self.look.split == "repeated" or self.look.header == "page"):
                lines = self._header(table) + lines

    def _lines(self, table: Table) -> list[Line]:
        look = self.look
        title = [Line("title", words=table.title)]
        if look.header == "page" and self.pages[-1]:
            lines = [] if look.title == "row_span" else title
        elif look.title not in ("above", "merged_row"):
            lines = self._header(table)
        elif look.header == "page":
            lines = self._header(table) + title
        else:
            lines = title + self._header(table)
        heights = [len(row.label) for row in table.rows]
        if look.wrap_labels is None:
            heights = [max(heights)] * len(heights)
        lines += [Line("figures", height=height, row=row) for height, row in zip(heights, table.rows, strict=True)]
        if look.header_below:
            lines.append(self._months())
        notes = [Line("note", words=words) for note in table.notes for words in self._note(note)]
        return lines + notes + [Line("blank")] * max(1, table.note_rows - len(notes) + 1)

    def _header(self, table: Table) -> list[Line]:
        look, label = self.look, self.document.header.label
        lines = []
        if look.title == "year_row":
            lines.append(Line("year", words=table.title))
        elif look.years in ("merged", "each", "first") or (label and look.title == "month_row"):
            lines.append(Line("year", words=label if look.title == "month_row" else ""))
        words = table.title if look.title == "month_row" else label
        numbers = [Line("numbers")] if look.column_numbers else []
        return [*lines, self._months(words), *numbers]

    def _months(self, words: str = "") -> Line:
        height = max(month.count("\n") + 1 for month in self.document.header.months)
        return Line("month", height=height, words=words)

    def _note(self, note: str) -> list[str]:
        room = self.grid.columns[0].width
        return broken(note, lambda words: self.grid.measure(words.strip(), size=self.look.note_size) <= room)
