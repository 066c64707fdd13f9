"""What an analyst asks for: editions, one or many, as tables that plot, group and join as the document is ordered.

    import ind_tables
    figures = ind_tables.read("2025-12")
    pending = ind_tables.series("asylum_first", "pending", figures=figures)

Every table of figures has one row a figure, in the document's order, with the columns

| column | holds |
|---|---|
| edition | the report month, YYYY-MM |
| section, measure, age_band | ids, ordered categories, listed by ``catalog()``; age_band may be ``all`` |
| period | the month that the figure is about, YYYY-MM, or Period[M] with ``periods=True`` |
| value | a whole number in ``unit`` (a decimal where the unit has them), missing where none is printed |
| unit | count, days, weeks or percent; counts are rounded to tens |
| status | A a figure, M printed as "-", L as "n.b.", "." or another sign, O blank |
| page | the page of the PDF, from 1 |
| title, label | of the table and the row, in the edition's Dutch |
| printed | the text of the cell |
| readers | the readings that agree on it: lattice, stream, text, joined by + |
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Executor
from pathlib import Path
from typing import Any, cast

import pandas as pd

from ind_tables import catalogue, home, months
from ind_tables.catalogue import TOTAL
from ind_tables.errors import IndTablesError, ReadError, RequestError, one_line
from ind_tables.record import cache, frames, observations, store
from ind_tables.record.store import Vintage


def read(edition: str | Path, month: str | None = None, *, periods: bool = False, cached: bool = True) -> pd.DataFrame:
    """The figures of an edition.

    Args:
        edition: a month (YYYY-MM; its PDF is looked up in ``data/``, then among the bundled ones), or the path of a PDF
            or of a file of observations (.csv, .parquet).
        month: what the edition must be, YYYY-MM; never an override.
        periods: give ``period`` as Period[M].
        cached: take the figures of a PDF that was read before from the user's cache folder; its bytes decide.

    Returns:
        One row a figure, in the document's order: edition, section, measure, age_band, period, value, unit, status,
        page, title, label, printed, readers. Section, measure and age_band are ordered categories; value is Int64
        (Float64 where there are decimals), in ``unit`` (count, rounded to tens; days, weeks, percent), missing where no
        figure is printed, and status says why: A a figure, M printed as "-", L as "n.b.", "." or another sign, O blank.

    Raises:
        ReadError: the document or file cannot be trusted.
        RequestError: there is no such month, file or suffix, or both are named and differ.
    """
    return frames.dressed(_read(edition, month, cached), periods)


def _read(edition: str | Path, month: str | None, cached: bool) -> pd.DataFrame:
    if not isinstance(edition, str | Path):
        meant = months.meant(edition)
        hint = f'did you mean "{meant}"?' if meant else 'expected a month as in "2025-12", or the path of a file'
        raise RequestError(f"read({one_line(repr(edition))[:60]}) names no edition; {hint}")
    month = None if month is None else months.valid(str(month))
    if months.MONTH.fullmatch(str(edition)):
        if month not in (None, str(edition)):
            raise RequestError(f"the edition of {edition} is not that of {month}; expected one month, not two")
        month, source = str(edition), home.locate(str(edition))
    else:
        source = Path(edition).expanduser()
    if not cached or source.suffix.lower() != ".pdf" or not source.is_file():
        return observations.read(edition, month)
    if source.stat().st_size > observations.LIMIT_BYTES:
        return observations.read(source, month)
    found = cache.kept(source.read_bytes(), lambda: observations.read(source, month))
    said = {str(found["edition"].iloc[0])}
    if {month, months.of_name(source.name)} - {None} <= said:
        return found
    return observations.read(source, month)


def read_many(paths: Iterable[str | Path], executor: Executor | None = None, *, periods: bool = False) -> pd.DataFrame:
    """The figures of many editions as one table, in the order in which they are given.

    Args:
        paths: months or paths, as for :func:`read`.
        executor: where they are read: any ``concurrent.futures.Executor``, such as a ``ThreadPoolExecutor`` (every PDF
            is read in a process of its own), a ``ProcessPoolExecutor`` or dask.distributed's ``Client.get_executor()``,
            whose workers must see the files and have this package; one after another without one.
        periods: give ``period`` as Period[M].

    Returns:
        The columns of :func:`read`; no row where no edition is named.

    Raises:
        ReadError, RequestError: as the first edition that cannot be read; the message names its file.
        RequestError: the editions are not named in a list, or the executor is none.
    """
    if isinstance(paths, str | Path) or not isinstance(paths, Iterable):
        raise RequestError(
            f"read_many({one_line(repr(paths))[:60]}) names no editions; expected several months or paths, as in "
            'read_many(["2025-12", "2026-01"])'
        )
    if executor is not None and not hasattr(executor, "map"):
        raise RequestError(f"{one_line(repr(executor))[:60]} is no executor; expected a concurrent.futures.Executor")
    asked = list(paths)
    found = [_one(path) for path in asked] if executor is None else list(executor.map(_one, asked))
    for outcome in found:
        if isinstance(outcome, IndTablesError):
            raise outcome
    tables = cast(list[pd.DataFrame], found)
    whole = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=list(observations.COLUMNS))
    return frames.dressed(whole, periods)


def _one(path: str | Path) -> pd.DataFrame | IndTablesError:
    """An edition, or why it is none: a refusal is handed over as it is from whatever process reads it."""
    try:
        return _read(path, None, True)
    except (ReadError, RequestError) as error:
        named = not isinstance(path, str | Path) or Path(path).name in str(error)
        error.args = (str(error) if named else f"{path}: {error}",)
        return error


def panel(vintage: Vintage = "latest", *, periods: bool = False) -> pd.DataFrame:
    """The figures of all editions in the store as one table.

    Args:
        vintage: "latest": every figure once, as last printed. "all": every figure of every edition.
        periods: give ``period`` as Period[M].

    Returns:
        The columns of :func:`read` and those of the store: sha256, of the edition's PDF, among them.

    Raises:
        StoreError: the store is empty, or an edition in it is damaged.
        RequestError: there is no such vintage.
    """
    return frames.dressed(store.panel(vintage), periods)


def editions() -> pd.DataFrame:
    """The editions of which there is a PDF or which are in the store.

    Returns:
        One row an edition, in order: edition, pdf (where it is), document (original, facsimile or unreadable), stored,
        figures (how many the stored edition prints) and sha256 (of the PDF that it was read from).
    """
    return store.listing()


def catalog(figures: pd.DataFrame | None = None) -> pd.DataFrame:
    """Every row of the document, with the ids by which everything here asks for it.

    Args:
        figures: what the first and last month are looked up in; those of the store as last printed, else of the latest
            edition with a PDF, unless given.

    Returns:
        One row a row of the document, in its order: section, measure, age_band (ids); table, row (in English), tabel,
        rij (in Dutch); unit (count, days, weeks or percent), rounding (the unit to which it is rounded); first_month,
        last_month (Period[M], of its figures; missing where there are none).
    """
    return frames.catalog(at_hand() if figures is None else figures)


def series(section: str, measure: str, band: str = TOTAL, *, figures: pd.DataFrame | None = None) -> pd.Series[Any]:
    """One row of the document as a series over time.

    Args:
        section, measure, band: its ids, as in :func:`catalog`.
        figures: what it is taken from; those of the store as last printed, else of the latest edition with a PDF,
            unless given.

    Returns:
        The values, Int64 (Float64 where there are decimals), in ``attrs["unit"]`` (count, days, weeks or percent),
        missing where none is printed, over a PeriodIndex of months; named ``section.measure`` or
        ``section.measure.band``.

    Raises:
        RequestError: there is no such series, or a month of it stands in several of the editions given.
        NotObservations: ``figures`` are none.
    """
    if not isinstance(section, str):
        raise RequestError(
            "series takes its figures by name; expected series(section, measure, figures=figures) or "
            "figures.ind.series(section, measure)"
        )
    catalogue.load().asked(section, measure, band)
    return frames.series(at_hand() if figures is None else figures, section, measure, band)


wide = frames.wide


def at_hand() -> pd.DataFrame:
    """The figures that there are: those of the store as last printed, else of the latest edition with a PDF."""
    if store.months():
        return panel()
    return read(max(home.available()))
