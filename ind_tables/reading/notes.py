"""The notes of an edition that the catalogue does not know: one of them may tell that a series is redefined."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from ind_tables.catalogue.dated import wordings
from ind_tables.errors import one_line
from ind_tables.reading.headers import year
from ind_tables.reading.labels import Labels, fold, printed
from ind_tables.reading.pages import Page
from ind_tables.reading.rows import TableRow
from ind_tables.reading.tables import Reading
from ind_tables.reading.words import Word, letters, segments, spoken, table_lines

_WORDS, _LETTERS = 5, 20
_MONTHS = 3
_LEADING = 1.8  # type sizes: how far below the line before a note goes on
_ALIKE = 0.7
_TELLS = re.compile(  # as a note does, and the name of an office or a report does not
    r"^(?:[*†‡¹²³(\[]|\d\))|\b(?:met ingang van|vanaf|sinds|voortaan|inclusief|exclusief|incl|excl|is|zijn|wordt|"
    r"worden|werd|werden|telt|tellen|betreft|betreffen|bevat|bevatten|gebaseerd|herzien|gewijzigd|"
    r"let op|definitie|telling)\b",
    re.IGNORECASE,
)

Run = tuple[Word, ...]


@dataclass(frozen=True)
class Note:
    """A note that is new, or that says something else than before.

    Attributes:
        page: where it stands.
        text: its words.
        was: the note of the catalogue that it is most like; empty where it is like none.
    """

    page: int
    text: str
    was: str = ""

    def __str__(self) -> str:
        stood = f", where “{one_line(self.was)}” stood" if self.was else ""
        return f"page {self.page}: the note “{one_line(self.text)}” is new{stood}; see whether it redefines a series"


def unknown(pages: Sequence[Page], reading: Reading, labels: Labels) -> tuple[Note, ...]:
    """The notes on ``pages`` that no entry of the catalogue has, each once; what is short is none."""
    sections = [section for section in labels.catalogue.sections if section.valid(reading.edition)]
    known = [word.text for s in sections for word in wordings(s.notes) if word.valid(reading.edition)]
    whole = "".join(map(fold, known))
    named = "\n".join(fold(text) for text in _named(reading))
    texts = [[run for line in table_lines(page.words) for run in segments(line.words)] for page in pages]
    furniture = _furniture(texts)
    found: dict[str, Note] = {}
    for page, runs in zip(pages, texts, strict=True):
        rest = [run for run in runs if _placed(run) not in furniture]
        for part in _paragraphs(rest, page, reading, labels):
            text = printed(spoken(word for run in part for word in run))
            name = fold(text)
            told = len(text.split()) >= _WORDS and letters(text) >= _LETTERS and not _heads_page(part, page, reading)
            if told and name not in named and not all(fold(spoken(run)) in whole for run in part):
                alike = {SequenceMatcher(None, name, fold(note), autojunk=False).ratio(): note for note in known}
                best = max(alike, default=0.0)
                found.setdefault(name, Note(page.number, text, alike[best].strip() if best >= _ALIKE else ""))
    return tuple(found.values())


def _named(reading: Reading) -> Iterator[str]:
    """The titles and labels of the tables, over however many lines they wrap."""
    for table in reading.tables:
        yield table.title
        yield from (row.label for row in table.rows)
        if table.section:
            yield from (word.text for word in table.section.words)


def _paragraphs(runs: Sequence[Run], page: Page, reading: Reading, labels: Labels) -> Iterator[list[Run]]:
    """The texts among ``runs`` that are no rows or headings, line by line; a full stop ends one."""
    rows = [row for table in reading.tables for row in table.rows if row.page == page.number]
    part: list[Run] = []
    for run in runs:
        text = spoken(run)
        heads = sum(bool(labels.month(word.text) or year(word.text)) for word in run) >= _MONTHS
        if heads or any(_is_of(run, row) for row in rows) or labels.editions(text) or labels.section(text):
            continue
        if part and not _follows(run, part[-1]):
            yield part
            part = []
        part.append(run)
        if text.endswith((".", ";")):
            yield part
            part = []
    if part:
        yield part


def _is_of(run: Run, row: TableRow) -> bool:
    """Whether words stand on the line of a row, or in its label."""
    left, bottom, right, top = row.label_box
    in_label = bottom < run[0].y < top and left < run[0].middle < right
    return in_label or abs(run[0].y - row.y) < 0.5 * row.size


def _heads_page(part: Sequence[Run], page: Page, reading: Reading) -> bool:
    """Whether a text stands above all rows of a page that is not the first and tells nothing, as its head does."""
    top = max((row.y for table in reading.tables for row in table.rows if row.page == page.number), default=0.0)
    tells = part[-1][-1].text.endswith(".") or _TELLS.search(spoken(word for run in part for word in run))
    return page.number > 1 and part[0][0].y > top and not tells


def _follows(run: Run, before: Run) -> bool:
    near = 0 < before[0].y - run[0].y < _LEADING * before[0].size
    return near and run[0].x0 < before[-1].x1 and before[0].x0 < run[-1].x1


def _furniture(texts: Sequence[Sequence[Run]]) -> set[tuple[int, str]]:
    """What stands at the same height of several pages, its digits aside."""
    found: Counter[tuple[int, str]] = Counter()
    for runs in texts:
        found.update({_placed(run) for run in runs})
    return {placed for placed, count in found.items() if count > 1}


def _placed(run: Run) -> tuple[int, str]:
    return round(run[0].y), re.sub(r"\d", "", spoken(run))
