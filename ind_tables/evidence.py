"""How plausible figures are beside each other: what speaks for one reading of an edition against another.

A reading is a set of changes to the figures as printed. It is weighed by four things, in logarithms of odds:
rounding (how often a sum of rounded figures is off by so much), the series' own course, the rules that are no
identities, and the previous edition. Nothing here decides; localise.py compares.
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ind_tables.rules import KEY, Cell, Confrontation, Instance, Point, Series

Array = npt.NDArray[np.float64]

FLOOR = 1e-5
_PENALTIES = {"error": 8.0, "warning": 4.0, "notice": 1.5}
_UNUSUAL_NORM = 7.0
_FREEDOM = 3.0
_SCALE = 1.31
_FEWEST_POINTS = 4
_REVISED_WITHIN_ROUNDING = 0.5


@cache
def rounding_density(terms: int, residual: float) -> float:
    """The density of a sum of ``terms`` rounding errors at ``residual``, both in rounding units.

    Each error is uniform on half a unit to either side, so the sum follows the Irwin-Hall distribution; outside
    its range, and at its very ends, the density is a small floor.
    """
    at = residual + terms / 2
    if not 0 < at < terms:
        return FLOOR
    density = sum((-1) ** k * math.comb(terms, k) * (at - k) ** (terms - 1) for k in range(math.ceil(at)))
    return float(max(FLOOR, density / math.factorial(terms - 1)))


class Course:
    """The habit of a series of sums of cells over consecutive months.

    Args:
        points: cells by months, the factor of every cell in every month's sum.
        values: the figures as printed.
        smallest: what no habit is finer than, in the figures' unit.

    Three habits are considered: to stay at a level, to step from month to month, and to keep its slope. Their
    densities have the tails of Student's t with three degrees of freedom, since news happens; their scales come
    from medians, which one wrong figure hardly moves (half of such a t lies within its scale over 1.31). The
    series weighs the habits by how well they have served.
    """

    def __init__(self, points: list[Point], values: Array, smallest: float) -> None:
        self.points = points
        self.values = np.array([np.dot(factors, values[list(cells)]) for cells, factors in points])
        self.months = {cell: n for n, (cells, _) in enumerate(points) for cell in cells}
        self.factors = {c: f for cells, factors in points for c, f in zip(cells, factors, strict=True)}
        self.level = float(np.nanmedian(self.values))
        self.scales = [
            max(smallest, _SCALE * float(np.median(np.abs(part))) if len(part) else smallest)
            for part in self._parts(self.values)
        ]
        self.likely = self._log(self.values)

    def _parts(self, series: Array) -> list[Array]:
        known = series[~np.isnan(series)]
        return [known - self.level, np.diff(known), np.diff(known, 2)]

    def _log(self, series: Array) -> float:
        half = (_FREEDOM + 1) / 2
        totals = []
        for order, (part, scale) in enumerate(zip(self._parts(series), self.scales, strict=True)):
            rest = part if order else part[1:]
            logs = -half * np.log1p((rest / scale) ** 2 / _FREEDOM) - math.log(scale)
            totals.append(float(logs.sum()) * (12 / max(1, len(rest))) if len(rest) else -math.inf)
        top = max(totals)
        return top + math.log(sum(math.exp(total - top) for total in totals))

    def gain(self, changes: Mapping[int, float], printed: Array) -> float:
        """How much more likely the series becomes with ``changes`` to the cells as printed."""
        series = self.values.copy()
        for cell, value in changes.items():
            if cell in self.months:
                before = printed[cell]
                month = self.months[cell]
                if np.isnan(before):
                    cells, factors = self.points[month]
                    series[month] = sum(f * changes.get(c, printed[c]) for c, f in zip(cells, factors, strict=True))
                else:
                    series[month] += self.factors[cell] * (value - before)
        return self._log(series) - self.likely


class Evidence:
    """What is known of an edition beside its identities.

    Args:
        edition: the figures, confronted with the rules.
        previous: observations of the edition before.
    """

    def __init__(self, edition: Confrontation, previous: pd.DataFrame | None = None) -> None:
        self.edition = edition
        self.printed = edition.values
        self._figures: list[float] = edition.values.tolist()
        self._before: dict[int, float] = {}
        self.previous = _matched(edition, previous)
        self._courses: dict[Series, Course | None] = {}

    @cached_property
    def _followed(self) -> dict[int, list[Series]]:
        """The series in which each cell stands."""
        followed: dict[int, list[Series]] = defaultdict(list)
        for name, points in self.edition.series.items():
            for cell in {c for cells, _ in points for c in cells}:
                followed[cell].append(name)
        return followed

    def _course(self, name: Series) -> Course | None:
        if name not in self._courses:
            points = self.edition.series[name]
            printed = [not np.isnan(self.printed[list(cells)]).any() for cells, _ in points]
            unit = float(self.edition.units[points[0][0][0]])
            course = Course(points, self.printed, unit) if sum(printed) >= _FEWEST_POINTS else None
            self._courses[name] = course
        return self._courses[name]

    def gain(self, changes: Mapping[int, float]) -> float:
        """How much more plausible the edition is with ``changes``, cell -> value, than as it is printed.

        A logarithm of odds, without the chance of the mistakes that the changes stand for.
        """
        return (
            self.rules(changes)
            + self.course(changes)
            + sum(self.before(cell, value) for cell, value in changes.items())
        )

    def rules(self, changes: Mapping[int, float]) -> float:
        """The part of the gain that the rules give, identities by their rounding."""
        touched = {id(instance): instance for cell in changes for instance in self.edition.standing[cell]}
        total = 0.0
        for name, instance in touched.items():
            after = [changes.get(n, self._figures[n]) for n in instance.numbers if n is not None]
            if not any(map(math.isnan, after)):
                if name not in self._before:
                    before = [self._figures[n] for n in instance.numbers if n is not None]
                    self._before[name] = 0.0 if any(map(math.isnan, before)) else self._log(instance, before)
                total += self._log(instance, after) - self._before[name]
        return total

    def _log(self, instance: Instance, values: list[float]) -> float:
        if instance.rule.kind == "constancy":
            usual = max(values, key=values.count)
            return -_UNUSUAL_NORM * sum(value != usual for value in values)
        numbers = [n for n in instance.numbers if n is not None]
        total = sum(map(operator.mul, instance.factors, values))
        if instance.rule.kind == "identity":
            return math.log(rounding_density(len(numbers), round(total / self.edition.units[numbers[0]], 1)))
        tolerance = sum(abs(f) * self.edition.widths[n] for f, n in zip(instance.factors, numbers, strict=True))
        return -_PENALTIES[instance.rule.severity] if total < -tolerance else 0.0

    def course(self, changes: Mapping[int, float]) -> float:
        """The part of the gain that the courses of the series give."""
        names = {name for cell in changes for name in self._followed.get(cell, ())}
        followed = [self._course(name) for name in sorted(names)]
        return sum(course.gain(changes, self.printed) for course in followed if course)

    def before(self, cell: int, value: float) -> float:
        """The part of the gain that the previous edition's figure for the same cell gives."""
        if cell not in self.previous:
            return 0.0
        return self._revised(cell, value) - (
            0.0 if np.isnan(self.printed[cell]) else self._revised(cell, self.printed[cell])
        )

    def _revised(self, cell: int, value: float) -> float:
        """The logarithm of how likely a figure is, given what the previous edition printed."""
        known = self.previous[cell]
        same = self._unchanged[self.edition.cells[cell].section]
        if value == known:
            return math.log(same)
        distance = abs(value - known) / self.edition.units[cell]
        if distance <= 1:
            return math.log((1 - same) * _REVISED_WITHIN_ROUNDING / 2)
        size = 1 + 0.02 * abs(known) / self.edition.units[cell]
        return math.log(
            (1 - same) * (1 - _REVISED_WITHIN_ROUNDING) / 2 / (math.pi * size * (1 + (distance / size) ** 2))
        )

    @cached_property
    def _unchanged(self) -> dict[str, float]:
        """The share of shared figures that a section left as they were, never quite all."""
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for cell, value in self.previous.items():
            count = counts[self.edition.cells[cell].section]
            count[0] += self.printed[cell] == value
            count[1] += 1
        return {section: (same + 1) / (every + 2) for section, (same, every) in counts.items()}


def _matched(edition: Confrontation, previous: pd.DataFrame | None) -> dict[int, float]:
    """The previous edition's figure for every cell that both print."""
    if previous is None:
        return {}
    places = zip(*(previous[name].tolist() for name in KEY), strict=True)
    values = previous["value"].to_numpy(dtype=float, na_value=np.nan)
    return {
        edition.numbers[Cell(*place)]: float(value)
        for place, value in zip(places, values, strict=True)
        if not np.isnan(value) and Cell(*place) in edition.numbers
    }
