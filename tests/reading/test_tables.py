"""Tables are found on drawn pages by what every layout keeps, and what stands in none is named."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ind_tables.errors import AmbiguousDocument, IncompleteDocument, UnreadableNumber
from ind_tables.reading import tables
from ind_tables.remarks import Remark
from tests.documents.sheets import LABELS, figures, reading, sheet

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


def test_a_title_that_wraps_is_read_to_its_end_though_its_beginning_is_known_too() -> None:
    [table] = reading(
        """
        Maandcijfers IND Maart 2026

                                         2026
                                         Januari  Februari  Maart
        Veilige landen  Aanvragen          1.230     1.340  1.450
        procedure       Beslissingen         980     1.010      -
        (Spoor 2)       Opdracht IND         250       300    310
        """
    ).tables

    assert table.section is not None
    assert (table.section.id, table.title) == ("asylum_safe_country", "Veilige landen procedure (Spoor 2)")


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
            Remark("unknown_row", (1, "Waarvan online", "Verblijfsvergunning studie")),
        ),
        (
            "    1 - 3 maanden               40        50     60              99\n",
            Remark("no_column", (1, "1 - 3 maanden", "Verblijfsvergunning studie", ("99",))),
        ),
    ],
)
def test_what_belongs_to_no_known_row_or_column_is_named(line: str, warning: Remark) -> None:
    found = reading(STUDY + line)

    assert figures(found)["study"].items() >= READ["study"].items()
    assert found.warnings == [warning]


def test_a_figure_between_the_rows_is_named() -> None:
    row = "    Beslissingen               980     1.010      -\n"
    found = reading(STUDY.replace(row, f"                                        777\n{row}"))

    assert figures(found) == READ
    assert found.warnings == [Remark("no_row", (1, "Verblijfsvergunning studie", "777"))]


@pytest.mark.parametrize("mark", ["1", "12", "1)", "(1)", "*", "¹", "a)"])
def test_a_footnote_mark_behind_a_label_is_no_figure(mark: str) -> None:
    found = reading(STUDY.replace("Aanvragen    ", f"Aanvragen {mark:3}"))

    assert figures(found) == READ
    assert found.warnings == []


def test_a_table_of_an_unknown_subject_is_named() -> None:
    found = reading(STUDY.replace("Verblijfsvergunning studie", "Terugkeer en vertrek"))

    assert [table.section for table in found.tables] == [None]
    assert found.warnings == [Remark("unknown_table", (1, "Terugkeer en vertrek"))]


OBJECTIONS = """
    Maandcijfers IND Maart 2026

    Bezwaar en beroep
                           Januari  Februari  Maart
    Ingediend                  230       340    450
"""


@pytest.mark.parametrize(
    "above",
    [
        "",
        "    Maandcijfers IND\n                           Januari  Februari  Maart\n",
        "    Bezwaar en beroep (vervolg)\n                           Januari  Februari  Maart\n",
    ],
)
def test_an_unknown_table_goes_on_at_the_top_of_the_next_page(above: str) -> None:
    found = reading(OBJECTIONS, f"{above}    Afgehandeld                 10        20     30\n")

    [table] = found.tables
    assert [row.label for row in table.rows] == ["Ingediend", "Afgehandeld"]
    assert found.warnings == [Remark("unknown_table", (1, "Bezwaar en beroep"))]


def test_a_new_table_on_the_next_page_never_gives_its_figures_to_the_table_before() -> None:
    found = reading(
        STUDY.replace("Aanvragen    ", "Instroom     ").replace("Beslissingen", "Uitstroom   "),
        """
        Screening
                               Januari  Februari  Maart
        Aanvragen                  10        20     30
        Beslissingen               40        50     60
        """,
    )

    assert figures(found) == {
        "study": {
            "Instroom": ["1.230", "1.340", "1.450"],
            "Uitstroom": ["980", "1.010", "-"],
            "0-1m": ["250", "300", "n.b."],
        },
        "Screening": {"Aanvragen": ["10", "20", "30"], "Beslissingen": ["40", "50", "60"]},
    }
    assert Remark("unknown_table", (2, "Screening")) in found.warnings


def test_a_month_of_two_words_titles_no_table() -> None:
    found = reading(
        """
        Maandcijfers IND Maart 2026

        Terugkeer en vertrek
                               Jan '26   Feb '26   Mrt '26
        Aanvragen                1.230     1.340     1.450
        Beslissingen               980     1.010       700
        """
    )

    assert [table.title for table in found.tables] == ["Terugkeer en vertrek"]


def test_ages_on_two_lines_around_their_figures_are_labels_and_no_numbered_ones() -> None:
    page = sheet(
        """
        Maandcijfers IND Maart 2026

        Asiel - Eerste aanvragen
                       Januari  Februari  Maart
        Tot 1
                            10        20     30
        maand
        1 - 6
                            40        50     60
        maanden
        6 - 15
                            70        80     90
        maanden
        Boven 15
                           100       110    120
        maanden
        """
    )
    close = replace(page, glyphs=tuple(replace(glyph, y=glyph.y / 2) for glyph in page.glyphs))

    assert figures(tables.read([close], LABELS))["asylum_first"] == {
        "0-1m": ["10", "20", "30"],
        "1-6m": ["40", "50", "60"],
        "6-15m": ["70", "80", "90"],
        "15m+": ["100", "110", "120"],
    }


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
    assert found.warnings == [Remark("foreign_column", ("Totaal",))]


@pytest.mark.parametrize("height", ["above", "beside", "below"])
def test_a_sum_that_a_year_alone_heads_is_no_month(height: str) -> None:
    words = {"above": (" 2026", "", ""), "beside": ("", " 2026", ""), "below": ("", "", " 2026")}[height]
    found = reading(
        f"""
        Maandcijfers IND Maart 2026

        Verblijfsvergunning studie
                               2026                     {words[0]}
                               Januari  Februari  Maart {words[1]}
                                                        {words[2]}
        Aanvragen                1.230     1.340  1.450  4.020
        Beslissingen               980     1.010    700  2.690
        """
    )

    assert figures(found)["study"] == {
        "applications": ["1.230", "1.340", "1.450"],
        "decisions": ["980", "1.010", "700"],
    }
    assert found.warnings == [Remark("foreign_column", ("2026",))]


# --------------------------------------------------------------------------------------------------
# Refused


def test_a_number_behind_a_label_may_be_the_figure_of_a_first_month_without_one() -> None:
    with pytest.raises(UnreadableNumber, match="“3” stands behind the label, and no figure in the first"):
        reading(STUDY.replace("Aanvragen                1.230", "Aanvragen 3                   "))


@pytest.mark.parametrize("words", ["Aantallen x 1.000", "Cijfers in duizendtallen", "(× 1000)", "Figures in thousands"])
def test_figures_that_are_thousands_are_refused(words: str) -> None:
    with pytest.raises(UnreadableNumber, match=r"page 1: “.*” says that figures are thousands"):
        reading(STUDY.replace("studie\n", f"studie\n    {words}\n"))


def test_a_title_that_says_thousands_is_another_series() -> None:
    found = reading(STUDY.replace("studie\n", "studie (x 1.000)\n"))

    assert [(table.section, table.title) for table in found.tables] == [(None, "Verblijfsvergunning studie (x 1.000)")]


def test_a_row_twice_is_ambiguous() -> None:
    with pytest.raises(
        AmbiguousDocument, match=r"page 2: the row “Aanvragen” of “Verblijfsvergunning studie” stands twice"
    ):
        reading(STUDY, STUDY)


def test_a_title_without_tables_is_incomplete() -> None:
    with pytest.raises(IncompleteDocument, match="no month columns with figures under them were found"):
        reading("Maandcijfers IND Maart 2026\n\nAanvragen  10  20  30")


def test_what_is_nearly_a_heading_is_named_where_there_is_none() -> None:
    table = """
        Maandcijfers IND Maart 2026

        Verblijfsvergunning studie
                               January  February  Aprl
        Aanvragen                1.230     1.340  1.450
        """
    with pytest.raises(IncompleteDocument, match="nearest to headings comes “January February Aprl” on page 1"):
        reading(table)


def test_every_row_that_is_missing_and_every_one_at_no_label_is_named() -> None:
    table = STUDY.replace("Aanvragen    ", "             ").replace("Beslissingen  ", "              ")
    with pytest.raises(IncompleteDocument, match="“Verblijfsvergunning studie” has no figures at the label") as refusal:
        reading(table)
    assert refusal.value.details[:2] == (
        "“Verblijfsvergunning studie” has no figures at the label “Aanvragen”",
        "“Verblijfsvergunning studie” has no figures at the label “Beslissingen”",
    )
    assert refusal.value.details[-2:] == (
        "page 1: 1.230 1.340 1.450 stands at no label",
        "page 1: 980 1.010 - stands at no label",
    )


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
