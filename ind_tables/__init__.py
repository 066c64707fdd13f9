"""The monthly figures of the Dutch Immigration and Naturalisation Service (IND), exact and cross-checked.

import ind_tables
figures = ind_tables.read("2025-12")      # a month, or the path of a PDF or of observations
checks = ind_tables.check(figures)        # findings, suspects, what no rule covers
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ind_tables.localise import check
    from ind_tables.observations import read

__version__ = "0.1.0"
__all__ = ["__version__", "check", "read"]

_HOMES = {"read": "observations", "check": "localise"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(f"ind_tables.{_HOMES[name]}"), name)
    raise AttributeError(f"module 'ind_tables' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
