"""Age bands: read from a label, and written as an id: ``0-1m`` below a month, ``6-15m``, ``15m+``."""

from __future__ import annotations

import re

_WORDS = (
    *("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen", "tien", "elf", "twaalf"),
    *("dertien", "veertien", "vijftien", "zestien", "zeventien", "achttien"),
)
_NUMBERS = {word: number for number, word in enumerate(_WORDS)} | {"één": 1, "vierentwintig": 24, "dertig": 30}
_UNITS = {"d": "dag(?:en)?", "w": "we(?:e)?k(?:en)?", "m": "maand(?:en)?|mnd", "y": "jaar|jaren|jr"}
_DASHES = re.compile("[\u2010-\u2015\u2212]")

_N = rf"(\d+|{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})"
_UNIT = rf"({'|'.join(_UNITS.values())})\.?"
_BELOW = re.compile(rf"(?:totenmet|tot|t/?m|<=?|≤|korterdan|minderdan|jongerdan|onder|maximaal|0-)(?:de)?{_N}{_UNIT}")
_OR_LESS = re.compile(rf"{_N}{_UNIT}(?:of|en)(?:minder|korter|jonger)")
_BETWEEN = re.compile(rf"(?:van|tussen)?{_N}(?:{_UNIT})?(?:-|totenmet|tot|t/?m|en){_N}{_UNIT}")
_ABOVE = re.compile(rf"(?:boven|meerdan|langerdan|ouderdan|vanaf|>=?|≥|over)(?:de)?{_N}{_UNIT}")
_OR_MORE = re.compile(rf"{_N}\+?{_UNIT}(?:(?:of|en)(?:meer|langer|ouder)|\+)|{_N}\+{_UNIT}")


def band(label: str) -> str | None:
    """The id of the age band that a Dutch label says; None where it says none.

    "Tot 1 maand" is 0-1m, "6 - 9 maanden" 6-9m, "Boven 15 maanden" 15m+, "1 - 2 jaar" 12-24m.
    """
    text = re.sub(r"[\s\u00ad]", "", _DASHES.sub("-", label)).casefold().rstrip(":;,")
    for pattern in (_BELOW, _OR_LESS):
        if match := pattern.fullmatch(text):
            return _id("0", match[2], match[1], match[2])
    if match := _BETWEEN.fullmatch(text):
        first, first_unit, last, unit = match.groups()
        return _id(first, first_unit or unit, last, unit)
    if match := _ABOVE.fullmatch(text) or _OR_MORE.fullmatch(text):
        number, unit = (group for group in match.groups() if group)
        return _id(number, unit, None, unit)
    return None


def limits(name: str) -> tuple[float, float] | None:
    """Where the band with this id begins and ends, in its own unit; None where it is no band."""
    match = re.fullmatch(r"(\d+)(?:-(\d+))?[dwmy]\+?", name)
    return (int(match[1]), int(match[2]) if match[2] else float("inf")) if match else None


def _id(first: str, first_unit: str, last: str | None, unit: str) -> str | None:
    letter, times = _scale(unit)
    first_letter, first_times = _scale(first_unit)
    begin = _number(first) * first_times
    if first_letter != letter:
        return None
    if last is None:
        return f"{begin}{letter}+"
    end = _number(last) * times
    return f"{begin}-{end}{letter}" if begin < end else None


def _scale(unit: str) -> tuple[str, int]:
    """The letter that a unit has in an id, and how many of the letter's it is: a year is twelve months."""
    letter = next(key for key, pattern in _UNITS.items() if re.fullmatch(pattern, unit))
    return ("m", 12) if letter == "y" else (letter, 1)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text]
