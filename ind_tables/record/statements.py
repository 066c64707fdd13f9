"""What the publisher's overview page states: the place of each number in its sentences, where it can be understood.

The page has a paragraph a table, in English or Dutch; ``overview.toml`` has its words. A number whose table, measure
or month is not certain has no place: it is better not understood than misunderstood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL, Section, overview
from ind_tables.catalogue.overview import Language
from ind_tables.errors import NotObservations, one_line
from ind_tables.months import shift
from ind_tables.place import Place
from ind_tables.record import sentences, webpage
from ind_tables.record.sentences import Token
from ind_tables.record.webpage import Block

Size = Literal["exact", "above", "nearly", "about"]

_NOUNS = {"decisions": "decisions", "applications": "applications", "pending": "pending", "cases": ""}
_ROUNDED: tuple[Size, ...] = ("above", "nearly", "about")
_TIMES = ("month", "before", "year_before")


@dataclass(frozen=True)
class Statement:
    """A number on the page.

    Attributes:
        place: what it is said of; None where that is not understood.
        stated: the number.
        size: whether the figure is this number, or rounded to it: somewhat above, nearly, or about.
        quote: the sentence.
        section: the table whose paragraph it stands in; empty outside of them.
    """

    place: Place | None
    stated: int
    size: Size
    quote: str
    section: str


@dataclass(frozen=True)
class Page:
    """The overview page.

    Attributes:
        statements: its numbers, in its order.
        month: the month that its heading names (YYYY-MM), empty where it names none or no year.
    """

    statements: tuple[Statement, ...]
    month: str = ""


def read(path: Path, edition: str) -> Page:
    """The overview page of ``edition`` (YYYY-MM) in a file, .html or .txt.

    Raises:
        NotObservations: the file cannot be read as text.
    """
    try:
        content = path.read_bytes()
        if path.suffix.lower() == ".txt":
            return understood(list(webpage.lines(content.decode("utf-8-sig"))), edition)
    except (OSError, UnicodeDecodeError) as error:
        raise NotObservations(f"{one_line(path.name)} cannot be read as the publisher's page: {error}") from error
    return understood(list(webpage.blocks(content)), edition)


def understood(blocks: Sequence[Block], edition: str) -> Page:
    """What the blocks of the overview page of ``edition`` (YYYY-MM) state."""
    spoken = sentences.language([block.text for block in blocks])
    known = {section.id: section for section in catalogue.load().sections}
    titles = overview.load().languages[spoken].title
    found: list[Statement] = []
    month, paragraph = "", None
    for block in blocks:
        folded = block.text.casefold()
        named = sentences.names(block.text)
        if block.heading and len(named) == 1:
            paragraph = _Paragraph(known[named.pop()], edition, spoken)
        elif len(block.text.split()) <= 6 and any(title in folded for title in titles):
            dates = sentences.months_said(block.text, spoken)
            month = next((sentences.date(date, edition) for date in dates if date.year), month)
            paragraph = None
        elif block.heading and not any(character.isdigit() for character in block.text):
            paragraph = None
        else:
            reader = paragraph or _Paragraph(None, edition, spoken)
            for sentence in sentences.split(block.text):
                found += reader.statements(sentence)
    return Page(tuple(found), month)


@dataclass
class _Paragraph:
    """The text on one table, read sentence by sentence.

    Attributes:
        measure: what the last number counted, for a sentence that refers to it.
        begun: whether a number of the edition's own month was found: the months that are compared with come after it.
    """

    section: Section | None
    edition: str
    spoken: Language
    measure: str = ""
    begun: bool = False

    def statements(self, sentence: str) -> Iterator[Statement]:
        """The numbers of the next sentence."""
        found = sentences.tokens(sentence, self.spoken)
        numbers = [n for n, token in enumerate(found) if token.any("number", "odd")]
        doubtful = self.section is None or self._doubtful(found)
        for n in numbers:
            place = None if doubtful else _Number(self, found, n).place()
            if place:
                self.measure = place.measure if place.measure != "commissioned" else self.measure
                self.begun |= place.period == self.edition
            size: Size = next((size for size in _ROUNDED if n and size in found[n - 1]), "exact")
            section = self.section.id if self.section else ""
            yield Statement(place, found[n].value, size, one_line(sentence), section)

    def _doubtful(self, found: Sequence[Token]) -> bool:
        """Whether a sentence may speak of something else than the table's figures of single months."""
        assert self.section
        others = {token.section for token in found if "table" in token} - {self.section.id}
        extreme = [n for n, token in enumerate(found) if "record" in token]
        last = max((n for n, token in enumerate(found) if "number" in token), default=0)
        longer = [n for n, token in enumerate(found) if "year" in token or token.any("doubt", "thousands")]
        return bool(others) or any(not (extreme and last < extreme[0] < n) for n in longer)


class _Number:
    """One number of a sentence: what stands before and behind it says what it is."""

    def __init__(self, paragraph: _Paragraph, found: Sequence[Token], at: int) -> None:
        self.paragraph = paragraph
        self.found = found
        self.at = at
        edges = [n for n, token in enumerate(found) if token.any("number", "odd") and n != at]
        start = max((n + 1 for n in edges if n < at), default=0)
        stop = min((n for n in edges if n > at), default=len(found))
        self.first = start == 0
        self.left = [token for token in found[start:at] if token.text != ")"]
        self.right = list(found[at + 1 : stop])
        if self.left and self.left[-1].any(*_ROUNDED):
            self.left.pop()
        ends = [n for n, token in enumerate(self.right) if token.text in ",;:" or token.any("clause", "versus")]
        self.near = self.right[: min(ends, default=len(self.right))]
        closing = [n for n, token in enumerate(self.near) if token.text == ")"]
        self.inside = self.near[: min(closing, default=len(self.near))]
        self.bracketed = bool(self.left) and self.left[-1].text == "("

    def place(self) -> Place | None:
        """Where the figure stands that the number states; None where that is not certain."""
        section = self.paragraph.section
        if section is None or "odd" in self.found[self.at] or self._otherwise():
            return None
        band = self._band(section)
        measure = "pending" if band else self._measure()
        period = self._period()
        if band is None or not measure or not period or not section.has(measure):
            return None
        explicit = self._attached() or self.bracketed or self._from() or self._to()
        if period < self.paragraph.edition and not self.paragraph.begun and not explicit:
            return None
        return Place(section.id, measure, band or TOTAL, period)

    # What it is not

    def _otherwise(self) -> bool:
        """Whether it is a difference, a share, or a part of something that the tables do not part."""
        before = self.left[-1] if self.left else None
        if self.right and self.right[0].any("mark") and self.right[0].text in "%€":
            return True
        spans = {n for n, token in enumerate(self.inside, -1) if "duration" in token}
        if any("more" in token and n not in spans for n, token in enumerate(self.inside)):
            return True
        changed = any("change" in token for token in self.left)
        if before and ("by" in before or ("of_" in before and changed) or before.text == "€"):
            return True
        if before and "from_" in before and not self._from():
            return True
        return any("part" in token for token in self.left) and not any("duration" in token for token in self.near)

    # Which age band

    def _band(self, section: Section) -> str | None:
        """The age band that it is about; empty for none, None where a time is said that is no age band."""
        extreme = min((n for n, token in enumerate(self.found) if "record" in token), default=len(self.found))
        spans = [n for n, token in enumerate(self.found[:extreme]) if "duration" in token]
        if not spans:
            return ""
        if len(spans) > 1 or len([t for t in self.found if "number" in t]) > (2 if self._pair() else 1):
            beside = [n for n, token in enumerate(self.near) if "duration" in token]
            others = [t for t in self.left if t.any("duration")]
            if len(beside) != 1 or others:
                return None if beside or others else ""
            return self._named(section, self.near[: beside[0] + 1])
        return self._named(section, self.found[: spans[0] + 1])

    def _named(self, section: Section, said: Sequence[Token]) -> str | None:
        """The section's age band for "longer than 15 months"; None where it has none."""
        sides = [token for token in said[-4:-1] if token.any("over", "under", "between")]
        months = said[-1].value
        bands = {f"{months}m+"} if sides and "over" in sides[-1] else set()
        bands |= {f"0-{months}m"} if sides and "under" in sides[-1] else set()
        fitting = bands & set(section.bands)
        return fitting.pop() if len(fitting) == 1 else None

    # What it counts

    def _measure(self) -> str:
        """The measure that it is of; empty where that is not certain."""
        if self._is_norm():
            return "commissioned"
        if self.bracketed:
            return self._bracketed()
        own = self._noun()
        if own is not None:
            return own
        return self._subject()

    def _is_norm(self) -> bool:
        """Whether it is the number of decisions that were commissioned."""
        beside = [t for t in self.inside[:3] if t.any("norm", *_NOUNS)]
        behind = [token.kinds for token in self.near[:3]]
        passive = len(behind) == 3 and "decisions" in behind[0] and behind[1] == {"word"} and "norm" in behind[2]
        if (beside and "norm" in beside[0]) or (passive and self._closed(3)):
            return True
        cues = [t for t in self.left if t.any("norm", *_NOUNS, *self._times_kinds())]
        if cues and "norm" in cues[-1] and not self._colon():
            compared = any("more" in token for token in self.left)
            return self.bracketed or not compared or self.left[-1].any("norm")
        earlier = self.found[: self.at - len(self.left)]
        return bool(self.left) and "versus" in self.left[-1] and any("norm" in token for token in earlier)

    def _closed(self, at: int) -> bool:
        """Whether no number follows right behind the next so many tokens."""
        return len(self.right) > at or self.at + at + 1 >= len(self.found)

    def _times_kinds(self) -> tuple[str, ...]:
        return ("before", "year_before")

    def _colon(self) -> bool:
        return bool(self.left) and self.left[-1].text == ":"

    def _bracketed(self) -> str:
        """Of "higher than in November (1,570)" the measure: that of the words before, or else what was spoken of."""
        cues = [t for t in self.left if t.any(*_NOUNS, *_TIMES)]
        own = [t for t in self.inside if t.any("decisions", "applications", "pending")]
        if cues and not cues[-1].any(*_TIMES):
            return self._kind(cues[-1], self.left)
        spoken = self.paragraph.measure
        if self.first:
            subject = [t for t in self.left if t.any("decisions", "applications", "pending")]
            spoken = self._kind(subject[-1], self.left) if subject else spoken
        if own and not own[0].any(spoken or "number"):
            return ""
        return spoken if cues else ""

    def _noun(self) -> str | None:
        """The measure of the noun behind the number, as in "1,850 decisions"; None where there is none."""
        nouns = [t for t in self.inside[:5] if t.any(*_NOUNS)]
        if not nouns:
            return None
        clause = [*self.left, *self.inside]
        if any("deciding" in token for token in self.left):
            return "decisions"
        if nouns[0].any("decisions"):
            return "decisions"
        if any("pending" in token for token in clause):
            return "" if any(t.any("receiving", "fresh") for t in self.inside) else "pending"
        if any(t.any("receiving", "fresh") for t in [*clause, *self.right[:3]]):
            return "applications"
        subject = [t for t in self.left if t.any("applications", "decisions")]
        return "applications" if subject and "applications" in subject[-1] else ""

    def _subject(self) -> str:
        """The measure that the words before speak of, as in "the number of applications rose from"."""
        left = self.found[: self.at] if not self.first else self.left
        cues = [t for t in left if t.any("decisions", "applications", "pending")]
        if not cues:
            refers = [t for t in left[:4] if t.any("this", *_TIMES)]
            return self.paragraph.measure if refers else ""
        if any("more" in t for t in self.left) and len({frozenset(t.kinds) for t in cues}) > 1 and not self._colon():
            return ""
        return self._kind(cues[-1] if not self._colon() else cues[0], left)

    def _kind(self, cue: Token, said: Sequence[Token]) -> str:
        if cue.any("pending"):
            return "pending"
        if cue.any("decisions"):
            return "decisions"
        if "applications" not in cue:
            return ""
        at = max(n for n, token in enumerate(said) if token is cue)
        beside = [*said[max(0, at - 1) : at], *said[at + 1 : at + 4]]
        if any("pending" in token for token in beside):
            return "pending"
        return "decisions" if any("deciding" in t for t in said[max(0, at - 3) : at]) else "applications"

    # Which month

    def _period(self) -> str:
        """The month that it is about (YYYY-MM); empty where that is not certain."""
        edition = self.paragraph.edition
        if attached := self._attached():
            return self._date(attached)
        times = [t for t in self.left if t.any(*_TIMES)]
        if self.bracketed:
            cues = [t for t in self.left if t.any("norm", "decisions", "applications", "pending", *_TIMES)]
            cues = [t for t in cues if self._date(t) != edition or not t.any(*_TIMES)]
            return self._date(cues[-1]) if cues and cues[-1].any(*_TIMES) else edition
        if not self.first:
            lead = [t for t in self.found[: self.at - len(self.left)] if t.any(*_TIMES)]
            times = times or ([] if self._to() else [t for t in lead[:1] if self.found.index(t) < 3])
        dates = {self._date(time) for time in times}
        if "" in dates:
            return ""
        others = dates - {edition}
        if self._from():
            return others.pop() if len(others) == 1 else shift(edition, -1) if not others else ""
        if self._to() and self.paragraph.edition:
            return edition if not self.first or not others else ""
        if len(others) > 1 or (others and (edition in dates or self._is_norm())):
            return ""
        return others.pop() if others else edition

    def _attached(self) -> Token | None:
        """The month right behind it, as in "380 in December" or "1,640 applications in July"."""
        times = [n for n, token in enumerate(self.inside) if token.any(*_TIMES)]
        if not times:
            return None
        between = self.inside[: times[0]]
        linked = times[0] == 0 or between[-1].any("in_", "last") or not self.inside[times[0]].any("month")
        plain = all(t.any("applications", "decisions", "pending", "fresh", "in_", "last", "receiving") for t in between)
        return self.inside[times[0]] if linked and plain else None

    def _date(self, time: Token) -> str:
        edition = self.paragraph.edition
        if "before" in time:
            return shift(edition, -1)
        if "year_before" in time:
            return shift(edition, -12)
        if "month" not in time:
            return ""
        at = next(n for n, token in enumerate(self.found) if token is time)
        said = sentences.date(time, edition)
        open_ = at > 0 and "last" in self.found[at - 1] and not time.year
        return "" if open_ or said > edition else said

    def _from(self) -> bool:
        """Whether it is the first of two, as in "from 2,360 to 2,140"."""
        return bool(self.left) and "from_" in self.left[-1] and any("to" in token for token in self.right)

    def _to(self) -> bool:
        """Whether it is the second of two."""
        return bool(self.left) and "to" in self.left[-1]

    def _pair(self) -> bool:
        return self._from() or (self._to() and not self.first)
