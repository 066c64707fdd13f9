"""What the family's pages print: the words of the original's text layer, and the figures given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import pandas as pd

NAMES = (
    *("Januari", "Februari", "Maart", "April", "Mei", "Juni"),
    *("Juli", "Augustus", "September", "Oktober", "November", "December"),
)
CELL = ["section", "measure", "age_band", "period"]
STATUS = {"-": "M", "n.b.": "L", ".": "L", "": "O"}
# The spaces that the text layer shows to be glyphs.
AS_PRINTED = {
    "Openstaande aanvragen": "Openstaande aanvragen ",
    "Asiel - Eerste aanvragen": " Asiel - Eerste aanvragen",
    "Eerste afspraakmogelijkheid afhalen verblijfsdocument (dagen)": (
        "Eerste afspraakmogelijkheid \nafhalen verblijfsdocument (dagen)"
    ),
    "Eerste afspraakmogelijkheid afname biometrie (dagen)": "Eerste afspraakmogelijkheid \nafname biometrie (dagen)",
    "Aantal afspraken verblijfsdocumenten": "Aantal afspraken\nverblijfsdocumenten",
}
NOTES = {
    "asylum_first": (
        "Bovenstaande tabel toont de totale aantallen van de eerste asielaanvragen in de Dublinprocedure (spoor 1), "
        "Veilige landen procedure (Spoor 2) en de Algemene Asielprocedure en Verlengde Asielprocedure (spoor 4).",
    ),
    "asylum_general": (
        "Bovenstaande tabel toont de totale aantallen van de eerste asielaanvragen in de Algemene Asielprocedure en "
        "Verlengde Asielprocedure (spoor 4) en de herhaalde aanvragen, zij-instroom en hervestiging.\u00a0",
        "Dit is exclusief de procedures voor Dublin (spoor 1) en asielaanvragen van mensen uit een veilige land van "
        "herkomst of met een status in een andere EU-lidstaat (spoor 2).",
    ),
    "naturalisation": (
        "Bovenstaande tabel toont de aantallen beslissingen op basis van de beslisdatum van de IND. ",
        "Op het moment dat de IND een positieve beslissing heeft genomen dient de naturalisatieceremonie bij de "
        "gemeente nog plaats te vinden. ",
    ),
}
ENGLISH = {
    "Aanvragen": "Applications",
    "Beslissingen": "Decisions",
    "Opdracht IND": "Commissioned",
    "Openstaande aanvragen": "Pending applications",
    "Tot 1 maand": "Up to 1 month",
    "Tot 3 maanden": "Up to 3 months",
    "Tot 6 maanden": "Up to 6 months",
    "1 - 6 maanden": "1 - 6 months",
    "6 - 15 maanden": "6 - 15 months",
    "1 - 3 maanden": "1 - 3 months",
    "3 - 6 maanden": "3 - 6 months",
    "6 - 12 maanden": "6 - 12 months",
    "Boven 15 maanden": "Over 15 months",
    "Boven 3 maanden": "Over 3 months",
    "Boven 6 maanden": "Over 6 months",
    "Boven 12 maanden": "Over 12 months",
    "Aantal afspraken verblijfsdocumenten": "Document appointments",
    "Eerste afspraakmogelijkheid afhalen verblijfsdocument (dagen)": "First slot (days)",
    "Aantal afspraken biometrie": "Biometrics appointments",
    "Eerste afspraakmogelijkheid afname biometrie (dagen)": "First slot (days)",
}


@dataclass(frozen=True)
class Row:
    """A row: its label as the catalogue of the original has it, and its cells as printed, a month each."""

    label: str
    cells: tuple[str, ...]

    @property
    def printed(self) -> str:
        """The label with the spaces and line breaks of the original."""
        return AS_PRINTED.get(self.label, self.label)


@dataclass(frozen=True)
class Table:
    """A table: its title, rows and notes."""

    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Edition:
    """An edition: its months (year, number), and the tables on each of its two pages."""

    months: tuple[tuple[int, int], ...]
    pages: tuple[tuple[Table, ...], ...]

    @property
    def heading(self) -> str:
        """The title of the whole."""
        year, month = self.months[-1]
        return f"Maandcijfers IND {NAMES[month - 1]} {year}"


def edition(figures: pd.DataFrame) -> Edition:
    """The edition that prints ``figures``: tests/golden/2025-12.csv, or its like with a column ``printed``."""
    months = tuple((int(p[:4]), int(p[5:])) for p in dict.fromkeys(figures["period"]))
    pages: dict[int, list[Table]] = {}
    for (page, section, title), cells in figures.groupby(["page", "section", "title"], sort=False):
        rows = [
            Row(str(label), tuple(row["printed"]))
            for (_, _, label), row in cells.groupby(["measure", "age_band", "label"], sort=False)
        ]
        titled = AS_PRINTED.get(str(title), str(title))
        pages.setdefault(int(page), []).append(Table(titled, tuple(rows), NOTES.get(str(section), ())))
    return Edition(months, tuple(map(tuple, pages.values())))


def printed(values: pd.Series) -> pd.Series:
    """Figures as the original prints them, thousands parted by points."""
    return values.map(lambda value: f"{value:,}".replace(",", "."))


def years(months: Sequence[tuple[int, int]]) -> list[tuple[int, range]]:
    """Each year and the columns of its months."""
    found = []
    for year, group in groupby(enumerate(months), key=lambda item: item[1][0]):
        columns = [index for index, _ in group]
        found.append((year, range(columns[0], columns[-1] + 1)))
    return found


def reading(figures: pd.DataFrame) -> pd.DataFrame:
    """What a person reads of ``figures``: CELL, value, status and printed of each cell, sorted by CELL."""
    frame = figures[[*CELL, "printed"]].copy()
    sign = frame["printed"].isin(STATUS)
    frame["value"] = figures["value"].astype("Int64").mask(sign)
    frame["status"] = frame["printed"].map(STATUS).fillna("A")
    return frame[[*CELL, "value", "status", "printed"]].sort_values(CELL, ignore_index=True)
