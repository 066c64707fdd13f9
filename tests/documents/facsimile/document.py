"""The words and figures of an edition in print: figures -> titles, header, labels, cells, notes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from tests.documents.facsimile.look import Look, Sum

MONTHS = (
    *("januari", "februari", "maart", "april", "mei", "juni"),
    *("juli", "augustus", "september", "oktober", "november", "december"),
)
SOFT_HYPHEN = "\u00ad"
ENGLISH = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
ABBREVIATIONS = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")

# Titles and labels as the original's text layer has them, where they differ from the catalogue's.
PRINTED = {
    "Asiel - Eerste aanvragen": " Asiel - Eerste aanvragen",
    "Openstaande aanvragen": "Openstaande aanvragen ",
    "Aantal afspraken verblijfsdocumenten": "Aantal afspraken\nverblijfsdocumenten",
    "Eerste afspraakmogelijkheid afhalen verblijfsdocument (dagen)": (
        "Eerste afspraakmogelijkheid \nafhalen verblijfsdocument (dagen)"
    ),
    "Eerste afspraakmogelijkheid afname biometrie (dagen)": ("Eerste afspraakmogelijkheid \nafname biometrie (dagen)"),
}
NOTES = {
    "asylum_first": (
        "Bovenstaande tabel toont de totale aantallen van de eerste asielaanvragen in de Dublinprocedure "
        "(spoor 1), Veilige landen procedure (Spoor 2) en de Algemene Asielprocedure en\u00a0Verlengde "
        "Asielprocedure (spoor 4).",
    ),
    "asylum_general": (
        "Bovenstaande tabel toont de totale aantallen van de eerste asielaanvragen in de Algemene "
        "Asielprocedure en Verlengde Asielprocedure (spoor 4) en de herhaalde aanvragen, zij-instroom en "
        "hervestiging. ",
        "Dit is exclusief de procedures voor Dublin (spoor 1) en asielaanvragen van mensen uit een veilige "
        "land van herkomst of met een status in een andere EU-lidstaat (spoor 2).",
    ),
    "naturalisation": (
        "Bovenstaande tabel toont de aantallen beslissingen op basis van de beslisdatum van de IND. ",
        "Op het moment dat de IND een positieve beslissing heeft genomen dient de naturalisatieceremonie "
        "bij de gemeente nog plaats te vinden. ",
    ),
}
NOTE_ROWS = {"naturalisation": 4}
UNMERGED_TITLES = frozenset({"appointments"})


@dataclass(frozen=True)
class Row:
    """A row of figures: the lines of its label, its cells as printed, and where footnote marks stand."""

    label: tuple[str, ...]
    cells: tuple[str, ...]
    indented: bool = False
    marked: bool = False
    marked_cells: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Table:
    """A section in print; its notes take ``note_rows`` of the sheet's rows, or a row each."""

    section: str
    title: str
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    note_rows: int = 0
    marked: bool = False
    merged_title: bool = True


@dataclass(frozen=True)
class Header:
    """The columns: the year of each, the words of each month cell, and what stands in the label column."""

    years: tuple[str, ...]
    months: tuple[str, ...]
    label: str = ""


@dataclass(frozen=True)
class Document:
    heading: str
    header: Header
    tables: tuple[Table, ...]


def compose(figures: pd.DataFrame, look: Look) -> Document:
    """The edition's words and figures in the wording of ``look``."""
    periods = tuple(dict.fromkeys(figures["period"].sort_values()))
    edition = figures["edition"].iloc[0]
    tables = [
        _table(section, rows, periods, look)
        for section, rows in figures.groupby("section", sort=False)
        if section not in look.omit
    ]
    if look.section_order:
        tables.sort(key=lambda table: look.section_order.index(table.section))
    for number, extra in enumerate(look.extra_tables):
        position = next((i for i, t in enumerate(tables) if t.section == extra.before), len(tables))
        rows = tuple(
            Row((label,), cells or _made_up(len(periods), look, f"{extra.title} {label}"))
            for label, cells in extra.rows
        )
        tables.insert(position, Table(f"extra_{number}", extra.title, rows))
    document = Document(
        look.heading.format(month=MONTHS[int(edition[5:]) - 1].capitalize(), year=edition[:4]),
        _header(periods, look),
        _with_marks(tables, look),
    )
    for sum_ in sorted(look.sums, key=lambda sum_: sum_.last, reverse=True):
        document = _with_sum(document, sum_, periods, look)
    return document


def _table(section: str, figures: pd.DataFrame, periods: tuple[str, ...], look: Look) -> Table:
    rows = []
    for (measure, band), cells in figures.groupby(["measure", "age_band"], sort=False):
        if f"{section}/{measure}/{band}" in look.omit:
            continue
        overrides = cells.get("printed", pd.Series(None, index=cells.index, dtype=object))
        by_period = {
            period: _printed(value, text, look)
            for period, value, text in zip(cells["period"], cells["value"], overrides, strict=True)
        }
        label = _wording(cells["label"].iloc[0], look)
        rows.append(Row(_wrapped(label, look), tuple(by_period.get(p, "") for p in periods), indented=band != "all"))
    for extra in look.extra_rows:
        if extra.section == section:
            cells = extra.cells or _made_up(len(periods), look, f"{section} {extra.label}")
            rows.insert(extra.position, Row(_wrapped(extra.label, look), cells))
    title = look.spellings.get(section) or _wording(figures["title"].iloc[0], look)
    return Table(
        section,
        title.upper() if look.capitals else title,
        tuple(rows),
        notes=(*(NOTES.get(section, ()) if look.notes else ()), *look.remarks),
        note_rows=NOTE_ROWS.get(section, 0),
        merged_title=section not in UNMERGED_TITLES,
    )


def _printed(value: object, text: object, look: Look) -> str:
    if isinstance(text, str):
        return text
    return "" if pd.isna(value) else f"{int(value):,}".replace(",", look.thousands)


def _made_up(count: int, look: Look, seed: str) -> tuple[str, ...]:
    numbers = random.Random(seed)
    return tuple(_printed(10 * numbers.randint(1, 900), None, look) for _ in range(count))


def _wording(words: str, look: Look) -> str:
    words = look.spellings.get(words, PRINTED.get(words, words))
    for old, new in {"-": look.dash, **look.replace}.items():
        words = words.replace(old, new)
    if look.soft_hyphen:
        words = " ".join(
            word if len(word) < 11 else word[: len(word) // 2] + SOFT_HYPHEN + word[len(word) // 2 :]
            for word in words.split(" ")
        )
    return words.replace(" ", look.space)


def _wrapped(label: str, look: Look) -> tuple[str, ...]:
    if look.wrap_labels is None or "\n" in label or look.space not in label.strip():
        return tuple(label.split("\n"))
    return tuple(broken(label.strip(), lambda words: len(words) <= look.wrap_width, look.space))


def broken(words: str, fits: Callable[[str], bool], space: str = " ") -> list[str]:
    """``words`` in as few lines as fit."""
    lines: list[str] = []
    for word in words.split(space):
        longer = f"{lines[-1]}{space}{word}" if lines else word
        if lines and not fits(longer):
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines


def _header(periods: tuple[str, ...], look: Look) -> Header:
    names = {"full": MONTHS, "abbr": ABBREVIATIONS}.get(look.months, ENGLISH)
    if look.months == "english_abbr":
        names = tuple(name[:3] for name in names)
    case = {"capital": str.capitalize, "lower": str.lower, "upper": str.upper}[look.month_case]
    years = tuple(period[:4] for period in periods)
    months = tuple(case(names[int(period[5:]) - 1]) for period in periods)
    if look.years == "in_month":
        months = tuple(
            look.month_format.format(month=month, year=year, yy=year[2:], number=period[5:])
            for month, year, period in zip(months, years, periods, strict=True)
        )
    label = look.year_label.format(first=years[0], last=years[-1]) if look.years == "label" else ""
    return Header(years, months, label)


def _with_sum(document: Document, sum_: Sum, periods: tuple[str, ...], look: Look) -> Document:
    """The document with a column more; the year above stands over it where it stands on both sides."""
    first, at = periods.index(sum_.first), periods.index(sum_.last) + 1
    years, months = document.header.years, document.header.months
    year = years[at] if years[at - 1 : at] == years[at : at + 1] else ""

    def longer(row: Row) -> Row:
        figures = [cell.replace(look.thousands, "") for cell in row.cells[first:at]]
        total = sum(map(int, figures)) if all(map(str.isdigit, figures)) else None
        return replace(row, cells=(*row.cells[:at], _printed(total, None, look), *row.cells[at:]))

    return replace(
        document,
        header=replace(
            document.header,
            years=(*years[:at], year, *years[at:]),
            months=(*months[:at], sum_.heading, *months[at:]),
        ),
        tables=tuple(replace(table, rows=tuple(map(longer, table.rows))) for table in document.tables),
    )


def _with_marks(tables: list[Table], look: Look) -> tuple[Table, ...]:
    if look.footnotes is None:
        return tuple(tables)
    notes, count = look.footnotes, 0

    def marked(kind: str) -> bool:
        nonlocal count
        count += kind in notes.on
        return kind in notes.on and count % notes.every == 0

    return tuple(
        replace(
            table,
            marked=marked("titles"),
            notes=(*table.notes, f"{notes.mark} {notes.text}"),
            rows=tuple(
                replace(
                    row,
                    marked=marked("labels"),
                    marked_cells=frozenset(i for i in range(len(row.cells)) if marked("numbers")),
                )
                for row in table.rows
            ),
        )
        for table in tables
    )
