"""What Camelot sees: what a viewer shows, whatever its decoder stumbles over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from ind_tables.reading import camelot
from ind_tables.reading.camelot import Grid
from ind_tables.reading.glyphs import Glyph


def test_a_grid_gives_the_text_of_the_cell_that_covers_a_place() -> None:
    grid = Grid("stream", 1, ((20, 10), (10, 0)), ((0, 50), (50, 90)), (("a", "b"), ("c", "d")))

    assert [grid.at(25, 15), grid.at(60, 15), grid.at(25, 5), grid.at(60, 5)] == ["a", "b", "c", "d"]
    assert [grid.at(95, 5), grid.at(25, 25), grid.at(-1, 5)] == [None, None, None]


@pytest.mark.slow
def test_what_playa_stumbles_over_is_read_from_a_plain_copy(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = camelot._leaves
    seen: list[bytes] = []

    def stumbling(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[camelot.Leaf]:
        seen.append(content)
        if content == sample.read_bytes():
            raise ValueError("an encryption that it does not know")
        return leaves(content, hidden)

    whole = camelot.grids(sample)
    monkeypatch.setattr(camelot, "_leaves", stumbling)

    copied = camelot.grids(sample)

    assert len(seen) == 2
    assert [Counter(text for row in grid.texts for text in row) for grid in copied] == [
        Counter(text for row in grid.texts for text in row) for grid in whole
    ]


def test_a_lack_of_memory_is_no_reason_to_try_again(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[camelot.Leaf]:
        raise MemoryError

    monkeypatch.setattr(camelot, "_leaves", hungry)
    monkeypatch.setattr(camelot.pages, "plain_copy", lambda source: pytest.fail("tried again"))
    with pytest.raises(MemoryError):
        camelot.grids(sample)


def test_glyphs_that_are_cut_off_are_left_out_by_character_and_place() -> None:
    seen = [Glyph("4", 10, 15, 100, 8), Glyph("5", 15, 20, 100, 8), Glyph("4", 30, 35, 100, 8)]
    hidden = [Glyph("4", 10.3, 15.3, 100.2, 8), Glyph("9", 30, 35, 100, 8)]

    assert list(camelot._without(seen, hidden)) == seen[1:]
    assert list(camelot._without(seen, ())) == seen


@pytest.mark.parametrize(
    ("media", "crop", "seen"),
    [
        ((0, 0, 600, 800), (0, 0, 600, 800), (0, 0, 600, 800)),
        ((0, 0, 600, 800), (50, 60, 500, 700), (50, 60, 500, 700)),
        ((0, 0, 600, 800), (-50, 60, 700, 700), (0, 60, 600, 700)),
        ((0, 0, 600, 800), (700, 0, 900, 800), (0, 0, 600, 800)),  # a crop box beside the page says nothing
    ],
)
def test_what_is_visible_is_the_media_box_cut_by_the_crop_box(media: Any, crop: Any, seen: Any) -> None:
    assert camelot._visible(media, crop) == seen


def test_places_that_share_a_cell_are_not_alone() -> None:
    """A label that reaches far right may draw the first column over the middle of the second one."""
    rows, texts = ((20.0, 10.0),), (("Aanvragen\n1.940", "2.090"),)
    misled = Grid("stream", 1, rows, ((37.0, 154.0), (154.0, 178.0)), texts)
    first, second = (116.0, 11.0, 132.0, 19.0), (145.0, 11.0, 161.0, 19.0)

    assert camelot.seen([misled], second) == "Aanvragen\n1.940"
    assert not camelot.alone([misled], [first, second])
    assert camelot.alone([Grid("stream", 1, rows, ((37.0, 140.0), (140.0, 178.0)), texts)], [first, second])
    assert camelot.alone([misled], [first, (300.0, 11.0, 320.0, 19.0), (400.0, 11.0, 420.0, 19.0)]), "no cell at all"
