"""The document described as data: loads the TOML files in ``catalogue/`` and checks that they hold together."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, cast, get_args

from ind_tables.errors import CatalogueError

Kind = Literal["flow", "stock", "norm", "wait"]
Unit = Literal["count", "days"]
SIGNS = ("M", "L", "O")
TOTAL = "all"
T = TypeVar("T")


@dataclass(frozen=True)
class Measure:
    """What is counted: a flow over the month, a stock at its end, a norm set in advance, or a wait in days."""

    id: str
    kind: Kind
    unit: Unit
    rounding: int
    english: str
    dutch: str


@dataclass(frozen=True)
class Row:
    """A row of a table: its measure, its age band (``all`` where there is none) and its label as printed."""

    measure: str
    age_band: str
    label: str
    spellings: tuple[str, ...] = ()
    valid_from: str | None = None
    valid_until: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Measure and age band, unique within a section."""
        return self.measure, self.age_band

    def required(self, edition: str) -> bool:
        """Whether ``edition`` (YYYY-MM) must print this row."""
        return _within(edition, self.valid_from, self.valid_until)


@dataclass(frozen=True)
class Section:
    """A table of the document: its title as printed, its rows in order, and the notes under it."""

    id: str
    title: str
    english: str
    dutch: str
    rows: tuple[Row, ...]
    spellings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seasonal: bool = False
    valid_from: str | None = None
    valid_until: str | None = None

    @property
    def bands(self) -> tuple[str, ...]:
        """The age bands of the stock, youngest first, without the total."""
        return tuple(row.age_band for row in self.rows if row.age_band != TOTAL)

    def has(self, measure: str) -> bool:
        """Whether the section prints ``measure``."""
        return any(row.measure == measure for row in self.rows)

    def row(self, measure: str, age_band: str = TOTAL) -> Row:
        """The row of ``measure`` and ``age_band``; raises CatalogueError where there is none."""
        for row in self.rows:
            if row.key == (measure, age_band):
                return row
        raise CatalogueError(f"the section {self.id} has no row {measure}, {age_band}")

    def required(self, edition: str) -> bool:
        """Whether ``edition`` (YYYY-MM) must print this section."""
        return _within(edition, self.valid_from, self.valid_until)


@dataclass(frozen=True)
class Edition:
    """What all editions share: title, footer, names of the months, signs for no figure."""

    title: str
    title_words: tuple[str, ...]
    publisher: str
    footer: str
    window: int
    rounding: int
    months: tuple[str, ...]
    abbreviations: tuple[tuple[str, ...], ...]
    signs: dict[str, str]


@dataclass(frozen=True)
class Catalogue:
    """The whole description of the document.

    Attributes:
        edition: what all editions share.
        measures: the measures by id.
        sections: the tables in the document's order.
    """

    edition: Edition
    measures: dict[str, Measure]
    sections: tuple[Section, ...]

    def section(self, section: str) -> Section:
        """The section with this id; raises CatalogueError where there is none."""
        for candidate in self.sections:
            if candidate.id == section:
                return candidate
        raise CatalogueError(f"there is no section {section!r} in the catalogue")

    def rows(self) -> Iterator[tuple[Section, Row]]:
        """Every row of every section, in the document's order."""
        for section in self.sections:
            for row in section.rows:
                yield section, row


def read(name: str) -> dict[str, Any]:
    """The parsed contents of ``catalogue/<name>.toml``.

    Raises:
        CatalogueError: the file is missing or not TOML.
    """
    source = files("ind_tables") / "catalogue" / f"{name}.toml"
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueError(f"the catalogue has no file {name}.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{name}.toml cannot be read: {error}") from error


@cache
def load() -> Catalogue:
    """The catalogue of the document, checked.

    Raises:
        CatalogueError: an entry is missing, misspelt, or stands twice.
    """
    return build(read("document"))


def build(source: dict[str, Any]) -> Catalogue:
    """A checked catalogue from the parsed contents of ``document.toml``.

    Raises:
        CatalogueError: an entry is missing, misspelt, or stands twice.
    """
    try:
        edition = _edition(source["edition"], source["signs"])
        measures = {
            name: Measure(**{"id": name, "rounding": edition.rounding, **entry})
            for name, entry in source["measures"].items()
        }
        row_sets = {
            name: tuple(Row(**{"age_band": TOTAL, **_tuples(entry)}) for entry in entries)
            for name, entries in source["rows"].items()
        }
        sections = tuple(_section(entry, row_sets) for entry in source["sections"])
    except KeyError as error:
        raise CatalogueError(f"document.toml misses the entry {error}") from error
    except (TypeError, AttributeError) as error:
        raise CatalogueError(f"document.toml has an entry that does not fit: {error}") from error
    catalogue = Catalogue(edition, measures, sections)
    _check(catalogue)
    return catalogue


def _edition(entry: dict[str, Any], signs: dict[str, list[str]]) -> Edition:
    plain = {k: v for k, v in entry.items() if k != "abbreviations"}
    return Edition(
        **_tuples(plain),
        abbreviations=tuple(tuple(names) for names in entry["abbreviations"]),
        signs={sign: status for status, printed in signs.items() for sign in printed},
    )


def _section(entry: dict[str, Any], row_sets: dict[str, tuple[Row, ...]]) -> Section:
    fields = _tuples(entry)
    rows = tuple(row for name in cast(tuple[str, ...], fields["rows"]) for row in row_sets[name])
    return Section(**{**fields, "rows": rows})


def _tuples(entry: dict[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in entry.items()}


def _within(edition: str, valid_from: str | None, valid_until: str | None) -> bool:
    return (valid_from is None or valid_from <= edition) and (valid_until is None or edition <= valid_until)


def _check(catalogue: Catalogue) -> None:
    for doubled in _twice(section.id for section in catalogue.sections):
        raise CatalogueError(f"the section {doubled} stands twice in document.toml")
    for title in _twice(_spelt(title) for s in catalogue.sections for title in {s.title, *s.spellings}):
        raise CatalogueError(f"document.toml names two sections “{title}”")
    for section in catalogue.sections:
        for measure, band in _twice(row.key for row in section.rows):
            raise CatalogueError(f"the row {measure}, {band} stands twice in section {section.id}")
        for label in _twice(_spelt(label) for row in section.rows for label in {row.label, *row.spellings}):
            raise CatalogueError(f"section {section.id} names two rows “{label}”")
        for row in section.rows:
            if row.measure not in catalogue.measures:
                raise CatalogueError(f"section {section.id} names the unknown measure {row.measure!r}")
            _check_dates(row.valid_from, row.valid_until, f"the row {row.label} of section {section.id}")
        _check_dates(section.valid_from, section.valid_until, f"section {section.id}")
    for counted in catalogue.measures.values():
        if counted.kind not in get_args(Kind) or counted.unit not in get_args(Unit):
            raise CatalogueError(f"measure {counted.id} has the unknown kind {counted.kind!r} or unit {counted.unit!r}")
    for status in set(catalogue.edition.signs.values()) - set(SIGNS):
        raise CatalogueError(f"document.toml gives signs the unknown status {status!r}; expected {', '.join(SIGNS)}")
    for months in (catalogue.edition.months, catalogue.edition.abbreviations):
        if len(months) != 12:
            raise CatalogueError(f"document.toml names {len(months)} months instead of 12")


def _check_dates(valid_from: str | None, valid_until: str | None, what: str) -> None:
    for date in (valid_from, valid_until):
        if date is not None and re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", date) is None:
            raise CatalogueError(f"{what} is dated {date!r}; expected a month as in 2026-01")
    if valid_from and valid_until and valid_from > valid_until:
        raise CatalogueError(f"{what} is valid from {valid_from} until {valid_until}, which is earlier")


def _twice(things: Iterable[T]) -> list[T]:
    return [thing for thing, count in Counter(things).items() if count > 1]


def _spelt(text: str) -> str:
    return " ".join(text.split()).casefold()
