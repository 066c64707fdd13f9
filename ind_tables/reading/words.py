"""Glyphs on a page, gathered into words and lines by where they stand, never by their order in the file."""

from __future__ import annotations

import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from ind_tables import catalogue
from ind_tables.reading.glyphs import SPACED, Glyph
from ind_tables.reading.picture import Box

JOINING_SPACES = "\u00a0\u202f\u2007\u2009"
UNREADABLE = "\ufffd"
_SUPERSCRIPTS = frozenset("⁰¹²³⁴⁵⁶⁷⁸⁹ᵃᵇᶜᵈᵉ†‡")
_GAP = 0.08  # of the type size: wider than any kerning, narrower than one point at 8 pt
_TRACKED = 0.05  # of the type size: more than this between most glyphs of a line is letter-spacing
_UNEVEN = 0.05
_BASELINE = 0.15
_LEVEL = 0.06  # of the type size: the digits of one figure stand no further out of line
_SAME_LINE = 0.3
_OVER = 0.35  # of the narrower one’s width: characters that share more are printed over each other
_SAME = 0.75  # and one that shares more with its like is printed twice
_LARGE = 2.0
_SMALLER = 0.88
_SMALL = 0.75
_MARK = re.compile(r"[(\[]?(?:\d{1,2}|[a-z]|[*†‡§]+)[)\]]?(?:,\d)?")


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs of one baseline without a gap between them, as the upright box they fill."""

    text: str
    x0: float
    x1: float
    y: float
    size: float

    @property
    def middle(self) -> float:
        """The horizontal centre."""
        return (self.x0 + self.x1) / 2

    @property
    def width(self) -> float:
        """The horizontal extent in points."""
        return self.x1 - self.x0

    @property
    def box(self) -> Box:
        """x0, y0, x1, y1, with room for descenders and capitals."""
        return (self.x0, self.y - 0.22 * self.size, self.x1, self.y + 0.78 * self.size)


@dataclass(frozen=True)
class Line:
    """Words that share a line, from left to right."""

    words: tuple[Word, ...]
    y: float = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "y", statistics.median(w.y for w in self.words))
        object.__setattr__(self, "size", max(w.size for w in self.words))

    @property
    def text(self) -> str:
        """The words with single spaces between them."""
        return " ".join(word.text for word in self.words)

    def between(self, left: float, right: float) -> tuple[Word, ...]:
        """The words whose centre lies between two abscissae."""
        return tuple(word for word in self.words if left <= word.middle < right)


def gather(glyphs: Iterable[Glyph]) -> list[Word]:
    """The words that ``glyphs`` spell: doubled glyphs once, small footnote marks left out."""
    words: list[Word] = []
    for baseline in _baselines([g for g in glyphs if g.text not in _SUPERSCRIPTS]):
        words.extend(_split(baseline))
    return _without_marks(words)


def table_size(words: Sequence[Word]) -> float:
    """The type size in which most figures of a page are set; 0 on a page without figures."""
    sizes = [word.size for word in words if any(c.isdigit() for c in word.text)]
    return statistics.median(sizes) if sizes else 0.0


def lines(words: Iterable[Word], largest: float = float("inf")) -> list[Line]:
    """Words on shared lines, from the top of the page; words larger than ``largest`` are left out."""
    pool = sorted((w for w in words if w.size <= largest), key=lambda w: -w.y)
    gathered: list[list[Word]] = []
    for word in pool:
        if gathered and abs(gathered[-1][0].y - word.y) <= _SAME_LINE * min(gathered[-1][0].size, word.size):
            gathered[-1].append(word)
        else:
            gathered.append([word])
    return [Line(tuple(sorted(group, key=lambda w: w.x0))) for group in gathered]


def table_lines(words: Sequence[Word]) -> list[Line]:
    """The lines of a page without display type, such as a watermark set across its tables."""
    size = table_size(words)
    return lines(words, _LARGE * size if size else float("inf"))


def segments(words: Sequence[Word], gap: float = 1.0) -> Iterator[tuple[Word, ...]]:
    """Runs of words on a line with no space wider than ``gap`` type sizes between them."""
    if not words:
        return
    run = [words[0]]
    for left, right in pairwise(words):
        if right.x0 - left.x1 > gap * min(left.size, right.size):
            yield tuple(run)
            run = []
        run.append(right)
    yield tuple(run)


def spoken(words: Iterable[Word]) -> str:
    """The text of words with single spaces between them."""
    return " ".join(word.text for word in words)


def hull(words: Iterable[Word]) -> Box:
    """The box around words."""
    x0, y0, x1, y1 = zip(*(word.box for word in words), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def letters(text: str) -> int:
    """How many letters ``text`` has as a word; “n.b.” is a sign and has none."""
    count = sum(c.isalpha() for c in text)
    return 0 if count > 1 and catalogue.spelt(text) in catalogue.load().edition.spoken else count


def _baselines(glyphs: list[Glyph]) -> Iterator[list[Glyph]]:
    glyphs.sort(key=lambda g: (-g.y, g.x0))
    group: list[Glyph] = []
    for glyph in glyphs:
        if group and group[0].y - glyph.y > _BASELINE * min(group[0].size, glyph.size):
            yield group
            group = []
        group.append(glyph)
    if group:
        yield group


def _split(baseline: list[Glyph]) -> Iterator[Word]:
    baseline.sort(key=lambda g: g.x0)
    letter_spaced = _letter_spaced(baseline)
    figures_spaced = _figures_spaced(baseline)
    run: list[Glyph] = []
    for glyph in baseline:
        if glyph.text.isspace() and glyph.text not in JOINING_SPACES:
            if run:
                yield _word(run)
            run = []
            continue
        if run:
            last = run[-1]
            if _doubled(run, glyph):
                continue
            if _overprinted(last, glyph):
                run[-1] = replace(last, text=UNREADABLE, x1=max(last.x1, glyph.x1))
                continue
            spaced = letter_spaced.get(id(glyph), 0.0) if last.text.isalpha() or glyph.text.isalpha() else 0.0
            if not _lettered(last, glyph):
                spaced = max(spaced, figures_spaced)
            gap = (_GAP + spaced) * max(last.size, glyph.size)
            if glyph.x0 - last.x1 > gap or not _alike(last, glyph):
                yield _word(run)
                run = []
        run.append(glyph)
    if run:
        yield _word(run)


def _letter_spaced(baseline: Sequence[Glyph]) -> dict[int, float]:
    """For each glyph, how far the letters are set apart in the words about it that stand close to each other."""
    found: dict[int, float] = {}
    for group in _close_together(baseline):
        spacing = _spacing([pair for pair in pairwise(group) if _lettered(*pair)])
        found |= {id(each): spacing for each in group if spacing}
    return found


def _figures_spaced(baseline: Sequence[Glyph]) -> float:
    """How far the characters of figures are set apart on a line, as far as figures stand by themselves."""
    alone = [group for group in _close_together(baseline) if not any(glyph.text.isalpha() for glyph in group)]
    spacing = _spacing([pair for group in alone for pair in pairwise(group)])
    return spacing or _spacing([pair for pair in pairwise(baseline) if not _lettered(*pair)])


def _close_together(baseline: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    group: list[Glyph] = []
    for glyph, after in pairwise([*baseline, None]):
        assert glyph is not None
        group.append(glyph)
        if after is None or after.x0 - glyph.x1 > glyph.size:
            yield group
            group = []


def _spacing(pairs: Sequence[tuple[Glyph, Glyph]]) -> float:
    """How much further than usual neighbours may stand apart in one word, in type sizes, where they all do."""
    gaps = [
        (right.x0 - left.x1) / right.size
        for left, right in pairs
        if right.size and not (left.text.isspace() or right.text.isspace())
    ]
    close = [gap for gap in gaps if gap < SPACED]
    even = [gap for gap in close if gap > _TRACKED]
    if not even or 2 * len(even) < len(close):
        return 0.0
    usual = statistics.median(even)
    alike = sum(abs(gap - usual) <= _UNEVEN for gap in even)
    return usual - _GAP + _UNEVEN if 4 * alike >= 3 * len(even) else 0.0


def _lettered(left: Glyph, right: Glyph) -> bool:
    return left.text.isalpha() and right.text.isalpha()


def _alike(left: Glyph, right: Glyph) -> bool:
    """Whether two characters can be of one word: of one type size, and digits on one line to a hair."""
    if left.text.isdigit() and right.text.isdigit() and not _level(left, right):
        return False
    return _SMALLER < left.size / right.size < 1 / _SMALLER if left.size and right.size else True


def _level(one: Glyph, other: Glyph) -> bool:
    return abs(one.y - other.y) <= _LEVEL * other.size


def _doubled(run: list[Glyph], glyph: Glyph) -> bool:
    return any(g.text == glyph.text and _level(g, glyph) and _shared(g, glyph) > _SAME for g in run[-3:])


def _shared(one: Glyph, other: Glyph) -> float:
    """How much of the narrower one's width two characters share."""
    width = min(one.x1 - one.x0, other.x1 - other.x0)
    return (min(one.x1, other.x1) - max(one.x0, other.x0)) / width if width > 0 else float(one.x0 == other.x0)


def _overprinted(one: Glyph, other: Glyph) -> bool:
    """Whether a figure is printed over another character, so that nobody can tell which of them holds."""
    figures = any(g.text.isdigit() or g.text == UNREADABLE for g in (one, other))
    return figures and _shared(one, other) > _OVER


def _word(run: list[Glyph]) -> Word:
    text = "".join(g.text for g in run)
    kept = text.strip(JOINING_SPACES)
    lead = len(text) - len(text.lstrip(JOINING_SPACES))
    inner = run[lead : lead + len(kept)] or run
    return Word(kept, inner[0].x0, max(g.x1 for g in inner), inner[0].y, max(g.size for g in inner))


def _without_marks(words: list[Word]) -> list[Word]:
    ending: dict[int, list[Word]] = {}
    for word in words:
        ending.setdefault(int(word.x1), []).append(word)
    return [word for word in words if word.text and not (_MARK.fullmatch(word.text) and _is_mark(word, ending))]


def _is_mark(word: Word, ending: dict[int, list[Word]]) -> bool:
    """Whether a word follows another one close by, smaller and clearly raised, or clearly smaller and touching it.

    No nought is a mark: it makes a figure ten times as large.
    """
    reach = int(word.size)
    return "0" not in word.text and any(
        word.size < _SMALLER * host.size
        and -0.1 * host.size < word.x0 - host.x1
        and (
            (word.x0 - host.x1 < 0.4 * host.size and _BASELINE * host.size < word.y - host.y < 0.8 * host.size)
            or (word.x0 - host.x1 < _GAP * host.size and abs(word.y - host.y) <= 0.1 * host.size and _small(word, host))
        )
        for x in range(int(word.x0) - reach, int(word.x0) + 2)
        for host in ending.get(x, ())
    )


def _small(word: Word, host: Word) -> bool:
    return word.size < _SMALL * host.size or not any(c.isdigit() for c in word.text)
