"""How many times as many, and what part of a whole, for words: only where rounding leaves no doubt."""

from __future__ import annotations

import math
from typing import Literal, NamedTuple

from ind_tables.telling.quantities import Quantity, quotient

Part = Literal["quarter", "third", "half", "two thirds", "three quarters", "whole"]
_PARTS: dict[Part, float] = {
    "quarter": 25,
    "third": 100 / 3,
    "half": 50,
    "two thirds": 200 / 3,
    "three quarters": 75,
    "whole": 100,
}
_MOST, _NEARLY = 9, 0.9
_LITTLE_UNDER, _LITTLE_OVER = 0.8, 1.2


class Multiple(NamedTuple):
    """How many times as many there are: over twice, nearly three times, under half."""

    way: Literal["over", "nearly", "under half"]
    number: int


class Fraction(NamedTuple):
    """A part of a whole: a little more, or a little less, than a half."""

    way: Literal["over", "under"]
    part: Part


def multiple(now: Quantity | None, before: Quantity | None) -> Multiple | None:
    """How many times as many as before, where that takes no decimals, and there are any left."""
    times = quotient(now, before, 1, "times")
    if times is None or times.value == 0:
        return None
    if times.high < 0.5:
        return Multiple("under half", 0)
    whole = math.floor(times.low)
    if 2 <= whole <= _MOST and times.low > whole and times.high < _LITTLE_OVER * whole:
        return Multiple("over", whole)
    following = whole + 1
    if 2 <= following <= _MOST and times.low >= _NEARLY * following and times.high < following:
        return Multiple("nearly", following)
    return None


def fraction(percent: Quantity | None) -> Fraction | None:
    """The part that a percentage, or the size of one, is a little over or under; the nearest where two fit."""
    if percent is None or (percent.unchanged and percent.low < 0):
        return None
    low, high = percent.nearest, percent.farthest
    fitting: dict[Fraction, float] = {}
    for part, size in _PARTS.items():
        if size < low and high < _LITTLE_OVER * size:
            fitting[Fraction("over", part)] = low - size
        if _LITTLE_UNDER * size <= low and high < size:
            fitting[Fraction("under", part)] = size - high
    return min(fitting, key=lambda found: fitting[found], default=None)
