"""What every HTML page shares: the templates, the style sheet, the form of a table."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup

LIGHT = {
    "chart-1": "#12436d",
    "chart-2": "#f46a25",
    "chart-3": "#801650",
    "chart-4": "#28a197",
    "chart-age-1": "#b5d8f7",
    "chart-age-2": "#6bace6",
    "chart-age-3": "#2073bc",
    "chart-age-4": "#0b2a47",
    "chart-quiet": "#eef2f6",
    "chart-grid": "#d0d0d0",
    "chart-edge": "#767676",
}
DARK = {
    "chart-1": "#8fc1ec",
    "chart-2": "#f46a25",
    "chart-3": "#e58fc0",
    "chart-4": "#28a197",
    "chart-age-1": "#1d4a73",
    "chart-age-2": "#2f7fc4",
    "chart-age-3": "#83bdf0",
    "chart-age-4": "#dceefc",
    "chart-quiet": "#22272e",
    "chart-grid": "#4a4a4a",
    "chart-edge": "#8c8c8c",
}


# The colours of the charts are those of a light page; the variables are JupyterLab's, for tables in its dark theme.
_CARD = (
    "background:#fff;color:#1b1f24;max-width:60rem;padding:0.5rem;--jp-ui-font-color1:#1b1f24;--jp-layout-color0:#fff;"
    "--jp-rendermime-table-row-background:#f3f5f8;--jp-rendermime-table-row-hover-background:#e4edf7;"
    "--jp-content-link-color:#12436d;--jp-content-link-visited-color:#12436d;--jp-content-link-hover-color:#12436d"
)


@cache
def environment() -> jinja2.Environment:
    """The templates of this package; what they are given is escaped unless it is Markup."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("ind_tables.showing", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        auto_reload=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style() -> Markup:
    """The style sheet of every page, for a ``<style>`` element, with the colours of the charts."""
    sheet = (files("ind_tables.showing") / "templates" / "style.css").read_text("utf-8").strip()
    light, dark = (
        ":root{" + "".join(f"--{name}:{colour};" for name, colour in colours.items()) + "}" for colours in (LIGHT, DARK)
    )
    return Markup(f"{light}\n@media screen and (prefers-color-scheme: dark){{{dark}}}\n{sheet}")


def page(template: str, **values: object) -> str:
    """A whole page, from what its template asks for besides the style sheet."""
    return tidy(environment().get_template(template).render(style=style(), **values))


def tidy(page: str) -> str:
    """A page without blank lines, the styles that its pictures repeat written once, as classes."""
    classes: dict[str, str] = {}
    lines = "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
    slim = re.sub(r"<svg[^>]*>.*?</svg>", lambda picture: classed(picture[0], classes), lines, flags=re.DOTALL)
    return slim.replace("</style>", f"{rules(classes)}</style>", 1)


def classed(picture: str, classes: dict[str, str]) -> str:
    """A picture with classes in place of its styles; ``classes`` has them by style, and gets those that are new."""

    def name(match: re.Match[str]) -> str:
        return f'class="{classes.setdefault(match[1], f"p{len(classes)}")}"'

    def element(match: re.Match[str]) -> str:
        tag = match[0]
        return tag if " class=" in tag else re.sub(r'(?<=\s)style="([^"]*)"', name, tag)

    return re.sub(r"<[a-z][^>]*>", element, picture)


def rules(classes: Mapping[str, str]) -> str:
    """The style sheet of ``classes``, which has them by style."""
    return "".join(f".{name}{{{style}}}\n" for style, name in classes.items())


def on_a_light_card(html: str) -> str:
    """A chart as JupyterLab shows it, in whichever theme."""
    return f'<div class="card" style="{_CARD}">{html}</div>'


def address(kind: str, content: str) -> str:
    """A file as an address, so that it can be saved from a page that consists of one file."""
    return f"data:{kind};charset=utf-8;base64,{b64encode(content.encode()).decode()}"
