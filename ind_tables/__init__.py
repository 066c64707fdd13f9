"""The monthly figures of the Dutch Immigration and Naturalisation Service (IND), exact and cross-checked.

import ind_tables
figures = ind_tables.read("2025-12")      # a month, or the path of a PDF or of observations
checked = ind_tables.check(figures)       # findings, suspects, what no rule covers

read, read_many     an edition, or many, as a table: one row a figure
check               an edition confronted with its rules
series, wide        one row over time; one table as the document prints it
catalog             every row of the document, with its ids, names and unit
editions, panel     the editions at hand; all stored ones as one table
revisions           what each edition says otherwise than the one before it
charts              the figures of the report: charts.flows(figures, "asylum_first")
adapt               what the catalogue needs to read a changed edition

Importing this imports nothing until it is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ind_tables.checking.revisions import revisions
    from ind_tables.errors import IndTablesError
    from ind_tables.record.desk import catalog, editions, panel, read, read_many, series, wide
    from ind_tables.showing import charts
    from ind_tables.showing.proposals import adapt
    from ind_tables.showing.verdict import check

__version__ = "0.1.0"

_HOMES = {
    "adapt": "showing.proposals",
    "read": "record.desk",
    "read_many": "record.desk",
    "check": "showing.verdict",
    "series": "record.desk",
    "wide": "record.desk",
    "catalog": "record.desk",
    "editions": "record.desk",
    "panel": "record.desk",
    "revisions": "checking.revisions",
    "IndTablesError": "errors",
}
_MODULES = {"charts": "showing.charts"}

__all__ = [
    "IndTablesError",
    "__version__",
    "adapt",
    "catalog",
    "charts",
    "check",
    "editions",
    "panel",
    "read",
    "read_many",
    "revisions",
    "series",
    "wide",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"ind_tables.{_HOMES[name]}"), name)
    if name in _MODULES:
        return import_module(f"ind_tables.{_MODULES[name]}")
    raise AttributeError(f"module 'ind_tables' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
