"""Every bad document ends in one line of the right class; nothing is written."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from ind_tables import catalogue
from tests.documents.refusals import page
from tests.documents.refusals.documents import DOUBLED, FILES, INCOMPLETE, MONTHLY, NUMBERS, OTHERS, TEXTLESS, Bad
from tests.documents.refusals.spoilt import golden
from tests.layers import first_of_each, layered

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
DOCUMENTS = [*FILES, *TEXTLESS, *OTHERS, *MONTHLY, *INCOMPLETE, *DOUBLED, *NUMBERS]
KEY = ["section", "measure", "age_band", "period"]


@pytest.mark.parametrize(
    "bad", layered(DOCUMENTS, first_of_each(DOCUMENTS, lambda bad: bad.refusal)), ids=lambda bad: bad.what
)
def test_a_bad_document_is_refused_in_one_line(bad: Bad, tmp_path: Path, command: Callable[..., tuple]) -> None:
    refused(bad, tmp_path, command)


def refused(bad: Bad, folder: Path, command: Callable[..., tuple], listed: bool = True) -> None:
    """Holds a document against the refusal that the catalogue of bad documents and the page of refusals name."""
    file, target = folder / bad.name, folder / "figures.csv"
    file.write_bytes(bad.make())
    target.write_text("older figures", "utf8")
    status, output, errors = command("extract", file, *bad.options, "--output", target)
    assert (status, output) == (3, "")
    [line] = errors.splitlines()
    assert line.startswith(f"{bad.refusal.__name__}: ")
    assert str(folder) not in line
    assert sorted(folder.iterdir()) == sorted([file, target])
    assert target.read_text("utf8") == "older figures"
    if listed:
        assert page.row(bad, line) in (ROOT / "docs/refusals.md").read_text("utf8").splitlines()


LENIENT = [bad for bad in INCOMPLETE if bad.figures]
STRICT = [bad for bad in (*INCOMPLETE, DOUBLED[0], NUMBERS[0]) if not bad.figures]


@pytest.mark.parametrize("bad", layered(LENIENT, lambda bad: bad is LENIENT[0]), ids=lambda bad: bad.what)
def test_an_incomplete_edition_is_read_as_far_as_it_goes_if_that_is_allowed(
    bad: Bad, tmp_path: Path, command: Callable[..., tuple]
) -> None:
    (tmp_path / bad.name).write_bytes(bad.make())
    status, output, errors = command("extract", tmp_path / bad.name, "--allow-incomplete")
    assert status == 0
    figures = pd.read_csv(StringIO(output)).dropna(subset="value").set_index(KEY)["value"]
    assert len(figures) == bad.figures
    assert figures.eq(golden().set_index(KEY)["value"].loc[figures.index]).all()
    assert all(line.startswith("Warning: ") for line in errors.splitlines())
    assert all(words in errors for words in bad.missing)
    assert bad.missing


@pytest.mark.parametrize("bad", layered(STRICT, lambda bad: bad is STRICT[0]), ids=lambda bad: bad.what)
def test_nothing_else_is_lenient(bad: Bad, tmp_path: Path, command: Callable[..., tuple]) -> None:
    (tmp_path / bad.name).write_bytes(bad.make())
    status, output, errors = command("extract", tmp_path / bad.name, "--allow-incomplete")
    assert (status, output) == (3, "")
    assert errors.startswith(f"{bad.refusal.__name__}: ")
    assert len(errors.splitlines()) == 1


@pytest.mark.parametrize("name", ["plain text", "cut off halfway", "another month than asked for"])
def test_the_program_itself_refuses_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    [bad] = [bad for bad in DOCUMENTS if bad.what == name]
    (tmp_path / bad.name).write_bytes(bad.make())
    ended = subprocess.run(
        [sys.executable, "-m", "ind_tables", "extract", bad.name, *bad.options, "--output", "figures.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (3, "")
    assert [line.split(":")[0] for line in ended.stderr.splitlines()] == [bad.refusal.__name__]
    assert [path.name for path in tmp_path.iterdir()] == [bad.name]


def test_a_check_of_a_bad_document_writes_nothing(tmp_path: Path, command: Callable[..., tuple]) -> None:
    file = tmp_path / "edition.pdf"
    file.write_bytes(NUMBERS[0].make())
    status, output, errors = command("check", file, "--output", tmp_path / "checks")
    assert (status, output) == (3, "")
    assert errors.startswith(
        "UnreadableNumber: page 1, section “Asiel - Eerste aanvragen”, row “Aanvragen”, column 2025-01"
    )
    assert list(tmp_path.iterdir()) == [file]


def test_the_page_of_refusals_describes_every_class_and_only_what_is_tried() -> None:
    text = (ROOT / "docs/refusals.md").read_text("utf8")
    for part in (page.classes(), page.limits()):
        assert part in text
    listed = text.partition("## Documents that are refused")[2].split("| --- | --- | --- |\n")[1].splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in listed] == [bad.what for bad in page.DOCUMENTS]


def test_the_documents_are_many_and_each_is_named_once() -> None:
    names = [bad.what for bad in page.DOCUMENTS]
    assert len(names) == len(set(names)) > 100


def test_every_kind_of_refusal_of_a_pdf_is_tried() -> None:
    kinds = {kind.__name__ for kind in page.KINDS if issubclass(kind, page.ReadError)} - {"NotObservations"}
    assert {bad.refusal.__name__ for bad in page.DOCUMENTS} == kinds


def test_the_spoilt_tables_are_those_of_the_catalogue() -> None:
    assert list(golden()["section"].unique()) == [section.id for section in catalogue.load().sections]
