"""The tables of an edition, found on its pages from the words alone.

Works from what every layout keeps: months stand side by side above their columns, figures stand under
them, a row's label stands to the left of its figures, and a title belongs to the rows that follow it.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from ind_tables.catalogue import Row, Section
from ind_tables.errors import (
    AmbiguousDocument,
    IncompleteDocument,
    NotMaandcijfers,
    UnreadableNumber,
    WrongMonth,
    one_line,
)
from ind_tables.labels import Labels, Month
from ind_tables.pages import Box, Page
from ind_tables.words import JOINING_SPACES, Line, Word, gather, lines, segments, spoken, table_lines

Key = tuple[str, str]


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the words printed in it, where, and the column that it stands in."""

    period: str
    text: str
    box: Box


@dataclass(frozen=True)
class TableRow:
    """A row as printed: its label, its cells from left to right, its line, and its place on the page."""

    page: int
    label: str
    key: Key | None
    y: float
    size: float
    cells: tuple[Cell, ...]
    label_box: Box
    left_over: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """A table of the edition: a section and its rows, or an unknown subject (section None)."""

    section: Section | None
    title: str
    rows: tuple[TableRow, ...]


@dataclass(frozen=True)
class Column:
    """A month column of a header: its month as headed and the extent of that heading."""

    month: Month
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """The horizontal centre of the heading."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Header:
    """Month headings that stand side by side on a page.

    Attributes:
        columns: the headings from left to right.
        periods: the month of each column as YYYY-MM.
        left: where the frame of its tables begins; their labels stand between it and the columns.
        start, right: where the first column begins and the last one ends.
    """

    page: int
    y: float
    size: float
    columns: tuple[Column, ...]
    left: float
    start: float
    right: float
    periods: tuple[str, ...] = ()

    @property
    def pitch(self) -> float:
        """The distance from one column to the next."""
        return _pitch(self.columns)


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
        WrongMonth: the months of a header are not consecutive, or do not end in the title's month.
        AmbiguousDocument: two editions, or a section or row twice.
        IncompleteDocument: no month columns, or figures that do not stand under them.
        UnreadableNumber: figures that belong to no column.
    """
    sheets = [_Sheet.of(page) for page in pages]
    edition = _edition(sheets, labels)
    blocks: list[_Block] = []
    headers: list[Header] = []
    for sheet in sheets:
        own = [_dated(h, sheet, edition, labels) for h in _headers(sheet, labels)]
        headers = own or [replace(h, page=sheet.page.number, y=sheet.page.height) for h in _last_row(headers)]
        for header, below in _regions(sheet, headers):
            blocks.extend(_blocks(sheet, header, below, labels))
    if not any(block.rows for block in blocks):
        raise IncompleteDocument(
            f"the title says {edition}, but no month columns with figures under them were found; "
            "expected the edition's tables; check that the file is whole"
        )
    windows = {block.header.periods for block in blocks if block.rows}
    if len(windows) > 1:
        shown = "; ".join(sorted(f"{w[0]} to {w[-1]}" for w in windows))
        raise WrongMonth(
            f"the tables head different months ({shown}); expected one window for all; check the pages"
        )
    reading = Reading(edition, windows.pop())
    _assign(blocks, reading, labels)
    return reading


# --------------------------------------------------------------------------------------------------
# The title and the headers


@dataclass(frozen=True)
class _Sheet:
    page: Page
    words: list[Word]
    lines: list[Line]

    @classmethod
    def of(cls, page: Page) -> _Sheet:
        words = gather(page.glyphs)
        return cls(page, words, table_lines(words))


def _edition(sheets: list[_Sheet], labels: Labels) -> str:
    found: set[str] = set()
    named = False
    for sheet in sheets:
        rows = [line.text for line in lines(sheet.words)]
        for text in [*rows, *(f"{a} {b}" for a, b in pairwise(rows))]:
            for edition in labels.editions(text):
                named = True
                if edition:
                    found.add(edition)
    if len(found) > 1:
        raise AmbiguousDocument(
            f"the pages bear the titles of {len(found)} editions ({', '.join(sorted(found))}); expected one; "
            "pass each edition as a file of its own"
        )
    if not found:
        expected = labels.catalogue.edition.title.format(month="<maand>", year="<jaar>")
        lacking = "a title without month and year" if named else "no title of the monthly figures"
        raise NotMaandcijfers(
            f"found {lacking}; expected “{expected}”; check that this is the right document"
        )
    return found.pop()


def _headers(sheet: _Sheet, labels: Labels) -> list[Header]:
    found: list[Header] = []
    for line in sheet.lines:
        columns = list(_columns(line, labels))
        if len(columns) < 2:
            continue
        taken = sum(c.x1 - c.x0 for c in columns)
        beside = sum(w.width for w in line.words if w.x0 >= columns[0].x0) - taken
        if beside > 0.5 * taken:
            continue
        left = 0.0
        for group in _side_by_side(columns):
            pitch = _pitch(group)
            start = group[0].middle - pitch / 2
            right = group[-1].middle + 0.75 * pitch
            found.append(Header(sheet.page.number, line.y, line.size, tuple(group), left, start, right))
            left = group[-1].middle + pitch / 2
    return found


def _columns(line: Line, labels: Labels) -> Iterator[Column]:
    words = [part for word in line.words for part in _unglued(word, labels)]
    while words:
        for count in (3, 2, 1):
            taken = words[:count]
            near = all(b.x0 - a.x1 < 0.6 * a.size for a, b in pairwise(taken))
            month = labels.month("".join(w.text for w in taken)) if near and len(taken) == count else None
            if month:
                yield Column(month, taken[0].x0, taken[-1].x1)
                del words[:count]
                break
        else:
            del words[0]


def _unglued(word: Word, labels: Labels) -> list[Word]:
    """The months in a word such as “AugustusSeptember”, where the headings of two columns touch."""
    names = labels.months_in(word.text)
    if len(names) < 2:
        return [word]
    step = word.width / sum(map(len, names))
    ends = list(accumulate(len(name) * step for name in names))
    starts = [0.0, *ends[:-1]]
    return [
        replace(word, text=name, x0=word.x0 + start, x1=word.x0 + end)
        for name, start, end in zip(names, starts, ends, strict=True)
    ]


def _side_by_side(columns: list[Column]) -> Iterator[list[Column]]:
    pitch = _pitch(columns)
    group = [columns[0]]
    for left, right in pairwise(columns):
        if right.middle - left.middle > 1.9 * pitch and right.month.number != left.month.number % 12 + 2:
            yield group
            group = []
        group.append(right)
    yield group


def _pitch(columns: Sequence[Column]) -> float:
    if len(columns) < 2:
        return 3 * (columns[0].x1 - columns[0].x0)
    return statistics.median(b.middle - a.middle for a, b in pairwise(columns))


def _last_row(headers: list[Header]) -> list[Header]:
    if not headers:
        return []
    return [h for h in headers if abs(h.y - headers[-1].y) < h.size]


def _dated(header: Header, sheet: _Sheet, edition: str, labels: Labels) -> Header:
    months = [column.month.number for column in header.columns]
    where = f"on page {header.page} the columns are headed {_names(months, labels)}"
    for before, after in pairwise(months):
        if after != before % 12 + 1:
            raise WrongMonth(
                f"{where}; expected consecutive months; check that no column is missing or moved"
            )
    year, month = int(edition[:4]), int(edition[5:])
    if months[-1] != month:
        raise WrongMonth(
            f"{where}, but the title says {edition}; expected the last column to be the title's month; "
            "check that pages of two editions are not mixed"
        )
    last = year * 12 + month - 1
    numbers = range(last - len(months) + 1, last + 1)
    periods = tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in numbers)
    for column, printed in _years(header, sheet):
        if column is None:
            wrong = str(printed) not in {p[:4] for p in periods}
        else:
            wrong = str(printed) != periods[column][:4]
        if wrong:
            place = "beside the months" if column is None else f"above the column of {periods[column]}"
            raise WrongMonth(
                f"on page {header.page} the year {printed} stands {place}, but the title says {edition}; "
                "expected title and header to agree; check that pages of two editions are not mixed"
            )
    return replace(header, periods=periods)


def _years(header: Header, sheet: _Sheet) -> Iterator[tuple[int | None, int]]:
    for index, column in enumerate(header.columns):
        if column.month.year:
            yield index, column.month.year
    for line in sheet.lines:
        if not -2.5 * header.size <= line.y - header.y <= 4 * header.size:
            continue
        words = line.between(header.left, header.right + header.pitch)
        above = [w for w in words if w.middle >= header.start]
        if abs(line.y - header.y) > 0.3 * header.size and not all(_year(w.text) for w in above):
            continue
        for word in words:
            year = _year(word.text)
            if year is None:
                continue
            if word.middle < header.start:
                if len(words) == len(above) + 1 or abs(line.y - header.y) <= 0.3 * header.size:
                    yield None, year
                continue
            nearest = min(
                range(len(header.columns)), key=lambda i: abs(header.columns[i].middle - word.middle)
            )
            yield nearest, year


def _year(text: str) -> int | None:
    return int(text) if len(text) == 4 and text.isdecimal() and text.startswith("20") else None


def _names(months: list[int], labels: Labels) -> str:
    names = labels.catalogue.edition.months
    return ", ".join(names[m - 1] for m in months)


# --------------------------------------------------------------------------------------------------
# Rows


@dataclass(frozen=True)
class _Stub:
    """A line under a header: what stands left of the columns and what stands in them."""

    line: Line
    label: tuple[Word, ...]
    tokens: tuple[Word, ...]

    @property
    def y(self) -> float:
        return self.line.y

    @property
    def size(self) -> float:
        return max(w.size for w in self.label + self.tokens)

    @property
    def is_row(self) -> bool:
        return bool(self.tokens)


@dataclass
class _Block:
    """Consecutive rows of one table, and the texts that may title them."""

    header: Header
    rows: list[TableRow] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    first_on_page: bool = False


def _regions(sheet: _Sheet, headers: list[Header]) -> Iterator[tuple[Header, list[Line]]]:
    for header in headers:
        lower = [h.y for h in headers if h.y < header.y - header.size and _overlap(h, header)]
        floor = max(lower, default=-float("inf"))
        inherited = header.y >= sheet.page.height
        ceiling = header.y if inherited else header.y + 6 * header.size
        rows = [line for line in sheet.lines if floor < line.y <= ceiling]
        yield header, rows


def _overlap(one: Header, other: Header) -> bool:
    return one.start < other.right and other.start < one.right


def _stub(line: Line, header: Header) -> _Stub | None:
    words = line.between(
        header.left - header.pitch / 2 if header.left else -1e9, header.right + 0.5 * header.pitch
    )
    words = tuple(w for w in words if w.middle > header.left or not header.left)
    if not words:
        return None
    first = header.columns[0]
    spoken_to = max(
        (i for i, w in enumerate(words) if w.middle < first.middle and _letters(w.text) > 1), default=-1
    )
    cut = spoken_to + 1
    while cut < len(words) and words[cut].middle < header.start and not _fits_first(words[cut], header):
        cut += 1
    label, tokens = words[:cut], words[cut:]
    figures = sum(_looks_like_figure(w.text) for w in tokens)
    if tokens and figures < max(1, 0.4 * len(tokens)):
        return _Stub(line, words, ())
    return _Stub(line, label, tokens)


def _fits_first(word: Word, header: Header) -> bool:
    return word.x1 > header.start and any(c.isdigit() for c in word.text)


def _letters(text: str) -> int:
    return 0 if text.casefold() in {"n.b.", "n.b", "nb"} else sum(c.isalpha() for c in text)


def _looks_like_figure(text: str) -> bool:
    return any(c.isdigit() for c in text) or not any(c.isalpha() for c in text) or _letters(text) == 0


def _blocks(sheet: _Sheet, header: Header, region: list[Line], labels: Labels) -> Iterator[_Block]:
    inherited = header.y >= sheet.page.height
    stubs = [s for s in (_stub(line, header) for line in region) if s is not None]
    head = [s for s in stubs if s.y > header.y - 0.3 * header.size and not inherited]
    body = [s for s in stubs if s.y <= header.y - 0.3 * header.size or inherited]
    body = [s for s in body if not _is_year_line(s)]
    rows, texts = _rows(body, header, sheet.page.number, labels)
    label_edge = _label_edge(rows)
    lead = [title for stub in head for title in _title_texts(stub, header)]
    block = _Block(header, titles=lead, first_on_page=inherited)
    for item in _in_order(rows, texts):
        if isinstance(item, TableRow):
            if block.rows and _begins_anew(block, item, labels):
                yield block
                block = _Block(header)
            block.rows.append(item)
        else:
            words = item.label
            beside = label_edge is not None and words and words[-1].x1 < label_edge + 0.5 * item.size
            titled = any(labels.section(t) for t in _title_texts(item, header))
            if beside or not block.rows:
                block.titles.extend(_title_texts(item, header))
            elif titled or not _is_note(item, header):
                yield block
                block = _Block(header, titles=list(_title_texts(item, header)))
    yield block


def _is_year_line(stub: _Stub) -> bool:
    return bool(stub.tokens) and all(_year(w.text) for w in stub.tokens) and not stub.label


def _is_note(stub: _Stub, header: Header) -> bool:
    words = stub.label
    return spoken(words)[-1:] in ".;" or words[-1].x1 > header.columns[0].middle + header.pitch


def _label_edge(rows: list[TableRow]) -> float | None:
    known = [row.label_box[0] for row in rows if row.key]
    return statistics.median(known) if known else None


def _title_texts(stub: _Stub, header: Header) -> list[str]:
    words = tuple(w for w in stub.line.words if w.x0 < header.right and w.x1 > header.left)
    texts = [spoken(stub.label), spoken(words), *(spoken(s) for s in segments(words))]
    return [t for i, t in enumerate(texts) if t and t not in texts[:i]]


def _in_order(rows: list[TableRow], texts: list[_Stub]) -> list[TableRow | _Stub]:
    items: list[TableRow | _Stub] = [*rows, *texts]
    return sorted(items, key=lambda item: -item.y)


def _begins_anew(block: _Block, row: TableRow, labels: Labels) -> bool:
    if row.key is None:
        return False
    keys = [r.key for r in block.rows if r.key]
    if row.key in keys:
        return True
    fitting = [s for s in labels.catalogue.sections if all(labels.row_of(s, k) for k in keys)]
    return bool(keys) and not any(labels.row_of(s, row.key) for s in fitting)


def _rows(body: list[_Stub], header: Header, page: int, labels: Labels) -> tuple[list[TableRow], list[_Stub]]:
    """Join every line of figures to its label, which may be wrapped around it."""
    texts = [s for s in body if not s.is_row]
    figures = [s for s in body if s.is_row]
    columns = _Places.of(figures, header)
    rows: list[TableRow] = []
    for stub in figures:
        above = _neighbour(stub, texts, +1)
        below = _neighbour(stub, texts, -1)
        own = stub.label
        ways: list[tuple[list[_Stub], list[tuple[Word, ...]]]] = [([], [own])]
        if own:
            ways += [([t], [t.label, own]) for t in above] + [([t], [own, t.label]) for t in below]
            ways += [([a, b], [a.label, own, b.label]) for a in above for b in below]
        else:
            ways += [([a, b], [a.label, b.label]) for a in above for b in below]
            ways += [([t], [t.label]) for t in (*above, *below)]
        label, key, used = own, None, []
        for parts, pieces in ways:
            words = tuple(w for piece in pieces for w in piece)
            matched = _match(pieces, labels)
            if words and matched:
                key, label = matched
                used = parts
                break
        for part in used:
            texts.remove(part)
        cells, left_over = columns.cells(stub)
        box = _box(label) if label else (header.left, stub.y, header.start, stub.y + stub.size)
        rows.append(TableRow(page, spoken(label), key, stub.y, stub.size, cells, box, left_over))
    return rows, texts


def _match(pieces: list[tuple[Word, ...]], labels: Labels) -> tuple[Key, tuple[Word, ...]] | None:
    words = tuple(w for piece in pieces for w in piece)
    key = labels.row(spoken(words))
    if key:
        return key, words
    if len(pieces) == 1:
        runs = list(segments(words, 0.8))
        for start in range(1, len(runs)):
            tail = tuple(w for run in runs[start:] for w in run)
            key = labels.row(spoken(tail))
            if key:
                return key, tail
    return None


def _neighbour(stub: _Stub, texts: list[_Stub], side: int) -> list[_Stub]:
    near = [t for t in texts if 0 < side * (t.y - stub.y) < 1.9 * stub.size and len(t.label) < 12]
    return sorted(near, key=lambda t: abs(t.y - stub.y))[:1]


def _box(words: Iterable[Word]) -> Box:
    boxes = [w.box for w in words]
    return (
        min(b[0] for b in boxes),
        min(b[1] for b in boxes),
        max(b[2] for b in boxes),
        max(b[3] for b in boxes),
    )


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
        if not block.rows:
            continue
        section, title = _section(block, last, seen, labels)
        rows = tuple(_known(block, section, title, reading, labels))
        reading.tables.append(Table(section, title, rows))
        if section is None:
            reading.warnings.append(
                f"page {block.header.page}: the table “{one_line(title) or 'without a title'}” is unknown and was left "
                "out; add it to the catalogue if it belongs to the edition"
            )
            last = None
            continue
        before = seen.setdefault(section.id, [])
        for row in rows:
            if row.key in {r.key for r in before}:
                raise AmbiguousDocument(
                    f"page {row.page}: the row “{one_line(row.label)}” of “{section.title}” stands twice; expected it "
                    "once; check that no page or table is doubled"
                )
            before.append(row)
        last = section


def _section(
    block: _Block, last: Section | None, seen: dict[str, list[TableRow]], labels: Labels
) -> tuple[Section | None, str]:
    for text in reversed(block.titles):
        section = labels.section(text)
        if section:
            return section, section.title
    joined = labels.section(" ".join(block.titles))
    if joined:
        return joined, joined.title
    keys = [row.key for row in block.rows if row.key]
    if last and keys and block.first_on_page:
        missing = {row.key for row in last.rows} - {row.key for row in seen.get(last.id, [])}
        if set(keys) <= missing:
            return last, last.title
    return None, block.titles[-1] if block.titles else ""


def _known(
    block: _Block, section: Section | None, title: str, reading: Reading, labels: Labels
) -> Iterator[TableRow]:
    for row in block.rows:
        if section is None:
            continue
        if row.key and labels.row_of(section, row.key):
            if row.left_over:
                reading.warnings.append(
                    f"page {row.page}: beside the row “{one_line(row.label)}” of “{title}” stands "
                    f"{', '.join(map(one_line, row.left_over))} in no column; left out"
                )
            yield row
        elif row.label or row.cells:
            reading.warnings.append(
                f"page {row.page}: the row “{one_line(row.label)}” of “{title}” is unknown and was left out; add it "
                "to the catalogue if it belongs to the table"
            )


def row_of(section: Section, row: TableRow, labels: Labels) -> Row:
    """The catalogue's row that ``row`` of ``section`` is."""
    assert row.key is not None
    found = labels.row_of(section, row.key)
    assert found is not None
    return found
