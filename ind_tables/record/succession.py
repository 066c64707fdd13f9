"""What succeeds what: the tables and rows of an edition that no entry names, held against those that it lacks.

Above all by the figures: an edition shares all months but one with the one before, so a table or row that was renamed
proves itself. Where no months are shared, place, rows and words allow a supposition. A row that says an age band is
never taken for another band, whatever its figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal, NamedTuple

import pandas as pd

from ind_tables.catalogue import TOTAL, Catalogue, Section
from ind_tables.catalogue.bands import band
from ind_tables.reading.edition import Document
from ind_tables.reading.labels import Labels, bare, in_thousands
from ind_tables.record import observations

Key = tuple[str, str]
Series = Mapping[str, float]
Ground = Literal["figures", "words", "place"]

_FEWEST = 6
_MOST = 0.8
_ALIKE = 0.75
_SHAPED = 0.6
_TENS = 10
_FINER = 3  # figures that are no tens: a series that has them is rounded otherwise, or not at all
_VARIED = 3  # different figures: a series with fewer may be near another one by chance
_NESTED = re.compile(r"\s*(?:[-–•]\s*)?(?:waarvan|w\.?v\.?|daarvan)\b", re.IGNORECASE)


class Evidence(NamedTuple):
    """How two series compare over the months that both have: how many these are, how many figures are equal.

    ``rounded``: equal but for rounding, since one of them is rounded to tens and the other is not.
    """

    shared: int = 0
    equal: int = 0
    telling: bool = False
    rounded: bool = False

    @property
    def proven(self) -> bool:
        """Whether nearly all figures are equal, and not only zeros."""
        return self.shared >= _FEWEST and self.equal >= _MOST * self.shared and self.telling

    @property
    def disproved(self) -> bool:
        """Whether too few figures are equal for the series to be the same."""
        return self.shared >= _FEWEST and self.equal < 0.5 * self.shared

    def __str__(self) -> str:
        if not self.shared:
            return "no month is shared with the other edition, so this is only supposed"
        return f"{self.equal} of {self.shared} shared figures equal" + (" but for rounding" if self.rounded else "")


def compare(one: Series, other: Series) -> Evidence:
    """The figures of the months that two series share; up to rounding where only one of them is rounded to tens."""
    periods = one.keys() & other.keys()
    finer = [series for series in (one, other) if sum(series[period] % _TENS != 0 for period in periods) >= _FINER]
    varied = all(len({series[period] for period in periods}) >= _VARIED for series in (one, other))
    width = _TENS / 2 if len(finer) == 1 and varied else 0.0
    equal = [period for period in periods if abs(one[period] - other[period]) <= width]
    return Evidence(len(periods), len(equal), any(one[period] for period in equal), width > 0 and bool(equal))


def pooled(found: Sequence[Evidence]) -> Evidence:
    """Several comparisons as one."""
    counts = sum(e.shared for e in found), sum(e.equal for e in found)
    return Evidence(*counts, any(e.telling for e in found), any(e.rounded for e in found))


@dataclass(frozen=True)
class Line:
    """A row as printed: its label, what it is known as, its figures by month, and their texts."""

    label: str
    key: Key | None
    figures: Series
    texts: tuple[str, ...] = ()

    @property
    def nested(self) -> bool:
        """Whether it says that it is a part of the row above."""
        return _NESTED.match(self.label) is not None

    @property
    def band(self) -> str | None:
        """The age band that its label says."""
        return band(self.label)


@dataclass(frozen=True)
class Printed:
    """A table as printed: the section that it is known as (empty if unknown), its title and rows."""

    section: str
    title: str
    page: int
    lines: tuple[Line, ...]


def printed(document: Document) -> tuple[Printed, ...]:
    """The tables of an edition with their figures; a text that is no figure has none."""
    known: dict[tuple[str, Key], dict[str, str]] = {}
    for cell in document.cells:
        known.setdefault((cell.section, (cell.measure, cell.age_band)), {})[cell.period] = cell.printed
    unknown: dict[tuple[int, int], dict[str, str]] = {}
    for other in document.unknown:
        if other.period:
            unknown.setdefault((other.table, other.row), {})[other.period] = other.printed
    return tuple(
        Printed(
            table.section,
            table.title,
            table.page,
            tuple(
                _line(label, key, known.get((table.section, key), {}) if key else unknown.get((number, place), {}))
                for place, (label, key) in enumerate(table.rows)
            ),
        )
        for number, table in enumerate(document.tables)
    )


def _line(label: str, key: Key | None, texts: Mapping[str, str]) -> Line:
    figures = {period: value for period, text in texts.items() if (value := _value(text)) is not None}
    return Line(label, key, figures, tuple(texts.values()))


def _value(text: str) -> float | None:
    try:
        return observations.number(re.sub(r"\s*(?:weken|dagen|week|dag)$", "", text), whole=False)[0]
    except ValueError:
        return None


def series(figures: pd.DataFrame | None) -> dict[tuple[str, str, str], dict[str, float]]:
    """The series of an edition's observations, by section, measure and age band."""
    found: dict[tuple[str, str, str], dict[str, float]] = {}
    if figures is not None:
        held = figures.loc[figures["value"].notna(), ["section", "measure", "age_band", "period", "value"]]
        for *name, period, value in held.itertuples(index=False, name=None):
            found.setdefault((str(name[0]), str(name[1]), str(name[2])), {})[period] = float(value)
    return found


@dataclass(frozen=True)
class Heir:
    """What a thing that the edition lacks is called in it, and how that is known."""

    ground: Ground
    evidence: Evidence

    @property
    def certain(self) -> bool:
        """Whether the figures prove it, or the words say it."""
        return self.ground != "place" and not self.evidence.disproved


@dataclass(frozen=True)
class Estate:
    """An edition's tables against the catalogue and the figures of another edition.

    Attributes:
        before: the series of the other edition.
    """

    catalogue: Catalogue
    edition: str
    tables: tuple[Printed, ...]
    before: Mapping[tuple[str, str, str], Series]

    @property
    def labels(self) -> Labels:
        """The catalogue's labels for this edition."""
        return Labels(self.catalogue, self.edition)

    def lacking(self) -> list[Section]:
        """The sections that the edition should print and does not."""
        there = {table.section for table in self.tables}
        return [s for s in self.catalogue.sections if s.valid(self.edition) and s.id not in there]

    def tables_of(self) -> Iterator[tuple[Printed, Section, Heir]]:
        """The unknown tables that stand for sections that are lacking, the best proven first."""
        pairs = [
            (table, section, heir)
            for table in self.tables
            if not table.section
            for section in self.lacking()
            if (heir := self._table(table, section))
        ]
        pairs.sort(key=lambda pair: (pair[2].ground == "figures", pair[2].evidence.equal), reverse=True)
        taken: list[object] = []
        for table, section, heir in pairs:
            rivals = [s for t, s, h in pairs if t is table and h.ground == heir.ground == "place" and s.id not in taken]
            if not any(table is one for one in taken) and section.id not in taken and len(rivals) < 2:
                taken += [table, section.id]
                yield table, section, heir

    def _table(self, table: Printed, section: Section) -> Heir | None:
        lines = self.within(table, section).lines
        found = [compare(line.figures, self.before.get((section.id, *line.key), {})) for line in lines if line.key]
        left = [row.key for row in section.rows if row.key not in {line.key for line in lines}]
        for line in (line for line in lines if not line.key and not line.band):
            best = max((compare(line.figures, self.before.get((section.id, *key), {})) for key in left), default=None)
            found += [best] if best and best.proven else []
        evidence = pooled(found)
        if evidence.proven:
            return Heir("figures", evidence)
        if evidence.disproved or in_thousands(table.title):
            return None
        shaped = sum(line.key is not None for line in lines) >= _SHAPED * len(section.rows)
        if shaped and max(alike(table.title, word.text) for word in section.words) >= _ALIKE:
            return Heir("words", evidence)
        return Heir("place", evidence) if shaped and self._in_place(table, section) else None

    def supplanted(self, table: Printed) -> tuple[Section, Evidence] | None:
        """The section whose figures an unknown table has while its title stands over others, if there is one."""
        for other in self.tables:
            section = next((s for s in self.catalogue.sections if s.id == other.section), None)
            if section is None:
                continue
            found = [
                compare(line.figures, self.before.get((section.id, *line.key), {})) for line in other.lines if line.key
            ]
            heir = self._table(table, section) if pooled(found).disproved else None
            if heir and heir.ground == "figures":
                return section, heir.evidence
        return None

    def within(self, table: Printed, section: Section) -> Printed:
        """The table as ``section``: its rows with the keys that their labels have there."""
        lines, above = [], ""
        for line in table.lines:
            key = self.labels.row(line.label, section=section, under=above) if above else None
            if key is None:
                key = self.labels.row(line.label, section=section)
                above = key[0] if key else above
            lines.append(replace(line, key=key))
        return replace(table, section=section.id, lines=tuple(lines))

    def _in_place(self, table: Printed, section: Section) -> bool:
        """Whether the table stands between the same tables as the section did."""
        there = [t.section for t in self.tables]
        order = [s.id for s in self.catalogue.sections if s.id in there or s.id == section.id]
        at, place = next(i for i, t in enumerate(self.tables) if t is table), order.index(section.id)
        above = next((name for name in reversed(there[:at]) if name), "")
        below = next((name for name in there[at + 1 :] if name), "")
        return (order[place - 1] if place else "") == above and (order[place + 1 :] or [""])[0] == below

    def rows_of(self, section: Section, lines: Sequence[Line]) -> Iterator[tuple[Line, Key, Heir]]:
        """The unknown rows of a section's table that stand for rows that it lacks, the best proven first."""
        there = {line.key for line in lines}
        lacking = [row for row in section.rows if row.valid(self.edition) and row.key not in there]
        unknown = [line for line in lines if not line.key and not line.nested]
        pairs: list[tuple[Line, Key, Heir]] = []
        for line in unknown:
            for row in lacking:
                evidence = compare(line.figures, self.before.get((section.id, *row.key), {}))
                if line.band:
                    if row.age_band == line.band:
                        pairs.append((line, row.key, Heir("words", evidence)))
                elif evidence.proven:
                    pairs.append((line, row.key, Heir("figures", evidence)))
                elif not evidence.disproved and row.age_band == TOTAL and not in_thousands(line.label):
                    same = max(alike(line.label, word.text) for word in row.words) >= _ALIKE
                    if same or _between(lines, line) == _between_keys(section, row.key, there):
                        pairs.append((line, row.key, Heir("words" if same else "place", evidence)))
        order = {"figures": 2, "words": 1, "place": 0}
        pairs.sort(key=lambda pair: (order[pair[2].ground], pair[2].evidence.equal), reverse=True)
        taken: list[object] = []
        for line, key, heir in pairs:
            if not any(line is one for one in taken) and key not in taken:
                taken += [line, key]
                yield line, key, heir


def _between(lines: Sequence[Line], line: Line) -> tuple[Key | None, Key | None]:
    """The known rows next above and below a row as printed."""
    at = next(i for i, other in enumerate(lines) if other is line)
    above = next((other.key for other in reversed(lines[:at]) if other.key), None)
    return above, next((other.key for other in lines[at + 1 :] if other.key), None)


def _between_keys(section: Section, key: Key, there: set[Key | None]) -> tuple[Key | None, Key | None]:
    """The rows next above and below a row of the catalogue, of those that are printed."""
    keys = [row.key for row in section.rows]
    at = keys.index(key)
    above = next((other for other in reversed(keys[:at]) if other in there), None)
    return above, next((other for other in keys[at + 1 :] if other in there), None)


def alike(one: str, other: str) -> float:
    """How much two titles or labels are the same words, from 0 to 1."""
    return SequenceMatcher(None, bare(one), bare(other), autojunk=False).ratio()


def total(parts: Sequence[Series]) -> dict[str, float]:
    """The sum of several series, over the months that all have."""
    periods = set.intersection(*(set(part) for part in parts)) if parts else set()
    return {period: sum(part[period] for part in parts) for period in periods}


def adds_up(whole: Series, parts: Sequence[Series], rounding: float) -> Evidence:
    """In how many of the shared months ``parts`` make ``whole``, up to rounding."""
    added = total(parts)
    periods = whole.keys() & added.keys()
    width = rounding * (len(parts) + 1) / 2
    fitting = [period for period in periods if abs(whole[period] - added[period]) <= width]
    return Evidence(len(periods), len(fitting), any(whole[period] for period in fitting))
