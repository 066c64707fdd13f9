"""The document described as data: ``catalogue/document.toml`` and the analyst's extension of it, checked."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.resources import files
from itertools import combinations
from pathlib import Path
from typing import Any, Literal, TypeVar

from ind_tables.catalogue.dated import Certainty, Dated, Wording, month, wordings
from ind_tables.catalogue.extension import joined
from ind_tables.catalogue.shape import fit
from ind_tables.catalogue.signs import Sign, listed, spelt
from ind_tables.errors import CatalogueError, RequestError, one_line, unknown

Kind = Literal["flow", "stock", "norm", "wait", "share"]
Unit = Literal["count", "days", "weeks", "percent"]
TOTAL = "all"
VARIABLE = "IND_TABLES_CATALOGUE"
FILE = "document.toml"
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Change(Dated):
    """Another rounding or unit of a measure in some editions; None where it is the usual one."""

    rounding: int | float | None = None
    unit: Unit | None = None


@dataclass(frozen=True, kw_only=True)
class Measure:
    """What is counted: a flow over the month, a stock at its end, a norm set in advance, a wait, or a share.

    Attributes:
        rounding: the unit to which the document rounds: 10 for tens, 0.1 for one decimal; None for the edition's.
        changes: rounding and unit in editions that have others.
    """

    id: str
    kind: Kind
    unit: Unit
    english: str
    dutch: str
    rounding: int | float = 0
    changes: tuple[Change, ...] = ()

    @property
    def units(self) -> tuple[Unit, ...]:
        """Its unit, and those of editions that have another."""
        return self.unit, *(change.unit for change in self.changes if change.unit)

    @property
    def whole(self) -> bool:
        """Whether its figures are whole numbers; others may have decimals."""
        return self.unit in ("count", "days") and self.rounding >= 1

    def at(self, edition: str) -> Measure:
        """The measure as ``edition`` (YYYY-MM) prints it."""
        change = next((change for change in self.changes if change.valid(edition)), Change())
        return replace(self, rounding=change.rounding or self.rounding, unit=change.unit or self.unit)


@dataclass(frozen=True, kw_only=True)
class Row(Dated):
    """A row of a table: its measure, its age band (``all`` where there is none) and its label as printed.

    Attributes:
        under: for a part of another row, as "Waarvan ..." labels it, the measure of that row; empty for all others.
    """

    measure: str
    label: str
    age_band: str = TOTAL
    under: str = ""
    spellings: tuple[str | Wording, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """Measure and age band, unique within a section."""
        return self.measure, self.age_band

    @property
    def words(self) -> tuple[Wording, ...]:
        """All the words that label it."""
        return wordings((self.label, *self.spellings))


@dataclass(frozen=True, kw_only=True)
class Section(Dated):
    """A table of the document: its title as printed, its rows in order, and the notes under it."""

    id: str
    title: str
    english: str
    dutch: str
    rows: tuple[Row, ...]
    spellings: tuple[str | Wording, ...] = ()
    notes: tuple[str | Wording, ...] = ()
    seasonal: bool = False

    @property
    def words(self) -> tuple[Wording, ...]:
        """All the words that title it."""
        return wordings((self.title, *self.spellings))

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


@dataclass(frozen=True, kw_only=True)
class Break:
    """Where a series goes on, but not as the same: what its new figures count is not what the old ones did.

    Attributes:
        section, measure, age_band: the series; an empty measure or age band stands for all of them.
        kind: renamed (and not known to be the same), redefined, or regrouped (other groups of cases).
        date: the first month (YYYY-MM) on the new footing; editions from it on print it.
        restated: whether they print the months before it on the new footing too.
        english, dutch: a sentence that says what changed.
    """

    section: str
    kind: Literal["renamed", "redefined", "regrouped"]
    date: str
    english: str
    dutch: str
    measure: str = ""
    age_band: str = ""
    restated: bool = False
    certainty: Certainty = "certain"

    def __post_init__(self) -> None:
        month(self.date)

    def concerns(self, section: str, measure: str, age_band: str) -> bool:
        """Whether the series is one that breaks here."""
        return section == self.section and self.measure in ("", measure) and self.age_band in ("", age_band)


@dataclass(frozen=True, kw_only=True)
class Total(Dated):
    """Tables that may be added up, because the document says that they exclude each other.

    Attributes:
        sections, measure: what is added up.
        noted, note: the table under which the document says so, and its words.
        beside: a table of other people, told beside the sum; empty for none.
        english, dutch: what the sum is of.
    """

    id: str
    sections: tuple[str, ...]
    measure: str
    noted: str
    note: str
    english: str
    dutch: str
    beside: str = ""


@dataclass(frozen=True, kw_only=True)
class Window(Dated):
    """How many months some editions print."""

    months: int


@dataclass(frozen=True, kw_only=True)
class Edition:
    """What all editions share: titles, footer, names of the months, signs for no figure.

    Attributes:
        titles: the document's titles, with {month} and {year}; the first is the one that it is cited by.
        window: how many months it prints; ``windows``, in editions that print another number.
    """

    titles: tuple[str | Wording, ...]
    publisher: str
    footer: str
    window: int
    rounding: int
    months: tuple[str, ...]
    abbreviations: tuple[tuple[str, ...], ...]
    signs: tuple[Sign, ...]
    windows: tuple[Window, ...] = ()

    def __post_init__(self) -> None:
        for names in (self.months, self.abbreviations):
            if len(names) != 12:
                raise ValueError(f"it names {len(names)} months instead of 12")
        for one, other in combinations(self.signs, 2):
            if one.spelt == other.spelt and one.status != other.status and one.overlaps(other):
                raise ValueError(f"the sign “{other.text}” has two meanings, {one.status} and {other.status}")
        for wording in wordings(self.titles):
            if any(word not in wording.text for word in ("{month}", "{year}")):
                raise ValueError(f"the title “{wording.text}” lacks {{month}} or {{year}}")
        if not self.titles:
            raise ValueError("it has no titles")

    @property
    def title(self) -> str:
        """The title that the document is cited by, with {month} and {year}."""
        return wordings(self.titles)[0].text

    def sign(self, text: str, edition: str = "") -> str | None:
        """The status that ``text`` stands for in the cells of ``edition`` (YYYY-MM), or of any; None for no sign."""
        text = spelt(text)
        return next((s.status for s in self.signs if s.spelt == text and (not edition or s.valid(edition))), None)

    @cached_property
    def spoken(self) -> frozenset[str]:
        """The signs of more than one letter, as they are compared: no words, although they look like some."""
        return frozenset(sign.spelt for sign in self.signs if sum(map(str.isalpha, sign.spelt)) > 1)


@dataclass(frozen=True, eq=False, kw_only=True)
class Catalogue:
    """The whole description of the document.

    Attributes:
        edition: what all editions share.
        measures: the measures by id.
        sections: the tables in the document's order.
        breaks: where series go on, but not as the same.
        totals: the only tables that may be added up.
    """

    edition: Edition
    measures: dict[str, Measure]
    sections: tuple[Section, ...]
    breaks: tuple[Break, ...] = ()
    totals: tuple[Total, ...] = ()

    def section(self, section: str) -> Section:
        """The section with this id; raises CatalogueError where there is none."""
        for candidate in self.sections:
            if candidate.id == section:
                return candidate
        raise CatalogueError(f"there is no section {section!r} in the catalogue")

    def asked(self, section: str, *row: str) -> Section:
        """The section with this id, which somebody asks for, and perhaps for a row of it: a measure and an age band.

        Raises:
            RequestError: there is no such section, measure or age band; it says which is meant.
        """
        for name in (section, *row):
            if not isinstance(name, str):
                raise RequestError(
                    f"a table or row is asked for by its ids, as ind_tables.catalog() lists them; expected text, not "
                    f"{type(name).__name__}"
                )
        found = next((one for one in self.sections if one.id == section), None)
        if found is None:
            raise unknown("section", section, [one.id for one in self.sections])
        if row:
            measure, age_band = row
            bands = [one.age_band for one in found.rows if one.measure == measure]
            if not bands:
                raise unknown(f"measure in {section} called", measure, dict.fromkeys(one.measure for one in found.rows))
            if age_band not in bands:
                raise unknown(f"age band of {section}, {measure} called", age_band, bands)
        return found

    def rows(self) -> Iterator[tuple[Section, Row]]:
        """Every row of every section, in the document's order."""
        for section in self.sections:
            for row in section.rows:
                yield section, row

    @cache  # noqa: B019 - one per catalogue, which lives as long as the process
    def at(self, edition: str) -> Catalogue:
        """The catalogue with the rounding, units and window of ``edition`` (YYYY-MM)."""
        shared = self.edition
        window = next((window.months for window in shared.windows if window.valid(edition)), shared.window)
        measures = {name: measure.at(edition) for name, measure in self.measures.items()}
        return replace(self, edition=replace(shared, window=window), measures=measures)

    def footing(self, series: tuple[str, str, str], edition: str, period: str) -> str:
        """The date (YYYY-MM) of the last break behind a figure; empty where there is none.

        Two figures of a series may be compared only where these are equal.

        Args:
            series: section, measure and age band.
            edition: the edition that prints the figure.
            period: the month that it is about.
        """
        broken = [b for b in self.breaks if b.concerns(*series) and b.date <= edition]
        return max((b.date for b in broken if b.restated or b.date <= period), default="")

    def parted(self, series: tuple[str, str, str], earlier: str, later: str) -> bool:
        """Whether a series (section, measure and age band) breaks between two editions (YYYY-MM)."""
        return any(b.concerns(*series) and earlier < b.date <= later for b in self.breaks)


def read(name: str) -> dict[str, Any]:
    """The parsed contents of ``catalogue/<name>.toml``.

    Raises:
        CatalogueError: the file is missing or not TOML.
    """
    source = files("ind_tables") / "catalogue" / f"{name}.toml"
    try:
        return _parsed(source.read_bytes(), f"{name}.toml")
    except FileNotFoundError as error:
        raise CatalogueError(f"the catalogue has no file {name}.toml") from error


def load() -> Catalogue:
    """The catalogue of the document, with the extension that IND_TABLES_CATALOGUE names, checked.

    Raises:
        CatalogueError: an entry is missing, misspelt, or stands twice, or the extension is no readable file.
    """
    named = os.environ.get(VARIABLE, "")
    return _load(named, _stamp(Path(named)) if named else None)


def extension() -> Path | None:
    """The file that extends the catalogue, if there is one."""
    named = os.environ.get(VARIABLE, "")
    return Path(named) if named else None


@contextmanager
def using(extension: Path | None) -> Iterator[None]:
    """Within this, the catalogue is extended by the file ``extension``, here and in the processes started here.

    Nothing changes where there is no such file to be used.
    """
    before = os.environ.get(VARIABLE)
    try:
        if extension:
            os.environ[VARIABLE] = str(Path(extension).resolve())
        yield
    finally:
        if before is None:
            os.environ.pop(VARIABLE, None)
        else:
            os.environ[VARIABLE] = before


def _stamp(path: Path) -> tuple[int, int] | None:
    """When a file was changed and how large it is: another pair is another content. None where it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


@cache
def _load(extension: str, stamp: tuple[int, int] | None) -> Catalogue:
    if not extension:
        return build(read("document"))
    path = Path(extension)
    try:
        more = _parsed(path.read_bytes(), path.name)
    except OSError as error:
        raise CatalogueError(f"the catalogue {path} cannot be read: {error.strerror or error}") from error
    return build(read("document"), more, path.name)


def _parsed(content: bytes, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{name} cannot be read: {error}") from error


def build(source: Mapping[str, Any], extension: Mapping[str, Any] | None = None, name: str = "") -> Catalogue:
    """A checked catalogue.

    Args:
        source: the parsed contents of ``document.toml``.
        extension: those of an analyst's own file, which adds to it.
        name: the name of that file.

    Raises:
        CatalogueError: an entry is missing, misspelt, or stands twice; the extension says anew what is known.
    """
    entries = joined(source, extension or {}, name)
    file = f"{FILE} with {name}" if extension else FILE
    catalogue = fit(Catalogue, _filled(entries, file), file)
    _check(catalogue, file)
    return catalogue


def _filled(entries: dict[str, Any], file: str) -> dict[str, Any]:
    """``entries`` with what they leave to the reader: ids of measures, the usual rounding, the status of each sign."""
    for name in ("edition", "signs", "measures"):
        if not isinstance(entries.get(name, {}), dict):
            raise CatalogueError(f"{file}: {name!r} is {one_line(repr(entries[name]))[:80]}; expected a table")
    known = {name: entry for name, entry in entries.items() if name not in ("signs", "rows")}
    if "edition" in known:
        known["edition"] = {**known["edition"], "signs": list(listed(entries.get("signs", {}), file))}
    if "measures" in known:
        usual = entries.get("edition", {}).get("rounding", 0)
        known["measures"] = {
            name: {"rounding": usual, **measure, "id": name} if isinstance(measure, dict) else measure
            for name, measure in known["measures"].items()
        }
    return known


def _check(catalogue: Catalogue, file: str) -> None:
    for doubled in _twice(section.id for section in catalogue.sections):
        raise CatalogueError(f"the section {doubled} stands twice in {file}")
    for title in _ambiguous((wording, section) for section in catalogue.sections for wording in section.words):
        raise CatalogueError(f"{file} names two sections “{title}”")
    for section in catalogue.sections:
        for measure, band in _twice(row.key for row in section.rows):
            raise CatalogueError(f"the row {measure}, {band} stands twice in section {section.id}")
        for under in dict.fromkeys(row.under for row in section.rows):
            rows = [row for row in section.rows if row.under == under]
            for label in _ambiguous((wording, row) for row in rows for wording in row.words):
                raise CatalogueError(f"section {section.id} names two rows “{label}”")
        for row in section.rows:
            if row.measure not in catalogue.measures:
                raise CatalogueError(f"section {section.id} names the unknown measure {row.measure!r}")
    for broken in catalogue.breaks:
        if not any(broken.concerns(broken.section, *row.key) for row in catalogue.section(broken.section).rows):
            raise CatalogueError(
                f"{file} has a break of the series {broken.section}, {broken.measure}, {broken.age_band}, which is none"
            )

    for total in catalogue.totals:
        for section in (catalogue.section(one) for one in total.sections):
            section.row(total.measure)
        if total.note not in [note.text for note in wordings(catalogue.section(total.noted).notes)]:
            raise CatalogueError(f"{file} adds up {total.id}, but no note of {total.noted} says “{total.note}”")


def _twice(things: Iterable[T]) -> list[T]:
    return [thing for thing, count in Counter(things).items() if count > 1]


def _ambiguous(named: Iterable[tuple[Wording, Section | Row]]) -> Iterator[str]:
    """Words that name two things at a time."""
    spelt: dict[str, list[tuple[Wording, Section | Row]]] = {}
    for wording, thing in named:
        spelt.setdefault(" ".join(wording.text.split()).casefold(), []).append((wording, thing))
    for text, found in spelt.items():
        for (wording, thing), (other, another) in combinations(found, 2):
            both = all(one.overlaps(two) for one in (wording, thing) for two in (other, another))
            if thing is not another and both:
                yield text
