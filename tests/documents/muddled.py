"""Editions muddled: their labels, titles, months or figures dealt anew, their type and their pages' boxes odd.

What comes of them is no edition that a person would publish, but neither is it a damaged file or a defect of reading.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

import pikepdf

from tests.documents.edits import LOOKS
from tests.documents.facsimile import Look, random_figures
from tests.documents.facsimile.document import compose
from tests.documents.facsimile.draw import draw
from tests.documents.facsimile.layout import Page, Text, lay_out
from tests.documents.facsimile.typeset import information

STRINGS = (
    "-",
    "Aanvragen",
    "Decem-",
    "ber",
    "2025",
    "1e kwartaal",
    "Totaal",
    "\u00ad",
    "1 - 6",
    "Waarvan",
    "(dagen)",
)
Muddle = Callable[[list[Text], random.Random], list[Text]]


@dataclass(frozen=True)
class Muddled:
    """What was done to an edition, and its bytes."""

    done: str
    pdf: bytes


def dealt(texts: list[Text], chance: random.Random) -> list[Text]:
    """The strings of one kind at each other's places."""
    kind = chance.choice(sorted({text.kind for text in texts}))
    chosen = [i for i, text in enumerate(texts) if text.kind == kind]
    others = chance.sample(chosen, len(chosen))
    new = list(texts)
    for here, there in zip(chosen, others, strict=True):
        new[here] = replace(texts[here], string=texts[there].string)
    return new


def lost(texts: list[Text], chance: random.Random) -> list[Text]:
    """Without the texts of one kind, or without a share of all."""
    kind = chance.choice(sorted({text.kind for text in texts}))
    share = chance.choice((0.02, 0.3))
    return (
        [t for t in texts if chance.random() > share] if chance.random() < 0.5 else [t for t in texts if t.kind != kind]
    )


def replaced(texts: list[Text], chance: random.Random) -> list[Text]:
    """A share of the texts of one kind as words that mean something elsewhere."""
    kind = chance.choice(sorted({text.kind for text in texts} - {"number"}))
    return [
        replace(text, string=chance.choice(STRINGS)) if text.kind == kind and chance.random() < 0.3 else text
        for text in texts
    ]


def strewn(texts: list[Text], chance: random.Random) -> list[Text]:
    """A share of the texts somewhere else, turned, or in another size."""
    return [
        replace(
            text,
            x=text.x + chance.choice((-400, -30, 0, 3, 90)),
            y=text.y + chance.choice((-300, -3, 0, 2, 500)),
            size=text.size * chance.choice((0.2, 1, 1, 4)),
            angle=chance.choice((0, 0, 37, 90, 180)),
        )
        if chance.random() < 0.05
        else text
        for text in texts
    ]


MUDDLES: tuple[Muddle, ...] = (dealt, lost, replaced, strewn)


def boxed(pdf: bytes, chance: random.Random) -> tuple[bytes, str]:
    """The PDF with a box, turn or unit that its pages do not fit."""
    done = []
    with pikepdf.open(BytesIO(pdf)) as document:
        for page in document.pages:
            x0, y0, x1, y1 = map(float, page.mediabox)
            box = chance.choice(
                (
                    (x1 + 10, y0, x1 + 90, y1),
                    (x0, y0, x0, y1),
                    (x1, y1, x0, y0),
                    (-5, -5, 3, 3),
                    (x0 + 20, y0 + 20, x1 - 90, y1 - 90),
                    (-1e9, -1e9, 1e9, 1e9),
                )
            )
            name = chance.choice((pikepdf.Name.CropBox, pikepdf.Name.MediaBox, pikepdf.Name.TrimBox))
            page.obj[name] = pikepdf.Array([round(edge, 2) for edge in box])
            if chance.random() < 0.3:
                page.obj[pikepdf.Name.Rotate] = chance.choice((90, -90, 45, 720))
            if chance.random() < 0.3:
                page.obj[pikepdf.Name.UserUnit] = chance.choice((0, 2.5, -1))
            done.append(f"{name} {box}")
        buffer = BytesIO()
        document.save(buffer, static_id=True)
    return buffer.getvalue(), "; ".join(done)


def muddled(seed: int) -> Muddled:
    """The edition of a seed, muddled: one way, or in two, and its boxes."""
    chance = random.Random(seed)
    look: Look = chance.choice(LOOKS)
    figures = random_figures(seed, "2026-01")
    figures = figures[figures["section"].isin(chance.sample(sorted(set(figures["section"])), 3))]
    pages: list[Page] = lay_out(compose(figures, look), look)
    ways = [MUDDLES[seed % len(MUDDLES)], *chance.sample(MUDDLES, chance.randrange(2))]
    for page in pages:
        texts = list(page.texts)
        for way in ways:
            texts = way(texts, chance)
        page.texts[:] = [text for text in texts if text.string]
    pdf, boxes = draw(pages, look, information("2026-01")), ""
    if chance.random() < 0.4:
        pdf, boxes = boxed(pdf, chance)
    return Muddled(f"{', '.join(way.__name__ for way in ways)} {boxes}", pdf)
