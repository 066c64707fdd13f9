"""The legal terms are dated, sourced, and told in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from ind_tables import catalogue
from ind_tables.catalogue import terms
from ind_tables.errors import CatalogueError


@pytest.mark.parametrize(
    ("section", "edition", "expected"),
    [
        ("asylum_first", "2025-12", [(6, "statutory", "certain"), (15, "extended", "uncertain")]),
        ("asylum_first", "2025-01", [(6, "statutory", "certain"), (15, "extended", "certain")]),
        ("asylum_first", "2022-01", [(6, "statutory", "certain")]),
        ("asylum_first", "2026-07", [(6, "statutory", "uncertain"), (15, "extended", "uncertain")]),
        ("asylum_dublin", "2025-12", [(6, "none", "certain")]),
        ("study", "2025-12", [(3, "none", "likely")]),
        ("naturalisation", "2025-12", [(12, "statutory", "certain")]),
        ("appointments", "2025-12", []),
    ],
)
def test_terms_are_dated(section: str, edition: str, expected: list[tuple[int, str, str]]) -> None:
    found = terms.load().of(section, edition)
    assert [(term.months, term.kind, term.certainty) for term in found] == expected


def test_every_term_names_a_source_and_speaks_both_languages_unless_it_is_uncertain() -> None:
    for term in terms.load().terms:
        assert term.source
        assert term.source_dutch
        named = term.kind != "none" and term.certainty != "uncertain"
        assert bool(term.english) == bool(term.dutch) == named
        assert bool(term.caution_english) == bool(term.caution_dutch)
        assert not named or term.certainty == "certain" or term.caution_english


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lenght": 3}, "terms, asylum has the unknown entry 'lenght'"),
        ({"months": "six"}, "terms, asylum: 'months' is 'six'; expected a valid integer"),
        ({"kind": "usual"}, "terms, asylum: 'kind' is 'usual'; expected 'statutory', 'extended' or 'none'"),
        ({"valid_from": "2026"}, "terms, asylum: the date '2026' is no month"),
        ({"sections": ["asiel"]}, "names the unknown section 'asiel'"),
    ],
)
def test_a_misspelt_term_is_an_error_of_the_catalogue(changes: dict[str, Any], said: str) -> None:
    entries = catalogue.read("terms")
    entries["terms"][0].update(changes)
    with pytest.raises(CatalogueError, match=r"terms\.toml") as refused:
        terms.build(entries)
    assert said in str(refused.value)
