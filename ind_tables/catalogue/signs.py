"""What stands in a cell instead of a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ind_tables.catalogue.dated import Dated
from ind_tables.errors import CatalogueError, one_line

SIGNS = ("M", "L", "O")
_LIKE_DIGITS = frozenset("oqdilszbg|")
_MARKS = frozenset("#%+=,\ufffd")
_LONGEST = 15
_SPACE = re.compile(r"(?<=[<≤])\s+")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


@dataclass(frozen=True, kw_only=True)
class Sign(Dated):
    """What some editions print in the place of a figure, and the status of an observation without one.

    Never what may be a figure: a digit only behind "<", no single letter that looks like a digit, and no "####" of a
    column that was too narrow.
    """

    text: str
    status: str

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.status not in SIGNS:
            raise ValueError(f"signs have the unknown status {self.status!r}; expected {', '.join(SIGNS)}")
        if not self.text.strip() and self.status != "O":
            raise ValueError(f"the sign “{self.text}” is blank; expected what is printed")
        if any(map(str.isdigit, self.text)) and not re.match(r"[<≤]\s*\d+$", self.text):
            raise ValueError(f"the sign “{self.text}” may be a figure; expected no digits, unless as in “<5”")
        if self.spelt in _LIKE_DIGITS or not _MARKS.isdisjoint(self.text):
            raise ValueError(f"the sign “{self.text}” may be a figure that is not seen whole; expected another")

    @property
    def spelt(self) -> str:
        """Its text as it is compared."""
        return spelt(self.text)


def spelt(text: str) -> str:
    """The text of a cell as signs are compared: “< 5” is “<5”, in small letters, all dashes alike."""
    return _DASHES.sub("-", _SPACE.sub("", text.strip())).casefold()


def possible(text: str) -> bool:
    """Whether the text of a cell can be a sign: it is none of what :class:`Sign` refuses, and short."""
    try:
        return bool(text.strip()) and len(text) <= _LONGEST and bool(Sign(text=text, status="L"))
    except ValueError:
        return False


def listed(listed: Mapping[str, Any], file: str) -> Iterator[dict[str, Any]]:
    """The signs that are listed by status, each text alone or with dates."""
    for status, signs in listed.items():
        if not isinstance(signs, list):
            raise CatalogueError(f"{file}, signs: {status!r} is {one_line(repr(signs))[:80]}; expected a list")
        for sign in signs:
            dated = sign if isinstance(sign, dict) else {"text": sign}
            if "status" in dated:
                raise CatalogueError(f"{file}, signs, {status}: the list says the status; remove 'status'")
            yield {**dated, "status": status}
