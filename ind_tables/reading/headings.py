"""Month headings that are not one upright word: turned, at an angle, or hyphenated over two lines."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.labels import Labels
from ind_tables.reading.pages import Page
from ind_tables.reading.words import Word, gather, hull, lines, segments, spoken

_HYPHENS = ("-", "\u00ad", "\u2010", "\u2011")
_LINE_ABOVE = (0.6, 2.0)  # type sizes
_BESIDE = 0.15
_APART = 2.6  # of the way from a column to the next


def upright(words: Sequence[Word], page: Page, labels: Labels) -> list[Word]:
    """``words`` of ``page`` with a word at the foot of each month that is turned, and each hyphenated month whole."""
    turned = list(_level([*_turned(page, labels), *_aslant(page, labels)]))
    return [*_joined(words, labels), *turned]


def _turned(page: Page, labels: Labels) -> Iterator[tuple[Word, float]]:
    """Each month that stands upwards or downwards, as a word at its foot, and the height of its head."""
    for turn, glyphs in page.sideways.items():
        for line in lines(gather(glyphs)):
            for run in segments(line.words):
                if labels.month(spoken(run)):
                    x0, y0, x1, y1 = page.back(hull(run), turn)
                    yield Word(spoken(run), x0, x1, y0, line.size), y1


def _aslant(page: Page, labels: Labels) -> Iterator[tuple[Word, float]]:
    """The same of months at an angle; the lower end of a heading stands at its column."""
    for angle, glyphs in page.aslant.items():
        cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        for line in lines(gather(_closed(glyphs))):
            for run in segments(line.words):
                if labels.month(spoken(run)):
                    ends = [(x * cos - line.y * sin, x * sin + line.y * cos) for x in (run[0].x0, run[-1].x1)]
                    (x, y), (_, top) = sorted(ends, key=lambda end: end[1])
                    yield Word(spoken(run), x - 0.5 * line.size, x + 0.5 * line.size, y, line.size), top


def _closed(glyphs: Sequence[Glyph]) -> Iterator[Glyph]:
    """Glyphs at an angle, each as far as the next that follows closely: PDFium does not tell how far they reach."""
    for glyph, after in pairwise([*glyphs, glyphs[-1]]):
        near = abs(after.y - glyph.y) < _BESIDE * glyph.size and 0 < after.x0 - glyph.x0 < 1.2 * glyph.size
        yield replace(glyph, x1=after.x0) if near else glyph


def _level(months: list[tuple[Word, float]]) -> Iterator[Word]:
    """Headings beside each other on one line, the lowest, wherever each of them ends."""
    group: list[tuple[Word, float]] = []
    for word, top in sorted(months, key=lambda month: -month[1]):
        if group and top < min(other.y for other, _ in group):
            yield from _on_a_line(group)
            group = []
        group.append((word, top))
    yield from _on_a_line(group)


def _on_a_line(group: Sequence[tuple[Word, float]]) -> Iterator[Word]:
    """The headings of ``group`` on the line of the lowest, those of tables side by side apart."""
    words = sorted((word for word, _ in group), key=lambda word: word.x0)
    step = statistics.median([right.x0 - left.x0 for left, right in pairwise(words)] or [0.0])
    table: list[Word] = []
    for word, after in pairwise([*words, None]):
        assert word is not None
        table.append(word)
        if after is None or after.x0 - word.x0 > _APART * step:
            foot = min(word.y for word in table)
            yield from (replace(word, y=foot) for word in table)
            table = []


def _joined(words: Sequence[Word], labels: Labels) -> list[Word]:
    """``words`` with each month that is hyphenated over two lines as one word on the second, with those beside it."""
    kept = list(words)
    parts: list[tuple[Word, Word]] = []
    for upper in [word for word in words if word.text.endswith(_HYPHENS) and len(word.text) > 2]:
        for lower in words:
            nearest, farthest = (share * upper.size for share in _LINE_ABOVE)
            if not (nearest < upper.y - lower.y < farthest and lower.x0 < upper.x1 and upper.x0 < lower.x1):
                continue
            text = upper.text[:-1] + lower.text
            if labels.month(text) and upper in kept and lower in kept:
                kept.remove(upper)
                kept.remove(lower)
                kept.append(Word(text, min(upper.x0, lower.x0), max(upper.x1, lower.x1), lower.y, lower.size))
                parts.append((upper, lower))
    return [_lowered(word, parts, labels) for word in kept] if parts else kept


def _lowered(word: Word, parts: Sequence[tuple[Word, Word]], labels: Labels) -> Word:
    """A month in one piece on the first of the two lines of a header, on the second; next to it stands which it is."""
    level = [
        (abs(part.x0 - word.x0), part is upper, lower.y)
        for upper, lower in parts
        for part in (upper, lower)
        if abs(word.y - part.y) < _BESIDE * upper.size
    ]
    if not level or not labels.month(word.text):
        return word
    _, is_first, second = min(level)
    return replace(word, y=second) if is_first else word
