"""Texts of a document that mean harm reach no output unescaped: pages, notebooks, tables, terminal, file names."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple

import openpyxl
import pikepdf
import pytest
from bs4 import BeautifulSoup

from ind_tables import files
from ind_tables.run import notebooks, publish, stages
from tests.documents.facsimile import Look, typeset
from tests.documents.facsimile.look import ExtraRow, ExtraTable
from tests.documents.refusals.spoilt import golden, saved

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

SCRIPT = "<script>alert(1)</script>"
IMAGE = "<img src=x onerror=alert(2)>"
FORMULA = "=cmd|' /C calc'!A0"
TEMPLATE = "{{ self.__class__ }}"
PATH = "../../../etc/passwd"
ESCAPE = "\x1b[2J\x07"
BACKWARDS = "\u202egnp.exe\u2066"
NAME = f"{FORMULA.replace('/', '')} {SCRIPT.replace('/', '')} {BACKWARDS}{ESCAPE}.pdf"
TEXTS = (SCRIPT, IMAGE, FORMULA, TEMPLATE, PATH)
HARMFUL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
MONTH = "2025-12"


def hostile() -> bytes:
    """The bundled edition with harm in titles, labels, notes, the running head and the document's information."""
    look = Look(
        extra_tables=tuple(ExtraTable(text, ((text, ()), (FORMULA, ()))) for text in TEXTS),
        extra_rows=tuple(ExtraRow("study", i, text) for i, text in enumerate(TEXTS)),
        remarks=(f"{SCRIPT} {FORMULA} {IMAGE}",),
        preface=TEXTS,
        running_head=f"{SCRIPT} {PATH}",
    )
    with pikepdf.open(BytesIO(typeset(golden(), look))) as pdf:
        for name in ("Title", "Author", "Subject", "Keywords", "Creator", "Producer"):
            pdf.docinfo[f"/{name}"] = f"{SCRIPT}{FORMULA}{BACKWARDS}{ESCAPE}{PATH}"
        pdf.docinfo["/Keywords"] = "facsimile"
        return saved(pdf)


class Made(NamedTuple):
    """A month's outputs and what was said on the way."""

    folder: Path
    said: str


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Everything that is made of the hostile edition."""
    home = tmp_path_factory.mktemp("hostile")
    source, work = home / NAME, home / "work"
    source.write_bytes(hostile())
    with redirect_stderr(StringIO()) as said:
        stages.observe(MONTH, source, work)
    stages.check(MONTH, work)
    stages.pages(MONTH, work)
    files.write_json(work / "run.json", publish.made_from(work))
    return Made(work, said.getvalue())


def test_the_harm_reaches_the_report(made: Made) -> None:
    """Or else the other tests would hold nothing."""
    warnings = " ".join(json.loads((made.folder / "run.json").read_text("utf8"))["warnings"])
    for text in (SCRIPT, IMAGE, FORMULA, TEMPLATE, PATH):
        assert text in warnings
    assert SCRIPT.replace("/", "") in json.loads((made.folder / "run.json").read_text("utf8"))["pdf"]["name"]


def test_the_terminal_shows_lines_that_do_nothing(made: Made, tmp_path: Path, command: Callable[..., tuple]) -> None:
    (tmp_path / NAME).write_bytes(hostile())
    status, output, errors = command("extract", tmp_path / NAME)
    assert status == 0
    for text in (errors, made.said):
        assert FORMULA in text
        assert all(line.startswith("Warning: ") and line.isprintable() for line in text.splitlines())
    assert output.isascii() or not HARMFUL.search(output)
    status, output, errors = command("extract", tmp_path / NAME, "--month", "2025-11")
    assert (status, output) == (3, "")
    assert errors.startswith("WrongMonth: =cmd|")
    assert errors.rstrip("\n").isprintable()


@pytest.mark.parametrize("name", ["report.html", "report.nl.html"])
def test_a_page_shows_the_harm_as_text(made: Made, name: str) -> None:
    assert_harmless(made.folder / name)


@pytest.mark.full
def test_a_notebook_shows_the_harm_as_text(made: Made) -> None:
    notebooks.make("1-cleaning", MONTH, made.folder)
    assert_harmless(made.folder / "1-cleaning.html")
    assert not HARMFUL.search((made.folder / "1-cleaning.ipynb").read_text("utf8"))


def assert_harmless(path: Path) -> None:
    text = path.read_text("utf8")
    page = BeautifulSoup(text, "html.parser")
    assert SCRIPT not in text
    assert IMAGE not in text
    assert not any("alert(" in str(element) for element in page.find_all("script"))
    assert not any(name.startswith("on") for element in page.find_all(True) for name in element.attrs)
    assert not page.select("img[src=x]")
    assert not HARMFUL.search(text)


@pytest.mark.parametrize("name", ["report.html", "report.nl.html"])
def test_a_reader_of_the_report_can_see_what_the_document_says(made: Made, name: str) -> None:
    shown = BeautifulSoup((made.folder / name).read_text("utf8"), "html.parser").get_text()
    assert all(text in shown for text in (SCRIPT, IMAGE, FORMULA, TEMPLATE))


def test_no_output_holds_control_or_direction_characters(made: Made) -> None:
    texts = [path for path in made.folder.iterdir() if path.suffix in (".html", ".csv", ".json")]
    assert len(texts) >= 9
    for path in texts:
        assert not HARMFUL.search(path.read_text("utf8")), path.name


@pytest.mark.parametrize("name", ["observations.csv", "findings.csv", "suspects.csv", "sdmx.csv"])
def test_a_spreadsheet_takes_no_cell_for_a_formula(made: Made, name: str) -> None:
    with (made.folder / name).open(encoding="utf8", newline="") as file:
        cells = [cell for line in csv.reader(file) for cell in line]
    assert len(cells) >= 9
    assert [cell for cell in cells if re.match(r"[=+@\t\r]|-(?!\d*$)", cell)] == []


def test_the_workbook_holds_no_formula_from_the_document(made: Made) -> None:
    book = openpyxl.load_workbook(made.folder / "workbook.xlsx")
    cells = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert len(cells) > 1000
    assert [cell.value for cell in cells if cell.data_type == "f" and "cmd" in str(cell.value)] == []
    assert [cell.value for cell in cells if isinstance(cell.value, str) and HARMFUL.search(cell.value)] == []


def test_no_file_is_named_by_the_document(made: Made) -> None:
    assert {path.name for path in made.folder.iterdir()} <= {
        *publish.PRODUCTS,
        *("reading.json", "checks.json", "remarks.json", "pages.json", f"{MONTH}.pdf"),
    }
    assert sorted(path.name for path in made.folder.parent.iterdir() if path.is_file()) == [NAME]
