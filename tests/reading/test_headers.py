"""Month headings on drawn pages: which columns they head, and when they are at odds with the title."""

from __future__ import annotations

import pytest

from ind_tables.errors import AmbiguousDocument, NotMaandcijfers
from ind_tables.reading import headers
from ind_tables.reading.headers import Header
from ind_tables.reading.words import gather, lines, table_lines
from tests.documents.sheets import LABELS, sheet


def found(drawing: str, title: str = "2026-03") -> list[Header]:
    [on_page] = headers.find([table_lines(gather(sheet(drawing).glyphs))], title, LABELS)
    return on_page


def edition(drawing: str) -> str:
    return headers.edition(lines(gather(sheet(drawing).glyphs)), LABELS)


# --------------------------------------------------------------------------------------------------
# The title


@pytest.mark.parametrize(
    "drawing",
    [
        "Maandcijfers IND Maart 2026",
        "MAANDCIJFERS IND MAART 2026",
        "Maandcijfers IND\nMaart 2026",
        "Bron: IND        Maandcijfers IND Maart 2026",
        "Maandcijfers IND Maart 2026\nZie ook Maandcijfers IND Februari 2026",
        "Maandcijfers IND maart 2026\n\nMaandcijfers IND Maart 2026",
    ],
)
def test_the_title_says_the_edition(drawing: str) -> None:
    assert edition(drawing) == "2026-03"


def test_titles_of_two_editions_are_ambiguous() -> None:
    with pytest.raises(AmbiguousDocument, match=r"the titles of 2 editions \(2026-02, 2026-03\)"):
        edition("Maandcijfers IND Maart 2026\n\nMaandcijfers IND Februari 2026")


@pytest.mark.parametrize(
    ("drawing", "message"),
    [
        ("Jaarcijfers IND 2026", "found no title of the monthly figures"),
        ("Maandcijfers IND", "found a title without month and year"),
    ],
)
def test_a_document_without_the_title_is_another_one(drawing: str, message: str) -> None:
    with pytest.raises(NotMaandcijfers, match=message) as refusal:
        edition(drawing)
    assert refusal.value.details == (f"there stands “{drawing}”",)


# --------------------------------------------------------------------------------------------------
# Months


@pytest.mark.parametrize(
    "line",
    [
        "    Januari  Februari  Maart",
        "    jan.      feb.     mrt.",
        "    jan-26    feb-26   mrt-26",
        "    2026-01  2026-02  2026-03",
        "    01-2026  02-2026  03-2026",
        "    jan '26  feb '26  mrt '26",
        "    januari 2026   februari 2026   maart 2026",
        "    JanuariFebruariMaart",
    ],
)
def test_months_side_by_side_head_columns(line: str) -> None:
    [header] = found(line)

    assert header.periods == ("2026-01", "2026-02", "2026-03")
    assert header.fault is None


def test_a_column_has_the_extent_of_its_heading() -> None:
    [header] = found("Januari  Februari  Maart")

    # characters are 4 points wide: 9 stand left of Februari, 19 left of Maart
    assert [(c.x0, c.x1) for c in header.columns] == [(0, 28), (36, 68), (76, 96)]
    assert header.pitch == 36  # from 14 over 52 to 86: the median of 38 and 34


def test_a_heading_among_the_months_is_foreign() -> None:
    [header] = found("Januari  Februari  Totaal  Maart")

    assert header.periods == ("2026-01", "2026-02", "2026-03")
    assert [(word.text, word.x0, word.x1) for word in header.foreign] == [("Totaal", 76, 100)]


@pytest.mark.parametrize(
    "heading",
    ["jan t/m mrt 2026", "Januari - maart", "jan tot en met mrt", "Totaal t/m maart", "t/m maart"],
)
def test_a_span_of_months_heads_no_month(heading: str) -> None:
    [header] = found(f"Oktober  November  December  Januari  Februari  Maart    {heading}")

    assert header.periods == ("2025-10", "2025-11", "2025-12", "2026-01", "2026-02", "2026-03")
    assert header.fault is None
    assert " ".join(word.text for word in header.foreign) == heading


def test_months_that_a_sentence_names_head_nothing() -> None:
    assert found("In januari en februari is meer ontvangen dan in maart") == []


def test_two_tables_side_by_side_have_a_header_each() -> None:
    left, right = found("Januari  Februari  Maart              Januari  Februari  Maart")

    assert left.periods == right.periods == ("2026-01", "2026-02", "2026-03")
    assert left.beside(right)
    assert right.beside(left)
    assert left.right == right.left


# --------------------------------------------------------------------------------------------------
# At odds


@pytest.mark.parametrize(
    ("drawing", "fault"),
    [
        ("   Januari  Maart  April", "expected consecutive months"),
        (
            "   December  Januari  Februari",
            "but the title says 2026-03; expected the last column to be the title's month",
        ),
        ("   jan-25    feb-25   mrt-25", "the year 2025 stands above the column of 2026-01"),
        ("   2025      2025     2026\n   Januari  Februari  Maart", "the year 2025 stands above the column of 2026-01"),
        ("2025    Januari  Februari  Maart", "the year 2025 stands beside the months"),
    ],
)
def test_months_at_odds_with_each_other_or_the_title_are_at_fault(drawing: str, fault: str) -> None:
    [header] = found(drawing)

    assert fault in str(header.fault)


def test_years_that_agree_are_no_fault() -> None:
    [header] = found("   2025      2026\n   December  Januari  Februari  Maart")

    assert header.periods == ("2025-12", "2026-01", "2026-02", "2026-03")
    assert header.fault is None


def test_a_number_like_a_year_outside_this_century_is_none() -> None:
    assert [headers.year(text) for text in ("2026", "1999", "20260", "20x6")] == [2026, None, None, None]
