"""A member of the family: a seed's pages, and their right reading."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import pandas as pd

from tests.documents.facsimile import random_figures
from tests.documents.family import edition, pages, sheet
from tests.documents.family.traits import Traits, draw

GOLDEN = Path(__file__).parents[2] / "golden" / "2025-12.csv"
TRIES = 400
COUNT = 200


@dataclass(frozen=True)
class Member:
    """A document of the family: how it looks, its PDF, and what a person reads in it."""

    seed: int
    traits: Traits
    pdf: bytes = field(repr=False)
    reading: pd.DataFrame = field(repr=False)

    @property
    def kinds(self) -> tuple[str, ...]:
        """What is odd about it."""
        return self.traits.kinds or ("nothing odd",)


def member(seed: int) -> Member:
    """The member that ``seed`` gives: the same seed, the same bytes."""
    random = Random(f"member {seed}")
    end = random.choice(["2025-12", "2025-12", "2025-12", "2026-01", "2026-05"])
    figures = pd.read_csv(GOLDEN) if end == "2025-12" else random_figures(seed, end, 13)
    figures["printed"] = edition.printed(figures["value"])
    for _ in range(TRIES):
        traits = draw(random)
        signed = _signed(figures, traits.signs, random)
        try:
            laid = sheet.lay_out(edition.edition(signed), traits, random)
        except sheet.DoesNotFit:
            continue
        return Member(seed, traits, pages.write(laid, traits, random), edition.reading(signed))
    raise AssertionError(f"no page of seed {seed} fits")


def _signed(figures: pd.DataFrame, share: float, random: Random) -> pd.DataFrame:
    """``figures`` with a sign for none in a share of the cells, but for the first row and column of each table."""
    kept = figures["measure"].isin(["applications", "document_appointments"]) | (
        figures["period"] == figures["period"].iloc[0]
    )
    signs = [random.choice(list(edition.STATUS)) if random.random() < share else None for _ in range(len(figures))]
    chosen = pd.Series(signs, figures.index, dtype=object).where(~kept)
    return figures.assign(printed=chosen.where(chosen.notna(), figures["printed"]))
