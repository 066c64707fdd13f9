"""Glyphs become words and lines by where they stand."""

from __future__ import annotations

import random

import pytest

from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.words import Line, Word, gather, letters, lines, segments, spoken, table_lines, table_size
from tests.documents.sheets import sheet


def run(text: str, x: float, y: float = 100, size: float = 10, advance: float = 5) -> list[Glyph]:
    return [Glyph(c, x + i * advance, x + (i + 1) * advance, y, size) for i, c in enumerate(text)]


def words(*runs: list[Glyph]) -> list[str]:
    return [word.text for word in gather(glyph for glyphs in runs for glyph in glyphs)]


@pytest.mark.parametrize(
    ("glyphs", "expected"),
    [
        ([run("2.130", 0)], ["2.130"]),
        ([run("45 740", 0)], ["45", "740"]),
        ([run("45\u00a0740", 0)], ["45\u00a0740"]),
        ([run("45\u202f740", 0)], ["45\u202f740"]),
        ([run("\u00a045 ", 0)], ["45"]),
        ([run("45", 0), run("74", 10.7)], ["4574"]),  # 0.07 of the type size: kerning
        ([run("45", 0), run("74", 11.0)], ["45", "74"]),  # 0.10: a gap
        ([run("45", 0), run("45", 0.2)], ["45"]),  # printed twice, to look bold
        ([run("45", 0), run("45", 2)], ["\ufffd"]),  # one figure over another: neither can be read
        ([run("45", 0, y=100), run("74", 10, y=100.3)], ["4574"]),  # 0.03 of the type size: a hair off its line
        ([run("45", 0, y=100), run("74", 10, y=101)], ["45", "74"]),  # 0.10: a line of its own
        ([run("ab", 0, y=100), run("cd", 10, y=101)], ["abcd"]),  # letters less than 0.15 off their line
        ([run("45", 0, y=100), run("74", 10, y=98)], ["45", "74"]),
        ([run("45", 0, size=10), run("740", 10, size=8)], ["45", "740"]),
    ],
)
def test_glyphs_join_where_nothing_parts_them(glyphs: list[list[Glyph]], expected: list[str]) -> None:
    assert words(*glyphs) == expected


def spaced(text: str, x: float, gap: float = 1.0) -> list[Glyph]:
    return [Glyph(c, x + i * (5 + gap), x + i * (5 + gap) + 5, 100, 10) for i, c in enumerate(text)]


def test_spaced_figures_are_whole_beside_words_and_figures_that_are_not() -> None:
    assert words(spaced("300", 0), spaced("290", 40), run("2024 december", 100), run("2025 januari", 200)) == [
        *("300", "290", "2024", "december", "2025", "januari"),
    ]


def test_two_figures_that_stand_closer_than_others_are_two() -> None:
    assert words(run("420", 0), run("380", 16), run("300", 60)) == ["420", "380", "300"]


@pytest.mark.parametrize(
    ("mark", "kept"),
    [
        (run("1", 10.5, y=103.5, size=6, advance=3), False),  # raised and smaller
        (run("1)", 10.5, y=103.5, size=6, advance=3), False),
        (run("a", 10.5, y=103.5, size=6, advance=3), False),
        (run("1", 10.2, y=100, size=6, advance=3), False),  # on the line, smaller and touching
        (run("1", 13.0, y=100, size=6, advance=3), True),  # on the line and apart
        (run("1", 10.5, y=103.5, size=10, advance=5), True),  # raised, but as large
        (run("123", 10.5, y=103.5, size=6, advance=3), True),  # no mark has three digits
        (run("1", 25, y=103.5, size=6, advance=3), True),  # far from any word
    ],
)
def test_a_footnote_mark_is_small_and_follows_a_word(mark: list[Glyph], kept: bool) -> None:
    expected = {"45"} | ({"".join(glyph.text for glyph in mark)} if kept else set())

    assert set(words(run("45", 0), mark)) == expected


def test_a_mark_that_is_a_character_of_its_own_is_left_out() -> None:
    assert words(run("45²", 0)) == ["45"]


def test_the_order_of_the_glyphs_changes_nothing() -> None:
    glyphs = list(sheet("Aanvragen   2.130   1.650\nBeslissingen  980").glyphs)
    random.Random(1).shuffle(glyphs)

    assert [line.text for line in lines(gather(glyphs))] == ["Aanvragen 2.130 1.650", "Beslissingen 980"]


def test_a_word_fills_a_box_with_room_for_descenders() -> None:
    [word] = gather(run("2.130", 20, y=100, size=10))

    assert word.box == pytest.approx((20, 97.8, 45, 107.8))
    assert (word.middle, word.width) == (32.5, 25)


# --------------------------------------------------------------------------------------------------
# Lines


def word(text: str, x0: float, x1: float, y: float = 100, size: float = 10) -> Word:
    return Word(text, x0, x1, y, size)


def test_a_line_has_the_middle_height_and_the_largest_size() -> None:
    line = Line((word("a", 0, 5, y=100), word("b", 10, 15, y=101, size=12), word("c", 20, 25, y=103)))

    assert (line.y, line.size, line.text) == (101, 12, "a b c")


def test_a_line_gives_the_words_whose_middle_lies_between_two_places() -> None:
    line = Line((word("a", 0, 10), word("b", 20, 30), word("c", 40, 50)))

    assert [w.text for w in line.between(5, 25)] == ["a"]
    assert [w.text for w in line.between(5, 25.1)] == ["a", "b"]


def test_words_further_apart_than_a_gap_are_segments() -> None:
    row = [word("Tot", 0, 10), word("1", 14, 16), word("maand", 20, 40), word("250", 55, 70)]

    assert [spoken(segment) for segment in segments(row)] == ["Tot 1 maand", "250"]
    assert [spoken(segment) for segment in segments(row, 0.3)] == ["Tot", "1", "maand", "250"]
    assert list(segments([])) == []


def test_display_type_is_no_part_of_a_tables_lines() -> None:
    printed = [word("250", 0, 15), word("300", 30, 45), word("CONCEPT", 0, 300, size=90)]

    assert [line.text for line in table_lines(printed)] == ["250 300"]
    assert [line.text for line in table_lines([word("CONCEPT", 0, 300, size=90)])] == ["CONCEPT"]


def test_the_type_size_of_a_page_is_that_of_most_figures() -> None:
    assert table_size([word("1", 0, 5, size=6), word("2", 0, 5, size=6), word("2026", 0, 5, size=12)]) == 6
    assert table_size([word("Aanvragen", 0, 5)]) == 0


@pytest.mark.parametrize(("text", "count"), [("maand", 5), ("2.130", 0), ("n.b.", 0), ("N.B.", 0), ("6m+", 1)])
def test_a_sign_for_no_figure_has_no_letters(text: str, count: int) -> None:
    assert letters(text) == count
