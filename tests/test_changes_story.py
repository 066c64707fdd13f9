"""The story of docs/changes.md is true: each of its commands prints what it shows."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.documents import story

PAGE = (Path(__file__).parents[1] / "docs/changes.md").read_text("utf8")

pytestmark = [pytest.mark.full, pytest.mark.no_cover]


def test_the_commands_print_what_the_page_shows(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    story.write(tmp_path / "data")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "IND_TABLES_HOME": str(tmp_path)}
    sessions = "".join(re.findall(r"^```console\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
    commands = re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", sessions, re.MULTILINE)
    assert len(commands) == 11
    for command, shown in commands:
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        assert done.stdout + done.stderr == shown, command
