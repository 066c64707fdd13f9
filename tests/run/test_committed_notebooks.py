"""The notebooks ask, show and say what they saw; they are committed executed, in order, on the bundled edition."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from ind_tables import catalogue
from ind_tables.run import notebooks
from ind_tables.run.kernel import Kernel

ROOT = Path(__file__).parents[2]
NOTEBOOKS = {name: nbformat.read(ROOT / f"notebooks/{name}.ipynb", as_version=4) for name in notebooks.COMMITTED}
BUNDLED = "2025-12"

each = pytest.mark.parametrize("notebook", NOTEBOOKS.values(), ids=NOTEBOOKS)


def code(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def parameters(notebook: NotebookNode) -> list[NotebookNode]:
    return [cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]


def test_the_folder_holds_the_three_notebooks_of_the_report_and_one_to_copy() -> None:
    assert sorted(path.stem for path in (ROOT / "notebooks").glob("*.ipynb")) == sorted(NOTEBOOKS)


@each
def test_a_notebook_is_valid_and_names_the_projects_kernel(notebook: NotebookNode) -> None:
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec == {"display_name": "IND tables", "language": "python", "name": "ind-tables"}


@each
def test_the_title_is_a_question(notebook: NotebookNode) -> None:
    first = notebook.cells[0]
    assert first.cell_type == "markdown"
    assert re.match(r"# .+\?$", first.source, re.MULTILINE)
    titles = [line for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# ")]
    assert len(titles) == 1


@each
def test_one_cell_holds_the_parameters_a_line_each_with_type_default_and_comment(notebook: NotebookNode) -> None:
    [cell] = parameters(notebook)
    lines = cell.source.splitlines()
    assert all(re.fullmatch(r'[a-z]+: str = "[^"]*"  # .+', line) for line in lines)
    assert lines[0].startswith(f'month: str = "{BUNDLED}"')
    assert code(notebook)[0] is cell


@each
def test_a_notebook_holds_no_logic_of_its_own(notebook: NotebookNode) -> None:
    kinds = {type(node).__name__ for cell in code(notebook) for node in ast.walk(ast.parse(cell.source))}
    assert not kinds & {
        *("FunctionDef", "AsyncFunctionDef", "Lambda", "ClassDef", "For", "While", "Try", "If", "With", "Raise"),
        *("Global", "Delete", "Assert"),
    }


@each
def test_prose_stands_above_what_is_computed(notebook: NotebookNode) -> None:
    """A code cell follows prose, or another code cell under the same prose: never more than three."""
    run = 0
    for cell in notebook.cells:
        run = 0 if cell.cell_type == "markdown" else run + 1
        assert run <= 3


@each
def test_every_cell_was_executed_in_order_and_without_a_complaint(notebook: NotebookNode) -> None:
    cells = code(notebook)
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    kinds = {output.output_type for cell in cells for output in cell.outputs}
    assert kinds <= {"display_data", "execute_result"}
    assert all(cell.outputs for cell in cells if "parameters" not in cell.metadata.get("tags", []))


@each
def test_nothing_of_one_machine_or_one_run_is_stored(notebook: NotebookNode) -> None:
    text = nbformat.writes(notebook)
    assert not re.search(r"/(home|root|tmp|work|Users)/", text)
    assert not re.search(r" at 0x[0-9a-f]{6,}", text)
    assert set(notebook.metadata) == {"kernelspec", "language_info"}
    assert notebook.metadata.language_info == Kernel.language_info
    assert notebook.metadata.language_info.version == "3.11"
    assert all(set(cell.metadata) <= {"tags"} for cell in notebook.cells)


@each
def test_a_notebook_knows_no_folders(notebook: NotebookNode) -> None:
    source = "\n".join(cell.source for cell in code(notebook))
    assert not re.search(r"\.\./|Path\(|open\(|os\.", source)


@each
def test_a_facsimile_is_said_to_be_one(notebook: NotebookNode) -> None:
    assert "re-typeset facsimile" in nbformat.writes(notebook)


def test_the_commentary_has_a_chapter_for_every_table_in_the_documents_order() -> None:
    source = "\n".join(cell.source for cell in code(NOTEBOOKS["3-commentary"]))
    told = re.findall(r'Chapter\(figures, "(\w+)", language\)', source)
    assert told == [section.id for section in catalogue.load().sections]


def test_only_what_differs_between_machines_is_not_compared() -> None:
    """Pictures of pages are drawn by a renderer; everything else nbval holds against what is stored."""
    ignored = [
        cell.source
        for notebook in NOTEBOOKS.values()
        for cell in notebook.cells
        if any("nbval" in tag for tag in cell.metadata.get("tags", []))
    ]
    assert ignored == ["exhibits.Pages(source, document)", "verdicts.Suspects(checked.suspects, month, pdf)"]
