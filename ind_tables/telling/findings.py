"""What the checks found, in words: findings and reasons for suspicion, in English and Dutch.

    from ind_tables import read
    from ind_tables.telling import findings
    findings.check(read("2025-12")).findings["message"]

The words stand in ``templates/findings/<language>.jinja``, a macro a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
from babel.dates import format_date
from babel.numbers import format_decimal

from ind_tables import catalogue
from ind_tables.checking import localise, publisher, rules
from ind_tables.checking.localise import Check
from ind_tables.checking.publisher import Witness
from ind_tables.checking.rules import Rule
from ind_tables.months import day
from ind_tables.remarks import Remark
from ind_tables.telling.say import Language
from ind_tables.telling.wording import templates


def check(observations: pd.DataFrame, previous: pd.DataFrame | None = None, witnesses: Sequence[Witness] = ()) -> Check:
    """Confront an edition with its rules and say which figures must be wrong, in English.

    Args:
        observations: one edition, one row a figure, with the columns of observations.
        previous: the edition before, likewise.
        witnesses: what the publisher's page says of the figures.

    Returns:
        Findings, suspects, and what no rule covers; a function of the arguments alone.
    """
    return told(beside_page(localise.check(observations, previous, publisher.confirmed(witnesses)), witnesses), "en")


def beside_page(found: Check, witnesses: Sequence[Witness]) -> Check:
    """A check that is not told yet, with what the publisher's page contradicts among its findings."""
    contradicted = publisher.findings(witnesses)
    if len(contradicted):
        ordered = pd.concat([found.findings, contradicted.astype(found.findings.dtypes)], ignore_index=True)
        ranks = ordered["severity"].map(rules.SEVERITIES.index)
        ordered = ordered.loc[ranks.sort_values(kind="stable").index].reset_index(drop=True)
        found = replace(found, findings=ordered)
    return found


def told(found: Check, language: Language) -> Check:
    """The same check, with a sentence in place of the remarks of every finding and suspect."""
    findings = found.findings.assign(message=sentences(found.findings["message"], language))
    suspects = found.suspects.assign(reason=sentences(found.suspects["reason"], language))
    return replace(found, findings=findings, suspects=suspects)


def brief(found: Check) -> tuple[str, str]:
    """Two sentences, in English: what could be held against what and what became of it; how many findings there are."""
    identities = found.families[found.families["kind"] == "identity"]
    checked, broken = identities["evaluated"].sum(), (identities["evaluated"] - identities["held"]).sum()
    counts = found.findings["severity"].value_counts()
    unapplied = f"{found.unapplied:,} {'identity' if found.unapplied == 1 else 'identities'}"
    left = f"; {unapplied} could not be applied, for want of a figure" if found.unapplied else ""
    return (
        f"{found.edition}: {found.figures:,} figures; {checked:,} identities checked, {broken or 'none'} broken; "
        f"{len(found.unverified):,} figures stand in none{left}",
        ", ".join(f"{counts.get(s, 0)} {s}{'' if counts.get(s, 0) == 1 else 's'}" for s in rules.SEVERITIES),
    )


def sentences(
    remarks: Iterable[Sequence[Remark]], language: Language, known: tuple[Rule, ...] | None = None
) -> pd.Series[str]:
    """What the remarks say, a sentence each group of them.

    Args:
        remarks: as the columns ``message`` and ``reason`` of a check that is not told yet hold them.
        language: ``en`` or ``nl``.
        known: the rules that were confronted; those of the catalogue unless given.
    """
    macros = _words(language, rules.load() if known is None else known)
    texts = ["; ".join(str(getattr(macros, kind)(*facts)) for kind, facts in group) for group in remarks]
    return pd.Series(texts, dtype="str")


@cache
def _words(language: Language, known: tuple[Rule, ...]) -> Any:
    """The macros of a language, and what they ask for."""
    by_name = {rule.name: rule for rule in known}
    dutch = language == "nl"

    def number(value: float) -> str:
        return str(format_decimal(value, format="#,##0.###", locale=language))

    def basis(rule: str) -> str:
        return by_name[rule].basis_dutch if dutch else by_name[rule].basis

    def says(rule: str, whole: float, parts: float, excess: float) -> str:
        words = by_name[rule].says_dutch if dutch else by_name[rule].says
        return words.format(whole=number(whole), parts=number(parts), excess=number(excess))

    given = {"number": number, "basis": basis, "says": says, "title": title, "label": label}
    given["month"] = lambda period: str(format_date(day(period), "LLLL y", locale=language))
    return templates().get_template(f"findings/{language}.jinja").make_module(given)


def title(place: Sequence[str]) -> str:
    """The title of a place's table as printed; its id where the catalogue has none."""
    return next((s.title for s in catalogue.load().sections if s.id == place[0]), place[0])


def label(place: Sequence[str]) -> str:
    """The label of a place's row as printed; its ids where the catalogue has none."""
    known = ((section.id, *row.key, row.label) for section, row in catalogue.load().rows())
    return next((label for *ids, label in known if ids == list(place[:3])), f"{place[1]} {place[2]}")
