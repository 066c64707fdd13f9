"""What the commentary notebook shows: statements with their evidence, charts, and both as a chapter a table.

from ind_tables import chapters
chapters.Chapter(figures, "asylum_first")
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

import pandas as pd
from IPython.display import HTML, display

from ind_tables import charts, commentary
from ind_tables.charts import Chart
from ind_tables.commentary import Language, Statement
from ind_tables.exhibits import Picture, Table


@dataclass(frozen=True)
class Plate:
    """A chart as a notebook shows it: title and subtitle, and the picture, which code-hosting sites keep.

    None stands for a chart of figures that the edition does not print.
    """

    chart: Chart | None

    def _ipython_display_(self) -> None:
        if self.chart is None:
            display(HTML("<p>This edition does not print the figures for it.</p>"))
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
        evidence = commentary.evidence(self.statements)
        if evidence.empty:
            return texts
        table = Table(evidence, "Every number above, with the interval that rounding leaves and its formula", headers=2)
        return f"{texts}\n<details>\n<summary>Evidence</summary>\n{table.html()}\n</details>"

    def __repr__(self) -> str:
        return "\n".join(commentary.paragraphs(self.statements))


@dataclass(frozen=True)
class Chapter:
    """A section as a notebook shows it: what is said of it, the evidence, and its charts."""

    figures: pd.DataFrame = field(repr=False)
    section: str
    language: Language = "en"

    def _ipython_display_(self) -> None:
        if self.section not in set(self.figures["section"]):
            display(HTML("<p>This edition does not print the table.</p>"))
            return
        display(Words(commentary.of_section(self.figures, self.section, self.language)))
        for chart in charts.for_section(self.figures, self.section, self.language):
            display(Plate(chart))
