"""What must hold between figures: the rules of ``catalogue/rules.toml``, a class for each kind.

A rule knows where in an edition it looks for figures, whether the edition supports it there, whether it holds, and
what is to be said where it does not. confrontation.py asks it.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Literal, NamedTuple

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL, Section
from ind_tables.catalogue.shape import fit
from ind_tables.checking import habits
from ind_tables.checking.cells import Cells
from ind_tables.errors import CatalogueError
from ind_tables.months import shift
from ind_tables.place import Place
from ind_tables.record import releases
from ind_tables.remarks import Remark, plain

Kind = Literal["identity", "inequality", "constancy", "steady", "step", "rounding", "sign", "missing"]
Severity = Literal["error", "warning", "notice"]
State = Literal["passed", "broken", "not applicable"]
Terms = list[tuple[int, Place]]

SEVERITIES: tuple[Severity, ...] = ("error", "warning", "notice")

_BANDS = ("bands", "youngest", "older")
_MONTH_OF_AGE = 31
_DECIMALS = 2


@dataclass(frozen=True)
class Term:
    """One figure, or the figures of several age bands, in the sum of a rule; empty means the instance's own."""

    factor: int = 1
    section: str = ""
    measure: str = ""
    age_band: str = ""
    lag: int = 0


class Instance(NamedTuple):
    """A rule in one place: the first cell names it; a cell that the edition lacks has no number."""

    rule: Rule
    place: Place
    numbers: tuple[int | None, ...]
    factors: tuple[int, ...]


class Judgement(NamedTuple):
    """Whether a rule holds in one place: where that stands, what is left of the sum, and what rounding explains."""

    place: Place
    state: State = "not applicable"
    residual: int | float | None = None
    tolerance: int | float | None = None

    @property
    def size(self) -> tuple[int | float | None, int | float | None]:
        """Residual and tolerance."""
        return self.residual, self.tolerance


@dataclass(frozen=True)
class Rule:
    """What must hold between figures, month by month.

    Attributes:
        name: its id in findings.
        kind: what the sum of the terms must be; see ``rules.toml``.
        severity: what it means where it does not hold.
        why: one line that says why it must hold.
        basis, basis_dutch: what the first term is held against, in words.
        says, says_dutch: of an inequality what does not hold, with {whole} for the terms that are added, {parts} for
            those that are taken off, and {excess} for how much the parts exceed the whole.
        terms: what is added up.
        measures: the kinds of measure that it is limited to; empty for all.
        youngest: the youngest age band that a section must have; empty for any.
        days: of an inequality, whether its parts are of a month of age, which has up to 31 days.
        binds: whether it ties figures to each other, so that it tells of one what the others make likely.
    """

    name: str
    kind: Kind
    severity: Severity
    why: str
    basis: str = ""
    basis_dutch: str = ""
    says: str = ""
    says_dutch: str = ""
    terms: tuple[Term, ...] = (Term(),)
    measures: tuple[str, ...] = ()
    youngest: str = ""
    days: bool = False

    binds: ClassVar[bool] = False

    # Where it looks

    def rows(self, cells: Cells) -> Iterator[tuple[Section, str, str]]:
        """The section, measure and age band of the first term, wherever the edition prints or should print them."""
        measures = catalogue.load().measures
        first = self.terms[0]
        for section in cells.sections:
            bands = cells.bands[section.id]
            if (
                (first.section and section.id != first.section)
                or (self.youngest and (not bands or bands[0] != self.youngest))
                or any(not t.section and t.measure and not section.has(t.measure) for t in self.terms)
                or (not bands and any(term.age_band in _BANDS for term in self.terms))
            ):
                continue
            if first.measure:
                yield section, first.measure, first.age_band or TOTAL
                continue
            for row in section.rows:
                if not self.measures or measures[row.measure].kind in self.measures:
                    yield section, row.measure, row.age_band

    def terms_at(self, place: Place, cells: Cells) -> Terms:
        """What is added up in one place, as factors and places, printed or not."""
        found: Terms = []
        for term in self.terms:
            section = term.section or place.section
            every = cells.bands[section]
            bands = {
                "bands": every,
                "youngest": every[:1],
                "older": every[1:],
                "": (TOTAL if term.measure else place.age_band,),
            }.get(term.age_band, (term.age_band,))
            month = shift(place.period, -term.lag)
            found += [(term.factor, Place(section, term.measure or place.measure, band, month)) for band in bands]
        return found

    def instances(self, cells: Cells) -> Iterator[Instance]:
        """Every place in which it would look for figures in the edition's window, supported or not."""
        longest = max(term.lag for term in self.terms)
        for section, measure, band in self.rows(cells):
            for period in cells.periods[longest:]:
                place = Place(section.id, measure, band, period)
                yield self._instance(place, self.terms_at(place, cells), cells)

    def _instance(self, place: Place, terms: Terms, cells: Cells) -> Instance:
        numbers = tuple(cells.numbers.get(one) for _, one in terms)
        return Instance(self, place, numbers, tuple(factor for factor, _ in terms))

    def supported(self, instance: Instance, cells: Cells) -> bool:
        """Whether the edition prints every figure that an instance needs, and no series breaks among them."""
        printed = len(cells.figures(instance.numbers)) == len(instance.numbers)
        return printed and cells.comparable(instance.numbers)

    # Whether it holds

    def judge(self, instances: Sequence[Instance], cells: Cells) -> list[Judgement]:
        """Whether it holds, for all its instances in an edition."""
        return [
            self._judged(*self.measured(instance, cells), cells)
            if self.supported(instance, cells)
            else Judgement(instance.place)
            for instance in instances
        ]

    def measured(self, instance: Instance, cells: Cells) -> tuple[Place, float, float]:
        """Where a supported instance stands, its residual, and what rounding explains of that."""
        _, place, numbers, factors = instance
        return place, cells.sum(numbers, factors), cells.tolerance(numbers, factors)

    def _judged(self, place: Place, residual: float, tolerance: float, cells: Cells) -> Judgement:
        state: State = "broken" if self._breaks(residual, tolerance) else "passed"
        if place.measure in cells.fractional:
            return Judgement(place, state, plain(round(residual, _DECIMALS)), plain(round(tolerance, _DECIMALS)))
        return Judgement(place, state, int(residual), int(tolerance))

    def _breaks(self, residual: float, tolerance: float) -> bool:
        return abs(residual) > tolerance

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """What is to be said where it does not hold."""
        raise NotImplementedError


def _printed(instance: Instance, cells: Cells) -> int | float:
    return plain(float(cells.values[cells.figures(instance.numbers)[0]]))


class Identity(Rule):
    """The sum is zero, up to rounding."""

    binds = True

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """What is printed, and what the other terms make."""
        place, _, residual, tolerance = judgement
        return Remark(self.kind, (self.name, place, _printed(instance, cells), residual, tolerance))


class Inequality(Rule):
    """The sum is not below zero, up to rounding."""

    binds = True

    def _breaks(self, residual: float, tolerance: float) -> bool:
        return residual < -tolerance

    def measured(self, instance: Instance, cells: Cells) -> tuple[Place, float, float]:
        """With what the whole would have more in a month of 31 days, where the parts are of a month of age."""
        place, residual, tolerance = super().measured(instance, cells)
        terms = zip(instance.factors, cells.figures(instance.numbers), strict=True)
        whole = sum(factor * float(cells.values[n]) for factor, n in terms if factor > 0)
        longer = _MONTH_OF_AGE / monthrange(int(place.period[:4]), int(place.period[5:]))[1] - 1
        return place, residual, tolerance + (whole * longer if self.days else 0.0)

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The whole, its parts, and by how much they exceed it."""
        terms = zip(instance.factors, cells.figures(instance.numbers), strict=True)
        parts = [factor * float(cells.values[n]) for factor, n in terms]
        whole, taken = sum(p for p in parts if p > 0), -sum(p for p in parts if p < 0)
        return Remark(self.kind, (self.name, judgement.place, plain(whole), plain(taken), -(judgement.residual or 0)))


class Constancy(Rule):
    """The figure is the same all through a calendar year."""

    binds = True

    def instances(self, cells: Cells) -> Iterator[Instance]:
        """One for every row and every year of which the window shows more than a month."""
        for section, measure, band in self.rows(cells):
            for year in sorted({period[:4] for period in cells.periods}):
                terms = [(1, Place(section.id, measure, band, p)) for p in cells.periods if p[:4] == year]
                if len(terms) > 1:
                    yield self._instance(terms[0][1], terms, cells)

    def supported(self, instance: Instance, cells: Cells) -> bool:
        """Whether there are two figures to compare."""
        return len(cells.figures(instance.numbers)) > 1 and cells.comparable(instance.numbers)

    def usual(self, instance: Instance, cells: Cells) -> float:
        """The year's figure: the most frequent, the first of those."""
        values = [float(cells.values[n]) for n in cells.figures(instance.numbers)]
        return max(values, key=values.count)

    def odd(self, instance: Instance, cells: Cells) -> list[int]:
        """The cells that print another figure than the year's."""
        usual = self.usual(instance, cells)
        return [n for n in cells.figures(instance.numbers) if cells.values[n] != usual]

    def measured(self, instance: Instance, cells: Cells) -> tuple[Place, float, float]:
        """The first odd month, and how far it is from the year's figure; nothing is explained by rounding."""
        stands = (self.odd(instance, cells) or cells.figures(instance.numbers))[0]
        return cells.cells[stands], float(cells.values[stands]) - self.usual(instance, cells), 0.0

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The odd figure, the usual one, and the other odd months."""
        odd = self.odd(instance, cells)
        printed, usual = plain(float(cells.values[odd[0]])), plain(self.usual(instance, cells))
        return Remark(self.kind, (judgement.place, printed, usual, tuple(cells.cells[n].period for n in odd[1:])))


class Steady(Rule):
    """The sum is the same in every month, as far as the editions themselves show that it is.

    It is learned, not given: the sum that is most frequent over the months of the edition and of what was published
    earlier, if months of two calendar years at least have it, and if no year has another one in two of its months.
    """

    def judge(self, instances: Sequence[Instance], cells: Cells) -> list[Judgement]:
        """Every month against the sum that is learned; not applicable where none is."""
        supported = [instance for instance in instances if self.supported(instance, cells)]
        sums = {i.place.period: cells.sum(i.numbers, i.factors) for i in supported}
        rows = [(term.factor, (term.section, term.measure, TOTAL)) for term in self.terms]
        usual = self._learned(sums, releases.sums(rows, cells.edition))
        return [
            Judgement(i.place)
            if usual is None or i.place.period not in sums
            else self._judged(i.place, sums[i.place.period] - usual, 0.0, cells)
            for i in instances
        ]

    @staticmethod
    def _learned(sums: Mapping[str, float], earlier: Sequence[tuple[str, float]]) -> float | None:
        every = [*sums.items(), *earlier]
        values = [value for _, value in every]
        if not values:
            return None
        usual = max(values, key=values.count)
        years: dict[str, list[float]] = defaultdict(list)
        for period, value in sums.items():
            years[period[:4]].append(value)
        other = any(len(year) > 1 and max(year, key=year.count) != usual for year in years.values())
        return None if other or len({period[:4] for period, value in every if value == usual}) < 2 else usual

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The sum, and what it is otherwise."""
        total = plain(cells.sum(instance.numbers, instance.factors))
        names = tuple((factor, place[0]) for factor, place in self.terms_at(instance.place, cells))
        return Remark(self.kind, (judgement.place, names, total, total - (judgement.residual or 0)))


class Step(Rule):
    """From one month to the next the sum changes no more than is usual for its series; see habits.py."""

    def instances(self, cells: Cells) -> Iterator[Instance]:
        """One for every row and every two consecutive months."""
        longest = max(term.lag for term in self.terms)
        for section, measure, band in self.rows(cells):
            for period in cells.periods[longest + 1 :]:
                place = Place(section.id, measure, band, period)
                before = self.terms_at(place._replace(period=shift(period, -1)), cells)
                terms = [*self.terms_at(place, cells), *((-factor, one) for factor, one in before)]
                yield self._instance(place, terms, cells)

    def judge(self, instances: Sequence[Instance], cells: Cells) -> list[Judgement]:
        """Every step against the others of its series; not where the season alone can make a step."""
        seasonal = {section.id for section in catalogue.load().sections if section.seasonal}
        steps: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        for instance in instances:
            if instance.place.section not in seasonal and self.supported(instance, cells):
                steps[instance.place[:3]][instance.place.period] = cells.sum(instance.numbers, instance.factors)
        judgements = []
        for instance in instances:
            place, series = instance.place, steps[instance.place[:3]]
            rounding = cells.tolerance(instance.numbers, instance.factors) if place.period in series else 0.0
            limit = habits.limit([size for period, size in series.items() if period != place.period], rounding)
            if limit is None or place.period not in series:
                judgements.append(Judgement(place))
            else:
                judgements.append(self._judged(place, series[place.period], limit, cells))
        return judgements

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The step, and the largest that is usual."""
        return Remark(self.kind, (self.name, judgement.place, judgement.residual, judgement.tolerance))


class Single(Rule):
    """A rule on each figure by itself."""

    def instances(self, cells: Cells) -> Iterator[Instance]:
        """One for every cell."""
        return (Instance(self, cell, (n,), (1,)) for n, cell in enumerate(cells.cells))


class Rounding(Single):
    """The figure is a multiple of its measure's rounding unit."""

    def instances(self, cells: Cells) -> Iterator[Instance]:
        """One for every cell that is rounded."""
        return (one for n, one in enumerate(super().instances(cells)) if cells.units[n] > 1)

    def measured(self, instance: Instance, cells: Cells) -> tuple[Place, float, float]:
        """How far the figure is from the nearest multiple."""
        (number,) = cells.figures(instance.numbers)
        value, unit = float(cells.values[number]), float(cells.units[number])
        return instance.place, value - unit * round(value / unit), 0.0

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The figure and its unit."""
        (number,) = cells.figures(instance.numbers)
        return Remark(self.kind, (judgement.place, _printed(instance, cells), plain(float(cells.units[number]))))


class Sign(Single):
    """The figure is not below zero."""

    def measured(self, instance: Instance, cells: Cells) -> tuple[Place, float, float]:
        """The figure itself."""
        return instance.place, cells.sum(instance.numbers, instance.factors), 0.0

    def _breaks(self, residual: float, tolerance: float) -> bool:
        return residual < -tolerance

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """The figure."""
        return Remark(self.kind, (judgement.place, _printed(instance, cells)))


class Missing(Single):
    """A row that has figures has one in every month; what the document says is not available is not missing."""

    def judge(self, instances: Sequence[Instance], cells: Cells) -> list[Judgement]:
        """Every cell without a figure against the other months of its row, of which half at least have one."""
        rows: dict[tuple[str, ...], list[Instance]] = defaultdict(list)
        for instance in instances:
            rows[instance.place[:3]].append(instance)
        full = {row for row, mine in rows.items() if 2 * sum(map(cells.has, _numbers(mine))) >= len(mine)}
        judgements = []
        for instance, number in zip(instances, _numbers(instances), strict=True):
            state: State = "passed" if cells.has(number) else "not applicable"
            if instance.place[:3] in full and cells.lost[number]:
                state = "broken"
            judgements.append(Judgement(instance.place, state))
        return judgements

    def remark(self, instance: Instance, judgement: Judgement, cells: Cells) -> Remark:
        """In how many of how many months the row has a figure."""
        row = [n for n, cell in enumerate(cells.cells) if cell[:3] == judgement.place[:3]]
        return Remark(self.kind, (judgement.place, len(cells.figures(row)), len(row)))


def _numbers(instances: Sequence[Instance]) -> list[int]:
    return [n for instance in instances for n in instance.numbers if n is not None]


KINDS: dict[Kind, type[Rule]] = {
    "identity": Identity,
    "inequality": Inequality,
    "constancy": Constancy,
    "steady": Steady,
    "step": Step,
    "rounding": Rounding,
    "sign": Sign,
    "missing": Missing,
}


@dataclass(frozen=True)
class _Entries:
    """``rules.toml``."""

    rules: tuple[Rule, ...]


# The catalogue


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
    entries = fit(_Entries, source, "rules.toml").rules
    rules = tuple(KINDS[entry.kind](**vars(entry)) for entry in entries)
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
            *((term.section, sections | {""}) for term in rule.terms),
            *((term.measure, set(known.measures) | {""}) for term in rule.terms),
            *((term.age_band, bands | {""}) for term in rule.terms),
        ):
            if value not in allowed:
                raise CatalogueError(
                    f"the rule {rule.name} in rules.toml says {value!r}; expected one of {', '.join(sorted(allowed))}"
                )
        _check_words(rule)


def _check_words(rule: Rule) -> None:
    for words in (rule.says, rule.says_dutch):
        try:
            words.format(whole="", parts="", excess="")
        except (KeyError, IndexError, ValueError) as error:
            raise CatalogueError(
                f"the message of the rule {rule.name} in rules.toml names {error}; expected {{whole}}, {{parts}} and "
                "{excess} alone"
            ) from error
        if isinstance(rule, Inequality) != bool(words):
            raise CatalogueError(
                f"the rule {rule.name} in rules.toml: an inequality, and nothing else, has `says` and `says_dutch`"
            )
    if bool(rule.basis) != bool(rule.basis_dutch):
        raise CatalogueError(f"the rule {rule.name} in rules.toml has `basis` in one language only")
