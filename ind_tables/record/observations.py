"""Printed cells as observations: one row a figure, under a strict grammar of numbers and a schema.

Columns (design of the data, in this order): edition, section, measure, age_band, period, value, unit,
status, page, title, label, printed, readers. ``value`` is a number, whole but for percentages, weeks and what else
the catalogue says to have decimals, or missing; ``status`` says why it is missing: A a figure, M printed as "-", L
printed as "n.b.", "." or another sign of the catalogue, O blank. ``title`` and ``label`` are the edition's own words.
"""

from __future__ import annotations

import io
import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from ind_tables import catalogue, files, home
from ind_tables.catalogue import Catalogue
from ind_tables.errors import NotObservations, RequestError, UnreadableNumber, one_line
from ind_tables.months import meant, valid
from ind_tables.place import KEY as PLACE

if TYPE_CHECKING:
    import pandera.pandas as pa
    from pandera.errors import SchemaError

    from ind_tables.reading.edition import Document, PrintedCell

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
KEY = ("edition", *PLACE)
STATUSES = ("A", "M", "L", "O")
SUFFIXES = (".csv", ".parquet")
LIMIT_BYTES = 32 * 2**20

_GROUPED = re.compile(r"[-\u2212\u2013]?[1-9][0-9]{0,2}([.\u00a0\u202f\u2007\u2009 ])[0-9]{3}(?:\1[0-9]{3})?")
_PLAIN = re.compile(r"[-\u2212\u2013]?(?:0|[1-9][0-9]{0,8})")
_EXACT = ("value", "residual", "tolerance", "proposed", "noticed_from")  # shown with as many decimals as they have
_DECIMAL = re.compile(r"[-\u2212\u2013]?(?:0|[1-9][0-9]{0,2}(?:\.[0-9]{3})+|[1-9][0-9]{0,8})(?:[.,][0-9]{1,2})?\s?%?")
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,8})")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?")
_MARK = re.compile(
    r"\s?[*†‡⁰¹²³⁴⁵⁶⁷⁸⁹]+|\s?(?:\([0-9]\)|[a-z]\))|\s[0-9]\)|(?<=[.\u00a0\u202f\u2007\u2009 ][0-9]{3})[0-9]\)"
)
_SPACES = " \u00a0\u202f\u2007\u2009"
_DASHES = re.compile(r"[\u2010-\u2015\u2212]")
_SEPARATED = {
    ".": "parts thousands by points",
    " ": "parts thousands by spaces",
    "": "parts no thousands",
}
_FORMULA = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")


def number(printed: str, whole: bool = True, edition: str = "") -> tuple[int | float | None, str]:
    """The value and status of a printed cell.

    A figure is a whole number, in groups of three after a point or a (no-break) space or without groups, with
    an optional minus; a footnote mark may follow it. "2.130" is 2130; "2.13" and "2,130" are no figures. A mark
    such as 1) must part itself from the digits: by a space, a bracket, or a group that is full without it.

    Args:
        printed: the text of the cell.
        whole: whether decimals and a percent sign are no part of a figure; else "12,5 %" is 12.5.
        edition: the edition (YYYY-MM) whose signs count; those of all editions unless given.

    Raises:
        ValueError: the text is neither a figure nor a known sign for none.
    """
    text = printed.strip(_SPACES)
    sign = catalogue.load().edition.sign(text, edition)
    if sign:
        return None, sign
    bare = _unmarked(text)
    if bare is None and not whole and _DECIMAL.fullmatch(text):
        return _decimal(text), "A"
    if bare is None:
        raise ValueError(f"“{one_line(printed)}” is neither a figure nor a known sign for none")
    return int(_DASHES.sub("-", re.sub(r"[.\s]", "", bare))), "A"


def _decimal(text: str) -> int | float:
    """The number that a figure with decimals or a percent sign stands for: two digits at most are decimals."""
    figure = _DASHES.sub("-", re.sub(r"[\s%]", "", text))
    groups, point, decimals = figure.rpartition("," if "," in figure else ".")
    if not point or len(decimals) > 2:
        return int(figure.replace(".", ""))
    return float(f"{groups.replace('.', '')}.{decimals}")


def _unmarked(text: str) -> str | None:
    """The figure that ``text`` is, without the footnote mark behind it; None where it is no figure."""
    for start in (len(text), *(m.start() for m in _MARK.finditer(text) if m.end() == len(text))):
        if _GROUPED.fullmatch(text, 0, start) or _PLAIN.fullmatch(text, 0, start):
            return text[:start]
    return None


def _separator(printed: str) -> str | None:
    """What stands between the groups of a printed figure, if it has groups; all spaces are alike."""
    match = _GROUPED.match(printed.strip(_SPACES))
    return (" " if match[1] in _SPACES else match[1]) if match else None


def schema() -> pa.DataFrameSchema:
    """The schema of observations: columns, types, closed vocabularies, and one row a figure."""
    return _schema(catalogue.load())


@cache
def _schema(known: Catalogue) -> pa.DataFrameSchema:
    import pandera.pandas as pa

    rows = {(s.id, *row.key, unit) for s, row in known.rows() for unit in known.measures[row.measure].units}
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
        pa.Check(lambda frame: _whole_where_whole(frame, known), error="decimals only where the unit has them"),
    ]
    found = pa.DataFrameSchema(
        {
            "edition": pa.Column(str, month),
            "section": text,
            "measure": text,
            "age_band": text,
            "period": pa.Column(str, month),
            "value": pa.Column(None, nullable=True),
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
    found.get_backend(check_type=pd.DataFrame)  # pandera would load what validates when it is first needed
    return found


def _whole_where_whole(frame: pd.DataFrame, known: Catalogue) -> pd.Series[bool]:
    if pd.api.types.is_integer_dtype(frame["value"]):
        return pd.Series(True, index=frame.index)
    must = pd.Series(_are_whole(frame, known), index=frame.index)
    return ~must | frame["value"].isna() | (frame["value"] % 1 == 0).fillna(True)


def _are_whole(frame: pd.DataFrame, known: Catalogue) -> list[bool]:
    """Whether the figures of each row's measure are whole numbers in its edition."""
    places = list(zip(frame["edition"].astype(str), frame["measure"].astype(str), strict=True))
    whole = {(e, m): m not in known.measures or known.at(e).measures[m].whole for e, m in set(places)}
    return [whole[place] for place in places]


def from_document(document: Document) -> pd.DataFrame:
    """The observations of an edition, in the document's order, checked against :func:`schema`.

    Raises:
        UnreadableNumber: a cell is neither a figure nor a known sign for none.
    """
    _one_separator(document)
    frame = _frame(list(_rows(document)))
    return _checked(frame, document.name)


def _one_separator(document: Document) -> None:
    """Refuses a figure that is grouped otherwise than most of its length: 45 740 may be two figures, 45 and 740.

    Figures of four digits may all stand without groups where longer ones have them.
    """
    lengths: dict[bool, list[tuple[str, PrintedCell]]] = {False: [], True: []}
    for cell in document.cells:
        digits = sum(map(str.isdigit, _unmarked(cell.printed.strip(_SPACES)) or ""))
        if digits > 3:
            lengths[digits > 4].append((_separator(cell.printed) or "", cell))
    for figures in lengths.values():
        for usual, _ in Counter(separator for separator, _ in figures).most_common(1):
            doubtful = next((cell for separator, cell in figures if separator != usual), None)
            if doubtful:
                raise _unreadable(
                    doubtful, f"“{doubtful.printed}” may be two figures, since the edition {_SEPARATED[usual]}"
                )


def _rows(document: Document) -> Iterator[tuple[Any, ...]]:
    known = catalogue.load().at(document.edition)
    for cell in document.cells:
        measure = known.measures[cell.measure]
        value, status = _value(cell, measure.whole, document.edition)
        yield (
            document.edition,
            cell.section,
            cell.measure,
            cell.age_band,
            cell.period,
            value,
            measure.unit,
            status,
            cell.page,
            cell.title,
            cell.label,
            cell.printed,
            "+".join(cell.readers),
        )


def _value(cell: PrintedCell, whole: bool, edition: str) -> tuple[int | float | None, str]:
    try:
        return number(cell.printed, whole, edition)
    except ValueError as error:
        raise _unreadable(cell, str(error)) from error


def _unreadable(cell: PrintedCell, found: str) -> UnreadableNumber:
    sign = (
        "; if it is a sign for no figure, it needs an entry under [[signs]], which ind-tables adapt proposes unless "
        "other figures contradict it"
    )
    error = UnreadableNumber(
        f"page {cell.page}, section “{cell.title}”, row “{cell.label}”, column {cell.period}: {found}; expected a "
        "whole number such as 2.130; compare with the page, and ask the publisher if it stands there"
        f"{sign if catalogue.possible(cell.printed) else ''}"
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
        month = valid(text)
        source = home.locate(month)
    else:
        source = Path(os.path.expanduser(edition))  # noqa: PTH111 - leaves a name such as ~x.pdf as it is
    if source.suffix.lower() in SUFFIXES:
        return load(source, month)
    if source.suffix.lower() != ".pdf" and not source.is_file():
        hint = f"; did you mean {meant(text)}?" if meant(text) else ""
        raise RequestError(f"“{one_line(text)}” is neither a month such as 2025-12 nor a file that exists{hint}")
    from ind_tables.reading.edition import read as printed

    return from_document(printed(source, month, meanwhile=schema))


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

    :func:`load` takes the apostrophe away again. Where some values have decimals, the others are still whole.
    """
    fractional = [name for name in _EXACT if name in frame and pd.api.types.is_float_dtype(frame[name])]
    frame = frame.assign(**{name: frame[name].map(_plainly).astype(object) for name in fractional})
    harmless = {str(name): column.map(_harmless) for name, column in frame.items() if not _numeric(column)}
    return frame.assign(**harmless).to_csv(index=False, lineterminator="\n")


def _plainly(value: Any) -> str:
    return "" if pd.isna(value) else f"{value:.0f}" if value % 1 == 0 else str(float(value))


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
    return _typed(frame.assign(value=numbers(frame["value"])))


def numbers(values: Iterable[Any]) -> pd.Series[Any]:
    """Whole numbers as such (Int64); where one has decimals, all as decimals (Float64)."""
    held = [pd.NA if pd.isna(value) else value for value in values]
    whole = all(value is pd.NA or value % 1 == 0 for value in held)
    return pd.Series(held, dtype="Int64" if whole else "Float64")


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    absent = [name for name in COLUMNS if name not in frame.columns]
    if absent:
        raise ValueError(f"missing: {', '.join(absent)}")
    unknown = [str(name) for name in frame.columns if name not in COLUMNS]
    if unknown or len(frame.columns) != len(COLUMNS):
        raise ValueError(f"unknown or doubled: {', '.join(unknown) or 'a column'}")
    frame = frame[list(COLUMNS)].copy()
    values = frame["value"]
    if not pd.api.types.is_numeric_dtype(values):
        printed = values.astype(object).where(values.notna(), "").map(str)
        for text, whole in zip(printed, _are_whole(frame, catalogue.load()), strict=True):
            if text and not (_WHOLE if whole else _NUMBER).fullmatch(text):
                raise ValueError(f"the value {text!r} is no {'whole ' if whole else ''}number")
        values = printed.map(lambda text: pd.NA if not text else int(text) if _WHOLE.fullmatch(text) else float(text))
    frame["value"] = numbers(values).array
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
