"""A check as an analyst sees it: two sentences, then tables.

import ind_tables
ind_tables.check(ind_tables.read("2025-12"))
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd

from ind_tables.checking.localise import Check
from ind_tables.checking.publisher import Witness
from ind_tables.showing.exhibits import Table
from ind_tables.telling import findings

_SHOWN = 30
_LINES = 6  # each takes two or three lines of a terminal


class Verdict(Check):
    """A check that shows itself."""

    def __repr__(self) -> str:
        lines = [*findings.brief(self), *self.findings["message"][:_LINES]]
        more = len(self.findings) - _LINES
        return "\n".join([*lines, f"... and {more} more in .findings"] if more > 0 else lines)

    def _repr_html_(self) -> str:
        first, second = findings.brief(self)
        found = self.findings[["severity", "rule", "message", "residual", "tolerance"]]
        left = f", the first {_SHOWN} of {len(found)}" if len(found) > _SHOWN else ""
        tables = [Table(found.head(_SHOWN), f"Findings{left}", locale="en", headers=2)]
        if len(self.suspects):
            tables.append(Table(self.suspects.head(_SHOWN), "Figures under suspicion; alternatives share a rank"))
        shown = "\n".join(table.html() for table in tables)
        return f"<p>{escape(first)}.</p>\n<p>{escape(second)}.</p>\n{shown}"


def check(
    observations: pd.DataFrame, previous: pd.DataFrame | None = None, witnesses: Sequence[Witness] = ()
) -> Verdict:
    """Confront an edition with its rules, and say which figures must be wrong.

    Args:
        observations: the figures of one edition, as ``ind_tables.read`` gives them; of a part of it, the first sentence
            says how many identities could not be applied. Months may be text, Period or datetime.
        previous: those of the edition before, as evidence.
        witnesses: what the publisher's page says of the figures.

    Returns:
        ``findings``: rule, severity (error, warning, notice), section, measure, age_band, period, residual, tolerance
        (in the figures' unit), message. ``suspects``: rank, explanation, section, measure, age_band, period, printed,
        proposed (missing where no value is determined), reason, probability. ``coverage``, ``unverified``,
        ``instances``, ``families``: what was checked how often. ``errors``: how many findings are errors. It shows
        itself; no figure is changed.

    Raises:
        NotObservations: the figures are of no or several editions, lack a column or have it twice, hold a figure twice,
            or name what the catalogue has not.
        RequestError: ``previous`` is not of an earlier edition.
    """
    return Verdict(**vars(findings.check(observations, previous, witnesses)))
