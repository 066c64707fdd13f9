"""Layouts are read exactly by two readers or more: its words, the order of its content, its type."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.documents.facsimile.looks import CONTENT, TYPE, WORDS
from tests.documents.layouts import check

pytestmark = [pytest.mark.no_cover, pytest.mark.full]


@pytest.mark.parametrize("name", WORDS | CONTENT | TYPE)
def test_a_look_is_read_exactly(name: str, tmp_path: Path) -> None:
    check(name, tmp_path)
