"""The page that links the reports of all months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import layout
from ind_tables.commentary import period_date


def html(runs: Sequence[Mapping[str, Any]]) -> str:
    """One self-contained page that links the reports, the latest first.

    Args:
        runs: what each report was made from, as ``ind_tables.report`` writes it to run.json.
    """
    latest_first = sorted(runs, key=lambda run: str(run["edition"]), reverse=True)
    page = layout.environment().get_template("index.html.jinja")
    return layout.tidy(page.render(style=layout.style(), rows=[_row(run) for run in latest_first]))


def _row(run: Mapping[str, Any]) -> dict[str, str]:
    edition = str(run["edition"])
    identities = [rule for rule in run["rules"] if rule["kind"] == "identity"]
    held, evaluated = (sum(rule[name] for rule in identities) for name in ("held", "evaluated"))
    return {
        "edition": edition,
        "month": format_date(period_date(edition), "LLLL y", locale="en"),
        "maand": format_date(period_date(edition), "LLLL y", locale="nl"),
        "pdf": "facsimile" if run["pdf"]["facsimile"] else "original",
        "figures": _number(run["observations"]),
        "identities": f"{_number(held)} of {_number(evaluated)}",
        "errors": _number(run["findings"]["error"]),
    }


def _number(value: int) -> str:
    return str(format_decimal(value, format="#,##0", locale="en"))
