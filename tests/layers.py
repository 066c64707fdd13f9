"""Which cases of a test stand in ``make test``, and which in the full tests only: docs/tests.md.

What the tests reach of the code is measured on the former, but for what bears ``no_cover``: tracing doubles the time,
and what these reach is reached, but for a few lines, by others.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

import pytest

T = TypeVar("T")


def layered(cases: Iterable[T], quick: Callable[[T], bool]) -> list[Any]:
    """The cases for ``parametrize``, marked ``full`` where they are not quick."""
    rest = (pytest.mark.full, pytest.mark.no_cover)
    return [case if quick(case) else pytest.param(case, marks=rest) for case in cases]


def only(*names: str) -> Callable[[str], bool]:
    """Whether a case is one of these."""
    return lambda case: case in names


def first_of_each(cases: Collection[T], kind: Callable[[T], Any]) -> Callable[[T], bool]:
    """Whether a case is the first of its kind."""
    first: dict[Any, T] = {}
    for case in cases:
        first.setdefault(kind(case), case)
    return lambda case: first[kind(case)] is case
