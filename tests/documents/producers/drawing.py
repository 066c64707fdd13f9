"""An edition drawn text by text, as a program draws that lays tables out itself."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

from tests.documents.facsimile.document import Table
from tests.documents.producers.editions import Edition
from tests.documents.producers.rows import Row, table_rows

LABEL, MARGIN = 168.0, 26.0  # points
FIRST_PAGE = 7


def _pages(edition: Edition) -> Iterator[tuple[str, list[tuple[float, Row]]]]:
    """The heading and the rows of each page with their height from the page's top."""
    document = edition.document
    wide = edition.look.orientation == "landscape"
    counts = (4, 3, 3, 3) if wide else (FIRST_PAGE, len(document.tables))
    tables = list(document.tables)
    while tables:
        count, *counts = counts  # type: ignore[assignment]
        page: list[Table] = tables[:count]
        del tables[:count]
        y, lines = 50.0, []
        for table in page:
            for row in table_rows(table, document, edition.look):
                y += 9.4 if wide else 8.2
                lines.append((y, row))
            y += 5
        yield document.heading, lines


def _places(row: Row, width: float) -> Iterator[tuple[str, float, float]]:
    """Text, left and right of each cell."""
    columns = sum(cell.columns for cell in row.cells) - 1
    step = (width - 2 * MARGIN - LABEL) / max(columns, 1)
    starts = accumulate((cell.columns for cell in row.cells), initial=0)
    for start, cell in zip(starts, row.cells, strict=False):
        left = MARGIN if start == 0 else MARGIN + LABEL + (start - 1) * step
        yield cell.text, left, MARGIN + LABEL + (start + cell.columns - 1) * step


def with_cairo(edition: Edition, target: Path) -> None:
    """Draw with cairo's toy text API on a PDF surface."""
    import cairo

    wide = edition.look.orientation == "landscape"
    width, height = (841.89, 595.28) if wide else (595.28, 841.89)
    surface = cairo.PDFSurface(str(target), width, height)
    pen = cairo.Context(surface)
    for heading, lines in _pages(edition):
        pen.select_font_face("DejaVu Sans", cairo.FONT_SLANT_NORMAL, cairo.FONT_WEIGHT_BOLD)
        pen.set_font_size(12)
        pen.move_to(MARGIN, 36)
        pen.show_text(heading)
        for y, row in lines:
            weight = cairo.FONT_WEIGHT_BOLD if row.kind == "title" else cairo.FONT_WEIGHT_NORMAL
            pen.select_font_face("DejaVu Sans", cairo.FONT_SLANT_NORMAL, weight)
            pen.set_font_size(5.4 if wide else 4.4)
            for place, (text, left, right) in enumerate(_places(row, width)):
                advance = pen.text_extents(text).x_advance
                x = right - 1.5 - advance if place and len(row.cells) > 1 else left + 1
                pen.move_to((left + right - advance) / 2 if row.kind == "years" else x, y)
                pen.show_text(text)
                if edition.look.rules == "grid" and row.kind not in ("title", "note"):
                    pen.set_line_width(0.3)
                    pen.rectangle(left, y - 6.9, right - left, 9.4 if wide else 8.2)
                    pen.stroke()
        pen.show_page()
    surface.finish()


def with_matplotlib(edition: Edition, target: Path) -> None:
    """Draw with matplotlib, which embeds its font as Type 3."""
    import matplotlib as mpl

    mpl.use("pdf")
    from matplotlib import pyplot
    from matplotlib.backends.backend_pdf import PdfPages

    with PdfPages(target) as pages:
        for heading, lines in _pages(edition):
            figure = pyplot.figure(figsize=(8.27, 11.69))
            figure.text(MARGIN / 595.28, 1 - 36 / 841.89, heading, fontsize=12, weight="bold")
            for y, row in lines:
                _draw(figure, y, row)
            pages.savefig(figure)
            pyplot.close(figure)


def _draw(figure: Any, y: float, row: Row) -> None:
    weight = "bold" if row.kind == "title" else "normal"
    height = 1 - y / 841.89
    for place, (text, left, right) in enumerate(_places(row, 595.28)):
        centred = row.kind == "years" and place > 0
        x = (left + right) / 2 if centred else right - 1.5 if place else left + 1
        align = "center" if centred else "right" if place else "left"
        size = 4.2 if row.kind == "note" else 4.4
        figure.text(x / 595.28, height, text, fontsize=size, ha=align, va="baseline", weight=weight)
