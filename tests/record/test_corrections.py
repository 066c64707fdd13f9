"""Corrections are records: guarded by the wrong figure, applied when asked, and never silent."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from ind_tables.errors import CorrectionError, NotObservations
from ind_tables.record import corrections, observations
from tests.conftest import Ended

Command = Callable[..., Ended]

HEAD = 'edition = "2025-12"\n'
RECORD = """
[[corrections]]
section = "asylum_first"
measure = "pending"
period = "2025-11"
printed = "48.190"
corrected = "48.910"
reason = "Two digits are swapped."
published_by = "IND"
source = "The IND's answer of 12 February 2026."
status = "confirmed"
"""
TITLE = "“Asiel - Eerste aanvragen”, “Openstaande aanvragen”, 2025-11"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, with an empty folder of corrections."""
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "corrections").mkdir()
    return tmp_path


@pytest.fixture
def file(home: Path) -> Path:
    """Where the corrections of December 2025 are recorded."""
    return home / "corrections" / "2025-12.toml"


def recorded(file: Path, text: str) -> tuple[corrections.Correction, ...]:
    file.write_text(text, "utf-8")
    return corrections.read(file)


def cell(figures: pd.DataFrame) -> pd.Series:
    [row] = figures.query(
        "section == 'asylum_first' and measure == 'pending' and age_band == 'all' and period == '2025-11'"
    ).to_dict("records")
    return pd.Series(row)


def test_a_record_corrects_the_value_and_leaves_what_is_printed(golden: pd.DataFrame, file: Path) -> None:
    assert cell(golden)["value"] == 48_190
    found = corrections.apply(golden, recorded(file, HEAD + RECORD)).observations
    assert (cell(found)["value"], cell(found)["status"], cell(found)["printed"]) == (48_910, "A", "48.190")
    others = golden.index[golden["value"].ne(found["value"])]
    assert len(others) == 1
    pd.testing.assert_frame_equal(found.drop(columns="value"), golden.drop(columns="value"))


def test_the_figures_handed_over_are_left_as_they_are(golden: pd.DataFrame, file: Path) -> None:
    before = golden.copy()
    corrections.apply(golden, recorded(file, HEAD + RECORD))
    pd.testing.assert_frame_equal(golden, before)


def test_every_correction_applied_is_told(golden: pd.DataFrame, file: Path) -> None:
    applied = corrections.apply(golden, recorded(file, HEAD + RECORD)).applied
    assert applied.to_dict("records") == [
        {
            "edition": "2025-12",
            "section": "asylum_first",
            "measure": "pending",
            "age_band": "all",
            "period": "2025-11",
            "printed": "48.190",
            "corrected": "48.910",
            "reason": "Two digits are swapped.",
            "published_by": "IND",
            "source": "The IND's answer of 12 February 2026.",
            "status": "confirmed",
        }
    ]
    assert list(applied.columns) == corrections.COLUMNS


def test_corrected_observations_are_observations_still(golden: pd.DataFrame, file: Path, tmp_path: Path) -> None:
    found = corrections.apply(golden, recorded(file, HEAD + RECORD)).observations
    observations.save(found, tmp_path / "corrected.csv")
    pd.testing.assert_frame_equal(observations.load(tmp_path / "corrected.csv"), found)


@pytest.mark.parametrize(("corrected", "value", "status"), [("-", None, "M"), ("n.b.", None, "L"), ("", None, "O")])
def test_a_figure_where_none_should_be_is_corrected_to_a_sign_for_none(
    golden: pd.DataFrame, file: Path, corrected: str, value: None, status: str
) -> None:
    records = recorded(file, HEAD + RECORD.replace('"48.910"', f'"{corrected}"'))
    found = cell(corrections.apply(golden, records).observations)
    assert pd.isna(found["value"])
    assert found["status"] == status


def test_a_figure_can_be_corrected_where_none_is_printed(golden: pd.DataFrame, file: Path) -> None:
    here = golden["printed"].eq("48.190") & golden["period"].eq("2025-11")
    silent = golden.assign(
        value=golden["value"].mask(here),
        status=golden["status"].mask(here, "M"),
        printed=golden["printed"].mask(here, "-"),
    )
    records = recorded(file, HEAD + RECORD.replace('"48.190"', '"-"'))
    found = cell(corrections.apply(silent, records).observations)
    assert (found["value"], found["status"], found["printed"]) == (48_910, "A", "-")


def test_a_row_of_an_age_band_is_named_by_it(golden: pd.DataFrame, file: Path) -> None:
    record = RECORD.replace('measure = "pending"', 'measure = "pending"\nage_band = "15m+"')
    [there] = golden.query("section == 'asylum_first' and age_band == '15m+' and period == '2025-11'")["printed"]
    records = recorded(file, HEAD + record.replace("48.190", there))
    found = corrections.apply(golden, records).observations
    [changed] = found[found["value"].ne(golden["value"])].to_dict("records")
    assert (changed["age_band"], changed["value"]) == ("15m+", 48_910)


def test_a_record_whose_wrong_figure_is_gone_stops_the_run(golden: pd.DataFrame, file: Path) -> None:
    records = recorded(file, HEAD + RECORD.replace('printed = "48.190"', 'printed = "84.190"'))
    with pytest.raises(CorrectionError) as refusal:
        corrections.apply(golden, records)
    assert str(refusal.value) == (
        f"the correction of {TITLE} expects “84.190” to be printed there, but “48.190” is; the record may be removed"
    )
    assert refusal.value.exit_status == 3


def test_a_record_about_another_edition_stops_the_run(golden: pd.DataFrame, file: Path) -> None:
    records = recorded(file, HEAD.replace("12", "11") + RECORD)
    with pytest.raises(CorrectionError, match="is for the edition of 2025-11, not 2025-12"):
        corrections.apply(golden, records)


def test_a_record_about_a_month_outside_the_window_stops_the_run(golden: pd.DataFrame, file: Path) -> None:
    records = recorded(file, HEAD + RECORD.replace("2025-11", "2024-11"))
    with pytest.raises(CorrectionError, match="the edition of 2025-12 has no such figure; remove the record"):
        corrections.apply(golden, records)


def test_corrections_are_for_one_edition(golden: pd.DataFrame) -> None:
    both = pd.concat([golden, golden.assign(edition="2026-01")])
    with pytest.raises(NotObservations, match="hold 2 editions, expected one"):
        corrections.apply(both, ())


def test_without_records_nothing_is_corrected(golden: pd.DataFrame) -> None:
    found, applied = corrections.apply(golden, ())
    pd.testing.assert_frame_equal(found, golden)
    assert applied.empty
    assert list(applied.columns) == corrections.COLUMNS


# The files


def test_the_records_of_an_edition_are_in_the_home_folder(home: Path, file: Path) -> None:
    assert corrections.load("2025-12") == ()
    assert recorded(file, HEAD + RECORD) == corrections.load("2025-12")
    assert corrections.load("2026-01") == ()


def test_a_file_under_the_name_of_another_edition_is_refused(home: Path) -> None:
    (home / "corrections" / "2026-01.toml").write_text(HEAD + RECORD)
    with pytest.raises(CorrectionError, match=r"2026-01\.toml is about the edition of 2025-12; expected 2026-01"):
        corrections.load("2026-01")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("edition =", "2025-12.toml cannot be read (Invalid value (at end of document)); expected TOML in UTF-8"),
        ("", "2025-12.toml holds nothing; expected edition"),
        (HEAD, "2025-12.toml holds edition; expected edition"),
        (RECORD, "2025-12.toml holds corrections; expected edition"),
        (HEAD + "corrections = []", "2025-12.toml holds corrections, edition; expected edition"),
        (HEAD + "corrections = [3]", "correction 1 is 3; expected a table under [[corrections]]"),
        (HEAD + 'who = "me"\n' + RECORD, "2025-12.toml holds corrections, edition, who; expected edition"),
        (HEAD.replace("12", "13") + RECORD, "2025-12.toml: edition: “2025-13” is no month"),
        (HEAD + RECORD.replace("2025-11", "November"), "correction 1: period: “November” is no month"),
        (
            HEAD + RECORD.replace('section = "asylum_first"', ""),
            "correction 1 misses section; expected section, measure",
        ),
        (HEAD + RECORD + 'reaso = "x"', "correction 1 has the unknown entry reaso; expected section, measure"),
        (HEAD + RECORD + 'edition = "2025-12"', "correction 1 has the unknown entry edition"),
        (HEAD + RECORD.replace('"48.910"', "48910"), "correction 1: corrected is 48910; expected text in quotes"),
        (HEAD + RECORD.replace('"48.190"', "48.190"), "correction 1: printed is 48.19; expected text in quotes"),
        (HEAD + RECORD.replace("Two digits are swapped.", " "), "correction 1: reason is ' '; expected text in quotes"),
        (HEAD + RECORD.replace("asylum_first", "asylum"), "there is no section 'asylum' in the catalogue"),
        (HEAD + RECORD.replace('"pending"', '"waiting"'), "the section asylum_first has no row waiting, all"),
        (HEAD + RECORD.replace("confirmed", "done"), "the status is 'done'; expected one of open, reported, confirmed"),
        (HEAD + RECORD.replace("48.910", "4.8910"), "“4.8910” is neither a figure nor a known sign for none"),
        (HEAD + RECORD.replace("48.910", " 48.190"), "'48.190' is both printed and corrected"),
        (HEAD + RECORD + RECORD, f"2025-12.toml corrects {TITLE} twice; expected one record a figure"),
        (HEAD + RECORD + RECORD.replace("48.910", "x"), "correction 2: “x” is neither a figure"),
    ],
)
def test_a_record_of_the_wrong_shape_is_refused_in_one_sentence(file: Path, text: str, message: str) -> None:
    with pytest.raises(CorrectionError) as refusal:
        recorded(file, text)
    assert message in refusal.value.line
    assert len(refusal.value.line.splitlines()) == 1


def test_a_file_that_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(CorrectionError, match=r"2025-12\.toml cannot be read"):
        corrections.load("2025-12")


def test_the_example_in_the_docstring_is_a_record() -> None:
    import textwrap
    import tomllib

    example = (corrections.__doc__ or "").partition("a file an edition:\n")[2].partition("``printed``")[0]
    [record] = corrections.build(tomllib.loads(textwrap.dedent(example)), "example")
    assert (record.section, record.printed, record.corrected) == ("asylum_first", "48.910", "48.190")


# On the command line


@pytest.mark.slow
def test_check_applies_the_records_that_it_is_given_and_no_others(
    command: Command, golden: pd.DataFrame, file: Path, tmp_path: Path
) -> None:
    """With 48.910 for the stock of November neither its age bands nor the flows make it any longer."""
    figures = tmp_path / "figures.csv"
    observations.save(golden, figures)
    recorded(file, HEAD + RECORD)
    assert command("check", figures).status == 0
    done = command("check", figures, "--corrections", file)
    assert done.status == 1
    assert f"corrected: {TITLE}: “48.190” is printed for “48.910”. Two digits are swapped.\n" in done.output
    assert f"error: {TITLE}: 48,910 is printed" in done.output


def test_check_refuses_a_record_whose_wrong_figure_is_gone(
    command: Command, golden: pd.DataFrame, file: Path, tmp_path: Path
) -> None:
    observations.save(golden, tmp_path / "figures.csv")
    recorded(file, HEAD + RECORD.replace("48.190", "84.190"))
    done = command("check", tmp_path / "figures.csv", "--corrections", file, "--output", tmp_path / "checks")
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("CorrectionError: ")
    assert not (tmp_path / "checks").exists()
