"""A table over all editions: one chart, with what was revised and where its series breaks."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import NamedTuple

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.months import day, shift
from ind_tables.showing import drawings
from ind_tables.showing.charts import Chart

KINDS = ("stock", "flow")


def charts(panel: pd.DataFrame) -> list[Chart]:
    """One chart a table that has figures: its stock over all months, else its first flow, in English.

    Args:
        panel: every figure of every edition, with the columns of observations.
    """
    known = catalogue.load()
    totals = panel[(panel["age_band"] == TOTAL) & panel["value"].notna()]
    found = []
    for section in known.sections:
        measures = [row.measure for row in section.rows if row.age_band == TOTAL]
        ranked = [measure for kind in KINDS for measure in measures if known.measures[measure].kind == kind]
        rows = totals[totals["section"] == section.id]
        printed = set(rows["measure"])
        measure = next((measure for measure in ranked if measure in printed), None)
        if measure:
            found.append(_chart(_History.of(rows[rows["measure"] == measure]), section.id, measure))
    return found


class _History(NamedTuple):
    """A series over all editions: its months, what was printed first and last of each, and where it breaks."""

    periods: tuple[str, ...]
    first: drawings.Values
    last: drawings.Values
    breaks: tuple[int, ...]

    @classmethod
    def of(cls, rows: pd.DataFrame) -> _History:
        every = rows.sort_values(["period", "edition"])
        first, last = (every.drop_duplicates("period", keep=which).set_index("period") for which in ("first", "last"))
        periods = _months(last.index.min(), last.index.max())
        series = (str(rows["section"].iloc[0]), str(rows["measure"].iloc[0]), TOTAL)
        footings = {
            str(month): catalogue.load().footing(series, edition, str(month))
            for month, edition in last["edition"].items()
        }
        there = [n for n, month in enumerate(periods) if month in footings]
        breaks = [n for before, n in pairwise(there) if footings[periods[before]] != footings[periods[n]]]
        firsts, lasts = (
            tuple(float(table["value"][month]) if month in footings else None for month in periods)
            for table in (first, last)
        )
        return cls(tuple(periods), firsts, lasts, tuple(breaks))

    @property
    def revised(self) -> tuple[tuple[int, float], ...]:
        """The places of the months that were printed otherwise at first, and that value."""
        pairs = enumerate(zip(self.first, self.last, strict=True))
        return tuple((n, first) for n, (first, last) in pairs if first is not None and first != last)

    def extreme(self, which: Callable[..., float]) -> str:
        """The lowest or highest value and its month."""
        value = which(value for value in self.last if value is not None)
        return f"{_number(value)}, in {_month(self.periods[self.last.index(value)])}"


def _chart(history: _History, section: str, measure: str) -> Chart:
    known, periods, revised = catalogue.load(), history.periods, history.revised
    name, what = known.section(section).english, known.measures[measure].english
    subtitle = (
        f"{what[:1].upper()}{what[1:]}, {_month(periods[0])} to {_month(periods[-1])}, as last printed; "
        f"{len(revised) or 'none'} of the {len(periods)} months revised"
        + "".join(f"; the series breaks in {_month(periods[place])}" for place in history.breaks)
    )
    description = (
        f"The lowest is {history.extreme(min)}; the highest {history.extreme(max)}. A bar leads from what was printed "
        "first to what was printed last; a dashed line stands where the series breaks."
    )
    end = _number(history.last[-1])
    alt = f"{name}: {subtitle}. {end} in {_month(periods[-1])}. {description}"
    drawing = drawings.history(periods, history.last, revised, history.breaks)
    columns = {"month": map(_month, periods), "last printed": history.last, "first printed": history.first}

    def word(kind: str, argument: str) -> str:
        match kind:
            case "month":
                return str(format_date(day(argument), "LLL", locale="en"))
            case "number":
                return _number(float(argument))
        return end if kind == "label" else argument

    return Chart(
        id=f"history-{section}",
        title=name,
        subtitle=subtitle,
        svg=drawing.svg(f"history-{section}", alt, word),
        alt=alt,
        description=description,
        data=pd.DataFrame({name: list(values) for name, values in columns.items()}),
        evidence=(),
        language="en",
    )


def _months(first: str, last: str) -> list[str]:
    found = [first]
    while found[-1] < last:
        found.append(shift(found[-1], 1))
    return found


def _month(period: str) -> str:
    return str(format_date(day(period), "LLLL y", locale="en"))


def _number(value: float | None) -> str:
    return "" if value is None else str(format_decimal(value, format="#,##0.#", locale="en"))
