"""What the true figures can have been together, against what can be worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from ind_tables.checking.bounds import Bounds
from ind_tables.place import Place

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]


def study(rows: dict[tuple[str, str], list[int | None]]) -> Bounds:
    """The ranges of a few rows of the table of study permits: (measure, age band) with a figure a month."""
    table = [
        ("2025-02", "study", *row, month, value)
        for row, values in rows.items()
        for month, value in zip(MONTHS, values, strict=False)
    ]
    frame = pd.DataFrame(table, columns=["edition", "section", "measure", "age_band", "period", "value"])
    return Bounds(frame.astype({"value": "Int64"}))


def place(measure: str, band: str = "all", month: str = "2025-01") -> Place:
    return Place("study", measure, band, month)


def year(section: str, decisions: float, applications: float) -> dict[Place, float]:
    """Decisions and applications of 2025, each with a factor."""
    factors = {"decisions": decisions, "applications": applications}
    return {Place(section, measure, "all", month): f for measure, f in factors.items() for month in MONTHS}


def test_a_figure_that_stands_in_no_identity_has_the_range_of_its_rounding() -> None:
    alone = study({("applications", "all"): [100], ("decisions", "all"): [0]})

    assert alone.linear({place("applications"): 1}) == (95, 105)
    assert alone.linear({place("decisions"): 1}) == (0, 5), "nothing is below zero"
    assert alone.linear({place("applications"): 2, place("decisions"): -1}) == (185, 210)
    assert alone.quotient({place("decisions"): 100}, {place("applications"): 1}) == (0, 100 * 5 / 95)


def test_an_identity_narrows_the_range_of_its_figures() -> None:
    """Bands of up to 5, up to 5, and 5 to 15, in a stock of 15 to 25."""
    table = study(
        {("pending", "all"): [20], ("pending", "0-1m"): [0], ("pending", "1-3m"): [0], ("pending", "3m+"): [10]}
    )

    assert table.linear({place("pending"): 1}) == (15, 25)
    assert table.linear({place("pending"): 1, place("pending", "3m+"): -1}) == (1, 10), "20 and 10 differ"
    assert table.linear({place("pending", "3m+"): 1}) == (5, 15)
    assert table.quotient({place("pending", "3m+"): 1}, {place("pending"): 1}) == pytest.approx((1 / 3, 1.0))


def test_a_change_of_a_stock_is_bounded_by_its_flows() -> None:
    """A stock from 100 to 120 grew by 10 to 30; 60 came in and 30 went out, so that it grew by 20 to 40."""
    flows = study({("pending", "all"): [100, 120], ("applications", "all"): [0, 60], ("decisions", "all"): [0, 30]})

    assert flows.linear({place("pending", month="2025-02"): 1, place("pending"): -1}) == (20, 30)


def test_a_figure_that_is_not_printed_still_ties_those_around_it() -> None:
    """February's stock is not printed: over two months 100 grew to 140, and 30 + x - 0 of the flows must do it."""
    flows = study(
        {
            ("pending", "all"): [100, None, 140],
            ("applications", "all"): [0, 30, 0],
            ("decisions", "all"): [0, 0, 0],
        }
    )

    assert flows.linear({place("applications", month="2025-02"): 1}) == (25, 35)
    assert flows.linear({place("pending", month="2025-03"): 1, place("pending"): -1}) == (30, 40)


@pytest.mark.parametrize(
    ("before", "now", "expected"),
    [(20, 10, (-19, -1)), (10, 20, (1, 19)), (10, 30, (10, 30)), (100, 100, (-10, 10)), (0, 10, (1, 15))],
)
def test_figures_that_are_printed_differently_differ(before: int, now: int, expected: tuple[int, int]) -> None:
    """Equal true figures are printed equally, so 10 and 20 are 1 to 19 apart: of 15, one or the other is made."""
    pair = study({("applications", "all"): [before, now]})
    assert pair.linear({place("applications", month="2025-02"): 1, place("applications"): -1}) == expected


def test_identities_that_contradict_each_other_leave_every_figure_by_itself() -> None:
    wrong = study(
        {("pending", "all"): [500], ("pending", "0-1m"): [0], ("pending", "1-3m"): [0], ("pending", "3m+"): [10]}
    )
    assert wrong.linear({place("pending"): 1, place("pending", "3m+"): -1}) == (480, 500)


@pytest.mark.parametrize(
    ("section", "parts", "together"),
    [("asylum_safe_country", (-20, 220), (90, 110)), ("study", (-220, 20), (-120, -100))],
)
def test_decisions_against_applications_of_a_year(
    golden: pd.DataFrame, section: str, parts: tuple[int, int], together: tuple[int, int]
) -> None:
    """Twenty-four figures leave 240; the stock's change over the year, which is the same, leaves 20.

    Safe countries went from 200 to 100, study from 70 to 180.
    """
    difference = year(section, 1, -1)
    printed = sum(
        factor * golden.set_index(["section", "measure", "age_band", "period"])["value"][tuple(one)]
        for one, factor in difference.items()
    )

    assert (printed - 120, printed + 120) == parts
    assert Bounds(golden).linear(difference) == together
