"""Which figures must be wrong where an edition breaks its rules, and what they must have been.

    import ind_tables
    ind_tables.check(ind_tables.read("2025-12")).suspects

The smallest sets of mistakes are sought whose correction leaves true values possible (Fellegi and Holt 1976): an
integer programme finds them (programme.py) among the mistakes that may have been made (mistakes.py, slips.py); what
the figures then must have been (restoration.py) and how plausible that is (evidence.py, misprints.py) weighs them
against each other.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from ind_tables.checking import certificate, misprints, mistakes, predecessor, slips, suspicion
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.damage import Damage
from ind_tables.checking.evidence import Evidence
from ind_tables.checking.feasibility import Flags, Numbers, components
from ind_tables.checking.mistakes import Mistake
from ind_tables.checking.predecessor import Testimony
from ind_tables.checking.programme import Candidate, Programme
from ind_tables.checking.restoration import Restoration, Settled, chance, log_sum
from ind_tables.checking.rules import Constancy
from ind_tables.checking.shifts import Shifts
from ind_tables.place import KEY, Place
from ind_tables.record.frames import one_edition, two_editions

# Explanations within four to one of the likeliest in their rank cannot be told from it; those that are less than
# one ten-thousandth as likely as the likeliest of all are left out.
ALTERNATIVE = math.log(4)
HOPELESS = math.log(10_000)
_RANKS = 3

# Explanations that are larger than the smallest by less than one wrong figure are weighed against it.
_SLACK = 0.9

# So many are sought in all, but for every problem at least so many.
_SETS, _FEWEST = 40, 8


@dataclass(frozen=True)
class Check:
    """An edition confronted with its rules; no figure is changed.

    Attributes:
        instances: every rule in every place, with the columns INSTANCES of confrontation.py.
        findings: what is broken, with the columns of findings.csv; ``message`` holds remarks until they are told.
        suspects: which figures may be wrong, with the columns of suspects.csv; so does ``reason``.
        coverage: columns identities (0, 1, 2, ...) and figures: how many figures stand in so many identities.
        unverified: section, measure, age_band and period of the figures that stand in no identity.
        edition: the report month, YYYY-MM.
        figures: how many figures were looked at.
        unapplied: how many identities of a whole edition could not be applied, for want of a figure.
        unwitnessed: how many figures nothing agrees with, no rule and no earlier edition; see certificate.py.
    """

    instances: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    coverage: pd.DataFrame
    unverified: pd.DataFrame
    edition: str
    figures: int
    unapplied: int
    unwitnessed: int

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return int((self.findings["severity"] == "error").sum())

    @property
    def families(self) -> pd.DataFrame:
        """How often each rule was evaluated and held: rule, kind, severity, evaluated, held, not_applicable."""
        table = self.instances.assign(
            evaluated=self.instances["state"] != "not applicable",
            held=self.instances["state"] == "passed",
            not_applicable=self.instances["state"] == "not applicable",
        )
        sums = table.groupby(["rule", "kind", "severity"], sort=False)[["evaluated", "held", "not_applicable"]]
        return sums.sum().reset_index()


def check(observations: pd.DataFrame, previous: pd.DataFrame | None = None, confirmed: Collection[Place] = ()) -> Check:
    """Confront an edition with its rules and say which figures must be wrong.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: an earlier edition, likewise.
        confirmed: the places of the figures that the publisher's page confirms.

    Returns:
        Findings, suspects, and what no rule covers; a function of the arguments alone.

    Raises:
        NotObservations: the observations are not of one edition, lack a column, hold a figure twice, or name what the
            catalogue has not.
        RequestError: ``previous`` is not of an earlier edition.
    """
    if previous is None:
        observations = one_edition(observations)
    else:
        observations, previous = two_editions(observations, previous)
    edition = Confrontation(observations)
    search = Localisation(edition, previous, confirmed)
    agreeing = certificate.witnesses(edition, search.evidence.previous)
    counts = np.asarray((edition.system.matrix != 0).sum(axis=0)) if len(edition.cells) else np.zeros(0, int)
    figures = ~np.isnan(edition.values)
    covered = pd.Series(counts[figures]).value_counts().sort_index()
    return Check(
        edition.table,
        predecessor.joined(edition, search.told, previous),
        suspicion.table(search.suspects()),
        pd.DataFrame({"identities": covered.index.astype(int), "figures": covered.to_numpy(dtype=int)}),
        edition.observations.loc[figures & (counts == 0), KEY].reset_index(drop=True),
        edition.edition,
        int(figures.sum()),
        edition.unapplied,
        sum(not names for names, printed in zip(agreeing, figures, strict=True) if printed),
    )


@dataclass(frozen=True)
class Problem:
    """Rules that are broken for reasons of their own.

    Attributes:
        cells: the cells that hang together by what is broken.
        mistakes: the mistakes of several cells that may have been made among them.
        joint: whether identities are broken that hold one by one.
        live: the identities that an explanation must keep: those of the same tables whose cells are not doubted for
            other reasons.
    """

    cells: Collection[int]
    mistakes: list[Mistake] = field(default_factory=list)
    joint: bool = False
    live: Numbers = field(default_factory=lambda: np.zeros(0, np.intp))


class Localisation:
    """The search for the mistakes of one edition.

    Args:
        edition: an edition, confronted with its rules.
        previous: observations of the edition before, as evidence.
        confirmed: the places of the figures that the publisher's page confirms, likewise.
    """

    def __init__(
        self, edition: Confrontation, previous: pd.DataFrame | None = None, confirmed: Collection[Place] = ()
    ) -> None:
        self.edition = edition
        self.damage = Damage(edition)
        self.evidence = Evidence(edition, previous, confirmed)

    @cached_property
    def told(self) -> Testimony:
        """What the edition before tells of this one."""
        return Testimony.of(self.edition, self.evidence.previous)

    @cached_property
    def problems(self) -> list[Problem]:
        """What is broken, in parts that share no cell and no mistake."""
        damage = self.damage
        seeds = [Problem(set(damage.of(row))) for row in np.flatnonzero(damage.broken)]
        seeds += [Problem({cell}) for cell in sorted(damage.impossible)]
        conflicts = []
        for conflict in self.edition.jointly:
            part = next(cells for cells in damage.parts if conflict.cells & cells)
            near = (seed.cells for seed in seeds if part & set(seed.cells))
            conflicts.append(Problem(conflict.cells.union(*near), joint=True))
        if seeds:
            seeds += [Problem(set(mistake.cells), [mistake]) for mistake in slips.plausible(damage)]
        return self._apart([*seeds, *conflicts])

    def _apart(self, seeds: list[Problem]) -> list[Problem]:
        """The seeds that share cells as one problem each, with the identities that are to hold."""
        if not seeds:
            return []
        standing = np.zeros((len(seeds), len(self.damage.values)))
        for n, seed in enumerate(seeds):
            standing[n, list(seed.cells)] = 1.0
        parts = sorted(components(standing), key=lambda part: int(part[1][0]))
        problem_of = np.full(len(self.damage.values), -1)
        for number, (_, cells) in enumerate(parts):
            problem_of[cells] = number
        used = self.damage.matrix != 0
        last = np.where(used, problem_of, -1).max(axis=1, initial=-1)
        first = np.where(used & (problem_of >= 0), problem_of, len(parts)).min(axis=1, initial=len(parts))
        found = []
        for number, (members, cells) in enumerate(parts):
            mine = [seeds[n] for n in members]
            free = (last < 0) | ((first == number) & (last == number))
            live = np.flatnonzero(self._nearby(cells) & free)
            joint = any(seed.joint for seed in mine)
            found.append(Problem(cells.tolist(), [one for seed in mine for one in seed.mistakes], joint, live))
        return found

    def _nearby(self, cells: Numbers) -> Flags:
        """The identities of the parts of the edition in which these cells stand."""
        near = np.zeros(len(self.damage.matrix), dtype=bool)
        for rows, others in self.edition.parts:
            near[rows] = np.isin(others, cells).any()
        return near

    def explanations(self, problem: Problem) -> tuple[list[tuple[Mistake, ...]], bool]:
        """All smallest sets of mistakes that explain a problem, and those that are hardly larger; and whether these
        are all, which they are unless too many had to be looked at."""
        damage = self.damage
        used = np.flatnonzero((damage.matrix[problem.live] != 0).any(axis=0))
        cells = np.union1d(used, np.array(problem.cells, dtype=np.intp))
        number = {int(cell): n for n, cell in enumerate(cells)}
        possible = [mistakes.figure(damage, cell) for cell in number if cell not in damage.absent] + problem.mistakes
        programme = Programme(
            damage.matrix[np.ix_(problem.live, cells)],
            damage.values[cells],
            self.edition.widths[cells],
            [number[cell] for cell in sorted(damage.absent & number.keys())],
            [number[cell] for cell in sorted(damage.impossible & number.keys())],
            [
                Candidate([number[c] for c in one.cells], {number[c]: v for c, v in one.values.items()}, one.weight)
                for one in possible
            ],
        )
        sets, complete = programme.smallest(_SLACK, max(_FEWEST, _SETS // len(self.problems)))
        return [tuple(possible[n] for n in chosen) for chosen in sets], complete

    def ranked(self, problem: Problem) -> list[list[Settled]]:
        """The explanations of a problem: those that cannot be told apart together, the likeliest first."""
        sets, complete = self.explanations(problem)
        if not sets:
            return [self._untold(problem)]
        found = [Restoration(self.damage, self.evidence, one, problem.live, problem.joint).settled() for one in sets]
        return _ranks([one._replace(complete=complete) for one in found])

    def _untold(self, problem: Problem) -> list[Settled]:
        """Every cell of the shortest broken identity by itself, where the search ended before it explained anything."""
        broken = problem.live[self.damage.broken[problem.live]]
        cells = min((self.damage.of(row) for row in broken), key=len, default=problem.cells)
        return [Settled((Mistake("figure", (cell,)),), told=False) for cell in cells if cell not in self.damage.absent]

    def norms(self) -> list[Settled]:
        """Single months, within a year, that leave the norm of their year and that no identity speaks of."""
        damage, found = self.damage, []
        for instance in self.edition.instances:
            rule = instance.rule
            if not isinstance(rule, Constancy):
                continue
            cells = [n for n in instance.numbers if n is not None and n not in damage.absent]
            odd = rule.odd(instance, self.edition) if len(cells) >= mistakes.FEWEST_MONTHS else []
            if len(odd) != 1 or odd[0] in (cells[0], cells[-1]) or (damage.matrix[:, odd[0]] != 0).any():
                continue
            if odd[0] in self.evidence.confirmed:
                continue
            usual = next(float(damage.values[n]) for n in cells if n != odd[0])
            wrong = mistakes.figure(damage, odd[0])
            slip = chance(damage, odd[0], usual, mistakes.state(damage, (wrong,)))
            news = math.log(misprints.other(damage.values[odd[0]]) / misprints.OTHER)
            odds = wrong.odds + slip[0] + self.evidence.gain({odd[0]: usual}) - news
            norm = replace(wrong, kind="norm", values={odd[0]: usual})
            found.append(Settled((norm,), values={odd[0]: (usual, 1.0)}, share=1 / (1 + math.exp(-odds))))
        return found

    def moved(self, known: Collection[int]) -> list[Settled]:
        """Figures that moved alone in an unrevised table, as the edition before printed them."""
        damage, found = self.damage, []
        for lone in self.told.alone:
            if lone in known or lone in self.evidence.confirmed:
                continue
            before = self.told.previous[lone]
            wrong = mistakes.figure(damage, lone)
            slip = chance(damage, lone, before, mistakes.state(damage, (wrong,)))
            odds = wrong.odds + slip[0] + self.evidence.gain({lone: before})
            cause = replace(wrong, kind="moved", values={lone: before})
            found.append(Settled((cause,), values={lone: (before, 1.0)}, share=1 / (1 + math.exp(-odds))))
        return found

    def exchanged(self, known: Collection[int]) -> list[Settled]:
        """Tables and rows in each other's place, by what the edition before prints for the same months."""
        found = []
        for pair in self.told.exchanged:
            if not set(known) & {*pair.here, *pair.there}:
                slip = mistakes.exchange(self.damage, pair.kind, pair.here, pair.there, -10.0, pair.remark)
                share = 1 / (1 + math.exp(-slip.odds - self.evidence.gain(slip.values)))
                found.append(Settled((slip,), values={c: (v, 1.0) for c, v in slip.values.items()}, share=share))
        return found

    def missing(self, known: Collection[int]) -> list[list[list[Settled]]]:
        """Figures that rows lack, ranked: that they are missing, as far as identities tell them whose cells are not in
        doubt, or that a table is printed one column aside."""
        cells = {n for n in self.edition.missing if n not in known}
        aside = [one for one in Shifts(self.damage).emptied(cells) if not set(one.cells) & set(known)]
        live = np.flatnonzero(~self.damage.touched(known))
        ranked = []
        for slip in aside:
            gap = self._gap(sorted(cells & set(slip.cells)), live)
            values = {cell: (value, 1.0) for cell, value in slip.values.items()}
            moved = Settled((slip,), slip.odds + self.evidence.gain(slip.values), values)
            ranked.append(_ranks([gap, moved]))
            cells -= set(slip.cells)
        return [*ranked, [[self._gap(sorted(cells), live)]]] if cells else ranked

    def _gap(self, cells: Sequence[int], live: Numbers) -> Settled:
        gaps = [Mistake("missing", (cell,)) for cell in cells]
        found = [Restoration(self.damage, self.evidence, (gap,), live, joint=False).settled() for gap in gaps]
        values = {cell: value for one in found for cell, value in one.values.items()}
        return Settled(tuple(gaps), 0.0, values, {cell: ends for one in found for cell, ends in one.ranges.items()})

    def suspects(self, unsure: bool = False) -> list[suspicion.Row]:
        """The rows of suspects.csv; unsure, with every figure that is the likeliest proposed, however improbable."""
        return suspicion.Suspicion(self.damage, self.evidence, unsure).rows(self._found)

    @cached_property
    def _found(self) -> list[list[list[Settled]]]:
        """The explanations of every problem, ranked, and what is suspected besides."""
        ranked = [self.ranked(problem) for problem in self.problems]
        known = {cell for problem in self.problems for cell in problem.cells}
        ranked += [[[norm]] for norm in self.norms() if norm.mistakes[0].cells[0] not in known]
        ranked += [[[one]] for one in (*self.moved(known), *self.exchanged(known))]
        return ranked + self.missing(known)


def _ranks(found: Sequence[Settled]) -> list[list[Settled]]:
    """Explanations with their shares, those that cannot be told apart together, the likeliest first."""
    total = log_sum(one.odds for one in found)
    ordered = sorted((one._replace(share=math.exp(one.odds - total)) for one in found), key=lambda one: -one.odds)
    ranks: list[list[Settled]] = []
    for one in ordered:
        if ordered[0].odds - one.odds > HOPELESS:
            break
        if ranks and ranks[-1][0].odds - one.odds <= ALTERNATIVE:
            ranks[-1].append(one)
        else:
            ranks.append([one])
    return ranks[:_RANKS]
