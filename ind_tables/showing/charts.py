"""Figures for readers: SVG with a message as title, direct labels, an alternative text and their data.

    import ind_tables
    ind_tables.charts.flows(ind_tables.read("2025-12"), "asylum_first")

attainment, key_figures, longest, first_slots   of an edition: its figures, and the language, en or nl
flows, stock_by_age, for_section                of one table: the id of the section too, as in ind_tables.catalog()

Each gives a Chart, with ``svg``, ``alt`` and ``data`` (in cases, days or percent, as its subtitle says), or what is
Absent and why.

What they show is drawn by ``ind_tables.showing.drawings``, without words; the words are put in here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

import jinja2
import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue
from ind_tables.catalogue import Section, terms
from ind_tables.months import day, shift
from ind_tables.showing import drawings, layout
from ind_tables.showing.drawings import Drawing, Values
from ind_tables.telling import indicators, ratios, story
from ind_tables.telling.commentary import Half, row
from ind_tables.telling.quantities import Figures, Quantity, difference
from ind_tables.telling.say import Evidence, Language, render

__all__ = ["attainment", "first_slots", "flows", "for_section", "key_figures", "longest", "stock_by_age"]
__dir__ = __all__.copy


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
    svg: str = field(repr=False)
    alt: str = field(repr=False)
    description: str = field(repr=False)
    data: pd.DataFrame = field(repr=False)
    evidence: Evidence = field(repr=False)
    language: Language

    def html(self) -> str:
        """A ``<figure>``: caption, SVG, and description and data in ``<details>``; everything escaped."""
        return _page("chart.html.jinja").render(
            id=self.id,
            title=self.title,
            subtitle=self.subtitle,
            svg=self.svg,
            link=_words("link", self.language),
            picture=layout.address("image/svg+xml", drawings.alone(self.svg)),
            csv=layout.address("text/csv", self.data.to_csv(index=False)),
            summary=_words("details", self.language),
            description=self.description,
            columns=list(self.data.columns),
            rows=[[_cell(value, self.language) for value in row] for row in self.data.itertuples(index=False)],
        )

    def _repr_html_(self) -> str:
        return layout.on_a_light_card(self.html())


@dataclass(frozen=True)
class Absent:
    """Why there is no chart; false where a chart is true, and in JupyterLab it shows itself.

    Attributes:
        reason: a sentence, in the language that was asked for.
    """

    reason: str

    def __bool__(self) -> bool:
        return False

    def _repr_html_(self) -> str:
        return f"<p>{escape(self.reason)}</p>"


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
    rows: tuple[KeyRow, ...] = field(repr=False)
    data: pd.DataFrame = field(repr=False)
    evidence: Evidence = field(repr=False)
    language: Language

    def html(self) -> str:
        """A ``<table>`` in a region that scrolls by itself; everything escaped."""
        return _page("key_figures.html.jinja").render(
            id=self.id, title=self.title, subtitle=self.subtitle, columns=self.columns, rows=self.rows
        )

    def _repr_html_(self) -> str:
        return layout.on_a_light_card(self.html())


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


def for_section(figures: Figures | pd.DataFrame, section: str, language: Language = "en") -> list[Chart]:
    """The charts of a section, in the order of reading; none where it prints too little."""
    figures = Figures.of(figures)
    catalogue.load().asked(section)
    drawn = [flows(figures, section, language), stock_by_age(figures, section, language)]
    known = catalogue.load().measures
    measures = {place.measure for place in figures.values if place.section == section}
    if any(m in known and known[m].kind == "wait" for m in measures):
        drawn.append(first_slots(figures, language))
    return [chart for chart in drawn if isinstance(chart, Chart)]


def longest(figures: Figures | pd.DataFrame, language: Language = "en") -> Chart | Absent:
    """The story's own: those of the key messages who wait longer than an age band begins, month by month.

    Absent where no message is about them. Messages about another age than the first one's are left out.
    """
    figures = Figures.of(figures)
    text = _Text(language, figures.edition)
    told = [m for m in story.messages(figures) if m.kind == "waiting" and m.months]
    told = [m for m in told if m.months == told[0].months]
    lines = [
        Line(
            text("longest_label", message.section),
            {
                period: above
                for period in figures.periods
                if (above := indicators.pending_above(figures, message.section.id, message.months, period))
            },
        )
        for message in told
    ]
    return _over_months("longest", text, figures, lines, [(m.section.id, m.measure.id) for m in told], told)


def flows(figures: Figures | pd.DataFrame, section: str, language: Language = "en") -> Chart | Absent:
    """Applications against decisions by month, with the target as a dashed line.

    Absent where the section does not print both with at least two figures.
    """
    figures = Figures.of(figures)
    catalogue.load().asked(section)
    text = _Text(language, figures.edition)
    lines = [_line(figures, section, m, text(m)) for m in ("applications", "decisions")]
    drawn = [line for line in lines if line]
    if len(drawn) < 2:
        return Absent(text("absent_flows"))
    commissioned = _line(figures, section, "commissioned", text("commissioned"))
    entry = catalogue.load().section(section)
    first = shift(figures.edition, -11)
    received, decided = (indicators.twelve_months(figures, section, m) for m in ("applications", "decisions"))
    every = [*drawn, *([commissioned] if commissioned else [])]
    breaks, changed = _footings(figures, [(section, m) for m in ("applications", "decisions")], text)
    turn = figures.sections.index(section)
    return _chart(
        f"flows-{section}",
        text,
        title=text("flows_title", difference(received, decided), received, decided, first, figures.edition, turn),
        subtitle=text("flows_subtitle", entry, figures.periods, commissioned) + changed,
        alt=text("flows_alt", drawn, commissioned),
        description=text("lines_description", drawn),
        drawing=drawings.lines(
            figures.periods,
            _series(figures, drawn),
            _values(figures, commissioned) if commissioned else None,
            breaks,
        ),
        labels=_ends(every, text),
        data=_by_month(figures, every, language),
    )


def stock_by_age(figures: Figures | pd.DataFrame, section: str, language: Language = "en") -> Chart | Absent:
    """Pending applications at the end of each month, stacked by time pending; absent without age bands."""
    figures = Figures.of(figures)
    catalogue.load().asked(section)
    text = _Text(language, figures.edition)
    lines = [_line(figures, section, "pending", text("band", b), b) for b in indicators.bands(section)]
    drawn = [line for line in lines if line]
    if not drawn or len(drawn) < len(lines):
        return Absent(text("absent_ages"))
    months = max((term.months for term in terms.load().of(section, figures.edition)), default=0)
    above, before = (indicators.pending_above(figures, section, months, p) for p in (None, figures.year_before))
    breaks, changed = _footings(figures, [(section, "pending")], text)
    entry = catalogue.load().section(section)
    return _chart(
        f"age-{section}",
        text,
        title=text(
            "age_title",
            row(figures, section, "pending"),
            months,
            indicators.share_above(figures, section, months),
            above,
            ratios.multiple(above, before),
            figures.sections.index(section),
        ),
        subtitle=text("age_subtitle", entry, figures.periods) + changed,
        alt=text("age_alt", drawn),
        description=text("lines_description", drawn),
        drawing=drawings.stack(figures.periods, _series(figures, drawn), breaks),
        labels=[line.label for line in drawn],
        data=_by_month(figures, drawn, language),
    )


def attainment(figures: Figures | pd.DataFrame, language: Language = "en") -> Chart | Absent:
    """Decisions since January as a percentage of the target, a minimum, a bar a section.

    Absent in January, for the target is never judged on one month.
    """
    figures = Figures.of(figures)
    text = _Text(language, figures.edition)
    bars = [
        Half(catalogue.load().section(section), reached)
        for section in figures.sections
        if (reached := indicators.attainment(figures, section))
    ]
    if not bars:
        return Absent(text("absent_attainment", int(figures.edition[5:]) < 2))
    january = f"{figures.year}-01"
    met = sum(bar.reached.percent.low >= 100 for bar in bars)
    names = [_name(bar.section, language) for bar in bars]
    labels = [text("attainment_label", bar.reached) for bar in bars]
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


def first_slots(figures: Figures | pd.DataFrame, language: Language = "en") -> Chart | Absent:
    """Days to the first free appointment by month; absent where the edition prints no such row."""
    figures = Figures.of(figures)
    text = _Text(language, figures.edition)
    waits = {measure.id: measure for measure in catalogue.load().measures.values() if measure.kind == "wait"}
    rows = list(dict.fromkeys((key.section, key.measure) for key in figures.values if key.measure in waits))
    lines = {row: _line(figures, *row, text("slots_label", waits[row[1]])) for row in rows}
    drawn = {row: line for row, line in lines.items() if line and line.last.period == figures.edition}
    return _over_months("slots", text, figures, list(drawn.values()), list(drawn), list(drawn.values()))


def key_figures(figures: Figures | pd.DataFrame, language: Language = "en") -> KeyFigures:
    """Applications, decisions and pending applications of the month, a row a section, with a sparkline."""
    figures = Figures.of(figures)
    text = _Text(language, figures.edition)
    rows, numbers = [], []
    for section in figures.sections:
        line = _line(figures, section, "pending", "")
        if line is None:
            continue
        levels = [figures.figure(section, m) for m in ("applications", "decisions", "pending")]
        changes = [
            indicators.change_on_month(figures, section, "pending"),
            indicators.change_on_year(figures, section, "pending"),
        ]
        label = _name(catalogue.load().section(section), language)
        cells = [*(text("cell", q) for q in levels), *(text("change_cell", q) for q in changes)]
        drawn = drawings.sparkline(tuple(q.value for q in line.values.values()))
        spark = drawn.svg(f"sparkline-{section}", text("sparkline_alt", line), kind="sparkline")
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


def _line(figures: Figures, section: str, measure: str, label: str, age_band: str = "all") -> Line | None:
    values = figures.series(section, measure, age_band)
    return Line(label, values) if len(values) > 1 else None


def _over_months(
    name: str, text: _Text, figures: Figures, lines: Sequence[Line], rows: Sequence[tuple[str, str]], titled: object
) -> Chart | Absent:
    """A chart of ``lines``, which are of ``rows``, with the texts ``name`` has and a title of ``titled``."""
    if not lines:
        return Absent(text(f"absent_{name}"))
    breaks, changed = _footings(figures, rows, text)
    return _chart(
        name,
        text,
        title=text(f"{name}_title", titled, figures.edition),
        subtitle=text(f"{name}_subtitle", figures.periods) + changed,
        alt=text("flows_alt", lines, None),
        description=text("lines_description", lines),
        drawing=drawings.lines(figures.periods, _series(figures, lines), None, breaks),
        labels=_ends(lines, text),
        data=_by_month(figures, lines, text.language),
    )


def _footings(figures: Figures, rows: Sequence[tuple[str, str]], text: _Text) -> tuple[tuple[int, ...], str]:
    """The places of the months from which on a row (section, measure) is another series, and what changed, in words."""
    broken = dict.fromkeys(b for section, measure in rows for b in figures.breaks(section, [measure]))
    said = "".join(f" {text('broken', b.english if text.language == 'en' else b.dutch)}" for b in broken)
    return tuple(figures.periods.index(b.date) for b in broken), said and f".{said}"


def _ends(lines: Sequence[Line], text: _Text) -> list[str]:
    """What stands beside the end of each line: its name and its last value."""
    return [f"{line.label} {text('cell', line.last.quantity)}" for line in lines]


def _name(section: Section, language: Language) -> str:
    return section.english if language == "en" else section.dutch


def _by_month(figures: Figures, lines: Sequence[Line], language: Language) -> pd.DataFrame:
    months = [format_date(day(p), "LLLL y", locale=language) for p in figures.periods]
    columns: dict[str, Any] = {_words("month", language): months}
    for line in lines:
        values = [int(line.values[p].value) if p in line.values else None for p in figures.periods]
        columns[line.label[:1].upper() + line.label[1:]] = pd.array(values, dtype="Int64")
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
                return str(format_date(day(argument), "LLL", locale=language))
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
