"""A project in which the stages of a report only note that they were asked, so that its run can be tried in no time."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest

from ind_tables.run import notebooks, publish, stages, workshop

MADE = {
    "observe": ["observations.csv", "observations.parquet", "unrecognised.csv", "reading.json"],
    "check": ["findings.csv", "suspects.csv", "certificate.csv", "publisher.csv", "checks.json", "remarks.json"],
    "pages": ["pages.json", *publish.LANGUAGES, *publish.CERTIFICATES, *publish.FORMS],
}


@pytest.fixture
def project(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Such a project; in its file ``asked`` stands, a line each, which stage was asked for which month."""
    for name in ("ind_tables", "notebooks"):
        shutil.copytree(root / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb*"))
    shutil.copy(root / "requirements.lock", tmp_path)

    def noted(name: str, month: str, made: Iterable[str], folder: Path) -> None:
        with (tmp_path / "asked").open("a") as asked:
            print(name, month, file=asked)
        folder.mkdir(exist_ok=True)
        for file in made:
            (folder / file).write_text(name)

    def observe(month: str, source: Path, work: Path, incomplete: bool) -> None:
        noted("observe", month, [*MADE["observe"], f"{month}.pdf"], work)

    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    monkeypatch.setattr(publish, "PACKAGE", tmp_path / "ind_tables")
    monkeypatch.setattr(publish, "LOCK", tmp_path / "requirements.lock")
    monkeypatch.setattr(notebooks, "FOLDER", tmp_path / "notebooks")
    monkeypatch.setattr(workshop, "_HEAVY", ())
    monkeypatch.setattr(stages, "observe", observe)
    monkeypatch.setattr(stages, "check", lambda month, work, page: noted("check", month, MADE["check"], work))
    monkeypatch.setattr(stages, "pages", lambda month, work, *beside: noted("pages", month, MADE["pages"], work))
    monkeypatch.setattr(
        notebooks, "make", lambda name, month, work: noted(name, month, [f"{name}.ipynb", f"{name}.html"], work)
    )
    monkeypatch.setattr(
        publish, "publish", lambda month, work, home: noted("publish", month, publish.products(month), home)
    )
    return tmp_path


def asked(project: Path) -> list[tuple[str, str]]:
    """Which stages were asked, for which month, since this was looked at last."""
    note = project / "asked"
    found = [(name, month) for name, month in map(str.split, note.read_text().splitlines())] if note.exists() else []
    note.unlink(missing_ok=True)
    return found
