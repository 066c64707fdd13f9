"""The printed editions: which program printed which figures in which look.

The figures of each are random (a seed, the report month, the number of months), so a PDF is held against what
``random_figures`` makes of the same three; without a seed they are those of December 2025. How each program
is called stands in the module named after it. A look says as much as the program can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import pandas as pd

from tests.documents.facsimile.document import Document, compose
from tests.documents.facsimile.figures import GOLDEN, random_figures
from tests.documents.facsimile.look import Footnotes, Look

FOLDER = Path(__file__).parent / "pdf"


@dataclass(frozen=True)
class Edition:
    """An edition in print.

    Attributes:
        program: the module that prints it.
        seed: of its figures; None: those of December 2025.
        end, length: the report month and the number of months.
        look: its words, and what it looks like.
        options: what else the program is told.
    """

    program: str
    seed: int | None = None
    end: str = "2025-12"
    length: int = 13
    look: Look = field(default_factory=Look)
    options: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures in the columns of tests/golden/2025-12.csv."""
        return pd.read_csv(GOLDEN) if self.seed is None else random_figures(self.seed, self.end, self.length)

    @property
    def document(self) -> Document:
        """Its words and figures."""
        return compose(self.figures, self.look)


LANDSCAPE = {"orientation": "landscape"}
DEC_24 = {"years": "in_month", "months": "abbr", "month_case": "lower", "month_format": "{month}-{yy}"}

EDITIONS: dict[str, Edition] = {
    # A spreadsheet exported as PDF: numbers are numbers, formatted by the program.
    "calc-plain": Edition("spreadsheet", options={"labels": "wrapped"}),
    "calc-grid": Edition("spreadsheet", 11, "2026-01", look=Look(rules="grid", fill="header")),
    "calc-banded-landscape": Edition(
        "spreadsheet", 12, "2026-03", look=Look(fill="banded", rules="horizontal", years="each", **LANDSCAPE)
    ),
    "calc-dec-24": Edition("spreadsheet", 13, "2026-06", look=Look(rules="grid", align="centre", **DEC_24)),
    "calc-twelve-months": Edition("spreadsheet", 14, "2025-12", 12, Look(years="label", months="abbr")),
    # A text document exported as PDF.
    "writer-grid": Edition("writer", 21, "2026-01", look=Look(rules="grid", **LANDSCAPE)),
    "writer-plain": Edition("writer", 22, "2026-02", look=Look(thousands="\u00a0", **DEC_24)),
    # Web pages, printed by a browser.
    "chromium-plain": Edition("chromium", 31, "2026-01", look=Look(align="left", months="abbr")),
    "chromium-grid": Edition("chromium", 32, "2026-03", look=Look(rules="grid", fill="banded", **LANDSCAPE)),
    "chromium-dark": Edition(
        "chromium", 33, "2026-05", look=Look(rules="horizontal", fill="dark", title="row_span", **DEC_24, **LANDSCAPE)
    ),
    "webkit-plain": Edition("webkit", 41, "2026-02"),
    "webkit-grid": Edition("webkit", 42, "2026-04", look=Look(rules="grid", fill="header", **LANDSCAPE)),
    "weasyprint-plain": Edition("weasyprint", 51, "2026-01"),
    "weasyprint-dec-24": Edition("weasyprint", 53, "2026-02", look=Look(rules="grid", fill="banded", **DEC_24)),
    "weasyprint-footnotes": Edition(
        "weasyprint", 54, "2026-01", look=Look(footnotes=Footnotes(on=("titles", "labels", "numbers")))
    ),
    # Typesetting systems.
    "latex-plain": Edition("latex", 61, "2026-01", look=Look(**LANDSCAPE)),
    "latex-grid": Edition("latex", 62, "2026-03", look=Look(rules="grid", **LANDSCAPE)),
    "latex-booktabs": Edition("latex", 63, "2025-12", look=Look(rules="horizontal", **DEC_24)),
    "latex-one-long-table": Edition(
        "latex", 64, "2026-02", look=Look(rules="header", header="page", title="merged_row", **LANDSCAPE)
    ),
    "typst-plain": Edition("typst", 71, "2026-01"),
    "typst-grid": Edition("typst", 72, "2026-03", look=Look(rules="grid", fill="header", **LANDSCAPE)),
    "groff-boxed": Edition("groff", 81, "2026-01", look=Look(rules="grid", **LANDSCAPE)),
    "groff-plain": Edition("groff", 82, "2026-02", look=Look(months="abbr", **LANDSCAPE)),
    "fop-plain": Edition("fop", 91, "2026-01"),
    "fop-grid": Edition("fop", 92, "2026-03", look=Look(rules="grid", **LANDSCAPE)),
    # Drawings, text by text.
    "cairo-plain": Edition("cairo", 101, "2026-01"),
    "cairo-grid": Edition("cairo", 102, "2026-03", look=Look(rules="grid", **LANDSCAPE)),
    "matplotlib-plain": Edition("matplotlib", 111, "2026-01"),
    # Printed by one program, then processed by another.
    "ghostscript-of-calc": Edition("ghostscript", options={"of": "calc-plain"}),
    "ghostscript-of-chromium": Edition(
        "ghostscript", 32, "2026-03", look=Look(rules="grid"), options={"of": "chromium-grid"}
    ),
    "poppler-of-latex": Edition("poppler", 61, "2026-01", options={"of": "latex-plain"}),
    "qpdf-of-latex": Edition("qpdf", 62, "2026-03", look=Look(rules="grid"), options={"of": "latex-grid"}),
    "qpdf-encrypted": Edition("qpdf", options={"of": "calc-plain", "encrypt": "yes"}),
}
