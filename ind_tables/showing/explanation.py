"""Why a PDF is read as it is, or refused: its pages with every word, cell and reading drawn on them.

For the day when a document is refused or doubted; one page of HTML and two tables, fit to be sent to a colleague.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import pairwise
from pathlib import Path

import pandas as pd
from markupsafe import Markup

from ind_tables import catalogue, files
from ind_tables.errors import ReadError, one_line
from ind_tables.reading import camelot, edition, pages, tables
from ind_tables.reading.camelot import Grid
from ind_tables.reading.columns import Cell
from ind_tables.reading.edition import Document
from ind_tables.reading.isolation import Reading
from ind_tables.reading.labels import Labels
from ind_tables.reading.pages import Page
from ind_tables.reading.picture import Box
from ind_tables.reading.rows import TableRow
from ind_tables.reading.tables import Table
from ind_tables.reading.words import Word, gather, letters, lines, segments, spoken
from ind_tables.record import observations
from ind_tables.showing import exhibits, layout
from ind_tables.telling import omissions

READINGS = (
    *("page", "section", "title", "label", "measure", "age_band", "period"),
    *("text", "lattice", "stream", "readers", "verdict"),
)
MATCHES = ("page", "text", "kind", "entry", "how")
NOTHING = "nothing"
_SCALE = 2.0
_NO_READING = "no table there"


@dataclass(frozen=True)
class Match:
    """A text on a page and the entry of the catalogue that it is, if it is one.

    Attributes:
        box: where it stands, in upright points.
        kind: edition, section, row, months, note, or nothing.
        entry: the catalogue's own words for it.
        how: exact, respelt, or in parts.
    """

    page: int
    box: Box
    text: str
    kind: str
    entry: str = ""
    how: str = ""


@dataclass(frozen=True)
class Sight:
    """What can be seen of a document, however little of it can be trusted.

    Attributes:
        sheets: its pages; drawn: a picture (PNG) of each.
        words: the words of each page; hidden: those that nobody sees.
        matches: what the texts are in the catalogue.
        tables: the tables as they are found; empty where there is no title or no header.
    """

    sheets: tuple[Page, ...] = ()
    drawn: tuple[bytes, ...] = ()
    words: tuple[tuple[Word, ...], ...] = ()
    hidden: tuple[tuple[Word, ...], ...] = ()
    matches: tuple[Match, ...] = ()
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True)
class Explanation:
    """What became of a document and why.

    Attributes:
        name, sha256: the file's name and the hash of its bytes.
        outcome: a sentence: how many figures were read, or the refusal.
        refusal: the error, if it was refused.
        warnings: sentences on what was left out.
        sight: its pages and what was found on them.
        readings: one row a cell, with the columns READINGS: what each reading made of it, which agree, the verdict.
        matches: one row a text that is no figure, with the columns MATCHES.
        missed: the sections and rows of the catalogue that nothing on the pages matched.
    """

    name: str
    sha256: str
    outcome: str
    refusal: ReadError | None
    warnings: tuple[str, ...]
    sight: Sight = field(repr=False)
    readings: pd.DataFrame = field(repr=False)
    matches: pd.DataFrame = field(repr=False)
    missed: tuple[str, ...] = ()


def explain(source: Path, month: str | None = None) -> Explanation:
    """Why ``source`` is read as it is, or refused.

    Args:
        source: a file that should be a PDF of the monthly figures.
        month: what the edition must be, YYYY-MM.

    Raises:
        RequestError: there is no such file.
    """
    document, refusal = None, None
    try:
        document = edition.read(source, month)
        figures = observations.from_document(document)
        outcome = f"Read: {len(figures):,} figures of {document.edition}, each in its row and column."
    except ReadError as error:
        refusal, outcome = error, f"Refused. {error.line}"
    sight = _sight(source)
    grids = _grids(source)
    return Explanation(
        one_line(source.name),
        hashlib.sha256(source.read_bytes()).hexdigest(),
        outcome,
        refusal,
        tuple(omissions.told(document.warnings, "en", each=True)) if document else (),
        sight,
        pd.DataFrame(_readings(sight.tables, grids, document, refusal), columns=list(READINGS)),
        pd.DataFrame(
            [(m.page, one_line(m.text), m.kind, m.entry, m.how) for m in sight.matches], columns=list(MATCHES)
        ),
        tuple(_missed(sight.tables)) if sight.tables else (),
    )


def write(explanation: Explanation, folder: Path) -> None:
    """Write explanation.html, readings.csv and matches.csv to ``folder``, which is made.

    Raises:
        OutputError: a file cannot be written.
    """
    files.folder(folder)
    files.write(folder / "explanation.html", html(explanation).encode("utf-8"))
    observations.save(explanation.readings, folder / "readings.csv")
    observations.save(explanation.matches, folder / "matches.csv")


def html(explanation: Explanation) -> str:
    """The explanation as one self-contained page; texts of the document are escaped."""
    doubtful = explanation.readings[~explanation.readings["verdict"].eq("read")]
    unmatched = explanation.matches[explanation.matches["kind"] == NOTHING][["page", "text"]]
    return layout.page(
        "explanation.html.jinja",
        explanation=explanation,
        place=_place(explanation.refusal),
        pictures=[Markup(picture) for picture in _pictures(explanation)],
        doubtful=_table(doubtful, "Cells with another verdict than “read”"),
        unmatched=_table(unmatched, "Texts that are nothing in the catalogue"),
        matched=_table(explanation.matches, "Texts on the pages, and what they are in the catalogue"),
        readings=_table(explanation.readings, "What each reading made of each cell"),
    )


def _table(frame: pd.DataFrame, caption: str) -> Markup:
    shown = frame.map(lambda value: one_line(value) if isinstance(value, str) else value)
    return Markup(exhibits.Table(shown, caption, names={"age_band": "age band"}, headers=0).html())


def _place(refusal: ReadError | None) -> int | None:
    return getattr(refusal, "page", None)


# --------------------------------------------------------------------------------------------------
# What can be seen


def _sight(source: Path) -> Sight:
    try:
        return Reading(source.name, look, source).result()
    except ReadError:
        return Sight()


def _grids(source: Path) -> list[Grid]:
    try:
        camelot.load()
        return Reading(source.name, camelot.grids, source).result()
    except ReadError:
        return []


def look(source: Path) -> Sight:
    """What can be seen of ``source``; raises as :func:`ind_tables.reading.pages.read`."""
    sheets = pages.read(source)
    words = tuple(tuple(gather(sheet.glyphs)) for sheet in sheets)
    labels = Labels(catalogue.load())
    try:
        found = tuple(tables.sketch(sheets, labels))
    except ReadError:
        found = ()
    return Sight(
        sheets,
        tuple(_picture(source, sheet) for sheet in sheets),
        words,
        tuple(tuple(gather(sheet.hidden)) for sheet in sheets),
        tuple(match for sheet, on in zip(sheets, words, strict=True) for match in _matches(sheet, on, found, labels)),
        found,
    )


def _picture(source: Path, sheet: Page) -> bytes:
    target = io.BytesIO()
    pages.picture(source, sheet, _SCALE).convert("L").quantize(16).save(target, "PNG", optimize=True)
    return target.getvalue()


# --------------------------------------------------------------------------------------------------
# Texts and the catalogue


def _matches(sheet: Page, words: Sequence[Word], found: Sequence[Table], labels: Labels) -> Iterator[Match]:
    named = [row for table in found for row in table.rows if row.page == sheet.number and row.key]
    for line in lines(words):
        for run in segments(line.words):
            if sum(letters(word.text) for word in run) > 1:
                yield _match(sheet.number, run, named, labels)
    yield from _wrapped(sheet, words, labels)


def _match(page: int, run: Sequence[Word], named: Sequence[TableRow], labels: Labels) -> Match:
    """What a run of words is: itself, or as a part of the label of a row that was found around it."""
    spoken_label = [word for word in run if letters(word.text) > 1 or not word.text[:1].isdigit()]
    text, box = spoken(run), _box(run)
    kind, entry, how = _entry(text, labels)
    if kind == NOTHING and len(spoken_label) < len(run):
        kind, entry, how = _entry(spoken(spoken_label), labels)
    if kind == NOTHING:
        around = next((row for row in named if _inside(run[0], row.label_box)), None)
        if around:
            kind, entry, how = "row", around.label, "in parts"
    return Match(page, box, text, kind, entry, how)


def _entry(text: str, labels: Labels) -> tuple[str, str, str]:
    editions = [month for month in labels.editions(text) if month]
    if editions:
        return "edition", editions[0], "exact"
    for kind, known in (("section", labels.section), ("row", labels.row)):
        for exact in (True, False):
            entry = known(text, exact=exact)
            if entry:
                label = entry.title if isinstance(entry, catalogue.Section) else " ".join(entry).removesuffix(" all")
                return kind, label, "exact" if exact else "respelt"
    if all(labels.month(word) or labels.headings(word) or word.isdecimal() for word in text.split()):
        return "months", "", "exact"
    return ("note", "", "exact") if labels.note(text) else (NOTHING, "", "")


def _wrapped(sheet: Page, words: Sequence[Word], labels: Labels) -> Iterator[Match]:
    """Titles that two lines hold together."""
    for above, below in pairwise(lines(words)):
        for one in segments(above.words):
            for other in segments(below.words):
                near = above.y - below.y < 2 * above.size and one[0].x0 < other[-1].x1 and other[0].x0 < one[-1].x1
                text = f"{spoken(one)} {spoken(other)}"
                section = labels.section(text, exact=True) if near else None
                if section:
                    yield Match(sheet.number, _box([*one, *other]), text, "section", section.title, "in parts")


def _missed(found: Sequence[Table]) -> Iterator[str]:
    keys: dict[str, set[tuple[str, str] | None]] = {}
    for table in found:
        if table.section:
            keys.setdefault(table.section.id, set()).update(row.key for row in table.rows)
    for section in catalogue.load().sections:
        if section.id not in keys:
            yield f"the table “{section.title}”"
        for row in section.rows if section.id in keys else ():
            if row.key not in keys[section.id]:
                yield f"the row “{row.label}” of “{section.title}”"


# --------------------------------------------------------------------------------------------------
# Readings


def _readings(
    found: Sequence[Table], grids: Sequence[Grid], document: Document | None, refusal: ReadError | None
) -> Iterator[tuple[object, ...]]:
    confirmed = {(cell.page, cell.box): cell.readers for cell in document.cells} if document else {}
    for table in found:
        for row in table.rows:
            measure, band = row.key or ("", "")
            for cell in row.cells:
                heard = camelot.heard(grids, row.page, cell.box)
                text = "".join(cell.text.split())
                agreeing = [flavour for flavour, other in heard.items() if other == text]
                readers = confirmed.get((row.page, cell.box), (*agreeing, "text"))
                yield (
                    row.page,
                    table.section.id if table.section else "",
                    one_line(table.title),
                    one_line(row.label),
                    measure,
                    band,
                    cell.period,
                    one_line(cell.text),
                    *(_NO_READING if other is None else one_line(other) for other in heard.values()),
                    "+".join(readers),
                    _verdict(table, row, cell, readers, refusal),
                )


def _verdict(table: Table, row: TableRow, cell: Cell, readers: Sequence[str], refusal: ReadError | None) -> str:
    if (_place(refusal), getattr(refusal, "box", None)) == (row.page, cell.box):
        return "refused"
    if table.section is None:
        return "left out: the table is unknown"
    if row.key is None or row.key not in {known.key for known in table.section.rows}:
        return "left out: the row is unknown"
    if row.fault:
        return f"refused: {row.fault}"
    return "read" if len(readers) > 1 or not cell.text else "one reading only"


# --------------------------------------------------------------------------------------------------
# Pages with what was found drawn on them


def _pictures(explanation: Explanation) -> Iterator[str]:
    sight = explanation.sight
    cells = _cells(explanation)
    for sheet, drawn, words, hidden in zip(sight.sheets, sight.drawn, sight.words, sight.hidden, strict=True):
        alt = f"Page {sheet.number} of {explanation.name} with its words, matched texts and cells outlined"
        marks = [
            *(_outline([word.box for word in group], sheet, name) for group, name in ((words, "w"), (hidden, "h"))),
            *(_titled([m.box], sheet, f"m {m.kind}", _said(m)) for m in sight.matches if m.page == sheet.number),
            *(_titled([box], sheet, kind, said) for page, box, kind, said in cells if page == sheet.number),
        ]
        data = base64.b64encode(drawn).decode("ascii")
        size = f'width="{sheet.width:.6g}" height="{sheet.height:.6g}"'
        yield (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {sheet.width:.6g} {sheet.height:.6g}" role="img" '
            f'aria-label="{escape(alt)}"><image href="data:image/png;base64,{data}" {size}/>{"".join(marks)}</svg>'
        )


def _cells(explanation: Explanation) -> list[tuple[int, Box, str, str]]:
    """Each cell's page and place, how it is drawn, and what is said of it."""
    boxes = [cell.box for table in explanation.sight.tables for row in table.rows for cell in row.cells]
    found = []
    for box, cell in zip(boxes, explanation.readings.to_dict("records"), strict=True):
        verdict = cell["verdict"]
        agreeing = min(3, len(cell["readers"].split("+")))
        kind = "bad" if verdict.startswith("refused") else "out" if verdict.startswith("left out") else f"c{agreeing}"
        said = (
            f"{cell['label'] or cell['title']}, {cell['period']}: text layer “{cell['text']}”, lattice "
            f"“{cell['lattice']}”, stream “{cell['stream']}”; {verdict}"
        )
        found.append((cell["page"], box, kind, said))
    refusal = explanation.refusal
    place: Box | None = getattr(refusal, "box", None)
    if place and not any(kind == "bad" for _, _, kind, _ in found):
        found.append((_place(refusal) or 1, place, "bad", explanation.outcome))
    return found


def _said(match: Match) -> str:
    if match.kind == NOTHING:
        return f"“{one_line(match.text)}” is nothing in the catalogue"
    return " ".join(part for part in (f"“{one_line(match.text)}”:", match.kind, match.entry, match.how) if part)


def _titled(boxes: Iterable[Box], sheet: Page, name: str, said: str) -> str:
    return f"<g><title>{escape(said)}</title>{_outline(boxes, sheet, name)}</g>"


def _outline(boxes: Iterable[Box], sheet: Page, name: str) -> str:
    drawn = "".join(
        f"M{x0:.4g} {sheet.height - y1:.4g}H{x1:.4g}V{sheet.height - y0:.4g}H{x0:.4g}z" for x0, y0, x1, y1 in boxes
    )
    return f'<path class="{name}" d="{drawn}"/>' if drawn else ""


def _box(words: Sequence[Word]) -> Box:
    x0, y0, x1, y1 = zip(*(word.box for word in words), strict=True)
    return min(x0), min(y0), max(x1), max(y1)


def _inside(word: Word, box: Box) -> bool:
    return box[0] - 1 <= word.middle <= box[2] + 1 and box[1] - 1 <= word.y <= box[3] + 1
