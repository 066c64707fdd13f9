"""Layouts are read exactly by two readers or more: those of other storage and windows, and any at random."""

from __future__ import annotations

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.documents import pairwise
from tests.documents.facsimile import random_figures
from tests.documents.facsimile.strategies import fitted, looks
from tests.documents.layouts import (
    PAGE,
    STORAGE,
    WINDOWS,
    Layout,
    assert_exact,
    check,
    december,
    layouts,
    read,
    with_signs,
)
from tests.layers import layered, only

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

PAIRWISE = pairwise.looks()


@pytest.mark.parametrize("name", layered([*STORAGE, *WINDOWS], only("all at once", "12 months of two years")))
def test_an_edition_stored_otherwise_or_of_another_window_is_read_exactly(name: str, tmp_path: Path) -> None:
    check(name, tmp_path)


@pytest.mark.parametrize("name", PAIRWISE)
def test_any_two_choices_go_together(name: str, tmp_path: Path) -> None:
    figures = december(PAIRWISE[name])
    layout = Layout(figures, fitted(figures, PAIRWISE[name]))

    assert_exact(layout, read(layout, tmp_path)[0])


def test_any_two_choices_stand_together_in_one_of_them() -> None:
    asked = {
        frozenset([(one, i), (other, j)])
        for one, other in combinations(pairwise.CHOICES, 2)
        for i in range(len(pairwise.CHOICES[one]))
        for j in range(len(pairwise.CHOICES[other]))
    }
    assert {frozenset(pair) for row in pairwise.rows() for pair in combinations(row.items(), 2)} == asked


@pytest.mark.full
@given(data=st.data())
@settings(max_examples=15)
def test_layouts_at_random_are_read_exactly(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    end, length = data.draw(st.sampled_from([("2026-01", 13), ("2026-03", 13), ("2026-12", 12)]))
    figures = random_figures(data.draw(st.integers(0, 99)), end, length)
    look = data.draw(looks(figures))
    share = 0.0 if look.row_as_string != "no" else data.draw(st.sampled_from([0.0, 0.02, 0.2]))
    figures = with_signs(figures, look, share, data.draw(st.integers(0, 99)))
    layout = Layout(figures, fitted(figures, look))

    assert_exact(layout, read(layout, tmp_path_factory.mktemp("random"))[0])


def test_the_page_lists_the_matrix() -> None:
    text = PAGE.read_text("utf8")
    names = [line.split(" | ")[0].removeprefix("| ") for line in text.splitlines() if line.startswith("| ")][1:]

    assert names == list(layouts())
    assert f"{len(names)} documents: {len(names)} exact, none wrong, none refused." in text
