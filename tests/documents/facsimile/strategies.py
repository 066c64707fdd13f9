"""Looks at random, for Hypothesis: each choice of ``Look`` by itself and together with any other."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from hypothesis import reject
from hypothesis import strategies as st

from tests.documents.facsimile.document import compose
from tests.documents.facsimile.grid import DoesNotFit
from tests.documents.facsimile.layout import lay_out
from tests.documents.facsimile.look import Footnotes, Look
from tests.documents.facsimile.looks import EN_DASH, NARROW_NO_BREAK, NO_BREAK, REVERSED, UNKNOWN

SMALLEST = 3.6

CHOICES = {
    "page_size": ["A4", "A3"],
    "orientation": ["portrait", "landscape"],
    "rotate": [0, 90, 180, 270],
    "turned": [0, 0, 90, 180, 270],
    "crop_offset": [(0, 0), (40, 60)],
    "media_origin": [(0, 0), (-120, 80)],
    "user_unit": [1, 2],
    "font": ["carlito", "dejavu", "vera", "helvetica", "times", "courier"],
    "bold": [True, False],
    "size": [5.0, 5.6, 6.5],
    "fake_bold": ["none", "titles", "all"],
    "rules": ["none", "header", "horizontal", "box", "grid"],
    "rule_width": [0.3, 0.8],
    "fill": ["none", "header", "dark", "banded", "cells"],
    "align": ["right", "left", "centre"],
    "header_align": [None, "right", "left", "centre"],
    "column_gap": [None, 1.0, 3.0],
    "indent": [0, 6],
    "years": ["merged", "each", "first", "label", "in_month"],
    "year_label": ["{first}/{last}", "{first} - {last}", "{last}"],
    "month_format": ["{month} {year}", "{month}-{yy}", "{month}\n{year}", "{month} '{yy}"],
    "months": ["full", "abbr"],
    "month_case": ["capital", "lower", "upper"],
    "header": ["table", "page"],
    "title": ["above", "merged_row", "year_row", "month_row", "row_span"],
    "title_turned": [False, True],
    "capitals": [False, True],
    "wrap_labels": [None, "first", "last", "middle"],
    "space": [" ", NO_BREAK],
    "dash": ["-", EN_DASH, "\u2010", "\u2011", "\u00ad"],
    "soft_hyphen": [False, True],
    "replace": [{}, {"ij": "ĳ"}],
    "thousands": [".", "", NO_BREAK, NARROW_NO_BREAK],
    "footnotes": [
        None,
        Footnotes(on=("titles", "labels", "numbers")),
        Footnotes(on=("labels",), mark="1)", superscript=False),
        Footnotes(on=("labels", "numbers"), mark="*", superscript=False),
    ],
    "notes": [True, False],
    "section_order": [(), REVERSED],
    "extra_tables": [(), UNKNOWN],
    "split": ["none", "plain", "repeated"],
    "rows_per_page": [None, 50, 61],
    "side_by_side": [1, 1, 1, 2],
    "cover": [False, True],
    "running_head": ["", "Maandcijfers IND"],
    "order": ["excel", "reading", "columns", "scrambled"],
    "pieces": ["cells", "words", "glyphs"],
    "seed": list(range(5)),
    "row_as_string": ["no", "no", "no", "spaces"],
    "form_xobject": [False, True],
    "type3": [False, False, True],
    "watermark": ["", "CONCEPT"],
    "outside_text": [(), ("9.990", "Maart 2030", "Aanvragen")],
}
STANDARD_FONTS_LACK = {
    "dash": "-",
    "soft_hyphen": False,
    "replace": {},
    "thousands": ".",
    "type3": False,
}


@st.composite
def looks(draw: st.DrawFn, figures: pd.DataFrame, most: int = 12) -> Look:
    """A look that differs from the bundled one in at most ``most`` choices, and in which ``figures`` fit.

    The type shrinks until they do; where they never do, the example is rejected.
    """
    fields = draw(st.lists(st.sampled_from(sorted(CHOICES)), max_size=most, unique=True))
    look = Look(**{name: draw(st.sampled_from(CHOICES[name])) for name in fields})
    if look.font in ("helvetica", "times", "courier"):
        look = replace(look, **STANDARD_FONTS_LACK)
    try:
        return fitted(figures, look)
    except DoesNotFit:
        reject()


def fitted(figures: pd.DataFrame, look: Look) -> Look:
    """``look`` with its type, down to 3.6 points, so small that ``figures`` fit; raises DoesNotFit."""
    while True:
        try:
            lay_out(compose(figures, look), look)
        except DoesNotFit:
            if look.size < SMALLEST:
                raise
            scale = (look.size - 0.3) / look.size
            look = replace(look, size=look.size * scale, note_size=look.note_size * scale, pitch=look.pitch * scale)
        else:
            return look
