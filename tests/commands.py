"""Commands as they are said in a terminal."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[1]
_OUTSIDE = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}


def run(*command: str | Path, folder: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run ``command`` in ``folder``, outside of any make that runs the tests."""
    return subprocess.run(
        command, cwd=folder, env={**_OUTSIDE, **environment}, capture_output=True, text=True, check=False
    )
