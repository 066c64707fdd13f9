"""Where editions live: months, names of files, and which PDF of a month is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ind_tables import editions
from ind_tables.errors import RequestError

BUNDLED = "maandcijfers-ind-december-2025.pdf"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, with an empty folder of data."""
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.mark.parametrize("text", ["2025-01", "2025-12", "2099-10"])
def test_a_month_is_a_year_and_a_month(text: str) -> None:
    assert editions.month(text) == text


@pytest.mark.parametrize(
    "text",
    ["2025-00", "2025-13", "2025-1", "1999-12", "december 2025", "2025-12\n", "", "٢٠٢٥-١٢", "20٢٥-12", "2025/12"],
)
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(RequestError, match="is no month; expected year and month as in 2025-12"):
        editions.month(text)


@pytest.mark.parametrize(
    ("name", "month"),
    [
        ("2025-12.pdf", "2025-12"),
        ("2025-12.PDF", "2025-12"),
        (BUNDLED, "2025-12"),
        ("Maandcijfers IND januari 2026.pdf", "2026-01"),
        ("ind-maandcijfers_versie-2-maart_2024.pdf", "2024-03"),
        ("december-2025.pdf", None),
        ("maandcijfers-ind-december.pdf", None),
        ("maandcijfers-ind-winter-2025.pdf", None),
        ("2025-13.pdf", None),
        ("my 2025-12.pdf", None),
        ("2025-12.csv", None),
    ],
)
def test_a_name_says_a_month_or_nothing(name: str, month: str | None) -> None:
    assert editions.month_of_name(name) == month


def test_the_analysts_own_pdf_wins_over_the_bundled_one(home: Path) -> None:
    assert editions.locate("2025-12").name == BUNDLED
    own = home / "data" / "2025-12.pdf"
    own.touch()
    assert editions.locate("2025-12") == own


def test_a_pdf_that_is_named_wins_over_both(home: Path) -> None:
    (home / "data" / "2025-12.pdf").touch()
    other = home / "other.pdf"
    other.touch()
    assert editions.locate("2025-12", other) == other
    assert editions.locate("2025-12", str(other)) == other


def test_a_month_without_a_pdf_is_refused_and_the_place_named(home: Path) -> None:
    with pytest.raises(RequestError, match=r"there is no PDF of 2026-01; expected it as data/2026-01\.pdf"):
        editions.locate("2026-01")
    with pytest.raises(RequestError, match=r"there is no file .*gone\.pdf; expected the PDF of 2026-01"):
        editions.locate("2026-01", home / "gone.pdf")


def test_editions_are_found_by_the_names_of_their_months(home: Path) -> None:
    for name in ("2026-01.pdf", "2025-11.pdf", "notes.pdf", "2025-10.csv"):
        (home / "data" / name).touch()
    (home / "data" / "2025-09.pdf").mkdir()
    assert list(editions.own()) == ["2025-11", "2026-01"]
    assert {month: path.name for month, path in editions.available().items()} == {
        "2025-11": "2025-11.pdf",
        "2025-12": BUNDLED,
        "2026-01": "2026-01.pdf",
    }


def test_a_home_without_data_has_the_bundled_edition_alone(home: Path) -> None:
    (home / "data").rmdir()
    assert editions.own() == {}
    assert list(editions.available()) == ["2025-12"]


def test_the_home_is_the_projects_folder_unless_it_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IND_TABLES_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert editions.root() == root
    monkeypatch.setenv("IND_TABLES_HOME", "here")
    assert editions.root() == tmp_path / "here"


def test_a_package_without_its_project_is_at_home_where_it_is_called(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IND_TABLES_HOME", raising=False)
    monkeypatch.setattr(editions, "__file__", str(tmp_path / "site-packages" / "ind_tables" / "editions.py"))
    monkeypatch.chdir(tmp_path)
    assert editions.root() == tmp_path
