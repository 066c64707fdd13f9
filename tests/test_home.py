"""Where editions live: months, names of files, and which PDF of a month is read."""

from __future__ import annotations

from pathlib import Path

import pytest

from ind_tables import home, months
from ind_tables.errors import RequestError

BUNDLED = "maandcijfers-ind-december-2025.pdf"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, with an empty folder of data."""
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.mark.parametrize("text", ["2025-01", "2025-12", "2099-10"])
def test_a_month_is_a_year_and_a_month(text: str) -> None:
    assert months.valid(text) == text


@pytest.mark.parametrize(
    "text",
    ["2025-00", "2025-13", "2025-1", "1999-12", "december 2025", "2025-12\n", "", "٢٠٢٥-١٢", "20٢٥-12", "2025/12"],
)
def test_another_text_is_none(text: str) -> None:
    with pytest.raises(RequestError, match="is no month; expected year and month as in 2025-12"):
        months.valid(text)


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
    assert months.of_name(name) == month


def test_the_analysts_own_pdf_wins_over_the_bundled_one(folder: Path) -> None:
    assert home.locate("2025-12").name == BUNDLED
    own = folder / "data" / "2025-12.pdf"
    own.touch()
    assert home.locate("2025-12") == own


def test_a_pdf_that_is_named_wins_over_both(folder: Path) -> None:
    (folder / "data" / "2025-12.pdf").touch()
    other = folder / "other.pdf"
    other.touch()
    assert home.locate("2025-12", other) == other
    assert home.locate("2025-12", str(other)) == other


def test_a_month_without_a_pdf_is_refused_and_the_place_named(folder: Path) -> None:
    with pytest.raises(RequestError, match=r"2026-01; at hand is 2025-12; expected it as data/2026-01\.pdf, or"):
        home.locate("2026-01")
    with pytest.raises(RequestError, match=r"there is no file .*gone\.pdf; expected the PDF of 2026-01"):
        home.locate("2026-01", folder / "gone.pdf")


def test_editions_are_found_by_the_names_of_their_months(folder: Path) -> None:
    for name in ("2026-01.pdf", "2025-11.pdf", "notes.pdf", "2025-10.csv"):
        (folder / "data" / name).touch()
    (folder / "data" / "2025-09.pdf").mkdir()
    assert list(home.own()) == ["2025-11", "2026-01"]
    assert {month: path.name for month, path in home.available().items()} == {
        "2025-11": "2025-11.pdf",
        "2025-12": BUNDLED,
        "2026-01": "2026-01.pdf",
    }


def test_a_home_without_data_has_the_bundled_edition_alone(folder: Path) -> None:
    (folder / "data").rmdir()
    assert home.own() == {}
    assert list(home.available()) == ["2025-12"]


def test_the_home_is_the_projects_folder_unless_it_is_named(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IND_TABLES_HOME", raising=False)
    monkeypatch.chdir(tmp_path)
    assert home.root() == root
    monkeypatch.setenv("IND_TABLES_HOME", "here")
    assert home.root() == tmp_path / "here"


def test_a_package_without_its_project_is_at_home_where_it_is_called_and_has_the_notebooks_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("IND_TABLES_HOME", raising=False)
    monkeypatch.setattr(home, "__file__", str(tmp_path / "site-packages" / "ind_tables" / "home.py"))
    monkeypatch.chdir(tmp_path)
    assert home.root() == tmp_path
    assert home.notebooks() == tmp_path / "site-packages/ind_tables/notebooks"
