"""Single cells of seeded editions, edited as accidents do: moved, resized, doubled, wrapped, covered, cut, parted.

Whatever is done, the figures that the typesetter was given are the ones to be read; or nothing is.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO

import pandas as pd
import pikepdf

from tests.documents.facsimile import Look, fonts, random_figures
from tests.documents.facsimile.document import compose
from tests.documents.facsimile.draw import draw
from tests.documents.facsimile.layout import Text, lay_out
from tests.documents.facsimile.typeset import information

LOOKS = (
    Look(),
    Look(thousands=" "),
    Look(thousands=""),
    Look(rules="grid"),
    Look(rules="horizontal", thousands="\u00a0"),
    Look(align="centre", fill="banded"),
    Look(font="helvetica", size=5),
    Look(font="times", thousands=" ", rules="box"),
)
Edit = Callable[[Text, Look, random.Random], tuple[list[Text], str]]


@dataclass(frozen=True)
class Edited:
    """An edition with one cell edited: what was done, the figures that were set, and the bytes."""

    done: str
    figures: pd.DataFrame
    pdf: bytes


def _end(text: Text, look: Look) -> float:
    return text.x + fonts.width(text.string, look.font, text.bold, text.size)


def moved(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    across, up = chance.choice((0, 0, -12, 8, 20)), chance.choice((0, -4, -2, 2, 4, 30))
    return [replace(text, x=text.x + across, y=text.y + up)], ""


def resized(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    cut = chance.randrange(len(text.string))
    share = chance.choice((0.5, 0.65, 0.8, 0.86, 0.95, 1.3))
    first = replace(text, string=text.string[:cut])
    rest = replace(text, string=text.string[cut:], x=_end(first, look), size=text.size * share)
    return [first, replace(rest, y=text.y + chance.choice((0, 0, 1, -1)))], ""


def doubled(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    return [
        text,
        replace(text, x=text.x + chance.choice((0.15, 0.4, 1.5, 4)), y=text.y + chance.choice((0, 0, 0.8))),
    ], ""


def wrapped(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    cut = chance.randrange(1, max(2, len(text.string)))
    first, rest = text.string[:cut].strip(), text.string[cut:].strip()
    low = replace(text, string=rest, x=_end(text, look) - fonts.width(rest, look.font, text.bold, text.size))
    return [replace(text, string=first), replace(low, y=text.y - chance.choice((2.5, 4, 6)))], ""


def parted(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    cut = chance.randrange(1, max(2, len(text.string)))
    first = replace(text, string=text.string[:cut])
    rest = replace(text, string=text.string[cut:], x=_end(first, look) + chance.choice((0.2, 1, 2, 5, 9)))
    return [first, rest], ""


def covered(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    width = _end(text, look) - text.x
    x, y = text.x + chance.uniform(-0.2, 0.9) * width, text.y + chance.choice((-1.5, 1.5))
    return [text], f"\nq 1 g {x:.2f} {y:.2f} {chance.uniform(0.2, 1.2) * width:.2f} 6 re f Q\n"


def struck(text: Text, look: Look, chance: random.Random) -> tuple[list[Text], str]:
    width = _end(text, look) - text.x
    x, high = text.x + chance.choice((-0.15, 0.3, 0.7, 1.1)) * width, chance.choice((2, 3.6))
    return [text], f"\nq .5 w {x:.2f} {text.y:.2f} m {x:.2f} {text.y + high:.2f} l S Q\n"


EDITS: tuple[Edit, ...] = (moved, resized, doubled, wrapped, parted, covered, struck)


def edited(seed: int, tables: int | None = None) -> Edited:
    """The edition of a seed, or so many of its tables, one of its cells edited."""
    chance = random.Random(seed)
    look, edit = chance.choice(LOOKS), EDITS[seed % len(EDITS)]
    figures = random_figures(seed, "2026-01")
    if tables:
        figures = figures[figures["section"].isin(chance.sample(sorted(set(figures["section"])), tables))]
    pages = lay_out(compose(figures, look), look)
    number = chance.randrange(len(pages))
    texts = pages[number].texts
    chosen = chance.choice([i for i, text in enumerate(texts) if text.kind == "number"])
    new, drawing = edit(texts[chosen], look, chance)
    done = f"page {number + 1}, {texts[chosen].string!r} {edit.__name__}: {new} {drawing.strip()}"
    texts[chosen : chosen + 1] = [text for text in new if text.string]
    pdf = draw(pages, look, information("2026-01"))
    if drawing:
        with pikepdf.open(BytesIO(pdf)) as document:
            document.pages[number].contents_add(drawing.encode())
            buffer = BytesIO()
            document.save(buffer, static_id=True)
            pdf = buffer.getvalue()
    return Edited(done, figures, pdf)
