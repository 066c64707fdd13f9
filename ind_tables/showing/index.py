"""The front page: the reports of all months, the newest first with its message, and every table over all of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal
from markupsafe import Markup

from ind_tables.months import day
from ind_tables.showing import history, layout
from ind_tables.telling import commentary
from ind_tables.telling.quantities import Figures

FILES = (
    ("workbook.xlsx", "workbook"),
    ("observations.csv", "CSV"),
    *((f"{name}.html", name) for name in ("1-cleaning", "2-cross-checks", "3-commentary")),
)


def html(runs: Sequence[Mapping[str, Any]], panel: pd.DataFrame) -> str:
    """One self-contained page that links the reports and their data, the latest first.

    Args:
        runs: what each report was made from, as ``ind_tables.run.publish`` writes it to run.json.
        panel: the figures of all these reports, with the columns of observations.
    """
    latest_first = sorted(runs, key=lambda run: str(run["edition"]), reverse=True)
    editions = dict(list(panel.groupby("edition")))
    rows = [_row(run, editions[str(run["edition"])]) for run in latest_first]
    charts = [Markup(chart.html()) for chart in history.charts(panel)]
    figures = _number(len(panel))
    return layout.page("index.html.jinja", rows=rows, charts=charts, files=FILES, figures=figures, count=len(rows))


def _row(run: Mapping[str, Any], figures: pd.DataFrame) -> dict[str, str]:
    edition = str(run["edition"])
    identities = [rule for rule in run["rules"] if rule["kind"] == "identity"]
    held, evaluated = (sum(rule[name] for rule in identities) for name in ("held", "evaluated"))
    told = Figures.of(figures)
    return {
        "edition": edition,
        "month": format_date(day(edition), "LLLL y", locale="en"),
        "maand": format_date(day(edition), "LLLL y", locale="nl"),
        "message": commentary.message(told, "en"),
        "bericht": commentary.message(told, "nl"),
        "pdf": "facsimile" if run["pdf"]["facsimile"] else "original",
        "identities": f"{_number(held)} of {_number(evaluated)}",
        "errors": _number(run["findings"]["error"]),
    }


def _number(value: int) -> str:
    return str(format_decimal(value, format="#,##0", locale="en"))
