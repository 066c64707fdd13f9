"""What is read is what can be seen: not what is covered, unpainted, in the ground's colour or printed over."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from tests.refusals.documents import ODD, UNSEEN, Bad, Odd
from tests.refusals.spoilt import golden
from tests.test_refusals import KEY, refused

pytestmark = pytest.mark.no_cover


@pytest.mark.parametrize("bad", UNSEEN, ids=lambda bad: bad.what)
def test_a_figure_that_nobody_sees_is_not_handed_over(bad: Bad, tmp_path: Path, command: Callable[..., tuple]) -> None:
    refused(bad, tmp_path, command)


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd.what)
def test_an_odd_document_with_every_figure_on_its_pages_is_read(
    odd: Odd, tmp_path: Path, command: Callable[..., tuple]
) -> None:
    (tmp_path / "edition.pdf").write_bytes(odd.make())
    status, output, errors = command("extract", tmp_path / "edition.pdf")
    assert status == 0
    figures = pd.read_csv(StringIO(output)).set_index(KEY)["value"]
    assert figures.eq(golden().set_index(KEY)["value"]).all()
    assert len(figures) == 1170
    assert [
        line for line in errors.splitlines() if not line.startswith("Warning: page 1: “9.990” cannot be seen")
    ] == []
