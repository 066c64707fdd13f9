"""Every character in the columns of a known table is accounted for: its cells say all that is seen there.

A figure that stands in no row, a drawing beside a figure, a field of a form over it, or anything in a cell that seems
empty is refused: nobody could tell what the table says there.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from ind_tables.errors import UnreadableNumber, one_line
from ind_tables.reading import pages
from ind_tables.reading.columns import Cell
from ind_tables.reading.pages import Page
from ind_tables.reading.picture import Box, Picture
from ind_tables.reading.rows import TableRow
from ind_tables.reading.shapes import Specimens
from ind_tables.reading.tables import Reading, Table
from ind_tables.reading.words import UNREADABLE, Word, letters, lines, segments, table_size

_CLOSE = 0.08
_NEARER = 0.75
_ROW = 3
_ROOM = 4.0  # type sizes: from column to column where there is but one
_LARGE = 2.0
_DIGITS = 0.68  # type sizes: how high digits are


def check(reading: Reading, sheets: Sequence[Page], pictures: Iterable[Picture]) -> None:
    """Holds the known tables of an edition against all that is seen on its pages.

    Raises:
        UnreadableNumber: something stands in a table that its cells do not account for.
    """
    known = [table for table in reading.tables if table.section]
    specimens = Specimens(pages.specimens())
    for sheet, picture in zip(sheets, pictures, strict=True):
        if any(row.page == sheet.number for table in known for row in table.known):
            account = _Account(reading, sheet, picture)
            for table in known:
                for row in (row for row in table.known if row.page == sheet.number):
                    account.check_row(table, row)
                account.check_columns(table)
            account.check_shapes(specimens)


@dataclass(frozen=True, eq=False)
class _Account:
    """What a page shows, and what the cells of the tables on it say."""

    reading: Reading
    sheet: Page
    picture: Picture

    def check_row(self, table: Table, row: TableRow) -> None:
        """Refuses a row in one of whose cells more is seen than it says."""
        for cell in row.cells:
            found = self._at_figure(cell, row) if cell.text else self._at_blank(cell, row)
            if found:
                raise self._refusal(table, row, cell, f"{found}; expected a figure or an empty cell")

    def check_columns(self, table: Table) -> None:
        """Refuses a table in whose columns, between its rows, a figure stands that is in no row."""
        rows = [row for row in table.known if row.page == self.sheet.number]
        if not rows:
            return
        size = rows[0].size
        x0 = min(row.cells[0].box[0] for row in rows) - size
        x1 = max(row.cells[-1].box[2] for row in rows) + size
        y0, y1 = min(row.y for row in rows) - 1.6 * size, max(row.y for row in rows) + 1.6 * size
        for text, x, y in self._strays:
            if x0 < x < x1 and y0 < y < y1:
                raise UnreadableNumber(
                    f"page {self.sheet.number}, section “{table.title}”: {one_line(text)[:80]} stands in its columns, "
                    "in no row; expected every figure in a row of its own; compare with the page"
                )

    def check_shapes(self, specimens: Specimens) -> None:
        """Refuses a table in which a digit is drawn in the shape of another one."""
        known = [(table, row) for table in self.reading.tables for row in table.known if row.page == self.sheet.number]
        levels = {round(row.y) + step for _, row in known for step in (-1, 0, 1)}
        glyphs = [glyph for glyph in self.sheet.glyphs if round(glyph.y) in levels]
        for odd in specimens.odd(glyphs, self.picture):
            x, y = (odd.glyph.x0 + odd.glyph.x1) / 2, odd.glyph.y
            for table, row in known:
                for cell in row.cells:
                    if cell.text and cell.box[0] <= x <= cell.box[2] and cell.box[1] <= y <= cell.box[3]:
                        raise self._refusal(
                            table,
                            row,
                            cell,
                            f"in “{one_line(cell.text)}” the {odd.said} has the shape of a {odd.seen}; expected a font "
                            "that shows the digits that it names",
                        )

    def _refusal(self, table: Table, row: TableRow, cell: Cell, found: str) -> UnreadableNumber:
        error = UnreadableNumber(
            f"page {row.page}, section “{table.title}”, row “{one_line(row.label)}”, column {cell.period}: {found}; "
            "compare with the page"
        )
        error.page, error.box = row.page, cell.box
        return error

    def _at_figure(self, cell: Cell, row: TableRow) -> str | None:
        """What stands at a figure besides it, if anything does, or why it cannot be read."""
        if UNREADABLE in cell.text:
            return f"of “{one_line(cell.text)}” not every character is seen, or some are printed over each other"
        if self._pinned(cell.box):
            return "a form’s field or a remark lies over the figure"
        x0, _, x1, _ = cell.box
        digits = (x0, row.y, x1, row.y + _DIGITS * row.size)
        if any(map(str.isdigit, cell.text)) and self.picture.drawn_at(digits, row.size):
            return f"a drawing stands at “{one_line(cell.text)}” that may be part of the figure"
        return None

    def _at_blank(self, cell: Cell, row: TableRow) -> str | None:
        """What stands in a cell in which no characters are read, or may be missing there, if anything."""
        x0, y0, x1, y1 = cell.box
        if any(x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= g.y <= y1 for g in self.sheet.hidden):
            return "the characters there cannot be seen"
        if self._pinned(cell.box):
            return "a form’s field or a remark stands there"
        inner = (x0, y0 + 0.2 * (y1 - y0), x1, y1 - 0.2 * (y1 - y0))
        if not self.picture.empty(inner):
            return "a picture stands there, or type that is larger or turned"
        return self._astray_of(cell, row)

    def _pinned(self, box: Box) -> bool:
        """Whether a field touches a place, or a remark changes how it looks."""
        touching = [pin for pin in self.sheet.pinned if _meet(pin.box, box)]
        return any(pin.field for pin in touching) or (bool(touching) and self.picture.pinned_over(box))

    def _astray_of(self, cell: Cell, row: TableRow) -> str | None:
        """What may be missing in an empty cell, if anything: a figure in its column or on its line, in no cell."""
        middle = (cell.box[0] + cell.box[2]) / 2
        middles = [(other.box[0] + other.box[2]) / 2 for other in row.cells]
        reach = _NEARER * min((after - before for before, after in pairwise(middles)), default=_ROOM * row.size)
        for word in self._astray:
            if abs(word.middle - middle) < reach:
                return f"{one_line(word.text)[:80]} stands in the same column, in no row"
        if any(g.text.isdigit() and abs(g.y - row.y) < _CLOSE * row.size for g in self.sheet.hidden):
            return "a figure on its line cannot be seen"
        return None

    @cached_property
    def _astray(self) -> list[Word]:
        """The figures that stand in no cell, by themselves: no years, and no row of figures, known or not."""
        rows = [row for table in self.reading.tables for row in table.rows if row.page == self.sheet.number]
        level: dict[int, list[Cell | Word]] = {}
        places: list[Cell | Word] = []
        for row in rows:
            places += [*row.cells, *row.foreign]
        for told in (place for place in places if place.text):
            for y in range(math.floor(told.box[1]), math.floor(told.box[3]) + 1):
                level.setdefault(y, []).append(told)
        years = {period[:4] for period in self.reading.periods}
        found: list[Word] = []
        for line in lines(self.sheet.words):
            alone = [word for run in segments(line.words) for word in run if _is_no_text(word, run)]
            astray = [
                word
                for word in alone
                if word.text not in years
                and not any(_inside(word, t.box) and word.text in t.text for t in level.get(math.floor(word.y), ()))
            ]
            found.extend(astray if len(astray) < _ROW else ())
        return found

    @cached_property
    def _strays(self) -> list[tuple[str, float, float]]:
        """Text and place of the figures that stand in no cell, those that are turned included."""
        size = table_size(self.sheet.words)
        upright = [(word.text, word.middle, word.y) for word in self._astray if word.size < _LARGE * size]
        turned = []
        for angle, glyphs in self.sheet.aslant.items():
            cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
            for g in glyphs:
                x, y = g.x0 * cos - g.y * sin, g.x0 * sin + g.y * cos
                turned.append((g.text, (x, y, x, y), g.size))
        for turn, glyphs in self.sheet.sideways.items():
            turned += [(g.text, self.sheet.back((g.x0, g.y, g.x1, g.y), turn), g.size) for g in glyphs]
        return upright + [
            (text, (box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
            for text, box, own in turned
            if text.isdigit() and own < _LARGE * size
        ]


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _inside(word: Word, box: Box) -> bool:
    """Whether a word is among those around which ``box`` is drawn; part of a figure between two rows is not."""
    x0, y0, x1, y1 = word.box
    apart = _CLOSE * word.size
    return box[0] - apart <= x0 and x1 <= box[2] + apart and box[1] - apart <= y0 and y1 <= box[3] + apart


def _is_no_text(word: Word, run: Sequence[Word]) -> bool:
    """Whether a word is a figure that is no part of a text: among figures alone, or printed over the text."""
    return _is_figure(word) and (
        all(map(_is_figure, run))
        or any(other is not word and other.x0 < word.x1 and word.x0 < other.x1 for other in run)
    )


def _is_figure(word: Word) -> bool:
    return any(map(str.isdigit, word.text)) and not letters(word.text)
