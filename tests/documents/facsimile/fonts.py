"""Typefaces and the widths of texts set in them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib import get_data_path
from reportlab import __file__ as reportlab_file
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

CARLITO = Path(__file__).parent / "fonts"
DEJAVU = Path(get_data_path()) / "fonts" / "ttf"
VERA = Path(reportlab_file).parent / "fonts"

EMBEDDED = {
    "carlito": (CARLITO / "Carlito-Regular.ttf", CARLITO / "Carlito-Bold.ttf"),
    "dejavu": (DEJAVU / "DejaVuSans.ttf", DEJAVU / "DejaVuSans-Bold.ttf"),
    "vera": (VERA / "Vera.ttf", VERA / "VeraBd.ttf"),
}
STANDARD = {
    "helvetica": ("Helvetica", "Helvetica-Bold"),
    "times": ("Times-Roman", "Times-Bold"),
    "courier": ("Courier", "Courier-Bold"),
}
NO_BREAK_SPACE = 0xA0
PRIVATE = 0xE0A0
STAND_INS = {
    0x00AD: 0x2D,
    0x2010: 0x2D,
    0x2011: 0x2D,
    0x2212: 0x2013,
    0x202F: 0x20,
    0x2009: 0x20,
    PRIVATE: 0x20,
}


class EmbeddedFont(TTFont):
    """A TrueType font that tells U+00A0 from the space, and draws dashes and spaces that it lacks."""

    def __init__(self, name: str, path: Path) -> None:
        super().__init__(name, str(path))
        for code, model in STAND_INS.items():
            if code not in self.face.charToGlyph and model in self.face.charToGlyph:
                self.face.charToGlyph[code] = self.face.charToGlyph[model]
                self.face.charWidths[code] = self.face.charWidths[model]

    def splitString(self, text, doc, encoding="utf-8"):
        if missing := {char for char in text if ord(char) not in self.face.charToGlyph}:
            raise ValueError(f"{self.fontName} has no glyph for {sorted(missing)}")
        return super().splitString(text.translate({NO_BREAK_SPACE: PRIVATE}), doc, encoding)

    def addObjects(self, doc):
        state = self.state[doc]
        for subset in state.subsets:
            subset[:] = [NO_BREAK_SPACE if code == PRIVATE else code for code in subset]
        super().addObjects(doc)


@cache
def name(font: str, bold: bool) -> str:
    """The name under which reportlab knows the typeface, registered on first use."""
    if font in STANDARD:
        return STANDARD[font][bold]
    path = EMBEDDED[font][bold]
    pdfmetrics.registerFont(EmbeddedFont(path.stem, path))
    return path.stem


def width(string: str, font: str, bold: bool, size: float) -> float:
    """Width of ``string`` in points."""
    return pdfmetrics.stringWidth(string, name(font, bold), size)
