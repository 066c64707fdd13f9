"""Figures -> a PDF that looks like "Maandcijfers IND"."""

from __future__ import annotations

import pandas as pd

from tests.documents.facsimile.document import MONTHS, compose
from tests.documents.facsimile.draw import draw
from tests.documents.facsimile.layout import lay_out
from tests.documents.facsimile.look import Look
from tests.documents.facsimile.postprocess import as_type3, moved_media_box, with_user_unit


def typeset(figures: pd.DataFrame, look: Look = Look()) -> bytes:  # noqa: B008
    """The bytes of the PDF.

    Args:
        figures: the columns edition, section, measure, age_band, period, value, title, label; where the
            optional column printed has a string, that is the cell's text.
        look: how it is set.
    """
    pdf = draw(lay_out(compose(figures, look), look), look, information(figures["edition"].iloc[0]))
    if look.type3:
        pdf = as_type3(pdf)
    if look.media_origin != (0, 0):
        pdf = moved_media_box(pdf, *look.media_origin)
    if look.user_unit != 1:
        pdf = with_user_unit(pdf, look.user_unit)
    return pdf


def information(edition: str) -> dict[str, str]:
    """The document information: it says that this is a facsimile."""
    month = f"{MONTHS[int(edition[5:]) - 1]} {edition[:4]}"
    return {
        "title": f"Maandcijfers IND {month} (re-typeset facsimile, not the IND's own file)",
        "subject": "A facsimile for tests and demonstrations: published figures of the Dutch Immigration and "
        "Naturalisation Service (IND), typeset again. This is not the file that the IND published.",
        "keywords": "facsimile, re-typeset, not an original of the IND",
        "author": "Re-typeset from published figures; not the IND",
        "creator": "tests.facsimile",
    }
