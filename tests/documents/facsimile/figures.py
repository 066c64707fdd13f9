"""Figures of editions that never were: true counts that obey the identities, then rounded to tens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

GOLDEN = Path(__file__).parents[2] / "golden" / "2025-12.csv"
ROW = ["section", "measure", "age_band"]


@dataclass(frozen=True)
class Caseload:
    """True counts of one procedure, a column a month: flows, the stock at the month's end, and its ages."""

    applications: np.ndarray
    decisions: np.ndarray
    commissioned: np.ndarray
    bands: np.ndarray

    @property
    def pending(self) -> np.ndarray:
        return self.bands.sum(axis=0)

    def __add__(self, other: Caseload) -> Caseload:
        return Caseload(
            self.applications + other.applications,
            self.decisions + other.decisions,
            self.commissioned + other.commissioned,
            self.bands + other.bands,
        )


def random_figures(seed: int, end: str = "2026-01", length: int = 13) -> pd.DataFrame:
    """An edition with made-up figures that satisfy every identity of the document up to rounding.

    Args:
        seed: the same seed gives the same figures.
        end: the report month, YYYY-MM.
        length: number of months, the report month the last.

    Returns:
        The columns of tests/golden/2025-12.csv, in document order.
    """
    random = np.random.default_rng(seed)
    periods = [str(month) for month in pd.period_range(end=end, periods=length, freq="M")]
    golden = pd.read_csv(GOLDEN)
    rows = golden.drop_duplicates(ROW).drop(columns=["period", "value"])
    figures = rows.merge(pd.DataFrame({"period": periods}), how="cross")
    figures["edition"] = end
    values = _values(random, periods)
    figures["value"] = [value for key in rows[ROW].itertuples(index=False) for value in values[tuple(key)]]
    return figures[list(golden.columns)]


def _values(random: np.random.Generator, periods: list[str]) -> dict[tuple[str, str, str], list[int]]:
    def caseload(flow: float, stock: float, bands: int = 4) -> Caseload:
        return _simulate(random, periods, flow, stock, bands)

    dublin, safe, regular, repeated = (
        caseload(500, 1500),
        caseload(40, 150),
        caseload(1500, 44000),
        caseload(700, 6500),
    )
    mvv, article_8 = caseload(800, 38000), caseload(600, 23000)
    asylum = ["0-1m", "1-6m", "6-15m", "15m+"]
    loads = {
        "asylum_first": (dublin + safe + regular, asylum),
        "asylum_dublin": (dublin, asylum),
        "asylum_safe_country": (safe, asylum),
        "asylum_general": (regular + repeated, asylum),
        "nareis_mvv": (mvv, asylum),
        "nareis_art8": (article_8, asylum),
        "nareis_total": (mvv + article_8, asylum),
        "family": (caseload(3000, 6200, 3), ["0-3m", "3-6m", "6m+"]),
        "knowledge_talent": (caseload(1600, 1450, 3), ["0-1m", "1-3m", "3m+"]),
        "study": (caseload(1500, 900, 3), ["0-1m", "1-3m", "3m+"]),
        "labour": (caseload(550, 1600, 3), ["0-1m", "1-3m", "3m+"]),
        "naturalisation": (caseload(4200, 17500, 3), ["0-6m", "6-12m", "12m+"]),
    }
    values = {}
    for section, (load, bands) in loads.items():
        values[section, "applications", "all"] = _tens(load.applications)
        values[section, "decisions", "all"] = _tens(load.decisions)
        values[section, "commissioned", "all"] = _tens(load.commissioned)
        values[section, "pending", "all"] = _tens(load.pending)
        for band, counts in zip(bands, load.bands, strict=True):
            values[section, "pending", band] = _tens(counts)
    for kind, count in (("document", 23000), ("biometrics", 21000)):
        appointments = random.normal(count, count * 0.12, len(periods)).astype(int)
        values["appointments", f"{kind}_appointments", "all"] = _tens(appointments)
        values["appointments", f"{kind}_first_slot", "all"] = random.integers(0, 15, len(periods)).tolist()
    return values


def _simulate(random: np.random.Generator, periods: list[str], flow: float, stock: float, count: int) -> Caseload:
    """A stock that applications enter and decisions leave; the youngest band holds the month's own."""
    months = len(periods)
    applications = random.normal(flow, flow * 0.2, months).clip(0).astype(int)
    wanted = random.normal(flow, flow * 0.25, months).clip(0).astype(int)
    norms = {year: int(random.normal(flow, flow * 0.2)) for year in sorted({p[:4] for p in periods})}
    decisions = np.zeros(months, dtype=int)
    bands = np.zeros((count, months), dtype=int)
    before = int(random.normal(stock, stock * 0.1))
    shares = random.dirichlet([4.0] * (count - 1))
    for month in range(months):
        decisions[month] = min(wanted[month], before + applications[month])
        fewest = max(0, decisions[month] - before)
        most = min(decisions[month], applications[month])
        of_new = fewest + int((most - fewest) * random.uniform(0, 0.3))
        older = before - (decisions[month] - of_new)
        shares = (shares + random.normal(0, 0.01, count - 1)).clip(0.02)
        bands[0, month] = applications[month] - of_new
        bands[1:, month] = random.multinomial(older, shares / shares.sum())
        before = int(bands[:, month].sum())
    commissioned = np.array([max(0, norms[period[:4]]) for period in periods])
    return Caseload(applications, decisions, commissioned, bands)


def _tens(counts: np.ndarray) -> list[int]:
    return [int(count + 5) // 10 * 10 for count in counts]
