"""The story of a month: what of all that an edition prints is told first.

Every level, every share of a stock that has waited for longer than an age band begins, and every target can be a
message. What it weighs is its size times its change: the number of cases by which it differs from a year before, times
the logarithm of how many times as many there are, and twice the same of the month before. So a slow doubling of many
counts for more than a jump of few. Tables that overlap tell one thing once.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL, Measure, Section
from ind_tables.catalogue import terms as legal
from ind_tables.telling import indicators, ratios
from ind_tables.telling.indicators import Attainment, Extreme
from ind_tables.telling.quantities import Figures, Quantity, difference, relative_change
from ind_tables.telling.ratios import Multiple

MOST = 3

# An editor's weights, held to the written editions of tests/telling/test_story.py: whoever waits longer than the law
# allows comes before others who wait long, a target for a year before a month's work, people before appointments. A day
# of waiting for an appointment counts for as much as twenty cases.
_TERM, _BAND, _TARGET, _APPOINTMENTS, _DAY = 1.0, 0.8, 0.5, 0.1, 20.0
_MONTH = 2.0

Kind = Literal["waiting", "flow", "target", "desk"]


@dataclass(frozen=True)
class Message:
    """One thing to tell of the month.

    Attributes:
        section: the table.
        name: what of it, unique in the table: ``pending``, ``pending 15`` (longer than 15 months), ``attainment``.
        kind: those who wait, a month's flow, the target of a year, or the desk.
        score: what it weighs.
        measure: what is counted.
        now, month_before, year_before: the levels; over_month, over_year, percent: the changes.
        months: for those who wait longer than so many months; 0 for all of them.
        extreme: whether it is the highest or lowest of the months shown.
        shown: how many months are shown.
        reached: for a target, what was reached of it.
        sudden: whether the change on the month before tells as much as that over the year.
    """

    section: Section
    name: str
    kind: Kind
    score: float
    measure: Measure
    now: Quantity
    month_before: Quantity | None = None
    year_before: Quantity | None = None
    months: int = 0
    extreme: Extreme | None = None
    shown: int = 0
    reached: Attainment | None = None
    sudden: bool = False

    @property
    def over_year(self) -> Quantity | None:
        """The change over a year."""
        return difference(self.now, self.year_before)

    @property
    def over_month(self) -> Quantity | None:
        """The change on the month before."""
        return difference(self.now, self.month_before)

    @property
    def percent(self) -> Quantity | None:
        """The change over a year in percent."""
        return relative_change(self.now, self.year_before)

    @property
    def multiple(self) -> Multiple | None:
        """How many times as many as a year before, where that takes no decimals and rounding leaves no doubt."""
        return ratios.multiple(self.now, self.year_before)


def messages(figures: Figures) -> list[Message]:
    """The three messages of an edition, the first first.

    Those of equal weight, as in a quiet month, are told by their size, totals before others. Of tables that overlap,
    and of one kind, only the weightiest is told.
    """

    def rank(message: Message) -> tuple[int, bool, bool, float]:
        total = bool(legal.load().parts(message.section.id))
        return -int(message.score), message.kind != "waiting", not total, -message.now.value

    chosen: dict[tuple[str, Kind], Message] = {}
    for message in sorted(_candidates(figures), key=rank):
        chosen.setdefault((_group(message.section.id), message.kind), message)
    return list(chosen.values())[:MOST]


def _group(section: str) -> str:
    """What a table is told with: the total that it is a part of, or overlaps with."""
    whole = next((one for one, parts in legal.load().contains.items() if section in parts), section)
    return indicators.IMPLIED[1] if section in indicators.IMPLIED else whole


def _candidates(figures: Figures) -> Iterator[Message]:
    known = catalogue.load().measures
    for section in figures.sections:
        for place in figures.values:
            here = (place.section, place.age_band, place.period) == (section, TOTAL, figures.edition)
            if here and place.measure in known and known[place.measure].kind != "norm":
                yield _level(figures, section, known[place.measure])
        yield from _long(figures, section)
        reached = indicators.attainment(figures, section)
        if reached:
            score = _TARGET * _weight(reached.decisions, reached.commissioned)
            entry, decisions = catalogue.load().section(section), known["decisions"]
            yield Message(entry, "attainment", "target", score, decisions, reached.decisions, reached=reached)


def _level(figures: Figures, section: str, measure: Measure) -> Message:
    now = figures.figure(section, measure.id)
    assert now is not None
    before, year = (figures.figure(section, measure.id, period=p) for p in (figures.month_before, figures.year_before))
    before = None if indicators.seasonal(section) else before
    kind: Kind = "desk" if section_is_desk(section) else "waiting" if measure.kind == "stock" else "flow"
    factor = _DAY if measure.kind == "wait" else _APPOINTMENTS if kind == "desk" else 1.0
    over_month = _MONTH * _weight(now, before)
    return Message(
        catalogue.load().section(section),
        measure.id,
        kind,
        factor * (_weight(now, year) + over_month),
        measure,
        now,
        before,
        year,
        extreme=indicators.extreme(figures, section, measure.id),
        shown=len(figures.series(section, measure.id)),
        sudden=over_month > _weight(now, year),
    )


def section_is_desk(section: str) -> bool:
    """Whether a table is about the desk, not about applications."""
    return not catalogue.load().section(section).has("applications")


def _long(figures: Figures, section: str) -> Iterator[Message]:
    """Those who wait longer than some months, where that is another story than the whole stock's."""
    edition = figures.edition
    stock, stock_before = (figures.figure(section, "pending", period=p) for p in (edition, figures.year_before))
    terms = {term.months for term in legal.load().of(section, edition) if term.kind != "none"}
    for months in sorted({indicators.youngest(band) for band in indicators.bands(section)} - {0}):
        now, year = (indicators.pending_above(figures, section, months, p) for p in (edition, figures.year_before))
        if now is None or year is None or stock is None or stock_before is None:
            continue
        change, whole = now.value - year.value, stock.value - stock_before.value
        if change * whole > 0 and abs(change) <= abs(whole):
            continue
        yield Message(
            catalogue.load().section(section),
            f"pending {months}",
            "waiting",
            (_TERM if months in terms else _BAND) * _weight(now, year),
            catalogue.load().measures["pending"],
            now,
            year_before=year,
            months=months,
        )


def _weight(now: Quantity, before: Quantity | None) -> float:
    """Size times change, in cases; nothing where there is nothing to compare with."""
    if before is None:
        return 0.0
    least = 10.0 if now.unit != "days" else 1.0
    return abs(now.value - before.value) * abs(math.log(max(now.value, least) / max(before.value, least)))
