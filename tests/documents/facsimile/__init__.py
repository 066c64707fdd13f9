"""Typesets "Maandcijfers IND" from figures, in the look of the bundled edition or in any other."""

from tests.documents.facsimile.figures import random_figures
from tests.documents.facsimile.look import Look
from tests.documents.facsimile.typeset import typeset

__all__ = ["Look", "random_figures", "typeset"]
