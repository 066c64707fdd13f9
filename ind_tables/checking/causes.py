"""Which revisions of an edition go together: by table and cause, as far as the figures themselves tell it.

A *cause* is what was revised, not why: ``flow`` is a month's applications, decisions or appointments; ``follows`` a
stock that moved with the flows of its months; ``level`` a stock that moved without them; ``ages`` age bands whose total
stayed; ``norm`` and ``other`` what they say; ``part`` a figure that moved with the total it is a part of, ``row`` a row
that only one of both editions has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.checking.confrontation import Confrontation
from ind_tables.place import KEY, Place

CAUSES = ("flow", "follows", "level", "ages", "norm", "other", "row", "part")
GROUPS = ["section", "cause", "figures", "parts", "first_period", "last_period", "measure", "age_band", "period"]
_LEAD = ["before", "after", "revision", "percent"]


def of(edition: Confrontation, revised: Mapping[Place, float]) -> dict[Place, str]:
    """The cause of each revision beyond rounding.

    Args:
        edition: the later edition, confronted with its identities.
        revised: the later figure minus the earlier one, by place.
    """
    known = catalogue.load().at(edition.edition).measures
    parts = _parts(edition, revised)
    steps = _steps(edition, revised)
    causes: dict[Place, str] = {}
    for place in sorted(revised, key=lambda place: place.period):
        kind = known[place.measure].kind if place.measure in known else ""
        if place in parts:
            causes[place] = "part"
        elif kind == "stock" and place.age_band != TOTAL:
            causes[place] = "ages"
        elif kind == "stock":
            before, moved = steps.get(place, (None, False))
            causes[place] = "follows" if moved else causes.get(before, "level") if before else "level"
        else:
            causes[place] = kind if kind in ("flow", "norm") else "other"
    return causes


def _parts(edition: Confrontation, revised: Mapping[Place, float]) -> set[Place]:
    """Those that are terms of a total of the same month that was revised too."""
    moved = {edition.numbers[place] for place in revised}
    return {edition.cells[n] for n in moved if moved & set(edition.totals.get(n, ()))}


def _steps(edition: Confrontation, revised: Mapping[Place, float]) -> dict[Place, tuple[Place | None, bool]]:
    """Of each stock, that of the month before, and whether their revisions differ by more than rounding."""
    found: dict[Place, tuple[Place | None, bool]] = {}
    for rule, place, numbers, factors in edition.instances:
        if not any(term.lag for term in rule.terms):
            continue
        terms = [edition.cells[n] for n in numbers if n is not None]
        before = next((term for term in terms if term.period < place.period), None)
        flows = sum(
            -factor * revised.get(edition.cells[n], 0)
            for n, factor in zip(numbers, factors, strict=True)
            if n is not None and edition.cells[n].measure != place.measure
        )
        found[place] = (before, abs(flows) > max(edition.units, default=0))
    return found


def ranked(figures: pd.DataFrame, units: pd.Series[Any]) -> pd.DataFrame:
    """Revised figures, those of a table and cause together, what moved most first, parts of totals last.

    What counts is the revision beyond one rounding unit, in percent of the earlier figure.

    Args:
        figures: with the columns section, cause, revision and before.
        units: the rounding unit of each.
    """
    beyond = (figures["revision"].abs() - units.where(units > 1, 0)).clip(lower=0)
    size = (beyond / figures["before"].mask(figures["before"] == 0)).astype("Float64").fillna(float("inf"))
    part = figures["cause"] == "part"
    most = size.groupby([figures["section"], figures["cause"]]).transform("max")
    order = pd.DataFrame({"part": part, "most": -most, "of": figures["section"] + figures["cause"], "size": -size})
    return figures.loc[order.sort_values(["part", "most", "of", "size"], kind="stable").index].reset_index(drop=True)


def groups(ranked: pd.DataFrame) -> pd.DataFrame:
    """A row a table and cause, in the order of what :func:`ranked` gives.

    Columns: section, cause, figures (how many), parts (how many of the table moved with one of them), first_period,
    last_period, then the figure that moved most: measure, age_band, period, before, after, revision, percent.
    """
    parts = ranked[ranked["cause"] == "part"]
    rows = []
    for names, mine in ranked[ranked["cause"] != "part"].groupby(["section", "cause"], sort=False):
        lead = mine.iloc[0][[*KEY[1:], *_LEAD]]
        beside = parts[(parts["section"] == names[0]) & parts["measure"].isin(mine["measure"])]
        rows.append((*names, len(mine), len(beside), mine["period"].min(), mine["period"].max(), *lead))
    return pd.DataFrame(rows, columns=[*GROUPS, *_LEAD])
