"""One list of pins for everybody: what is declared, what is locked, and what is installed."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import ind_tables
from tests.commands import run

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))
PROJECT = PYPROJECT["project"]
DIRECT = [
    Requirement(line)
    for line in (
        *PYPROJECT["build-system"]["requires"],
        *PROJECT["dependencies"],
        *(line for extra in PROJECT["optional-dependencies"].values() for line in extra),
    )
]
LOCK = (ROOT / "requirements.lock").read_text("utf8")
PINS = [Requirement(line.removesuffix(" \\")) for line in LOCK.splitlines() if re.match(r"[a-z0-9]", line)]
HERE = {
    canonicalize_name(pin.name): str(pin.specifier).removeprefix("==")
    for pin in PINS
    if pin.marker is None or pin.marker.evaluate()
}


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


@pytest.mark.slow
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
