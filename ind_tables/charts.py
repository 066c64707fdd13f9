"""Figures for readers: SVG with a message as title, direct labels, an alternative text and their data.

    from ind_tables import charts, read
    charts.flows(read("2025-12"), "asylum_first")

The only module that knows matplotlib and seaborn. It draws off screen, so that it needs no display and
leaves no figure open. The SVG has no fixed size and no colours of its own making: text takes the colour
of the page, and every colour is a variable that the style sheet sets for light and dark pages, with the
light one as its default. Widths of text are those of the reader's font; the labels leave room for that.
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from itertools import cycle, groupby
from typing import Any

import jinja2
import matplotlib as mpl
import pandas as pd
import seaborn as sns
from babel.dates import format_date
from babel.numbers import format_decimal
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from ind_tables import catalogue, indicators, layout
from ind_tables.catalogue import Section
from ind_tables.commentary import Evidence, Half, Language, period_date, render
from ind_tables.indicators import Figures, Quantity
from ind_tables.layout import LIGHT

TEXT = "#010203"


_SETTINGS: Any = {
    "svg.hashsalt": "ind-tables",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": LIGHT["chart-edge"],
    "axes.labelcolor": TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "grid.color": LIGHT["chart-grid"],
    "grid.linewidth": 0.6,
    "text.color": TEXT,
    "text.parse_math": False,
    "xtick.color": TEXT,
    "ytick.color": TEXT,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "patch.linewidth": 0.5,
}
SIZE = (6.4, 3.4)


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
        figure=_draw_lines(figures, drawn, language, level=commissioned),
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
        figure=_draw_stack(figures, drawn, language),
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
    percentages = [bar.reached.percent.value for bar in bars]
    return _chart(
        "attainment",
        text,
        title=text("attainment_title", met, len(bars)),
        subtitle=text("attainment_subtitle", january, figures.edition),
        alt=text("attainment_alt", bars),
        description=text("attainment_description", bars),
        figure=_draw_bars(names, percentages, labels, language),
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
        figure=_draw_lines(figures, drawn, language),
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
        spark = _sparkline(list(line.values.values()), text("sparkline_alt", line))
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


# Drawing


def _canvas() -> tuple[Figure, Axes]:
    figure = Figure(figsize=SIZE)
    figure.subplots_adjust(left=0.12, right=0.69, top=0.97, bottom=0.17)
    # seaborn names axes that have no name, and draws every tick to find out whether it may
    return figure, figure.add_subplot(xlabel=" ", ylabel=" ")


def _draw_lines(
    figures: Figures,
    lines: Sequence[Line],
    language: Language,
    level: Line | None = None,
) -> Figure:
    with mpl.rc_context(_SETTINGS):
        figure, axes = _canvas()
        ends = []
        for line, colour in zip(lines, cycle([LIGHT["chart-1"], LIGHT["chart-2"], LIGHT["chart-4"]]), strict=False):
            months = [n for n, period in enumerate(figures.periods) if period in line.values]
            sns.lineplot(
                x=months,
                y=[quantity.value for quantity in line.values.values()],
                units=[month - n for n, month in enumerate(months)],
                estimator=None,
                ax=axes,
                color=colour,
                linewidth=2.2,
            )
            ends.append((line.last.quantity.value, line.label, colour))
        if level:
            for place, value in _levels(figures, level):
                axes.plot(place, [value, value], color=LIGHT["chart-3"], linewidth=1.8, linestyle="--")
            ends.append((level.last.quantity.value, level.label, LIGHT["chart-3"]))
        highest = max(q.value for line in (*lines, *([level] if level else [])) for q in line.values.values())
        axes.set_ylim(0, 1.08 * highest or 1)
        _finish(axes, figures, language)
        _label_ends(axes, ends, len(figures.periods) - 1 + 0.25)
        return figure


def _levels(figures: Figures, line: Line) -> list[tuple[tuple[float, float], float]]:
    """The stretches of months in which a norm stays the same within a calendar year."""
    months = list(enumerate(figures.periods))
    stretches = groupby(
        ((n, p) for n, p in months if p in line.values),
        lambda month: (line.values[month[1]].value, month[1][:4]),
    )
    drawn = []
    for (value, _), run in stretches:
        places = [n for n, _ in run]
        drawn.append(((places[0] - 0.5, places[-1] + 0.5), value))
    return drawn


def _draw_stack(figures: Figures, lines: Sequence[Line], language: Language) -> Figure:
    shades = [LIGHT[f"chart-age-{n}"] for n in range(1, 5)][-len(lines) :]
    months = range(len(figures.periods))
    base, ends = [0.0] * len(months), []
    with mpl.rc_context(_SETTINGS):
        figure, axes = _canvas()
        for line, shade in reversed(list(zip(lines, shades, strict=True))):
            heights = [line.values[p].value if p in line.values else 0.0 for p in figures.periods]
            axes.bar(months, heights, 0.78, base, color=shade, edgecolor=LIGHT["chart-edge"])
            ends.append((base[-1] + heights[-1] / 2, line.label, shade))
            base = [below + height for below, height in zip(base, heights, strict=True)]
        _finish(axes, figures, language)
        _label_ends(axes, ends, len(figures.periods) - 1 + 0.6, swatch=True)
        return figure


def _draw_bars(names: Sequence[str], percentages: Sequence[float], labels: Sequence[str], language: Language) -> Figure:
    height = 0.5 + 0.58 * len(names)
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(SIZE[0], height))
        figure.subplots_adjust(left=0.03, right=0.99, top=1 - 0.02 / height, bottom=0.35 / height)
        axes = figure.add_subplot()
        places = list(range(len(names)))
        sns.barplot(
            x=list(percentages),
            y=places,
            orient="h",
            color=LIGHT["chart-1"],
            saturation=1,
            width=0.32,
            errorbar=None,
            ax=axes,
        )
        for place, name, percentage, label in zip(places, names, percentages, labels, strict=True):
            beside: Any = {"textcoords": "offset points", "va": "center"}
            axes.annotate(name, (0, place - 0.4), xytext=(0, 0), **beside)
            axes.annotate(label, (max(percentage, 100), place), xytext=(6, 0), **beside)
        for place in places:
            ends = [place - 0.21, place + 0.21]
            axes.plot([100, 100], ends, color=LIGHT["chart-2"], linewidth=3, solid_capstyle="butt")
        axes.set(xlabel="", ylabel="", xlim=(0, max(150.0, *percentages) * 1.35), ylim=(len(names) - 0.7, -0.65))
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xticks(range(0, int(max(150.0, *percentages)) + 1, 50))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{_number(x, language)}%"))
        return figure


def _finish(axes: Axes, figures: Figures, language: Language) -> None:
    last = len(figures.periods) - 1
    ticks = list(range(last % 3, last + 1, 3))
    axes.set(xlabel="", ylabel="", xlim=(-0.6, last + 0.6))
    periods = [figures.periods[tick] for tick in ticks]
    axes.set_xticks(ticks, [format_date(period_date(p), "LLL", locale=language) for p in periods])
    for tick, period, before in zip(ticks, periods, ["", *periods], strict=False):
        if period[:4] != before[:4] or tick == last:
            at: Any = {"xy": (tick, 0), "xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
            axes.annotate(period[:4], xytext=(0, -28), ha="center", annotation_clip=False, **at)
    axes.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda y, _: _number(y, language)))
    axes.grid(True, axis="y")
    axes.spines["left"].set_visible(False)


def _label_ends(axes: Axes, ends: Sequence[tuple[float, str, str]], x: float, swatch: bool = False) -> None:
    """Write each label beside the last value, moved apart where they would touch."""
    low, high = axes.get_ylim()
    gap = (high - low) * 0.085
    ordered = sorted(ends)
    places = spread([place for place, _, _ in ordered], gap, low + gap / 2, high)
    for place, (_, label, colour) in zip(places, ordered, strict=True):
        if swatch:
            axes.plot(
                [x + 0.1],
                [place],
                "s",
                color=colour,
                markersize=8,
                clip_on=False,
                markeredgecolor=LIGHT["chart-edge"],
                markeredgewidth=0.5,
            )
        else:
            axes.plot([x, x + 0.5], [place, place], color=colour, linewidth=2.2, clip_on=False)
        axes.annotate(label, (x + 0.7, place), va="center", annotation_clip=False)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Ascending ``places`` moved apart to at least ``gap``, within ``low`` and ``high`` where they fit."""
    apart: list[float] = []
    for place in places:
        apart.append(max(place, apart[-1] + gap if apart else low))
    ceiling = high
    for n in reversed(range(len(apart))):
        apart[n] = min(apart[n], ceiling)
        ceiling = apart[n] - gap
    return apart


def _sparkline(values: Sequence[Quantity], alt: str) -> str:
    numbers = [quantity.value for quantity in values]
    low, reach = min(numbers), (max(numbers) - min(numbers)) or 1
    points = [(2 + 96 * n / (len(numbers) - 1), 22 - 20 * (v - low) / reach) for n, v in enumerate(numbers)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    line, dot = (f"var(--{name},{LIGHT[name]})" for name in ("chart-1", "chart-2"))
    return (
        f'<svg class="sparkline" viewBox="0 0 104 24" width="104" height="24" role="img" '
        f'aria-label="{escape(alt)}"><polyline points="{path}" '
        f'style="fill:none;stroke:{line};stroke-width:1.5"/><circle '
        f'cx="{x:.1f}" cy="{y:.1f}" r="2.5" style="fill:{dot}"/></svg>'
    )


# From a figure to an element of a page


def _chart(name: str, text: _Text, *, figure: Figure, data: pd.DataFrame, **words: str) -> Chart:
    svg = _inline(figure, name, words["alt"])
    return Chart(id=name, svg=svg, data=data, evidence=text.evidence, language=text.language, **words)


def _inline(figure: Figure, name: str, alt: str) -> str:
    """The figure as an ``<svg>`` element for a page: its text and colours are the page's, its ids its own."""
    target = io.StringIO()
    with mpl.rc_context(_SETTINGS):
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(target, metadata={"Date": None, "Creator": None})
    drawn = ElementTree.fromstring(target.getvalue().encode())
    page = ElementTree.Element(
        "svg",
        {
            "xmlns": "http://www.w3.org/2000/svg",
            "class": "chart-svg",
            "viewBox": drawn.attrib["viewBox"],
            "role": "img",
            "aria-label": alt,
            "style": "stroke-linejoin:round",
        },
    )
    for style, alike in groupby(_slim(drawn, name), lambda element: (element.tag, element.get("style", ""))):
        page.extend(_grouped(list(alike), style[1]))
    return ElementTree.tostring(page, encoding="unicode", short_empty_elements=True)


def _grouped(alike: list[ElementTree.Element], style: str) -> list[ElementTree.Element]:
    """Neighbours of one style, as a group that carries the style once."""
    if len(alike) < 3:
        return alike
    group = ElementTree.Element("g", {"style": style})
    for element in alike:
        element.attrib.pop("style", None)
    group.extend(alike)
    return [group]


def _slim(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """What of matplotlib's element a page needs: no bare groups, clips, fonts, nor digits beyond a tenth."""
    tag = element.tag.rpartition("}")[2]
    if tag in ("metadata", "style", "clipPath"):
        return []
    inside = [child for part in element for child in _slim(part, name)]
    if tag in ("svg", "g") or (tag == "defs" and not inside):
        return inside
    kept = ElementTree.Element(tag)
    for key, value in element.attrib.items():
        match key.rpartition("}")[2]:
            case "id":
                if tag == "path":
                    kept.set("id", f"{name}-{value}")
            case "href":
                kept.set("href", f"#{name}-{value[1:]}")
            case "style":
                kept.set("style", _style(value))
            case "d" | "x" | "y" as attribute:
                kept.set(attribute, re.sub(r"\s+", " ", _rounded(value)).strip())
            case "transform" if "rotate(-0 " not in value:
                kept.set("transform", _rounded(value))
    kept.text = element.text.strip() if element.text else None
    kept.extend(inside)
    return [kept]


def _rounded(numbers: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match.group()):.1f}".removesuffix(".0"), numbers)


def _style(declarations: str) -> str:
    pairs = [part.split(":", 1) for part in declarations.split(";") if ":" in part]
    kept = [(key.strip(), value.strip()) for key, value in pairs if key.strip() != "font-family"]
    style = ";".join(f"{key}:{value}" for key, value in kept)
    for variable, colour in LIGHT.items():
        style = style.replace(colour, f"var(--{variable},{colour})")
    return style.replace(TEXT, "currentColor")


def _page(name: str) -> jinja2.Template:
    return layout.environment().get_template(name)


def _on_a_light_card(html: str) -> str:
    return f'<div class="card" style="background:#fff;color:#1b1b1b;max-width:60rem;padding:0.5rem">{html}</div>'
