"""An analyst's own entries add to the catalogue and date it; they overwrite nothing."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from ind_tables import catalogue
from ind_tables.catalogue import Catalogue
from ind_tables.errors import CatalogueError


def extended(text: str) -> Catalogue:
    return catalogue.build(catalogue.read("document"), tomllib.loads(text), "july.toml")


def test_a_known_section_gets_words_and_rows_and_keeps_its_own() -> None:
    known = extended("""
        [[sections]]
        id = "asylum_first"
        spellings = [{ text = "Asielaanvragen", valid_from = "2026-07" }]
        rows = [
          { measure = "pending", age_band = "6-15m", valid_until = "2026-06" },
          { measure = "pending", age_band = "6-9m", label = "6 - 9 maanden", after = "pending 1-6m" },
        ]
    """)
    section = known.section("asylum_first")
    assert [wording.text for wording in section.words][-1] == "Asielaanvragen"
    assert section.bands == ("0-1m", "1-6m", "6-9m", "6-15m", "15m+")
    assert section.row("pending", "6-15m").valid("2026-06")
    assert not section.row("pending", "6-15m").valid("2026-07")
    assert known.section("asylum_dublin").bands == ("0-1m", "1-6m", "6-15m", "15m+")


def test_a_new_section_stands_behind_the_one_that_it_names() -> None:
    known = extended("""
        [measures.filed]
        kind = "flow"
        unit = "count"
        english = "objections"
        dutch = "bezwaren"
        [rows]
        objections = [{ measure = "filed", label = "Ingediend" }]
        [[sections]]
        id = "objections"
        after = "study"
        title = "Bezwaar"
        english = "Objections"
        dutch = "Bezwaar"
        rows = ["objections", { measure = "decisions", label = "Afgehandeld" }]
    """)
    assert [section.id for section in known.sections][9:11] == ["study", "objections"]
    assert [row.key for row in known.section("objections").rows] == [("filed", "all"), ("decisions", "all")]
    assert known.measures["filed"].rounding == 10


def test_rounding_unit_and_window_are_those_of_the_edition() -> None:
    known = extended("""
        [edition]
        windows = [{ valid_until = "2023-12", months = 12 }]
        [measures.pending]
        changes = [{ valid_from = "2026-07", rounding = 5 }]
        [measures.document_first_slot]
        changes = [{ valid_from = "2026-07", rounding = 0.5, unit = "weeks" }]
    """)
    before, after = known.at("2026-06"), known.at("2026-07")
    assert (before.measures["pending"].rounding, after.measures["pending"].rounding) == (10, 5)
    assert (before.measures["decisions"].rounding, after.measures["decisions"].rounding) == (10, 10)
    assert after.measures["document_first_slot"].unit == "weeks"
    assert not after.measures["document_first_slot"].whole
    assert before.measures["document_first_slot"].whole
    assert (known.at("2023-12").edition.window, known.at("2024-01").edition.window) == (12, 13)


def test_figures_on_either_side_of_a_break_stand_on_another_footing() -> None:
    known = extended("""
        [[breaks]]
        section = "family"
        measure = "applications"
        kind = "redefined"
        date = "2026-01"
        english = "From January 2026 repeated applications are counted too."
        dutch = "Vanaf januari 2026 tellen herhaalde aanvragen mee."
    """)
    applications, decisions = ("family", "applications", "all"), ("family", "decisions", "all")
    assert known.footing(applications, "2026-02", "2025-12") == ""
    assert known.footing(applications, "2026-02", "2026-01") == "2026-01"
    assert known.footing(decisions, "2026-02", "2026-01") == ""


def test_a_sign_stands_for_no_figure_in_its_editions() -> None:
    known = extended('[[signs]]\nL = [{ text = "<5", valid_from = "2026-07" }]\n[[signs]]\nM = ["n.v.t."]').edition
    assert (known.sign("<5", "2026-06"), known.sign("<5", "2026-07"), known.sign("< 5", "2026-08")) == (None, "L", "L")
    assert (known.sign("N.V.T.", "2023-04"), known.sign("n.b.", "2026-07"), known.sign("−")) == ("M", "L", "M")
    assert known.sign("5") is known.sign("<6") is known.sign("n. b.") is None


def test_words_may_name_two_things_at_different_times_only() -> None:
    later = (
        '[[sections]]\nid="a"\ntitle="Naturalisatie"\nenglish="a"\ndutch="a"\nrows=["flows"]\nvalid_from="2026-07"\n'
    )
    with pytest.raises(CatalogueError, match="names two sections “naturalisatie”"):
        extended(later)
    ended = '[[sections]]\nid="naturalisation"\nvalid_until="2026-06"\n'
    assert extended(later + ended).section("a").valid("2026-07")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[sections]]\nid="study"\ntitle="Studenten"', "july.toml says 'Studenten' of sections, study, title"),
        ("[measures.pending]\nrounding=5\n[measures.decisions]\nkind='stock'", "of measures, decisions, kind"),
        ("[rows]\nflows=[]", "says anew what the rows 'flows' are"),
        ('[[sections]]\nid="x"\nafter="y"', "puts 'x' after 'y', which is not among the sections"),
        (
            '[[sections]]\nid="study"\nseasonl=true',
            "document.toml with july.toml, sections, study has the unknown entry",
        ),
        ('[[breaks]]\nsection="study"\nkind="other"\ndate="2026-01"\nenglish=""\ndutch=""', "'kind' is 'other'"),
        (
            '[[breaks]]\nsection="study"\nmeasure="commissioned"\nkind="renamed"\ndate="2026-01"\nenglish=""\ndutch=""',
            "has a break of the series study, commissioned",
        ),
        ('[edition]\ntitles=["Maandrapportage"]', "the title “Maandrapportage” lacks {month} or {year}"),
        ('[[sections]]\nid="study"\nspellings=[{text="x", valid_from="juli"}]', "the date 'juli' is no month"),
        ('[signs]\nL=["12"]', "the sign “12” may be a figure; expected no digits, unless as in “<5”"),
        ('[signs]\nL=["1.2*"]', "the sign “1.2*” may be a figure"),
        ('[signs]\nL=["O"]', "the sign “O” may be a figure that is not seen whole"),
        ('[signs]\nL=["###"]', "the sign “###” may be a figure that is not seen whole"),
        ('[signs]\nL=[" "]', "the sign “ ” is blank"),
        ('[signs]\nL="x"', "july.toml says 'x' of signs, L"),
        ('[signs]\nL=[{text="x", valid_from="juli"}]', "the date 'juli' is no month"),
        ('[signs]\nL=[{text="x", form="y"}]', "has the unknown entry 'form'"),
        ('[signs]\nM=[{text="x", status="L"}]', "the list says the status; remove 'status'"),
        ('[[signs]]\nM=["n.b."]', "the sign “n.b.” has two meanings, M and L"),
    ],
)
def test_an_extension_is_checked_as_strictly_as_the_catalogue(text: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        extended(text)
    assert said in str(refused.value)


def test_the_catalogue_is_extended_within_using_alone(tmp_path: Path) -> None:
    file = tmp_path / "july.toml"
    file.write_text('[[sections]]\nid="study"\nspellings=["Studiemigranten"]', "utf8")
    with catalogue.using(file):
        assert "Studiemigranten" in catalogue.load().section("study").spellings
    assert "Studiemigranten" not in catalogue.load().section("study").spellings


def test_an_extension_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(catalogue.VARIABLE, str(tmp_path / "none.toml"))
    with pytest.raises(CatalogueError, match=r"none\.toml cannot be read: No such file"):
        catalogue.load()
