"""An edition as it is printed, row by row and column by column, and what of its identities it breaks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from ind_tables import catalogue
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.feasibility import EPSILON, Array, Flags, Numbers
from ind_tables.record.observations import number

Row = tuple[str, str, str]

_FEWER_READERS = 2.0
_OTHER_TEXT = 5.0


class Damage:
    """What an edition breaks, and where its cells stand.

    Args:
        edition: an edition, confronted with its rules.

    Attributes:
        values: the figures as printed; nought for the ``absent`` cells, which print none.
        matrix, tolerances: the identities, and how far rounding can move each.
        silent: the identities that lack a figure.
        broken: those that do not hold.
        impossible: the cells whose figure cannot be a count in tens, or of days.
    """

    def __init__(self, edition: Confrontation) -> None:
        self.edition = edition
        self.absent = frozenset(np.flatnonzero(np.isnan(edition.values)).tolist())
        self.values = np.nan_to_num(edition.values)
        self.matrix = edition.network.matrix
        self.tolerances = np.abs(self.matrix) @ edition.widths
        self.silent = self.touched(self.absent)
        self.broken = self.breaks(self.values) & ~self.silent
        self.impossible = {n for n, value in enumerate(self.values.tolist()) if self.forbids(n, value)}

    def touched(self, cells: Iterable[int]) -> Flags:
        """The identities in which one of these cells stands."""
        return np.asarray((self.matrix[:, list(cells)] != 0).any(axis=1))

    def breaks(self, values: Array, rows: Numbers | slice = slice(None)) -> Flags:
        """Which identities, of all or of these, do not hold with other figures."""
        return np.asarray(np.abs(self.matrix[rows] @ values) > self.tolerances[rows] + EPSILON)

    def forbids(self, cell: int, value: float) -> bool:
        """Whether a cell cannot hold a figure, whatever stands beside it."""
        return value < 0 or bool(self.edition.units[cell] > 1 and value % self.edition.units[cell])

    def of(self, row: int | np.integer[Any]) -> list[int]:
        """The cells of an identity."""
        return [int(n) for n in np.flatnonzero(self.matrix[row])]

    @cached_property
    def parts(self) -> list[set[int]]:
        """The cells of every part of the edition that hangs together by identities."""
        return [set(cells.tolist()) for _, cells in self.edition.parts]

    @cached_property
    def doubted(self) -> set[int]:
        """The cells of all broken identities, and those with an impossible figure."""
        return {n for row in np.flatnonzero(self.broken) for n in self.of(row)} | self.impossible

    @cached_property
    def table(self) -> dict[Row, list[int]]:
        """The cells of every row of the edition, month by month, the rows in the document's order."""
        order = {(section.id, *row.key): n for n, (section, row) in enumerate(catalogue.load().rows())}
        rows: dict[Row, list[int]] = {}
        for n, cell in sorted(enumerate(self.edition.cells), key=lambda one: one[1].period):
            rows.setdefault(cell[:3], []).append(n)
        return {key: rows[key] for key in sorted(rows, key=lambda key: (order.get(key, len(order)), key))}

    @cached_property
    def doubtful(self) -> dict[Row, list[int]]:
        """Those rows of the edition with a doubted cell."""
        return {key: row for key, row in self.table.items() if self.doubted & set(row)}

    @cached_property
    def tables(self) -> dict[str, list[Row]]:
        """The rows of every table."""
        tables: dict[str, list[Row]] = {}
        for key in self.table:
            tables.setdefault(key[0], []).append(key)
        return tables

    @cached_property
    def pages(self) -> list[list[str]]:
        """The tables of every page that has several, where the observations say the pages."""
        pages: dict[object, dict[str, None]] = {}
        for cell, page in zip(self.edition.cells, self.edition.observations.get("page", []), strict=False):
            pages.setdefault(page, {})[cell.section] = None
        return [list(page) for page in pages.values() if len(page) > 1]

    @cached_property
    def neighbours(self) -> list[list[int]]:
        """The cells next to each cell: left and right in its row, above and below in its table."""
        neighbours: list[list[int]] = [[] for _ in self.values]
        keys = list(self.table)
        for row in self.table.values():
            for left, right in pairwise(row):
                neighbours[left].append(right)
                neighbours[right].append(left)
        for upper, lower in pairwise(keys):
            if upper[0] == lower[0]:
                below = {self.edition.cells[n].period: n for n in self.table[lower]}
                for n in self.table[upper]:
                    other = below.get(self.edition.cells[n].period)
                    if other is not None:
                        neighbours[n].append(other)
                        neighbours[other].append(n)
        return neighbours

    # What the observations tell of a cell beside its figure

    @cached_property
    def _printed(self) -> list[str]:
        if "printed" in self.edition.observations:
            return [str(text).strip() for text in self.edition.observations["printed"]]
        return [_written(value) for value in self.values]

    def text(self, cell: int) -> float | None:
        """The figure that a cell's text says, where it is not the cell's value."""
        try:
            value, _ = number(self._printed[cell])
        except ValueError:
            return None
        return None if value is None or value == self.values[cell] else float(value)

    def shown(self, cell: int) -> str:
        """The text of a cell; its value as text where the text says otherwise."""
        return self._printed[cell] if self.text(cell) is None else _written(self.values[cell])

    def doubt(self, cell: int) -> float:
        """How much more doubtful a cell is than others: fewer readings agree on it, or its text says otherwise.

        A logarithm of odds.
        """
        fewer = _FEWER_READERS * max(0, self._usual - self._readers[cell]) if self._readers else 0.0
        return fewer + (_OTHER_TEXT if self.text(cell) is not None else 0.0)

    @cached_property
    def _readers(self) -> list[int]:
        if "readers" not in self.edition.observations:
            return []
        return [len([r for r in str(text).split("+") if r]) for text in self.edition.observations["readers"]]

    @cached_property
    def _usual(self) -> int:
        return max(set(self._readers), key=self._readers.count)


def _written(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")
