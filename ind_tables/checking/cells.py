"""The cells of an edition, numbered, each with its figure and with how far rounding can have moved it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property

import numpy as np
import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import Section
from ind_tables.checking.feasibility import Array, Flags
from ind_tables.place import KEY, Place


class Cells:
    """The cells of one edition, in its order.

    Args:
        observations: one edition, one row a figure; at least section, measure, age_band, period and value.

    Attributes:
        cells: the place of each cell; numbers: the number of the cell in a place.
        values: the figures, NaN where none is printed.
        units: to which multiple each figure is rounded; 1 where it is exact.
        widths: how far the true value may lie from the printed one.
        fractional: the measures whose figures may have decimals.
        periods: the months, in order.
        edition: the report month, empty where the observations do not say it.
    """

    def __init__(self, observations: pd.DataFrame) -> None:
        self.observations = observations.reset_index(drop=True)
        columns = [self.observations[name].tolist() for name in KEY]
        self.cells = [Place(*key) for key in zip(*columns, strict=True)]
        self.numbers = {cell: n for n, cell in enumerate(self.cells)}
        self.values: Array = self.observations["value"].to_numpy(dtype=float, na_value=np.nan)
        self.edition = next(iter(self.observations.get("edition", pd.Series(dtype=str)).astype(str)), "")
        measures = catalogue.load().at(self.edition).measures
        units = {name: measure.rounding for name, measure in measures.items()}
        self.fractional = frozenset(name for name, measure in measures.items() if not measure.whole)
        self.units: Array = np.array([units.get(cell.measure, 1) for cell in self.cells], dtype=float)
        self.widths: Array = np.where(self.units > 1, self.units / 2, 0.0)
        self.periods = sorted({cell.period for cell in self.cells})

    @cached_property
    def _known(self) -> tuple[Section, ...]:
        """The tables of the catalogue, with the rows that the edition prints or should print."""
        printed = {cell[:3] for cell in self.cells}
        return tuple(
            replace(
                section,
                rows=tuple(row for row in section.rows if row.valid(self.edition) or (section.id, *row.key) in printed),
            )
            for section in catalogue.load().sections
        )

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The tables that the edition prints or should print, with such rows."""
        printed = {cell.section for cell in self.cells}
        return tuple(section for section in self._known if section.valid(self.edition) or section.id in printed)

    @cached_property
    def bands(self) -> dict[str, tuple[str, ...]]:
        """The age bands that the edition prints or should print, youngest first, by section."""
        return {section.id: section.bands for section in self._known}

    @cached_property
    def lost(self) -> Flags:
        """The cells that print no figure and do not say that it is not available."""
        absent = np.isnan(self.values)
        if "status" in self.observations:
            absent &= (self.observations["status"] != "L").to_numpy(dtype=bool)
        return absent

    def has(self, number: int) -> bool:
        """Whether a cell prints a figure."""
        return not np.isnan(self.values[number])

    def figures(self, numbers: Sequence[int | None]) -> list[int]:
        """Those of the cells that the edition has and prints a figure in."""
        return [n for n in numbers if n is not None and self.has(n)]

    def comparable(self, numbers: Sequence[int | None]) -> bool:
        """Whether no series among the cells breaks between two of them."""
        footings: dict[tuple[str, str, str], str] = {}
        for n in numbers if self._footings else ():
            if n is not None and n in self._footings:
                series, footing = self.cells[n][:3], self._footings[n]
                if footings.setdefault(series, footing) != footing:
                    return False
        return True

    @cached_property
    def _footings(self) -> dict[int, str]:
        """Where the cells stand whose series break within the edition; empty where none does."""
        known = catalogue.load()
        broken = {entry.section for entry in known.breaks}
        found = {n: known.footing(c[:3], self.edition, c.period) for n, c in enumerate(self.cells) if c[0] in broken}
        seen: dict[tuple[str, str, str], set[str]] = {}
        for n, footing in found.items():
            seen.setdefault(self.cells[n][:3], set()).add(footing)
        return {n: footing for n, footing in found.items() if len(seen[self.cells[n][:3]]) > 1}

    def sum(self, numbers: Sequence[int | None], factors: Sequence[int]) -> float:
        """Factors times figures, added up; every cell has a figure."""
        return sum(f * float(self.values[n]) for f, n in zip(factors, numbers, strict=True) if n is not None)

    def tolerance(self, numbers: Sequence[int | None], factors: Sequence[int]) -> float:
        """How far rounding can move such a sum."""
        return sum(abs(f) * float(self.widths[n]) for f, n in zip(factors, numbers, strict=True) if n is not None)
