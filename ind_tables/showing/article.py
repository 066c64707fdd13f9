"""The month's report as a page for readers, in English and Dutch: no code, nothing loaded from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
from babel.dates import format_date
from markupsafe import Markup

from ind_tables.catalogue.source import Attribution
from ind_tables.checking import revisions
from ind_tables.checking.revisions import Comparison
from ind_tables.months import shift
from ind_tables.showing import charts, layout, names
from ind_tables.showing.grid import grid
from ind_tables.telling import commentary
from ind_tables.telling.commentary import Statement
from ind_tables.telling.quantities import Figures
from ind_tables.telling.say import Language

LONGEST_TABLE = 30
SEVERITIES = {
    "en": {"error": "error", "warning": "warning", "notice": "notice"},
    "nl": {"error": "fout", "warning": "waarschuwing", "notice": "opmerking"},
}


def html(
    figures: Figures,
    findings: pd.DataFrame,
    suspects: pd.DataFrame,
    run: Mapping[str, Any],
    language: Language,
    previous: Figures | None = None,
    beside: tuple[str | None, str | None] = (None, None),
    compared: Comparison | None = None,
) -> str:
    """The report on one edition as one self-contained page; everything that comes from the document is escaped.

    Args:
        figures: the figures of the edition.
        findings, suspects: what the checks found, with the columns of findings.csv and suspects.csv.
        run: what the report was made from, as ``ind_tables.run.publish`` writes it to run.json; the records under
            ``corrections``, if any, have the fields of ``ind_tables.record.corrections.Correction``.
        language: ``en`` or ``nl``.
        previous: those of an earlier edition; the report then opens with what has changed since.
        beside: the months before and after this one whose reports lie beside it in folders of their own; linked.
        compared: the edition held against ``previous``, where that is done already.
    """
    edition, periods = str(run["edition"]), list(run["periods"])
    if previous and not compared:
        compared = revisions.compare(figures.observations, previous.observations)
    statements = commentary.statements(figures, language, previous, compared)
    attainment, longest = charts.attainment(figures, language), charts.longest(figures, language)
    return layout.page(
        f"report/{language}.html.jinja",
        language=language,
        run=run,
        attribution=Attribution(edition, run["pdf"]["sha256"], run["pdf"]["facsimile"], run["pdf"]["address"]),
        number=lambda value: names.number(value, language),
        columns=_columns,
        month=names.month(edition, language),
        compared_with=names.month(str(run["previous"]["edition"]), language) if run.get("previous") else "",
        fetched=_date(str(run["pdf"]["fetched"]), language) if run["pdf"]["fetched"] else "",
        written=_date(str(run["written"]), language) if run.get("written") else "",
        first_month=names.month(periods[0], language),
        next_month=names.month(shift(edition, 1), language),
        pdf_file=f"{edition}.pdf",
        beside=[(rel, m, names.month(m, language)) for rel, m in zip(("prev", "next"), beside, strict=True) if m],
        key_messages=[s for s in statements if s.is_key_message],
        overview=[s for s in statements if s.section == commentary.OVERVIEW and not s.is_key_message],
        news=[s for s in statements if s.section == commentary.NEWS],
        previous_month=names.month(previous.edition, language) if previous else "",
        corrections=[_correction(record, language) for record in run.get("corrections", ())],
        key_figures=Markup(charts.key_figures(figures, language).html()),
        longest=Markup(longest.html()) if isinstance(longest, charts.Chart) else "",
        attainment=Markup(attainment.html()) if isinstance(attainment, charts.Chart) else "",
        chapters=[_chapter(figures, s, statements, language) for s in figures.sections],
        caveats=commentary.caveats(figures, language),
        terms=_terms(figures, language),
        **_checks(findings, suspects, run, language),
        **_news(compared, language),
    )


def _news(compared: Comparison | None, language: Language) -> dict[str, Any]:
    """What an earlier edition said otherwise: how many figures were revised, which tables are new or gone."""
    if compared is None:
        return {"revised": 0, "added": [], "dropped": []}
    added, dropped = ([names.section(s, language) for s in sections] for sections in (compared.added, compared.dropped))
    return {"revised": len(compared.news), "added": added, "dropped": dropped}


def _checks(
    findings: pd.DataFrame, suspects: pd.DataFrame, run: Mapping[str, Any], language: Language
) -> dict[str, Any]:
    """What the checks found, in numbers and in tables of no more than LONGEST_TABLE rows."""
    severities, grave = findings["severity"].value_counts(), findings["severity"] != "notice"
    identities = [rule for rule in run["rules"] if rule["kind"] == "identity"]
    return {
        "errors": int(severities.get("error", 0)),
        "warnings": int(severities.get("warning", 0)),
        "notices": int(severities.get("notice", 0)),
        "cells": int(run["observations"]),
        "evaluated": sum(rule["evaluated"] for rule in identities),
        "held": sum(rule["held"] for rule in identities),
        "unverified": sum(len(row["periods"]) for row in run["unverified"]),
        "findings": _findings(findings[grave], language),
        "findings_left": int(grave.sum()) > LONGEST_TABLE,
        "remarks": _findings(findings[~grave], language),
        "remarks_left": int((~grave).sum()) > LONGEST_TABLE,
        "suspects": [_suspect(s, language) for s in suspects.head(LONGEST_TABLE).to_dict("records")],
        "suspected": len(suspects),
        "alone": sum(count for readers, count in run["readers"].items() if "+" not in readers),
        "suspects_left": len(suspects) > LONGEST_TABLE,
        "unverified_rows": [_unverified(row, list(run["periods"]), language) for row in run["unverified"]],
    }


def _chapter(figures: Figures, section: str, statements: Sequence[Statement], language: Language) -> dict[str, Any]:
    return {
        "id": section,
        "title": names.section(section, language),
        "paragraphs": commentary.paragraphs(s for s in statements if s.section == section),
        "grid": Markup(grid(figures, section, language).html()),
        "charts": [Markup(chart.html()) for chart in charts.for_section(figures, section, language)],
    }


def _terms(figures: Figures, language: Language) -> list[dict[Any, Any]]:
    """The legal terms, those of several sections once."""
    terms = commentary.terms(figures, language)
    same = terms[terms["term"] != ""].groupby(["months", "term", "certainty", "caution", "source", "url"], sort=False)
    return same["section"].agg("; ".join).reset_index().to_dict("records")


def _findings(findings: pd.DataFrame, language: Language) -> list[tuple[str, ...]]:
    return [
        (
            SEVERITIES[language].get(str(finding["severity"]), str(finding["severity"])),
            names.section(str(finding["section"]), language),
            names.row(finding, language),
            str(finding["period"]),
            str(finding["message"]),
        )
        for finding in findings.head(LONGEST_TABLE).to_dict("records")
    ]


def _correction(record: Mapping[Any, Any], language: Language) -> tuple[str, ...]:
    return (
        names.section(str(record["section"]), language),
        names.row(record, language),
        names.month(str(record["period"]), language),
        str(record["printed"]),
        str(record["corrected"]),
        str(record["reason"]),
        str(record["published_by"]),
        str(record["source"]),
    )


def _suspect(suspect: Mapping[Any, Any], language: Language) -> tuple[str, ...]:
    proposed = suspect["proposed"]
    return (
        str(suspect["rank"]),
        names.section(str(suspect["section"]), language),
        names.row(suspect, language),
        str(suspect["period"]),
        str(suspect["printed"]),
        "" if pd.isna(proposed) or proposed == "" else names.number(int(proposed), language),
        str(suspect["reason"]),
    )


def _unverified(row: Mapping[Any, Any], periods: Sequence[str], language: Language) -> tuple[str, ...]:
    count, ends = len(row["periods"]), dict.fromkeys((row["periods"][0], row["periods"][-1]))
    span = " – ".join(names.month(end, language) for end in ends)
    return names.section(row["section"], language), names.row(row, language), names.number(count, language), span


def _date(written: str, language: Language) -> str:
    return str(format_date(date.fromisoformat(written), "d MMMM y", locale=language))


def _columns(heads: Sequence[str], numbers_from: int | None = None) -> list[dict[str, Any]]:
    return [{"name": name, "number": numbers_from is not None and i >= numbers_from} for i, name in enumerate(heads)]
