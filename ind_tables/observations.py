"""Printed cells as observations: one row a figure, under a strict grammar of numbers and a schema.

Columns (design of the data, in this order): edition, section, measure, age_band, period, value, unit,
status, page, title, label, printed, readers. ``value`` is a whole number or missing; ``status`` says why it
is missing: A a figure, M printed as "-", L printed as "n.b." or ".", O blank.
"""

from __future__ import annotations

import io
import os
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
    from pandera.errors import SchemaError

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
LIMIT_BYTES = 32 * 2**20

_GROUPED = re.compile(r"[-\u2212\u2013]?[1-9][0-9]{0,2}([.\u00a0\u202f\u2007\u2009 ])[0-9]{3}(?:\1[0-9]{3})?")
_PLAIN = re.compile(r"[-\u2212\u2013]?(?:0|[1-9][0-9]{0,8})")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_MARK = re.compile(
    r"\s?[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+|\s?(?:\([0-9]\)|[a-z]\))|\s[0-9]\)|(?<=[.\u00a0\u202f\u2007\u2009 ][0-9]{3})[0-9]\)"
)
_SPACES = " \u00a0\u202f\u2007\u2009"
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def number(printed: str) -> tuple[int | None, str]:
    """The value and status of a printed cell.

    A figure is a whole number, in groups of three after a point or a (no-break) space or without groups, with
    an optional minus; a footnote mark may follow it. "2.130" is 2130; "2.13" and "2,130" are no figures. A mark
    such as 1) must part itself from the digits: by a space, a bracket, or a group that is full without it.

    Raises:
        ValueError: the text is neither a figure nor a known sign for none.
    """
    text = printed.strip(_SPACES)
    sign = catalogue.load().edition.signs.get(_DASHES.sub("-", text).casefold())
    if sign:
        return None, sign
    bare = _unmarked(text)
    if bare is None:
        raise ValueError(f"“{one_line(printed)}” is neither a figure nor a known sign for none")
    return int(_DASHES.sub("-", re.sub(r"[.\s]", "", bare))), "A"


def _unmarked(text: str) -> str | None:
    """The figure that ``text`` is, without the footnote mark behind it; None where it is no figure."""
    for start in (len(text), *(m.start() for m in _MARK.finditer(text) if m.end() == len(text))):
        if _GROUPED.fullmatch(text, 0, start) or _PLAIN.fullmatch(text, 0, start):
            return text[:start]
    return None


def _separator(printed: str) -> str | None:
    """What stands between the groups of a printed figure, if it has groups."""
    match = _GROUPED.match(printed.strip(_SPACES))
    return match[1] if match else None


@cache
def schema() -> pa.DataFrameSchema:
    """The schema of observations: columns, types, closed vocabularies, and one row a figure."""
    import pandera.pandas as pa

    known = catalogue.load()
    rows = {(s.id, *row.key, known.measures[row.measure].unit) for s, row in known.rows()}
    month = pa.Check.str_matches(r"^20[0-9]{2}-(0[1-9]|1[0-2])\Z", error="a month YYYY-MM")
    text = pa.Column(
        str,
        pa.Check.str_matches(
            r"[^\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*\Z",
            error="text without control characters",
        ),
    )
    checks = [
        pa.Check(
            lambda frame: frame["value"].notna() == (frame["status"] == "A"),
            error="a value where the status is A, and only there",
        ),
        pa.Check(
            lambda frame: pd.Series(
                [
                    row in rows
                    for row in zip(*(frame[n] for n in ("section", "measure", "age_band", "unit")), strict=True)
                ],
                index=frame.index,
            ),
            error="rows and units of the catalogue",
        ),
        pa.Check(lambda frame: frame["period"] <= frame["edition"], error="no period after the edition"),
    ]
    return pa.DataFrameSchema(
        {
            "edition": pa.Column(str, month),
            "section": text,
            "measure": text,
            "age_band": text,
            "period": pa.Column(str, month),
            "value": pa.Column("Int64", nullable=True),
            "unit": text,
            "status": pa.Column(str, pa.Check.isin(STATUSES, error=f"one of {', '.join(STATUSES)}")),
            "page": pa.Column("int64", pa.Check.ge(1, error="a page from 1")),
            "title": text,
            "label": text,
            "printed": text,
            "readers": text,
        },
        checks=checks,
        unique=list(KEY),
        strict=True,
        ordered=True,
    )


def from_document(document: Document) -> pd.DataFrame:
    """The observations of an edition, in the document's order, checked against :func:`schema`.

    Raises:
        UnreadableNumber: a cell is neither a figure nor a known sign for none.
    """
    _one_separator(document)
    frame = _frame(list(_rows(document)))
    return _checked(frame, document.name)


def _one_separator(document: Document) -> None:
    """Refuses "45 740" in an edition that prints 45.740 elsewhere: it may be two figures, 45 and 740."""
    grouped = [(_separator(cell.printed), cell) for cell in document.cells]
    doubtful = next((cell for separator, cell in grouped if separator == " "), None)
    if doubtful and any(separator == "." for separator, _ in grouped):
        raise _unreadable(
            doubtful, f"“{doubtful.printed}” may be two figures, since the edition parts thousands by points"
        )


def _rows(document: Document) -> Iterator[tuple[Any, ...]]:
    known = catalogue.load()
    for cell in document.cells:
        section = known.section(cell.section)
        row = section.row(cell.measure, cell.age_band)
        value, status = _value(cell)
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


def _value(cell: PrintedCell) -> tuple[int | None, str]:
    try:
        return number(cell.printed)
    except ValueError as error:
        raise _unreadable(cell, str(error)) from error


def _unreadable(cell: PrintedCell, found: str) -> UnreadableNumber:
    section = catalogue.load().section(cell.section)
    row = section.row(cell.measure, cell.age_band)
    error = UnreadableNumber(
        f"page {cell.page}, section “{section.title}”, row “{row.label}”, column {cell.period}: {found}; expected a "
        "whole number such as 2.130; compare with the page, and ask the publisher if it stands there"
    )
    error.page, error.box = cell.page, cell.box
    return error


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
        source = Path(os.path.expanduser(edition))  # noqa: PTH111 - leaves a name such as ~x.pdf as it is
    if source.suffix.lower() in SUFFIXES:
        return load(source, month)
    if source.suffix.lower() != ".pdf" and not source.is_file():
        raise RequestError(f"“{one_line(text)}” is neither a month such as 2025-12 nor a file that exists")
    from ind_tables import extract

    return from_document(extract.read(source, month, meanwhile=schema))


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
        if source.stat().st_size > LIMIT_BYTES:
            raise ValueError(f"it holds more than {LIMIT_BYTES // 2**20} MiB")
        if source.suffix.lower() == ".parquet":
            raw = pd.read_parquet(source)
        else:
            raw = pd.read_csv(source, dtype=str, keep_default_na=False, encoding="utf-8-sig").map(_plain)
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
    """``frame`` as CSV; text that a spreadsheet would take for a formula is led by an apostrophe.

    :func:`load` takes the apostrophe away again.
    """
    harmless = {str(name): column.map(_harmless) for name, column in frame.items() if not _numeric(column)}
    return frame.assign(**harmless).to_csv(index=False, lineterminator="\n")


def _numeric(column: pd.Series[Any]) -> bool:
    return bool(pd.api.types.is_numeric_dtype(column))


def _harmless(text: Any) -> Any:
    return f"'{text}" if isinstance(text, str) and _formula(text) else text


def _plain(text: Any) -> Any:
    return text[1:] if isinstance(text, str) and text.startswith("'") and _formula(text) else text


def _formula(text: str) -> bool:
    if _FORMULA.match(text) is None or text in ("-", "+"):
        return False
    return not (_GROUPED.fullmatch(text) or _PLAIN.fullmatch(text))


def _frame(rows: Sequence[tuple[Any, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    return _typed(frame.assign(value=frame["value"].astype("Int64")))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    absent = [name for name in COLUMNS if name not in frame.columns]
    if absent:
        raise ValueError(f"missing: {', '.join(absent)}")
    unknown = [str(name) for name in frame.columns if name not in COLUMNS]
    if unknown or len(frame.columns) != len(COLUMNS):
        raise ValueError(f"unknown or doubled: {', '.join(unknown) or 'a column'}")
    frame = frame[list(COLUMNS)].copy()
    values = frame["value"]
    if not pd.api.types.is_integer_dtype(values):
        printed = values.astype(object).where(values.notna(), "").map(str)
        wrong = [text for text in printed if text and not _WHOLE.fullmatch(text)]
        if wrong:
            raise ValueError(f"the value {wrong[0]!r} is no whole number")
        values = pd.Series([int(text) if text else pd.NA for text in printed], index=frame.index, dtype="Int64")
    frame["value"] = values.astype("Int64")
    if not frame["page"].map(lambda page: str(page).isdecimal()).all():
        raise ValueError("a page is no whole number")
    frame["page"] = frame["page"].astype("int64")
    texts = [name for name in frame.columns if name not in ("value", "page")]
    return frame.astype(dict.fromkeys(texts, "str"))


def _checked(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    from pandera.errors import SchemaError

    try:
        return schema().validate(frame)
    except SchemaError as error:
        raise NotObservations(
            f"{name} does not hold observations ({_said(error)}); expected one row a figure with the columns "
            f"{', '.join(COLUMNS)}; write it anew with ind-tables extract"
        ) from error


def _said(error: SchemaError) -> str:
    if error.reason_code and error.reason_code.name == "DUPLICATES":
        return "a figure stands twice"
    column = getattr(error.schema, "name", None)
    wanted = getattr(error.check, "error", None) or "text in every row"
    if column is None or not isinstance(error.failure_cases, pd.DataFrame):
        return f"it breaks: {wanted}"
    found = one_line(str(error.failure_cases["failure_case"].iloc[0]))[:80]
    return f"the column {column} holds “{found}” instead of {wanted}"
