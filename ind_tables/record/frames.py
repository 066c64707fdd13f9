"""Observations as an analyst holds them: ids as ordered categories, months as months; and back, checked.

    import ind_tables
    figures = ind_tables.read("2025-12")
    figures.ind.wide("asylum_first")

A table of an analyst may have been filtered, joined, saved and loaded. :func:`plain` takes it as it is, whatever the
types of its columns, as long as it says without doubt which figures it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.catalogue.bands import limits
from ind_tables.errors import NotObservations, RequestError, one_line, unknown
from ind_tables.months import MONTH
from ind_tables.place import KEY, SERIES

NEEDED = ("edition", *KEY, "value", "unit")
_TEXTS = ("unit", "status", "title", "label", "printed", "readers")

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,2})?")


def dressed(figures: pd.DataFrame, periods: bool = False) -> pd.DataFrame:
    """Observations with section, measure and age_band as ordered categories, in the document's order.

    A pivot, a group or a legend of them then comes in that order. With ``periods``, period is of type Period[M].
    """
    known = catalogue.load()
    order = {
        "section": [section.id for section in known.sections],
        "measure": list(dict.fromkeys(row.measure for _, row in known.rows())),
        "age_band": sorted({row.age_band for _, row in known.rows()}, key=_age),
    }
    columns: dict[str, Any] = {
        name: pd.Categorical(figures[name], list(dict.fromkeys([*ids, *figures[name]])), ordered=True)
        for name, ids in order.items()
    }
    if periods:
        columns["period"] = pd.PeriodIndex(figures["period"], freq="M")
    return figures.assign(**columns)


def _age(band: str) -> tuple[float, float]:
    return (-1.0, 0.0) if band == TOTAL else limits(band) or (float("inf"), float("inf"))


def plain(figures: pd.DataFrame) -> pd.DataFrame:
    """Figures with ids and months as text and values as numbers, in their order; other columns as they are.

    Months may be text, Period or datetime; ids text or categories; values whole numbers, be they int or float, or text.

    Raises:
        NotObservations: it is no table, a column is missing, a figure stands twice, no row of the catalogue has such
            ids, or a month or value is none.
    """
    _columns(figures, NEEDED)
    texts = [*SERIES, *(name for name in _TEXTS if name in figures.columns)]
    frame = figures.reset_index(drop=True)
    frame = frame.assign(
        **{name: frame[name].astype("str") for name in texts},
        **{name: _months(frame[name], name) for name in ("edition", "period")},
    )
    _known(frame)
    doubled = frame.duplicated(["edition", *KEY])
    if doubled.any():
        raise NotObservations(
            f"the figure of {_place(frame[doubled].iloc[0])} stands twice; expected it once; leave the doubled rows out"
        )
    return frame.assign(value=_values(frame))


def _columns(figures: object, needed: Sequence[str]) -> None:
    """Refuses what is no table, or has not each of these columns, or has a column of figures twice."""
    if not isinstance(figures, pd.DataFrame):
        kind = f"{type(figures).__module__}.{type(figures).__name__}".removeprefix("builtins.")
        said = f"{_shown(figures)}, of type {kind}" if isinstance(figures, str | int) else f"of type {kind}"
        cure = "; make it one with figures.to_pandas()" if hasattr(figures, "to_pandas") else ""
        raise NotObservations(
            f"this is {said}; expected the table of figures that ind_tables.read gives, a pandas DataFrame{cure}"
        )
    missing = [name for name in needed if name not in figures.columns]
    if missing:
        indexed = " (it is in the index: say figures.reset_index())" if {*missing} <= {*figures.index.names} else ""
        raise NotObservations(
            f"the figures have no column {', '.join(missing)}{indexed}; expected the columns {', '.join(needed)}, as "
            "ind_tables.read gives them"
        )
    for name in (*needed, *(name for name in _TEXTS if name in figures.columns)):
        if isinstance(figures[name], pd.DataFrame):
            raise NotObservations(f"the figures have the column {name} more than once; expected it once; leave one out")


def one_edition(figures: pd.DataFrame) -> pd.DataFrame:
    """What :func:`plain` gives, of exactly one edition; raises NotObservations where it is of none or of several."""
    frame = plain(figures)
    found = sorted(set(frame["edition"]))
    if len(found) != 1:
        named = f"{len(found)} editions ({', '.join(found[:6])})" if found else "no figure of any edition"
        raise NotObservations(
            f"the figures hold {named}; expected one edition; choose it, as in "
            f'figures[figures["edition"] == "{found[-1] if found else "2025-12"}"]'
        )
    late = frame[frame["period"] > frame["edition"]]
    if len(late):
        raise NotObservations(f"the figure of {_place(late.iloc[0])} is of a month after its edition; expected none")
    return frame


def two_editions(figures: pd.DataFrame, previous: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """What :func:`one_edition` gives of an edition and of an earlier one.

    Raises:
        NotObservations: as in :func:`one_edition`.
        RequestError: ``previous`` is not of an earlier edition.
    """
    found, before = one_edition(figures), one_edition(previous)
    later, earlier = found["edition"].iloc[0], before["edition"].iloc[0]
    if earlier >= later:
        raise RequestError(f"the edition to compare with is of {earlier}, expected one before {later}")
    return found, before


def _place(row: Any) -> str:
    return ", ".join(str(row[name]) for name in ("edition", *KEY))


def _months(column: pd.Series[Any], name: str) -> pd.Series[Any]:
    """A column of months as text, YYYY-MM."""
    dated = column.notna() & column.map(lambda value: hasattr(value, "strftime")).astype(bool)
    said = {value: f"{value:%Y-%m}" for value in column[dated].unique()}
    said |= {value: str(value) for value in column[~dated].unique()}
    for value, text in said.items():
        if MONTH.fullmatch(text) is None or getattr(value, "freqstr", "M") != "M":
            raise NotObservations(
                f"the column {name} holds {_shown(value)}, which is no month; expected months as in 2025-12, as text, "
                "Period or datetime"
            )
    return column.map(said).astype("str")


def _shown(value: Any) -> str:
    """A value as it is written in Python, on one line."""
    bare = value.item() if isinstance(value, np.generic) else value
    return one_line(repr(bare))[:40]


def _known(frame: pd.DataFrame) -> None:
    known = catalogue.load()
    rows = {(s.id, *row.key): known.measures[row.measure].units for s, row in known.rows()}
    for section, measure, band, unit in frame[[*SERIES, "unit"]].drop_duplicates().itertuples(index=False, name=None):
        units = rows.get((section, measure, band))
        try:
            if units is None:
                known.asked(section, measure, band)
            elif unit not in units:
                raise unknown(f"unit of {section}, {measure} called", unit, units)
        except RequestError as error:
            raise NotObservations(f"the figures name what the catalogue has not: {error}") from error


def _values(frame: pd.DataFrame) -> pd.Series[Any]:
    """The values as numbers: whole ones as such, all as decimals where one has some that may."""
    known = catalogue.load()
    whole = {
        (e, m): known.at(e).measures[m].whole for e, m in set(zip(frame["edition"], frame["measure"], strict=True))
    }
    values = []
    for n, (edition, measure, value) in enumerate(zip(frame["edition"], frame["measure"], frame["value"], strict=True)):
        figure = None if _absent(value) else _figure(value)
        if (figure is None) != _absent(value) or (figure is not None and figure % 1 and whole[edition, measure]):
            raise NotObservations(
                f"the value of {_place(frame.iloc[n])} is {_shown(value)}; expected a whole number, or none where no "
                "figure is printed"
            )
        values.append(pd.NA if figure is None else figure)
    integers = all(value is pd.NA or value % 1 == 0 for value in values)
    return pd.Series(values, index=frame.index, dtype="Int64" if integers else "Float64")


def _absent(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""


def _figure(value: Any) -> float | None:
    if isinstance(value, bool | np.bool) or (isinstance(value, str) and _NUMBER.fullmatch(value) is None):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


# One series, one table


def series(figures: pd.DataFrame, section: str, measure: str, band: str = TOTAL) -> pd.Series[Any]:
    """One row of the document as a series over time.

    Args:
        figures: as ``ind_tables.read``, ``read_many`` or ``panel`` gives them; every month of the series once.
        section, measure, band: its ids, as in ``ind_tables.catalog()``.

    Returns:
        The values, Int64 (Float64 where there are decimals), missing where no figure is printed; over a PeriodIndex
        of months, in order. Its name is ``section.measure`` or ``section.measure.band``; ``attrs["unit"]`` is count,
        days, weeks or percent.

    Raises:
        RequestError: there is no such series, or a month of it stands twice.
        NotObservations: as in :func:`plain`.
    """
    catalogue.load().asked(section, measure, band)
    frame = plain(figures)
    mine = frame[(frame[SERIES] == [section, measure, band]).all(axis=1)].sort_values("period")
    _once(mine)
    name = f"{section}.{measure}" if band == TOTAL else f"{section}.{measure}.{band}"
    index = pd.PeriodIndex(mine["period"], freq="M", name="period")
    found = pd.Series(mine["value"].array, index=index, name=name)
    found.attrs["unit"] = next(iter(mine["unit"]), catalogue.load().measures[measure].unit)
    return found


def wide(figures: pd.DataFrame, section: str) -> pd.DataFrame:
    """A table of the document as it stands there: a row a measure and age band, a column a month.

    ``wide(figures, section).T`` has a row a month, to plot.

    Args:
        figures: as ``ind_tables.read``, ``read_many`` or ``panel`` gives them; every figure of the section once.
        section: its id, as in ``ind_tables.catalog()``.

    Returns:
        Values, in the unit that ``ind_tables.catalog()`` names for the row (count, days, weeks or percent), missing
        where none is printed; the index is measure and age_band in the document's order, the columns are months
        (PeriodIndex).

    Raises:
        RequestError: there is no such section, or a figure of it stands in several editions.
        NotObservations: ``figures`` are none.
    """
    asked = catalogue.load().asked(section)
    frame = plain(figures)
    mine = frame[frame["section"] == section]
    _once(mine)
    table = mine.pivot(index=["measure", "age_band"], columns="period", values="value")
    table = table.reindex([row.key for row in asked.rows if row.key in table.index])
    table.index = pd.MultiIndex.from_tuples(table.index, names=["measure", "age_band"]) if len(table) else table.index
    table.columns = pd.PeriodIndex(table.columns, freq="M", name="period")
    return table


def _once(mine: pd.DataFrame) -> None:
    doubled = mine[mine.duplicated(KEY)]
    if len(doubled):
        first = doubled.iloc[0]
        editions = ", ".join(mine.loc[(mine[KEY] == list(first[KEY])).all(axis=1), "edition"])
        raise RequestError(
            f"the figure of {', '.join(map(str, first[KEY]))} stands in several editions ({editions}); expected one; "
            "choose an edition, or take ind_tables.panel(), which has every figure as last printed"
        )


@pd.api.extensions.register_dataframe_accessor("ind")
class Ind:
    """What figures can be asked for: ``figures.ind.series("asylum_first", "pending")``.

    It is there as soon as anything of ``ind_tables`` has been used.
    """

    def __init__(self, figures: pd.DataFrame) -> None:
        self._figures = figures

    def series(self, section: str, measure: str, band: str = TOTAL) -> pd.Series[Any]:
        """One row of the document over time; see :func:`ind_tables.record.frames.series`."""
        return series(self._figures, section, measure, band)

    def wide(self, section: str) -> pd.DataFrame:
        """A table of the document as it stands there; see :func:`ind_tables.record.frames.wide`."""
        return wide(self._figures, section)

    def bands(self, section: str) -> pd.DataFrame:
        """What is pending by age: a row a month (PeriodIndex), a column an age band, the youngest first, to stack.

        Raises:
            RequestError: there is no such section, or it has no age bands; else as :func:`wide`.
        """
        rows = self.wide(section)
        mine = [key for key in rows.index if key[1] != TOTAL]
        if not mine:
            raise RequestError(f"the section {section} has no age bands; expected one that has, as asylum_first")
        return rows.loc[mine].droplevel("measure").T

    def months(self) -> pd.DataFrame:
        """The same figures with period as Period[M]."""
        _columns(self._figures, ["period"])
        return self._figures.assign(period=pd.PeriodIndex(_months(self._figures["period"], "period"), freq="M"))

    def plain(self) -> pd.DataFrame:
        """The same figures with ids and months as text, as in a file; see :func:`ind_tables.record.frames.plain`."""
        return plain(self._figures)

    def __repr__(self) -> str:
        return "series(section, measure, band=), wide(section), bands(section), months(), plain()"


# What there is


def catalog(figures: pd.DataFrame) -> pd.DataFrame:
    """Every row of the document; see :func:`ind_tables.record.desk.catalog`."""
    known = catalogue.load()
    frame = plain(figures)
    spans = frame[frame["value"].notna()].groupby(SERIES)["period"].agg(["min", "max"])
    printed = dict(zip(spans.index, spans.itertuples(index=False, name=None), strict=True))
    rows = []
    for section, row in known.rows():
        measure = known.measures[row.measure]
        key = (section.id, *row.key)
        months = printed.get(key, (None, None))
        total = next((one.label for one in section.rows if one.key == (row.measure, TOTAL)), row.label)
        label = row.label if row.age_band == TOTAL else f"{total}, {row.label[:1].lower()}{row.label[1:]}"
        english = measure.english if row.age_band == TOTAL else f"{measure.english}, {_band(row.age_band)}"
        names = (section.english, section.dutch, english, label)
        rows.append((*key, *names, measure.unit, measure.rounding, *months))
    columns = [*SERIES, "table", "tabel", "row", "rij", "unit", "rounding", "first_month", "last_month"]
    table = dressed(pd.DataFrame(rows, columns=columns))
    return table.assign(**{n: pd.PeriodIndex(table[n], freq="M") for n in ("first_month", "last_month")})


def _band(band: str) -> str:
    """An age band in English."""
    found, units = limits(band), {"d": "days", "w": "weeks", "m": "months", "y": "years"}
    if found is None:
        return band
    unit = units[band.rstrip("+")[-1]]
    if found[1] == float("inf"):
        return f"longer than {found[0]:.0f} {unit}"
    return f"{found[0]:.0f} to {found[1]:.0f} {unit if found[1] > 1 else unit[:-1]}"


def joined(tables: Iterable[pd.DataFrame]) -> pd.DataFrame:
    """Several tables of observations as one, dressed alike."""
    return dressed(pd.concat([plain(table) for table in tables], ignore_index=True))
