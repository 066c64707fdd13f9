"""Revisions: what two editions both print, figure by figure, and the history of a series over many editions."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pandas as pd
import pytest

import ind_tables
from ind_tables.checking import revisions
from ind_tables.errors import NotObservations, RequestError
from ind_tables.record import corrections, store
from tests.documents.facsimile import random_figures

pytestmark = pytest.mark.no_cover

FIRST = "asylum_first"


def drawn(table: str) -> pd.DataFrame:
    """The figures in a table drawn in a test: the columns with a heading, "-" where nothing is printed."""
    head, *lines = (line.split() for line in table.strip().splitlines())
    frame = pd.DataFrame([dict(zip(head, line, strict=True)) for line in lines])
    for name in frame.columns.intersection(["value", "before", "after", "revision"]):
        frame[name] = frame[name].mask(frame[name] == "-").astype("Int64")
    return frame


def edition(month: str, table: str) -> pd.DataFrame:
    """An edition that prints what is drawn: section, measure, age_band, and a column a period."""
    frame = drawn(table).melt(["section", "measure", "age_band"], var_name="period", value_name="printed")
    frame = frame[frame["printed"] != "/"].reset_index(drop=True)
    frame["value"] = frame["printed"].mask(frame["printed"] == "-").astype("Int64")
    return frame.assign(edition=month, unit="count", status=frame["value"].notna().map({True: "A", False: "M"}))


def kinds(found: revisions.Comparison) -> list[str]:
    return [f"{f.period} {f.kind}" for f in found.figures.itertuples()]


def earlier(golden: pd.DataFrame, month: str = "2025-11") -> pd.DataFrame:
    """The figures of an edition up to ``month``."""
    return golden[golden["period"] <= month].assign(edition=month).reset_index(drop=True)


def changed(figures: pd.DataFrame, value: int | None, **place: str) -> pd.DataFrame:
    """The figures with another one (or none) at a place; ``age_band`` is "all" unless given."""
    here = pd.Series(True, index=figures.index)
    for column, wanted in {"age_band": "all", **place}.items():
        here &= figures[column] == wanted
    assert here.sum() == 1
    return figures.assign(value=figures["value"].mask(here, value if value is not None else pd.NA))


# Two editions


def test_every_shared_figure_is_of_one_kind() -> None:
    before = edition(
        "2025-11",
        """
        section measure      age_band 2025-08 2025-09 2025-10 2025-11
        study   applications all      300     310     320     -
        study   decisions    all      400     410     -       430
        """,
    )
    after = edition(
        "2025-12",
        """
        section measure      age_band 2025-09 2025-10 2025-11 2025-12
        study   applications all      310     330     360     300
        study   decisions    all      390     -       -       400
        """,
    )
    found = revisions.compare(after, before).figures
    expected = drawn(
        """
        measure      period  before after revision
        applications 2025-09 310    310   0
        decisions    2025-09 410    390   -20
        applications 2025-10 320    330   10
        applications 2025-11 -      360   -
        decisions    2025-11 430    -     -
        """
    )
    pd.testing.assert_frame_equal(found[expected.columns], expected)
    assert list(found["kind"]) == ["unchanged", "revised", "within rounding", "newly printed", "withdrawn"]
    assert set(found["previous"]) == {"2025-11"}
    assert set(found["edition"]) == {"2025-12"}
    assert list(found.columns) == revisions.COLUMNS


def test_a_revision_is_the_later_figure_minus_the_earlier_one(golden: pd.DataFrame) -> None:
    before = changed(earlier(golden), 2200, section=FIRST, measure="decisions", period="2025-10")
    [news] = revisions.compare(golden, before).news.itertuples()
    assert (news.before, news.after, news.revision, news.unit) == (2200, 2290, 90, "count")


def test_the_counts_tell_revisions_from_rounding(golden: pd.DataFrame) -> None:
    before = changed(earlier(golden), 2200, section=FIRST, measure="decisions", period="2025-10")
    before = changed(before, 47_600, section=FIRST, measure="pending", period="2025-10")
    found = revisions.compare(golden, before[before["section"] != "study"])
    assert (found.edition, found.previous, found.shared) == ("2025-12", "2025-11", 84 * 12)
    assert found.counts == {
        "unchanged": 84 * 12 - 2,
        "within rounding": 1,
        "revised": 1,
        "suspicious": 0,
        "newly printed": 6 * 12,
        "withdrawn": 0,
    }


def test_nothing_is_within_the_rounding_of_a_wait_in_days(golden: pd.DataFrame) -> None:
    before = changed(earlier(golden), 9, section="appointments", measure="document_first_slot", period="2025-11")
    [news] = revisions.compare(golden, before).news.itertuples()
    assert (news.before, news.after, news.unit, news.kind) == (9, 10, "days", "revised")


def test_the_largest_revision_comes_first_whatever_its_sign(golden: pd.DataFrame) -> None:
    before = earlier(golden)
    for period, value in (("2025-09", 1800), ("2025-10", 1290), ("2025-11", 2110)):
        before = changed(before, value, section=FIRST, measure="decisions", period=period)
    assert list(revisions.compare(golden, before).news["revision"]) == [1000, -200, -40]


def test_a_section_that_comes_is_newly_printed_and_one_that_goes_is_withdrawn(golden: pd.DataFrame) -> None:
    before = earlier(golden[golden["section"] != "study"])
    after = golden[golden["section"] != "asylum_safe_country"]
    found = revisions.compare(after, before)
    assert (found.added, found.dropped) == (("study",), ("asylum_safe_country",))
    assert (found.counts["newly printed"], found.counts["withdrawn"]) == (7 * 12 - 12, 8 * 12)
    assert list(found.figures["section"])[-8 * 12 :] == ["asylum_safe_country"] * 96
    assert set(found.figures.loc[found.figures["section"] == "asylum_safe_country", "unit"]) == {"count"}


def test_editions_further_apart_share_fewer_months(golden: pd.DataFrame) -> None:
    found = revisions.compare(golden, earlier(golden, "2025-03"))
    assert sorted(set(found.figures["period"])) == ["2024-12", "2025-01", "2025-02", "2025-03"]
    assert found.shared == 90 * 4


def test_editions_that_share_no_month_have_nothing_to_compare() -> None:
    found = revisions.compare(random_figures(1, "2026-01"), random_figures(2, "2024-06"))
    assert found.figures.empty
    assert list(found.figures.columns) == revisions.COLUMNS
    assert found.counts == dict.fromkeys(revisions.KINDS, 0)


def test_a_figure_printed_by_neither_edition_is_not_compared(golden: pd.DataFrame) -> None:
    place = {"section": "study", "measure": "decisions", "period": "2025-05"}
    found = revisions.compare(changed(golden, None, **place), changed(earlier(golden), None, **place))
    assert found.shared == len(found.figures) == 90 * 12 - 1


def test_an_edition_is_compared_with_an_earlier_one_only(golden: pd.DataFrame) -> None:
    with pytest.raises(RequestError, match="is of 2025-12, expected one before 2025-12"):
        revisions.compare(golden, golden)


def test_one_edition_is_compared_with_one_other(golden: pd.DataFrame) -> None:
    both = pd.concat([golden, earlier(golden)])
    with pytest.raises(NotObservations, match="hold 2 editions"):
        revisions.compare(golden, both)
    with pytest.raises(NotObservations, match="no column unit"):
        revisions.compare(golden.drop(columns="unit"), golden)


# Suspicion

BANDS = """
section      measure age_band 2025-10 2025-11
study        pending all      1000    1000
study        pending 0-1m     600     600
study        pending 1-3m     300     300
study        pending 3m+      100     100
"""


def test_a_revision_that_breaks_an_identity_is_suspicious() -> None:
    after = edition(
        "2025-12",
        """
        section measure age_band 2025-11 2025-12
        study   pending all      1900    1000
        study   pending 0-1m     600     600
        study   pending 1-3m     300     300
        study   pending 3m+      100     100
        """,
    )
    found = revisions.compare(after, edition("2025-11", BANDS))
    assert kinds(found) == ["2025-11 suspicious", *["2025-11 unchanged"] * 3]
    assert list(found.news["kind"]) == ["suspicious"]


def test_a_revision_in_which_all_terms_move_together_is_news_and_no_more() -> None:
    after = edition(
        "2025-12",
        """
        section measure age_band 2025-11 2025-12
        study   pending all      1200    1000
        study   pending 0-1m     800     600
        study   pending 1-3m     300     300
        study   pending 3m+      100     100
        """,
    )
    assert revisions.compare(after, edition("2025-11", BANDS)).counts["revised"] == 2


def test_revisions_that_break_an_identity_together_are_all_suspicious() -> None:
    after = edition(
        "2025-12",
        """
        section measure age_band 2025-11 2025-12
        study   pending all      1500    1000
        study   pending 0-1m     800     600
        study   pending 1-3m     300     300
        study   pending 3m+      100     100
        """,
    )
    found = revisions.compare(after, edition("2025-11", BANDS))
    assert kinds(found) == ["2025-11 suspicious", "2025-11 suspicious", "2025-11 unchanged", "2025-11 unchanged"]


def test_a_revision_beside_a_misprint_that_was_there_before_is_not_suspicious() -> None:
    before = edition("2025-11", BANDS.replace("100     100", "100     700"))
    after = edition(
        "2025-12",
        """
        section measure age_band 2025-11 2025-12
        study   pending all      1000    1000
        study   pending 0-1m     650     600
        study   pending 1-3m     300     300
        study   pending 3m+      700     100
        """,
    )
    found = revisions.compare(after, before)
    assert kinds(found) == ["2025-11 unchanged", "2025-11 revised", "2025-11 unchanged", "2025-11 unchanged"]


def test_a_misprint_of_the_newest_month_casts_no_suspicion_on_revised_ones(golden: pd.DataFrame) -> None:
    """The stock of December is wrong; the stock of November, a term of the same identity, was revised by 30."""
    wrong = changed(golden, 3930, section="asylum_dublin", measure="pending", period="2025-12")
    before = changed(earlier(golden), 2250, section="asylum_dublin", measure="pending", period="2025-11")
    [news] = revisions.compare(wrong, before).news.itertuples()
    assert (news.before, news.after, news.kind) == (2250, 2280, "revised")


@pytest.mark.parametrize(
    ("place", "kind"),
    [
        (f"{FIRST} pending all 2025-10", "suspicious"),
        ("study pending 0-1m 2025-03", "suspicious"),
        ("labour decisions all 2025-02", "suspicious"),
        ("nareis_mvv commissioned all 2025-05", "suspicious"),
        (f"{FIRST} commissioned all 2025-05", "revised"),
        ("labour decisions all 2024-12", "revised"),
        ("appointments biometrics_appointments all 2025-06", "revised"),
    ],
)
def test_a_misprint_is_suspicious_where_an_identity_covers_the_figure(
    golden: pd.DataFrame, place: str, kind: str
) -> None:
    at = dict(zip(revisions.KEY, place.split(), strict=True))
    [value] = golden.loc[(golden[revisions.KEY] == list(at.values())).all(axis=1), "value"]
    [news] = revisions.compare(changed(golden, value + 1000, **at), earlier(golden)).news.itertuples()
    assert (news.section, news.measure, news.age_band, news.period, news.kind) == (*at.values(), kind)


# Many editions

VINTAGES = [
    ("2025-10", "2025-08 2025-09 2025-10", "100 200 300"),
    ("2025-11", "2025-09 2025-10 2025-11", "230 290 400"),
    ("2025-12", "2025-10 2025-11 2025-12", "290 340 500"),
]


@pytest.fixture
def panel() -> pd.DataFrame:
    """Three vintages of one series, each with a window of three months."""
    return pd.concat(
        [
            edition(month, f"section measure age_band {periods}\nstudy decisions all {values}")
            for month, periods, values in VINTAGES
        ],
        ignore_index=True,
    )


def test_the_history_holds_every_edition_against_the_one_before(panel: pd.DataFrame) -> None:
    found = revisions.history(panel.iloc[::-1])
    expected = drawn(
        """
        previous edition period  before after revision
        2025-10  2025-11 2025-09 200    230   30
        2025-10  2025-11 2025-10 300    290   -10
        2025-11  2025-12 2025-10 290    290   0
        2025-11  2025-12 2025-11 400    340   -60
        """
    )
    pd.testing.assert_frame_equal(
        found[expected.columns].sort_values(["edition", "period"], ignore_index=True), expected
    )


def test_the_summary_tells_bias_size_and_share(panel: pd.DataFrame) -> None:
    [series] = revisions.summary(revisions.history(panel)).itertuples()
    assert (series.section, series.measure, series.age_band, series.unit) == ("study", "decisions", "all", "count")
    assert (series.compared, series.unchanged, series.within_rounding, series.revised) == (4, 1, 1, 2)
    assert series.share_revised == pytest.approx(2 / 4)
    assert series.mean_revision == pytest.approx((30 - 10 + 0 - 60) / 4)
    assert series.mean_absolute_revision == pytest.approx((30 + 10 + 0 + 60) / 4)
    assert (series.largest_revision, series.largest_period, series.largest_edition) == (-60, "2025-11", "2025-12")


def test_a_series_without_a_figure_in_common_has_no_share(golden: pd.DataFrame) -> None:
    found = revisions.compare(golden, earlier(golden[golden["section"] != "study"]))
    row = revisions.summary(found.figures).set_index("section").loc["study"].iloc[0]
    assert (row["compared"], row["newly_printed"]) == (0, 12)
    assert row[["share_revised", "mean_revision", "largest_revision", "largest_period"]].isna().all()


def test_the_summary_has_a_row_a_series_in_the_order_of_the_document(golden: pd.DataFrame) -> None:
    found = revisions.summary(revisions.history(pd.concat([golden, earlier(golden)])))
    assert len(found) == 90
    assert list(found["section"].drop_duplicates()) == list(golden["section"].drop_duplicates())
    assert found["unchanged"].sum() == 90 * 12
    assert found["largest_revision"].isna().all()


def test_a_single_edition_has_no_history(golden: pd.DataFrame) -> None:
    found = revisions.history(golden)
    assert found.empty
    assert list(found.columns) == revisions.COLUMNS
    assert revisions.summary(found).empty
    assert list(revisions.summary(found).columns) == revisions.SUMMARY


# The page about it

PAGE = (Path(__file__).parents[2] / "docs" / "revisions.md").read_text("utf-8")


def test_the_page_describes_every_kind_in_order() -> None:
    assert tuple(re.findall(r"^\| ([a-z ]+) \| (?!the)", PAGE.partition("*cause*")[0], re.MULTILINE)) == revisions.KINDS


def test_the_page_shows_code_that_runs(golden: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    for figures in (earlier(golden), golden):
        store.keep(figures, "0" * 64, facsimile=False)
    shown: dict[str, object] = {}
    exec("\n".join(re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)), shown)
    assert isinstance(shown["found"], revisions.Comparison)
    assert shown["found"].counts["unchanged"] == 1080
    assert isinstance(shown["panel"], pd.DataFrame)
    assert len(shown["panel"]) == 1080 + 1170


def test_the_page_shows_a_record_that_is_one() -> None:
    [record] = re.findall(r"^```toml\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    [correction] = corrections.build(tomllib.loads(record), "the page")
    assert (correction.age_band, correction.corrected) == ("all", "48.190")


def test_what_each_edition_says_otherwise_is_a_table_of_its_own(golden: pd.DataFrame) -> None:
    before = golden[golden["period"] < "2025-12"].assign(edition="2025-11")
    before.loc[0, "value"] += 50
    found = ind_tables.revisions(pd.concat([golden, before]))
    [(row)] = found.itertuples()
    assert (row.previous, row.edition, row.section, row.before, row.after) == (
        "2025-11",
        "2025-12",
        "asylum_first",
        2180,
        2130,
    )
    assert (row.revision, row.kind, str(found["section"].dtype)) == (-50, "revised", "category")
