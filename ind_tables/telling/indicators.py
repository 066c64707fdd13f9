"""What is derived from the figures of an edition: changes, sums, attainment, ages, records, habits.

Each is a :class:`~ind_tables.telling.quantities.Quantity`, with its interval, formula and evidence, or None where the
edition does not print what it takes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.checking import habits
from ind_tables.months import shift, span
from ind_tables.place import Place
from ind_tables.record.releases import Usual
from ind_tables.telling import ratios
from ind_tables.telling.quantities import Figures, Quantity, difference, quotient, rounded, token, total, within
from ind_tables.telling.ratios import Fraction, Multiple

NOTABLE = 5.0
_AT_LEAST = 2

IMPLIED = ("asylum_general", "asylum_first", "asylum_dublin", "asylum_safe_country")

Extreme = Literal["highest", "lowest"]


# Changes


def seasonal(section: str) -> bool:
    """Whether the section's year has a shape of its own, so that only a year before is a fair comparison."""
    return any(s.id == section and s.seasonal for s in catalogue.load().sections)


def change_on_month(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Quantity | None:
    """``x[t] - x[t-1]``, in the figure's unit. None for seasonal sections."""
    if seasonal(section):
        return None
    return difference(
        figures.figure(section, measure, age_band),
        figures.figure(section, measure, age_band, figures.month_before),
    )


def change_on_year(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Quantity | None:
    """``x[t] - x[t-12]``, in the figure's unit: the same month a year before."""
    return difference(
        figures.figure(section, measure, age_band),
        figures.figure(section, measure, age_band, figures.year_before),
    )


def change_since_december(figures: Figures, section: str, age_band: str = TOTAL) -> Quantity | None:
    """``pending[t] - pending[December of the year before]``: what this calendar year did to the stock."""
    return difference(
        figures.figure(section, "pending", age_band),
        figures.figure(section, "pending", age_band, figures.last_december),
    )


# Sums over months


def sum_of_months(figures: Figures, section: str, measure: str, first: str, last: str) -> Quantity | None:
    """The sum of a flow or a norm over the months ``first`` to ``last``; None unless every month has a figure."""
    parts = [figures.figure(section, measure, period=period) for period in span(first, last)]
    found = total(parts, f"sum({section}.{measure}[{first}..{last}])")
    known = catalogue.load().measures.get(measure)
    return replace(found, unit="norm") if found and known and known.kind == "norm" else found


def twelve_months(figures: Figures, section: str, measure: str) -> Quantity | None:
    """The sum of the twelve months up to and with the report month."""
    return sum_of_months(figures, section, measure, shift(figures.edition, -11), figures.edition)


def year_to_date(figures: Figures, section: str, measure: str) -> Quantity | None:
    """The sum from January up to and with the report month."""
    return sum_of_months(figures, section, measure, f"{figures.year}-01", figures.edition)


def decisions_per_100_applications(figures: Figures, section: str) -> Quantity | None:
    """``100 * decisions / applications`` over twelve months: below 100 the stock grew."""
    applications = twelve_months(figures, section, "applications")
    return quotient(twelve_months(figures, section, "decisions"), applications, 100, "per 100")


def months_of_work(figures: Figures, section: str) -> Quantity | None:
    """``pending / (decisions of twelve months / 12)``, in months: the stock at that pace. Not a waiting time.

    None for seasonal sections, whose pace in one month says nothing of the next.
    """
    pending, decisions = figures.figure(section, "pending"), twelve_months(figures, section, "decisions")
    return None if seasonal(section) else quotient(pending, decisions, 12, "months")


# The target

Norm = Literal["target", "budget", "forecast", "norm"]
_NORMS: dict[Norm, str] = {"target": "opdracht", "budget": "begro", "forecast": "progno|verwacht|raming"}


@dataclass(frozen=True)
class Attainment:
    """Decisions against the target, from January up to the report month.

    Attributes:
        decisions, commissioned: sums over those months.
        percent: ``100 * decisions / commissioned``; the target is a minimum, so 100 is met.
        gap: ``decisions - commissioned``.
        months: how many months the sums cover.
        norm: what the edition calls the target.
    """

    decisions: Quantity
    commissioned: Quantity
    percent: Quantity
    gap: Quantity
    months: int
    norm: Norm = "target"

    @property
    def multiple(self) -> Multiple | None:
        """How many times what was asked was decided, in words."""
        return ratios.multiple(self.decisions, self.commissioned)

    @property
    def fraction(self) -> Fraction | None:
        """What part of what was asked was decided, in words."""
        return ratios.fraction(self.percent)


def norm(figures: Figures, section: str = "") -> tuple[Norm, str]:
    """What an edition calls the norm of a section, or of any: the kind of norm, and the label that it prints."""
    labels = figures.words("commissioned", section)
    label = next(iter(labels), "")
    kinds = (kind for kind, words in _NORMS.items() if re.search(words, label, re.IGNORECASE))
    return next(kinds, "norm" if label else "target"), label


def attainment(figures: Figures, section: str) -> Attainment | None:
    """Attainment of the target, year to date.

    "De opdracht aan de IND geeft weer hoeveel zaken de IND minimaal moet beslissen" (IND, De IND in
    cijfers): a yearly minimum spread evenly over the months. It is never judged on one month: in
    January, and where a month misses a figure, None.
    """
    months = int(figures.edition[5:])
    decisions = year_to_date(figures, section, "decisions")
    commissioned = year_to_date(figures, section, "commissioned")
    percent = quotient(decisions, commissioned, 100, "percent")
    gap = difference(decisions, commissioned)
    if months < 2 or decisions is None or commissioned is None or percent is None or gap is None:
        return None
    return Attainment(decisions, commissioned, percent, gap, months, norm(figures, section)[0])


# The age of the stock


def youngest(age_band: str) -> int:
    """The age in months at which a band begins: 6 for ``6-15m``, 15 for ``15m+``."""
    return int(age_band.removesuffix("m+").split("-")[0])


def bands(section: str) -> tuple[str, ...]:
    """The section's age bands, youngest first; none for a section without them or an unknown one."""
    return next((s.bands for s in catalogue.load().sections if s.id == section), ())


def pending_above(figures: Figures, section: str, months: int, period: str | None = None) -> Quantity | None:
    """Applications pending longer than ``months``: the sum of the bands from there on, a count.

    None unless a band begins at exactly that age and every band from there on has a figure.
    """
    older = [band for band in bands(section) if youngest(band) >= months]
    if months not in {youngest(band) for band in older}:
        return None
    return total(figures.figure(section, "pending", band, period) for band in older)


def share_above(figures: Figures, section: str, months: int, period: str | None = None) -> Quantity | None:
    """``100 * pending longer than months / pending``, in percent of the stock of at least 100."""
    above = pending_above(figures, section, months, period)
    return quotient(above, figures.figure(section, "pending", period=period), 100, "percent")


# A figure against its own past


def extreme(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Extreme | None:
    """Whether the report month is the highest or lowest of the months shown, whatever the rounding.

    It is if it is printed so: equal true figures are printed equally, and a greater one never as a smaller one.
    None for seasonal sections, and where fewer than twelve months have a figure.
    """
    row = {period: quantity.value for period, quantity in figures.series(section, measure, age_band).items()}
    now = row.pop(figures.edition, None)
    if now is None or len(row) < 11 or seasonal(section):
        return None
    if now > max(row.values()):
        return "highest"
    return "lowest" if now < min(row.values()) else None


def streak(figures: Figures, section: str, measure: str) -> int:
    """How many times in a row the figure has risen, up to the report month; below zero where it has fallen.

    Whatever the rounding, as with ``extreme``. Zero for seasonal sections; a missing month ends it.
    """
    row = figures.series(section, measure)
    if seasonal(section):
        return 0
    count = 0
    for before, after in reversed(list(pairwise(figures.periods))):
        if before not in row or after not in row:
            break
        step = row[after].value - row[before].value
        if step * (count or step) <= 0:
            break
        count += 1 if step > 0 else -1
    return count


@dataclass(frozen=True)
class Habit:
    """A change on the month before against the other changes of its series.

    Attributes:
        change: the change on the month before.
        mean_step: the mean absolute change of the others.
        limit: the largest change that is usual; see ``ind_tables.checking.habits``.
    """

    change: Quantity
    mean_step: Quantity
    limit: float

    @property
    def unusual(self) -> bool:
        """Whether the change is beyond the limit."""
        return abs(self.change.value) > self.limit


def habit(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Habit | None:
    """How the last change compares with the series' own month-to-month habit.

    None for seasonal sections, for fewer than six other changes, or where none moved.
    """
    change = change_on_month(figures, section, measure, age_band)
    row = figures.series(section, measure, age_band)
    pairs = [(row[a], row[b]) for a, b in pairwise(figures.periods[:-1]) if a in row and b in row]
    steps = [abs(after.value - before.value) for before, after in pairs]
    if change is None or not any(steps):
        return None
    known = catalogue.load().at(figures.edition).measures.get(measure)
    rounding = float(known.rounding) if known and known.rounding > 1 else 0.0
    limit = habits.limit(steps, rounding)
    if limit is None:
        return None
    mean = sum(steps) / len(steps)
    mean_step = within(
        mean,
        sum(max(0.0, step - rounding) for step in steps) / len(steps),
        mean + rounding,
        "average" if change.unit == "count" else change.unit,
        f"mean_step({token(Place(section, measure, age_band, f'{figures.periods[0]}..{figures.month_before}'))})",
        tuple(dict.fromkeys(place for pair in pairs for quantity in pair for place in quantity.evidence)),
    )
    return Habit(change, mean_step, limit)


@dataclass(frozen=True)
class FirstFigure:
    """A figure that is printed for the first time, and how those of its row were revised later."""

    measure: str
    now: Quantity
    usual: Usual

    @property
    def percents(self) -> tuple[float, ...]:
        """The least and the most by which they were revised, in percent, as told; one number where these are equal."""
        places = 0 if self.usual.most >= 2 else 1
        return tuple(dict.fromkeys(float(rounded(size, places)) for size in (self.usual.least, self.usual.most)))


def first_figure(
    figures: Figures, section: str, measure: str, changes: Iterable[Quantity | None], record: Extreme | None
) -> FirstFigure | None:
    """The report month's figure, where a reader must know how first figures of its row were revised.

    That is where two of them at least were revised beyond rounding, and by :data:`NOTABLE` percent or more, or by as
    much as one of the ``changes`` that are told of the figure, or as what makes it a ``record``.
    """
    now = figures.figure(section, measure)
    usual = figures.releases.of((section, measure, TOTAL))
    if now is None or usual.revised < _AT_LEAST:
        return None
    sizes = [abs(change.value) for change in changes if change and change.value]
    if record:
        others = [q.value for period, q in figures.series(section, measure).items() if period != figures.edition]
        sizes.append(abs(now.value - (max(others) if record == "highest" else min(others))))
    doubtful = any(size <= now.value * usual.most / 100 for size in sizes)
    return FirstFigure(measure, now, usual) if usual.most >= NOTABLE or doubtful else None


def implied_repeat(figures: Figures, measure: str, period: str | None = None) -> Quantity | None:
    """Repeat applications, transfers from other procedures and resettlement: a series printed nowhere.

    ``asylum_general + asylum_dublin + asylum_safe_country - asylum_first``, a count, for applications,
    decisions and pending alike. It follows from the document's notes: first applications are those of
    tracks 1, 2 and 4; the general table is track 4 plus the repeat, transferred and resettled ones.
    """
    general, first, dublin, safe = (figures.figure(s, measure, period=period) for s in IMPLIED)
    return difference(total([general, dublin, safe]), first)
