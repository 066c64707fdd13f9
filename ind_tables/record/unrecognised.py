"""Figures that no entry of the catalogue names: kept beside the observations, never among them."""

from __future__ import annotations

import pandas as pd

from ind_tables.reading.edition import Document

COLUMNS = ("page", "title", "label", "period", "printed", "readers")


def of(document: Document) -> pd.DataFrame:
    """The printed cells of unknown rows and tables, in the order of the pages.

    Returns:
        One row a cell: page (from 1), title and label as printed (empty where there is none), period (YYYY-MM; empty
        where the row does not keep the columns), printed (the text of the cell) and readers (the readings that agree).
    """
    rows = [
        (
            cell.page,
            document.tables[cell.table].title,
            document.tables[cell.table].rows[cell.row][0],
            cell.period,
            cell.printed,
            "+".join(cell.readers),
        )
        for cell in document.unknown
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({name: "int64" if name == "page" else "str" for name in COLUMNS})
