"""A page of HTML as its reader gets it: its links, and its text, block by block."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import NamedTuple

from bs4 import BeautifulSoup
from bs4.element import Tag

from ind_tables.errors import one_line

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS = (*_HEADINGS, "p", "li", "td", "th", "dt", "dd", "caption", "figcaption", "summary", "blockquote", "div")
_UNREAD = ("script", "style", "template", "noscript", "nav", "svg")


class Block(NamedTuple):
    """A heading, or a paragraph of text, on one line."""

    heading: bool
    text: str


def blocks(content: bytes, charset: str | None = None) -> Iterator[Block]:
    """The headings and paragraphs of a page, in its order."""
    page = _parsed(content, charset)
    for unread in page.find_all(_UNREAD):
        unread.decompose()
    for rule in page.find_all("br"):
        rule.replace_with("\n")
    for element in page.find_all(_BLOCKS):
        if element.find(_BLOCKS) is None and (text := one_line(element.get_text(""))):
            yield Block(element.name in _HEADINGS, text)


def lines(text: str) -> Iterator[Block]:
    """The same of plain text: a line is a paragraph, or a heading where it is short and ends unlike a sentence."""
    for line in filter(None, map(one_line, text.splitlines())):
        yield Block(len(line.split()) <= 12 and not re.search(r"[.!?:;,]$", line), line)


def anchors(content: bytes, charset: str | None = None) -> tuple[str | None, list[tuple[str, str]]]:
    """The address that a page's links start from, if it says so, and its links: address and text.

    The text is what a reader or a screen reader gets.
    """
    page = _parsed(content, charset)
    base = page.find("base", href=True)
    found = []
    for element in page.find_all("a", href=True):
        said = (element.get_text(" "), element.get("title"), element.get("aria-label"))
        found.append((str(element["href"]).strip(), one_line(" ".join(str(text) for text in said if text))))
    return (str(base["href"]).strip() if isinstance(base, Tag) else None), found


def _parsed(content: bytes, charset: str | None) -> BeautifulSoup:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return BeautifulSoup(content, "html.parser", from_encoding=charset)
