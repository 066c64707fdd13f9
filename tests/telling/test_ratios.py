"""Ratios in words: only those that every possible ratio fits."""

from __future__ import annotations

import pytest

from ind_tables.telling import indicators, ratios
from ind_tables.telling.quantities import Figures, within
from tests.telling.test_story import edition


def changed(before: int, now: int) -> Figures:
    return edition({("naturalisation", "pending", "all"): [before, *[before] * 11, now]})


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [
        (1000, 2020, ("over", 2)),
        (1000, 2010, None),  # 2,005 of 1,005 is less than twice as many
        (1000, 1850, ("nearly", 2)),
        (1000, 1700, None),
        (1110, 3030, ("nearly", 3)),
        (1000, 2500, None),
        (1000, 480, ("under half", 0)),
        (1000, 500, None),
        (1000, 0, None),
        (90, 900, None),
    ],
)
def test_how_many_times_as_many(before: int, now: int, expected: tuple[str, int] | None) -> None:
    figures = changed(before, now)
    then, there = (figures.figure("naturalisation", "pending", period=period) for period in ("2024-12", "2025-12"))
    assert ratios.multiple(there, then) == expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (47.6, 49.4, ("under", "half")),
        (50.1, 52.9, ("over", "half")),
        (49.0, 51.0, None),
        (37.9, 39.9, ("over", "third")),
        (-39.9, -37.9, ("over", "third")),
        (31.0, 33.0, ("under", "third")),
        (22.5, 24.6, ("under", "quarter")),
        (-1.0, 2.0, None),
        (150.0, 160.0, None),
    ],
)
def test_the_part_of_a_whole(low: float, high: float, expected: tuple[str, str] | None) -> None:
    assert ratios.fraction(within((low + high) / 2, low, high, "percent", "x")) == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ([100] * 9 + [110, 120, 130, 140], 4),
        ([100] * 9 + [90, 80, 70, 60], -4),
        ([100] * 9 + [110, 120, 120, 140], 1),
        ([100] * 13, 0),
        ([*range(100, 230, 10)], 12),
    ],
)
def test_rises_in_a_row(row: list[int], expected: int) -> None:
    assert (
        indicators.streak(edition({("naturalisation", "pending", "all"): row}), "naturalisation", "pending") == expected
    )
