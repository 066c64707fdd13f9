"""What vouches for every figure of an edition: a row a cell.

from ind_tables import read
from ind_tables.checking import certificate
certificate.of(read("2025-12"))
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from functools import cached_property

import pandas as pd

from ind_tables.checking.bounds import Bounds
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.evidence import matched
from ind_tables.checking.feasibility import EPSILON
from ind_tables.checking.polytope import Range
from ind_tables.checking.rules import Constancy, Identity, Inequality, Steady
from ind_tables.place import KEY, Place
from ind_tables.record.observations import numbers
from ind_tables.record.releases import FEWEST, Releases

COLUMNS = [
    "edition", *KEY, "value", "identities", "witnesses", "low", "high", "noticed_from", "provisional",
    "first_figures", "revised", "least_percent", "most_percent", "consistent",
]  # fmt: skip

WITNESSES = ("identity", "norm", "inequality", "previous", "publisher")
_TEXTS = ("edition", *KEY, "witnesses", "provisional")
_PERCENT = ("least_percent", "most_percent")
_EXACT = ("value", "noticed_from")
_TENTH = 0.1


def of(
    observations: pd.DataFrame,
    previous: pd.DataFrame | None = None,
    confirmed: Collection[Place] = (),
    earlier: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """The certificate of an edition.

    Args:
        observations: one edition, one row a figure.
        previous: the edition before.
        confirmed: the places of the figures that the publisher's page confirms.
        earlier: observations of all earlier editions that there are, which tell how first figures were revised.

    Returns:
        One row a cell, in the order of the observations: edition, section, measure, age_band, period, value; identities
        (in how many it stands); witnesses (those of :data:`WITNESSES` that agree with it, joined by +; empty without
        one); low and high (the least and the greatest true figure that rounding and all identities leave; in the
        figure's unit); noticed_from (an error of so much or more, either way, breaks an identity or a norm, or makes it
        differ from the edition before; missing where no size does); provisional (yes or no); first_figures (how many of
        its row are known) and revised (of these, by more than rounding), least_percent and most_percent (the size of
        those revisions; missing where fewer than ``FEWEST`` are known); consistent (whole numbers that keep every
        identity exactly, as near to what is printed as they can be: made here, never published; missing where there are
        none). All but the key and witnesses are missing where no figure is printed; low, high and consistent also of
        figures that may have decimals.
    """
    return _Certificate(observations, previous, confirmed, earlier).table()


def witnesses(
    edition: Confrontation, previous: Mapping[int, float], confirmed: Collection[Place] = ()
) -> list[list[str]]:
    """What agrees with each cell of an edition, of :data:`WITNESSES`.

    Args:
        edition: the edition; previous: the figures of the one before, by its cells; confirmed: the places of the
            figures that the publisher's page confirms.
    """
    found: list[set[str]] = [set() for _ in edition.cells]
    kinds = {Identity: "identity", Constancy: "norm", Steady: "norm", Inequality: "inequality"}
    for instance, judgement in zip(edition.instances, edition.judgements, strict=True):
        name = next((word for kind, word in kinds.items() if isinstance(instance.rule, kind)), "")
        for cell in instance.numbers if name and judgement.state == "passed" else ():
            if cell is not None:
                found[cell].add(name)
    for cell, before in previous.items():
        if abs(edition.values[cell] - before) <= _slack(edition, cell):
            found[cell].add("previous")
    for cell, place in enumerate(edition.cells):
        if place in confirmed:
            found[cell].add("publisher")
    return [[name for name in WITNESSES if name in names] for names in found]


def _slack(edition: Confrontation, cell: int) -> float:
    """By how much two printings of a figure can differ for rounding alone."""
    return float(edition.units[cell]) if edition.units[cell] > 1 else 0.0


class _Certificate:
    def __init__(
        self,
        observations: pd.DataFrame,
        previous: pd.DataFrame | None,
        confirmed: Collection[Place],
        earlier: pd.DataFrame | None,
    ) -> None:
        self.edition = Confrontation(observations)
        self.bounds = Bounds(observations)
        self.previous = matched(self.edition, previous)
        self.confirmed = confirmed
        self.releases = Releases(observations, earlier)

    def table(self) -> pd.DataFrame:
        """The rows of the certificate."""
        edition, moving = self.edition, self.releases.provisional()
        nearest, every = self.bounds.nearest(), self.bounds.left()
        rows: list[tuple[object, ...]] = []
        for cell, place in enumerate(edition.cells):
            value = edition.values[cell]
            if not edition.has(cell):
                rows.append((edition.edition, *place, None, self._counts[cell], *[None] * (len(COLUMNS) - 7)))
                continue
            left = every.get(place)
            usual = self.releases.of(place[:3])
            sizes = (usual.least, usual.most) if usual.known >= FEWEST and usual.revised else (None, None)
            rows.append(
                (
                    edition.edition, *place, value, self._counts[cell], "+".join(self._witnesses[cell]),
                    *self._within(cell, left), self._noticed(cell, left), "yes" if place in moving else "no",
                    usual.known, usual.revised, *sizes, None if self._fractional(cell) else nearest.get(place),
                )
            )  # fmt: skip
        frame = pd.DataFrame(rows, columns=COLUMNS)
        texts = {name: frame[name].fillna("") for name in ("witnesses", "provisional")}
        exact = {name: numbers(frame[name]) for name in _EXACT}
        whole = dict.fromkeys(set(COLUMNS) - {*_TEXTS, *_PERCENT, *_EXACT}, "Int64")
        types = {**whole, **dict.fromkeys(_TEXTS, "str"), **dict.fromkeys(_PERCENT, "Float64")}
        return frame.assign(**texts).astype(types).assign(**exact)

    @cached_property
    def _counts(self) -> list[int]:
        """In how many identities each cell stands."""
        return [int(n) for n in (self.edition.system.matrix != 0).sum(axis=0)]

    @cached_property
    def _witnesses(self) -> list[list[str]]:
        return witnesses(self.edition, self.previous, self.confirmed)

    def _fractional(self, cell: int) -> bool:
        """Whether the figure may have decimals; how it is rounded is not known then, nor any range."""
        return self.edition.cells[cell].measure in self.edition.fractional

    def _within(self, cell: int, left: Range | None) -> tuple[int, int] | tuple[None, None]:
        """The range of the true figure: what rounding leaves, cut by what all other figures leave."""
        if self._fractional(cell):
            return None, None
        value, width = self.edition.values[cell], self.edition.widths[cell]
        low, high = (value - width if value < 0 else max(0.0, value - width)), value + width
        if left:
            cut = max(low, left[0]), min(high, left[1])
            low, high = cut if cut[0] <= cut[1] + EPSILON else (low, high)
        return math.ceil(low - EPSILON), math.floor(high + EPSILON)

    def _noticed(self, cell: int, left: Range | None) -> int | float | None:
        """From which size on an error is noticed, in either direction."""
        if self._fractional(cell):
            return _TENTH if "previous" in self._witnesses[cell] else None
        value, width, unit = (float(a[cell]) for a in (self.edition.values, self.edition.widths, self.edition.units))
        if left:
            up = math.floor((left[1] + width - value + EPSILON) / unit) + 1
            down = math.floor((value - left[0] + width + EPSILON) / unit) + 1
            return int(unit * max(1, up, min(down, value // unit + 1)))
        if "norm" in self._witnesses[cell]:
            return int(unit)
        return int(_slack(self.edition, cell) + unit) if "previous" in self._witnesses[cell] else None
