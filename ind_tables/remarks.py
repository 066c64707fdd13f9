"""What is to be said of a document, a finding or a suspect, as data: until it is told, it is in no language."""

from __future__ import annotations

from typing import Any, NamedTuple


class Remark(NamedTuple):
    """One thing to say.

    Attributes:
        kind: what it is; ``ind_tables/telling/templates`` has its words under this name.
        facts: the numbers, places, printed texts and names in it, in the order in which its words take them.
    """

    kind: str
    facts: tuple[Any, ...] = ()


def plain(value: float) -> int | float:
    """A number as it is said: whole where it is whole."""
    return int(value) if value == int(value) else float(value)
