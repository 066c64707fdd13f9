"""A notebook is executed with its parameters, rendered for reviewers, and a failure names the cell."""

from __future__ import annotations

import re
import sys
import tempfile
import types
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ind_tables import errors
from ind_tables.run import notebooks

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
MONTH = "2025-12"


def notebook(folder: Path, *cells: str, parameters: str = 'month: str = "2024-01"  # the edition') -> Path:
    """A notebook with a title, a cell of parameters and some cells of code."""
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    content = new_notebook(cells=[new_markdown_cell("# What?"), tagged, *map(new_code_cell, cells)])
    content.metadata = {"kernelspec": notebooks.KERNEL, "language_info": {"name": "python"}}
    path = folder / "asked.ipynb"
    nbformat.write(content, path)
    return path


def test_parameters_take_the_place_of_the_defaults(tmp_path: Path) -> None:
    executed = notebooks.execute(notebook(tmp_path, "print(month)"), {"month": "2026-03"}, tmp_path)

    assert executed.cells[-1].outputs[0].text == "2026-03\n"


def test_a_notebook_runs_in_the_folder_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    executed = notebooks.execute(
        notebook(tmp_path, "import pathlib\nprint(pathlib.Path.cwd().name)"), {}, tmp_path / "here"
    )

    assert executed.cells[-1].outputs[0].text == "here\n"


@pytest.mark.parametrize("deep", ["", "x" * 120])
def test_a_kernel_listens_on_no_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deep: str) -> None:
    """However deep the folder of temporary files lies: the path of a socket is short."""
    (tmp_path / deep).mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / deep))
    cell = "from ipykernel import get_connection_info\nprint(get_connection_info(unpack=True)['transport'])"
    executed = notebooks.execute(notebook(tmp_path, cell), {}, tmp_path)

    assert executed.cells[-1].outputs[0].text == "ipc\n"
    assert not list((tmp_path / deep).glob("kernel-*"))


def test_an_unknown_parameter_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestError, match="has no parameter “maand”; expected one of month"):
        notebooks.execute(notebook(tmp_path), {"maand": "2026-03"}, tmp_path)


def test_a_notebook_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestError, match="there is no notebook"):
        notebooks.execute(tmp_path / "none.ipynb", {}, tmp_path)


def test_a_failing_cell_is_named_and_nothing_is_written(tmp_path: Path) -> None:
    work = tmp_path / "work"
    work.mkdir()
    source = notebook(
        tmp_path,
        "1 + 1",
        "figures = [1, 2]\nfigures[5]",
        parameters='month: str = ""\npdf: str = ""\nobservations = ""',
    )
    with pytest.raises(errors.ReportError) as caught:
        notebooks.make("asked", MONTH, work, source)

    assert str(caught.value) == (
        "asked.ipynb, code cell 3 (“figures = [1, 2]”): IndexError: list index out of range; nothing was published"
    )
    assert list(work.iterdir()) == []


def test_a_refusal_inside_a_notebook_keeps_its_own_words(tmp_path: Path) -> None:
    cell = "from ind_tables import errors\nraise errors.WrongMonth('found May; expected June')"
    with pytest.raises(errors.ReportError, match=r"code cell 2 .*: WrongMonth: found May; expected June; nothing was"):
        notebooks.execute(notebook(tmp_path, cell), {}, tmp_path)


def test_a_kernel_that_dies_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(errors.ReportError, match=r"asked\.ipynb: .*nothing was published"):
        notebooks.execute(notebook(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), {}, tmp_path)


def test_a_cell_that_runs_on_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "_SECONDS", 1)
    with pytest.raises(errors.ReportError, match=r"asked\.ipynb: .*nothing was published"):
        notebooks.execute(notebook(tmp_path, "import time\ntime.sleep(60)"), {}, tmp_path)


def test_two_executions_give_the_same_bytes(tmp_path: Path) -> None:
    source = notebook(tmp_path, "month")
    once, again = (notebooks.written(notebooks.execute(source, {"month": "2026-03"}, tmp_path)) for _ in range(2))

    assert once == again


def test_a_page_for_reviewers_folds_the_code_and_loads_nothing(tmp_path: Path) -> None:
    executed = notebooks.execute(notebook(tmp_path, "'<script>alert(1)</script>'"), {}, tmp_path)
    page = notebooks.render(executed, "asked", MONTH)

    assert "<title>What? 2025-12</title>" in page
    assert page.count('<details class="code">') == 2
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_notebook_without_a_title_is_refused() -> None:
    with pytest.raises(errors.ReportError, match="the notebook has no title"):
        notebooks.heading(new_notebook(cells=[new_markdown_cell("no title")]))


def test_a_committed_notebook_is_executed_anew_or_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path)
    source = notebook(tmp_path, "6 * 7")
    notebooks.refresh("asked")
    assert nbformat.read(source, as_version=4).cells[-1].outputs[0].data["text/plain"] == "42"

    notebook(tmp_path, "6 * seven")
    before = source.read_bytes()
    with pytest.raises(errors.ReportError, match="name 'seven' is not defined"):
        notebooks.refresh("asked")
    assert source.read_bytes() == before


def test_a_kernel_has_what_is_imported_here_and_what_a_cell_does_to_it_stays_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "warm", types.ModuleType("warm"))
    source = notebook(tmp_path, "import warm\nprint(dir(warm)[-1])\nwarm.touched = month")
    for _ in range(2):
        executed = notebooks.execute(source, {}, tmp_path)
        assert executed.cells[-1].outputs[0].text == "__spec__\n"


def test_a_kernel_imports_nothing_from_the_folder_that_it_runs_in(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("")
    with pytest.raises(errors.ReportError, match="ModuleNotFoundError: No module named 'planted'"):
        notebooks.execute(notebook(tmp_path, "import planted"), {}, tmp_path)
