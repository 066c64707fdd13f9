"""Characters at their places, in the sizes in which they are set."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean

_USUAL = 0.5  # type sizes: the width of a character, on the average of a text
_NARROW, _BROAD = 0.1, 2.5  # of a type size: no text's characters are narrower or broader, on the average
_NARROWEST = 0.15
SPACED = 0.16  # type sizes: the widest space between the characters of a figure that is letter-spaced
_WRONG = 0.2  # of a page's boxes: how many reach too far where a font's widths are wrong


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character at its place: advance box (x0, x1), baseline y, size in points, all upright; and its font."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    font: int = 0


def as_set(glyphs: Iterable[Glyph], inked: Collection[int] = ()) -> tuple[Glyph, ...]:
    """``glyphs`` in the sizes in which they are set: a Type 3 font may have any unit, so its size alone says nothing.

    Where a font's widths are wrong and boxes reach beyond the glyphs that follow in the content, each box ends where a
    glyph follows closest on the same character.

    Args:
        glyphs: in content order.
        inked: the ids of those whose ink is known and not the advance: digits among them are taken to be of one width.
    """
    found = list(_level_digits(glyphs, inked))
    close = [
        (i, after.x0 - glyph.x0)
        for i, (glyph, after) in enumerate(pairwise(found))
        if abs(after.y - glyph.y) < 0.01 * glyph.size and _NARROWEST * glyph.size < after.x0 - glyph.x0
    ]
    wrong = sum(found[i].x0 + step < found[i].x1 - 0.01 for i, step in close)
    if wrong > _WRONG * len(found):  # fewer are figures printed over each other
        steps: dict[tuple[str, float], float] = {}
        for i, step in close:
            kind = (found[i].text, found[i].size)
            steps[kind] = min(step, steps.get(kind, step))
        _level_steps(steps)
        ends = [glyph.x0 + steps.get((glyph.text, glyph.size), math.inf) for glyph in found]
        found = [replace(glyph, x1=min(glyph.x1, end)) for glyph, end in zip(found, ends, strict=True)]
    sizes = true_sizes(found)
    return tuple(replace(glyph, size=sizes.get(glyph.size, glyph.size)) for glyph in found) if sizes else tuple(found)


def _level_digits(glyphs: Iterable[Glyph], inked: Collection[int]) -> Iterator[Glyph]:
    found = list(glyphs)
    widths: dict[tuple[int, float], float] = {}
    for glyph in found if inked else ():
        face = (glyph.font, glyph.size)
        if id(glyph) in inked and glyph.text.isdigit():
            widths[face] = max(glyph.x1 - glyph.x0, widths.get(face, 0.0))
    for glyph in found:
        width = widths.get((glyph.font, glyph.size)) if id(glyph) in inked and glyph.text.isdigit() else None
        yield replace(glyph, x1=glyph.x0 + width) if width else glyph


def _level_steps(steps: dict[tuple[str, float], float]) -> None:
    """Digits of about one width take the same: some are followed closely only where characters are set apart."""
    for size in {size for _, size in steps}:
        digits = [kind for kind in steps if kind[0].isdigit() and kind[1] == size]
        close = [steps[kind] for kind in digits if steps[kind] < size]
        if close and max(close) - min(close) < SPACED * size:
            steps |= dict.fromkeys(digits, min(close))


def true_sizes(glyphs: Iterable[Glyph]) -> dict[float, float]:
    """The sizes in which ``glyphs`` are set that are said to be in others, by those."""
    widths: dict[float, list[float]] = {}
    for glyph in glyphs:
        if not glyph.text.isspace():
            widths.setdefault(glyph.size, []).append(glyph.x1 - glyph.x0)
    usual = {size: fmean(group) for size, group in widths.items()}
    return {size: width / _USUAL for size, width in usual.items() if not _NARROW * size <= width <= _BROAD * size}


def along(character: str, place: tuple[float, float], angle: int, size: float) -> Glyph:
    """A glyph at an angle, at its place along and above its baseline."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    x, y = place[0] * cos + place[1] * sin, place[1] * cos - place[0] * sin
    return Glyph(character, x, x + _USUAL * size, y, size)
