"""The set-up: one page of commands, which take what they are given as it stands, and what they make."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from jupyter_client.kernelspec import KernelSpecManager

from ind_tables.run import publish
from tests.commands import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]


def make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("make", *arguments, folder=folder, **environment)


def test_the_project_kernel_belongs_to_this_environment() -> None:
    kernel = KernelSpecManager().get_kernel_spec("ind-tables")
    assert kernel.display_name == "IND tables"
    assert kernel.argv[0] == "python"  # which Jupyter takes for the interpreter that it runs in
    assert Path(kernel.resource_dir).is_relative_to(sys.prefix)


def test_kernels_in_jupyterlab_are_started_with_an_encrypted_transport() -> None:
    settings = json.loads((Path(sys.prefix) / "etc/jupyter/jupyter_config.json").read_text("utf8"))
    assert settings["MappingKernelManager"]["transport_encryption"] == "auto"


def test_make_alone_lists_every_target() -> None:
    done = make()
    assert (done.returncode, done.stderr) == (0, "")
    listed = set(re.findall(r"^  make ([a-z-]+)", done.stdout, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE)
    assert phony is not None
    assert listed == set(phony[1].split()) - {"FORCE"}


NOTING = """
import json, os, sys
with open(os.environ["NOTES"], "a") as notes:
    print(json.dumps(sys.argv[1:]), file=notes)
"""


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with everything that make looks at, and a Python that only notes what it is asked."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml", "share/jupyter/kernels/ind-tables/kernel.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for name in (".venv", ".bench"):
        python = folder / name / "bin/python"
        python.parent.mkdir(parents=True)
        python.write_text(f"#!{sys.executable} -SE\n{NOTING}")
        python.chmod(0o755)
        (folder / name / "ready").touch()
    (folder / ".venv/locked").write_text(f"{folder}\n")
    (folder / ".venv/ready").touch()
    return folder


def asked(folder: Path, *arguments: str) -> list[list[str]]:
    """What make asks of Python, and whether it asks no other program."""
    notes = folder.parent / "notes"
    notes.unlink(missing_ok=True)
    done = make(*arguments, folder=folder, NOTES=str(notes))
    assert (done.returncode, done.stderr) == (0, "")
    return [json.loads(line) for line in notes.read_text("utf8").splitlines()]


def test_a_report_is_asked_of_the_package_with_what_is_given_and_nothing_from_the_folder(bare: Path) -> None:
    plain = ["-P", "-m", "ind_tables", "report", "2025-12", "--output=outputs"]
    assert asked(bare, "report", "MONTH=2025-12") == [plain]
    assert asked(bare, "report", "MONTH=2025-12", "PDF=a b.pdf", "OUTPUTS=c d") == [
        [*plain[:5], "--pdf=a b.pdf", "--output=c d"]
    ]
    assert asked(bare, "report", "MONTH=2025-12", "PDF=") == [[*plain[:5], "--pdf=", "--output=outputs"]]


NASTY = [
    'it\'s "quoted".pdf',
    "`touch oops`",
    "$(touch oops)",
    "$$(touch oops)",
    "$(shell touch oops)",
    "$(error oops)",
    "${HOME}",
    "; touch oops",
    "a\n\ttouch oops",
    "a & touch oops #",
    "*",
    "-rf",
    "--help",
    "x, y) $(",
]
TAKING = {  # a target, the names that it takes, and what make must be given besides
    "report": ["PDF", "OUTPUTS", "ACCEPT"],
    "verify": ["PDF"],
    "fetch": [],
    "test": ["WING"],
    "check-notebooks": ["NOTEBOOK"],
    "notebooks": ["NOTEBOOK"],
    "fuzz": ["SECONDS"],
}


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize(("target", "name"), [(target, name) for target, names in TAKING.items() for name in names])
def test_a_value_reaches_python_as_it_stands(bare: Path, target: str, name: str, value: str) -> None:
    """It never is text of make or of the shell."""
    notes = bare.parent / "notes"
    make(target, "MONTH=2025-12", f"{name}={value}", folder=bare, NOTES=str(notes))
    words = [word for line in notes.read_text("utf8").splitlines() for word in json.loads(line)]
    assert any(word.endswith((value, f"{value}.ipynb")) for word in words)
    assert not list(bare.rglob("oops"))


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("target", ["report", "verify", "fetch"])
def test_what_is_no_month_runs_nothing(bare: Path, target: str, value: str) -> None:
    done = make(target, f"MONTH=2025-12{value}", folder=bare, NOTES=str(bare.parent / "notes"))
    assert (done.returncode, done.stdout) == (2, "")
    assert "is no month; expected year and month as in MONTH=2025-12" in done.stderr
    assert not list(bare.rglob("oops"))
    assert not (bare.parent / "notes").exists()


def test_every_target_is_tried_with_the_names_that_its_help_gives_it() -> None:
    help_ = make().stdout
    given: dict[str, set[str]] = {}
    for target, rest in re.findall(r"^  make (\S+)(.*)", help_, re.M):
        given.setdefault(target, set()).update(re.findall(r"([A-Z]+)=", rest))
    taking = {
        target: {*names, *({"MONTH"} if target in ("report", "verify", "fetch") else ())}
        for target, names in TAKING.items()
    }
    taking["report"] -= {"OUTPUTS"}
    assert {target: names for target, names in given.items() if names} == taking


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["MONTH=2025-13"], "MONTH=2025-13 is no month; expected year and month as in MONTH=2025-12"),
        (["MONTH=dec 2025"], "MONTH=dec 2025 is no month; expected year and month as in MONTH=2025-12"),
        ([], "Which month? Say it as in: make report MONTH=2025-12"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(bare: Path, arguments: list[str], message: str) -> None:
    shutil.rmtree(bare / ".venv")
    done = make("report", *arguments, folder=bare)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert f"*** {message}" in line
    assert not any((bare / made).exists() for made in (".venv", "outputs"))


def test_an_environment_that_was_moved_or_is_older_than_the_lock_is_made_anew(bare: Path) -> None:
    assert make("-q", ".venv/ready", folder=bare).returncode == 0
    moved = bare.rename(bare.with_name("moved"))
    assert make("-q", ".venv/ready", folder=moved).returncode == 1
    moved.rename(bare)
    assert make("-q", ".venv/ready", folder=bare).returncode == 0
    (bare / "requirements.lock").touch()
    assert make("-q", ".venv/ready", folder=bare).returncode == 1


def test_another_python_is_refused_in_one_sentence(bare: Path) -> None:
    shutil.rmtree(bare / ".venv")
    for name in ("python3", "python3.11"):
        (bare / name).write_text("#!/bin/sh\nexit 1\n")
        (bare / name).chmod(0o755)
    done = make("lint", folder=bare, PATH=f"{bare}{os.pathsep}{os.environ['PATH']}")
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11 is needed")


@pytest.mark.full
@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="only in the environment that make made")
def test_the_report_of_the_bundled_edition_from_end_to_end(tmp_path: Path) -> None:
    """Made twice, with the same bytes in another folder, time zone, language and order of sets; then not again.

    There is a report of another month, which is linked.
    """
    (tmp_path / "2025-11").mkdir()
    (tmp_path / "2025-11/run.json").write_text("{}")
    done = make("verify", "MONTH=2025-12", f"OUTPUTS={tmp_path}", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    assert (done.returncode, done.stderr) == (0, "")
    products = {*publish.PRODUCTS, "2025-12.pdf"}
    assert done.stdout.splitlines()[-1].endswith(f"{len(products)} files of 2025-12")
    home = tmp_path / "2025-12"
    assert {path.name for path in home.iterdir()} == products
    assert '<a rel="prev" href="../2025-11/report.html">' in (home / "report.html").read_text("utf8")
    assert len((home / "observations.csv").read_text("utf8").splitlines()) == 1171

    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = make("report", "MONTH=2025-12", f"OUTPUTS={tmp_path}")
    assert (again.returncode, again.stderr) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == made


def test_ci_runs_the_one_test_command_and_then_the_rest() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf8").splitlines()[-2:] == ["make test", "make test-rest"]
