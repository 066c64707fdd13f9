"""No accident is blamed on the document: what is muddled is refused for what was found, or read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ind_tables.errors import DamagedPdf, InternalError, ReadError
from ind_tables.reading import edition
from tests.documents.muddled import MUDDLES, muddled
from tests.layers import layered

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

MANY, TOGETHER = 400, 20


@pytest.mark.parametrize(
    "first", layered(range(0, MANY, TOGETHER), lambda first: first == 0), ids=lambda first: f"{first} and on"
)
def test_what_is_muddled_is_neither_a_damaged_file_nor_a_defect(first: int, tmp_path: Path) -> None:
    refused = 0
    for seed in range(first, first + TOGETHER):
        one = muddled(seed)
        (tmp_path / "edition.pdf").write_bytes(one.pdf)
        try:
            edition.read(tmp_path / "edition.pdf", allow_incomplete=True)
        except InternalError as error:
            pytest.fail(f"seed {seed}, {one.done}: {error}")
        except ReadError as error:
            if isinstance(error, DamagedPdf) and "crop box" not in str(error):
                pytest.fail(f"seed {seed}, {one.done}: {error}")
            refused += 1
    assert refused > TOGETHER / 4, "an edition that is muddled is mostly refused"


def test_every_way_to_muddle_is_among_the_first() -> None:
    assert {muddled(seed).done.split(",")[0].split()[0] for seed in range(TOGETHER)} == {
        way.__name__ for way in MUDDLES
    }
