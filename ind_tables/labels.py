"""Recognises the document's titles, row labels and months, however they are spelt, spaced or set."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, cached_property
from typing import TypeVar

from ind_tables.catalogue import Catalogue, Row, Section

_DASHES = re.compile(r"[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_IGNORED = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u02d0*†‡⁰¹²³⁴⁵⁶⁷⁸⁹\s]")
_MARK = re.compile(r"(?<=[^\d(-])(?:\d\)|\(\d\)|\[\d\])$")
_NUMBERED = re.compile(r"^(?:tabel)?\d{1,2}(?=\D)")
_FEW = 2
T = TypeVar("T")


def fold(text: str) -> str:
    """``text`` without what varies between printings: case, spaces, kinds of dash, hyphenation, marks.

    A mark is an asterisk, dagger or superscript anywhere, or a digit with a bracket at the end.
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


def unmarked(text: str) -> str:
    """``text`` without the one digit behind it that may be a footnote's."""
    return re.sub(r"(?<=[^\W\d])\s?\d$", "", text)


@dataclass(frozen=True)
class Month:
    """A month as a column is headed: its number, and its year where the cell says it."""

    number: int
    year: int | None


@dataclass(frozen=True, eq=False)
class Labels:
    """The labels of a catalogue in folded form."""

    catalogue: Catalogue

    @cached_property
    def _titles(self) -> dict[str, Section]:
        return {
            bare(spelling): section
            for section in self.catalogue.sections
            for spelling in (section.title, *section.spellings)
        }

    @cached_property
    def _rows(self) -> dict[str, tuple[str, str]]:
        return {bare(spelling): row.key for _, row in self.catalogue.rows() for spelling in (row.label, *row.spellings)}

    @cached_property
    def _notes(self) -> set[str]:
        return {fold(note) for section in self.catalogue.sections for note in section.notes}

    @cache  # noqa: B019 - one per catalogue, which lives as long as the process
    def section(self, text: str, exact: bool = False) -> Section | None:
        """The section that ``text`` titles, numbered or not; with a mark or slightly respelt unless ``exact``."""
        title = bare(text).removesuffix("vervolg")
        plain = _NUMBERED.sub("", title)
        found = self._titles.get(title) or self._titles.get(plain)
        return found or (None if exact else self._titles.get(unmarked(plain)) or _closest(plain, self._titles))

    @cache  # noqa: B019
    def row(self, text: str, exact: bool = False) -> tuple[str, str] | None:
        """Measure and age band of the row that ``text`` labels; with a mark or slightly respelt unless ``exact``."""
        label = bare(text)
        found = self._rows.get(label)
        return found or (None if exact else self._rows.get(unmarked(label)) or _closest(label, self._rows))

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
        return re.compile(rf"(?:({names})\.?[-'’/]?(\d{{4}}|\d{{2}})?|(\d{{4}})[-/](\d\d?)|(\d\d?)[-/](\d{{4}}))")

    @cache  # noqa: B019
    def month(self, text: str) -> Month | None:
        """The month that a column header says: a name or abbreviation, with or without its year."""
        match = self._month_cell.fullmatch(fold(text))
        if match is None:
            return None
        name, year, year_first, number_second, number_first, year_second = match.groups()
        if name:
            full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
            return Month(self._months[name], full)
        number, year = int(number_second or number_first), year_first or year_second
        return Month(number, int(year)) if 1 <= number <= 12 else None

    def headings(self, text: str) -> list[str]:
        """The month names and years that ``text`` runs together without anything else; empty otherwise."""
        names = "|".join(sorted((n for n in self._months if len(n) > 2), key=len, reverse=True))
        part = rf"(?:{names})|20\d\d"
        folded = fold(text)
        return re.findall(part, folded) if re.fullmatch(rf"(?:{part})+", folded) else []

    @cached_property
    def _title(self) -> re.Pattern[str]:
        words = "".join(fold(word) for word in self.catalogue.edition.title_words)
        names = "|".join(sorted(map(re.escape, self._months), key=len, reverse=True))
        return re.compile(rf"{words}(?:\W|van|over|voor|maand)*(?:({names})\.?\W*(\d{{4}}))?")

    def editions(self, text: str, first: bool = False) -> list[str | None]:
        """The months (YYYY-MM) of the edition titles in ``text``; None for a title without a month.

        Args:
            text: a line of a page.
            first: only a title with which the text begins.
        """
        folded = fold(text)
        found = [self._title.match(folded)] if first else self._title.finditer(folded)
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
