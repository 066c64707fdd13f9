"""Which figures must be wrong where an edition breaks its rules, and what they must have been.

    import ind_tables
    ind_tables.check(ind_tables.read("2025-12")).suspects

The smallest sets of mistakes are sought whose correction leaves true values possible (Fellegi and Holt 1976). A
mistake is one wrong figure, or one slip that spoils several: two cells, rows or columns in each other's place, a
row shifted by a column, a row or column printed over another or with a nought too many. Sets grow along conflicts,
as in feasibility.py; all of the smallest are found, and evidence.py and misprints.py weigh them against each other.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations, pairwise, permutations, product
from typing import Any, NamedTuple, TypeVar

import numpy as np
import pandas as pd

from ind_tables import catalogue, misprints
from ind_tables.evidence import Evidence
from ind_tables.feasibility import EPSILON, Array, Flags, Numbers, System
from ind_tables.observations import number
from ind_tables.rules import KEY, Cell, Confrontation, names

_Line = TypeVar("_Line", str, tuple[str, str, str])

SUSPECTS = ["rank", "explanation", *KEY, "printed", "proposed", "reason"]

# Explanations within four to one of the likeliest in their rank cannot be told from it; those that are less than
# one ten-thousandth as likely as the likeliest of all are left out. A figure is proposed that is likelier than all
# others together and that a known slip explains; without such a slip it takes thirty to one.
ALTERNATIVE = math.log(4)
HOPELESS = math.log(10_000)
DETERMINED = 0.5
_CERTAIN = 0.97
_SLACK = 0.9
_STATES = 2500
_PROOFS = 150
_RANKS = 3
_LISTED = 60
_BEAM = 24
_WIDEST = 40
_FEWEST_MONTHS = 4
_FEWEST_VALUES = 3
_ENOUGH_VALUES = 6
_COINCIDENCE = 3.0
_SWAPS = 30

_WRONG_FIGURE = -7.0
_FEWER_READERS = 2.0
_OTHER_TEXT = 5.0


@dataclass(frozen=True)
class Check:
    """An edition confronted with its rules; no figure is changed.

    Attributes:
        instances: every rule in every place, as :func:`ind_tables.rules.evaluate` gives them.
        findings: what is broken, with the columns of findings.csv.
        suspects: which figures may be wrong, with the columns of suspects.csv.
        coverage: columns identities (0, 1, 2, ...) and figures: how many figures stand in so many identities.
        unverified: section, measure, age_band and period of the figures that stand in no identity.
    """

    instances: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    coverage: pd.DataFrame
    unverified: pd.DataFrame

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


def check(observations: pd.DataFrame, previous: pd.DataFrame | None = None) -> Check:
    """Confront an edition with its rules and say which figures must be wrong.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: the edition before, likewise.

    Returns:
        Findings, suspects, and what no rule covers; a function of the arguments alone.
    """
    edition = Confrontation(observations)
    counts = np.asarray((edition.system.matrix != 0).sum(axis=0)) if len(edition.cells) else np.zeros(0, int)
    figures = ~np.isnan(edition.values)
    covered = pd.Series(counts[figures]).value_counts().sort_index()
    return Check(
        edition.table,
        edition.findings,
        suspects(edition, previous),
        pd.DataFrame({"identities": covered.index.astype(int), "figures": covered.to_numpy(dtype=int)}),
        edition.observations.loc[figures & (counts == 0), KEY].reset_index(drop=True),
    )


def suspects(edition: Confrontation, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """The smallest sets of mistakes that explain what an edition breaks.

    Args:
        edition: an edition, confronted with its rules.
        previous: observations of the edition before, as evidence.

    Returns:
        The columns of suspects.csv, one row a cell. Cells of one ``explanation`` are wrong together; explanations
        that share a ``rank`` are alternatives, those of rank 1 the most likely. ``printed`` is the cell's text,
        ``proposed`` (in the figure's unit) what it must have been, missing where that cannot be determined, and
        ``reason`` one sentence. Empty where no finding is an error, save for a single month that leaves the norm
        of its year.
    """
    rows = Localisation(edition, previous).rows()
    numbers = {"rank": "int64", "explanation": "int64", "proposed": "Int64"}
    return pd.DataFrame(rows, columns=SUSPECTS).astype({name: numbers.get(name, "str") for name in SUSPECTS})


@dataclass(frozen=True)
class Mistake:
    """One mistake: what it spoilt, what it tells of the true figures, and how it weighs.

    Attributes:
        kind: figure, cells, rows, columns, shift, copy, scale, row (wrong as a whole) or norm.
        cells: the cells that it spoilt.
        values: the true figures that it tells, by cell; the other cells are released.
        weight: what it adds to the size of an explanation.
        odds: the logarithm of its odds before any evidence.
        words: for a mistake that spoils several cells, what happened.
    """

    kind: str
    cells: tuple[int, ...]
    values: Mapping[int, float] = field(compare=False)
    weight: float
    odds: float
    words: str = ""


@dataclass
class Problem:
    """Rules that are broken for reasons of their own: cells that hang together, and the mistakes that may be."""

    cells: set[int]
    mistakes: list[Mistake] = field(default_factory=list)
    joint: bool = False


class Settled(NamedTuple):
    """An explanation of a problem, with the figures that it leads to.

    Attributes:
        mistakes: what went wrong.
        odds: the logarithm of its odds, comparable within a problem.
        values: cell -> the likeliest true figure and its share among all that are possible.
        ranges: cell -> the least and the greatest true figure that remain possible.
        slips: cell -> the kind of slip that made the printed figure of the likeliest one.
        told: whether it explains what is broken; otherwise the search ended before anything did.
        complete: whether no other explanation can be as small; otherwise the search ended before that was known.
    """

    mistakes: tuple[Mistake, ...]
    odds: float
    values: Mapping[int, tuple[float, float]]
    ranges: Mapping[int, tuple[float, float]]
    slips: Mapping[int, str]
    told: bool = True
    complete: bool = True


class State(NamedTuple):
    """What a set of mistakes leaves: figures, and cells whose figure is open."""

    values: Array
    open: frozenset[int]
    cells: frozenset[int]


class Localisation:
    """The search for the mistakes of one edition.

    Args:
        edition: an edition, confronted with its rules.
        previous: observations of the edition before, as evidence.
    """

    def __init__(self, edition: Confrontation, previous: pd.DataFrame | None = None) -> None:
        self.edition = edition
        self.evidence = Evidence(edition, previous)
        self._systems: dict[bytes, tuple[Numbers, System]] = {}
        self.absent = frozenset(np.flatnonzero(np.isnan(edition.values)).tolist())
        self.values = np.nan_to_num(edition.values)
        self.matrix = edition.network.matrix
        self.tolerances = np.abs(self.matrix) @ edition.widths
        self.silent = self._touched(self.absent)
        self.broken = self._broken(self.values) & ~self.silent
        self.impossible = {n for n, value in enumerate(self.values.tolist()) if self._impossible(n, value)}

    # -------------------------------------------------------------------------------------------------
    # What is broken, and for what it is worth looking.

    def _touched(self, cells: Iterable[int]) -> Flags:
        return np.asarray((self.matrix[:, list(cells)] != 0).any(axis=1))

    def _impossible(self, cell: int, value: float) -> bool:
        """Whether a figure cannot be a count in tens, or of days."""
        return value < 0 or bool(self.edition.units[cell] > 1 and value % self.edition.units[cell])

    def _broken(self, values: Array, rows: Numbers | slice = slice(None)) -> Flags:
        return np.asarray(np.abs(self.matrix[rows] @ values) > self.tolerances[rows] + EPSILON)

    def _cells(self, row: int | np.integer[Any]) -> list[int]:
        return [int(n) for n in np.flatnonzero(self.matrix[row])]

    @cached_property
    def problems(self) -> list[Problem]:
        """What is broken, in parts that share no cell and no mistake."""
        seeds = [Problem(set(self._cells(row))) for row in np.flatnonzero(self.broken)]
        seeds += [Problem({cell}) for cell in sorted(self.impossible)]
        conflicts = [Problem(set(conflict.cells), joint=True) for conflict in self.edition.jointly]
        for conflict in conflicts:
            part = next(cells for cells in self._parts if conflict.cells & cells)
            for seed in seeds:
                if seed.cells & part:
                    conflict.cells |= seed.cells
        mistakes = [Problem(set(m.cells), [m]) for m in self._mistakes()] if seeds else []
        problems: list[Problem] = []
        for seed in (*seeds, *conflicts, *mistakes):
            shared = [problem for problem in problems if problem.cells & seed.cells]
            rest = [problem for problem in problems if not problem.cells & seed.cells]
            for problem in shared:
                seed.cells |= problem.cells
                seed.mistakes += problem.mistakes
                seed.joint |= problem.joint
            problems = [*rest, seed]
        return sorted(problems, key=lambda problem: min(problem.cells))

    @cached_property
    def _parts(self) -> list[set[int]]:
        """The cells of every part of the network that hangs together by identities."""
        return [set(cells.tolist()) for _, cells in self.edition.parts]

    @cached_property
    def table(self) -> dict[tuple[str, str, str], list[int]]:
        """The cells of every row of the edition, month by month, the rows in the document's order."""
        order = {(section.id, *row.key): n for n, (section, row) in enumerate(catalogue.load().rows())}
        rows: dict[tuple[str, str, str], list[int]] = {}
        for n, cell in sorted(enumerate(self.edition.cells), key=lambda one: one[1].period):
            rows.setdefault(cell[:3], []).append(n)
        return {key: rows[key] for key in sorted(rows, key=lambda key: (order.get(key, len(order)), key))}

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The cells next to each cell: left and right in its row, above and below in its table."""
        neighbours: list[list[int]] = [[] for _ in self.values]
        keys = list(self.table)
        for row in self.table.values():
            for left, right in pairwise(row):
                neighbours[left].append(right)
                neighbours[right].append(left)
        for upper, lower in pairwise(keys):
            if upper[0] == lower[0]:
                below = {self.edition.cells[n].period: n for n in self.table[lower]}
                for n in self.table[upper]:
                    other = below.get(self.edition.cells[n].period)
                    if other is not None:
                        neighbours[n].append(other)
                        neighbours[other].append(n)
        return neighbours

    # -------------------------------------------------------------------------------------------------
    # Mistakes that spoil several cells.

    def _mistakes(self) -> Iterator[Mistake]:
        """Mistakes of several cells that mend something broken and break nothing."""
        doubted = {n for row in np.flatnonzero(self.broken) for n in self._cells(row)} | self.impossible
        rows = {key: row for key, row in self.table.items() if doubted & set(row)}
        lines = (self._row_exchanges(rows), self._row_copies(rows), self._row_scales(rows), self._columns(doubted))
        for mistake in (mistake for line in lines for mistake in line):
            if self._mended(mistake) > (mistake.kind != "copy"):
                yield mistake
        for row in rows.values():
            yield from self._shifts(row)
            most = Mistake("row", tuple(row), {}, 2.5, -16.0, "most of the row is wrong")
            if self._mended(most) > self._touched(row).sum() / 2:
                yield most
        yield from self._swaps(doubted)

    def _mended(self, mistake: Mistake) -> int:
        """How many broken rules hold if it is taken back; none if it breaks others."""
        if any(self._impossible(cell, value) for cell, value in mistake.values.items()):
            return 0
        state = self._state((mistake,))
        rows = np.flatnonzero(self._touched(mistake.cells))
        after = self._broken(state.values, rows) & ~(self.matrix[rows][:, list(state.open)] != 0).any(axis=1)
        if (after & ~self.broken[rows]).any():
            return 0
        return int((self.broken[rows] & ~after).sum()) + len(self.impossible & set(mistake.cells))

    def _shifts(self, row: list[int]) -> Iterator[Mistake]:
        """A row that is printed one column too far to one side, as a whole or else from some month on."""
        if len(row) < _FEWEST_MONTHS:
            return
        for side in ("right", "left"):
            shifts = {}
            for first in (0, *range(2, len(row) - _FEWEST_MONTHS + 1)):
                part = row[first:]
                told = ((pair[::-1] if side == "right" else pair) for pair in pairwise(part))
                values = {true: self.values[printed] for printed, true in told if printed not in self.absent}
                start = f"from {self.edition.cells[part[0]].period} on " if first else ""
                words = f"{start}the row is printed one column too far to the {side}"
                mistake = Mistake("shift", tuple(part), values, 1.5, -12.0 if first else -9.0, words)
                shifts[mistake] = self._mended(mistake)
            best = max(shifts, key=lambda shift: (shifts[shift], shift.odds, -len(shift.cells)))
            if shifts[best] > 1:
                yield best

    def _row_exchanges(self, rows: Mapping[tuple[str, str, str], list[int]]) -> Iterator[Mistake]:
        keys = list(self.table)
        for n, first in enumerate(keys):
            for m, second in enumerate(keys[n + 1 :], n + 1):
                alike = first[0] == second[0] or first[1:] == second[1:]
                a, b = self.table[first], self.table[second]
                if alike and (first in rows or second in rows) and len(a) == len(b):
                    here, there = self._row(first, second), self._row(second, first)
                    words = f"the rows {here} and {there} stand in each other's place"
                    yield self._exchange("rows", a, b, -10.0 if m == n + 1 else -12.0, words)

    def _exchange(self, kind: str, a: Sequence[int], b: Sequence[int], odds: float, words: str) -> Mistake:
        pairs = (*zip(a, b, strict=True), *zip(b, a, strict=True))
        values = {x: self.values[y] for x, y in pairs if y not in self.absent}
        return Mistake(kind, (*a, *b), values, 1.5, odds, words)

    def _row_copies(self, rows: Mapping[tuple[str, str, str], list[int]]) -> Iterator[Mistake]:
        for over, source in self._repeated(self.table):
            if over in rows:
                words = f"the row repeats the figures of {self._row(source, over)}"
                yield self._copy(self.table[over], words)

    def _copy(self, line: Sequence[int], words: str) -> Mistake:
        """A line that repeats another: the more figures agree, the less likely by chance."""
        same = min(_ENOUGH_VALUES, len(set(self.values[list(line)].tolist())))
        return Mistake("copy", tuple(line), {}, 1.5, -10.0 + _COINCIDENCE * same, words)

    def _repeated(self, lines: Mapping[_Line, Sequence[int]]) -> Iterator[tuple[_Line, _Line]]:
        """Lines that print the same figures, not all too few different ones, each with the other."""
        printed: dict[tuple[float, ...], list[_Line]] = {}
        for key, line in lines.items():
            figures = tuple(self.values[list(line)].tolist())
            if len(set(figures)) >= _FEWEST_VALUES:
                printed.setdefault(figures, []).append(key)
        for keys in printed.values():
            yield from permutations(keys, 2)

    def _row_scales(self, rows: Mapping[tuple[str, str, str], list[int]]) -> Iterator[Mistake]:
        for row in rows.values():
            yield from self._scales(row, "row")

    def _scales(self, line: Sequence[int], what: str) -> Iterator[Mistake]:
        """A line of which every figure has gained or lost a nought."""
        for factor, word in ((0.1, "large"), (10.0, "small")):
            values = {n: round(self.values[n] * factor, 1) for n in line if n not in self.absent}
            if all(value % self.edition.units[n] == 0 for n, value in values.items()):
                words = f"the {what} is printed ten times too {word}"
                yield Mistake("scale", tuple(line), values, 1.5, -11.0, words)

    def _columns(self, doubted: set[int]) -> Iterator[Mistake]:
        """Columns of a table, or of all tables that hang together, in each other's place, repeated, or scaled."""
        tables: dict[frozenset[str], dict[str, list[int]]] = {}
        parts = [frozenset(self.edition.cells[n].section for n in part) for part in self._parts]
        for sections in dict.fromkeys((*map(frozenset, ([key[0]] for key in self.table)), *parts)):
            for n in (n for key, row in self.table.items() if key[0] in sections for n in row):
                tables.setdefault(sections, {}).setdefault(self.edition.cells[n].period, []).append(n)
        for sections, columns in tables.items():
            where = "" if len(sections) == 1 else f" of {len(sections)} tables that hang together"
            for over, source in self._repeated(columns):
                if doubted & set(columns[over]):
                    words = f"the column {over}{where} repeats the figures of {source}"
                    yield self._copy(columns[over], words)
            doubtful = {period: column for period, column in columns.items() if doubted & set(column)}
            for column in doubtful.values():
                yield from self._scales(column, f"column{where}")
            for (one, a), (other, b) in combinations(doubtful.items(), 2):
                if len(a) == len(b):
                    words = f"the columns {one} and {other}{where} stand in each other's place"
                    yield self._exchange("columns", a, b, -11.0, words)

    def _swaps(self, doubted: Iterable[int]) -> Iterator[Mistake]:
        """Pairs of cells of one table that, put back in each other's place, mend something and break nothing."""
        found: list[Mistake] = []
        tables: dict[str, list[int]] = {}
        for n, cell in enumerate(self.edition.cells):
            if n not in self.absent:
                tables.setdefault(cell.section, []).append(n)
        for table in tables.values():
            doubtful = sorted(set(table) & set(doubted))
            if not doubtful:
                continue
            others = np.array(table)
            rows = np.flatnonzero((self.matrix[:, others] != 0).any(axis=1) & ~self.silent)
            part, values, broken = self.matrix[np.ix_(rows, others)], self.values[others], self.broken[rows]
            sums, tolerances = self.matrix[rows] @ self.values, self.tolerances[rows] + EPSILON
            for one in doubtful:
                at = table.index(one)
                after = np.abs(sums[:, None] + (part - part[:, [at]]) * (values[at] - values)) > tolerances[:, None]
                mended = (broken[:, None] & ~after).any(axis=0) & ~(after & ~broken[:, None]).any(axis=0)
                for other in others[mended & (values != values[at])]:
                    if one < other or other not in doubtful:
                        found.append(self._swap(min(one, int(other)), max(one, int(other))))
        yield from sorted(found, key=lambda mistake: -mistake.odds)[:_SWAPS]

    def _swap(self, one: int, other: int) -> Mistake:
        a, b = self.edition.cells[one], self.edition.cells[other]
        odds = -9.0 if other in self.neighbours[one] else -11.0 if a[:3] == b[:3] or a.period == b.period else -12.5
        values = {one: self.values[other], other: self.values[one]}
        return Mistake("cells", (one, other), values, 1.5, odds, "two cells stand in each other's place")

    def _row(self, key: tuple[str, str, str], beside: tuple[str, str, str]) -> str:
        title, label = names(Cell(*key, ""))
        return f"“{label}”" if key[0] == beside[0] else f"“{label}” of “{title}”"

    # -------------------------------------------------------------------------------------------------
    # The smallest sets of mistakes.

    def _state(self, mistakes: Iterable[Mistake]) -> State:
        values = self.values.copy()
        cells: set[int] = set()
        opened = set(self.absent)
        for mistake in mistakes:
            cells.update(mistake.cells)
            opened |= set(mistake.cells) - mistake.values.keys()
            opened -= mistake.values.keys()
            for cell, value in mistake.values.items():
                values[cell] = value
        return State(values, frozenset(opened), frozenset(cells))

    def explanations(self, problem: Problem) -> tuple[list[tuple[Mistake, ...]], bool]:
        """All smallest sets of mistakes that explain a problem, and those that are hardly larger; and whether these
        are all, which they are unless too many had to be looked at."""
        live = self._live(problem)
        queue: list[tuple[float, int, tuple[Mistake, ...]]] = [(0.0, 0, ())]
        seen: set[frozenset[Mistake]] = set()
        found: list[tuple[Mistake, ...]] = []
        most, states, proofs = math.inf, 0, 0
        while queue and queue[0][0] <= most:
            if states >= _STATES / len(self.problems) or proofs >= _PROOFS / len(self.problems):
                return found, False
            weight, _, mistakes = heapq.heappop(queue)
            if any(set(smaller) <= set(mistakes) for smaller in found if len(smaller) < len(mistakes)):
                continue
            states += 1
            state = self._state(mistakes)
            conflict = self._conflict(state, live, problem)
            if conflict is None:
                proofs += 1
                conflict = self._jointly(state, live)
            if conflict is None:
                found.append(mistakes)
                most = min(most, weight + _SLACK)
                continue
            for mistake in self._candidates(conflict, state, problem):
                larger = (*mistakes, mistake)
                if weight + mistake.weight <= most and frozenset(larger) not in seen:
                    seen.add(frozenset(larger))
                    heapq.heappush(queue, (weight + mistake.weight, len(seen), larger))
        return found, True

    def _live(self, problem: Problem) -> Numbers:
        """The identities that an explanation of a problem must keep: those of its tables whose cells are not doubted
        for other reasons."""
        number_ = next(n for n, other in enumerate(self.problems) if other is problem)
        first, last = self._doubted
        mine = np.isin(self._part_of_row, [n for n, part in enumerate(self._parts) if part & problem.cells])
        return np.flatnonzero(mine & ((last < 0) | ((first == number_) & (last == number_))))

    @cached_property
    def _part_of_row(self) -> Numbers:
        """The part of the network to which each identity belongs."""
        numbers = np.full(len(self.matrix), -1)
        for n, (rows, _) in enumerate(self.edition.parts):
            numbers[rows] = n
        return numbers

    @cached_property
    def _doubted(self) -> tuple[Numbers, Numbers]:
        """The first and the last problem that each identity has cells of; the last is -1 where it has none."""
        problem_of = np.full(len(self.values), -1)
        for n, problem in enumerate(self.problems):
            problem_of[list(problem.cells)] = n
        inside = (self.matrix != 0) & (problem_of >= 0)
        first = np.where(inside, problem_of, len(self.problems)).min(axis=1, initial=len(self.problems))
        return first, np.where(inside, problem_of, -1).max(axis=1, initial=-1)

    def _candidates(self, conflict: set[int], state: State, problem: Problem) -> Iterator[Mistake]:
        for cell in sorted(conflict - state.cells - self.absent):
            yield Mistake("figure", (cell,), {}, 1.0, _WRONG_FIGURE + self._doubt(cell))
        for mistake in problem.mistakes:
            if conflict & set(mistake.cells) and not state.cells & set(mistake.cells):
                yield mistake

    def _conflict(self, state: State, live: Numbers, problem: Problem) -> set[int] | None:
        """Cells that cannot all be right, from single identities and from pairs that share an open cell."""
        impossible = self.impossible & problem.cells - state.cells
        if impossible:
            return {min(impossible)}
        matrix = self.matrix[live]
        opened = matrix[:, sorted(state.open)] != 0
        count = opened.sum(axis=1)
        sums = matrix @ state.values
        lacking = np.flatnonzero((count == 0) & (np.abs(sums) > self.tolerances[live] + EPSILON))
        if len(lacking):
            row = min(lacking, key=lambda r: (int((matrix[r] != 0).sum()), int(r)))
            return set(np.flatnonzero(matrix[row]).tolist())
        for cell in sorted(state.open):
            rows = np.flatnonzero((count == 1) & (matrix[:, cell] != 0))
            if not len(rows):
                continue
            low, high = self._interval(cell, state, live[rows])
            if low.max(initial=0.0) > high.min() + EPSILON:
                lowest, highest = int(np.argmax(low)), int(np.argmin(high))
                cells = set(self._cells(live[rows[highest]]))
                if low.max() > 0:
                    cells |= set(self._cells(live[rows[lowest]]))
                return cells - {cell}
        return None

    def _interval(self, cell: int, state: State, rows: Numbers) -> tuple[Array, Array]:
        """The least and greatest printed figure of a cell that each of these identities allows."""
        factors = self.matrix[rows, cell]
        rest = self.matrix[rows] @ state.values - factors * state.values[cell]
        reach = self.tolerances[rows] / np.abs(factors)
        return -rest / factors - reach, -rest / factors + reach

    def _jointly(self, state: State, live: Numbers) -> set[int] | None:
        """Cells that cannot all be right, from all identities together; impossible figures aside."""
        opened = state.open | (self.impossible - state.cells)
        if not len(live):
            return None
        key = live.tobytes()
        if key not in self._systems:
            cells = np.flatnonzero((self.matrix[live] != 0).any(axis=0))
            self._systems = {key: (cells, self.edition.network.part(live, cells))}
        cells, part = self._systems[key]
        places = {int(cell): n for n, cell in enumerate(cells)}
        conflict = part.printing(state.values[cells]).conflict([places[cell] for cell in opened if cell in places])
        return None if conflict is None else {int(cells[n]) for n in conflict.cells}

    # -------------------------------------------------------------------------------------------------
    # What the figures must have been, and how likely that is.

    def settle(self, mistakes: tuple[Mistake, ...], problem: Problem, live: Numbers) -> Settled:
        """The likeliest true figures under an explanation, and its odds with all evidence."""
        state = self._state(mistakes)
        told = {cell: value for mistake in mistakes for cell, value in mistake.values.items()}
        figures = {mistake.cells[0] for mistake in mistakes if mistake.kind == "figure"}
        waiting = sorted(state.cells & state.open)
        odds = sum(mistake.odds for mistake in mistakes)
        readings: list[tuple[float, dict[int, float]]] = [(0.0, {})]
        values: dict[int, tuple[float, float]] = {cell: (value, 1.0) for cell, value in told.items()}
        ranges: dict[int, tuple[float, float]] = {}
        slips: dict[int, str] = {}
        weighed: list[tuple[float, dict[int, float]]] = []
        loose = 0.0
        single = len(waiting) == 1 and not told
        while waiting:
            cell, rows = self._next(waiting, state.open - readings[0][1].keys(), live)
            waiting.remove(cell)
            grown: list[tuple[float, float, dict[int, float]]] = []
            for log, assigned in readings:
                filled = self._filled(state, assigned)
                for value in self._possible(cell, filled, rows, cell in figures):
                    ranges[cell] = _wider(ranges.get(cell), value) if len(rows) else (-math.inf, math.inf)
                    chance = self._chance(cell, value, filled)[0] if cell in figures else 0.0
                    gain = self.evidence.gain({cell: value}, state.open - self.absent - {cell})
                    grown.append((log + chance + gain, log + chance, {**assigned, cell: value}))
            grown.sort(key=lambda one: -one[0])
            if not grown:
                continue
            if cell not in figures:
                total = _sum(one[0] - one[1] for one in grown)
                loose += total
                values[cell] = (grown[0][2][cell], math.exp(grown[0][0] - grown[0][1] - total))
                grown = grown[:1]
            readings = [(log, assigned) for _, log, assigned in grown[:_BEAM]]
            weighed = [(log, assigned) for log, _, assigned in grown[:_BEAM]]
        if not single or not weighed:
            weighed = [(log + self._gain(told, assigned, figures), assigned) for log, assigned in readings]
        if problem.joint:
            weighed = [one for one in weighed if self._jointly(self._filled(state, one[1]), live) is None]
        if not weighed:
            return Settled(mistakes, odds - 20.0, values, ranges, slips)
        total = _sum(log for log, _ in weighed)
        for cell in figures & weighed[0][1].keys():
            shares: dict[float, float] = {}
            for log, assigned in weighed:
                shares[assigned[cell]] = shares.get(assigned[cell], 0.0) + math.exp(log - total)
            best = max(shares, key=lambda value: (shares[value], -value))
            values[cell] = (best, shares[best])
            slips[cell] = self._chance(cell, best, self._filled(state, weighed[0][1]))[1]
        return Settled(mistakes, odds + total + loose, values, ranges, slips)

    def _gain(self, told: Mapping[int, float], assigned: Mapping[int, float], figures: set[int]) -> float:
        return self.evidence.gain({**told, **{cell: value for cell, value in assigned.items() if cell in figures}})

    def _filled(self, state: State, assigned: Mapping[int, float]) -> State:
        values = state.values.copy()
        for cell, value in assigned.items():
            values[cell] = value
        return State(values, state.open - assigned.keys(), state.cells)

    def _next(self, waiting: Sequence[int], opened: frozenset[int], live: Numbers) -> tuple[int, Numbers]:
        """The next cell to fill, and the identities in which it is the only open one: most tightly held first."""
        matrix = self.matrix[live]
        alone = (matrix[:, sorted(opened)] != 0).sum(axis=1) == 1
        held = {cell: live[alone & (matrix[:, cell] != 0)] for cell in waiting}
        cell = max(waiting, key=lambda one: (min(len(held[one]), 1), -one))
        return cell, held[cell]

    def _possible(self, cell: int, state: State, rows: Numbers, figure: bool) -> list[float]:
        """The figures that a cell can have had: what its identities allow, or what a slip can have spoilt."""
        printed, unit = self.values[cell], self.edition.units[cell]
        low, high = 0.0, math.inf
        if len(rows):
            lows, highs = self._interval(cell, state, rows)
            low, high = max(0.0, float(lows.max())), float(highs.min())
        if (high - low) / unit <= _WIDEST:
            steps = range(math.ceil(low / unit - EPSILON), math.floor(high / unit + EPSILON) + 1)
            values = [float(step * unit) for step in steps]
        else:
            likely = {float(value) for value in misprints.originals(int(printed), int(unit))} if figure else set()
            likely |= {float(state.values[n]) for n in self.neighbours[cell] if n not in state.open and figure}
            likely |= {value for value in (self.evidence.previous.get(cell), self._text(cell)) if value is not None}
            values = [value for value in sorted(likely) if low <= value <= high and value % unit == 0]
        return [value for value in values if not figure or value != printed or cell in self.impossible]

    def _chance(self, cell: int, value: float, state: State) -> tuple[float, str]:
        """The logarithm of the chance that a mistake made the printed figure of ``value``, and its likeliest kind."""
        printed = int(self.values[cell])
        kinds = dict(misprints.slips(int(value)).get(printed, {}))
        beside = self.neighbours[cell]
        same = sum(state.values[n] == printed for n in beside if n not in state.open)
        if same:
            kinds["neighbour"] = misprints.NEIGHBOUR * same / len(beside)
        if value == self._text(cell):
            kinds["text"] = misprints.SHARES["digit"]
        kinds[""] = misprints.other(printed)
        return math.log(sum(kinds.values())), max(kinds, key=lambda kind: kinds[kind])

    def _doubt(self, cell: int) -> float:
        """How much more doubtful a cell is than others: fewer readings agree on it, or its text says otherwise."""
        fewer = _FEWER_READERS * max(0, self._usual_readers - self._readers[cell]) if self._readers else 0.0
        return fewer + (_OTHER_TEXT if self._text(cell) is not None else 0.0)

    @cached_property
    def _readers(self) -> list[int]:
        if "readers" not in self.edition.observations:
            return []
        return [len([r for r in str(text).split("+") if r]) for text in self.edition.observations["readers"]]

    @cached_property
    def _usual_readers(self) -> int:
        return max(set(self._readers), key=self._readers.count)

    @cached_property
    def _printed(self) -> list[str]:
        if "printed" in self.edition.observations:
            return [str(text).strip() for text in self.edition.observations["printed"]]
        return [f"{value:,.0f}".replace(",", ".") for value in self.values]

    def _text(self, cell: int) -> float | None:
        """The figure that a cell's text says, where it is not the cell's value."""
        try:
            value, _ = number(self._printed[cell])
        except ValueError:
            return None
        return None if value is None or value == self.values[cell] else float(value)

    # -------------------------------------------------------------------------------------------------
    # Explanations in order, and the rows of suspects.csv.

    def ranked(self, problem: Problem) -> list[list[Settled]]:
        """The explanations of a problem: those that cannot be told apart together, the likeliest first."""
        live = self._live(problem)
        sets, complete = self.explanations(problem)
        if not sets:
            return [self._untold(problem)]
        settled = [self.settle(one, problem, live)._replace(complete=complete) for one in sets]
        settled.sort(key=lambda one: -one.odds)
        ranks: list[list[Settled]] = []
        for one in settled:
            if settled[0].odds - one.odds > HOPELESS:
                break
            if ranks and ranks[-1][0].odds - one.odds <= ALTERNATIVE:
                ranks[-1].append(one)
            else:
                ranks.append([one])
        return ranks[:_RANKS]

    def _untold(self, problem: Problem) -> list[Settled]:
        """Every cell of the first conflict by itself, where the search ended before it explained anything."""
        live = self._live(problem)
        root = self._state(())
        conflict = self._conflict(root, live, problem) or self._jointly(root, live) or problem.cells
        return [
            Settled((Mistake("figure", (cell,), {}, 1.0, 0.0),), 0.0, {}, {}, {}, told=False)
            for cell in sorted(conflict - self.absent)
        ]

    def _norms(self) -> list[list[list[Settled]]]:
        """Single months, within a year, that leave the norm of their year and that no identity speaks of."""
        found = []
        for instance in self.edition.instances:
            if instance.rule.kind != "constancy":
                continue
            cells = [n for n in instance.numbers if n is not None and n not in self.absent]
            odd = self.edition.odd(instance) if len(cells) >= _FEWEST_MONTHS else []
            if len(odd) != 1 or odd[0] in (cells[0], cells[-1]) or (self.matrix[:, odd[0]] != 0).any():
                continue
            usual = next(float(self.values[n]) for n in cells if n != odd[0])
            mistake = Mistake("norm", (odd[0],), {odd[0]: usual}, 1.0, 0.0)
            kind = self._chance(odd[0], usual, self._state(()))[1]
            found.append([[Settled((mistake,), 0.0, {odd[0]: (usual, 1.0)}, {}, {odd[0]: kind})]])
        return found

    def rows(self) -> list[tuple[object, ...]]:
        """The rows of suspects.csv."""
        ranked = [self.ranked(problem) for problem in self.problems]
        known = {cell for problem in self.problems for cell in problem.cells}
        ranked += [norm for norm in self._norms() if not known & set(norm[0][0].mistakes[0].cells)]
        rows: list[tuple[object, ...]] = []
        for number_, (rank, choice) in enumerate(_combinations(ranked), 1):
            for settled, ranks in zip(choice, ranked, strict=True):
                rivals = next(len(group) for group in ranks if any(one is settled for one in group))
                rows += [
                    (rank, number_, *self.edition.cells[cell], self._shown(cell), self._proposed(cell, settled), reason)
                    for mistake in settled.mistakes
                    for cell in self._wrong(mistake, settled)
                    for reason in [self._reason(cell, mistake, settled, rivals, rank)]
                ]
        return rows

    def _wrong(self, mistake: Mistake, settled: Settled) -> Iterator[int]:
        """The cells that a mistake spoilt, but for those that it left as they were."""
        for cell in mistake.cells:
            if len(mistake.cells) == 1 or self._proposed(cell, settled) != self.values[cell]:
                yield cell

    def _shown(self, cell: int) -> str:
        """The text of a cell; its value as text where the text says otherwise."""
        return self._printed[cell] if self._text(cell) is None else f"{self.values[cell]:,.0f}".replace(",", ".")

    def _proposed(self, cell: int, settled: Settled) -> int | None:
        """The true figure where it is determined: a known slip can explain it and it is likelier than not, or it is
        all but the only one possible."""
        value, share = settled.values.get(cell, (0.0, 0.0))
        slip = value == self._text(cell) or int(self.values[cell]) in misprints.slips(int(value))
        explained = cell in settled.slips and slip
        return int(value) if share >= (DETERMINED if explained else _CERTAIN) else None

    def _reason(self, cell: int, mistake: Mistake, settled: Settled, rivals: int, rank: int) -> str:
        printed, proposed = self._shown(cell), self._proposed(cell, settled)
        clauses = []
        if not settled.told:
            clauses.append(f"{printed} stands in a rule that is broken, and too much is broken to find out why")
        elif mistake.kind == "figure":
            clauses.append(self._figure(cell, printed, proposed, settled))
        elif mistake.kind == "norm":
            clauses.append(f"{printed} is printed, and {proposed:,} in every other month of the year")
        elif mistake.kind == "cells":
            other = next(n for n in mistake.cells if n != cell)
            clauses.append(
                f"{printed} and the {self._shown(other)} of {self._beside(other, cell)} stand in each other's place"
            )
        else:
            clauses.append(mistake.words[0].upper() + mistake.words[1:])
            if proposed is None:
                clauses.append("what this figure was, cannot be determined")
        earlier = self.evidence.previous.get(cell)
        if earlier is not None and proposed is not None and earlier == proposed:
            clauses.append("so did the previous edition print it")
        if settled.told and not settled.complete:
            clauses.append("so much is broken that there can be other explanations")
        if rivals > 1:
            clauses.append(f"which of the {rivals} explanations of rank {rank} is right, cannot be determined")
        return "; ".join(clauses)

    def _figure(self, cell: int, printed: str, proposed: int | None, settled: Settled) -> str:
        low, high = settled.ranges.get(cell, (-math.inf, math.inf))
        slip = misprints.WORDS.get(settled.slips.get(cell, ""), "")
        if cell in self.impossible:
            head = f"{printed} is below zero" if self.values[cell] < 0 else f"{printed} is not rounded"
            if proposed is None:
                return f"{head}, and the figure that was meant cannot be determined"
            return f"{head}; {proposed:,} was meant{f', {slip}' if slip else ''}"
        if proposed is not None:
            wide = settled.values[cell][1] < _CERTAIN and low < high < math.inf
            others = f" ({low:,.0f} to {high:,.0f} are possible)" if wide else ""
            made = f", {slip}" if slip else ""
            return f"{printed} is printed where the other figures ask for {proposed:,}{others}{made}"
        if math.isfinite(low):
            made = f", and {slip}" if settled.slips.get(cell) == "neighbour" else ""
            return (
                f"{printed} is printed where the other figures ask for {low:,.0f} to {high:,.0f}{made}; which of "
                "these, cannot be determined"
            )
        return f"{printed} cannot stand beside the other figures; what it was, cannot be determined"

    def _beside(self, other: int, cell: int) -> str:
        a, b = self.edition.cells[other], self.edition.cells[cell]
        row = "" if a[:3] == b[:3] else f"{self._row(a[:3], b[:3])}, "
        return f"{row}{a.period}"


def _combinations(ranked: Sequence[list[list[Settled]]]) -> Iterator[tuple[int, tuple[Settled, ...]]]:
    """One explanation a problem, in every combination of the likeliest, then with one problem's less likely ones.

    Where these are too many to list, every explanation still stands in one of them, beside the likeliest others.
    """
    if not ranked:
        return
    first = [ranks[0] for ranks in ranked]
    best = tuple(group[0] for group in first)
    if math.prod(len(group) for group in first) <= _LISTED:
        yield from ((1, choice) for choice in product(*first))
    else:
        yield 1, best
        for n, group in enumerate(first):
            yield from ((1, (*best[:n], one, *best[n + 1 :])) for one in group[1:])
    for rank in range(1, _RANKS):
        for n, ranks in enumerate(ranked):
            for one in ranks[rank] if rank < len(ranks) else ():
                yield rank + 1, (*best[:n], one, *best[n + 1 :])


def _wider(known: tuple[float, float] | None, value: float) -> tuple[float, float]:
    return (value, value) if known is None else (min(known[0], value), max(known[1], value))


def _sum(logs: Iterable[float]) -> float:
    """The logarithm of a sum of terms that are given by their logarithms."""
    terms = list(logs)
    top = max(terms)
    return top + math.log(sum(math.exp(log - top) for log in terms))
