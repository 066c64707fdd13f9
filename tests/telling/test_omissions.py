"""What reading left out, told: every remark in both languages, to the letter; many of a kind in one sentence."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ind_tables.remarks import Remark
from ind_tables.telling import omissions
from ind_tables.telling.wording import templates

ROOT = Path(__file__).parents[2]
STUDY = "Verblijfsvergunning studie"

REMARKS: list[tuple[Remark, str, str]] = [
    (
        Remark("unknown_table", (2, "Terugkeer en vertrek")),
        "page 2: the table “Terugkeer en vertrek” is unknown and was left out; add it to the catalogue if it belongs "
        "to the edition",
        "pagina 2: de tabel “Terugkeer en vertrek” is onbekend en is weggelaten; zet haar in de catalogus als zij bij "
        "de uitgave hoort",
    ),
    (
        Remark("unknown_table", (2, "")),
        "page 2: the table “without a title” is unknown and was left out; add it to the catalogue if it belongs to the "
        "edition",
        "pagina 2: de tabel “zonder titel” is onbekend en is weggelaten; zet haar in de catalogus als zij bij de "
        "uitgave hoort",
    ),
    (
        Remark("unknown_row", (1, "Waarvan online", STUDY)),
        f"page 1: the row “Waarvan online” of “{STUDY}” is unknown and was left out; add it to the catalogue if it "
        "belongs to the table",
        f"pagina 1: de rij “Waarvan online” van “{STUDY}” is onbekend en is weggelaten; zet haar in de catalogus als "
        "zij bij de tabel hoort",
    ),
    (
        Remark("no_column", (1, "", STUDY, ("99", "1.230"))),
        f"page 1: beside the row “without a label” of “{STUDY}” stands 99, 1.230 in no column; left out",
        f"pagina 1: naast de rij “zonder label” van “{STUDY}” staat 99, 1.230 in geen enkele kolom; weggelaten",
    ),
    (
        Remark("no_row", (1, STUDY, "777")),
        f"page 1: between the rows of “{STUDY}” stands 777 in no row; left out",
        f"pagina 1: tussen de rijen van “{STUDY}” staat 777 in geen enkele rij; weggelaten",
    ),
    (
        Remark("foreign_column", ("Totaal",)),
        "the column “Totaal” is no month and was left out",
        "de kolom “Totaal” is geen maand en is weggelaten",
    ),
    (
        Remark("beside", (("Applications", "Decisions", "Pending", "3", "6", "9", "12"),)),
        "right of the last column stand “Applications”, “Decisions”, “Pending”, “3”, “6” and 2 more; left out",
        "rechts van de laatste kolom staan “Applications”, “Decisions”, “Pending”, “3”, “6” en nog 2; weggelaten",
    ),
    (
        Remark("hidden", (2, ("Concept", "0,5"))),
        "page 2: “Concept”, “0,5” cannot be seen (invisible, cut off or outside the page); left out",
        "pagina 2: niet te zien (onzichtbaar, afgesneden of buiten de pagina) en weggelaten: “Concept”, “0,5”",
    ),
    (
        Remark("short", (12, "2025-01", "2025-12", 13)),
        "the columns are 12 months, 2025-01 to 2025-12, where editions have 13; see whether a column is cut off",
        "de kolommen zijn 12 maanden, van januari 2025 tot en met december 2025, terwijl een uitgave er 13 heeft; ga "
        "na of er een kolom is afgesneden",
    ),
]


@pytest.mark.parametrize(("remark", "english", "dutch"), REMARKS)
def test_a_remark_is_told_in_both_languages(remark: Remark, english: str, dutch: str) -> None:
    kept = json.loads(json.dumps([remark]))  # as a report's stages hand it on

    assert omissions.told([remark], "en") == omissions.told(kept, "en") == [english]
    assert omissions.told([remark], "nl") == omissions.told(kept, "nl") == [dutch]


def test_every_remark_that_reading_can_make_has_words_and_is_told_here() -> None:
    code = "\n".join(path.read_text("utf8") for path in (ROOT / "ind_tables/reading").glob("*.py"))
    kinds = set(re.findall(r'Remark\("(\w+)"', code))

    assert {remark.kind for remark, _, _ in REMARKS} == kinds
    for language in ("en", "nl"):
        module: Any = templates().get_template(f"omissions/{language}.jinja").module
        assert {name for name in dir(module) if not name.startswith("_")} - {"listed", "row", "more"} == kinds


def test_ninety_of_a_kind_are_one_sentence_unless_each_is_asked_for() -> None:
    rows = [Remark("unknown_row", (1, f"Waarvan {number}", STUDY)) for number in range(90)]
    beside = Remark("beside", (tuple(map(str, range(7))),))

    [row, words] = omissions.told([*rows, beside], "en")
    assert row == (
        f"page 1: the row “Waarvan 0” of “{STUDY}” is unknown and was left out; add it to the catalogue if it belongs "
        "to the table; and 89 more of the kind (ind-tables extract --verbose names them all)"
    )
    assert words.endswith("“4” and 2 more; left out")
    assert omissions.told(rows, "nl")[0].endswith("; en zo nog 89 (ind-tables extract --verbose noemt ze alle)")

    each = omissions.told([*rows, beside], "en", each=True)
    assert [f"“Waarvan {number}”" in sentence for number, sentence in enumerate(each[:90])] == 90 * [True]
    assert each[90:] == ["right of the last column stand “0”, “1”, “2”, “3”, “4”, “5”, “6”; left out"]


def test_five_of_a_kind_are_a_sentence_each() -> None:
    rows = [Remark("foreign_column", (f"Kwartaal {number}",)) for number in range(5)]
    assert omissions.told(rows, "nl")[4] == "de kolom “Kwartaal 4” is geen maand en is weggelaten"
    assert len(omissions.told(rows, "nl")) == 5


def test_a_text_of_the_document_cannot_break_out_of_its_line() -> None:
    [told] = omissions.told([Remark("no_row", (1, STUDY, "\x1b[2J\n7"))], "en")
    assert told == f"page 1: between the rows of “{STUDY}” stands \\u001b[2J 7 in no row; left out"
