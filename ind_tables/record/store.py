"""The store of past editions: what each edition printed, with the hash of the PDF that it was read from.

    from ind_tables.record import store
    store.panel("all")

One Parquet file an edition, ``data/store/YYYY-MM.parquet`` in the home folder (``ind_tables.home.root``), with
the columns of observations and ``sha256``; edition, section, measure, age_band and period identify a row. The file
also holds the hash of its figures; what was changed, cut or renamed behind the store's back is damaged, not read. An
edition enters by ``ind-tables keep`` and ``make report`` alone, as it was printed: corrections are applied to what is
taken out. A facsimile never enters.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal, get_args

import pandas as pd

from ind_tables import catalogue, files, home
from ind_tables.errors import IndTablesError, RequestError, StoreError, one_line
from ind_tables.months import valid
from ind_tables.reading import pages
from ind_tables.reading.edition import is_facsimile
from ind_tables.reading.isolation import Reading
from ind_tables.record import observations

Outcome = Literal["kept", "unchanged", "replaced", "read anew"]
Vintage = Literal["latest", "all"]

COLUMNS = [*observations.COLUMNS, "sha256"]
BREAK = "break"
LISTING = ["edition", "pdf", "document", "stored", "figures", "sha256"]
_SERIES = ["section", "measure", "age_band"]
_CONTENT = "ind_tables.content_sha256"


def folder() -> Path:
    """Where the store is; it need not exist."""
    return home.root() / "data" / "store"


def path(edition: str) -> Path:
    """Where an edition is stored, or would be; raises RequestError where ``edition`` is no month."""
    return folder() / f"{valid(edition)}.parquet"


def months() -> list[str]:
    """The editions that are stored, in order."""
    return list(home.stored())


def before(edition: str) -> str | None:
    """The latest stored edition that is earlier than ``edition`` (YYYY-MM), if there is one."""
    return max((month for month in months() if month < valid(edition)), default=None)


def previous(edition: str) -> pd.DataFrame | None:
    """The observations of the latest stored edition before ``edition``, None without one; raises as :func:`load`."""
    earlier = before(edition)
    return None if earlier is None else load(earlier)


def earlier(edition: str) -> pd.DataFrame | None:
    """The observations of all stored editions before ``edition``, None without one; raises as :func:`load`."""
    stored = [load(month) for month in months() if month < valid(edition)]
    return pd.concat(stored, ignore_index=True) if stored else None


def load(edition: str) -> pd.DataFrame:
    """The observations of a stored edition, as printed, with the columns of observations.

    Raises:
        StoreError: the edition is not stored, or what is stored is damaged.
    """
    return _read(edition).drop(columns="sha256")


def sha256(edition: str) -> str:
    """The SHA-256 of the PDF that a stored edition was read from; raises as :func:`load`."""
    return str(_read(edition)["sha256"].iloc[0])


def keep(figures: pd.DataFrame, pdf_sha256: str, *, facsimile: bool, replace: bool = False) -> Outcome:
    """Put an edition in the store; whole or not at all, and one at a time where several are at it.

    Args:
        figures: the observations of one edition, as printed.
        pdf_sha256: the SHA-256 of its PDF.
        facsimile: whether the PDF says that it is a facsimile.
        replace: put it in the place of another original of the same month.

    Returns:
        "kept"; "unchanged" where the store holds the same already (nothing is written); "read anew" where it held other
        observations of the same PDF; "replaced" where it held another PDF.

    Raises:
        StoreError: it is a facsimile; the store holds another original, or a damaged one, and ``replace`` is not
            given; or the figures are not those that are printed.
        OutputError: the store cannot be written.
    """
    month = _one(figures)
    if facsimile:
        raise StoreError(
            f"the PDF of {month} says that it is a facsimile; expected the publisher's own file, the store holds no "
            f"other; put that at data/{month}.pdf"
        )
    _is_as_printed(figures)
    frame = figures.reset_index(drop=True).assign(sha256=pdf_sha256)[COLUMNS].astype({"sha256": "str"})
    target = path(month)
    files.folder(target.parent)
    with files.alone(target.parent):
        outcome = _outcome(frame, target, replace)
        if outcome != "unchanged":
            frame.attrs[_CONTENT] = _content(frame)
            observations.save(frame, target)
    return outcome


def panel(vintage: Vintage = "latest") -> pd.DataFrame:
    """All stored editions as one table.

    Args:
        vintage: "all": every figure of every edition, the earliest edition first, each in the document's order.
            "latest": every figure once, as the latest edition that has its row and period prints it, be it by a sign
            for none; series by series in the document's order, each in order of time.

    Returns:
        One row a figure (and edition), with the columns of observations, ``sha256``, that of the edition's PDF, and
        ``break``: the month from which on the series is on the footing that the figure stands on; empty where that is
        the first one known. Figures of a series may be compared only where it is the same.

    Raises:
        StoreError: the store is empty, or an edition in it is damaged.
        RequestError: there is no such vintage.
    """
    if vintage not in get_args(Vintage):
        raise RequestError(f"there is no vintage “{one_line(vintage)}”; expected one of {', '.join(get_args(Vintage))}")
    stored = [_read(month) for month in months()]
    if not stored:
        raise StoreError("the store holds no edition; put one there with ind-tables keep PDF or make report")
    if vintage == "all":
        return _with_breaks(pd.concat(stored, ignore_index=True))
    newest_first = pd.concat(stored[::-1], ignore_index=True).drop_duplicates([*_SERIES, "period"])
    series = newest_first.groupby(_SERIES, sort=False).ngroup()
    latest = newest_first.assign(series=series).sort_values(["series", "period"], ignore_index=True)
    return _with_breaks(latest[COLUMNS])


def _with_breaks(figures: pd.DataFrame) -> pd.DataFrame:
    known = catalogue.load()
    broken = {b.section for b in known.breaks}
    rows = figures[[*_SERIES, "edition", "period"]].itertuples(index=False, name=None)
    footings = [known.footing(row[:3], row[3], row[4]) if row[0] in broken else "" for row in rows]
    return figures.assign(**{BREAK: pd.Series(footings, index=figures.index, dtype="str")})


def listing() -> pd.DataFrame:
    """Every edition of which there is a PDF or which is stored.

    Returns:
        One row an edition, in order: edition; pdf (where it is: below the home folder in ``data/``, or bundled with the
        package in ``ind_tables/sample/``; empty where only the store has it); document ("original", "facsimile",
        "unreadable", or empty without a PDF); stored ("yes", "no", "another PDF" where the stored edition was read from
        another file than this one, "damaged"); figures (how many the stored edition prints; Int64) and sha256 (of the
        PDF that it was read from).
    """
    found = home.available()
    rows = [_listed(month, found.get(month)) for month in sorted({*found, *months()})]
    return pd.DataFrame(rows, columns=LISTING).astype(
        {name: "Int64" if name == "figures" else "str" for name in LISTING}
    )


def _listed(month: str, pdf: Path | None) -> tuple[object, ...]:
    place, document, stored, known = "", "", "no", ""
    figures: object = pd.NA
    if pdf:
        place = str(pdf.relative_to(_base(pdf)))
        document = _document(pdf)
    if month in months():
        try:
            frame = _read(month)
        except StoreError:
            return month, place, document, "damaged", pd.NA, ""
        figures, known = int(frame["value"].count()), str(frame["sha256"].iloc[0])
        same = not pdf or document == "facsimile" or hashlib.sha256(pdf.read_bytes()).hexdigest() == known
        stored = "yes" if same else "another PDF"
    return month, place, document, stored, figures, known


def _base(pdf: Path) -> Path:
    package = Path(__file__).resolve().parents[1]
    return package.parent if pdf.is_relative_to(package) else home.root()


def _document(pdf: Path) -> str:
    try:
        information = Reading(pdf.name, pages.information, pdf).result()
    except IndTablesError:
        return "unreadable"
    return "facsimile" if is_facsimile(information) else "original"


def _one(figures: pd.DataFrame) -> str:
    found = sorted(set(figures["edition"]))
    if len(found) != 1:
        raise StoreError(f"the figures are of {len(found)} editions; expected one; keep one edition at a time")
    return str(found[0])


def _is_as_printed(figures: pd.DataFrame) -> None:
    edition = _one(figures)
    known = catalogue.load().at(edition)
    columns = ["section", "measure", "age_band", "period", "printed", "value", "status"]
    for *place, printed, value, status in figures[columns].itertuples(index=False, name=None):
        try:
            whole = known.measures[str(place[1])].whole
            same = observations.number(printed, whole, edition) == (None if pd.isna(value) else value, status)
        except ValueError:
            same = False
        if not same:
            raise StoreError(
                f"the figure of {', '.join(place)} is {value}, but “{one_line(printed)}” is printed; expected what is "
                "printed; keep the edition without corrections"
            )


def _outcome(frame: pd.DataFrame, target: Path, replace: bool) -> Outcome:
    if not target.exists():
        return "kept"
    try:
        stored = _read(target.stem)
    except StoreError:
        if replace:
            return "replaced"
        raise
    if stored.equals(frame):
        return "unchanged"
    old, new = stored["sha256"].iloc[0], frame["sha256"].iloc[0]
    if old == new:
        return "read anew"
    if replace:
        return "replaced"
    raise StoreError(
        f"the store holds another PDF of {target.stem} (SHA-256 {old[:12]}…; this one is {new[:12]}…); expected one "
        "original a month; find out which of them is published, and put this one in the other's place with ind-tables "
        "keep --replace"
    )


def _read(edition: str) -> pd.DataFrame:
    source = path(edition)
    if not source.is_file():
        raise StoreError(f"the store does not hold {edition}; put it there with ind-tables keep PDF or make report")
    try:
        frame = pd.read_parquet(source)
        found = _damage(frame, edition)
    except Exception as error:
        found = one_line(str(error))[:200]
    if found:
        raise StoreError(
            f"data/store/{source.name} is damaged ({found}); expected the stored edition of {edition}; put it there "
            "anew with ind-tables keep PDF --replace"
        )
    frame.attrs.clear()
    return frame


def _content(frame: pd.DataFrame) -> str:
    """The SHA-256 of what a stored edition holds."""
    return hashlib.sha256(observations.to_csv(frame).encode("utf-8")).hexdigest()


def _damage(frame: pd.DataFrame, edition: str) -> str:
    """What keeps a file of the store from being the edition that was put there; empty where nothing does."""
    if list(frame.columns) != COLUMNS:
        return "other columns"
    if set(frame["edition"]) != {edition} or frame["sha256"].nunique() != 1:
        return "other editions"
    if frame.attrs.get(_CONTENT) != _content(frame):
        return "its figures are not those that were put there"
    _is_as_printed(frame)
    return ""
