"""Pages drawn in a test: each character of a drawing stands at its column and line, in type of 7 points."""

from __future__ import annotations

from textwrap import dedent

from ind_tables import catalogue
from ind_tables.reading import tables
from ind_tables.reading.glyphs import Glyph
from ind_tables.reading.labels import Labels
from ind_tables.reading.pages import Page

ADVANCE = 4.0
LEADING = 12.0
SIZE = 7.0
LABELS = Labels(catalogue.load())


def sheet(drawing: str, number: int = 1) -> Page:
    """The page that ``drawing`` shows; a single space parts words, two or more part columns."""
    lines = dedent(drawing).strip("\n").splitlines()
    height = LEADING * (len(lines) + 1)
    return Page(
        number,
        ADVANCE * max(map(len, lines)),
        height,
        0,
        tuple(
            Glyph(character, ADVANCE * column, ADVANCE * (column + 1), height - LEADING * (row + 1), SIZE)
            for row, line in enumerate(lines)
            for column, character in enumerate(line)
        ),
    )


def reading(*drawings: str) -> tables.Reading:
    """What the tables on the drawn pages say."""
    return tables.read([sheet(drawing, number) for number, drawing in enumerate(drawings, 1)], LABELS)


def figures(found: tables.Reading) -> dict[str, dict[str, list[str]]]:
    """The printed texts by section and row; an age band stands for its row, and a measure for the others."""
    return {
        table.section.id if table.section else table.title: {
            (row.key[0] if row.key[1] == "all" else row.key[1]) if row.key else row.label: [c.text for c in row.cells]
            for row in table.rows
        }
        for table in found.tables
    }
