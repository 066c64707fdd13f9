"""The report in stages: a failure publishes nothing, names the cell, and leaves what was there."""

from __future__ import annotations

import errno
import json
import multiprocessing
import os
import re
import shutil
import tempfile
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from ind_tables import errors, report

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
MONTH = "2025-12"


def notebook(folder: Path, *cells: str, parameters: str = 'month: str = "2024-01"  # the edition') -> Path:
    """A notebook with a title, a cell of parameters and some cells of code."""
    tagged = new_code_cell(parameters, metadata={"tags": ["parameters"]})
    content = new_notebook(cells=[new_markdown_cell("# What?"), tagged, *map(new_code_cell, cells)])
    content.metadata = {"kernelspec": report._KERNEL, "language_info": {"name": "python"}}
    path = folder / "asked.ipynb"
    nbformat.write(content, path)
    return path


@pytest.fixture(scope="module")
def work(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the first two stages done."""
    folder = tmp_path_factory.mktemp("outputs") / ".work" / MONTH
    assert report.main(["observations", MONTH, str(SAMPLE), str(folder)]) == 0
    assert report.main(["checks", MONTH, str(folder)]) == 0
    return folder


def test_the_edition_is_read_into_tables_and_its_pdf_kept_beside_them(work: Path) -> None:
    figures = pd.read_csv(work / "observations.csv", dtype=str, keep_default_na=False)

    assert len(figures) == 1170
    assert figures["value"].iloc[0] == "2130"
    assert pd.read_parquet(work / "observations.parquet")["value"].astype(str).tolist() == figures["value"].tolist()
    assert (work / f"{MONTH}.pdf").read_bytes() == SAMPLE.read_bytes()
    reading = json.loads((work / "reading.json").read_text("utf8"))
    assert reading["pdf"]["facsimile"] is True
    assert reading["printed_cells"] == 1170


def test_what_was_checked_is_counted(work: Path) -> None:
    checks = json.loads((work / "checks.json").read_text("utf8"))
    identities = {rule["rule"]: (rule["evaluated"], rule["held"]) for rule in checks["rules"]}

    assert identities["bands_sum"] == (156, 156)
    assert identities["stock_flow"] == (144, 144)
    assert identities["nareis_sum"] == (104, 104)
    assert checks["findings"]["error"] == 0
    assert sum(len(row["periods"]) for row in checks["unverified"]) == 122
    assert (work / "suspects.csv").read_text("utf8").startswith("rank,explanation,section,measure,age_band,period,")


def test_the_pages_for_readers_say_whose_figures_they_are_and_that_this_is_a_facsimile(work: Path) -> None:
    assert report.main(["pages", MONTH, str(work)]) == 0

    english, dutch = ((work / name).read_text("utf8") for name in ("report.html", "report.nl.html"))
    assert '<html lang="en">' in english
    assert '<html lang="nl">' in dutch
    assert "re-typeset facsimile" in english
    assert "facsimile" in dutch
    assert all("Immigratie- en Naturalisatiedienst" in page for page in (english, dutch))
    run = json.loads((work / "run.json").read_text("utf8"))
    assert re.fullmatch(r"[0-9a-f]{64}", run["pdf"]["sha256"])
    assert run["package"]["name"] == "ind-tables"


def test_a_refused_document_leaves_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    damaged = tmp_path / "edition.pdf"
    damaged.write_bytes(SAMPLE.read_bytes()[:3000])

    assert report.main(["observations", MONTH, str(damaged), str(tmp_path / "work")]) == 3
    assert re.match(r"[A-Z]\w+: edition\.pdf .+\n$", capsys.readouterr().err)
    assert not (tmp_path / "work").exists()


def test_another_month_than_asked_for_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = tmp_path / "own.pdf"
    own.write_bytes(SAMPLE.read_bytes())

    assert report.main(["observations", "2025-11", str(own), str(tmp_path / "work")]) == 3
    assert capsys.readouterr().err.startswith("WrongMonth: own.pdf is the edition of 2025-12")


def test_what_no_month_is_is_said_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert report.main(["observations", "2025-13", str(SAMPLE), str(tmp_path)]) == 2
    assert "2025-13" in capsys.readouterr().err


def test_parameters_take_the_place_of_the_defaults(tmp_path: Path) -> None:
    executed = report.execute(notebook(tmp_path, "print(month)"), {"month": "2026-03"}, tmp_path)

    assert executed.cells[-1].outputs[0].text == "2026-03\n"


def test_a_notebook_runs_in_the_folder_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "here").mkdir()
    executed = report.execute(
        notebook(tmp_path, "import pathlib\nprint(pathlib.Path.cwd().name)"), {}, tmp_path / "here"
    )

    assert executed.cells[-1].outputs[0].text == "here\n"


@pytest.mark.parametrize("deep", ["", "x" * 120])
def test_a_kernel_listens_on_no_port(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deep: str) -> None:
    """However deep the folder of temporary files lies: the path of a socket is short."""
    (tmp_path / deep).mkdir(exist_ok=True)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / deep))
    cell = "from ipykernel import get_connection_info\nprint(get_connection_info(unpack=True)['transport'])"
    executed = report.execute(notebook(tmp_path, cell), {}, tmp_path)

    assert executed.cells[-1].outputs[0].text == "ipc\n"
    assert not list((tmp_path / deep).glob("kernel-*"))


def test_an_unknown_parameter_is_an_error_before_anything_runs(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestError, match="has no parameter “maand”; expected one of month"):
        report.execute(notebook(tmp_path), {"maand": "2026-03"}, tmp_path)


def test_a_notebook_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(errors.RequestError, match="there is no notebook"):
        report.execute(tmp_path / "none.ipynb", {}, tmp_path)


def test_a_failing_cell_is_named_and_nothing_is_written(work: Path, tmp_path: Path) -> None:
    source = notebook(
        tmp_path,
        "1 + 1",
        "figures = [1, 2]\nfigures[5]",
        parameters='month: str = ""\npdf: str = ""\nobservations = ""',
    )
    with pytest.raises(errors.ReportError) as caught:
        report.notebook("asked", MONTH, work, source)

    assert str(caught.value) == (
        "asked.ipynb, code cell 3 (“figures = [1, 2]”): IndexError: list index out of range; nothing was published"
    )
    assert not (work / "asked.ipynb").exists()
    assert not (work / "asked.html").exists()


def test_a_refusal_inside_a_notebook_keeps_its_own_words(tmp_path: Path) -> None:
    cell = "from ind_tables import errors\nraise errors.WrongMonth('found May; expected June')"
    with pytest.raises(errors.ReportError, match=r"code cell 2 .*: WrongMonth: found May; expected June; nothing was"):
        report.execute(notebook(tmp_path, cell), {}, tmp_path)


def test_a_kernel_that_dies_is_an_error_of_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(errors.ReportError, match=r"asked\.ipynb: .*nothing was published"):
        report.execute(notebook(tmp_path, "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"), {}, tmp_path)


def test_a_cell_that_runs_on_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_SECONDS", 1)
    with pytest.raises(errors.ReportError, match=r"asked\.ipynb: .*nothing was published"):
        report.execute(notebook(tmp_path, "import time\ntime.sleep(60)"), {}, tmp_path)


def test_two_executions_give_the_same_bytes(tmp_path: Path) -> None:
    source = notebook(tmp_path, "month")
    once, again = (report.written(report.execute(source, {"month": "2026-03"}, tmp_path)) for _ in range(2))

    assert once == again


def test_a_page_for_reviewers_folds_the_code_and_loads_nothing(tmp_path: Path) -> None:
    executed = report.execute(notebook(tmp_path, "'<script>alert(1)</script>'"), {}, tmp_path)
    page = report.render(executed, "asked", MONTH)

    assert "<title>What? 2025-12</title>" in page
    assert page.count('<details class="code">') == 2
    assert "<script" not in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_a_notebook_without_a_title_is_refused() -> None:
    with pytest.raises(errors.ReportError, match="the notebook has no title"):
        report.heading(new_notebook(cells=[new_markdown_cell("no title")]))


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A work folder with every product, and the folder where they are published."""
    staged, home = tmp_path / "outputs/.work/2025-12", tmp_path / "outputs/2025-12"
    staged.mkdir(parents=True)
    write_products(staged, "new")
    return staged, home


def write_products(folder: Path, label: str, size: int = 0) -> None:
    """Every product of a report: texts that begin with a word, and run.json with the word as a name."""
    for name in (*report.PRODUCTS, "2025-12.pdf"):
        (folder / name).write_text(f"{label} {name}" + "x" * size)
    (folder / "run.json").write_text(json.dumps({"package": {"name": label, "filler": "x" * size}}))


@pytest.mark.parametrize("exchange", [True, False], ids=["swapped at once", "renamed one by one"])
def test_publishing_replaces_a_report_and_keeps_what_is_the_analysts(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    staged, home = folders
    home.mkdir()
    (home / "report.html").write_text("old")
    (home / "my notes.txt").write_text("mine")
    if not exchange:
        monkeypatch.setattr(report.ctypes, "CDLL", lambda *_, **__: object())
    report.publish(MONTH, staged, home)

    assert (home / "report.html").read_text() == "new report.html"
    assert (home / "my notes.txt").read_text() == "mine"
    assert sorted(path.name for path in home.parent.iterdir()) == [".work", "2025-12"]


def test_a_report_that_cannot_take_its_place_leaves_the_one_before(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, home = folders
    home.mkdir()
    (home / "report.html").write_text("old")
    rename = Path.rename

    def fails(path: Path, target: Path) -> Path:
        if path.name.endswith(".new"):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return rename(path, target)

    monkeypatch.setattr(report.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(errors.OutputError, match="Input/output error"):
        report.publish(MONTH, staged, home)

    assert (home / "report.html").read_text() == "old"
    assert sorted(path.name for path in home.parent.iterdir()) == [".work", "2025-12"]


def test_publishing_makes_the_folder(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    report.publish(MONTH, staged, home)

    assert {path.name for path in home.iterdir()} == {*report.PRODUCTS, "2025-12.pdf"}


def test_what_is_published_names_the_code_that_made_it(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A change anywhere in the package, its catalogue or the notebooks is another code; documents are none."""
    for name in ("a.py", "catalogue/power.csv", "templates/b.jinja", "notebooks/1-cleaning.ipynb", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(report, "_home", lambda: tmp_path)
    monkeypatch.setattr(report, "_notebooks", lambda: tmp_path / "notebooks")
    hashes = []
    for name in ("README.md", "a.py", "catalogue/power.csv", "templates/b.jinja", "notebooks/1-cleaning.ipynb"):
        (tmp_path / name).write_text("another")
        report.publish(MONTH, *folders)
        hashes.append(json.loads((folders[1] / "run.json").read_text())["package"]["sha256"])
        (tmp_path / name).write_text("one")

    assert all(re.fullmatch("[0-9a-f]{64}", found) for found in hashes)
    assert len(set(hashes)) == 5


def test_nothing_is_published_where_a_product_is_missing(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    home.mkdir()
    (home / "report.html").write_text("old")
    (staged / "3-commentary.html").unlink()
    with pytest.raises(errors.ReportError, match=r"lacks 3-commentary\.html; nothing was published"):
        report.publish(MONTH, staged, home)

    assert [path.name for path in home.iterdir()] == ["report.html"]
    assert (home / "report.html").read_text() == "old"


def test_a_folder_that_cannot_be_written_is_said(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    home.write_text("a file where the folder should be")
    with pytest.raises(errors.OutputError, match="cannot be written"):
        report.publish(MONTH, staged, home)


def test_a_full_disk_leaves_the_report_before_and_nothing_half_written(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, home = folders
    report.publish(MONTH, staged, home)
    before = {path.name: path.read_bytes() for path in home.iterdir()}
    (staged / "report.html").write_text("another one")
    copy, written = shutil.copyfile, []

    def fills_up(source: Path, target: Path) -> None:
        copy(source, target)
        written.append(target)
        if len(written) == 5:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(shutil, "copyfile", fills_up)
    with pytest.raises(errors.OutputError, match="cannot be written: No space left on device"):
        report.publish(MONTH, staged, home)

    assert len(written) == 5
    assert not any(path.exists() for path in written)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def test_a_committed_notebook_is_executed_anew_or_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "_notebooks", lambda: tmp_path)
    source = notebook(tmp_path, "6 * 7")
    report.refresh("asked")
    assert nbformat.read(source, as_version=4).cells[-1].outputs[0].data["text/plain"] == "42"

    notebook(tmp_path, "6 * seven")
    before = source.read_bytes()
    with pytest.raises(errors.ReportError, match="name 'seven' is not defined"):
        report.refresh("asked")
    assert source.read_bytes() == before


def test_the_index_links_every_report_the_latest_first(work: Path, tmp_path: Path) -> None:
    report.pages(MONTH, work)
    run = json.loads((work / "run.json").read_text("utf8"))
    for edition in ("2025-12", "2026-01"):
        (tmp_path / edition).mkdir()
        own = {**run, "edition": edition, "pdf": {**run["pdf"], "facsimile": edition == "2025-12"}}
        (tmp_path / edition / "run.json").write_text(json.dumps(own), "utf8")
    assert report.main(["index", str(tmp_path)]) == 0

    page = (tmp_path / "index.html").read_text("utf8")
    assert re.findall(r'href="([^"#]+)"', page) == [
        f"{edition}/report{language}.html" for edition in ("2026-01", "2025-12") for language in ("", ".nl")
    ]
    assert page.index("original") < page.index("facsimile")
    assert "404 of 404" in page


def published(home: Path) -> set[str]:
    """Which reports the files of a folder come from."""
    words = {path.read_text().split()[0] for path in home.iterdir() if path.name != "run.json"}
    return {*words, json.loads((home / "run.json").read_text())["package"]["name"]}


def test_a_run_that_is_killed_leaves_one_whole_report(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    report.publish(MONTH, staged, home)
    fork = multiprocessing.get_context("fork")
    outcomes = []
    for round_ in range(40):
        label = f"run{round_}"
        write_products(staged, label, 20_000)
        process = fork.Process(target=report.publish, args=(MONTH, staged, home))
        process.start()
        process.join(round_ / 40 * 0.04)
        process.kill()
        process.join()
        process.close()
        [kept] = published(home)
        assert {path.name for path in home.iterdir()} == {*report.PRODUCTS, "2025-12.pdf"}
        outcomes.append(kept == label)
    assert any(outcomes)
    assert not all(outcomes)
