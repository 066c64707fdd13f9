"""What holds of any catalogue: its dates decide what must be printed, and a contradiction in it is named."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ind_tables import catalogue
from ind_tables.catalogue import document
from ind_tables.errors import CatalogueError

Source = dict[str, Any]


@pytest.fixture
def source() -> Source:
    """The parsed document.toml, to be changed."""
    return copy.deepcopy(catalogue.read("document"))


def test_a_row_is_found_by_measure_and_age_band() -> None:
    section = catalogue.load().section("study")
    assert section.row("pending").label == "Openstaande aanvragen"
    assert section.row("pending", "1-3m").label == "1 - 3 maanden"


def test_a_section_or_row_that_is_not_described_is_an_error() -> None:
    with pytest.raises(CatalogueError, match="there is no section 'work' in the catalogue"):
        catalogue.load().section("work")
    with pytest.raises(CatalogueError, match="the section study has no row commissioned, all"):
        catalogue.load().section("study").row("commissioned")


# --------------------------------------------------------------------------------------------------
# Dates only decide whether absence is an error


@pytest.mark.parametrize(
    ("dates", "edition", "required"),
    [
        ({}, "2025-12", True),
        ({"valid_from": "2026-01"}, "2025-12", False),
        ({"valid_from": "2026-01"}, "2026-01", True),
        ({"valid_until": "2026-05"}, "2026-05", True),
        ({"valid_until": "2026-05"}, "2026-06", False),
        ({"valid_from": "2025-01", "valid_until": "2026-05"}, "2025-12", True),
        ({"valid_from": "2025-01", "valid_until": "2026-05"}, "2024-12", False),
    ],
)
def test_a_section_or_row_must_be_printed_while_it_is_valid(
    source: Source, dates: dict[str, str], edition: str, required: bool
) -> None:
    source["sections"][2].update(dates)
    source["rows"]["commissioned"][0].update(dates)
    known = catalogue.build(source)
    assert known.section("asylum_safe_country").valid(edition) is required
    assert known.section("asylum_first").row("commissioned").valid(edition) is required
    assert known.section("study").valid(edition)


# --------------------------------------------------------------------------------------------------
# Contradictions


def without(*path: str) -> Callable[[Source], None]:
    def change(source: Source) -> None:
        *above, last = path
        for name in above:
            source = source[name]
        del source[last]

    return change


CONTRADICTIONS: dict[str, tuple[Callable[[Source], Any], str]] = {
    "no measures": (without("measures"), "document.toml misses the entry 'measures'"),
    "no title": (without("edition", "titles"), "document.toml, edition misses the entry 'titles'"),
    "a measure without a kind": (without("measures", "pending", "kind"), "measures, pending misses the entry 'kind'"),
    "an unknown entry": (lambda s: s["edition"].update(colour="red"), "edition has the unknown entry 'colour'"),
    "an unknown entry of a section": (
        lambda s: s["sections"][0].update(titel="x"),
        "sections, asylum_first has the unknown entry 'titel'",
    ),
    "an unknown entry of a row": (
        lambda s: s["rows"]["flows"][0].update(lable="x"),
        "rows, applications has the unknown entry 'lable'",
    ),
    "a list for a table": (lambda s: s.update(measures=[]), "'measures' is .*; expected a table"),
    "a row set that is not there": (
        lambda s: s["sections"][0]["rows"].append("bands"),
        "section asylum_first has the rows 'bands', which are none",
    ),
    "a section twice": (
        lambda s: s["sections"].append({**s["sections"][0], "title": "x", "spellings": []}),
        "the section asylum_first stands twice",
    ),
    "two sections of one title": (
        lambda s: s["sections"][1].update(title="ASIEL -  Eerste aanvragen"),
        "names two sections “asiel - eerste aanvragen”",
    ),
    "two sections of one spelling": (
        lambda s: s["sections"][1].update(spellings=["Naturalisatie"]),
        "names two sections “naturalisatie”",
    ),
    "a row twice": (
        lambda s: s["rows"]["flows"].append({"measure": "decisions", "label": "Besluiten"}),
        "the row decisions, all stands twice in section asylum_first",
    ),
    "two rows of one label": (
        lambda s: s["rows"]["flows"][1].update(spellings=["aanvragen"]),
        "section asylum_first names two rows “aanvragen”",
    ),
    "an unknown measure": (
        lambda s: s["rows"]["flows"][0].update(measure="requests"),
        "section asylum_first names the unknown measure 'requests'",
    ),
    "an unknown kind": (
        lambda s: s["measures"]["pending"].update(kind="heap"),
        "pending: 'kind' is 'heap'; expected 'flow', 'stock'",
    ),
    "an unknown unit": (
        lambda s: s["measures"]["pending"].update(unit="tons"),
        "pending: 'unit' is 'tons'; expected 'count'",
    ),
    "signs that are no list": (lambda s: s["signs"].update(M="-"), "signs: 'M' is '-'; expected a list"),
    "an unknown status": (lambda s: s["signs"].update(X=["x"]), "the unknown status 'X'; expected M, L, O"),
    "eleven months": (lambda s: s["edition"]["months"].pop(), "names 11 months instead of 12"),
    "eleven abbreviations": (lambda s: s["edition"]["abbreviations"].pop(), "names 11 months instead of 12"),
    "a date that is none": (
        lambda s: s["sections"][0].update(valid_from="2026"),
        "sections, asylum_first: the date '2026' is no month; expected one as in 2026-01",
    ),
    "a row's date that is none": (
        lambda s: s["rows"]["flows"][0].update(valid_until="2026-13"),
        "asylum_first, rows, applications: the date '2026-13' is no month",
    ),
    "dates in the wrong order": (
        lambda s: s["sections"][0].update(valid_from="2026-06", valid_until="2026-05"),
        "sections, asylum_first: it is valid from 2026-06 until 2026-05, which is earlier",
    ),
}


@pytest.mark.parametrize(("change", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS.keys())
def test_a_contradiction_is_named(source: Source, change: Callable[[Source], Any], said: str) -> None:
    change(source)
    with pytest.raises(CatalogueError, match=said):
        catalogue.build(source)


def test_a_file_that_is_missing_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"the catalogue has no file colours\.toml"):
        catalogue.read("colours")


@pytest.mark.parametrize("content", [b"[edition", b"\xff\xfe", b"a = 1\na = 2"])
def test_a_file_that_cannot_be_read_is_named(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue/document.toml").write_bytes(content)
    monkeypatch.setattr(document, "files", lambda _: tmp_path)
    with pytest.raises(CatalogueError, match=r"document\.toml cannot be read"):
        catalogue.read("document")
