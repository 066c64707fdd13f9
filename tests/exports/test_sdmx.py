"""Observations as SDMX-CSV, and its structure."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest

from ind_tables import catalogue
from ind_tables.catalogue.source import Attribution
from ind_tables.exports import sdmx

ROOT = Path(__file__).parents[2]
DECEMBER = Attribution("2025-12", address="https://ind.nl/x.pdf")


@pytest.fixture
def lines(golden: pd.DataFrame) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(sdmx.content(golden, DECEMBER).decode("utf8"))))


def test_the_columns_are_those_of_the_format_then_of_the_structure(golden: pd.DataFrame) -> None:
    head = sdmx.content(golden, DECEMBER).decode("utf8").splitlines()[0]
    assert head == (
        "STRUCTURE,STRUCTURE_ID,ACTION,FREQ,EDITION,SECTION,INDICATOR,AGE_BAND,TIME_PERIOD,OBS_VALUE,"
        "OBS_STATUS,UNIT_MEASURE,UNIT_MULT,DECIMALS,ROUNDING,PRINTED,SOURCE,TERMS,BREAK"
    )


def test_an_observation_is_a_line(lines: list[dict[str, str]]) -> None:
    assert len(lines) == 1170
    assert dict(lines[0], SOURCE="", TERMS="") == {
        "STRUCTURE": "dataflow",
        "STRUCTURE_ID": "IND_TABLES:MAANDCIJFERS(1.0.0)",
        "ACTION": "I",
        "FREQ": "M",
        "EDITION": "2025-12",
        "SECTION": "ASYLUM_FIRST",
        "INDICATOR": "APPLICATIONS",
        "AGE_BAND": "_T",
        "TIME_PERIOD": "2024-12",
        "OBS_VALUE": "2130",
        "OBS_STATUS": "A",
        "UNIT_MEASURE": "NUMBER",
        "UNIT_MULT": "0",
        "DECIMALS": "0",
        "ROUNDING": "10",
        "PRINTED": "2.130",
        "SOURCE": "",
        "TERMS": "",
        "BREAK": "",
    }


def test_every_line_says_whose_figures_they_are_and_on_what_terms(lines: list[dict[str, str]]) -> None:
    [said] = {line["SOURCE"] for line in lines}
    assert said.startswith("Immigration and Naturalisation Service of the Netherlands (IND), Maandcijfers IND december")
    assert "https://ind.nl/x.pdf" in said
    assert "facsimile" not in said
    [terms] = {line["TERMS"] for line in lines}
    assert terms.startswith("No licence stated")


def test_a_facsimile_says_so(golden: pd.DataFrame) -> None:
    assert b"read from a facsimile" in sdmx.content(golden[:1], Attribution("2025-12", facsimile=True))


def test_corrected_figures_are_said_to_be_other_than_printed(golden: pd.DataFrame) -> None:
    said = sdmx.content(golden[:1], Attribution("2025-12", corrected=2)).decode("utf8")
    assert "not as the IND prints them: 2 of the figures" in said


def test_days_are_days_and_exact(lines: list[dict[str, str]]) -> None:
    days = [line for line in lines if line["UNIT_MEASURE"] == "DAYS"]
    assert {(line["INDICATOR"], line["ROUNDING"]) for line in days} == {
        ("DOCUMENT_FIRST_SLOT", "1"),
        ("BIOMETRICS_FIRST_SLOT", "1"),
    }


def test_a_cell_without_a_figure_has_a_status_and_no_value(golden: pd.DataFrame) -> None:
    golden.loc[0, ["value", "status", "printed"]] = [pd.NA, "M", "-"]
    [line] = csv.DictReader(io.StringIO(sdmx.content(golden[:1], DECEMBER).decode("utf8")))
    assert (line["OBS_VALUE"], line["OBS_STATUS"], line["PRINTED"]) == ("", "M", "-")


def test_text_that_a_spreadsheet_would_run_is_made_harmless(golden: pd.DataFrame) -> None:
    golden.loc[0, "printed"] = "=1+1"
    [line] = csv.DictReader(io.StringIO(sdmx.content(golden[:1], DECEMBER).decode("utf8")))
    assert line["PRINTED"] == "'=1+1"


def test_the_key_is_unique(lines: list[dict[str, str]]) -> None:
    dimensions = [component.id for component in sdmx.COMPONENTS if component.role == "dimension"]
    assert len({tuple(line[name] for name in dimensions) for line in lines}) == len(lines)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("all", "_T"),
        ("0-1m", "M0T1"),
        ("15m+", "M_GE15"),
        ("6-12m", "M6T12"),
        ("2y+", "Y_GE2"),
        ("asylum_first", "ASYLUM_FIRST"),
        ("0-1m?", "0_1M_"),
    ],
)
def test_codes(word: str, code: str) -> None:
    assert sdmx.code(word) == code


def test_codes_are_unique_and_as_the_standard_wants_them() -> None:
    known = catalogue.load()
    lists = sdmx.code_lists()
    assert len(lists["CL_SECTION"]) == len(known.sections)
    assert len(lists["CL_INDICATOR"]) == len(known.measures)
    assert len(lists["CL_AGE_BAND"]) == len({row.age_band for _, row in known.rows()})
    assert all(re.fullmatch(r"[A-Za-z0-9_@$\-]+", code) for codes in lists.values() for code in codes)


def test_every_coded_value_is_in_its_list(lines: list[dict[str, str]]) -> None:
    lists = sdmx.code_lists()
    for component in sdmx.COMPONENTS:
        if component.codes:
            assert {line[component.id] for line in lines} <= set(lists[component.codes])


def test_the_structure_holds_every_column_with_its_list() -> None:
    """Read and validated against the schema of SDMX-JSON 2.0 by pysdmx when this was written."""
    message = json.loads(sdmx.structure(DECEMBER))
    [structure] = message["data"]["dataStructures"]
    [flow] = message["data"]["dataflows"]
    parts = structure["dataStructureComponents"]
    ids = [d["id"] for d in parts["dimensionList"]["dimensions"]]
    assert ids == ["FREQ", "EDITION", "SECTION", "INDICATOR", "AGE_BAND"]
    assert parts["dimensionList"]["timeDimension"]["id"] == "TIME_PERIOD"
    assert [m["id"] for m in parts["measureList"]["measures"]] == ["OBS_VALUE"]
    assert [a["id"] for a in parts["attributeList"]["attributes"]][:2] == ["OBS_STATUS", "UNIT_MEASURE"]
    assert flow["structure"].endswith("DataStructure=IND_TABLES:MAANDCIJFERS(1.0.0)")
    lists = {listed["id"]: [code["id"] for code in listed["codes"]] for listed in message["data"]["codelists"]}
    assert lists == {name: list(codes) for name, codes in sdmx.code_lists().items()}
    named = set(re.findall(r"Codelist=IND_TABLES:(\w+)\(", json.dumps(parts)))
    assert named == set(lists)
    [concepts] = message["data"]["conceptSchemes"]
    assert [concept["id"] for concept in concepts["concepts"]] == [component.id for component in sdmx.COMPONENTS]


def test_the_same_figures_give_the_same_bytes(golden: pd.DataFrame) -> None:
    assert sdmx.content(golden, DECEMBER) == sdmx.content(golden.copy(), DECEMBER)
    assert sdmx.structure(DECEMBER) == sdmx.structure(DECEMBER)


def test_the_page_is_in_step_with_the_structure() -> None:
    assert (ROOT / "docs/sdmx.md").read_text("utf8") == sdmx.markdown()
