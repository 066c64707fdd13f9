"""The extension of the catalogue that makes a changed edition readable whole; it changes words, never a figure."""

from __future__ import annotations

import re
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from ind_tables import catalogue, home
from ind_tables.catalogue import TOTAL, Catalogue, Section
from ind_tables.catalogue.bands import limits
from ind_tables.errors import NotMaandcijfers, ReadError, UnreadableNumber, WrongMonth, one_line
from ind_tables.months import shift
from ind_tables.reading import edition as reading
from ind_tables.reading import textlayer
from ind_tables.reading.edition import Document
from ind_tables.reading.isolation import Reading
from ind_tables.reading.labels import Labels, in_thousands
from ind_tables.reading.notes import Note
from ind_tables.reading.pages import Page
from ind_tables.record import observations, store
from ind_tables.record.conventions import Conventions, coarsest
from ind_tables.record.proposal import Entry, Proposal, comment
from ind_tables.record.succession import Estate, Evidence, Heir, Line, Printed, adds_up, printed, series

_LONGEST = 40
_PENDING = "pending"
_AGE = re.compile(r"\b(?:dag(?:en)?|we(?:e)?k(?:en)?|maand(?:en)?|jaar)\b", re.IGNORECASE)
_UNIT_WORDS = {"percent": r"\(?(?:%|procent|percentage)\)?", "weeks": r"\(?we(?:e)?k(?:en)?\)?", "days": r"\(?dagen\)?"}


@dataclass(frozen=True)
class Adaptation:
    """What was proposed for an edition.

    Attributes:
        source: the edition's PDF.
        edition: its month, YYYY-MM.
        other: the edition that it was held against; empty where there was none.
        entries: the proposed entries.
        text: the extension as TOML, with what it extends; empty where nothing is needed.
        open: why the edition is still not readable whole, where it is not.
        pages: the edition's pages, as they can be drawn.
        notes: the notes that the catalogue does not know; one may say that a series is redefined.
    """

    source: Path
    edition: str
    other: str
    entries: tuple[Entry, ...]
    text: str
    open: str
    pages: tuple[Page, ...] = field(default=(), repr=False)
    notes: tuple[Note, ...] = ()


def adapt(source: Path, previous: pd.DataFrame | None = None) -> Adaptation:
    """What the catalogue lacks for the edition in ``source``.

    Args:
        source: a PDF.
        previous: the observations of an edition to hold it against; unless given, the stored or available edition that
            is nearest to it.

    Raises:
        ReadError: it is no edition of the monthly figures, or cannot be trusted for another reason than its words.
        RequestError: there is no such file.
        CatalogueError: the catalogue that is in use contradicts itself.
    """
    proposal = Proposal()
    known, document = _read(source, proposal)
    other = _nearest(document.edition) if previous is None else previous
    month = "" if other is None or other.empty else str(other["edition"].iloc[0])
    _Search(known, document, month, series(other), proposal).propose()
    text = proposal.toml()
    still = _open(source, text)
    if text:
        said = comment(f"Not readable whole yet: {still}") if still else ""
        text = f"{_extended()}{_head(document, month)}{said}\n{text}"
    return Adaptation(
        source, document.edition, month, tuple(proposal.entries), text, still, document.pages, document.notes
    )


def _head(document: Document, month: str) -> str:
    against = f", held against the edition of {month}" if month else ""
    return comment(
        f"What the catalogue lacks for the edition of {document.edition} ({one_line(document.name)}){against}, as "
        "ind-tables adapt proposes it. Hold each entry against its page, and put English words where Dutch ones stand."
    )


def _extended() -> str:
    """The text of the extension in use, which the proposal is added to."""
    path = catalogue.extension()
    return path.read_text("utf-8").rstrip("\n") + "\n\n" if path else ""


@contextmanager
def _with(text: str) -> Iterator[None]:
    """Within this, the catalogue is also extended by ``text``."""
    with tempfile.TemporaryDirectory(prefix="catalogue-") as folder:
        path = Path(folder) / "proposed.toml"
        path.write_text(_extended() + text, "utf-8")
        with catalogue.using(path):
            yield


def _read(source: Path, proposal: Proposal) -> tuple[Catalogue, Document]:
    """The catalogue and what it makes of the edition, with another title of the document where it has one."""
    try:
        return catalogue.load(), _document(source)
    except NotMaandcijfers as refusal:
        for title, pattern, page in _titles(source):
            values = {"titles": [pattern]}
            trial = Proposal()
            trial.add("edition", values, f"the document is titled “{title}”", page)
            try:
                with _with(trial.toml()):
                    known, document = catalogue.load(), _document(source)
            except (NotMaandcijfers, WrongMonth):
                continue
            except ReadError:
                raise refusal from None
            if 2 * len({cell.section for cell in document.cells}) >= len(known.sections):
                dated = [{"text": pattern, "valid_from": document.edition}]
                proposal.add("edition", {"titles": dated}, f"the document is titled “{title}”", page)
                return known, document
        raise


def _document(source: Path) -> Document:
    """What stands in the edition; where only one reading takes signs for such, with these as signs."""
    try:
        return reading.read(source, allow_incomplete=True)
    except UnreadableNumber:
        signs = Proposal()
        text = reading.read(source, flavours=(), allow_incomplete=True)
        Conventions(catalogue.load(), text, {"valid_from": text.edition}).signs({}, signs)
        if not signs.entries:
            raise
        with _with(signs.toml()):
            return reading.read(source, allow_incomplete=True)


def _titles(source: Path) -> Iterator[tuple[str, str, int]]:
    """Texts that may title the document, what they are as titles of any month, and their page."""
    known = catalogue.load().edition
    names = "|".join((*known.months, *(name for names in known.abbreviations for name in names)))
    for page, text in Reading(source.name, textlayer.headings, source).result():
        month = re.search(rf"\b({names})\b", text, re.IGNORECASE)
        year = re.search(r"\b20\d\d\b", text)
        if month and year and re.search(r"\bIND\b|immigratie- en naturalisatie|maand", text, re.IGNORECASE):
            pattern = text.replace(month[0], "{month}", 1).replace(year[0], "{year}", 1)
            if "{" not in text and "}" not in text and pattern.index("{month}") < pattern.index("{year}"):
                yield text, one_line(pattern), page


def _nearest(edition: str) -> pd.DataFrame | None:
    """The observations of the nearest other edition that there is, the one before first; None without one."""
    stored, there = store.months(), home.available()
    for month in sorted({*stored, *there} - {edition}, key=lambda month: (_apart(month, edition), month)):
        if month in stored:
            return store.load(month)
        return observations.read(there[month])
    return None


def _apart(one: str, other: str) -> int:
    return abs(int(one[:4]) * 12 + int(one[5:]) - int(other[:4]) * 12 - int(other[5:]))


def _open(source: Path, text: str) -> str:
    """Why the edition is not readable whole with ``text``; empty where it is."""
    try:
        with _with(text):
            document = reading.read(source)
            observations.from_document(document)
    except ReadError as refusal:
        return str(refusal)
    rows = {(cell.table, cell.row) for cell in document.unknown}
    words = [f"{document.tables[n].title} {document.tables[n].rows[row][0]}" for n, row in rows]
    why = "; figures that are thousands are proposed as no series" if any(map(in_thousands, words)) else ""
    return f"{len(rows)} rows are named by no entry{why}" if rows else ""


class _Search:
    """Finds what the catalogue lacks for an edition, and proposes it."""

    def __init__(
        self,
        known: Catalogue,
        document: Document,
        other: str,
        before: dict[tuple[str, str, str], dict[str, float]],
        proposal: Proposal,
    ) -> None:
        self.known, self.document, self.before, self.proposal = known, document, before, proposal
        self.edition = document.edition
        self.estate = Estate(known, self.edition, printed(document), before)
        self.labels = Labels(known, self.edition)
        earlier = bool(other) and other > self.edition
        self.starts = {"valid_until": self.edition} if earlier else {"valid_from": self.edition}
        self.ends = {"valid_from": shift(self.edition, 1)} if earlier else {"valid_until": shift(self.edition, -1)}
        self.measures: dict[str, str] = {}

    def propose(self) -> None:
        """Adds what is lacking to the proposal."""
        conventions = Conventions(self.known, self.document, self.starts)
        conventions.propose([*map(self._proven, self.estate.tables)], self.before, self.proposal)
        heirs = list(self.estate.tables_of())
        sections: dict[str, list[Printed]] = {}
        for table in self.estate.tables:
            renamed = next(((s, heir) for t, s, heir in heirs if t is table), None)
            if renamed:
                section, heir = renamed
                self._renamed(table, section, heir)
                table = self.estate.within(table, section)
            if table.section:
                sections.setdefault(table.section, []).append(table)
            elif not in_thousands(table.title):
                self._new_table(table)
        taken = {section.id for _, section, _ in heirs}
        for section in self.estate.lacking():
            if section.id not in taken:
                self.proposal.add("sections", self.ends, f"the table “{section.title}” is not printed", 0, section.id)
        for name, tables in sections.items():
            self._rows(self.known.section(name), tables)

    def _proven(self, table: Printed) -> Printed:
        """A known table with the keys of the rows whose figures prove what they are."""
        if not table.section:
            return table
        rows = self.estate.rows_of(self.known.section(table.section), table.lines)
        keys = {line.label: key for line, key, heir in rows if heir.ground == "figures"}
        return replace(table, lines=tuple(replace(line, key=line.key or keys.get(line.label)) for line in table.lines))

    # Tables

    def _renamed(self, table: Printed, section: Section, heir: Heir) -> None:
        words = {"text": table.title, **self.starts, **({} if heir.certain else {"certainty": "likely"})}
        evidence = f"“{table.title}” stands where “{section.title}” stood; {heir.evidence}"
        self.proposal.add("sections", {"spellings": [words]}, evidence, table.page, section.id)
        if not heir.certain:
            self._break(section, "", table.title, section.title)

    def _break(self, section: Section, measure: str, now: str, then: str) -> None:
        values: dict[str, Any] = {"section": section.id, **({"measure": measure} if measure else {})}
        values |= {
            "kind": "renamed",
            "date": self.edition,
            "certainty": "likely",
            "english": f"“{now}” was “{then}” before {self.edition}; whether it is the same is not known.",
            "dutch": f"“{now}” heette vóór {self.edition} “{then}”; of het hetzelfde is, is niet bekend.",
        }
        self.proposal.add("breaks", values, f"“{now}” for “{then}” is only supposed")

    def _new_table(self, table: Printed) -> None:
        title = table.title or "zonder titel"
        name = self._free(_slug(title), {section.id for section in self.known.sections})
        values: dict[str, Any] = {"title": title, "english": title, "dutch": title, **self.starts}
        at = next(i for i, other in enumerate(self.estate.tables) if other is table)
        above = next((other.section for other in reversed(self.estate.tables[:at]) if other.section), "")
        if above:
            values["after"] = above
        evidence = f"the table “{title}” is new{self._sum(table)}{self._supplanted(table)}"
        self.proposal.add("sections", values, evidence, table.page, name)
        section = Section(id=name, title=title, english=title, dutch=title, rows=())
        self._rows(section, [table], new=True)

    def _supplanted(self, table: Printed) -> str:
        """That a new table has the figures of a known one, whose title stands over others now; that one breaks."""
        found = self.estate.supplanted(table)
        if found is None:
            return ""
        section, evidence = found
        values = {
            "section": section.id,
            "kind": "redefined",
            "date": self.edition,
            "certainty": "likely",
            "english": f"From {self.edition} on others stand under “{section.title}”; its figures are “{table.title}”.",
            "dutch": f"Vanaf {self.edition} staan er andere onder “{section.title}”; de zijne zijn “{table.title}”.",
        }
        self.proposal.add("breaks", values, f"other figures stand under “{section.title}” than before")
        return f"; it has the figures of “{section.title}”, {evidence}, under whose title others stand now"

    def _sum(self, table: Printed) -> str:
        """That a new table is the sum of tables that are gone, where it is."""
        gone = [s for s in self.estate.lacking() if (s.id, "applications", TOTAL) in self.before]
        keyed = [(line, self.labels.row(line.label)) for line in table.lines]
        found = [
            adds_up(line.figures, [self.before.get((s.id, *key), {}) for s in gone], 10)
            for line, key in keyed
            if key and line.figures
        ]
        evidence = Evidence(sum(e.shared for e in found), sum(e.equal for e in found), any(e.telling for e in found))
        if len(gone) > 1 and evidence.proven:
            names = " and ".join(f"“{section.title}”" for section in gone)
            return f"; {names}, which are gone, add up to it in {evidence.equal} of {evidence.shared} shared figures"
        return ""

    # Rows

    def _rows(self, section: Section, tables: Sequence[Printed], new: bool = False) -> None:
        lines = [line for table in tables for line in table.lines]
        heirs = [] if new else list(self.estate.rows_of(section, lines))
        there = {line.key for line in lines if line.key} | {key for _, key, _ in heirs}
        place = ""
        parent = ""
        for table in tables:
            for line in table.lines:
                if not any(map(str.isalpha, line.label)) or (line.key is None and in_thousands(line.label)):
                    continue
                heir = next(((key, heir) for one, key, heir in heirs if one is line), None)
                if heir:
                    key, found = heir
                    self._relabelled(section, line, key, found, table.page)
                else:
                    key = line.key or self._new_row(section, line, parent, place, there, table.page)
                if not line.nested:
                    parent = key[0]
                place = key[0] if key[1] == TOTAL else " ".join(key)
                there.add(key)
        for row in section.rows:
            if row.valid(self.edition) and row.key not in there:
                self.proposal.add(
                    "rows",
                    {
                        "measure": row.measure,
                        **({"age_band": row.age_band} if row.age_band != TOTAL else {}),
                        **self.ends,
                    },
                    f"“{row.label}” is not printed",
                    0,
                    section.id,
                )

    def _relabelled(self, section: Section, line: Line, key: tuple[str, str], heir: Heir, page: int) -> None:
        row = section.row(*key)
        words = {"text": line.label, **self.starts, **({} if heir.certain else {"certainty": "likely"})}
        values: dict[str, Any] = {"measure": key[0]}
        if key[1] != TOTAL:
            values["age_band"] = key[1]
        said = f"says the age band {key[1]}, as “{row.label}” did" if line.band else f"stands where “{row.label}” stood"
        evidence = f"“{line.label}” {said}; {heir.evidence}"
        self.proposal.add("rows", {**values, "spellings": [words]}, evidence, page, section.id)
        if not heir.certain:
            self._break(section, key[0], line.label, row.label)

    def _new_row(
        self, section: Section, line: Line, parent: str, place: str, there: set[Any], page: int
    ) -> tuple[str, str]:
        known = self.labels.row(line.label, exact=True)
        band = None if line.nested else line.band
        kept = {row.key for row in section.rows} | there
        values: dict[str, Any]
        if band and (_PENDING, band) not in kept:
            key = (_PENDING, band)
        elif known and known not in kept and not line.nested:
            key = known
        else:
            slug = f"{parent}_{_slug(line.label)}" if line.nested and parent else _slug(line.label)
            key = (self._free(slug, {key[0] for key in kept}), TOTAL)
            self._measure(key[0], line, parent, page, aged=place.startswith(f"{_PENDING} "))
        values = {"measure": key[0]}
        if key[1] != TOTAL:
            values["age_band"] = key[1]
        values |= {"label": line.label, **self.starts}
        if line.nested and parent:
            values["under"] = parent
        if place and section.rows:
            values["after"] = place
        self.proposal.add("rows", values, f"“{line.label}” is new{self._parts(section, key)}", page, section.id)
        return key

    def _parts(self, section: Section, key: tuple[str, str]) -> str:
        """What a new age band is made of, or is a part of."""
        mine = limits(key[1])
        if mine is None:
            return ""
        inside, around = [], []
        for row in section.rows:
            other = limits(row.age_band)
            if other and row.age_band[-1:] != "" and other != mine:
                inside += [row.age_band] if mine[0] <= other[0] and other[1] <= mine[1] else []
                around += [row.age_band] if other[0] <= mine[0] and mine[1] <= other[1] else []
        if inside:
            return f": an age band that joins {' and '.join(inside)}"
        return f": an age band within what was {around[0]}" if around else ": another age band"

    def _measure(self, name: str, line: Line, parent: str, page: int, aged: bool = False) -> None:
        if name in self.known.measures:
            return
        unit = next((u for u, word in _UNIT_WORDS.items() if _says(word, line)), "count")
        older = aged and re.search(r"\d", line.label) and _AGE.search(line.label)  # an age in two units
        unit = "count" if older else unit
        above = self.known.measures.get(parent) if line.nested else None
        kind = {"percent": "share", "weeks": "wait", "days": "wait"}.get(unit) or (
            above.kind if above else "stock" if older else "flow"
        )
        values: dict[str, Any] = {"id": name, "kind": kind, "unit": unit}
        rounding = coarsest(list(line.figures.values()))
        if rounding and rounding != self.known.edition.rounding:
            values["rounding"] = rounding
        elif unit != "count":
            values["rounding"] = 1
        values |= {"english": line.label, "dutch": line.label}
        self.proposal.add("measures", values, f"what “{line.label}” counts; a {kind}, in {unit}", page, name)

    @staticmethod
    def _free(name: str, taken: set[str]) -> str:
        names = (name, *(f"{name}_{number}" for number in range(2, len(taken) + 3)))
        return next(one for one in names if one not in taken)


def _says(word: str, line: Line) -> bool:
    """Whether a row names a unit: in its label, or behind its figures."""
    if re.search(rf"(?:^|[\s(])(?:{word})(?:$|[\s):])", line.label, re.IGNORECASE):
        return True
    figures = [text for text in line.texts if any(map(str.isdigit, text))]
    return bool(figures) and all(re.search(rf"{word}$", text, re.IGNORECASE) for text in figures)


def _slug(words: str) -> str:
    """``words`` as an id: letters and digits without accents, parted by underscores."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().casefold()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")
    return (name[:_LONGEST].rstrip("_") or "row") if not name[:1].isdigit() else f"row_{name[:_LONGEST]}"
