"""The text layer's reading of an edition: which tables it prints, of which month, and whether it is whole."""

from __future__ import annotations

import hashlib
import statistics
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from ind_tables import catalogue, months
from ind_tables.catalogue import Section
from ind_tables.errors import IncompleteDocument, NoTextLayer, WrongMonth, one_line
from ind_tables.reading import account, headers, notes, pages, tables
from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.labels import Labels
from ind_tables.reading.notes import Note
from ind_tables.reading.pages import Page
from ind_tables.reading.picture import Box, Picture, whole
from ind_tables.reading.rows import TableRow
from ind_tables.reading.words import UNREADABLE, gather, lines
from ind_tables.remarks import Remark

_UNMAPPED_SHARE = 0.02
_CLOSE = 0.08
_SPACE = 0.4  # type sizes: as wide as a space between the groups of a figure
_KEPT = 8  # pages: some 9 MB each
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
        notes: the notes that the catalogue does not know.
    """

    sha256: str
    pages: tuple[Page, ...]
    reading: tables.Reading
    missing: tuple[str, ...]
    information: dict[str, str]
    notes: tuple[Note, ...] = ()


def read(
    source: Path,
    month: str | None = None,
    allow_incomplete: bool = False,
    titled: Callable[[], object] = lambda: None,
) -> TextLayer:
    """The text layer of ``source``.

    Args:
        source: a PDF.
        month: what the edition must be, YYYY-MM; without it title and header decide.
        allow_incomplete: hand over what is there of an edition that misses sections, rows or columns.
        titled: called once the title says that this is an edition.

    Raises:
        ReadError: in one of its kinds, where the document cannot be trusted.
        RequestError: there is no such file.
    """
    sheets = pages.read(source)
    labels = Labels(catalogue.load())
    _has_text(sheets, source)
    _has_title(sheets, labels)
    titled()
    pictures = _Pictures(source, sheets)
    sheets = tuple(map(_as_seen, sheets, pictures))
    _has_text(sheets, source)
    sheets = tuple(map(_torn, sheets))
    reading = tables.read(sheets, labels)
    account.check(reading, sheets, pictures)
    reading.warnings.extend(
        [*_hidden(sheets), *_short(reading.periods, labels.catalogue.at(reading.edition).edition.window)]
    )
    _is_month(reading.edition, month, source)
    missing = tuple(_missing(reading, labels))
    if missing and not allow_incomplete:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        error = IncompleteDocument(
            f"{missing[0]}{more}; expected the whole edition of {reading.edition}; check that no page is lost, "
            "or read what is there with --allow-incomplete"
        )
        error.details, error.left_out = missing, tuple(reading.warnings)
        raise error
    return TextLayer(
        hashlib.sha256(source.read_bytes()).hexdigest(),
        tuple(replace(sheet, glyphs=(), sideways={}) for sheet in sheets),
        reading,
        missing,
        pages.information(source),
        notes.unknown(sheets, reading, labels.of(reading.edition)),
    )


def headings(source: Path) -> list[tuple[int, str]]:
    """The lines of ``source`` that name a month and a year, each with its page; raises as :func:`read` for the file."""
    sheets = pages.read(source)
    sheets = tuple(map(_as_seen, sheets, pages.pictures(source, sheets)))
    labels = Labels(catalogue.load())
    return [(s.number, text) for s in sheets for text in headers.dated(lines(s.words), labels)]


def _has_title(sheets: Sequence[Page], labels: Labels) -> None:
    """Refuses another document at once, before anything is drawn; in the order of the content a title may be torn."""
    if not any(labels.editions("".join(glyph.text for glyph in sheet.glyphs)) for sheet in sheets):
        headers.edition([line for sheet in sheets for line in lines(sheet.words)], labels)


class _Pictures:
    """The pictures of pages, kept for a second look where they are few."""

    def __init__(self, source: Path, sheets: Sequence[Page]):
        self._source, self._sheets = source, sheets
        self._kept: list[Picture] = []

    def __iter__(self) -> Iterator[Picture]:
        if self._kept:
            return iter(self._kept)
        drawn = pages.pictures(self._source, self._sheets)
        if len(self._sheets) <= _KEPT:
            self._kept = list(drawn)
            return iter(self._kept)
        return drawn


def _as_seen(sheet: Page, picture: Picture) -> Page:
    """``sheet`` with the glyphs among the hidden ones that leave no mark on it, white on white or covered.

    Digits that are seen in part only, cut or covered, are unreadable.
    """
    shown = picture.shows(list(map(_extent, sheet.glyphs)))
    seen = [glyph.text.isspace() or marked for glyph, marked in zip(sheet.glyphs, shown, strict=True)]
    hidden = tuple(glyph for glyph, there in zip(sheet.glyphs, seen, strict=True) if not there)
    kinds: dict[tuple[str, float, float], list[Glyph]] = {}
    for glyph, there in zip(sheet.glyphs, seen, strict=True):
        if there and glyph.text.isdigit():
            kinds.setdefault((glyph.text, round(glyph.size, 1), round(glyph.x1 - glyph.x0, 1)), []).append(glyph)
    cut: set[int] = set()
    for like in kinds.values():
        width = statistics.median(glyph.x1 - glyph.x0 for glyph in like)
        ink = picture.ink([(glyph.x0, glyph.y) for glyph in like], width, like[0].size)
        cut.update(id(glyph) for glyph, full in zip(like, whole(ink), strict=True) if not full)
    glyphs = tuple(
        replace(glyph, text=UNREADABLE) if id(glyph) in cut else glyph
        for glyph, there in zip(sheet.glyphs, seen, strict=True)
        if there
    )
    return replace(sheet, glyphs=glyphs, hidden=sheet.hidden + hidden)


def _torn(sheet: Page) -> Page:
    """``sheet`` with glyphs that touch a hidden one made unreadable: what is seen of a figure is no figure.

    The same with digits that stand no further than a space from a hidden one that stands free.

    A hidden glyph in the place of one that is seen is no part of what is seen there.
    """
    seen: dict[int, list[Glyph]] = {}
    for glyph in sheet.glyphs if sheet.hidden else ():
        seen.setdefault(round(_middle(glyph)), []).append(glyph)
    hidden: dict[int, list[tuple[Glyph, float]]] = {}
    for glyph in sheet.hidden:
        near = [other for step in (-2, -1, 0, 1, 2) for other in seen.get(round(_middle(glyph)) + step, ())]
        if (
            not any(_in_place(glyph, other) for other in near)
            and unicodedata.category(glyph.text[:1] or " ") not in _INKLESS
        ):
            free = glyph.text.isdigit() and not any(_overlap(glyph, other) for other in near)
            for edge in {round(glyph.x0), round(glyph.x1)}:
                hidden.setdefault(edge, []).append((glyph, _SPACE if free else _CLOSE))
    if not hidden:
        return sheet
    glyphs = tuple(
        replace(glyph, text=UNREADABLE)
        if not glyph.text.isspace()
        and any(
            _touch(glyph, other, reach)
            for edge in (glyph.x0, glyph.x1)
            for near in range(-1 - round(_SPACE * glyph.size), 2 + round(_SPACE * glyph.size))
            for other, reach in hidden.get(round(edge) + near, ())
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


def _overlap(one: Glyph, other: Glyph) -> bool:
    shared = min(one.x1, other.x1) - max(one.x0, other.x0)
    return abs(one.y - other.y) < one.size and shared > 0.3 * (one.x1 - one.x0)


def _touch(one: Glyph, other: Glyph, reach: float) -> bool:
    """Whether two characters stand within reach, in type sizes; only a digit reaches over a space, and to a digit."""
    gap = min(abs(one.x0 - other.x1), abs(other.x0 - one.x1))
    reach = reach if one.text.isdigit() else _CLOSE
    return abs(one.y - other.y) < _CLOSE * one.size and gap < reach * one.size


def _extent(glyph: Glyph) -> Box:
    return (glyph.x0, glyph.y - 0.25 * glyph.size, glyph.x1, glyph.y + 0.9 * glyph.size)


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


def _short(periods: Sequence[str], usual: int) -> Iterator[Remark]:
    if len(periods) < usual:
        yield Remark("short", (len(periods), periods[0], periods[-1], usual))


def _hidden(sheets: Sequence[Page]) -> Iterator[Remark]:
    for sheet in sheets:
        words = tuple(one_line(word.text)[:30] for word in gather(sheet.hidden))
        if words:
            yield Remark("hidden", (sheet.number, words))


def _is_code(glyph: Glyph) -> bool:
    """Whether a glyph stands for a control character, as where a font's own numbers are taken for characters."""
    return unicodedata.category(glyph.text[:1] or " ") == "Cc" and not glyph.text.isspace()


def _is_month(edition: str, month: str | None, source: Path) -> None:
    named = months.of_name(source.name)
    for expected, why in ((month, "was asked for"), (named, "is what the file's name says")):
        if expected and expected != edition:
            raise WrongMonth(
                f"{source.name} is the edition of {edition} by its title, but {expected} {why}; expected them to "
                "agree; pass the right file, or rename it"
            )


def _missing(reading: tables.Reading, labels: Labels) -> Iterator[str]:
    found: dict[str, list[TableRow]] = {}
    for table in reading.tables:
        if table.section:
            found.setdefault(table.section.id, []).extend(table.known)
    for section in labels.catalogue.sections:
        rows = found.get(section.id)
        if rows is None:
            if section.valid(reading.edition):
                yield f"the section “{section.title}” is missing"
            continue
        yield from _missing_in(section, rows, reading)


def _missing_in(section: Section, rows: list[TableRow], reading: tables.Reading) -> Iterator[str]:
    keys = {row.key for row in rows}
    for row in section.rows:
        if row.key not in keys and row.valid(reading.edition):
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
