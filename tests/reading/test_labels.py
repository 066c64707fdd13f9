"""Titles, labels and months are known however they are spelt, and nothing else is taken for them."""

from __future__ import annotations

import pytest

from ind_tables import catalogue
from ind_tables.reading.labels import Labels, Month


@pytest.fixture(scope="module")
def labels() -> Labels:
    return Labels(catalogue.load())


@pytest.mark.parametrize(
    ("printed", "section"),
    [
        (" Asiel - Eerste aanvragen", "asylum_first"),
        ("ASIEL – EERSTE AANVRAGEN", "asylum_first"),
        ("1. Asiel - Eerste aanvragen", "asylum_first"),
        ("Tabel 12: Naturalisatie", "naturalisation"),
        ("Asiel - Eerste aanvragen (vervolg)", "asylum_first"),
        ("Algemene en Verlengde Asielprocedure (spoor 4)", "asylum_general"),
        ("Algemene en verlengde asielprocedures", "asylum_general"),
        ("Dublin-procedure (spoor 1)", "asylum_dublin"),
        ("Dublinprocedure (Spoor 1)1)", "asylum_dublin"),
        ("Nareizigers asiel [Nareis 8EVRM bij AMV]", "nareis_art8"),
        ("Verblĳfsvergunning\u00a0studie*", "study"),
        ("Uitreiken verblijfs\u00addocumenten en afnemen biometrie²", "appointments"),
    ],
)
def test_a_title_is_known_in_other_spellings(labels: Labels, printed: str, section: str) -> None:
    found = labels.section(printed)

    assert found is not None
    assert found.id == section


@pytest.mark.parametrize(
    "printed",
    [
        "Dublinprocedure (Spoor 2)",
        "Veilige landen procedure (Spoor 4)",
        "Terugkeer en vertrek",
        "Verblijfsvergunning",
        "Verblijfsvergunning asiel",
        "Nareizigers asiel",
        "Aanvragen",
        "2025",
        "",
    ],
)
def test_another_title_is_no_section(labels: Labels, printed: str) -> None:
    assert labels.section(printed) is None


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("Openstaande aanvragen ", ("pending", "all")),
        ("AANVRAGEN:", ("applications", "all")),
        ("Aanvragen1)", ("applications", "all")),
        ("Aanvragen 1", ("applications", "all")),
        ("Aanvragen¹", ("applications", "all")),
        ("Beslissingen*", ("decisions", "all")),
        ("1 – 6 maanden", ("pending", "1-6m")),
        ("1‑6 maanden", ("pending", "1-6m")),
        ("1 \u00ad 6 maanden", ("pending", "1-6m")),
        ("6 - 15 maanden (2)", ("pending", "6-15m")),
        ("Boven 15 maanden 2)", ("pending", "15m+")),
        ("Eerste afspraakmogelijkheid afhalen verblijfs- document (dagen)", ("document_first_slot", "all")),
        ("Openstaande  aanvraagen", ("pending", "all")),
    ],
)
def test_a_label_is_known_in_other_spellings(labels: Labels, printed: str, key: tuple[str, str]) -> None:
    assert labels.row(printed) == key


@pytest.mark.parametrize("printed", ["2 - 6 maanden", "Tot 2 maanden", "Tot 12 maanden", "Ingediend", "1", "", "-"])
def test_another_label_is_no_row(labels: Labels, printed: str) -> None:
    assert labels.row(printed) is None


@pytest.mark.parametrize(
    ("printed", "month"),
    [
        ("December", Month(12, None)),
        ("DECEMBER", Month(12, None)),
        ("dec-24", Month(12, 2024)),
        ("dec. 2024", Month(12, 2024)),
        ("dec '24", Month(12, 2024)),
        ("januari 2025", Month(1, 2025)),
        ("mrt", Month(3, None)),
        ("2024-12", Month(12, 2024)),
        ("12-2024", Month(12, 2024)),
        ("05/2025", Month(5, 2025)),
        ("Mei¹", Month(5, None)),
    ],
)
def test_a_month_is_known_in_other_forms(labels: Labels, printed: str, month: Month) -> None:
    assert labels.month(printed) == month


@pytest.mark.parametrize("printed", ["2025", "13-2024", "maand", "decembers", "1.230", "12", ""])
def test_what_is_no_month_heads_no_column(labels: Labels, printed: str) -> None:
    assert labels.month(printed) is None


@pytest.mark.parametrize(
    ("line", "editions"),
    [
        ("Maandcijfers IND December 2025", ["2025-12"]),
        ("MAANDCIJFERS IND – januari 2026", ["2026-01"]),
        ("Maandcijfers IND van maart 2026", ["2026-03"]),
        ("Maandcijfers IND", [None]),
        ("Maandcijfers COA december 2025", []),
    ],
)
def test_the_title_says_the_edition(labels: Labels, line: str, editions: list[str | None]) -> None:
    assert labels.editions(line) == editions


def test_a_title_in_a_sentence_is_not_the_first_thing_on_its_line(labels: Labels) -> None:
    line = "Zie ook Maandcijfers IND november 2025"

    assert labels.editions(line) == ["2025-11"]
    assert labels.editions(line, first=True) == []
