"""Every figure is read on independent paths; one that contradicts refuses it, one that is misled says nothing."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ind_tables.errors import UnreadableNumber
from ind_tables.reading import camelot, edition
from ind_tables.reading.camelot import Flavour, Grid
from tests.documents.facsimile import Look
from tests.documents.refusals.spoilt import set_as, set_by_hand
from tests.layers import layered

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]


def readers(document: edition.Document) -> set[tuple[str, ...]]:
    return {cell.readers for cell in document.cells}


@pytest.fixture
def seeing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[list[Grid]], list[Grid]]], None]:
    """Makes Camelot's first look at an edition yield something else."""

    def change(altered: Callable[[list[Grid]], list[Grid]]) -> None:
        look = camelot.grids
        monkeypatch.setattr(camelot, "grids", lambda source, flavours: altered(look(source, flavours)))

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
        edition.read(sample)
    assert str(refusal.value) == (
        "page 1, section “Asiel - Eerste aanvragen”, row “Aanvragen”, column 2024-12: the text layer reads “2.130” and "
        "Camelot stream “2.730”; expected two readings that agree; compare with the page"
    )
    assert refusal.value.page == 1
    assert refusal.value.box is not None


def test_the_same_figures_in_other_columns_contradict(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: printing(grids, ("2.130", "1.650"), ("1.650", "2.130")))
    with pytest.raises(UnreadableNumber, match=r"reads “2\.130” and Camelot stream “1\.650”"):
        edition.read(sample)


@pytest.mark.parametrize(
    "misled",
    layered(
        [
            [("2.130", "2.130\n1.650"), ("1.650", "")],  # two figures in one cell
            [("2.130", "")],  # a figure left out
        ],
        lambda misled: len(misled) == 2,
    ),
)
def test_a_flavour_that_is_misled_about_the_columns_says_nothing_and_looks_again(
    sample: Path, seeing: Any, misled: list[tuple[str, str]]
) -> None:
    seeing(lambda grids: printing(grids, *misled))

    assert readers(edition.read(sample)) == {("stream", "text")}


def test_a_ruled_cell_that_holds_more_than_its_figure_contradicts(tmp_path: Path, seeing: Any) -> None:
    (tmp_path / "edition.pdf").write_bytes(set_as(Look(rules="grid"))())
    seeing(lambda grids: printing(grids, ("2.130", "2.130\n45")))
    with pytest.raises(
        UnreadableNumber, match=r"column 2024-12: the text layer reads “2\.130” and Camelot lattice “2\.13045”"
    ):
        edition.read(tmp_path / "edition.pdf")


def test_a_label_that_reaches_into_a_cell_is_no_figure(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: printing(grids, ("2.130", "Aanvragen\n2.130")))

    assert readers(edition.read(sample)) == {("stream", "text")}


def test_where_stream_sees_no_table_it_looks_again_told_where_the_columns_part(sample: Path, seeing: Any) -> None:
    seeing(lambda grids: [])

    assert readers(edition.read(sample)) == {("stream", "text")}


def test_a_figure_that_is_read_once_is_refused(sample: Path, seeing: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    seeing(lambda grids: [])
    monkeypatch.setattr(camelot, "closer", lambda source, rows, sheets: [])
    with pytest.raises(
        UnreadableNumber, match=r"reads “2\.130” and Camelot nothing that agrees; expected two readings"
    ):
        edition.read(sample)


@pytest.mark.parametrize(("flavours", "expected"), [((), {("text",)}), (("lattice",), {("text",)})])
def test_without_stream_the_text_layer_may_stand_alone(
    sample: Path, flavours: tuple[Flavour, ...], expected: set[tuple[str, ...]]
) -> None:
    document = edition.read(sample, flavours=flavours)

    assert readers(document) == expected
    assert (document.cells[0].printed, len(document.cells)) == ("2.130", 1170)


# --------------------------------------------------------------------------------------------------
# Whose document it is


def test_a_facsimile_says_so_in_its_information(sample: Path) -> None:
    assert edition.read(sample, flavours=()).facsimile
    assert not edition.is_facsimile({"Title": "Maandcijfers IND December 2025", "Creator": "Microsoft Excel"})


# --------------------------------------------------------------------------------------------------
# What is loaded


def test_another_document_is_refused_before_camelot_or_pandas_is_loaded(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(set_by_hand(["Dear reader,", "these are 2.130 words.", "Yours"])())
    script = (
        "import atexit, sys, ind_tables.run.cli\n"
        "atexit.register(lambda: print(*{'cv2', 'matplotlib', 'pandas', 'camelot'} & sys.modules.keys()))\n"
        "ind_tables.run.cli.main()\n"
    )
    command = [sys.executable, "-c", script, "extract", tmp_path / "letter.pdf"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr[:16]) == (3, "\n", "NotMaandcijfers:")


def test_what_is_to_be_done_meanwhile_is_done_while_the_readings_are_at_work(sample: Path) -> None:
    done: list[str] = []

    document = edition.read(sample, meanwhile=lambda: done.append("once"))

    assert (done, len(document.cells)) == (["once"], 1170)
