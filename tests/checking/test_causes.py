"""Revisions by table and cause: what moved by itself, what followed, and what is a part of what moved."""

from __future__ import annotations

import pandas as pd
import pytest

from ind_tables.checking import revisions
from tests.checking.test_revisions import changed, earlier


def moved(figures: pd.DataFrame, by: int, *rows: tuple[str, str, str], since: str, until: str = "9999") -> pd.DataFrame:
    """The figures with those of some rows (section, measure, age band) from one month on moved."""
    keys = pd.Series(list(zip(figures["section"], figures["measure"], figures["age_band"], strict=True)))
    here = keys.isin(list(rows)).to_numpy() & figures["period"].between(since, until).to_numpy()
    assert here.any()
    return figures.assign(value=figures["value"].mask(here, figures["value"] + by))


LATE = ("asylum_dublin", "applications", "all")
STOCK = [("asylum_dublin", "pending", "all"), ("asylum_dublin", "pending", "0-1m")]


@pytest.fixture
def late(golden: pd.DataFrame) -> revisions.Comparison:
    """Fifty applications of October that the edition before did not know: the stock moves from then on."""
    before = moved(earlier(golden), -50, LATE, since="2025-10", until="2025-10")
    return revisions.compare(golden, moved(before, -50, *STOCK, since="2025-10"))


def test_a_stock_follows_the_flows_of_its_months_and_its_bands_are_parts_of_it(late: revisions.Comparison) -> None:
    causes = {(f.measure, f.age_band, f.period): f.cause for f in late.news.itertuples()}
    assert causes == {
        ("applications", "all", "2025-10"): "flow",
        ("pending", "all", "2025-10"): "follows",
        ("pending", "all", "2025-11"): "follows",
        ("pending", "0-1m", "2025-10"): "part",
        ("pending", "0-1m", "2025-11"): "part",
    }
    assert list(late.news["cause"])[-2:] == ["part", "part"]


def test_a_table_and_cause_is_a_group_with_the_figure_that_moved_most(late: revisions.Comparison) -> None:
    [flow, follows] = late.groups.itertuples()
    assert (flow.section, flow.cause, flow.figures, flow.parts, flow.period) == (
        "asylum_dublin", "flow", 1, 0, "2025-10",
    )  # fmt: skip
    assert (follows.cause, follows.figures, follows.parts, follows.first_period, follows.last_period) == (
        "follows", 2, 2, "2025-10", "2025-11",
    )  # fmt: skip


def test_a_stock_that_moves_without_its_flows_is_a_level(golden: pd.DataFrame) -> None:
    found = revisions.compare(golden, moved(earlier(golden), -200, ("labour", "pending", "all"), since="2024-12"))
    assert set(found.news["cause"]) == {"level"}
    assert len(found.groups) == 1


def test_bands_without_their_total_a_norm_and_a_wait_are_told_apart(golden: pd.DataFrame) -> None:
    before = changed(earlier(golden), 0, section="labour", measure="pending", age_band="3m+", period="2025-11")
    before = changed(before, 9, section="appointments", measure="document_first_slot", period="2025-11")
    before = changed(before, 100, section="asylum_dublin", measure="commissioned", period="2025-11")
    found = revisions.compare(golden, before).news
    assert dict(zip(found["section"], found["cause"], strict=True)) == {
        "labour": "ages",
        "appointments": "other",
        "asylum_dublin": "norm",
    }


def test_a_total_of_two_tables_is_told_once(golden: pd.DataFrame) -> None:
    rows = ("nareis_mvv", "decisions", "all"), ("nareis_total", "decisions", "all")
    found = revisions.compare(golden, moved(earlier(golden), -100, *rows, since="2025-11"))
    assert [(g.section, g.cause) for g in found.groups.itertuples()] == [("nareis_total", "flow")]


def test_what_moved_most_in_percent_beyond_rounding_comes_first(golden: pd.DataFrame) -> None:
    """One day of nine is 11 %, and exact; 90 of 2,200 are 3.6 % beyond a ten; 510 of 47,100 are 1.1 %."""
    before = changed(earlier(golden), 2200, section="asylum_first", measure="decisions", period="2025-10")
    before = changed(before, 9, section="appointments", measure="document_first_slot", period="2025-11")
    before = changed(before, 47_100, section="asylum_first", measure="pending", period="2025-10")
    news = revisions.compare(golden, before).news
    assert [f.measure for f in news.itertuples()] == ["document_first_slot", "decisions", "pending"]
    assert list(news["percent"]) == [11.1, 4.1, 1.1]


def test_rows_that_came_or_went_are_named(golden: pd.DataFrame) -> None:
    band = (golden["section"] == "study") & (golden["age_band"] == "3m+")
    found = revisions.compare(golden[golden["section"] != "labour"], earlier(golden[~band]))
    assert found.came == (("study", "pending", "3m+"),)
    assert {row[0] for row in found.went} == {"labour"}
    assert set(found.figures.loc[found.figures["cause"] == "row", "section"]) == {"study", "labour"}
