"""The sentences of the publisher's overview page as tokens: numbers, months, and words of the catalogue's groups."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import cache

from ind_tables.catalogue import overview
from ind_tables.catalogue.overview import Language
from ind_tables.months import shift

_NUMBER = r"\d{1,3}(?:[.,\u00a0\u202f ]\d{3})+(?![\d]|[.,]\d)|\d+(?:[.,]\d{1,2}(?!\d))?"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Þ“\"'(])")
_YEAR = re.compile(r"20\d\d")


@dataclass(frozen=True)
class Token:
    """A number, a month, a mark or a word.

    Attributes:
        text: as it stands.
        kinds: the groups of ``overview.toml`` that it belongs to, or one of number, month, year, duration, table,
            odd (a number that is no count), mark and word.
        value: of a number, what it is; of a month, its number in the year; of a duration, its months.
        year: of a month, the year that stands beside it; 0 where none does.
        section: of a table's name, the section.
    """

    text: str
    kinds: frozenset[str]
    value: int = 0
    year: int = 0
    section: str = ""

    def __contains__(self, kind: str) -> bool:
        return kind in self.kinds

    def any(self, *kinds: str) -> bool:
        """Whether it is of one of these kinds."""
        return not self.kinds.isdisjoint(kinds)


def split(text: str) -> list[str]:
    """The sentences of a paragraph."""
    return [sentence for sentence in _SENTENCES.split(text) if sentence]


def language(texts: Sequence[str]) -> Language:
    """The language of a page, by its small words."""
    words = re.findall(r"[^\W\d_]+", " ".join(texts).casefold())
    known = overview.load().languages
    return max(known, key=lambda name: sum(words.count(word) for word in known[name].language))


def names(text: str) -> set[str]:
    """The sections of which a heading is the name, with or without what stands behind it in brackets."""
    folded = _folded(text)
    bare = re.sub(r"\s*\([^()]*\)$", "", folded)
    return {section for section, known in overview.load().names.items() if {folded, bare} & set(known)}


def months_said(text: str, spoken: Language) -> list[Token]:
    """The months in a text."""
    return [token for token in tokens(text, spoken) if "month" in token]


def tokens(sentence: str, spoken: Language) -> list[Token]:
    """The tokens of a sentence."""
    pattern, groups, tables = _pattern(spoken)
    words = overview.load().languages[spoken]
    months = {name: number for number, name in enumerate(words.months, 1)}
    found = []
    for match in pattern.finditer(sentence.replace("\u00a0", " ")):
        text, folded = match[0], _folded(match[0])
        if match["month"]:
            name = _folded(match["name"])
            if spoken == "en" and match["name"].islower():
                found.append(Token(text, frozenset({"word"})))
                continue
            found.append(Token(text, frozenset({"month"}), months[name], int(match["year"] or 0)))
        elif match["duration"]:
            size = match["size"].casefold()
            value = int(size) if size.isdecimal() else words.numerals.get(size, 0)
            found.append(Token(text, frozenset({"duration"}), value))
        elif match["phrase"]:
            section = tables.get(folded, "")
            found.append(
                Token(text, groups.get(folded, frozenset()) | ({"table"} if section else set()), section=section)
            )
        elif match["number"]:
            found.append(_number(text))
        else:
            found.append(Token(text, frozenset({"mark" if match["mark"] else "word"})))
    return found


def date(token: Token, edition: str) -> str:
    """The month that a name means on the page of an edition: of its year, or the last one that was not later."""
    if token.year:
        return f"{token.year}-{token.value:02}"
    back = (int(edition[5:]) - token.value) % 12
    return shift(edition, -back)


def _number(text: str) -> Token:
    digits = re.sub(r"[^\d]", "", text)
    if re.search(r"[.,]\d{1,2}$", text):
        return Token(text, frozenset({"odd"}))
    return Token(text, frozenset({"year" if _YEAR.fullmatch(text) else "number"}), int(digits))


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


@cache
def _pattern(spoken: Language) -> tuple[re.Pattern[str], dict[str, frozenset[str]], dict[str, str]]:
    """What finds the tokens; the groups of each phrase; the section of each name of a table."""
    known = overview.load()
    words = known.languages[spoken]
    groups: dict[str, set[str]] = {}
    for field in fields(words):
        if field.name not in ("months", "numerals", "language", "title", "durations"):
            for phrase in getattr(words, field.name):
                groups.setdefault(phrase, set()).add(field.name)
    tables = {n: section for section, all_ in known.names.items() for n in all_ if n not in known.headings_only.names}
    longest = sorted({*groups, *tables}, key=len, reverse=True)
    phrases = "|".join(r"\s+".join(map(re.escape, phrase.split())) for phrase in longest)
    months, sizes, units = "|".join(words.months), "|".join(words.numerals), "|".join(words.durations)
    pattern = re.compile(
        rf"(?P<month>\b(?:\d{{1,2}}\s)?(?P<name>{months})\b(?:\s(?P<year>20\d\d)\b)?)"
        rf"|(?P<phrase>(?<!\w)(?:{phrases})(?!\w))"
        rf"|(?P<duration>(?<![\w.,])(?P<size>\d{{1,3}}|{sizes})\s(?:{units})\b)"
        rf"|(?P<number>(?<![\w.,/+-])(?:{_NUMBER})(?![\w/-]))"
        r"|(?P<mark>[(),;:%€])|(?P<word>[^\s(),;:]+)",
        re.IGNORECASE,
    )
    return pattern, {phrase: frozenset(kinds) for phrase, kinds in groups.items()}, tables
