"""First figures: what the IND published first, held against what is printed last."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ind_tables.catalogue import source
from ind_tables.place import Place
from ind_tables.record import releases
from ind_tables.record.releases import Releases, Usual
from tests.bench import revisions as bench

ROW = ("asylum_dublin", "applications", "all")
SHIPPED = Path(__file__).parents[2] / "ind_tables/catalogue/first-releases.csv"


def vintage(
    edition: str, values: dict[str, int], row: tuple[str, str, str] = ("labour", "decisions", "all")
) -> pd.DataFrame:
    """An edition that prints one row."""
    rows = [(edition, *row, period, value) for period, value in values.items()]
    frame = pd.DataFrame(rows, columns=["edition", "section", "measure", "age_band", "period", "value"])
    return frame.astype({"value": "Int64"})


@pytest.fixture
def known(golden: pd.DataFrame) -> Releases:
    """What is known of December 2025 without a store."""
    return Releases(golden)


def test_the_package_brings_along_what_the_publisher_first_said_and_where_it_said_so() -> None:
    assert len(releases.shipped()) == 124
    assert SHIPPED.read_text("utf8").splitlines()[1] == "2023-03,asylum_general,applications,all,2023-03,3540,en"
    assert source.load().releases["address"].startswith("https://ind.nl/")


def test_half_of_what_december_prints_again_is_printed_otherwise(known: Releases) -> None:
    assert len(known.pairs) == 59
    assert (known.pairs["revision"] != 0).sum() == 30


def test_norms_never_change_and_decisions_by_thirty_at_most(known: Releases) -> None:
    sizes = known.pairs["revision"].abs().groupby(known.pairs["measure"]).max()
    assert (sizes["commissioned"], sizes["decisions"]) == (0, 30)


@pytest.mark.parametrize(
    ("section", "measure", "percents"),
    [
        ("asylum_dublin", "applications", [-9, -15, 50]),
        ("asylum_safe_country", "applications", [200, 33, 100]),
        ("asylum_dublin", "pending", [-27, -20]),
    ],
)
def test_small_rows_change_by_much(known: Releases, section: str, measure: str, percents: list[int]) -> None:
    mine = known.pairs[(known.pairs["section"] == section) & (known.pairs["measure"] == measure)]
    assert [round(float(percent)) for percent in mine["percent"]] == percents


def test_the_usual_revision_of_a_row_needs_three_first_figures(known: Releases) -> None:
    usual = known.usual().set_index(["section", "measure", "age_band"])
    assert usual.loc[ROW, ["known", "revised", "direction"]].tolist() == [3, 3, "both"]
    assert usual.loc[ROW, "most_percent"] == 50
    too_few = usual.loc[("asylum_dublin", "pending", "all")]
    assert (too_few["known"], too_few["revised"], too_few["direction"]) == (2, 2, "")
    assert pd.isna(too_few["most_percent"])
    assert known.of(("study", "pending", "all")) == Usual(0, 0)


def test_a_month_is_provisional_while_figures_of_its_age_still_move(known: Releases) -> None:
    moving = known.provisional()
    assert Place(*ROW, "2025-12") in moving
    assert Place("study", "pending", "all", "2025-11") in moving
    assert Place("study", "pending", "all", "2025-10") not in moving
    assert Place("asylum_dublin", "commissioned", "all", "2025-12") not in moving
    assert Place("asylum_first", "decisions", "all", "2025-12") not in moving  # three known, none moved


def test_the_store_adds_what_its_editions_printed_first() -> None:
    """Editions of January to March; in July their months are printed again, the first with 80 more."""
    earlier = [vintage(f"2026-0{n}", {f"2026-0{n}": 200}) for n in (1, 2, 3)]
    july = vintage("2026-07", {"2026-01": 280, "2026-02": 210, "2026-03": 200, "2026-07": 500})
    known = Releases(july, pd.concat(earlier))
    assert known.of(("labour", "decisions", "all")) == Usual(3, 1, 40.0, 40.0)
    assert Place("labour", "decisions", "all", "2026-07") in known.provisional()
    assert Place("labour", "decisions", "all", "2026-03") not in known.provisional()


def test_printings_of_neighbouring_months_are_too_near_to_tell() -> None:
    known = Releases(vintage("2026-02", {"2026-01": 300}), vintage("2026-01", {"2026-01": 200}))
    assert known.of(("labour", "decisions", "all")).known == 0


def test_later_editions_tell_nothing_of_an_earlier_one() -> None:
    later = vintage("2027-01", {"2026-01": 900})
    known = Releases(vintage("2026-07", {"2026-01": 200}), later)
    assert 900 not in set(known.pairs["latest"])


def test_a_figure_of_nought_has_no_percentage() -> None:
    known = Releases(vintage("2026-07", {"2026-01": 40}), vintage("2026-01", {"2026-01": 0}))
    [pair] = known.pairs[known.pairs["section"] == "labour"].itertuples()
    assert (pair.revision, pair.revised) == (40, True)
    assert pd.isna(pair.percent)


def test_the_page_shows_what_its_command_measures(golden: pd.DataFrame) -> None:
    written = bench.DOCUMENT.read_text("utf8")
    assert f"{bench.BEGIN}\n{bench.page(golden)}\n{bench.END}" in written
