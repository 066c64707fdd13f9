"""How plausible figures are beside each other: what speaks for one reading of an edition against another.

A reading is a set of changes to the figures as printed. It is weighed by five things, in logarithms of odds:
rounding (how often sums of rounded figures are off by so much, each and together), the series' own course, the rules
that are no identities, the previous edition, and the publisher's page. Nothing here decides; localise.py compares.
"""

from __future__ import annotations

import math
import operator
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence, Set
from functools import cache, cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from ind_tables.checking.confrontation import Confrontation, Point, Series
from ind_tables.checking.feasibility import Numbers
from ind_tables.checking.rules import Constancy, Identity, Instance
from ind_tables.place import KEY, Place

Array = npt.NDArray[np.float64]
Unknown = Set[int]

FLOOR = 1e-5
_PENALTIES = {"error": 8.0, "warning": 4.0, "notice": 1.5}
_UNUSUAL_NORM = 7.0
_FREEDOM = 3.0
_SCALE = 1.31
_FEWEST_POINTS = 4
_FOLLOWS = 1e-9
_REVISED_WITHIN_ROUNDING = 0.5
# A figure that the page confirms is wrong only if it is so twice, which is a second mistake.
_CONFIRMED = 7.0


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
        wholes: the like of what the series is a share of, if it is a share of anything.

    Three habits are considered: to stay at a level, to step from month to month, and to keep its slope; where there
    is a whole, the share of it can have the same three, at distances in proportion to the whole. Their densities have
    the tails of Student's t with three degrees of freedom, since news happens; their scales come from medians, which
    one wrong figure hardly moves (half of such a t lies within its scale over 1.31). The series weighs the habits by
    how well they have served.
    """

    def __init__(self, points: list[Point], values: Array, smallest: float, wholes: Sequence[Point] = ()) -> None:
        self.lines = [points, wholes] if wholes else [points]
        self.months = {cell: n for line in self.lines for n, (cells, _) in enumerate(line) for cell in cells}
        self.sums = [np.array([_sum(point, {}, values) for point in line]) for line in self.lines]
        self.level = float(np.nanmedian(self.sums[0]))
        shares = self._shares(self.sums)[0]
        self.share = float(np.median(shares)) if len(shares) else 0.0
        self.smallest = smallest
        self.scales = [
            _SCALE * float(np.median(np.abs(part) / whole)) if len(part) else smallest
            for part, whole in self._parts(self.sums)
        ]
        self.likely = self._log(self.sums)

    def _shares(self, sums: list[Array]) -> tuple[Array, Array]:
        """The shares of the wholes that are above nought, and those wholes."""
        if len(sums) == 1:
            return np.zeros(0), np.zeros(0)
        series, whole = sums
        there = (whole > 0) & ~np.isnan(series)
        return series[there] / whole[there], whole[there]

    def _parts(self, sums: list[Array]) -> list[tuple[Array, Array]]:
        """How far every month lies from where each habit has it, in the figures' unit, and the whole it is part of."""
        known = sums[0][~np.isnan(sums[0])]
        shares, whole = self._shares(sums)
        parts = [(step, np.ones(len(step))) for step in _steps(known - self.level)]
        if len(shares):
            parts += [(step * whole[n:], whole[n:]) for n, step in enumerate(_steps(shares - self.share))]
        return parts

    def _log(self, sums: list[Array]) -> float:
        half = (_FREEDOM + 1) / 2
        totals = []
        for (part, whole), scale in zip(self._parts(sums), self.scales, strict=False):
            spread = np.maximum(self.smallest, scale * whole)
            logs = -half * np.log1p((part / spread) ** 2 / _FREEDOM) - np.log(spread)
            totals.append(float(logs.sum()) * (12 / len(logs)) if len(logs) else -math.inf)
        top = max(totals)
        return top + math.log(sum(math.exp(total - top) for total in totals))

    def gain(self, changes: Mapping[int, float], printed: Array) -> float:
        """How much more likely the series becomes with ``changes`` to the cells as printed."""
        sums = [line.copy() for line in self.sums]
        for month in {self.months[cell] for cell in changes if cell in self.months}:
            for line, total in zip(self.lines, sums, strict=True):
                total[month] = _sum(line[month], changes, printed)
        return self._log(sums) - self.likely


def _sum(point: Point, changes: Mapping[int, float], printed: Array) -> float:
    return float(sum(factor * changes.get(cell, printed[cell]) for cell, factor in zip(*point, strict=True)))


def _steps(known: Array) -> list[Array]:
    return [known, np.diff(known), np.diff(known, 2)]


class Neighbourhood:
    """Identities that share figures: how likely what they leave over is together, beyond each by itself.

    Args:
        edition: the figures, confronted with the rules.
        rows: the identities, by their rows in the edition's network.
        printed: the figures as printed.

    Residuals are sums of rounding errors, and where two identities share a figure they share its error. How they
    hang together is taken from the normal distribution of the same variances and covariances (a uniform error of at
    most w has the variance w²/3); how each is spread by itself is not, see :func:`rounding_density`. Identities that
    are broken or lack a figure are left out; one that follows from others adds nothing.
    """

    def __init__(self, edition: Confrontation, rows: Numbers, printed: Array) -> None:
        network = edition.network.matrix[rows]
        self.cells = np.flatnonzero((network != 0).any(axis=0))
        self.places = {int(cell): n for n, cell in enumerate(self.cells)}
        self.matrix = network[:, self.cells]
        widths = edition.widths[self.cells]
        self.covariance = (self.matrix * widths**2 / 3) @ self.matrix.T
        self.tolerances = np.abs(self.matrix) @ widths
        self.printed = printed[self.cells]
        self._forms: dict[bytes, tuple[Array, float]] = {}
        self._before = self._log(self.printed)

    def gain(self, changes: Mapping[int, float], unknown: Unknown = frozenset()) -> float:
        """How much more likely the residuals are together with ``changes`` than as printed, ``unknown`` cells aside."""
        blank = {cell: math.nan for cell in unknown if cell in self.places}
        before = self._log(self._changed(blank)) if blank else self._before
        return self._log(self._changed({**blank, **changes})) - before

    def _changed(self, changes: Mapping[int, float]) -> Array:
        values = self.printed.copy()
        for cell, value in changes.items():
            if cell in self.places:
                values[self.places[cell]] = value
        return values

    def _log(self, values: Array) -> float:
        absent = np.isnan(values)
        residuals = self.matrix @ np.where(absent, 0.0, values)
        kept = (np.abs(residuals) <= self.tolerances) & (self.tolerances > 0)
        kept &= ~(self.matrix[:, absent] != 0).any(axis=1)
        key = kept.tobytes()
        if key not in self._forms:
            self._forms[key] = dependence(self.covariance[np.ix_(kept, kept)])
        form, constant = self._forms[key]
        return float(residuals[kept] @ form @ residuals[kept]) + constant


def dependence(covariance: Array) -> tuple[Array, float]:
    """What normal variables say together beyond each by itself, as a quadratic form and a constant.

    Returns:
        Q and c: the logarithm of the joint density of x less that of the densities of its parts is x'Qx + c. Where
        some variables follow from others, the joint density is that in the space which they can fill.
    """
    if not len(covariance):
        return covariance, 0.0
    alone = covariance.diagonal()
    sizes, axes = np.linalg.eigh(covariance)
    real = sizes > _FOLLOWS * sizes[-1]
    inverse = (axes[:, real] / sizes[real]) @ axes[:, real].T
    return (np.diag(1 / alone) - inverse) / 2, float(np.log(alone).sum() - np.log(sizes[real]).sum()) / 2


class Evidence:
    """What is known of an edition beside its identities.

    Args:
        edition: the figures, confronted with the rules.
        previous: observations of the edition before.
        confirmed: the places of the figures that the publisher's page confirms.
    """

    def __init__(
        self, edition: Confrontation, previous: pd.DataFrame | None = None, confirmed: Collection[Place] = ()
    ) -> None:
        self.edition = edition
        self.confirmed = frozenset(edition.numbers[place] for place in confirmed if place in edition.numbers)
        self.printed = edition.values
        self._figures: list[float] = edition.values.tolist()
        self._before: dict[int, float] = {}
        self.previous = matched(edition, previous)
        self._courses: dict[Series, Course | None] = {}
        self._neighbourhoods: dict[frozenset[int], Neighbourhood] = {}

    @cached_property
    def _followed(self) -> dict[int, list[Series]]:
        """The series in which each cell stands."""
        followed: dict[int, list[Series]] = defaultdict(list)
        for name, points in self.edition.series.items():
            for cell in {c for cells, _ in (*points, *self.edition.wholes.get(name, ())) for c in cells}:
                followed[cell].append(name)
        return followed

    def _course(self, name: Series) -> Course | None:
        if name not in self._courses:
            points = self.edition.series[name]
            printed = [not np.isnan(self.printed[list(cells)]).any() for cells, _ in points]
            unit = float(self.edition.units[points[0][0][0]])
            wholes = self.edition.wholes.get(name, ())
            enough = sum(printed) >= _FEWEST_POINTS
            self._courses[name] = Course(points, self.printed, unit, wholes) if enough else None
        return self._courses[name]

    def gain(self, changes: Mapping[int, float], unknown: Unknown = frozenset()) -> float:
        """How much more plausible the edition is with ``changes``, cell -> value, than as it is printed.

        A logarithm of odds, without the chance of the mistakes that the changes stand for. Identities with one of
        the ``unknown`` cells, none of them changed, say nothing, nor does the course of a series with one.
        """
        return (
            self.rules(changes, unknown)
            + self.rounding(changes, unknown)
            + self.course(changes, unknown)
            + sum(self.before(cell, value) for cell, value in changes.items())
            - _CONFIRMED * sum(changes[cell] != self._figures[cell] for cell in self.confirmed & changes.keys())
        )

    def rules(self, changes: Mapping[int, float], unknown: Unknown = frozenset()) -> float:
        """The part of the gain that the rules give, each by itself, identities by their rounding."""
        touched = {id(instance): instance for cell in changes for instance in self.edition.standing[cell]}
        total = 0.0
        for name, instance in touched.items():
            after = [changes.get(n, self._figures[n]) for n in instance.numbers if n is not None]
            if not any(n in unknown for n in instance.numbers) and not any(map(math.isnan, after)):
                if name not in self._before:
                    before = [self._figures[n] for n in instance.numbers if n is not None]
                    self._before[name] = 0.0 if any(map(math.isnan, before)) else self._log(instance, before)
                total += self._log(instance, after) - self._before[name]
        return total

    def _log(self, instance: Instance, values: list[float]) -> float:
        if isinstance(instance.rule, Constancy):
            usual = max(values, key=values.count)
            return -_UNUSUAL_NORM * sum(value != usual for value in values)
        numbers = [n for n in instance.numbers if n is not None]
        total = sum(map(operator.mul, instance.factors, values))
        if isinstance(instance.rule, Identity):
            return math.log(rounding_density(len(numbers), round(total / self.edition.units[numbers[0]], 1)))
        tolerance = sum(abs(f) * self.edition.widths[n] for f, n in zip(instance.factors, numbers, strict=True))
        return -_PENALTIES[instance.rule.severity] if total < -tolerance else 0.0

    def rounding(self, changes: Mapping[int, float], unknown: Unknown = frozenset()) -> float:
        """The part of the gain that identities give beyond each by itself, since they share figures.

        What one identity leaves over tells of the rounding of its figures, and so of what the next one leaves over.
        """
        touched = frozenset(row for cell in changes for row in self._rows[cell])
        if not touched:
            return 0.0
        if touched not in self._neighbourhoods:
            self._neighbourhoods[touched] = Neighbourhood(self.edition, self._near(touched), self.printed)
        return self._neighbourhoods[touched].gain(changes, unknown)

    @cached_property
    def _rows(self) -> list[list[int]]:
        """The identities in which each cell stands."""
        return [np.flatnonzero(column).tolist() for column in self.edition.network.matrix.T]

    def _near(self, touched: frozenset[int]) -> Numbers:
        """These identities and those that share a cell with one of them."""
        matrix = self.edition.network.matrix
        cells = np.flatnonzero((matrix[sorted(touched)] != 0).any(axis=0))
        return np.array(sorted({row for cell in cells for row in self._rows[cell]}), dtype=np.intp)

    def course(self, changes: Mapping[int, float], unknown: Unknown = frozenset()) -> float:
        """The part of the gain that the courses of the series give, where none of their cells is unknown."""
        names = {name for cell in changes for name in self._followed.get(cell, ())}
        followed = [self._course(name) for name in sorted(names)]
        return sum(
            course.gain(changes, self.printed) for course in followed if course and not course.months.keys() & unknown
        )

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


def matched(edition: Confrontation, previous: pd.DataFrame | None) -> dict[int, float]:
    """The previous edition's figure for every cell that both print."""
    if previous is None:
        return {}
    places = zip(*(previous[name].tolist() for name in KEY), strict=True)
    values = previous["value"].to_numpy(dtype=float, na_value=np.nan)
    return {
        edition.numbers[Place(*place)]: float(value)
        for place, value in zip(places, values, strict=True)
        if not np.isnan(value) and Place(*place) in edition.numbers
    }
