"""Pictures without words: lines, bars, heat maps, sparklines; the same in every language.

The only module that knows matplotlib and seaborn. It draws off screen, so that it needs no display and
leaves no figure open. The SVG has no fixed size and no colours of its own making: text takes the colour
of the page, and every colour is a variable that the style sheet sets for light and dark pages, with the
light one as its default. Widths of text are those of the reader's font; the labels leave room for that.

Every text of a drawing is a slot, kind and argument, that whoever shows the drawing fills: ``month:2025-12``,
``year:2025``, ``number:1000``, ``percent:50``, ``label:0`` (of the first series), ``name:0`` (of the first bar).
"""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape
from itertools import cycle, groupby
from typing import Any

import matplotlib as mpl
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.collections import PolyCollection
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from ind_tables.showing.layout import LIGHT, classed, rules

Values = tuple[float | None, ...]
"""The values of a series, one a month; None where there is none."""

SIZE = (6.4, 3.4)

_TEXT, _MARKED = "#010203", "#1b1f24"
_BAR, _NORM, _PIXELS = 0.78, 100.0, 96 / 72
_KEPT = 128
_SETTINGS: Any = {
    "svg.hashsalt": "ind-tables",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 12,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "axes.edgecolor": LIGHT["chart-edge"],
    "axes.labelcolor": _TEXT,
    "axes.linewidth": 0.8,
    "axes.spines.left": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid.axis": "y",
    "axes.axisbelow": True,
    "grid.color": LIGHT["chart-grid"],
    "grid.linewidth": 0.6,
    "text.color": _TEXT,
    "text.parse_math": False,
    "xtick.color": _TEXT,
    "ytick.color": _TEXT,
    "xtick.major.size": 3,
    "ytick.major.size": 0,
    "patch.linewidth": 0.5,
}


@dataclass(frozen=True)
class Drawing:
    """A picture whose texts are slots.

    Attributes:
        box: the ``viewBox`` of the SVG.
        body: what is inside the ``<svg>`` element.
    """

    box: str
    body: str

    def svg(
        self, name: str, alt: str, word: Callable[[str, str], str] = "{}:{}".format, kind: str = "chart-svg"
    ) -> str:
        """The picture as an ``<svg>`` element for inline use.

        Args:
            name: what its ids begin with, unique on the page.
            alt: the alternative text.
            word: what stands in a slot, from its kind and argument; it is escaped here.
            kind: the class of the element, by which the style sheet knows it.
        """
        body = self.body.replace(' id="', f' id="{name}-').replace(' href="#', f' href="#{name}-')
        body = re.sub(r">([a-z]+):([^<]*)<", lambda slot: f">{escape(word(slot[1], slot[2]), quote=False)}<", body)
        width, height = (round(_PIXELS * float(points)) for points in self.box.split()[2:])
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" viewBox="{self.box}" width="{width}" '
            f'height="{height}" role="img" aria-label="{escape(alt)}" stroke-linejoin="round">{body}</svg>'
        )


def alone(svg: str) -> str:
    """A picture as a file of its own: in the light colours, in a font without serifs."""
    classes: dict[str, str] = {}
    light = classed(re.sub(r"var\(--[\w-]+,([^)]+)\)", r"\1", svg), classes)
    return light.replace(">", f"><style>svg{{font-family:sans-serif}}{rules(classes)}</style>", 1)


@lru_cache(_KEPT)
def lines(
    periods: tuple[str, ...], series: tuple[Values, ...], norm: Values | None = None, breaks: tuple[int, ...] = ()
) -> Drawing:
    """Lines over months, with gaps where there is no value, each labelled at its end; the norm dashed, a step a year.

    Args:
        periods: the months, YYYY-MM, in order.
        series: one a line, each with at least one value.
        norm: the level that holds in each month; its label comes after those of the lines.
        breaks: the places of the months from which on a series is another: a dashed line before each.
    """
    every = (*series, norm) if norm else series
    with mpl.rc_context(_SETTINGS):
        axes = _months_canvas(periods, max(value for values in every for value in values if value is not None))
        colours = [LIGHT["chart-1"], LIGHT["chart-2"], LIGHT["chart-4"]]
        hues = dict(zip(range(len(series)), cycle(colours), strict=False))
        sns.lineplot(
            _points(series),
            x="month",
            y="value",
            hue="line",
            units="piece",
            estimator=None,
            palette=hues,
            legend=False,
            linewidth=2.2,
            ax=axes,
        )
        axes.set(xlabel="", ylabel="")
        ends = [(_last(values), f"label:{n}", hues[n]) for n, values in enumerate(series)]
        if norm:
            for place, value in _levels(periods, norm):
                axes.plot(place, [value, value], color=LIGHT["chart-3"], linewidth=1.8, linestyle="--")
            ends.append((_last(norm), f"label:{len(series)}", LIGHT["chart-3"]))
        _mark(axes, breaks)
        _label_ends(axes, ends, len(periods) - 1 + 0.25)
        return _drawing(axes)


@lru_cache(_KEPT)
def history(
    periods: tuple[str, ...], values: Values, revised: tuple[tuple[int, float], ...], breaks: tuple[int, ...]
) -> Drawing:
    """A line over many months, parted where there is no value and at breaks, its one label at its end.

    Args:
        periods: the months, YYYY-MM, in order.
        values: one a month, as last printed; at least one.
        revised: of each month that was printed otherwise at first, its place and that value: a bar from then to now.
        breaks: the places of the months from which on the series is another: a dashed line before each.
    """
    firsts = [value for _, value in revised]
    heights = [float("nan") if value is None else value for value in values]
    with mpl.rc_context(_SETTINGS):
        axes = _months_canvas(periods, max(value for value in (*values, *firsts) if value is not None))
        for month, first in revised:
            bar: Any = {"color": LIGHT["chart-2"], "linewidth": 5, "solid_capstyle": "butt"}
            axes.plot([month - 0.02, month + 0.02], [first, heights[month]], **bar)
        parts = groupby(range(len(values)), lambda m: (values[m] is None, sum(m >= place for place in breaks)))
        for months in (list(part) for (empty, _), part in parts if not empty):
            axes.plot(months, [heights[month] for month in months], color=LIGHT["chart-1"], linewidth=2.2)
        _mark(axes, breaks)
        _label_ends(axes, [(_last(values), "label:0", LIGHT["chart-1"])], (len(periods) - 1) * 1.02 + 0.25)
        return _drawing(axes)


@lru_cache(_KEPT)
def stack(periods: tuple[str, ...], series: tuple[Values, ...], breaks: tuple[int, ...] = ()) -> Drawing:
    """A bar a month, the first of ``series`` at the top, each labelled beside the last bar; breaks as in ``lines``."""
    shades = [LIGHT[f"chart-age-{n}"] for n in range(1, 5)][-len(series) :]
    heights = [[value or 0.0 for value in values] for values in series]
    base, ends = [0.0] * len(periods), []
    with mpl.rc_context(_SETTINGS):
        axes = _months_canvas(periods, max(map(sum, zip(*heights, strict=True))))
        for n in reversed(range(len(series))):
            tops = [below + height for below, height in zip(base, heights[n], strict=True)]
            bars = [_bar(month, low, high) for month, (low, high) in enumerate(zip(base, tops, strict=True))]
            edge = {"edgecolor": LIGHT["chart-edge"], "linewidth": mpl.rcParams["patch.linewidth"]}
            axes.add_collection(PolyCollection(bars, facecolor=shades[n], **edge), autolim=False)
            ends.append(((base[-1] + tops[-1]) / 2, f"label:{n}", shades[n]))
            base = tops
        _mark(axes, breaks)
        _label_ends(axes, ends, len(periods) - 1 + 0.6, swatch=True)
        return _drawing(axes)


@lru_cache(_KEPT)
def bars(percentages: tuple[float, ...]) -> Drawing:
    """A bar a percentage, each under its name, its label behind it, a mark at 100."""
    height, most = 0.5 + 0.58 * len(percentages), max(1.5 * _NORM, *percentages)
    with mpl.rc_context(_SETTINGS):
        figure = Figure(figsize=(SIZE[0], height))
        axes = figure.add_axes((0.03, 0.35 / height, 0.96, 1 - 0.37 / height))
        places = list(range(len(percentages)))
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
        for place, percentage in zip(places, percentages, strict=True):
            beside: Any = {"textcoords": "offset points", "va": "center"}
            axes.annotate(f"name:{place}", (0, place - 0.4), xytext=(0, 0), **beside)
            axes.annotate(f"label:{place}", (max(percentage, _NORM), place), xytext=(6, 0), **beside)
            ends = [place - 0.21, place + 0.21]
            axes.plot([_NORM, _NORM], ends, color=LIGHT["chart-2"], linewidth=3, solid_capstyle="butt")
        axes.set(xlabel="", ylabel="", xlim=(0, most * 1.95), ylim=(len(places) - 0.7, -0.65), yticks=[])
        marks = range(0, int(most) + 1, 50 if most <= 1.5 * _NORM else 100)
        axes.set_xticks(marks, [f"percent:{mark}" for mark in marks])
        return _drawing(axes)


@lru_cache(_KEPT)
def heat(periods: tuple[str, ...], states: tuple[tuple[int | None, ...], ...]) -> Drawing:
    """A row of cells a series, by month: pale for state 0, shaded for 1, marked for 2, empty where there is none.

    The slots are ``name:0`` of the first row, ``month:2025-12`` above the cells and ``label:0.2025-12`` in them.
    """
    before, above, wide, high = 3.2, 0.3, 0.5, 0.25  # thirteen months fit a cell of JupyterLab beside its files
    shades = [LIGHT[name] for name in ("chart-quiet", "chart-age-1", "chart-2")]
    width, height = before + wide * len(periods), above + high * len(states)
    with mpl.rc_context({**_SETTINGS, "font.size": 8, "xtick.major.size": 0}):
        figure = Figure(figsize=(width, height))
        axes = figure.add_axes((before / width, 0, 1 - before / width, 1 - above / height))
        labels = [[f"label:{row}.{period}" for period in periods] for row in range(len(states))]
        sns.heatmap(
            pd.DataFrame(states, columns=list(periods), dtype=float),
            cmap=ListedColormap(shades),
            vmin=0,
            vmax=len(shades) - 1,
            annot=pd.DataFrame(labels),
            fmt="",
            cbar=False,
            xticklabels=False,
            yticklabels=False,
            linewidths=1,
            linecolor=LIGHT["chart-grid"],
            ax=axes,
        )
        there = (state for row in states for state in row if state is not None)
        for label, state in zip(axes.texts, there, strict=True):
            label.set_color(_MARKED if state == len(shades) - 1 else _TEXT)
        axes.xaxis.tick_top()
        axes.set_xticks([n + 0.5 for n in range(len(periods))], [f"month:{period}" for period in periods])
        axes.set_yticks([n + 0.5 for n in range(len(states))], [f"name:{n}" for n in range(len(states))])
        return _drawing(axes)


@lru_cache(_KEPT)
def sparkline(values: Values) -> Drawing:
    """A line the height of a row of text, from its lowest to its highest value, a dot at its end; it has no texts."""
    heights = [value for value in values if value is not None]
    last, low = len(heights) - 1, min(heights)
    with mpl.rc_context(_SETTINGS):
        axes = Figure(figsize=(104 / 96, 24 / 96)).add_axes((0.02, 0.1, 0.92, 0.8))
        axes.set_axis_off()
        axes.set(xlim=(0, last), ylim=(low, max(heights) if max(heights) > low else low + 1))
        axes.plot(range(len(heights)), heights, color=LIGHT["chart-1"], linewidth=1.1, clip_on=False)
        dot: Any = {"color": LIGHT["chart-2"], "linewidth": 3.8, "solid_capstyle": "round", "clip_on": False}
        axes.plot([last - 0.01, last + 0.01], [heights[-1]] * 2, **dot)
        return _drawing(axes)


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


# Drawing


def _months_canvas(periods: Sequence[str], highest: float) -> Axes:
    """Axes of months, over values from 0; the last has a tick, and every third one, of very many fewer."""
    # seaborn names axes that have no name, and draws every tick to find out whether it may
    axes = Figure(figsize=SIZE).add_axes((0.12, 0.17, 0.5, 0.8), xlabel=" ", ylabel=" ")
    last, top = len(periods) - 1, 1.08 * highest or 1
    step = next(step for step in (3, 6, 12, 24, 60, len(periods)) if len(periods) <= 6 * step)
    ticks = list(range(last % step, last + 1, step))
    axes.set(xlabel="", ylabel="", xlim=(-0.6, last + 0.6), ylim=(0, top))
    axes.set_xticks(ticks, [f"month:{periods[tick]}" for tick in ticks])
    for tick, before in zip(ticks, [None, *ticks], strict=False):
        year = periods[tick][:4]
        if before is None or year != periods[before][:4] or tick == last:
            at: Any = {"xycoords": ("data", "axes fraction"), "textcoords": "offset points"}
            axes.annotate(f"year:{year}", (tick, 0), xytext=(0, -28), ha="center", annotation_clip=False, **at)
    marks = [mark for mark in MaxNLocator(4, integer=True).tick_values(0, top) if mark <= top]
    axes.set_yticks(marks, [f"number:{mark:.0f}" for mark in marks])
    axes.grid(True, axis="y")
    return axes


def _points(series: Sequence[Values]) -> pd.DataFrame:
    """The values to draw: line, piece (months without a gap in between), month (a place), value."""
    return pd.DataFrame(
        [
            (line, month - n, month, value)
            for line, values in enumerate(series)
            for n, (month, value) in enumerate((m, v) for m, v in enumerate(values) if v is not None)
        ],
        columns=["line", "piece", "month", "value"],
    )


def _mark(axes: Axes, breaks: Sequence[int]) -> None:
    """A dashed line before each place where a series breaks."""
    for place in breaks:
        axes.plot([place - 0.5] * 2, axes.get_ylim(), color=LIGHT["chart-edge"], linewidth=1.2, linestyle="--")


def _last(values: Values) -> float:
    return next(value for value in reversed(values) if value is not None)


def _levels(periods: Sequence[str], norm: Values) -> list[tuple[tuple[float, float], float]]:
    """The stretches of months in which a norm stays the same within a calendar year."""
    stretches = groupby(
        (
            (n, value, period[:4])
            for n, (period, value) in enumerate(zip(periods, norm, strict=True))
            if value is not None
        ),
        lambda month: month[1:],
    )
    drawn = []
    for (value, _), run in stretches:
        places = [n for n, *_ in run]
        drawn.append(((places[0] - 0.5, places[-1] + 0.5), value))
    return drawn


def _bar(month: int, low: float, high: float) -> list[tuple[float, float]]:
    left, right = month - _BAR / 2, month + _BAR / 2
    return [(left, low), (left, high), (right, high), (right, low)]


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


# From a figure to what a page needs


def _drawing(axes: Axes) -> Drawing:
    target = io.StringIO()
    canvas: Any = FigureCanvasSVG(axes.get_figure(root=True))
    canvas.print_svg(target, metadata={"Date": None, "Creator": None})
    drawn = ElementTree.fromstring(target.getvalue().encode())
    page = ElementTree.Element("svg")
    for style, alike in groupby(_slim(drawn), lambda element: (element.tag, element.get("style", ""))):
        page.extend(_grouped(list(alike), style[1]))
    return Drawing(
        drawn.attrib["viewBox"], ElementTree.tostring(page, encoding="unicode")[len("<svg>") : -len("</svg>")]
    )


def _grouped(alike: list[ElementTree.Element], style: str) -> list[ElementTree.Element]:
    """Neighbours of one style, as a group that carries the style once."""
    if len(alike) < 3:
        return alike
    group = ElementTree.Element("g", {"style": style})
    for element in alike:
        element.attrib.pop("style", None)
    group.extend(alike)
    return [group]


def _slim(element: ElementTree.Element) -> list[ElementTree.Element]:
    """What of matplotlib's element a page needs: no bare groups, clips, fonts, grounds, nor digits beyond a tenth."""
    tag = element.tag.rpartition("}")[2]
    if tag in ("metadata", "style", "clipPath"):
        return []
    inside = [child for part in element for child in _slim(part)]
    if tag in ("svg", "g") or (tag == "defs" and not inside):
        return inside
    kept = ElementTree.Element(tag)
    for key, value in element.attrib.items():
        match key.rpartition("}")[2]:
            case "id" if tag == "path":
                kept.set("id", value)
            case "href":
                kept.set("href", value)
            case "style":
                kept.set("style", _style(value))
            case "d":
                kept.set("d", _path(_rounded(value)))
            case "x" | "y" as attribute:
                kept.set(attribute, _rounded(value))
            case "transform" if "rotate(-0 " not in value:
                kept.set("transform", _rounded(value))
    if tag == "path" and kept.get("style") == "fill:none":  # a ground without colour
        return inside
    kept.text = element.text.strip() if element.text else None
    kept.extend(inside)
    return [kept]


def _path(drawn: str) -> str:
    """The same path in fewer characters: after the first point of a line, the others need no letter."""
    points = " ".join(drawn.split())
    return re.sub(r"(?<=[Mz]) | L(?= )| (?=[Mz])", "", points) if set(points) <= set("MLz -.0123456789") else points


def _rounded(numbers: str) -> str:
    return re.sub(r"-?\d+\.\d+", lambda match: f"{float(match.group()):.1f}".removesuffix(".0"), numbers)


@lru_cache(_KEPT)
def _style(declarations: str) -> str:
    pairs = [part.split(":", 1) for part in declarations.split(";") if ":" in part]
    kept = [(key.strip(), value.strip()) for key, value in pairs if key.strip() != "font-family"]
    style = ";".join(f"{key}:{value}" for key, value in kept)
    for variable, colour in LIGHT.items():
        style = style.replace(colour, f"var(--{variable},{colour})")
    return style.replace(_TEXT, "currentColor")
