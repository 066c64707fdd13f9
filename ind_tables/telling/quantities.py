"""Numbers that follow from the printed figures, each with the interval that rounding leaves, and where it comes from.

A figure rounded to tens stands for an interval of half a unit on either side (a count is never below zero); a figure
in days is exact. What is computed from figures has the interval that all figures and all identities of the edition
leave it together (``ind_tables.checking.bounds``), so that a text can print what is fixed and keep silent about the
rest.

A formula is written over the figures themselves, as ``section.measure[period]`` or
``section.measure.band[period]``, with ``sum(a[2025-01..2025-12])`` over months and
``mean_step(a[2024-12..2025-11])`` for the mean absolute change from one month to the next; a figure of
another edition is marked with it, ``a[2025-10]@2025-11``. Whoever doubts a number can evaluate its
formula on the observations.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, partial
from typing import Literal, NamedTuple

import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.catalogue.document import Break
from ind_tables.checking.bounds import Bounds, Form
from ind_tables.checking.polytope import Range
from ind_tables.months import shift
from ind_tables.place import KEY, Place
from ind_tables.record.frames import one_edition
from ind_tables.record.releases import Releases

SMALLEST_BASE = 100

Unit = Literal[
    "count", "norm", "average", "end", "bound", "days", "percent", "per 100", "times", "months", "year", "name"
]  # fmt: skip


class Precision(NamedTuple):
    """How a number may be printed: with so many decimals, and as an approximation or not."""

    decimals: int
    about: bool


@dataclass(frozen=True)
class Quantity:
    """A number, the interval that rounding leaves, and where it comes from.

    Attributes:
        value: the number computed from the figures as printed.
        unit: ``count``, ``norm`` (a count set in advance, added up), ``average`` (of counts), ``days``, ``percent``,
            ``per 100``, ``times``, ``months``; ``end`` is what a size stays under;
            ``year`` and ``name`` are no measurement (2025; the 8 of article 8).
        formula: how it follows from the figures (see the module).
        reach: computes the smallest and largest number that is possible, when they are asked for.
        evidence: the figures that it is computed from.
        form: the factor of each figure, where it is a sum of figures.
        bounds: the ranges of the edition that it is of.
    """

    value: float
    unit: Unit
    formula: str
    reach: Callable[[], Range] = field(repr=False, compare=False)
    evidence: tuple[Place, ...] = ()
    form: Form | None = field(default=None, repr=False, compare=False)
    bounds: Bounds | None = field(default=None, repr=False, compare=False)

    @cached_property
    def _ends(self) -> Range:
        return self.reach()

    @property
    def low(self) -> float:
        """The smallest number that rounding and the identities allow."""
        return self._ends[0]

    @property
    def high(self) -> float:
        """The largest number that rounding and the identities allow."""
        return self._ends[1]

    @property
    def unchanged(self) -> bool:
        """For a difference: whether there is room for no change at all."""
        return self.low <= 0 <= self.high

    @property
    def small(self) -> bool:
        """For a difference of two figures: whether it is so small that little more than its direction is sure."""
        of_two = self.unit == "count" and len(self.evidence) == 2
        return of_two and not self.unchanged and 3 * self.nearest < self.farthest

    @property
    def nearest(self) -> float:
        """The smallest size that is possible, without its sign."""
        return 0.0 if self.unchanged else min(abs(self.low), abs(self.high))

    @property
    def farthest(self) -> float:
        """The largest size that is possible, without its sign."""
        return max(abs(self.low), abs(self.high))

    @property
    def precision(self) -> Precision | None:
        """The precision that the interval fixes.

        A count and a number of days are printed as they are, a sum of norms, whose rounding is the same each month,
        as "about" so many, an average of counts as "about" so many tens, or units below a hundred. Of anything else a
        tenth is printed if the whole interval rounds to it (never of a percentage), else a whole
        number if the whole interval rounds to that; if it touches two neighbouring whole numbers the number is
        printed as "about", to a tenth if the tenths are neighbours too; if it is wider, or if only a zero were left, it
        is not printed (None).
        """
        match self.unit:
            case "average":
                return Precision(-1 if abs(self.value) >= SMALLEST_BASE else 0, True)
            case "norm":
                return Precision(0, True)
            case "count" | "end" | "bound" | "year" | "name":
                return Precision(0, False)
        if self.low == self.high == int(self.value):
            return Precision(0, False)
        tenths, width = (rounded(self.high, places) - rounded(self.low, places) for places in (1, 0))
        if self.unit != "percent" and tenths == 0 and rounded(self.low, 1) != 0:
            return Precision(1, False)
        if self.unit != "percent" and width == 1 and tenths * 10 == 1:
            return Precision(1, True)
        return Precision(0, width == 1) if width <= 1 and rounded(self.likely, 0) != 0 else None

    @property
    def likely(self) -> float:
        """The value; of a ratio, the possible number that is nearest to it."""
        ratio = self.unit in ("percent", "per 100", "times", "months")
        return min(max(self.value, self.low), self.high) if ratio else self.value


def rounded(value: float, decimals: int) -> Decimal:
    """``value`` to so many decimals, halves away from zero."""
    return Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def given(value: float, unit: Unit, formula: str) -> Quantity:
    """A number that is no figure of the document: a year, a term of the law, the number of months shown."""
    return within(value, value, value, unit, formula)


def within(
    value: float, low: float, high: float, unit: Unit, formula: str, evidence: tuple[Place, ...] = ()
) -> Quantity:
    """A number with an interval that is known already."""
    return Quantity(value, unit, formula, lambda: (low, high), evidence)


@dataclass(frozen=True)
class Figures:
    """The figures of one edition, by place; made once, and passed to whatever speaks of the edition.

    Attributes:
        edition: the report month, YYYY-MM.
        periods: the months printed, in order.
        sections: the sections with at least one figure, in the document's order.
        values: the figures; a place without a figure is absent.
        observations: what they were made from.
        earlier: observations of earlier editions, which tell how the figures of a row are revised.
    """

    edition: str
    periods: tuple[str, ...]
    sections: tuple[str, ...]
    values: dict[Place, int] = field(repr=False)
    observations: pd.DataFrame = field(repr=False, compare=False)
    earlier: pd.DataFrame | None = field(default=None, repr=False, compare=False)

    @classmethod
    def of(cls, observations: pd.DataFrame | Figures, earlier: pd.DataFrame | None = None) -> Figures:
        """Those in ``observations`` (one row a figure, columns as in ``ind_tables.read``), or already made of them.

        With observations of ``earlier`` editions, as ``store.earlier`` gives them, more is known of revisions.

        Raises:
            NotObservations: a column is missing, or the rows are not of exactly one edition.
        """
        if isinstance(observations, Figures):
            return observations
        observations = one_edition(observations)
        editions = [str(observations["edition"].iloc[0])]
        known = catalogue.load()
        measures = known.at(editions[0]).measures
        told = observations["value"].notna() & ~observations["measure"].isin(
            [name for name, measure in measures.items() if not measure.whole]
        )
        printed = observations.loc[told, [*KEY, "value"]]
        *places, figures = (printed[column].tolist() for column in printed)
        values = {Place(*map(str, place)): int(value) for *place, value in zip(*places, figures, strict=True)}
        if known.breaks:  # nothing is compared across a break: what stands before it is not told
            now = {place[:3]: known.footing(place[:3], editions[0], editions[0]) for place in values}
            values = {p: v for p, v in values.items() if known.footing(p[:3], editions[0], p.period) == now[p[:3]]}
        return cls(
            edition=editions[0],
            periods=tuple(sorted(map(str, observations["period"].unique()))),
            sections=tuple(dict.fromkeys(place.section for place in values)),
            values=values,
            observations=observations,
            earlier=earlier,
        )

    def has(self, measure: str) -> bool:
        """Whether the edition prints a figure of ``measure``."""
        return any(place.measure == measure for place in self.values)

    def words(self, measure: str = "", section: str = "") -> tuple[str, ...]:
        """The labels that the edition prints, those of a measure or a section where one is named."""
        if "label" not in self.observations:
            return ()
        shown = self.observations
        shown = shown[shown["measure"] == measure] if measure else shown
        shown = shown[shown["section"] == section] if section else shown
        return tuple(dict.fromkeys(shown["label"].astype(str)))

    def breaks(self, section: str, measures: Iterable[str]) -> tuple[Break, ...]:
        """Where within the months printed one of these rows becomes another series: what stands before is not told."""
        rows = [(section, measure, TOTAL) for measure in measures]
        inside = [b for b in catalogue.load().breaks if b.date in self.periods[1:] and not b.restated]
        return tuple(b for b in inside if any(b.concerns(*row) for row in rows))

    @cached_property
    def bounds(self) -> Bounds:
        """The ranges that rounding and the identities leave."""
        return Bounds(self.observations)

    @cached_property
    def releases(self) -> Releases:
        """How what was printed earlier was revised."""
        return Releases(self.observations, self.earlier)

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

    def figure(self, section: str, measure: str, age_band: str = TOTAL, period: str | None = None) -> Quantity | None:
        """The printed figure of ``period`` (by default the report month) with its interval, or None.

        Counts are rounded to tens: v stands for v-5 to v+5, never below zero. Days are exact.
        """
        place = Place(section, measure, age_band, period or self.edition)
        value = self.values.get(place)
        if value is None:
            return None
        known = catalogue.load().at(self.edition).measures.get(measure)
        unit: Unit = "days" if known and known.unit == "days" else "count"
        return _linear(value, unit, token(place), (place,), {place: 1}, self.bounds)

    def series(self, section: str, measure: str, age_band: str = TOTAL) -> dict[str, Quantity]:
        """The figures of a row by period, in order; months without a figure are absent."""
        found = {period: self.figure(section, measure, age_band, period) for period in self.periods}
        return {period: quantity for period, quantity in found.items() if quantity is not None}


def token(place: Place) -> str:
    """A figure's name in a formula."""
    band = "" if place.age_band == TOTAL else f".{place.age_band}"
    return f"{place.section}.{place.measure}{band}[{place.period}]"


def of_edition(quantity: Quantity, edition: str) -> Quantity:
    """A printed figure marked as that of another edition than the one spoken of: ``a[2025-10]@2025-11``."""
    return replace(quantity, formula=f"{quantity.formula}@{edition}")


# Arithmetic


def difference(now: Quantity | None, before: Quantity | None) -> Quantity | None:
    """``now - before`` in the same unit; None if either is unknown."""
    if now is None or before is None:
        return None
    unit: Unit = "norm" if before.unit == "norm" else now.unit
    value, formula = now.value - before.value, f"{now.formula} - {_operand(before)}"
    if _together(now, before):
        form = _added(now.form, before.form, -1)
        return _linear(value, unit, formula, _union(now, before), form, now.bounds)
    return Quantity(value, unit, formula, lambda: (now.low - before.high, now.high - before.low), _union(now, before))


def total(parts: Iterable[Quantity | None], formula: str | None = None) -> Quantity | None:
    """The sum of ``parts``, figures of one edition or sums of them; None if one is unknown or there are none."""
    known: list[Quantity] = []
    for part in parts:
        if part is None:
            return None
        known.append(part)
    if not known:
        return None
    form: Form = {}
    for part in known:
        form = _added(form, part.form, 1)
    formula = formula or " + ".join(part.formula for part in known)
    value = sum(part.value for part in known)
    return _linear(value, known[0].unit, formula, _union(*known), form, known[0].bounds)


def quotient(part: Quantity | None, base: Quantity | None, scale: int, unit: Unit) -> Quantity | None:
    """``scale * part / base``; None if either is unknown or the base is below 100."""
    if part is None or base is None or base.value < SMALLEST_BASE:
        return None
    formula = f"{scale} * {_operand(part)} / {_operand(base)}"
    return Quantity(
        scale * part.value / base.value, unit, formula, partial(_shared, part, base, scale, 0), _union(part, base)
    )


def relative_change(now: Quantity | None, before: Quantity | None) -> Quantity | None:
    """``100 * (now - before) / before`` in percent; None if either is unknown or the base is below 100."""
    if now is None or before is None or before.value < SMALLEST_BASE:
        return None
    return Quantity(
        100 * (now.value - before.value) / before.value,
        "percent",
        f"100 * ({now.formula} - {_operand(before)}) / {_operand(before)}",
        partial(_shared, now, before, 100, -100),
        _union(now, before),
    )


def _shared(part: Quantity, base: Quantity, scale: float, offset: float) -> Range:
    """The range of ``scale * part / base + offset``."""
    if _together(part, base):
        assert part.bounds is not None
        assert part.form is not None
        assert base.form is not None
        low, high = part.bounds.quotient(part.form, base.form)
    else:
        low, high = part.low / base.high, part.high / base.low
    return scale * low + offset, scale * high + offset


def _linear(
    value: float, unit: Unit, formula: str, evidence: tuple[Place, ...], form: Form, bounds: Bounds | None
) -> Quantity:
    assert bounds is not None
    return Quantity(value, unit, formula, partial(bounds.linear, form), evidence, form, bounds)


def _together(one: Quantity, other: Quantity) -> bool:
    """Whether both are sums of figures of the same edition."""
    return one.bounds is not None and one.bounds is other.bounds and None not in (one.form, other.form)


def _added(one: Form | None, other: Form | None, sign: int) -> dict[Place, float]:
    factors: defaultdict[Place, float] = defaultdict(float)
    for form, factor in ((one or {}, 1), (other or {}, sign)):
        for place, mine in form.items():
            factors[place] += factor * mine
    return dict(factors)


def _operand(quantity: Quantity) -> str:
    return f"({quantity.formula})" if re.search(r" [-+*/] ", quantity.formula) else quantity.formula


def _union(*quantities: Quantity) -> tuple[Place, ...]:
    return tuple(dict.fromkeys(place for quantity in quantities for place in quantity.evidence))
