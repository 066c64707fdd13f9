"""Characters whose boxes say too much: where a font's widths are wrong, and where its size is no size."""

from __future__ import annotations

from ind_tables.reading.glyphs import Glyph, as_set

SIZE = 10.0


def placed(text: str, x: float, step: float) -> list[Glyph]:
    """Characters set singly, so many points apart, in a font that says that each is 8 points wide."""
    return [Glyph(c, x + step * i, x + step * i + 8.0, 100.0, SIZE) for i, c in enumerate(text)]


def test_a_box_that_reaches_over_the_next_character_ends_where_one_follows_closest() -> None:
    found = as_set([*placed("aba", 0.0, 5.0), *placed("aab", 50.0, 6.0)])

    assert [round(g.x1 - g.x0, 1) for g in found if g.text == "a"] == [5.0, 5.0, 5.0, 5.0]


def test_digits_of_about_one_width_are_as_wide_as_the_closest_where_others_are_set_apart() -> None:
    """The 7 stands in figures alone, whose digits are a point further apart than those of the dates."""
    found = as_set([*placed("123", 0.0, 5.0), *placed("1717", 50.0, 6.0)])

    assert {g.text: round(g.x1 - g.x0, 1) for g in found} == {"1": 5.0, "2": 5.0, "3": 5.0, "7": 5.0}


def test_a_digit_that_is_much_narrower_than_the_others_stays_so() -> None:
    """Of proportional figures the 1 is narrower: were all as narrow, gaps would open between the others."""
    found = as_set([*placed("1121", 0.0, 3.0), *placed("2332", 50.0, 6.0)])

    assert round(next(g.x1 - g.x0 for g in found if g.text == "1"), 1) == 3.0
    assert round(next(g.x1 - g.x0 for g in found if g.text == "3"), 1) == 6.0
