"""What the true figures can have been together: the range of a sum or a share that rounding and all identities leave.

    bounds = Bounds(observations)
    bounds.linear({pending_now: 1, pending_before: -1})      # least and greatest true change

True figures are whole numbers within half a rounding unit of what is printed that keep every identity, be the figures
in it printed or not: a polytope. The range of a sum over it takes two small linear programmes, for the least and for
the greatest (HiGHS); that of a quotient a few of each (Dinkelbach 1967, "On nonlinear fractional programming",
Management Science 13). Figures that hang together by no identity are programmes of their own, and a range that was
asked for once is kept. Where the identities of a part contradict each other, its figures are taken one by one.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property

import numpy as np
import pandas as pd

from ind_tables.checking import rules
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.feasibility import EPSILON, Array
from ind_tables.checking.polytope import Ends, Polytope, Range
from ind_tables.checking.rules import Identity
from ind_tables.place import Place

Form = Mapping[Place, float]
"""A sum of figures: the factor of each."""

_Terms = tuple[tuple[int, float], ...]

_TURNS = 20


class Bounds:
    """The ranges that an edition leaves.

    Args:
        observations: one edition, one row a figure; at least section, measure, age_band, period and value.
    """

    def __init__(self, observations: pd.DataFrame) -> None:
        identities = tuple(rule for rule in rules.load() if isinstance(rule, Identity))
        self._cells = Confrontation(observations, identities)
        self._sums: dict[_Terms, Range] = {}
        self._shares: dict[tuple[_Terms, _Terms], Range] = {}
        self._parts: dict[int, Polytope | None] = {}

    def linear(self, form: Form) -> Range:
        """The least and the greatest true value of a sum; every figure in it is printed."""
        terms = self._numbered(form)
        key = tuple(sorted(terms.items()))
        if key not in self._sums:
            low, high = self._reach(terms, terms)
            if all(factor == int(factor) for factor in terms.values()):
                low, high = math.ceil(low - EPSILON), math.floor(high + EPSILON)
            self._sums[key] = self._apart(terms, (low, high))
        return self._sums[key]

    def left(self) -> dict[Place, Range]:
        """What all other figures leave each figure: its least and greatest true value, were it not printed.

        Figures that stand in no identity, or of which the others contradict each other, are left out.
        """
        found: dict[Place, Range] = {}
        for part, (_, cells) in enumerate(self._cells.parts):
            programme = self._programme(part)
            for cell, ends in zip(cells, programme.left() if programme else (), strict=False):
                if ends:
                    found[self._cells.cells[cell]] = ends
        return found

    def nearest(self) -> dict[Place, int]:
        """Whole numbers that keep every identity, by place, as near to the printed figures as they can be.

        The sum of the distances is least. Figures that stand in no identity stay as they are; those of identities that
        contradict each other, or that lack a figure, are left out.
        """
        values = self._cells.values
        found = {n: int(values[n]) for n in range(len(values)) if n not in self._home and self._cells.has(n)}
        for part, (_, cells) in enumerate(self._cells.parts):
            programme = self._programme(part)
            whole = programme.nearest(values[cells]) if programme and not np.isnan(values[cells]).any() else None
            found.update(zip(cells.tolist(), whole or (), strict=False))
        return {self._cells.cells[n]: value for n, value in sorted(found.items())}

    def quotient(self, part: Form, base: Form) -> Range:
        """The least and the greatest true value of one sum over another, which is above nought throughout."""
        above, below = self._numbered(part), self._numbered(base)
        key = tuple(sorted(above.items())), tuple(sorted(below.items()))
        if key not in self._shares:
            self._shares[key] = self._quotient(above, below)
        return self._shares[key]

    def _quotient(self, above: Mapping[int, float], below: Mapping[int, float]) -> Range:
        printed = self._value(above) / self._value(below)
        ends = [printed, printed]
        for _ in range(_TURNS):
            least, greatest = (
                {n: above.get(n, 0.0) - end * below.get(n, 0.0) for n in {**above, **below}} for end in ends
            )
            points = self._points(least, greatest)
            found = [self._value(above, at) / self._value(below, at) for at in points]
            settled = all(abs(one - other) < 1e-9 for one, other in zip(ends, found, strict=True))
            ends = found
            if settled:
                break
        return ends[0], ends[1]

    def _numbered(self, form: Form) -> dict[int, float]:
        return {self._cells.numbers[place]: factor for place, factor in form.items() if factor}

    def _value(self, terms: Mapping[int, float], figures: Array | None = None) -> float:
        at = self._cells.values if figures is None else figures
        return float(sum(factor * at[n] for n, factor in terms.items()))

    def _apart(self, terms: Mapping[int, float], ends: Range) -> Range:
        """What is known of the difference of two figures beyond the polytope: equal ones are printed equally.

        So figures that are printed differently differ; and next to each other, not by both their halves: were a
        number half way between two multiples printed as the upper one, it is not printed as the lower one.
        """
        if sorted(terms.values()) != [-1, 1]:
            return ends
        less, more = sorted(terms, key=lambda n: terms[n])
        unit, printed = self._cells.units[more], self._cells.values[more] - self._cells.values[less]
        if unit <= 1 or unit != self._cells.units[less] or not printed:
            return ends
        low, high = ends if printed > 0 else (-ends[1], -ends[0])
        low = max(low, 1)
        high = min(high, 2 * int(unit) - 1) if abs(printed) == unit else high
        return (low, high) if printed > 0 else (-high, -low)

    # Programmes

    @cached_property
    def _box(self) -> tuple[Array, Array]:
        """The least and the greatest true figure of each cell; none is below nought but where it is printed so."""
        values, widths = self._cells.values, self._cells.widths
        low = np.where(values < 0, values - widths, np.maximum(values - widths, 0))
        return np.where(np.isnan(values), 0, low), np.where(np.isnan(values), np.inf, values + widths)

    @cached_property
    def _home(self) -> dict[int, int]:
        """The part of each cell that stands in an identity."""
        return {int(n): part for part, (_, cells) in enumerate(self._cells.parts) for n in cells}

    def _reach(self, least: Mapping[int, float], greatest: Mapping[int, float]) -> Range:
        low, high = self._points(least, greatest)
        return self._value(least, low), self._value(greatest, high)

    def _points(self, least: Mapping[int, float], greatest: Mapping[int, float]) -> Ends:
        """Figures of all cells at which the one sum is least and the other greatest; others stay as they are."""
        box = self._box
        low, high = self._cells.values.copy(), self._cells.values.copy()
        touched: dict[int, None] = {}
        for n in {**least, **greatest}:
            if n in self._home:
                touched[self._home[n]] = None
            low[n] = box[least.get(n, 0.0) < 0][n]
            high[n] = box[greatest.get(n, 0.0) > 0][n]
        for part in touched:
            cells = self._cells.parts[part][1]
            aims = (np.array([terms.get(int(n), 0.0) for n in cells]) for terms in (least, greatest))
            found = self._ends(part, *aims)
            if found:
                low[cells], high[cells] = found
        return Ends(low, high)

    def _ends(self, part: int, least: Array, greatest: Array) -> Ends | None:
        programme = self._programme(part)
        found = programme.ends(least, greatest) if programme else None
        if found is None:
            self._parts[part] = None
        return found

    def _programme(self, part: int) -> Polytope | None:
        """That of a part; None where its identities contradict each other."""
        if part not in self._parts:
            rows, cells = self._cells.parts[part]
            matrix = self._cells.network.matrix[np.ix_(rows, cells)]
            self._parts[part] = Polytope(matrix, *(end[cells] for end in self._box))
        return self._parts[part]
