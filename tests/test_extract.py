"""Every figure is read on independent paths; one that contradicts refuses it, one that is misled says nothing."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ind_tables import extract
from ind_tables.errors import UnreadableNumber
from ind_tables.extract import Flavour, Grid
from ind_tables.pages import Glyph


def readers(document: extract.Document) -> set[tuple[str, ...]]:
    return {cell.readers for cell in document.cells}


@pytest.fixture
def seeing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[list[Grid]], list[Grid]]], None]:
    """Makes Camelot's first look at an edition yield something else."""

    def change(altered: Callable[[list[Grid]], list[Grid]]) -> None:
        look = extract.camelot_grids
        monkeypatch.setattr(extract, "camelot_grids", lambda source, flavours: altered(look(source, flavours)))

    return change


def printing(grids: list[Grid], *changes: tuple[str, str]) -> list[Grid]:
    """``grids`` in whose first page the first cells with some texts hold others."""
    texts = [list(row) for row in grids[0].texts]
    places: dict[str, tuple[int, int]] = {}
    for i, row in enumerate(texts):
        for j, text in enumerate(row):
            places.setdefault(text.strip(), (i, j))
    for old, new in changes:
        i, j = places[old]
        texts[i][j] = new
    return [replace(grids[0], texts=tuple(map(tuple, texts))), *grids[1:]]


# --------------------------------------------------------------------------------------------------
# Agreement


def test_another_figure_in_a_row_that_is_whole_contradicts(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: printing(grids, ("2.130", "2.730")))
    with pytest.raises(UnreadableNumber) as refusal:
        extract.read(sample)
    assert str(refusal.value) == (
        "page 1, section “Asiel - Eerste aanvragen”, row “Aanvragen”, column 2024-12: the text layer reads “2.130” and "
        "Camelot stream “2.730”; expected two readings that agree; compare with the page"
    )
    assert refusal.value.page == 1
    assert refusal.value.box is not None


def test_the_same_figures_in_other_columns_contradict(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: printing(grids, ("2.130", "1.650"), ("1.650", "2.130")))
    with pytest.raises(UnreadableNumber, match=r"reads “2\.130” and Camelot stream “1\.650”"):
        extract.read(sample)


@pytest.mark.parametrize(
    "misled",
    [
        [("2.130", "2.130\n1.650"), ("1.650", "")],  # two figures in one cell
        [("2.130", "")],  # a figure left out
    ],
)
def test_a_flavour_that_is_misled_about_the_columns_says_nothing_and_looks_again(
    sample: Path, seeing: Any, misled: list[tuple[str, str]]
) -> None:
    seeing(lambda grids: printing(grids, *misled))

    assert readers(extract.read(sample)) == {("stream", "text")}


def test_a_label_that_reaches_into_a_cell_is_no_figure(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: printing(grids, ("2.130", "Aanvragen\n2.130")))

    assert readers(extract.read(sample)) == {("stream", "text")}


def test_where_stream_sees_no_table_it_looks_again_told_where_the_columns_part(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: [])

    assert readers(extract.read(sample)) == {("stream", "text")}


def test_a_figure_that_is_read_once_is_refused(sample: Path, seeing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(lambda grids: [])
    monkeypatch.setattr(extract, "closer_grids", lambda source, rows, sheets: [])
    with pytest.raises(
        UnreadableNumber, match=r"reads “2\.130” and Camelot nothing that agrees; expected two readings"
    ):
        extract.read(sample)


@pytest.mark.parametrize(("flavours", "expected"), [((), {("text",)}), (("lattice",), {("text",)})])
def test_without_stream_the_text_layer_may_stand_alone(
    sample: Path, flavours: tuple[Flavour, ...], expected: set[tuple[str, ...]]
) -> None:
    document = extract.read(sample, flavours=flavours)

    assert readers(document) == expected
    assert (document.cells[0].printed, len(document.cells)) == ("2.130", 1170)


# --------------------------------------------------------------------------------------------------
# What Camelot sees


def test_a_grid_gives_the_text_of_the_cell_that_covers_a_place() -> None:
    grid = Grid("stream", 1, ((20, 10), (10, 0)), ((0, 50), (50, 90)), (("a", "b"), ("c", "d")))

    assert [grid.at(25, 15), grid.at(60, 15), grid.at(25, 5), grid.at(60, 5)] == ["a", "b", "c", "d"]
    assert [grid.at(95, 5), grid.at(25, 25), grid.at(-1, 5)] == [None, None, None]


def test_what_playa_stumbles_over_is_read_from_a_plain_copy(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    leaves = extract._leaves
    seen: list[bytes] = []

    def stumbling(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[extract.Leaf]:
        seen.append(content)
        if content == sample.read_bytes():
            raise ValueError("an encryption that it does not know")
        return leaves(content, hidden)

    whole = extract.camelot_grids(sample)
    monkeypatch.setattr(extract, "_leaves", stumbling)

    copied = extract.camelot_grids(sample)

    assert len(seen) == 2
    assert [Counter(text for row in grid.texts for text in row) for grid in copied] == [
        Counter(text for row in grid.texts for text in row) for grid in whole
    ]


def test_a_lack_of_memory_is_no_reason_to_try_again(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hungry(content: bytes, hidden: Mapping[int, Sequence[Glyph]]) -> Iterator[extract.Leaf]:
        raise MemoryError

    monkeypatch.setattr(extract, "_leaves", hungry)
    monkeypatch.setattr(extract.pages, "plain_copy", lambda source: pytest.fail("tried again"))
    with pytest.raises(MemoryError):
        extract.camelot_grids(sample)


def test_glyphs_that_are_cut_off_are_left_out_by_character_and_place() -> None:
    seen = [Glyph("4", 10, 15, 100, 8), Glyph("5", 15, 20, 100, 8), Glyph("4", 30, 35, 100, 8)]
    hidden = [Glyph("4", 10.3, 15.3, 100.2, 8), Glyph("9", 30, 35, 100, 8)]

    assert list(extract._without(seen, hidden)) == seen[1:]
    assert list(extract._without(seen, ())) == seen


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
    assert extract._visible(media, crop) == seen


# --------------------------------------------------------------------------------------------------
# Whose document it is


def test_a_facsimile_says_so_in_its_information(sample: Path) -> None:
    assert extract.read(sample, flavours=()).facsimile
    assert not extract.is_facsimile({"Title": "Maandcijfers IND December 2025", "Creator": "Microsoft Excel"})


# --------------------------------------------------------------------------------------------------
# What is loaded


def test_the_package_loads_no_opencv_until_it_reads_and_no_matplotlib_until_it_draws(sample: Path) -> None:
    script = (
        "import sys, ind_tables.cli, ind_tables.extract, ind_tables.observations\n"
        "print(*{'cv2', 'matplotlib', 'camelot'} & sys.modules.keys())\n"
        "figures = ind_tables.read(sys.argv[1])\n"
        "print(*{'matplotlib'} & sys.modules.keys())\n"
        "import matplotlib.pyplot\n"
        "print(len(figures), matplotlib.pyplot.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", script, sample], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["", "", "1170 matplotlib.pyplot"]


def test_what_is_to_be_done_meanwhile_is_done_while_the_readings_are_at_work(sample: Path) -> None:
    done: list[str] = []

    document = extract.read(sample, meanwhile=lambda: done.append("once"))

    assert (done, len(document.cells)) == (["once"], 1170)
