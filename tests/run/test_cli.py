"""The command line keeps its contract: what it prints where, its exit statuses, and what it leaves alone."""

from __future__ import annotations

import csv
import io
import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandas.testing as pdt
import pytest

from ind_tables import __version__
from ind_tables.place import KEY
from ind_tables.record import observations
from tests.conftest import Ended
from tests.documents.facsimile import Look, random_figures, typeset
from tests.documents.facsimile.look import ExtraRow, ExtraTable
from tests.layers import layered, only

pytestmark = pytest.mark.slow

Command = Callable[..., Ended]
HEADER = "edition,section,measure,age_band,period,value,unit,status,page,title,label,printed,readers\n"
FINDINGS = "rule,severity,section,measure,age_band,period,residual,tolerance,message\n"
SUSPECTS = "rank,explanation,section,measure,age_band,period,printed,proposed,reason,probability\n"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def python_m(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    """``python -m ind_tables`` in a process of its own."""
    settings = {"capture_output": True, "text": True, "check": False, **options}
    return subprocess.run([sys.executable, "-m", "ind_tables", *map(str, arguments)], **settings)  # type: ignore[call-overload,no-any-return]


@pytest.fixture
def figures(golden: pd.DataFrame, tmp_path: Path) -> Path:
    """A file with the observations of December 2025."""
    observations.save(golden, tmp_path / "figures.csv")
    return tmp_path / "figures.csv"


# --------------------------------------------------------------------------------------------------
# extract


def test_extract_prints_the_observations(command: Command, sample: Path, golden: pd.DataFrame) -> None:
    done = command("extract", sample)
    assert (done.status, done.errors) == (0, "")
    assert done.output.startswith(HEADER)
    assert done.output == observations.to_csv(golden)
    assert len(done.output.splitlines()) == 1171


@pytest.mark.parametrize("name", layered(["out.csv", "out.parquet", "OUT.CSV"], only("out.parquet")))
def test_extract_writes_a_file_instead(
    command: Command, sample: Path, golden: pd.DataFrame, tmp_path: Path, name: str
) -> None:
    done = command("extract", sample, "--output", tmp_path / name)
    assert (done.status, done.output, done.errors) == (0, "", "")
    pdt.assert_frame_equal(observations.load(tmp_path / name), golden)
    assert list(contents(tmp_path)) == [name]


def test_a_month_that_is_right_changes_nothing(command: Command, sample: Path, golden: pd.DataFrame) -> None:
    assert command("extract", sample, "--month", "2025-12") == Ended(0, observations.to_csv(golden), "")


@pytest.mark.parametrize("month", layered(["2025-11", "2024-12"], only("2024-12")))
def test_a_month_is_an_assertion_never_an_override(command: Command, sample: Path, month: str) -> None:
    done = command("extract", sample, "--month", month)
    assert (done.status, done.output) == (3, "")
    assert done.errors == (
        f"WrongMonth: {sample.name} is the edition of 2025-12 by its title, but {month} was asked for; expected them "
        "to agree; pass the right file, or rename it\n"
    )


@pytest.mark.no_cover
def test_what_is_unknown_is_named_in_a_warning_and_left_out(command: Command, tmp_path: Path) -> None:
    made = random_figures(3)
    look = Look(
        extra_tables=(ExtraTable("Bezwaar en beroep", (("Ingediend", ()), ("Afgehandeld", ()))),),
        extra_rows=(ExtraRow("study", 2, "Waarvan digitaal"),),
    )
    (tmp_path / "2026-01.pdf").write_bytes(typeset(made, look))
    for done in (command("extract", tmp_path / "2026-01.pdf"), command("check", tmp_path / "2026-01.pdf")):
        assert done.status == 0
        lines = done.errors.splitlines()
        assert all(line.startswith("Warning: page ") for line in lines)
        assert any("“Bezwaar en beroep” is unknown and was left out" in line for line in lines)
        assert any(
            "“Waarvan digitaal” of “Verblijfsvergunning studie” is unknown and was left out" in line for line in lines
        )
    read = list(csv.DictReader(io.StringIO(command("extract", tmp_path / "2026-01.pdf").output)))
    assert [int(row["value"]) for row in read] == list(made["value"])


# --------------------------------------------------------------------------------------------------
# check


def test_check_says_what_it_found(command: Command, sample: Path, figures: Path) -> None:
    done = command("check", sample)
    assert (done.status, done.errors) == (0, "")
    assert done.output.startswith(
        "2025-12: 1,170 figures; 404 identities checked, none broken; 122 figures stand in none\n0 errors, 0 warnings, "
    )
    assert command("check", figures) == done


def test_check_ends_with_1_where_a_figure_is_wrong(command: Command, golden: pd.DataFrame, tmp_path: Path) -> None:
    golden.loc[3 * 13 + 6, "value"] += 4000
    observations.save(golden, tmp_path / "wrong.csv")
    done = command("check", tmp_path / "wrong.csv", "--output", tmp_path / "out")
    assert (done.status, done.errors) == (1, "")
    assert "\nerror: " in done.output
    findings = pd.read_csv(tmp_path / "out/findings.csv")
    assert set(findings.loc[findings["severity"] == "error", "section"]) == {"asylum_first"}
    assert (tmp_path / "out/suspects.csv").read_text().startswith(SUSPECTS)


def test_check_writes_both_tables_with_their_headers(command: Command, figures: Path, tmp_path: Path) -> None:
    done = command("check", figures, "--output", tmp_path / "new" / "folder")
    assert done.status == 0
    written = contents(tmp_path / "new" / "folder")
    assert written.keys() == {"findings.csv", "suspects.csv", "certificate.csv"}
    assert len(written["certificate.csv"].splitlines()) == 1171
    assert written["findings.csv"].decode().startswith(FINDINGS)
    assert written["suspects.csv"].decode() == SUSPECTS


def test_check_writes_the_headers_of_tables_without_rows(
    command: Command, golden: pd.DataFrame, tmp_path: Path
) -> None:
    observations.save(golden[golden["section"] == "appointments"].assign(value=10), tmp_path / "quiet.csv")
    done = command("check", tmp_path / "quiet.csv", "--output", tmp_path / "out")
    assert (done.status, done.errors) == (0, "")
    written = {name: text.decode() for name, text in contents(tmp_path / "out").items()}
    assert (written["findings.csv"], written["suspects.csv"]) == (FINDINGS, SUSPECTS)


@pytest.mark.parametrize("suffix", layered([".csv", ".parquet", ".pdf"], only(".pdf")))
def test_check_takes_the_edition_before(command: Command, sample: Path, tmp_path: Path, suffix: str) -> None:
    made = random_figures(4, "2026-01")
    (tmp_path / "2026-01.pdf").write_bytes(typeset(made))
    earlier = sample
    if suffix != ".pdf":
        earlier = tmp_path / f"earlier{suffix}"
        observations.save(observations.read(sample), earlier)
    assert command("check", tmp_path / "2026-01.pdf", "--previous", earlier).status in (0, 1)


def test_check_holds_the_figures_against_the_publishers_page(command: Command, figures: Path, tmp_path: Path) -> None:
    """publisher.csv has every number of the page, findings.csv a warning for the contradicted one; status 0."""
    page = tmp_path / "page.txt"
    page.write_text(
        "The IND in figures\nMonthly figures December 2025\nAsylum: First asylum applications\n"
        "In December, the number of pending applications stood at 48,850. There were 9,990 new applications.\n",
        "utf8",
    )
    ended = command("check", str(figures), "--page", str(page), "--output", str(tmp_path / "checks"))
    assert ended.status == 0
    assert ended.output.endswith("the numbers of the IND's page: 1 confirmed, 1 contradicted, 0 unclear\n")
    stated = pd.read_csv(tmp_path / "checks/publisher.csv")
    assert list(stated.columns) == [*KEY, "value", "stated", "verdict", "quote"]
    assert stated["verdict"].tolist() == ["confirmed", "contradicted"]
    findings = pd.read_csv(tmp_path / "checks/findings.csv").query("rule == 'publisher'")
    assert findings["severity"].tolist() == ["warning"]
    assert "9,990: “There were 9,990 new applications.”" in findings["message"].item()


def test_an_edition_before_that_is_refused_is_named(command: Command, figures: Path, tmp_path: Path) -> None:
    (tmp_path / "earlier.pdf").write_bytes(b"no PDF")
    done = command("check", figures, "--previous", tmp_path / "earlier.pdf", "--output", tmp_path / "out")
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("NotAPdf: earlier.pdf ")
    assert not (tmp_path / "out").exists()


def test_check_holds_observations_against_the_month(command: Command, figures: Path) -> None:
    assert command("check", figures, "--month", "2025-12").status == 0
    done = command("check", figures, "--month", "2025-11")
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("NotObservations: figures.csv holds the editions 2025-12; expected 2025-11")


def test_what_a_file_of_observations_says_reaches_the_terminal_harmless(
    command: Command, golden: pd.DataFrame, tmp_path: Path
) -> None:
    golden["label"] = "=cmd|' /C calc'!A0"
    golden.loc[0, "value"] = -7
    observations.save(golden.assign(title="<b>\u202e\x1b]0;x\x07"), tmp_path / "hostile.csv")
    done = command("check", tmp_path / "hostile.csv")
    assert (done.status, done.output) == (3, "")
    assert "\\u202e\\u001b]0;x\\u0007" in done.errors
    observations.save(golden, tmp_path / "formula.csv")
    assert command("check", tmp_path / "formula.csv", "--output", tmp_path / "out").status == 1
    for name in ("findings.csv", "suspects.csv", "certificate.csv"):
        for row in csv.reader(io.StringIO((tmp_path / "out" / name).read_text("utf8"))):
            assert not [cell for cell in row if cell[:1] in tuple("=+@\t\r")]


# --------------------------------------------------------------------------------------------------
# Refusals


@pytest.mark.parametrize("name", ["out.csv", "out.parquet"])
def test_a_refusal_leaves_an_older_file_as_it_was(command: Command, tmp_path: Path, name: str) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"<!DOCTYPE html><html>")
    (tmp_path / name).write_bytes(b"older")
    done = command("extract", tmp_path / "bad.pdf", "--output", tmp_path / name)
    assert (done.status, done.output) == (3, "")
    assert done.errors.count("\n") == 1
    assert contents(tmp_path) == {"bad.pdf": b"<!DOCTYPE html><html>", name: b"older"}


def test_a_refusal_leaves_no_new_file_or_folder(command: Command, tmp_path: Path) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"")
    assert command("extract", tmp_path / "bad.pdf", "--output", tmp_path / "out.csv").status == 3
    assert command("check", tmp_path / "bad.pdf", "--output", tmp_path / "out").status == 3
    assert [path.name for path in tmp_path.iterdir()] == ["bad.pdf"]


def test_a_file_name_cannot_move_the_cursor(command: Command, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J\u202eb\nc.pdf").write_bytes(b"")
    done = command("extract", tmp_path / "a\x1b[2J\u202eb\nc.pdf")
    assert done.errors.startswith("NotAPdf: a\\u001b[2J\\u202eb c.pdf is empty")
    assert done.errors.count("\n") == 1


# --------------------------------------------------------------------------------------------------
# Wrong usage


@pytest.mark.parametrize(
    "arguments",
    [
        ("extract",),
        ("extract", "nowhere.pdf"),
        ("extract", "{folder}"),
        ("extract", "{folder}/figures.csv"),
        ("extract", "x" * 300 + ".pdf"),
        ("extract", "a\x1bb\u202e.pdf"),
        ("extract", "{sample}", "{sample}"),
        ("extract", "{sample}", "--month", "2025-13"),
        ("extract", "{sample}", "--month", "december 2025"),
        ("extract", "{sample}", "--month", "2025-12\n"),
        ("extract", "{sample}", "--output", "figures.xlsx"),
        ("extract", "{sample}", "--output", "figures"),
        ("extract", "{sample}", "--colour"),
        ("extract", "{sample}", "--output"),
        ("check", "{folder}/notes.txt"),
        ("check", "{folder}/figures.csv", "--previous", "nowhere.csv"),
        ("check", "{folder}/figures.csv", "--previous", "{folder}/notes.txt"),
        ("read", "{sample}"),
    ],
)
def test_wrong_usage_is_status_2_and_does_nothing(
    command: Command, sample: Path, figures: Path, tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    (tmp_path / "notes.txt").touch()
    before = contents(tmp_path)
    done = command(*(argument.format(sample=sample, folder=tmp_path) for argument in arguments))
    assert (done.status, done.output) == (2, "")
    assert "Error: " in done.errors
    assert "Traceback" not in done.errors
    assert not set(done.errors) & set("\x1b\u202e")
    assert contents(tmp_path) == before


def test_help_shows_examples(command: Command) -> None:
    for name in ("extract", "check"):
        for option in ("--help", "-h"):
            done = command(name, option)
            assert (done.status, done.errors) == (0, "")
            assert f"\n    ind-tables {name} " in done.output.partition("Examples:")[2]
    overview = " ".join(command("--help").output.split())
    assert "extract" in overview
    for said in ("0 done", "1 a check found an error", "2 wrong usage", "3 the document was refused", "4 the output"):
        assert said in overview


def test_the_version_is_that_of_the_package(command: Command) -> None:
    assert command("--version") == Ended(0, f"ind-tables, version {__version__}\n", "")


# --------------------------------------------------------------------------------------------------
# Output that cannot be written


@pytest.mark.parametrize(
    "target",
    layered(
        ["nowhere/out.csv", "figures.csv/out.csv", "folder.csv", "full.csv", "circle.csv"],
        only("nowhere/out.csv", "full.csv"),
    ),
)
def test_a_target_that_cannot_be_written_is_status_4(
    command: Command, sample: Path, figures: Path, tmp_path: Path, target: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "full.csv").symlink_to("/dev/full")
    (tmp_path / "circle.csv").symlink_to(tmp_path / "circle.csv")
    done = command("extract", sample, "--output", tmp_path / target)
    assert (done.status, done.output) == (4, "")
    assert done.errors.startswith("OutputError: ")
    assert "cannot be written: " in done.errors
    assert done.errors.count("\n") == 1
    assert contents(tmp_path).keys() == {"figures.csv"} | ({"full.csv"} & contents(tmp_path).keys())


def test_a_folder_that_cannot_be_made_is_status_4(command: Command, figures: Path) -> None:
    done = command("check", figures, "--output", figures / "out")
    assert (done.status, done.output) == (4, "")
    assert done.errors.startswith("OutputError: the folder ")


@pytest.mark.parametrize("arguments", [("check", "{figures}"), ("--version",), ("check", "--help")])
def test_a_full_disk_behind_standard_output_is_status_4(figures: Path, arguments: tuple[str, ...]) -> None:
    with Path("/dev/full").open("w") as full:
        done = python_m(
            *(a.format(figures=figures) for a in arguments), stdout=full, capture_output=False, stderr=subprocess.PIPE
        )
    assert done.returncode == 4
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    assert done.stderr.count("\n") <= 1


@pytest.mark.parametrize("unbuffered", layered(["", "1"], only("1")))
def test_a_file_that_takes_a_part_only_is_status_4(sample: Path, tmp_path: Path, unbuffered: str) -> None:
    """Without a buffer a write may be cut short without an error: nothing of that may pass for the whole."""
    with (tmp_path / "figures.csv").open("wb") as file:
        done = python_m(
            "extract",
            sample,
            stdout=file,
            capture_output=False,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONUNBUFFERED": unbuffered},
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (131_072, 131_072)),
        )
    assert done.returncode == 4
    assert done.stderr == "OutputError: standard output cannot be written: File too large\n"
    assert (tmp_path / "figures.csv").stat().st_size <= 131_072


def test_a_closed_standard_output_is_status_4(figures: Path) -> None:
    done = python_m("check", figures, capture_output=False, stderr=subprocess.PIPE, preexec_fn=lambda: os.close(1))
    assert done.returncode == 4
    assert done.stderr.startswith("OutputError: standard output ")
    assert done.stderr.count("\n") == 1


@pytest.mark.full
def test_a_reader_that_stops_listening_is_no_error(sample: Path) -> None:
    shell = f"{sys.executable} -m ind_tables extract '{sample}' | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    assert done.stdout == f"{HEADER}0\n"
    assert done.stderr == ""


@pytest.mark.full
def test_without_standard_error_a_refusal_is_still_status_3(sample: Path) -> None:
    done = python_m("extract", sample, "--month", "2025-11", preexec_fn=lambda: os.close(2))
    assert (done.returncode, done.stdout) == (3, "")


# --------------------------------------------------------------------------------------------------
# Surroundings


@pytest.mark.full
def test_it_runs_as_a_module_from_any_folder_on_read_only_input(
    sample: Path, golden: pd.DataFrame, tmp_path: Path
) -> None:
    folder = tmp_path / "read-only"
    folder.mkdir()
    shutil.copy(sample, folder / "2025-12.pdf")
    (folder / "2025-12.pdf").chmod(0o444)
    folder.chmod(0o555)
    try:
        done = python_m("extract", "2025-12.pdf", cwd=folder)
    finally:
        folder.chmod(0o755)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == observations.to_csv(golden)
    assert [path.name for path in folder.iterdir()] == ["2025-12.pdf"]


@pytest.mark.parametrize(
    "setting",
    layered(["LC_ALL=C", "PYTHONIOENCODING=ascii", "PYTHONIOENCODING=cp1252"], only("PYTHONIOENCODING=ascii")),
)
def test_the_terminals_encoding_is_no_matter(figures: Path, setting: str) -> None:
    name, _, value = setting.partition("=")
    done = python_m("check", figures, env={**os.environ, name: value}, text=False)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "“Dublinprocedure (Spoor 1)”" in done.stdout.decode("utf8")


@pytest.mark.full
def test_a_symbolic_link_to_an_edition_is_read(command: Command, sample: Path, tmp_path: Path) -> None:
    (tmp_path / "latest.pdf").symlink_to(sample)
    assert command("extract", tmp_path / "latest.pdf").status == 0


def test_verbose_names_all_that_is_missing_and_all_that_stands_there_instead(command: Command, tmp_path: Path) -> None:
    figures = random_figures(1, "2026-01")
    figures = figures[~figures["section"].isin(["study", "labour"])]
    (tmp_path / "edition.pdf").write_bytes(
        typeset(figures, Look(extra_rows=(ExtraRow("naturalisation", 0, "Ingetrokken", ("10",) * 13),)))
    )

    short = command("extract", tmp_path / "edition.pdf").errors.splitlines()
    long = command("extract", tmp_path / "edition.pdf", "--verbose").errors.splitlines()

    assert short == long[:1]
    assert "is missing (and 1 more)" in short[0]
    assert long[1:3] == [
        "- the section “Verblijfsvergunning studie” is missing",
        "- the section “Verblijfsvergunning arbeidsmigranten” is missing",
    ]
    assert ["“Ingetrokken”" in line for line in long[3:]] == [True]
