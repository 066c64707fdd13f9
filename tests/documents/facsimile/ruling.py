"""The lines and the grey grounds of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tests.documents.facsimile.document import Header
from tests.documents.facsimile.grid import Columns
from tests.documents.facsimile.look import Look
from tests.documents.facsimile.pagination import Line

GREYS = {"header": 0.88, "dark": 0.25, "banded": 0.94, "cells": 0.92}
INSET = 0.25


@dataclass(frozen=True)
class Rule:
    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True)
class Fill:
    x0: float
    y0: float
    x1: float
    y1: float
    grey: float


@dataclass(frozen=True)
class Band:
    """A line of the table between its upper and lower edge."""

    line: Line
    top: float
    bottom: float


def fills(body: Sequence[Band], columns: Columns, look: Look) -> Iterator[Fill]:
    """The grey grounds of the table's lines in ``body``."""
    figures = 0
    for band in body:
        figures += band.line.kind == "figures"
        header = look.fill in ("header", "dark") and band.line.kind in ("year", "month")
        odd = look.fill == "banded" and band.line.kind == "figures" and figures % 2 == 1
        if header or odd:
            yield Fill(columns.labels, band.bottom, columns.right, band.top, GREYS[look.fill])
        elif look.fill == "cells" and band.line.kind in ("month", "figures"):
            for left, right in zip(columns.edges, columns.edges[1:], strict=False):
                yield Fill(left + INSET, band.bottom + INSET, right - INSET, band.top - INSET, GREYS[look.fill])


def rules(body: Sequence[Band], columns: Columns, header: Header, look: Look) -> Iterator[Rule]:
    """The ruled lines of the table's lines in ``body``."""
    top, bottom, width = body[0].top, body[-1].bottom, look.rule_width

    def across(y: float, left: float = columns.labels) -> Rule:
        return Rule(left, y, columns.right, y, width)

    def down(x: float, high: float = top, low: float = bottom) -> Rule:
        return Rule(x, low, x, high, width)

    if look.rules in ("header", "box"):
        yield from (across(band.bottom) for band in body if band.line.kind == "month")
    if look.rules in ("horizontal", "grid"):
        yield from (across(band.bottom) for band in body)
    if look.rules == "horizontal":
        yield across(top, columns.left)
    if look.rules in ("box", "grid"):
        yield from (across(top, columns.left), across(bottom, columns.left))
        yield from (down(columns.left), down(columns.right))
    if look.rules == "grid":
        for band in body:
            if columns.labels != columns.left:
                yield down(columns.labels, band.top, band.bottom)
            for number, x in enumerate(columns.edges[:-1]):
                if not _merged(band.line, number, header, look):
                    yield down(x, band.top, band.bottom)


def _merged(line: Line, number: int, header: Header, look: Look) -> bool:
    """Whether the cell of column ``number`` is one with the cell on its left."""
    if line.kind == "title":
        return look.title == "merged_row"
    same_year = number > 0 and header.years[number] == header.years[number - 1]
    return line.kind == "year" and look.years == "merged" and same_year
