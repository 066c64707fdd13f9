"""Editions of July 2026 that differ from the one before in words, rows, tables, columns, units or rounding.

Each is figures in the columns of tests/golden/2025-12.csv, with the ids that its series must get, set in a look.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import pandas as pd

from tests.documents.facsimile import Look, random_figures, typeset
from tests.documents.facsimile.look import Sum

EDITION = "2026-07"
BEFORE = "2026-06"
ROW = ["section", "measure", "age_band"]
FLOWS = ("applications", "decisions")
NAREIS = ("nareis_mvv", "nareis_art8", "nareis_total")
ASYLUM = ("asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general")
Frame = pd.DataFrame
Step = Callable[[Frame], Frame]


@cache
def _made_up() -> Frame:
    return random_figures(15, EDITION, 14)


def before() -> Frame:
    """The edition of June 2026, which is as the catalogue knows it."""
    figures = _made_up()
    return figures[figures["period"] <= BEFORE].assign(edition=BEFORE).reset_index(drop=True)


def after() -> Frame:
    """The edition of July 2026, before anything is changed in it."""
    figures = _made_up()
    return figures[figures["period"] >= "2025-07"].reset_index(drop=True)


@dataclass(frozen=True)
class Changed:
    """A changed edition.

    Attributes:
        steps: what is changed of the figures, ids and words of the edition.
        look: how it is set; a heading, an order of tables or a column of sums may be what has changed.
        left_out: the headings of columns that are no months.
    """

    steps: tuple[Step, ...] = ()
    look: Look = field(default_factory=Look)
    left_out: tuple[str, ...] = ()

    def figures(self) -> Frame:
        """What it prints, with the ids that adapting must give."""
        figures = after()
        for step in self.steps:
            figures = step(figures).reset_index(drop=True)
        return figures

    def pdf(self, heading: str | None = None) -> bytes:
        """The edition, with another heading where one is given."""
        return typeset(self.figures(), replace(self.look, heading=heading) if heading else self.look)


# What can be changed


def is_row(figures: Frame, section: str, measure: str, band: str = "all") -> pd.Series[bool]:
    return (figures["section"] == section) & (figures["measure"] == measure) & (figures["age_band"] == band)


def titled(section: str, title: str) -> Step:
    return lambda f: f.assign(title=f["title"].mask(f["section"] == section, title))


def labelled(label: str, measure: str, band: str = "all", sections: Sequence[str] = ()) -> Step:
    def step(figures: Frame) -> Frame:
        chosen = (figures["measure"] == measure) & (figures["age_band"] == band)
        chosen &= figures["section"].isin(sections) if sections else True
        return figures.assign(label=figures["label"].mask(chosen, label))

    return step


def without(section: str, measure: str = "", band: str = "") -> Step:
    def step(figures: Frame) -> Frame:
        gone = (figures["section"] == section) & figures["measure"].isin([measure] if measure else figures["measure"])
        return figures[~(gone & figures["age_band"].isin([band] if band else figures["age_band"]))]

    return step


def with_row(
    section: str,
    after: tuple[str, str] | None,
    measure: str,
    label: str,
    cells: Callable[[int], float] | None = None,
    printed: Callable[[float], str] | None = None,
    band: str = "all",
    unit: str = "count",
) -> Step:
    """A new row behind the row ``after``, the first one where that is None.

    ``cells`` gives the value of each month (0 to 12), ``printed`` its text.
    """

    def step(figures: Frame) -> Frame:
        place = figures.index[is_row(figures, section, *(after or ("applications", "all")))]
        values = [(cells or (lambda n: 120 + 10 * n))(n) for n in range(13)]
        row = figures.loc[place].assign(measure=measure, age_band=band, label=label, value=values, unit=unit)
        if printed:
            row["printed"] = [printed(value) for value in values]
        at = place[-1] + 1 if after else place[0]
        return pd.concat([figures[:at], row, figures[at:]], ignore_index=True)

    return step


def with_table(name: str, title: str, rows: Sequence[tuple[str, str]], behind: str) -> Step:
    """A new table behind ``behind``: measures and labels of its rows."""

    def step(figures: Frame) -> Frame:
        model = figures[is_row(figures, behind, "applications")]
        parts = [
            model.assign(
                section=name, title=title, measure=m, label=label, value=[70 * i + 10 * n for n in range(7, 20)]
            )
            for i, (m, label) in enumerate(rows)
        ]
        at = figures.index[figures["section"] == behind][-1] + 1
        return pd.concat([figures[:at], *parts, figures[at:]], ignore_index=True)

    return step


def regrouped(section: str, old: Sequence[str], new: Sequence[tuple[str, str]]) -> Step:
    """Other age bands in the place of the bands ``old``: their ids and labels; together they are as many cases."""

    def step(figures: Frame) -> Frame:
        gone = (figures["section"] == section) & figures["age_band"].isin(old)
        whole = figures[gone].groupby("period", sort=True)["value"].sum().tolist()
        model = figures[is_row(figures, section, "pending", old[0])]
        parts = []
        for i, (band, label) in enumerate(new):
            share = [value // (10 * len(new)) * 10 for value in whole]
            rest = [value - share[n] * (len(new) - 1) for n, value in enumerate(whole)]
            parts.append(model.assign(age_band=band, label=label, value=rest if i == 0 else share))
        at = figures.index[gone][0]
        kept = figures[~gone]
        return pd.concat([kept[kept.index < at], *parts, kept[kept.index > at]], ignore_index=True)

    return step


def joined(name: str, title: str, parts: Sequence[str]) -> Step:
    """One table in the place of several: its rows are their sums."""

    def step(figures: Frame) -> Frame:
        chosen = figures["section"].isin(parts)
        keys = ["measure", "age_band", "period"]
        sums = figures[chosen].groupby(keys)["value"].sum()
        table = figures[figures["section"] == parts[0]].assign(section=name, title=title)
        table["value"] = [sums[key] for key in table[keys].itertuples(index=False, name=None)]
        at = figures.index[chosen][0]
        kept = figures[~chosen]
        return pd.concat([kept[kept.index < at], table, kept[kept.index > at]], ignore_index=True)

    return step


def rounded(unit: int, measures: Sequence[str]) -> Step:
    """Figures of ``measures`` that are rounded to ``unit`` from here on, and would be as before if to tens."""
    steps = [unit * n for n in range(10 // unit)]
    moves = [step if step <= 5 else step - 10 for step in steps]

    def step(figures: Frame) -> Frame:
        chosen = figures["measure"].isin(measures)
        finer = [value + moves[n % len(moves)] if value else value for n, value in enumerate(figures["value"])]
        return figures.assign(value=figures["value"].mask(chosen, pd.Series(finer, index=figures.index)))

    return step


def in_decimals(measure: str, label: str, unit: str, value: Callable[[int], float]) -> Step:
    """A row in another unit, with decimals: its new label and values."""

    def step(figures: Frame) -> Frame:
        chosen = figures["measure"] == measure
        values = [value(n) for n in range(13)]
        figures = figures.assign(
            label=figures["label"].mask(chosen, label),
            unit=figures["unit"].mask(chosen, unit),
            value=figures["value"].astype(float),
        )
        figures.loc[chosen, "value"] = values
        if "printed" not in figures:
            figures["printed"] = pd.Series(None, index=figures.index, dtype=object)
        figures.loc[chosen, "printed"] = [dutch(v) for v in values]
        return figures

    return step


def dutch(value: float) -> str:
    """A number with one decimal, as it is printed in Dutch."""
    return f"{value:.1f}".replace(".", ",")


def percent(value: float) -> str:
    return f"{dutch(value)}%"


def signed(sign: str, section: str, measure: str, months: Sequence[int], band: str = "all") -> Step:
    """A sign in the place of the figures of some months (0 to 12) of a row."""

    def step(figures: Frame) -> Frame:
        if "printed" not in figures:
            figures["printed"] = pd.Series(None, index=figures.index, dtype=object)
        places = figures.index[is_row(figures, section, measure, band)][list(months)]
        figures["value"] = figures["value"].astype(float)
        figures.loc[places, ["value", "printed"]] = [None, sign]
        return figures

    return step


LONG = "Eerste afspraakmogelijkheid"
OBJECTIONS = (
    *(("ingediend", "Ingediend"), ("afgehandeld", "Afgehandeld"), ("ingetrokken", "Ingetrokken")),
    *(("gegrond", "Gegrond"), ("ongegrond", "Ongegrond"), ("niet_ontvankelijk", "Niet-ontvankelijk")),
)
IN_ONE_RUN = ((*dict.fromkeys(_made_up()["section"]), "bezwaar_en_beroep"),)
PACT = (("applications", "Aanvragen"), ("decisions", "Beslissingen"))

CHANGED: dict[str, Changed] = {
    "nothing": Changed(),
    "the edition of docs/changes.md": Changed(
        (
            titled("family", "Verblijfsrecht gezinsleden"),
            labelled("Prognose", "commissioned"),
            regrouped("asylum_first", ("6-15m",), (("6-9m", "6 - 9 maanden"), ("9-15m", "9 - 15 maanden"))),
        )
    ),
    # Tables
    "a table under another title": Changed((titled("family", "Verblijfsrecht gezinsleden"),)),
    "a table under another title, months and years in one cell": Changed(
        (titled("study", "Studie en uitwisseling"),),
        Look(months="abbr", years="in_month", month_format="{month} '{yy}"),
    ),
    "three tables under other titles": Changed(
        (
            titled("nareis_mvv", "Gezinshereniging asiel (MVV)"),
            titled("nareis_art8", "Gezinshereniging asiel (artikel 8)"),
            titled("nareis_total", "Gezinshereniging asiel, alle aanvragen"),
        )
    ),
    "two tables that swap their titles' words": Changed(
        (
            titled("asylum_dublin", "Overdracht aan andere lidstaten"),
            titled("asylum_safe_country", "Versnelde procedure"),
        )
    ),
    "a table that is gone": Changed((without("asylum_safe_country"),)),
    "two tables that are gone": Changed((without("asylum_dublin"), without("appointments"))),
    "a new table": Changed((with_table("screening", "Screening", PACT, "asylum_general"),)),
    "a new table at the end": Changed(
        (
            with_table(
                "bezwaar_en_beroep",
                "Bezwaar en beroep",
                (("ingediend", "Ingediend"), ("afgehandeld", "Afgehandeld")),
                "naturalisation",
            ),
        )
    ),
    "a new table over two pages": Changed(
        (with_table("bezwaar_en_beroep", "Bezwaar en beroep", OBJECTIONS, "naturalisation"),),
        Look(pages=IN_ONE_RUN, split="plain", rows_per_page=75),
    ),
    "a new table over two pages, its header repeated under a running head": Changed(
        (with_table("bezwaar_en_beroep", "Bezwaar en beroep", OBJECTIONS, "naturalisation"),),
        Look(pages=IN_ONE_RUN, split="repeated", rows_per_page=76, running_head="Ministerie van Asiel en Migratie"),
    ),
    "a new table whose title and header stand on the page before": Changed(
        (with_table("bezwaar_en_beroep", "Bezwaar en beroep", OBJECTIONS, "naturalisation"),),
        Look(pages=IN_ONE_RUN, split="plain", rows_per_page=73, orphans="header"),
    ),
    "new rows of a table on the next page": Changed(
        (
            with_row("naturalisation", ("pending", "12m+"), "beroep", "Beroep"),
            with_row("naturalisation", ("beroep", "all"), "bezwaar", "Bezwaar"),
        ),
        Look(pages=IN_ONE_RUN, split="plain", rows_per_page=70),
    ),
    "the procedures of the Migration Pact": Changed(
        (
            titled("asylum_general", "Asielprocedure"),
            without("asylum_safe_country"),
            with_table("grensprocedure", "Grensprocedure", PACT, "asylum_dublin"),
            titled("asylum_dublin", "Verantwoordelijkheidsprocedure (AMMR)"),
        )
    ),
    "two tables joined": Changed(
        (joined("kennis_talent_en_arbeid", "Kennis, talent en arbeid", ("knowledge_talent", "labour")),)
    ),
    "tables in another order": Changed(
        look=Look(
            section_order=(
                *("naturalisation", "asylum_first", "asylum_dublin", "asylum_safe_country", "asylum_general"),
                *(
                    "family",
                    "knowledge_talent",
                    "study",
                    "labour",
                    "nareis_mvv",
                    "nareis_art8",
                    "nareis_total",
                    "appointments",
                ),
            ),
            pages=None,
        )
    ),
    "a new and a renamed table": Changed(
        (titled("study", "Studenten en scholieren"), with_table("au_pairs", "Au pairs", PACT, "study"))
    ),
    # Rows
    "the norm under another word": Changed((labelled("Prognose", "commissioned"),)),
    "the norm under another word in two tables": Changed(
        (labelled("Begroting 2026", "commissioned", sections=NAREIS[:2]),)
    ),
    "the norm is gone": Changed(tuple(without(section, "commissioned") for section in (*ASYLUM, *NAREIS))),
    "applications under another word": Changed((labelled("Instroom", "applications", sections=("study", "labour")),)),
    "all flows under other words": Changed((labelled("Instroom", "applications"), labelled("Uitstroom", "decisions"))),
    "the stock under another word": Changed((labelled("Werkvoorraad", "pending"),)),
    "a row and its table under other words": Changed(
        (titled("labour", "Werk"), labelled("Ingekomen", "applications", sections=("labour",)))
    ),
    "a new row": Changed((with_row("study", ("decisions", "all"), "ingetrokken", "Ingetrokken"),)),
    "a new row that stands first": Changed((with_row("family", None, "meldingen", "Meldingen"),)),
    "a part of a row": Changed(
        (with_row("asylum_first", ("applications", "all"), "applications_waarvan_amv", "Waarvan amv"),)
    ),
    "parts of two rows under one label": Changed(
        (
            with_row("study", ("applications", "all"), "applications_waarvan_digitaal", "Waarvan digitaal"),
            with_row(
                "study", ("decisions", "all"), "decisions_waarvan_digitaal", "Waarvan digitaal", lambda n: 90 + 10 * n
            ),
        )
    ),
    "parts of the same row in many tables": Changed(
        tuple(with_row(s, ("decisions", "all"), "decisions_waarvan_inwilliging", "Waarvan inwilliging") for s in ASYLUM)
    ),
    "a known row in a table that had none": Changed(
        (with_row("family", ("decisions", "all"), "commissioned", "Opdracht IND", lambda n: 2000),)
    ),
    "a row of the desks is gone": Changed((without("appointments", "biometrics_first_slot"),)),
    # Age bands
    "a band in other words": Changed((labelled("15 maanden of langer", "pending", "15m+"),)),
    "all bands in other words": Changed(
        (
            labelled("Korter dan 1 maand", "pending", "0-1m"),
            labelled("Van 1 tot 6 maanden", "pending", "1-6m"),
            labelled("Van 6 tot 15 maanden", "pending", "6-15m"),
            labelled("Ouder dan 15 maanden", "pending", "15m+"),
        )
    ),
    "a band split in four tables": Changed(
        tuple(regrouped(s, ("6-15m",), (("6-9m", "6 - 9 maanden"), ("9-15m", "9 - 15 maanden"))) for s in ASYLUM)
    ),
    "the last band split": Changed(
        (regrouped("asylum_first", ("15m+",), (("15-24m", "15 - 24 maanden"), ("24m+", "Boven 24 maanden"))),)
    ),
    "two bands joined": Changed((regrouped("family", ("3-6m", "6m+"), (("3m+", "Boven 3 maanden"),)),)),
    "the last band split in three, over two lines each": Changed(
        (
            regrouped(
                "nareis_mvv",
                ("15m+",),
                (("15-24m", "15 - 24 maanden"), ("24-36m", "24 - 36 maanden"), ("36m+", "Boven 36 maanden")),
            ),
        ),
        Look(wrap_labels="first"),
    ),
    "other bands altogether": Changed(
        (
            regrouped(
                "naturalisation",
                ("0-6m", "6-12m", "12m+"),
                (("0-9m", "Tot 9 maanden"), ("9-24m", "9 - 24 maanden"), ("24m+", "Boven 2 jaar")),
            ),
        )
    ),
    # The document's title
    "Maandrapportage": Changed(look=Look(heading="Maandrapportage IND {month} {year}")),
    "IND Maandcijfers": Changed(look=Look(heading="IND Maandcijfers {month} {year}")),
    "words between": Changed(
        look=Look(heading="Maandcijfers van de Immigratie- en Naturalisatiedienst {month} {year}")
    ),
    "months in English": Changed(
        look=Look(months="english_abbr", years="in_month", month_format="{month} {year}", size=5)
    ),
    "months in English, and another title of the document": Changed(
        (labelled("Prognose", "commissioned"),),
        Look(months="english", heading="Figures of the IND, {month} {year}"),
    ),
    # Columns that are no month
    "the year to date": Changed(
        (labelled("Prognose", "commissioned"),),
        Look(sums=(Sum("Totaal 2026", "2026-01", "2026-07"),)),
        ("Totaal 2026",),
    ),
    "the year to date, headed by the year alone": Changed(
        (labelled("Prognose", "commissioned"),),
        Look(sums=(Sum("2026", "2026-01", "2026-07"),), size=5, rules="grid"),
        ("2026",),
    ),
    "the year to date, headed by its months": Changed(
        (titled("family", "Verblijfsrecht gezinsleden"),),
        Look(sums=(Sum("Jan t/m jul", "2026-01", "2026-07"),), size=5),
        ("Jan t/m jul",),
    ),
    "the year to date in two lines": Changed(
        (with_row("study", ("decisions", "all"), "ingetrokken", "Ingetrokken"),),
        Look(sums=(Sum("Totaal\nt/m juli", "2026-01", "2026-07"),), rules="grid", size=5),
        ("t/m juli",),
    ),
    "the year to date, headed on the line of the years below the months": Changed(
        (labelled("Afgedaan", "decisions"),),
        Look(
            months="abbr",
            years="in_month",
            month_format="{month}\n{year}",
            rules="horizontal",
            orientation="landscape",
            sums=(Sum("Totaal 2026", "2026-01", "2026-07"),),
            size=5,
        ),
        ("Totaal 2026",),
    ),
    "quarters": Changed(
        (regrouped("asylum_first", ("15m+",), (("15-24m", "15 - 24 maanden"), ("24m+", "Boven 24 maanden"))),),
        Look(
            sums=(Sum("Kw 3", "2025-07", "2025-09"), Sum("Kw 1", "2026-01", "2026-03")),
            orientation="landscape",
            years="each",
        ),
        ("Kw 3", "Kw 1"),
    ),
    # Units and rounding
    "a row of percentages": Changed(
        (
            with_row(
                "naturalisation",
                ("decisions", "all"),
                "inwilligingspercentage",
                "Inwilligingspercentage (%)",
                lambda n: 96.5 - n / 10,
                percent,
                unit="percent",
            ),
        )
    ),
    "a row of weeks": Changed(
        (
            with_row(
                "family",
                ("decisions", "all"),
                "gemiddelde_doorlooptijd_weken",
                "Gemiddelde doorlooptijd (weken)",
                lambda n: 20.5 + n,
                dutch,
                unit="weeks",
            ),
        )
    ),
    "days with decimals": Changed(
        (in_decimals("biometrics_first_slot", f"{LONG} afname biometrie (dagen)", "days", lambda n: 3.5 + n / 2),)
    ),
    "rounded to fives": Changed((rounded(5, ("document_appointments", "biometrics_appointments")),)),
    "not rounded, under another name": Changed((rounded(1, ("applications",)), labelled("Ingediend", "applications"))),
    # Signs for no figure
    "a star for what is not given": Changed((signed("*", "nareis_art8", "applications", (11, 12)),)),
    "words for what is not given": Changed(
        (
            signed("n.v.t.", "asylum_safe_country", "applications", (8, 9, 10, 11, 12)),
            signed("x", "study", "pending", (12,), "3m+"),
            labelled("Prognose", "commissioned"),
        )
    ),
    "few cases": Changed(
        (
            signed("<5", "asylum_safe_country", "decisions", (12,)),
            with_row("study", ("decisions", "all"), "ingetrokken", "Ingetrokken"),
            signed("<5", "study", "ingetrokken", (2, 3, 7)),
        ),
        Look(rules="grid"),
    ),
    "not rounded": Changed((rounded(1, ("applications", "decisions", "commissioned", "pending")),)),
    "everything at once": Changed(
        (
            titled("labour", "Werk"),
            labelled("Prognose", "commissioned"),
            without("asylum_safe_country"),
            with_table("screening", "Screening", PACT, "asylum_general"),
            regrouped("asylum_first", ("6-15m",), (("6-9m", "6 - 9 maanden"), ("9-15m", "9 - 15 maanden"))),
            with_row("study", ("applications", "all"), "applications_waarvan_digitaal", "Waarvan digitaal"),
        ),
        Look(heading="Maandrapportage IND {month} {year}", rules="grid"),
    ),
}
SAMPLE = ("nothing", "everything at once")
