"""The data dictionary: every column of every table that is handed on, and the words that stand in it.

python -m ind_tables.exports.dictionary > docs/data-dictionary.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from ind_tables import catalogue
from ind_tables.catalogue.shape import fit
from ind_tables.catalogue.source import Language
from ind_tables.errors import CatalogueError

Type = Literal["string", "integer", "number", "yearmonth"]


@dataclass(frozen=True)
class Column:
    """A column: its type, whether every row has it, its vocabulary, and what it says.

    Attributes:
        values: the name of the closed vocabulary that it is taken from, one of :func:`vocabularies`.
        minimum: the smallest value.
    """

    name: str
    type: Type
    english: str
    required: bool = False
    values: str | None = None
    minimum: int | None = None


@dataclass(frozen=True)
class Table:
    """A table that is handed on: what a row is, its columns in order, the columns of its key, and whether it is always
    there."""

    name: str
    title: str
    english: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    always: bool = True


@dataclass(frozen=True)
class _Columns:
    """``columns.toml``."""

    caveats: dict[str, list[str]]
    statuses: dict[str, str]
    severities: dict[str, str]
    units: dict[str, str]
    tables: dict[str, Table]


@cache
def tables() -> dict[str, Table]:
    """The tables by name: observations, findings, suspects, certificate, publisher.

    Raises:
        CatalogueError: an entry of ``columns.toml`` is missing or misspelt.
    """
    return build(catalogue.read("columns"))


def build(source: dict[str, Any]) -> dict[str, Table]:
    """The checked tables from the parsed contents of ``columns.toml``.

    Raises:
        CatalogueError: an entry is missing or misspelt.
    """
    named = {name: {**entry, "name": name} for name, entry in source.get("tables", {}).items()}
    found = fit(_Columns, {**source, "tables": named}, "columns.toml").tables
    known = vocabularies()
    for table in found.values():
        for column in table.columns:
            if column.values is not None and column.values not in known:
                raise CatalogueError(f"columns.toml names the unknown vocabulary {column.values!r}")
    return found


@cache
def vocabularies() -> dict[str, dict[str, str]]:
    """The closed vocabularies by name: each word with what it stands for, in English."""
    known, words = catalogue.load(), catalogue.read("columns")
    bands = dict.fromkeys(row.age_band for _, row in known.rows())
    labels = {row.age_band: row.label for _, row in known.rows()}
    return {
        "sections": {section.id: section.english for section in known.sections},
        "measures": {measure.id: measure.english for measure in known.measures.values()},
        "bands": {band: "no age band" if band == catalogue.TOTAL else labels[band] for band in bands},
        "units": {unit: words["units"][unit] for measure in known.measures.values() for unit in measure.units},
        **{name: dict(words[name]) for name in ("statuses", "severities")},
    }


def caveats(language: Language = "en") -> list[str]:
    """What an analyst must know before using the figures, as sentences."""
    return list(catalogue.read("columns")["caveats"]["english" if language == "en" else "dutch"])


def markdown() -> str:
    """The dictionary as a Markdown page."""
    known, words = catalogue.load(), vocabularies()
    parts = [
        "# Data dictionary",
        "Made from the catalogue with `python -m ind_tables.exports.dictionary`; a test holds it in step. The words of "
        "the field are in the [GLOSSARY](../GLOSSARY.md).",
        "Before you use the figures:",
        "\n".join(f"{n}. {caveat}" for n, caveat in enumerate(caveats(), 1)),
    ]
    for each in tables().values():
        files = f"`{each.name}.csv`" + (", `.parquet`" if each.name == "observations" else "")
        parts += [f"## {each.title}: {files}", each.english]
        if each.key:
            parts.append(f"Key: {_codes(each.key)}.")
        rows = [(f"`{c.name}`", c.type, "yes" if c.required else "", f"{c.english}{_from(c)}") for c in each.columns]
        parts.append(table(("column", "type", "always there", "what it says"), rows))
    parts += [
        "## Sections",
        table(
            ("section", "title as printed", "in English", "rows", "editions"),
            [(f"`{s.id}`", s.title, s.english, str(len(s.rows)), _dates(s)) for s in known.sections],
        ),
        "## Measures",
        "Kind: a *flow* is counted over the month, a *stock* as it stands at its end, a *norm* set in advance, a "
        "*wait* is a time, a *share* a part of something.",
        table(
            ("measure", "label as printed", "in English", "kind", "unit", "rounded to"),
            [
                (f"`{m.id}`", _label(m.id), m.english, m.kind, m.unit, "exact" if m.rounding == 1 else str(m.rounding))
                for m in known.measures.values()
            ],
        ),
        "## Age bands",
        table(
            ("age band", "label as printed", "sections"),
            [
                (f"`{band}`", label, _codes(s.id for s in known.sections if band in s.bands))
                for band, label in words["bands"].items()
                if band != catalogue.TOTAL
            ],
        ),
    ]
    for name in ("units", "statuses", "severities"):
        parts += [f"## {name.title()}", table((name, "what it says"), [(f"`{k}`", v) for k, v in words[name].items()])]
    return "\n\n".join(parts) + "\n"


def _from(column: Column) -> str:
    return f" One of the {'age bands' if column.values == 'bands' else column.values} below." if column.values else ""


def _label(measure: str) -> str:
    return next((r.label for _, r in catalogue.load().rows() if r.key == (measure, catalogue.TOTAL)), "")


def _dates(section: catalogue.Section) -> str:
    first = f"from {section.valid_from}" if section.valid_from else ""
    last = f"to {section.valid_until}" if section.valid_until else ""
    return f"{first} {last}".strip() or "all"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


if __name__ == "__main__":
    sys.stdout.write(markdown())
