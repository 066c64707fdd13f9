"""How the publisher writes about its figures on its overview page: ``catalogue/overview.toml``, checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from ind_tables import catalogue
from ind_tables.catalogue.shape import fit
from ind_tables.errors import CatalogueError

Language = Literal["en", "nl"]


@dataclass(frozen=True, kw_only=True)
class Vocabulary:
    """The words of one language; the head of ``overview.toml`` explains the groups."""

    months: tuple[str, ...]
    numerals: dict[str, int]
    language: tuple[str, ...]
    title: tuple[str, ...]
    decisions: tuple[str, ...]
    applications: tuple[str, ...]
    pending: tuple[str, ...]
    cases: tuple[str, ...]
    deciding: tuple[str, ...]
    receiving: tuple[str, ...]
    fresh: tuple[str, ...]
    norm: tuple[str, ...]
    more: tuple[str, ...]
    change: tuple[str, ...]
    by: tuple[str, ...]
    of_: tuple[str, ...]
    from_: tuple[str, ...]
    to: tuple[str, ...]
    versus: tuple[str, ...]
    in_: tuple[str, ...]
    above: tuple[str, ...]
    nearly: tuple[str, ...]
    about: tuple[str, ...]
    before: tuple[str, ...]
    year_before: tuple[str, ...]
    last: tuple[str, ...]
    this: tuple[str, ...]
    part: tuple[str, ...]
    over: tuple[str, ...]
    under: tuple[str, ...]
    between: tuple[str, ...]
    record: tuple[str, ...]
    doubt: tuple[str, ...]
    clause: tuple[str, ...]
    thousands: tuple[str, ...]
    durations: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.months) != 12:
            raise ValueError(f"it names {len(self.months)} months instead of 12")


@dataclass(frozen=True, kw_only=True)
class Headings:
    """Names of tables that are ordinary words too."""

    names: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The manner of the overview page.

    Attributes:
        names: what heads the text on a table, and names it in a sentence, by the id of its section.
        headings_only: those that name it in a heading only.
        languages: the words of each language.
    """

    names: dict[str, tuple[str, ...]]
    headings_only: Headings
    languages: dict[Language, Vocabulary]


@cache
def load() -> Overview:
    """The manner of the overview page.

    Raises:
        CatalogueError: an entry of ``overview.toml`` is missing, misspelt, or names an unknown section.
    """
    found = fit(Overview, catalogue.read("overview"), "overview.toml")
    known = {section.id for section in catalogue.load().sections}
    for section in found.names:
        if section not in known:
            raise CatalogueError(f"overview.toml names the unknown section {section!r}")
    if missing := set(get_args(Language)) - set(found.languages):
        raise CatalogueError(f"overview.toml has no words of {', '.join(sorted(missing))}")
    return found
