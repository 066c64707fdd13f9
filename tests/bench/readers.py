"""What else reads tables from a PDF: python readers.py NAME FILE [REPEATS] prints rows and seconds as JSON.

Runs by itself in any environment that has the library of NAME.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterable
from typing import Any

Rows = list[list[str]]


def ind_tables(file: str) -> Rows:
    from ind_tables.record import observations

    figures = observations.read(file)
    keys = ["section", "measure", "age_band"]
    return [list(row["printed"]) for _, row in figures.groupby(keys, sort=False)]


def camelot_stream(file: str) -> Rows:
    return _camelot(file, "stream")


def camelot_lattice(file: str) -> Rows:
    return _camelot(file, "lattice")


def _camelot(file: str, flavour: str) -> Rows:
    import camelot

    return [row for table in camelot.read_pdf(file, flavor=flavour, pages="all") for row in table.data]


def pdfplumber_lines(file: str) -> Rows:
    return _pdfplumber(file, {})


def pdfplumber_text(file: str) -> Rows:
    return _pdfplumber(file, {"vertical_strategy": "text", "horizontal_strategy": "text"})


def _pdfplumber(file: str, settings: dict[str, str]) -> Rows:
    import pdfplumber

    with pdfplumber.open(file) as document:
        return [row for page in document.pages for table in page.extract_tables(settings) for row in table]


def tabula_stream(file: str) -> Rows:
    return _tabula(file, stream=True)


def tabula_lattice(file: str) -> Rows:
    return _tabula(file, lattice=True)


def _tabula(file: str, **mode: bool) -> Rows:
    import tabula

    options = {"header": None, "dtype": str}
    frames = tabula.read_pdf(file, pages="all", pandas_options=options, silent=True, **mode)
    return [row for frame in frames for row in frame.fillna("").values.tolist()]


def pymupdf_lines(file: str) -> Rows:
    return _pymupdf(file, "lines")


def pymupdf_text(file: str) -> Rows:
    return _pymupdf(file, "text")


def _pymupdf(file: str, strategy: str) -> Rows:
    import pymupdf

    with pymupdf.open(file) as document:
        return [row for page in document for table in page.find_tables(strategy=strategy) for row in table.extract()]


def img2table(file: str) -> Rows:
    from img2table.document import PDF

    found = PDF(file).extract_tables(borderless_tables=False)
    frames = [table.df for tables in found.values() for table in tables]
    return [row for frame in frames for row in frame.fillna("").values.tolist()]


READERS: dict[str, Callable[[str], Rows]] = {
    "ind-tables": ind_tables,
    "Camelot stream": camelot_stream,
    "Camelot lattice": camelot_lattice,
    "pdfplumber, lines": pdfplumber_lines,
    "pdfplumber, text": pdfplumber_text,
    "tabula-py, stream": tabula_stream,
    "tabula-py, lattice": tabula_lattice,
    "PyMuPDF find_tables, lines": pymupdf_lines,
    "PyMuPDF find_tables, text": pymupdf_text,
    "img2table": img2table,
}


def measure(name: str, file: str, repeats: int) -> dict[str, Any]:
    """The rows that a reader finds, and the seconds of each time after the first."""
    read, seconds = READERS[name], []
    rows = read(file)
    for _ in range(repeats):
        start = time.perf_counter()
        read(file)
        seconds.append(time.perf_counter() - start)
    return {"rows": [[_text(cell) for cell in row] for row in rows], "seconds": seconds}


def _text(cell: object) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def main(arguments: Iterable[str]) -> None:
    name, file, *repeats = arguments
    warnings.simplefilter("ignore")
    logging.disable()
    with contextlib.redirect_stdout(sys.stderr):
        found = measure(name, file, int(repeats[0]) if repeats else 3)
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(sys.argv[1:])
