"""The story of a month: twelve written editions, and the message that an editor would put first in each.

Each begins as a month in which nothing happens (QUIET), in which then one thing or two are written otherwise. What is
expected was typed before the code that chooses.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd
import pytest

from ind_tables import months
from ind_tables.telling import commentary, story
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language

END = "2025-12"
PERIODS = months.span("2024-12", END)
Row = tuple[str, str, str]

ASYLUM = ("0-1m", "1-6m", "6-15m", "15m+")
QUIET: dict[Row, int] = {
    **{("asylum_first", "pending", band): n for band, n in zip(ASYLUM, (2500, 9800, 11_500, 16_200), strict=True)},
    **{("asylum_general", "pending", band): n for band, n in zip(ASYLUM, (2600, 10_100, 11_900, 17_000), strict=True)},
    **{("nareis_total", "pending", band): n for band, n in zip(ASYLUM, (900, 4800, 11_000, 18_300), strict=True)},
    **{("asylum_dublin", "pending", band): n for band, n in zip(ASYLUM, (500, 550, 60, 0), strict=True)},
    ("asylum_first", "pending", "all"): 40_000,
    ("asylum_general", "pending", "all"): 41_600,
    ("nareis_total", "pending", "all"): 35_000,
    ("asylum_dublin", "pending", "all"): 1110,
    **{("asylum_first", m, "all"): n for m, n in (("applications", 2000), ("decisions", 2000), ("commissioned", 2000))},
    **{("asylum_general", m, "all"): n for m, n in (("applications", 2200), ("decisions", 2200))},
    **{("nareis_total", m, "all"): n for m, n in (("applications", 1500), ("decisions", 1500))},
    **{("asylum_dublin", m, "all"): n for m, n in (("applications", 400), ("decisions", 400))},
    **{("labour", m, "all"): n for m, n in (("applications", 500), ("decisions", 500), ("pending", 1500))},
    **{("naturalisation", m, "all"): n for m, n in (("applications", 4000), ("decisions", 4000), ("pending", 17_000))},
    ("appointments", "biometrics_appointments", "all"): 20_000,
    ("appointments", "biometrics_first_slot", "all"): 4,
}


def slope(first: int, last: int) -> list[int]:
    """Thirteen months from one figure to another, in even steps, rounded to tens."""
    return [int(round(value, -1)) for value in np.linspace(first, last, len(PERIODS))]


def at_last(before: int, now: int) -> list[int]:
    """Twelve months of one figure and a last one of another."""
    return [before] * 12 + [now]


def edition(changed: dict[Row, Iterable[int]]) -> Figures:
    rows = {**{row: [value] * len(PERIODS) for row, value in QUIET.items()}, **{r: [*v] for r, v in changed.items()}}
    cells = [
        (END, *row, period, value, "days" if row[1].endswith("first_slot") else "count")
        for row, values in rows.items()
        for period, value in zip(PERIODS, values, strict=True)
    ]
    return Figures.of(
        pd.DataFrame(cells, columns=["edition", "section", "measure", "age_band", "period", "value", "unit"])
    )


SLOW_DOUBLING = {
    ("asylum_first", "pending", "15m+"): slope(8000, 16_200),
    ("asylum_first", "pending", "6-15m"): slope(17_700, 11_500),
}
EDITIONS: dict[str, tuple[dict[Row, Iterable[int]], tuple[str, str]]] = {
    "quiet month: the most who wait, as many as before": ({}, ("asylum_first", "pending")),
    "sudden jump: twice the applications of the month before": (
        {("asylum_first", "applications", "all"): at_last(2000, 4000)},
        ("asylum_first", "applications"),
    ),
    "slow doubling of those who wait longest": (SLOW_DOUBLING, ("asylum_first", "pending 15")),
    "record low: a stock that fell by a fifth over the year": (
        {
            ("nareis_total", "pending", "all"): slope(44_000, 35_000),
            ("nareis_total", "pending", "6-15m"): slope(20_000, 11_000),
        },
        ("nareis_total", "pending"),
    ),
    "norm missed: half of the decisions of the year": (
        {("asylum_first", "commissioned", "all"): [4000] * 13},
        ("asylum_first", "attainment"),
    ),
    "opposite bands: as many wait, but longer": (
        {
            ("nareis_total", "pending", "15m+"): slope(9000, 18_300),
            ("nareis_total", "pending", "6-15m"): slope(20_300, 11_000),
        },
        ("nareis_total", "pending 15"),
    ),
    "a small backlog that tripled": (
        {
            ("asylum_dublin", "pending", "all"): slope(1110, 3300),
            ("asylum_dublin", "pending", "1-6m"): slope(550, 2740),
        },
        ("asylum_dublin", "pending"),
    ),
    "the desk: three weeks for four days": (
        {("appointments", "biometrics_first_slot", "all"): at_last(4, 21)},
        ("appointments", "biometrics_first_slot"),
    ),
    "decisions that fall to a quarter": (
        {("naturalisation", "decisions", "all"): at_last(4000, 1000)},
        ("naturalisation", "decisions"),
    ),
    "two tables that overlap: told once, of the first applications": (
        {
            **SLOW_DOUBLING,
            ("asylum_general", "pending", "15m+"): slope(8600, 17_000),
            ("asylum_general", "pending", "6-15m"): slope(18_300, 11_900),
        },
        ("asylum_first", "pending 15"),
    ),
    "a stock that halved": (
        {("naturalisation", "pending", "all"): slope(34_000, 17_000)},
        ("naturalisation", "pending"),
    ),
    "a jump in a small table beside a large stock that crept up": (
        {
            ("labour", "applications", "all"): at_last(500, 900),
            ("asylum_first", "pending", "all"): slope(39_600, 40_000),
            ("asylum_first", "pending", "15m+"): slope(15_800, 16_200),
        },
        ("labour", "applications"),
    ),
}


@pytest.mark.parametrize("name", EDITIONS)
def test_the_first_message_is_the_one_that_an_editor_would_choose(name: str) -> None:
    changed, expected = EDITIONS[name]
    first = story.messages(edition(changed))[0]
    assert (first.section.id, first.name) == expected


def test_there_are_twelve() -> None:
    assert len(EDITIONS) == 12


def test_tables_that_overlap_fill_one_place() -> None:
    changed, _ = EDITIONS["two tables that overlap: told once, of the first applications"]
    told = [(m.section.id, m.name) for m in story.messages(edition(changed))]
    assert ("asylum_general", "pending 15") not in told
    assert len(told) == len(set(told)) <= story.MOST


def test_the_story_of_december_2025(december: Figures) -> None:
    """The press led on the same edition with those who wait longer than 15 months."""
    figures = december
    assert [(m.section.id, m.name) for m in story.messages(figures)] == [
        ("asylum_first", "pending 15"),
        ("nareis_total", "pending 15"),
        ("asylum_first", "attainment"),
    ]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "At the end of December 2025, 25,390 first asylum applications had been pending for longer than 15 "
                "months, more than twice as many as a year earlier (11,250).",
                "At the end of December 2025, 33,420 family reunification applications had been pending for longer "
                "than 15 months, more than twice as many as a year earlier (16,250).",
                "In 2025 the IND made 20,950 decisions on first asylum applications, 52% of the target of about "
                "40,080.",
            ],
        ),
        (
            "nl",
            [
                "Eind december 2025 stonden 25.390 eerste asielaanvragen langer dan 15 maanden open, ruim twee keer zo "
                "veel als een jaar eerder (11.250).",
                "Eind december 2025 stonden 33.420 nareisaanvragen langer dan 15 maanden open, ruim twee keer zo veel "
                "als een jaar eerder (16.250).",
                "In 2025 nam de IND 20.950 beslissingen op eerste asielaanvragen, 52 procent van het streefcijfer van "
                "ongeveer 40.080.",
            ],
        ),
    ],
)
def test_each_message_is_one_sentence_to_quote(december: Figures, language: Language, expected: list[str]) -> None:
    told = [s for s in commentary.statements(december, language) if s.is_key_message]
    assert [s.text.replace("\u00a0", " ") for s in told] == expected


@pytest.mark.parametrize(
    ("name", "english"),
    [
        (
            "quiet month: the most who wait, as many as before",
            "At the end of December 2025, 40,000 first asylum applications were pending, the same figure as a year "
            "earlier.",
        ),
        (
            "sudden jump: twice the applications of the month before",
            "In December 2025 the IND received 4,000 first asylum applications, 2,000 more than a year earlier and "
            "2,000 more than in November, the highest of the 13 months shown.",
        ),
        (
            "record low: a stock that fell by a fifth over the year",
            "At the end of December 2025, 35,000 family reunification applications were pending, 9,000 fewer than a "
            "year earlier (20%), the lowest of the 13 months shown.",
        ),
        (
            "the desk: three weeks for four days",
            "In December 2025 the time to the first free appointment to give biometrics was 21 days, 17 days more than "
            "a year earlier and 17 days more than in November.",
        ),
    ],
)
def test_the_words_of_a_message(name: str, english: str) -> None:
    told = next(s for s in commentary.statements(edition(EDITIONS[name][0]), "en") if s.is_key_message)
    assert told.text.replace("\u00a0", " ") == english
