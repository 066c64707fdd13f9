"""Months: written YYYY-MM, counted, and found in the name of a file."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from ind_tables.errors import RequestError

MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
_OTHERWISE = re.compile(r"(20[0-9]{2})[-/. ]?(0?[1-9]|1[0-2])(?:-[0-9]{2}(?:T.*)?)?")


def valid(text: str) -> str:
    """``text`` as a month YYYY-MM; raises RequestError where it is none."""
    if MONTH.fullmatch(text) is None:
        raise RequestError(f"“{text}” is no month; expected year and month as in 2025-12")
    return text


def meant(said: object) -> str:
    """The month YYYY-MM that something means which is not written so, as 202512, 2025/12 or a date; else empty."""
    text = said.isoformat() if isinstance(said, date) else str(said)
    found = _OTHERWISE.fullmatch(text.strip())
    return f"{found[1]}-{int(found[2]):02}" if found else ""


@cache
def shift(period: str, months: int) -> str:
    """The period (YYYY-MM) so many months later; earlier if negative."""
    year, number = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year:04}-{number + 1:02}"


def span(first: str, last: str) -> tuple[str, ...]:
    """All periods (YYYY-MM) from ``first`` to ``last``, both included."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    return tuple(shift(first, n) for n in range(count))


def day(period: str) -> date:
    """The first day of a period (YYYY-MM)."""
    return date(int(period[:4]), int(period[5:]), 1)


def of_name(name: str) -> str | None:
    """The month (YYYY-MM) that a file's name says: ``YYYY-MM.pdf`` or ``maandcijfers…<maand>-<jaar>``, in Dutch."""
    iso = re.fullmatch(rf"({MONTH.pattern})\.pdf", name, re.IGNORECASE)
    if iso:
        return iso[1]
    said = re.findall(r"([a-z]+)[-_ ]+([0-9]{4})", name.lower().partition("maandcijfers")[2])
    if said:
        from babel.dates import get_month_names

        numbers = {word: number for number, word in get_month_names("wide", locale="nl").items()}
        return next((f"{year}-{numbers[word]:02d}" for word, year in said if word in numbers), None)
    return None
