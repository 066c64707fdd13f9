"""How a changed edition prints, where the catalogue does not say so: its window, its rounding, its signs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ind_tables import catalogue
from ind_tables.catalogue import Catalogue
from ind_tables.reading.edition import Document, PrintedCell, UnknownCell
from ind_tables.record import observations
from ind_tables.record.proposal import Proposal
from ind_tables.record.succession import Printed

_FEW = 5
_UNITS = (1000, 100, 50, 10, 5, 1)
_OFF = 0.2
_RARE = 0.5
_UNREAD = "L"
Series = Mapping[tuple[str, str, str], Mapping[str, float]]


@dataclass(frozen=True)
class Conventions:
    """How an edition prints.

    Attributes:
        known: the catalogue that is in use.
        starts: the date from which an entry holds, as its values.
    """

    known: Catalogue
    document: Document
    starts: Mapping[str, str]

    def propose(self, tables: Sequence[Printed], before: Series, proposal: Proposal) -> None:
        """Adds what is lacking to the proposal; ``before`` are the series of another edition."""
        self._window(proposal)
        self._rounding(tables, proposal)
        self.signs(before, proposal)

    def _window(self, proposal: Proposal) -> None:
        window, months = self.known.at(self.document.edition).edition.window, len(self.document.periods)
        if months != window:
            proposal.add(
                "edition",
                {"windows": [{"months": months, **self.starts}]},
                f"the columns are {months} months, {self.document.periods[0]} to {self.document.periods[-1]}, where "
                f"editions have {window}; see that no column is cut off",
            )

    def _rounding(self, tables: Sequence[Printed], proposal: Proposal) -> None:
        """Another rounding than the usual one, where the figures of a measure show it."""
        values: dict[str, list[float]] = {}
        for table in tables:
            for line in table.lines:
                if line.key:
                    values.setdefault(line.key[0], []).extend(line.figures.values())
        for name, measure in self.known.at(self.document.edition).measures.items():
            found = [value for value in values.get(name, ()) if value]
            rounding = coarsest(found)
            off = sum(not _multiple(value, measure.rounding) for value in found)
            finer = rounding and rounding < measure.rounding and off >= max(_FEW, _OFF * len(found))
            coarser = rounding and rounding > measure.rounding >= 10 and len(found) >= 10 * _FEW
            if rounding and (finer or coarser):
                evidence = f"{off} of {len(found)} figures of {name} are no multiples of {measure.rounding}"
                if coarser:
                    evidence = f"all {len(found)} figures of {name} are multiples of {rounding}"
                values_now: dict[str, Any] = {"id": name, "changes": [{"rounding": rounding, **self.starts}]}
                proposal.add("measures", values_now, evidence)

    def signs(self, before: Series, proposal: Proposal) -> None:
        """Texts that stand where figures do and can be none: each as a sign, with what stood there before."""
        cells: list[PrintedCell | UnknownCell] = [
            *self.document.cells,
            *(cell for cell in self.document.unknown if cell.period),
        ]
        found: dict[str, list[PrintedCell | UnknownCell]] = {}
        for cell in cells:
            if self._may_be_sign(cell.printed):
                found.setdefault(catalogue.spelt(cell.printed), []).append(cell)
        for places in found.values():
            if len(places) < _RARE * len(cells) and not any(self._contradicted(cell, before) for cell in places):
                text, page = places[0].printed, places[0].page
                proposal.add(
                    "signs",
                    {_UNREAD: [{"text": text, **self.starts}]},
                    f"“{text}” stands in {len(places)} of {len(cells)} cells, {self._first(places[0])}; it is no "
                    f"figure, and can only be a sign for none{self._stood(places, before)}; the value is empty, "
                    f"the status {_UNREAD}",
                    page,
                )

    def _may_be_sign(self, text: str) -> bool:
        try:
            observations.number(text, whole=False, edition=self.document.edition)
        except ValueError:
            return catalogue.possible(text)
        return False

    @staticmethod
    def _first(cell: PrintedCell | UnknownCell) -> str:
        if isinstance(cell, UnknownCell):
            return f"the first in the column {cell.period}"
        return f"the first in “{cell.title}”, “{cell.label}”, {cell.period}"

    def _contradicted(self, cell: PrintedCell | UnknownCell, before: Series) -> bool:
        """Whether "<5" is printed of a figure that was far above it."""
        limit = "".join(filter(str.isdigit, cell.printed))
        was = _before(cell, before)
        return bool(limit) and was is not None and was > int(limit) + self.known.edition.rounding

    @staticmethod
    def _stood(places: Sequence[PrintedCell | UnknownCell], before: Series) -> str:
        """What the other edition has in the same cells, where it has something."""
        were = sorted({was for cell in places if (was := _before(cell, before)) is not None})
        if not were:
            return ""
        span = f"{were[0]:g}" if len(were) == 1 else f"{were[0]:g} to {were[-1]:g}"
        return f"; the other edition has {span} there"


def _before(cell: PrintedCell | UnknownCell, before: Series) -> float | None:
    """The figure that another edition has in a cell."""
    if isinstance(cell, UnknownCell):
        return None
    return before.get((cell.section, cell.measure, cell.age_band), {}).get(cell.period)


def coarsest(values: Sequence[float]) -> float | None:
    """The coarsest usual unit that all of ``values`` are multiples of; None where there are too few."""
    if len(values) < _FEW or not any(values):
        return None
    return next((unit for unit in _UNITS if all(_multiple(value, unit) for value in values)), 0.1)


def _multiple(value: float, unit: float) -> bool:
    return math.isclose(value / unit, round(value / unit), abs_tol=1e-6)
