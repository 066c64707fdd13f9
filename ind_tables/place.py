"""The place of a figure in an edition: the noun that every wing shares."""

from __future__ import annotations

from typing import NamedTuple


class Place(NamedTuple):
    """Where one figure stands: the ids of its section, its measure and its age band, and its month (YYYY-MM)."""

    section: str
    measure: str
    age_band: str
    period: str


KEY = list(Place._fields)
"""The columns that hold a place."""

SERIES = KEY[:-1]
"""The columns that hold a row of the document: a place without its month."""
