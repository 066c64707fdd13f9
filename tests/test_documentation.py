"""What the documents say is what is there: commands, outputs, columns, words."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from importlib import import_module
from pathlib import Path

import click
import nbformat
import pandas as pd
import pytest

from ind_tables import __version__, catalogue, errors
from ind_tables.record import store
from ind_tables.run import notebooks
from ind_tables.run.cli import commands

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

ROOT = Path(__file__).parents[1]
PAGES = sorted(f"docs/{path.relative_to(ROOT / 'docs')}" for path in (ROOT / "docs").rglob("*.md"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "GLOSSARY.md", "data/README.md", *PAGES]
README = (ROOT / "README.md").read_text("utf8")
GLOSSARY = (ROOT / "GLOSSARY.md").read_text("utf8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf8")
CATALOGUE = catalogue.load()


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def table(text: str, heading: str) -> list[list[str]]:
    """The cells of the first table under ``heading``, without its head."""
    part = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


SESSIONS = [block for block in blocks(README, "console") if not block.startswith("$ make")]


@pytest.mark.parametrize("session", SESSIONS, ids=lambda session: session.splitlines()[0])
def test_the_commands_in_the_readme_print_what_it_shows(session: str, tmp_path: Path) -> None:
    (tmp_path / "ind_tables").symlink_to(ROOT / "ind_tables")
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    for command, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", session, re.MULTILINE):
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.stdout + done.stderr == shown


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_make_command_that_is_named_exists(document: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf8"), re.MULTILINE))
    named = set(re.findall(r"(?:`|^\s+|\$ )make ([a-z-]+)", (ROOT / document).read_text("utf8"), re.MULTILINE))
    assert named <= targets


def test_the_readme_shows_every_command_and_only_options_that_exist() -> None:
    options = {option for command in commands.commands.values() for p in command.params for option in p.opts}
    others = re.sub(r"`(?:mamba|pip) [^`]+`", "", README)
    shown = set(re.findall(r"^(?:\$|\| `)\s?ind-tables ([a-z]+)", README, re.MULTILINE))
    assert shown == set(commands.commands)
    assert set(re.findall(r"--[a-z][a-z-]+", others)) <= options


def test_the_exit_statuses_are_those_of_the_errors() -> None:
    documented = {int(row[0]) for row in table(README, "On the command line")}
    raised = {kind.exit_status for kind in vars(errors).values() if isinstance(kind, type)}
    assert documented == raised | {0, click.UsageError.exit_code}


def test_the_columns_are_those_of_the_observations(golden: pd.DataFrame) -> None:
    assert f"`{', '.join(golden.columns)}`" in README


def test_the_size_of_the_document_is_that_of_the_catalogue() -> None:
    rows, window = len(list(CATALOGUE.rows())), CATALOGUE.edition.window
    said = f"{len(CATALOGUE.sections)} tables, a window of {window}\nmonths, {rows * window:,} figures"
    assert said in README


def test_every_measure_is_in_the_glossary_with_its_kind() -> None:
    entries = {row[2].strip("`"): row for row in table(GLOSSARY, "What is counted")}
    labels = {row.measure: row.label for _, row in CATALOGUE.rows() if row.age_band == catalogue.TOTAL}
    for measure in CATALOGUE.measures.values():
        assert entries[measure.id][:4] == [
            labels[measure.id],
            measure.english,
            f"`{measure.id}`",
            measure.kind,
        ]


def test_every_table_is_in_the_glossary_in_order() -> None:
    assert [row[:2] for row in table(GLOSSARY, "The tables")] == [
        [section.title, f"`{section.id}`"] for section in CATALOGUE.sections
    ]


def test_a_spelling_added_as_contributing_says_is_read() -> None:
    [entry] = blocks(CONTRIBUTING, "toml")
    source = catalogue.read("document")
    source["rows"]["commissioned"] = [tomllib.loads(f"row = {entry.strip().removesuffix(',')}")["row"]]
    row = catalogue.build(source).section("asylum_first").row("commissioned")
    assert (row.label, row.words[-1].text, row.words[-1].valid("2026-06")) == ("Opdracht IND", "Prognose", False)


def test_every_step_of_a_figures_way_is_a_function_of_the_house() -> None:
    steps = [row[1].strip("`") for row in table((ROOT / "docs/architecture.md").read_text("utf8"), "One figure's way")]
    assert len(steps) > 10
    for step in steps:
        module, _, function = step.rpartition(".")
        assert callable(getattr(import_module(f"ind_tables.{module}"), function)), step


def test_every_wing_is_in_the_picture_of_the_house() -> None:
    [picture] = re.findall(r"^```\n(.*?)^```$", (ROOT / "docs/architecture.md").read_text("utf8"), re.M | re.S)
    wings = {path.parent.name for path in (ROOT / "ind_tables").glob("*/__init__.py")}
    assert wings <= set(re.findall(r"^[ |\\]*([a-z]+)  ", picture, re.M))


@pytest.mark.parametrize("document", DOCUMENTS)
def test_links_lead_to_files_of_the_project(document: str) -> None:
    links = re.findall(r"\]\(([^):]+)\)", (ROOT / document).read_text("utf8"))
    assert [link for link in links if not (ROOT / document).parent.joinpath(link).exists()] == []


def test_the_changelog_speaks_of_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text("utf8"), re.MULTILINE)
    assert {__version__, "Unreleased"} & set(headings)


def with_python() -> list[str]:
    pages = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "notebooks/README.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(str(page.relative_to(ROOT)) for page in pages if blocks(page.read_text("utf8"), "python"))


@pytest.mark.parametrize("document", with_python())
def test_the_python_in_the_documents_runs_in_a_kernel(
    document: str, golden: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every block of a document, one after another, beside a store of two editions."""
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "ind_tables").symlink_to(ROOT / "ind_tables")
    for month in ("2025-11", "2025-12"):
        store.keep(golden[golden["period"] <= month].assign(edition=month), "0" * 64, facsimile=False)
    cells = [nbformat.v4.new_code_cell(block) for block in blocks((ROOT / document).read_text("utf8"), "python")]
    written = nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": notebooks.KERNEL})
    nbformat.write(written, tmp_path / "snippets.ipynb")
    executed = notebooks.execute(tmp_path / "snippets.ipynb", {}, tmp_path)
    assert [cell.execution_count for cell in executed.cells] == list(range(1, len(cells) + 1))
    assert all(output.output_type != "stream" for cell in executed.cells for output in cell.outputs)
