"""How the figures of each row are revised after the IND first published them, as far as that is known.

    from ind_tables import read
    from ind_tables.record.releases import Releases
    Releases(read("2025-12")).usual()

What is known are 124 figures as the IND wrote them on its overview page at the time
(``catalogue/first-releases.csv``; ``source.toml`` says whose they are), and whatever editions are at hand beside. A
*vintage* is an edition seen as a version of the figures, the *lag* of a figure how many months its edition is later
than the month that it is about, a *first figure* one of lag 0 or 1.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache, cached_property
from importlib.resources import files
from typing import Any, Literal, NamedTuple

import pandas as pd

from ind_tables import catalogue
from ind_tables.months import span
from ind_tables.place import KEY, SERIES, Place

FEWEST = 3
"""Of fewer first figures nothing is said."""

COLUMNS = ["edition", *KEY, "lag", "first", "latest_edition", "latest", "revision", "percent", "revised"]
USUAL = [*SERIES, "known", "revised", "least_percent", "most_percent", "median_percent", "direction"]
PROFILE = ["lag", "known", "revised", "share_revised", "median_percent", "share_up"]

_FIRST_LAGS = 1
_APART = 3
_MOVES = 0.1
_VINTAGE = ["edition", *KEY, "value"]

Direction = Literal["up", "down", "both", ""]


class Usual(NamedTuple):
    """How first figures of a row were revised.

    Attributes:
        known: how many there are; revised: how many of these by more than rounding.
        least, most: the smallest and the largest size among those that were, in percent of the first figure.
    """

    known: int
    revised: int
    least: float = 0.0
    most: float = 0.0


@cache
def shipped() -> pd.DataFrame:
    """The figures that the package brings along: edition, section, measure, age_band, period, value (Int64)."""
    with (files("ind_tables") / "catalogue" / "first-releases.csv").open(encoding="utf-8") as source:
        return pd.read_csv(source, dtype={"value": "Int64"}, keep_default_na=False)[_VINTAGE]


def sums(rows: Sequence[tuple[int, tuple[str, str, str]]], until: str) -> list[tuple[str, float]]:
    """What the IND published of some rows together: each edition's months of which it has them all, and their sum.

    Args:
        rows: factor, and section, measure and age band, of each term.
        until: the last edition (YYYY-MM) that counts.
    """
    known = shipped()
    known = known[known["edition"] <= until]
    figures = {row[:5]: float(row[5]) for row in known.itertuples(index=False, name=None)}
    found = []
    for edition, period in dict.fromkeys((row[0], row[4]) for row in figures):
        places = [(edition, *row, period) for _, row in rows]
        if all(place in figures for place in places):
            factors = (factor for factor, _ in rows)
            found.append((period, sum(f * figures[place] for f, place in zip(factors, places, strict=True))))
    return found


class Releases:
    """What was printed earlier of the figures that an edition, or one before it, prints last.

    Args:
        figures: the observations of an edition.
        earlier: those of earlier editions, any number of them, as ``store.panel("all")`` gives them; others are left
            out.
    """

    def __init__(self, figures: pd.DataFrame, earlier: pd.DataFrame | None = None) -> None:
        self.edition = str(figures["edition"].iloc[0])
        known = [shipped(), *([] if earlier is None else [earlier[_VINTAGE]])]
        before = [vintage[vintage["edition"] < self.edition] for vintage in known]
        self._vintages = pd.concat([*before, figures[_VINTAGE]], ignore_index=True).dropna(subset="value")

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Every earlier printing of a figure beside the latest one, where the two are at least three months apart.

        Columns: edition, section, measure, age_band, period, lag (months), first (the figure as that edition printed
        it), latest_edition, latest, revision (latest minus first, in the figure's unit), percent (of the first figure,
        signed; missing where that is nought), revised (whether by more than one rounding unit). A series that breaks
        in between, by the catalogue, is left out.
        """
        ordered = self._vintages.sort_values("edition", kind="stable").drop_duplicates(["edition", *KEY])
        latest = ordered.drop_duplicates(KEY, keep="last").rename(
            columns={"edition": "latest_edition", "value": "latest"}
        )
        pairs = ordered.rename(columns={"value": "first"}).merge(latest, on=KEY)
        rows = list(pairs[["edition", "latest_edition", "period", *SERIES]].itertuples(index=False, name=None))
        known = catalogue.load()
        apart = [_months(old, new) >= _APART and not known.parted(row, old, new) for old, new, _, *row in rows]  # type: ignore[arg-type]
        pairs["lag"] = [_months(period, edition) for edition, _, period, *_ in rows]
        pairs = pairs[apart].reset_index(drop=True)
        units = pairs["measure"].map({name: m.rounding for name, m in known.measures.items()})
        pairs["revision"] = pairs["latest"] - pairs["first"]
        pairs["percent"] = (100 * pairs["revision"] / pairs["first"].mask(pairs["first"] == 0)).astype("Float64")
        pairs["revised"] = pairs["revision"].abs() > units.where(units > 1, 0)
        return pairs[COLUMNS]

    @cached_property
    def firsts(self) -> pd.DataFrame:
        """Those of :attr:`pairs` that are first figures, each once, by the edition that printed it first."""
        first = self.pairs[self.pairs["lag"] <= _FIRST_LAGS]
        return first.drop_duplicates(KEY).reset_index(drop=True)

    def of(self, row: Sequence[str]) -> Usual:
        """How first figures of a row (section, measure and age band) were revised; ``known`` may be 0."""
        return self._usuals.get(tuple(row), Usual(0, 0))

    @cached_property
    def _usuals(self) -> dict[tuple[str, ...], Usual]:
        found = {}
        for row, mine in self.firsts.groupby(SERIES, sort=False):
            sizes = mine.loc[mine["revised"], "percent"].abs().dropna()
            ends = (float(sizes.min()), float(sizes.max())) if len(sizes) else (0.0, 0.0)
            found[tuple(map(str, row))] = Usual(len(mine), int(mine["revised"].sum()), *ends)
        return found

    def usual(self) -> pd.DataFrame:
        """How first figures of each row were revised.

        One row a row of the document, in the order of the figures: section, measure, age_band, known (first figures),
        revised (by more than rounding), least_percent, most_percent and median_percent (of the size of those revisions,
        in percent of the first figure; missing where fewer than :data:`FEWEST` are known), direction (of all
        revisions: up, down, both; empty where there is none or too few are known).
        """
        rows = []
        for row, mine in self.firsts.groupby(SERIES, sort=False):
            sizes = mine.loc[mine["revised"], "percent"].abs().dropna()
            enough = len(mine) >= FEWEST
            spread = (sizes.min(), sizes.max(), sizes.median()) if enough and len(sizes) else (pd.NA,) * 3
            way = _direction(mine["revision"]) if enough else ""
            rows.append((*row, len(mine), int(mine["revised"].sum()), *spread, way))
        return pd.DataFrame(rows, columns=USUAL)

    def profile(self) -> pd.DataFrame:
        """The lag profile: how many figures of a lag were revised later, rows of norms aside.

        One row a lag, from 0: lag, known, revised (by more than rounding), share_revised (0 to 1), median_percent (of
        the size of all, in percent of the earlier figure), share_up (of the revisions beyond rounding, 0 to 1; missing
        without any).
        """
        moving = self.pairs[~self.pairs["measure"].isin(_norms())]
        rows = []
        for lag, mine in moving.groupby("lag", sort=True):
            revised = mine[mine["revised"]]
            up = (revised["revision"] > 0).mean() if len(revised) else pd.NA
            sizes = mine["percent"].abs().median()
            rows.append((lag, len(mine), len(revised), len(revised) / len(mine), sizes, up))
        return pd.DataFrame(rows, columns=PROFILE)

    def provisional(self) -> set[Place]:
        """The figures of the edition that may be expected to be revised still.

        A row of which at least :data:`FEWEST` first figures are known, none of them revised beyond rounding, is settled
        when it is printed, and so is a norm. Any other is provisional for as long as figures of its own were revised,
        and for as long as one in ten of all rows was.
        """
        common = self._last_lag(self.profile())
        own = self.pairs[self.pairs["revised"]].groupby(SERIES)["lag"].max().to_dict()
        known = self.firsts.groupby(SERIES).size().to_dict()
        printed = self._vintages[self._vintages["edition"] == self.edition]
        found = set()
        for place in map(Place._make, printed[KEY].itertuples(index=False, name=None)):
            row = place[:3]
            settled = place.measure in _norms() or (known.get(row, 0) >= FEWEST and row not in own)
            until = -1 if settled else max(common, own.get(row, -1))
            if _months(place.period, self.edition) <= until:
                found.add(place)
        return found

    @staticmethod
    def _last_lag(profile: pd.DataFrame) -> int:
        enough = profile[(profile["known"] >= FEWEST) & (profile["share_revised"] >= _MOVES)]
        return int(enough["lag"].max()) if len(enough) else -1


def _norms() -> Collection[str]:
    return frozenset(name for name, measure in catalogue.load().measures.items() if measure.kind == "norm")


def _months(first: str, last: str) -> int:
    return len(span(first, last)) - 1


def _direction(revisions: pd.Series[Any]) -> Direction:
    up, down = bool((revisions > 0).any()), bool((revisions < 0).any())
    return "both" if up and down else "up" if up else "down" if down else ""
