"""The doctor: what is looked at, what it says when something is wrong, and what to do then."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest

from ind_tables.run import doctor
from ind_tables.run.doctor import Diagnosis
from ind_tables.showing import drawings
from tests.conftest import Ended

ROOT = Path(__file__).parents[2]


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[dict[str, str | Exception | int]], None]:
    """Lets commands print what a test says, by a part of the command; an exception or a status is one that fails."""

    def prepare(said: dict[str, str | Exception | int]) -> None:
        def run(command: tuple[str, ...], **_: Any) -> subprocess.CompletedProcess[str]:
            answer = next((said[part] for part in said if part in " ".join(command)), 127)
            if isinstance(answer, Exception):
                raise answer
            if isinstance(answer, int):
                return subprocess.CompletedProcess(command, answer, "", "no")
            return subprocess.CompletedProcess(command, 0, answer, "")

        monkeypatch.setattr(subprocess, "run", run)

    return prepare


def spec(interpreter: str) -> str:
    return json.dumps({"kernelspecs": {"ind-tables": {"spec": {"argv": [interpreter, "-m", "ipykernel_launcher"]}}}})


@pytest.mark.slow
def test_this_environment_is_well_and_everything_is_looked_at() -> None:
    found = doctor.examine(ROOT)
    assert [diagnosis.thing for diagnosis in found] == [
        *("Python", "packages", "kernel", "font", "Chromium", "data/", "outputs/")
    ]
    assert [diagnosis.line for diagnosis in found if diagnosis.needed and not diagnosis.well] == []


@pytest.mark.slow
def test_the_project_is_found_as_everywhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    assert doctor.examine()[-1] == Diagnosis("outputs/", True, f"{tmp_path / 'outputs'}, made when needed")


def test_a_line_says_what_is_wrong_and_what_to_do() -> None:
    assert Diagnosis("font", False, "gone", "get it").line == "wrong   font      gone; get it"
    assert Diagnosis("Chromium", False, "gone", "get it", needed=False).line == "absent  Chromium  gone; get it"
    assert Diagnosis("font", True, "there").line == "ok      font      there"


def test_another_python_is_wrong() -> None:
    found = doctor.python((3, 12, 1))
    assert not found.well
    assert found.line.startswith("wrong   Python    3.12.1, and not 3.11; install Python 3.11")


def test_versions_other_than_locked_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    click = metadata.version("click")
    lock.write_text(
        f"click=={click} \\\n    --hash=sha256:aa\n    # via nobody==1\n"
        "httpx==0.0.1 \\\n    --hash=sha256:bb\n"
        "not-there-at-all==1 ; sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "absent-package==2\n"
        f"pandas==1 ; python_full_version < '3' \\\npandas=={metadata.version('pandas')} ; python_full_version >= '3'\n"
    )
    found = doctor.packages(lock)
    assert (found.well, found.found) == (
        False,
        f"httpx is {metadata.version('httpx')} and not 0.0.1, absent-package is not installed",
    )
    assert "remove .venv" in found.cure


def test_of_many_wrong_versions_three_are_named(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("".join(f"absent-{n}==1\n" for n in range(9)))
    assert doctor.packages(lock).found.endswith("absent-2 is not installed, and 6 more")


def test_without_a_lock_versions_are_not_judged(tmp_path: Path) -> None:
    assert doctor.packages(tmp_path / "requirements.lock").well


def test_an_environment_as_locked_is_well() -> None:
    found = doctor.packages(ROOT / "requirements.lock")
    assert found.well
    assert int(found.found.split()[0]) > 100


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"kernelspecapp": 1}, "Jupyter does not answer"),
        ({"kernelspecapp": OSError()}, "Jupyter does not answer"),
        ({"kernelspecapp": subprocess.TimeoutExpired("x", 1)}, "Jupyter does not answer"),
        ({"kernelspecapp": '{"kernelspecs": {}}'}, "Jupyter knows no kernel “ind-tables”"),
        ({"kernelspecapp": "nonsense"}, "Jupyter knows no kernel “ind-tables”"),
        ({"kernelspecapp": spec("/elsewhere/python")}, f"“ind-tables” runs /elsewhere/python and not {sys.executable}"),
        ({"kernelspecapp": spec(sys.executable), "ipykernel.kernelapp": 1}, "“ind-tables” cannot import ipykernel"),
    ],
)
def test_a_kernel_that_is_missing_or_anothers_is_wrong(
    answers: Callable[[dict[str, Any]], None], said: dict[str, Any], found: str
) -> None:
    answers(said)
    diagnosis = doctor.kernel()
    assert (diagnosis.well, diagnosis.found, bool(diagnosis.cure)) == (False, found, True)


def test_the_kernel_that_comes_with_the_package_runs_in_the_interpreter_of_jupyter(
    answers: Callable[[dict[str, Any]], None],
) -> None:
    answers({"kernelspecapp": spec("python"), f"{sys.executable} -c import ipykernel.kernelapp": ""})
    assert doctor.kernel() == Diagnosis("kernel", True, "“ind-tables”, this interpreter")


def test_the_font_of_the_charts_is_the_one_looked_for() -> None:
    assert drawings._SETTINGS["font.sans-serif"] == [doctor.FONT]


def test_a_font_that_is_missing_is_wrong() -> None:
    found = doctor.font("No Such Typeface")
    assert (found.well, found.found) == (False, "there is no “No Such Typeface”")


def test_no_chromium_is_no_fault(answers: Callable[[dict[str, Any]], None]) -> None:
    answers({})
    found = doctor.chromium()
    assert (found.well, found.needed) == (False, False)
    assert "playwright install chromium" in found.cure


def test_the_chromium_of_playwright_is_found(
    answers: Callable[[dict[str, Any]], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for build in (1, 2):
        browser = tmp_path / f"chromium-{build}/chrome-linux/chrome"
        browser.parent.mkdir(parents=True)
        browser.touch()
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    answers({"chromium-1": "Chromium 1\n"})
    found = doctor.chromium()
    assert (found.well, found.found) == (True, f"Chromium 1, {tmp_path}/chromium-1/chrome-linux/chrome")


def test_folders_that_are_not_there_yet_are_well_where_they_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    assert [diagnosis.found for diagnosis in doctor.folders(tmp_path)] == [
        f"{tmp_path}/data",
        f"{tmp_path}/outputs, made when needed",
    ]
    assert [path.name for path in tmp_path.iterdir()] == ["data"]


def test_a_folder_that_cannot_be_written_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    data, outputs = doctor.folders(tmp_path)
    assert (data.well, outputs.well) == (False, True)
    assert data.line.startswith(f"wrong   data/     {tmp_path}/data cannot be written (Not a directory); give yourself")


@pytest.mark.parametrize(("needed", "status"), [(True, 1), (False, 0)])
def test_the_command_prints_a_line_each_and_ends_with_1_where_something_needed_is_wrong(
    command: Callable[..., Ended], monkeypatch: pytest.MonkeyPatch, needed: bool, status: int
) -> None:
    found = [Diagnosis("Python", True, "3.11"), Diagnosis("font", False, "gone", "get it", needed=needed)]
    monkeypatch.setattr(doctor, "examine", lambda: found)
    said = command("doctor")
    assert (said.status, said.errors) == (status, "")
    assert said.output == f"ok      Python    3.11\n{'wrong ' if needed else 'absent'}  font      gone; get it\n"
