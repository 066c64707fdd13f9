"""Derived series: what follows from the printed figures, each with its interval, formula and evidence.

A figure rounded to tens stands for an interval of half a unit on either side (a count is never below
zero); a figure in days is exact. Everything computed from figures carries the interval that follows,
so that a text can print what the rounding fixes and keep silent about the rest.

A formula is written over the figures themselves, as ``section.measure[period]`` or
``section.measure.band[period]``, with ``sum(a[2025-01..2025-12])`` over months and
``mean_step(a[2024-12..2025-11])`` for the mean absolute change from one month to the next; a figure of
another edition is marked with it, ``a[2025-10]@2025-11``. Whoever doubts a number can evaluate its
formula on the observations.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.errors import CatalogueError, NotObservations

SMALLEST_BASE = 100
RANGE_LIMIT = 3.268

IMPLIED = ("asylum_general", "asylum_first", "asylum_dublin", "asylum_safe_country")

COLUMNS = [
    "section",
    "indicator",
    "measure",
    "age_band",
    "value",
    "low",
    "high",
    "unit",
    "formula",
    "figures",
]

Unit = Literal["count", "average", "days", "percent", "points", "per 100", "months", "year", "name"]
Extreme = Literal["highest", "lowest"]


class Key(NamedTuple):
    """The place of one figure: ``section``, ``measure``, ``age_band`` and ``period`` (YYYY-MM).

    ``edition`` is empty but for a figure of another edition than the one spoken of.
    """

    section: str
    measure: str
    age_band: str
    period: str
    edition: str = ""

    @property
    def token(self) -> str:
        """The figure's name in a formula."""
        band = "" if self.age_band == TOTAL else f".{self.age_band}"
        edition = f"@{self.edition}" if self.edition else ""
        return f"{self.section}.{self.measure}{band}[{self.period}]{edition}"


class Precision(NamedTuple):
    """How a number may be printed: with so many decimals, and as an approximation or not."""

    decimals: int
    about: bool


@dataclass(frozen=True)
class Quantity:
    """A number, the interval that rounding leaves, and where it comes from.

    Attributes:
        value: the number computed from the figures as printed.
        low, high: the smallest and largest number that the rounding allows.
        unit: ``count``, ``average`` (of counts), ``days``, ``percent``, ``points`` (percentage points),
            ``per 100``, ``months``; ``year`` and ``name`` are no measurement (2025; the 8 of article 8).
        formula: how it follows from the figures (see the module).
        evidence: the figures that it is computed from.
    """

    value: float
    low: float
    high: float
    unit: Unit
    formula: str
    evidence: tuple[Key, ...] = ()

    @property
    def unchanged(self) -> bool:
        """For a difference: whether the rounding leaves room for no change at all."""
        return self.low <= 0 <= self.high

    @property
    def precision(self) -> Precision | None:
        """The precision that the interval fixes.

        A count and a number of days are printed as they are, an average of counts as "about" so many
        tens. Of anything else a tenth is printed if the whole interval rounds to it, else a whole
        number if the whole interval rounds to that; if it touches two neighbouring whole numbers the
        number is printed as "about"; if it is wider, or if only a zero were left, it is not printed (None).
        """
        if self.unit == "average":
            return Precision(-1, True)
        if self.low == self.high == int(self.value) or self.unit == "count":
            return Precision(0, False)
        if rounded(self.low, 1) == rounded(self.high, 1) != 0:
            return Precision(1, False)
        width = rounded(self.high, 0) - rounded(self.low, 0)
        return Precision(0, width == 1) if width <= 1 and rounded(self.value, 0) != 0 else None

    @property
    def negligible(self) -> bool:
        """For a difference: whether it is certainly less than half a unit, up or down."""
        return rounded(self.low, 0) == rounded(self.high, 0) == 0


def rounded(value: float, decimals: int) -> Decimal:
    """``value`` to so many decimals, halves away from zero."""
    return Decimal(repr(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def given(value: float, unit: Unit, formula: str) -> Quantity:
    """A number that is no figure of the document: a year, a term of the law, the number of months shown."""
    return Quantity(value, value, value, unit, formula)


@dataclass(frozen=True)
class Figures:
    """The figures of one edition, by place.

    Attributes:
        edition: the report month, YYYY-MM.
        periods: the months printed, in order.
        sections: the sections with at least one figure, in the document's order.
        values: the figures; a place without a figure is absent.
    """

    edition: str
    periods: tuple[str, ...]
    sections: tuple[str, ...]
    values: dict[Key, int]

    @classmethod
    def of(cls, observations: pd.DataFrame) -> Figures:
        """The figures in ``observations`` (one row a figure, columns as in ``ind_tables.read``).

        Raises:
            NotObservations: a column is missing, or the rows are not of exactly one edition.
        """
        columns = ["edition", "section", "measure", "age_band", "period", "value"]
        missing = [c for c in columns if c not in observations.columns]
        if missing:
            raise NotObservations(f"the observations have no column {missing[0]!r}; read them with read()")
        editions = sorted(map(str, observations["edition"].unique()))
        if len(editions) != 1:
            raise NotObservations(f"the observations hold {len(editions)} editions, expected one; choose a month")
        known = observations.loc[observations["value"].notna(), columns[1:]]
        *places, printed = (known[column].tolist() for column in known)
        values = {Key(*map(str, place)): int(value) for *place, value in zip(*places, printed, strict=True)}
        return cls(
            edition=editions[0],
            periods=tuple(sorted(map(str, observations["period"].unique()))),
            sections=tuple(dict.fromkeys(key.section for key in values)),
            values=values,
        )

    @property
    def year(self) -> int:
        """The calendar year of the report month."""
        return int(self.edition[:4])

    @property
    def month_before(self) -> str:
        """The month before the report month."""
        return shift(self.edition, -1)

    @property
    def year_before(self) -> str:
        """The report month a year earlier."""
        return shift(self.edition, -12)

    @property
    def last_december(self) -> str:
        """December of the year before the report month's."""
        return f"{self.year - 1}-12"


def shift(period: str, months: int) -> str:
    """The period (YYYY-MM) so many months later; earlier if negative."""
    year, month = divmod(int(period[:4]) * 12 + int(period[5:]) - 1 + months, 12)
    return f"{year:04}-{month + 1:02}"


def months_from(first: str, last: str) -> tuple[str, ...]:
    """All periods (YYYY-MM) from ``first`` to ``last``, both included."""
    count = (int(last[:4]) - int(first[:4])) * 12 + int(last[5:]) - int(first[5:]) + 1
    return tuple(shift(first, n) for n in range(count))


# Arithmetic on intervals


def difference(now: Quantity | None, before: Quantity | None) -> Quantity | None:
    """``now - before`` in the same unit (percentage points for percentages); None if either is unknown."""
    if now is None or before is None:
        return None
    return Quantity(
        now.value - before.value,
        now.low - before.high,
        now.high - before.low,
        "points" if now.unit == "percent" else now.unit,
        f"{now.formula} - {_operand(before)}",
        _union(now, before),
    )


def total(parts: Iterable[Quantity | None], formula: str | None = None) -> Quantity | None:
    """The sum of ``parts`` with the sum of their intervals; None if one is unknown or there are none."""
    known: list[Quantity] = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    if not known:
        return None
    return Quantity(
        sum(part.value for part in known),
        sum(part.low for part in known),
        sum(part.high for part in known),
        known[0].unit,
        formula or " + ".join(part.formula for part in known),
        _union(*known),
    )


def mean(sum_of_parts: Quantity, parts: int) -> Quantity:
    """The average of so many counts, from their sum; an average is printed to tens, as "about"."""
    low, high = sum_of_parts.low / parts, sum_of_parts.high / parts
    formula = f"{_operand(sum_of_parts)} / {parts}"
    return Quantity(sum_of_parts.value / parts, low, high, "average", formula, sum_of_parts.evidence)


def quotient(part: Quantity | None, base: Quantity | None, scale: int, unit: Unit) -> Quantity | None:
    """``scale * part / base``; None if either is unknown or the base is below 100."""
    if part is None or base is None or base.value < SMALLEST_BASE:
        return None
    return Quantity(
        scale * part.value / base.value,
        scale * part.low / base.high,
        scale * part.high / base.low,
        unit,
        f"{scale} * {_operand(part)} / {_operand(base)}",
        _union(part, base),
    )


def relative_change(now: Quantity | None, before: Quantity | None) -> Quantity | None:
    """``100 * (now - before) / before`` in percent; None if either is unknown or the base is below 100."""
    if now is None or before is None or before.value < SMALLEST_BASE:
        return None
    return Quantity(
        100 * (now.value - before.value) / before.value,
        100 * (now.low / before.high - 1),
        100 * (now.high / before.low - 1),
        "percent",
        f"100 * ({now.formula} - {_operand(before)}) / {_operand(before)}",
        _union(now, before),
    )


def _operand(quantity: Quantity) -> str:
    return f"({quantity.formula})" if re.search(r" [-+*/] ", quantity.formula) else quantity.formula


def _union(*quantities: Quantity) -> tuple[Key, ...]:
    return tuple(dict.fromkeys(key for quantity in quantities for key in quantity.evidence))


# Levels and changes


def figure(
    figures: Figures, section: str, measure: str, age_band: str = TOTAL, period: str | None = None
) -> Quantity | None:
    """The printed figure of ``period`` (by default the report month) with its interval, or None.

    Counts are rounded to tens: v stands for v-5 to v+5, never below zero. Days are exact.
    """
    key = Key(section, measure, age_band, period or figures.edition)
    value = figures.values.get(key)
    if value is None:
        return None
    known = catalogue.load().measures.get(measure)
    rounding = known.rounding if known else catalogue.load().edition.rounding
    half = rounding / 2 if rounding > 1 else 0
    unit: Unit = "days" if known and known.unit == "days" else "count"
    low = value - half if value < 0 else max(value - half, 0)
    return Quantity(value, low, value + half, unit, key.token, (key,))


def series(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> dict[str, Quantity]:
    """The figures of a row by period, in order; months without a figure are absent."""
    found = {period: figure(figures, section, measure, age_band, period) for period in figures.periods}
    return {period: quantity for period, quantity in found.items() if quantity is not None}


def seasonal(section: str) -> bool:
    """Whether the section's year has a shape of its own, so that only a year before is a fair comparison."""
    return any(s.id == section and s.seasonal for s in catalogue.load().sections)


def change_on_month(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Quantity | None:
    """``x[t] - x[t-1]``, in the figure's unit. None for seasonal sections."""
    if seasonal(section):
        return None
    return difference(
        figure(figures, section, measure, age_band),
        figure(figures, section, measure, age_band, figures.month_before),
    )


def change_on_year(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Quantity | None:
    """``x[t] - x[t-12]``, in the figure's unit: the same month a year before."""
    return difference(
        figure(figures, section, measure, age_band),
        figure(figures, section, measure, age_band, figures.year_before),
    )


def change_since_december(figures: Figures, section: str, age_band: str = TOTAL) -> Quantity | None:
    """``pending[t] - pending[December of the year before]``: what this calendar year did to the stock."""
    return difference(
        figure(figures, section, "pending", age_band),
        figure(figures, section, "pending", age_band, figures.last_december),
    )


def net_change(figures: Figures, section: str, period: str | None = None) -> Quantity | None:
    """``applications[t] - decisions[t]``: by how much the month let the stock grow; a count."""
    return difference(
        figure(figures, section, "applications", period=period),
        figure(figures, section, "decisions", period=period),
    )


# Sums over months


def sum_of_months(figures: Figures, section: str, measure: str, first: str, last: str) -> Quantity | None:
    """The sum of a flow over the months ``first`` to ``last``; None unless every month has a figure."""
    parts = [figure(figures, section, measure, period=period) for period in months_from(first, last)]
    return total(parts, f"sum({section}.{measure}[{first}..{last}])")


def twelve_months(figures: Figures, section: str, measure: str) -> Quantity | None:
    """The sum of the twelve months up to and with the report month."""
    return sum_of_months(figures, section, measure, shift(figures.edition, -11), figures.edition)


def year_to_date(figures: Figures, section: str, measure: str) -> Quantity | None:
    """The sum from January up to and with the report month."""
    return sum_of_months(figures, section, measure, f"{figures.year}-01", figures.edition)


def calendar_year(figures: Figures, section: str, measure: str, year: int) -> Quantity | None:
    """The sum over the twelve months of ``year``; None unless the edition prints them all."""
    return sum_of_months(figures, section, measure, f"{year}-01", f"{year}-12")


def decisions_per_100_applications(figures: Figures, section: str) -> Quantity | None:
    """``100 * decisions / applications`` over twelve months: below 100 the stock grew."""
    applications = twelve_months(figures, section, "applications")
    return quotient(twelve_months(figures, section, "decisions"), applications, 100, "per 100")


def months_of_work(figures: Figures, section: str) -> Quantity | None:
    """``pending / (decisions of twelve months / 12)``, in months: the stock at that pace. Not a waiting time.

    None for seasonal sections, whose pace in one month says nothing of the next.
    """
    pending, decisions = figure(figures, section, "pending"), twelve_months(figures, section, "decisions")
    return None if seasonal(section) else quotient(pending, decisions, 12, "months")


# The commissioned production


@dataclass(frozen=True)
class Attainment:
    """Decisions against the commissioned production, from January up to the report month.

    Attributes:
        decisions, commissioned: sums over those months.
        percent: ``100 * decisions / commissioned``; the commission is a minimum, so 100 is met.
        gap: ``decisions - commissioned``.
        months: how many months the sums cover.
    """

    decisions: Quantity
    commissioned: Quantity
    percent: Quantity
    gap: Quantity
    months: int


def attainment(figures: Figures, section: str) -> Attainment | None:
    """Attainment of the commissioned production, year to date.

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
    return Attainment(decisions, commissioned, percent, gap, months)


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
    return total(figure(figures, section, "pending", band, period) for band in older)


def share_above(figures: Figures, section: str, months: int, period: str | None = None) -> Quantity | None:
    """``100 * pending longer than months / pending``, in percent of the stock of at least 100."""
    above = pending_above(figures, section, months, period)
    share = quotient(above, figure(figures, section, "pending", period=period), 100, "percent")
    return share and replace(share, high=min(share.high, max(100.0, share.value)))


def share_of_band(figures: Figures, section: str, age_band: str, period: str | None = None) -> Quantity | None:
    """``100 * pending in the age band / pending``, in percent of a stock of at least 100."""
    return quotient(
        figure(figures, section, "pending", age_band, period),
        figure(figures, section, "pending", period=period),
        100,
        "percent",
    )


@dataclass(frozen=True)
class Term:
    """A legal decision term, from ``catalogue/terms.toml``, whose head explains the fields."""

    id: str
    sections: tuple[str, ...]
    months: int
    kind: Literal["statutory", "extended", "none"]
    certainty: Literal["certain", "likely", "uncertain"]
    source: str
    source_dutch: str
    url: str = ""
    english: str = ""
    dutch: str = ""
    caution_english: str = ""
    caution_dutch: str = ""
    valid_from: str | None = None
    valid_until: str | None = None

    def applies(self, section: str, edition: str) -> bool:
        """Whether the term holds for the section's applications in that edition (YYYY-MM)."""
        begun = self.valid_from is None or self.valid_from <= edition
        ended = self.valid_until is not None and self.valid_until < edition
        return section in self.sections and begun and not ended


@cache
def all_terms() -> tuple[Term, ...]:
    """Every legal term in the catalogue.

    Raises:
        CatalogueError: an entry of terms.toml is missing or misspelt.
    """
    try:
        entries = catalogue.read("terms")["terms"]
        return tuple(Term(**{**entry, "sections": tuple(entry["sections"])}) for entry in entries)
    except (KeyError, TypeError) as error:
        raise CatalogueError(f"terms.toml has an entry that does not fit: {error}") from error


def terms(section: str, edition: str) -> tuple[Term, ...]:
    """The legal terms of a section in an edition (YYYY-MM), shortest first."""
    return tuple(sorted((t for t in all_terms() if t.applies(section, edition)), key=lambda term: term.months))


@cache
def parts(section: str) -> tuple[str, ...]:
    """The sections that this one contains; none if it is no total."""
    contains: dict[str, Any] = catalogue.read("terms").get("contains", {})
    return tuple(contains.get(section, ()))


# A figure against its own past


def extreme(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Extreme | None:
    """Whether the report month is the highest or lowest of the months shown, whatever the rounding.

    None for seasonal sections, and where fewer than twelve months have a figure.
    """
    row = series(figures, section, measure, age_band)
    now = row.pop(figures.edition, None)
    if now is None or len(row) < 11 or seasonal(section):
        return None
    if now.low > max(other.high for other in row.values()):
        return "highest"
    return "lowest" if now.high < min(other.low for other in row.values()) else None


@dataclass(frozen=True)
class Habit:
    """A change on the month before against the changes of the months before it (an XmR chart's ranges).

    Attributes:
        change: the change on the month before.
        mean_step: the mean absolute change from one month to the next, without the last one.
        limit: 3.268 times that, the upper limit of the moving range.
        score: the least change that the rounding allows, in mean steps.
    """

    change: Quantity
    mean_step: Quantity
    limit: float
    score: float

    @property
    def unusual(self) -> bool:
        """Whether the change is beyond the limit, whatever the rounding."""
        return self.score > RANGE_LIMIT


def habit(figures: Figures, section: str, measure: str, age_band: str = TOTAL) -> Habit | None:
    """How the last change compares with the series' own month-to-month habit.

    The moving range of an XmR chart (Wheeler, Understanding Variation: 3.268 times the mean moving
    range is its upper limit), taken over the months before, so that a month does not set its own
    yardstick. None for seasonal sections, for fewer than six earlier changes, or where none moved.
    """
    change = change_on_month(figures, section, measure, age_band)
    earlier = {p: q for p, q in series(figures, section, measure, age_band).items() if p < figures.edition}
    months = tuple(earlier)
    if change is None or len(months) < 7 or months != months_from(months[0], months[-1]):
        return None
    steps = [difference(earlier[b], earlier[a]) for a, b in pairwise(months)]
    known = [step for step in steps if step is not None]
    sizes = [_size(step) for step in known]
    mean = sum(abs(step.value) for step in known) / len(known)
    if mean == 0:
        return None
    row = Key(section, measure, age_band, f"{months[0]}..{months[-1]}")
    mean_step = Quantity(
        mean,
        sum(low for low, _ in sizes) / len(sizes),
        sum(high for _, high in sizes) / len(sizes),
        "average" if change.unit == "count" else change.unit,
        f"mean_step({row.token})",
        _union(*earlier.values()),
    )
    return Habit(change, mean_step, RANGE_LIMIT * mean, _size(change)[0] / mean)


def _size(step: Quantity) -> tuple[float, float]:
    low = 0.0 if step.unchanged else min(abs(step.low), abs(step.high))
    return low, max(abs(step.low), abs(step.high))


def implied_repeat(figures: Figures, measure: str, period: str | None = None) -> Quantity | None:
    """Repeat applications, transfers from other procedures and resettlement: a series printed nowhere.

    ``asylum_general + asylum_dublin + asylum_safe_country - asylum_first``, a count, for applications,
    decisions and pending alike. It follows from the document's notes: first applications are those of
    tracks 1, 2 and 4; the general table is track 4 plus the repeat, transferred and resettled ones.
    """
    general, first, dublin, safe = (figure(figures, s, measure, period=period) for s in IMPLIED)
    return difference(total([general, dublin, safe]), first)


def of_edition(quantity: Quantity, edition: str) -> Quantity:
    """A printed figure marked as that of another edition than the one spoken of: ``a[2025-10]@2025-11``."""
    marked = tuple(key._replace(edition=edition) for key in quantity.evidence)
    return replace(quantity, formula=" + ".join(key.token for key in marked), evidence=marked)


# All of it as a table


def table(observations: pd.DataFrame) -> pd.DataFrame:
    """Every indicator of the report month that the edition allows.

    Args:
        observations: one edition, as ``ind_tables.read`` returns it.

    Returns:
        One row an indicator, in the document's order, with the columns ``section, indicator, measure,
        age_band, value, low, high, unit, formula, figures`` (the number of figures it rests on).

    Raises:
        NotObservations: a column is missing, or the rows are not of exactly one edition.
    """
    figures = Figures.of(observations)
    rows = [
        {
            "section": section,
            "indicator": name,
            "measure": measure,
            "age_band": age_band,
            "value": quantity.value,
            "low": quantity.low,
            "high": quantity.high,
            "unit": quantity.unit,
            "formula": quantity.formula,
            "figures": len(quantity.evidence),
        }
        for section in figures.sections
        for name, measure, age_band, quantity in _indicators(figures, section)
        if quantity is not None
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _indicators(figures: Figures, section: str) -> list[tuple[str, str, str, Quantity | None]]:
    found: list[tuple[str, str, str, Quantity | None]] = []
    rows = dict.fromkeys((k.measure, k.age_band) for k in figures.values if k.section == section)
    for measure, band in rows:
        kind = catalogue.load().measures[measure].kind if measure in catalogue.load().measures else ""
        if kind == "norm":
            continue
        now = figure(figures, section, measure, band)
        month_before = figure(figures, section, measure, band, figures.month_before)
        year_before = figure(figures, section, measure, band, figures.year_before)
        usual = habit(figures, section, measure, band)
        found += [
            ("month", measure, band, now),
            ("change on the month before", measure, band, change_on_month(figures, section, measure, band)),
            ("change on the year before", measure, band, difference(now, year_before)),
            ("percentage change on the year before", measure, band, relative_change(now, year_before)),
            ("mean step from month to month", measure, band, usual.mean_step if usual else None),
        ]
        if not seasonal(section):
            found.append(("percentage change on the month before", measure, band, relative_change(now, month_before)))
        if kind == "flow":
            found += [
                ("twelve months", measure, band, twelve_months(figures, section, measure)),
                ("year to date", measure, band, year_to_date(figures, section, measure)),
            ]
        if kind == "stock":
            since = change_since_december(figures, section, band)
            found.append(("change since December", measure, band, since))
        if band != TOTAL:
            found.append(("share of the stock", measure, band, share_of_band(figures, section, band)))
    reached, ratio = attainment(figures, section), decisions_per_100_applications(figures, section)
    found += [
        ("net change", "applications", TOTAL, net_change(figures, section)),
        ("decisions per 100 applications", "decisions", TOTAL, ratio),
        ("months of work", "pending", TOTAL, months_of_work(figures, section)),
        ("attainment of the commission", "decisions", TOTAL, reached.percent if reached else None),
    ]
    for months in dict.fromkeys(term.months for term in terms(section, figures.edition)):
        share = share_above(figures, section, months)
        found.append((f"share above {months} months", "pending", TOTAL, share))
    if section == IMPLIED[0]:
        found += [
            ("repeat, transferred and resettled", measure, TOTAL, implied_repeat(figures, measure))
            for measure in ("applications", "decisions", "pending")
        ]
    return found


def headline_rows(figures: Figures) -> Sequence[tuple[str, str]]:
    """The rows (section, measure) that a key message can be about: totals over age bands, no norms."""
    measures = catalogue.load().measures
    return [
        (key.section, key.measure)
        for key in figures.values
        if key.age_band == TOTAL and key.period == figures.edition and measures[key.measure].kind != "norm"
    ]
