"""A PDF's printed cells, each read on independent paths: Camelot lattice, Camelot stream, the text layer.

The text layer (PDFium) says which tables, rows and columns there are. Camelot reads the same pages with
another decoder (playa) and finds its own cells, from rulings (lattice) and from text edges (stream); what it
finds at a figure's place confirms the figure, contradicts it, or says nothing where a flavour sees no table.
"""

from __future__ import annotations

import math
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

from ind_tables import catalogue, pages, tables, textlayer
from ind_tables.catalogue import Section
from ind_tables.errors import UnreadableNumber, one_line
from ind_tables.isolation import Reading
from ind_tables.pages import Box, Glyph, Page
from ind_tables.words import Line, Word, gather, letters, segments, spoken, table_lines

Flavour = Literal["lattice", "stream"]
READERS = ("lattice", "stream", "text")
FLAVOURS: tuple[Flavour, ...] = ("lattice", "stream")
FACSIMILE = "facsimile"
_FEW = 3


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
        pages: its pages; of their glyphs, those that nobody sees.
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
    layer = Reading(source.name, textlayer.read, source, month, allow_incomplete)
    try:
        _import_camelot(flavours)
        second = Reading(source.name, camelot_grids, source, tuple(flavours)) if flavours else None
        try:
            if meanwhile:
                meanwhile()
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
        tuple(_confirmed(text.reading, text.pages, grids, source, flavours)),
        tuple(text.reading.warnings),
        text.missing,
        text.information,
    )


def _import_camelot(flavours: Sequence[Flavour]) -> None:
    """Load Camelot before the reading is forked, without Matplotlib, which it takes for plots where it finds it."""
    if not flavours:
        return
    spared = not {"camelot", "matplotlib"} & sys.modules.keys()
    if spared:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
    try:
        import camelot.parsers  # noqa: F401
        import playa.miner  # noqa: F401
    finally:
        if spared:
            del sys.modules["matplotlib"]


# --------------------------------------------------------------------------------------------------
# Camelot


@dataclass(frozen=True)
class Grid:
    """A table as Camelot finds it: its flavour, page, and the extent and text of its cells.

    Attributes:
        rows: top and bottom of each row, from the top of the page.
        columns: left and right of each column.
        texts: a row of texts for each row, one for each column.
        rest: whether it was looked for in what other tables leave of the page; the few rows there can confirm
            figures, but tell too little about the columns to contradict one.
    """

    flavour: Flavour
    page: int
    rows: tuple[tuple[float, float], ...]
    columns: tuple[tuple[float, float], ...]
    texts: tuple[tuple[str, ...], ...]
    rest: bool = False

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
    layout: Any = field(repr=False)
    runs: tuple[Any, ...] = field(repr=False)

    def lattice(self) -> Iterator[Grid]:
        """The tables that the page's rulings frame; none where there are no rulings."""
        from camelot.parsers import Lattice

        return self._parse(Lattice(engine="vector"), "lattice")

    def stream(self, areas: list[str] | None = None, columns: list[str] | None = None) -> Iterator[Grid]:
        """The tables that the edges of the page's text suggest, or those in ``areas`` with ``columns``.

        What these leave of the page, where columns are set otherwise, is looked at for itself.
        """
        from camelot.parsers import Stream

        found = list(self._parse(Stream(table_areas=areas, columns=columns), "stream"))
        yield from found
        rest = [] if areas else list(self._rest(found))
        if rest:
            yield from (replace(grid, rest=True) for grid in self._parse(Stream(table_areas=rest), "stream"))

    def _rest(self, found: Sequence[Grid]) -> Iterator[str]:
        """The areas above, between and below tables that hold rows of figures."""
        parts: dict[int, list[Any]] = {}
        for run in self.runs:
            y = (run.y0 + run.y1) / 2
            if not any(grid.rows[-1][1] <= y <= grid.rows[0][0] for grid in found):
                parts.setdefault(sum(grid.rows[0][0] > y for grid in found), []).append(run)
        for part in parts.values():
            figures = [run for run in part if _is_figure(run)]
            if len(figures) > _FEW:
                y0, y1 = min(run.y0 for run in figures), max(run.y1 for run in figures)
                yield f"0,{y1 + 1},{self.size[0]},{y0 - 1}"

    def _parse(self, parser: Any, flavour: Flavour) -> Iterator[Grid]:
        parser.prepare_page_parse(
            "edition.pdf",
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
    return _found(
        source, lambda leaves: (grid for leaf in leaves for flavour in flavours for grid in getattr(leaf, flavour)())
    )


def _found(source: Path, look: Callable[[Iterator[Leaf]], Iterator[Grid]], sheets: Sequence[Page] = ()) -> list[Grid]:
    hidden = {sheet.number: sheet.hidden for sheet in sheets}
    try:
        return list(look(_leaves(source.read_bytes(), hidden)))
    except MemoryError:
        raise
    except Exception:  # whatever playa stumbles over: encryption that it does not know, a structure that needs repair
        return list(look(_leaves(pages.plain_copy(source), hidden)))


def _leaves(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[Leaf]:
    import playa
    from playa.miner import extract_page

    with playa.parse(content, space="page") as document:
        for number, page in enumerate(document.pages, 1):
            page.mediabox = _visible(page.mediabox, page.cropbox)
            page.set_initial_ctm(page.space, page.rotate)
            layout = extract_page(page)
            turns = Counter(_turn(char) for char in _characters(layout) if _is_drawn(char))
            turn = next((turn for turn, _ in turns.most_common() if turn is not None), 0)
            if turn:
                page.set_initial_ctm(page.space, page.rotate - 90 * turn)
                layout = extract_page(page)
            size = (layout.bbox[2], layout.bbox[3])
            glyphs = _without(_glyphs(layout, size), hidden.get(number, ()))
            lines = table_lines(gather(glyphs))
            runs = tuple(run for line in lines for run in _runs(line))
            yield Leaf(number, size, layout, runs)


def _visible(media: Box, crop: Box) -> Box:
    x0, y0 = max(media[0], crop[0]), max(media[1], crop[1])
    x1, y1 = min(media[2], crop[2]), min(media[3], crop[3])
    return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else media


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


def _is_drawn(char: Any) -> bool:
    mode = char.render_mode
    return mode not in pages.INVISIBLE and not (mode in pages.FILLING and char.graphicstate.nalpha == 0)


def _glyphs(layout: Any, size: tuple[float, float]) -> Iterator[Glyph]:
    for char in _characters(layout):
        x, middle = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        inside = 0 <= x <= size[0] and 0 <= middle <= size[1]
        if _turn(char) == 0 and inside and _is_drawn(char):
            yield Glyph(char.get_text(), char.x0, char.x1, char.matrix[5], char.size)


def _without(glyphs: Iterable[Glyph], hidden: Sequence[Glyph]) -> Iterator[Glyph]:
    """``glyphs`` but for those that PDFium finds cut off; playa does not follow clipping paths."""
    places = {(round(other.x0), round(other.y)): other for other in hidden}
    for glyph in glyphs:
        x, y = round(glyph.x0), round(glyph.y)
        near = (places.get((x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if not any(other and other.text == glyph.text and abs(other.x0 - glyph.x0) < 0.5 for other in near):
            yield glyph


def _runs(line: Line) -> Iterator[Any]:
    for segment in segments(line.words, 0.6):
        spoken_to = max((i for i, w in enumerate(segment) if letters(w.text) > 1), default=-1)
        if spoken_to >= 0:
            yield _textline(segment[: spoken_to + 1])
        for word in segment[spoken_to + 1 :]:
            yield _textline((word,))


def _is_figure(run: Any) -> bool:
    text = run.get_text()
    return any(c.isdigit() for c in text) and letters(text.strip()) == 0


def _textline(words: Sequence[Word]) -> Any:
    from playa.miner import LTAnno, LTTextLineHorizontal

    line = LTTextLineHorizontal()
    boxes = [w.box for w in words]
    line.set_bbox((boxes[0][0], min(b[1] for b in boxes), boxes[-1][2], max(b[3] for b in boxes)))
    line._objs = [LTAnno(spoken(words) + "\n")]
    return line


# --------------------------------------------------------------------------------------------------
# Agreement


@dataclass
class _Witnessed:
    """A row of the text layer and, for each of its cells, the flavours that read the same there."""

    section: Section
    row: tables.TableRow
    agreeing: list[set[str]]

    @property
    def doubtful(self) -> bool:
        """Whether a cell with a figure or sign in it has no second reading yet."""
        return any(cell.text and not names for cell, names in zip(self.row.cells, self.agreeing, strict=True))

    def hear(self, grids: Sequence[Grid]) -> None:
        """Hold what ``grids`` read at the cells against the row.

        A flavour that gives the row as many figures of the same length, but another figure here or the same
        one elsewhere, contradicts. One that gives it other than whole cells, with figures run together, torn
        or left out, was misled about the columns; there it says nothing, and the cells it has right count.

        Raises:
            UnreadableNumber: a flavour contradicts.
        """
        for flavour in FLAVOURS:
            mine = [grid for grid in grids if grid.flavour == flavour and grid.page == self.row.page]
            seen = [_seen(mine, cell.box) for cell in self.row.cells]
            firm = [_seen([grid for grid in mine if not grid.rest], cell.box) for cell in self.row.cells]
            for index, (cell, text) in enumerate(zip(self.row.cells, seen, strict=True)):
                if text is None:
                    continue
                if _figures(text) == _bare(cell.text):
                    self.agreeing[index].add(flavour)
                elif firm[index] is not None and self._keeps_the_row(firm):
                    raise self._unreadable(cell, f"Camelot {flavour} “{one_line(_figures(text))}”")

    def _keeps_the_row(self, seen: Sequence[str | None]) -> bool:
        printed = [_bare(cell.text) for cell in self.row.cells]
        read = [_figures(text) for text in seen if text is not None]
        return (
            len(read) == len(printed)
            and sum(map(bool, read)) == sum(map(bool, printed))
            and sum(map(len, read)) == sum(map(len, printed))
        )

    def cells(self, needed: bool) -> Iterator[PrintedCell]:
        """The row's cells; raises where ``needed`` and a figure has no second reading."""
        assert self.row.key is not None
        for cell, names in zip(self.row.cells, self.agreeing, strict=True):
            if needed and cell.text and not names:
                raise self._unreadable(cell, "Camelot nothing that agrees")
            readers = tuple(reader for reader in READERS if reader in {*names, "text"})
            yield PrintedCell(self.section.id, *self.row.key, cell.period, cell.text, self.row.page, cell.box, readers)

    def _unreadable(self, cell: tables.Cell, other: str) -> UnreadableNumber:
        error = UnreadableNumber(
            f"page {self.row.page}, section “{self.section.title}”, row “{one_line(self.row.label)}”, column "
            f"{cell.period}: the text layer reads “{one_line(cell.text)}” and {other}; expected two readings that "
            "agree; compare with the page"
        )
        error.page, error.box = self.row.page, cell.box
        return error


def _confirmed(
    reading: tables.Reading, sheets: Sequence[Page], grids: list[Grid], source: Path, flavours: Sequence[Flavour]
) -> Iterator[PrintedCell]:
    """The cells of the known tables, in the catalogue's order, each with the readings that agree on it.

    Where the text's edges misled stream about a row, stream reads it again, told where its columns part.
    """
    order = {section.id: i for i, section in enumerate(catalogue.load().sections)}
    rows = [
        _Witnessed(table.section, row, [set() for _ in row.cells])
        for table in reading.tables
        if table.section
        for row in table.rows
    ]
    places = {(w.section.id, row.key): i for w in rows for i, row in enumerate(w.section.rows)}
    rows.sort(key=lambda w: (order[w.section.id], places[w.section.id, w.row.key or ("", "")]))
    for row in rows:
        row.hear(grids)
    doubtful = [row for row in rows if row.doubtful]
    if doubtful and "stream" in flavours:
        closer = Reading(source.name, closer_grids, source, [w.row for w in doubtful], sheets).result()
        for row in doubtful:
            row.hear(closer)
    for row in rows:
        yield from row.cells(needed="stream" in flavours)


def closer_grids(source: Path, rows: Sequence[tables.TableRow], sheets: Sequence[Page] = ()) -> list[Grid]:
    """``rows`` read again by stream, told where their columns part and what on ``sheets`` is hidden.

    For where text edges alone mislead it.
    """
    return _found(source, lambda leaves: (grid for leaf in leaves for grid in _closer(leaf, rows)), sheets)


def _closer(leaf: Leaf, rows: Sequence[tables.TableRow]) -> Iterator[Grid]:
    areas, columns = [], []
    for row in rows:
        boxes = [cell.box for cell in row.cells]
        cuts = [(left[2] + right[0]) / 2 for left, right in pairwise(boxes)]
        if row.page == leaf.number and cuts == sorted(cuts):
            y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
            areas.append(f"{boxes[0][0] - 1},{y1},{boxes[-1][2] + 1},{y0}")
            columns.append(",".join(map(str, cuts)))
    if areas:
        yield from leaf.stream(areas, columns)


def heard(grids: Sequence[Grid], page: int, box: Box) -> dict[Flavour, str | None]:
    """What each flavour read at a place, without labels and white space; None where it sees no table."""
    found: dict[Flavour, str | None] = {}
    for flavour in FLAVOURS:
        text = _seen([grid for grid in grids if grid.flavour == flavour and grid.page == page], box)
        found[flavour] = None if text is None else _figures(text)
    return found


def _seen(grids: Sequence[Grid], box: Box) -> str | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((text for text in (grid.at(x, y) for grid in grids) if text is not None), None)


def _figures(text: str) -> str:
    """The text of a Camelot cell without a label that reaches into it and without white space."""
    return _bare("".join(line for line in text.splitlines() if sum(c.isalpha() for c in line) < 3))


def _bare(text: str) -> str:
    return "".join(text.split())
