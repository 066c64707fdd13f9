"""Entries of the catalogue that hold for some editions only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Certainty = Literal["certain", "likely", "uncertain"]


@dataclass(frozen=True, kw_only=True)
class Dated:
    """What holds from one edition until another.

    Attributes:
        valid_from: the first edition (YYYY-MM) for which it holds; None for all before.
        valid_until: the last one; None for all to come.
        certainty: how sure that is known.
    """

    valid_from: str | None = None
    valid_until: str | None = None
    certainty: Certainty = "certain"

    def __post_init__(self) -> None:
        for date in (self.valid_from, self.valid_until):
            month(date)
        if self.valid_from and self.valid_until and self.valid_from > self.valid_until:
            raise ValueError(f"it is valid from {self.valid_from} until {self.valid_until}, which is earlier")

    @property
    def dated(self) -> bool:
        """Whether it holds for some editions only."""
        return bool(self.valid_from or self.valid_until)

    def valid(self, edition: str) -> bool:
        """Whether it holds for ``edition`` (YYYY-MM)."""
        begun = self.valid_from is None or self.valid_from <= edition
        return begun and (self.valid_until is None or edition <= self.valid_until)

    def overlaps(self, other: Dated) -> bool:
        """Whether there can be an edition for which both hold."""
        begin = max(self.valid_from or "", other.valid_from or "")
        ends = [date for date in (self.valid_until, other.valid_until) if date]
        return not ends or begin <= min(ends)


@dataclass(frozen=True, kw_only=True)
class Wording(Dated):
    """Words as some editions print them."""

    text: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if not any(map(str.isalpha, self.text)):
            raise ValueError(f"“{self.text}” are no words")


def month(date: str | None) -> None:
    """Raises ValueError where ``date`` is something else than a month (YYYY-MM) or None."""
    if date is not None and re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", date) is None:
        raise ValueError(f"the date {date!r} is no month; expected one as in 2026-01")


def wordings(words: Iterable[str | Wording]) -> tuple[Wording, ...]:
    """The words, those without dates as words of every edition."""
    return tuple(word if isinstance(word, Wording) else Wording(text=word) for word in words)
