"""A PDF's printed cells, each read on independent paths: Camelot lattice, Camelot stream, the text layer.

The text layer (PDFium) says which tables, rows and columns there are. Camelot reads the same pages with
another decoder (playa) and finds its own cells, from rulings (lattice) and from text edges (stream); what it
finds at a figure's place confirms the figure, contradicts it, or says nothing where a flavour sees no table.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from ind_tables import catalogue, editions, pages, tables
from ind_tables.catalogue import Section
from ind_tables.errors import (
    DamagedPdf,
    IncompleteDocument,
    NoTextLayer,
    UnreadableNumber,
    WrongMonth,
    one_line,
)
from ind_tables.labels import Labels
from ind_tables.pages import Box, Glyph, Page
from ind_tables.words import Line, Word, gather, segments, spoken, table_lines

Flavour = Literal["lattice", "stream"]
READERS = ("lattice", "stream", "text")
FLAVOURS: tuple[Flavour, ...] = ("lattice", "stream")
FACSIMILE = "facsimile"
_UNMAPPED_SHARE = 0.02


@dataclass(frozen=True)
class PrintedCell:
    """A cell as printed: what it is about, its text, its place, and the readings that agree on it.

    Attributes:
        printed: the text as it stands, empty for a blank cell.
        page: counts from 1.
        box: x0, y0, x1, y1 in upright points from the page's lower left corner.
        readers: a subset of :data:`READERS`, in that order.
    """

    section: str
    measure: str
    age_band: str
    period: str
    printed: str
    page: int
    box: Box
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Document:
    """An edition as printed.

    Attributes:
        name: the file's name.
        sha256: the hash of its bytes.
        edition: the month of its title, YYYY-MM.
        periods: the months of its columns.
        pages: its pages with their glyphs.
        cells: its printed cells in the document's order.
        warnings: sentences on what was left out.
        missing: sentences on what is missing; empty unless that was allowed.
        information: the PDF's document information.
    """

    name: str
    sha256: str
    edition: str
    periods: tuple[str, ...]
    pages: tuple[Page, ...] = field(repr=False)
    cells: tuple[PrintedCell, ...] = field(repr=False)
    warnings: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    information: dict[str, str] = field(default_factory=dict)

    @property
    def facsimile(self) -> bool:
        """Whether the document says of itself that it is a facsimile of published figures."""
        return is_facsimile(self.information)


def is_facsimile(information: dict[str, str]) -> bool:
    """Whether a PDF's document information says that it is a facsimile."""
    return any(FACSIMILE in value.casefold() for value in information.values())


def read(
    source: Path,
    month: str | None = None,
    flavours: Sequence[Flavour] = FLAVOURS,
    allow_incomplete: bool = False,
) -> Document:
    """The printed cells of the edition in ``source``.

    Args:
        source: a PDF.
        month: what the edition must be, YYYY-MM; without it title and header decide.
        flavours: Camelot's readings to hold against the text layer.
        allow_incomplete: hand over what is there of an edition that misses sections, rows or columns.

    Raises:
        ReadError: in one of its kinds, where the document cannot be trusted.
        RequestError: there is no such file.
    """
    sheets = pages.read(source)
    _has_text(sheets, source)
    labels = Labels(catalogue.load())
    reading = tables.read(sheets, labels)
    _is_month(reading.edition, month, source)
    missing = list(_missing(reading, labels))
    if missing and not allow_incomplete:
        more = f" (and {len(missing) - 1} more)" if len(missing) > 1 else ""
        raise IncompleteDocument(
            f"{missing[0]}{more}; expected the whole edition of {reading.edition}; check that no page is lost, or "
            "read what is there with --allow-incomplete"
        )
    cells = _confirmed(reading, source, sheets, flavours)
    return Document(
        source.name,
        hashlib.sha256(source.read_bytes()).hexdigest(),
        reading.edition,
        reading.periods,
        sheets,
        tuple(cells),
        tuple(reading.warnings),
        tuple(missing),
        pages.information(source),
    )


def _has_text(sheets: Sequence[Page], source: Path) -> None:
    glyphs = sum(len(sheet.glyphs) for sheet in sheets)
    unmapped = sum(sheet.unmapped for sheet in sheets)
    if glyphs == 0:
        raise NoTextLayer(
            f"{source.name} has no characters on its {len(sheets)} page(s), only pictures or outlines; expected a "
            "text layer; download the original again instead of a scan or print"
        )
    if unmapped > _UNMAPPED_SHARE * glyphs:
        raise NoTextLayer(
            f"{unmapped} of the {glyphs} characters of {source.name} are not mapped to letters or digits; expected "
            "fonts with a mapping; download the original again"
        )


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
    for i, period in enumerate(reading.periods):
        if rows and not any(_holds_figure(row.cells[i].text) for row in rows):
            yield f"page {rows[0].page}: the column {period} of “{section.title}” holds no figure"


def _holds_figure(text: str) -> bool:
    return any(c.isdigit() for c in text)


# --------------------------------------------------------------------------------------------------
# Camelot


@dataclass(frozen=True)
class Grid:
    """A table as Camelot finds it: its flavour, page, and the extent and text of its cells.

    Attributes:
        rows: top and bottom of each row, from the top of the page.
        columns: left and right of each column.
        texts: a row of texts for each row, one for each column.
    """

    flavour: Flavour
    page: int
    rows: tuple[tuple[float, float], ...]
    columns: tuple[tuple[float, float], ...]
    texts: tuple[tuple[str, ...], ...]

    def at(self, x: float, y: float) -> str | None:
        """The text of the cell that covers a place; None outside the table."""
        row = next((i for i, (top, bottom) in enumerate(self.rows) if bottom <= y <= top), None)
        column = next((i for i, (left, right) in enumerate(self.columns) if left <= x <= right), None)
        return None if row is None or column is None else self.texts[row][column]


@dataclass(frozen=True)
class Leaf:
    """A page as Camelot's decoder sees it: its ruled lines and its words as text lines."""

    sheet: Page
    source: Path
    layout: Any = field(repr=False)
    runs: tuple[Any, ...] = field(repr=False)

    def lattice(self) -> Iterator[Grid]:
        """The tables that the page's rulings frame; none where there are no rulings."""
        from camelot.parsers import Lattice

        return self._parse(Lattice(engine="vector"), "lattice")

    def stream(self, areas: list[str] | None = None, columns: list[str] | None = None) -> Iterator[Grid]:
        """The tables that the edges of the page's text suggest, or those in ``areas`` with ``columns``."""
        from camelot.parsers import Stream

        return self._parse(Stream(table_areas=areas, columns=columns), "stream")

    def _parse(self, parser: Any, flavour: Flavour) -> Iterator[Grid]:
        size = (self.sheet.width, self.sheet.height)
        parser.prepare_page_parse(
            str(self.source), self.layout, size, self.sheet.number, [], list(self.runs), [], "", layout_kwargs={}
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in parser.extract_tables():
                texts = tuple(tuple(cell.text for cell in row) for row in table.cells)
                yield Grid(flavour, self.sheet.number, tuple(table.rows), tuple(table.cols), texts)


def leaves(source: Path, sheets: Sequence[Page]) -> list[Leaf]:
    """The pages of ``source`` as Camelot's decoder sees them, upright as ``sheets`` are.

    Raises:
        DamagedPdf: the decoder cannot read the file.
    """
    import playa
    from playa.miner import extract_page

    found = []
    try:
        with playa.open(source, space="page") as document:
            for sheet, page in zip(sheets, document.pages, strict=True):
                page.set_initial_ctm(page.space, -90 * sheet.turn)
                layout = extract_page(page)
                lines = table_lines(gather(_glyphs(layout, sheet)))
                runs = tuple(run for line in lines for run in _runs(line))
                found.append(Leaf(sheet, source, layout, runs))
    except Exception as error:
        raise DamagedPdf(
            f"{source.name} opens, but its pages cannot be decoded ({one_line(str(error)) or type(error).__name__}); "
            "expected a whole document; download it again"
        ) from error
    return found


def _glyphs(layout: Any, sheet: Page) -> Iterator[Glyph]:
    from playa.miner import LTChar, LTContainer

    left, bottom, right, top = sheet.crop
    for item in layout:
        if isinstance(item, LTChar):
            a, b, c, d, _, y = item.matrix
            upright = a > 0 and abs(b) < 0.05 * abs(a) and abs(c) < 0.05 * abs(d)
            x, middle = (item.x0 + item.x1) / 2, (item.y0 + item.y1) / 2
            if upright and left <= x <= right and bottom <= middle <= top:
                yield Glyph(item.get_text(), item.x0, item.x1, y, item.size)
        elif isinstance(item, LTContainer):
            yield from _glyphs(item, sheet)


def _runs(line: Line) -> Iterator[Any]:
    for segment in segments(line.words, 0.6):
        spoken_to = max((i for i, w in enumerate(segment) if sum(c.isalpha() for c in w.text) > 1), default=-1)
        if spoken_to >= 0:
            yield _textline(segment[: spoken_to + 1])
        for word in segment[spoken_to + 1 :]:
            yield _textline((word,))


def _textline(words: Sequence[Word]) -> Any:
    from playa.miner import LTAnno, LTTextLineHorizontal

    line = LTTextLineHorizontal()
    boxes = [w.box for w in words]
    line.set_bbox((boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes)))
    line._objs = [LTAnno(spoken(words) + "\n")]
    return line


# --------------------------------------------------------------------------------------------------
# Agreement


def _confirmed(
    reading: tables.Reading, source: Path, sheets: Sequence[Page], flavours: Sequence[Flavour]
) -> Iterator[PrintedCell]:
    seen = leaves(source, sheets) if flavours else []
    grids = {leaf.sheet.number: [g for flavour in flavours for g in getattr(leaf, flavour)()] for leaf in seen}
    order = {section.id: i for i, section in enumerate(catalogue.load().sections)}
    known = [(table.section, row) for table in reading.tables if table.section for row in table.rows]
    places = {(s.id, row.key): i for s, _ in known for i, row in enumerate(s.rows)}
    for section, row in sorted(known, key=lambda sr: (order[sr[0].id], places[sr[0].id, sr[1].key or ("", "")])):
        assert row.key is not None
        readers = [_readers(row, i, grids.get(row.page, []), section) for i in range(len(row.cells))]
        if "stream" in flavours and not all("stream" in agreeing for agreeing in readers):
            closer = list(_closer(row, seen))
            readers = [_union(r, _readers(row, i, closer, section)) for i, r in enumerate(readers)]
        for cell, agreeing in zip(row.cells, readers, strict=True):
            yield PrintedCell(
                section.id, *row.key, cell.period, cell.text, row.page, cell.box, (*agreeing, "text")
            )


def _closer(row: tables.TableRow, seen: list[Leaf]) -> Iterator[Grid]:
    """The row read again by stream, told where its columns part; for where text edges alone mislead it."""
    leaf = next(leaf for leaf in seen if leaf.sheet.number == row.page)
    boxes = [cell.box for cell in row.cells]
    cuts = [(left[2] + right[0]) / 2 for left, right in pairwise(boxes)]
    if cuts != sorted(cuts):
        return
    y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
    area = f"{boxes[0][0] - 1},{y1},{boxes[-1][2] + 1},{y0}"
    yield from leaf.stream([area], [",".join(map(str, cuts))])


def _readers(row: tables.TableRow, index: int, grids: list[Grid], section: Section) -> tuple[str, ...]:
    cell = row.cells[index]
    x, y = (cell.box[0] + cell.box[2]) / 2, (cell.box[1] + cell.box[3]) / 2
    agreeing: set[str] = set()
    for grid in grids:
        text = grid.at(x, y)
        if text is None:
            continue
        if _bare(text) == _bare(cell.text):
            agreeing.add(grid.flavour)
        elif len(text.split()) == 1 and cell.text and not _stands_beside(text, row, index):
            raise UnreadableNumber(
                f"page {row.page}, section “{section.title}”, row “{one_line(row.label)}”, column {cell.period}: the "
                f"text layer reads “{one_line(cell.text)}” and Camelot {grid.flavour} “{one_line(text)}”; expected the "
                "readings to agree; compare with the page"
            )
    return _ordered(agreeing)


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return _ordered({*one, *other})


def _ordered(readers: set[str]) -> tuple[str, ...]:
    return tuple(reader for reader in READERS if reader in readers)


def _stands_beside(text: str, row: tables.TableRow, index: int) -> bool:
    beside = row.cells[max(0, index - 1) : index] + row.cells[index + 1 : index + 2]
    return any(_bare(text) == _bare(cell.text) for cell in beside)


def _bare(text: str) -> str:
    return "".join(text.split())
