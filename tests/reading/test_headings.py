"""Month headings that are turned, at an angle or hyphenated become words at the foot of their columns."""

from __future__ import annotations

import math

import pytest

from ind_tables.reading import headings
from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.pages import Page
from ind_tables.reading.words import Word
from tests.documents.sheets import ADVANCE, LABELS, SIZE

WIDTH, HEIGHT = 200.0, 300.0
UPWARDS, DOWNWARDS = 3, 1  # the quarter turns, anticlockwise, that bring them upright


def run(text: str, x: float, y: float) -> tuple[Glyph, ...]:
    return tuple(Glyph(c, x + ADVANCE * i, x + ADVANCE * (i + 1), y, SIZE) for i, c in enumerate(text))


def upwards(text: str, x: float, foot: float) -> tuple[Glyph, ...]:
    """A text that reads upwards from ``foot``, its baseline at ``x``, as it stands on the page turned clockwise."""
    return run(text, foot, WIDTH - x)


def slanted(text: str, x: float, y: float, angle: float) -> tuple[Glyph, ...]:
    """A text that rises at an angle from a place, by where it stands along and above its baseline."""
    cos, sin = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    return run(text, x * cos + y * sin, y * cos - x * sin)


def found(*words: Word, **page: object) -> list[tuple[str, float, float]]:
    """Text, left edge and baseline of the words that headings make, from left to right."""
    sheet = Page(1, WIDTH, HEIGHT, 0, (), **page)  # type: ignore[arg-type]
    made = sorted(headings.upright(words, sheet, LABELS), key=lambda word: word.x0)
    return [(word.text, round(word.x0), round(word.y)) for word in made]


def word(text: str, x: float, y: float) -> Word:
    return Word(text, x, x + ADVANCE * len(text), y, SIZE)


def test_months_that_read_upwards_stand_at_their_feet() -> None:
    """The letters stand left of a baseline that runs upwards, the hull reaching 0.8 type sizes from it."""
    [first, second] = found(sideways={UPWARDS: upwards("Januari", 60, 100) + upwards("Mei", 90, 100)})

    assert (first[0], first[2], second[0], second[2]) == ("Januari", 100, "Mei", 100)
    assert 60 - SIZE <= first[1] < 60
    assert second[1] - first[1] == 30


def test_months_that_hang_from_one_height_are_headings_on_the_line_of_the_lowest() -> None:
    """Seven letters and three, both up to 128: the longer begins at 100, the shorter at 116."""
    made = found(sideways={UPWARDS: upwards("Januari", 60, 100) + upwards("Mei", 90, 116)})
    assert [(text, y) for text, _, y in made] == [("Januari", 100), ("Mei", 100)]


def test_months_that_read_downwards_stand_at_their_lower_ends() -> None:
    """On the page turned anticlockwise, what begins at the height 128 begins 300 - 128 from the left."""
    made = found(sideways={DOWNWARDS: run("Januari", HEIGHT - 128, 60)})
    assert [(text, y) for text, _, y in made] == [("Januari", 100)]


@pytest.mark.parametrize("angle", [30, 45, 60])
def test_a_month_at_an_angle_stands_at_the_column_from_which_it_rises(angle: int) -> None:
    assert found(aslant={angle: slanted("Februari", 100, 50, angle)}) == [("Februari", round(100 - SIZE / 2), 50)]


def test_a_month_that_falls_towards_its_column_stands_at_its_lower_end() -> None:
    """Three letters of 4 points from (100, 50) at 30 degrees downwards end at (110.4, 44)."""
    assert found(aslant={-30: slanted("Mei", 100, 50, -30)}) == [("Mei", 107, 44)]


def test_the_headings_of_tables_side_by_side_keep_a_line_each() -> None:
    left = upwards("Januari", 40, 100) + upwards("Februari", 60, 100) + upwards("Maart", 80, 100)
    right = upwards("Januari", 150, 104) + upwards("Februari", 170, 104)

    made = found(sideways={UPWARDS: left + right})

    assert [y for *_, y in made] == [100, 100, 100, 104, 104]


def test_what_is_turned_and_no_month_is_no_heading() -> None:
    assert found(sideways={UPWARDS: upwards("Concept", 60, 100)}) == []


@pytest.mark.parametrize("hyphen", ["-", "\u00ad", "\u2010"])
def test_a_hyphenated_month_is_one_word_on_the_second_line_with_those_beside_it(hyphen: str) -> None:
    made = found(word("Mei", 50, 110), word(f"Septem{hyphen}", 80, 110), word("ber", 80, 101), word("2025", 99, 130))
    assert made == [("Mei", 50, 101), ("September", 80, 101), ("2025", 99, 130)]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (("Eer-", 80, 110), ("ste", 80, 101)),  # no month
        (("Septem-", 80, 110), ("ber", 150, 101)),  # not below it
        (("Septem-", 80, 110), ("ber", 80, 80)),  # further than the next line
    ],
)
def test_other_words_that_end_in_a_hyphen_stay_as_they_are(
    upper: tuple[str, int, int], lower: tuple[str, int, int]
) -> None:
    assert sorted(found(word(*upper), word(*lower))) == sorted([upper, lower])
