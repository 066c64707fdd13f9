"""The house: imports run one way, and what is foreign is known in one place."""

from __future__ import annotations

import ast
import re
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ind_tables"

LINE = [
    "errors",
    "catalogue",
    "editions",
    "labels",
    "pages",
    "words",
    "tables",
    "extract",
    "observations",
    "rules",
    "localise",
    "revisions",
    "indicators",
    "commentary",
    "charts",
    "report",
    "cli",
]

KNOWN_IN_ONE_PLACE = {
    "camelot": {"extract"},
    "playa": {"extract"},
    "pypdfium2": {"pages"},
    "pandera": {"observations"},
    "seaborn": {"charts"},
    "papermill": {"report"},
    "nbconvert": {"report"},
    "click": {"cli"},
}


def imported(module: str) -> set[str]:
    """Every name that ``module`` imports, with the modules that it comes from, wherever the import stands."""
    names: set[str] = set()
    for node in ast.walk(ast.parse((PACKAGE / f"{module}.py").read_text("utf8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module != "__future__":
            assert node.level == 0, f"{module}.py: a relative import"
            names.update({f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)})
    return names


def own(module: str) -> set[str]:
    """The modules of this package that ``module`` imports."""
    found = (re.match(r"ind_tables\.(\w+)", name) for name in imported(module))
    return {match[1] for match in found if match} & set(LINE)


@cache
def needs(module: str) -> frozenset[str]:
    """``module`` and every module that it reaches."""
    return frozenset({module}.union(*(needs(nearer) for nearer in own(module))))


def test_every_module_has_its_place_in_the_line() -> None:
    assert sorted(LINE) == sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem[:2] != "__")


@pytest.mark.parametrize("module", LINE)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    before = LINE[: LINE.index(module)]
    assert [name for name in LINE if name in own(module) and name not in before] == []


@pytest.mark.parametrize(("package", "modules"), KNOWN_IN_ONE_PLACE.items())
def test_what_is_foreign_is_known_in_one_place(package: str, modules: set[str]) -> None:
    assert {module for module in LINE if package in {n.split(".")[0] for n in imported(module)}} == modules


def test_what_is_imported_is_a_declared_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    providers = metadata.packages_distributions()
    roots = {name.split(".")[0] for module in LINE for name in imported(module)} - {"ind_tables"}
    foreign = {root for root in roots if root in providers}
    assert len(foreign) > 5
    assert [n for n in sorted(foreign) if not declared & {canonicalize_name(p) for p in providers[n]}] == []
