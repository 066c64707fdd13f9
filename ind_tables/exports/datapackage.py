"""The outputs of a month described as a Frictionless Data Package: ``datapackage.json``.

It says what each table holds, column by column, whose figures they are, on what terms and how to cite them, and
carries the size and hash of each file.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ind_tables import __version__, catalogue, files
from ind_tables.catalogue import source
from ind_tables.catalogue.source import Attribution
from ind_tables.errors import OutputError
from ind_tables.exports import dictionary, sdmx, workbook
from ind_tables.exports.dictionary import Column, Table
from ind_tables.record.releases import Releases

if TYPE_CHECKING:
    import pandas as pd

NAME = "datapackage.json"
PROFILE = "data-package"

# The files that are no tables with a schema of their own: media type and what they hold.
OTHERS = {
    "observations.parquet": ("application/vnd.apache.parquet", "The observations once more, as Parquet."),
    "unrecognised.csv": ("text/csv", "Figures of the edition that no entry of the catalogue names, one cell a row."),
    "sdmx.csv": ("application/vnd.sdmx.data+csv; version=2.0.0", "The observations once more, as SDMX-CSV 2.0."),
    "sdmx-structure.json": ("application/vnd.sdmx.structure+json; version=2.0.0", "The structure of sdmx.csv."),
    "workbook.xlsx": (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "The edition as an Excel workbook: a sheet for every table as printed, a tidy one, notes.",
    ),
    "run.json": ("application/json", "What all this was made from, and what was verified."),
    "report.html": ("text/html", "The report, in English."),
    "report.nl.html": ("text/html", "The report, in Dutch."),
    "certificate.html": ("text/html", "The certificate for readers, in English."),
    "certificate.nl.html": ("text/html", "The certificate for readers, in Dutch."),
}


def write(folder: Path, figures: pd.DataFrame, attribution: Attribution, earlier: pd.DataFrame | None = None) -> None:
    """Add to the tables in ``folder`` the workbook, SDMX-CSV and its structure, and datapackage.json on all of them.

    Args:
        folder: the outputs of one month; observations.csv, findings.csv, suspects.csv and certificate.csv must be
            among them.
        figures: the columns of observations, in the document's order.
        attribution: whose figures they are.
        earlier: observations of earlier editions, which tell what is provisional.

    Raises:
        OutputError: one of these is not there, or a file cannot be written.
    """
    files.write(folder / "workbook.xlsx", workbook.content(figures, attribution))
    files.write(folder / "sdmx.csv", sdmx.content(figures, attribution, Releases(figures, earlier).provisional()))
    files.write(folder / "sdmx-structure.json", sdmx.structure(attribution))
    files.write(folder / NAME, content(folder, attribution))


def content(folder: Path, attribution: Attribution) -> bytes:
    """The description of the outputs in ``folder``.

    Args:
        folder: the outputs of one month; observations.csv, findings.csv, suspects.csv and certificate.csv must be
            among them.
        attribution: whose figures they are.

    Returns:
        The bytes of datapackage.json: the same files give the same bytes.

    Raises:
        OutputError: one of these is not there, or a file cannot be read.
    """
    known = dictionary.tables().values()
    tables = [_tabular(folder, one) for one in known if one.always or (folder / f"{one.name}.csv").is_file()]
    others = [_other(folder, name) for name in OTHERS if (folder / name).is_file()]
    publisher = source.load().publisher
    package = {
        "profile": PROFILE,
        "name": f"maandcijfers-ind-{attribution.edition}",
        "title": attribution.title,
        "description": " ".join([*attribution.notes(), *dictionary.caveats()]),
        "version": __version__,
        "edition": attribution.edition,
        "facsimile": attribution.facsimile,
        "corrected": attribution.corrected,
        "citation": attribution.cite(),
        "homepage": publisher["website"],
        "keywords": ["Netherlands", "immigration", "asylum", "residence permits", "naturalisation", "IND"],
        "licenses": [attribution.licence],
        "terms": {
            "certainty": source.load().terms["certainty"],
            "en": attribution.terms(),
            "nl": attribution.terms("nl"),
        },
        "sources": [_source(attribution)],
        "contributors": [
            {"title": publisher["name"], "path": publisher["website"], "role": "author"},
            {"title": f"IND tables {__version__}", "role": "wrangler"},
        ],
        "resources": [*tables, *others],
    }
    return (json.dumps(package, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def schema(table: Table) -> dict[str, Any]:
    """The Table Schema of a table: fields with types and constraints, and the primary key."""
    described: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    return {**described, "primaryKey": list(table.key)} if table.key else described


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    if column.minimum is not None:
        constraints["minimum"] = column.minimum
    if column.values is not None:
        constraints["enum"] = list(dictionary.vocabularies()[column.values])
    field: dict[str, Any] = {"name": column.name, "type": column.type, "description": column.english}
    if column.name == "value":
        measures = list(catalogue.load().measures.values())
        field["unit"] = {measure.id: measure.unit for measure in measures}
        field["type"] = "integer" if all(measure.whole for measure in measures) else "number"
        field["rounding"] = {measure.id: measure.rounding for measure in measures}
    return {**field, "constraints": constraints} if constraints else field


def _tabular(folder: Path, table: Table) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        **_resource(folder, f"{table.name}.csv", table.name, "text/csv", table.english),
        "title": table.title,
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "header": True},
        "schema": schema(table),
    }


def _other(folder: Path, name: str) -> dict[str, Any]:
    media_type, description = OTHERS[name]
    return {
        "profile": "data-resource",
        **_resource(folder, name, name.replace(".", "-"), media_type, description),
        "type": "file",
    }


def _resource(folder: Path, path: str, name: str, media_type: str, description: str) -> dict[str, Any]:
    try:
        held = (folder / path).read_bytes()
    except OSError as error:
        raise OutputError(
            f"{folder / path} cannot be described: {error.strerror}; expected the outputs of a month there; make them "
            "anew"
        ) from error
    return {
        "name": name,
        "path": path,
        "description": description,
        "format": path.rpartition(".")[2],
        "mediatype": media_type,
        "bytes": len(held),
        "hash": f"sha256:{hashlib.sha256(held).hexdigest()}",
    }


def _source(attribution: Attribution) -> dict[str, str]:
    printed = {"title": f"{attribution.publisher('nl')}, {attribution.title}"}
    printed["path"] = attribution.address or source.load().publisher["website"]
    return {**printed, "hash": f"sha256:{attribution.sha256}"} if attribution.sha256 else printed
