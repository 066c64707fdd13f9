"""Typesets "Maandcijfers IND" from figures, in the look of the bundled edition or in any other."""

from tests.facsimile.figures import random_figures
from tests.facsimile.look import Look
from tests.facsimile.typeset import typeset

__all__ = ["Look", "random_figures", "typeset"]
