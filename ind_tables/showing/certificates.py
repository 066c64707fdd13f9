"""The certificate of an edition as a page for readers: what vouches for each figure, a fold a row of the document."""

from __future__ import annotations

from typing import Any

import pandas as pd
from babel.numbers import format_decimal

from ind_tables.place import SERIES
from ind_tables.record.releases import FEWEST
from ind_tables.showing import layout, names
from ind_tables.telling.say import Language

_NONE = "–"


def html(certificate: pd.DataFrame, language: Language) -> str:
    """The certificate as one self-contained page; a cell is linked to as ``#section-measure-age_band-period``.

    Args:
        certificate: one edition, with the columns of certificate.csv, all of them text; empty where there is nothing.
        language: ``en`` or ``nl``.
    """
    printed = certificate[certificate["value"] != ""]
    return layout.page(
        f"certificate/{language}.html.jinja",
        language=language,
        month=names.month(str(certificate["edition"].iloc[0]), language),
        figures=names.number(len(printed), language),
        alone=names.number(int((printed["witnesses"] == "").sum()), language),
        unnoticed=names.number(int((printed["noticed_from"] == "").sum()), language),
        provisional=names.number(int((printed["provisional"] == "yes").sum()), language),
        fewest=FEWEST,
        tables=[
            {"id": section, "title": names.section(str(section), language), "rows": _rows(table, language)}
            for section, table in certificate.groupby("section", sort=False)
        ],
    )


def _rows(table: pd.DataFrame, language: Language) -> list[dict[str, Any]]:
    return [
        _row(dict(zip(SERIES, key, strict=True)), cells, language) for key, cells in table.groupby(SERIES, sort=False)
    ]


def _row(key: dict[str, Any], cells: pd.DataFrame, language: Language) -> dict[str, Any]:
    """What a fold says of a row: its name, how its first figures were revised, and its cells."""
    printed = cells[cells["value"] != ""]
    known = printed[["first_figures", "revised", "least_percent", "most_percent"]].head(1).to_dict("records")
    name = names.row(key, language)
    sizes = sorted({float(size) for size in printed["noticed_from"] if size})
    return {
        "id": "-".join(map(str, key.values())),
        "name": name[:1].upper() + name[1:],
        "first": int(known[0]["first_figures"]) if known else 0,
        "revised": int(known[0]["revised"]) if known else 0,
        "percent": _percent(known[0], language) if known and known[0]["most_percent"] else "",
        "noticed": _span([sizes[0], sizes[-1]], language) if sizes else "",
        "never": int((printed["noticed_from"] == "").sum()),
        "cells": [_cell(cell, language) for cell in cells.to_dict("records")],
    }


def _cell(cell: dict[Any, Any], language: Language) -> dict[str, Any]:
    """A cell: its month, figure, range, the smallest error noticed, whether it is provisional, and its witnesses."""
    there = cell["value"] != ""
    return {
        "period": cell["period"],
        "value": names.number(float(cell["value"]), language) if there else _NONE,
        "range": _span([float(cell["low"]), float(cell["high"])], language) if cell["low"] else _NONE,
        "noticed": names.number(float(cell["noticed_from"]), language) if cell["noticed_from"] else "",
        "provisional": cell["provisional"],
        "identities": int(cell["identities"]),
        "witnesses": [name for name in str(cell["witnesses"]).split("+") if name],
    }


def _percent(known: dict[Any, Any], language: Language) -> str:
    """From the smallest to the largest revision, to two digits."""
    ends = (float(known[end]) for end in ("least_percent", "most_percent"))
    return "–".join(dict.fromkeys(str(format_decimal(end, format="@@", locale=language)) for end in ends))


def _span(ends: list[float], language: Language) -> str:
    return "–".join(dict.fromkeys(names.number(end, language) for end in ends))
