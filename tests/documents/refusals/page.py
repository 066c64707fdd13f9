"""The page of refusals, docs/refusals.md: every class of error, every bad document with its line, what bombs cost."""

from __future__ import annotations

import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from ind_tables import errors
from ind_tables.errors import IndTablesError, ReadError
from ind_tables.exports.dictionary import table
from ind_tables.reading import edition, isolation, pages
from ind_tables.record import observations
from tests.documents.refusals.documents import (
    BOMBS,
    DOUBLED,
    FILES,
    INCOMPLETE,
    LARGE,
    MONTHLY,
    NUMBERS,
    OTHERS,
    SLOW_BOMBS,
    TEXTLESS,
    UNSEEN,
    Bad,
)
from tests.documents.refusals.parts import PARTS

KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, IndTablesError) and kind not in (IndTablesError, ReadError)
]
DOCUMENTS = [*FILES, *LARGE, *TEXTLESS, *OTHERS, *MONTHLY, *INCOMPLETE, *DOUBLED, *NUMBERS, *UNSEEN, *PARTS]
HEAVY = [*BOMBS, *SLOW_BOMBS, *LARGE]
MIB = 2**20


def classes() -> str:
    """Every class of error with its meaning, an example and the cure."""
    rows = [
        (f"`{kind.__name__}`", str(kind.exit_status), _sentence(kind.__doc__), kind.example, kind.cure)
        for kind in KINDS
    ]
    return table(("class", "exit status", "meaning", "for example", "what to do"), rows)


def limits() -> str:
    """What a reading may take."""
    rows = [
        ("the file", f"{pages.LIMIT_BYTES // MIB} MiB"),
        ("pages", str(pages.LIMIT_PAGES)),
        ("length of a page", f"{pages.LIMIT_POINTS:,.0f} points, the largest page of ISO 32000-1"),
        ("characters on a page", f"{pages.LIMIT_GLYPHS:,}"),
        (
            "processor time",
            f"{isolation.LIMIT_SECONDS:.0f} s a process; on a busy machine three times as much may pass",
        ),
        ("memory", f"{isolation.LIMIT_MEMORY // MIB} MiB a process, besides that of the program itself"),
        ("a file of observations", f"{observations.LIMIT_BYTES // MIB} MiB"),
    ]
    return table(("what", "at most"), rows)


def row(bad: Bad, line: str) -> str:
    """The line of the table of refusals for a document."""
    name, _, message = line.partition(": ")
    return table(("",), [(bad.what, f"`{name}`", message)]).splitlines()[-1]


def refusal(bad: Bad) -> str:
    """The line with which a document is refused."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / bad.name
        source.write_bytes(bad.make())
        try:
            observations.from_document(edition.read(source, *bad.options[1:]))
        except IndTablesError as error:
            return error.line
    raise AssertionError(f"{bad.what} is not refused")


def cost(number: int) -> tuple[str, str, str, str]:
    """What a large document costs, measured in a process of its own: document, class, seconds, peak memory."""
    with ProcessPoolExecutor(1, get_context("fork")) as pool:
        return pool.submit(_measured, number).result()


def _measured(number: int) -> tuple[str, str, str, str]:
    bad = HEAVY[number]
    content = bad.make()
    began = time.monotonic()
    line = refusal(replace(bad, make=lambda: content))
    seconds = time.monotonic() - began
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return bad.what, f"`{line.partition(':')[0]}`", f"{seconds:.1f} s", f"{peak} MiB"


def markdown() -> str:
    """The page."""
    parts = [
        "# Refusals",
        "A document is read exactly, or refused in one line, `Class: what was found, where, what was expected, what to "
        "do`, on standard error; nothing is written then, and a file that was there before stays as it was. This page "
        "is made with `python -m tests.documents.refusals > docs/refusals.md`; a test holds each line in step.",
        "An incomplete edition, and nothing else, is read as far as it goes with `extract --allow-incomplete`: each "
        "thing that is missing is named in a warning; with `--verbose`, a refusal names them all, and what stands "
        "there instead. Whatever is read is what can be seen: characters that are "
        "covered, unpainted, in the colour of their ground or outside the page are left out, and a cell in which only "
        "such characters stand is refused.",
        "## Classes",
        classes(),
        "## Limits",
        "Each reading runs in processes of its own, forked after the libraries are imported. What crashes, runs away "
        "or hungers for memory there ends in a refusal.",
        limits(),
        "What bombs cost until they are refused, measured when this page was made on two cores (peak memory of the "
        "largest process, the libraries' own included):",
        table(
            ("document", "class", "time", "peak memory"),
            [cost(number) for number in range(len(HEAVY))],
        ),
        "## What cannot be known",
        "A font that shows one digit and says another is refused where the shape tells: each digit of a table is held "
        "against specimens of common faces. Where it is drawn in fewer than five pixels at three a point, or in a "
        "face in which a pair of digits can hardly be told apart, what is read is what the font says, as copying from "
        "a viewer would give. A figure that stands exactly where another one belongs, in place of it, is read. Two "
        "tables of the same rows whose titles are exchanged are read as they are printed. These are left to `ind- "
        "tables check`, which holds the figures against each other and the edition before.",
        "## Documents that are refused",
        f"{len(DOCUMENTS)} of them, most made from the bundled edition; the tests make each anew and refuse it.",
        "\n".join([table(("document", "class", "line"), ()), *(row(bad, refusal(bad)) for bad in DOCUMENTS)]),
    ]
    return "\n\n".join(parts) + "\n"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split("\n\n")[0].split())
