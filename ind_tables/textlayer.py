"""The text layer's reading of an edition: which tables it prints, of which month, and whether it is whole."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from ind_tables import catalogue, editions, pages, tables
from ind_tables.catalogue import Section
from ind_tables.errors import IncompleteDocument, NoTextLayer, UnreadableNumber, WrongMonth, one_line
from ind_tables.labels import Labels
from ind_tables.pages import Box, Glyph, Page, Picture
from ind_tables.tables import Cell, TableRow
from ind_tables.words import Word, gather, letters, lines, segments

_UNMAPPED_SHARE = 0.02
_SHOWN = 5
_CLOSE = 0.08
_NEARER = 0.75
_ROW = 3
_ROOM = 4.0  # type sizes: from column to column where there is but one
_UNREADABLE = "\ufffd"
_INKLESS = ("Cc", "Cf", "Zs")


@dataclass(frozen=True)
class TextLayer:
    """What the words of a PDF say.

    Attributes:
        sha256: the hash of the file's bytes.
        pages: the pages; of their glyphs, those that nobody sees.
        reading: the tables on them.
        missing: sentences on what an edition should hold and this one does not; empty unless allowed.
        information: the PDF's document information.
    """

    sha256: str
    pages: tuple[Page, ...]
    reading: tables.Reading
    missing: tuple[str, ...]
    information: dict[str, str]


def read(source: Path, month: str | None = None, allow_incomplete: bool = False) -> TextLayer:
    """The text layer of ``source``.

    Args:
        source: a PDF.
        month: what the edition must be, YYYY-MM; without it title and header decide.
        allow_incomplete: hand over what is there of an edition that misses sections, rows or columns.

    Raises:
        ReadError: in one of its kinds, where the document cannot be trusted.
        RequestError: there is no such file.
    """
    sheets = pages.read(source)
    sheets = tuple(map(_as_seen, sheets, pages.pictures(source, sheets)))
    _has_text(sheets, source)
    sheets = tuple(map(_torn, sheets))
    labels = Labels(catalogue.load())
    reading = tables.read(sheets, labels)
    _blanks_are_blank(reading, sheets, source)
    reading.warnings.extend([*_hidden(sheets), *_short(reading.periods, labels.catalogue.edition.window)])
    _is_month(reading.edition, month, source)
    missing = tuple(_missing(reading, labels))
    if missing and not allow_incomplete:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise IncompleteDocument(
            f"{missing[0]}{more}; expected the whole edition of {reading.edition}; check that no page is lost, "
            "or read what is there with --allow-incomplete"
        )
    return TextLayer(
        hashlib.sha256(source.read_bytes()).hexdigest(),
        tuple(replace(sheet, glyphs=(), sideways={}) for sheet in sheets),
        reading,
        missing,
        pages.information(source),
    )


def _as_seen(sheet: Page, picture: Picture) -> Page:
    """``sheet`` with the glyphs among the hidden ones that leave no mark on it, white on white or covered."""
    seen = [glyph.text.isspace() or picture.shows(_extent(glyph)) for glyph in sheet.glyphs]
    hidden = tuple(glyph for glyph, there in zip(sheet.glyphs, seen, strict=True) if not there)
    glyphs = tuple(glyph for glyph, there in zip(sheet.glyphs, seen, strict=True) if there)
    return replace(sheet, glyphs=glyphs, hidden=sheet.hidden + hidden)


def _torn(sheet: Page) -> Page:
    """``sheet`` with glyphs that touch a hidden one made unreadable: what is seen of a figure is no figure.

    A hidden glyph in the place of one that is seen is no part of what is seen there.
    """
    seen: dict[int, list[Glyph]] = {}
    for glyph in sheet.glyphs if sheet.hidden else ():
        seen.setdefault(round(_middle(glyph)), []).append(glyph)
    hidden: dict[int, list[Glyph]] = {}
    for glyph in sheet.hidden:
        middle = round(_middle(glyph))
        above = any(_in_place(glyph, other) for near in (-1, 0, 1) for other in seen.get(middle + near, ()))
        if not above and unicodedata.category(glyph.text[:1] or " ") not in _INKLESS:
            for edge in {round(glyph.x0), round(glyph.x1)}:
                hidden.setdefault(edge, []).append(glyph)
    if not hidden:
        return sheet
    glyphs = tuple(
        replace(glyph, text=_UNREADABLE)
        if not glyph.text.isspace()
        and any(
            _touch(glyph, other)
            for edge in (glyph.x0, glyph.x1)
            for near in (-1, 0, 1)
            for other in hidden.get(round(edge) + near, ())
        )
        else glyph
        for glyph in sheet.glyphs
    )
    return replace(sheet, glyphs=glyphs)


def _middle(glyph: Glyph) -> float:
    return (glyph.x0 + glyph.x1) / 2


def _in_place(one: Glyph, other: Glyph) -> bool:
    apart = abs(_middle(one) - _middle(other))
    return abs(one.y - other.y) < _CLOSE * one.size and apart < 0.25 * max(one.x1 - one.x0, other.x1 - other.x0)


def _touch(one: Glyph, other: Glyph) -> bool:
    gap = min(abs(one.x0 - other.x1), abs(other.x0 - one.x1))
    return abs(one.y - other.y) < _CLOSE * one.size and gap < _CLOSE * one.size


def _extent(glyph: Glyph) -> Box:
    return (glyph.x0, glyph.y - 0.25 * glyph.size, glyph.x1, glyph.y + 0.9 * glyph.size)


def _blanks_are_blank(reading: tables.Reading, sheets: Sequence[Page], source: Path) -> None:
    """Refuses a cell without characters where hidden ones, a picture, a remark, large or turned type stand.

    The same where a figure stands in its column and in no row, or out of sight on its line: it may be the one that is
    missing there.
    """
    known = [(table, row) for table in reading.tables if table.section for row in table.rows]
    blank = [(table, row, cell) for table, row in known for cell in row.cells if not cell.text]
    chosen = [sheet for sheet in sheets if any(row.page == sheet.number for _, row, _ in blank)]
    for sheet, picture in zip(chosen, pages.pictures(source, chosen), strict=True):
        astray = _astray(sheet, reading)
        for table, row, cell in blank:
            if row.page != sheet.number:
                continue
            found = _found(cell.box, sheet, picture) or _astray_of(cell, row, astray, sheet)
            if found:
                raise UnreadableNumber(
                    f"page {row.page}, section “{table.title}”, row “{one_line(row.label)}”, column {cell.period}: "
                    f"{found}; expected a figure or an empty cell; compare with the page"
                )


def _astray(sheet: Page, reading: tables.Reading) -> list[Word]:
    """The figures on a page that stand in no cell, by themselves: no years, and no row of figures, known or not."""
    rows = [row for table in reading.tables for row in table.rows if row.page == sheet.number]
    cells = [cell for row in rows for cell in row.cells if cell.text]
    years = {period[:4] for period in reading.periods}
    found: list[Word] = []
    for line in lines(gather(sheet.glyphs)):
        alone = [word for run in segments(line.words) if all(map(_is_figure, run)) for word in run]
        astray = [
            word
            for word in alone
            if word.text not in years and not any(word.text in c.text and _inside(word, c.box) for c in cells)
        ]
        found.extend(astray if len(astray) < _ROW else ())
    return found


def _inside(word: Word, box: Box) -> bool:
    return box[0] <= word.middle <= box[2] and box[1] <= word.y <= box[3]


def _is_figure(word: Word) -> bool:
    return any(map(str.isdigit, word.text)) and not letters(word.text)


def _astray_of(cell: Cell, row: TableRow, astray: Sequence[Word], sheet: Page) -> str | None:
    """What may be missing in an empty cell, if anything: a figure in its column or on its line, in no cell."""
    middle = (cell.box[0] + cell.box[2]) / 2
    middles = [(other.box[0] + other.box[2]) / 2 for other in row.cells]
    reach = _NEARER * min((after - before for before, after in pairwise(middles)), default=_ROOM * row.size)
    for word in astray:
        if abs(word.middle - middle) < reach:
            return f"{one_line(word.text)[:80]} stands in the same column, in no row"
    if any(g.text.isdigit() and abs(g.y - row.y) < _CLOSE * row.size for g in sheet.hidden):
        return "a figure on its line cannot be seen"
    return None


def _found(box: Box, sheet: Page, picture: Picture) -> str | None:
    """What stands in a cell in which no characters are read, if anything does."""
    x0, y0, x1, y1 = box
    if any(x0 <= (g.x0 + g.x1) / 2 <= x1 and y0 <= g.y <= y1 for g in sheet.hidden):
        return "the characters there cannot be seen"
    inner = (x0, y0 + 0.2 * (y1 - y0), x1, y1 - 0.2 * (y1 - y0))
    return None if picture.empty(inner) else "a picture stands there, or type that is larger or turned"


def _has_text(sheets: Sequence[Page], source: Path) -> None:
    glyphs = sum(len(sheet.glyphs) for sheet in sheets)
    unmapped = sum(sheet.unmapped + sum(map(_is_code, sheet.glyphs)) for sheet in sheets)
    if glyphs == 0:
        instead = "characters that cannot be seen" if any(sheet.hidden for sheet in sheets) else "pictures or outlines"
        raise NoTextLayer(
            f"{source.name} has no characters on its {len(sheets)} page(s), only {instead}; expected a text layer; "
            "download the original again instead of a scan or print"
        )
    if unmapped > _UNMAPPED_SHARE * glyphs:
        raise NoTextLayer(
            f"{unmapped} of the {glyphs} characters of {source.name} are not mapped to letters or digits; expected "
            "fonts with a mapping; download the original again"
        )


def _short(periods: Sequence[str], usual: int) -> Iterator[str]:
    if len(periods) < usual:
        yield (
            f"the columns are {len(periods)} months, {periods[0]} to {periods[-1]}, where editions have {usual}; see "
            "whether a column is cut off"
        )


def _hidden(sheets: Sequence[Page]) -> Iterator[str]:
    for sheet in sheets:
        words = [word.text for word in gather(sheet.hidden)]
        if words:
            shown = ", ".join(f"“{one_line(word)[:30]}”" for word in words[:_SHOWN])
            more = f" and {len(words) - _SHOWN} more" if len(words) > _SHOWN else ""
            yield (
                f"page {sheet.number}: {shown}{more} cannot be seen (invisible, cut off or outside the page); left out"
            )


def _is_code(glyph: Glyph) -> bool:
    """Whether a glyph stands for a control character, as where a font's own numbers are taken for characters."""
    return unicodedata.category(glyph.text[:1] or " ") == "Cc" and not glyph.text.isspace()


def _is_month(edition: str, month: str | None, source: Path) -> None:
    named = editions.month_of_name(source.name)
    for expected, why in ((month, "was asked for"), (named, "is what the file's name says")):
        if expected and expected != edition:
            raise WrongMonth(
                f"{source.name} is the edition of {edition} by its title, but {expected} {why}; expected them to "
                "agree; pass the right file, or rename it"
            )


def _missing(reading: tables.Reading, labels: Labels) -> Iterator[str]:
    found: dict[str, list[tables.TableRow]] = {}
    for table in reading.tables:
        if table.section:
            found.setdefault(table.section.id, []).extend(table.rows)
    for section in labels.catalogue.sections:
        rows = found.get(section.id)
        if rows is None:
            if section.required(reading.edition):
                yield f"the section “{section.title}” is missing"
            continue
        yield from _missing_in(section, rows, reading)


def _missing_in(section: Section, rows: list[tables.TableRow], reading: tables.Reading) -> Iterator[str]:
    keys = {row.key for row in rows}
    for row in section.rows:
        if row.key not in keys and row.required(reading.edition):
            yield f"the row “{row.label}” of “{section.title}” is missing"
    for found in rows:
        if not any(_holds_figure(cell.text) for cell in found.cells):
            yield f"page {found.page}: the row “{one_line(found.label)}” of “{section.title}” holds no figure"
    cells = [cell for row in rows for cell in row.cells]
    for period in reading.periods:
        texts = [cell.text for cell in cells if cell.period == period]
        if rows and not any(map(_holds_figure, texts)):
            lacking = "holds no figure" if texts else "is missing"
            yield f"page {rows[0].page}: the column {period} of “{section.title}” {lacking}"


def _holds_figure(text: str) -> bool:
    return any(c.isdigit() for c in text)
