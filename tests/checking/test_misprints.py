"""What a slip makes of a figure: every kind, typed out by hand for small ones."""

from __future__ import annotations

import pytest

from ind_tables.checking import misprints


@pytest.mark.parametrize(
    ("true", "printed", "kind"),
    [
        (2130, 2180, "digit"),
        (2130, 9130, "digit"),
        (2130, 1230, "swap"),
        (2130, 2310, "swap"),
        (2130, 3120, "swap"),
        (2130, 230, "drop"),
        (2130, 213, "drop"),
        (2130, 21330, "double"),
        (2130, 21300, "double"),
        (2130, 21530, "add"),
        (2130, 2, "separator"),
        (2130, 130, "separator"),
        (2000, 2, "separator"),
        (2130, -2130, "sign"),
        (130, 30, "drop"),
        (7, 77, "double"),
        (0, 60, "add"),
    ],
)
def test_a_slip_has_a_kind(true: int, printed: int, kind: str) -> None:
    assert kind in misprints.slips(true)[printed]


@pytest.mark.parametrize(("true", "printed"), [(2130, 2130), (2130, 3021), (2130, 2240), (2130, 4260), (80, 2130)])
def test_what_takes_two_slips_or_none_is_no_slip(true: int, printed: int) -> None:
    assert printed not in misprints.slips(true)


def test_one_digit_of_three_becomes_one_of_nine_others() -> None:
    """Of 27 outcomes each is as likely: 0.36 / 27. From 130 to 180 no other slip leads."""
    assert misprints.slips(130)[180] == pytest.approx({"digit": 0.36 / 27})


def test_next_to_each_other_digits_change_places_more_often() -> None:
    """1234 has three pairs of neighbours, which share 0.93, and three others, which share 0.07, of all swaps (0.18)."""
    assert misprints.slips(1234)[2134]["swap"] == pytest.approx(0.18 * 0.93 / 3)
    assert misprints.slips(1234)[4231]["swap"] == pytest.approx(0.18 * 0.07 / 3)


def test_a_two_digit_figure_has_one_pair_of_neighbours_and_no_other() -> None:
    assert misprints.slips(12)[21]["swap"] == pytest.approx(0.18 * 0.93)


@pytest.mark.parametrize("true", [0, 7, 80, 130, 2130, 48850, 100000])
def test_the_chances_of_all_slips_are_no_more_than_one(true: int) -> None:
    total = sum(sum(kinds.values()) for kinds in misprints.slips(true).values())
    assert 0 < total <= sum(misprints.SHARES.values()) + 1e-9 < 1


@pytest.mark.parametrize(("printed", "true"), [(2310, 2130), (213, 2130), (21300, 2130), (-2130, 2130), (2, 2000)])
def test_the_figures_that_a_slip_can_have_spoilt_are_found_again(printed: int, true: int) -> None:
    assert true in misprints.originals(printed)
    assert true in misprints.originals(printed, 10)


def test_originals_are_figures_that_one_slip_makes_the_printed_one_of() -> None:
    found = misprints.originals(50)

    assert {0, 5, 55, 70, 150, 250, 500, 505}.issubset(found)
    assert found.isdisjoint({50, 61, 1500})
    assert misprints.originals(50, 10) == {true for true in found if true % 10 == 0}


def test_an_unknown_mistake_ends_at_small_figures_rather_than_at_one_large_one() -> None:
    assert misprints.other(0) > misprints.other(1000) > misprints.other(100_000) > 0
    assert misprints.other(-1000) == misprints.other(1000)
