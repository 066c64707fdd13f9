"""Figures -> a PDF that looks like "Maandcijfers IND"."""

from __future__ import annotations

import pandas as pd

from tests.facsimile.document import MONTHS, compose
from tests.facsimile.draw import draw
from tests.facsimile.layout import lay_out
from tests.facsimile.look import Look


def typeset(figures: pd.DataFrame, look: Look = Look()) -> bytes:  # noqa: B008
    """The bytes of the PDF.

    Args:
        figures: the columns edition, section, measure, age_band, period, value, title, label; where the
            optional column printed has a string, that is the cell's text.
        look: how it is set.
    """
    return draw(lay_out(compose(figures, look), look), look, information(figures["edition"].iloc[0]))


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
