"""Rows: figures on a line, joined to the label left of them, however many lines that wraps over."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, pairwise, product

from ind_tables.errors import UnreadableNumber, WrongMonth
from ind_tables.reading import headers
from ind_tables.reading.columns import Cell, Columns, Fault
from ind_tables.reading.headers import Header
from ind_tables.reading.labels import Labels, unmarked
from ind_tables.reading.picture import Box
from ind_tables.reading.words import Line, Word, hull, letters, segments, spoken

Key = tuple[str, str]
_WRAPS = 6
_SCATTERED = 3
_FEW = 3
_SPACED = 0.25  # type sizes: between the digits of a number that is letter-spaced; a space between words is wider
_ALIGNED = 0.3
_ORDINAL = re.compile(r"\d{1,3}[.)]?")
_RANGE = re.compile(r"(?:^| )\d+ [-\u2010-\u2015\u2212](?: \d|$)")
_SPAN = re.compile(r"\d{1,2} ?[-–] ?\d{1,2}")
_NUMBER = re.compile(r"\d{1,2}")
_SMALLER = 0.88
_MARK = re.compile(r"\(?\d{1,2}\)|[*†‡]+|[a-z]\)|\(?%\)?")


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
        foreign: words in columns that are no months.
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
    fault: WrongMonth | Fault | None = None
    foreign: tuple[Word, ...] = ()

    @property
    def text(self) -> str:
        """The texts of its cells."""
        return " ".join(cell.text for cell in self.cells)


@dataclass(frozen=True)
class Text:
    """Words that are no row: a title, a note, a line of a wrapped label."""

    y: float
    size: float
    label: tuple[Word, ...]
    texts: tuple[str, ...]
    aside: bool = False
    stray: str = ""


@dataclass(frozen=True)
class Stub:
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

    def text(self) -> Text:
        """The line as titles and notes are read: its label, all of it, and its parts."""
        words = self.label if self.heads else self.line.between(self.header.left, self.header.right)
        texts = [spoken(self.label), spoken(words), *(spoken(run) for run in segments(words))]
        return Text(self.y, self.size, self.label, tuple(dict.fromkeys(t for t in texts if t)), stray=self._stray())

    def _stray(self) -> str:
        """The figures in the columns of a line that is no row."""
        words = self.line.between(self.header.columns[0].x0, self.header.columns[-1].x1)
        return "" if self.heads or self.tokens else spoken(w for w in words if any(c.isdigit() for c in w.text))


def rows(stubs: list[Stub], page: int, whole: bool, labels: Labels) -> Iterator[TableRow | Text]:
    """The rows under a header, each line of figures joined to its label, and the texts between them."""
    texts = [s for s in stubs if not s.tokens]
    heights = sorted((s.y for s in stubs), reverse=True)
    pitch = statistics.median([upper - lower for upper, lower in pairwise(heights)] or [0.0])
    found = []
    for stub in (s for s in stubs if s.tokens):
        own, key, beside, used = _labelled(stub, texts, pitch, labels)
        for part in used:
            texts.remove(part)
        found.append((own, key, beside))
    figures = [s.tokens for s, key, *_ in found if key] or [s.tokens for s, *_ in found]
    columns = Columns.of(figures, stubs[0].header, whole)
    for stub, key, beside in found:
        cells, left_over, fault = columns.cells(stub.tokens, stub.y, stub.size)
        label = stub.label
        box = hull(label) if label else (stub.header.start, stub.y, stub.header.start, stub.y + stub.size)
        foreign = columns.foreign(stub.tokens)
        fault = fault or _doubtful_mark(label, cells, labels)
        yield TableRow(page, spoken(label), key, stub.y, stub.size, cells, box, beside, left_over, fault, foreign)
    for stub in texts:
        yield stub.text()


def stub(header: Header, line: Line, words: tuple[Word, ...], labels: Labels) -> Stub:
    first, width = header.columns[0], len(header.columns)
    named = (i for i, w in enumerate(words) if w.middle < first.middle and letters(w.text) > 1)
    cut = max(named, default=-1) + 1
    while 0 < cut < len(words) and _is_mark(words[cut - 1], words[cut]):
        cut += 1
    known = cut > 0 and labels.row(spoken(words[:cut]), exact=True) is not None
    if known and _is_bare_mark(words[cut - 1 : cut + 2], first.x0):
        cut += 1
    if words[-1].x1 < header.start and sum(any(map(str.isdigit, w.text)) for w in words) < min(_FEW + 1, width):
        return Stub(header, line, words)
    label, tokens = words[:cut], words[cut:]
    months = tuple(word for word in tokens if not _is_foreign(word, header))
    heads = _are_years(months, header) or (bool(tokens) and not months) or _are_column_numbers(tokens, header)
    if abs(line.y - header.y) <= 0.3 * header.size or (not known and heads):
        return Stub(header, line, tuple(word for word in label if word.middle < first.x0), heads=True)
    figures = sum(_may_be_figure(w.text) for w in months)
    if labels.section(spoken(words)) or figures < max(0.4 * len(months), 1 if known else min(3, width)):
        return Stub(header, line, words)
    return Stub(header, line, label, tokens)


def _is_mark(before: Word, word: Word) -> bool:
    return bool(_MARK.fullmatch(word.text)) and word.x0 - before.x1 < 0.6 * word.size


def _is_bare_mark(words: Sequence[Word], start: float) -> bool:
    """Whether the second of three words is a footnote's number: near the label before it, far from the figures after.

    It stands left of the first heading; the groups of a figure, as in “1 180”, are no further apart than words.
    """
    if len(words) < 3 or not _NUMBER.fullmatch(words[1].text):
        return False
    before, number, after = words
    return number.x0 - before.x1 < 0.6 * before.size and number.x1 < start and after.x0 - number.x1 > before.size


def _doubtful_mark(words: Sequence[Word], cells: Sequence[Cell], labels: Labels) -> Fault | None:
    """Why a number behind a label may be the figure of the first month: it stands apart, and that has none."""
    if len(words) < 2 or not _NUMBER.fullmatch(words[-1].text) or not cells or cells[0].text:
        return None
    if words[-1].size < _SMALLER * words[-2].size or not labels.row(spoken(words[:-1]), exact=True):
        return None
    return Fault(
        UnreadableNumber,
        f"“{words[-1].text}” stands behind the label, and no figure in the first column: it may be a footnote's "
        "number or that figure; expected a mark that is raised or in brackets; compare with the page",
        cells[0].period,
    )


def _is_foreign(word: Word, header: Header) -> bool:
    """Whether a word heads a column that is no month, in this header or the next below, which has the same columns."""
    return any(other.x0 <= word.middle <= other.x1 and word.text in other.text.split() for other in header.foreign)


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


def _labelled(
    stub: Stub, texts: list[Stub], pitch: float, labels: Labels
) -> tuple[Stub, Key | None, tuple[Word, ...], list[Stub]]:
    """The stub with all of its label, its key, words beside it, and the lines it wraps over; the longest label wins.

    Numbers that stand before the first column, as in “6 - 15”, belong to the label if that makes it a known one.
    """
    above, below = _neighbours(stub, texts, +1, pitch), _neighbours(stub, texts, -1, pitch)
    windows = [above[:i] + below[:j] for i in range(len(above) + 1) for j in range(len(below) + 1)]
    windows = [way for way in windows if _SCATTERED < len(way) <= _WRAPS]
    near = [*above[:_SCATTERED], *below[:_SCATTERED]]
    choices = [c for n in range(min(len(near), _SCATTERED), -1, -1) for c in map(list, combinations(near, n))]
    choices = [*sorted(windows, key=len, reverse=True), *choices]
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
                            tokens = _without_number(own.tokens, label)
                            return replace(own, label=label, tokens=tokens), key, beside, parts
    close = labels.row(spoken(stub.label)) if stub.label else None
    return (stub, close, (), []) if close else _unknown(stub, above[:1], below[:1], before)


def _unknown(
    stub: Stub, above: list[Stub], below: list[Stub], before: int
) -> tuple[Stub, Key | None, tuple[Word, ...], list[Stub]]:
    """A stub whose label no entry names, with all of that label, as far as can be told without knowing it.

    Numbers before the first column belong to it, as in “Begroting 2026”, or “15 - 24” over “maanden”; so do a line on
    which it goes on without a capital, and the lines above and below figures without a label. What stands left of a
    gap is beside it.
    """
    ranged = bool(below) and _goes_on(below[0].label) and _SPAN.fullmatch(spoken(stub.tokens[:before]))
    if (stub.label or ranged) and before < len(stub.tokens):
        stub = replace(stub, label=stub.label + stub.tokens[:before], tokens=stub.tokens[before:])
    *beside, own = list(segments(stub.label)) or [()]
    parts = [*above, *below] if not own and above and below else []
    if own and above and _goes_on(own):
        parts = above
    elif own and below and _goes_on(below[0].label):
        parts = below
    way = sorted([replace(stub, label=tuple(own)), *parts], key=lambda part: -part.y)
    label = tuple(word for part in way for word in part.label)
    return replace(stub, label=label), None, tuple(word for run in beside for word in run), parts


def _goes_on(words: Sequence[Word]) -> bool:
    """Whether a line of a label begins as none does by itself: without a capital, or with a bracket."""
    return bool(words) and (words[0].text[:1].islower() or words[0].text.startswith("("))


def _cuts(way: list[Stub]) -> Iterator[tuple[Word, ...]]:
    """The words of some lines, then those without what stands left of a gap, as a title beside rows does, or number."""
    runs = [_runs(part.label) for part in way]
    drops = product(*(range(max(1, len(line))) for line in runs))
    for drop in sorted(drops, key=sum):
        if any(
            n and _MARK.fullmatch(spoken(w for run in line[n:] for w in run))
            for line, n in zip(runs, drop, strict=True)
        ):
            continue  # what is left of a title, and no mark of this label
        yield tuple(w for line, n in zip(runs, drop, strict=True) for run in line[n:] for w in run)
    words = [word for part in way for word in part.label]
    for spaced in (False, True):
        others = words[_numbered(words, spaced) :]
        if len(others) < len(words) and words[0].x0 - min(w.x0 for w in others) < words[0].size:
            yield tuple(others)
        numbered = [_numbered(part.label, spaced) for part in way]
        if any(numbered):
            yield tuple(w for part, number in zip(way, numbered, strict=True) for w in part.label[number:])


def _runs(words: Sequence[Word]) -> list[tuple[Word, ...]]:
    """What gaps part on a line of a label; in “1 - 6” there is none, however wide its spaces."""
    runs: list[tuple[Word, ...]] = []
    for run in segments(words, 0.45):
        if runs and _RANGE.search(spoken((*runs[-1][-2:], *run[:2]))):
            runs[-1] += run
        else:
            runs.append(run)
    return runs


def _numbered(words: Sequence[Word], spaced: bool) -> int:
    """How many words are the number before a label, as in “2. Beslissingen”, if any; that of “1 - 6” is none.

    Args:
        spaced: look for a number of two digits apart, as in “1 2 Beslissingen”.
    """
    count = 2 if spaced else 1
    near = not spaced or (len(words) > 1 and words[1].x0 - words[0].x1 < _SPACED * words[0].size)
    ordinal = _ORDINAL.fullmatch("".join(word.text for word in words[:count]))
    return count if near and len(words) > count and ordinal and not _RANGE.match(spoken(words[:3])) else 0


def _without_number(tokens: tuple[Word, ...], label: Sequence[Word]) -> tuple[Word, ...]:
    """``tokens`` without the number of a row that stands alone where its label begins, which goes on below it."""
    first = tokens[:1]
    aligned = all(abs(w.x0 - min(other.x0 for other in label)) < _ALIGNED * w.size for w in first)
    return tokens[1:] if len(tokens) > 1 and aligned and _ORDINAL.fullmatch(first[0].text) else tokens


def _neighbours(stub: Stub, texts: list[Stub], side: int, pitch: float) -> list[Stub]:
    """The short lines of text that follow closely on ``stub``, upwards (+1) or downwards (-1)."""
    found: list[Stub] = []
    last = stub.y
    reach = max(1.9 * stub.size, 1.1 * pitch)
    for text in sorted(texts, key=lambda t: side * t.y):
        if 0 < side * (text.y - last) < reach and len(text.label) < 12 and len(found) < _WRAPS:
            found.append(text)
            last = text.y
    return found
