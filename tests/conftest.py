"""What every test may ask for: the project's folder and the correct reading of the bundled edition."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import hypothesis
import pandas as pd
import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

import tests.bare  # noqa: F401
from ind_tables.telling.quantities import Figures

hypothesis.settings.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.settings.load_profile("repeatable")

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


def read_by_hand() -> pd.DataFrame:
    """The 1,170 observations of December 2025, as read by hand."""
    frame = pd.read_csv(ROOT / "tests/golden/2025-12.csv", dtype=str)
    frame["value"] = frame["value"].astype("Int64")
    frame["page"] = frame["page"].astype("int64")
    frame.insert(7, "status", "A")
    frame["printed"] = frame["value"].map("{:,}".format).str.replace(",", ".")
    frame["readers"] = "stream+text"
    return frame


@pytest.fixture
def golden() -> pd.DataFrame:
    """The observations of December 2025; each test gets its own copy."""
    return read_by_hand()


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, str]]:
    """What is displayed, a bundle of representations each."""
    publisher = CapturingDisplayPublisher()
    monkeypatch.setattr(InteractiveShell.instance(), "display_pub", publisher)
    monkeypatch.setattr(publisher, "outputs", (bundles := []))
    monkeypatch.setattr(CapturingDisplayPublisher, "publish", lambda self, data, *args, **kwargs: bundles.append(data))
    return bundles


@pytest.fixture(scope="session")
def december() -> Figures:
    """The figures of December 2025, made once a run: what the identities leave of them takes a second to find."""
    return Figures.of(read_by_hand())


class Ended(NamedTuple):
    """How a command ended."""

    status: int
    output: str
    errors: str


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """Runs ``ind-tables`` with some arguments, in this process: ``command("extract", path)``."""

    def run(*arguments: object) -> Ended:
        from ind_tables.run.cli import main

        monkeypatch.setattr(sys, "argv", ["ind-tables", *map(str, arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as leaving:
            main()
        shown = capfd.readouterr()
        return Ended(int(leaving.value.code or 0), shown.out, shown.err)

    return run


@pytest.fixture(scope="session")
def sample() -> Path:
    """The bundled edition, December 2025."""
    return ROOT / "ind_tables/sample/maandcijfers-ind-december-2025.pdf"
