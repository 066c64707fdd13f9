"""The house: imports run one way, and what is foreign is known in one place."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import tomllib
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import ind_tables

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "ind_tables"

LINE = [
    "errors",
    "files",
    "isolation",
    "catalogue",
    "source",
    "dictionary",
    "editions",
    "labels",
    "pages",
    "words",
    "headers",
    "tables",
    "textlayer",
    "extract",
    "observations",
    "corrections",
    "store",
    "provenance",
    "fetch",
    "sdmx",
    "workbook",
    "datapackage",
    "feasibility",
    "rules",
    "misprints",
    "evidence",
    "localise",
    "revisions",
    "indicators",
    "commentary",
    "layout",
    "drawings",
    "charts",
    "exhibits",
    "explain",
    "verdicts",
    "chapters",
    "article",
    "index",
    "report",
    "doctor",
    "cli",
]

KNOWN_IN_ONE_PLACE = {
    "camelot": {"extract"},
    "playa": {"extract"},
    "pypdfium2": {"pages"},
    "pandera": {"observations"},
    "seaborn": {"drawings"},
    "matplotlib": {"doctor", "drawings"},
    "papermill": {"report"},
    "nbconvert": {"report"},
    "httpx": {"fetch"},
    "bs4": {"fetch"},
    "tenacity": {"fetch"},
    "openpyxl": {"workbook"},
    "click": {"cli"},
}


def imported(*nodes: ast.AST) -> set[str]:
    """Every name imported at run time in ``nodes``, with the modules that it comes from."""
    names: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            continue
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "a relative import"
            names.update({f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)})
        elif isinstance(node, ast.Attribute):
            names.add(ast.unparse(node))
        names |= imported(*ast.iter_child_nodes(node))
    return names


@cache
def tree(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module}.py").read_text("utf8"))


def own(names: set[str]) -> set[str]:
    """The modules of this package among ``names``; ``ind_tables.read`` stands for its home."""
    found = {match[1] for match in (re.match(r"ind_tables\.(\w+)", name) for name in names) if match}
    return {ind_tables._HOMES.get(name, name) for name in found} & set(LINE)


@cache
def needs(module: str) -> frozenset[str]:
    """``module`` and every module that it reaches."""
    return frozenset({module}.union(*map(needs, own(imported(tree(module))))))


def stage(name: str) -> set[str]:
    """The modules that a stage runs: what its function in report.py imports, and what these reach."""
    functions = {node.name: node for node in tree("report").body if isinstance(node, ast.FunctionDef)}
    called, waiting = {name}, [name]
    while waiting:
        names = {node.id for node in ast.walk(functions[waiting.pop()]) if isinstance(node, ast.Name)}
        waiting += names & functions.keys() - called
        called |= names & functions.keys()
    above = [node for node in tree("report").body if not isinstance(node, ast.FunctionDef)]
    return {"report"}.union(*map(needs, own(imported(*above, *(functions[n] for n in called)))))


def shown(notebook: Path) -> set[str]:
    """The modules that the code of a notebook reaches."""
    cells = json.loads(notebook.read_text("utf8"))["cells"]
    code = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    return set().union(*map(needs, own(imported(ast.parse(code)))))


def made_from(variable: str) -> set[str]:
    """The modules that a variable of the Makefile names."""
    printed = subprocess.run(
        ["make", "--silent", f"--eval=show: ; @echo $({variable})", "show"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = printed.stdout.split()
    assert [name for name in files if not (ROOT / name).is_file()] == []
    return {Path(name).stem for name in files if name.endswith(".py")} - {"__init__"}


def test_every_module_has_its_place_in_the_line() -> None:
    assert sorted(LINE) == sorted(path.stem for path in PACKAGE.glob("*.py") if path.stem[:2] != "__")


@pytest.mark.parametrize("module", LINE)
def test_a_module_imports_only_what_stands_before_it(module: str) -> None:
    before = LINE[: LINE.index(module)]
    assert own(imported(tree(module))) <= set(before)


@pytest.mark.parametrize(("package", "modules"), KNOWN_IN_ONE_PLACE.items())
def test_what_is_foreign_is_known_in_one_place(package: str, modules: set[str]) -> None:
    knowing = {m for m in LINE if package in {name.split(".")[0] for name in imported(tree(m))}}
    assert knowing == modules


def test_what_is_imported_is_a_declared_requirement() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf8"))["project"]
    declared = {canonicalize_name(Requirement(line).name) for line in project["dependencies"]}
    providers = metadata.packages_distributions()
    roots = {name.split(".")[0] for module in LINE for name in imported(tree(module))} - {"ind_tables"}
    foreign = {root for root in roots if root in providers}
    assert len(foreign) > 5
    assert [n for n in sorted(foreign) if not declared & {canonicalize_name(p) for p in providers[n]}] == []


@pytest.mark.parametrize(
    ("variable", "function"), [("READING", "observe"), ("CHECKING", "check"), ("TELLING", "pages")]
)
def test_make_redoes_a_stage_when_a_module_that_it_runs_has_changed(variable: str, function: str) -> None:
    assert made_from(variable) == stage(function)


@pytest.mark.parametrize("notebook", sorted((ROOT / "notebooks").glob("*.ipynb")), ids=lambda path: path.stem)
def test_make_redoes_a_notebook_when_a_module_that_it_runs_has_changed(notebook: Path) -> None:
    assert made_from(f"SHOWING_{notebook.stem}") == stage("notebook") | shown(notebook)
