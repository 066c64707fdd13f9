"""What things are called on a page: tables, rows, months and numbers, in English or Dutch."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.months import day
from ind_tables.place import SERIES
from ind_tables.telling.say import Language, render


def section(section: str, language: Language) -> str:
    """The name of a table, by its id; one that is not known is called by that."""
    known = {s.id: s for s in catalogue.load().sections}
    return _in(vars(known[section]), language) if section in known else section


def row(place: Mapping[Any, Any], language: Language) -> str:
    """The name of a row, by its measure and age_band."""
    measure = catalogue.load().measures.get(str(place["measure"]))
    name = str(place["measure"]) if measure is None else _in(vars(measure), language)
    return name if place["age_band"] in (TOTAL, "") else f"{name}, {band(str(place['age_band']), language)}"


@cache
def band(age_band: str, language: Language) -> str:
    """An age band in words: "over 15 months"; one that is not of months is called by its id."""
    return render("band", language, "2000-01", age_band)[0] if re.fullmatch(r"\d+(-\d+)?m\+?", age_band) else age_band


def code(place: Mapping[Any, Any]) -> str:
    """The ids of a place, as formulas write them: ``family.pending.6m+[2025-12]``."""
    ids = [str(place[part]) for part in SERIES if place[part] not in (TOTAL, "")]
    return ".".join(ids) + (f"[{place['period']}]" if place.get("period") else "")


@cache
def month(period: str, language: Language) -> str:
    """A month, YYYY-MM, in words."""
    return str(format_date(day(period), "LLLL y", locale=language))


@cache
def number(value: float, language: Language) -> str:
    """A number, its thousands grouped, with the decimals that it has, two at most."""
    return str(format_decimal(value, format="#,##0.##", locale=language))


def _in(names: Mapping[str, Any], language: Language) -> str:
    return str(names["english" if language == "en" else "dutch"])
