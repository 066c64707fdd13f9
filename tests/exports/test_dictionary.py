"""The data dictionary says what is in the tables that are handed on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from ind_tables import catalogue
from ind_tables.checking import rules
from ind_tables.errors import CatalogueError
from ind_tables.exports import dictionary
from ind_tables.record import observations
from ind_tables.telling.findings import check

ROOT = Path(__file__).parents[2]


def test_the_page_is_in_step_with_the_catalogue() -> None:
    assert (ROOT / "docs/data-dictionary.md").read_text("utf8") == dictionary.markdown()


def test_every_table_has_exactly_its_columns_in_order(golden: pd.DataFrame) -> None:
    tables = dictionary.tables()
    checked = check(golden)
    assert list(tables) == ["observations", "findings", "suspects", "certificate", "publisher"]
    for name, frame in (("observations", golden), ("findings", checked.findings), ("suspects", checked.suspects)):
        assert [column.name for column in tables[name].columns] == list(frame.columns)
    assert tables["observations"].key == observations.KEY


def test_the_vocabularies_hold_every_word_of_an_edition(golden: pd.DataFrame) -> None:
    known = dictionary.vocabularies()
    for column in dictionary.tables()["observations"].columns:
        if column.values:
            assert set(golden[column.name]) <= set(known[column.values])
    assert set(known["statuses"]) == set(observations.STATUSES)
    assert set(known["severities"]) == {rule.severity for rule in rules.load()}
    assert set(known["units"]) == {measure.unit for measure in catalogue.load().measures.values()}


def test_an_age_band_is_called_what_the_document_calls_it() -> None:
    bands = dictionary.vocabularies()["bands"]
    assert (bands["all"], bands["0-1m"], bands["15m+"]) == ("no age band", "Tot 1 maand", "Boven 15 maanden")


def test_a_bar_in_a_cell_does_not_break_the_table() -> None:
    assert dictionary.table(("a",), [("b|c",)]) == "| a |\n| --- |\n| b\\|c |"


def test_the_caveats_stand_in_both_languages() -> None:
    assert len(dictionary.caveats("en")) == len(dictionary.caveats("nl")) == 3


def test_a_section_with_dates_says_which_editions_print_it() -> None:
    section = catalogue.Section(
        id="x", title="X", english="x", dutch="x", rows=(), valid_from="2026-02", valid_until="2026-12"
    )
    assert dictionary._dates(section) == "from 2026-02 to 2026-12"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda tables: tables["findings"].pop("title"), "misses the entry 'title'"),
        (
            lambda tables: tables["findings"]["columns"][0].update(kind="x"),
            "findings, columns, rule has the unknown entry 'kind'",
        ),
        (lambda tables: tables["findings"]["columns"][0].update(values="colours"), "unknown vocabulary 'colours'"),
    ],
)
def test_a_dictionary_that_contradicts_itself_is_refused(change: Any, message: str) -> None:
    source = catalogue.read("columns")
    change(source["tables"])
    with pytest.raises(CatalogueError, match=message):
        dictionary.build(source)
