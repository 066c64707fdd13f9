"""The outputs of a month as a Frictionless Data Package, held against frictionless itself."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import frictionless
import openpyxl
import pandas as pd
import pytest

from ind_tables.catalogue.source import Attribution
from ind_tables.errors import OutputError
from ind_tables.exports import datapackage, dictionary
from ind_tables.record import observations
from tests.conftest import Ended

DECEMBER = Attribution("2025-12", sha256="ab" * 32, facsimile=True, address="https://ind.nl/x.pdf")
FINDINGS = """\
bands_sum,error,family,pending,all,2025-01,500,20,"The age bands do not add up, by 500."
joint_rounding,error,,,,,3.5,,Not all at once.
"""
SUSPECTS = """\
1,a,family,pending,all,2025-01,9.000,8500,A digit too much.,0.97
1,b,family,pending,6m+,2025-01,,,A blank cell.,
"""


CERTIFICATE = """\
2025-12,asylum_first,applications,all,2024-12,,0,,,,,,,,,,
2025-12,asylum_dublin,applications,all,2025-12,970,1,identity+inequality,965,975,40,yes,3,3,9.09,50.0,975
"""


@pytest.fixture
def outputs(golden: pd.DataFrame, tmp_path: Path) -> Path:
    """The tables of a month, with a finding and a suspect of every kind."""
    golden.loc[0, ["value", "status", "printed"]] = [pd.NA, "M", "-"]
    golden.loc[1, ["value", "status", "printed"]] = [pd.NA, "O", ""]
    observations.save(golden, tmp_path / "observations.csv")
    observations.save(golden, tmp_path / "observations.parquet")
    for name, rows in (("findings", FINDINGS), ("suspects", SUSPECTS), ("certificate", CERTIFICATE)):
        head = ",".join(column.name for column in dictionary.tables()[name].columns)
        (tmp_path / f"{name}.csv").write_text(f"{head}\n{rows}")
    return tmp_path


def described(folder: Path) -> dict[str, Any]:
    held: dict[str, Any] = json.loads(datapackage.content(folder, DECEMBER))
    return held


def validated(folder: Path) -> tuple[bool, list[Any]]:
    (folder / "datapackage.json").write_bytes(datapackage.content(folder, DECEMBER))
    found = frictionless.validate(str(folder / "datapackage.json"))
    return found.valid, found.flatten(["type", "fieldName"])


@pytest.mark.slow
def test_the_package_is_valid(outputs: Path, golden: pd.DataFrame) -> None:
    datapackage.write(outputs, golden, DECEMBER)
    found = frictionless.validate(str(outputs / "datapackage.json"))
    assert (found.valid, found.flatten(["title", "message"])) == (True, [])
    names = [resource["path"] for resource in json.loads((outputs / "datapackage.json").read_text("utf8"))["resources"]]
    assert names == [
        *("observations.csv", "findings.csv", "suspects.csv", "certificate.csv", "observations.parquet"),
        *("sdmx.csv", "sdmx-structure.json", "workbook.xlsx"),
    ]
    assert openpyxl.load_workbook(outputs / "workbook.xlsx").sheetnames[0] == "notes"


def test_tables_without_rows_are_valid(outputs: Path) -> None:
    for name in ("findings.csv", "suspects.csv"):
        path = outputs / name
        path.write_text(path.read_text().splitlines()[0] + "\n")
    assert validated(outputs) == (True, [])


@pytest.mark.parametrize(
    ("old", "new", "error", "column"),
    [
        ("2025-12,asylum_first,{}1540", "2025-12,asylum_1st,{}1540", "constraint-error", "section"),
        ("asylum_first,{}1540", "asylum_first,{}1540.5", "type-error", "value"),
        ("asylum_first,{}1540", "asylum_first,applications,all,februari,1540", "type-error", "period"),
        ("asylum_first,{}1540,count,A,1", "asylum_first,{}1540,count,A,0", "constraint-error", "page"),
        ("asylum_first,{}1540,count,A", "asylum_first,{}1540,count,", "constraint-error", "status"),
        ("edition,section", "edition,table", "incorrect-label", "section"),
    ],
)
def test_what_is_not_as_described_is_found(outputs: Path, old: str, new: str, error: str, column: str) -> None:
    path = outputs / "observations.csv"
    old, new = (text.format("applications,all,2025-02,") for text in (old, new))
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))
    assert validated(outputs) == (False, [[error, column]])


def test_a_figure_that_stands_twice_is_found(outputs: Path) -> None:
    path = outputs / "observations.csv"
    held = path.read_text()
    path.write_text(held + held.splitlines()[5] + "\n")
    assert validated(outputs) == (False, [["primary-key", None]])


def test_a_file_that_was_changed_afterwards_is_found(outputs: Path) -> None:
    (outputs / "datapackage.json").write_bytes(datapackage.content(outputs, DECEMBER))
    path = outputs / "observations.csv"
    path.write_text(path.read_text().replace(",1540,", ",1550,"))
    found = frictionless.validate(str(outputs / "datapackage.json"))
    assert found.flatten(["type"]) == [["hash-count"]]


def test_the_package_says_whose_figures_these_are_and_on_what_terms(outputs: Path) -> None:
    package = described(outputs)
    assert package["name"] == "maandcijfers-ind-2025-12"
    assert package["title"] == "Maandcijfers IND december 2025"
    assert (package["edition"], package["facsimile"]) == ("2025-12", True)
    assert package["citation"].startswith(
        "Immigration and Naturalisation Service of the Netherlands (IND), Maandcijfers IND december 2025. "
    )
    [source] = package["sources"]
    assert source == {
        "title": "Immigratie- en Naturalisatiedienst (IND), Maandcijfers IND december 2025",
        "path": "https://ind.nl/x.pdf",
        "hash": f"sha256:{'ab' * 32}",
    }
    [licence] = package["licenses"]
    assert licence["name"] == "notspecified"
    assert "(likely)" in licence["title"]
    assert package["terms"]["certainty"] == "likely"
    assert "facsimile" in package["description"]
    assert "rounded to tens" in package["description"]


def test_without_a_known_address_or_hash_the_source_is_the_publisher(outputs: Path) -> None:
    package = json.loads(datapackage.content(outputs, Attribution("2025-12")))
    assert package["sources"] == [
        {"title": "Immigratie- en Naturalisatiedienst (IND), Maandcijfers IND december 2025", "path": "https://ind.nl"}
    ]
    assert "facsimile" not in package["description"]


def test_each_column_is_described_with_its_type_and_limits(outputs: Path) -> None:
    schema = described(outputs)["resources"][0]["schema"]
    fields = {field["name"]: field for field in schema["fields"]}
    assert schema["primaryKey"] == ["edition", "section", "measure", "age_band", "period"]
    assert (fields["value"]["type"], "constraints" in fields["value"]) == ("integer", False)
    assert (fields["value"]["unit"]["pending"], fields["value"]["unit"]["document_first_slot"]) == ("count", "days")
    assert (fields["value"]["rounding"]["pending"], fields["value"]["rounding"]["document_first_slot"]) == (10, 1)
    assert fields["status"]["constraints"] == {"required": True, "enum": ["A", "M", "L", "O"]}
    assert fields["page"]["constraints"] == {"required": True, "minimum": 1}
    assert fields["period"]["type"] == "yearmonth"


def test_each_file_is_described_with_its_size_and_hash(outputs: Path) -> None:
    for name in ("run.json", "report.nl.html"):
        (outputs / name).write_text(name)
    (outputs / "an analyst's own.txt").write_text("x")
    resources = described(outputs)["resources"]
    assert [r["path"] for r in resources][3:] == [
        "certificate.csv",
        "observations.parquet",
        "run.json",
        "report.nl.html",
    ]
    for resource in resources:
        held = (outputs / resource["path"]).read_bytes()
        assert resource["bytes"] == len(held)
        assert resource["hash"] == f"sha256:{hashlib.sha256(held).hexdigest()}"


def test_a_table_that_is_missing_is_an_error(outputs: Path) -> None:
    (outputs / "findings.csv").unlink()
    with pytest.raises(OutputError, match=r"findings\.csv cannot be described"):
        datapackage.content(outputs, DECEMBER)


def test_the_same_files_give_the_same_bytes(outputs: Path) -> None:
    assert datapackage.content(outputs, DECEMBER) == datapackage.content(outputs, DECEMBER)
    assert str(outputs) not in datapackage.content(outputs, DECEMBER).decode()


@pytest.mark.slow
def test_the_command_hands_an_edition_on_in_every_form(
    command: Callable[..., Ended], sample: Path, tmp_path: Path
) -> None:
    done = command("export", sample, "--output", tmp_path / "handed-on")
    assert (done.status, done.output, done.errors) == (0, "", "")
    folder = tmp_path / "handed-on"
    assert {path.name for path in folder.iterdir()} == {
        *("observations.csv", "observations.parquet", "unrecognised.csv", "findings.csv", "suspects.csv"),
        "certificate.csv",
        *("workbook.xlsx", "sdmx.csv", "sdmx-structure.json", "datapackage.json"),
    }
    assert frictionless.validate(str(folder / "datapackage.json")).valid
    package = json.loads((folder / "datapackage.json").read_text("utf8"))
    assert package["facsimile"] is True
    assert package["sources"][0]["hash"] == f"sha256:{hashlib.sha256(sample.read_bytes()).hexdigest()}"


def test_the_command_writes_nothing_of_an_edition_that_is_refused(
    command: Callable[..., Ended], tmp_path: Path
) -> None:
    (tmp_path / "2025-12.pdf").write_text("a page")
    done = command("export", tmp_path / "2025-12.pdf", "--output", tmp_path / "handed-on")
    assert done.status == 3
    assert [path.name for path in tmp_path.iterdir()] == ["2025-12.pdf"]


@pytest.mark.slow
def test_an_export_is_whole_or_nothing(
    command: Callable[..., Ended], sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "handed-on"
    folder.mkdir()
    (folder / "observations.csv").write_text("older figures")
    (folder / "notes.txt").write_text("mine")
    before = {path.name: path.read_text() for path in folder.iterdir()}

    def full(*_: object) -> None:
        raise OutputError("no space left")

    monkeypatch.setattr(datapackage, "write", full)
    done = command("export", sample, "--output", folder)

    assert (done.status, done.output, done.errors) == (4, "", "OutputError: no space left\n")
    assert {path.name: path.read_text() for path in folder.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["handed-on"]
