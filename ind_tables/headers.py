"""Month headings: where columns stand on a page and which months they are, held against the title."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from ind_tables.errors import AmbiguousDocument, NotMaandcijfers, WrongMonth
from ind_tables.labels import Labels, Month
from ind_tables.words import Line, Word, segments, spoken

Extent = tuple[float, float]
_FEW = 3


@dataclass(frozen=True)
class Column:
    """A month column: its month as headed, and the extent of the heading."""

    month: Month
    x0: float
    x1: float

    @property
    def middle(self) -> float:
        """The horizontal centre of the heading."""
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True)
class Header:
    """Month headings side by side above the columns of a table.

    Attributes:
        columns: the headings from left to right.
        foreign: the extents of headings among or right of them that are no months, such as that of a total.
        left, right: the frame of the table, its labels included.
        periods: the month of each column as YYYY-MM.
        fault: why figures under these headings cannot be trusted, if so.
    """

    page: int
    y: float
    size: float
    columns: tuple[Column, ...]
    foreign: tuple[Extent, ...] = ()
    left: float = -float("inf")
    right: float = float("inf")
    periods: tuple[str, ...] = ()
    fault: WrongMonth | None = None

    @property
    def pitch(self) -> float:
        """The distance from one column to the next."""
        return _pitch(self.columns)

    @property
    def start(self) -> float:
        """Where the first column begins, as far as its heading tells."""
        return self.columns[0].middle - self.pitch / 2

    def beside(self, other: Header) -> bool:
        """Whether the two stand side by side rather than one below the other."""
        return self.columns[-1].x1 < other.columns[0].x0 or other.columns[-1].x1 < self.columns[0].x0


def edition(lines: Sequence[Line], labels: Labels) -> str:
    """The edition (YYYY-MM) whose title stands among ``lines``, those of all pages.

    A title begins its line, or what stands there between wide gaps; one that is only mentioned, as an earlier
    edition may be, counts where there is no other.

    Raises:
        NotMaandcijfers: there is no title of the monthly figures.
        AmbiguousDocument: there are titles of two editions.
    """
    runs = [spoken(run) for line in lines for run in segments(line.words)]
    texts = [line.text for line in lines]
    titles = [title for text in (*runs, *_joined(runs)) for title in labels.editions(text, first=True)]
    if not any(titles):
        titles += [title for text in (*texts, *_joined(texts)) for title in labels.editions(text)]
    found = sorted({title for title in titles if title})
    if len(found) > 1:
        raise AmbiguousDocument(
            f"the pages bear the titles of {len(found)} editions ({', '.join(found)}); expected one; pass each "
            "edition as a file of its own"
        )
    if not found:
        expected = labels.catalogue.edition.title.format(month="<maand>", year="<jaar>")
        lacking = "a title without month and year" if titles else "no title of the monthly figures"
        raise NotMaandcijfers(f"found {lacking}; expected “{expected}”; check that this is the right document")
    return found[0]


def _joined(texts: Sequence[str]) -> Iterator[str]:
    return (f"{one} {other}" for one, other in pairwise(texts))


def find(pages: Sequence[Sequence[Line]], title: str, labels: Labels) -> list[list[Header]]:
    """The headers on each page, from its top, with frame, periods and, where there is one, fault.

    A header is at fault whose months are not consecutive, end in another month than the title's, or stand under
    another year. Months that are named side by side in a sentence are no header.

    Args:
        pages: the lines of each page.
        title: the edition that the title says, YYYY-MM.
        labels: the catalogue's labels.
    """
    rows = [[(line, _headings(line, labels)) for line in lines] for lines in pages]
    widest = max((len(group) for page in rows for _, groups in page for group in groups), default=0)
    found = []
    for number, (lines, page) in enumerate(zip(pages, rows, strict=True), 1):
        found.append(
            [
                _dated(header, lines, title, labels)
                for line, groups in page
                for header in _framed(_headers(number, line, groups, widest), lines)
            ]
        )
    return found


def _headings(line: Line, labels: Labels) -> list[list[Column]]:
    """The months on a line, those of tables side by side apart."""
    columns = list(_columns(line, labels))
    return list(_side_by_side(columns)) if len(columns) > 1 else []


def _headers(page: int, line: Line, groups: list[list[Column]], widest: int) -> list[Header]:
    headers = []
    for group in groups:
        end = float("inf") if group is groups[-1] else group[-1].x1
        among = [w for w in line.between(group[0].x0, end) if not any(c.x0 <= w.middle <= c.x1 for c in group)]
        few = len(group) < _FEW or 2 * len(group) < widest
        share = sum(w.width for w in among) / sum(c.x1 - c.x0 for c in group)
        if not among or (not few and share <= 0.5):
            foreign = tuple((run[0].x0, run[-1].x1) for run in segments(among, 0.5))
            headers.append(Header(page, line.y, line.size, tuple(group), foreign))
    return headers


def year(text: str) -> int | None:
    """The year that ``text`` is, if it is one."""
    return int(text) if len(text) == 4 and text.isdecimal() and text.startswith("20") else None


def _columns(line: Line, labels: Labels) -> Iterator[Column]:
    words = [part for word in line.words for part in _unglued(word, labels)]
    while words:
        for count in (3, 2, 1):
            taken = words[:count]
            near = all(b.x0 - a.x1 < 0.6 * a.size for a, b in pairwise(taken))
            month = labels.month("".join(w.text for w in taken)) if near and len(taken) == count else None
            if month:
                yield Column(month, taken[0].x0, taken[-1].x1)
                del words[:count]
                break
        else:
            del words[0]


def _unglued(word: Word, labels: Labels) -> list[Word]:
    """The parts of a word such as “AugustusSeptember”, where the headings of two columns touch."""
    parts = labels.headings(word.text)
    if len(parts) < 2:
        return [word]
    step = word.width / sum(map(len, parts))
    ends = list(accumulate(len(part) * step for part in parts))
    return [
        replace(word, text=part, x0=word.x0 + start, x1=word.x0 + end)
        for part, start, end in zip(parts, [0.0, *ends[:-1]], ends, strict=True)
    ]


def _side_by_side(columns: list[Column]) -> Iterator[list[Column]]:
    pitch = _pitch(columns)
    group = [columns[0]]
    for left, right in pairwise(columns):
        follows = right.month.number == left.month.number % 12 + 1
        if right.middle - left.middle > (2.6 if follows else 1.9) * pitch:
            yield group
            group = []
        group.append(right)
    yield group


def _pitch(columns: Sequence[Column]) -> float:
    if len(columns) < 2:
        return 3 * (columns[0].x1 - columns[0].x0)
    return statistics.median(b.middle - a.middle for a, b in pairwise(columns))


def _framed(row: list[Header], lines: Sequence[Line]) -> Iterator[Header]:
    edges = [-float("inf")]
    for one, other in pairwise(row):
        inside = [
            word.x0
            for line in lines
            for word in line.words
            if one.columns[-1].x1 < word.middle < other.columns[0].x0 and any(c.isalpha() for c in word.text)
        ]
        common = Counter(round(x) for x in inside).most_common(1)
        edges.append(common[0][0] - 2.0 if common else (one.columns[-1].x1 + other.columns[0].x0) / 2)
    edges += [float("inf")] * bool(row)
    for header, (left, right) in zip(row, pairwise(edges), strict=True):
        yield replace(header, left=left, right=right)


def _dated(header: Header, lines: Sequence[Line], title: str, labels: Labels) -> Header:
    last = int(title[:4]) * 12 + int(title[5:]) - 1
    months = range(last - len(header.columns) + 1, last + 1)
    dated = replace(header, periods=tuple(f"{n // 12}-{n % 12 + 1:02d}" for n in months))
    return replace(dated, fault=_fault(dated, lines, title, labels))


def _fault(header: Header, lines: Sequence[Line], title: str, labels: Labels) -> WrongMonth | None:
    months = [column.month.number for column in header.columns]
    names = labels.catalogue.edition.months
    where = f"on page {header.page} the columns are headed {', '.join(names[m - 1] for m in months)}"
    if any(after != before % 12 + 1 for before, after in pairwise(months)):
        return WrongMonth(f"{where}; expected consecutive months; check that no column is missing or moved")
    if months[-1] != int(title[5:]):
        return WrongMonth(
            f"{where}, but the title says {title}; expected the last column to be the title's month; check that "
            "pages of two editions are not mixed"
        )
    years = {period[:4] for period in header.periods}
    for column, printed in _years(header, lines, labels):
        expected = years if column is None else {header.periods[column][:4]}
        if str(printed) not in expected:
            place = "beside the months" if column is None else f"above the column of {header.periods[column]}"
            return WrongMonth(
                f"on page {header.page} the year {printed} stands {place}, but the title says {title}; expected "
                "title and header to agree; check that pages of two editions are not mixed"
            )
    return None


def _years(header: Header, lines: Sequence[Line], labels: Labels) -> Iterator[tuple[int | None, int]]:
    """The years printed with a header, and the column that each stands at (None: beside the months)."""
    for index, column in enumerate(header.columns):
        if column.month.year:
            yield index, column.month.year
    for line in lines:
        own = abs(line.y - header.y) <= 0.3 * header.size
        if not -2.2 * header.size <= line.y - header.y <= 4 * header.size or labels.editions(line.text):
            continue
        words = line.between(header.left, header.right)
        over = [run for run in segments(words, 0.5) if run[-1].middle >= header.start]
        if not own and not (over and all(year(word.text) for run in over for word in run)):
            continue
        for word in words:
            printed = year(word.text)
            if printed is None:
                continue
            if word.middle < header.start:
                yield None, printed
            elif not own:
                near = [abs(column.middle - word.middle) for column in header.columns]
                yield near.index(min(near)), printed
