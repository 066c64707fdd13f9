"""Files that no reader should be asked to swallow end in one line, within the limits of time and memory."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ind_tables.reading import isolation
from tests.documents.refusals.documents import BOMBS, LARGE, Bad
from tests.layers import layered
from tests.reading.test_refusals import refused

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]


@pytest.mark.parametrize(
    "bad", layered(LARGE, lambda bad: bad.what.startswith("pages a thousand")), ids=lambda bad: bad.what
)
def test_a_large_document_is_refused_at_a_glance(bad: Bad, tmp_path: Path, command: Callable[..., tuple]) -> None:
    refused(bad, tmp_path, command)


@pytest.mark.parametrize("bad", layered(BOMBS, lambda bad: bad.what.startswith("500 MiB")), ids=lambda bad: bad.what)
def test_a_bomb_is_refused_within_the_limits(
    bad: Bad, tmp_path: Path, command: Callable[..., tuple], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "LIMIT_MEMORY", 384 * 2**20)
    began = time.monotonic()
    refused(bad, tmp_path, command, listed=False)
    assert time.monotonic() - began < 3 * isolation.LIMIT_SECONDS
