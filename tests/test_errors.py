"""A refusal is one line, whatever text from the document it quotes, and every class says what to do."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ind_tables import errors
from ind_tables.errors import IndTablesError, NotAPdf, ReadError, one_line

RAISED = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type) and issubclass(kind, IndTablesError) and kind not in (IndTablesError, ReadError)
]


def test_a_line_names_the_class() -> None:
    assert NotAPdf("page.pdf is a web page").line == "NotAPdf: page.pdf is a web page"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("two\nlines\r\nand a\ttab", "two lines and a tab"),
        ("\x1b[2Jgone", "\\u001b[2Jgone"),
        ("\u202egnirts", "\\u202egnirts"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("no\u00a0break", "no break"),
        ("nul\x00", "nul\\u0000"),
        ("bell\x07", "bell\\u0007"),
        ("next\x85line\u2028and\u2029paragraph", "next line and paragraph"),
        ("tag\U000e0041", "tag\\U000e0041"),
        ("half \udc80", "half \\udc80"),
        ("<script>alert('é')</script>", "<script>alert('é')</script>"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_instead(text: str, shown: str) -> None:
    assert one_line(text) == shown
    assert str(NotAPdf(text)) == shown


@given(st.text())
def test_a_message_is_always_one_printable_line(text: str) -> None:
    shown = NotAPdf(text).line
    assert len(shown.splitlines()) == 1
    assert shown.isprintable()


def test_a_long_text_is_cut() -> None:
    shown = str(NotAPdf("x" * 100_000))
    assert len(shown) == 2000
    assert shown.endswith("x…")


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_every_class_says_what_it_is_for_gives_an_example_and_a_cure(kind: type[IndTablesError]) -> None:
    for text in (kind.__doc__ or "", kind.example, kind.cure):
        assert text.strip().endswith(".")
    assert kind.__doc__ != IndTablesError.__doc__


def test_the_tree_is_drawn_as_it_is() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if "──" in line or line.startswith("IndTables")]
    names = [line.strip("│├└─ ").split()[0] for line in drawn]
    assert names == [
        kind.__name__ for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, IndTablesError)
    ]


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: kind.__name__)
def test_a_class_ends_with_the_status_that_the_tree_says(kind: type[IndTablesError]) -> None:
    [line] = [line for line in (errors.__doc__ or "").splitlines() if re.search(rf"── {kind.__name__} ", line)]
    said = re.search(r"\((\d+)\)$", line)
    assert kind.exit_status == (int(said[1]) if said else 3)
    assert issubclass(kind, ReadError) == line.startswith("│")


def test_in_a_notebook_an_error_is_one_line() -> None:
    """IPython asks an exception what to show in place of a traceback."""
    assert errors.NotAPdf("a.pdf is\nnone")._render_traceback_() == ["NotAPdf: a.pdf is none"]
