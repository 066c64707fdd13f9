"""What an edition says otherwise than the one before it, figure by figure, and over many editions.

    from ind_tables import read, revisions
    revisions.compare(read("2026-01"), read("2025-12")).news

Consecutive editions print twelve months in common. A past month that is printed differently is news, not an error:
registrations come in late and are put right. Only a revision that breaks an identity is suspicious.

The terms over many editions are those of real-time data, as in rOpenSci's package reviser: a *vintage* is an edition
seen as a version of the figures, a *revision* the later figure minus the earlier one, and the *triangle* of a series
has a row a period and a column a vintage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from ind_tables import catalogue, rules
from ind_tables.catalogue import TOTAL
from ind_tables.errors import NotObservations, RequestError

SERIES = ["section", "measure", "age_band"]
KEY = [*SERIES, "period"]
SHARED = ("unchanged", "within rounding", "revised", "suspicious")
KINDS = (*SHARED, "newly printed", "withdrawn")
NEWS = ("revised", "suspicious")
COLUMNS = ["previous", "edition", *KEY, "before", "after", "revision", "unit", "kind"]

_COUNTS = {kind: kind.replace(" ", "_") for kind in KINDS}
SUMMARY = [
    *SERIES,
    "unit",
    "compared",
    *_COUNTS.values(),
    "share_revised",
    "mean_revision",
    "mean_absolute_revision",
    "largest_revision",
    "largest_period",
    "largest_edition",
]


@dataclass(frozen=True)
class Comparison:
    """An edition held against an earlier one, in the months that both print.

    Attributes:
        edition, previous: the report months, YYYY-MM, the later and the earlier.
        figures: one row a figure that either edition prints for a month of both windows, in the document's order
            (what only the earlier edition prints comes last), with the columns ``previous, edition, section, measure,
            age_band, period, before, after, revision, unit, kind``. ``before`` and ``after`` are the figures of the
            earlier and the later edition, ``revision`` is after minus before (all Int64, in ``unit``; missing where one
            of them prints no figure), ``kind`` is one of :data:`KINDS`.
        added, dropped: ids of the sections that only the later or only the earlier edition prints.
    """

    edition: str
    previous: str
    figures: pd.DataFrame = field(repr=False)
    added: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        """How many figures there are of each kind, in the order of :data:`KINDS`."""
        found = self.figures["kind"].value_counts()
        return {kind: int(found.get(kind, 0)) for kind in KINDS}

    @property
    def shared(self) -> int:
        """How many figures both editions print."""
        return sum(self.counts[kind] for kind in SHARED)

    @property
    def news(self) -> pd.DataFrame:
        """The figures that were revised beyond rounding, suspicious ones among them, the largest revision first."""
        news = self.figures[self.figures["kind"].isin(NEWS)]
        return news.sort_values("revision", key=lambda r: -r.abs(), kind="stable", ignore_index=True)


def compare(observations: pd.DataFrame, previous: pd.DataFrame) -> Comparison:
    """What an edition says otherwise than an earlier one.

    Every figure of the months that both windows show is

    - ``unchanged``;
    - ``within rounding``: it differs by one rounding unit at most (10 where counts are rounded to tens; figures in days
      are exact, so nothing is within their rounding);
    - ``revised``: it differs by more;
    - ``suspicious``: it is revised, and an identity of the later edition is broken that would hold with the earlier
      figure in its place, or with the earlier figures of all its revised terms;
    - ``newly printed``: the earlier edition has no figure there (no such row, or a sign for none);
    - ``withdrawn``: the later edition has none.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: an earlier edition, likewise; the two need not be consecutive, nor print the same sections.

    Raises:
        NotObservations: one of them does not hold exactly one edition, or misses a column.
        RequestError: ``previous`` is not of an earlier edition.
    """
    later, earlier = _edition(observations), _edition(previous)
    if earlier >= later:
        raise RequestError(f"the edition to compare with is of {earlier}, expected one before {later}")
    common = set(observations["period"]) & set(previous["period"])
    now, then = _figures(observations, common), _figures(previous, common)
    places = now.index.append(then.index.difference(now.index, sort=False))
    figures = places.to_frame(index=False).assign(
        previous=earlier,
        edition=later,
        before=then["value"].reindex(places).array,
        after=now["value"].reindex(places).array,
        unit=now["unit"].reindex(places).combine_first(then["unit"]).reindex(places).array,
    )
    figures["revision"] = figures["after"] - figures["before"]
    figures["kind"] = _kinds(figures)
    revised = figures["kind"] == "revised"
    if revised.any():
        sizes = dict(zip(places[revised], figures.loc[revised, "revision"].map(int), strict=True))
        breaking = _breaking(observations, sizes)
        figures.loc[[place in breaking for place in places], "kind"] = "suspicious"
    sections = [list(dict.fromkeys(frame["section"])) for frame in (observations, previous)]
    return Comparison(
        later,
        earlier,
        figures[COLUMNS],
        tuple(s for s in sections[0] if s not in sections[1]),
        tuple(s for s in sections[1] if s not in sections[0]),
    )


def history(panel: pd.DataFrame) -> pd.DataFrame:
    """Every edition held against the one before it among those in ``panel``.

    Args:
        panel: observations of any number of editions, as ``ind_tables.store.panel("all")`` gives them.

    Returns:
        The figures of :func:`compare` for each two consecutive editions, the earliest first; none for fewer than two.
    """
    editions = dict(list(panel.groupby("edition", sort=True)))
    pairs = [compare(editions[later], editions[earlier]).figures for earlier, later in pairwise(editions)]
    return pd.concat(pairs, ignore_index=True) if pairs else _empty()


def triangle(panel: pd.DataFrame, section: str, measure: str, age_band: str = TOTAL) -> pd.DataFrame:
    """All vintages of one series.

    Args:
        panel: observations of any number of editions.
        section, measure, age_band: the series.

    Returns:
        A row a period (the index, YYYY-MM) and a column an edition, both in order of time; Int64 in the measure's
        unit, missing where an edition does not show the period or prints no figure.

    Raises:
        RequestError: no edition in ``panel`` prints the series.
    """
    series = panel[(panel[SERIES] == [section, measure, age_band]).all(axis=1)]
    if series.empty:
        raise RequestError(
            f"no edition prints the series {section}, {measure}, {age_band}; see the catalogue for its ids"
        )
    return series.pivot(index="period", columns="edition", values="value").sort_index(axis=0).sort_index(axis=1)


def summary(figures: pd.DataFrame) -> pd.DataFrame:
    """How each series is revised.

    Args:
        figures: what :func:`history` returns, or the figures of one :class:`Comparison`.

    Returns:
        One row a series, in the document's order: section, measure, age_band, unit; compared (how many figures were
        printed by both editions of a pair); of these unchanged, within_rounding, revised, suspicious; newly_printed and
        withdrawn; share_revised (revised or suspicious, of those compared, from 0 to 1); mean_revision (signed: the
        bias of what is printed first) and mean_absolute_revision, over all compared figures and in ``unit``;
        largest_revision (signed, the one of the largest size, the earliest of several) with the period and the edition
        that brought it, missing where nothing differs.
    """
    rows = [
        {**dict(zip([*SERIES, "unit"], names, strict=True)), **_summed(series)}
        for names, series in figures.groupby([*SERIES, "unit"], sort=False)
    ]
    table = pd.DataFrame(rows, columns=SUMMARY)
    counts = dict.fromkeys(["compared", *_COUNTS.values()], "int64")
    means = dict.fromkeys(["share_revised", "mean_revision", "mean_absolute_revision"], "Float64")
    texts = dict.fromkeys([*SERIES, "unit", "largest_period", "largest_edition"], "str")
    return table.astype({**texts, **counts, **means, "largest_revision": "Int64"})


def _summed(series: pd.DataFrame) -> dict[str, Any]:
    revisions = series["revision"].dropna().astype(int)
    compared, sizes = len(revisions), revisions.abs()
    kinds = series["kind"].value_counts()
    row: dict[str, Any] = {
        "compared": compared,
        **{column: int(kinds.get(kind, 0)) for kind, column in _COUNTS.items()},
        **dict.fromkeys(SUMMARY[-6:], pd.NA),
    }
    if compared:
        row["share_revised"] = sum(row[kind] for kind in NEWS) / compared
        row["mean_revision"] = revisions.mean()
        row["mean_absolute_revision"] = sizes.mean()
    if sizes.any():
        largest = series[series["revision"].abs().eq(sizes.max()).fillna(False)].iloc[0]
        row |= {f"largest_{name}": largest[name] for name in ("revision", "period", "edition")}
    return row


def _edition(observations: pd.DataFrame) -> str:
    missing = [name for name in ("edition", *KEY, "value", "unit") if name not in observations]
    if missing:
        raise NotObservations(f"the observations have no column {missing[0]!r}; read them with ind_tables.read")
    found = sorted(set(observations["edition"].astype(str)))
    if len(found) != 1:
        raise NotObservations(f"the observations hold {len(found)} editions, expected one; choose a month")
    return found[0]


def _figures(observations: pd.DataFrame, periods: set[str]) -> pd.DataFrame:
    """Value and unit of the figures printed for ``periods``, by their key."""
    printed = observations["value"].notna() & observations["period"].isin(list(periods))
    return observations.loc[printed, [*KEY, "value", "unit"]].astype({"value": "Int64"}).set_index(KEY)


def _kinds(figures: pd.DataFrame) -> pd.Series[str]:
    measures = catalogue.load().measures
    units = figures["measure"].map({name: measure.rounding for name, measure in measures.items()})
    sizes = figures["revision"].abs().fillna(0)
    kinds = pd.Series("unchanged", index=figures.index, dtype="str")
    kinds = kinds.mask(sizes > 0, "within rounding").mask(sizes > units.where(units > 1, 0), "revised")
    return kinds.mask(figures["before"].isna(), "newly printed").mask(figures["after"].isna(), "withdrawn")


def _breaking(observations: pd.DataFrame, revisions: Mapping[tuple[str, ...], int]) -> set[tuple[str, ...]]:
    """The keys of the figures whose revision breaks an identity; ``revisions`` by key."""
    keys = list(observations[KEY].itertuples(index=False, name=None))
    identities = tuple(rule for rule in rules.load() if rule.kind == "identity")
    table = rules.Confrontation(observations, identities).table
    broken = table[table["state"] == "broken"]
    found: set[tuple[str, ...]] = set()
    for cells, factors, residual, tolerance in zip(
        *(broken[name] for name in ("cells", "factors", "residual", "tolerance")), strict=True
    ):
        terms = {
            keys[cell]: factor * revisions[keys[cell]]
            for cell, factor in zip(cells, factors, strict=True)
            if keys[cell] in revisions
        }
        found.update(key for key, term in terms.items() if abs(residual - term) <= tolerance)
        if abs(residual - sum(terms.values())) <= tolerance:
            found.update(terms)
    return found


def _empty() -> pd.DataFrame:
    numbers = ("before", "after", "revision")
    return pd.DataFrame(columns=COLUMNS).astype({name: "Int64" if name in numbers else "str" for name in COLUMNS})
