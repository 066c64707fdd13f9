"""All editions at once: side by side, each compared with the one before; one that fails stops no other."""

from __future__ import annotations

import io
import os
import shutil
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ind_tables import errors
from ind_tables.run import publish, reports, stages, workshop
from tests.conftest import Ended
from tests.run.conftest import asked

pytestmark = pytest.mark.slow

MONTHS = ["2025-09", "2025-10", "2025-11", "2025-12"]


@pytest.fixture
def editions(project: Path, sample: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with four editions, the last of them bundled; its index only lists the reports."""

    def index(outputs: Path) -> Path:
        target = outputs / "index.html"
        target.write_text(" ".join(sorted(path.parent.name for path in outputs.glob("20*/report.html"))))
        return target

    (project / "data").mkdir()
    for month in MONTHS[:3]:
        shutil.copy(sample, project / f"data/{month}.pdf")
    monkeypatch.setattr(publish, "index", index)
    return project


def refusing(stage: Callable[..., None], month: str, error: BaseException | int) -> Callable[..., None]:
    """A stage that raises an error for a month, or ends by a signal."""

    def work(of: str, *rest: Any) -> None:
        if of == month and isinstance(error, int):
            os.kill(os.getpid(), error)
        if of == month and isinstance(error, BaseException):
            raise error
        stage(of, *rest)

    return work


@pytest.mark.no_cover
def test_all_editions_are_read_before_the_first_is_compared_with_another(
    editions: Path, command: Callable[..., Ended]
) -> None:
    done = command("reports")
    assert (done.status, done.errors) == (0, "")
    made = asked(editions)
    assert {month for name, month in made[:4] if name == "observe"} == set(MONTHS)
    assert sorted(made) == sorted(
        (name, month)
        for month in MONTHS
        for name in ("observe", "check", "pages", "publish", "1-cleaning", "2-cross-checks", "3-commentary")
    )
    assert (editions / "outputs/index.html").read_text() == " ".join(MONTHS)


@pytest.mark.no_cover
def test_each_edition_is_told_as_it_ends_with_how_many_there_are(editions: Path, command: Callable[..., Ended]) -> None:
    lines = command("reports").output.splitlines()
    assert [line.partition("  ")[2] for line in lines[:4]] == [f"read, {count} of 4" for count in (1, 2, 3, 4)]
    assert [line.partition("  ")[2] for line in lines[4:8]] == [f"reported, {count} of 4" for count in (1, 2, 3, 4)]
    assert lines[8:] == [f"All reports: {editions}/outputs/index.html"]


@pytest.mark.no_cover
def test_what_is_there_is_not_made_again(editions: Path, command: Callable[..., Ended]) -> None:
    command("reports")
    asked(editions)
    assert command("reports").output.count("reported") == 4
    assert asked(editions) == []
    (editions / "outputs/2025-10/report.html").unlink()
    command("reports")
    assert asked(editions) == [("publish", "2025-10")]


def linked(editions: Path) -> dict[str, str]:
    """Which reports the published ones link: those before and after, by month."""
    return {path.parent.name: path.read_text() for path in sorted(editions.glob("outputs/20*/report.html"))}


@pytest.fixture
def links(editions: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A report says here which others it links, and nothing else."""
    pages, publish_ = stages.pages, publish.publish

    def linking(month: str, work: Path, before: str | None, after: str | None) -> None:
        pages(month, work, before, after)
        (work / "report.html").write_text(f"{before} {after}")

    def published(month: str, work: Path, home: Path) -> None:
        publish_(month, work, home)
        shutil.copy(work / "report.html", home)

    monkeypatch.setattr(stages, "pages", linking)
    monkeypatch.setattr(publish, "publish", published)
    return editions


@pytest.mark.no_cover
def test_each_report_links_the_ones_before_and_after_and_a_new_one_changes_its_neighbours_alone(
    links: Path, sample: Path, command: Callable[..., Ended]
) -> None:
    command("reports")
    assert list(linked(links).items()) == [
        ("2025-09", "None 2025-10"),
        ("2025-10", "2025-09 2025-11"),
        ("2025-11", "2025-10 2025-12"),
        ("2025-12", "2025-11 None"),
    ]
    asked(links)
    shutil.copy(sample, links / "data/2026-02.pdf")
    command("reports")
    assert linked(links)["2025-12"] == "2025-11 2026-02"
    assert linked(links)["2026-02"] == "2025-12 None"
    assert {month for _, month in asked(links)} == {"2025-12", "2026-02"}


@pytest.mark.no_cover
def test_a_report_that_could_not_be_made_is_not_linked(
    links: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "observe", refusing(stages.observe, "2025-09", errors.NotAPdf("found nothing")))
    monkeypatch.setattr(stages, "check", refusing(stages.check, "2025-11", errors.NotObservations("cut")))
    command("reports")
    assert linked(links) == {"2025-10": "None 2025-12", "2025-12": "2025-10 None"}


def test_an_edition_that_is_refused_stops_no_other_and_is_named_at_the_end(
    editions: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "observe", refusing(stages.observe, "2025-09", errors.NotAPdf("found nothing")))
    done = command("reports")
    assert (done.status, done.errors) == (3, "NotAPdf: no report of 2025-09: found nothing\n")
    assert "2025-09  not read, " in done.output
    assert {month for name, month in asked(editions) if name == "publish"} == set(MONTHS[1:])
    assert (editions / "outputs/index.html").read_text() == " ".join(MONTHS[1:])


def test_several_failures_are_all_named_in_order_and_the_highest_status_is_that_of_the_command(
    editions: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stages, "observe", refusing(stages.observe, "2025-11", errors.WrongMonth("found May")))
    monkeypatch.setattr(stages, "check", refusing(stages.check, "2025-10", KeyError("pending")))
    monkeypatch.setattr(stages, "pages", refusing(stages.pages, "2025-12", signal.SIGKILL))
    done = command("reports")
    assert done.status == 70
    first, second, third = done.errors.splitlines()
    assert first.startswith("InternalError: no report of 2025-10: checks failed (KeyError: 'pending')")
    assert second == "WrongMonth: no report of 2025-11: found May"
    assert third.startswith("ReportError: no report of 2025-12: pages: its process was ended")
    assert {month for name, month in asked(editions) if name == "publish"} == {"2025-09"}


@pytest.mark.no_cover
def test_a_report_that_fails_now_is_kept_as_it_was(
    editions: Path, command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch
) -> None:
    command("reports")
    (editions / "ind_tables/checking/rules.py").write_text("")
    monkeypatch.setattr(stages, "check", refusing(stages.check, "2025-10", errors.NotObservations("cut")))
    assert command("reports").status == 3
    assert (editions / "outputs/index.html").read_text() == " ".join(MONTHS)


def test_as_many_stages_are_at_work_as_there_are_cores(editions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each waits until another has begun: one after the other, they would wait for ever."""
    reading = stages.observe

    def together(month: str, *rest: Any) -> None:
        (editions / f"began {month}").touch()
        patience = time.monotonic() + 20
        while len(list(editions.glob("began *"))) < 2:
            assert time.monotonic() < patience, "nobody else began"
            time.sleep(0.01)
        reading(month, *rest)

    monkeypatch.setattr(workshop, "_cores", lambda: 2)
    monkeypatch.setattr(stages, "observe", together)
    assert reports.make(None, print).failures == {}


def test_on_a_terminal_a_bar_says_how_many_are_done_and_what_time_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stdout", terminal)
    with reports.progress("reported", 6, lambda line: pytest.fail(line)) as ended:
        ended("2025-11", True)
        ended("2025-12", False)
    shown = terminal.getvalue()
    assert "2 of 6" in shown
    assert "2025-12  not reported" in shown
    assert "-:--:--" in shown or "0:00:" in shown


def test_a_path_that_is_empty_after_all_is_no_path(editions: Path, command: Callable[..., Ended]) -> None:
    done = command("reports", "--output", "")
    assert done.status == 2
    assert done.errors.startswith("RequestError: OUTPUTS= names nothing; expected a path")
    assert asked(editions) == []
