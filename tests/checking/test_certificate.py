"""The certificate: of every cell what agrees with it, its range, and from which size on an error would be noticed."""

from __future__ import annotations

import pandas as pd
import pytest

from ind_tables.checking import certificate
from ind_tables.checking.confrontation import Confrontation
from ind_tables.exports import dictionary
from ind_tables.place import KEY, Place
from tests.checking.test_revisions import changed, earlier
from tests.conftest import read_by_hand

DESK = Place("appointments", "document_appointments", "all", "2025-12")
FIRST = Place("asylum_first", "pending", "all", "2025-06")


@pytest.fixture(scope="module")
def certified() -> pd.DataFrame:
    """The certificate of the bundled edition, by place."""
    return certificate.of(read_by_hand()).set_index(KEY)


@pytest.fixture(scope="module")
def informed() -> pd.DataFrame:
    """The same with the edition before."""
    return certificate.of(read_by_hand(), earlier(read_by_hand())).set_index(KEY)


def of(golden: pd.DataFrame, *sections: str) -> pd.DataFrame:
    """Some of its tables."""
    return golden[golden["section"].isin(sections)]


def test_there_is_a_row_a_cell_with_the_columns_of_the_dictionary(certified: pd.DataFrame) -> None:
    assert len(certified) == 1170
    columns = [column.name for column in dictionary.tables()["certificate"].columns]
    assert columns == certificate.COLUMNS
    assert list(certified.reset_index()[columns].columns) == columns


def test_the_witnesses_of_figures_that_stand_in_no_identity(certified: pd.DataFrame, informed: pd.DataFrame) -> None:
    """Of 122, the 52 norms have their year, and applications of a first month what waits for less than a month."""
    bare = certified[certified["identities"] == 0]
    assert len(bare) == 122
    assert (bare["witnesses"] == "").sum() == 59
    left = informed.index[informed["witnesses"] == ""]
    assert {(place[0], place[3]) for place in left} == {("appointments", "2025-12")}
    assert len(left) == 4


def test_the_page_of_the_publisher_is_a_witness(golden: pd.DataFrame) -> None:
    told = certificate.of(of(golden, "appointments"), confirmed={DESK}).set_index(KEY)
    assert told.loc[DESK, "witnesses"] == "publisher"


@pytest.mark.parametrize(
    "place",
    [FIRST, Place("family", "applications", "all", "2025-03"), Place("nareis_mvv", "pending", "15m+", "2025-12")],
)
def test_an_error_is_noticed_from_the_size_on_that_is_said_and_not_before(
    certified: pd.DataFrame, golden: pd.DataFrame, place: Place
) -> None:
    """Put into the edition upwards and downwards, the size breaks an identity both ways, and ten less does not."""
    [value] = golden.loc[(golden[KEY] == list(place)).all(axis=1), "value"]
    size = int(certified.loc[place, "noticed_from"])

    def noticed(figure: int) -> bool:
        spoilt = Confrontation(changed(golden, figure, **place._asdict()))
        return "error" in set(spoilt.findings["severity"])

    assert (noticed(value + size), noticed(value - size)) == (True, True)
    assert not (noticed(value + size - 10) and noticed(value - size + 10))


def test_a_norm_is_noticed_by_its_year_and_a_desk_by_nothing_but_the_edition_before(
    certified: pd.DataFrame, informed: pd.DataFrame
) -> None:
    assert certified.loc[("asylum_dublin", "commissioned", "all", "2025-06"), "noticed_from"] == 10
    assert pd.isna(certified.loc[DESK, "noticed_from"])
    assert informed.loc[(*DESK[:3], "2025-11"), "noticed_from"] == 20
    assert informed.loc[("appointments", "document_first_slot", "all", "2025-11"), "noticed_from"] == 1


def test_the_range_is_cut_by_what_the_identities_leave(certified: pd.DataFrame, golden: pd.DataFrame) -> None:
    wide = certified["high"] - certified["low"]
    rounded = ~certified.index.get_level_values("measure").str.endswith("slot")
    assert (wide <= 10).all()
    assert (wide[rounded & (certified["identities"] > 1)] < 10).any()
    assert (certified["low"] >= 0).all()


def test_the_consistent_table_keeps_every_identity_exactly_and_stays_within_rounding(
    certified: pd.DataFrame, golden: pd.DataFrame
) -> None:
    made = golden.assign(value=certified["consistent"].array)
    table = Confrontation(made).table
    assert (table.loc[table["kind"] == "identity", "residual"] == 0).all()
    assert (certified["consistent"] - certified["value"]).abs().max() <= 5
    assert (certified["consistent"] == certified["value"]).mean() > 0.75


def test_what_is_known_of_revisions_stands_beside_each_figure(certified: pd.DataFrame) -> None:
    dublin = certified.loc[("asylum_dublin", "applications", "all", "2025-12")]
    assert (dublin["provisional"], dublin["first_figures"], dublin["revised"]) == ("yes", 3, 3)
    assert (round(dublin["least_percent"]), dublin["most_percent"]) == (9, 50)
    few = certified.loc[("asylum_dublin", "pending", "all", "2025-12")]
    assert (few["first_figures"], few["revised"]) == (2, 2)
    assert pd.isna(few["most_percent"])
    assert certified.loc[("study", "pending", "all", "2025-06"), "provisional"] == "no"


def test_a_figure_that_is_not_printed_has_no_range(golden: pd.DataFrame) -> None:
    gone = changed(of(golden, "asylum_first"), None, **FIRST._asdict())
    told = certificate.of(gone).set_index(KEY).loc[FIRST]
    assert pd.isna(told["value"])
    assert pd.isna(told["low"])
    assert pd.isna(told["consistent"])


def test_where_identities_contradict_each_other_nothing_consistent_is_made(golden: pd.DataFrame) -> None:
    wrong = changed(of(golden, "asylum_first", "study"), 90_000, **FIRST._asdict())
    told = certificate.of(wrong)
    assert set(told.loc[told["consistent"].isna(), "section"]) == {"asylum_first"}
