"""The tables of an edition, found on its pages from the words alone.

Works from what every layout keeps: months stand side by side above their columns, figures stand under
them, a row's label stands left of its figures, and a title belongs to the rows beside or below it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ind_tables.catalogue import Section
from ind_tables.errors import AmbiguousDocument, IncompleteDocument, ReadError, UnreadableNumber, WrongMonth, one_line
from ind_tables.reading import blocks
from ind_tables.reading.blocks import Block
from ind_tables.reading.labels import Labels, fold, in_thousands, printed
from ind_tables.reading.pages import Page
from ind_tables.reading.rows import TableRow
from ind_tables.reading.words import UNREADABLE, letters, lines
from ind_tables.remarks import Remark

_TITLE = 100  # characters


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
        UnreadableNumber: figures that belong to no column, or are thousands.
    """
    title, found = blocks.find(pages, labels)
    reading = Reading(title, ())
    _assign(found, reading, labels.of(title))
    _are_counted_singly(pages, reading, labels.of(title))
    return reading


def _are_counted_singly(pages: Sequence[Page], reading: Reading, labels: Labels) -> None:
    """Refuses an edition that says that its figures are thousands; a title or label that says so is another thing."""
    own = [table.title for table in reading.tables if not table.section]
    own += [printed(row.label) for table in reading.tables for row in table.rows]
    for page in pages:
        for line in lines(page.words):
            text = printed(line.text)
            if (
                len(text) <= _TITLE
                and in_thousands(text)
                and not any(in_thousands(title) and title in text for title in own)
            ):
                if labels.section(text, exact=True):
                    continue
                raise UnreadableNumber(
                    f"page {page.number}: “{one_line(text)}” says that figures are thousands; expected whole numbers "
                    "that count one each; compare with the page, and do not join these figures to those before"
                )


def sketch(pages: Sequence[Page], labels: Labels) -> list[Table]:
    """The tables on ``pages`` as they are found, before any row of them is left out or refused; raises as :func:`read`.

    The title is the text next to the rows; the section the one that some title names.
    """
    title, there = blocks.find(pages, labels)
    labels = labels.of(title)
    seen: dict[str, list[TableRow]] = {}
    found: list[Table] = []
    last: Section | None = None
    named = _titled(there, labels)
    furniture = _Furniture.of(there, named, labels)
    for block, (titled, _) in zip(there, named, strict=True):
        section = titled or _continued(block, last, seen, furniture)
        last = section
        if section:
            seen.setdefault(section.id, []).extend(block.rows)
        within = _within(section, block.rows, labels) if section else tuple(block.rows)
        found.append(Table(section, next(block.titles(near=True), ""), within))
    return found


def _assign(blocks: list[Block], reading: Reading, labels: Labels) -> None:
    seen: dict[str, list[TableRow]] = {}
    apart: dict[str, list[_Apart]] = {}
    labelled: dict[str, list[TableRow]] = {}
    last: Section | None = None
    named = _titled(blocks, labels)
    furniture = _Furniture.of(blocks, named, labels)
    for block, (titled, words) in zip(blocks, named, strict=True):
        ended = last if reading.tables and reading.tables[-1].section is last else None
        section = titled or _continued(block, ended, seen, furniture)
        if section is None:
            title = furniture.title(block)
            if _goes_on(block, title, reading.tables):
                before_it = reading.tables.pop()
                reading.tables.append(replace(before_it, rows=(*before_it.rows, *_nameless(block))))
                continue
            again = next((row for row in block.rows if last and row.key in {r.key for r in seen[last.id]}), None)
            if last and again and not (title or block.opens_page):
                raise _twice(again, last)
            reading.tables.append(Table(None, title, _nameless(block)))
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


@dataclass(frozen=True)
class _Furniture:
    """What stands above tables and titles none: the document's title, and what stands on an earlier page as well.

    Attributes:
        pages: the first page on which each text stands, its digits aside.
        heads: the texts with titled tables between them.
    """

    labels: Labels
    pages: Mapping[str, int]
    heads: frozenset[str]

    @classmethod
    def of(cls, blocks: Sequence[Block], titled: Sequence[tuple[Section | None, str]], labels: Labels) -> _Furniture:
        """The furniture of the pages of ``blocks``, some of which have the title of a section."""
        pages: dict[str, int] = {}
        at: dict[str, list[int]] = {}
        for number, block in enumerate(blocks):
            for page, places in ((block.page, block.titled), *((block.page - 1, foot) for foot in block.feet)):
                for text in (_undated(text) for _, text in places):
                    pages[text] = min(page, pages.get(text, page))
                    at.setdefault(text, []).append(number)
        heads = {text for text, found in at.items() if any(titled[n][0] for n in range(found[0] + 1, found[-1]))}
        return cls(labels, pages, frozenset(heads))

    def title(self, block: Block) -> str:
        """The title next to the rows of ``block`` or, where it opens a page, at the foot of the one before."""
        nearest = next(block.titles(near=True), "")
        if not block.opens_page:
            return printed(nearest)
        texts = [(nearest, block.page), *((text, block.page - 1) for foot in block.feet for _, text in reversed(foot))]
        return next((printed(text) for text, page in texts if self._titles(text, page)), "")

    def _titles(self, text: str, page: int) -> bool:
        short = len(text) <= _TITLE and text[-1:] not in ".;"
        again = self.pages.get(_undated(text), page) < page or _undated(text) in self.heads
        return bool(letters(text)) and short and not again and not self.labels.editions(text)


def _undated(text: str) -> str:
    return re.sub(r"\d", "", fold(text))


def _nameless(block: Block) -> tuple[TableRow, ...]:
    return tuple(replace(row, key=None) for row in block.rows)


def _goes_on(block: Block, title: str, tables: Sequence[Table]) -> bool:
    """Whether a block that opens a page is more of the table that ends the one before: without a title, or with its."""
    if not (block.opens_page and tables and tables[-1].rows[-1].page < block.page):
        return False
    labels = {fold(row.label) for row in tables[-1].rows}
    titled = not title or fold(title).removesuffix("(vervolg)") == fold(tables[-1].title)
    return titled and not any(fold(row.label) in labels for row in block.rows)


def _continued(
    block: Block, last: Section | None, seen: dict[str, list[TableRow]], furniture: _Furniture
) -> Section | None:
    """The section before, where ``block`` opens a page and is more of it.

    That has rows that the section still lacks, or unknown ones, and no title of its own; or whatever stands above it,
    all the rows that come after those that were printed before.
    """
    if last is None or not block.opens_page:
        return None
    keys = {row.key for row in block.rows if row.key}
    printed_before = {row.key for row in seen[last.id]}
    missing = {row.key for row in last.rows} - printed_before
    if not furniture.title(block):
        return last if keys <= missing and (keys or all(letters(row.label) for row in block.rows)) else None
    rest = {row.key for row in [row for row in last.rows if row.valid(furniture.labels.edition)][len(printed_before) :]}
    return last if rest and keys == rest and rest <= missing and None not in printed_before else None


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
