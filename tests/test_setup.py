"""The set-up: one list of pins for everybody, one page of commands, a wheel that works elsewhere."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from jupyter_client.kernelspec import KernelSpecManager
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import ind_tables
from ind_tables import report

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
PROJECT = PYPROJECT["project"]
DIRECT = [
    Requirement(line)
    for line in (
        *PYPROJECT["build-system"]["requires"],
        *PROJECT["dependencies"],
        *PROJECT["optional-dependencies"]["dev"],
    )
]
LOCK = (ROOT / "requirements.lock").read_text("utf8")
PINS = [Requirement(line.removesuffix(" \\")) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
HERE = {
    canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
    for pin in PINS
    if pin.marker is None or pin.marker.evaluate()
}


ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``command`` in ``folder``, outside of any make that runs the tests."""
    return subprocess.run(
        command, cwd=folder, env={**ENVIRONMENT, **environment}, capture_output=True, text=True, check=False
    )


def make(*arguments: str, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return run("make", *arguments, folder=folder, **environment)


@pytest.mark.parametrize("requirement", DIRECT, ids=str)
def test_each_requirement_is_pinned_within_its_bounds(requirement: Requirement) -> None:
    assert requirement.specifier.contains(HERE[canonicalize_name(requirement.name)])


def test_the_lock_holds_exact_pins_with_hashes_and_nothing_else() -> None:
    assert len(PINS) > 100
    assert all(re.fullmatch(r"==[^*]+", str(pin.specifier)) for pin in PINS)
    entries = re.split(r"\n(?=[a-z0-9])", LOCK)
    assert len(entries) == len(PINS)
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|^-", LOCK, re.MULTILINE)


def test_the_environment_holds_the_locked_versions() -> None:
    installed = {name: metadata.version(name) for name in HERE}
    assert installed == HERE


def test_the_lock_leaves_no_requirement_open() -> None:
    checked = run(sys.executable, "-m", "pip", "check")
    assert (checked.returncode, checked.stdout) == (0, "No broken requirements found.\n")


def test_conda_users_get_the_same_python_and_the_same_lock() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf8"))
    assert environment["name"] == PROJECT["name"]
    assert environment["dependencies"] == ["python=3.11", "pip", {"pip": ["-r requirements.lock"]}]


def test_one_python_is_declared_everywhere() -> None:
    declared = SpecifierSet(PROJECT["requires-python"])
    assert [minor for minor in range(9, 16) if declared.contains(f"3.{minor}.1")] == [11]
    assert sys.version_info[:2] == (3, 11)
    assert "(3, 11)" in (ROOT / "Makefile").read_text("utf8")


def test_the_version_has_one_source() -> None:
    assert PROJECT["dynamic"] == ["version"]
    assert metadata.version("ind-tables") == ind_tables.__version__
    assert Version(ind_tables.__version__).release


def test_the_project_kernel_belongs_to_this_environment() -> None:
    kernel = KernelSpecManager().get_kernel_spec("ind-tables")
    assert kernel.display_name == "IND tables"
    assert kernel.argv[0] == sys.executable


def test_kernels_in_jupyterlab_are_started_with_an_encrypted_transport() -> None:
    settings = json.loads((Path(sys.prefix) / "etc/jupyter/jupyter_config.json").read_text("utf8"))
    assert settings["MappingKernelManager"]["transport_encryption"] == "auto"


def test_make_alone_lists_every_target() -> None:
    done = make()
    assert (done.returncode, done.stderr) == (0, "")
    listed = set(re.findall(r"^  make ([a-z]+)", done.stdout, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE)
    assert phony is not None
    assert listed == set(phony[1].split()) - {"FORCE"}


@pytest.fixture
def bare(tmp_path: Path) -> Path:
    """A folder with everything that make looks at, and a Python that only notes what it is asked."""
    folder = tmp_path / "clone"
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        folder.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, folder)
    for name in ("ind_tables", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb*"))
    python = folder / ".venv/bin/python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!{sys.executable} -SE\n{NOTING}")
    python.chmod(0o755)
    (folder / ".venv/locked").write_text(f"{folder}\n")
    (folder / ".venv/ready").touch()
    return folder


NOTING = """
import os, pathlib, sys
if sys.argv[2] == "ind_tables.files":
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
stage, *arguments = sys.argv[3:]
with open("asked", "a") as asked:
    print(stage, *arguments[:1] if stage == "notebook" else "", file=asked)
made = {
    "observations": ["observations.csv", "observations.parquet"],
    "checks": ["findings.csv", "suspects.csv"],
    "notebook": [arguments[0] + ".ipynb", arguments[0] + ".html"],
    "pages": ["report.html", "report.nl.html", "workbook.xlsx", "sdmx.csv", "sdmx-structure.json", "datapackage.json"],
    "publish": ["run.json"],
    "fetch": [],
}
if stage == "fetch" and not pathlib.Path("offline").exists():
    pathlib.Path("data").mkdir()
    pathlib.Path(f"data/{arguments[0]}.pdf").write_text("an edition")
work = pathlib.Path(arguments[-2 if stage == "publish" else -1])
for name in made[stage]:
    (work / name).write_text(stage)
if stage == "publish":
    home = pathlib.Path(arguments[-1])
    home.mkdir(exist_ok=True)
    (work / f"{home.name}.pdf").write_text("")
    for path in work.iterdir():
        (home / path.name).write_text(stage)
"""


def stages(folder: Path, *arguments: str) -> list[str]:
    """What make asks of Python for the report of December 2025, in alphabetical order."""
    (folder / "asked").write_text("")
    done = make("report", "MONTH=2025-12", *arguments, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")
    return sorted(line.strip() for line in (folder / "asked").read_text().splitlines())


NOTEBOOKS = ["notebook 1-cleaning", "notebook 2-cross-checks", "notebook 3-commentary"]
EVERYTHING = ["checks", *NOTEBOOKS, "observations", "pages", "publish"]


def test_a_report_is_made_once(bare: Path) -> None:
    assert stages(bare) == EVERYTHING
    assert stages(bare) == []


@pytest.mark.parametrize(
    ("changed", "redone"),
    [
        ("ind_tables/extract.py", EVERYTHING),
        ("ind_tables/catalogue/document.toml", EVERYTHING),
        ("requirements.lock", EVERYTHING),
        ("ind_tables/sample/maandcijfers-ind-december-2025.pdf", EVERYTHING),
        ("ind_tables/exhibits.py", [*NOTEBOOKS, "publish"]),
        ("ind_tables/corrections.py", EVERYTHING),
        ("ind_tables/localise.py", ["checks", "notebook 2-cross-checks", "pages", "publish"]),
        ("ind_tables/commentary.py", ["notebook 3-commentary", "pages", "publish"]),
        ("notebooks/2-cross-checks.ipynb", ["notebook 2-cross-checks", "publish"]),
        ("ind_tables/cli.py", ["publish"]),
        ("ind_tables/catalogue/power.csv", ["notebook 2-cross-checks", "publish"]),
        ("README.md", []),
    ],
)
def test_a_change_redoes_what_depends_on_it_and_nothing_else(bare: Path, changed: str, redone: list[str]) -> None:
    stages(bare)
    for touched in (changed, ".venv/locked", ".venv/ready"):
        (bare / touched).touch()
    assert stages(bare) == redone


def test_another_edition_before_this_one_redoes_what_is_compared_with_it(bare: Path) -> None:
    compared = ["checks", "notebook 2-cross-checks", "notebook 3-commentary", "pages", "publish"]
    stages(bare)
    (bare / "data/store").mkdir(parents=True)
    (bare / "data/store/2025-11.parquet").write_text("an edition")
    assert stages(bare) == compared
    (bare / "data/store/2026-01.parquet").write_text("a later edition")
    assert stages(bare) == []
    (bare / "data/store/2025-11.parquet").write_text("the same edition, read anew")
    assert stages(bare) == compared


def test_two_runs_at_once_take_turns(bare: Path) -> None:
    """Of two editions of the same month, each is read, checked and published before the other begins."""
    named = shutil.copy2(ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf", bare / "other.pdf")
    ask = ["make", "report", "MONTH=2025-12"]
    first = subprocess.Popen(ask, cwd=bare, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    second = subprocess.Popen(
        [*ask, f"PDF={named}"], cwd=bare, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    said = [run.communicate(timeout=60)[1] for run in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0)
    asked = [line.strip() for line in (bare / "asked").read_text().splitlines()]
    assert sorted(asked[: len(EVERYTHING)]) == sorted(asked[len(EVERYTHING) :]) == EVERYTHING
    waited = [line for line in said if line]
    assert waited == ["2025-12  another run is at work in outputs/.work/2025-12: waiting until it has ended\n"]


def test_a_correction_begins_anew(bare: Path) -> None:
    stages(bare)
    (bare / "corrections").mkdir()
    (bare / "corrections/2025-12.toml").write_text('edition = "2025-12"')
    assert stages(bare) == EVERYTHING
    assert stages(bare) == []


def test_a_month_without_a_pdf_is_fetched_first(bare: Path) -> None:
    (bare / "asked").write_text("")
    done = make("report", "MONTH=2026-01", folder=bare)
    assert (done.returncode, done.stderr) == (0, "")
    first, *then = (bare / "asked").read_text().split("\n")
    assert first.strip() == "fetch"
    assert sorted(line.strip() for line in then if line) == EVERYTHING


def test_a_month_that_cannot_be_had_ends_where_one_is_expected(bare: Path) -> None:
    (bare / "offline").touch()
    done = make("report", "MONTH=2026-01", folder=bare)
    assert done.returncode == 2
    assert "There is no PDF of 2026-01; expected it as data/2026-01.pdf, or name it with PDF=path" in done.stderr
    assert not (bare / "outputs").exists()


def test_a_published_file_that_is_gone_is_published_again(bare: Path) -> None:
    stages(bare)
    (bare / "outputs/2025-12/report.nl.html").unlink()
    assert stages(bare) == ["publish"]


def test_the_analysts_own_pdf_wins_and_begins_anew(bare: Path) -> None:
    stages(bare)
    own = bare / "data/2025-12.pdf"
    own.parent.mkdir()
    shutil.copy2(ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf", own)
    assert stages(bare) == EVERYTHING
    assert stages(bare) == []
    named = shutil.copy2(own, bare / "the IND's own.pdf")
    assert stages(bare, f"PDF={named.name}") == EVERYTHING
    assert stages(bare, f"PDF={named.name}") == []
    named.write_bytes(b"another edition")
    os.utime(named, times=(0, 0))
    assert stages(bare, f"PDF={named.name}") == EVERYTHING


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["MONTH=2025-13"], "MONTH=2025-13 is no month; expected year and month as in MONTH=2025-12"),
        (["MONTH=dec 2025"], "MONTH=dec 2025 is no month; expected year and month as in MONTH=2025-12"),
        (["MONTH=2025-12; touch oops"], "MONTH=2025-12; touch oops is no month; expected year and month"),
        ([], "Which month? Say it as in: make report MONTH=2025-12"),
        (["MONTH=2025-12", "PDF=no.pdf"], "PDF=no.pdf: there is no such file; expected the PDF of 2025-12"),
    ],
)
def test_a_wrong_request_is_refused_before_anything_runs(bare: Path, arguments: list[str], message: str) -> None:
    shutil.rmtree(bare / ".venv")
    done = make("report", *arguments, folder=bare)
    assert (done.returncode, done.stdout) == (2, "")
    [line] = done.stderr.splitlines()
    assert f"*** {message}" in line
    assert not any((bare / made).exists() for made in (".venv", "outputs", "oops"))


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


@pytest.mark.skipif(Path(sys.prefix) != ROOT / ".venv", reason="only in the environment that make made")
def test_the_report_of_the_bundled_edition_from_end_to_end(tmp_path: Path) -> None:
    """Made twice, with the same bytes in another folder, time zone, language and order of sets; then not again."""
    done = make("verify", "MONTH=2025-12", f"OUTPUTS={tmp_path}", TZ="Asia/Tokyo", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
    assert (done.returncode, done.stderr) == (0, "")
    products = {*report.PRODUCTS, "2025-12.pdf"}
    assert done.stdout.splitlines()[-1].endswith(f"{len(products)} files of 2025-12")
    home = tmp_path / "2025-12"
    assert {path.name for path in home.iterdir()} == products
    assert len((home / "observations.csv").read_text("utf8").splitlines()) == 1171

    made = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    again = make("report", "MONTH=2025-12", f"OUTPUTS={tmp_path}")
    assert (again.returncode, again.stderr) == (0, "")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == made


def test_ci_runs_the_one_test_command() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf8").splitlines()[-1] == "make test"


def test_a_wheel_carries_its_catalogue_and_sample_and_works_elsewhere(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    built = run(*pip, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, ROOT)
    assert built.returncode == 0, built.stderr
    [wheel] = tmp_path.glob("ind_tables-*.whl")
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    installed = run(*pip, "install", "--no-deps", "--target", site, wheel)
    assert installed.returncode == 0, installed.stderr

    def there(*command: str | Path) -> str:
        done = run(*command, folder=elsewhere, PYTHONPATH=str(site))
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    home = there(sys.executable, "-c", "import ind_tables; print(ind_tables.__file__)")
    assert Path(home.strip()).parent == site / "ind_tables"
    [sample] = (site / "ind_tables/sample").glob("*.pdf")
    assert len(there(site / "bin/ind-tables", "extract", sample).splitlines()) == 1171
    assert there(site / "bin/ind-tables", "check", sample)
    assert list(elsewhere.iterdir()) == []
