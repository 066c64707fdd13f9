"""What the month's figures say, in English and Dutch: statements, each with the evidence for its numbers.

The wording stands in ``templates/commentary/<language>.jinja``, a macro a statement; this module decides
what is said. What an edition does not print is not spoken of. There are no causes, no forecasts, and no adjective
without a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple

import pandas as pd

from ind_tables import catalogue
from ind_tables.catalogue import Measure, Section, Total
from ind_tables.catalogue import terms as legal
from ind_tables.catalogue.terms import Term
from ind_tables.checking import revisions
from ind_tables.checking.revisions import Comparison
from ind_tables.telling import indicators, ratios, story
from ind_tables.telling.indicators import Attainment, Extreme, FirstFigure, Habit
from ind_tables.telling.quantities import Figures, Quantity, difference, of_edition, relative_change, total, within
from ind_tables.telling.ratios import Fraction, Multiple
from ind_tables.telling.say import Evidence, Language, render, spoken

_OUTCOMES = "inwillig|ingewilligd|toegewezen|verleend|afgewezen|afwijzing|ingetrokken"

OVERVIEW = "overview"
NEWS = "news"
CAVEATS = "caveats"
FLOWS = ("applications", "decisions")
CERTAINTY = {
    "en": {"certain": "certain", "likely": "likely", "uncertain": "uncertain"},
    "nl": {"certain": "zeker", "likely": "waarschijnlijk", "uncertain": "onzeker"},
}
REVISIONS_IN_WORDS = 10
HUNDRED = 100
STEADY = 0.5


@dataclass(frozen=True)
class Statement:
    """One thing said about the month.

    Attributes:
        id: what it is, unique in a list of statements: ``asylum_first.pending``, ``overview.levels``.
        section: the section it belongs to, or ``overview``, ``news`` or ``caveats``.
        topic: what it is about; neighbours of one topic make a paragraph.
        text: plain text in one language (escape it where HTML is made).
        evidence: every number in the text as printed, with the quantity behind it, in order.
        is_key_message: whether it is one of the month's key messages.
    """

    id: str
    section: str
    topic: str
    text: str
    evidence: Evidence = field(repr=False)
    is_key_message: bool = False


@dataclass(frozen=True)
class Row:
    """A row of a table as the templates see it: the report month against a month and a year before."""

    section: Section
    measure: Measure
    now: Quantity
    period: str
    month_before: str
    before: Quantity | None
    step: Quantity | None
    year_before: Quantity | None
    over_year: Quantity | None
    percent: Quantity | None
    extreme: Extreme | None
    shown: int
    streak: int
    habit: Habit | None
    december: str
    december_level: Quantity | None
    since_december: Quantity | None

    @property
    def stock(self) -> bool:
        """Whether the row counts what there is at the end of a month."""
        return self.measure.kind == "stock"

    @property
    def wait(self) -> bool:
        """Whether the row is a number of days."""
        return self.measure.kind == "wait"

    @property
    def multiple(self) -> Multiple | None:
        """How many times as many as a year before, in words."""
        return None if self.wait else ratios.multiple(self.now, self.year_before)

    @property
    def fraction(self) -> Fraction | None:
        """What part of a year before has come or gone, in words."""
        return ratios.fraction(self.percent)

    @property
    def steady(self) -> bool:
        """Whether it is, within half a percent, what it was a month before."""
        change = relative_change(self.now, self.before)
        return change is not None and change.farthest < STEADY


@dataclass(frozen=True)
class Long:
    """Those who wait longer than an age band begins."""

    term: Term
    now: Quantity
    share: Quantity | None
    year_before: Quantity | None
    over_year: Quantity | None
    multiple: Multiple | None


@dataclass(frozen=True)
class Half:
    """A part of a total with its attainment of the target."""

    section: Section
    reached: Attainment


@dataclass(frozen=True)
class Revision:
    """A figure as an earlier edition printed it and as it is printed now."""

    then: Quantity
    now: Quantity
    suspicious: bool = False

    @property
    def section(self) -> Section:
        """The table it stands in."""
        return catalogue.load().section(self.now.evidence[0].section)

    @property
    def measure(self) -> Measure:
        """What it counts."""
        return catalogue.load().measures[self.now.evidence[0].measure]

    @property
    def age_band(self) -> str:
        """Its age band, empty for the total."""
        band = self.now.evidence[0].age_band
        return "" if band == catalogue.TOTAL else band

    @property
    def period(self) -> str:
        """The month it is about."""
        return self.now.evidence[0].period

    @property
    def stock(self) -> bool:
        """Whether it counts what there is at the end of the month."""
        return self.measure.kind == "stock"

    @property
    def wait(self) -> bool:
        """Whether it is a number of days."""
        return self.measure.kind == "wait"


# What is said


def statements(
    figures: Figures, language: Language, previous: Figures | None = None, compared: Comparison | None = None
) -> list[Statement]:
    """The commentary on one edition: key messages, overview, news, then section by section.

    Args:
        figures: the figures of the edition.
        language: ``en`` or ``nl``.
        previous: those of an earlier edition; what has changed since is the news.
        compared: both held against each other, where that is done already.

    Raises:
        RequestError: ``previous`` is not of an earlier edition.
    """
    told = [*_overview(figures)]
    if previous is not None:
        told += _news(figures, previous, compared or revisions.compare(figures.observations, previous.observations))
    for section in figures.sections:
        told += _section(figures, section)
    return [_statement(saying, language, figures.edition) for saying in told]


def message(figures: Figures, language: Language) -> str:
    """The first key message of an edition, empty where there is none."""
    told = (_statement(s, language, figures.edition) for s in _overview(figures) if s.macro == "key")
    return next((statement.text for statement in told), "")


def of_section(figures: Figures, section: str, language: Language) -> list[Statement]:
    """Those of ``statements`` that are about one section; none where the edition does not print it."""
    catalogue.load().asked(section)
    told = _section(figures, section) if section in figures.sections else ()
    return [_statement(saying, language, figures.edition) for saying in told]


def caveats(figures: Figures, language: Language) -> list[Statement]:
    """What a reader must know before quoting a number, as statements of the section ``caveats``."""
    printed = {"target": figures.has("commissioned"), "nareis": "nareis_total" in figures.sections}
    names = ["rounding", "window", "overlap", "target", "decisions", "age", "nareis", "revisions"]
    names = [name for name in (*names, "usual", "messages") if printed.get(name, True)]
    outcomes = any(re.search(_OUTCOMES, label, re.IGNORECASE) for label in figures.words())
    arguments: dict[str, tuple[Any, ...]] = {
        "window": (len(figures.periods),),
        "target": indicators.norm(figures),
        "decisions": (outcomes,),
    }
    told = [Saying(CAVEATS, name, f"caveat_{name}", arguments.get(name, ())) for name in names]
    return [_statement(saying, language, figures.edition) for saying in told]


def paragraphs(told: Iterable[Statement]) -> list[str]:
    """The statements as paragraphs: neighbours of one section and topic in one, as plain text."""
    together = groupby(told, lambda statement: (statement.section, statement.topic))
    return [" ".join(statement.text for statement in group) for _, group in together]


def evidence(told: Iterable[Statement]) -> pd.DataFrame:
    """How each number in the statements came about.

    Returns:
        One row a number, in the order of the text: ``statement, printed, value, low, high, unit, formula``.
    """
    rows = [
        (statement.id, printed, q.value, q.low, q.high, q.unit, q.formula)
        for statement in told
        for printed, q in statement.evidence
    ]
    return pd.DataFrame(rows, columns=["statement", "printed", "value", "low", "high", "unit", "formula"])


def terms(figures: Figures, language: Language) -> pd.DataFrame:
    """The legal decision terms of the edition's sections.

    Returns:
        One row a section and term: ``section, months, term, certainty, source, url, caution``; ``term`` is
        empty where no age band matches one, ``caution`` where there is nothing to beware of.
    """
    english = spoken(language) == "en"
    rows = [
        (
            named.english if english else named.dutch,
            term.months,
            term.english if english else term.dutch,
            CERTAINTY[language][term.certainty],
            term.source if english else term.source_dutch,
            term.url,
            term.caution_english if english else term.caution_dutch,
        )
        for section in figures.sections
        for named in [catalogue.load().section(section)]
        for term in legal.load().of(section, figures.edition)
    ]
    columns = ["section", "months", "term", "certainty", "source", "url", "caution"]
    return pd.DataFrame(rows, columns=columns)


class Saying(NamedTuple):
    """A statement to be made: its section, its name there, the macro that words it, its arguments and its topic."""

    section: str
    name: str
    macro: str
    arguments: tuple[Any, ...] = ()
    topic: str = ""


def _statement(saying: Saying, language: Language, edition: str) -> Statement:
    text, numbers = render(saying.macro, language, edition, *saying.arguments)
    return Statement(
        id=f"{saying.section}.{saying.name}",
        section=saying.section,
        topic=saying.topic or saying.name,
        text=text[:1].upper() + text[1:],
        evidence=numbers,
        is_key_message=saying.macro == "key",
    )


class Sum(NamedTuple):
    """The sum of tables that exclude each other, against a month and a year before.

    Attributes:
        entry: which tables, and why.
        period: the report month.
        now: the sum; ends: the least and the greatest that rounding and all identities leave.
        over_month, over_year: its changes.
        beside, other: the figure of a table of other people, and that table.
    """

    entry: Total
    period: str
    now: Quantity
    ends: tuple[Quantity, Quantity]
    over_month: Quantity | None
    over_year: Quantity | None
    beside: Quantity | None
    other: Section | None


def row(figures: Figures, section: str, measure: str) -> Row | None:
    """A row against a month and a year before; None without a figure for the report month."""
    now = figures.figure(section, measure)
    if now is None:
        return None
    entry = catalogue.load().measures[measure]
    year_before = figures.figure(section, measure, period=figures.year_before)
    habit = indicators.habit(figures, section, measure)
    december = figures.last_december
    apart = entry.kind == "stock" and december not in (figures.month_before, figures.year_before)
    seasonal = indicators.seasonal(section)
    return Row(
        section=catalogue.load().section(section),
        measure=entry,
        now=now,
        period=figures.edition,
        month_before=figures.month_before,
        before=figures.figure(section, measure, period=figures.month_before),
        step=indicators.change_on_month(figures, section, measure),
        year_before=year_before,
        over_year=difference(now, year_before),
        percent=relative_change(now, year_before),
        extreme=indicators.extreme(figures, section, measure),
        shown=len(figures.series(section, measure)),
        streak=indicators.streak(figures, section, measure),
        habit=habit if habit and habit.unusual else None,
        december=december,
        december_level=figures.figure(section, measure, period=december),
        since_december=indicators.change_since_december(figures, section) if apart and not seasonal else None,
    )


def _overview(figures: Figures) -> Iterator[Saying]:
    january = f"{figures.year}-01"
    for message in story.messages(figures):
        name = f"{message.section.id}.{message.name.replace(' ', '_')}"
        yield Saying(OVERVIEW, name, "key", (message, january, figures.edition, figures.month_before))
    sums = [told for one in catalogue.load().totals if one.valid(figures.edition) and (told := _total(figures, one))]
    beside = {told.entry.beside for told in sums}
    stocks = [row(figures, s, "pending") for s in figures.sections if legal.load().parts(s) and s not in beside]
    known = [stock for stock in stocks if stock is not None]
    if known:
        yield Saying(OVERVIEW, "levels", "levels", (known, figures.edition))
    for told in sums:
        yield Saying(OVERVIEW, f"{told.entry.id}_total", "true_total", (told,))


def _total(figures: Figures, entry: Total) -> Sum | None:
    """The sum of tables that the document says exclude each other; None where one of them has no figure."""

    def at(period: str) -> Quantity | None:
        return total(figures.figure(section, entry.measure, period=period) for section in entry.sections)

    now = at(figures.edition)
    if now is None:
        return None
    ends = (
        within(now.low, now.low, now.high, "bound", now.formula, now.evidence),
        within(now.high, now.low, now.high, "bound", now.formula, now.evidence),
    )
    over_month, over_year = (difference(now, at(period)) for period in (figures.month_before, figures.year_before))
    beside = figures.figure(entry.beside, entry.measure) if entry.beside else None
    other = catalogue.load().section(entry.beside) if beside else None
    return Sum(entry, figures.edition, now, ends, over_month, over_year, beside, other)


def _news(now: Figures, then: Figures, found: Comparison) -> Iterator[Saying]:
    news = found.news[found.news["cause"] != "part"]
    listed = news.head(REVISIONS_IN_WORDS).to_dict("records")
    counts = [found.counts["unchanged"], found.counts["within rounding"], len(found.news), len(listed)]
    yield Saying(NEWS, "revisions", "revisions", (found.previous, found.shared, *counts))
    for number, cell in enumerate(listed, start=1):
        place = [str(cell[column]) for column in ("section", "measure", "age_band", "period")]
        before, after = (figures.figure(*place) for figures in (then, now))
        if before and after:
            revision = Revision(of_edition(before, found.previous), after, suspicious=cell["kind"] == "suspicious")
            yield Saying(NEWS, f"revision_{number}", "revision", (revision,))
    for name, sections in (("added", found.added), ("dropped", found.dropped)):
        for section in sections:
            known = catalogue.load().section(section)
            yield Saying(NEWS, f"{name}_{section}", name, (known, found.previous))


def _section(figures: Figures, section: str) -> Iterator[Saying]:
    """What is said of a table; tables take turns in how they say it, so that no two neighbours read alike."""
    edition, turn = figures.edition, figures.sections.index(section)
    printed = dict.fromkeys(place.measure for place in figures.values if place.section == section)
    rows = {measure: found for measure in printed if (found := row(figures, section, measure))}
    came, decided, pending = (rows.get(measure) for measure in (*FLOWS, "pending"))
    caused = came and decided and pending and pending.step
    seasonal = indicators.seasonal(section) and came and decided and came.year_before and decided.year_before
    told = [one for one in rows.values() if one.measure.kind != "norm"]
    told = [one for one in told if one.measure.id not in FLOWS or not (caused or seasonal)]
    for n, found in enumerate(sorted(told, key=lambda one: not one.stock)):
        topic = "flows" if found.measure.id in FLOWS else ""
        yield Saying(section, found.measure.id, "paragraph", (found, turn if found.stock else n), topic)
    if came and decided and caused:
        net = difference(came.now, decided.now)
        yield Saying(section, "cause", "cause", (came, decided, pending, net, turn), "pending")
    if seasonal:
        yield Saying(section, "flows", "flows", (came, decided), "flows")
    firsts = _firsts(figures, rows)
    if firsts:
        yield Saying(section, "firsts", "first_figures", (firsts,), "pending" if caused else "flows")
    if indicators.seasonal(section):
        yield Saying(section, "season", "season", topic="flows")
    yield from _over_the_year(figures, section, turn)
    for n, term in enumerate(legal.load().of(section, edition)):
        yield from _age(figures, section, term, turn + n)
    if section == indicators.IMPLIED[0]:
        now = indicators.implied_repeat(figures, "applications")
        before = indicators.implied_repeat(figures, "applications", figures.month_before)
        if now is not None:
            yield Saying(section, "implied", "implied", (now, before, edition, figures.month_before))


def _firsts(figures: Figures, rows: Mapping[str, Row]) -> list[FirstFigure]:
    """Of the rows that are told, the first figures of which a reader must know how they may be revised."""
    told = (
        indicators.first_figure(figures, row.section.id, measure, (row.step, row.over_year), row.extreme)
        for measure, row in rows.items()
    )
    return [first for first in told if first]


def _over_the_year(figures: Figures, section: str, turn: int) -> Iterator[Saying]:
    edition = figures.edition
    january = f"{figures.year}-01"
    reached = indicators.attainment(figures, section)
    if reached:
        yield Saying(section, "attainment", "attainment", (reached, january, edition, turn), "year")
    halves = [
        Half(catalogue.load().section(part), found)
        for part in legal.load().parts(section)
        if (found := indicators.attainment(figures, part))
    ]
    under = [half for half in halves if half.reached.percent.high < HUNDRED]
    over = [half for half in halves if half.reached.percent.low > HUNDRED]
    if reached and under and over:
        yield Saying(section, "offset", "offset", (halves, january, edition), "year")


def _age(figures: Figures, section: str, term: Term, turn: int) -> Iterator[Saying]:
    above = indicators.pending_above(figures, section, term.months)
    if above is None:
        return
    before = indicators.pending_above(figures, section, term.months, figures.year_before)
    long = Long(
        term,
        above,
        indicators.share_above(figures, section, term.months),
        before,
        difference(above, before),
        ratios.multiple(above, before),
    )
    yield Saying(section, f"age_{term.months}", "age", (long, figures.edition, turn), "age")
