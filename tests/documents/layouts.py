"""The layout matrix: looks, ways of storing and windows, what must be read of each, and docs/layouts.md about them.

``python -m tests.documents.layouts`` reads all of them and writes the page.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from ind_tables.reading import edition
from ind_tables.record import observations
from ind_tables.remarks import Remark
from tests.documents.facsimile import Look, postprocess, random_figures, typeset
from tests.documents.facsimile.looks import MATRIX
from tests.documents.family.member import COUNT, member

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "layouts.md"
GOLDEN = ROOT / "tests" / "golden" / "2025-12.csv"
CELL = ["section", "measure", "age_band", "period"]
SIGNS = {"-": "M", "n.b.": "L", ".": "L", "": "O"}
STORAGE: dict[str, Callable[[bytes], bytes]] = {
    "linearised": postprocess.linearised,
    "object streams": postprocess.with_object_streams,
    "encrypted, empty user password": postprocess.encrypted,
    "split contents": postprocess.split_contents,
    "annotations": postprocess.annotated,
    "Type 3 fonts, made afterwards": postprocess.as_type3,
    "all at once": lambda pdf: postprocess.encrypted(postprocess.linearised(postprocess.split_contents(pdf))),
}
A3 = Look(page_size="A3", orientation="landscape")
WINDOWS = {
    "2025-01 to 2026-01": (random_figures, 1, "2026-01", 13, Look()),
    "2025-03 to 2026-03": (random_figures, 2, "2026-03", 13, Look(rules="grid")),
    "2025-06 to 2026-06, years first": (random_figures, 3, "2026-06", 13, Look(years="first", title="year_row")),
    "2 months": (random_figures, 4, "2026-01", 2, Look()),
    "3 months": (random_figures, 5, "2026-02", 3, Look(align="left")),
    "12 months of one year": (random_figures, 6, "2026-12", 12, Look(years="each")),
    "12 months of two years": (random_figures, 7, "2026-05", 12, Look(years="in_month", months="abbr")),
    "12 months side by side": (random_figures, 8, "2026-12", 12, replace(A3, side_by_side=2)),
    "25 months": (random_figures, 9, "2026-01", 25, replace(A3, months="abbr")),
    "36 months in a grid": (random_figures, 10, "2026-06", 36, replace(A3, months="abbr", size=4.8, rules="grid")),
}


@dataclass(frozen=True)
class Layout:
    """A document of the matrix: figures in a look, stored in some way, and what that changes of the bundled edition."""

    figures: pd.DataFrame = field(repr=False)
    look: Look = field(default_factory=Look)
    stored: Callable[[bytes], bytes] = bytes
    varies: str = ""

    def pdf(self) -> bytes:
        return self.stored(typeset(self.figures, self.look))


def layouts() -> dict[str, Callable[[], Layout]]:
    """The matrix by name."""
    matrix: dict[str, Callable[[], Layout]] = {}
    for name, look in MATRIX.items():
        matrix[name] = lambda look=look: Layout(december(look), look, varies=described(look))
    for name, stored in STORAGE.items():
        matrix[name] = lambda stored=stored: Layout(december(Look()), stored=stored, varies="storage")
    for name, (made_up, seed, end, length, look) in WINDOWS.items():
        matrix[name] = lambda made_up=made_up, seed=seed, end=end, length=length, look=look: Layout(
            with_signs(made_up(seed, end, length), look), look, varies=f"window, {described(look)}".removesuffix(", ")
        )
    return matrix


def december(look: Look) -> pd.DataFrame:
    """The figures of December 2025, some cells without one where the look can show that."""
    return with_signs(pd.read_csv(GOLDEN), look)


def with_signs(figures: pd.DataFrame, look: Look, share: float = 0.03, seed: int = 0) -> pd.DataFrame:
    """``figures`` with a sign, or nothing, printed in a share of the cells; no row or column is without figures.

    A row set as one string cannot leave a cell blank, and a mark on the line would stick to a sign.
    """
    chance = random.Random(seed)
    signs = [sign for sign in SIGNS if sign or look.row_as_string != "single"]
    if look.footnotes and "numbers" in look.footnotes.on and not look.footnotes.superscript:
        return figures
    printed = pd.Series([None] * len(figures), figures.index, dtype=object)
    for index in figures.index:
        if chance.random() < share:
            printed[index] = chance.choice(signs)
    for group in (CELL[:3], ["section", "period"]):
        for _, cells in figures.groupby(group, sort=False):
            if printed[cells.index].notna().all():
                printed[chance.choice(list(cells.index))] = None
    return figures.assign(printed=printed)


def described(look: Look) -> str:
    """The choices in which ``look`` differs from the bundled edition's."""
    plain = Look()
    changed = {f.name: getattr(look, f.name) for f in fields(Look) if getattr(look, f.name) != getattr(plain, f.name)}
    return ", ".join(
        f"{name} {value}" if isinstance(value, int | float | str) and not isinstance(value, bool) else name
        for name, value in changed.items()
    ).replace("\n", " / ")


def expected(figures: pd.DataFrame, look: Look) -> pd.DataFrame:
    """What must be read of ``figures`` set in ``look``: CELL, value, status and printed of each cell."""
    frame = figures[CELL].copy()
    printed = figures.get("printed", pd.Series(None, index=figures.index, dtype=object))
    sign = printed.isin(SIGNS)
    frame["value"] = figures["value"].astype("Int64").mask(sign)
    frame["status"] = printed.map(SIGNS).fillna("A")
    grouped = figures["value"].map(lambda value: f"{value:,}".replace(",", look.thousands))
    frame["printed"] = printed.where(sign, grouped)
    return frame.astype({"status": "str", "printed": "str"}).sort_values(CELL, ignore_index=True)


def read(layout: Layout, folder: Path) -> tuple[pd.DataFrame, tuple[Remark, ...]]:
    """The observations of the document, and the warnings."""
    source = folder / "edition.pdf"
    source.write_bytes(layout.pdf())
    document = edition.read(source)
    return observations.from_document(document), document.warnings


def assert_exact(layout: Layout, frame: pd.DataFrame) -> None:
    want = expected(layout.figures, layout.look)
    got = frame[list(want)].sort_values(CELL, ignore_index=True)
    if layout.look.pieces == "glyphs":  # a no-break space that is a text of its own is a space like any other
        for texts in (want, got):
            texts["printed"] = texts["printed"].str.replace(r"\s", " ", regex=True)
    if layout.look.footnotes and not layout.look.footnotes.superscript:
        got["printed"] = got["printed"].str.removesuffix(layout.look.footnotes.mark)
    pd.testing.assert_frame_equal(got, want, check_dtype=False)
    assert frame.loc[frame["status"] == "A", "readers"].str.count(r"\+").min() >= 1


def check(name: str, folder: Path) -> None:
    """Read a document of the matrix, hold it against its figures, its warnings against what it holds besides them.

    What docs/layouts.md says of it must be so.
    """
    layout = layouts()[name]()

    frame, warnings = read(layout, folder)

    assert_exact(layout, frame)
    assert_warned(layout, warnings)
    assert row(name, layout, frame, warnings) in PAGE.read_text("utf8").splitlines()


def assert_warned(layout: Layout, warnings: Sequence[Remark]) -> None:
    look, months = layout.look, layout.figures["period"].nunique()
    facts: dict[str, list[tuple[Any, ...]]] = {}
    for kind, said in warnings:
        facts.setdefault(kind, []).append(said)
    assert ("short" in facts) == (months < 13)
    hidden = [word for text in (*look.outside_text, *look.invisible_text, *look.clipped_text) for word in text.split()]
    foreign = (*look.extra_tables, *look.extra_rows, *look.remarks, *hidden)
    if not (foreign or look.footnotes or months < 13):
        assert warnings == ()
    for table in look.extra_tables:
        assert table.title in [title for _, title in facts["unknown_table"]]
    for extra in look.extra_rows:
        assert extra.label in [label for _, label, _ in facts["unknown_row"]]
    for word in hidden:
        assert any(word in words for _, words in facts["hidden"])


def row(name: str, layout: Layout, frame: pd.DataFrame, warnings: Sequence[Remark]) -> str:
    """The line of docs/layouts.md on a document that was read exactly."""
    readers = frame.loc[frame["status"] == "A", "readers"].value_counts().sort_index()
    counted = ", ".join(f"{reader} {count:,}" for reader, count in readers.items())
    return f"| {name} | {layout.varies or 'nothing'} | exact | {counted} | {len(warnings) or ''} |"


def page() -> Iterator[str]:
    """The lines of docs/layouts.md, from reading every document of the matrix."""
    rows = []
    with TemporaryDirectory() as folder:
        for name, make in layouts().items():
            layout = make()
            frame, warnings = read(layout, Path(folder))
            assert_exact(layout, frame)
            rows.append(row(name, layout, frame, warnings))
    yield from (
        "# Layouts",
        "",
        "The layouts on which reading is tested: what each changes of the bundled edition's, whether all of its cells",
        "are read exactly (value, status, printed text, month, row and table), which independent readings agree on how",
        "many of its figures, and how many warnings name what was left out. About three cells in a hundred hold a sign",
        "for no figure.",
        "The pages come from the typesetter in `tests/documents/facsimile`; what real programs print is in",
        "`tests/documents/producers`.",
        "Written by `python -m tests.documents.layouts`; `make test` reads every layout again and holds each line.",
        "",
        f"{len(rows)} documents: {len(rows)} exact, none wrong, none refused.",
        "",
        "| layout | changes | result | readers | warnings |",
        "|---|---|---|---|---|",
        *rows,
        *family(),
    )


def family() -> Iterator[str]:
    """The lines of docs/layouts.md on the pages of the family, each of which tests/reading/test_family.py reads."""
    drawn = Counter(kind for seed in range(COUNT) for kind in member(seed).kinds)
    yield from (
        "",
        "## A family of pages",
        "",
        "Pages drawn at random by `tests/documents/family`, which shares nothing with reading: within what is certain",
        "of the original (its words, right-aligned figures, the baselines of title, years and months, the order of its",
        "content), with paper, type, pitch, widths, alignments, gaps, rules and shades as chance has it, and up to",
        "three oddities each.",
        "`make test` reads the first twenty, `make test-all` all.",
        "",
        f"{COUNT} documents: {COUNT} exact, none wrong, none refused.",
        "",
        *(f"- {kind}: {drawn[kind]}" for kind in sorted(drawn)),
    )


if __name__ == "__main__":
    PAGE.write_text("\n".join(page()) + "\n", "utf8")
