"""The columns of a table, learnt from its figures and held against its headings, and the cells that they part."""

from __future__ import annotations

import re
import statistics
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from ind_tables.errors import IncompleteDocument, ReadError, UnreadableNumber, WrongMonth, one_line
from ind_tables.reading.headers import Extent, Header
from ind_tables.reading.picture import Box
from ind_tables.reading.words import JOINING_SPACES, Word, hull, spoken

_SPACES = 1.0  # type sizes
_FEW = 3
_SHARP = 0.15  # type sizes: how far figures that are aligned stray from their edge
_ALIGNED = 0.75
_LEVEL = 0.06
_WIDE = 0.5  # type sizes: wider than any space between the groups of a figure


@dataclass(frozen=True)
class Fault:
    """Why the cells of a row cannot be trusted: what was found, the class of its refusal, and the column, if one."""

    kind: type[ReadError]
    found: str
    period: str = ""

    def at(self, place: str) -> ReadError:
        """The refusal of a row at a place."""
        return self.kind(f"{place}{f', column {self.period}' if self.period else ''}: {self.found}")


@dataclass(frozen=True)
class Cell:
    """A cell of a table: its month, the words printed in it, and where."""

    period: str
    text: str
    box: Box


@dataclass(frozen=True)
class Columns:
    """Where the columns of a table stand, learnt from its figures and held against its headings.

    Attributes:
        slots: the index of the month in each column from left to right, None under a foreign heading.
        extents: what the figures of each column cover; empty where rows are strings that keep no columns.
        whole: whether the document holds its larger figures together, so that none can be in groups apart.
        fault: why the figures cannot be told apart, if so.
        figures: what the figure of each row covers, for each of ``extents``.
    """

    header: Header
    slots: tuple[int | None, ...]
    extents: tuple[Extent, ...] = ()
    whole: bool = False
    fault: WrongMonth | Fault | None = None
    figures: tuple[tuple[Extent, ...], ...] = ()

    @classmethod
    def of(cls, rows: Sequence[tuple[Word, ...]], header: Header, whole: bool) -> Columns:
        """The columns under ``header`` that ``rows`` of figures stand in."""
        headings: list[tuple[float, float, int | None]] = [(word.x0, word.x1, None) for word in header.foreign]
        headings += [(column.x0, column.x1, index) for index, column in enumerate(header.columns)]
        headings.sort(key=lambda heading: heading[:2])
        slots = tuple(index for *_, index in headings)
        spans = [(x0, x1) for x0, x1, _ in headings]
        if header.fault or not rows:
            return cls(header, slots, tuple(spans), fault=header.fault)
        string = all(len(row) == len(slots) and _is_string(row) for row in rows)
        for extents in (_apart(rows, len(slots)), _typical(rows, len(slots)), _under(rows, spans)):
            if extents and _fit(extents, spans) and not (string and _shifted(rows, extents)):
                found = cls(header, slots, tuple(extents))
                return replace(found, figures=found._covered_in(rows))
        if all(_is_string(row) for row in rows):
            return cls(header, slots, whole=whole)
        return cls(
            header,
            slots,
            tuple(spans),
            fault=Fault(
                IncompleteDocument,
                f"the figures do not stand under the months {header.periods[0]} to {header.periods[-1]}; expected "
                "every column under its heading; compare with the page",
            ),
        )

    def cells(
        self, tokens: tuple[Word, ...], y: float, size: float
    ) -> tuple[tuple[Cell, ...], tuple[str, ...], WrongMonth | Fault | None]:
        """The cells of a row, one a month, the texts that stand in none, and why they cannot be trusted, if so."""
        held: list[list[Word]] = [[] for _ in self.slots]
        outside: list[str] = []
        fault = self.fault
        if not self.extents:
            tokens = _parts(tokens[0]) if len(tokens) == 1 else tokens
            if len(tokens) == len(held) and (self.whole or not any(map(_groups, tokens, tokens[1:]))):
                held = [[word] for word in tokens]
            else:
                fault = Fault(
                    UnreadableNumber,
                    f"found {len(tokens)} figures in a string under {len(held)} months ({one_line(spoken(tokens))}); "
                    "expected one each; compare with the page",
                )
        for word in tokens if self.extents else ():
            index = self._slot(word)
            if index is None:
                outside.append(word.text)
            elif self.slots[index] is not None:
                held[index].append(word)
                fault = fault or self._astride(word, index)
        fault = fault or next(filter(None, map(self._scattered, held, range(len(held)))), None)
        if not all(held):
            fault = fault or next(filter(None, map(self._beside, held, range(len(held)))), None)
        months = sorted((month, words) for month, words in zip(self.slots, held, strict=True) if month is not None)
        return tuple(self._cell(month, words, y, size) for month, words in months), tuple(outside), fault

    def foreign(self, tokens: tuple[Word, ...]) -> tuple[Word, ...]:
        """The words of a row in columns that are no months."""
        slots = [self._slot(word) for word in tokens] if self.extents else []
        return tuple(word for word, n in zip(tokens, slots, strict=False) if n is not None and self.slots[n] is None)

    def _covered_in(self, rows: Sequence[tuple[Word, ...]]) -> tuple[tuple[Extent, ...], ...]:
        """What the figure of each row that has one covers, for each column."""
        covered: list[list[Extent]] = [[] for _ in self.slots]
        for row in rows:
            held: dict[int | None, list[Word]] = {}
            for word in filter(_has_digit, row):
                held.setdefault(self._slot(word), []).append(word)
            for index, words in held.items():
                if index is not None:
                    covered[index].append((words[0].x0, words[-1].x1))
        return tuple(map(tuple, covered))

    def _beside(self, words: Sequence[Word], index: int) -> Fault | None:
        """Why words may stand for an empty cell next to them: set otherwise than the figures of their column."""
        others = self.figures[index] if self.figures else ()
        month = self.slots[index]
        if len(others) < _FEW or month is None or not any(map(_has_digit, words)):
            return None
        own, size = (words[0].x0, words[-1].x1), words[0].size
        edges = []
        for anchor in (_left, _middle, _right):
            typical = statistics.median(map(anchor, others))
            if sum(abs(anchor(other) - typical) < _SHARP * size for other in others) > 0.7 * len(others):
                edges.append(abs(anchor(own) - typical))
        left, right = (statistics.median(each) for each in zip(*others, strict=True))
        shared = min(own[1], right) - max(own[0], left)
        if (min(edges) < _ALIGNED * size) if edges else (shared > 0.5 * min(own[1] - own[0], right - left)):
            return None
        return Fault(
            UnreadableNumber,
            f"“{one_line(spoken(words))}” is not aligned with the other figures of its column, and a cell of its row "
            "is empty; expected each figure in its own column; compare with the page",
            self.header.periods[month],
        )

    def _scattered(self, words: Sequence[Word], index: int) -> Fault | None:
        """Why the words in a column are not one figure, if so: they differ in size or height, or stand wide apart."""
        month = self.slots[index]
        for one, other in pairwise(words if month is not None else ()):
            level = abs(one.y - other.y) < _LEVEL * one.size and abs(one.size - other.size) < _LEVEL * one.size
            if any(map(_has_digit, (one, other))) and not (level and other.x0 - one.x1 < _WIDE * one.size):
                return Fault(
                    UnreadableNumber,
                    f"“{one_line(spoken(words))}” stands in parts that differ in size or height, or wide apart; "
                    "expected one figure; compare with the page",
                    self.header.periods[month or 0],
                )
        return None

    @cached_property
    def _middles(self) -> list[float]:
        return [(left[1] + right[0]) / 2 for left, right in pairwise(self.extents)]

    def _slot(self, word: Word) -> int | None:
        """The column that a word stands in; None left of the first and right of the last."""
        reach = 0.5 * self.header.pitch
        if word.x1 < self.extents[0][0] - 0.2 * word.size and word.middle < self.extents[0][0] - reach:
            return None
        if word.x0 > self.extents[-1][1] + 0.2 * word.size and word.middle > self.extents[-1][1] + reach:
            return None
        return bisect_left(self._middles, word.middle)

    def _astride(self, word: Word, index: int) -> Fault | None:
        for x0, x1 in self.extents[max(0, index - 1) : index] + self.extents[index + 1 : index + 2]:
            if min(word.x1, x1) - max(word.x0, x0) > 0.5 * (x1 - x0):
                return Fault(
                    UnreadableNumber,
                    f"“{one_line(word.text)}” stands across two columns; expected a figure in each; compare with "
                    "the page",
                )
        return None

    def _cell(self, index: int, words: list[Word], y: float, size: float) -> Cell:
        period = self.header.periods[index]
        if words:
            return Cell(period, spoken(words), hull(words))
        column = self.header.columns[index]
        x0, x1 = self.extents[self.slots.index(index)] if self.extents else (column.x0, column.x1)
        return Cell(period, "", (x0, y - 0.2 * size, x1, y + 0.8 * size))


def _left(extent: Extent) -> float:
    return extent[0]


def _middle(extent: Extent) -> float:
    return (extent[0] + extent[1]) / 2


def _right(extent: Extent) -> float:
    return extent[1]


def _has_digit(word: Word) -> bool:
    return any(map(str.isdigit, word.text))


def _covered(rows: Sequence[tuple[Word, ...]]) -> list[Extent]:
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
    runs = _covered(rows)
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
    for x0, x1 in _covered(rows):
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
    return all(right.x0 - left.x1 < _SPACES * left.size for left, right in pairwise(row))


def _shifted(rows: Sequence[tuple[Word, ...]], extents: Sequence[Extent]) -> bool:
    """Whether a figure of some row stands nearer to another column than to its own by the order of the row."""
    middles = [(x0 + x1) / 2 for x0, x1 in extents]
    return any(
        abs(word.middle - middles[i]) > abs(word.middle - other)
        for row in rows
        for i, word in enumerate(row)
        for other in middles
    )


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
