"""What a notebook shows: tables with a caption and headers, pages with their cells outlined, charts.

    from ind_tables import exhibits
    exhibits.Table(figures.head(), "The first five observations")

Each shows itself in JupyterLab and on code-hosting sites, which keep tables and pictures and drop the rest.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.numbers import format_decimal

from ind_tables import pages
from ind_tables.pages import Box

if TYPE_CHECKING:
    from ind_tables.charts import Chart
    from ind_tables.extract import Document

NONE_PRINTED = "–"

_THREE, _TWO, _ONE = "#12436d", "#28a197", "#c4320a"
_COLOURS = {3: _THREE, 2: _TWO, 1: _ONE}


@dataclass(frozen=True)
class Table:
    """A table that shows itself as HTML: a caption, a header over each column, one before each row.

    Attributes:
        frame: what it shows, column by column; the index is left out.
        caption: what, where, when, in which unit.
        locale: whose thousands separator whole numbers get; empty: none, as in a file.
        headers: how many columns at the left head their row.
        names: headings that differ from the columns' names.
    """

    frame: pd.DataFrame
    caption: str
    locale: str = ""
    headers: int = 1
    names: Mapping[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """A ``<table>`` in a region that scrolls by itself; everything escaped."""
        kinds = [_is_number(self.frame[column]) for column in self.frame.columns]
        head = "".join(
            f'<th scope="col"{_class(number)}>{escape(str(self.names.get(column, column)))}</th>'
            for column, number in zip(self.frame.columns, kinds, strict=True)
        )
        body = "\n".join(
            f"<tr>{self._row(row, kinds)}</tr>" for row in self.frame.itertuples(index=False, name=None)
        )
        caption = escape(self.caption)
        return (
            f'<div class="table-scroll" role="region" aria-label="{caption}" tabindex="0">\n<table>\n'
            f"<caption>{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n"
            "</table>\n</div>"
        )

    def _row(self, row: tuple[Any, ...], kinds: list[bool]) -> str:
        cells = []
        for i, (value, number) in enumerate(zip(row, kinds, strict=True)):
            opening, closing = ('<th scope="row"', "</th>") if i < self.headers else ("<td", "</td>")
            cells.append(f"{opening}{_class(number)}>{escape(self._text(value))}{closing}")
        return "".join(cells)

    def _text(self, value: Any) -> str:
        if pd.isna(value):
            return NONE_PRINTED
        if isinstance(value, int) and not isinstance(value, bool) and self.locale:
            return str(format_decimal(value, format="#,##0", locale=self.locale))
        return str(value)

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return f"{self.caption}: {len(self.frame)} rows"


@dataclass(frozen=True)
class Picture:
    """A picture (SVG) with the text that stands for it where it cannot be seen."""

    svg: str = field(repr=False)
    alt: str

    def _repr_svg_(self) -> str:
        return self.svg

    def __repr__(self) -> str:
        return self.alt


@dataclass(frozen=True)
class Plate:
    """A chart as a notebook shows it: title and subtitle, and the picture, which code-hosting sites keep."""

    chart: Chart

    def _ipython_display_(self) -> None:
        from IPython.display import HTML, display

        title, subtitle = escape(self.chart.title), escape(self.chart.subtitle)
        display(
            HTML(f"<p><strong>{title}</strong><br>{subtitle}</p>"), Picture(self.chart.svg, self.chart.alt)
        )


def page(source: Path, document: Document, number: int, scale: float = 1.5) -> Picture:
    """A page of an edition with every cell that was read outlined, coloured by how many readings agree.

    Args:
        source: the PDF.
        document: the same edition, read.
        number: the page, counted from 1.
        scale: pixels a point.
    """
    sheet = document.pages[number - 1]
    cells = [cell for cell in document.cells if cell.page == number]
    outlines = "".join(
        f'<path d="{_outline((c.box for c in cells if len(c.readers) == count), sheet.height)}" fill="{colour}" '
        f'fill-opacity=".12" stroke="{colour}" stroke-width=".6"/>'
        for count, colour in _COLOURS.items()
        if any(len(c.readers) == count for c in cells)
    )
    alt = (
        f"Page {number} of {document.name} with the {len(cells)} cells outlined that were read from it: "
        f"{sum(len(c.readers) > 1 for c in cells)} on which two or more readings agree, "
        f"{sum(len(c.readers) < 2 for c in cells)} that only one reading saw."
    )
    return _framed(pages.picture(source, sheet, scale), sheet.width, sheet.height, outlines, alt)


def crop(source: Path, document: Document, number: int, box: Box, alt: str, scale: float = 3.0) -> Picture:
    """The part of a page inside ``box`` (upright points from the lower left corner), enlarged."""
    drawn = pages.picture(source, document.pages[number - 1], scale, box)
    return _framed(drawn, 2 * (box[2] - box[0]), 2 * (box[3] - box[1]), "", alt)


def _framed(drawn: Any, width: float, height: float, outlines: str, alt: str) -> Picture:
    target = io.BytesIO()
    drawn.convert("L").quantize(16).save(target, "PNG", optimize=True)
    data = base64.b64encode(target.getvalue()).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.4g} {height:.4g}" width="{width:.4g}" '
        f'height="{height:.4g}" role="img" aria-label="{escape(alt)}">'
        f'<image href="data:image/png;base64,{data}" width="{width:.4g}" height="{height:.4g}"/>{outlines}</svg>'
    )
    return Picture(svg, alt)


def _outline(boxes: Iterable[Box], height: float) -> str:
    return "".join(f"M{x0:.4g} {height - y1:.4g}H{x1:.4g}V{height - y0:.4g}H{x0:.4g}z" for x0, y0, x1, y1 in boxes)


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and not pd.api.types.is_bool_dtype(column)


def _class(number: bool) -> str:
    return ' class="number"' if number else ""
