"""Prints editions anew: python -m tests.documents.producers [NAME ...]."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from tests.documents.producers.editions import EDITIONS, FOLDER
from tests.documents.producers.programs import PROGRAMS

if __name__ == "__main__":
    for name in sys.argv[1:] or EDITIONS:
        edition = EDITIONS[name]
        with tempfile.TemporaryDirectory() as folder:
            made = PROGRAMS[edition.program](edition, Path(folder))
            shutil.copyfile(made, FOLDER / f"{name}.pdf")
        print(f"{name}: {(FOLDER / f'{name}.pdf').stat().st_size:,} bytes")
