"""Which figures must be wrong where an edition breaks its rules, and what they must have been.

import ind_tables
ind_tables.check(ind_tables.read("2025-12")).suspects
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ind_tables.rules import KEY, Confrontation

SUSPECTS = ["rank", "explanation", *KEY, "printed", "proposed", "reason"]


@dataclass(frozen=True)
class Check:
    """An edition confronted with its rules; no figure is changed.

    Attributes:
        instances: every rule in every place, as :func:`ind_tables.rules.evaluate` gives them.
        findings: what is broken, with the columns of findings.csv.
        suspects: which figures may be wrong, with the columns of suspects.csv.
        coverage: columns identities (0, 1, 2, ...) and figures: how many figures stand in so many identities.
        unverified: section, measure, age_band and period of the figures that stand in no identity.
    """

    instances: pd.DataFrame
    findings: pd.DataFrame
    suspects: pd.DataFrame
    coverage: pd.DataFrame
    unverified: pd.DataFrame

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return int((self.findings["severity"] == "error").sum())

    @property
    def families(self) -> pd.DataFrame:
        """How often each rule was evaluated and held: rule, kind, severity, evaluated, held, not_applicable."""
        table = self.instances.assign(
            evaluated=self.instances["state"] != "not applicable",
            held=self.instances["state"] == "passed",
            not_applicable=self.instances["state"] == "not applicable",
        )
        sums = table.groupby(["rule", "kind", "severity"], sort=False)[["evaluated", "held", "not_applicable"]]
        return sums.sum().reset_index()


def check(observations: pd.DataFrame, previous: pd.DataFrame | None = None) -> Check:
    """Confront an edition with its rules and say which figures must be wrong.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: the edition before, likewise.

    Returns:
        Findings, suspects, and what no rule covers; a function of the arguments alone.
    """
    edition = Confrontation(observations)
    counts = np.asarray((edition.system.matrix != 0).sum(axis=0)) if len(edition.cells) else np.zeros(0, int)
    figures = ~np.isnan(edition.values)
    covered = pd.Series(counts[figures]).value_counts().sort_index()
    return Check(
        edition.table,
        edition.findings,
        suspects(edition, previous),
        pd.DataFrame({"identities": covered.index.astype(int), "figures": covered.to_numpy(dtype=int)}),
        edition.observations.loc[figures & (counts == 0), KEY].reset_index(drop=True),
    )


def suspects(edition: Confrontation, previous: pd.DataFrame | None = None) -> pd.DataFrame:
    """The smallest sets of figures whose release makes the rest possible, with the columns of suspects.csv."""
    rows: list[tuple[object, ...]] = []
    frame = pd.DataFrame(rows, columns=SUSPECTS)
    numbers = {"rank": "int64", "explanation": "int64", "proposed": "Int64"}
    return frame.astype({name: numbers.get(name, "str") for name in SUSPECTS})
