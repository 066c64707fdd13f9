"""The tables of an edition, found on its pages from the words alone.

Works from what every layout keeps: months stand side by side above their columns, figures stand under
them, a row's label stands left of its figures, and a title belongs to the rows beside or below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ind_tables.catalogue import Section
from ind_tables.errors import AmbiguousDocument, IncompleteDocument, ReadError, UnreadableNumber, WrongMonth, one_line
from ind_tables.reading import blocks
from ind_tables.reading.blocks import Block
from ind_tables.reading.labels import Labels, printed
from ind_tables.reading.pages import Page
from ind_tables.reading.rows import TableRow
from ind_tables.reading.words import UNREADABLE, letters
from ind_tables.remarks import Remark


@dataclass(frozen=True)
class Table:
    """A table of the edition: a section, or an unknown subject (section None).

    Attributes:
        title: its title as printed; empty where it stands on an earlier page.
        rows: its rows in their order, each with the key that its label has in the section, if any.
    """

    section: Section | None
    title: str
    rows: tuple[TableRow, ...]

    @property
    def known(self) -> tuple[TableRow, ...]:
        """The rows that belong to the section."""
        return tuple(row for row in self.rows if self.section and row.key)


@dataclass
class Reading:
    """What the words of an edition say.

    Attributes:
        edition: the month in the title, YYYY-MM.
        periods: the months of the columns, those of the widest table where one lacks its first.
        tables: the tables found, in the order of the pages.
        warnings: what was found and left out.
    """

    edition: str
    periods: tuple[str, ...]
    tables: list[Table] = field(default_factory=list)
    warnings: list[Remark] = field(default_factory=list)


def read(pages: Sequence[Page], labels: Labels) -> Reading:
    """The tables on ``pages``.

    Raises:
        NotMaandcijfers: no page bears the title of the monthly figures.
        WrongMonth: the months of a header are not consecutive, or are not the title's.
        AmbiguousDocument: two editions, or a section or row twice.
        IncompleteDocument: no month columns, or figures that do not stand under them.
        UnreadableNumber: figures that belong to no column.
    """
    title, found = blocks.find(pages, labels)
    reading = Reading(title, ())
    _assign(found, reading, labels.of(title))
    return reading


def sketch(pages: Sequence[Page], labels: Labels) -> list[Table]:
    """The tables on ``pages`` as they are found, before any row of them is left out or refused; raises as :func:`read`.

    The title is the text next to the rows; the section the one that some title names.
    """
    title, there = blocks.find(pages, labels)
    labels = labels.of(title)
    seen: dict[str, list[TableRow]] = {}
    found: list[Table] = []
    last: Section | None = None
    for block, (titled, _) in zip(there, _titled(there, labels), strict=True):
        section = titled or (_continued(block, last, seen) if block.opens_page else None)
        if section:
            seen.setdefault(section.id, []).extend(block.rows)
            last = section
        within = _within(section, block.rows, labels) if section else tuple(block.rows)
        found.append(Table(section, next(block.titles(near=True), ""), within))
    return found


def _assign(blocks: list[Block], reading: Reading, labels: Labels) -> None:
    seen: dict[str, list[TableRow]] = {}
    apart: dict[str, list[_Apart]] = {}
    labelled: dict[str, list[TableRow]] = {}
    last: Section | None = None
    for block, (titled, words) in zip(blocks, _titled(blocks, labels), strict=True):
        section = titled or (_continued(block, last, seen) if block.opens_page else None)
        if section is None:
            title = printed(next(block.titles(near=True), ""))
            again = next((row for row in block.rows if last and row.key in {r.key for r in seen[last.id]}), None)
            if last and again and not (title or block.opens_page):
                raise _twice(again, last)
            reading.tables.append(Table(None, title, tuple(replace(row, key=None) for row in block.rows)))
            reading.warnings.append(Remark("unknown_table", (block.page, one_line(title)[:80])))
            continue
        within = _within(section, block.rows, labels)
        rows = tuple(_known(within, block, section, reading))
        apart.setdefault(section.id, []).extend(_apart_from_labels(block))
        labelled.setdefault(section.id, []).extend(block.rows)
        before = seen.setdefault(section.id, [])
        for row in rows:
            if row.key in {r.key for r in before}:
                raise _twice(row, section)
            before.append(row)
        reading.tables.append(Table(section, printed(words, section.words), within))
        last = section
    for section, row in _exchanged(labelled, labels):
        apart[section.id].append(_Apart(row.page, row.label))
    _none_apart(seen, apart, reading, labels)
    reading.warnings.extend(_beside(blocks))
    windows = [tuple(cell.period for cell in row.cells) for rows in seen.values() for row in rows]
    reading.periods = max(windows or [blocks[0].periods], key=len)


def _beside(blocks: Sequence[Block]) -> Iterator[Remark]:
    """Each kind of column that is no month, and what stands right of the tables."""
    headed = {block.header for block in blocks}
    for name in dict.fromkeys(word.text for header in headed for word in header.foreign):
        yield Remark("foreign_column", (one_line(name)[:80],))
    outside = list(dict.fromkeys(text for header in headed for text in header.outside))
    if outside:
        yield Remark("beside", (tuple(one_line(text)[:30] for text in outside),))


@dataclass(frozen=True)
class _Apart:
    """Figures apart from the labels of a table, and whether they have no label at all."""

    page: int
    text: str
    bare: bool = False


def _apart_from_labels(block: Block) -> Iterator[_Apart]:
    """Rows without a label; figures beside the rows that make most of one."""
    for row in block.rows:
        if not letters(row.label):
            yield _Apart(row.page, row.text, any(map(str.isdigit, row.text)))
    for text in (*block.above, *block.strays):
        if UNREADABLE in text or 2 * len(text.split()) > len(block.periods):
            yield _Apart(block.page, text)


def _exchanged(labelled: dict[str, list[TableRow]], labels: Labels) -> Iterator[tuple[Section, TableRow]]:
    """The rows that a section does not have under the title of one whose own rows stand under another title."""
    known = {s.id: s for s in labels.catalogue.sections}
    keys = {name: {row.key for row in rows} for name, rows in labelled.items()}
    proper = {name: {row.key for row in known[name].rows} for name in keys}
    strange = [name for name in keys if keys[name] != proper[name]]
    for name in strange:
        if any(other != name and keys[name] == proper[other] for other in strange):
            yield from ((known[name], row) for row in labelled[name] if row.key not in proper[name])


def _none_apart(
    seen: dict[str, list[TableRow]], apart: dict[str, list[_Apart]], reading: Reading, labels: Labels
) -> None:
    """Refuses a table with figures at no label, and one that misses a row and has figures apart from its labels.

    All may stand at the wrong ones.
    """
    for section in labels.catalogue.sections:
        keys = {row.key for row in seen.get(section.id, ())}
        absent = [row.label for row in section.rows if row.valid(reading.edition) and row.key not in keys]
        others = apart.get(section.id, [])
        texts = [one_line(other.text)[:80] for other in others]
        if absent and others:
            error: ReadError = IncompleteDocument(
                f"page {others[0].page}: “{section.title}” has no figures at the label “{absent[0]}”, but "
                f"others apart from its labels ({texts[0]}); expected every row of figures at its label; compare with "
                "the page"
            )
        elif any(other.bare for other in others):
            page, text = next((other.page, text) for other, text in zip(others, texts, strict=True) if other.bare)
            error = UnreadableNumber(
                f"page {page}: in the columns of “{section.title}” stands {text} at no label; expected every figure in "
                "a row of its own; compare with the page"
            )
        else:
            continue
        error.details = (
            *(f"“{section.title}” has no figures at the label “{label}”" for label in absent),
            *(f"page {other.page}: {text} stands at no label" for other, text in zip(others, texts, strict=True)),
        )
        error.left_out = tuple(reading.warnings)
        raise error


def _twice(row: TableRow, section: Section) -> AmbiguousDocument:
    return AmbiguousDocument(
        f"page {row.page}: the row “{one_line(row.label)}” of “{section.title}” stands twice; expected it once; check "
        "that no page or table is doubled"
    )


def _titled(blocks: list[Block], labels: Labels) -> list[tuple[Section | None, str]]:
    """The section that each block's title names, and the words that name it.

    A title that stands at its rows comes before one further off, and its very words before others like them, the
    whole of them where it wraps; a section named by the better title is no more to be had for the worse.
    """
    found: list[tuple[Section | None, str]] = [(None, "")] * len(blocks)
    for near, exact in ((True, True), (True, False), (False, True), (False, False)):
        taken = {section.id for section, _ in found if section}
        for i, block in enumerate(blocks):
            if found[i][0] is None:
                named = [(labels.section(text, exact=exact), text) for text in block.titles(near)]
                section, words = next(((s, text) for s, text in named if s and s.id not in taken), (None, ""))
                if section and exact:
                    words = max((text for s, text in named if s is section), key=len)
                found[i] = (section, words)
    return found


def _continued(block: Block, last: Section | None, seen: dict[str, list[TableRow]]) -> Section | None:
    keys = {row.key for row in block.rows if row.key}
    if last is None or not keys:
        return None
    missing = {row.key for row in last.rows} - {row.key for row in seen[last.id]}
    return last if keys <= missing else None


def _within(section: Section, rows: Sequence[TableRow], labels: Labels) -> tuple[TableRow, ...]:
    """``rows`` with the keys that their labels have in ``section``, None where one has none there."""
    found, above = [], ""
    for row in rows:
        key = labels.row(row.label, section=section, under=above) if row.label and above else None
        if key is None and row.label:
            key = labels.row(row.label, section=section)
            if key is None and row.key and labels.row_of(section, row.key):
                key = row.key
            above = key[0] if key else above
        found.append(replace(row, key=key))
    return tuple(found)


def _known(rows: Sequence[TableRow], block: Block, section: Section, reading: Reading) -> Iterator[TableRow]:
    for row in rows:
        where = (row.page, one_line(row.label)[:80], section.title)
        if row.key is None:
            reading.warnings.append(Remark("unknown_row", where))
            continue
        if isinstance(row.fault, WrongMonth):
            raise row.fault
        if row.fault:
            place = f"page {row.page}, section “{section.title}”, row “{one_line(row.label)}”"
            raise row.fault.at(place)
        if row.left_over:
            reading.warnings.append(Remark("no_column", (*where, tuple(map(one_line, row.left_over)))))
        yield row
    for stray in block.strays:
        reading.warnings.append(Remark("no_row", (block.page, section.title, one_line(stray)[:80])))
