"""What the cross-checks notebook shows: residuals as heat maps, figures under suspicion, and revisions.

from ind_tables import check, read
from ind_tables.showing import verdicts
verdicts.residuals(check(read("2025-12")).instances, "stock_flow")
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import pandas as pd
from babel.dates import format_date
from IPython.display import HTML, display

from ind_tables import catalogue, home
from ind_tables.checking import revisions
from ind_tables.checking import rules as catalogued
from ind_tables.checking.localise import Check
from ind_tables.checking.rules import SEVERITIES, Identity
from ind_tables.errors import RequestError, unknown
from ind_tables.months import day
from ind_tables.place import KEY, SERIES
from ind_tables.reading import edition
from ind_tables.showing import drawings, exhibits, names
from ind_tables.showing.drawings import Drawing
from ind_tables.showing.exhibits import Picture, Table

POWER = Path(__file__).parents[1] / "catalogue" / "power.csv"

_MOST_CROPS = 12


@dataclass(frozen=True)
class Revisions:
    """What an edition prints otherwise than an earlier one, if there is an earlier one.

    Attributes:
        figures, previous: the observations of both editions; ``previous`` is None without an earlier one.
    """

    figures: pd.DataFrame = field(repr=False)
    previous: pd.DataFrame | None = field(repr=False)

    def _repr_html_(self) -> str:
        if self.previous is None:
            return (
                "<p>There is no earlier edition in the store, so nothing can be said of revisions. "
                "<code>make report</code> puts every original there.</p>"
            )
        found = revisions.compare(self.figures, self.previous)
        counts = ", ".join(f"{count:,} {kind}" for kind, count in found.counts.items())
        told = f"<p>Of the {found.shared:,} figures that the edition of {found.previous} prints too: {counts}.</p>"
        news = Table(
            _named(found.news, ["before", "after", "revision", "percent", "cause"]),
            f"Figures that were revised since {found.previous}, by table and cause, the largest in percent first",
            "en",
            3,
        )
        return f"{told}\n{news.html()}"


@dataclass(frozen=True)
class Suspects:
    """The figures under suspicion: the table of suspects, and where each stands on its page.

    Attributes:
        suspects: with the columns of suspects.csv.
        month, pdf: the edition and its PDF, as the notebooks' parameters name them.
    """

    suspects: pd.DataFrame = field(repr=False)
    month: str
    pdf: str = ""

    def _ipython_display_(self) -> None:
        if self.suspects.empty:
            display(HTML("<p>No figure is under suspicion: no rule of severity error is broken.</p>"))
            return
        named = _named(self.suspects, ["printed", "proposed", "reason", "rank", "explanation", "probability"])
        display(Table(named, "Figures under suspicion; alternatives share a rank", "en", 3))
        try:
            source = home.locate(self.month, self.pdf)
        except RequestError:
            display(HTML("<p>The PDF is not at hand, so that their places cannot be shown.</p>"))
            return
        document = edition.read(source, self.month)
        places = {(c.section, c.measure, c.age_band, c.period): c for c in document.cells}
        shown = self.suspects.drop_duplicates(["section", "measure", "age_band", "period"]).head(_MOST_CROPS)
        for suspect in shown.itertuples():
            cell = places.get((str(suspect.section), str(suspect.measure), str(suspect.age_band), str(suspect.period)))
            if cell:
                x0, y0, x1, y1 = cell.box
                around = (x0 - 60, y0 - 14, x1 + 60, y1 + 14)
                title = catalogue.load().section(cell.section).title
                row = names.row({"measure": cell.measure, "age_band": cell.age_band}, "en")
                where = f"{row}, {cell.period}, in “{title}”"
                alt = f"Page {cell.page} around the figure {cell.printed}: {where}"
                display(HTML(f"<p>{escape(alt)}</p>"))
                display(exhibits.crop(source, document, cell.page, around, alt))


def verdict(check: Check) -> str:
    """What a check comes to, in one line."""
    sums = check.families[check.families["kind"] == "identity"]
    applied, held = int(sums["evaluated"].sum()), int(sums["held"].sum())
    suspected = f"{len(check.suspects):,} figures are" if len(check.suspects) > 1 else "one figure is"
    return (
        f"{'All' if held == applied else f'{held:,} of'} {applied:,} sums of {names.month(check.edition, 'en')} agree; "
        f"{suspected if len(check.suspects) else 'no figure is'} under suspicion; "
        f"{len(check.unverified):,} of {check.figures:,} figures stand in no sum."
    )


def rules(families: pd.DataFrame) -> Table:
    """What each rule says, and how often it was applied and held; its name and severity behind that."""
    why = {rule.name: rule.why for rule in catalogued.load()}
    frame = families.assign(what=families["rule"].map(why))
    heads = {"what": "what must be so", "evaluated": "applied", "not_applicable": "not applicable", "rule": "code"}
    columns = ["what", "evaluated", "held", "not_applicable", "severity", "rule"]
    return Table(frame[columns], "The rules, how often each was applied, and how often it held", "en", names=heads)


def found(findings: pd.DataFrame) -> Table:
    """What the checks found, a sentence each, the newest month first among those of a severity."""
    heads = {"message": "what was found", "residual": "off by", "tolerance": "allowed", "rule": "code"}
    ranks = findings["severity"].map(SEVERITIES.index)
    order = findings.assign(rank=ranks).sort_values(["rank", "period"], ascending=[True, False], kind="stable")
    columns = ["message", "severity", "residual", "tolerance", "rule"]
    return Table(order[columns], "What does not hold, or is out of the ordinary", "en", names=heads)


def covered(coverage: pd.DataFrame) -> Table:
    """How many figures are confirmed by so many identities, in words."""
    words = ["in none: only the reading vouches for it", "in one", "in two", "in three", "in four"]
    says = coverage["identities"].map(lambda n: words[n] if n < len(words) else f"in {n}")
    frame = coverage.assign(identities=says)
    return Table(frame, "In how many identities a figure stands", "en", names={"identities": "a figure stands"})


def unconfirmed(unverified: pd.DataFrame) -> Table:
    """The figures that stand in no identity, a line a row, by their names, the codes behind them."""
    lines = [
        (
            names.section(key["section"], "en"),
            names.row(key, "en"),
            len(months),
            names.month(months.min(), "en"),
            names.month(months.max(), "en"),
            names.code(key),
        )
        for ids, months in unverified.groupby(SERIES, sort=False)["period"]
        for key in [dict(zip(SERIES, map(str, ids), strict=True))]
    ]
    columns = ["table", "row", "figures", "first month", "last month", "code"]
    caption = f"The {len(unverified):,} figures that stand in no identity"
    return Table(pd.DataFrame(lines, columns=columns), caption, "en", 2)


def _named(places: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    """Some ``columns`` of figures, before them the names of table, row and month, behind them the code."""
    rows = places.astype({part: str for part in KEY if part in places}).to_dict("records")
    before = {
        "table": [names.section(row["section"], "en") for row in rows],
        "row": [names.row(row, "en") for row in rows],
        "month": [names.month(row["period"], "en") for row in rows],
    }
    kept = places[columns].reset_index(drop=True)
    return pd.concat([pd.DataFrame(before, dtype="str"), kept], axis=1).assign(code=[names.code(row) for row in rows])


def power() -> Table:
    """What the checks make of errors of every kind that are put into editions, as measured by ``make power``."""
    counts = pd.read_csv(POWER)
    frame = shares(counts[counts["moved"] == "40 or more"]).drop(columns="moving a figure by")
    caption = (
        "What is detected and found of errors that move a figure by 40 or more; shares after detected are of those"
    )
    return Table(frame, caption, headers=3, figures=list(frame.columns[3:]))


def shares(counts: pd.DataFrame) -> pd.DataFrame:
    """Detection power in words: counts as shares.

    Args:
        counts: the columns of power.csv; see ``Count`` in ``tests/bench/power.py``. ``named`` is missing where nothing
            is there to name.

    Returns:
        One row a line of ``counts``, all text: kind of error, moving a figure by, at once (in words), previous
        edition (with or without), trials, detected (of the trials), and, of the detected: among first rank (every
        wrong cell is), alone at first rank, with the right figures, only wrong figures proposed, any wrong figure
        proposed, and, of slips that spoil several cells, named as such.
    """
    found = {
        "kind of error": counts["kind"],
        "moving a figure by": counts["moved"].astype(str),
        "at once": counts["errors"].map({1: "one", 2: "two", 3: "three", 5: "five"}),
        "previous edition": counts["previous"],
        "trials": counts["trials"].astype(str),
        "detected": _share(counts["detected"], counts["trials"]),
        "among first rank": _share(counts["among"], counts["detected"]),
        "alone at first rank": _share(counts["alone"], counts["detected"]),
        "with the right figures": _share(counts["right"], counts["detected"]),
        "only wrong figures proposed": _share(counts["misled"], counts["detected"]),
        "any wrong figure proposed": _share(counts["wrong"], counts["detected"]),
        "named as such": _share(counts["named"], counts["detected"]).where(counts["named"].notna(), ""),
    }
    return pd.DataFrame(found).reset_index(drop=True)


def _share(part: pd.Series[int], whole: pd.Series[int]) -> pd.Series[str]:
    return (100 * part / whole).map("{:.1f} %".format).where(whole > 0, exhibits.NONE_PRINTED)


def residuals(instances: pd.DataFrame, rule: str) -> Picture:
    """A heat map of what an identity leaves over, a row a series and a column a month.

    Args:
        instances: every rule in every place, as ``ind_tables.check(figures).instances`` holds them.
        rule: an identity of the catalogue, ``bands_sum``, ``stock_flow`` or ``nareis_sum``.

    Raises:
        RequestError: there is no such identity, or the instances are none.
    """
    identities = {one.name: one.why for one in catalogued.load() if isinstance(one, Identity)}
    if rule not in identities:
        raise unknown("identity", rule, list(identities))
    if not isinstance(instances, pd.DataFrame) or "rule" not in instances:
        raise RequestError("these are no instances of rules; expected ind_tables.check(figures).instances")
    mine = instances[instances["rule"] == rule]
    by_section = mine["section"].nunique() > 1
    rows_of = [
        names.section(section, "en") if by_section else names.row({"measure": measure, "age_band": band}, "en")
        for section, measure, band in zip(mine["section"], mine["measure"], mine["age_band"], strict=True)
    ]
    cells = mine.assign(row=rows_of)
    broken = cells[cells["state"] == "broken"]
    zero, passed = int((cells["residual"] == 0).sum()), int((cells["state"] == "passed").sum())
    alt = (
        f"{identities[rule]} Heat map of what is left of each sum: {len(cells)} identities in "
        f"{cells['row'].nunique()} rows and {cells['period'].nunique()} months; {zero} residuals are zero, "
        f"{passed} within rounding, {len(broken)} beyond it"
        + "".join(f"; {name}, {period}: {left}" for name, period, left in _first(broken))
    )
    applied = cells[cells["state"] != "not applicable"]
    rows = [(str(name), group.set_index("period")) for name, group in applied.groupby("row", sort=False)]
    periods = tuple(sorted(applied["period"].unique()))

    def word(kind: str, argument: str) -> str:
        if kind == "month":
            return str(format_date(day(argument), "LLL ’yy", locale="en"))
        place, _, period = argument.partition(".")
        name, group = rows[int(place)]
        return name if kind == "name" else str(group["residual"][period]).replace("-", "−")

    states = tuple(tuple(_state(group, period) for period in periods) for _, group in rows)
    drawing = drawings.heat(periods, states) if rows else Drawing("0 0 1 1", "")
    return Picture(drawing.svg(rule, f"{alt}.", word, kind="heat-map"), f"{alt}.")


def _state(cells: pd.DataFrame, period: str) -> int | None:
    """How ``drawings.heat`` shows an identity: 2 broken, 1 within rounding, 0 exact; None where it was not applied."""
    if period not in cells.index:
        return None
    return 2 if cells["state"][period] == "broken" else int(cells["residual"][period] != 0)


def _first(broken: pd.DataFrame, most: int = 5) -> Iterable[tuple[str, str, int]]:
    return broken[["row", "period", "residual"]].head(most).itertuples(index=False, name=None)
