"""A changed edition is read whole once it is adapted to; the one before is read as it was."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.documents import changes
from tests.documents.changes import CHANGED, SAMPLE
from tests.documents.facsimile import typeset
from tests.layers import layered, only

pytestmark = pytest.mark.slow
NOTHING_NEW = ("nothing", "tables in another order", "months in English")
CELL = ["section", "measure", "age_band", "period"]


@pytest.fixture(scope="module")
def earlier(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The edition before, and its observations."""
    folder = tmp_path_factory.mktemp("before")
    (folder / "edition.pdf").write_bytes(typeset(changes.before()))
    from ind_tables.record import observations

    observations.save(observations.read(folder / "edition.pdf"), folder / "edition.csv")
    return folder / "edition.pdf", folder / "edition.csv"


@pytest.mark.parametrize("name", layered(CHANGED, only("everything at once")))
def test_a_changed_edition_costs_an_entry_and_no_figure(
    name: str, earlier: tuple[Path, Path], tmp_path: Path, command: Callable[..., tuple]
) -> None:
    pdf, target = tmp_path / "edition.pdf", tmp_path / "catalogue.toml"
    pdf.write_bytes(CHANGED[name].pdf())

    status, _, errors = command("adapt", pdf, "--previous", earlier[1], "--output", target)

    assert (status, errors) == (0, "")
    assert (target.read_text("utf8") == "") == (name in NOTHING_NEW)
    rest = tmp_path / "rest.csv"
    status, output, errors = command("extract", pdf, "--catalogue", target, "--unrecognised", rest)
    assert status == 0
    assert errors.splitlines() == [
        f"Warning: the column “{heading}” is no month and was left out" for heading in CHANGED[name].left_out
    ]
    assert len(pd.read_csv(rest)) == 0
    assert_as_drawn(pd.read_csv(StringIO(output)), CHANGED[name].figures())
    if name in SAMPLE:
        status, output, errors = command("extract", earlier[0], "--catalogue", target)
        assert (status, output, errors) == (0, earlier[1].read_text("utf8"), "")


def assert_as_drawn(found: pd.DataFrame, drawn: pd.DataFrame) -> None:
    columns = [*CELL, "value", "title", "label"]
    got, want = (frame.sort_values(CELL, ignore_index=True)[columns] for frame in (found, drawn))
    got["title"], want["title"] = got["title"].str.strip(), want["title"].str.strip()
    pd.testing.assert_frame_equal(got, want, check_dtype=False)
