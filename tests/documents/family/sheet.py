"""Where everything stands on a page of the family: measured in type sizes, from the top, and then brought to paper."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import NamedTuple

from tests.documents.family.edition import ENGLISH, NAMES, Edition, Row, Table, years
from tests.documents.family.pages import Page, Text
from tests.documents.family.traits import Side, Traits
from tests.documents.family.typefaces import face

SMALLEST, LARGEST = 3.6, 11.0
SYLLABLES = {
    "Januari": "Janu-ari",
    "Februari": "Febru-ari",
    "Augustus": "Augus-tus",
    "September": "Septem-ber",
    "Oktober": "Okto-ber",
    "November": "Novem-ber",
    "December": "Decem-ber",
}
CAPITALS, DESCENDERS = 0.74, "gjpqy(),"
CLOSEST = 0.25  # a space: texts less far apart are read as one


class DoesNotFit(Exception):
    """The traits leave too little room: the type would be too small, or texts would touch."""


class Column(NamedTuple):
    """A column of figures: its edges, and its month (an index), or its name where it is foreign."""

    left: float
    right: float
    month: int | None
    name: str = ""


@dataclass
class Sheet:
    """Texts and boxes in type sizes, y downwards from the top."""

    texts: list[Text] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, float]] = field(default_factory=list)


class Setter:
    """Sets the tables of an edition, in type sizes from the top left corner of the first."""

    def __init__(self, edition: Edition, traits: Traits) -> None:
        self.edition, self.traits = edition, traits
        self.tables = [table for page in edition.pages for table in page]
        self.spaced = dict(traits.spacing)
        self.labels = {id(row): self._label(row, table) for table in self.tables for row in table.rows}
        widest = max(self.width(line, "label") for lines in self.labels.values() for line in lines)
        self.columns = self._columns(widest + traits.label_gap)

    # Widths -------------------------------------------------------------------------------------------

    def width(self, string: str, kind: str, bold: bool = False) -> float:
        return face(self.traits.typeface, bold).width(string) + len(string) * self.spaced.get(kind, 0.0)

    def _label(self, row: Row, table: Table) -> list[str]:
        """The lines of a row's label."""
        traits = self.traits
        lines = row.printed.split("\n")
        if traits.label_width or traits.strings:
            lines = [row.label]
        if traits.numbered:
            before = self.tables[: self.tables.index(table)] if traits.numbered_through else []
            number = sum(len(t.rows) for t in before) + table.rows.index(row) + 1
            lines[0] = traits.numbered.format(n=number) + lines[0]
        return self._wrapped(lines[0], traits.label_width) if traits.label_width and not traits.strings else lines

    def _wrapped(self, string: str, width: float) -> list[str]:
        lines: list[str] = []
        for word in string.split(" "):
            if lines and self.width(f"{lines[-1]} {word}", "label") <= width:
                lines[-1] += f" {word}"
            else:
                lines.append(word)
        return lines

    def _columns(self, left: float) -> list[Column]:
        """The columns from left to right."""
        traits, found = self.traits, []
        headings: list[tuple[int | None, str]] = []
        for index, (_, number) in enumerate(self.edition.months):
            headings.append((index, ""))
            if traits.foreign == "quarters" and number % 3 == 0 and index > 2:
                headings.append((None, traits.foreign_name.format(n=number // 3)))
        if traits.foreign == "total":
            headings.append((None, traits.foreign_name))
        widths = [self._widest(month, name) + traits.column_gap for month, name in headings]
        if traits.even:
            widths = [max(widths)] * len(widths)
        for (month, name), width in zip(headings, widths, strict=True):
            if month and self.edition.months[month][0] != self.edition.months[month - 1][0]:
                left += traits.year_gap
            found.append(Column(left, left + width, month, name))
            left += width
        return found

    def _widest(self, month: int | None, name: str) -> float:
        cells = [cell for table in self.tables for row in table.rows for cell in self._cells(row, month, name)]
        figures = max(self.width(cell, "figure") for cell in set(cells))
        if month is None:
            return max(figures, self.width(name, "month"))
        if self.traits.months in ("turned", "slanted"):
            return max(figures, 1.6)
        return max(figures, *(self.width(line, "month") for line in self.heading(month)))

    def _cells(self, row: Row, month: int | None, name: str) -> list[str]:
        return [self.foreign(row, name)] if month is None else [row.cells[month]]

    def foreign(self, row: Row, name: str) -> str:
        """What a column that is no month prints in a row: a sum of figures before it."""
        number = next((int(char) for char in name if char.isdigit()), 0) if self.traits.foreign == "quarters" else 0
        last = next(
            (i for i, (_, m) in reversed(list(enumerate(self.edition.months))) if number and m == 3 * number), 12
        )
        cells = row.cells[max(0, last - (2 if number else 11)) : last + 1]
        return f"{sum(int(c.replace('.', '')) for c in cells if any(map(str.isdigit, c))):,}".replace(",", ".")

    # Headings -----------------------------------------------------------------------------------------

    def heading(self, index: int) -> list[str]:
        """The lines that head a month."""
        year, number = self.edition.months[index]
        traits, name = self.traits, NAMES[number - 1]
        if traits.months == "dates":
            return [f"1-{number}-{year}"]
        if traits.months == "year first":
            return [f"{year} {name.lower() if traits.case == 'lower' else name}"]
        if index >= len(self.edition.months) - traits.marked:
            name += traits.mark
        lines = [name]
        if traits.months == "hyphenated" and name in SYLLABLES:
            first, second = SYLLABLES[name].split("-")
            lines = [f"{first}-", second]
        return [line.lower() for line in lines] if traits.case == "lower" else lines

    @property
    def has_years(self) -> bool:
        return self.traits.months not in ("dates", "year first")

    def place(self, string: str, kind: str, column: tuple[float, float], side: Side, bold: bool = False) -> float:
        """Where a text begins that stands at a side of a column."""
        left, right = column[0] + self.traits.padding, column[1] - self.traits.padding
        width = self.width(string, kind, bold)
        return {"left": left, "centre": (left + right - width) / 2, "right": right - width}[side]

    def header(self, table: Table, number: int, y: float) -> tuple[list[Text], float]:
        """The title, years and months of a table that begins at ``y``, and the baseline of the months."""
        traits = self.traits
        tall = 0.0
        if traits.months in ("turned", "slanted"):
            tallest = max(self.width(self.heading(i)[0], "month") for i in range(len(self.edition.months)))
            tall = 0.6 + tallest * (1 if traits.months == "turned" else math.sqrt(0.5))
        hyphenated = traits.leading if traits.months == "hyphenated" else 0.0
        title = y + CAPITALS
        upper = title + traits.drop if traits.title == "above" else title
        months = upper + max(traits.header, tall) + hyphenated if self.has_years else upper
        if traits.title == "between" and self.has_years:
            title = (upper + months) / 2
        bold = traits.bold
        texts = [Text(table.title, 0.0, title, 1.0, "title", not _last(table), number, bold)]
        for i, (year, columns) in enumerate(years(self.edition.months) if self.has_years else ()):
            own = [column for column in self.columns if column.month in columns]
            side = traits.year_sides[min(i, 1)]
            x = self.place(str(year), "year", (own[0].left, own[-1].right), side)
            texts.append(Text(str(year), x, upper, 1.0, "year", i > 0, number))
        for column in self.columns:
            if column.month is None:
                line = {"years": upper, "between": (upper + months) / 2, "months": months}[traits.foreign_line]
                x = self.place(column.name, "month", column[:2], "right")
                texts.append(Text(column.name, x, line, 1.0, "month", traits.foreign_line == "between", number))
            else:
                texts += self._month(column, months, number)
        return texts, months

    def _month(self, column: Column, y: float, number: int) -> Iterator[Text]:
        assert column.month is not None
        traits, lines = self.traits, self.heading(column.month)
        if traits.months in ("turned", "slanted"):
            angle = 45 if traits.months == "slanted" else traits.turn
            middle, width = (column.left + column.right) / 2, self.width(lines[0], "month")
            x = middle - 0.35 if angle == 270 else middle + 0.35 if angle == 90 else middle
            y -= width if angle == 270 else 0
            yield Text(lines[0], x, y, 1.0, "month", False, number, angle=angle)
            return
        for line, string in enumerate(reversed(lines)):
            x = self.place(string, "month", column[:2], traits.month_side)
            yield Text(string, x, y - line * traits.leading, 1.0, "month", False, number)

    # Rows ---------------------------------------------------------------------------------------------

    def table(self, table: Table, number: int, sheet: Sheet, top: float) -> float:
        """Sets a table from ``top`` on; returns where it ends."""
        traits = self.traits
        header, y = self.header(table, number, top)
        first = len(sheet.texts)
        sheet.texts += header
        wraps = any(len(self.labels[id(row)]) > 1 for row in table.rows)
        lines = [y + 0.35]
        for row in table.rows:
            label = self.labels[id(row)]
            height = max(traits.pitch, len(label) * traits.leading + traits.row_gap * wraps)
            height = (
                max(height, 2 * traits.leading + traits.row_gap) if _last(table) and not traits.label_width else height
            )
            sheet.texts += self._row(row, label, number, lines[-1], height)
            lines.append(lines[-1] + height)
        if traits.strings:
            sheet.texts[first:] = list(self._strings(sheet.texts[first:]))
        self._ruled(sheet, min(t.y for t in header) - 0.9, lines)
        end = lines[-1]
        for note in table.notes:
            for string in self._note(note):
                end += max(1.0, traits.leading)
                sheet.texts.append(Text(string, 0.0, end - 0.2, traits.note, "note", True, number))
        return end

    def _note(self, note: str) -> list[str]:
        if self.traits.arrangement == "pages":
            return [note]
        lines = [""]
        for word in note.split():
            if lines[-1] and self.width(f"{lines[-1]} {word}", "note") * self.traits.note > self.columns[-1].right:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    def _row(self, row: Row, label: Sequence[str], number: int, top: float, height: float) -> Iterator[Text]:
        traits = self.traits
        free = height - (len(label) - 1) * traits.leading
        first = top + free / 2 + 0.33
        level = {"first": 0.0, "middle": 0.5, "last": 1.0}[traits.figures_on]
        y = first + level * (len(label) - 1) * traits.leading
        if len(label) == 1 and height > 1.8 * traits.leading:
            y = first = first + (level - 0.5) * traits.leading
        for line, string in enumerate(label):
            yield Text(string, 0.0, first + line * traits.leading, 1.0, "label", True, number)
        for column in self.columns:
            cell = self._cells(row, column.month, column.name)[0]
            if cell:
                x = self.place(cell, "figure", column[:2], "right")
                yield Text(cell, x, y, 1.0, "figure", False, number)
        if traits.beside:
            again = row.label if traits.beside == "labels" else ENGLISH[row.label]
            yield Text(again, self.columns[-1].right + traits.label_gap, y, 1.0, "label", True, number)

    def _strings(self, texts: list[Text]) -> Iterator[Text]:
        """The texts of each line as one, with spaces between them."""
        level = [t for t in texts if not t.angle and t.kind != "title"]
        yield from (t for t in texts if t not in level)
        for y in dict.fromkeys(t.y for t in level):
            line = sorted((t for t in level if t.y == y), key=lambda t: t.x)
            string, first = "", line[0]
            for text in line:
                gap = {"single": 1, "double": 2, "padded": 0}[self.traits.strings] if string else 0
                if self.traits.strings == "padded" and string:
                    short = text.x - first.x - self.width(string, first.kind)
                    gap = max(1, round(short / self.width(" ", first.kind)))
                string += " " * gap + text.string
            yield replace(first, string=string, merged=False)

    def _ruled(self, sheet: Sheet, top: float, lines: list[float]) -> None:
        """The rules and shades of a table between the edges of its rows."""
        traits, right = self.traits, self.columns[-1].right
        if traits.shade in ("header", "dark"):
            sheet.boxes.append((-0.2, top, right + 0.4, lines[0] - top, 0.85 if traits.shade == "header" else 0.15))
        for upper, lower in zip(lines[::2], lines[1::2], strict=False):
            if traits.shade == "bands":
                sheet.boxes.append((-0.2, upper, right + 0.4, lower - upper, 0.92))
        levels = {"header": lines[:1], "rows": lines, "grid": [top, *lines], "box": [top, lines[-1]]}.get(
            traits.rules, []
        )
        sheet.boxes += [(-0.2, y, right + 0.4, 0.05, 0.0) for y in levels]
        if traits.rules in ("grid", "box"):
            inner = [column.left for column in self.columns] if traits.rules == "grid" else []
            from_ = lines[0] if traits.rules == "grid" else top
            sheet.boxes += [(x, from_, 0.05, lines[-1] - from_, 0.0) for x in inner]
            sheet.boxes += [(x, top, 0.05, lines[-1] - top, 0.0) for x in (-0.2, right + 0.2)]


def _last(table: Table) -> bool:
    return table.title.startswith("Uitreiken")


# --------------------------------------------------------------------------------------------------


def lay_out(edition: Edition, traits: Traits, random: Random) -> list[Page]:
    """The pages of ``edition``; raises DoesNotFit."""
    setter = Setter(edition, traits)
    sheets, numbers = [], {id(table): i for i, table in enumerate(setter.tables)}
    for index, tables in enumerate(edition.pages):
        sheet = Sheet()
        start = 0.0
        if index == 0:
            sheet.texts.append(
                Text(edition.heading, 0.0, traits.heading, traits.heading, "title", True, 0, traits.bold)
            )
            start = traits.heading * 1.3 + traits.table_gap
        halves = [tables]
        if traits.arrangement == "columns":
            half = (len(tables) + 1) // 2
            halves = [tables[:half], tables[half:]]
        ends, shift = [], 0.0
        for half_number, half in enumerate(halves):
            part, y = Sheet(), start + half_number * traits.offset
            for table in half:
                y = setter.table(table, numbers[id(table)], part, y) + traits.table_gap
            _add(sheet, part, shift, 0.0)
            ends.append(y)
            shift = _right(sheet) + 4.0
        footer = f"Bron: IND (Metis) {index + 1}/{len(edition.pages)}"
        x = {"left": 0.0, "centre": 0.5, "right": 1.0}[traits.footer] * (
            _right(sheet) - setter.width(footer, "furniture")
        )
        sheet.texts.append(Text(footer, x, max(ends) + 1.0, 1.0, "furniture", True))
        sheets.append(sheet)
    if traits.arrangement == "sheet":
        joined = sheets[0]
        _add(joined, sheets[1], _right(joined) + 4.0, traits.offset)
        sheets = [joined]
    return _on_paper(sheets, traits)


def _extent(text: Text, traits: Traits) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a level text's ink, in type sizes."""
    weight = face(traits.typeface, text.bold)
    spacing = dict(traits.spacing).get(text.kind, 0.0)
    shown = text.string.rstrip()
    width = (weight.width(shown) + len(shown) * spacing) * text.size
    below = 0.2 if any(char in DESCENDERS for char in text.string) else 0.0
    return text.x, text.y - CAPITALS * text.size, text.x + width, text.y + below * text.size


def _right(sheet: Sheet, traits: Traits | None = None) -> float:
    traits = traits or Traits()
    edges = [text.x + face(traits.typeface, text.bold).width(text.string) * text.size for text in sheet.texts]
    return max([*edges, *(x + width for x, _, width, _, _ in sheet.boxes)])


def _add(sheet: Sheet, part: Sheet, x: float, y: float) -> None:
    sheet.texts += [replace(text, x=text.x + x, y=text.y + y) for text in part.texts]
    sheet.boxes += [(left + x, top + y, *rest) for left, top, *rest in part.boxes]


def _on_paper(sheets: list[Sheet], traits: Traits) -> list[Page]:
    width, height = traits.paper
    boxes = [_extent(text, traits) for sheet in sheets for text in sheet.texts if not text.angle]
    wide, high = max(box[2] for box in boxes), max(box[3] for box in boxes)
    scale = min((width - 2 * traits.margin) / wide, (height - 2 * traits.margin) / high, LARGEST) * traits.fill
    if scale < SMALLEST:
        raise DoesNotFit(f"type of {scale:.1f} points")
    pages = []
    for sheet in sheets:
        _clear(sheet, traits)
        page = Page(width, height)
        dark = [box for box in sheet.boxes if box[4] == 0.15]
        for text in sheet.texts:
            white = any(x <= text.x <= x + w and y <= text.y <= y + h + 0.1 for x, y, w, h, _ in dark)
            x, y = traits.margin + text.x * scale, height - traits.margin - text.y * scale
            spacing = dict(traits.spacing).get(text.kind, 0.0) * scale
            page.texts.append(replace(text, x=x, y=y, size=text.size * scale, spacing=spacing, white=white))
        for x, y, w, h, grey in sheet.boxes:
            corner = (traits.margin + x * scale, height - traits.margin - (y + h) * scale)
            page.boxes.append((*corner, w * scale, h * scale, grey))
        pages.append(page)
    return pages


def _clear(sheet: Sheet, traits: Traits) -> None:
    """Sees that no text touches another, as nobody could read them then."""
    boxes = sorted(_extent(text, traits) for text in sheet.texts if not text.angle and text.string.strip())
    open_: list[tuple[float, float, float, float]] = []
    for box in boxes:
        open_ = [other for other in open_ if other[2] + CLOSEST > box[0]]
        if any(other[1] < box[3] and box[1] < other[3] for other in open_):
            raise DoesNotFit("texts that touch")
        open_.append(box)
