"""Where editions come from, whose figures they are and on what terms: ``catalogue/source.toml``, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ind_tables import __version__, catalogue
from ind_tables.catalogue.shape import fit
from ind_tables.errors import CatalogueError

Language = Literal["en", "nl"]
_WORDS: dict[Language, str] = {"en": "english", "nl": "dutch"}


@dataclass(frozen=True)
class Limits:
    """How much and how long may be asked of the publisher's site for one edition.

    Sizes in bytes, times in seconds; ``attempts`` is for each address, ``pages`` and ``documents`` are
    how many of each are asked for.
    """

    page_bytes: int
    document_bytes: int
    connect_seconds: float
    read_seconds: float
    total_seconds: float
    wait_seconds: float
    attempts: int
    redirects: int
    pages: int
    documents: int


@dataclass(frozen=True)
class _Search:
    start: tuple[str, ...]
    hosts: tuple[str, ...]
    kind: str
    follow: str
    published: str
    user_agent: str


@dataclass(frozen=True)
class _Entries:
    publisher: dict[str, str]
    citation: dict[str, str]
    terms: dict[str, str]
    releases: dict[str, str]
    search: _Search
    limits: Limits


@dataclass(frozen=True)
class Source:
    """The publisher, its terms, and where its editions are.

    Attributes:
        publisher: name, english, website.
        citation: the sentences with which an edition is cited.
        terms: name, title, address, certainty, english, dutch.
        releases: where first-releases.csv comes from: address, english, dutch.
        start: the addresses of the pages that link to editions.
        hosts: the only hosts that may be asked.
        kind: the word that says that a link leads to an edition.
        follow: which links to other pages are worth following.
        published: finds year and month of publication in the path of a document.
        user_agent: what a request says of itself.
    """

    publisher: dict[str, str]
    citation: dict[str, str]
    terms: dict[str, str]
    releases: dict[str, str]
    start: tuple[str, ...]
    hosts: tuple[str, ...]
    kind: str
    follow: re.Pattern[str]
    published: re.Pattern[str]
    user_agent: str
    limits: Limits


@dataclass(frozen=True)
class Attribution:
    """Whose figures an export holds: what every export carries.

    Attributes:
        edition: the month, YYYY-MM.
        sha256: the hash of the PDF that was read, empty where unknown.
        facsimile: whether that PDF says that it is a facsimile.
        address: where the PDF was fetched, empty where it was put in place by hand.
        corrected: how many of the figures are corrected, and so not as the publisher prints them.
    """

    edition: str
    sha256: str = ""
    facsimile: bool = False
    address: str = ""
    corrected: int = 0

    @property
    def title(self) -> str:
        """The document's title, as printed in it: "Maandcijfers IND <maand> <jaar>"."""
        edition = catalogue.load().edition
        year, month = self.edition.split("-")
        return edition.title.format(month=edition.months[int(month) - 1], year=year)

    def publisher(self, language: Language = "en") -> str:
        """The publisher's name."""
        publisher = load().publisher
        return publisher["name"] if language == "nl" else publisher["english"]

    def terms(self, language: Language = "en") -> str:
        """On what terms the figures may be used, as far as that is known."""
        return load().terms[_WORDS[language]]

    @property
    def licence(self) -> dict[str, str]:
        """The licence for machines, as data packages name it: name, title, path."""
        terms = load().terms
        return {"name": terms["name"], "title": terms["title"], "path": terms["address"]}

    def cite(self, language: Language = "en") -> str:
        """How to cite the figures."""
        known = load()
        return known.citation[_WORDS[language]].format(
            publisher=self.publisher(language),
            title=self.title,
            address=self.address or known.publisher["website"],
            version=__version__,
        )

    def cautions(self, language: Language = "en") -> list[str]:
        """Sentences on what makes these figures other than a reading of what the publisher published."""
        sentences, word = load().citation, _WORDS[language]
        facsimile = [sentences[f"facsimile_{word}"]] if self.facsimile else []
        corrected = [sentences[f"corrected_{word}"].format(count=self.corrected)] if self.corrected else []
        return facsimile + corrected

    def notes(self, language: Language = "en") -> list[str]:
        """Sentences that say whose figures these are, how to cite them and on what terms they may be used."""
        return [*self.cautions(language), self.cite(language), self.terms(language)]


@cache
def load() -> Source:
    """The source of the editions.

    Raises:
        CatalogueError: an entry of ``source.toml`` is missing, misspelt or no pattern.
    """
    return build(catalogue.read("source"))


def build(entries: dict[str, Any]) -> Source:
    """A checked source from the parsed contents of ``source.toml``.

    Raises:
        CatalogueError: an entry is missing, misspelt or no pattern.
    """
    found = fit(_Entries, entries, "source.toml")
    search = found.search
    try:
        return Source(
            publisher=found.publisher,
            citation=found.citation,
            terms=found.terms,
            releases=found.releases,
            start=search.start,
            hosts=search.hosts,
            kind=search.kind,
            follow=re.compile(search.follow, re.IGNORECASE),
            published=re.compile(search.published),
            user_agent=search.user_agent.format(version=__version__),
            limits=found.limits,
        )
    except re.error as error:
        raise CatalogueError(f"source.toml has a pattern that is none: {error}") from error
