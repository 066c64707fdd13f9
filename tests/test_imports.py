"""The house: its wings, in which direction they import, and what is foreign in one place only."""

from __future__ import annotations

import ast
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ind_tables"
WINGS = sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))
LINE = ["catalogue", "reading", "record", "checking", "telling", "showing", "run"]
SEES = {wing: {"", *LINE[: LINE.index(wing) + 1]} for wing in LINE} | {"": {""}}
SEES["checking"] -= {"reading"}
SEES["telling"] -= {"reading"}
SEES["exports"] = {"", "catalogue", "record", "exports"}
SEES["run"].add("exports")

ONE_PLACE = {
    "camelot": "reading/camelot",
    "playa": "reading/camelot",
    "pypdfium2": "reading/pages",
    "pandera": "record/observations",
    "seaborn": "showing/drawings",
    "papermill": "run/notebooks",
    "nbconvert": "run/notebooks",
    "httpx": "record/fetch",
    "bs4": "record/webpage",
    "tenacity": "record/fetch",
    "openpyxl": "exports/workbook",
    "click": "run/arguments run/cli",
}


def imported(module: Path) -> set[str]:
    """Every module that ``module`` imports, and every name that it imports from one, at run time or for its types."""
    nodes = list(ast.walk(ast.parse(module.read_text("utf8"))))
    plain = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    froms = [node for node in nodes if isinstance(node, ast.ImportFrom)]
    assert not any(node.level for node in froms), "a relative import"
    return plain | {f"{node.module}.{alias.name}" for node in froms for alias in node.names}


def wing(name: str) -> str:
    """The wing of an imported name; empty for the root of the package."""
    part = name.split(".")[1]
    return part if part in WINGS else ""


MODULES = {str(p.relative_to(PACKAGE).with_suffix("")): imported(p) for p in sorted(PACKAGE.rglob("*.py"))}


def test_every_wing_has_its_place() -> None:
    assert set(WINGS) == set(SEES) - {""}


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"__init__", "__main__"}))
def test_a_module_imports_only_what_its_wing_may_see(module: str) -> None:
    home = module.rpartition("/")[0]
    assert {wing(name) for name in MODULES[module] if name.startswith("ind_tables.")} <= SEES[home]


@pytest.mark.parametrize(("package", "place"), ONE_PLACE.items())
def test_what_is_foreign_is_known_in_one_place(package: str, place: str) -> None:
    knowing = {m for m, names in MODULES.items() if package in {name.split(".")[0] for name in names}}
    assert knowing == set(place.split())


def test_scipy_is_known_to_the_checks_only() -> None:
    knowing = {m.split("/")[0] for m, names in MODULES.items() if "scipy" in {name.split(".")[0] for name in names}}
    assert knowing == {"checking"}


def test_no_module_imports_one_that_imports_it() -> None:
    """The modules can be put in a line: again and again, one that needs nothing but what stands in the line already."""
    needs = {
        module: {name.removeprefix("ind_tables.").replace(".", "/") for name in names if name.startswith("ind_tables.")}
        for module, names in MODULES.items()
        if "__" not in module
    }
    both = {m: names | {name.rpartition("/")[0] for name in names} for m, names in needs.items()}
    needs = {module: names & needs.keys() for module, names in both.items()}
    while needs:
        ready = [module for module, names in needs.items() if not names & (needs.keys() - {module})]
        assert ready, f"these import each other: {sorted(needs)}"
        for module in ready:
            del needs[module]


def test_what_is_imported_is_a_declared_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    providers = metadata.packages_distributions()
    roots = {name.split(".")[0] for names in MODULES.values() for name in names} - {"ind_tables"}
    foreign = {root for root in roots if root in providers}
    assert len(foreign) > 5
    assert [n for n in sorted(foreign) if not declared & {canonicalize_name(p) for p in providers[n]}] == []
