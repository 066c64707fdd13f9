"""The edition before as a witness: it prints twelve of the thirteen months too.

Most tables are printed again as they were; where one is revised, a change moves several figures, since stocks follow
flows and totals their parts. A single figure that moved in a table where nothing else did is more likely a slip.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

import pandas as pd

from ind_tables.checking.confrontation import FINDINGS, Confrontation, typed
from ind_tables.checking.rules import SEVERITIES
from ind_tables.record.releases import FEWEST, Releases
from ind_tables.remarks import Remark, plain

RULE = "lone_revision"

# A provisional figure of a row of which too few first figures are known may move by so many percent.
_USUAL = 5.0


def alone(edition: Confrontation, previous: Mapping[int, float]) -> list[int]:
    """The cells that moved beyond rounding where nothing else of their table did, by more than is usual for the row.

    What is usual is how far first figures of the row were revised (``record/releases.py``), for a figure that is still
    provisional.

    Args:
        edition: the edition.
        previous: the figures of the one before, by the cells of the edition.
    """
    moved: dict[str, list[int]] = defaultdict(list)
    for cell, before in previous.items():
        slack = edition.units[cell] if edition.units[cell] > 1 else 0
        if edition.has(cell) and abs(edition.values[cell] - before) > slack:
            moved[edition.cells[cell].section].append(cell)
    lone = [cells[0] for cells in moved.values() if len(cells) == 1]
    if not lone or "edition" not in edition.observations:
        return lone
    known = Releases(edition.observations)
    moving = known.provisional()
    return [cell for cell in lone if edition.cells[cell] not in moving or not _usual(known, edition, cell, previous)]


def _usual(known: Releases, edition: Confrontation, cell: int, previous: Mapping[int, float]) -> bool:
    row = known.of(edition.cells[cell][:3])
    most = row.most if row.known >= FEWEST else _USUAL
    return bool(100 * abs(edition.values[cell] - previous[cell]) <= most * previous[cell])


def joined(edition: Confrontation, previous: Mapping[int, float], observations: pd.DataFrame | None) -> pd.DataFrame:
    """The findings of an edition, and a warning for each figure that moved alone since the edition before.

    Args:
        edition: the edition; previous: the figures of the one before, by its cells; observations: all that it prints.
    """
    rows: list[tuple[object, ...]] = []
    last = "" if observations is None else str(observations["period"].max())
    for cell in alone(edition, previous):
        now, before = plain(float(edition.values[cell])), plain(previous[cell])
        remark = Remark("lone", (edition.cells[cell], now, before, last))
        change, unit = plain(round(now - before, 2)), int(edition.units[cell])
        rows.append((RULE, "warning", *edition.cells[cell], change, unit if unit > 1 else 0, (remark,)))
    if not rows:
        return edition.findings
    every = typed(pd.concat([edition.findings, pd.DataFrame(rows, columns=FINDINGS)], ignore_index=True))
    order = every["severity"].map(SEVERITIES.index).sort_values(kind="stable").index
    return every.loc[order].reset_index(drop=True)
