"""A report is published whole, in the place of the one before, or not at all."""

from __future__ import annotations

import errno
import hashlib
import json
import multiprocessing
import os
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ind_tables import errors, files
from ind_tables.run import notebooks, publish

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
MONTH = "2025-12"


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    """A work folder with every product, and the folder where they are published."""
    staged, home = tmp_path / "outputs/.work/2025-12", tmp_path / "outputs/2025-12"
    staged.mkdir(parents=True)
    write_products(staged, "new")
    return staged, home


def write_products(folder: Path, label: str, size: int = 0) -> None:
    """Every product of a report that a stage makes, texts that begin with a word, and what they were made from."""
    for name in (*publish.PRODUCTS, "2025-12.pdf"):
        if name not in ("run.json", "datapackage.json"):
            (folder / name).write_text(f"{label} {name}" + "x" * size)
    pdf = {"name": label, "sha256": "0" * 64, "facsimile": True, "address": ""}
    (folder / "reading.json").write_text(json.dumps({"edition": MONTH, "pdf": pdf, "warnings": [], "corrections": []}))
    (folder / "checks.json").write_text("{}")


@pytest.mark.parametrize(("given", "day"), [("0", "1970-01-01"), ("1767225599", "2025-12-31")])
def test_the_day_of_a_report_can_be_given(monkeypatch: pytest.MonkeyPatch, given: str, day: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)

    assert publish.today() == day


@pytest.mark.parametrize("given", ["", "yesterday", "9" * 30])
def test_otherwise_it_is_today(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", given)
    before = datetime.now(UTC).date().isoformat()

    assert publish.today() in [before, datetime.now(UTC).date().isoformat()]


@pytest.mark.parametrize("exchange", [True, False], ids=["swapped at once", "renamed one by one"])
def test_publishing_replaces_a_report_and_keeps_what_is_the_analysts(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, exchange: bool
) -> None:
    staged, home = folders
    home.mkdir()
    (home / "report.html").write_text("old")
    (home / "my notes.txt").write_text("mine")
    if not exchange:
        monkeypatch.setattr(files.ctypes, "CDLL", lambda *_, **__: object())
    publish.publish(MONTH, staged, home)

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

    monkeypatch.setattr(files.ctypes, "CDLL", lambda *_, **__: object())
    monkeypatch.setattr(Path, "rename", fails)
    with pytest.raises(errors.OutputError, match="Input/output error"):
        publish.publish(MONTH, staged, home)

    assert (home / "report.html").read_text() == "old"
    assert sorted(path.name for path in home.parent.iterdir()) == [".work", "2025-12"]


def test_publishing_makes_the_folder(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    publish.publish(MONTH, staged, home)

    assert {path.name for path in home.iterdir()} == {*publish.PRODUCTS, "2025-12.pdf"}


def test_what_is_published_names_the_code_that_made_it(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A change anywhere in the package, its catalogue or the notebooks is another code; documents are none."""
    for name in ("a.py", "catalogue/power.csv", "templates/b.jinja", "notebooks/1-cleaning.ipynb", "README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("one")
    monkeypatch.setattr(publish, "PACKAGE", tmp_path)
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path / "notebooks")
    hashes = []
    for name in ("README.md", "a.py", "catalogue/power.csv", "templates/b.jinja", "notebooks/1-cleaning.ipynb"):
        (tmp_path / name).write_text("another")
        publish.publish(MONTH, *folders)
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
        publish.publish(MONTH, staged, home)

    assert [path.name for path in home.iterdir()] == ["report.html"]
    assert (home / "report.html").read_text() == "old"


def test_a_folder_that_cannot_be_written_is_said(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    home.write_text("a file where the folder should be")
    with pytest.raises(errors.OutputError, match="cannot be written"):
        publish.publish(MONTH, staged, home)


def test_a_full_disk_leaves_the_report_before_and_nothing_half_written(
    folders: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    staged, home = folders
    publish.publish(MONTH, staged, home)
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
        publish.publish(MONTH, staged, home)

    assert len(written) == 5
    assert not any(path.exists() for path in written)
    assert {path.name: path.read_bytes() for path in home.iterdir()} == before


def published(home: Path) -> set[str]:
    """Which reports the files of a folder come from; they are what run.json and datapackage.json say of them."""
    run = json.loads((home / "run.json").read_text())
    described = json.loads((home / "datapackage.json").read_text())["resources"]
    hashes = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in home.iterdir()}
    assert run["outputs"] == {name: hashes[name] for name in hashes if name not in ("run.json", "datapackage.json")}
    assert {part["path"]: part["hash"] for part in described}.items() <= {
        n: f"sha256:{h}" for n, h in hashes.items()
    }.items()
    assert "run.json" in {part["path"] for part in described}
    texts = [path.read_text() for path in home.iterdir() if path.suffix != ".json"]
    return {*(text.split()[0] for text in texts), run["pdf"]["name"]}


@pytest.mark.slow
@pytest.mark.no_cover  # traced, no run would end before it is killed
def test_a_run_that_is_killed_leaves_one_whole_report(folders: tuple[Path, Path]) -> None:
    staged, home = folders
    publish.publish(MONTH, staged, home)
    fork = multiprocessing.get_context("fork")
    outcomes = []
    for round_ in range(40):
        label = f"run{round_}"
        write_products(staged, label, 20_000)
        process = fork.Process(target=publish.publish, args=(MONTH, staged, home))
        process.start()
        process.join(round_ / 40 * 0.25)
        process.kill()
        process.join()
        process.close()
        [kept] = published(home)
        assert {path.name for path in home.iterdir()} == {*publish.PRODUCTS, "2025-12.pdf"}
        outcomes.append(kept == label)
    assert any(outcomes)
    assert not all(outcomes)
