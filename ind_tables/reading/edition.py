"""An edition as printed: its cells, each read on independent paths: Camelot lattice, Camelot stream, the text layer.

The text layer (PDFium) says which tables, rows and columns there are. Camelot reads the same pages with
another decoder (playa) and finds its own cells, from rulings (lattice) and from text edges (stream); what it
finds at a figure's place confirms the figure, contradicts it, or says nothing where a flavour sees no table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ind_tables import catalogue
from ind_tables.catalogue import Section
from ind_tables.errors import UnreadableNumber, one_line
from ind_tables.reading import camelot, tables, textlayer
from ind_tables.reading.camelot import FLAVOURS, Flavour, Grid
from ind_tables.reading.columns import Cell
from ind_tables.reading.isolation import Reading
from ind_tables.reading.labels import printed
from ind_tables.reading.notes import Note
from ind_tables.reading.pages import Page
from ind_tables.reading.picture import Box
from ind_tables.reading.rows import TableRow
from ind_tables.remarks import Remark

READERS = ("lattice", "stream", "text")
FACSIMILE = "facsimile"


@dataclass(frozen=True)
class PrintedCell:
    """A cell as printed: what it is about, its text, its place, and the readings that agree on it.

    Attributes:
        title, label: the words above its table and beside its row, without marks and hyphens.
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
    title: str
    label: str


@dataclass(frozen=True)
class UnknownCell:
    """A cell of a row that no entry of the catalogue names.

    Attributes:
        table, row: where it stands in :attr:`Document.tables`.
        period: the month of its column; empty where the row does not keep the columns.
    """

    table: int
    row: int
    period: str
    printed: str
    page: int
    box: Box
    readers: tuple[str, ...]


@dataclass(frozen=True)
class PrintedTable:
    """A table in the order of the pages: its title and labels as printed, and what the catalogue knows them as.

    Attributes:
        section: the id of its section; empty where it is unknown.
        rows: label, and measure and age band; None where that is unknown.
    """

    section: str
    title: str
    page: int
    rows: tuple[tuple[str, tuple[str, str] | None], ...]


@dataclass(frozen=True)
class Document:
    """An edition as printed.

    Attributes:
        name: the file's name.
        sha256: the hash of its bytes.
        edition: the month of its title, YYYY-MM.
        periods: the months of its columns.
        pages: its pages; of their glyphs, those that nobody sees.
        cells: its printed cells in the document's order.
        tables: its tables in the order of the pages.
        unknown: the printed cells that no entry of the catalogue names, in the order of the pages.
        warnings: what was left out; ``telling.omissions`` has the words.
        missing: sentences on what is missing; empty unless that was allowed.
        information: the PDF's document information.
        notes: the notes that the catalogue does not know, new or changed.
    """

    name: str
    sha256: str
    edition: str
    periods: tuple[str, ...]
    pages: tuple[Page, ...] = field(repr=False)
    cells: tuple[PrintedCell, ...] = field(repr=False)
    tables: tuple[PrintedTable, ...] = field(default=(), repr=False)
    unknown: tuple[UnknownCell, ...] = field(default=(), repr=False)
    warnings: tuple[Remark, ...] = ()
    missing: tuple[str, ...] = ()
    information: dict[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

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
    meanwhile: Callable[[], object] | None = None,
) -> Document:
    """The printed cells of the edition in ``source``.

    Args:
        source: a PDF.
        month: what the edition must be, YYYY-MM; without it title and header decide.
        flavours: Camelot's readings to hold against the text layer.
        allow_incomplete: hand over what is there of an edition that misses sections, rows or columns.
        meanwhile: called while the readings are at work in processes of their own.

    Raises:
        ReadError: in one of its kinds, where the document cannot be trusted.
        RequestError: there is no such file.
    """
    catalogue.load()
    layer = Reading(source.name, textlayer.read, source, month, allow_incomplete, announced=True)
    try:
        grids: list[Grid] = []
        if layer.goes_on() and flavours:
            camelot.load()
            second = Reading(source.name, camelot.grids, source, tuple(flavours))
            try:
                if meanwhile:
                    meanwhile()
                text = layer.result()
                grids = second.result()
            finally:
                second.stop()
        else:
            text = layer.result()
    finally:
        layer.stop()
    return Document(
        source.name,
        text.sha256,
        text.reading.edition,
        text.reading.periods,
        text.pages,
        tuple(_confirmed(text.reading, text.pages, grids, source, flavours)),
        tuple(map(_outline, text.reading.tables)),
        tuple(_unknown(text.reading, grids)),
        tuple(text.reading.warnings),
        text.missing,
        text.information,
        text.notes,
    )


def _outline(table: tables.Table) -> PrintedTable:
    section = table.section.id if table.section else ""
    return PrintedTable(
        section, table.title, table.rows[0].page, tuple((printed(row.label), row.key) for row in table.rows)
    )


def _unknown(reading: tables.Reading, grids: Sequence[Grid]) -> Iterator[UnknownCell]:
    """The cells of the rows that no entry names; readings that do not agree on one do not refuse it."""
    for number, table in enumerate(reading.tables):
        for place, row in enumerate(table.rows):
            if row.key is not None:
                continue
            for cell in row.cells:
                agreeing = {
                    flavour
                    for flavour, text in camelot.heard(grids, row.page, cell.box).items()
                    if text is not None and text == camelot.bare(cell.text)
                }
                period = "" if row.fault else cell.period
                yield UnknownCell(number, place, period, cell.text, row.page, cell.box, _readers(agreeing))


def _readers(agreeing: Collection[str]) -> tuple[str, ...]:
    return tuple(reader for reader in READERS if reader in {*agreeing, "text"})


@dataclass
class _Witnessed:
    """A row of the text layer and, for each of its cells, the flavours that read the same there."""

    section: Section
    title: str
    row: TableRow
    agreeing: list[set[str]]

    @property
    def doubtful(self) -> bool:
        """Whether a cell with a figure or sign in it has no second reading yet."""
        return any(cell.text and not names for cell, names in zip(self.row.cells, self.agreeing, strict=True))

    def hear(self, grids: Sequence[Grid]) -> None:
        """Hold what ``grids`` read at the cells against the row.

        A flavour that gives the row as many figures of the same length, but another figure here or the same
        one elsewhere, contradicts. One that gives it other than whole cells, with figures run together, torn
        or left out, or two of its cells in one, was misled about the columns; there it says nothing, and the cells
        it has right count.

        Raises:
            UnreadableNumber: a flavour contradicts.
        """
        for flavour in FLAVOURS:
            mine = [grid for grid in grids if grid.flavour == flavour and grid.page == self.row.page]
            seen = [camelot.seen(mine, cell.box) for cell in self.row.cells]
            sure = [grid for grid in mine if not grid.rest]
            firm = [camelot.seen(sure, cell.box) for cell in self.row.cells]
            for index, (cell, text) in enumerate(zip(self.row.cells, seen, strict=True)):
                if text is None:
                    continue
                if camelot.figures(text) == camelot.bare(cell.text):
                    self.agreeing[index].add(flavour)
                elif firm[index] is not None and self._keeps_the_row(firm) and self._are_apart(sure):
                    raise self.unreadable(cell, f"Camelot {flavour} “{one_line(camelot.figures(text))}”")

    def _are_apart(self, grids: Sequence[Grid]) -> bool:
        return camelot.alone(grids, [cell.box for cell in self.row.cells])

    def _keeps_the_row(self, seen: Sequence[str | None]) -> bool:
        printed = [camelot.bare(cell.text) for cell in self.row.cells]
        read = [camelot.figures(text) for text in seen if text is not None]
        return (
            len(read) == len(printed)
            and sum(map(bool, read)) == sum(map(bool, printed))
            and sum(map(len, read)) == sum(map(len, printed))
        )

    def cells(self, needed: bool) -> Iterator[PrintedCell]:
        """The row's cells; raises where ``needed`` and a figure has no second reading."""
        assert self.row.key is not None
        label = printed(self.row.label, self.section.row(*self.row.key).words)
        for cell, names in zip(self.row.cells, self.agreeing, strict=True):
            if needed and cell.text and not names:
                raise self.unreadable(cell, "Camelot nothing that agrees")
            yield PrintedCell(
                self.section.id,
                *self.row.key,
                cell.period,
                cell.text,
                self.row.page,
                cell.box,
                _readers(names),
                self.title,
                label,
            )

    def unreadable(self, cell: Cell, other: str) -> UnreadableNumber:
        """The refusal of a cell of which another reading says something else."""
        error = UnreadableNumber(
            f"page {self.row.page}, section “{self.section.title}”, row “{one_line(self.row.label)}”, column "
            f"{cell.period}: the text layer reads “{one_line(cell.text)}” and {other}; expected two readings that "
            "agree; compare with the page"
        )
        error.page, error.box = self.row.page, cell.box
        return error


def _hold_no_more(rows: Sequence[_Witnessed], reading: tables.Reading, grids: Sequence[Grid]) -> None:
    """Refuses a figure in whose ruled cell, which it has to itself, lattice sees more digits: a part is missing."""
    ruled = [grid for grid in grids if grid.flavour == "lattice"]

    def around(page: int, box: Box) -> Iterator[tuple[int, tuple[int, int]]]:
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        for number, grid in enumerate(ruled):
            place = grid.place(x, y) if grid.page == page else None
            if place:
                yield number, place

    everyone = (row for table in reading.tables for row in table.rows)
    tenants = Counter(place for row in everyone for cell in row.cells for place in around(row.page, cell.box))
    for row in rows:
        for cell in row.row.cells:
            for number, (line, column) in around(row.row.page, cell.box):
                seen = camelot.figures(ruled[number].texts[line][column])
                more = sum(map(str.isdigit, seen)) > sum(map(str.isdigit, cell.text))
                if cell.text and more and tenants[number, (line, column)] == 1:
                    raise row.unreadable(cell, f"Camelot lattice “{one_line(seen)}” in its cell")


def _confirmed(
    reading: tables.Reading, sheets: Sequence[Page], grids: list[Grid], source: Path, flavours: Sequence[Flavour]
) -> Iterator[PrintedCell]:
    """The cells of the known tables, in the catalogue's order, each with the readings that agree on it.

    Where the text's edges misled stream about a row, stream reads it again, told where its columns part.
    """
    order = {section.id: i for i, section in enumerate(catalogue.load().sections)}
    titles: dict[str, str] = {}
    for table in reading.tables:
        if table.section and not titles.get(table.section.id):
            titles[table.section.id] = table.title
    rows = [
        _Witnessed(table.section, titles[table.section.id], row, [set() for _ in row.cells])
        for table in reading.tables
        if table.section
        for row in table.known
    ]
    places = {(w.section.id, row.key): i for w in rows for i, row in enumerate(w.section.rows)}
    rows.sort(key=lambda w: (order[w.section.id], places[w.section.id, w.row.key or ("", "")]))
    _hold_no_more(rows, reading, grids)
    for row in rows:
        row.hear(grids)
    doubtful = [row for row in rows if row.doubtful]
    if doubtful and "stream" in flavours:
        closer = Reading(source.name, camelot.closer, source, [w.row for w in doubtful], sheets).result()
        for row in doubtful:
            row.hear(closer)
    for row in rows:
        yield from row.cells(needed="stream" in flavours)
