"""The rows of suspects.csv: explanations in order, what each proposes, and why, as remarks that are told later."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import product
from typing import NamedTuple

import pandas as pd

from ind_tables.checking.damage import Damage
from ind_tables.checking.evidence import Evidence
from ind_tables.checking.mistakes import Mistake
from ind_tables.checking.restoration import Settled
from ind_tables.place import KEY
from ind_tables.record.observations import numbers
from ind_tables.remarks import Remark, plain

SUSPECTS = ["rank", "explanation", *KEY, "printed", "proposed", "reason", "probability"]

# A figure is proposed that is at least so probable: four to one. Nine to one where what is printed tells nothing of it,
# being another cell's figure or none: then the course of its series decides, and promises too much, since a figure in
# another's place is noticed only where the two differ.
DETERMINED, BLIND = 0.8, 0.9
_LISTED = 60

Row = tuple[object, ...]
Ranks = list[list[Settled]]


def table(rows: Sequence[Row]) -> pd.DataFrame:
    """The columns of suspects.csv, one row a cell.

    Cells of one ``explanation`` are wrong together; explanations that share a ``rank`` are alternatives, those of rank
    1 the most likely. ``printed`` is the cell's text, ``proposed`` (in the figure's unit) what it most probably was,
    missing where that is less probable than DETERMINED or BLIND, ``reason`` the remarks that make one sentence, and
    ``probability`` that of the likeliest figure, over all explanations; missing where nothing tells.
    """
    frame = pd.DataFrame(rows, columns=SUSPECTS)
    proposed = numbers(frame["proposed"])
    types = {"rank": "int64", "explanation": "int64", "probability": "Float64", "reason": "object"}
    kept = {"proposed": str(proposed.dtype)}
    return frame.assign(proposed=proposed).astype({name: (types | kept).get(name, "str") for name in SUSPECTS})


class Told(NamedTuple):
    """What is known of a cell: its likeliest figure, how probable that is, and the least and greatest possible."""

    value: int | float
    probability: float | None
    possible: tuple[int | float, int | float] | None
    proposed: int | float | None


class Suspicion:
    """What is to be said of explanations.

    Args:
        damage: what the edition breaks.
        evidence: what the explanations were weighed by.
        unsure: whether figures are proposed however improbable they are.
    """

    def __init__(self, damage: Damage, evidence: Evidence, unsure: bool) -> None:
        self.damage, self.evidence, self.unsure = damage, evidence, unsure

    def rows(self, ranked: Sequence[Ranks]) -> list[Row]:
        """The rows of suspects.csv, from the explanations of every problem in order."""
        rows: list[Row] = []
        for number, (rank, choice) in enumerate(_combinations(ranked), 1):
            for settled, ranks in zip(choice, ranked, strict=True):
                rivals = next(len(group) for group in ranks if any(one is settled for one in group))
                for mistake in settled.mistakes:
                    for cell in mistake.cells:
                        told = self._told(cell, mistake, settled, ranks)
                        if len(mistake.cells) > 1 and told.proposed == self.damage.edition.values[cell]:
                            continue
                        reason = self._reason(cell, mistake, settled, told, (rivals, rank))
                        place, printed = self.damage.edition.cells[cell], self.damage.shown(cell)
                        rows.append((rank, number, *place, printed, told.proposed, reason, told.probability))
        return rows

    def _told(self, cell: int, mistake: Mistake, settled: Settled, ranks: Ranks) -> Told:
        low, high = settled.ranges.get(cell, (-math.inf, math.inf))
        possible = (plain(low), plain(high)) if math.isfinite(low) and math.isfinite(high) else None
        if cell not in settled.values or not settled.complete:
            return Told(0, None, possible, None)
        value, _ = settled.values[cell]
        found = ((one.share, one.values.get(cell)) for group in ranks for one in group)
        probability = round(sum(share * known[1] for share, known in found if known and known[0] == value), 3)
        blind = cell not in mistake.values and settled.slips.get(cell, "neighbour") == "neighbour"
        sure = self.unsure or probability >= (BLIND if blind else DETERMINED)
        return Told(plain(value), probability, possible, plain(value) if sure else None)

    def _reason(
        self, cell: int, mistake: Mistake, settled: Settled, told: Told, rivals: tuple[int, int]
    ) -> tuple[Remark, ...]:
        printed, cells = self.damage.shown(cell), self.damage.edition.cells
        if not settled.told:
            remarks = [Remark("untold", (printed,))]
        elif mistake.kind == "figure":
            remarks = [self._figure(cell, printed, settled.slips.get(cell, ""), told)]
        elif mistake.kind == "norm":
            remarks = [Remark("norm", (printed, told.value))]
        elif mistake.kind == "moved":
            remarks = [Remark("moved", (printed, told.value))]
        elif mistake.kind == "missing":
            remarks = [Remark("gap", (told.proposed, told.possible))]
        elif mistake.kind == "cells":
            other = next(n for n in mistake.cells if n != cell)
            remarks = [Remark("exchange", (printed, self.damage.shown(other), cells[other], cells[cell]))]
        else:
            remarks = [mistake.cause] if mistake.cause else []
            remarks += (
                [Remark("lost", (told.possible,))] if cell not in mistake.values and told.proposed is None else []
            )
        if mistake.kind != "moved" and told.proposed is not None and self.evidence.previous.get(cell) == told.proposed:
            remarks.append(Remark("earlier"))
        if settled.told and not settled.complete:
            remarks.append(Remark("incomplete"))
        if rivals[0] > 1:
            remarks.append(Remark("rivals", rivals))
        return tuple(remarks)

    def _figure(self, cell: int, printed: str, slip: str, told: Told) -> Remark:
        if cell in self.damage.impossible:
            return Remark(
                "impossible", (printed, bool(self.damage.values[cell] < 0), told.proposed, told.possible, slip)
            )
        if told.proposed is not None:
            return Remark("asked", (printed, told.proposed, told.possible, slip))
        return Remark("range", (printed, told.possible, slip)) if told.possible else Remark("nowhere", (printed,))


def _combinations(ranked: Sequence[Ranks]) -> Iterator[tuple[int, tuple[Settled, ...]]]:
    """One explanation a problem, in every combination of the likeliest, then with one problem's less likely ones.

    Where these are too many to list, every explanation still stands in one of them, beside the likeliest others.
    """
    if not ranked:
        return
    first = [ranks[0] for ranks in ranked]
    best = tuple(group[0] for group in first)
    if math.prod(len(group) for group in first) <= _LISTED:
        yield from ((1, choice) for choice in product(*first))
    else:
        yield 1, best
        for n, group in enumerate(first):
            yield from ((1, (*best[:n], one, *best[n + 1 :])) for one in group[1:])
    for rank in range(1, max(map(len, ranked))):
        for n, ranks in enumerate(ranked):
            for one in ranks[rank] if rank < len(ranks) else ():
                yield rank + 1, (*best[:n], one, *best[n + 1 :])
