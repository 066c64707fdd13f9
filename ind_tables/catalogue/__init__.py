"""The document described as data: TOML files, loaded and checked; ``catalogue.load()`` gives the description."""

from ind_tables.catalogue.dated import Wording
from ind_tables.catalogue.document import (
    TOTAL,
    VARIABLE,
    Break,
    Catalogue,
    Edition,
    Measure,
    Row,
    Section,
    Total,
    build,
    extension,
    load,
    read,
    using,
)
from ind_tables.catalogue.signs import SIGNS, possible, spelt

__all__ = [
    "SIGNS",
    "TOTAL",
    "VARIABLE",
    "Break",
    "Catalogue",
    "Edition",
    "Measure",
    "Row",
    "Section",
    "Total",
    "Wording",
    "build",
    "extension",
    "load",
    "possible",
    "read",
    "spelt",
    "using",
]
