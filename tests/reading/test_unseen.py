"""What is read is what can be seen: not what is covered, unpainted, in the ground's colour or printed over."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest

from ind_tables.reading import textlayer
from tests.documents.refusals.documents import DOUBLED, INCOMPLETE, ODD, UNSEEN, Bad, Odd
from tests.documents.refusals.parts import PARTS, SEEN
from tests.documents.refusals.spoilt import golden
from tests.layers import first_of_each, layered
from tests.reading.test_refusals import KEY, refused

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]


@pytest.mark.parametrize(
    "bad", layered(UNSEEN, first_of_each(UNSEEN, lambda bad: bad.refusal)), ids=lambda bad: bad.what
)
def test_a_figure_that_nobody_sees_is_not_handed_over(bad: Bad, tmp_path: Path, command: Callable[..., tuple]) -> None:
    refused(bad, tmp_path, command)


@pytest.mark.parametrize("bad", layered(PARTS, lambda bad: bad is PARTS[0]), ids=lambda bad: bad.what)
def test_a_figure_in_parts_astray_or_under_something_is_not_handed_over(
    bad: Bad, tmp_path: Path, command: Callable[..., tuple]
) -> None:
    refused(bad, tmp_path, command)


ALONE = [
    *(*INCOMPLETE, *DOUBLED, *UNSEEN),
    *(bad for bad in PARTS if "in an edition that parts" not in bad.what),  # how all figures are grouped is seen later
]


@pytest.mark.full
@pytest.mark.parametrize("bad", ALONE, ids=lambda bad: bad.what)
def test_the_words_of_the_page_alone_tell_it(bad: Bad, tmp_path: Path) -> None:
    (tmp_path / bad.name).write_bytes(bad.make())
    with pytest.raises(bad.refusal):
        textlayer.read(tmp_path / bad.name)


@pytest.mark.parametrize("odd", layered([*ODD, *SEEN], lambda odd: odd is ODD[0]), ids=lambda odd: odd.what)
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
