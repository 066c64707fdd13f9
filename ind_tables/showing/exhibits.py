"""What a notebook shows: tables with a caption and headers, pages with their cells outlined.

    from ind_tables.showing import exhibits
    exhibits.Table(figures.head(), "The first five observations")

Each shows itself in JupyterLab and on code-hosting sites, which keep tables and pictures and drop the rest.
"""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from numbers import Integral
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from babel.numbers import format_decimal

from ind_tables import home
from ind_tables.errors import RequestError
from ind_tables.reading import pages
from ind_tables.reading.edition import is_facsimile
from ind_tables.reading.picture import Box
from ind_tables.showing import layout
from ind_tables.telling import omissions

if TYPE_CHECKING:
    from ind_tables.reading.edition import Document

NONE_PRINTED = "–"

_THREE, _TWO, _ONE = "#12436d", "#28a197", "#c4320a"
_LARGE = 1.6  # pixels a point, at which type of five points can be read
_COLOURS = {3: _THREE, 2: _TWO, 1: _ONE}

# JupyterLab shows a picture apart from its page, whose colours and font it does not see; a page sets its own.
_OWN = 'color="#1b1f24" font-family="system-ui, sans-serif" style="background:#fff"'


@dataclass(frozen=True)
class Table:
    """A table that shows itself as HTML: a caption, a header over each column, one before each row.

    Attributes:
        frame: what it shows, column by column; the index is left out.
        caption: what, where, when, in which unit.
        locale: whose thousands separator whole numbers get; empty: none, as in a file.
        headers: how many columns at the left head their row.
        names: headings that differ from the columns' names.
        figures: columns that hold figures as text, set to the right as numbers are.
    """

    frame: pd.DataFrame
    caption: str
    locale: str = ""
    headers: int = 1
    names: Mapping[str, str] = field(default_factory=dict)
    figures: Sequence[str] = ()

    def html(self) -> str:
        """A ``<table>`` in a region that scrolls by itself; a sentence where it has no rows; everything escaped."""
        if self.frame.empty:
            return f"<p>{escape(self.caption)}: none.</p>"
        columns = [
            {
                "name": str(self.names.get(column, column)),
                "number": column in self.figures or _is_number(self.frame[column]),
            }
            for column in self.frame.columns
        ]
        rows = [[self._text(cell) for cell in row] for row in self.frame.itertuples(index=False, name=None)]
        template = layout.environment().get_template("table.html.jinja")
        table: Any = template.make_module()
        return str(table.table(self.caption, columns, rows, self.headers, "words"))

    def _text(self, value: Any) -> str:
        if pd.isna(value):
            return NONE_PRINTED
        if isinstance(value, Integral) and not isinstance(value, bool) and self.locale:
            return str(format_decimal(int(value), format="#,##0", locale=self.locale))
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
        return self.svg.replace("<svg ", f"<svg {_OWN} ", 1)

    def __repr__(self) -> str:
        return self.alt


@dataclass(frozen=True)
class Origin:
    """What a notebook comes to, whose figures it shows, and whether its PDF is an original or a facsimile.

    Attributes:
        month, pdf: the edition and its PDF, as the notebooks' parameters name them.
        verdict: what the notebook comes to, in one line.
    """

    month: str
    pdf: str = ""
    verdict: str = ""

    def _repr_html_(self) -> str:
        verdict = f"<p><strong>{escape(self.verdict)}</strong></p>\n" if self.verdict else ""
        return f'{verdict}<div class="note" role="note"><p>{escape(self._whose())}</p></div>'

    def __repr__(self) -> str:
        return f"{self.verdict}\n{self._whose()}" if self.verdict else self._whose()

    def _whose(self) -> str:
        whose = f"Figures of the Immigratie- en Naturalisatiedienst (IND), Maandcijfers, edition {self.month}."
        try:
            source = home.locate(self.month, self.pdf)
        except RequestError:
            return f"{whose} Read from a file of observations; the PDF is not at hand."
        if is_facsimile(pages.information(source)):
            return f"{whose} The PDF is a re-typeset facsimile of published figures, not the IND's own file."
        return f"{whose} The PDF is the one that the analyst supplied."


@dataclass(frozen=True)
class Pages:
    """The pages of an edition with every cell that was read outlined; see :func:`page`."""

    source: Path
    document: Document = field(repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import display

        for sheet in self.document.pages:
            display(page(self.source, self.document, sheet.number))


def page(source: Path, document: Document, number: int, scale: float = 2.0) -> Picture:
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
    return _framed(pages.picture(source, sheet, scale), sheet.width, sheet.height, outlines, alt, _LARGE)


def summary(document: Document) -> pd.DataFrame:
    """What was found in an edition: columns what and found, both text, one row a fact."""
    cells = document.cells
    facts = {
        "Edition, by its title": document.edition,
        "Months, by the headings of the columns": f"{document.periods[0]} to {document.periods[-1]}",
        "Pages": len(document.pages),
        "Tables": len({cell.section for cell in cells}),
        "Rows": len({(cell.section, cell.measure, cell.age_band) for cell in cells}),
        "Cells": f"{len(cells):,}",
        "Missing": "; ".join(document.missing) or "nothing",
        "Left out": "; ".join(omissions.told(document.warnings, "en")) or "nothing",
        "SHA-256 of the PDF": document.sha256,
    }
    return pd.DataFrame({"what": list(facts), "found": [str(found) for found in facts.values()]})


def verdict(document: Document) -> str:
    """Whether every figure was read, in one line."""
    alone = sum(len(cell.readers) < 2 for cell in document.cells)
    seen = f"{alone:,} by one reading only" if alone else "each by two readings or more that agree"
    missing = f"; missing: {'; '.join(document.missing)}" if document.missing else ""
    return f"{document.edition}: {len(document.cells):,} cells read, {seen}{missing}."


def readings(figures: pd.DataFrame) -> pd.DataFrame:
    """How many figures of each page which readings agree on: page, readers, figures."""
    counted = figures.groupby(["page", "readers"], sort=True).size().rename("figures").reset_index()
    return counted.assign(page=counted["page"].astype(str), readers=counted["readers"].str.replace("+", ", "))


def as_printed(figures: pd.DataFrame, section: str) -> pd.DataFrame:
    """A table of the document in its words, the newest month first: label, then a column a month, with its texts."""
    mine = figures[figures["section"] == section]
    wide = mine.pivot_table(index="label", columns="period", values="printed", aggfunc="first", sort=False)
    newest_first = wide[sorted(wide.columns, reverse=True)]
    return newest_first.reset_index().rename_axis(columns=None)


def treatment(figures: pd.DataFrame) -> pd.DataFrame:
    """What was done with the printed texts: treatment, why, figures (how many), printed and value (an example)."""
    bare = figures["printed"].str.strip().str.fullmatch(r"[-\u2212\u2013]?\d+")
    kinds = [
        (figures["status"].eq("A") & bare, "taken as it stands", "It is a whole number."),
        (
            figures["status"].eq("A") & ~bare,
            "separator or mark removed",
            "A point or space stands before groups of three digits, or a footnote mark behind the number.",
        ),
        (
            figures["status"].eq("M"),
            "status M, no value",
            "The document prints a dash: no such cases, or none to count.",
        ),
        (figures["status"].eq("L"), "status L, no value", "The document prints that the figure is not available."),
        (figures["status"].eq("O"), "status O, no value", "The document leaves the cell blank."),
    ]
    rows = [
        (what, why, len(mine), mine["printed"].iloc[0], "" if pd.isna(value) else str(value))
        for chosen, what, why in kinds
        if len(mine := figures[chosen])
        for value in [mine["value"].iloc[0]]
    ]
    return pd.DataFrame(rows, columns=["treatment", "why", "figures", "printed", "value"])


def crop(source: Path, document: Document, number: int, box: Box, alt: str, scale: float = 3.0) -> Picture:
    """The part of a page inside ``box`` (upright points from the lower left corner), enlarged."""
    drawn = pages.picture(source, document.pages[number - 1], scale, box)
    return _framed(drawn, 2 * (box[2] - box[0]), 2 * (box[3] - box[1]), "", alt)


def _framed(drawn: Any, width: float, height: float, outlines: str, alt: str, size: float = 1.0) -> Picture:
    target = io.BytesIO()
    drawn.convert("L").quantize(16).save(target, "PNG", optimize=True)
    data = base64.b64encode(target.getvalue()).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.4g} {height:.4g}" '
        f'width="{size * width:.4g}" height="{size * height:.4g}" role="img" aria-label="{escape(alt)}">'
        f'<image href="data:image/png;base64,{data}" width="{width:.4g}" height="{height:.4g}"/>{outlines}</svg>'
    )
    return Picture(svg, alt)


def _outline(boxes: Iterable[Box], height: float) -> str:
    return "".join(f"M{x0:.4g} {height - y1:.4g}H{x1:.4g}V{height - y0:.4g}H{x0:.4g}z" for x0, y0, x1, y1 in boxes)


def _is_number(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column)) and not pd.api.types.is_bool_dtype(column)
