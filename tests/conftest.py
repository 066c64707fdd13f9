"""What every test may ask for: the project's folder and the correct reading of the bundled edition."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import pandas as pd
import pytest

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture
def golden() -> pd.DataFrame:
    """The 1,170 observations of December 2025, as read by hand; each test gets its own copy."""
    frame = pd.read_csv(ROOT / "tests/golden/2025-12.csv", dtype=str)
    frame["value"] = frame["value"].astype("Int64")
    frame["page"] = frame["page"].astype("int64")
    frame.insert(7, "status", "A")
    frame["printed"] = frame["value"].map("{:,}".format).str.replace(",", ".")
    frame["readers"] = "stream+text"
    return frame
