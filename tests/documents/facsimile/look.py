"""What a page can look like: every choice that a producer of this document could have made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Align = Literal["right", "left", "centre"]
Angle = Literal[0, 90, 180, 270]


@dataclass(frozen=True)
class ExtraTable:
    """A table of a subject that the catalogue does not know.

    Attributes:
        title: its title.
        rows: label and printed cells of each row; cells are made up where there are none.
        before: the section it stands in front of; at the end where there is none.
    """

    title: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    before: str | None = None


@dataclass(frozen=True)
class ExtraRow:
    """A row that the catalogue does not know, at ``position`` (from 0) in a section's table."""

    section: str
    position: int
    label: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sum:
    """A column that is no month, behind the month ``last``: the figures from ``first`` (YYYY-MM) on added up."""

    heading: str
    first: str
    last: str


@dataclass(frozen=True)
class Footnotes:
    """Footnote marks behind each n-th (``every``) of the things named in ``on``, and the text of the note."""

    on: tuple[Literal["titles", "labels", "numbers"], ...] = ("labels",)
    mark: str = "1"
    superscript: bool = True
    every: int = 3
    text: str = "Voorlopige cijfers"


@dataclass(frozen=True)
class Look:
    """A look of the document; the defaults are the bundled edition's. Lengths are in points."""

    # Paper. /Rotate leaves the content upright for the reader; `turned` turns the content itself.
    # The media box reaches `crop_offset` beyond the crop box on every side. UserUnit keeps the size
    # on paper.
    page_size: Literal["A4", "A3"] = "A4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    margin: float = 26
    rotate: Angle = 0
    turned: Angle = 0
    crop_offset: tuple[float, float] = (0, 0)
    media_origin: tuple[float, float] = (0, 0)
    user_unit: float = 1

    # Type. `pitch` is the distance of baselines; fake bold is printed twice, a fifth of a point
    # apart.
    font: Literal["carlito", "dejavu", "vera", "helvetica", "times", "courier"] = "carlito"
    bold: bool = True
    size: float = 5.6
    note_size: float = 5.2
    pitch: float = 7.7
    fake_bold: Literal["none", "titles", "all"] = "none"
    bold_totals: bool = False
    type3: bool = False

    # Rules and fills.
    rules: Literal["none", "header", "horizontal", "box", "grid"] = "none"
    rule_width: float = 0.3
    fill: Literal["none", "header", "dark", "banded", "cells"] = "none"

    # Columns. `column_gap` is the white between the widest texts of neighbouring columns; without
    # it the columns share the page's width. `indent` is the age bands'.
    align: Align = "right"
    header_align: Align | None = None
    column_gap: float | None = None
    label_gap: float = 6
    indent: float = 0

    # Header. "label": `year_label` stands in the label column; "in_month": each month cell is
    # `month_format`, in which {yy} is the short year, {number} the month's, and a line break is allowed. header="page":
    # once a page. `column_numbers`, such as "({number})", makes a row that numbers the columns;
    # `header_below` says the months again under the last row.
    years: Literal["merged", "each", "first", "label", "in_month"] = "merged"
    year_label: str = "{first}/{last}"
    month_format: str = "{month} {year}"
    months: Literal["full", "abbr", "english", "english_abbr"] = "full"
    month_case: Literal["capital", "lower", "upper"] = "capital"
    header: Literal["table", "page"] = "table"
    column_numbers: str = ""
    header_below: bool = False
    sums: tuple[Sum, ...] = ()

    # Titles. "row_span" is a first column that spans the table's rows, and reads upwards if
    # `title_turned`.
    title: Literal["above", "merged_row", "year_row", "month_row", "row_span"] = "above"
    title_turned: bool = False
    capitals: bool = False

    # Words. `spellings` maps section ids, titles and labels to other words; `space`, `dash`,
    # `replace` change characters in titles and labels; `soft_hyphen` puts U+00AD into their long
    # words. Labels of more than `wrap_width` characters wrap, the numbers level with the first
    # line, the last or between. `remarks` stand under every table.
    heading: str = "Maandcijfers IND {month} {year}"
    spellings: Mapping[str, str] = field(default_factory=dict)
    wrap_labels: Literal["first", "last", "middle"] | None = None
    wrap_width: int = 14
    space: str = " "
    dash: str = "-"
    soft_hyphen: bool = False
    replace: Mapping[str, str] = field(default_factory=dict)
    thousands: str = "."
    footnotes: Footnotes | None = None
    notes: bool = True
    remarks: tuple[str, ...] = ()

    # What stands on which page. `pages` gives each page's sections; without it the split is the
    # bundled one. What does not fit goes to the next page, whole or `split`, with or without its
    # header repeated; `orphans` may then stand last on a page, without their rows.
    # `omit` has section ids and "section/measure/age_band".
    # `preface` has lines below the heading: on the cover, or else on the first page.
    pages: tuple[tuple[str, ...], ...] | None = None
    section_order: tuple[str, ...] = ()
    omit: frozenset[str] = frozenset()
    extra_tables: tuple[ExtraTable, ...] = ()
    extra_rows: tuple[ExtraRow, ...] = ()
    split: Literal["none", "plain", "repeated"] = "none"
    orphans: Literal["none", "title", "header"] = "none"
    rows_per_page: int | None = None
    side_by_side: int = 1
    cover: bool = False
    preface: tuple[str, ...] = ()
    running_head: str = ""
    footer: str = "Bron: IND (Metis) {page}/{pages}"

    # Content stream. `order` is that of the text operators, each of which prints one of the
    # `pieces`. A row as a string has spaces between its numbers that keep the columns, or single
    # ones.
    order: Literal["excel", "reading", "columns", "scrambled"] = "excel"
    pieces: Literal["cells", "words", "glyphs"] = "cells"
    seed: int = 0
    row_as_string: Literal["no", "spaces", "single"] = "no"
    form_xobject: bool = False
    watermark: str = ""
    outside_text: tuple[str, ...] = ()

    # Text across the tables that nobody sees: drawn in no colour at all, or cut off by a clipping path.
    invisible_text: tuple[str, ...] = ()
    clipped_text: tuple[str, ...] = ()
