"""Pages of placed texts, rules and shades, written as PDF by raw content streams."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from random import Random

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.documents.family.traits import Traits
from tests.documents.family.typefaces import Font, embed, face

WIDE = 1.0  # em
SINGLY = ("single glyphs", "wide widths")


@dataclass(frozen=True)
class Text:
    """A string and the left end of its baseline, in points from the lower left corner of the page.

    Attributes:
        kind: figure, month, year, label, title, note or furniture.
        merged: whether its cell is a merged one, or a label, which the original writes after all others.
        table: the table it belongs to, counted over the document; furniture comes last.
        spacing: added behind each character, in points.
        angle: of its baseline, in degrees.
    """

    string: str
    x: float
    y: float
    size: float
    kind: str
    merged: bool = False
    table: int = 99
    bold: bool = False
    spacing: float = 0.0
    angle: float = 0.0
    white: bool = False


@dataclass
class Page:
    """A page: size in points, texts, and rectangles (x, y, width, height, grey) below them."""

    width: float
    height: float
    texts: list[Text] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float, float]] = field(default_factory=list)


def write(pages: list[Page], traits: Traits, random: Random) -> bytes:
    """The PDF of ``pages``."""
    pdf = pikepdf.new()
    widths = WIDE if traits.encoding == "wide widths" else None
    fonts = {bold: embed(pdf, face(traits.typeface, bold), traits.technique, widths) for bold in (False, True)}
    resources = pdf.make_indirect(
        Dictionary(Font=Dictionary({f"/F{bold:d}": font.object for bold, font in fonts.items()}))
    )
    for page in pages:
        operators = [
            f"{grey:.2f} g {x:.3f} {y:.3f} {width:.3f} {height:.3f} re f" for x, y, width, height, grey in page.boxes
        ]
        for text in _ordered(page.texts, traits.order, random):
            operators += _shown(text, fonts[text.bold], traits)
        sheet = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(page.width, 2), round(page.height, 2)]),
            Resources=resources,
            Contents=pdf.make_stream("\n".join(operators).encode("latin-1")),
        )
        pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
    if traits.typeless:
        for sheet in list(pdf.pages):
            del sheet.obj["/Type"]
    file = BytesIO()
    pdf.save(file, deterministic_id=True)
    return file.getvalue()


def _ordered(texts: list[Text], order: str, random: Random) -> list[Text]:
    """Texts in the order in which the content of the page has them."""
    if order == "scrambled":
        return random.sample(texts, len(texts))
    by_row = sorted(texts, key=lambda t: (round(-t.y), t.x))
    if order == "original":
        return sorted(by_row, key=lambda t: (t.table == 99, t.merged, -t.table if t.merged else 0))
    if order == "columns":
        return sorted(texts, key=lambda t: (round(t.x), -t.y))
    return by_row[::-1] if order == "reversed" else by_row


def _shown(text: Text, font: Font, traits: Traits) -> Iterator[str]:
    """The operators that show a text."""
    encoding = traits.encoding if text.kind != "furniture" else "plain"
    size, spacing = text.size * font.size, text.spacing
    cos, sin = math.cos(math.radians(text.angle)), math.sin(math.radians(text.angle))
    matrix = (cos, sin, -sin, cos)
    yield f"BT {1 if text.white else 0} g"
    if encoding == "negative size":
        size, spacing, matrix = -size, -spacing, (-cos, -sin, sin, -cos)
    if encoding == "mirrored scaling":
        yield "-100 Tz"
        matrix = (-cos, -sin, -sin, cos)
    yield f"/F{text.bold:d} {size:.7g} Tf"
    turned = " ".join(f"{value:.6f}" for value in matrix)
    if encoding in SINGLY or (traits.encoding in SINGLY and text.kind == "furniture"):
        weight = face(traits.typeface, text.bold)
        for index, char in enumerate(text.string):
            along = weight.width(text.string[:index]) * text.size + index * text.spacing
            x, y = text.x + along * cos, text.y + along * sin
            yield f"{turned} {x:.3f} {y:.3f} Tm {font.encode(char).decode()} Tj"
    else:
        yield f"{turned} {text.x:.3f} {text.y:.3f} Tm"
        yield from _string(text, font, encoding, spacing)
    yield "ET"
    if encoding == "mirrored scaling":
        yield "BT 100 Tz ET"


def _string(text: Text, font: Font, encoding: str, spacing: float) -> Iterator[str]:
    operand = font.encode(text.string).decode()
    if encoding == "quote operator":
        yield f'0 TL 0 {spacing:.4f} {operand} "'
        return
    yield f"{spacing:.4f} Tc"
    if encoding == "actual text" and text.kind == "figure":
        for char in text.string:
            yield f"/Span <</ActualText <feff{ord(char):04x}>>> BDC {font.encode(char).decode()} Tj EMC"
        return
    yield f"{operand} Tj"
