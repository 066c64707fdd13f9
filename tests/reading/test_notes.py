"""Notes that the catalogue does not know are named, each once; titles, labels, heads and feet of pages are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from ind_tables.reading import edition
from ind_tables.reading.notes import Note
from tests.documents.changes import after
from tests.documents.facsimile import Look, typeset

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]
REDEFINED = "Met ingang van 2026 inclusief herhaalde aanvragen."
CEREMONY = "Bovenstaande tabel toont de aantallen beslissingen op basis van de beslisdatum van de IND."


def notes(look: Look, folder: Path) -> tuple[Note, ...]:
    (folder / "edition.pdf").write_bytes(typeset(after(), look))
    return edition.read(folder / "edition.pdf", flavours=()).notes


@pytest.mark.parametrize(
    "look",
    [
        Look(),
        Look(wrap_labels="middle"),
        Look(title="row_span", rules="grid"),
        Look(
            running_head="Maandcijfers van de directie Uitvoering te Den Haag",
            footer="Bron: het informatiesysteem van de IND, pagina {page} van {pages}",
        ),
    ],
)
def test_an_edition_as_it_always_was_has_none(look: Look, tmp_path: Path) -> None:
    assert notes(look, tmp_path) == ()


def test_a_note_that_redefines_figures_is_new(tmp_path: Path) -> None:
    assert notes(Look(remarks=(REDEFINED,)), tmp_path) == (Note(1, REDEFINED),)


def test_a_note_in_the_head_of_a_later_page_needs_no_full_stop(tmp_path: Path) -> None:
    told = REDEFINED.rstrip(".")
    assert notes(Look(running_head=told), tmp_path) == (Note(2, told),)


def test_a_note_with_other_words_says_what_stood_there(tmp_path: Path) -> None:
    [page, text, was] = _only(notes(Look(preface=(CEREMONY.replace("beslisdatum", "verzenddatum"),)), tmp_path))

    assert (page, text) == (1, CEREMONY.replace("beslisdatum", "verzenddatum"))
    assert was == CEREMONY


def _only(found: tuple[Note, ...]) -> tuple[int, str, str]:
    [note] = found
    return note.page, note.text, note.was
