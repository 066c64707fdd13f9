"""No sentence and no title contradicts true figures that the edition can stand for: directions, records, sums."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from ind_tables import catalogue, months
from ind_tables.place import Place
from ind_tables.showing import charts
from ind_tables.showing.grid import grid
from ind_tables.telling import commentary
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language
from tests.documents.facsimile.figures import random_figures
from tests.layers import layered, only
from tests.telling.truths import truths

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

Truth = dict[Place, float]
Claim = tuple[str, Callable[[Truth], bool]]
LANGUAGES: tuple[Language, ...] = ("en", "nl")
UP = {
    "en": ("rose", "an increase", "more than"),
    "nl": ("steeg", "een toename", "meer dan"),
}
DOWN = {
    "en": ("fell", "a decrease", "fewer than"),
    "nl": ("daalde", "een afname", "minder dan"),
}
APART = {"en": "(more|fewer) than a (month|year)", "nl": "(meer|minder) dan een (maand|jaar)"}
SINCE = {"en": "At the end of", "nl": "Eind"}
RECORDS = {"en": ("the highest", "the lowest"), "nl": ("het hoogste", "het laagste")}


def said(text: str, language: Language, n: int) -> int:
    """The direction that a text has in its n-th pair of words: 1, -1, or 0 where it has neither."""
    return (UP[language][n] in text) - (DOWN[language][n] in text)


def claims(figures: Figures, language: Language) -> Iterator[Claim]:
    """What is claimed of the edition in words, each with its test on true figures."""
    end = figures.edition
    for statement in commentary.statements(figures, language):
        text = re.sub("[\u00a0 ]+", " ", statement.text)
        section, _, name = statement.id.partition(".")
        if name in catalogue.load().measures:
            yield from of_row(text, Place(section, name, "all", end), figures, language)
        elif name == "attainment" and (way := said(text, language, 2)):
            year = months.span(f"{end[:4]}-01", end)
            yield (
                text,
                lambda t, s=section, y=year, w=way: (
                    w * (total(t, s, "decisions", y) - total(t, s, "commissioned", y)) > 0
                ),
            )
        elif name == "cause":
            place = Place(section, "pending", "all", end)
            before = place._replace(period=figures.month_before)
            grew = figures.values[place] - figures.values[before]
            yield text, lambda t, p=place, b=before, g=grew: g * (t[p] - t[b]) > 0 or g == 0
    for section in figures.sections:
        for line in grid(figures, section, language).rows:
            yield from of_line(line, figures, section, language)


def of_row(text: str, place: Place, figures: Figures, language: Language) -> Iterator[Claim]:
    level, *rest = text.split(". ")
    ago = (figures.month_before, figures.year_before, figures.last_december)
    before, year, december = (place._replace(period=p) for p in ago)
    if way := said(level, language, 0):
        yield text, lambda t: way * (t[place] - t[before]) > 0
    for word, unit in re.findall(APART[language], level):
        apart, then = (1 if word in ("more", "meer") else -1), before if unit in ("month", "maand") else year
        yield text, lambda t, a=apart, b=then: a * (t[place] - t[b]) > 0
    if rest and (over := said(rest[0], language, 1)):
        base = december if rest[0].startswith(SINCE[language]) else year
        yield text, lambda t: over * (t[place] - t[base]) > 0
    others = [place._replace(period=p) for p in figures.periods[:-1] if place._replace(period=p) in figures.values]
    if RECORDS[language][0] in level:
        yield text, lambda t: all(t[place] > t[other] for other in others)
    if RECORDS[language][1] in level:
        yield text, lambda t: all(t[place] < t[other] for other in others)


TIMES = {
    "en": r"(more than|nearly) (twice|three|four|five|six|doubled|tripled|quadrupled)",
    "nl": r"(ruim|bijna) (?:een )?(twee(?! derde)|drie|vier|vijf|zes|verdubbel|verdrievoudig|verviervoudig)",
}
SIZES = {"twice": 2, "three": 3, "four": 4, "five": 5, "six": 6, "doubled": 2, "tripled": 3, "quadrupled": 4}
SIZES |= {"twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6}
SIZES |= {"verdubbel": 2, "verdrievoudig": 3, "verviervoudig": 4}
PARTS = {
    "a quarter": 1 / 4, "a third": 1 / 3, "half": 1 / 2, "two thirds": 2 / 3, "three quarters": 3 / 4,
    "een kwart": 1 / 4, "geen kwart": 1 / 4, "een derde": 1 / 3, "geen derde": 1 / 3, "de helft": 1 / 2,
    "niet de helft": 1 / 2, "twee derde": 2 / 3, "geen twee derde": 2 / 3, "driekwart": 3 / 4, "geen driekwart": 3 / 4,
}  # fmt: skip
OF_ALL = {
    "en": "(more|less) than (a quarter|a third|half|two thirds|three quarters) of",
    "nl": "(ruim|nog) ((?:geen |niet )?(?:een kwart|kwart|een derde|derde|de helft|twee derde|driekwart)) van",
}
GROWN = {
    "en": "(?:up|down) by (more|less) than (a quarter|a third|half|two thirds|three quarters)",
    "nl": r"\((ruim|nog) ((?:geen |niet )?(?:een )?(?:kwart|derde|de helft|twee derde|driekwart)) er(?:bij|af)",
}
UNDER_HALF = {"en": "less than half as many", "nl": "nog niet de helft van het aantal"}


def in_words(figures: Figures, language: Language) -> Iterator[Claim]:
    """What is said in words of how many times as many there are, and of the part of a target that was reached."""
    for statement in commentary.statements(figures, language):
        text = re.sub("[\u00a0 ]+", " ", statement.text)
        section, _, name = statement.id.partition(".")
        row = name in catalogue.load().measures or name == "attainment" or name.startswith("age_")
        if section not in figures.sections or not row:
            continue
        here, there = compared(figures, section, name)
        for way, size in re.findall(TIMES[language], text):
            over, number = way in ("more than", "ruim"), SIZES[size]
            yield (
                text,
                lambda t, o=over, n=number, h=here, d=there: ratio(t, h, d) > n if o else n > ratio(t, h, d) > n - 1,
            )
        for way, part in re.findall(GROWN[language], text):
            over, limit = way in ("more", "ruim"), PARTS[part]
            yield text, lambda t, o=over, s=limit, h=here, d=there: (abs(ratio(t, h, d) - 1) > s) is o
        if UNDER_HALF[language] in text:
            yield text, lambda t, h=here, d=there: ratio(t, h, d) < 1 / 2
        elif name == "attainment":
            for way, part in re.findall(OF_ALL[language], text):
                over, limit = way in ("more", "ruim"), PARTS[part]
                yield text, lambda t, o=over, s=limit, h=here, d=there: (ratio(t, h, d) > s) is o


def compared(figures: Figures, section: str, name: str) -> tuple[list[Place], list[Place]]:
    """The cells that a statement sets against each other, each list added up."""
    end = figures.edition
    if name == "attainment":
        year = months.span(f"{end[:4]}-01", end)
        made, asked = ([Place(section, m, "all", p) for p in year] for m in ("decisions", "commissioned"))
        return made, asked
    bands, measure = ["all"], name
    if name.startswith("age_"):
        least, measure = int(name.removeprefix("age_")), "pending"
        bands = [b for b in catalogue.load().section(section).bands if int(re.split("[-m]", b)[0]) >= least]
    now = [Place(section, measure, band, end) for band in bands]
    return now, [place._replace(period=figures.year_before) for place in now]


def ratio(truth: Truth, here: list[Place], there: list[Place]) -> float:
    return sum(truth[place] for place in here) / sum(truth[place] for place in there)


def total(truth: Truth, section: str, measure: str, periods: tuple[str, ...]) -> float:
    return sum(truth[Place(section, measure, "all", period)] for period in periods)


def of_line(line: tuple[str, ...], figures: Figures, section: str, language: Language) -> Iterator[Claim]:
    """The changes in a line of the grid: a sign, or a size with more or fewer."""
    more, fewer = {"en": ("more", "fewer"), "nl": ("meer", "minder")}[language]
    here = [p for p in figures.values if (p.section, p.period) == (section, figures.edition)]
    places = dict(zip([one[0] for one in grid(figures, section, language).rows], here, strict=False))
    for cell, period in ((line[3], figures.month_before), (line[5], figures.year_before)):
        way = (cell.startswith("+") or more in cell) - (cell.startswith("−") or fewer in cell)
        if way and line[0] in places:
            now, before = places[line[0]], places[line[0]]._replace(period=period)
            yield f"{line}", lambda t, n=now, b=before, w=way: w * (t[n] - t[b]) > 0


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", layered(["golden", "2026-02", "2026-04"], only("golden")))
def test_no_ratio_in_words_contradicts_a_possible_truth(december: Figures, edition: str, language: Language) -> None:
    figures = december if edition == "golden" else Figures.of(random_figures(int(edition[-1]) // 2, edition))
    possible = truths(figures.observations, 6, 9)
    made = list(in_words(figures, language))

    assert len(made) >= (8 if edition == "golden" else 1)
    for text, holds in made:
        assert all(map(holds, possible)), text


def titles(figures: Figures, language: Language) -> Iterator[tuple[str, str]]:
    """The section and the title of every chart of applications and decisions."""
    for section in figures.sections:
        chart = charts.flows(figures, section, language)
        if chart:
            yield section, chart.title


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("edition", layered(["golden", "2026-03", "2027-08"], only("golden")))
def test_no_direction_and_no_record_contradicts_a_possible_truth(
    december: Figures, edition: str, language: Language
) -> None:
    figures = december if edition == "golden" else Figures.of(random_figures(5, edition))
    possible = truths(figures.observations, 6, 4)
    made = list(claims(figures, language))

    assert len(made) > 60
    for text, holds in made:
        assert all(map(holds, possible)), text


@pytest.mark.parametrize("edition", layered(["golden", "2026-03"], only("golden")))
def test_titles_weigh_decisions_against_applications_as_every_possible_truth_does(
    december: Figures, edition: str
) -> None:
    figures = december if edition == "golden" else Figures.of(random_figures(5, edition))
    possible = truths(figures.observations, 6, 8)
    year = months.span(months.shift(figures.edition, -11), figures.edition)
    for language, fewer, more, equal in (
        (
            "en",
            ("Fewer decisions", "Applications outnumbered", "Decisions fell short", "Applications ran ahead"),
            ("More decisions", "Decisions outnumbered", "Decisions exceeded", "Decisions ran ahead"),
            "Within rounding",
        ),
        (
            "nl",
            ("Minder beslissingen", "Meer aanvragen", "Beslissingen bleven achter", "Er kwam meer binnen"),
            ("Meer beslissingen", "Minder aanvragen", "Beslissingen overtroffen", "Er werd meer beslist"),
            "Op de afronding na",
        ),
    ):
        for section, title in titles(figures, language):
            balances = [
                total(t, section, "decisions", year) - total(t, section, "applications", year) for t in possible
            ]
            assert title.startswith((*fewer, *more, equal))
            if title.startswith(fewer):
                assert max(balances) < 0, title
            if title.startswith(more):
                assert min(balances) > 0, title


def test_titles_that_were_once_called_within_rounding(december: Figures) -> None:
    """Safe countries: 440 applications, 540 decisions, 100 fewer pending; study: 21,540, 21,440 and 110 more."""
    figures = december
    english, dutch = (dict(titles(figures, language)) for language in LANGUAGES)

    assert english["asylum_safe_country"] == "Decisions exceeded applications in 2025: 540 against 440"
    assert english["study"] == "Applications outnumbered decisions in 2025: 21,540 against 21,440"
    assert dutch["asylum_safe_country"] == "Beslissingen overtroffen aanvragen in 2025: 540 tegen 440"
    assert dutch["study"] == "Meer aanvragen dan beslissingen in 2025: 21.540 tegen 21.440"
