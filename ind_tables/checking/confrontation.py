"""Confronts an edition with the rules; says what is broken, changes no figure.

    from ind_tables import read
    from ind_tables.checking.confrontation import Confrontation
    Confrontation(read("2025-12")).findings

A rule that an edition does not support, because a row is missing or prints no figure there, is *not
applicable* in that place, never passed. Rounding is judged twice: every identity by itself, and all of them
jointly, since residuals that are possible one by one can be impossible together.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.checking import rules
from ind_tables.checking.cells import Cells
from ind_tables.checking.feasibility import Conflict, Numbers, System, components
from ind_tables.checking.rules import SEVERITIES, Identity, Instance, Judgement, Missing, Rule, Step
from ind_tables.months import shift, span
from ind_tables.place import KEY, Place
from ind_tables.record.observations import numbers
from ind_tables.remarks import Remark

Series = tuple[str, str, str, str]
Point = tuple[tuple[int, ...], tuple[int, ...]]

INSTANCES = [
    "rule", "kind", "severity", *KEY, "cells", "factors", "residual", "tolerance", "state",
]  # fmt: skip
FINDINGS = ["rule", "severity", *KEY, "residual", "tolerance", "message"]
JOINT = "joint_rounding"


def typed(findings: pd.DataFrame) -> pd.DataFrame:
    """Findings in the types of their columns: sizes are numbers, all others but the remarks texts."""
    sizes = {name: numbers(findings[name]) for name in ("residual", "tolerance")}
    return findings.astype(dict.fromkeys(set(FINDINGS[:-1]) - sizes.keys(), "str")).assign(**sizes)


class Confrontation(Cells):
    """An edition's cells in the places where the rules look for them.

    Args:
        observations: one edition, one row a figure; at least section, measure, age_band, period and value.
        known: the rules; those of the catalogue unless given.
    """

    def __init__(self, observations: pd.DataFrame, known: tuple[Rule, ...] | None = None) -> None:
        super().__init__(observations)
        self.rules = rules.load() if known is None else known

    @cached_property
    def _by_rule(self) -> list[tuple[Rule, list[Instance]]]:
        return [(rule, list(rule.instances(self))) for rule in self.rules]

    @cached_property
    def instances(self) -> list[Instance]:
        """Every place in which a rule would look for figures in this window, supported or not."""
        return [instance for _, mine in self._by_rule for instance in mine]

    @cached_property
    def judgements(self) -> list[Judgement]:
        """Whether each of :attr:`instances` holds."""
        return [judgement for rule, mine in self._by_rule for judgement in rule.judge(mine, self)]

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every instance of every rule.

        One row an instance, in the order of the rules: rule, kind, severity, section, measure, age_band, period
        (where it stands), cells (a tuple of row numbers of the observations, None for a missing cell), factors,
        residual (in the figures' unit; signed), tolerance (likewise), and state: passed, broken or not
        applicable, with residual and tolerance missing in the last case.
        """
        rows = [
            (i.rule.name, i.rule.kind, i.rule.severity, *j.place, i.numbers, i.factors, *j.size, j.state)
            for i, j in zip(self.instances, self.judgements, strict=True)
        ]
        table = pd.DataFrame(rows, columns=INSTANCES)
        for name in ("residual", "tolerance"):
            table[name] = numbers(table[name])
        return table.astype(dict.fromkeys(["rule", "kind", "severity", *KEY, "state"], "str"))

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is broken, errors first.

        The columns of findings.csv, but for the message, which is not told yet: a tuple of remarks. The rule
        ``joint_rounding`` stands for identities that hold one by one and not together, or that share a figure which
        is not printed and which none could have been.
        """
        rows: list[tuple[Any, ...]] = [
            (i.rule.name, i.rule.severity, *j.place, *j.size, (i.rule.remark(i, j, self),))
            for i, j in zip(self.instances, self.judgements, strict=True)
            if j.state == "broken" and not self._stale(i)
        ]
        rows += [self._together(conflict) for conflict in self.jointly]
        rank = {severity: n for n, severity in enumerate(SEVERITIES)}
        rows.sort(key=lambda row: rank[row[1]])
        return typed(pd.DataFrame(rows, columns=FINDINGS))

    def _stale(self, instance: Instance) -> bool:
        """Whether a broken step is no news: of an older month, which every edition prints again, or that of a total."""
        if not isinstance(instance.rule, Step):
            return False
        place = instance.place
        wholes = (self.cells[n] for n in self.totals.get(self.numbers.get(place, -1), ()))
        return place.period != self.periods[-1] or any((instance.rule.name, whole) in self._steps for whole in wholes)

    @cached_property
    def _steps(self) -> set[tuple[str, Place]]:
        """The steps that are broken."""
        pairs = zip(self.instances, self.judgements, strict=True)
        return {(i.rule.name, i.place) for i, j in pairs if isinstance(i.rule, Step) and j.state == "broken"}

    @cached_property
    def totals(self) -> dict[int, list[int]]:
        """Of each cell those of the same month that it is a part of, by the identities."""
        totals: dict[int, list[int]] = {}
        for instance in self._stated:
            if not any(term.lag for term in instance.rule.terms):
                whole, *parts = (n for n in instance.numbers if n is not None)
                for part in parts:
                    totals.setdefault(part, []).append(whole)
        return totals

    def _together(self, conflict: Conflict) -> tuple[Any, ...]:
        found = [self._stated[row] for row in sorted(conflict.rows)]
        printed = all(i.rule.supported(i, self) for i in found)
        names = tuple((i.rule.name, i.place.section, i.place.period) for i in found)
        residual, tolerance = round(conflict.residual), int(conflict.tolerance)
        remark = Remark("joint", (found[0].place, names, printed, residual, tolerance))
        return (JOINT, "error", *found[0].place, residual, tolerance, (remark,))

    @cached_property
    def missing(self) -> list[int]:
        """The cells that print no figure though their rows do."""
        pairs = zip(self.instances, self.judgements, strict=True)
        places = [j.place for i, j in pairs if isinstance(i.rule, Missing) and j.state == "broken"]
        return [self.numbers[place] for place in places]

    # The identities as a system of equations

    @cached_property
    def identities(self) -> list[Instance]:
        """The identities that the edition supports, in the order of the rows of :attr:`system`."""
        return [i for i in self._stated if i.rule.supported(i, self)]

    @cached_property
    def unapplied(self) -> int:
        """How many identities of a whole edition of this month want a figure, and so could not be applied."""
        known = catalogue.load().at(self.edition)
        months = span(shift(self.edition, 1 - known.edition.window), self.edition)
        printed = {(s.id, *row.key) for s, row in known.rows() if s.valid(self.edition) and row.valid(self.edition)}
        whole = copy(self)
        whole.periods = sorted({*months, *self.periods})
        wanting = 0
        for rule in self.rules:
            for instance in rule.instances(whole) if isinstance(rule, Identity) else ():
                if len(self.figures(instance.numbers)) < len(instance.numbers):
                    wanting += {place[:3] for _, place in rule.terms_at(instance.place, whole)} <= printed
        return wanting

    @cached_property
    def network(self) -> System:
        """Every identity whose cells the edition has, figures or not, over all cells of the edition."""
        return self.stating(self._stated)

    @cached_property
    def _stated(self) -> list[Instance]:
        return [i for i in self.instances if isinstance(i.rule, Identity) and None not in i.numbers]

    @cached_property
    def parts(self) -> list[tuple[Numbers, Numbers]]:
        """The rows and cells of :attr:`network` that hang together, part by part."""
        return components(self.network.matrix)

    @cached_property
    def system(self) -> System:
        """The identities over all cells of the edition; a cell without a figure stands in none."""
        return self.stating(self.identities)

    def stating(self, instances: Sequence[Instance]) -> System:
        """A system with these identities over all cells of the edition; no figure counts as nought."""
        matrix = np.zeros((len(instances), len(self.cells)))
        for row, instance in enumerate(instances):
            for factor, n in zip(instance.factors, instance.numbers, strict=True):
                matrix[row, n] += factor
        return System(matrix, np.nan_to_num(self.values), self.widths)

    @cached_property
    def jointly(self) -> list[Conflict]:
        """Identities that hold one by one and cannot hold together; at most one conflict a connected part.

        A figure that is not printed may have been anything, but the same in every identity.
        """
        network, absent = self.network, np.flatnonzero(np.isnan(self.values)).tolist()
        unusable = (network.values < 0) | (np.mod(network.values, self.units) != 0)
        sound = ~(network.matrix[:, unusable] != 0).any(axis=1)
        sound[network.broken(absent)] = False
        rows = np.flatnonzero(sound)
        found = network.part(rows, np.arange(len(self.cells))).conflicts(absent)
        return [replace(c, rows={int(rows[row]): factor for row, factor in c.rows.items()}) for c in found]

    # What else ties a figure to others

    @cached_property
    def standing(self) -> dict[int, list[Instance]]:
        """Where each cell stands: the rules that bind it to others, where the edition has all their cells."""
        standing: dict[int, list[Instance]] = {n: [] for n in range(len(self.cells))}
        for instance in self.instances:
            if instance.rule.binds and None not in instance.numbers:
                for number in {n for n in instance.numbers if n is not None}:
                    standing[number].append(instance)
        return standing

    @cached_property
    def series(self) -> dict[Series, list[Point]]:
        """The sums that the rules of kind step follow from month to month, wherever the edition has their cells."""
        series: dict[Series, list[Point]] = {}
        for rule in (rule for rule in self.rules if isinstance(rule, Step)):
            for section, measure, band in rule.rows(self):
                for period in self.periods:
                    terms = rule.terms_at(Place(section.id, measure, band, period), self)
                    numbers = [self.numbers[cell] for _, cell in terms if cell in self.numbers]
                    if len(numbers) == len(terms):
                        points = series.setdefault((rule.name, section.id, measure, band), [])
                        points.append((tuple(numbers), tuple(factor for factor, _ in terms)))
        return series

    @cached_property
    def wholes(self) -> dict[Series, list[Point]]:
        """What the rows of age bands are shares of, for series of single rows, month by month as in :attr:`series`.

        The youngest band is what is left of the month's applications; every next one is a share of what has been
        pending for longer than the bands before it; the oldest is the remainder, and a share of nothing. A month
        in which the whole is not printed has no cells.
        """
        wholes: dict[Series, list[Point]] = {}
        for name, points in self.series.items():
            _, section, measure, band = name
            bands = self.bands[section]
            if len(points[0][0]) > 1 or measure != "pending" or band not in bands[:-1]:
                continue
            younger = bands[: bands.index(band)]
            rows = [("pending", TOTAL), *(("pending", b) for b in younger)] if younger else [("applications", TOTAL)]
            for (cell,), _ in points:
                places = [Place(section, *row, self.cells[cell].period) for row in rows]
                numbers = tuple(self.numbers[place] for place in places if place in self.numbers)
                whole = (numbers, (1, *(-1 for _ in younger))) if len(numbers) == len(rows) else ((), ())
                wholes.setdefault(name, []).append(whole)
        return wholes
