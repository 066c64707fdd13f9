"""Pages of placed texts, rules and fills -> a PDF."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import replace
from io import BytesIO
from itertools import pairwise
from math import cos, radians, sin

from reportlab.pdfgen.canvas import Canvas

from tests.documents.facsimile import fonts
from tests.documents.facsimile.layout import LAST_ROW, Page, Text
from tests.documents.facsimile.look import Look

SHEET_ROWS_IN_A_RUN = 9
INVISIBLE = 3


def draw(pages: list[Page], look: Look, information: dict[str, str]) -> bytes:
    """The PDF's bytes, the same at every call."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1, pageCompression=1, initialFontName=fonts.name(look.font, False))
    canvas.setTitle(information["title"])
    canvas.setSubject(information["subject"])
    canvas.setKeywords(information["keywords"])
    canvas.setAuthor(information["author"])
    canvas.setCreator(information["creator"])
    for number, page in enumerate(pages, 1):
        _draw_page(canvas, page, look, number)
    canvas.save()
    return buffer.getvalue()


def _draw_page(canvas: Canvas, page: Page, look: Look, number: int) -> None:
    size = (page.width, page.height)
    angle = (look.rotate + look.turned) % 360
    media = size if angle % 180 == 0 else size[::-1]
    scale = 1 / look.user_unit
    dx, dy = look.crop_offset
    paper = ((media[0] + 2 * dx) * scale, (media[1] + 2 * dy) * scale)
    # reportlab exchanges width and height of a page that it turns by a right angle
    canvas.setPageSize(paper if look.rotate % 180 == 0 else paper[::-1])
    if look.crop_offset != (0, 0):
        box = (dx * scale, dy * scale, (dx + media[0]) * scale, (dy + media[1]) * scale)
        canvas.setCropBox(box)
    canvas.setPageRotation(look.rotate)
    if look.form_xobject:
        canvas.beginForm(f"page{number}", -500, -500, media[0] + 1000, media[1] + 1000)
    canvas.saveState()
    canvas.transform(scale, 0, 0, scale, dx * scale, dy * scale)
    canvas.transform(*_turn(angle, page.width, page.height))
    _draw_content(canvas, page, look, number)
    canvas.restoreState()
    if look.form_xobject:
        canvas.endForm()
        canvas.doForm(f"page{number}")
    canvas.showPage()


def _turn(angle: int, width: float, height: float) -> tuple[float, float, float, float, float, float]:
    """The matrix from the reader's page to the media box of a page whose /Rotate is ``angle``."""
    return {
        0: (1, 0, 0, 1, 0, 0),
        90: (0, 1, -1, 0, height, 0),
        180: (-1, 0, 0, -1, width, height),
        270: (0, -1, 1, 0, 0, width),
    }[angle]


def _draw_content(canvas: Canvas, page: Page, look: Look, number: int) -> None:
    for fill in page.fills:
        canvas.setFillGray(fill.grey)
        canvas.rect(fill.x0, fill.y0, fill.x1 - fill.x0, fill.y1 - fill.y0, stroke=0, fill=1)
    for rule in page.rules:
        canvas.setLineWidth(rule.width)
        canvas.line(rule.x0, rule.y0, rule.x1, rule.y1)
    for text in ordered(page.texts, look, number):
        _draw_text(canvas, text, look)
        if look.fake_bold == "all" or (look.fake_bold == "titles" and text.kind == "title"):
            _draw_text(canvas, replace(text, x=text.x + 0.2), look)


def _draw_text(canvas: Canvas, text: Text, look: Look) -> None:
    canvas.setFillGray(text.grey)
    words = canvas.beginText()
    words.setFont(fonts.name(look.font, text.bold), text.size)
    cosine, sine = cos(radians(text.angle)), sin(radians(text.angle))
    words.setTextTransform(cosine, sine, -sine, cosine, text.x, text.y)
    if text.kind in ("invisible", "clipped"):
        canvas.saveState()
        if text.kind == "invisible":
            words.setTextRenderMode(INVISIBLE)
        else:
            nowhere = canvas.beginPath()
            nowhere.rect(text.x - 20, text.y, 10, text.size)
            canvas.clipPath(nowhere, stroke=0, fill=0)
        words.textOut(text.string)
        canvas.drawText(words)
        canvas.restoreState()
    else:
        words.textOut(text.string)
        canvas.drawText(words)


def ordered(texts: list[Text], look: Look, page: int) -> list[Text]:
    """The texts in the order of the page's content.

    "excel" is the order of the original's text layer: the cells of one column, row by row; then labels,
    notes and merged cells in runs of nine rows of the sheet, the last run first; the footer at the end.
    """
    ground = [text for text in texts if text.kind == "watermark"]
    texts = [text for text in texts if text.kind != "watermark"]
    if look.order == "excel":
        texts.sort(key=_excel_place)
    elif look.order == "reading":
        texts.sort(key=lambda text: (text.row, -round(text.y), text.x))
    elif look.order == "columns":
        texts.sort(key=lambda text: (round(text.x / 20), -text.y))
    pieces = [piece for text in texts for piece in PIECES[look.pieces](text, look)]
    if look.order == "scrambled":
        random.Random(look.seed * 1000 + page).shuffle(pieces)
    return ground + pieces


def _excel_place(text: Text) -> tuple[float, ...]:
    if text.kind == "furniture" and text.row == LAST_ROW:
        return (2, 0, 0, 0, 0)
    if not text.merged:
        return (0, 0, text.row, -text.y, text.x)
    return (1, -((text.row - 1) // SHEET_ROWS_IN_A_RUN), text.row, -text.y, text.x)


def _cut(text: Text, look: Look, starts: Iterable[int]) -> list[Text]:
    """The parts of the text that begin at ``starts``, at their places."""
    cosine, sine = cos(radians(text.angle)), sin(radians(text.angle))
    ends = [*starts, len(text.string)]
    parts = []
    for start, end in pairwise(ends):
        shift = fonts.width(text.string[:start], look.font, text.bold, text.size)
        parts.append(replace(text, string=text.string[start:end], x=text.x + shift * cosine, y=text.y + shift * sine))
    return parts


PIECES: dict[str, Callable[[Text, Look], list[Text]]] = {
    "cells": lambda text, _: [text],
    "words": lambda text, look: _cut(
        text, look, [0, *(i for i in range(1, len(text.string)) if text.string[i - 1] == " ")]
    ),
    "glyphs": lambda text, look: _cut(text, look, range(len(text.string))),
}
