"""The run of a month: what depends on a change is made again and nothing else; a failure publishes nothing."""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ind_tables import errors
from ind_tables.run import month, stages
from tests.run import conftest

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
NOTEBOOKS = ["1-cleaning", "2-cross-checks", "3-commentary"]
EVERYTHING = [*NOTEBOOKS, "check", "observe", "pages", "publish"]


def asked(project: Path, pdf: str | None = None) -> list[str]:
    """The stages that are made for the report of December 2025, in alphabetical order."""
    month.report(month.ordered("2025-12", pdf, None, print), print)
    return sorted(name for name, _ in conftest.asked(project))


def test_a_report_is_made_once(project: Path) -> None:
    assert asked(project) == EVERYTHING
    assert asked(project) == []


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("ind_tables/files.py", EVERYTHING),
        ("ind_tables/reading/pages.py", EVERYTHING),
        ("ind_tables/catalogue/document.toml", EVERYTHING),
        ("requirements.lock", EVERYTHING),
        ("ind_tables/record/corrections.py", EVERYTHING),
        ("ind_tables/run/cli.py", EVERYTHING),
        ("ind_tables/checking/localise.py", [*NOTEBOOKS, "check", "pages", "publish"]),
        ("ind_tables/telling/templates/nl.jinja", [*NOTEBOOKS, "pages", "publish"]),
        ("ind_tables/showing/templates/report/page.html.jinja", [*NOTEBOOKS, "pages", "publish"]),
        ("ind_tables/exports/workbook.py", ["pages", "publish"]),
        ("notebooks/2-cross-checks.ipynb", ["2-cross-checks", "publish"]),
        ("README.md", []),
        ("corrections/2025-12.toml", EVERYTHING),
        ("corrections/2025-11.toml", []),
        ("data/catalogue.toml", EVERYTHING),
        ("data/store/2025-11.parquet", ["2-cross-checks", "3-commentary", "check", "pages", "publish"]),
        ("data/store/2026-01.parquet", []),
    ],
)
def test_a_change_redoes_what_depends_on_it_and_nothing_else(project: Path, changed: str, redone: list[str]) -> None:
    asked(project)
    file = project / changed
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as content:
        content.write("\n")

    assert asked(project) == redone
    assert asked(project) == []


def test_a_file_that_was_merely_saved_again_redoes_nothing(project: Path) -> None:
    asked(project)
    (project / "ind_tables/reading/pages.py").touch()

    assert asked(project) == []


@pytest.mark.parametrize("content", [None, "cut"], ids=["gone", "changed"])
@pytest.mark.parametrize(
    ("file", "redone"),
    [
        (".work/2025-12/findings.csv", ["check"]),
        (".work/2025-12/checks.json", ["check"]),
        (".work/2025-12/observations.parquet", ["observe"]),
        (".work/2025-12/3-commentary.html", ["3-commentary"]),
        (".work/2025-12/stages.json", EVERYTHING),
        ("2025-12/report.nl.html", ["publish"]),
        ("2025-12/2-cross-checks.ipynb", ["publish"]),
        ("2025-12/datapackage.json", ["publish"]),
    ],
)
def test_a_file_that_is_not_as_it_was_made_is_made_again(
    project: Path, file: str, content: str | None, redone: list[str]
) -> None:
    asked(project)
    damaged = project / "outputs" / file
    damaged.unlink()
    if content is not None:
        damaged.write_text(content)

    assert asked(project) == redone
    assert asked(project) == []


def test_a_report_that_appears_beside_it_is_linked_and_nothing_else_is_made_again(project: Path) -> None:
    asked(project)
    for other, redone in (
        ("2025-09", ["pages", "publish"]),
        ("2026-02", ["pages", "publish"]),
        ("2025-08", []),
        ("2026-03", []),
    ):
        (project / "outputs" / other).mkdir()
        (project / f"outputs/{other}/run.json").touch()
        assert asked(project) == redone
    shutil.rmtree(project / "outputs/2026-02")
    assert asked(project) == ["pages", "publish"]


def test_the_analysts_own_pdf_wins_and_begins_anew(project: Path) -> None:
    asked(project)
    own = project / "data/2025-12.pdf"
    own.parent.mkdir()
    own.write_bytes(SAMPLE.read_bytes() + b"\n")
    assert asked(project) == EVERYTHING
    named = project / "the IND's own.pdf"
    named.write_bytes(own.read_bytes())
    assert asked(project, str(named)) == EVERYTHING
    assert asked(project, str(named)) == []
    named.write_bytes(b"another edition")
    os.utime(named, times=(0, 0))
    assert asked(project, str(named)) == EVERYTHING


def test_a_month_without_a_pdf_is_fetched_first(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fetched(edition: str) -> None:
        (project / "data").mkdir()
        (project / f"data/{edition}.pdf").write_text("an edition")

    monkeypatch.setattr("ind_tables.record.fetch.fetch", fetched)
    order = month.ordered("2026-01", None, None, print)

    assert order.source == project / "data/2026-01.pdf"
    assert capsys.readouterr().out.startswith("2026-01  there is no data/2026-01.pdf: looking on the IND's pages")


@pytest.mark.parametrize(("pdf", "outputs"), [("", None), (" ", None), (None, "")])
def test_a_path_that_is_empty_after_all_is_no_path(pdf: str | None, outputs: str | None) -> None:
    with pytest.raises(errors.RequestError, match="names nothing; expected a path"):
        month.ordered("2025-12", pdf, outputs, print)


def test_a_pdf_that_is_not_there_is_said(project: Path) -> None:
    with pytest.raises(errors.RequestError, match=r"there is no file no\.pdf; expected the PDF of 2025-12"):
        month.ordered("2025-12", "no.pdf", None, print)


def fails(*_: object) -> None:
    raise errors.WrongMonth("found May; expected June")


def has_a_defect(*_: object) -> None:
    raise KeyError("pending")


def is_killed(*_: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize(
    ("ending", "kind", "message"),
    [
        (fails, errors.WrongMonth, "found May; expected June"),
        (has_a_defect, errors.InternalError, r"checks failed \(KeyError: 'pending'\); expected"),
        (is_killed, errors.ReportError, "its process was ended"),
    ],
)
def test_a_stage_that_fails_publishes_nothing_and_leaves_what_was_there(
    project: Path, monkeypatch: pytest.MonkeyPatch, ending: Callable[..., None], kind: type[Exception], message: str
) -> None:
    asked(project)
    before = {path: path.read_bytes() for path in (project / "outputs/2025-12").iterdir()}
    (project / "ind_tables/checking/rules.py").write_text("")
    monkeypatch.setattr(stages, "check", ending)
    with pytest.raises(kind, match=message):
        asked(project)

    assert {path: path.read_bytes() for path in (project / "outputs/2025-12").iterdir()} == before


def test_a_stage_that_failed_is_tried_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    working = stages.check
    monkeypatch.setattr(stages, "check", fails)
    with pytest.raises(errors.WrongMonth):
        asked(project)
    monkeypatch.setattr(stages, "check", working)

    assert {"check", "pages", "publish"} <= set(asked(project))


@pytest.mark.parametrize(
    ("kind", "limit", "message"),
    [
        (resource.RLIMIT_NOFILE, 64, "this shell allows 64 open files; expected 256 or more; say ulimit -n 256 first"),
        (resource.RLIMIT_AS, 600_000 * 1024, "this shell allows 600,000 KiB of memory; expected 4,194,304 or more"),
    ],
    ids=["ulimit -n", "ulimit -v"],
)
def test_a_shell_that_allows_too_little_is_told_so(
    monkeypatch: pytest.MonkeyPatch, kind: int, limit: int, message: str
) -> None:
    allowed = resource.getrlimit
    monkeypatch.setattr(resource, "getrlimit", lambda asked: (limit, limit) if asked == kind else allowed(asked))
    with pytest.raises(errors.RequestError, match=message):
        month.ordered("2025-12", None, None, print)
