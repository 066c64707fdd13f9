"""The tables of an edition, found on its pages from the words alone.

Works from what every layout keeps: months stand side by side above their columns, figures stand under
them, a row's label stands left of its figures, and a title belongs to the rows beside or below it.
"""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise, product

from ind_tables import headers
from ind_tables.catalogue import Section
from ind_tables.errors import (
    AmbiguousDocument,
    IncompleteDocument,
    ReadError,
    UnreadableNumber,
    WrongMonth,
    one_line,
)
from ind_tables.headers import Extent, Header
from ind_tables.labels import Labels, unmarked
from ind_tables.pages import Box, Page
from ind_tables.words import (
    JOINING_SPACES,
    UNREADABLE,
    Line,
    Word,
    gather,
    letters,
    lines,
    segments,
    spoken,
    table_lines,
)

Key = tuple[str, str]
_Place = tuple[float, str]
_WRAPS = 3
_FEW = 3
_NEAR = 10.0  # type sizes: how far above its rows the title of a table may stand
_MARK = re.compile(r"\(?\d{1,2}\)|[*†‡]+|[a-z]\)")
_WHOLE = re.compile(r"\d{1,3}(?:[.\u00a0\u202f\u2007\u2009]\d{3})+|\d{5,}")


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
        fault: why its cells cannot be trusted, if so; raised once the row belongs to a known table.
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
    fault: ReadError | None = None


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
        periods: the months of the columns, those of the widest table where one lacks its first.
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
    title, blocks = _survey(pages, labels)
    reading = Reading(title, ())
    _assign(blocks, reading, labels)
    return reading


def sketch(pages: Sequence[Page], labels: Labels) -> list[Table]:
    """The tables on ``pages`` as they are found, before any row of them is left out or refused; raises as :func:`read`.

    The title is the text next to the rows; the section the one that some title names.
    """
    _, blocks = _survey(pages, labels)
    seen: dict[str, list[TableRow]] = {}
    found: list[Table] = []
    last: Section | None = None
    for block, titled in zip(blocks, _titled(blocks, labels), strict=True):
        section = titled or (_continued(block, last, seen) if block.opens_page else None)
        if section:
            seen.setdefault(section.id, []).extend(block.rows)
            last = section
        found.append(Table(section, next(block.titles(near=True), ""), tuple(block.rows)))
    return found


def _survey(pages: Sequence[Page], labels: Labels) -> tuple[str, list[_Block]]:
    """The edition in the title, and the blocks of rows on the pages."""
    words = [gather(page.glyphs) for page in pages]
    title = headers.edition([line for sheet in words for line in lines(sheet)], labels)
    lined = [table_lines(sheet) for sheet in words]
    whole = any(_WHOLE.fullmatch(word.text) for sheet in words for word in sheet)
    blocks: list[_Block] = []
    inherited: list[Header] = []
    feet: list[list[_Place]] = []
    for page, on_page, found in zip(pages, lined, headers.find(lined, title, labels), strict=True):
        frames = _frames(found, inherited, page)
        before, feet = feet, []
        for index, frame in enumerate(frames):
            opening = _Block(frame.inherited.periods, page.number, opens_page=True)
            opening.feet = [*before[index : index + 1], *(feet or before)[-1:]]
            *whole_blocks, end = _blocks(frame, on_page, _sideways(page), opening, whole, labels)
            blocks.extend(whole_blocks)
            feet.append(end.titled)
        inherited = [(frame.headers or [frame.inherited])[-1] for frame in frames]
    blocks = [block for block in blocks if block.rows]
    if not blocks:
        raise IncompleteDocument(
            f"the title says {title}, but no month columns with figures under them were found; expected the "
            "edition's tables; check that the file is whole"
        )
    return title, blocks


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
    stray: str = ""


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
    """A line under a header: what stands left of the columns, the figures in them, and whether it heads them."""

    header: Header
    line: Line
    label: tuple[Word, ...]
    tokens: tuple[Word, ...] = ()
    heads: bool = False

    @property
    def y(self) -> float:
        return self.line.y

    @property
    def size(self) -> float:
        return max((w.size for w in self.label + self.tokens), default=self.line.size)

    def text(self) -> _Text:
        """The line as titles and notes are read: its label, all of it, and its parts."""
        words = self.label if self.heads else self.line.between(self.header.left, self.header.right)
        texts = [spoken(self.label), spoken(words), *(spoken(run) for run in segments(words))]
        return _Text(self.y, self.size, self.label, tuple(dict.fromkeys(t for t in texts if t)), stray=self._stray())

    def _stray(self) -> str:
        """The figures in the columns of a line that is no row."""
        words = self.line.between(self.header.columns[0].x0, self.header.columns[-1].x1)
        return "" if self.heads or self.tokens else spoken(w for w in words if any(c.isdigit() for c in w.text))


@dataclass
class _Block:
    """Consecutive rows of one table, and what may title them.

    Attributes:
        titled: texts above and beside the rows, each with its height.
        feet: texts at the foot of the page or column before, which may title its first rows.
        strays: figures between the rows.
        above: figures above the rows, in none.
    """

    periods: tuple[str, ...]
    page: int
    titled: list[_Place] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    feet: list[list[_Place]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    opens_page: bool = False

    def titles(self, near: bool) -> Iterator[str]:
        """The texts that may be its title, each by itself or with lines above that it may wrap over, nearest first.

        Args:
            near: only what stands beside the rows or, where nothing does, next above them.
        """
        top, bottom, size = self.rows[0].y, self.rows[-1].y, self.rows[0].size
        texts = _by_height(self.titled)
        beside = [y for y in texts if bottom - size <= y <= top + 0.3 * size]
        above = [y for y in reversed(texts) if top < y and y not in beside]
        nearest = (beside or above[:1]) if near else [*beside, *(y for y in above if y - top < _NEAR * size)]
        yield from _wrapped(texts, nearest)
        for foot in () if near else map(_by_height, self.feet):
            yield from _wrapped(foot, list(reversed(foot)))


def _by_height(places: Iterable[_Place]) -> dict[float, list[str]]:
    """Texts by their height, from the top."""
    texts: dict[float, list[str]] = {}
    for y, text in sorted(places, key=lambda place: -place[0]):
        texts.setdefault(y, []).append(text)
    return texts


def _wrapped(texts: dict[float, list[str]], chosen: Sequence[float]) -> Iterator[str]:
    """The texts at the heights ``chosen``, each by itself and then with those above and below that it may wrap over."""
    for y in chosen:
        yield from texts[y]
    heights = list(texts)
    for count in range(2, _WRAPS + 2):
        for start in range(len(heights) - count + 1):
            window = heights[start : start + count]
            if any(y in chosen for y in window):
                yield " ".join(texts[y][0] for y in window)
                yield " ".join(texts[y][-1] for y in window)


def _blocks(
    frame: _Frame, on_page: list[Line], asides: list[_Text], block: _Block, whole: bool, labels: Labels
) -> Iterator[_Block]:
    """The blocks in a part of a page from the one that opens it; at last, one without rows for what follows them."""
    left, right = frame.reach
    stubs: dict[float, list[_Stub]] = {}
    for line in on_page:
        words = line.between(left, right)
        if words:
            header = frame.header(line.y)
            stubs.setdefault(header.y, []).append(_stub(header, line, words, labels))
    items: list[TableRow | _Text | Header] = [*frame.headers, *asides]
    for group in stubs.values():
        items.extend(_rows(group, frame.page, whole, labels))
    items.sort(key=lambda item: -item.y)
    edges = [item.label_box[0] for item in items if isinstance(item, TableRow) and item.key]
    edge = statistics.median(edges) if edges else -float("inf")

    pending: list[_Place] = []
    strays: list[str] = []
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
            strays.extend([item.stray] if item.stray else [])
            parted = parted or not (aside or _is_note(item, frame, labels))
        else:
            titled = any(labels.section(text) for _, text in pending) and (parted or headed)
            if block.rows and (headed or titled or parted or _begins_anew(block, item, labels)):
                yield block
                block = _Block(frame.header(item.y).periods, frame.page)
            if block.rows:
                block.strays.extend(strays)
            else:
                block.above.extend(strays)
                block.titled.extend(pending)
            block.rows.append(item)
            for y in {word.y for word in item.beside}:
                block.titled.append((y, spoken(word for word in item.beside if word.y == y)))
            pending, strays, headed, parted = [], [], False, False
    yield block
    yield _Block((), frame.page, titled=pending)


def _stub(header: Header, line: Line, words: tuple[Word, ...], labels: Labels) -> _Stub:
    first, width = header.columns[0], len(header.columns)
    named = (i for i, w in enumerate(words) if w.middle < first.middle and letters(w.text) > 1)
    cut = max(named, default=-1) + 1
    while 0 < cut < len(words) and _is_mark(words[cut - 1], words[cut]):
        cut += 1
    label, tokens = words[:cut], words[cut:]
    known = bool(label) and labels.row(spoken(label), exact=True) is not None
    heads = _are_years(tokens, header) or _are_column_numbers(tokens, header)
    if abs(line.y - header.y) <= 0.3 * header.size or (not known and heads):
        return _Stub(header, line, label, heads=True)
    figures = sum(_may_be_figure(w.text) for w in tokens)
    if labels.section(spoken(words)) or figures < max(0.4 * len(tokens), 1 if known else min(3, width)):
        return _Stub(header, line, words)
    return _Stub(header, line, label, tokens)


def _is_mark(before: Word, word: Word) -> bool:
    return bool(_MARK.fullmatch(word.text)) and word.x0 - before.x1 < 0.6 * word.size


def _are_years(tokens: tuple[Word, ...], header: Header) -> bool:
    years = {int(period[:4]) for period in header.periods}
    return bool(tokens) and all(headers.year(w.text) in years for w in tokens)


def _are_column_numbers(tokens: tuple[Word, ...], header: Header) -> bool:
    """Whether words count the columns, as (1) (2) (3) under the months do; the column of labels may be the first."""
    counted = [w.text.strip("()[].") for w in tokens]
    numbers = list(map(str, range(1, len(header.columns) + 2)))
    return len(tokens) >= _FEW and counted in (numbers[:-1], numbers[1:], numbers)


def _may_be_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) or letters(text) == 0


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


def _rows(stubs: list[_Stub], page: int, whole: bool, labels: Labels) -> Iterator[TableRow | _Text]:
    """The rows under a header, each line of figures joined to its label, and the texts between them."""
    texts = [s for s in stubs if not s.tokens]
    found = []
    for stub in (s for s in stubs if s.tokens):
        own, key, beside, used = _labelled(stub, texts, labels)
        for part in used:
            texts.remove(part)
        found.append((own, key, beside))
    rows = [s.tokens for s, key, *_ in found if key] or [s.tokens for s, *_ in found]
    columns = _Columns.of(rows, stubs[0].header, whole)
    for stub, key, beside in found:
        cells, left_over, fault = columns.cells(stub)
        label = stub.label
        box = _box(label) if label else (stub.header.start, stub.y, stub.header.start, stub.y + stub.size)
        yield TableRow(page, spoken(label), key, stub.y, stub.size, cells, box, beside, left_over, fault)
    for stub in texts:
        yield stub.text()


def _labelled(
    stub: _Stub, texts: list[_Stub], labels: Labels
) -> tuple[_Stub, Key | None, tuple[Word, ...], list[_Stub]]:
    """The stub with all of its label, its key, words beside it, and the lines it wraps over; the longest label wins.

    Numbers that stand before the first column, as in “6 - 15”, belong to the label if that makes it a known one.
    """
    above, below = _neighbours(stub, texts, +1), _neighbours(stub, texts, -1)
    near = [*above, *below]
    choices = [list(c) for n in range(min(len(near), _WRAPS), -1, -1) for c in combinations(near, n)]
    around = [c for c in choices if any(p in above for p in c) and any(p in below for p in c)]
    before = sum(word.middle < stub.header.start for word in stub.tokens[:_WRAPS])
    for marked in (False, True):
        for taken in range(before + 1):
            own = replace(stub, label=stub.label + stub.tokens[:taken], tokens=stub.tokens[taken:])
            for ways, keep_own in ((choices, True), (around, False)):
                for parts in ways:
                    way = sorted([own, *parts] if keep_own else parts, key=lambda part: -part.y)
                    for label in _cuts(way):
                        text = unmarked(spoken(label)) if marked else spoken(label)
                        key = labels.row(text, exact=True) if text else None
                        if key:
                            beside = tuple(w for part in (own, *parts) for w in part.label if w not in label)
                            return replace(own, label=label), key, beside, parts
    return stub, labels.row(spoken(stub.label)) if stub.label else None, (), []


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
class _Columns:
    """Where the columns of a table stand, learnt from its figures and held against its headings.

    Attributes:
        slots: the index of the month in each column from left to right, None under a foreign heading.
        extents: what the figures of each column cover; empty where rows are strings that keep no columns.
        whole: whether the document holds its larger figures together, so that none can be in groups apart.
        fault: why the figures cannot be told apart, if so.
    """

    header: Header
    slots: tuple[int | None, ...]
    extents: tuple[Extent, ...] = ()
    whole: bool = False
    fault: ReadError | None = None

    @classmethod
    def of(cls, rows: Sequence[tuple[Word, ...]], header: Header, whole: bool) -> _Columns:
        """The columns under ``header`` that ``rows`` of figures stand in."""
        headings: list[tuple[float, float, int | None]] = [(x0, x1, None) for x0, x1 in header.foreign]
        headings += [(column.x0, column.x1, index) for index, column in enumerate(header.columns)]
        headings.sort(key=lambda heading: heading[:2])
        slots = tuple(index for *_, index in headings)
        spans = [(x0, x1) for x0, x1, _ in headings]
        if header.fault or not rows:
            return cls(header, slots, tuple(spans), fault=header.fault)
        for extents in (_apart(rows, len(slots)), _typical(rows, len(slots)), _under(rows, spans)):
            if extents and _fit(extents, spans):
                return cls(header, slots, tuple(extents))
        if all(_is_string(row) for row in rows):
            return cls(header, slots, whole=whole)
        return cls(
            header,
            slots,
            tuple(spans),
            fault=IncompleteDocument(
                f"the figures do not stand under the months {header.periods[0]} to {header.periods[-1]}; expected "
                "every column under its heading; compare with the page"
            ),
        )

    def cells(self, stub: _Stub) -> tuple[tuple[Cell, ...], tuple[str, ...], ReadError | None]:
        """The cells of a row, one a month, the texts that stand in none, and why they cannot be trusted, if so."""
        held: list[list[Word]] = [[] for _ in self.slots]
        outside: list[str] = []
        fault = self.fault
        tokens = stub.tokens
        if not self.extents:
            tokens = _parts(tokens[0]) if len(tokens) == 1 else tokens
            if len(tokens) == len(held) and (self.whole or not any(map(_groups, tokens, tokens[1:]))):
                held = [[word] for word in tokens]
            else:
                fault = UnreadableNumber(
                    f"found {len(tokens)} figures in a string under {len(held)} months ({one_line(spoken(tokens))}); "
                    "expected one each; compare with the page"
                )
        for word in tokens if self.extents else ():
            index = self._slot(word)
            if index is None or self.slots[index] is None:
                outside.append(word.text)
            else:
                held[index].append(word)
                fault = fault or self._astride(word, index)
        months = sorted((month, words) for month, words in zip(self.slots, held, strict=True) if month is not None)
        return tuple(self._cell(month, words, stub) for month, words in months), tuple(outside), fault

    def _slot(self, word: Word) -> int | None:
        """The column that a word stands in; None left of the first and right of the last."""
        middles = [(left[1] + right[0]) / 2 for left, right in pairwise(self.extents)]
        reach = 0.5 * self.header.pitch
        if word.x1 < self.extents[0][0] - 0.2 * word.size and word.middle < self.extents[0][0] - reach:
            return None
        if word.x0 > self.extents[-1][1] + 0.2 * word.size and word.middle > self.extents[-1][1] + reach:
            return None
        return sum(word.middle > middle for middle in middles)

    def _astride(self, word: Word, index: int) -> ReadError | None:
        for x0, x1 in self.extents[max(0, index - 1) : index] + self.extents[index + 1 : index + 2]:
            if min(word.x1, x1) - max(word.x0, x0) > 0.5 * (x1 - x0):
                return UnreadableNumber(
                    f"“{one_line(word.text)}” stands across two columns; expected a figure in each; compare with "
                    "the page"
                )
        return None

    def _cell(self, index: int, words: list[Word], stub: _Stub) -> Cell:
        period = self.header.periods[index]
        if words:
            return Cell(period, spoken(words), _box(words))
        column = self.header.columns[index]
        x0, x1 = self.extents[self.slots.index(index)] if self.extents else (column.x0, column.x1)
        return Cell(period, "", (x0, stub.y - 0.2 * stub.size, x1, stub.y + 0.8 * stub.size))


def _runs(rows: Sequence[tuple[Word, ...]]) -> list[Extent]:
    """What the words of all rows together cover, from left to right."""
    runs: list[list[float]] = []
    for x0, x1 in sorted((word.x0, word.x1) for row in rows for word in row):
        if runs and x0 <= runs[-1][1]:
            runs[-1][1] = max(runs[-1][1], x1)
        else:
            runs.append([x0, x1])
    return [(x0, x1) for x0, x1 in runs]


def _apart(rows: Sequence[tuple[Word, ...]], count: int) -> list[Extent]:
    """``count`` columns that no figure bridges, parted where the white between all figures is widest.

    Where that many columns are left once the groups of figures such as “2 130” are joined, it is these.
    """
    runs = _runs(rows)
    if len(runs) < count:
        return []
    cuts = [i for i in range(1, len(runs)) if not _are_groups(rows, runs[i - 1], runs[i])]
    if len(cuts) != count - 1:
        cuts = sorted(range(1, len(runs)), key=lambda i: runs[i - 1][1] - runs[i][0])[: count - 1]
    return [(runs[start][0], runs[end - 1][1]) for start, end in pairwise([0, *sorted(cuts), len(runs)])]


def _are_groups(rows: Sequence[tuple[Word, ...]], left: Extent, right: Extent) -> bool:
    """Whether the words in ``left`` and ``right`` are groups of one figure in every row."""
    found = [
        [[word for word in row if x0 <= word.middle <= x1] for x0, x1 in (left, right)]
        for row in rows
        if any(left[0] <= word.middle <= left[1] for word in row)
    ]
    return all(len(one) == len(other) == 1 and _groups(one[0], other[0]) for one, other in found)


def _typical(rows: Sequence[tuple[Word, ...]], count: int) -> list[Extent]:
    """``count`` columns as most of the rows with a figure in each have them."""
    full = [row for row in rows if len(row) == count]
    median = statistics.median
    extents = [(median(row[i].x0 for row in full), median(row[i].x1 for row in full)) for i in range(count) if full]
    return extents if all(left[1] < right[0] for left, right in pairwise(extents)) else []


def _under(rows: Sequence[tuple[Word, ...]], headings: Sequence[Extent]) -> list[Extent]:
    """The columns of figures that stand right below ``headings``, some of which head nothing."""
    extents = list(headings)
    for x0, x1 in _runs(rows):
        over = [i for i, (left, right) in enumerate(headings) if min(x1, right) > max(x0, left)]
        if len(over) != 1:
            return []
        left, right = extents[over[0]]
        extents[over[0]] = (min(left, x0), max(right, x1))
    return extents


def _fit(extents: Sequence[Extent], headings: Sequence[Extent]) -> bool:
    """Whether each column and its heading together keep clear of the next; shifted against each other, they do not."""
    hulls = [(min(a[0], b[0]), max(a[1], b[1])) for a, b in zip(extents, headings, strict=True)]
    thin = [min(a[1] - a[0], b[1] - b[0]) for a, b in zip(extents, headings, strict=True)]
    return all(hulls[i][1] - hulls[i + 1][0] <= 0.4 * min(thin[i], thin[i + 1]) for i in range(len(hulls) - 1))


def _is_string(row: tuple[Word, ...]) -> bool:
    """Whether nothing but word spaces parts the figures of a row."""
    return all(right.x0 - left.x1 < 0.6 * left.size for left, right in pairwise(row))


def _groups(left: Word, right: Word) -> bool:
    """Whether two words can be the groups of one figure, such as “2 130”."""
    return re.fullmatch(r"\d{1,3} \d{3}", f"{left.text} {right.text}") is not None


def _parts(word: Word) -> tuple[Word, ...]:
    """The parts of a word that no-break spaces hold together."""
    texts = [text for text in re.split(f"[{JOINING_SPACES}]", word.text) if text]
    step = word.width / len(texts)
    return tuple(
        replace(word, text=text, x0=word.x0 + i * step, x1=word.x0 + (i + 1) * step) for i, text in enumerate(texts)
    )


# --------------------------------------------------------------------------------------------------
# Sections


def _assign(blocks: list[_Block], reading: Reading, labels: Labels) -> None:
    seen: dict[str, list[TableRow]] = {}
    apart: dict[str, list[str]] = {}
    last: Section | None = None
    for block, titled in zip(blocks, _titled(blocks, labels), strict=True):
        section = titled or (_continued(block, last, seen) if block.opens_page else None)
        if section is None:
            title = next(block.titles(near=True), "")
            again = next((row for row in block.rows if last and row.key in {r.key for r in seen[last.id]}), None)
            if last and again and not (title or block.opens_page):
                raise _twice(again, last)
            reading.tables.append(Table(None, title, tuple(block.rows)))
            reading.warnings.append(
                f"page {block.page}: the table “{one_line(title)[:80] or 'without a title'}” is unknown and was left "
                "out; add it to the catalogue if it belongs to the edition"
            )
            continue
        rows = tuple(_known(block, section, reading, labels))
        apart.setdefault(section.id, []).extend(_apart_from_labels(block, section, labels))
        before = seen.setdefault(section.id, [])
        for row in rows:
            if row.key in {r.key for r in before}:
                raise _twice(row, section)
            before.append(row)
        reading.tables.append(Table(section, section.title, rows))
        last = section
    _none_apart(seen, apart, reading, labels)
    windows = [tuple(cell.period for cell in row.cells) for rows in seen.values() for row in rows]
    reading.periods = max(windows or [blocks[0].periods], key=len)


def _apart_from_labels(block: _Block, section: Section, labels: Labels) -> Iterator[str]:
    """Rows without a label or with that of another table; figures beside the rows that make most of one."""
    for row in block.rows:
        if not letters(row.label):
            yield " ".join(cell.text for cell in row.cells)
        elif row.key and labels.row_of(section, row.key) is None:
            yield row.label
    for text in (*block.above, *block.strays):
        if UNREADABLE in text or 2 * len(text.split()) > len(block.periods):
            yield text


def _none_apart(seen: dict[str, list[TableRow]], apart: dict[str, list[str]], reading: Reading, labels: Labels) -> None:
    """Refuses a table that misses a row and has figures apart from its labels: all may stand at the wrong ones."""
    for section in labels.catalogue.sections:
        keys = {row.key for row in seen.get(section.id, ())}
        absent = [row.label for row in section.rows if row.required(reading.edition) and row.key not in keys]
        if absent and apart.get(section.id):
            raise IncompleteDocument(
                f"page {seen[section.id][0].page}: “{section.title}” has no figures at the label “{absent[0]}”, but "
                f"others apart from its labels ({one_line(apart[section.id][0])[:80]}); expected every row of figures "
                "at its label; compare with the page"
            )


def _twice(row: TableRow, section: Section) -> AmbiguousDocument:
    return AmbiguousDocument(
        f"page {row.page}: the row “{one_line(row.label)}” of “{section.title}” stands twice; expected it once; check "
        "that no page or table is doubled"
    )


def _titled(blocks: list[_Block], labels: Labels) -> list[Section | None]:
    """The section that each block's title names.

    A title that stands at its rows comes before one further off, and its very words before others like them; a
    section named by the better title is no more to be had for the worse.
    """
    found: list[Section | None] = [None] * len(blocks)
    for near, exact in ((True, True), (True, False), (False, True), (False, False)):
        taken = {section.id for section in found if section}
        for i, block in enumerate(blocks):
            if found[i] is None:
                named = (labels.section(text, exact=exact) for text in block.titles(near))
                found[i] = next((section for section in named if section and section.id not in taken), None)
    return found


def _continued(block: _Block, last: Section | None, seen: dict[str, list[TableRow]]) -> Section | None:
    keys = {row.key for row in block.rows if row.key}
    if last is None or not keys:
        return None
    missing = {row.key for row in last.rows} - {row.key for row in seen[last.id]}
    return last if keys <= missing else None


def _known(block: _Block, section: Section, reading: Reading, labels: Labels) -> Iterator[TableRow]:
    for row in block.rows:
        where = f"row “{one_line(row.label)[:80] or 'without a label'}” of “{section.title}”"
        if row.key is None or labels.row_of(section, row.key) is None:
            reading.warnings.append(
                f"page {row.page}: the {where} is unknown and was left out; add it to the catalogue if it belongs to "
                "the table"
            )
            continue
        if isinstance(row.fault, WrongMonth):
            raise row.fault
        if row.fault:
            place = f"page {row.page}, section “{section.title}”, row “{one_line(row.label)}”"
            raise type(row.fault)(f"{place}: {row.fault}")
        if row.left_over:
            reading.warnings.append(
                f"page {row.page}: beside the {where} stands {', '.join(map(one_line, row.left_over))} in no column; "
                "left out"
            )
        yield row
    for stray in block.strays:
        reading.warnings.append(
            f"page {block.page}: between the rows of “{section.title}” stands {one_line(stray)[:80]} in no row; "
            "left out"
        )
