"""What is published is true of itself: hashes, descriptor, SDMX and workbook, after a first report and a second one."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from frictionless import Package

from ind_tables.run import publish
from tests.commands import ROOT, run

pytestmark = [
    pytest.mark.no_cover,
    pytest.mark.slow,
    pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="only in the environment that make made"),
]
TYPES = {
    "Integer": r"-?\d+",
    "Decimal": r"-?\d+(\.\d+)?",
    "GregorianYearMonth": r"\d{4}-\d{2}",
    "ObservationalTimePeriod": r"\d{4}-\d{2}",
    "String": ".*",
}


@pytest.mark.parametrize("pdf", [None, pytest.param("another name.pdf", marks=pytest.mark.full)])
def test_what_is_published_is_true_of_itself(tmp_path: Path, sample: Path, pdf: str | None) -> None:
    """Where a PDF is named, after a second report, from a copy of the edition under another name."""
    report = ["make", "report", "MONTH=2025-12", f"OUTPUTS={tmp_path}/o u t"]
    done = run(*report)
    assert (done.returncode, done.stderr) == (0, "")
    if pdf:
        shutil.copy(sample, tmp_path / pdf)
        done = run(*report, f"PDF={tmp_path / pdf}")
        assert (done.returncode, done.stderr) == (0, "")
    home = tmp_path / "o u t/2025-12"
    assert_that_hashes_are_those_of_the_files(home, pdf or sample.name)
    assert_that_the_package_is_valid(home)
    assert list(faults(home / "sdmx-structure.json", home / "sdmx.csv")) == []
    assert_that_the_workbook_holds_the_observations(home, tmp_path)


def assert_that_hashes_are_those_of_the_files(home: Path, pdf: str) -> None:
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.iterdir()}
    assert set(hashes) == {*publish.PRODUCTS, "2025-12.pdf"}
    run_ = json.loads((home / "run.json").read_text("utf8"))
    assert run_["outputs"] == {n: h for n, h in hashes.items() if n not in ("run.json", "datapackage.json")}
    assert run_["pdf"]["name"] == pdf
    assert not any(path.stat().st_mode & 0o222 for path in home.iterdir())


def assert_that_the_package_is_valid(home: Path) -> None:
    with chdir(home):
        report = Package.from_descriptor("datapackage.json").validate()
    assert report.valid, report.flatten(["type", "message"])
    described = json.loads((home / "datapackage.json").read_text("utf8"))["resources"]
    assert {"run.json", "sdmx.csv", "workbook.xlsx"} <= {resource["path"] for resource in described}


def assert_that_the_workbook_holds_the_observations(home: Path, folder: Path) -> None:
    """As LibreOffice opens it; where there is none, as openpyxl reads it."""
    observations = (home / "observations.csv").read_text("utf8")
    office = shutil.which("soffice")
    if office:
        every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        opened = [office, profile, "--headless", "--convert-to", every_sheet, "--outdir", folder / "opened"]
        done = run(*opened, home / "workbook.xlsx")
        assert done.returncode == 0, done.stderr
        assert (folder / "opened/workbook-observations.csv").read_text("utf8") == observations
        sheets = [path.stem.removeprefix("workbook-") for path in (folder / "opened").iterdir()]
        assert sorted(sheets) == sorted(openpyxl.load_workbook(home / "workbook.xlsx").sheetnames)
    rows = openpyxl.load_workbook(home / "workbook.xlsx")["observations"].iter_rows(values_only=True)
    told = [["" if cell is None else str(cell) for cell in row] for row in rows]
    assert told == list(csv.reader(io.StringIO(observations)))


def faults(structure: Path, data: Path) -> Iterator[str]:
    """What in SDMX-CSV is not as its structure, in SDMX-JSON, says."""
    message = json.loads(structure.read_text("utf8"))["data"]
    [defined] = message["dataStructures"]
    parts = defined["dataStructureComponents"]
    lists = {listed["id"]: {code["id"] for code in listed["codes"]} for listed in message["codelists"]}
    dimensions = [*parts["dimensionList"]["dimensions"], parts["dimensionList"]["timeDimension"]]
    measures, attributes = parts["measureList"]["measures"], parts["attributeList"]["attributes"]
    lines = csv.DictReader(io.StringIO(data.read_text("utf8")))
    components = [*dimensions, *measures, *attributes]
    if lines.fieldnames != ["STRUCTURE", "STRUCTURE_ID", "ACTION", *(c["id"] for c in components)]:
        yield f"the columns are {lines.fieldnames}"
    flows = {f"{flow['agencyID']}:{flow['id']}({flow['version']})" for flow in message["dataflows"]}
    empty_allowed = {c["id"] for c in measures} | {a["id"] for a in attributes if a["usage"] == "optional"}
    keys = set()
    for number, line in enumerate(lines, 2):
        if line["STRUCTURE"] != "dataflow" or line["STRUCTURE_ID"] not in flows:
            yield f"line {number} is of {line['STRUCTURE_ID']}"
        for component in components:
            value = line[component["id"]]
            if not value and component["id"] in empty_allowed:
                continue
            if not conforms(value, component["localRepresentation"], lists):
                yield f"line {number}: {component['id']} is {value!r}"
        keys.add(tuple(line[dimension["id"]] for dimension in dimensions))
    if len(keys) != number - 1:
        yield f"{number - 1} lines have {len(keys)} keys"


def conforms(value: str, representation: dict[str, Any], lists: dict[str, set[str]]) -> bool:
    """Whether a value that is not empty is a code of its list, or of its type."""
    if "enumeration" in representation:
        named = re.search(r"Codelist=\w+:(\w+)\(", representation["enumeration"])
        return named is not None and value in lists[named[1]]
    return bool(value) and re.fullmatch(TYPES[representation["format"]["dataType"]], value) is not None


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        (",ASYLUM_FIRST,", ",ASYLUM_FRIST,", "line 2: SECTION is 'ASYLUM_FRIST'"),
        (",2130,", ",2.130,", "line 2: OBS_VALUE is '2.130'"),
        (",NUMBER,", ",,", "line 2: UNIT_MEASURE is ''"),
        ("2025-01", "2024-12", "1170 lines have 1169 keys"),
    ],
)
def test_what_is_not_as_the_structure_says_is_seen(golden: Any, tmp_path: Path, old: str, new: str, fault: str) -> None:
    from ind_tables.catalogue.source import Attribution
    from ind_tables.exports import sdmx

    december = Attribution("2025-12", "0" * 64, facsimile=False)
    (tmp_path / "structure.json").write_bytes(sdmx.structure(december))
    content = sdmx.content(golden, december).decode()
    for text, found in ((content, []), (content.replace(old, new, 1), [fault])):
        (tmp_path / "data.csv").write_text(text, "utf8")
        assert list(faults(tmp_path / "structure.json", tmp_path / "data.csv")) == found
