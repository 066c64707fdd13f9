"""What an analyst asks for by one import, which costs nothing until it is used."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata, resources

import pandas as pd
import pandas.testing as pdt
import pytest

import ind_tables
from ind_tables.telling.quantities import Figures


@pytest.mark.slow
def test_a_month_is_read_and_checked(golden: pd.DataFrame) -> None:
    figures = ind_tables.read("2025-12")
    pdt.assert_frame_equal(figures.ind.plain(), golden)
    assert list(figures.columns) == list(golden.columns)
    checked = ind_tables.check(figures)
    assert checked.errors == 0
    assert list(checked.findings.columns) == [
        *("rule", "severity", "section", "measure", "age_band", "period", "residual", "tolerance", "message"),
    ]
    assert list(checked.suspects.columns) == [
        *("rank", "explanation", "section", "measure", "age_band", "period", "printed", "proposed", "reason"),
        "probability",
    ]


def test_what_can_be_asked_for_is_listed_and_nothing_else() -> None:
    asked_for = {
        *("adapt", "catalog", "charts", "check", "editions", "panel", "read", "read_many", "revisions", "series"),
        *("wide", "IndTablesError", "__version__"),
    }
    assert set(dir(ind_tables)) == asked_for == set(ind_tables.__all__)
    for name in asked_for - {"__version__"}:
        assert name in (ind_tables.__doc__ or "") or name == "IndTablesError"
        assert getattr(ind_tables, name).__doc__


def test_what_is_asked_for_says_what_it_takes_and_what_it_gives() -> None:
    """The columns are those of the tables themselves, so that a question mark behind a name suffices."""
    figures = ind_tables.read("2025-12")
    given = {
        "read": [*figures.columns, "count", "days", "weeks", "percent", "A a figure", "M printed", "L as", "O blank"],
        "catalog": [*ind_tables.catalog(figures).columns, "count", "days", "weeks", "percent"],
        "editions": list(ind_tables.editions().columns),
        "revisions": list(ind_tables.revisions(figures).columns),
        "check": [*ind_tables.check(figures).findings.columns, *ind_tables.check(figures).suspects.columns],
        "series": ["PeriodIndex", "attrs", "count", "days", "weeks", "percent"],
        "wide": ["measure", "age_band", "PeriodIndex", "count", "days", "weeks", "percent"],
        "panel": ["latest", "all", "sha256"],
        "read_many": ["Executor", "ProcessPoolExecutor"],
        "adapt": ["text", "save", "TOML"],
    }
    for name, words in given.items():
        text = getattr(ind_tables, name).__doc__
        assert "Returns:" in text, name
        assert [word for word in words if word not in text] == [], name
    for name in dir(ind_tables.charts):
        assert getattr(ind_tables.charts, name).__doc__
        assert name in ind_tables.charts.__doc__


def test_nothing_that_a_notebook_holds_fills_more_than_a_screen() -> None:
    figures = ind_tables.read("2025-12")
    wrong = figures.assign(value=figures["value"].where(figures["section"] != "study", figures["value"] + 5000))
    told = repr(ind_tables.check(wrong))
    assert told.splitlines()[-1].endswith(" more in .findings")
    for shown in (
        told,
        repr(Figures.of(figures)),
        repr(ind_tables.catalog(figures)),
        repr(ind_tables.wide(figures, "study")),
    ):
        assert sum(1 + len(line) // 80 for line in shown.splitlines()) <= 24


def test_the_charts_are_listed_and_nothing_else() -> None:
    """As a Tab lists them in JupyterLab."""
    charts = ["attainment", "first_slots", "flows", "for_section", "key_figures", "longest", "stock_by_age"]
    assert dir(ind_tables.charts) == charts


def test_a_check_shows_itself_in_two_sentences_and_then_tables() -> None:
    checked = ind_tables.check(ind_tables.read("2025-12"))
    lines = repr(checked).splitlines()
    assert lines[0] == "2025-12: 1,170 figures; 404 identities checked, none broken; 122 figures stand in none"
    assert lines[1] == f"0 errors, 0 warnings, {len(checked.findings)} notices"
    assert len(lines) < 24
    page = checked._repr_html_()
    assert page.startswith(f"<p>{lines[0]}.</p>\n<p>{lines[1]}.</p>\n<")
    assert page.count("<table") == 1


def test_a_check_of_a_part_says_what_could_not_be_applied() -> None:
    """One month alone: the bands of twelve tables and the eight rows of the total, and no step from month to month."""
    figures = ind_tables.read("2025-12")
    first = repr(ind_tables.check(figures.head(20))).splitlines()[0]
    assert first.endswith("404 identities could not be applied, for want of a figure")
    december = repr(ind_tables.check(figures[figures["period"] == "2025-12"])).splitlines()[0]
    assert "; 20 identities checked, none broken; " in december
    assert december.endswith("384 identities could not be applied, for want of a figure")


def test_a_check_that_wants_one_figure_says_so() -> None:
    """The first norm of the year stands in one sum, that of the members of families."""
    figures = ind_tables.read("2025-12")
    norm = (figures["section"] == "nareis_mvv") & (figures["measure"] == "commissioned")
    one = figures.assign(value=figures["value"].mask(norm & (figures["period"] == "2025-03")))
    first = repr(ind_tables.check(one)).splitlines()[0]
    assert first.endswith("; 1 identity could not be applied, for want of a figure")


def test_an_edition_is_no_evidence_of_itself() -> None:
    figures = ind_tables.read("2025-12")
    with pytest.raises(ind_tables.IndTablesError, match="is of 2025-12, expected one before 2025-12"):
        ind_tables.check(figures, previous=figures)


@pytest.mark.slow
def test_what_a_changed_edition_needs_is_asked_for_by_its_month_too() -> None:
    assert ind_tables.adapt("2025-12").text == ""
    with pytest.raises(
        ind_tables.IndTablesError, match=r"^this is of type int; expected a month, or the path of a PDF$"
    ):
        ind_tables.adapt(202512)  # type: ignore[arg-type]


def test_a_planted_error_is_found_in_whatever_order_or_types() -> None:
    figures = ind_tables.read("2025-12", periods=True)
    wrong = figures.assign(value=figures["value"].where(figures.index != 44, figures["value"] + 5000).astype(float))
    for table in (wrong, wrong[::-1], wrong.sample(frac=1, random_state=3)):
        assert ind_tables.check(table).errors >= 2
    november = figures[figures["period"] < "2025-12"].assign(edition="2025-11")
    for both in (pd.concat([wrong, november]), pd.concat([november, wrong])):
        with pytest.raises(ind_tables.IndTablesError, match="the figures hold 2 editions"):
            ind_tables.check(both)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'ind_tables' has no attribute 'write'"):
        ind_tables.write  # noqa: B018


def test_importing_the_package_imports_nothing_else() -> None:
    code = (
        "import sys, ind_tables; print([m for m in sys.modules if m.split('.')[0] in ('pandas', 'camelot', 'click')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_package_is_typed_and_has_one_version() -> None:
    assert (resources.files("ind_tables") / "py.typed").is_file()
    assert metadata.version("ind-tables") == ind_tables.__version__
