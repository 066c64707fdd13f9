"""The editions that there are, read again under another catalogue: what an extension changes of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from ind_tables import home
from ind_tables.errors import ReadError
from ind_tables.record import observations, store

_SAME = ["section", "measure", "age_band", "period", "value", "status"]


class Change(NamedTuple):
    """What the catalogue in use makes of an edition otherwise than before.

    Attributes:
        added, lost, changed: how many figures there are only now, only before, or otherwise.
        refusal: why the edition is refused; empty where it is read.
    """

    edition: str
    added: int = 0
    lost: int = 0
    changed: int = 0
    refusal: str = ""

    def __str__(self) -> str:
        if self.refusal:
            return f"{self.edition}: refused: {self.refusal}"
        parts = [f"{count} {what}" for what, count in self._asdict().items() if what in _COUNTED and count]
        return f"{self.edition}: {', '.join(parts) or 'nothing changed'}"


_COUNTED = ("added", "lost", "changed")


def changes() -> Iterator[Change]:
    """What each edition of which there is a PDF says, read again, otherwise than as it is stored.

    An edition that is not stored can only be said to be read or refused.
    """
    stored = store.months()
    for month, pdf in home.available().items():
        try:
            now = observations.read(pdf, month)
        except ReadError as refusal:
            yield Change(month, refusal=str(refusal))
            continue
        yield _change(month, now, store.load(month) if month in stored else now)


def _change(month: str, now: pd.DataFrame, then: pd.DataFrame) -> Change:
    keys = _SAME[:4]
    ours, theirs = (frame.set_index(keys)[_SAME[4:]].sort_index() for frame in (now, then))
    both = ours.index.intersection(theirs.index)
    same = ours.loc[both].astype(str) == theirs.loc[both].astype(str)
    return Change(month, len(ours) - len(both), len(theirs) - len(both), int((~same.all(axis=1)).sum()))
