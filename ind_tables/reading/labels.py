"""Recognises the document's titles, row labels and months, however they are spelt, spaced or set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import TypeVar

from ind_tables.catalogue import Catalogue, Row, Section
from ind_tables.catalogue.dated import Wording, wordings

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_IGNORED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u02d0*†‡⁰¹²³⁴⁵⁶⁷⁸⁹\s]")
_MARKS = re.compile("[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]")
_SOFT_HYPHEN = re.compile("\u00ad\\s*")
_MARK = re.compile(r"(?<=[^\d(-])(?:(?:\d\d?|(?<=\s)[a-z])\)|\(\d\d?\)|\[\d\d?\])$")
_THOUSANDS = re.compile(r"[x×*]\s?1[.,\s]?000\b|\b(?:in|per) (?:duizend(?:en|tallen|tal)?|thousands?)\b", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:tabel)?\d{1,2}(?=\D)")
_PROVISIONAL = r"(?:\([a-z]{1,12}\)|vl?|p)?"  # what marks figures that may still change, as in “december (v)”
_FEW = 2
Key = tuple[str, str]
T = TypeVar("T")


def fold(text: str) -> str:
    """``text`` without what varies between printings: case, spaces, kinds of dash, hyphenation, marks.

    A mark is an asterisk, dagger or superscript anywhere, or a number with a bracket at the end.
    """
    text = _IGNORED.sub("", _DASHES.sub("-", text))
    text = _IGNORED.sub("", unicodedata.normalize("NFKC", text)).casefold()
    mark = _MARK.search(text)
    if mark and (mark[0][0] in "([" or text.count(")") > text.count("(")):
        text = text[: mark.start()]
    return text.rstrip(":;,")


def bare(text: str) -> str:
    """The letters and digits of ``text``, folded: labels alike but for brackets, dashes and points are one."""
    return re.sub(r"[\W_]", "", fold(text))


def printed(text: str, known: Iterable[Wording] = ()) -> str:
    """``text`` as it is printed, without outer spaces, footnote marks, soft hyphens and characters that print nothing.

    A number behind it is a footnote's where ``known`` has the words without it.
    """
    text = _MARKS.sub("", _SOFT_HYPHEN.sub("", text))
    text = "".join(c for c in text if c.isprintable() or unicodedata.category(c) == "Zs").strip()
    mark = _MARK.search(text)
    if mark and (mark[0][0] in "([" or text.count(")") > text.count("(")):
        text = text[: mark.start()].rstrip()
    words = {bare(wording.text) for wording in known}
    return unmarked(text) if bare(text) not in words and bare(unmarked(text)) in words else text


def in_thousands(text: str) -> bool:
    """Whether ``text`` says that figures are counted in thousands, as “Aantallen (x 1.000)” does."""
    return _THOUSANDS.search(text) is not None


def unmarked(text: str) -> str:
    """``text`` without the one or two digits behind it that may be a footnote's."""
    return re.sub(r"(?<=[^\W\d])\s?\d{1,2}$", "", text)


@dataclass(frozen=True)
class Month:
    """A month as a column is headed: its number, and its year where the cell says it."""

    number: int
    year: int | None


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of a catalogue in folded form.

    Attributes:
        edition: the edition (YYYY-MM) that is read, once that is known: only words that are valid in it count, and of
            two things with one label the one that is.
    """

    catalogue: Catalogue
    edition: str = ""

    def of(self, edition: str) -> Labels:
        """The labels for the reading of ``edition`` (YYYY-MM)."""
        return replace(self, edition=edition)

    def _named(self, things: Iterable[tuple[Section | Row, T]]) -> dict[str, T]:
        known = [(thing, said) for thing, said in things]
        known.sort(key=lambda name: name[0].valid(self.edition))
        return {
            bare(wording.text): said
            for thing, said in known
            for wording in thing.words
            if (wording.valid(self.edition) if self.edition else not wording.dated)
        }

    @cached_property
    def _titles(self) -> dict[str, Section]:
        return self._named((section, section) for section in self.catalogue.sections)

    @cached_property
    def _rows(self) -> dict[str, Key]:
        return self._named((row, row.key) for _, row in self.catalogue.rows() if not row.under)

    @cached_property
    def _rows_of(self) -> dict[tuple[str, str], dict[str, Key]]:
        return {
            (section.id, under): self._named((row, row.key) for row in section.rows if row.under == under)
            for section in self.catalogue.sections
            for under in {"", *(row.under for row in section.rows)}
        }

    @cached_property
    def _notes(self) -> set[str]:
        return {fold(note.text) for section in self.catalogue.sections for note in wordings(section.notes)}

    @cache  # noqa: B019 - one per catalogue, which lives as long as the process
    def section(self, text: str, exact: bool = False) -> Section | None:
        """The section that ``text`` titles, numbered or not; with a mark or slightly respelt unless ``exact``."""
        title = bare(text).removesuffix("vervolg")
        plain = _NUMBERED.sub("", title)
        found = self._titles.get(title) or self._titles.get(plain)
        return found or (None if exact else self._titles.get(unmarked(plain)) or _closest(plain, self._titles))

    @cache  # noqa: B019
    def row(self, text: str, exact: bool = False, section: Section | None = None, under: str = "") -> Key | None:
        """Measure and age band of the row that ``text`` labels; with a mark or slightly respelt unless ``exact``.

        Args:
            text: the label.
            exact: whether it must be spelt as the catalogue has it.
            section: the section in which it stands, if that is known; else the row may be any section's.
            under: the measure of the row that it is a part of, if it is one.
        """
        known = self._rows_of.get((section.id, under), {}) if section else self._rows
        label = bare(text)
        found = known.get(label)
        return found or (None if exact else known.get(unmarked(label)) or _closest(label, known))

    def note(self, text: str) -> bool:
        """Whether ``text`` is a note that the catalogue knows."""
        return fold(text) in self._notes

    @cached_property
    def _months(self) -> dict[str, int]:
        edition = self.catalogue.edition
        names = {fold(name): i for i, name in enumerate(edition.months, 1)}
        return names | {fold(a): i for i, group in enumerate(edition.abbreviations, 1) for a in group}

    @cached_property
    def _month_cell(self) -> re.Pattern[str]:
        names = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True))
        year, day = r"(?P<{}>\d{{4}})", r"(?:\d\d?[-/.])?"
        ways = [
            rf"(?P<name>{names})\.?[-'’/]?(?P<year>\d{{4}}|\d{{2}})?{_PROVISIONAL}",
            rf"{year.format('before')}[-/]?(?P<named>{names})\.?{_PROVISIONAL}",
            rf"{year.format('first')}[-/](?P<second>\d\d?)",
            rf"{day}(?P<number>\d\d?)[-/.]{year.format('last')}",
        ]
        return re.compile("|".join(f"(?:{way})" for way in ways))

    @cache  # noqa: B019
    def month(self, text: str) -> Month | None:
        """The month that a column header says: a name, abbreviation or date, with or without its year or a mark."""
        match = self._month_cell.fullmatch(fold(text))
        if match is None:
            return None
        said = match.groupdict()
        name = said["name"] or said["named"]
        year = said["year"] or said["before"] or said["first"] or said["last"]
        full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
        number = self._months[name] if name else int(said["second"] or said["number"])
        return Month(number, full) if 1 <= number <= 12 else None

    @cached_property
    def _heading(self) -> re.Pattern[str]:
        names = "|".join(sorted((n for n in self._months if len(n) > 2), key=len, reverse=True))
        return re.compile(rf"(?:{names})|20\d\d")

    @cache  # noqa: B019
    def headings(self, text: str) -> tuple[str, ...]:
        """The month names and years that ``text`` runs together without anything else; empty otherwise."""
        folded = fold(text)
        parts = tuple(self._heading.findall(folded))
        return parts if "".join(parts) == folded else ()

    @cached_property
    def _edition_titles(self) -> list[re.Pattern[str]]:
        names = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True))
        found = []
        for title in wordings(self.catalogue.edition.titles):
            before, between, after = (re.escape(fold(part)) for part in re.split(r"{month}|{year}", title.text))
            dated = rf"(?:({names})\.?\W*{between}\W*(\d{{4}}){after})"
            found.append(re.compile(rf"{before}(?:\W|van|over|voor|maand)*{dated}{'?' if before else ''}"))
        return found

    def editions(self, text: str, first: bool = False) -> list[str | None]:
        """The months (YYYY-MM) of the edition titles in ``text``; None for a title without a month.

        Args:
            text: a line of a page.
            first: only a title with which the text begins.
        """
        folded = fold(text)
        titles = self._edition_titles
        found = [title.match(folded) for title in titles] if first else [m for t in titles for m in t.finditer(folded)]
        return [f"{m[2]}-{self._months[m[1]]:02d}" if m[1] else None for m in found if m]

    def row_of(self, section: Section, key: tuple[str, str]) -> Row | None:
        """The row of ``section`` with measure and age band ``key``, if it has one."""
        return next((row for row in section.rows if row.key == key), None)


def _closest(text: str, known: Mapping[str, T]) -> T | None:
    """What differs from ``text`` by a letter or two, and by no digit: another word is another title."""
    digits = re.sub(r"\D", "", text)
    alike = [label for label in known if digits == re.sub(r"\D", "", label) and _differences(text, label) <= _FEW]
    found = [known[label] for label in alike]
    return found[0] if found and all(one == found[0] for one in found) else None


def _differences(one: str, other: str) -> int:
    if abs(len(one) - len(other)) > _FEW:
        return _FEW + 1
    changes = SequenceMatcher(None, one, other, autojunk=False).get_opcodes()
    return sum(max(i1 - i0, j1 - j0) for kind, i0, i1, j0, j1 in changes if kind != "equal")
