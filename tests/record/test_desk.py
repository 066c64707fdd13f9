"""What an analyst asks for: an edition, at once the second time; many, by any executor; what is at hand."""

from __future__ import annotations

import shutil
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import ind_tables
from ind_tables.errors import NotAPdf, RequestError, WrongMonth
from ind_tables.record import cache, desk, observations


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache folder of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache/ind-tables"


@pytest.fixture(scope="module")
def december(sample: Path) -> pd.DataFrame:
    """The bundled edition, read once."""
    return observations.read(sample)


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch, december: pd.DataFrame) -> list[object]:
    """What is asked to be read, and not taken from the cache: each time it gives the bundled edition."""
    asked: list[object] = []
    monkeypatch.setattr(observations, "read", lambda *given: asked.append(given) or december.copy())
    return asked


def test_a_second_read_of_the_same_pdf_is_fast_and_alike(sample: Path, reads: list[object]) -> None:
    first = desk.read(sample)
    begun = time.perf_counter()
    again = desk.read("2025-12")
    assert time.perf_counter() - begun < 0.2
    pd.testing.assert_frame_equal(first, again)
    assert len(reads) == 1
    pd.testing.assert_frame_equal(desk.read(sample, cached=False), first)
    assert len(reads) == 2


def test_a_damaged_file_of_the_cache_is_not_trusted(sample: Path, place: Path, reads: list[object]) -> None:
    first = desk.read(sample)
    [kept] = place.glob("*.parquet")
    whole = kept.read_bytes()
    for spoilt in (whole[:-1], whole[:200] + b"0" + whole[201:], b"", b"PAR1"):
        kept.write_bytes(spoilt)
        pd.testing.assert_frame_equal(desk.read(sample), first)
        assert kept.read_bytes() == whole
    assert len(reads) == 5


def test_another_version_or_catalogue_reads_anew(
    sample: Path, tmp_path: Path, reads: list[object], monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.read(sample)
    more = tmp_path / "more.toml"
    more.write_text("")
    monkeypatch.setenv("IND_TABLES_CATALOGUE", str(more))
    desk.read(sample)
    monkeypatch.setattr(cache, "__version__", "0.0.1")
    desk.read(sample)
    assert len(reads) == 3


@pytest.mark.slow
def test_what_is_kept_is_still_held_against_the_month_that_is_asked_for(sample: Path, tmp_path: Path) -> None:
    desk.read(sample)
    with pytest.raises(WrongMonth, match="2025-11 was asked for"):
        desk.read(sample, "2025-11")
    named = shutil.copy(sample, tmp_path / "2025-10.pdf")
    with pytest.raises(WrongMonth):
        desk.read(named)


def test_without_a_place_to_write_it_is_read_all_the_same(sample: Path, tmp_path: Path, reads: list[object]) -> None:
    (tmp_path / "cache").write_text("no folder")
    assert len(desk.read(sample)) == 1170
    assert len(reads) == 1


@pytest.mark.slow
def test_extract_keeps_nothing(sample: Path, place: Path, command: object) -> None:
    assert command("extract", sample).status == 0  # type: ignore[operator]
    assert not place.exists()


@pytest.mark.parametrize(
    ("edition", "message"),
    [
        (202512, r'read\(202512\) names no edition; did you mean "2025-12"\?'),
        (pd.Period("2025-12", "M"), r'names no edition; did you mean "2025-12"\?'),
        (date(2025, 12, 31), r'names no edition; did you mean "2025-12"\?'),
        ("2025/12", r"“2025/12” is neither a month such as 2025-12 nor a file that exists; did you mean 2025-12\?"),
        (2025, r"read\(2025\) names no edition; expected a month as in"),
        (None, r"read\(None\) names no edition"),
    ],
)
def test_what_is_no_edition_is_refused_with_what_is_meant(edition: object, message: str) -> None:
    with pytest.raises(RequestError, match=message):
        desk.read(edition)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("month", "message"),
    [
        ("2025-11", "^the edition of 2025-12 is not that of 2025-11; expected one month, not two$"),
        ("december", "^“december” is no month"),
    ],
)
def test_a_month_beside_the_edition_is_never_passed_over(month: str, message: str, reads: list[object]) -> None:
    with pytest.raises(RequestError, match=message):
        desk.read("2025-12", month)
    assert reads == []


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (
            {"paths": "2025-12"},
            r'^read_many\(\'2025-12\'\) names no editions; expected several .* read_many\(\["2025-12", ',
        ),
        ({"paths": Path("2025-12.pdf")}, "names no editions"),
        ({"paths": None}, "names no editions"),
        ({"paths": [202512]}, r'^read\(202512\) names no edition; did you mean "2025-12"\?$'),
        ({"paths": [], "executor": "threads"}, "^'threads' is no executor; expected a concurrent.futures.Executor$"),
    ],
)
def test_what_names_no_editions_is_refused_in_one_line(asked: dict[str, Any], message: str) -> None:
    with pytest.raises(RequestError, match=message):
        desk.read_many(**asked)


@pytest.mark.slow
def test_many_editions_are_read_where_the_executor_says(sample: Path, golden: pd.DataFrame, tmp_path: Path) -> None:
    golden.to_csv(tmp_path / "figures.csv", index=False)
    paths = [sample, tmp_path / "figures.csv"]
    one_by_one = desk.read_many(paths)
    assert len(one_by_one) == 2 * 1170
    assert str(one_by_one["section"].dtype) == "category"
    with ThreadPoolExecutor(2) as threads:
        pd.testing.assert_frame_equal(desk.read_many(paths, threads), one_by_one)
    with ProcessPoolExecutor(2) as processes:
        pd.testing.assert_frame_equal(desk.read_many(paths, processes), one_by_one)
    assert desk.read_many([]).empty


@pytest.mark.slow
def test_an_edition_that_is_refused_is_named_from_whatever_process(sample: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.pdf"
    wrong.write_text("<html>")
    with ProcessPoolExecutor(1) as processes, pytest.raises(NotAPdf, match=r"wrong\.pdf"):
        desk.read_many([sample, wrong], processes)


def test_without_a_store_the_latest_edition_is_at_hand() -> None:
    assert ind_tables.series("asylum_first", "pending").iloc[-1] == 48_850
    assert len(ind_tables.catalog()) == 90
    assert list(ind_tables.editions()["edition"]) == ["2025-12"]
    with pytest.raises(RequestError, match="series takes its figures by name"):
        ind_tables.series(ind_tables.read("2025-12"), "asylum_first", "pending")  # type: ignore[arg-type]
