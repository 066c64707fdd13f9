"""Figures for readers: SVG with a message as title, direct labels, an alternative text and their data.

    from ind_tables import charts, read
    charts.flows(read("2025-12"), "asylum_first")

What they show is drawn by ``ind_tables.drawings``, without words; the words are put in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import jinja2
import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue, drawings, indicators, layout
from ind_tables.catalogue import Section
from ind_tables.commentary import Evidence, Half, Language, period_date, render
from ind_tables.drawings import Drawing, Values
from ind_tables.indicators import Figures, Quantity


@dataclass(frozen=True)
class Chart:
    """A figure with everything a reader needs who cannot see it; in JupyterLab it shows itself.

    Attributes:
        id: unique among the charts of an edition; every id inside the SVG begins with it.
        title: the message, plain text.
        subtitle: what, where, when and in which unit.
        svg: an ``<svg>`` element for inline use, with the alternative text in ``aria-label``.
        alt: the alternative text, written from the data.
        description: more than the alternative text: the highest and lowest of each series.
        data: what is drawn, one row a month (or a bar); the first column names it.
        evidence: every number in the texts as printed, with the quantity behind it.
        language: ``en`` or ``nl``.
    """

    id: str
    title: str
    subtitle: str
    svg: str
    alt: str
    description: str
    data: pd.DataFrame
    evidence: Evidence
    language: Language

    def html(self) -> str:
        """A ``<figure>``: caption, SVG, and description and data in ``<details>``; everything escaped."""
        return _page("chart.html.jinja").render(
            id=self.id,
            title=self.title,
            subtitle=self.subtitle,
            svg=self.svg,
            summary=_words("details", self.language),
            description=self.description,
            columns=list(self.data.columns),
            rows=[[_cell(value, self.language) for value in row] for row in self.data.itertuples(index=False)],
        )

    def _repr_html_(self) -> str:
        return _on_a_light_card(self.html())


@dataclass(frozen=True)
class KeyRow:
    """A row of the key figures: a table's name, its cells as printed, and its sparkline (SVG)."""

    label: str
    cells: tuple[str, ...]
    sparkline: str


@dataclass(frozen=True)
class KeyFigures:
    """The table of key figures; in JupyterLab it shows itself.

    Attributes:
        title, subtitle: the caption.
        columns: the headings, the first above the row's name and the last above the sparkline.
        rows: one a section that has applications.
        data: the same figures as numbers: ``section``, ``applications``, ``decisions``, ``pending``,
            ``change_on_month``, ``change_on_year``.
        evidence: every number printed, with the quantity behind it.
    """

    id: str
    title: str
    subtitle: str
    columns: tuple[str, ...]
    rows: tuple[KeyRow, ...]
    data: pd.DataFrame
    evidence: Evidence
    language: Language

    def html(self) -> str:
        """A ``<table>`` in a region that scrolls by itself; everything escaped."""
        return _page("key_figures.html.jinja").render(
            id=self.id, title=self.title, subtitle=self.subtitle, columns=self.columns, rows=self.rows
        )

    def _repr_html_(self) -> str:
        return _on_a_light_card(self.html())


@dataclass(frozen=True)
class Point:
    """A figure and its month."""

    period: str
    quantity: Quantity


@dataclass(frozen=True)
class Line:
    """A series to draw, with the points that the texts speak of."""

    label: str
    values: dict[str, Quantity]

    @property
    def first(self) -> Point:
        """The earliest month with a figure."""
        return Point(*next(iter(self.values.items())))

    @property
    def last(self) -> Point:
        """The latest month with a figure."""
        return Point(*list(self.values.items())[-1])

    @property
    def lowest(self) -> Point:
        """The month with the lowest figure, the earliest of equals."""
        return Point(*min(self.values.items(), key=lambda item: item[1].value))

    @property
    def highest(self) -> Point:
        """The month with the highest figure, the earliest of equals."""
        return Point(*max(self.values.items(), key=lambda item: item[1].value))


class _Text:
    """Renders the words of a chart and gathers their evidence."""

    def __init__(self, language: Language, edition: str) -> None:
        self.language = language
        self.edition = edition
        self.evidence: Evidence = ()

    def __call__(self, macro: str, *args: Any) -> str:
        text, evidence = render(macro, self.language, self.edition, *args)
        self.evidence += evidence
        return text


def for_section(observations: pd.DataFrame, section: str, language: Language = "en") -> list[Chart]:
    """The charts of a section, in the order of reading; none where it prints too little."""
    drawn = [flows(observations, section, language), stock_by_age(observations, section, language)]
    measures = {str(m) for m in observations.loc[observations["section"] == section, "measure"]}
    if any(m in catalogue.load().measures and catalogue.load().measures[m].kind == "wait" for m in measures):
        drawn.append(first_slots(observations, language))
    return [chart for chart in drawn if chart is not None]


def flows(observations: pd.DataFrame, section: str, language: Language = "en") -> Chart | None:
    """Applications against decisions by month, with the commissioned decisions as a dashed line.

    None where the section does not print both with at least two figures.
    """
    figures, text = _open(observations, language)
    lines = [_line(figures, section, m, text(m)) for m in ("applications", "decisions")]
    drawn = [line for line in lines if line]
    if len(drawn) < 2:
        return None
    commissioned = _line(figures, section, "commissioned", text("commissioned"))
    entry = catalogue.load().section(section)
    first = indicators.shift(figures.edition, -11)
    balance = indicators.difference(
        indicators.twelve_months(figures, section, "applications"),
        indicators.twelve_months(figures, section, "decisions"),
    )
    every = [*drawn, *([commissioned] if commissioned else [])]
    return _chart(
        f"flows-{section}",
        text,
        title=text("flows_title", balance, first, figures.edition),
        subtitle=text("flows_subtitle", entry, figures.periods, commissioned),
        alt=text("flows_alt", drawn, commissioned),
        description=text("lines_description", drawn),
        drawing=drawings.lines(
            figures.periods, _series(figures, drawn), _values(figures, commissioned) if commissioned else None
        ),
        labels=[line.label for line in every],
        data=_by_month(figures, every, language),
    )


def stock_by_age(observations: pd.DataFrame, section: str, language: Language = "en") -> Chart | None:
    """Pending applications at the end of each month, stacked by time pending; None without age bands."""
    figures, text = _open(observations, language)
    lines = [_line(figures, section, "pending", text("band", b), b) for b in indicators.bands(section)]
    drawn = [line for line in lines if line]
    if not drawn or len(drawn) < len(lines):
        return None
    months = max((term.months for term in indicators.terms(section, figures.edition)), default=0)
    entry = catalogue.load().section(section)
    return _chart(
        f"age-{section}",
        text,
        title=text(
            "age_title",
            months,
            indicators.share_above(figures, section, months),
            indicators.pending_above(figures, section, months),
        ),
        subtitle=text("age_subtitle", entry, figures.periods),
        alt=text("age_alt", drawn),
        description=text("lines_description", drawn),
        drawing=drawings.stack(figures.periods, _series(figures, drawn)),
        labels=[line.label for line in drawn],
        data=_by_month(figures, drawn, language),
    )


def attainment(observations: pd.DataFrame, language: Language = "en") -> Chart | None:
    """Decisions since January as a percentage of the commissioned minimum, a bar a section.

    None in January, for the commission is never judged on one month.
    """
    figures, text = _open(observations, language)
    bars = [
        Half(catalogue.load().section(section), reached)
        for section in figures.sections
        if (reached := indicators.attainment(figures, section))
    ]
    if not bars:
        return None
    january = f"{figures.year}-01"
    met = sum(bar.reached.percent.low >= 100 for bar in bars)
    names = [_name(bar.section, language) for bar in bars]
    labels = [text("attainment_bar", bar.reached) for bar in bars]
    return _chart(
        "attainment",
        text,
        title=text("attainment_title", met, len(bars)),
        subtitle=text("attainment_subtitle", january, figures.edition),
        alt=text("attainment_alt", bars),
        description=text("attainment_description", bars),
        drawing=drawings.bars(tuple(bar.reached.percent.value for bar in bars)),
        labels=labels,
        names=names,
        data=pd.DataFrame(
            {
                text("table_name"): names,
                text("decisions").capitalize(): [int(bar.reached.decisions.value) for bar in bars],
                text("commissioned").capitalize(): [int(bar.reached.commissioned.value) for bar in bars],
            }
        ),
    )


def first_slots(observations: pd.DataFrame, language: Language = "en") -> Chart | None:
    """Days to the first free appointment by month; None where the edition prints no such row."""
    figures, text = _open(observations, language)
    waits = [measure for measure in catalogue.load().measures.values() if measure.kind == "wait"]
    rows = dict.fromkeys((key.section, key.measure) for key in figures.values)
    lines = [
        _line(figures, section, measure.id, text("slots_label", measure))
        for measure in waits
        for section, printed in rows
        if printed == measure.id
    ]
    drawn = [line for line in lines if line and line.last.period == figures.edition]
    if not drawn:
        return None
    return _chart(
        "first-slots",
        text,
        title=text("slots_title", drawn, figures.edition),
        subtitle=text("slots_subtitle", figures.periods),
        alt=text("slots_alt", drawn),
        description=text("lines_description", drawn),
        drawing=drawings.lines(figures.periods, _series(figures, drawn)),
        labels=[line.label for line in drawn],
        data=_by_month(figures, drawn, language),
    )


def key_figures(observations: pd.DataFrame, language: Language = "en") -> KeyFigures:
    """Applications, decisions and pending applications of the month, a row a section, with a sparkline."""
    figures, text = _open(observations, language)
    rows, numbers = [], []
    for section in figures.sections:
        line = _line(figures, section, "pending", "")
        if line is None:
            continue
        levels = [indicators.figure(figures, section, m) for m in ("applications", "decisions", "pending")]
        changes = [
            indicators.change_on_month(figures, section, "pending"),
            indicators.change_on_year(figures, section, "pending"),
        ]
        label = _name(catalogue.load().section(section), language)
        cells = [*(text("cell", q) for q in levels), *(text("change_cell", q) for q in changes)]
        spark = drawings.sparkline([q.value for q in line.values.values()], text("sparkline_alt", line))
        rows.append(KeyRow(label, tuple(cells), spark))
        numbers.append([label, *(int(q.value) if q else None for q in [*levels, *changes])])
    columns = ["section", "applications", "decisions", "pending", "change_on_month", "change_on_year"]
    data = pd.DataFrame(numbers, columns=columns)
    return KeyFigures(
        id="key-figures",
        title=text("key_figures_title", figures.edition),
        subtitle=text("key_figures_subtitle", figures.periods),
        columns=tuple(text("key_figures_columns").split("|")),
        rows=tuple(rows),
        data=data.astype(dict.fromkeys(columns[1:], "Int64")),
        evidence=text.evidence,
        language=language,
    )


# From observations to lines


def _open(observations: pd.DataFrame, language: Language) -> tuple[Figures, _Text]:
    figures = Figures.of(observations)
    return figures, _Text(language, figures.edition)


def _line(figures: Figures, section: str, measure: str, label: str, age_band: str = "all") -> Line | None:
    values = indicators.series(figures, section, measure, age_band)
    return Line(label, values) if len(values) > 1 else None


def _name(section: Section, language: Language) -> str:
    return section.english if language == "en" else section.dutch


def _by_month(figures: Figures, lines: Sequence[Line], language: Language) -> pd.DataFrame:
    months = [format_date(period_date(p), "LLLL y", locale=language) for p in figures.periods]
    columns: dict[str, Any] = {_words("month", language): months}
    for line in lines:
        values = [int(line.values[p].value) if p in line.values else None for p in figures.periods]
        columns[line.label.capitalize()] = pd.array(values, dtype="Int64")
    return pd.DataFrame(columns)


def _words(macro: str, language: Language) -> str:
    return render(macro, language, "2000-01")[0]


def _cell(value: Any, language: Language) -> str:
    if isinstance(value, str):
        return value
    return _words("not_printed", language) if pd.isna(value) else _number(value, language)


def _number(value: float, language: Language) -> str:
    return str(format_decimal(value, format="#,##0", locale=language))


# From a drawing to an element of a page


def _values(figures: Figures, line: Line) -> Values:
    return tuple(line.values[p].value if p in line.values else None for p in figures.periods)


def _series(figures: Figures, lines: Sequence[Line]) -> tuple[Values, ...]:
    return tuple(_values(figures, line) for line in lines)


def _chart(
    name: str,
    text: _Text,
    *,
    drawing: Drawing,
    labels: Sequence[str],
    names: Sequence[str] = (),
    data: pd.DataFrame,
    **words: str,
) -> Chart:
    """A chart of a drawing, its slots filled in the language of ``text``."""
    language = text.language

    def word(kind: str, argument: str) -> str:
        match kind:
            case "month":
                return str(format_date(period_date(argument), "LLL", locale=language))
            case "year":
                return argument
            case "number":
                return _number(int(argument), language)
            case "percent":
                return f"{_number(int(argument), language)}%"
            case "label":
                return labels[int(argument)]
            case "name":
                return names[int(argument)]
        raise ValueError(f"a drawing has a slot “{kind}” that no words are known for")

    svg = drawing.svg(name, words["alt"], word)
    return Chart(id=name, svg=svg, data=data, evidence=text.evidence, language=language, **words)


def _page(name: str) -> jinja2.Template:
    return layout.environment().get_template(name)


def _on_a_light_card(html: str) -> str:
    return f'<div class="card" style="background:#fff;color:#1b1b1b;max-width:60rem;padding:0.5rem">{html}</div>'
