"""What an edition says otherwise than the one before it, figure by figure, and over many editions.

    from ind_tables import read
    from ind_tables.checking import revisions
    revisions.compare(read("2026-01"), read("2025-12")).news

Consecutive editions print twelve months in common. A past month that is printed differently is news, not an error:
registrations come in late and are put right. Only a revision that breaks an identity is suspicious.

The terms over many editions are those of real-time data, as in rOpenSci's package reviser: a *vintage* is an edition
seen as a version of the figures, a *revision* the later figure minus the earlier one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pandas as pd

from ind_tables import catalogue
from ind_tables.checking import causes, rules
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.rules import Identity
from ind_tables.place import KEY, SERIES, Place
from ind_tables.record import store
from ind_tables.record.frames import dressed, plain, two_editions
from ind_tables.record.observations import numbers

SHARED = ("unchanged", "within rounding", "revised", "suspicious")
KINDS = (*SHARED, "newly printed", "withdrawn")
NEWS = ("revised", "suspicious")
COLUMNS = ["previous", "edition", *KEY, "before", "after", "revision", "unit", "kind", "percent", "cause"]

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
            age_band, period, before, after, revision, unit, kind, percent, cause``. ``before`` and ``after`` are the
            figures of the earlier and the later edition, ``revision`` is after minus before (all Int64, Float64 where
            there are decimals, in ``unit``; missing where one of them prints no figure), ``kind`` is one of
            :data:`KINDS`, ``percent`` the revision in percent of the earlier figure (missing where that is nought),
            ``cause`` one of ``causes.CAUSES`` for what is revised and for rows that came or went, else empty.
        added, dropped: ids of the sections that only the later or only the earlier edition prints.
        came, went: the rows (section, measure, age band) of which only the later or the earlier edition prints figures.
    """

    edition: str
    previous: str
    figures: pd.DataFrame = field(repr=False)
    added: tuple[str, ...]
    dropped: tuple[str, ...]
    came: tuple[tuple[str, ...], ...] = ()
    went: tuple[tuple[str, ...], ...] = ()

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
        """The figures that were revised beyond rounding, suspicious ones among them; ranked by ``causes.ranked``."""
        news = self.figures[self.figures["kind"].isin(NEWS)]
        return causes.ranked(news, _units(news))

    @property
    def groups(self) -> pd.DataFrame:
        """What was revised, a row a table and cause, what moved most first; the columns of ``causes.groups``."""
        return causes.groups(self.news)


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

    A series that breaks between the two editions, by the catalogue, is not compared.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: an earlier edition, likewise; the two need not be consecutive, nor print the same sections.

    Raises:
        NotObservations: one of them does not hold exactly one edition, or misses a column.
        RequestError: ``previous`` is not of an earlier edition.
    """
    observations, previous = two_editions(observations, previous)
    later, earlier = observations["edition"].iloc[0], previous["edition"].iloc[0]
    common = set(observations["period"]) & set(previous["period"])
    now, then = _figures(observations, common), _figures(previous, common)
    places = now.index.append(then.index.difference(now.index, sort=False))
    known = catalogue.load()
    if known.breaks:
        places = places[[not known.parted(place[:3], earlier, later) for place in places]]
    figures = _differences(places, now, then).assign(previous=earlier, edition=later)
    revised = figures["kind"] == "revised"
    why: dict[Place, str] = {}
    if revised.any():
        sizes = {Place(*p): float(r) for p, r in zip(places[revised], figures.loc[revised, "revision"], strict=True)}
        edition = Confrontation(observations, tuple(rule for rule in rules.load() if isinstance(rule, Identity)))
        breaking = _breaking(edition, sizes)
        figures.loc[[place in breaking for place in places], "kind"] = "suspicious"
        why = causes.of(edition, sizes)
    rows = [dict.fromkeys(place[:3] for place in frame.index) for frame in (now, then)]
    came, went = (tuple(row for row in one if row not in other) for one, other in (rows, rows[::-1]))
    alone = {*came, *went}
    figures["cause"] = ["row" if place[:3] in alone else why.get(Place(*place), "") for place in places]
    sections = [list(dict.fromkeys(frame["section"])) for frame in (observations, previous)]
    return Comparison(
        later,
        earlier,
        figures[COLUMNS],
        tuple(s for s in sections[0] if s not in sections[1]),
        tuple(s for s in sections[1] if s not in sections[0]),
        came,
        went,
    )


def revisions(panel: pd.DataFrame | None = None) -> pd.DataFrame:
    """What each edition says otherwise than the one before it.

    Args:
        panel: figures of several editions, as ``ind_tables.read_many`` gives them; all stored ones unless given.

    Returns:
        One row a figure that differs, or that only one of the two prints, the earliest edition first and in it the
        weightiest: previous, edition, section, measure, age_band, period, before, after, revision (after minus before;
        all three in ``unit``), percent, unit, kind (within rounding, revised, suspicious, newly printed or withdrawn)
        and cause; see :func:`compare`.

    Raises:
        StoreError: no panel is given, and the store is empty or damaged.
        NotObservations: the panel holds no figures, or some twice.
    """
    return dressed(ordered(history(store.panel("all") if panel is None else panel)))


def history(panel: pd.DataFrame) -> pd.DataFrame:
    """Every edition held against the one before it among those in ``panel``.

    Args:
        panel: observations of any number of editions, as ``ind_tables.record.store.panel("all")`` gives them.

    Returns:
        The figures of :func:`compare` for each two consecutive editions, the earliest first; none for fewer than two.
    """
    editions = dict(list(plain(panel).groupby("edition", sort=True)))
    pairs = [compare(editions[later], editions[earlier]).figures for earlier, later in pairwise(editions)]
    return pd.concat(pairs, ignore_index=True) if pairs else _empty()


def ordered(figures: pd.DataFrame) -> pd.DataFrame:
    """Those of the figures of :func:`history` that differ, edition by edition, ranked by ``causes.ranked``."""
    differing = figures[figures["kind"] != "unchanged"]
    ranked = [causes.ranked(mine, _units(mine)) for _, mine in differing.groupby("edition", sort=False)]
    return pd.concat(ranked, ignore_index=True) if ranked else differing


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
    largest = numbers(table["largest_revision"])
    return table.astype({**texts, **counts, **means}).assign(largest_revision=largest)


def _summed(series: pd.DataFrame) -> dict[str, Any]:
    revisions = series["revision"].dropna()
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


def _figures(observations: pd.DataFrame, periods: set[str]) -> pd.DataFrame:
    """Value and unit of the figures printed for ``periods``, by their key."""
    printed = observations["value"].notna() & observations["period"].isin(list(periods))
    kind = "Float64" if pd.api.types.is_float_dtype(observations["value"]) else "Int64"
    return observations.loc[printed, [*KEY, "value", "unit"]].astype({"value": kind}).set_index(KEY)


def _differences(places: pd.Index[Any], now: pd.DataFrame, then: pd.DataFrame) -> pd.DataFrame:
    """The figures at ``places`` before and after, how far they differ, and in what manner as numbers go."""
    figures = places.to_frame(index=False).assign(
        before=then["value"].reindex(places).array,
        after=now["value"].reindex(places).array,
        unit=now["unit"].reindex(places).combine_first(then["unit"]).reindex(places).array,
    )
    figures["revision"] = (figures["after"] - figures["before"]).round(2)
    base = figures["before"].mask(figures["before"] == 0)
    percent = (100 * figures["revision"] / base).astype("Float64").round(1)
    return figures.assign(kind=_kinds(figures), percent=percent)


def _kinds(figures: pd.DataFrame) -> pd.Series[str]:
    units = _units(figures)
    sizes = figures["revision"].abs().fillna(0)
    kinds = pd.Series("unchanged", index=figures.index, dtype="str")
    kinds = kinds.mask(sizes > 0, "within rounding").mask(sizes > units.where(units > 1, 0), "revised")
    return kinds.mask(figures["before"].isna(), "newly printed").mask(figures["after"].isna(), "withdrawn")


def _units(figures: pd.DataFrame) -> pd.Series[Any]:
    """To which multiple each figure is rounded."""
    measures = catalogue.load().measures
    return (
        figures["measure"].map({name: float(measure.rounding) for name, measure in measures.items()}).astype("float64")
    )


def _breaking(edition: Confrontation, revisions: Mapping[Place, float]) -> set[Place]:
    """The places of the figures whose revision breaks an identity; ``revisions`` by place."""
    keys, table = edition.cells, edition.table
    broken = table[table["state"] == "broken"]
    found: set[Place] = set()
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
    types = {**dict.fromkeys(("before", "after", "revision"), "Int64"), "percent": "Float64"}
    return pd.DataFrame(columns=COLUMNS).astype({name: types.get(name, "str") for name in COLUMNS})
