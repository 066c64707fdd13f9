"""Documents after public bug reports, all of December 2025, which a person reads without trouble, are read exactly."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ind_tables.record import observations
from tests.layers import layered

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

FOLDER = Path(__file__).parents[1] / "documents" / "reported"
QUICK = ("month-headings-turned-90", "rows-numbered", "type3-fontmatrix-em10")
KEY = ["section", "measure", "age_band", "period"]


@pytest.mark.parametrize(
    "source",
    layered(sorted(FOLDER.glob("*.pdf")), lambda source: source.stem in QUICK),
    ids=lambda source: source.stem,
)
def test_a_reported_document_is_read_exactly(source: Path, golden: pd.DataFrame) -> None:
    values = observations.read(source).set_index(KEY)["value"]

    assert values.to_dict() == golden.set_index(KEY)["value"].to_dict()
