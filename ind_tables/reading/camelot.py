"""Camelot's reading of a PDF: with another decoder (playa) and cells of its own, from rulings or from text edges."""

from __future__ import annotations

import math
import statistics
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, TypeVar

from ind_tables.reading import pages
from ind_tables.reading.glyphs import SPACED, Glyph, as_set
from ind_tables.reading.pages import Page
from ind_tables.reading.picture import Box
from ind_tables.reading.rows import TableRow
from ind_tables.reading.words import letters

T = TypeVar("T", Glyph, "_Run")
Flavour = Literal["lattice", "stream"]
FLAVOURS: tuple[Flavour, ...] = ("lattice", "stream")
_FEW = 3
_LEVEL = 0.1
_BREAK = 0.1  # type sizes: narrower than any space between words
_UNEVEN = 0.05
_WIDER = 0.04
_MARGIN, _ROOM = 0.15, 0.9  # type sizes: beside a figure, and between two where another may stand
_SMALLER, _SMALL = 0.88, 0.75  # than a figure, a mark that is raised or stands on the line
_AREA = 1.5  # points: Camelot takes into an area what has its middle up to 2 points beside it
_DISPLAY = 2.0
_RAISED = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ†‡")


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

    def place(self, x: float, y: float) -> tuple[int, int] | None:
        """Row and column of the cell that covers a place; None outside the table."""
        if not self.rows or not self.rows[-1][1] <= y <= self.rows[0][0]:
            return None
        row = next((i for i, (top, bottom) in enumerate(self.rows) if bottom <= y <= top), None)
        column = next((i for i, (left, right) in enumerate(self.columns) if left <= x <= right), None)
        return None if row is None or column is None else (row, column)

    def at(self, x: float, y: float) -> str | None:
        """The text of the cell that covers a place; None outside the table."""
        place = self.place(x, y)
        return self.texts[place[0]][place[1]] if place else None


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

        if not self.runs:
            return
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


def load() -> None:
    """Load Camelot once for the processes to come."""
    import camelot.parsers  # noqa: F401
    import playa.miner  # noqa: F401


def grids(source: Path, flavours: Sequence[Flavour] = FLAVOURS) -> list[Grid]:
    """The tables that Camelot's flavours find on the pages of ``source``, each flavour on its own."""
    return _found(
        source, lambda leaves: (grid for leaf in leaves for flavour in flavours for grid in getattr(leaf, flavour)())
    )


def closer(source: Path, rows: Sequence[TableRow], sheets: Sequence[Page] = ()) -> list[Grid]:
    """``rows`` read again by stream, told where their columns part and what on ``sheets`` is hidden.

    For where text edges alone mislead it.
    """
    return _found(source, lambda leaves: (grid for leaf in leaves for grid in _closer(leaf, rows)), sheets)


def _closer(leaf: Leaf, rows: Sequence[TableRow]) -> Iterator[Grid]:
    from camelot.utils import text_in_bbox

    areas, columns = [], []
    # Camelot takes the areas from the top, and their columns in the order given.
    for row in sorted(rows, key=lambda row: -min(cell.box[1] for cell in row.cells)):
        boxes = [cell.box for cell in row.cells]
        cuts = [cut for left, right in pairwise(boxes) for cut in _cuts(left[2], right[0], row.size)]
        y0, y1 = min(b[1] for b in boxes), max(b[3] for b in boxes)
        area = (boxes[0][0] + _AREA, y0, boxes[-1][2] - _AREA, y1)
        if row.page == leaf.number and cuts == sorted(cuts) and text_in_bbox(area, list(leaf.runs)):
            areas.append(f"{area[0]},{y1},{area[2]},{y0}")
            columns.append(",".join(map(str, cuts)))
    if areas:
        yield from leaf.stream(areas, columns)


def _cuts(left: float, right: float, size: float) -> tuple[float, ...]:
    """Where two columns part: on both sides of what may stand between them, as figures of another column do."""
    return (left + _MARGIN * size, right - _MARGIN * size) if right - left > _ROOM * size else ((left + right) / 2,)


def heard(found: Sequence[Grid], page: int, box: Box) -> dict[Flavour, str | None]:
    """What each flavour read at a place, without labels and white space; None where it sees no table."""
    read: dict[Flavour, str | None] = {}
    for flavour in FLAVOURS:
        text = seen([grid for grid in found if grid.flavour == flavour and grid.page == page], box)
        read[flavour] = None if text is None else figures(text)
    return read


def seen(found: Sequence[Grid], box: Box) -> str | None:
    """The text that the first of the tables found holds at a place; None outside them."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return next((text for text in (grid.at(x, y) for grid in found) if text is not None), None)


def alone(found: Sequence[Grid], boxes: Sequence[Box]) -> bool:
    """Whether no two places are in one cell of the tables found: a flavour that has two there was misled."""
    middles = [((box[0] + box[2]) / 2, (box[1] + box[3]) / 2) for box in boxes]
    cells = [(n, place) for x, y in middles for n, grid in enumerate(found) if (place := grid.place(x, y))]
    return len(cells) == len(set(cells))


def figures(text: str) -> str:
    """The text of a Camelot cell without a label that reaches into it and without white space."""
    return bare("".join(line for line in text.splitlines() if letters(line.strip()) < 3))


def bare(text: str) -> str:
    """``text`` without white space."""
    return "".join(text.split())


def _found(source: Path, look: Callable[[Iterator[Leaf]], Iterator[Grid]], sheets: Sequence[Page] = ()) -> list[Grid]:
    hidden = {sheet.number: sheet.hidden for sheet in sheets}
    try:
        found = list(look(_leaves(source.read_bytes(), hidden)))
    except MemoryError:
        raise
    except Exception:  # whatever playa stumbles over: encryption that it does not know, a structure that needs repair
        found = []
    return found or list(look(_leaves(pages.plain_copy(source), hidden)))


def _leaves(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[Leaf]:
    import playa

    with playa.parse(content, space="page") as document:
        for number, page in enumerate(document.pages, 1):
            page.mediabox = _visible(page.mediabox, page.cropbox)
            page.set_initial_ctm(page.space, page.rotate)
            layout, turned = _laid_out(page)
            turn = next((turn for turn, _ in Counter(turn for _, turn in turned).most_common() if turn is not None), 0)
            if turn:
                page.set_initial_ctm(page.space, page.rotate - 90 * turn)
                layout, turned = _laid_out(page)
            size = (layout.bbox[2], layout.bbox[3])
            upright = as_set(_glyphs((char for char, turn in turned if turn == 0), size))
            yield Leaf(number, size, layout, tuple(_textlines(_runs(_without(upright, hidden.get(number, ()))))))


def _laid_out(page: Any) -> tuple[Any, list[tuple[Any, int | None]]]:
    """The layout of a page, and each character drawn there with the quarter turns that bring it upright."""
    from playa.miner import extract_page

    layout = extract_page(page)
    return layout, [(char, _turn(char)) for char in _characters(layout) if _is_drawn(char)]


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
    a, b, *_, x, y = char.matrix
    ahead = a * ((char.x0 + char.x1) / 2 - x) + b * ((char.y0 + char.y1) / 2 - y)
    if ahead < 0:  # a negative size or scaling turns the matrix, not the text
        a, b = -a, -b
    angle = math.degrees(math.atan2(b, a))
    quarters = round(angle / 90)
    return -quarters % 4 if abs(angle - 90 * quarters) < 3 else None


def _is_drawn(char: Any) -> bool:
    mode = char.render_mode
    return mode not in pages.INVISIBLE and not (mode in pages.FILLING and char.graphicstate.nalpha == 0)


def _glyphs(chars: Iterable[Any], size: tuple[float, float]) -> Iterator[Glyph]:
    """Upright characters, as far as they stand on a page of a size."""
    for char in chars:
        x, middle = (char.x0 + char.x1) / 2, (char.y0 + char.y1) / 2
        if 0 <= x <= size[0] and 0 <= middle <= size[1]:
            yield Glyph(char.get_text(), char.x0, char.x1, char.matrix[5], char.size)


def _without(glyphs: Iterable[Glyph], hidden: Sequence[Glyph]) -> Iterator[Glyph]:
    """``glyphs`` but for those that PDFium finds cut off; playa does not follow clipping paths."""
    if not hidden:
        yield from glyphs
        return
    places = {(round(other.x0), round(other.y)): other for other in hidden}
    for glyph in glyphs:
        x, y = round(glyph.x0), round(glyph.y)
        near = (places.get((x + dx, y + dy)) for dx in (-1, 0, 1) for dy in (-1, 0, 1))
        if not any(other and other.text == glyph.text and abs(other.x0 - glyph.x0) < 0.5 for other in near):
            yield glyph


@dataclass(frozen=True)
class _Run:
    """Characters of one size on one baseline that follow each other closely."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    def speaks(self) -> bool:
        """Whether it is a word rather than a figure or a sign for none."""
        return letters(self.text) > 1


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    """The runs that ``glyphs`` make, found without the text layer's words: raised marks and display type left out."""
    placed = [glyph for glyph in glyphs if glyph.text and glyph.text not in _RAISED]
    sizes = sorted(glyph.size for glyph in placed if glyph.text.isdigit())
    largest = _DISPLAY * sizes[len(sizes) // 2] if sizes else math.inf
    rows = _levels(glyph for glyph in placed if glyph.size <= largest)
    return list(_without_marks([run for row in rows for run in _row_of_runs(row)]))


def _levels(placed: Iterable[T]) -> Iterator[list[T]]:
    """Glyphs or runs of one size on one baseline, from left to right."""
    level: list[T] = []
    for each in sorted(placed, key=lambda each: (round(20 * each.size), -each.y)):
        if level and (
            abs(each.size - level[0].size) > 0.05 * each.size or abs(level[0].y - each.y) > _LEVEL * each.size
        ):
            yield sorted(level, key=lambda each: each.x0)
            level = []
        level.append(each)
    if level:
        yield sorted(level, key=lambda each: each.x0)


def _row_of_runs(row: list[Glyph]) -> Iterator[_Run]:
    gap = _gap(row)
    run: list[Glyph] = []
    for glyph in row:
        space = glyph.text.isspace()
        if run and (space or glyph.x0 - run[-1].x1 > gap * glyph.size):
            yield _run(run)
            run = []
        if not space and not any(_again(other, glyph) for other in run[-2:]):
            run.append(glyph)
    if run:
        yield _run(run)


def _gap(row: list[Glyph]) -> float:
    """Wider than what stands between the characters of a figure in a row, in type sizes; more where they are spaced."""
    figures = [glyph for glyph in row if not glyph.text.isspace()]
    gaps = ((b.x0 - a.x1) / b.size for a, b in pairwise(figures) if b.size and not (a.text + b.text).isalpha())
    close = [gap for gap in gaps if gap < SPACED]
    return max(_BREAK, statistics.median(close) + _UNEVEN) if close else _BREAK


def _again(one: Glyph, other: Glyph) -> bool:
    return one.text == other.text and one.x1 - other.x0 > 0.5 * (one.x1 - one.x0)


def _run(glyphs: Sequence[Glyph]) -> _Run:
    first = glyphs[0]
    return _Run("".join(g.text for g in glyphs), first.x0, max(g.x1 for g in glyphs), first.y, first.size)


def _without_marks(runs: Sequence[_Run]) -> Iterator[_Run]:
    """``runs`` but for those that stand raised and small close behind a larger one, as a footnote's mark does."""
    ends: dict[int, list[_Run]] = {}
    for run in runs:
        ends.setdefault(round(run.x1), []).append(run)
    for run in runs:
        near = (host for x in range(round(run.x0) - 3, round(run.x0) + 2) for host in ends.get(x, ()))
        if len(run.text) > 3 or not any(_marks(run, host) for host in near):
            yield run


def _marks(run: _Run, host: _Run) -> bool:
    raised, gap = (run.y - host.y) / host.size, (run.x0 - host.x1) / host.size
    if "0" in run.text or run.size >= _SMALLER * host.size or not -0.1 < gap < 0.4:
        return False
    return 0.15 < raised < 0.8 or (abs(raised) < 0.1 and gap < 0.1 and run.size < _SMALL * host.size)


def _textlines(runs: Iterable[_Run]) -> Iterator[Any]:
    """Text lines for Camelot: a label, as far as it is words, is one line, each figure behind it one of its own."""
    for line in _levels(runs):
        figures = 0
        while line:
            end = next((i for i in range(1, len(line)) if line[i].x0 - line[i - 1].x1 > 0.6 * line[i].size), len(line))
            end = (figures >= _FEW and _figures_before(line[:end])) or end
            part, line = line[:end], line[end:]
            spoken_to = max((i for i, run in enumerate(part) if run.speaks()), default=-1) + 1
            if spoken_to:
                yield _textline(part[:spoken_to])
            figures += len(part) - spoken_to
            for run in part[spoken_to:]:
                yield _textline([run])


def _figures_before(part: Sequence[_Run]) -> int:
    """How many figures stand before words, parted from them by the widest space, as where labels are said again."""
    gaps = [after.x0 - run.x1 for run, after in pairwise(part)]
    cut = gaps.index(max(gaps)) + 1 if gaps else 0
    wider = all(gaps[cut - 1] - gap > _WIDER * part[0].size for gap in (*gaps[: max(cut - 1, 0)], *gaps[cut:]))
    figures, words = part[:cut], part[cut:]
    return cut if wider and any(run.speaks() for run in words) and not any(run.speaks() for run in figures) else 0


def _is_figure(line: Any) -> bool:
    text = line.get_text()
    return any(c.isdigit() for c in text) and sum(c.isalpha() for c in text) < 2


def _textline(runs: Sequence[_Run]) -> Any:
    from playa.miner import LTAnno, LTTextLineHorizontal

    line = LTTextLineHorizontal()
    low, high = min(run.y - 0.22 * run.size for run in runs), max(run.y + 0.78 * run.size for run in runs)
    line.set_bbox((runs[0].x0, low, runs[-1].x1, high))
    line._objs = [LTAnno(" ".join(run.text for run in runs) + "\n")]
    return line
