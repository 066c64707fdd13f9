"""Tables are found on drawn pages by what every layout keeps, and what stands in none is named."""

from __future__ import annotations

import pytest

from ind_tables.errors import AmbiguousDocument, IncompleteDocument, UnreadableNumber
from tests.sheets import figures, reading

STUDY = """
    Maandcijfers IND Maart 2026

    Verblijfsvergunning studie
                           2026
                           Januari  Februari  Maart
    Aanvragen                1.230     1.340  1.450
    Beslissingen               980     1.010      -
    Tot 1 maand                250       300   n.b.
"""
READ = {
    "study": {
        "applications": ["1.230", "1.340", "1.450"],
        "decisions": ["980", "1.010", "-"],
        "0-1m": ["250", "300", "n.b."],
    }
}


def test_a_table_is_a_title_months_and_rows_of_figures() -> None:
    found = reading(STUDY)

    assert (found.edition, found.periods) == ("2026-03", ("2026-01", "2026-02", "2026-03"))
    assert figures(found) == READ
    assert found.warnings == []


def test_a_cell_lies_where_its_figure_stands() -> None:
    [table] = reading(STUDY).tables
    cell = table.rows[1].cells[1]

    # 35 characters of 4 points stand left of it, and one line of 12 points below its own
    assert (cell.period, cell.text) == ("2026-02", "1.010")
    assert cell.box == pytest.approx((35 * 4, 24 - 0.22 * 7, 40 * 4, 24 + 0.78 * 7))


@pytest.mark.parametrize(
    "numbers", ["      1         2      3", "    (1)       (2)    (3)", "1     2         3      4"]
)
def test_a_row_that_numbers_the_columns_belongs_to_the_heading(numbers: str) -> None:
    months = "                           Januari  Februari  Maart\n"
    found = reading(STUDY.replace(months, f"{months}                           {numbers}\n"))

    assert figures(found) == READ
    assert found.warnings == []


def test_months_said_again_below_the_rows_change_nothing() -> None:
    found = reading(STUDY + "                               Januari  Februari  Maart\n")

    assert figures(found) == READ
    assert found.warnings == []


@pytest.mark.parametrize(
    "title",
    [
        "Verblijfsvergunning arbeidsmigranten",
        "Verblijfsvergunning\n    arbeidsmigranten",
        "Verblijfsvergunning\n    arbeidsmigranten\n\n    Bron: IND (Metis) 1/2",
        "3. Verblijfsvergunning arbeidsmigranten",
    ],
)
def test_a_title_last_on_its_page_belongs_to_the_first_rows_of_the_next(title: str) -> None:
    found = reading(
        f"{STUDY}\n    {title}\n",
        """
                               2026
                               Januari  Februari  Maart
        Aanvragen                   10        20     30
        """,
    )

    assert figures(found) == READ | {"labour": {"applications": ["10", "20", "30"]}}
    assert found.warnings == []


def test_titles_last_in_columns_side_by_side_belong_to_what_goes_on_below_each() -> None:
    found = reading(
        """
        Maandcijfers IND Februari 2026

                     Januari  Februari              Januari  Februari
        Verblijfsvergunning studie      Naturalisatie
        Aanvragen         10        20  Aanvragen        30        40

        Dublinprocedure (Spoor 1)       Totaal nareizigers asiel
        """,
        """
                     Januari  Februari              Januari  Februari
        Aanvragen         50        60  Aanvragen        70        80
        """,
    )

    assert {section: rows["applications"] for section, rows in figures(found).items()} == {
        "study": ["10", "20"],
        "naturalisation": ["30", "40"],
        "asylum_dublin": ["50", "60"],
        "nareis_total": ["70", "80"],
    }


def test_a_table_goes_on_over_the_page_without_title_or_months() -> None:
    found = reading(
        STUDY,
        """
        1 - 3 maanden               40        50     60
        Boven 3 maanden             70        80     90
        """,
    )

    assert [table.section.id for table in found.tables if table.section] == ["study", "study"]
    assert [cell.text for cell in found.tables[1].rows[0].cells] == ["40", "50", "60"]
    assert [cell.period for cell in found.tables[1].rows[0].cells] == ["2026-01", "2026-02", "2026-03"]


def test_a_table_with_fewer_months_keeps_the_ones_that_it_heads() -> None:
    found = reading(
        STUDY,
        """
        Naturalisatie
                               Februari  Maart
        Aanvragen                    10     20
        """,
    )

    assert found.periods == ("2026-01", "2026-02", "2026-03")
    assert [(cell.period, cell.text) for cell in found.tables[1].rows[0].cells] == [
        ("2026-02", "10"),
        ("2026-03", "20"),
    ]


# --------------------------------------------------------------------------------------------------
# Named and left out


@pytest.mark.parametrize(
    ("line", "warning"),
    [
        (
            "    Waarvan online             500       600    700\n",
            "page 1: the row “Waarvan online” of “Verblijfsvergunning studie” is unknown and was left out; add it to "
            "the catalogue if it belongs to the table",
        ),
        (
            "    1 - 3 maanden               40        50     60              99\n",
            "page 1: beside the row “1 - 3 maanden” of “Verblijfsvergunning studie” stands 99 in no column; left out",
        ),
    ],
)
def test_what_belongs_to_no_known_row_or_column_is_named(line: str, warning: str) -> None:
    found = reading(STUDY + line)

    assert figures(found)["study"].items() >= READ["study"].items()
    assert found.warnings == [warning]


def test_a_figure_between_the_rows_is_named() -> None:
    row = "    Beslissingen               980     1.010      -\n"
    found = reading(STUDY.replace(row, f"                                        777\n{row}"))

    assert figures(found) == READ
    assert found.warnings == ["page 1: between the rows of “Verblijfsvergunning studie” stands 777 in no row; left out"]


def test_a_table_of_an_unknown_subject_is_named() -> None:
    found = reading(STUDY.replace("Verblijfsvergunning studie", "Terugkeer en vertrek"))

    assert [table.section for table in found.tables] == [None]
    assert found.warnings == [
        "page 1: the table “Terugkeer en vertrek” is unknown and was left out; add it to the catalogue if it belongs "
        "to the edition"
    ]


def test_a_column_under_no_month_is_left_out_of_every_row() -> None:
    found = reading(
        """
        Maandcijfers IND Maart 2026

        Verblijfsvergunning studie
                               Januari  Februari  Totaal  Maart
        Aanvragen                1.230     1.340   2.570  1.450
        Beslissingen               980     1.010   1.990    700
        """
    )

    assert figures(found)["study"] == {
        "applications": ["1.230", "1.340", "1.450"],
        "decisions": ["980", "1.010", "700"],
    }
    assert len(found.warnings) == 2
    assert "stands 2.570 in no column" in found.warnings[0]


# --------------------------------------------------------------------------------------------------
# Refused


def test_a_row_twice_is_ambiguous() -> None:
    with pytest.raises(
        AmbiguousDocument, match=r"page 2: the row “Aanvragen” of “Verblijfsvergunning studie” stands twice"
    ):
        reading(STUDY, STUDY)


def test_a_title_without_tables_is_incomplete() -> None:
    with pytest.raises(IncompleteDocument, match="no month columns with figures under them were found"):
        reading("Maandcijfers IND Maart 2026\n\nAanvragen  10  20  30")


def test_figures_that_stand_a_column_off_their_months_are_refused() -> None:
    with pytest.raises(IncompleteDocument, match="the figures do not stand under the months 2026-01 to 2026-03"):
        reading(
            """
            Maandcijfers IND Maart 2026

            Verblijfsvergunning studie
                                   Januari    Februari   Maart
            Aanvragen                 1.230    1.340      1.450      1.560      1.670
            Beslissingen              1.230    1.340      1.450      1.560      1.670
            """
        )


def test_a_figure_across_two_columns_is_refused() -> None:
    with pytest.raises(UnreadableNumber, match=r"row “Beslissingen”: “980-------1\.010” stands across two columns"):
        reading(STUDY.replace("980     1.010", "980-------1.010"))


def test_figures_in_a_string_must_be_as_many_as_the_months() -> None:
    string = """
        Maandcijfers IND Maart 2026

        Verblijfsvergunning studie
                     Januari  Februari  Maart
        Aanvragen                  10 20 30
        Beslissingen               40 50{last}
    """
    assert figures(reading(string.format(last=" 60")))["study"]["decisions"] == ["40", "50", "60"]
    with pytest.raises(UnreadableNumber, match=r"row “Beslissingen”: found 2 figures in a string under 3 months"):
        reading(string.format(last=""))
