"""What the figures must have been if an explanation is right, and how likely it then is."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from typing import NamedTuple

import numpy as np

from ind_tables.checking import misprints
from ind_tables.checking.damage import Damage
from ind_tables.checking.evidence import Evidence
from ind_tables.checking.feasibility import EPSILON, Array, Numbers, System
from ind_tables.checking.mistakes import Mistake, State, state

# How many readings of the open figures are followed at a time; how many values of one figure are looked at before only
# those are that a slip can have spoilt; and the odds of an explanation that leaves no figure possible.
_BEAM = 24
_WIDEST = 40
_NOWHERE = -20.0

Known = dict[int, float]
Gain = Callable[[Mapping[int, float], Set[int]], float]


class Settled(NamedTuple):
    """An explanation, with the figures that it leads to.

    Attributes:
        mistakes: what went wrong.
        odds: the logarithm of its odds, comparable with those of other explanations of the same rules.
        share: how probable it is among all explanations that were found.
        values: cell -> the likeliest true figure and its share among all that are possible.
        ranges: cell -> the least and the greatest true figure that remain possible.
        slips: cell -> the kind of slip that made the printed figure of the likeliest one.
        told: whether it explains what is broken; otherwise the search ended before anything did.
        complete: whether no other explanation can be as small; otherwise the search ended before that was known.
    """

    mistakes: tuple[Mistake, ...]
    odds: float = 0.0
    values: Mapping[int, tuple[float, float]] = {}
    ranges: Mapping[int, tuple[float, float]] = {}
    slips: Mapping[int, str] = {}
    share: float = 1.0
    told: bool = True
    complete: bool = True


class Reading(NamedTuple):
    """Figures for some of the open cells: how likely with all evidence, and with the chance of the slips alone."""

    likely: float
    chance: float
    known: Known


class Restoration:
    """The true figures under one explanation.

    Args:
        damage: what the edition breaks.
        evidence: what speaks for one figure against another.
        mistakes: the explanation.
        live: the identities that true figures must keep.
        joint: whether they are to be kept together, beyond each by itself.
    """

    def __init__(
        self, damage: Damage, evidence: Evidence, mistakes: tuple[Mistake, ...], live: Numbers, joint: bool
    ) -> None:
        self.damage, self.evidence, self.mistakes, self.live, self.joint = damage, evidence, mistakes, live, joint
        self.state = state(damage, mistakes)
        self.open = self.state.open - damage.absent
        self.told = {cell: value for mistake in mistakes for cell, value in mistake.values.items()}
        self.figures = {mistake.cells[0] for mistake in mistakes if mistake.kind == "figure"}
        self.values: dict[int, tuple[float, float]] = {cell: (value, 1.0) for cell, value in self.told.items()}
        self.ranges: dict[int, tuple[float, float]] = {}

    def settled(self) -> Settled:
        """The likeliest true figures, and the odds of the explanation with all evidence."""
        readings, loose = self._readings()
        odds = sum(mistake.odds for mistake in self.mistakes)
        if self.joint:
            readings = [one for one in readings if self._possible_together(one.known)]
        if not readings:
            return Settled(self.mistakes, odds + _NOWHERE, self.values, self.ranges)
        total = log_sum(one.likely for one in readings)
        slips = {}
        for cell in sorted(self.figures & readings[0].known.keys()):
            shares: dict[float, float] = {}
            for one in readings:
                value = one.known[cell]
                shares[value] = shares.get(value, 0.0) + math.exp(one.likely - total)
            best = max(shares, key=lambda value: (shares[value], -value))
            self.values[cell] = (best, shares[best])
            slips[cell] = chance(self.damage, cell, best, self.state.filled(readings[0].known))[1]
        return Settled(self.mistakes, odds + total + loose, self.values, self.ranges, slips)

    def _readings(self) -> tuple[list[Reading], float]:
        """Readings of the open figures, weighed, and the odds of figures that a mistake of many cells leaves open.

        Cell by cell, those held most tightly first. What a mistake of many cells leaves open is taken at its likeliest;
        how a series runs is judged when all its figures are there.
        """
        waiting = sorted(self.state.cells & self.state.open)
        single = len(waiting) == 1 and not self.told
        readings, weighed, loose = [Reading(0.0, 0.0, {})], list[Reading](), 0.0
        while waiting:
            cell, rows = self._next(waiting, self.state.open - readings[0].known.keys())
            waiting.remove(cell)
            grown = sorted(self._grown(cell, rows, readings), key=lambda one: -one.likely)
            if not grown:
                continue
            if cell not in self.figures:
                total = log_sum(one.likely - one.chance for one in grown)
                best = grown[0]
                loose += total - self._added(self.evidence.course, cell, best.known[cell])
                self.values[cell] = (best.known[cell], math.exp(best.likely - best.chance - total))
                grown = grown[:1]
            readings = weighed = grown[:_BEAM]
        if single and weighed:
            return weighed, loose
        return [one._replace(likely=one.chance + self._gain(one.known)) for one in readings], loose

    def _grown(self, cell: int, rows: Numbers, readings: Sequence[Reading]) -> Iterable[Reading]:
        """The readings with every figure that the cell can have had."""
        for one in readings:
            filled = self.state.filled(one.known)
            for value in self._possible(cell, filled, rows):
                known = self.ranges.get(cell, (value, value))
                wider = min(known[0], value), max(known[1], value)
                self.ranges[cell] = wider if len(rows) else (-math.inf, math.inf)
                slip = one.chance + (chance(self.damage, cell, value, filled)[0] if cell in self.figures else 0.0)
                gain = self._added(self.evidence.gain, cell, value)
                yield Reading(slip + gain, slip, {**one.known, cell: value})

    def _added(self, gain: Gain, cell: int, value: float) -> float:
        """What a figure adds, by this part of the evidence, to what is told of cells that share an identity with it."""
        others = self.open - {cell}
        if not self.told:
            return gain({cell: value}, others)
        rows = self.damage.matrix[:, cell] != 0
        near = np.flatnonzero((self.damage.matrix[rows] != 0).any(axis=0)).tolist()
        told = {one: self.told[one] for one in near if one in self.told}
        return gain({**told, cell: value}, others) - gain(told, others | {cell})

    def _gain(self, known: Known) -> float:
        """What speaks for figures that are told or searched for, and for the courses of all that are known then."""
        changes = {**self.told, **{cell: known[cell] for cell in known if cell in self.figures}}
        open_still = self.open - changes.keys()
        course = self.evidence.course({**self.told, **known}) - self.evidence.course(changes, open_still)
        return self.evidence.gain(changes, open_still) + course

    def _possible_together(self, known: Known) -> bool:
        """Whether true values exist that keep all live identities, impossible figures aside."""
        values, opened, cells = self.state.filled(known)
        used = np.flatnonzero((self.damage.matrix[self.live] != 0).any(axis=0))
        system = System(self.damage.matrix[np.ix_(self.live, used)], values[used], self.damage.edition.widths[used])
        released = opened | (self.damage.impossible - cells)
        return not system.conflicts([n for n, cell in enumerate(used.tolist()) if cell in released])

    def _next(self, waiting: Sequence[int], opened: frozenset[int]) -> tuple[int, Numbers]:
        """The next cell to fill, and the identities in which it is the only open one: most tightly held first."""
        matrix = self.damage.matrix[self.live]
        alone = (matrix[:, sorted(opened)] != 0).sum(axis=1) == 1
        held = {cell: self.live[alone & (matrix[:, cell] != 0)] for cell in waiting}
        cell = max(waiting, key=lambda one: (min(len(held[one]), 1), -one))
        return cell, held[cell]

    def _possible(self, cell: int, filled: State, rows: Numbers) -> list[float]:
        """The figures that a cell can have had: what its identities allow, or what a slip can have spoilt."""
        damage, figure = self.damage, cell in self.figures
        printed, unit = damage.values[cell], damage.edition.units[cell]
        low, high = 0.0, math.inf
        if damage.edition.cells[cell].measure in damage.edition.fractional:
            return [before for before in (self.evidence.previous.get(cell),) if before not in (None, printed)]
        if len(rows):
            lows, highs = self._interval(cell, filled, rows)
            low, high = max(0.0, float(lows.max())), float(highs.min())
        if (high - low) / unit <= _WIDEST:
            steps = range(math.ceil(low / unit - EPSILON), math.floor(high / unit + EPSILON) + 1)
            values = [float(step * unit) for step in steps]
        else:
            likely = {float(value) for value in misprints.originals(int(printed), int(unit))} if figure else set()
            likely |= {float(filled.values[n]) for n in damage.neighbours[cell] if n not in filled.open and figure}
            likely |= {value for value in (self.evidence.previous.get(cell), damage.text(cell)) if value is not None}
            values = [value for value in sorted(likely) if low <= value <= high and value % unit == 0]
        return [value for value in values if not figure or value != printed or cell in damage.impossible]

    def _interval(self, cell: int, filled: State, rows: Numbers) -> tuple[Array, Array]:
        """The least and greatest printed figure of a cell that each of these identities allows."""
        factors = self.damage.matrix[rows, cell]
        rest = self.damage.matrix[rows] @ filled.values - factors * filled.values[cell]
        reach = self.damage.tolerances[rows] / np.abs(factors)
        return -rest / factors - reach, -rest / factors + reach


def chance(damage: Damage, cell: int, value: float, filled: State) -> tuple[float, str]:
    """The logarithm of the chance that a mistake made the printed figure of ``value``, and its likeliest kind.

    Figures with decimals are compared by their digits down to tenths.
    """
    printed = damage.values[cell]
    unit = 10 if damage.edition.cells[cell].measure in damage.edition.fractional else 1
    digits = round(printed * unit)
    kinds = dict(misprints.slips(round(value * unit)).get(digits, {}))
    beside = damage.neighbours[cell]
    same = sum(filled.values[n] == printed for n in beside if n not in filled.open)
    if same:
        kinds["neighbour"] = misprints.NEIGHBOUR * same / len(beside)
    if value == damage.text(cell):
        kinds["text"] = misprints.SHARES["digit"]
    kinds[""] = misprints.other(digits)
    return math.log(sum(kinds.values())), max(kinds, key=lambda kind: kinds[kind])


def log_sum(logs: Iterable[float]) -> float:
    """The logarithm of a sum of terms that are given by their logarithms."""
    terms = list(logs)
    top = max(terms)
    return top + math.log(sum(math.exp(log - top) for log in terms))
