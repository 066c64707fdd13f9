"""The grid of a table's facts: every row of the month against a month and a year before, and over twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ind_tables import catalogue
from ind_tables.catalogue import TOTAL
from ind_tables.showing import layout
from ind_tables.telling import indicators
from ind_tables.telling.quantities import Figures, Quantity, difference, relative_change
from ind_tables.telling.say import Evidence, Language, render


@dataclass(frozen=True)
class Grid:
    """A table of facts; in JupyterLab it shows itself.

    Attributes:
        title: what it is, for the line under which it is folded.
        caption: which table, which month.
        columns: the headings.
        rows: the cells, as printed.
        evidence: every number printed, with the quantity behind it.
    """

    title: str
    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    evidence: Evidence

    def html(self) -> str:
        """A ``<details>`` with the table in a region that scrolls by itself; everything escaped."""
        template: Any = layout.environment().get_template("table.html.jinja").make_module()
        columns = [{"name": name, "number": n > 0} for n, name in enumerate(self.columns)]
        table = template.table(self.caption, columns, self.rows)
        return f"<details>\n<summary>{self.title}</summary>\n{table}\n</details>"

    def _repr_html_(self) -> str:
        return self.html()


def grid(figures: Figures, section: str, language: Language) -> Grid:
    """The facts of a section of the edition."""
    printed: list[tuple[str, Quantity]] = []

    def text(macro: str, *arguments: Any) -> str:
        told, evidence = render(macro, language, figures.edition, *arguments)
        printed.extend(evidence)
        return told

    entry, known = catalogue.load().section(section), catalogue.load().measures
    rows: list[tuple[str, ...]] = []
    for place in figures.values:
        if (place.section, place.period) != (section, figures.edition) or place.measure not in known:
            continue
        band, measure = place.age_band, known[place.measure]
        now = figures.figure(section, measure.id, band)
        year = figures.figure(section, measure.id, band, figures.year_before)
        month = figures.figure(section, measure.id, band, figures.month_before)
        step = indicators.change_on_month(figures, section, measure.id, band)
        record = indicators.extreme(figures, section, measure.id, band)
        summed = indicators.twelve_months(figures, section, measure.id) if measure.kind in ("flow", "norm") else None
        label = text("grid_row", measure, "" if band == TOTAL else band)
        rows.append(
            (
                f"{label} ({text('grid_record', record)})" if record else label,
                text("cell", now),
                text("cell", month),
                text("change_cell", step),
                text("cell", year),
                text("change_cell", difference(now, year)),
                text("percent_cell", relative_change(now, year)),
                text("plain_cell", summed) if summed else "",
            )
        )
    ratio = indicators.decisions_per_100_applications(figures, section)
    work = indicators.months_of_work(figures, section)
    if ratio:
        rows.append((text("grid_ratio"), *[""] * 6, text("plain_cell", ratio)))
    if work:
        rows.append((text("grid_work"), text("plain_cell", work), *[""] * 6))
    title, caption = text("grid_title"), text("grid_caption", entry, figures.edition)
    return Grid(title, caption, tuple(text("grid_columns").split("|")), tuple(rows), tuple(printed))
