"""The draw: what is open about the original's page, and what its publisher's tools would plausibly make of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from tests.documents.family.typefaces import TYPE3

Side = Literal["left", "centre", "right"]
SIDES: tuple[Side, ...] = ("left", "centre", "right")
PAPERS = {"A4": (595.28, 841.89), "A3": (841.89, 1190.55), "Letter": (612.0, 792.0), "A2": (1190.55, 1683.78)}


@dataclass(frozen=True)
class Traits:
    """How a page looks. Lengths are in type sizes (em) of the table's type, unless said otherwise.

    Attributes:
        paper: width and height in points.
        fill: the share of the page that is used at most.
        typeface, technique: a name of typefaces.TYPEFACES, and how it is embedded.
        pitch: from row to row; leading: from line to line of one label; row_gap: added between wrapped rows.
        drop: from title to years; header: from years to months; title: above both, or between them.
        months: how a column is headed; mark: what stands behind the names of the last months.
        foreign: the columns that are no months; foreign_line: on which line of the header they are named.
        label_width: the widest that a line of a label may be; 0 where labels are as wide as the original's.
        figures_on: the line of a wrapped label on which the figures stand.
        strings: rows set as one string, columns kept by spaces or not at all.
        arrangement: the tables below each other, in two columns a page, or both pages on one sheet.
        spacing: letter-spacing by kind of text.
    """

    kinds: tuple[str, ...] = ()
    paper: tuple[float, float] = PAPERS["A4"]
    margin: float = 30.0
    fill: float = 1.0
    typeface: str = "carlito"
    technique: str = "truetype"
    bold: bool = True
    heading: float = 1.7
    note: float = 1.0
    label_gap: float = 1.0
    column_gap: float = 0.8
    padding: float = 0.2
    even: bool = True
    pitch: float = 1.3
    leading: float = 1.15
    row_gap: float = 0.3
    table_gap: float = 1.5
    drop: float = 1.1
    header: float = 1.1
    title: Literal["above", "between"] = "above"
    month_side: Side = "right"
    year_sides: tuple[Side, Side] = ("right", "centre")
    year_gap: float = 0.0
    months: str = "names"
    turn: int = 90
    mark: str = ""
    marked: int = 1
    case: Literal["title", "lower"] = "title"
    foreign: Literal["", "total", "quarters"] = ""
    foreign_name: str = ""
    foreign_line: Literal["years", "between", "months"] = "months"
    beside: Literal["", "labels", "english"] = ""
    label_width: float = 0.0
    figures_on: Literal["first", "middle", "last"] = "middle"
    numbered: str = ""
    numbered_through: bool = False
    strings: Literal["", "padded", "single", "double"] = ""
    arrangement: Literal["pages", "columns", "sheet"] = "pages"
    offset: float = 0.0
    spacing: tuple[tuple[str, float], ...] = ()
    encoding: str = "plain"
    typeless: bool = False
    order: str = "original"
    rules: str = "none"
    shade: str = "none"
    footer: Side = "centre"
    signs: float = 0.0


def draw(random: Random) -> Traits:
    """Traits at random: always all that is open about the original, and often a few oddities besides."""
    traits = _open(random)
    oddities = random.sample(list(ODDITIES), random.choices([0, 1, 2, 3], [20, 35, 30, 15])[0])
    for name in oddities:
        traits = ODDITIES[name](traits, random)
    if traits.strings == "padded":
        traits = replace(traits, foreign_line="months")
    if traits.strings in ("single", "double"):  # a column that nothing keeps in place is known by its turn alone
        traits = replace(traits, foreign_line="months", beside="", months="names")
        if traits.rules == "grid":  # its upright rules would put the figures in the cells of other months
            traits = replace(traits, rules="rows")
    return replace(traits, kinds=tuple(oddities))


def _open(random: Random) -> Traits:
    """What is open about the original's page."""
    width, height = PAPERS[random.choices(["A4", "A3", "Letter"], [6, 3, 1])[0]]
    upright = random.random() < 0.7
    pitch = random.choice([random.uniform(1.05, 1.5), random.uniform(1.5, 2.5)])
    return Traits(
        paper=(width, height) if upright else (height, width),
        margin=random.uniform(18, 50),
        fill=random.uniform(0.85, 1.0),
        typeface=random.choice(
            ["carlito", "carlito", "carlito", "dejavu", "serif", "stix", "vera", "helvetica", "times"]
        ),
        technique=random.choice(["truetype", "truetype", "cid"]),
        bold=random.random() < 0.7,
        heading=random.uniform(1.0, 2.0),
        note=random.uniform(0.85, 1.0),
        label_gap=random.uniform(0.3, 3.0),
        column_gap=random.uniform(0.35, 2.0),
        padding=random.uniform(0.1, 0.3),
        even=random.random() < 0.7,
        pitch=pitch,
        leading=random.uniform(1.0, min(1.25, pitch)),
        row_gap=random.uniform(0.0, 0.6),
        table_gap=random.uniform(0.4, 2.5),
        drop=random.uniform(0.45, 1.2),
        header=random.uniform(0.45, 1.2),
        title=random.choice(["above", "above", "between"]),
        month_side=random.choice(SIDES),
        year_sides=(random.choice(SIDES), random.choice(SIDES)),
        year_gap=random.choice([0.0, 0.0, random.uniform(0.2, 4.0)]),
        case=random.choice(["title", "title", "lower"]),
        figures_on=random.choice(["first", "middle", "last"]),
        order=random.choice(["original", "original", "reading", "columns", "scrambled", "reversed"]),
        rules=random.choice(["none", "none", "none", "header", "rows", "grid", "box"]),
        shade=random.choice(["none", "none", "header", "bands", "dark"]),
        footer=random.choice(SIDES),
        signs=random.choice([0.0, 0.0, 0.02, 0.05]),
    )


def _months(traits: Traits, random: Random) -> Traits:
    style = random.choice(["turned", "slanted", "hyphenated", "year first", "dates", "marked"])
    if style != "marked":
        return replace(traits, months=style, turn=random.choice([90, 90, 270]))
    mark = random.choice([" (v)", "*", " v", " (voorlopig)", " *", "(v)", " (vl)", " (p)", " **"])
    return replace(traits, mark=mark, marked=random.choice([1, 2, 3, 13]))


def _foreign(traits: Traits, random: Random) -> Traits:
    kind = random.choice(["total", "quarters"])
    totals = ["Totaal", "Totaal 2025", "Totaal jaar", "Cumulatief", "Gemiddeld", "Verschil", "Som"]
    quarters = ["Kw {n}", "Kwartaal {n}", "{n}e kwartaal", "Q{n}", "KW{n}"]
    return replace(
        traits,
        foreign=kind,
        foreign_name=random.choice(totals if kind == "total" else quarters),
        foreign_line=random.choice(["years", "between", "months"]),
    )


def _spaced(traits: Traits, random: Random) -> Traits:
    kinds = random.choice([("figure",), ("month",), ("label",), ("figure", "month", "label", "year", "title")])
    space = random.uniform(0.08, 0.12)
    return replace(traits, spacing=tuple((kind, space) for kind in kinds))


def _odd_type(traits: Traits, random: Random) -> Traits:
    odd = random.choice(
        [
            *("actual text", "type3", "type3", "negative size", "mirrored scaling"),
            *("wide widths", "quote operator", "typeless", "single glyphs"),
        ]
    )
    if odd == "type3":
        return replace(traits, technique=random.choice(list(TYPE3)))
    if odd == "typeless":
        return replace(traits, typeless=True)
    return replace(traits, encoding=odd)


ODDITIES: dict[str, Callable[[Traits, Random], Traits]] = {
    "months": _months,
    "foreign column": _foreign,
    "words at the right": lambda traits, random: replace(traits, beside=random.choice(["labels", "english"])),
    "narrow labels": lambda traits, random: replace(traits, label_width=random.uniform(4.0, 10.0)),
    "numbered rows": lambda traits, random: replace(
        traits, numbered=random.choice(["{n} ", "{n}. "]), numbered_through=random.random() < 0.5
    ),
    "rows as strings": lambda traits, random: replace(
        traits, strings=random.choice(["padded", "padded", "single", "double"]), signs=0.0
    ),
    "tables side by side": lambda traits, random: replace(
        traits,
        arrangement=random.choice(["columns", "sheet"]),
        offset=random.choice([0.0, random.uniform(0.3, 12.0)]),
        paper=random.choice([PAPERS["A3"][::-1], PAPERS["A2"][::-1], PAPERS["A2"]]),
    ),
    "letter-spacing": _spaced,
    "odd type": _odd_type,
}
