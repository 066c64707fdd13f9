"""Confronts observations with the rules of ``catalogue/rules.toml``; says what is broken, changes no figure.

    from ind_tables import read, rules
    rules.findings(read("2025-12"))

A rule that an edition does not support, because a row is missing or prints no figure there, is *not
applicable* in that place, never passed. Rounding is judged twice: every identity by itself, and all of them
jointly, since residuals that are possible one by one can be impossible together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL, Section
from ind_tables.errors import CatalogueError
from ind_tables.feasibility import Array, Conflict, Numbers, System

Kind = Literal["identity", "inequality", "constancy", "step", "rounding", "sign"]
Severity = Literal["error", "warning", "notice"]
State = Literal["passed", "broken", "not applicable"]

Series = tuple[str, str, str, str]
Point = tuple[tuple[int, ...], tuple[int, ...]]

KEY = ["section", "measure", "age_band", "period"]
INSTANCES = [
    "rule", "kind", "severity", *KEY, "cells", "factors", "residual", "tolerance", "state",
]  # fmt: skip
FINDINGS = ["rule", "severity", *KEY, "residual", "tolerance", "message"]
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")
JOINT = "joint_rounding"

_BANDS = ("bands", "youngest", "older")
_MOVING_RANGE = 3.268
_FEWEST_STEPS = 6


@dataclass(frozen=True)
class Term:
    """One figure, or the figures of several age bands, in the sum of a rule; empty means the instance's own."""

    factor: int = 1
    section: str = ""
    measure: str = ""
    age_band: str = ""
    lag: int = 0


@dataclass(frozen=True)
class Rule:
    """What must hold between figures.

    Attributes:
        name: its id in findings.
        kind: what the sum of the terms must be; see ``rules.toml``.
        severity: what it means where it does not hold.
        why: one line that says why it must hold.
        basis: what the first term is held against, in words.
        says: for an inequality, the message, with {whole} for the terms that are added, {parts} for those that
            are taken off, and {excess} for how much the parts exceed the whole.
        terms: what is added up.
        measures: the kinds of measure that it is limited to; empty for all.
        youngest: the youngest age band that a section must have; empty for any.
    """

    name: str
    kind: Kind
    severity: Severity
    why: str
    basis: str = ""
    says: str = ""
    terms: tuple[Term, ...] = (Term(),)
    measures: tuple[str, ...] = ()
    youngest: str = ""


class Cell(NamedTuple):
    """The place of one figure in an edition."""

    section: str
    measure: str
    age_band: str
    period: str


class Instance(NamedTuple):
    """A rule in one place: the first cell names it; a cell that the edition lacks has no number."""

    rule: Rule
    place: Cell
    numbers: tuple[int | None, ...]
    factors: tuple[int, ...]


@cache
def load() -> tuple[Rule, ...]:
    """The rules of the catalogue, checked.

    Raises:
        CatalogueError: an entry is missing, misspelt, or names what the document's description lacks.
    """
    return build(catalogue.read("rules"))


def build(source: Mapping[str, Any]) -> tuple[Rule, ...]:
    """Checked rules from the parsed contents of ``rules.toml``.

    Raises:
        CatalogueError: an entry is missing, misspelt, or names what the document's description lacks.
    """
    try:
        rules = tuple(
            Rule(
                **{
                    **entry,
                    "terms": tuple(Term(**term) for term in entry.get("terms", [{}])),
                    "measures": tuple(entry.get("measures", ())),
                }
            )
            for entry in source["rules"]
        )
    except KeyError as error:
        raise CatalogueError(f"rules.toml misses the entry {error}") from error
    except TypeError as error:
        raise CatalogueError(f"rules.toml has an entry that does not fit: {error}") from error
    _check(rules)
    return rules


def _check(rules: tuple[Rule, ...]) -> None:
    known = catalogue.load()
    sections = {section.id for section in known.sections}
    bands = {TOTAL, *_BANDS} | {band for section in known.sections for band in section.bands}
    names = [rule.name for rule in rules]
    for doubled in {name for name in names if names.count(name) > 1}:
        raise CatalogueError(f"the rule {doubled} stands twice in rules.toml")
    for rule in rules:
        for value, allowed in (
            (rule.kind, set(get_args(Kind))),
            (rule.severity, set(SEVERITIES)),
            *((term.section, sections | {""}) for term in rule.terms),
            *((term.measure, set(known.measures) | {""}) for term in rule.terms),
            *((term.age_band, bands | {""}) for term in rule.terms),
        ):
            if value not in allowed:
                raise CatalogueError(
                    f"the rule {rule.name} in rules.toml says {value!r}; expected one of {', '.join(sorted(allowed))}"
                )
        try:
            rule.says.format(whole="", parts="", excess="")
        except (KeyError, IndexError, ValueError) as error:
            raise CatalogueError(
                f"the message of the rule {rule.name} in rules.toml names {error}; expected {{whole}}, {{parts}} and "
                "{excess} alone"
            ) from error
        if (rule.kind == "inequality") != bool(rule.says):
            raise CatalogueError(f"the rule {rule.name} in rules.toml: an inequality, and nothing else, has `says`")


class Confrontation:
    """An edition's figures in the places where the rules look for them.

    Args:
        observations: one edition, one row a figure; at least section, measure, age_band, period and value.
        rules: the rules; those of the catalogue unless given.
    """

    def __init__(self, observations: pd.DataFrame, rules: tuple[Rule, ...] | None = None) -> None:
        self.observations = observations.reset_index(drop=True)
        self.rules = load() if rules is None else rules
        known = catalogue.load()
        columns = [self.observations[name].tolist() for name in KEY]
        self.cells = [Cell(*key) for key in zip(*columns, strict=True)]
        self.values = self.observations["value"].to_numpy(dtype=float, na_value=np.nan)
        units = {name: measure.rounding for name, measure in known.measures.items()}
        self.units = np.array([units.get(cell.measure, 1) for cell in self.cells], dtype=float)
        self.widths = np.where(self.units > 1, self.units / 2, 0.0)
        self.numbers = {cell: n for n, cell in enumerate(self.cells)}
        self.periods = sorted({cell.period for cell in self.cells})
        self.edition = next(iter(self.observations.get("edition", pd.Series(dtype=str)).astype(str)), "")

    def printing(self, values: Array) -> Confrontation:
        """The same cells with other figures, one a cell, NaN where none is printed."""
        other = copy(self)
        for name in ("table", "_limits", "identities", "system", "jointly", "findings"):
            other.__dict__.pop(name, None)
        other.values = values
        return other

    @cached_property
    def instances(self) -> list[Instance]:
        """Every place in which a rule would look for figures in this window, supported or not."""
        return [instance for rule in self.rules for instance in self._instances(rule)]

    def _instances(self, rule: Rule) -> Iterator[Instance]:
        if rule.kind in ("rounding", "sign"):
            for n, cell in enumerate(self.cells):
                if rule.kind == "sign" or self.units[n] > 1:
                    yield Instance(rule, cell, (n,), (1,))
            return
        for section, measure, band in self._rows(rule):
            if rule.kind == "constancy":
                yield from self._years(rule, section, measure, band)
            else:
                yield from self._months(rule, section, measure, band)

    def _rows(self, rule: Rule) -> Iterator[tuple[Section, str, str]]:
        """The section, measure and age band of the first term, wherever the catalogue has them."""
        known = catalogue.load()
        first = rule.terms[0]
        for section in known.sections:
            bands = self._bands(section)
            if (
                (first.section and section.id != first.section)
                or (rule.youngest and (not bands or bands[0] != rule.youngest))
                or any(not t.section and t.measure and not section.has(t.measure) for t in rule.terms)
                or (not bands and any(term.age_band in _BANDS for term in rule.terms))
            ):
                continue
            if first.measure:
                yield section, first.measure, first.age_band or TOTAL
                continue
            for row in section.rows:
                if not rule.measures or known.measures[row.measure].kind in rule.measures:
                    yield section, row.measure, row.age_band

    def _bands(self, section: Section) -> tuple[str, ...]:
        """The age bands that the edition prints or should print, youngest first."""
        return self._all_bands[section.id]

    @cached_property
    def _all_bands(self) -> dict[str, tuple[str, ...]]:
        printed = {cell[:3] for cell in self.cells}
        return {
            section.id: tuple(
                row.age_band
                for row in section.rows
                if row.age_band != TOTAL and (row.required(self.edition) or (section.id, *row.key) in printed)
            )
            for section in catalogue.load().sections
        }

    def sums(self, rule: Rule) -> Iterator[tuple[Cell, list[tuple[int, Cell]]]]:
        """The terms of a rule in every place of the window, as factors and cells, printed or not."""
        for section, measure, band in self._rows(rule):
            for period in self.periods:
                yield Cell(section.id, measure, band, period), list(self._terms(rule, section, measure, band, period))

    def _months(self, rule: Rule, section: Section, measure: str, band: str) -> Iterator[Instance]:
        longest = max(term.lag for term in rule.terms) + (rule.kind == "step")
        for period in self.periods[longest:]:
            terms = list(self._terms(rule, section, measure, band, period))
            if rule.kind == "step":
                before = self._terms(rule, section, measure, band, _earlier(period, 1))
                terms += [(-factor, cell) for factor, cell in before]
            yield Instance(
                rule,
                Cell(section.id, measure, band, period),
                tuple(self.numbers.get(cell) for _, cell in terms),
                tuple(factor for factor, _ in terms),
            )

    def _terms(self, rule: Rule, section: Section, measure: str, band: str, period: str) -> Iterator[tuple[int, Cell]]:
        known = catalogue.load()
        for term in rule.terms:
            own = known.section(term.section) if term.section else section
            month = _earlier(period, term.lag)
            all_bands = self._bands(own)
            bands = {
                "bands": all_bands,
                "youngest": all_bands[:1],
                "older": all_bands[1:],
                "": (TOTAL if term.measure else band,),
            }.get(term.age_band, (term.age_band,))
            for one in bands:
                yield term.factor, Cell(own.id, term.measure or measure, one, month)

    def _years(self, rule: Rule, section: Section, measure: str, band: str) -> Iterator[Instance]:
        for year in sorted({period[:4] for period in self.periods}):
            months = [period for period in self.periods if period[:4] == year]
            cells = [Cell(section.id, measure, band, month) for month in months]
            if len(months) > 1:
                yield Instance(rule, cells[0], tuple(self.numbers.get(cell) for cell in cells), (1,) * len(cells))

    def odd(self, instance: Instance) -> list[int]:
        """The cells of a constancy that differ from its usual figure, the first of the most frequent ones."""
        usual = self._usual(instance)
        return [n for n in self._figures(instance) if self.values[n] != usual]

    def _figures(self, instance: Instance) -> list[int]:
        """The cells of an instance that print a figure."""
        return [n for n in instance.numbers if n is not None and not np.isnan(self.values[n])]

    def _usual(self, instance: Instance) -> float:
        values = [float(self.values[n]) for n in self._figures(instance)]
        return max(values, key=values.count)

    def _place(self, instance: Instance) -> Cell:
        """Where a finding stands: of a constancy, its first odd month."""
        if instance.rule.kind == "constancy" and self._supported(instance):
            return self.cells[(self.odd(instance) or self._figures(instance))[0]]
        return instance.place

    @cached_property
    def table(self) -> pd.DataFrame:
        """Every instance with its state; see :func:`evaluate`."""
        rows = [
            (
                instance.rule.name,
                instance.rule.kind,
                instance.rule.severity,
                *self._place(instance),
                instance.numbers,
                instance.factors,
                *self._judge(instance),
            )
            for instance in self.instances
        ]
        table = pd.DataFrame(rows, columns=INSTANCES)
        for name in ("residual", "tolerance"):
            table[name] = table[name].astype("Int64")
        return table.astype(dict.fromkeys(["rule", "kind", "severity", *KEY, "state"], "str"))

    @cached_property
    def _limits(self) -> dict[Series, float]:
        """The largest usual step of every series that a rule of kind step looks at."""
        steps: dict[Series, list[float]] = {}
        for instance in self.instances:
            if instance.rule.kind == "step" and self._supported(instance):
                steps.setdefault(_series(instance), []).append(abs(self._sum(instance)))
        return {
            series: _MOVING_RANGE * sum(sizes) / len(sizes)
            for series, sizes in steps.items()
            if len(sizes) >= _FEWEST_STEPS
        }

    def _supported(self, instance: Instance) -> bool:
        """Whether the edition prints what an instance needs: every figure, of a constancy two to compare."""
        figures = len(self._figures(instance))
        return figures > 1 if instance.rule.kind == "constancy" else figures == len(instance.numbers)

    def _sum(self, instance: Instance) -> float:
        return sum(
            factor * float(self.values[n]) for factor, n in zip(instance.factors, self._figures(instance), strict=False)
        )

    def _tolerance(self, instance: Instance) -> float:
        """How far rounding can move the sum of an instance: half a unit a term."""
        numbers = self._figures(instance)
        return sum(abs(f) * float(self.widths[n]) for f, n in zip(instance.factors, numbers, strict=False))

    def _judge(self, instance: Instance) -> tuple[int | None, int | None, State]:
        """The residual, the tolerance and the state of an instance."""
        if not self._supported(instance):
            return None, None, "not applicable"
        numbers = self._figures(instance)
        total, tolerance = self._sum(instance), self._tolerance(instance)
        match instance.rule.kind:
            case "identity":
                broken = abs(total) > tolerance
            case "inequality":
                broken = total < -tolerance
            case "rounding":
                unit = self.units[numbers[0]]
                total, tolerance = total - unit * round(total / unit), 0.0
                broken = total != 0
            case "sign":
                tolerance = 0.0
                broken = total < 0
            case "constancy":
                total = self.values[self.numbers[self._place(instance)]] - self._usual(instance)
                tolerance = 0.0
                broken = total != 0
            case "step":
                limit = self._limits.get(_series(instance))
                if limit is None:
                    return None, None, "not applicable"
                tolerance = max(tolerance, float(np.floor(limit)))
                broken = abs(total) > tolerance
        return int(total), int(tolerance), "broken" if broken else "passed"

    @cached_property
    def identities(self) -> list[Instance]:
        """The identities that the edition supports, in the order of the rows of :attr:`system`."""
        return [i for i in self.instances if i.rule.kind == "identity" and self._supported(i)]

    @cached_property
    def network(self) -> System:
        """Every identity whose cells the edition has, figures or not, over all cells of the edition."""
        return self.stating(self._stated)

    @cached_property
    def _stated(self) -> list[Instance]:
        return [i for i in self.instances if i.rule.kind == "identity" and None not in i.numbers]

    @cached_property
    def parts(self) -> list[tuple[Numbers, Numbers]]:
        """The rows and cells of :attr:`network` that hang together, part by part."""
        return self.network.components()

    @cached_property
    def standing(self) -> dict[int, list[Instance]]:
        """Where each cell stands: the identities, inequalities and constancies whose cells the edition has."""
        standing: dict[int, list[Instance]] = {n: [] for n in range(len(self.cells))}
        for instance in self.instances:
            if instance.rule.kind in ("identity", "inequality", "constancy") and None not in instance.numbers:
                for number in {n for n in instance.numbers if n is not None}:
                    standing[number].append(instance)
        return standing

    @cached_property
    def series(self) -> dict[Series, list[Point]]:
        """The sums that the rules of kind step follow from month to month, wherever the edition has their cells."""
        series: dict[Series, list[Point]] = {}
        for rule in self.rules:
            for place, terms in self.sums(rule) if rule.kind == "step" else ():
                numbers = [self.numbers[cell] for _, cell in terms if cell in self.numbers]
                if len(numbers) == len(terms):
                    points = series.setdefault((rule.name, *place[:3]), [])
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
            rule, section, measure, band = name
            bands = self._all_bands[section]
            if rule != "step" or measure != "pending" or band not in bands[:-1]:
                continue
            younger = bands[: bands.index(band)]
            rows = [("pending", TOTAL), *(("pending", b) for b in younger)] if younger else [("applications", TOTAL)]
            for (cell,), _ in points:
                places = [Cell(section, *row, self.cells[cell].period) for row in rows]
                numbers = tuple(self.numbers[place] for place in places if place in self.numbers)
                whole = (numbers, (1, *(-1 for _ in younger))) if len(numbers) == len(rows) else ((), ())
                wholes.setdefault(name, []).append(whole)
        return wholes

    @cached_property
    def system(self) -> System:
        """The identities over all cells of the edition; a cell without a figure stands in none."""
        return self.stating(self.identities)

    def stating(self, instances: Sequence[Instance]) -> System:
        """A system with these identities as its edits, over all cells of the edition; no figure counts as nought."""
        matrix = np.zeros((len(instances), len(self.cells)))
        for row, instance in enumerate(instances):
            for factor, n in zip(instance.factors, instance.numbers, strict=True):
                matrix[row, n] += factor
        edits = len(matrix)
        values = np.nan_to_num(self.values)
        return System(matrix, np.zeros(edits), np.ones(edits, dtype=bool), values, self.widths)

    @cached_property
    def jointly(self) -> list[Conflict]:
        """Identities that hold one by one and cannot hold together; at most one conflict a connected part.

        A figure that is not printed may have been anything, but the same in every identity.
        """
        values, absent = np.nan_to_num(self.values), np.isnan(self.values)
        network = self.network.printing(values)
        unusable = (values < 0) | (np.mod(values, self.units) != 0)
        sound = ~(network.matrix[:, unusable] != 0).any(axis=1)
        sound[network.broken(np.flatnonzero(absent).tolist())] = False
        conflicts = []
        for rows, cells in self.parts:
            kept = rows[sound[rows]]
            released = np.flatnonzero(absent[cells]).tolist()
            conflict = network.part(kept, cells).conflict(released) if len(kept) else None
            if conflict:
                conflicts.append(
                    Conflict(
                        frozenset(int(cells[cell]) for cell in conflict.cells),
                        {int(kept[row]): factor for row, factor in conflict.rows.items()},
                        conflict.residual,
                        conflict.tolerance,
                    )
                )
        return conflicts

    @cached_property
    def findings(self) -> pd.DataFrame:
        """What is broken; see :func:`findings`."""
        broken = self.table[self.table["state"] == "broken"]
        rows = [
            (*(getattr(row, name) for name in FINDINGS[:-1]), self._message(self.instances[n], row))
            for n, row in zip(broken.index.tolist(), broken.itertuples(), strict=True)
        ]
        rows += [self._joint(conflict) for conflict in self.jointly]
        rank = {severity: n for n, severity in enumerate(SEVERITIES)}
        rows.sort(key=lambda row: rank[row[1]])
        frame = pd.DataFrame(rows, columns=FINDINGS)
        return frame.astype({name: "Int64" if name in ("residual", "tolerance") else "str" for name in FINDINGS})

    def _joint(self, conflict: Conflict) -> tuple[Any, ...]:
        instances = [self._stated[row] for row in sorted(conflict.rows)]
        names = ", ".join(f"{i.rule.name} {i.place.section} {i.place.period}" for i in instances)
        size = round(abs(conflict.residual))
        apart = "hold one by one but not together"
        if not all(map(self._supported, instances)):
            apart = "cannot hold together, whatever the figures were that are not printed"
        return (
            JOINT,
            "error",
            *instances[0].place,
            round(conflict.residual),
            int(conflict.tolerance),
            f"{self.name(instances[0].place)}: {len(instances)} identities {apart} "
            f"({names}): combined they are off by {size:,}, and rounding explains at most "
            f"{int(conflict.tolerance):,}",
        )

    def name(self, cell: Cell) -> str:
        """The table, row and month of a cell in the document's own words."""
        title, label = names(cell)
        return f"“{title}”, “{label}”, {cell.period}"

    def _message(self, instance: Instance, row: Any) -> str:
        rule, place = instance.rule, self.name(self._place(instance))
        numbers = [n for n in instance.numbers if n is not None]
        printed = float(self.values[self.numbers[self._place(instance)] if rule.kind == "constancy" else numbers[0]])
        size = abs(row.residual)
        match rule.kind:
            case "identity":
                return (
                    f"{place}: {printed:,.0f} is printed, but {rule.basis} make {printed - row.residual:,.0f}; "
                    f"they differ by {size:,}, and rounding explains at most {row.tolerance:,}"
                )
            case "inequality":
                parts = [f * self.values[n] for f, n in zip(instance.factors, numbers, strict=True)]
                whole, taken = sum(p for p in parts if p > 0), -sum(p for p in parts if p < 0)
                return f"{place}: {rule.says.format(whole=f'{whole:,.0f}', parts=f'{taken:,.0f}', excess=f'{size:,}')}"
            case "constancy":
                months = [self.cells[n].period for n in self.odd(instance)]
                others = f"; {', '.join(months[1:])} differ as well" if months[1:] else ""
                return (
                    f"{place}: {printed:,.0f} is printed, but {printed - row.residual:,.0f} in most months of "
                    f"{months[0][:4]}{others}"
                )
            case "rounding":
                return f"{place}: {printed:,.0f} is printed, which is no multiple of {self.units[numbers[0]]:.0f}"
            case "sign":
                return f"{place}: {printed:,.0f} is printed, which is below zero"
            case "step":
                series = f"{place}: {rule.basis} " if rule.basis else f"{place}: "
                moved = "rose" if row.residual > 0 else "fell"
                return (
                    f"{series}{moved} by {size:,} from the month before; for this series a change of more than "
                    f"{row.tolerance:,} is unusual"
                )


def names(cell: Cell) -> tuple[str, str]:
    """The title and the row label of a cell in the document's own words; its ids where the catalogue has none."""
    known = catalogue.load()
    section = next((s for s in known.sections if s.id == cell.section), None)
    row = section and next((r for r in section.rows if r.key == (cell.measure, cell.age_band)), None)
    return (
        section.title if section else cell.section,
        row.label if row else f"{cell.measure} {cell.age_band}",
    )


def evaluate(observations: pd.DataFrame) -> pd.DataFrame:
    """Every instance of every rule, confronted with an edition.

    Args:
        observations: one edition, one row a figure.

    Returns:
        One row an instance, in the order of the rules: rule, kind, severity, section, measure, age_band, period
        (where it stands), cells (a tuple of row numbers of ``observations``, None for a missing cell), factors,
        residual (in the figures' unit; signed), tolerance (likewise), and state: passed, broken or not
        applicable, with residual and tolerance missing in the last case.
    """
    return Confrontation(observations).table


def findings(observations: pd.DataFrame) -> pd.DataFrame:
    """What an edition breaks, errors first.

    Args:
        observations: one edition, one row a figure.

    Returns:
        The columns of findings.csv: rule, severity (error, warning or notice), section, measure, age_band,
        period, residual, tolerance (both in the figures' unit) and message. ``joint_rounding`` stands for
        identities that hold one by one and not together, or that share a figure which is not printed and which
        none could have been.
    """
    return Confrontation(observations).findings


def _series(instance: Instance) -> Series:
    return (instance.rule.name, *instance.place[:3])


def _earlier(period: str, months: int) -> str:
    number = int(period[:4]) * 12 + int(period[5:]) - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
