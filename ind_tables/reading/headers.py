"""Month headings: where columns stand on a page and which months they are, held against the title."""

from __future__ import annotations

import math
import re
import statistics
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import accumulate, dropwhile, pairwise

from ind_tables.errors import AmbiguousDocument, NotMaandcijfers, WrongMonth, one_line
from ind_tables.reading.labels import Labels, Month
from ind_tables.reading.words import Line, Word, letters, lines, segments, spoken

Extent = tuple[float, float]
_FEW = 3
_TITLE = 100
_SHOWN = 5
_NAME = 2.0  # type sizes: the width of a month's name; at an angle it takes less
_RAISED = 3.0  # type sizes: how far above the months the line of the years may stand
_LOWERED = 2.0  # type sizes: how far below
_TALL = 9.0  # how far above where the months are turned
_THIN = 1.3  # type sizes: no month's name is as narrow, but one that is turned
_UNTIL = {"t/m", "tot", "en", "met", "-", "–"}
_ASIDE = 0.2  # of the way from a column to the next


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
        foreign: headings among or right of them that are no months, such as that of a total.
        left, right: the frame of the table, its labels included.
        outside: words that stand right of it at its rows.
        periods: the month of each column as YYYY-MM.
        fault: why figures under these headings cannot be trusted, if so.
    """

    page: int
    y: float
    size: float
    columns: tuple[Column, ...]
    foreign: tuple[Word, ...] = ()
    left: float = -float("inf")
    right: float = float("inf")
    outside: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    fault: WrongMonth | None = None

    @cached_property
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
        error = NotMaandcijfers(f"found {lacking}; expected “{expected}”; check that this is the right document")
        error.details = tuple(f"there stands “{one_line(text)[:80]}”" for text in texts[:_SHOWN])
        raise error
    return found[0]


def dated(lines: Sequence[Line], labels: Labels) -> list[str]:
    """The texts among ``lines``, each by itself and with the next, that name one month and a year: possible titles."""
    runs = [spoken(run) for line in lines for run in segments(line.words)]
    found = [text for text in (*runs, *_joined(runs)) if len(text) <= _TITLE]
    return [text for text in found if _is_dated(text.split(), labels)]


def _is_dated(words: Sequence[str], labels: Labels) -> bool:
    months = [word for word in words if len(word) > 2 and labels.month(word)]
    return len(months) == 1 and len([word for word in words if year(word)]) == 1 and len(words) > 2


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
    groups = [[group for line in page for group in _headings(line, labels)] for page in pages]
    widest = max((len(group) for page in groups for group in page), default=0)
    found = []
    for number, (page, on_page) in enumerate(zip(pages, groups, strict=True), 1):
        whole = [group for group in on_page if not _are_few(group, widest)]
        found.append(
            [
                _dated(header, part.lines, title, labels)
                for part in _parts(page, whole or on_page)
                for line in part.lines
                for header in _framed(_headers(number, line, part, widest, labels), part)
            ]
        )
    return found


@dataclass(frozen=True)
class _Part:
    """A part of a page, from its top to its foot, in which tables stand one below the other, without what is outside.

    Attributes:
        left, right: its edges, the right one where words begin that stand beside all rows.
        outside: these words, row by row.
    """

    lines: tuple[Line, ...]
    left: float
    right: float
    outside: tuple[str, ...] = ()


def _parts(page: Sequence[Line], groups: Sequence[list[Column]]) -> Iterator[_Part]:
    """The parts of a page side by side, whatever the heights at which their tables begin."""
    stacks: list[Extent] = []
    for x0, x1 in sorted(((g[0].x0, g[-1].x1) for g in groups), key=lambda extent: extent[1] - extent[0]):
        over = [i for i, stack in enumerate(stacks) if stack[0] < x1 and x0 < stack[1]]
        if not over:
            stacks.append((x0, x1))
        elif len(over) == 1:
            stacks[over[0]] = (min(stacks[over[0]][0], x0), max(stacks[over[0]][1], x1))
    stacks.sort()
    cuts = [-math.inf, *(_cut(page, one[1], other[0]) for one, other in pairwise(stacks)), math.inf]
    ends = [stack[1] for stack in stacks] or [math.inf]
    for (left, right), end in zip(pairwise(cuts), ends, strict=True):
        within = lines(word for line in page for word in line.between(left, right))
        edge = min(right, _beside(within, end))
        outside = [spoken(w for w in line.words if w.middle >= edge) for line in within]
        kept = lines(word for line in within for word in line.words if word.middle < edge)
        yield _Part(tuple(kept), left, edge, tuple(filter(None, outside)))


def _beside(within: Sequence[Line], end: float) -> float:
    """Where the words begin that stand right of the last column at many rows, such as their labels again."""
    rows = [line for line in within if sum(any(map(str.isdigit, word.text)) for word in line.words) >= _FEW]
    starts = sorted((w.x0, w.size) for line in rows for w in line.words if w.x0 > end - w.size and letters(w.text) > 1)
    windows = [[x for x, _ in starts if start <= x < start + 0.3 * size] for start, size in starts]
    best = max(windows, key=len, default=[])
    return best[0] - 0.1 if len(best) >= max(_FEW, len(rows) / 3) else math.inf


def _cut(page: Sequence[Line], left: float, right: float) -> float:
    """Where the labels of one table begin, between the last column of another beside it and its own first one."""
    inside = [
        run[0].x0
        for line in page
        for run in segments([word for word in line.words if left < word.middle < right], 0.6)
        if any(map(str.isalpha, spoken(run)))
    ]
    counted = Counter(round(x) for x in inside)
    common = [x for x, count in counted.items() if 2 * count >= max(counted.values())]
    return max(common) - 2.0 if common else (left + right) / 2


def _are_few(group: Sequence[Column], widest: int) -> bool:
    return len(group) < _FEW or 2 * len(group) < widest


def _headings(line: Line, labels: Labels) -> list[list[Column]]:
    """The months on a line, those of tables side by side apart."""
    columns = list(_columns(line, labels))
    return list(_side_by_side(columns)) if len(columns) > 1 else []


def _headers(page: int, line: Line, part: _Part, widest: int, labels: Labels) -> list[Header]:
    headers = []
    groups = _headings(line, labels)
    for group in groups:
        end = math.inf if group is groups[-1] else group[-1].x1
        among = [w for w in line.between(group[0].x0, end) if not any(c.x0 <= w.middle <= c.x1 for c in group)]
        share = sum(w.width for w in among) / sum(max(c.x1 - c.x0, _NAME * line.size) for c in group)
        if not among or (not _are_few(group, widest) and (share <= 0.5 or _are_turned(group, line))):
            runs = list(_named(among))
            headed = [(run[0].x0, run[-1].x1) for run in runs] + [(c.x0, c.x1) for c in group]
            runs += _headed_apart(line, group, end, headed, part, labels)
            foreign = tuple(Word(spoken(run), run[0].x0, run[-1].x1, run[0].y, run[0].size) for run in runs)
            headers.append(Header(page, line.y, line.size, tuple(group), foreign, outside=part.outside))
    return headers


def _headed_apart(
    line: Line, group: Sequence[Column], end: float, headed: Sequence[Extent], part: _Part, labels: Labels
) -> list[tuple[Word, ...]]:
    """Headings on the line of the years, between the lines or below, of columns of figures without another."""
    below = [other for other in part.lines if 0 < line.y - other.y < _RAISED * 4 * line.size]
    named, dated = [], []
    for other in (*_above(line, group, part), *_right_below(line, group, part)):
        if labels.editions(other.text):
            continue
        for words in _named(other.words):
            run = next((run for run in _without_years(words) if not _touches(run, headed)), ())
            if not run or not group[0].x1 < run[0].x0 < end:
                continue
            x0, x1 = run[0].x0 - 0.5 * line.size, run[-1].x1 + 0.5 * line.size
            under = [[w.text for w in lower.words if w.x0 < x1 and x0 < w.x1] for lower in below if lower != other]
            if sum(any(map(str.isdigit, "".join(texts))) for texts in under) < 2:
                continue
            if any(letters(word.text) > 0 for word in run) and not labels.section(spoken(run)):
                named.append(run)
            elif len(run) == 1 and year(run[0].text):
                dated.append(run)
    others = [*headed, *((run[0].x0, run[-1].x1) for run in named)]
    dated = [run for run in dated if not _touches(run, others) and _has_room(run[0], group, others)]
    return named + (dated if max(_figures(below, group), default=0) >= len(others) + len(dated) else [])


def _named(words: Sequence[Word]) -> Iterator[tuple[Word, ...]]:
    """The headings among words, each with its number: "Kw 1" and "1e kwartaal", however wide the letters stand."""
    run: tuple[Word, ...] = ()
    for part in segments(words, 0.5):
        if run and _is_number_of(run, part):
            run += part
        else:
            if run:
                yield run
            run = part
    if run:
        yield run


def _is_number_of(run: Sequence[Word], part: Sequence[Word]) -> bool:
    """Whether of two parts of a line one is the number of the other, at less than a type size from it."""
    counted = [len(one) == 1 and re.fullmatch("[0-9]{1,2}e?", one[0].text) is not None for one in (run, part)]
    return any(counted) and not all(counted) and part[0].x0 - run[-1].x1 < min(part[0].size, run[-1].size)


def _figures(rows: Sequence[Line], group: Sequence[Column]) -> Iterator[int]:
    """How many figures stand on each of some lines in the columns or right of them."""
    for line in rows:
        yield sum(run[-1].x1 > group[0].x0 and not letters(spoken(run)) for run in segments(line.words, 0.45))


def _without_years(words: tuple[Word, ...]) -> Iterator[tuple[Word, ...]]:
    """A heading of a sum without a year that stands close before it, and then behind it: it may head the months."""
    named = tuple(dropwhile(lambda word: year(word.text), words)) or words
    yield named
    yield tuple(dropwhile(lambda word: year(word.text), named[::-1]))[::-1]


def _touches(run: Sequence[Word], headed: Sequence[Extent]) -> bool:
    return any(min(right, run[-1].x1) > max(left, run[0].x0) for left, right in headed if run)


def _are_turned(group: Sequence[Column], line: Line) -> bool:
    return all(column.x1 - column.x0 < _THIN * line.size for column in group)


def _above(line: Line, group: Sequence[Column], part: _Part) -> Iterator[Line]:
    """The lines above that of the months which are of one header with it, from below; turned months stand higher."""
    reach = (_TALL if _are_turned(group, line) else _RAISED) * line.size
    for other in sorted(part.lines, key=lambda other: other.y):
        if 0.3 * line.size < other.y - line.y < reach:
            named = sum(letters(word.text) > 0 for word in other.words)
            figures = sum(letters(word.text) == 0 and not year(word.text) for word in other.words)
            if figures >= _FEW and figures > named:
                return
            yield other


def _right_below(line: Line, group: Sequence[Column], part: _Part) -> Iterator[Line]:
    """The lines right below that of the months with nothing but years over the columns, and words behind them."""
    for other in part.lines:
        near = 0.3 * line.size < line.y - other.y < _LOWERED * line.size
        dated = (year(w.text) and w.middle > group[0].x0 for w in other.words if not _heads_a_sum(w, group))
        if near and all(dated):
            yield other


def _heads_a_sum(word: Word, group: Sequence[Column]) -> bool:
    return letters(word.text) > 0 and word.x0 > group[-1].x1


def _has_room(word: Word, group: Sequence[Column], others: Sequence[Extent]) -> bool:
    """Whether a year stands where the headings leave room for a column: between two of them, or behind the last."""
    return all(abs((x0 + x1) / 2 - word.middle) > 0.6 * _pitch(group) for x0, x1 in others)


def nearly(pages: Sequence[Sequence[Line]], labels: Labels) -> list[str]:
    """The lines of each page on which several words begin as months do, and where they stand."""
    names = labels.catalogue.edition.months
    found = []
    for number, page in enumerate(pages, 1):
        for line in page:
            begun = [word for word in line.words if any(word.text.casefold().startswith(name[:3]) for name in names)]
            if len(begun) >= _FEW and not labels.editions(line.text):
                found.append(f"“{one_line(line.text)[:80]}” on page {number}")
    return found


def year(text: str) -> int | None:
    """The year that ``text`` is, if it is one."""
    return int(text) if len(text) == 4 and text.isdecimal() and text.startswith("20") else None


def _columns(line: Line, labels: Labels) -> Iterator[Column]:
    spans = set(_spans(line, labels))
    words = [part for word in line.words if word not in spans for part in _unglued(word, labels)]
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


def _spans(line: Line, labels: Labels) -> Iterator[Word]:
    """The words of spans of months, such as “jan t/m jul” or “totaal tot en met juli”, that head a sum."""
    for run in segments(line.words, 0.6):
        for last in range(1, len(run)):
            until = last
            while until and run[until - 1].text.casefold() in _UNTIL:
                until -= 1
            if until < last and labels.month(run[last].text):
                yield from run[max(until - 1, 0) : last + 1]


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
    for i, (left, right) in enumerate(pairwise(columns), 1):
        follows = right.month.number == left.month.number % 12 + 1
        last = len(columns) - i < _FEW <= len(group)  # too few to be a table of their own beside this one
        if right.middle - left.middle > (5.0 if follows and last else 2.6 if follows else 1.9) * pitch:
            yield group
            group = []
        group.append(right)
    yield group


def _pitch(columns: Sequence[Column]) -> float:
    if len(columns) < 2:
        return 3 * (columns[0].x1 - columns[0].x0)
    return statistics.median(b.middle - a.middle for a, b in pairwise(columns))


def _framed(row: list[Header], part: _Part) -> Iterator[Header]:
    cuts = [_cut(part.lines, one.columns[-1].x1, other.columns[0].x0) for one, other in pairwise(row)]
    edges = [part.left, *cuts, part.right]
    for header, (left, right) in zip(row, pairwise(edges), strict=False):
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
    return _other_year(header, lines, title, labels)


def _other_year(header: Header, lines: Sequence[Line], title: str, labels: Labels) -> WrongMonth | None:
    """The fault of a header whose printed years are not those of its months."""
    years = list(dict.fromkeys(period[:4] for period in header.periods))
    for column, period in zip(header.columns, header.periods, strict=True):
        if column.month.year and str(column.month.year) != period[:4]:
            return _year_at_odds(header, str(column.month.year), period, title)
    for line in lines:
        printed = _years_on(line, header, labels)
        over = [word for word in printed if word.middle >= header.start]
        if years in [list(dict.fromkeys(word.text for word in found)) for found in (printed, over)]:
            continue
        for word in printed:
            if word.text not in years or (word in over and not _may_head(word, header)):
                apart = [abs(column.middle - word.middle) for column in header.columns]
                period = header.periods[apart.index(min(apart))] if word in over else ""
                return _year_at_odds(header, word.text, period, title)
    return None


def _year_at_odds(header: Header, printed: str, period: str, title: str) -> WrongMonth:
    place = f"above the column of {period}" if period else "beside the months"
    return WrongMonth(
        f"on page {header.page} the year {printed} stands {place}, but the title says {title}; expected title and "
        "header to agree; check that pages of two editions are not mixed"
    )


def _may_head(word: Word, header: Header) -> bool:
    """Whether a year stands above its own months, at whatever side of them: not as far as the months beside these."""
    own = [i for i, period in enumerate(header.periods) if period[:4] == word.text]
    middles = [-math.inf, *(column.middle for column in header.columns), math.inf]
    near = _ASIDE * header.pitch
    return bool(own) and middles[own[0]] + near < word.middle < middles[own[-1] + 2] - near


def _years_on(line: Line, header: Header, labels: Labels) -> list[Word]:
    """The years on a line of a header or right above or below it: those beside the months, and those over columns."""
    if not -2.2 * header.size <= line.y - header.y <= 4 * header.size or labels.editions(line.text):
        return []
    foreign = {word.x0 for word in header.foreign}
    words = line.between(header.left, header.right)
    printed = [word for word in words if year(word.text) and word.x0 not in foreign]
    if abs(line.y - header.y) <= 0.3 * header.size:
        return [word for word in printed if word.middle < header.start]
    over = [run for run in segments(words, 0.5) if run[-1].middle >= header.start and run[0].x0 not in foreign]
    return printed if over and all(year(word.text) for run in over for word in run) else []
