"""What the package's catalogue says of the edition of December 2025, typed from the document.

An entry for another edition changes nothing of it.
"""

from __future__ import annotations

import pytest

from ind_tables import catalogue

EDITION = "2025-12"
SECTIONS = [section for section in catalogue.load().sections if section.valid(EDITION)]


def test_december_2025_has_13_tables_and_90_rows() -> None:
    assert len(SECTIONS) == 13
    assert sum(row.valid(EDITION) for section in SECTIONS for row in section.rows) == 90


def test_the_sections_are_those_of_the_document_in_its_order() -> None:
    assert [section.id for section in SECTIONS] == [
        *("asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general"),
        *("nareis_mvv", "nareis_art8", "nareis_total"),
        *("family", "knowledge_talent", "study", "labour", "naturalisation", "appointments"),
    ]


@pytest.mark.parametrize(
    ("section", "bands"),
    [
        ("asylum_first", ("0-1m", "1-6m", "6-15m", "15m+")),
        ("family", ("0-3m", "3-6m", "6m+")),
        ("study", ("0-1m", "1-3m", "3m+")),
        ("naturalisation", ("0-6m", "6-12m", "12m+")),
        ("appointments", ()),
    ],
)
def test_a_stock_falls_into_age_bands_youngest_first(section: str, bands: tuple[str, ...]) -> None:
    [table] = [table for table in SECTIONS if table.id == section]
    assert tuple(row.age_band for row in table.rows if row.age_band != "all" and row.valid(EDITION)) == bands


def test_only_asylum_and_family_reunion_are_commissioned() -> None:
    commissioned = [section.id for section in SECTIONS if section.has("commissioned")]
    assert commissioned == [
        *("asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general"),
        *("nareis_mvv", "nareis_art8", "nareis_total"),
    ]


def test_only_the_days_are_not_rounded_to_tens() -> None:
    known = catalogue.load().at(EDITION).measures
    measures = [known[name] for name in dict.fromkeys(row.measure for table in SECTIONS for row in table.rows)]
    assert {(measure.unit, measure.rounding) for measure in measures} == {("count", 10), ("days", 1)}
    assert [m.id for m in measures if m.kind == "wait"] == [m.id for m in measures if m.unit == "days"]
