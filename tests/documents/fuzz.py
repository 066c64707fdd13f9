"""Spoils good PDFs in thousands of ways: each ends in the figures that stand on its pages, or in a refusal.

    python -m tests.documents.fuzz --seconds 300

What stands on the pages is said by PDFium's own text of the place at which the typesetter put each cell; the package's
reading has no part in it.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from functools import cache
from io import BytesIO
from itertools import count, islice, pairwise
from multiprocessing import get_context
from numbers import Number
from pathlib import Path
from typing import Literal, NamedTuple

import pandas as pd
import pikepdf
import pypdfium2

from ind_tables.errors import IndTablesError, InternalError
from ind_tables.reading import edition
from ind_tables.record import observations
from tests.documents.facsimile import Look, fonts, typeset
from tests.documents.facsimile.document import compose
from tests.documents.facsimile.layout import Text, lay_out
from tests.documents.facsimile.postprocess import linearised, split_contents, with_object_streams
from tests.documents.refusals.spoilt import golden, saved

Ending = Literal["exact", "refused", "wrong", "traceback", "hang"]
Key = tuple[str, str, str, str]
Box = tuple[float, float, float, float]
GOOD = ("exact", "refused")
PATIENCE = 180.0
_HIGH = 40.0
LOOKS = {
    "plain": Look(),
    "grid": Look(rules="grid", fill="banded", rule_width=0.2),
    "pieces": Look(pieces="glyphs", order="scrambled"),
    "form": Look(form_xobject=True, years="each"),
}
STORED: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda pdf: pdf,
    "linearised": linearised,
    "in object streams": with_object_streams,
    "in pieces": split_contents,
}


class Outcome(NamedTuple):
    """How a mutation ended: its seed, what was done, the ending, and the refusal or what was wrong."""

    seed: int
    done: str
    ending: Ending
    said: str


# --------------------------------------------------------------------------------------------------
# Good documents, and where their cells stand


@cache
def good(look: str, stored: str) -> bytes:
    return STORED[stored](typeset(golden(), LOOKS[look]))


@cache
def places(look: str) -> dict[Key, tuple[int, Box]]:
    """The page (from 1) of each cell, and its place: as wide as its column, as high as its row."""
    pages = lay_out(compose(golden(), LOOKS[look]), LOOKS[look])
    keys = iter(golden()[["section", "measure", "age_band", "period"]].itertuples(index=False, name=None))
    found = {}
    for number, page in enumerate(pages, 1):
        cells = [text for text in page.texts if text.kind == "number"]
        for start in range(0, len(cells), 13):
            row = cells[start : start + 13]
            ends = [_end(text, look) for text in row]
            pitch = min(after - before for before, after in pairwise(ends))
            for text, end in zip(row, ends, strict=True):
                half = LOOKS[look].pitch / 2
                middle = text.y + text.size / 3
                found[next(keys)] = (number, (end - 0.75 * pitch, middle - half, end + 0.25 * pitch, middle + half))
    assert next(keys, None) is None
    return found


def _end(text: Text, look: str) -> float:
    return text.x + fonts.width(text.string, LOOKS[look].font, text.bold, text.size)


# --------------------------------------------------------------------------------------------------
# Mutations


def bits_flipped(pdf: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(pdf)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
    return bytes(spoilt)


def bytes_dropped(pdf: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(pdf))
    return pdf[:start] + pdf[start + chance.choice((1, 2, 10, 100, 2000)) :]


def bytes_put_in(pdf: bytes, chance: random.Random) -> bytes:
    start, source = chance.randrange(len(pdf)), chance.randrange(len(pdf))
    return pdf[:start] + pdf[source : source + chance.choice((1, 10, 300))] + pdf[start:]


def cut_off(pdf: bytes, chance: random.Random) -> bytes:
    return pdf[: chance.randrange(len(pdf))]


def zeros(pdf: bytes, chance: random.Random) -> bytes:
    start, length = chance.randrange(len(pdf)), chance.choice((1, 20, 500))
    return pdf[:start] + bytes(length) + pdf[start + length :]


def a_number_of_the_structure_changed(pdf: bytes, chance: random.Random) -> bytes:
    numbers = list(re.finditer(rb"(?<=[ \n/\[])\d+(?=[ \n\]>])", pdf))
    chosen = chance.choice(numbers)
    return pdf[: chosen.start()] + str(chance.choice((0, 1, 7, 99, 10**9))).encode() + pdf[chosen.end() :]


def objects_swapped(pdf: bytes, chance: random.Random) -> bytes:
    references = list(re.finditer(rb"\b\d+ 0 R\b", pdf))
    first, second = sorted(chance.sample(references, 2), key=lambda found: found.start())
    middle = pdf[first.end() : second.start()]
    return pdf[: first.start()] + second[0] + middle + first[0] + pdf[second.end() :]


def a_key_removed(pdf: bytes, chance: random.Random) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        owners = [thing for thing in document.objects if isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream))]
        owner = chance.choice([thing for thing in owners if len(thing.keys()) > 1])
        name = chance.choice(sorted(set(owner.keys()) - {"/Length"}))
        del owner[name]
        return saved(document)


def a_stream_cut(pdf: bytes, chance: random.Random) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        stream = chance.choice([thing for thing in document.objects if isinstance(thing, pikepdf.Stream)])
        content = stream.read_bytes()
        stream.write(content[: chance.randrange(len(content) + 1)])
        return saved(document)


def a_page_changed(pdf: bytes, chance: random.Random) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[chance.randrange(2)]
        x0, y0, x1, y1 = map(float, page.mediabox)
        kind = chance.randrange(5)
        if kind == 0:
            document.pages.reverse()
        elif kind == 1:
            document.pages.remove(page)
        elif kind == 2:
            document.pages.append(page)
        elif kind == 3:
            page.CropBox = pikepdf.Array([x0 + chance.uniform(0, 300), y0, x1 - chance.uniform(0, 300), y1])
        else:
            page.CropBox = pikepdf.Array([x0, y0 + chance.uniform(0, 400), x1, y1 - chance.uniform(0, 400)])
        return saved(document)


Operators = list[pikepdf.ContentStreamInstruction]


def _content_changed(pdf: bytes, chance: random.Random, change: Callable[[Operators], Operators]) -> bytes:
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[chance.randrange(2)]
        forms = [form for form in page.get("/Resources", {}).get("/XObject", {}).values() if form.Subtype == "/Form"]
        operators = list(pikepdf.parse_content_stream(forms[0] if forms else page))
        content = pikepdf.unparse_content_stream(change(operators))
        if forms:
            forms[0].write(content)
        else:
            page.Contents = document.make_stream(content)
        return saved(document)


def a_character_changed(pdf: bytes, chance: random.Random) -> bytes:
    def change(operators: Operators) -> Operators:
        texts = [i for i, each in enumerate(operators) if str(each.operator) == "Tj" and bytes(each.operands[0])]
        others = b"".join(bytes(operators[i].operands[0]) for i in texts)
        for _ in range(chance.choice((1, 1, 1, 5, 40))):
            i = chance.choice(texts)
            text = bytearray(bytes(operators[i].operands[0]))
            text[chance.randrange(len(text))] = chance.choice(others)
            operators[i] = pikepdf.ContentStreamInstruction([pikepdf.String(bytes(text))], operators[i].operator)
        return operators

    return _content_changed(pdf, chance, change)


def an_operand_changed(pdf: bytes, chance: random.Random) -> bytes:
    def change(operators: Operators) -> Operators:
        for _ in range(chance.choice((1, 1, 3, 20))):
            i = chance.choice([i for i, each in enumerate(operators) if _numbers(each)])
            operands = list(operators[i].operands)
            chosen = chance.choice(_numbers(operators[i]))
            operands[chosen] = round(
                float(operands[chosen]) + chance.choice((-500, -40, -8, -3, 0.5, 1, 4, 8, 38, 300)), 3
            )
            operators[i] = pikepdf.ContentStreamInstruction(operands, operators[i].operator)
        return operators

    return _content_changed(pdf, chance, change)


def _numbers(instruction: pikepdf.ContentStreamInstruction) -> list[int]:
    return [i for i, each in enumerate(instruction.operands) if isinstance(each, Number)]


def operators_mixed(pdf: bytes, chance: random.Random) -> bytes:
    def change(operators: Operators) -> Operators:
        for _ in range(chance.choice((1, 1, 2, 10))):
            i, j = chance.randrange(len(operators)), chance.randrange(len(operators))
            kind = chance.randrange(3)
            if kind == 0:
                del operators[i]
            elif kind == 1:
                operators[i], operators[j] = operators[j], operators[i]
            else:
                operators.insert(j, operators[i])
        return operators

    return _content_changed(pdf, chance, change)


def texts_swapped(pdf: bytes, chance: random.Random) -> bytes:
    def change(operators: Operators) -> Operators:
        texts = [i for i, each in enumerate(operators) if str(each.operator) == "Tj"]
        for _ in range(chance.choice((1, 1, 5))):
            i, j = chance.choice(texts), chance.choice(texts)
            operators[i], operators[j] = operators[j], operators[i]
        return operators

    return _content_changed(pdf, chance, change)


MUTATIONS = (
    bits_flipped,
    bytes_dropped,
    bytes_put_in,
    cut_off,
    zeros,
    a_number_of_the_structure_changed,
    objects_swapped,
    a_key_removed,
    a_stream_cut,
    a_page_changed,
    a_character_changed,
    a_character_changed,
    an_operand_changed,
    operators_mixed,
    texts_swapped,
)


def mutated(seed: int) -> tuple[str, str, bytes]:
    """A good document spoilt as ``seed`` has it: its look, what was done, the bytes."""
    chance = random.Random(seed)
    look, stored = chance.choice(list(LOOKS)), chance.choice(list(STORED))
    mutation = chance.choice(MUTATIONS)
    done = f"{look}, {stored}: {mutation.__name__.replace('_', ' ')}"
    return look, done, mutation(good(look, stored), chance)


# --------------------------------------------------------------------------------------------------
# Verdicts


def tried(seed: int) -> Outcome:
    """Reads the mutation of a seed and judges what comes out."""
    look, done, pdf = mutated(seed)
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "edition.pdf"
        source.write_bytes(pdf)
        try:
            figures = observations.from_document(edition.read(source))
        except InternalError as error:
            return Outcome(seed, done, "traceback", error.line)
        except IndTablesError as error:
            slow = time.monotonic() - began > PATIENCE
            return Outcome(seed, done, "hang" if slow else "refused", error.line)
        except Exception as error:
            return Outcome(seed, done, "traceback", repr(error))
    if time.monotonic() - began > PATIENCE:
        return Outcome(seed, done, "hang", "")
    wrong = list(differences(figures, pdf, look))
    return Outcome(seed, done, "wrong" if wrong else "exact", "; ".join(wrong[:3]))


def differences(figures: pd.DataFrame, pdf: bytes, look: str) -> Iterator[str]:
    """What was read otherwise than PDFium's text at the place of the cell says."""
    where = places(look)
    if len(figures) != len(where):
        yield f"{len(figures)} figures were read of {len(where)}"
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [_in_place(_characters(page.get_textpage()), look) for page in document]
    levels: dict[tuple[int, float], list[tuple[str, float]]] = {}
    for row in figures.itertuples():
        _, (left, bottom, right, top) = where[row.section, row.measure, row.age_band, row.period]
        if (row.page, bottom) not in levels:
            levels[row.page, bottom] = list(_words([c for c in pages[row.page - 1] if bottom <= c.y <= top]))
        shown = [text for text, middle in levels[row.page, bottom] if left <= middle <= right]
        digits = re.sub(r"[^0-9]", "", row.printed)
        if "".join(shown) != "".join(row.printed.split()) or ("" if pd.isna(row.value) else str(row.value)) != digits:
            yield (
                f"page {row.page}, {row.section} {row.measure} {row.age_band} {row.period}: read {row.value} from "
                f"{row.printed!r}, but {' '.join(shown)!r} stands there"
            )


class Character(NamedTuple):
    """A character as PDFium places it: its box from left to right, the middle of its height."""

    text: str
    x0: float
    x1: float
    y: float


def _characters(page: pypdfium2.PdfTextPage) -> list[Character]:
    """The characters of a page from left to right: no spaces, one where it stands twice, none as high as a table."""
    found: dict[tuple[str, int, int], Character] = {}
    for i in range(page.count_chars()):
        text = page.get_text_range(i, 1)
        x0, y0, x1, y1 = page.get_charbox(i, loose=True)
        if text.strip() and y1 - y0 < _HIGH:
            found.setdefault((text, round(10 * x0), round(10 * y0)), Character(text, x0, x1, (y0 + y1) / 2))
    return sorted(found.values(), key=lambda each: each.x0)


@cache
def _unspoilt(look: str) -> list[list[Character]]:
    with pypdfium2.PdfDocument(good(look, "as it is")) as document:
        return [_characters(page.get_textpage()) for page in document]


def _in_place(page: list[Character], look: str) -> list[Character]:
    """A page moved back to its place if it is one of the good document's, moved as a whole and otherwise unchanged."""
    for unspoilt in _unspoilt(look):
        if [c.text for c in page] == [c.text for c in unspoilt]:
            moves = [(a.x0 - b.x0, a.y - b.y) for a, b in zip(page, unspoilt, strict=True)]
            if all(max(along) - min(along) < 0.1 for along in zip(*moves, strict=True)):
                return unspoilt
    return page


def _words(level: list[Character]) -> Iterator[tuple[str, float]]:
    """The words on a level, parted by a point or more, each with its middle."""
    while level:
        end = next((i for i, (one, other) in enumerate(pairwise(level), 1) if other.x0 - one.x1 > 1), len(level))
        yield "".join(each.text for each in level[:end]), (level[0].x0 + level[end - 1].x1) / 2
        level = level[end:]


def run(seeds: Iterator[int], seconds: float = float("inf"), processes: int = 2) -> Iterator[Outcome]:
    """The outcomes of mutations, tried side by side until the seeds or the time are used up."""
    end = time.monotonic() + seconds
    with ProcessPoolExecutor(processes, get_context("fork")) as pool:
        waiting = {pool.submit(tried, seed) for seed in islice(seeds, 2 * processes)}
        while waiting:
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield future.result()
                seed = next(seeds, None) if time.monotonic() < end else None
                if seed is not None:
                    waiting.add(pool.submit(tried, seed))


def main() -> int:
    """Tries mutations for some time and prints how they ended; 1 if one ended badly."""
    parser = argparse.ArgumentParser(prog="python -m tests.documents.fuzz", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=0, help="the first seed; each mutation has the next one")
    parser.add_argument("--keep", type=Path, help="put the documents that end badly in this folder")
    chosen = parser.parse_args()
    endings: Counter[str] = Counter()
    for outcome in run(count(chosen.seed), chosen.seconds):
        endings[outcome.ending] += 1
        if outcome.ending not in GOOD:
            print(f"seed {outcome.seed}, {outcome.done}: {outcome.ending}: {outcome.said}", flush=True)
            if chosen.keep:
                (chosen.keep / f"{outcome.seed}.pdf").write_bytes(mutated(outcome.seed)[2])
    bad = {name: endings[name] for name in ("wrong", "traceback", "hang")}
    print(
        f"{sum(endings.values()):,} mutations tried: {endings['exact']:,} exact, {endings['refused']:,} refused, "
        f"{bad['wrong']} wrong, {bad['traceback']} tracebacks, {bad['hang']} hangs"
    )
    return 1 if any(bad.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
