"""Editions as the series may have had them from 2023 on, by what the IND's overview page said at the time."""

from __future__ import annotations

import pandas as pd

from tests.documents.changes import labelled, titled
from tests.documents.facsimile import random_figures

FIRST = ("asylum_general", "nareis_mvv", "family", "knowledge_talent", "study", "labour", "naturalisation")
TRACKS = ("asylum_first", "asylum_dublin", "asylum_safe_country")


def april_2023() -> pd.DataFrame:
    """The first editions: one asylum procedure, and one table of family members following refugees."""
    figures = random_figures(31, "2023-04")
    figures = figures[figures["section"].isin(FIRST)].reset_index(drop=True)
    return titled("nareis_mvv", "Nareizigers asiel")(figures)


def april_2024() -> pd.DataFrame:
    """Tables for each track of the asylum procedure; the norm is a forecast."""
    figures = random_figures(32, "2024-04")
    figures = figures[figures["section"].isin((*FIRST, *TRACKS))].reset_index(drop=True)
    return labelled("Prognose", "commissioned")(titled("nareis_mvv", "Nareizigers asiel")(figures))


def september_2024() -> pd.DataFrame:
    """Three tables of family members following refugees; the norm is a budget."""
    figures = random_figures(33, "2024-09")
    return labelled("Begroting", "commissioned")(figures)


def may_2025() -> pd.DataFrame:
    """As the bundled edition is."""
    return random_figures(34, "2025-05")


ERAS = {"April 2023": april_2023, "April 2024": april_2024, "September 2024": september_2024, "May 2025": may_2025}
