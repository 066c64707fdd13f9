"""What the commentary notebook shows: statements with their evidence, a chapter a table, and charts.

from ind_tables.showing import chapters
chapters.Chapter(figures, "asylum_first")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
from IPython.display import HTML, display

from ind_tables import catalogue
from ind_tables.showing.charts import Absent, Chart
from ind_tables.showing.exhibits import Picture, Table
from ind_tables.telling import commentary
from ind_tables.telling.commentary import Statement
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language


@dataclass(frozen=True)
class Plate:
    """A chart as a notebook shows it: title and subtitle, and the picture, which code-hosting sites keep.

    Of a chart that is absent it shows why.
    """

    chart: Chart | Absent

    def _ipython_display_(self) -> None:
        if isinstance(self.chart, Absent):
            display(self.chart)
            return
        title, subtitle = escape(self.chart.title), escape(self.chart.subtitle)
        display(HTML(f"<p><strong>{title}</strong><br>{subtitle}</p>"))
        display(Picture(self.chart.svg, self.chart.alt))


@dataclass(frozen=True)
class Words:
    """Statements as paragraphs, and folded under them the evidence for every number in them."""

    statements: Sequence[Statement]

    def _repr_html_(self) -> str:
        if not self.statements:
            return "<p>Nothing to say.</p>"
        texts = "\n".join(f"<p>{escape(text)}</p>" for text in commentary.paragraphs(self.statements))
        evidence = _asked_for(commentary.evidence(self.statements))
        if evidence.empty:
            return texts
        table = Table(
            evidence,
            "Every number above, with the interval that rounding leaves and its formula",
            headers=2,
            figures=("value", "low", "high"),
        )
        return f"{texts}\n<details>\n<summary>Evidence</summary>\n{table.html()}\n</details>"

    def __repr__(self) -> str:
        return "\n".join(commentary.paragraphs(self.statements))


def _asked_for(evidence: pd.DataFrame) -> pd.DataFrame:
    """Evidence as a person would ask for it: no years and no numbers in names, and no more than two decimals."""
    asked = evidence[~evidence["unit"].isin(["year", "name"])]
    columns = ("value", "low", "high")
    numbers = {column: [f"{value:.2f}".removesuffix(".00") for value in asked[column]] for column in columns}
    return asked.assign(**numbers)


@dataclass(frozen=True)
class Chapter:
    """A section as a notebook shows it: what is said of it, and the evidence; charts stand in the report."""

    figures: Figures = field(repr=False)
    section: str
    language: Language = "en"

    def _ipython_display_(self) -> None:
        catalogue.load().asked(self.section)
        if self.section not in self.figures.sections:
            display(HTML("<p>This edition does not print the table.</p>"))
            return
        display(Words(commentary.of_section(self.figures, self.section, self.language)))
