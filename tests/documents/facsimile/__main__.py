"""Typesets the bundled edition: python -m tests.documents.facsimile [FILE]."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from tests.documents.facsimile.typeset import typeset

ROOT = Path(__file__).parents[3]
GOLDEN = ROOT / "tests" / "golden" / "2025-12.csv"
SAMPLE = ROOT / "ind_tables" / "sample" / "maandcijfers-ind-december-2025.pdf"

if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE
    target.write_bytes(typeset(pd.read_csv(GOLDEN)))
