"""The publisher's own words as witnesses: what its overview page states, held against the figures of the edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

import pandas as pd

from ind_tables.checking.cells import Cells
from ind_tables.place import KEY, Place
from ind_tables.record.statements import Page, Statement
from ind_tables.remarks import Remark

Verdict = Literal["confirmed", "contradicted", "unclear"]

COLUMNS = [*KEY, "value", "stated", "verdict", "quote"]
FINDING = ["rule", "severity", *KEY, "residual", "tolerance", "message"]


class Witness(NamedTuple):
    """A number of the page and what it says of the edition's figure; None where there is none."""

    statement: Statement
    value: float | None
    verdict: Verdict


def witnesses(observations: pd.DataFrame, page: Page) -> list[Witness]:
    """Every number of the page, in its order, with its verdict.

    The page of another edition is no witness: where its heading names another month, or, where it names none with its
    year, where less than half of what is understood of it agrees, every verdict is ``unclear``. So is that on a place
    of which the page says two things, one of them the figure; against an exact number, only another exact one counts.
    """
    cells = Cells(observations)
    found = [_witness(statement, cells) for statement in page.statements]
    agreeing = [w.statement for w in found if w.verdict == "confirmed"]
    disputed = [w for w in found if w.verdict == "contradicted"]
    other = page.month not in ("", cells.edition) or (not page.month and len(disputed) > len(agreeing))
    whole = {statement.place for statement in agreeing}
    exact = {statement.place for statement in agreeing if statement.size == "exact"}
    withdrawn = [w for w in disputed if w.statement.place in (exact if w.statement.size == "exact" else whole)]
    return [w._replace(verdict="unclear") if other or w in withdrawn else w for w in found]


def confirmed(found: Sequence[Witness]) -> Mapping[Place, int]:
    """How often the page confirms the figure in a place: evidence that it is printed rightly."""
    places = [w.statement.place for w in found if w.verdict == "confirmed" and w.statement.place]
    return {place: places.count(place) for place in places}


def table(found: Sequence[Witness]) -> pd.DataFrame:
    """The witnesses, a row each, with the columns of publisher.csv; the place is empty where it is not understood."""
    rows = [
        (
            *(w.statement.place or (w.statement.section, "", "", "")),
            w.value,
            w.statement.stated,
            w.verdict,
            w.statement.quote,
        )
        for w in found
    ]
    return pd.DataFrame(rows, columns=COLUMNS).astype({"value": "Int64", "stated": "Int64"})


def counts(found: Sequence[Witness]) -> dict[str, int]:
    """How many figures the page confirms and contradicts, and how many of its numbers are unclear."""
    contradicted = {w.statement.place for w in found if w.verdict == "contradicted"}
    unclear = sum(w.verdict == "unclear" for w in found)
    return {"confirmed": len(confirmed(found)), "contradicted": len(contradicted), "unclear": unclear}


def summary(found: Sequence[Witness]) -> str:
    """How many numbers of the page are confirmed, contradicted and unclear, in a line."""
    counts = [sum(w.verdict == verdict for w in found) for verdict in get_args(Verdict)]
    return "the numbers of the IND's page: {} confirmed, {} contradicted, {} unclear".format(*counts)


def findings(found: Sequence[Witness]) -> pd.DataFrame:
    """A warning for each figure that the page contradicts, with the columns of findings.csv; not told yet."""
    rows: dict[Place, tuple[Any, ...]] = {}
    for statement, value, verdict in found:
        if verdict == "contradicted" and statement.place and value is not None:
            remark = Remark(
                "publisher", (statement.place, int(value), statement.stated, statement.size, statement.quote)
            )
            row = (
                "publisher",
                "warning",
                *statement.place,
                int(value) - statement.stated,
                _slack(statement),
                (remark,),
            )
            rows.setdefault(statement.place, row)
    return pd.DataFrame(list(rows.values()), columns=FINDING)


def _witness(statement: Statement, cells: Cells) -> Witness:
    number = cells.numbers.get(statement.place) if statement.place else None
    value = None if number is None or pd.isna(cells.values[number]) else float(cells.values[number])
    return Witness(statement, value, "unclear" if value is None else _verdict(statement, value))


def _verdict(statement: Statement, value: float) -> Verdict:
    """Whether a figure is what is stated.

    "Over 6,300" is true of 6,300 to 6,400, and not contradicted before the figure leaves the hundred on either side:
    how writers round is not known. So it is of a whole number of thousands that no word calls rounded.
    """
    stated, unit = statement.stated, _slack(statement)
    low = stated - (unit if statement.size in ("nearly", "about") else 0)
    high = stated + (unit if statement.size in ("above", "about") else 0)
    if low <= value <= high:
        return "confirmed"
    round_ = 1000 if statement.size == "exact" and stated and stated % 1000 == 0 else unit
    margin = round_ / 2 if statement.size == "exact" else unit
    return "contradicted" if value < low - margin or value > high + margin else "unclear"


def _slack(statement: Statement) -> int:
    """The unit of a rounded number: that of its last digit that is not 0; none of an exact one."""
    if statement.size == "exact" or not statement.stated:
        return 0
    text = str(statement.stated)
    return int(10 ** (len(text) - len(text.rstrip("0"))))
