"""The experiment of docs/power.md in small: seeded, a few seconds, and held to what the checks aim for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ind_tables.showing import verdicts
from tests.bench import power
from tests.bench.power import Count, measure

pytestmark = pytest.mark.slow

SEED = 1
DOCUMENT = Path(__file__).parents[2] / "docs/power.md"


@pytest.fixture(scope="module")
def digits() -> Count:
    """One digit changed, by 40 or more, without the edition before."""
    return measure(SEED, 35, "one digit changed", 1, informed=False)


@pytest.fixture(scope="module")
def informed() -> Count:
    """The same with the edition before."""
    return measure(SEED, 21, "one digit changed", 1, informed=True)


@pytest.mark.full
def test_every_error_of_forty_or_more_is_detected(digits: Count) -> None:
    assert digits.detected == 35


@pytest.mark.full
def test_the_wrong_cell_is_among_the_first_rank(digits: Count) -> None:
    assert digits.among >= 0.97 * digits.detected


@pytest.mark.full
def test_the_true_figure_is_proposed_alone_at_the_first_rank(digits: Count) -> None:
    """Both seeds of docs/power.md together gave 75 %: of 35 trials, 53 % are three standard errors below that."""
    assert digits.right >= 0.53 * digits.detected
    assert digits.misled <= 1


@pytest.mark.full
def test_with_the_edition_before_it_is_so_nearly_always(informed: Count) -> None:
    assert informed.detected == 21
    assert informed.alone >= 0.99 * informed.detected
    assert informed.right >= 0.95 * informed.detected


@pytest.mark.full
def test_small_errors_are_seen_the_more_often_the_larger_they_are() -> None:
    seen = [measure(SEED, 14, "one digit changed", 1, False, size, size).detected for size in (10.0, 30.0)]
    assert seen[0] <= 3 < 9 <= seen[1]


@pytest.mark.full
@pytest.mark.parametrize("kind", ["row shifted", "two cells swapped", "two rows swapped", "two columns swapped"])
def test_what_spoils_several_cells_is_named_as_such(kind: str) -> None:
    count = measure(SEED, 7, kind, 1, informed=False)

    assert count.detected >= 4
    assert count.named >= 0.85 * count.detected


def test_clean_editions_raise_no_alarm() -> None:
    assert power.false_alarms(SEED, 4) == (5, 0, 0)


@pytest.mark.parametrize("kind", power.KINDS)
def test_an_error_strikes_what_it_says_and_moves_a_covered_figure(kind: str) -> None:
    sample = power.known(SEED)[0]
    errors = 1 if kind in power.WHOLE else 2
    changes = power.strike(np.random.default_rng(3), sample, kind, errors, least=40)

    moved = {n for n, value in changes.items() if abs(value - sample.edition.values[n]) >= 40}
    assert moved
    assert len(changes) == 2 if kind in power.SINGLE else len(changes) > 2
    assert {sample.edition.cells[n].section for n in moved} != {"appointments"}


# ---------------------------------------------------------------------------------------------------
# What is published.


def published() -> pd.DataFrame:
    return pd.read_csv(verdicts.POWER)


def test_the_published_table_reaches_what_was_aimed_for() -> None:
    counts = published()
    mine = counts[(counts["kind"] == "one digit changed") & (counts["errors"] == 1) & (counts["moved"] == "40 or more")]
    without, informed = (mine[mine["previous"] == told].iloc[0] for told in ("without", "with"))

    assert without["detected"] == without["trials"] >= 800
    assert without["among"] >= 0.97 * without["detected"]
    # Aimed for are 75 %, of which two standard errors of 800 trials are 3 %; the document tells how near it is.
    assert without["right"] >= 0.72 * without["detected"]
    assert without["misled"] <= 0.02 * without["detected"]
    assert informed["right"] >= 0.99 * informed["detected"]
    assert informed["among"] >= 0.99 * informed["detected"]


def test_the_published_table_is_of_thousands_of_spoilt_editions() -> None:
    assert published()["trials"].sum() >= 2000
    assert set(published()["kind"]) == set(power.KINDS)


def test_the_document_and_the_notebook_show_the_same_counts() -> None:
    text = DOCUMENT.read_text("utf8")
    table = text.split(power.BEGIN)[1].split(power.END)[0]
    clean = table.strip().splitlines()[-1]

    assert table.strip().startswith(power.tables(published()))
    assert clean.endswith("with a finding of severity `error`: 0; with a suspect: 0.")
    shown = verdicts.power()
    assert len(shown.frame) == 4 * len(power.KINDS) - 2 * len(power.WHOLE) + 2
    assert shown.headers == 3


def test_counts_are_told_as_shares_of_what_was_detected() -> None:
    counts = pd.DataFrame(
        [
            ("row shifted", "40 or more", 2, "with", 40, 20, 10, 5, 0, 1, 2, 15),
            ("digit dropped", "40 or more", 1, "without", 4, 0, 0, 0, 0, 0, 0, pd.NA),
        ],
        columns=["kind", "moved", "errors", "previous", *power.NUMBERS],
    )

    assert verdicts.shares(counts).values.tolist() == [
        [
            "row shifted",
            "40 or more",
            "two",
            "with",
            "40",
            "50.0 %",
            "50.0 %",
            "25.0 %",
            "0.0 %",
            "5.0 %",
            "10.0 %",
            "75.0 %",
        ],
        ["digit dropped", "40 or more", "one", "without", "4", "0.0 %", "–", "–", "–", "–", "–", ""],
    ]
