"""What every HTML page shares: the templates, the style sheet, the form of a table."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files

import jinja2
from markupsafe import Markup


@cache
def environment() -> jinja2.Environment:
    """The templates of this package; what they are given is escaped unless it is Markup."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader("ind_tables", "templates"),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def style() -> Markup:
    """The style sheet of every page, for a ``<style>`` element."""
    return Markup((files("ind_tables") / "templates" / "style.css").read_text("utf-8").strip())


def tidy(page: str) -> str:
    """A page without blank lines, the styles that its pictures repeat written once, as classes."""
    classes: dict[str, str] = {}

    def name(match: re.Match[str]) -> str:
        return f'class="{classes.setdefault(match[1], f"p{len(classes)}")}"'

    def picture(match: re.Match[str]) -> str:
        return re.sub(r'(?<=\s)style="([^"]*)"(?![^<>]*\sclass=)', name, match[0])

    lines = "\n".join(line.rstrip() for line in page.splitlines() if line.strip()) + "\n"
    slim = re.sub(r"(?<=<svg)[^>]*>.*?</svg>", picture, lines, flags=re.DOTALL)
    rules = "\n".join(f".{name}{{{rule}}}" for rule, name in classes.items())
    return slim.replace("</style>", f"{rules}\n</style>", 1)
