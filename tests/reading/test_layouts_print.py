"""Layouts are read exactly by two readers or more: what a table looks like: rulings, alignment, headers, titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.facsimile.looks import ALIGNMENTS, HEADERS, RULINGS, TITLES
from tests.documents.layouts import check

pytestmark = [pytest.mark.no_cover, pytest.mark.full]


@pytest.mark.parametrize("name", RULINGS | ALIGNMENTS | HEADERS | TITLES)
def test_a_look_is_read_exactly(name: str, tmp_path: Path) -> None:
    check(name, tmp_path)
