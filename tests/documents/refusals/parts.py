"""Figures in parts, astray or under something: what nobody would read as one figure of one cell, or anybody would.

The cell is that of the first asylum applications of January 2025, where 1.650 stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO

import pikepdf

from ind_tables import errors
from tests.documents.facsimile import Look, fonts
from tests.documents.facsimile.document import compose
from tests.documents.facsimile.draw import draw
from tests.documents.facsimile.layout import Text, lay_out
from tests.documents.facsimile.typeset import information
from tests.documents.refusals.documents import Bad, Odd
from tests.documents.refusals.spoilt import cell, drawn, edited, golden, only, saved, spot

SPACES, PLAIN, GRID = Look(thousands=" "), Look(thousands=""), Look(rules="grid")


def width(text: Text, string: str | None = None) -> float:
    """How wide a text, or another string set like it, is."""
    return fonts.width(text.string if string is None else string, Look().font, text.bold, text.size)


def at(look: Look, change: Callable[[Text], Iterable[Text]], column: int = 1) -> Callable[[], bytes]:
    """The bundled edition in a look, with what ``change`` makes of the text in the cell, or another of its row."""

    def make() -> bytes:
        pages = lay_out(compose(golden(), look), look)
        row = max(text.y for text in pages[0].texts if text.kind == "number")
        chosen = sorted((t for t in pages[0].texts if t.kind == "number" and t.y == row), key=lambda text: text.x)[
            column
        ]
        pages[0].texts = [new for text in pages[0].texts for new in (change(text) if text is chosen else [text])]
        return draw(pages, look, information("2025-12"))

    return make


def wrapped(look: Look, by: int) -> Callable[[], bytes]:
    """The bundled edition in which figures of five digits go on, after ``by`` characters, on a line below."""

    def change(_: int, text: Text) -> list[Text]:
        if text.kind != "number" or len(text.string) < 5 + (look.thousands != ""):
            return [text]
        first, rest = text.string[:by], text.string[by:].strip(" ")
        end = text.x + width(text)
        return [
            replace(text, string=first, x=end - width(text, first), y=text.y + 1.5),
            replace(text, string=rest, x=end - width(text, rest), y=text.y - 3.5),
        ]

    return edited(change, replace(look, pitch=10.5, pages=PAGES))


PAGES = tuple((section,) for section in golden()["section"].unique())


def in_two(text: Text, by: int, share: float = 1, up: float = 0, gap: float = 0) -> list[Text]:
    """A text in two: the first ``by`` characters, and the others in another size, raised, or further off."""
    first = replace(text, string=text.string[:by])
    rest = text.string[by:]
    return [first, replace(text, string=rest, x=text.x + width(first) + gap, y=text.y + up, size=text.size * share)]


def marked_before(text: Text) -> list[Text]:
    """A small raised 1 in front of 300."""
    figure = replace(text, string="300", x=text.x + width(text) - width(text, "300"))
    return [figure, replace(text, string="1", x=figure.x - 2.3, y=text.y + 0.7, size=3.6)]


def last_digit_small(share: float) -> Callable[[], bytes]:
    """The bundled edition with the last digit of every figure of three digits in smaller type."""
    return edited(lambda _, text: in_two(text, 2, share) if text.kind == "number" and len(text.string) == 3 else [text])


def merged(cells: int) -> Callable[[], bytes]:
    """The bundled edition with one figure, centred, over so many columns of its second row, the others left blank."""

    def make() -> bytes:
        pages = lay_out(compose(golden(), Look()), Look())
        rows = sorted({text.y for text in pages[0].texts if text.kind == "number"}, reverse=True)
        row = sorted((t for t in pages[0].texts if t.kind == "number" and t.y == rows[1]), key=lambda text: text.x)
        over = row[1 : 1 + cells]
        pitch = (row[-1].x - row[1].x) / (len(row) - 2)
        middle = (over[0].x + width(over[0]) - pitch + over[-1].x + width(over[-1])) / 2
        moved = replace(over[0], x=middle - width(over[0]) / 2)
        pages[0].texts = [text for text in pages[0].texts if text not in over] + [moved]
        return draw(pages, Look(), information("2025-12"))

    return make


def cut_by(look: Look, shown: Callable[[Text], tuple[float, float]]) -> Callable[[], bytes]:
    """The bundled edition with the cell's figure drawn through a window, from one abscissa to another."""
    place: list[Text] = []
    source = at(look, lambda text: place.append(text) or [])

    def make() -> bytes:
        with pikepdf.open(BytesIO(source())) as pdf:
            text = place[-1]
            left, right = shown(text)
            font = next(name for name, font in pdf.pages[0].Resources.Font.items() if "Bold" not in str(font.BaseFont))
            window = f"q {left} {text.y - 2} {right - left} 9 re W n BT {font} {text.size} Tf"
            pdf.pages[0].contents_add(f"{window} {text.x} {text.y} Td ({text.string}) Tj ET Q".encode())
            return saved(pdf)

    return make


def over_the_edge(text: Text) -> list[Text]:
    """A figure of which only the first digit stands on the sheet."""
    return [replace(text, x=595.28 - width(text, "1"))]


def field(
    value: str, opaque: bool = True, appearance: bool = True, flags: int = 4, dx: float = 0, empty: bool = False
) -> Callable[[], bytes]:
    """The bundled edition with a form's field at the cell.

    Args:
        value: what is filled in.
        opaque: with a ground of its own.
        appearance: says how it looks; without one viewers draw it themselves.
        flags: of the annotation: 4 printed, 2 hidden, 32 not viewed.
        dx: how far beside the cell, in points.
        empty: without the figure in the cell below it.
    """

    def make() -> bytes:
        with pikepdf.open(BytesIO((only(lambda _: []) if empty else edited(lambda _, text: [text]))())) as pdf:
            font = pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
            fonts_there = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
            x, y = spot().x - 2 + dx, spot().y - 2
            widget = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Tx,
                T=pikepdf.String("cell"),
                V=pikepdf.String(value),
                DA=pikepdf.String("/Helv 5.6 Tf 0 g"),
                Rect=pikepdf.Array([x, y, x + 20, y + 8]),
                F=flags,
            )
            if appearance:
                ground = "1 g 0 0 20 8 re f " if opaque else ""
                widget.AP = pikepdf.Dictionary(
                    N=pdf.make_stream(
                        f"{ground}0 g BT /Helv 5.6 Tf 2 2 Td ({value}) Tj ET".encode(),
                        Type=pikepdf.Name.XObject,
                        Subtype=pikepdf.Name.Form,
                        BBox=pikepdf.Array([0, 0, 20, 8]),
                        Resources=fonts_there,
                    )
                )
            widget = pdf.make_indirect(widget)
            pdf.pages[0].Annots = pikepdf.Array([widget])
            pdf.Root.AcroForm = pdf.make_indirect(
                pikepdf.Dictionary(Fields=pikepdf.Array([widget]), DR=fonts_there, NeedAppearances=not appearance)
            )
            return saved(pdf)

    return make


def stroke(x0: float, y0: float, x1: float, y1: float) -> Callable[[], bytes]:
    """The bundled edition with a line at the cell, in points from the left end of its figure's baseline."""
    return drawn(lambda place: f" q .6 w {place.x + x0} {place.y + y0} m {place.x + x1} {place.y + y1} l S Q ")


def cover(x: float, y: float, across: float, up: float) -> Callable[[], bytes]:
    """The bundled edition with a white patch at the cell, in points from the left end of its figure's baseline."""
    return drawn(lambda place: f"\nq 1 g {place.x + x} {place.y + y} {across} {up} re f Q\n")


PARTS = [
    Bad("figures wrapped at their space in narrow columns", errors.UnreadableNumber, wrapped(SPACES, 2)),
    Bad("figures wrapped by character", errors.UnreadableNumber, wrapped(PLAIN, 3)),
    Bad("figures wrapped in a grid", errors.UnreadableNumber, wrapped(replace(GRID, thousands=" "), 2)),
    Bad("one figure wrapped", errors.UnreadableNumber,
        at(SPACES, lambda text: [replace(p, y=text.y + dy) for p, dy in zip(in_two(text, 2), (0, -5), strict=True)])),
    Bad("a small figure before a figure, thousands by spaces", errors.UnreadableNumber, at(SPACES, marked_before)),
    Bad("a small figure before a figure, thousands by points", errors.UnreadableNumber, at(Look(), marked_before)),
    Bad("groups of two sizes", errors.UnreadableNumber, at(SPACES, lambda text: in_two(text, 2, 0.8, gap=1))),
    Bad("groups on two baselines", errors.UnreadableNumber, at(SPACES, lambda text: in_two(text, 2, up=-1))),
    Bad("groups wide apart", errors.UnreadableNumber, at(SPACES, lambda text: in_two(text, 2, gap=4))),
    Bad("last digits in 86 % type", errors.UnreadableNumber, last_digit_small(0.86)),
    Bad("last digits in 80 % type", errors.UnreadableNumber, last_digit_small(0.8)),
    Bad("a raised nought behind a figure", errors.UnreadableNumber,
        at(PLAIN, lambda text: [text, replace(text, string="0", x=text.x + width(text), y=text.y + 2, size=3.5)])),
    Bad("two groups in an edition that parts no thousands", errors.UnreadableNumber,
        at(PLAIN, lambda text: [replace(text, string="30 300")])),
    Bad("six digits in an edition that parts thousands by points", errors.UnreadableNumber, cell("310520")),
    Bad("a figure between two columns", errors.UnreadableNumber, merged(2)),
    Bad("a figure over twelve columns", errors.UnreadableNumber, merged(12)),
    Bad("a leading group cut off", errors.UnreadableNumber,
        cut_by(SPACES, lambda text: (text.x + width(text, "1") + 0.3, text.x + 40))),
    Bad("a last digit cut off", errors.UnreadableNumber,
        cut_by(Look(), lambda text: (text.x - 1, text.x + width(text, "1.65")))),
    Bad("half of a digit cut off", errors.UnreadableNumber,
        cut_by(Look(), lambda text: (text.x - 1, text.x + width(text, "1.65") + 1.7))),
    Bad("a figure that reaches over the edge of the sheet", errors.UnreadableNumber, at(Look(), over_the_edge, -1)),
    Bad("a leading group under a white patch", errors.UnreadableNumber,
        drawn(lambda place: f"\nq 1 g {place.x - 1} {place.y - 1} 4 7 re f Q\n", at(SPACES, lambda text: [text]))),
    Bad("a digit half under a white patch", errors.UnreadableNumber, cover(9.8, -0.5, 4, 2.4)),
    Bad("a bar before a figure, as high as a 1", errors.UnreadableNumber, stroke(-1.2, 0, -1.2, 3.6)),
    Bad("a dash drawn before a figure", errors.UnreadableNumber, stroke(-2.6, 1.5, -0.8, 1.5)),
    Bad("a bar behind a figure", errors.UnreadableNumber, stroke(13.7, 0, 13.7, 3.6)),
    Bad("a line through a figure", errors.UnreadableNumber, stroke(-2, 1.7, 15, 1.7)),
    Bad("a rule between the digits of a figure", errors.UnreadableNumber, stroke(7.1, -2, 7.1, 6)),
    Bad("a digit on its side in a filled row", errors.UnreadableNumber,
        at(Look(), lambda text: [text, replace(text, string="3", x=text.x - 3, angle=90)])),
    Bad("a figure in a form’s field over a figure", errors.UnreadableNumber, field("9.990")),
    Bad("a transparent field over a figure", errors.UnreadableNumber, field("9", opaque=False)),
    Bad("a field over a figure that viewers draw", errors.UnreadableNumber, field("9.990", appearance=False)),
    Bad("a figure in a form’s field alone", errors.UnreadableNumber, field("1.650", empty=True)),
    Bad("a figure in a field alone that viewers draw", errors.UnreadableNumber,
        field("1.650", appearance=False, empty=True)),
]  # fmt: skip

SEEN = [
    Odd("a hidden field over a figure", field("9.990", flags=2)),
    Odd("a field over a figure that is not viewed", field("9.990", flags=32)),
    Odd("a field beside the tables", field("9.990", dx=-160)),
    Odd("a raised mark behind a figure",
        at(PLAIN, lambda text: [text, replace(text, string="2", x=text.x + width(text), y=text.y + 2, size=3.5)])),
    Odd("a dash drawn between two columns", stroke(-14, 1.5, -10, 1.5)),
]  # fmt: skip
