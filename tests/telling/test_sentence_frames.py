"""No sentence is built like more than two others of the same report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from ind_tables.showing import charts
from ind_tables.telling import commentary
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language
from tests.documents.facsimile.figures import random_figures
from tests.layers import layered, only

MOST = 3
NAMES: dict[Language, str] = {
    "en": r"first asylum applications|applications in the Dublin procedure \(Track #\)"
    r"|applications in the Safe Country procedure \(Track #\)"
    r"|applications in the general and extended asylum procedure \(Track #\)|MVV family reunification applications"
    r"|family reunification applications( under article # ECHR)?"
    r"|applications for a (family residence permit|residence permit for (knowledge and talent|study|labour migrants))"
    r"|naturalisation applications",
    "nl": r"eerste asielaanvragen|aanvragen in de Dublinprocedure \(spoor #\)"
    r"|aanvragen in de veiligelandenprocedure \(spoor #\)"
    r"|aanvragen in de algemene en verlengde asielprocedure \(spoor #\)"
    r"|nareisaanvragen( voor een mvv| op grond van artikel # EVRM)?"
    r"|aanvragen voor een verblijfsvergunning (familie en gezin|kennis en talent|studie|als arbeidsmigrant)"
    r"|naturalisatieaanvragen",
}
MONTHS: dict[Language, str] = {
    "en": "January|February|March|April|May|June|July|August|September|October|November|December",
    "nl": "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
}


def sentences(figures: Figures, language: Language) -> Iterator[str]:
    """Every sentence of a report: overview, chapters and caveats, and the titles of its charts."""
    for statement in [*commentary.statements(figures, language), *commentary.caveats(figures, language)]:
        yield from re.split(r"(?<=\.) (?=[A-Z])", statement.text.replace("\u00a0", " "))
    for section in figures.sections:
        yield from (chart.title.replace("\u00a0", " ") for chart in charts.for_section(figures, section, language))


def frame(sentence: str, language: Language) -> str:
    """A sentence without its numbers, months and names of tables."""
    blank = re.sub(r"\d+(?:[.,]\d+)*", "#", sentence[:1].lower() + sentence[1:])
    blank = re.sub(rf"\b({MONTHS[language]})( #)?", "M", blank, flags=re.IGNORECASE)
    return re.sub(NAMES[language], "T", blank)


def bare(framed: str) -> str:
    """A frame without what is in brackets, and without the clauses that only some tables need."""
    inner = re.sub(r" \([^)]*\)", "", framed)
    return re.sub(r", (the|het|de) (\w+ (rise|fall|stijging|daling)|highest|lowest|hoogste|laagste)[^,.;:]*", "", inner)


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("edition", layered(["golden", "2026-03"], only("golden")))
def test_no_frame_stands_more_than_three_times_in_a_report(december: Figures, edition: str, language: Language) -> None:
    figures = december if edition == "golden" else Figures.of(random_figures(5, edition))
    frames = Counter(bare(frame(sentence, language)) for sentence in sentences(figures, language))
    assert sum(frames.values()) > 60
    assert {text: count for text, count in frames.items() if count > MOST} == {}


def test_a_frame_has_no_numbers_no_months_and_no_names_of_tables() -> None:
    assert frame("Pending first asylum applications rose by 1,310 in March 2025.", "en") == "pending T rose by # in M."
    assert frame("Eind maart 2025 stonden 12 nareisaanvragen voor een mvv open.", "nl") == "eind M stonden # T open."
    assert bare("T rose from # in M to # in M, the highest of the # months shown, the eighth rise in a row (+#%).") == (
        "T rose from # in M to # in M."
    )
