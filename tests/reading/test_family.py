"""Pages within the evidence of the original, and what its tools would plausibly make of it, are read exactly."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from ind_tables.reading import edition
from ind_tables.record import observations
from ind_tables.remarks import Remark
from tests.documents.family.edition import CELL
from tests.documents.family.member import COUNT, Member, member
from tests.documents.family.traits import ODDITIES
from tests.layers import layered

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

SHORT = 20
ONCE_REFUSED = (263, 345, 350, 353, 366, 386, 422, 570, 583, 643, 709, 751, 832, 859, 973, 1064, 1065, 1082, 1105)


def read(one: Member, folder: Path) -> tuple[pd.DataFrame, tuple[Remark, ...]]:
    source = folder / "edition.pdf"
    source.write_bytes(one.pdf)
    document = edition.read(source)
    return observations.from_document(document), document.warnings


@pytest.mark.parametrize("seed", layered([*range(COUNT), *ONCE_REFUSED], lambda seed: seed < SHORT))
def test_a_member_of_the_family_is_read_as_a_person_reads_it(seed: int, tmp_path: Path) -> None:
    one = member(seed)

    frame, warnings = read(one, tmp_path)

    got = frame[list(one.reading)].sort_values(CELL, ignore_index=True)
    pd.testing.assert_frame_equal(got, one.reading, check_dtype=False)
    assert frame.loc[frame["status"] == "A", "readers"].str.contains("+", regex=False).all()
    foreign = [warning for warning in warnings if warning.kind == "foreign_column"]
    beside = [warning for warning in warnings if warning.kind == "beside"]
    assert bool(foreign) == bool(one.traits.foreign)
    assert len(beside) == bool(one.traits.beside)
    assert len(foreign) + len(beside) == len(warnings)


@pytest.mark.full
def test_the_short_tests_draw_every_oddity() -> None:
    assert {kind for seed in range(SHORT) for kind in member(seed).traits.kinds} == set(ODDITIES)


def test_a_seed_gives_the_same_bytes_again() -> None:
    assert member(1).pdf == member(1).pdf
