"""A check from end to end: a file of observations is damaged, and what is printed and written is read back."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

import ind_tables
from ind_tables.record import observations
from tests.conftest import Ended

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

Command = Callable[..., Ended]
PLACE = ("family", "pending", "all", "2025-06")


@pytest.fixture
def edition(golden: pd.DataFrame, tmp_path: Path) -> Path:
    """The observations of December 2025 as a file."""
    observations.save(golden, tmp_path / "2025-12.csv")
    return tmp_path / "2025-12.csv"


def spoil(file: Path, place: tuple[str, str, str, str], value: str, printed: str, status: str = "A") -> None:
    """Put another figure in one line of a file of observations."""
    with file.open(encoding="utf8", newline="") as source:
        lines = list(csv.DictReader(source))
    (line,) = (x for x in lines if (x["section"], x["measure"], x["age_band"], x["period"]) == place)
    line.update(value=value, printed=printed, status=status)
    with file.open("w", encoding="utf8", newline="") as target:
        writer = csv.DictWriter(target, list(lines[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)


def table(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf8", newline="") as source:
        return list(csv.DictReader(source))


def test_a_clean_file_ends_with_0_and_empty_suspects(command: Command, edition: Path, tmp_path: Path) -> None:
    done = command("check", edition, "--output", tmp_path / "out")

    assert (done.status, done.errors) == (0, "")
    assert "404 identities checked, none broken; 122 figures stand in none" in done.output
    assert table(tmp_path / "out/suspects.csv") == []
    assert {line["severity"] for line in table(tmp_path / "out/findings.csv")} == {"notice"}


def test_a_wrong_figure_is_told_and_written_with_what_it_must_have_been(
    command: Command, edition: Path, tmp_path: Path
) -> None:
    spoil(edition, PLACE, "9060", "9.060")
    done = command("check", edition, "--output", tmp_path / "out")

    assert (done.status, done.errors) == (1, "")
    errors = [line for line in table(tmp_path / "out/findings.csv") if line["severity"] == "error"]
    assert [(line["rule"], line["period"], line["residual"], line["tolerance"]) for line in errors] == [
        ("bands_sum", "2025-06", "2970", "20"),
        ("stock_flow", "2025-06", "2980", "20"),
        ("stock_flow", "2025-07", "-2970", "20"),
    ]
    (suspect,) = table(tmp_path / "out/suspects.csv")
    assert 0.85 <= float(suspect.pop("probability")) <= 1
    assert [suspect] == [
        {
            "rank": "1",
            "explanation": "1",
            "section": "family",
            "measure": "pending",
            "age_band": "all",
            "period": "2025-06",
            "printed": "9.060",
            "proposed": "6090",
            "reason": "9.060 is printed where the other figures ask for 6,090 (6,070 to 6,100 are possible), two "
            "digits changed places",
        }
    ]
    assert "6,090" in done.output


def test_alternatives_share_a_rank_and_propose_nothing(command: Command, edition: Path, tmp_path: Path) -> None:
    spoil(edition, ("study", "decisions", "all", "2025-05"), "3470", "3.470")
    assert command("check", edition, "--output", tmp_path / "out").status == 1

    found = table(tmp_path / "out/suspects.csv")
    assert [(x["rank"], x["explanation"], x["measure"], x["proposed"]) for x in found] == [
        ("1", "1", "decisions", ""),
        ("1", "2", "applications", ""),
    ]
    assert all("cannot be determined" in x["reason"] for x in found)


def test_the_edition_before_decides_between_them(
    command: Command, edition: Path, golden: pd.DataFrame, tmp_path: Path
) -> None:
    earlier = golden[golden["period"] != "2025-12"].assign(edition="2025-11")
    observations.save(earlier, tmp_path / "2025-11.csv")
    place = ("study", "decisions", "all", "2025-05")
    spoil(edition, place, "3470", "3.470")

    done = command("check", edition, "--previous", tmp_path / "2025-11.csv", "--output", tmp_path / "out")

    assert done.status == 1
    (found,) = table(tmp_path / "out/suspects.csv")
    assert (found["section"], found["measure"], found["period"], found["proposed"]) == (*place[:2], "2025-05", "2570")
    assert found["reason"].endswith("so did the previous edition print it")


@pytest.mark.parametrize(("printed", "status"), [("n.b.", "L"), ("-", "M"), ("", "O")])
def test_a_figure_that_is_not_printed_is_no_error(command: Command, edition: Path, printed: str, status: str) -> None:
    """May's stock of family permits stands in the sum of its bands and in two balances: 401 identities are left.

    Its three bands and the flows of May and June then stand in none, beside the 122 that never do.
    """
    spoil(edition, ("family", "pending", "all", "2025-05"), "", printed, status)
    done = command("check", edition)

    assert done.status == 0
    assert "1,169 figures; 401 identities checked, none broken; 129 figures stand in none" in done.output


def test_an_error_behind_a_figure_that_is_not_printed_is_found(command: Command, edition: Path, tmp_path: Path) -> None:
    spoil(edition, ("family", "pending", "all", "2025-05"), "", "n.b.", "L")
    spoil(edition, ("family", "decisions", "all", "2025-05"), "3660", "3.660")
    done = command("check", edition, "--output", tmp_path / "out")

    assert done.status == 1
    errors = [line for line in table(tmp_path / "out/findings.csv") if line["severity"] == "error"]
    assert [line["rule"] for line in errors] == ["joint_rounding"]
    assert "cannot hold together, whatever the figures were that are not printed" in errors[0]["message"]
    first = table(tmp_path / "out/suspects.csv")[0]
    assert (first["measure"], first["period"], first["proposed"]) == ("decisions", "2025-05", "3160")


def test_a_lost_sign_and_a_lost_digit_are_told_by_themselves(edition: Path) -> None:
    spoil(edition, PLACE, "-6090", "-6.090")
    spoil(edition, ("study", "applications", "all", "2025-05"), "377", "377")
    checked = ind_tables.check(ind_tables.read(edition))

    assert set(checked.findings.loc[checked.findings["severity"] == "error", "rule"]) == {
        *("bands_sum", "stock_flow", "rounding", "sign")
    }
    assert checked.suspects[["rank", "section", "printed", "proposed"]].values.tolist() == [
        [1, "family", "-6.090", 6090],
        [1, "study", "377", 3770],
    ]


@pytest.mark.full
def test_python_and_the_command_line_say_the_same(command: Command, edition: Path, tmp_path: Path) -> None:
    spoil(edition, ("nareis_total", "decisions", "all", "2025-05"), "2260", "2.260")
    command("check", edition, "--output", tmp_path / "out")
    checked = ind_tables.check(ind_tables.read(edition))

    for name, frame in (("findings", checked.findings), ("suspects", checked.suspects)):
        written = [list(line.values()) for line in table(tmp_path / f"out/{name}.csv")]
        assert written == frame.astype("string").fillna("").values.tolist()
    assert checked.suspects["proposed"].isna().all(), "1,960 to 1,980 are possible, and no slip leads to 2,260"
