"""What an analyst's table of figures may look like, and what is refused; one row over time, one table as printed."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pyarrow as pa
import pytest

from ind_tables.errors import NotObservations, RequestError
from ind_tables.record import frames

ASYLUM = ["all", "0-1m", "1-6m", "6-15m", "15m+"]


@pytest.fixture
def figures(golden: pd.DataFrame) -> pd.DataFrame:
    """December 2025 as ``ind_tables.read`` hands it over."""
    return frames.dressed(golden)


def test_ids_are_categories_in_the_documents_order(figures: pd.DataFrame) -> None:
    asylum = figures[figures["section"] == "asylum_first"]
    assert [str(c) for c in asylum.pivot_table(index="period", columns="age_band", values="value").columns] == ASYLUM
    sections = figures.groupby("section", observed=True)["value"].count().index
    assert [str(s) for s in sections[:3]] == ["asylum_first", "asylum_dublin", "asylum_safe_country"]
    assert str(figures["measure"].min()) == "applications"


def test_what_is_dressed_is_the_same_when_it_is_plain_again(golden: pd.DataFrame) -> None:
    pd.testing.assert_frame_equal(frames.plain(frames.dressed(golden)), golden)
    pd.testing.assert_frame_equal(frames.plain(frames.dressed(golden, periods=True)), golden)


CONVERTED: dict[str, Callable[[pd.DataFrame], pd.DataFrame]] = {
    "months as Period": lambda f: f.assign(period=pd.PeriodIndex(f["period"], freq="M")),
    "months as datetime": lambda f: f.assign(period=pd.to_datetime(f["period"])),
    "months as dates": lambda f: f.assign(period=pd.to_datetime(f["period"]).dt.date),
    "months and edition as Period": lambda f: f.assign(
        period=pd.PeriodIndex(f["period"], freq="M"), edition=pd.Period("2025-12", "M")
    ),
    "string ids": lambda f: f.astype({"section": "string", "measure": "string"}),
    "object ids": lambda f: f.astype({"section": object, "age_band": object}),
    "int64 values": lambda f: f.assign(value=f["value"].astype("int64")),
    "whole floats": lambda f: f.assign(value=f["value"].astype("float64")),
    "values as text": lambda f: f.assign(value=f["value"].astype(str)),
    "another index": lambda f: f.set_index(f["title"] + f["period"]),
}


@pytest.mark.parametrize("convert", CONVERTED.values(), ids=CONVERTED)
def test_sensible_types_are_taken_for_what_they_mean(
    convert: Callable[[pd.DataFrame], pd.DataFrame], golden: pd.DataFrame
) -> None:
    pd.testing.assert_frame_equal(frames.one_edition(convert(golden)), golden)


REFUSED: dict[str, tuple[Callable[[pd.DataFrame], object], str]] = {
    "several editions": (
        lambda f: pd.concat([f, f[f["period"] < "2025-12"].assign(edition="2025-11")]),
        r"the figures hold 2 editions \(2025-11, 2025-12\); expected one edition",
    ),
    "no edition": (lambda f: f.head(0), "hold no figure of any edition"),
    "a figure twice": (
        lambda f: pd.concat([f, f.head(1)]),
        "the figure of 2025-12, asylum_first, applications, all, 2024-12 stands twice",
    ),
    "a column twice": (
        lambda f: pd.concat([f, f[["section"]]], axis=1),
        "^the figures have the column section more than once; expected it once; leave one out$",
    ),
    "ids in the index": (
        lambda f: f.set_index(["section", "measure"]),
        r"^the figures have no column section, measure \(it is in the index: say figures\.reset_index\(\)\); ",
    ),
    "columns of two levels": (lambda f: pd.concat({"figures": f}, axis=1), "^the figures have no column edition, "),
    "a quarter": (
        lambda f: f.assign(period=pd.PeriodIndex(f["period"], freq="Q")),
        r"^the column period holds Period\('2024Q4', 'Q-DEC'\), which is no month; ",
    ),
    "months as numbers": (lambda f: f.assign(period=202512), "^the column period holds 202512, which is no month; "),
    "yes and no": (lambda f: f.assign(value=True), "all, 2024-12 is True; expected a whole number"),
    "no unit": (lambda f: f.drop(columns="unit"), "the figures have no column unit; expected the columns edition, "),
    "a misspelt section": (
        lambda f: f.assign(section=f["section"].replace("asylum_first", "asylum_frst")),
        r"the catalogue has not: no section asylum_frst; did you mean asylum_first\?",
    ),
    "a misspelt band": (
        lambda f: f.assign(age_band=f["age_band"].replace("15m+", "15m")),
        r"no age band of asylum_first, pending called 15m; did you mean 15m\+\?",
    ),
    "another unit": (
        lambda f: f.assign(unit="days"),
        "no unit of asylum_first, applications called days; expected one of count",
    ),
    "half a case": (lambda f: f.assign(value=f["value"].astype(float) + 0.5), "is 2130.5; expected a whole number"),
    "a Dutch thousand": (lambda f: f.assign(value="2.130"), "is '2.130'; expected a whole number"),
    "no month": (lambda f: f.assign(period="december"), "the column period holds 'december', which is no month"),
    "a missing month": (lambda f: f.assign(period=pd.NaT), "which is no month"),
    "a later month": (lambda f: f.assign(edition="2025-11"), "2025-12 is of a month after its edition"),
    "no table": (lambda f: "2025-12", "this is '2025-12', of type str; expected the table of figures"),
    "one row of it": (lambda f: f["value"], r"^this is of type pandas\.\S*Series; expected the table of figures "),
    "a table of another library": (
        lambda f: pa.table({"value": f["value"]}),
        r"^this is of type pyarrow\.lib\.Table; .*, a pandas DataFrame; make it one with figures\.to_pandas\(\)$",
    ),
}


@pytest.mark.parametrize(("spoil", "message"), REFUSED.values(), ids=REFUSED)
def test_figures_that_are_in_doubt_are_refused_in_one_line(
    spoil: Callable[[pd.DataFrame], pd.DataFrame], message: str, golden: pd.DataFrame
) -> None:
    with pytest.raises(NotObservations, match=message):
        frames.one_edition(spoil(golden))


def test_a_series_has_months_a_name_and_a_unit(figures: pd.DataFrame) -> None:
    pending = figures.ind.series("asylum_first", "pending")
    assert pending.name == "asylum_first.pending"
    assert pending.attrs == {"unit": "count"}
    assert pending[pd.Period("2025-12", "M")] == 48_850
    assert (str(pending.index[0]), len(pending), pending.index.freqstr) == ("2024-12", 13, "M")
    assert figures.ind.series("asylum_first", "pending", band="15m+").name == "asylum_first.pending.15m+"
    assert figures.ind.series("appointments", "biometrics_first_slot").attrs == {"unit": "days"}


def test_a_table_stands_as_the_document_prints_it(figures: pd.DataFrame) -> None:
    table = figures.sample(frac=1, random_state=1).ind.wide("asylum_first")
    assert list(table.index) == [
        ("applications", "all"),
        ("decisions", "all"),
        ("commissioned", "all"),
        *(("pending", band) for band in ASYLUM),
    ]
    assert table.loc[("applications", "all"), pd.Period("2024-12", "M")] == 2130
    assert list(figures.ind.bands("asylum_first").columns) == ASYLUM[1:]
    with pytest.raises(RequestError, match="the section appointments has no age bands"):
        figures.ind.bands("appointments")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (lambda f: f.ind.series("asylum_frst", "pending"), r"^no section asylum_frst; did you mean asylum_first\?$"),
        (lambda f: f.ind.series("family", "pendng"), r"^no measure in family called pendng; did you mean pending\?$"),
        (lambda f: f.ind.series("family", "pending", "15m+"), r"^no age band of family, pending called 15m\+; "),
        (
            lambda f: f.ind.series("family", None),
            r"by its ids, as ind_tables\.catalog\(\) .*; expected text, not NoneType$",
        ),
        (lambda f: frames.wide("family", f), "expected text, not DataFrame$"),  # type: ignore[arg-type]
        (lambda f: f.ind.wide("xyz"), "^no section xyz; expected one of asylum_first, asylum_dublin, "),
    ],
)
def test_a_misspelt_name_is_refused_with_the_one_that_is_meant(
    ask: Callable[[pd.DataFrame], object], message: str, figures: pd.DataFrame
) -> None:
    with pytest.raises(RequestError, match=message):
        ask(figures)


def test_a_figure_of_two_editions_is_not_chosen_silently(golden: pd.DataFrame) -> None:
    both = pd.concat([golden, golden[golden["period"] < "2025-12"].assign(edition="2025-11")])
    with pytest.raises(RequestError, match=r"stands in several editions \(2025-12, 2025-11\); expected one; choose"):
        frames.series(both, "asylum_first", "pending")


def test_the_catalog_lists_every_row(golden: pd.DataFrame) -> None:
    listed = frames.catalog(golden)
    assert list(listed.columns) == [
        *("section", "measure", "age_band", "table", "tabel", "row", "rij", "unit", "rounding"),
        *("first_month", "last_month"),
    ]
    assert len(listed) == 90
    oldest = listed[(listed["section"] == "asylum_first") & (listed["age_band"] == "15m+")].iloc[0]
    assert oldest["row"] == "pending applications, longer than 15 months"
    assert oldest["rij"] == "Openstaande aanvragen, boven 15 maanden"
    assert (oldest["table"], oldest["unit"], oldest["rounding"]) == ("First asylum applications", "count", 10)
    assert (str(oldest["first_month"]), str(oldest["last_month"])) == ("2024-12", "2025-12")
    gone = frames.catalog(golden[golden["section"] != "asylum_first"])
    assert gone["first_month"].isna().sum() == 8
