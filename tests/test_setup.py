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


def make(*arguments: str, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


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
    checked = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
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
    """A folder with the Makefile and the bundled edition, and nothing that could run."""
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "ind_tables/sample", tmp_path / "ind_tables/sample")
    return tmp_path


def test_another_python_is_refused_in_one_sentence(bare: Path) -> None:
    (bare / "requirements.lock").write_text("")
    for name in ("python3", "python3.11"):
        (bare / name).write_text("#!/bin/sh\nexit 1\n")
        (bare / name).chmod(0o755)
    done = subprocess.run(
        ["make", "lint"],
        cwd=bare,
        env={**os.environ, "PATH": f"{bare}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0].startswith("Python 3.11 is needed")


def test_ci_runs_the_one_test_command() -> None:
    script = ROOT / ".ci/run"
    assert os.access(script, os.X_OK)
    assert script.read_text("utf8").splitlines()[-1] == "make test"


def test_a_wheel_carries_its_catalogue_and_sample_and_works_elsewhere(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    built = tmp_path / "built"
    quiet = {"capture_output": True, "text": True, "check": True}
    subprocess.run([*pip, "wheel", "--no-deps", "--no-build-isolation", "-w", built, ROOT], **quiet)
    [wheel] = built.glob("ind_tables-*.whl")
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    subprocess.run([*pip, "install", "--no-deps", "--target", site, wheel], **quiet)
    environment = {**os.environ, "PYTHONPATH": str(site)}
    run = {"cwd": elsewhere, "env": environment, **quiet}

    home = subprocess.run([sys.executable, "-c", "import ind_tables; print(ind_tables.__file__)"], **run)
    assert Path(home.stdout.strip()).parent == site / "ind_tables"

    [sample] = (site / "ind_tables/sample").glob("*.pdf")
    extracted = subprocess.run([site / "bin/ind-tables", "extract", sample], **run)
    assert (len(extracted.stdout.splitlines()), extracted.stderr) == (1171, "")
    checked = subprocess.run([site / "bin/ind-tables", "check", sample], **run)
    assert checked.stderr == ""
    assert list(elsewhere.iterdir()) == []
