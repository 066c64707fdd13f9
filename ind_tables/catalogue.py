"""The document described as data: loads the TOML files in ``catalogue/`` and checks that they hold together."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast

from ind_tables.errors import CatalogueError

Kind = Literal["flow", "stock", "norm", "wait"]
TOTAL = "all"


@dataclass(frozen=True)
class Measure:
    """What is counted: a flow over the month, a stock at its end, a norm set in advance, or a wait in days."""

    id: str
    kind: Kind
    unit: Literal["count", "days"]
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
    except tomllib.TOMLDecodeError as error:
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
    except TypeError as error:
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
    ids = [section.id for section in catalogue.sections]
    for doubled in {i for i in ids if ids.count(i) > 1}:
        raise CatalogueError(f"the section {doubled} stands twice in document.toml")
    for section in catalogue.sections:
        keys = [row.key for row in section.rows]
        for measure, band in {k for k in keys if keys.count(k) > 1}:
            raise CatalogueError(f"the row {measure}, {band} stands twice in section {section.id}")
        for row in section.rows:
            if row.measure not in catalogue.measures:
                raise CatalogueError(f"section {section.id} names the unknown measure {row.measure!r}")
    for months in (catalogue.edition.months, catalogue.edition.abbreviations):
        if len(months) != 12:
            raise CatalogueError(f"document.toml names {len(months)} months instead of 12")
