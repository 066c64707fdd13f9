"""What digits look like, told from a few pixels."""

from __future__ import annotations

import numpy as np
import pytest

from ind_tables.reading import pages
from ind_tables.reading.shapes import Specimens


def drawn(*rows: str) -> np.ndarray:
    """Darkness, as a drawing shows it: # is ink."""
    return np.array([[255 * (c == "#") for c in row] for row in rows], dtype=np.int16)


ONE = drawn(
    "..........",
    "...##.....",
    "..###.....",
    "...##.....",
    "...##.....",
    "...##.....",
    "...##.....",
    "...##.....",
    "...##.....",
    "..####....",
    "..........",
)
NOUGHT = drawn(
    "..........",
    "...####...",
    "..##..##..",
    ".##....##.",
    ".##....##.",
    ".##....##.",
    ".##....##.",
    ".##....##.",
    "..##..##..",
    "...####...",
    "..........",
)


@pytest.fixture(scope="module")
def specimens() -> Specimens:
    return Specimens(pages.specimens())


def test_a_digit_is_told_without_the_edge_of_the_one_beside_it(specimens: Specimens) -> None:
    crowded = ONE.copy()
    crowded[3:8, 9] = crowded[4:7, 8] = 255

    assert specimens._judged("1", crowded, 1.0) == specimens._judged("1", ONE, 1.0)
    assert specimens._judged("1", crowded, 1.0)[0] > 1


def test_a_nought_that_is_called_a_one_is_seen_whatever_stands_beside_it(specimens: Specimens) -> None:
    crowded = np.pad(NOUGHT, ((0, 0), (0, 2)))
    crowded[3:8, 11] = 255

    for ink in (NOUGHT, crowded):
        ratio, seen = specimens._judged("1", ink, 1.0)
        assert (ratio < 0.7, seen) == (True, "0")


def test_the_sides_of_a_nought_with_faint_arches_belong_together(specimens: Specimens) -> None:
    faint = NOUGHT[:, 1:9].copy()
    for row in (1, 2, -3, -2):
        faint[row] = np.where(faint[row], 60, 0)

    assert specimens._judged("0", faint, 1.0)[0] > 1
