"""What the month's figures say, in English and Dutch: statements, each with the evidence for its numbers.

The wording stands in ``templates/commentary/<language>.jinja``, a macro a statement; this module decides
what is said. A template prints numbers and dates only through ``say``, which formats them (Babel) to the
precision that the rounding fixes and notes each as evidence. What an edition does not print is not
spoken of. There are no causes, no forecasts, and no adjective without a rule.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any, Literal, NamedTuple

import jinja2
import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue, indicators, revisions
from ind_tables.catalogue import Measure, Section
from ind_tables.indicators import Attainment, Figures, Habit, Quantity, Term, rounded

Language = Literal["en", "nl"]
Evidence = tuple[tuple[str, Quantity], ...]

OVERVIEW = "overview"
NEWS = "news"
CAVEATS = "caveats"
KEY_MESSAGES = 3
FLOWS = ("applications", "decisions")
CERTAINTY = {
    "en": {"certain": "certain", "likely": "likely", "uncertain": "uncertain"},
    "nl": {"certain": "zeker", "likely": "waarschijnlijk", "uncertain": "onzeker"},
}
REVISIONS_IN_WORDS = 10
HUNDRED = 100

_ABOUT = {"en": "about\u00a0", "nl": "ongeveer\u00a0"}
_UNITS = {
    "en": {
        "percent": ("%", "%"),
        "points": ("\u00a0percentage point", "\u00a0percentage points"),
        "months": ("\u00a0month", "\u00a0months"),
        "days": ("\u00a0day", "\u00a0days"),
    },
    "nl": {
        "percent": ("\u00a0procent", "\u00a0procent"),
        "points": ("\u00a0procentpunt", "\u00a0procentpunt"),
        "months": ("\u00a0maand", "\u00a0maanden"),
        "days": ("\u00a0dag", "\u00a0dagen"),
    },
}


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
    evidence: Evidence
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
    extreme: str | None
    shown: int
    habit: Habit | None
    december: str
    december_level: Quantity | None
    since_december: Quantity | None
    alone: bool = False

    @property
    def stock(self) -> bool:
        """Whether the row counts what there is at the end of a month."""
        return self.measure.kind == "stock"

    @property
    def wait(self) -> bool:
        """Whether the row is a number of days."""
        return self.measure.kind == "wait"


@dataclass(frozen=True)
class Half:
    """A part of a total with its attainment of the commission."""

    section: Section
    reached: Attainment


@dataclass(frozen=True)
class Revision:
    """A figure as an earlier edition printed it and as it is printed now."""

    then: Quantity
    now: Quantity
    suspicious: bool = False
    alone: bool = True

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


class Say:
    """Prints numbers and dates in one language and notes what it printed."""

    def __init__(self, language: Language, edition: str) -> None:
        self.language = language
        self.edition = edition
        self.evidence: list[tuple[str, Quantity]] = []

    def printable(self, quantity: Quantity | None) -> bool:
        """Whether the rounding leaves enough of the quantity to print."""
        return quantity is not None and quantity.precision is not None

    def number(self, quantity: Quantity) -> str:
        """The size of the quantity (without its sign), with "about" where its interval asks for that."""
        return self._print(quantity)

    def percent(self, quantity: Quantity) -> str:
        """The size of the quantity as a percentage."""
        return self._print(quantity, "percent")

    def points(self, quantity: Quantity) -> str:
        """The size of the quantity in percentage points."""
        return self._print(quantity, "points")

    def months(self, quantity: Quantity) -> str:
        """The size of the quantity in months."""
        return self._print(quantity, "months")

    def days(self, quantity: Quantity) -> str:
        """The size of the quantity in days."""
        return self._print(quantity, "days")

    def period(self, period: str) -> str:
        """``December 2025``, ``december 2025``."""
        return f"{self._month_name(period)}\u00a0{self.year(period[:4])}"

    def month(self, period: str) -> str:
        """``November``; with its year where that is not the report month's."""
        same_year = period[:4] == self.edition[:4]
        return self._month_name(period) if same_year else self.period(period)

    def year(self, year: str) -> str:
        """``2025``."""
        return self._note(year, indicators.given(int(year), "year", year))

    def count(self, number: int, what: str) -> str:
        """A number that is counted or given, not measured: 13 months shown, longer than 6 months."""
        text = format_decimal(number, format="#,##0", locale=self.language)
        return self._note(text, indicators.given(number, "name", what))

    def name(self, number: int, what: str) -> str:
        """A number that is part of a name."""
        return self._note(str(number), indicators.given(number, "name", what))

    def constant(self, number: str, what: str) -> str:
        """A constant of a method, with its decimals."""
        quantity = indicators.given(float(number), "name", what)
        text = format_decimal(number, format="#,##0.###", locale=self.language)
        return self._note(text, quantity)

    def prose(self, text: str) -> str:
        """A sentence of the catalogue, its numbers noted as parts of names."""
        for number in re.findall(r"\d+", text):
            self.name(int(number), text)
        return re.sub(r" (?=\d)", "\u00a0", text)

    def _month_name(self, period: str) -> str:
        return format_date(period_date(period), "LLLL", locale=self.language)

    def _print(self, quantity: Quantity, unit: str = "") -> str:
        precision = quantity.precision
        if precision is None:
            raise ValueError(f"{quantity.formula} is too uncertain to print")
        size = abs(rounded(quantity.value, precision.decimals))
        pattern = "#,##0.0" if precision.decimals > 0 else "#,##0"
        text = format_decimal(size, format=pattern, locale=self.language)
        self._note(text, quantity)
        about = _ABOUT[self.language] if precision.about else ""
        one, many = _UNITS[self.language].get(unit, ("", ""))
        return about + text + (one if size == 1 else many)

    def _note(self, text: str, quantity: Quantity) -> str:
        self.evidence.append((text, quantity))
        return text


def period_date(period: str) -> date:
    """The first day of a period (YYYY-MM)."""
    return date(int(period[:4]), int(period[5:]), 1)


@cache
def _templates() -> jinja2.Environment:
    loader = jinja2.PackageLoader("ind_tables", "templates/commentary")
    return jinja2.Environment(loader=loader, undefined=jinja2.StrictUndefined, autoescape=False, auto_reload=False)


@cache
def _spoken(language: Language, edition: str) -> tuple[Say, Any]:
    """The macros of ``templates/commentary/<language>.jinja``, and what prints their numbers."""
    say = Say(language, edition)
    return say, _templates().get_template(f"{language}.jinja").make_module({"say": say})


def render(macro: str, language: Language, edition: str, /, *args: Any) -> tuple[str, Evidence]:
    """The text of a macro of ``templates/commentary/<language>.jinja`` and the evidence for its numbers."""
    say, macros = _spoken(language, edition)
    say.evidence.clear()
    return _tidy(str(getattr(macros, macro)(*args))), tuple(say.evidence)


def _tidy(text: str) -> str:
    spaced = re.sub(r"[ \n\t]+", " ", text).strip()
    return re.sub(r" ([,.;:])", r"\1", spaced).replace("~", "\u00a0")


# What is said


def statements(observations: pd.DataFrame, language: Language, previous: pd.DataFrame | None = None) -> list[Statement]:
    """The commentary on one edition: key messages, overview, news, then section by section.

    Args:
        observations: one edition, as ``ind_tables.read`` returns it.
        language: ``en`` or ``nl``.
        previous: the observations of an earlier edition; what has changed since is the news.

    Raises:
        NotObservations: the observations are not of exactly one edition.
        RequestError: ``previous`` is not of an earlier edition.
    """
    figures = Figures.of(observations)
    told = [*_overview(figures)]
    if previous is not None:
        told += _news(observations, previous)
    for section in figures.sections:
        told += _section(figures, section)
    return [_statement(saying, language, figures.edition) for saying in told]


def of_section(observations: pd.DataFrame, section: str, language: Language) -> list[Statement]:
    """Those of ``statements`` that are about one section; none where the edition does not print it."""
    figures = Figures.of(observations)
    told = _section(figures, section) if section in figures.sections else ()
    return [_statement(saying, language, figures.edition) for saying in told]


def caveats(observations: pd.DataFrame, language: Language) -> list[Statement]:
    """What a reader must know before quoting a number, as statements of the section ``caveats``."""
    figures = Figures.of(observations)
    names = ["rounding", "window", "overlap", "commission", "decisions", "age", "nareis", "revisions"]
    names += ["usual", "messages"]
    arguments: dict[str, tuple[Any, ...]] = {"window": (len(figures.periods),)}
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


def terms(observations: pd.DataFrame, language: Language) -> pd.DataFrame:
    """The legal decision terms of the edition's sections.

    Returns:
        One row a section and term: ``section, months, term, certainty, source, url, caution``; ``term`` is
        empty where no age band matches one, ``caution`` where there is nothing to beware of.
    """
    figures = Figures.of(observations)
    english = language == "en"
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
        for term in indicators.terms(section, figures.edition)
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


def row(figures: Figures, section: str, measure: str, alone: bool = False) -> Row | None:
    """A row against a month and a year before; None without a figure for the report month."""
    now = indicators.figure(figures, section, measure)
    if now is None:
        return None
    entry = catalogue.load().measures[measure]
    year_before = indicators.figure(figures, section, measure, period=figures.year_before)
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
        before=indicators.figure(figures, section, measure, period=figures.month_before),
        step=indicators.change_on_month(figures, section, measure),
        year_before=year_before,
        over_year=indicators.difference(now, year_before),
        percent=indicators.relative_change(now, year_before),
        extreme=indicators.extreme(figures, section, measure),
        shown=len(indicators.series(figures, section, measure)),
        habit=habit if habit and habit.unusual else None,
        december=december,
        december_level=indicators.figure(figures, section, measure, period=december),
        since_december=indicators.change_since_december(figures, section) if apart and not seasonal else None,
        alone=alone,
    )


def key_rows(figures: Figures) -> list[tuple[str, str]]:
    """The rows (section, measure) of the key messages, in order.

    Every row that is no norm and not seasonal is measured by its change on the month before, as the
    rounding at least leaves it, in mean steps of its own earlier months (``indicators.habit``). Rows
    above one such step come first: totals that are pending, other stocks, flows of totals, the rest;
    in each group the largest. The others follow by size alone. A section gives one message.
    """
    measures = catalogue.load().measures

    def rank(section: str, measure: str, score: float) -> tuple[bool, int, float]:
        is_flow, is_part = measures[measure].kind != "stock", not indicators.parts(section)
        group = 2 * is_flow + is_part
        return (score <= 1, group if score > 1 else 0, -score)

    scored = [
        (section, measure, found.score)
        for section, measure in indicators.headline_rows(figures)
        if (found := indicators.habit(figures, section, measure)) and found.score > 0
    ]
    chosen: dict[str, str] = {}
    for section, measure, _ in sorted(scored, key=lambda entry: rank(*entry)):
        chosen.setdefault(section, measure)
    return list(chosen.items())[:KEY_MESSAGES]


def _overview(figures: Figures) -> Iterator[Saying]:
    for section, measure in key_rows(figures):
        yield Saying(OVERVIEW, section, "key", (row(figures, section, measure, alone=True),))
    stocks = [row(figures, s, "pending") for s in figures.sections if indicators.parts(s)]
    known = [stock for stock in stocks if stock is not None]
    if known:
        yield Saying(OVERVIEW, "levels", "levels", (known, figures.edition))


def _news(observations: pd.DataFrame, previous: pd.DataFrame) -> Iterator[Saying]:
    found = revisions.compare(observations, previous)
    now, then = Figures.of(observations), Figures.of(previous)
    listed = found.news.head(REVISIONS_IN_WORDS).to_dict("records")
    counts = [found.counts["unchanged"], found.counts["within rounding"], len(found.news), len(listed)]
    yield Saying(NEWS, "revisions", "revisions", (found.previous, found.shared, *counts))
    for number, cell in enumerate(listed, start=1):
        place = [str(cell[column]) for column in ("section", "measure", "age_band", "period")]
        before, after = (indicators.figure(figures, *place) for figures in (then, now))
        if before and after:
            revision = Revision(
                indicators.of_edition(before, found.previous), after, suspicious=cell["kind"] == "suspicious"
            )
            yield Saying(NEWS, f"revision_{number}", "revision", (revision,))
    for name, sections in (("added", found.added), ("dropped", found.dropped)):
        for section in sections:
            known = catalogue.load().section(section)
            yield Saying(NEWS, f"{name}_{section}", name, (known, found.previous))


def _section(figures: Figures, section: str) -> Iterator[Saying]:
    edition = figures.edition
    measures = catalogue.load().measures
    printed = dict.fromkeys(key.measure for key in figures.values if key.section == section)
    order = sorted(printed, key=lambda measure: measures[measure].kind != "stock")
    for measure in order:
        found = row(figures, section, measure)
        if found is not None and found.measure.kind != "norm":
            topic = "" if found.stock or measure not in FLOWS else "flows"
            yield Saying(section, measure, "paragraph", (found,), topic)
    if indicators.seasonal(section):
        yield Saying(section, "season", "season", topic="flows")
    yield from _over_the_year(figures, section)
    for term in indicators.terms(section, edition):
        yield from _age(figures, section, term)
    months = indicators.months_of_work(figures, section)
    decisions = indicators.twelve_months(figures, section, "decisions")
    if months and months.precision and decisions:
        yield Saying(section, "work", "work", (months, indicators.mean(decisions, 12)))
    if section == indicators.IMPLIED[0]:
        now = indicators.implied_repeat(figures, "applications")
        before = indicators.implied_repeat(figures, "applications", figures.month_before)
        if now is not None:
            yield Saying(section, "implied", "implied", (now, before, edition, figures.month_before))


def _over_the_year(figures: Figures, section: str) -> Iterator[Saying]:
    edition = figures.edition
    first = indicators.shift(edition, -11)
    applications = indicators.twelve_months(figures, section, "applications")
    decisions = indicators.twelve_months(figures, section, "decisions")
    if applications and decisions:
        ratio = indicators.decisions_per_100_applications(figures, section)
        yield Saying(section, "balance", "balance", (applications, decisions, ratio, first, edition), "year")
    january = f"{figures.year}-01"
    reached = indicators.attainment(figures, section)
    if reached:
        yield Saying(section, "attainment", "attainment", (reached, january, edition), "year")
    halves = [
        Half(catalogue.load().section(part), found)
        for part in indicators.parts(section)
        if (found := indicators.attainment(figures, part))
    ]
    under = [half for half in halves if half.reached.percent.high < HUNDRED]
    over = [half for half in halves if half.reached.percent.low > HUNDRED]
    if reached and under and over:
        yield Saying(section, "offset", "offset", (halves, january, edition), "year")


def _age(figures: Figures, section: str, term: Term) -> Iterator[Saying]:
    above = indicators.pending_above(figures, section, term.months)
    if above is None:
        return
    share = indicators.share_above(figures, section, term.months)
    before = indicators.share_above(figures, section, term.months, figures.year_before)
    change = indicators.difference(share, before)
    yield Saying(section, f"age_{term.months}", "age", (term, above, share, change, figures.edition))
