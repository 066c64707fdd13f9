"""Printed cells as observations: one row a figure, under a strict grammar of numbers and a schema.

Columns (design of the data, in this order): edition, section, measure, age_band, period, value, unit,
status, page, title, label, printed, readers. ``value`` is a whole number or missing; ``status`` says why it
is missing: A a figure, M printed as "-", L printed as "n.b." or ".", O blank.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ind_tables import catalogue, editions, files
from ind_tables.errors import NotObservations, RequestError, UnreadableNumber, one_line

if TYPE_CHECKING:
    import pandera.pandas as pa

    from ind_tables.extract import Document, PrintedCell

COLUMNS = (
    "edition",
    "section",
    "measure",
    "age_band",
    "period",
    "value",
    "unit",
    "status",
    "page",
    "title",
    "label",
    "printed",
    "readers",
)
KEY = ("edition", "section", "measure", "age_band", "period")
STATUSES = ("A", "M", "L", "O")
SUFFIXES = (".csv", ".parquet")

_GROUPED = re.compile(r"[-\u2212\u2013]?(?:0|[1-9]\d{0,2}(?:([.\u00a0\u202f\u2007\u2009 ])\d{3})?(?:\1\d{3})*)")
_PLAIN = re.compile(r"[-\u2212\u2013]?(?:0|[1-9]\d*)")
_MARKS = re.compile(r"(?<=\d)\s?(?:[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+|\(?\d\)|[a-z]\))$")
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")


def number(printed: str) -> tuple[int | None, str]:
    """The value and status of a printed cell.

    A figure is a whole number, in groups of three after a point or a (no-break) space or without groups, with
    an optional minus; a footnote mark may follow it. "2.130" is 2130; "2.13" and "2,130" are no figures.

    Raises:
        ValueError: the text is neither a figure nor a known sign for none.
    """
    text = printed.strip()
    signs = catalogue.load().edition.signs
    sign = signs.get(_DASHES.sub("-", text).casefold())
    if sign:
        return None, sign
    bare = _MARKS.sub("", text)
    if _GROUPED.fullmatch(bare) or _PLAIN.fullmatch(bare):
        return int(_DASHES.sub("-", re.sub(r"[.\s]", "", bare))), "A"
    raise ValueError(f"“{one_line(printed)}” is neither a figure nor a known sign for none")


@cache
def schema() -> pa.DataFrameSchema:
    """The schema of observations: columns, types, closed vocabularies, and one row a figure."""
    import pandera.pandas as pa

    known = catalogue.load()
    month = pa.Check.str_matches(r"^20\d{2}-(0[1-9]|1[0-2])$")
    text = pa.Column(str)
    statuses = pa.Check(
        lambda frame: frame["value"].notna() == (frame["status"] == "A"),
        error="a value where the status is A",
    )
    return pa.DataFrameSchema(
        {
            "edition": pa.Column(str, month),
            "section": pa.Column(str, pa.Check.isin([s.id for s in known.sections])),
            "measure": pa.Column(str, pa.Check.isin(list(known.measures))),
            "age_band": text,
            "period": pa.Column(str, month),
            "value": pa.Column("Int64", nullable=True),
            "unit": pa.Column(str, pa.Check.isin(["count", "days"])),
            "status": pa.Column(str, pa.Check.isin(STATUSES)),
            "page": pa.Column("int64", pa.Check.ge(1)),
            "title": text,
            "label": text,
            "printed": text,
            "readers": text,
        },
        checks=[statuses],
        unique=list(KEY),
        strict=True,
        ordered=True,
    )


def from_document(document: Document) -> pd.DataFrame:
    """The observations of an edition, in the document's order, checked against :func:`schema`.

    Raises:
        UnreadableNumber: a cell is neither a figure nor a known sign for none.
    """
    frame = _frame(list(_rows(document)))
    return _checked(frame, document.name)


def _rows(document: Document) -> Iterator[tuple[Any, ...]]:
    known = catalogue.load()
    for cell in document.cells:
        section = known.section(cell.section)
        row = section.row(cell.measure, cell.age_band)
        value, status = _value(cell, section, row)
        yield (
            document.edition,
            cell.section,
            cell.measure,
            cell.age_band,
            cell.period,
            value,
            known.measures[cell.measure].unit,
            status,
            cell.page,
            section.title,
            row.label,
            cell.printed,
            "+".join(cell.readers),
        )


def _value(cell: PrintedCell, section: catalogue.Section, row: catalogue.Row) -> tuple[int | None, str]:
    try:
        return number(cell.printed)
    except ValueError as error:
        raise UnreadableNumber(
            f"page {cell.page}, section “{section.title}”, row “{row.label}”, column {cell.period}: {error}; expected "
            "a whole number such as 2.130; compare with the page, and ask the publisher if it stands there"
        ) from error


def read(edition: str | Path, month: str | None = None) -> pd.DataFrame:
    """The observations of an edition.

    Args:
        edition: a month (YYYY-MM; its PDF is looked up), or the path of a PDF or of a file of observations.
        month: what the edition must be, YYYY-MM.

    Returns:
        One row a figure with the columns of this module; ``value`` in numbers of cases or days.

    Raises:
        ReadError: the document or file cannot be trusted.
        RequestError: there is no such month, file or suffix.
    """
    text = str(edition)
    if re.fullmatch(r"\d{4}-\d{2}", text):
        month = editions.month(text)
        source = editions.locate(month)
    else:
        source = Path(edition).expanduser()
    if source.suffix.lower() in SUFFIXES:
        return load(source, month)
    if source.suffix.lower() != ".pdf" and not source.is_file():
        raise RequestError(f"“{one_line(text)}” is neither a month such as 2025-12 nor a file that exists")
    from ind_tables import extract

    return from_document(extract.read(source, month))


def load(source: Path, month: str | None = None) -> pd.DataFrame:
    """The observations in a .csv or .parquet file.

    Raises:
        NotObservations: the file has another shape, or is of another month.
        RequestError: there is no such file, or its suffix is unknown.
    """
    source = Path(source)
    if source.suffix.lower() not in SUFFIXES:
        raise RequestError(f"{source.name} ends in an unknown suffix; expected one of {', '.join(SUFFIXES)}")
    if not source.is_file():
        raise RequestError(f"there is no file {source}")
    try:
        if source.suffix.lower() == ".parquet":
            raw = pd.read_parquet(source)
        else:
            raw = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8")
        frame = _typed(raw)
    except Exception as error:
        raise NotObservations(
            f"{source.name} cannot be read as observations ({one_line(str(error))[:200]}); expected the columns "
            f"{', '.join(COLUMNS)}; write it anew with ind-tables extract"
        ) from error
    frame = _checked(frame, source.name)
    found = sorted(set(frame["edition"]))
    if len(found) != 1 or (month and found != [month]):
        raise NotObservations(
            f"{source.name} holds the editions {', '.join(found) or 'none'}; expected {month or 'exactly one'}; pass "
            "one edition a file"
        )
    return frame


def save(frame: pd.DataFrame, target: Path) -> None:
    """Write observations, findings or suspects whole or not at all, as .csv or .parquet by the suffix.

    Raises:
        OutputError: the file cannot be written.
        RequestError: the suffix is unknown.
    """
    target = Path(target)
    if target.suffix.lower() not in SUFFIXES:
        raise RequestError(f"{target.name} ends in an unknown suffix; expected one of {', '.join(SUFFIXES)}")
    if target.suffix.lower() == ".parquet":
        content = io.BytesIO()
        frame.to_parquet(content, index=False)
        files.write(target, content.getvalue())
    else:
        files.write(target, to_csv(frame).encode("utf-8"))


def to_csv(frame: pd.DataFrame) -> str:
    """``frame`` as CSV; text that a spreadsheet would take for a formula is led by an apostrophe."""
    return frame.apply(_harmless).to_csv(index=False, lineterminator="\n")


def _harmless(column: pd.Series[Any]) -> pd.Series[Any]:
    if pd.api.types.is_numeric_dtype(column):
        return column
    return column.map(lambda text: f"'{text}" if _formula(str(text)) else text)


def _formula(text: str) -> bool:
    return len(text) > 1 and text[0] in "=+-@\t\r" and not _GROUPED.fullmatch(text) and not _PLAIN.fullmatch(text)


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    return _typed(pd.DataFrame(rows, columns=list(COLUMNS)))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    absent = [name for name in COLUMNS if name not in frame.columns]
    if absent:
        raise ValueError(f"the columns {', '.join(absent)} are missing")
    frame = frame[list(COLUMNS)].copy() if set(frame.columns) == set(COLUMNS) else frame.copy()
    values = frame["value"]
    if not pd.api.types.is_integer_dtype(values):
        texts = values.astype(object).where(values.notna(), "").map(str)
        wrong = [text for text in texts if text and not _PLAIN.fullmatch(text)]
        if wrong:
            raise ValueError(f"the value {wrong[0]!r} is no whole number")
        values = pd.Series([int(t) if t else pd.NA for t in texts], index=frame.index, dtype="Int64")
    frame["value"] = values.astype("Int64")
    frame["page"] = frame["page"].astype("int64")
    texts = [name for name in frame.columns if name not in ("value", "page")]
    return frame.astype(dict.fromkeys(texts, "str"))


def _checked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    from pandera.errors import SchemaError

    try:
        return schema().validate(frame)
    except SchemaError as error:
        raise NotObservations(
            f"{name} does not hold observations: {one_line(str(error))[:300]}; expected one row a figure with the "
            f"columns {', '.join(COLUMNS)}; write it anew with ind-tables extract"
        ) from error
