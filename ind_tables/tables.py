"""The tables of an edition, found on its pages from the words alone.

Works from what every layout keeps: months stand side by side above their columns, figures stand under
them, a row's label stands left of its figures, and a title belongs to the rows beside or below it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

from ind_tables import headers
from ind_tables.catalogue import Section
from ind_tables.errors import (
    AmbiguousDocument,
    IncompleteDocument,
    UnreadableNumber,
    WrongMonth,
    one_line,
)
from ind_tables.headers import Header
from ind_tables.labels import Labels
from ind_tables.pages import Box, Page
from ind_tables.words import JOINING_SPACES, Line, Word, gather, lines, segments, spoken, table_lines

Key = tuple[str, str]
_WRAPS = 3


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its month, the words printed in it, and where."""

    period: str
    text: str
    box: Box


@dataclass(frozen=True)
class TableRow:
    """A row as printed.

    Attributes:
        label: the words of its label; key: the measure and age band that they name, if they do.
        y, size: its baseline and type size.
        cells: one a column, from left to right.
        label_box: where the label stands.
        beside: words left of the label, such as a title that spans the rows.
        left_over: texts on its line that stand in no column.
    """

    page: int
    label: str
    key: Key | None
    y: float
    size: float
    cells: tuple[Cell, ...]
    label_box: Box
    beside: tuple[Word, ...] = ()
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table of the edition: a section and its rows, or an unknown subject (section None)."""

    section: Section | None
    title: str
    rows: tuple[TableRow, ...]


@dataclass
class Reading:
    """What the words of an edition say.

    Attributes:
        edition: the month in the title, YYYY-MM.
        periods: the months of the columns.
        tables: the tables found, in the order of the pages.
        warnings: sentences on what was found and left out.
    """

    edition: str
    periods: tuple[str, ...]
    tables: list[Table] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def read(pages: Sequence[Page], labels: Labels) -> Reading:
    """The tables on ``pages``.

    Raises:
        NotMaandcijfers: no page bears the title of the monthly figures.
        WrongMonth: the months of a header are not consecutive, or are not the title's.
        AmbiguousDocument: two editions, or a section or row twice.
        IncompleteDocument: no month columns, or figures that do not stand under them.
        UnreadableNumber: figures that belong to no column.
    """
    words = [gather(page.glyphs) for page in pages]
    title = headers.edition([line for sheet in words for line in lines(sheet)], labels)
    blocks: list[_Block] = []
    inherited: list[Header] = []
    for page, sheet in zip(pages, words, strict=True):
        on_page = table_lines(sheet)
        frames = _frames(headers.find(page.number, on_page, title, labels), inherited, page)
        for frame in frames:
            blocks.extend(_blocks(frame, on_page, _sideways(page), labels))
        inherited = [(frame.headers or [frame.inherited])[-1] for frame in frames]
    blocks = [block for block in blocks if block.rows]
    if not blocks:
        raise IncompleteDocument(
            f"the title says {title}, but no month columns with figures under them were found; expected the "
            "edition's tables; check that the file is whole"
        )
    windows = {block.periods for block in blocks}
    if len(windows) > 1:
        shown = "; ".join(sorted(f"{w[0]} to {w[-1]}" for w in windows))
        raise WrongMonth(f"the tables head different months ({shown}); expected one window for all; check the pages")
    reading = Reading(title, windows.pop())
    _assign(blocks, reading, labels)
    return reading


# --------------------------------------------------------------------------------------------------
# Frames: the part of a page where tables stand one below the other


@dataclass(frozen=True)
class _Frame:
    """The headers of a part of a page, from its top, and the one of an earlier page that still holds."""

    page: int
    headers: tuple[Header, ...]
    inherited: Header

    def header(self, y: float) -> Header:
        """The header that holds at a height."""
        above = [h for h in self.headers if h.y >= y - 0.3 * h.size]
        return above[-1] if above else self.inherited

    @property
    def reach(self) -> tuple[float, float]:
        """The left and right edge."""
        own = self.headers or (self.inherited,)
        return max(h.left for h in own), min(h.right for h in own)


def _frames(found: list[Header], inherited: list[Header], page: Page) -> list[_Frame]:
    groups: list[list[Header]] = []
    for header in found:
        fitting = next((g for g in groups if not any(h.beside(header) for h in g)), None)
        if fitting is None:
            groups.append([header])
        else:
            fitting.append(header)
    above = [replace(h, page=page.number, y=float("inf")) for h in inherited]
    if not groups:
        return [_Frame(page.number, (), h) for h in above]
    groups.sort(key=lambda g: g[0].columns[0].x0)
    frames = []
    for group in groups:
        own = replace(group[0], y=float("inf"))
        frames.append(_Frame(page.number, tuple(group), next((h for h in above if not h.beside(own)), own)))
    return frames


@dataclass(frozen=True)
class _Text:
    """Words that are no row: a title, a note, a line of a wrapped label."""

    y: float
    size: float
    label: tuple[Word, ...]
    texts: tuple[str, ...]
    aside: bool = False


def _sideways(page: Page) -> list[_Text]:
    """What is written sideways on a page, as titles that span rows are."""
    found = []
    for turn, glyphs in page.sideways.items():
        runs = [run for line in lines(gather(glyphs)) for run in segments(line.words)]
        while runs:
            joined = [runs.pop(0)]
            for run in list(runs):
                last = joined[-1]
                near = 0 < last[0].y - run[0].y < 1.6 * last[0].size
                if near and run[0].x0 < last[-1].x1 and last[0].x0 < run[-1].x1:
                    joined.append(run)
                    runs.remove(run)
            words = tuple(word for run in joined for word in run)
            _, y0, _, y1 = page.back(_box(words), turn)
            found.append(_Text((y0 + y1) / 2, words[0].size, words, (spoken(words),), aside=True))
    return found


# --------------------------------------------------------------------------------------------------
# Blocks: consecutive rows of one table


@dataclass(frozen=True)
class _Stub:
    """A line under a header: what stands left of the columns and what stands in them."""

    header: Header
    line: Line
    label: tuple[Word, ...]
    tokens: tuple[Word, ...]

    @property
    def y(self) -> float:
        return self.line.y

    @property
    def size(self) -> float:
        return max((w.size for w in self.label + self.tokens), default=self.line.size)

    def text(self) -> _Text:
        """The line as titles and notes are read: its label, all of it, and its parts."""
        words = self.line.between(self.header.left, self.header.right)
        texts = [spoken(self.label), spoken(words), *(spoken(run) for run in segments(words))]
        return _Text(self.y, self.size, self.label, tuple(dict.fromkeys(t for t in texts if t)))


@dataclass
class _Block:
    """Consecutive rows of one table, and the texts that may title them, each with its height."""

    periods: tuple[str, ...]
    page: int
    titled: list[tuple[float, str]] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    opens_page: bool = False

    @property
    def titles(self) -> list[str]:
        """The texts from the top of the page, the nearest last."""
        return [text for _, text in sorted(self.titled, key=lambda item: -item[0])]


def _blocks(frame: _Frame, on_page: list[Line], asides: list[_Text], labels: Labels) -> Iterator[_Block]:
    left, right = frame.reach
    stubs: dict[float, list[_Stub]] = {}
    for line in on_page:
        words = line.between(left, right)
        if words:
            header = frame.header(line.y)
            stubs.setdefault(header.y, []).append(_stub(header, line, words, labels))
    items: list[TableRow | _Text | Header] = [*frame.headers, *asides]
    for group in stubs.values():
        items.extend(_rows(group, frame.page, labels))
    items.sort(key=lambda item: -item.y)
    edges = [item.label_box[0] for item in items if isinstance(item, TableRow) and item.key]
    edge = statistics.median(edges) if edges else -float("inf")

    block = _Block(frame.inherited.periods, frame.page, opens_page=True)
    pending: list[tuple[float, str]] = []
    headed = parted = False
    for item in items:
        if isinstance(item, Header):
            headed = True
        elif isinstance(item, _Text):
            aside = item.aside or (item.label and item.label[-1].x1 < edge + 0.5 * item.size)
            texts = [(item.y, text) for text in item.texts]
            if aside and block.rows and not headed:
                block.titled.extend(texts)
            pending.extend(texts)
            parted = parted or not (aside or _is_note(item, frame, labels))
        else:
            titled = any(labels.section(text) for _, text in pending) and (parted or headed)
            if block.rows and (headed or titled or parted or _begins_anew(block, item, labels)):
                yield block
                block = _Block(frame.header(item.y).periods, frame.page)
            if not block.rows:
                block.titled.extend(pending)
            block.rows.append(item)
            for y in {word.y for word in item.beside}:
                block.titled.append((y, spoken(word for word in item.beside if word.y == y)))
            pending, headed, parted = [], False, False
    yield block


def _stub(header: Header, line: Line, words: tuple[Word, ...], labels: Labels) -> _Stub:
    first, width = header.columns[0], len(header.columns)
    named = (i for i, w in enumerate(words) if w.middle < first.middle and _letters(w.text) > 1)
    cut = max(named, default=-1) + 1
    while len(words) - cut not in (0, width) and words[cut].middle < header.start:
        if len(words) - cut < width and (cut == 0 or words[cut].x0 - words[cut - 1].x1 > 0.6 * words[cut].size):
            break
        cut += 1
    label, tokens = words[:cut], words[cut:]
    if abs(line.y - header.y) <= 0.3 * header.size or _are_years(tokens, header):
        return _Stub(header, line, label, ())
    figures = sum(_may_be_figure(w.text) for w in tokens)
    known = bool(label) and labels.row(spoken(label), exact=True) is not None
    if labels.section(spoken(words)) or figures < max(0.4 * len(tokens), 1 if known else min(3, width)):
        return _Stub(header, line, words, ())
    return _Stub(header, line, label, tokens)


def _are_years(tokens: tuple[Word, ...], header: Header) -> bool:
    years = {int(period[:4]) for period in header.periods}
    return bool(tokens) and all(headers.year(w.text) in years for w in tokens)


def _letters(text: str) -> int:
    return 0 if text.casefold() in ("n.b.", "n.b", "nb") else sum(c.isalpha() for c in text)


def _may_be_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) or _letters(text) == 0


def _is_note(text: _Text, frame: _Frame, labels: Labels) -> bool:
    if not text.label:
        return True
    first = frame.header(text.y).columns[0]
    return labels.note(text.texts[0]) or spoken(text.label)[-1:] in ".;" or text.label[-1].x1 > first.x1


def _begins_anew(block: _Block, row: TableRow, labels: Labels) -> bool:
    keys = [r.key for r in block.rows if r.key]
    if row.key is None or not keys:
        return False
    fitting = [s for s in labels.catalogue.sections if all(labels.row_of(s, key) for key in keys)]
    return row.key in keys or not any(labels.row_of(s, row.key) for s in fitting)


def _rows(stubs: list[_Stub], page: int, labels: Labels) -> Iterator[TableRow | _Text]:
    """The rows under a header, each line of figures joined to its label, and the texts between them."""
    texts = [s for s in stubs if not s.tokens]
    figures = [s for s in stubs if s.tokens]
    places = _Places.of(figures, stubs[0].header)
    for stub in figures:
        key, label, beside, used = _labelled(stub, texts, labels)
        for part in used:
            texts.remove(part)
        cells, left_over = places.cells(stub)
        box = _box(label) if label else (stub.header.start, stub.y, stub.header.start, stub.y + stub.size)
        yield TableRow(page, spoken(label), key, stub.y, stub.size, cells, box, beside, left_over)
    for stub in texts:
        yield stub.text()


def _labelled(
    stub: _Stub, texts: list[_Stub], labels: Labels
) -> tuple[Key | None, tuple[Word, ...], tuple[Word, ...], list[_Stub]]:
    """Key, words of the label, words beside it, and the lines it wraps over; the longest label wins."""
    above, below = _neighbours(stub, texts, +1), _neighbours(stub, texts, -1)
    near = [*above, *below]
    choices = [list(c) for n in range(min(len(near), _WRAPS), -1, -1) for c in combinations(near, n)]
    around = [c for c in choices if any(p in above for p in c) and any(p in below for p in c)]
    for ways, keep_own in ((choices, True), (around, False)):
        for parts in ways:
            way = sorted([stub, *parts] if keep_own else parts, key=lambda part: -part.y)
            for label in _cuts(way):
                key = labels.row(spoken(label), exact=True) if label else None
                if key:
                    beside = tuple(w for part in (stub, *parts) for w in part.label if w not in label)
                    return key, label, beside, parts
    return labels.row(spoken(stub.label)) if stub.label else None, stub.label, (), []


def _cuts(way: list[_Stub]) -> Iterator[tuple[Word, ...]]:
    """The words of some lines, then those without what stands left of a gap, as a title beside rows does."""
    runs = [list(segments(part.label, 0.45)) for part in way]
    drops = product(*(range(max(1, len(line))) for line in runs))
    for drop in sorted(drops, key=sum):
        yield tuple(w for line, n in zip(runs, drop, strict=True) for run in line[n:] for w in run)


def _neighbours(stub: _Stub, texts: list[_Stub], side: int) -> list[_Stub]:
    """The short lines of text that follow closely on ``stub``, upwards (+1) or downwards (-1)."""
    found: list[_Stub] = []
    last = stub.y
    for text in sorted(texts, key=lambda t: side * t.y):
        if 0 < side * (text.y - last) < 1.9 * stub.size and len(text.label) < 12 and len(found) < _WRAPS:
            found.append(text)
            last = text.y
    return found


def _box(words: Iterable[Word]) -> Box:
    x0, y0, x1, y1 = zip(*(word.box for word in words), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


# --------------------------------------------------------------------------------------------------
# Columns


@dataclass(frozen=True)
class _Places:
    """Where the columns of a table stand, learnt from its full rows."""

    header: Header
    anchors: tuple[float, ...] | None
    edge: str

    @classmethod
    def of(cls, figures: list[_Stub], header: Header) -> _Places:
        """The places of the columns under ``header``; raises where they are shifted against it."""
        width = len(header.columns)
        full = [s.tokens for s in figures if len(s.tokens) == width]
        if not full:
            return cls(header, None, "middle")
        spreads = {}
        for edge in ("x1", "middle", "x0"):
            places = [[getattr(row[i], edge) for row in full] for i in range(width)]
            medians = [statistics.median(p) for p in places]
            spread = statistics.mean(abs(v - m) for p, m in zip(places, medians, strict=True) for v in p)
            spreads[edge] = (spread, tuple(medians))
        edge = min(spreads, key=lambda e: spreads[e][0])
        spread, anchors = spreads[edge]
        size = statistics.median(w.size for row in full for w in row)
        if len(full) > 1 and spread > 0.4 * size:
            return cls(header, None, "string")
        _aligned(full, header)
        return cls(header, anchors, edge)

    def cells(self, stub: _Stub) -> tuple[tuple[Cell, ...], tuple[str, ...]]:
        """The cells of a row, one a column, and the texts that stand in none."""
        width = len(self.header.columns)
        tokens = list(stub.tokens)
        if len(tokens) != width:
            tokens = [part for word in tokens for part in _parts(word)] if self.edge == "string" else tokens
        if len(tokens) == width and (self.anchors is None or self._in_place(tokens)):
            return tuple(self._cell(i, [w], stub) for i, w in enumerate(tokens)), ()
        if self.edge == "string":
            raise UnreadableNumber(
                f"page {self.header.page}, row “{one_line(spoken(stub.label))}”: found {len(tokens)} figures under "
                f"{width} months ({one_line(spoken(tokens))}); expected one each; compare with the page"
            )
        held: list[list[Word]] = [[] for _ in range(width)]
        outside: list[str] = []
        for word in tokens:
            index = self._column(word)
            if index is None:
                outside.append(word.text)
            else:
                held[index].append(word)
        return tuple(self._cell(i, words, stub) for i, words in enumerate(held)), tuple(outside)

    def _in_place(self, tokens: list[Word]) -> bool:
        return all(self._column(word) == i for i, word in enumerate(tokens))

    def _column(self, word: Word) -> int | None:
        places = self.anchors or tuple(column.middle for column in self.header.columns)
        at = getattr(word, self.edge) if self.anchors else word.middle
        index = min(range(len(places)), key=lambda i: abs(places[i] - at))
        return index if abs(places[index] - at) < 0.6 * self.header.pitch else None

    def _cell(self, index: int, words: list[Word], stub: _Stub) -> Cell:
        period = self.header.periods[index]
        if words:
            return Cell(period, spoken(words), _box(words))
        column = self.header.columns[index]
        return Cell(period, "", (column.x0, stub.y - 0.2 * stub.size, column.x1, stub.y + 0.8 * stub.size))


def _parts(word: Word) -> list[Word]:
    for space in JOINING_SPACES:
        if space in word.text:
            texts = word.text.split(space)
            step = word.width / len(texts)
            return [
                replace(word, text=t, x0=word.x0 + i * step, x1=word.x0 + (i + 1) * step)
                for i, t in enumerate(texts)
                if t
            ]
    return [word]


def _aligned(full: list[tuple[Word, ...]], header: Header) -> None:
    for i, column in enumerate(header.columns):
        words = [row[i] for row in full]
        offset = statistics.median(w.middle for w in words) - column.middle
        room = header.pitch - (column.x1 - column.x0 + statistics.median(w.width for w in words)) / 2
        if abs(offset) > max(room, 0.5 * header.pitch) + 0.3 * header.size:
            raise IncompleteDocument(
                f"page {header.page}: the figures do not stand under their months: those of column {i + 1} lie "
                f"{abs(offset):.0f} points to the {'right' if offset > 0 else 'left'} of {header.periods[i]}; "
                "expected every column under its heading; compare with the page"
            )


# --------------------------------------------------------------------------------------------------
# Sections


def _assign(blocks: list[_Block], reading: Reading, labels: Labels) -> None:
    seen: dict[str, list[TableRow]] = {}
    last: Section | None = None
    for block in blocks:
        section = _titled(block, labels) or (_continued(block, last, seen) if block.opens_page else None)
        if section is None:
            title = block.titles[-1] if block.titles else ""
            reading.tables.append(Table(None, title, tuple(block.rows)))
            reading.warnings.append(
                f"page {block.page}: the table “{one_line(title)[:80] or 'without a title'}” is unknown and was left "
                "out; add it to the catalogue if it belongs to the edition"
            )
            continue
        rows = tuple(_known(block, section, reading, labels))
        before = seen.setdefault(section.id, [])
        for row in rows:
            if row.key in {r.key for r in before}:
                raise AmbiguousDocument(
                    f"page {row.page}: the row “{one_line(row.label)}” of “{section.title}” stands twice; expected "
                    "it once; check that no page or table is doubled"
                )
            before.append(row)
        reading.tables.append(Table(section, section.title, rows))
        last = section


def _titled(block: _Block, labels: Labels) -> Section | None:
    """The section that the texts of a block name: one of them, or neighbours that a title wraps over."""
    texts = block.titles
    joined = [" ".join(texts[i : i + n]) for n in (1, 2, 3, 4) for i in reversed(range(len(texts) - n + 1))]
    exact = (labels.section(text, exact=True) for text in joined)
    close = (labels.section(text) for text in reversed(joined))
    return next((section for section in (*exact, *close) if section), None)


def _continued(block: _Block, last: Section | None, seen: dict[str, list[TableRow]]) -> Section | None:
    keys = {row.key for row in block.rows if row.key}
    if last is None or not keys:
        return None
    missing = {row.key for row in last.rows} - {row.key for row in seen[last.id]}
    return last if keys <= missing else None


def _known(block: _Block, section: Section, reading: Reading, labels: Labels) -> Iterator[TableRow]:
    for row in block.rows:
        if row.key and labels.row_of(section, row.key):
            if row.left_over:
                reading.warnings.append(
                    f"page {row.page}: beside the row “{one_line(row.label)}” of “{section.title}” stands "
                    f"{', '.join(map(one_line, row.left_over))} in no column; left out"
                )
            yield row
        else:
            reading.warnings.append(
                f"page {row.page}: the row “{one_line(row.label)[:80] or 'without a label'}” of “{section.title}” is "
                "unknown and was left out; add it to the catalogue if it belongs to the table"
            )
