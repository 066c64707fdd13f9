"""Prints numbers and dates in English and Dutch, and notes every number that it printed as evidence.

The words stand in ``templates``: a template prints numbers and dates only through ``say``, which formats them (Babel)
to the precision that the rounding fixes.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any, Literal, get_args

from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables.errors import unknown
from ind_tables.months import day
from ind_tables.telling.quantities import Quantity, given, rounded, within
from ind_tables.telling.wording import templates

Language = Literal["en", "nl"]
Evidence = tuple[tuple[str, Quantity], ...]

_ABOUT = {"en": "about\u00a0", "nl": "ongeveer\u00a0"}
_UNITS = {
    "en": {
        "percent": ("%", "%"),
        "days": ("\u00a0day", "\u00a0days"),
    },
    "nl": {
        "percent": ("\u00a0procent", "\u00a0procent"),
        "days": ("\u00a0dag", "\u00a0dagen"),
    },
}


def spoken(language: Language) -> Language:
    """``language``; raises RequestError where nothing is told in it."""
    if language not in get_args(Language):
        raise unknown("language", language, get_args(Language))
    return language


class Say:
    """Prints numbers and dates in one language and notes what it printed."""

    def __init__(self, language: Language, edition: str) -> None:
        self.language = spoken(language)
        self.edition = edition
        self.evidence: list[tuple[str, Quantity]] = []

    def printable(self, quantity: Quantity | None) -> bool:
        """Whether the rounding leaves enough of the quantity to print."""
        return quantity is not None and quantity.precision is not None

    def number(self, quantity: Quantity) -> str:
        """The size of the quantity (without its sign), with "about" where its interval asks for that."""
        return self._print(quantity)

    def percent(self, quantity: Quantity) -> str:
        """The size of the quantity as a percentage."""
        return self._print(quantity, "percent")

    def signed(self, quantity: Quantity) -> str:
        """The quantity as a percentage with its sign."""
        return self._print(quantity, "percent", "+" if quantity.value > 0 else "−")

    def end(self, change: Quantity) -> str:
        """What the size of a small change certainly stays under."""
        end = int(change.farthest) + 1
        return self._print(within(end, end, end, "end", change.formula, change.evidence))

    def days(self, quantity: Quantity) -> str:
        """The size of the quantity in days."""
        return self._print(quantity, "days")

    def period(self, period: str) -> str:
        """``December 2025``, ``december 2025``."""
        return f"{self._month_name(period)}\u00a0{self.year(period[:4])}"

    def month(self, period: str) -> str:
        """``November``; with its year where that is not the report month's."""
        same_year = period[:4] == self.edition[:4]
        return self._month_name(period) if same_year else self.period(period)

    def year(self, year: str) -> str:
        """``2025``."""
        return self._note(year, given(int(year), "year", year))

    def count(self, number: float, what: str) -> str:
        """A number that is counted or given, not measured: 13 months shown, longer than 6 months."""
        text = format_decimal(number, format="#,##0.#", locale=self.language)
        return self._note(text, given(number, "name", what))

    def name(self, number: int, what: str) -> str:
        """A number that is part of a name."""
        return self._note(str(number), given(number, "name", what))

    def prose(self, text: str) -> str:
        """A sentence of the catalogue, its numbers noted as parts of names."""
        for number in re.findall(r"\d+", text):
            self.name(int(number), text)
        return re.sub(r" (?=\d)", "\u00a0", text)

    def _month_name(self, period: str) -> str:
        return format_date(day(period), "LLLL", locale=self.language)

    def _print(self, quantity: Quantity, unit: str = "", sign: str = "") -> str:
        precision = quantity.precision
        if precision is None:
            raise ValueError(f"{quantity.formula} is too uncertain to print")
        size = abs(rounded(quantity.likely, precision.decimals))
        pattern = "#,##0.0" if precision.decimals > 0 else "#,##0"
        text = format_decimal(size, format=pattern, locale=self.language)
        self._note(text, quantity)
        about = _ABOUT[self.language] if precision.about else ""
        one, many = _UNITS[self.language].get(unit, ("", ""))
        return about + sign + text + (one if size == 1 else many)

    def _note(self, text: str, quantity: Quantity) -> str:
        self.evidence.append((text, quantity))
        return text


@cache
def _spoken(language: Language, edition: str) -> tuple[Say, Any]:
    """The macros of ``templates/commentary/<language>.jinja``, and what prints their numbers."""
    say = Say(language, edition)
    return say, templates().get_template(f"commentary/{language}.jinja").make_module({"say": say})


def render(macro: str, language: Language, edition: str, /, *args: Any) -> tuple[str, Evidence]:
    """The text of a macro of ``templates/commentary/<language>.jinja`` and the evidence for its numbers."""
    say, macros = _spoken(language, edition)
    say.evidence.clear()
    return _tidy(str(getattr(macros, macro)(*args))), tuple(say.evidence)


def _tidy(text: str) -> str:
    spaced = re.sub(r"[ \n\t]+", " ", text).strip()
    return re.sub(r" ([,.;:])", r"\1", spaced).replace("~", "\u00a0")
