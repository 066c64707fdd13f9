"""The legal decision terms, and which tables contain others: ``catalogue/terms.toml``, checked."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal

from ind_tables import catalogue
from ind_tables.catalogue.dated import Dated
from ind_tables.catalogue.shape import fit
from ind_tables.errors import CatalogueError


@dataclass(frozen=True, kw_only=True)
class Term(Dated):
    """A legal decision term; the head of ``terms.toml`` explains the fields."""

    id: str
    sections: tuple[str, ...]
    months: int
    kind: Literal["statutory", "extended", "none"]
    source: str
    source_dutch: str
    url: str = ""
    english: str = ""
    dutch: str = ""
    caution_english: str = ""
    caution_dutch: str = ""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Every legal term, and the sections that contain others."""

    terms: tuple[Term, ...]
    contains: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, section: str, edition: str) -> tuple[Term, ...]:
        """The terms that hold for a section's applications in an edition (YYYY-MM), shortest first."""
        found = (term for term in self.terms if section in term.sections and term.valid(edition))
        return tuple(sorted(found, key=lambda term: term.months))

    def parts(self, section: str) -> tuple[str, ...]:
        """The sections that this one contains; none if it is no total."""
        return self.contains.get(section, ())


@cache
def load() -> Terms:
    """The legal terms.

    Raises:
        CatalogueError: an entry of ``terms.toml`` is missing, misspelt, or names an unknown section.
    """
    return build(catalogue.read("terms"))


def build(entries: dict[str, Any]) -> Terms:
    """Checked legal terms from the parsed contents of ``terms.toml``.

    Raises:
        CatalogueError: an entry is missing, misspelt, or names an unknown section.
    """
    found = fit(Terms, entries, "terms.toml")
    known = {section.id for section in catalogue.load().sections}
    named = [*(s for term in found.terms for s in term.sections), *found.contains, *sum(found.contains.values(), ())]
    for section in named:
        if section not in known:
            raise CatalogueError(f"terms.toml names the unknown section {section!r}")
    return found
