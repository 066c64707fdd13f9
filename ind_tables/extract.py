"""A PDF's printed cells, each read on independent paths: Camelot lattice, Camelot stream, the text layer.

The text layer (PDFium) says which tables, rows and columns there are. Camelot reads the same pages with
another decoder (playa) and finds its own cells, from rulings (lattice) and from text edges (stream); what it
finds at a figure's place confirms the figure, contradicts it, or says nothing where a flavour sees no table.
"""

from __future__ import annotations

import math
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from ind_tables import catalogue, tables, textlayer
from ind_tables.catalogue import Section
from ind_tables.errors import (
    UnreadableNumber,
    one_line,
)
from ind_tables.isolation import Reading
from ind_tables.pages import Box, Glyph, Page
from ind_tables.words import Line, Word, gather, segments, spoken, table_lines

Flavour = Literal["lattice", "stream"]
READERS = ("lattice", "stream", "text")
FLAVOURS: tuple[Flavour, ...] = ("lattice", "stream")
FACSIMILE = "facsimile"


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
    layer = Reading(source.name, textlayer.read, source, month, allow_incomplete)
    try:
        _import_camelot(flavours)
        second = Reading(source.name, camelot_grids, source, tuple(flavours)) if flavours else None
        try:
            text = layer.result()
            grids = second.result() if second else []
        finally:
            if second:
                second.stop()
    finally:
        layer.stop()
    return Document(
        source.name,
        text.sha256,
        text.reading.edition,
        text.reading.periods,
        text.pages,
        tuple(_confirmed(text.reading, grids, source, flavours)),
        tuple(text.reading.warnings),
        text.missing,
        text.information,
    )


def _import_camelot(flavours: Sequence[Flavour]) -> None:
    if flavours:
        import camelot.parsers  # noqa: F401
        import playa.miner  # noqa: F401


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
    """A page as Camelot's decoder sees it, upright: its size, its ruled lines, its words as text lines."""

    number: int
    size: tuple[float, float]
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
        parser.prepare_page_parse(
            str(self.source),
            self.layout,
            self.size,
            self.number,
            [],
            list(self.runs),
            [],
            "",
            layout_kwargs={},
        )
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for table in parser.extract_tables():
                texts = tuple(tuple(cell.text for cell in row) for row in table.cells)
                yield Grid(flavour, self.number, tuple(table.rows), tuple(table.cols), texts)


def camelot_grids(source: Path, flavours: Sequence[Flavour] = FLAVOURS) -> list[Grid]:
    """The tables that Camelot's flavours find on the pages of ``source``, each flavour on its own."""
    return [grid for leaf in _leaves(source) for flavour in flavours for grid in getattr(leaf, flavour)()]


def _leaves(source: Path) -> Iterator[Leaf]:
    import playa
    from playa.miner import extract_page
    from playa.utils import transform_bbox

    with playa.open(source, space="page") as document:
        for number, page in enumerate(document.pages, 1):
            layout = extract_page(page)
            turns = Counter(_turn(char) for char in _characters(layout))
            turn = next((turn for turn, _ in turns.most_common() if turn is not None), 0)
            if turn:
                page.set_initial_ctm(page.space, page.rotate - 90 * turn)
                layout = extract_page(page)
            crop = transform_bbox(page.ctm, page.cropbox)
            lines = table_lines(gather(_glyphs(layout, crop)))
            runs = tuple(run for line in lines for run in _runs(line))
            yield Leaf(number, (layout.bbox[2], layout.bbox[3]), source, layout, runs)


def _characters(layout: Any) -> Iterator[Any]:
    from playa.miner import LTChar, LTContainer

    for item in layout:
        if isinstance(item, LTChar):
            yield item
        elif isinstance(item, LTContainer):
            yield from _characters(item)


def _turn(char: Any) -> int | None:
    angle = math.degrees(math.atan2(char.matrix[1], char.matrix[0]))
    quarters = round(angle / 90)
    return -quarters % 4 if abs(angle - 90 * quarters) < 3 else None


def _glyphs(layout: Any, crop: Box) -> Iterator[Glyph]:
    left, bottom, right, top = crop
    for char in _characters(layout):
        x, middle = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        if _turn(char) == 0 and left <= x <= right and bottom <= middle <= top:
            yield Glyph(char.get_text(), char.x0, char.x1, char.matrix[5], char.size)


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
    reading: tables.Reading, grids: list[Grid], source: Path, flavours: Sequence[Flavour]
) -> Iterator[PrintedCell]:
    order = {section.id: i for i, section in enumerate(catalogue.load().sections)}
    known = [(table.section, row) for table in reading.tables if table.section for row in table.rows]
    places = {(s.id, row.key): i for s, _ in known for i, row in enumerate(s.rows)}
    known.sort(key=lambda pair: (order[pair[0].id], places[pair[0].id, pair[1].key or ("", "")]))
    readers = {id(row): _row_readers(row, grids, section) for section, row in known}
    doubtful = [row for _, row in known if not all(readers[id(row)])]
    if doubtful and "stream" in flavours:
        closer = Reading(source.name, closer_grids, source, doubtful).result()
        for section, row in known:
            if not all(readers[id(row)]):
                again = _row_readers(row, closer, section)
                readers[id(row)] = [_union(a, b) for a, b in zip(readers[id(row)], again, strict=True)]
    for section, row in known:
        assert row.key is not None
        for cell, agreeing in zip(row.cells, readers[id(row)], strict=True):
            if flavours and not agreeing:
                raise UnreadableNumber(
                    f"{_where(row, cell, section)}: the text layer reads “{one_line(cell.text)}” and Camelot reads "
                    "nothing there; expected a second reading of every figure; compare with the page"
                )
            yield PrintedCell(section.id, *row.key, cell.period, cell.text, row.page, cell.box, (*agreeing, "text"))


def closer_grids(source: Path, rows: Sequence[tables.TableRow]) -> list[Grid]:
    """``rows`` read again by stream, told where their columns part; for where text edges alone mislead it."""
    found = []
    for leaf in _leaves(source):
        areas, columns = [], []
        for row in rows:
            boxes = [cell.box for cell in row.cells]
            cuts = [(left[2] + right[0]) / 2 for left, right in pairwise(boxes)]
            if row.page == leaf.number and cuts == sorted(cuts):
                y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
                areas.append(f"{boxes[0][0] - 1},{y1},{boxes[-1][2] + 1},{y0}")
                columns.append(",".join(map(str, cuts)))
        if areas:
            found.extend(leaf.stream(areas, columns))
    return found


def _row_readers(row: tables.TableRow, grids: list[Grid], section: Section) -> list[tuple[str, ...]]:
    on_page = [grid for grid in grids if grid.page == row.page]
    return [_readers(row, index, on_page, section) for index in range(len(row.cells))]


def _readers(row: tables.TableRow, index: int, grids: list[Grid], section: Section) -> tuple[str, ...]:
    cell = row.cells[index]
    x, y = (cell.box[0] + cell.box[2]) / 2, (cell.box[1] + cell.box[3]) / 2
    agreeing: set[str] = set()
    for grid in grids:
        text = grid.at(x, y)
        if text is None:
            continue
        if _says(text, cell.text):
            agreeing.add(grid.flavour)
        elif len(text.split()) == 1 and cell.text and not _stands_beside(text, row, index):
            raise UnreadableNumber(
                f"{_where(row, cell, section)}: the text layer reads “{one_line(cell.text)}” and Camelot "
                f"{grid.flavour} “{one_line(text)}”; expected the readings to agree; compare with the page"
            )
    return _ordered(agreeing)


def _says(text: str, printed: str) -> bool:
    """Whether a Camelot cell holds what is printed, alone or beside a label that reaches into it."""
    figures = [line for line in text.splitlines() if sum(c.isalpha() for c in line) < 3]
    return _bare("".join(figures)) == _bare(printed)


def _where(row: tables.TableRow, cell: tables.Cell, section: Section) -> str:
    return f"page {row.page}, section “{section.title}”, row “{one_line(row.label)}”, column {cell.period}"


def _union(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return _ordered({*one, *other})


def _ordered(readers: set[str]) -> tuple[str, ...]:
    return tuple(reader for reader in READERS if reader in readers)


def _stands_beside(text: str, row: tables.TableRow, index: int) -> bool:
    beside = row.cells[max(0, index - 1) : index] + row.cells[index + 1 : index + 2]
    return any(_bare(text) == _bare(cell.text) for cell in beside)


def _bare(text: str) -> str:
    return "".join(text.split())
