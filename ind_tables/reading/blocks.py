"""Blocks: consecutive rows of one table, and the texts above and beside them that may title it."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from ind_tables.errors import IncompleteDocument
from ind_tables.reading import headers, headings, rows
from ind_tables.reading.headers import Header
from ind_tables.reading.labels import Labels
from ind_tables.reading.pages import Page
from ind_tables.reading.rows import Stub, TableRow, Text
from ind_tables.reading.words import Line, gather, hull, lines, segments, spoken, table_lines

_Place = tuple[float, str]
_WRAPS = 3
_NEAR = 10.0  # type sizes: how far above its rows the title of a table may stand
_WHOLE = re.compile(r"\d{1,3}(?:[.\u00a0\u202f\u2007\u2009]\d{3})+|\d{5,}")


@dataclass
class Block:
    """Consecutive rows of one table, and what may title them.

    Attributes:
        header: the months above its columns.
        titled: texts above and beside the rows, each with its height.
        feet: texts at the foot of the page or column before, which may title its first rows.
        strays: figures between the rows.
        above: figures above the rows, in none.
    """

    header: Header
    page: int
    titled: list[_Place] = field(default_factory=list)
    rows: list[TableRow] = field(default_factory=list)
    feet: list[list[_Place]] = field(default_factory=list)
    strays: list[str] = field(default_factory=list)
    above: list[str] = field(default_factory=list)
    opens_page: bool = False

    @property
    def periods(self) -> tuple[str, ...]:
        """The months of its columns."""
        return self.header.periods

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


def find(pages: Sequence[Page], labels: Labels) -> tuple[str, list[Block]]:
    """The edition in the title, and the blocks of rows on the pages."""
    words = [page.words for page in pages]
    title = headers.edition([line for sheet in words for line in lines(sheet)], labels)
    labels = labels.of(title)
    lined = [table_lines(headings.upright(sheet, page, labels)) for sheet, page in zip(words, pages, strict=True)]
    whole = any(_WHOLE.fullmatch(word.text) for sheet in words for word in sheet)
    blocks: list[Block] = []
    inherited: list[Header] = []
    feet: list[list[_Place]] = []
    for page, on_page, found in zip(pages, lined, headers.find(lined, title, labels), strict=True):
        frames = _frames(found, inherited, page)
        before, feet = feet, []
        for index, frame in enumerate(frames):
            opening = Block(frame.inherited, page.number, opens_page=True)
            opening.feet = [*before[index : index + 1], *(feet or before)[-1:]]
            *whole_blocks, end = _blocks(frame, on_page, _sideways(page), opening, whole, labels)
            blocks.extend(whole_blocks)
            feet.append(end.titled)
        inherited = [(frame.headers or [frame.inherited])[-1] for frame in frames]
    blocks = [block for block in blocks if block.rows]
    if not blocks:
        nearly = headers.nearly(lined, labels)
        instead = f", and nearest to headings comes {nearly[0]}" if nearly else ""
        todo = "compare with the page" if nearly else "check that the file is whole"
        error = IncompleteDocument(
            f"the title says {title}, but no month columns with figures under them were found{instead}; expected the "
            f"edition's tables; {todo}"
        )
        error.details = tuple(nearly)
        raise error
    return title, blocks


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


def _sideways(page: Page) -> list[Text]:
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
            _, y0, _, y1 = page.back(hull(words), turn)
            found.append(Text((y0 + y1) / 2, words[0].size, words, (spoken(words),), aside=True))
    return found


def _blocks(
    frame: _Frame, on_page: list[Line], asides: list[Text], block: Block, whole: bool, labels: Labels
) -> Iterator[Block]:
    """The blocks in a part of a page from the one that opens it; at last, one without rows for what follows them."""
    left, right = frame.reach
    stubs: dict[float, list[Stub]] = {}
    for line in lines(word for whole in on_page for word in whole.between(left, right)):
        header = frame.header(line.y)
        stubs.setdefault(header.y, []).append(rows.stub(header, line, line.words, labels))
    items: list[TableRow | Text | Header] = [*frame.headers, *asides]
    for group in stubs.values():
        items.extend(rows.rows(group, frame.page, whole, labels))
    items.sort(key=lambda item: -item.y)
    edges = [item.label_box[0] for item in items if isinstance(item, TableRow) and item.key]
    edge = statistics.median(edges) if edges else -float("inf")

    pending: list[_Place] = []
    strays: list[str] = []
    headed = parted = False
    for item in items:
        if isinstance(item, Header):
            headed = True
        elif isinstance(item, Text):
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
                block = Block(frame.header(item.y), frame.page)
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
    yield Block(frame.inherited, frame.page, titled=pending)


def _is_note(text: Text, frame: _Frame, labels: Labels) -> bool:
    if not text.label:
        return True
    first = frame.header(text.y).columns[0]
    return labels.note(text.texts[0]) or spoken(text.label)[-1:] in ".;" or text.label[-1].x1 > first.x1


def _begins_anew(block: Block, row: TableRow, labels: Labels) -> bool:
    """Whether ``row`` stands in the block already, or is the first of another table.

    Any other row of another table may be one that this table has newly.
    """
    keys = [r.key for r in block.rows if r.key]
    if row.key is None or not keys:
        return False
    fitting = [s for s in labels.catalogue.sections if all(labels.row_of(s, key) for key in (*keys, row.key))]
    return row.key in keys or (not fitting and any(s.rows[0].key == row.key for s in labels.catalogue.sections))
