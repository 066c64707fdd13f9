"""Looks in which any two choices of any two kinds stand together at least once: few documents for many layouts."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from tests.documents.facsimile.look import Footnotes, Look

CHOICES: dict[str, list[Any]] = {
    "rules": ["none", "header", "horizontal", "box", "grid"],
    "align": ["right", "left", "centre"],
    "years": ["merged", "each", "first", "in_month"],
    "title": ["above", "merged_row", "month_row"],
    "thousands": [".", "", "\u00a0"],
    "order": ["excel", "reading", "columns", "scrambled"],
    "pieces": ["cells", "words", "glyphs"],
    "font": ["carlito", "dejavu", "vera"],
    "fill": ["none", "banded", "dark"],
    "split": ["none", "repeated"],
    "wrap_labels": [None, "first", "last"],
    "footnotes": [None, Footnotes(on=("titles", "labels", "numbers"))],
}

Pair = tuple[tuple[str, int], tuple[str, int]]


def pairs(row: dict[str, int]) -> set[Pair]:
    """The pairs of choices, each a kind and the number of its value, that stand together in a row."""
    return set(combinations(sorted(row.items()), 2))


def rows() -> list[dict[str, int]]:
    """Rows, each with a value of every kind, that hold every pair: built value by value, the most useful first."""
    kinds = sorted(CHOICES, key=lambda kind: -len(CHOICES[kind]))
    left = {
        tuple(sorted(((one, i), (other, j))))
        for one, other in combinations(kinds, 2)
        for i in range(len(CHOICES[one]))
        for j in range(len(CHOICES[other]))
    }
    made: list[dict[str, int]] = []
    while left:
        row = dict(min(left))
        for kind in [kind for kind in kinds if kind not in row]:
            row[kind] = max(
                range(len(CHOICES[kind])),
                key=lambda value: (len(pairs({**row, kind: value}) & left), -value),
            )
        left -= pairs(row)
        made.append(row)
    return made


def looks() -> dict[str, Look]:
    """The looks by what they choose otherwise than the bundled edition."""
    made = {}
    for row in rows():
        look = Look(**{kind: CHOICES[kind][value] for kind, value in row.items()})
        made[", ".join(f"{kind} {value}" for kind, value in sorted(row.items()) if value)] = look
    return made
