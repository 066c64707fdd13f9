"""The store of editions: what enters, what is refused, what comes out, and that nobody else touches it."""

from __future__ import annotations

import hashlib
import io
import multiprocessing
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pikepdf
import pytest

from ind_tables.errors import OutputError, RequestError, StoreError
from ind_tables.record import observations, store
from tests.conftest import Ended
from tests.documents.facsimile import random_figures, typeset

pytestmark = pytest.mark.slow

Command = Callable[..., Ended]

ONE, TWO = "1" * 64, "2" * 64
SAMPLE = Path(__file__).parents[2] / "ind_tables" / "sample" / "maandcijfers-ind-december-2025.pdf"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder of its own, with an empty folder of data."""
    monkeypatch.setenv("IND_TABLES_HOME", str(tmp_path))
    (tmp_path / "data").mkdir()
    return tmp_path


@pytest.fixture
def december(golden: pd.DataFrame) -> pd.DataFrame:
    return golden


@pytest.fixture
def november(golden: pd.DataFrame) -> pd.DataFrame:
    """The months up to November, with one figure that December revises: applications in October, 2.400 then."""
    figures = golden[golden["period"] <= "2025-11"].assign(edition="2025-11").reset_index(drop=True)
    return printing(figures, "2.400", section="asylum_first", measure="applications", period="2025-10")


def printing(figures: pd.DataFrame, printed: str, **place: str) -> pd.DataFrame:
    """The figures with another text in one cell."""
    here = pd.Series(True, index=figures.index)
    for column, wanted in {"age_band": "all", **place}.items():
        here &= figures[column] == wanted
    assert here.sum() == 1
    value, status = observations.number(printed)
    return figures.assign(
        printed=figures["printed"].mask(here, printed),
        value=figures["value"].mask(here, pd.NA if value is None else value),
        status=figures["status"].mask(here, status),
    )


def keep(figures: pd.DataFrame, sha256: str = ONE, replace: bool = False) -> str:
    return store.keep(figures, sha256, facsimile=False, replace=replace)


def on_disk(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(p.relative_to(folder)): (p.read_bytes(), p.stat().st_mtime_ns) for p in folder.rglob("*") if p.is_file()
    }


# What enters


def test_an_edition_comes_out_as_it_went_in(home: Path, december: pd.DataFrame) -> None:
    assert keep(december) == "kept"
    pd.testing.assert_frame_equal(store.load("2025-12"), december)
    assert store.sha256("2025-12") == ONE
    assert store.months() == ["2025-12"]


def test_an_edition_is_one_parquet_file_with_a_row_a_figure_and_the_hash_of_its_pdf(
    home: Path, december: pd.DataFrame
) -> None:
    keep(december)
    assert [str(p.relative_to(home)) for p in home.rglob("*") if p.is_file()] == ["data/store/2025-12.parquet"]
    stored = pd.read_parquet(home / "data/store/2025-12.parquet")
    assert list(stored.columns) == [*december.columns, "sha256"]
    assert not stored.duplicated(["edition", "section", "measure", "age_band", "period"]).any()
    assert (len(stored), set(stored["sha256"])) == (1170, {ONE})


def test_cells_without_a_figure_keep_their_status(home: Path, december: pd.DataFrame) -> None:
    place = {"section": "study", "measure": "decisions", "period": "2025-05"}
    keep(printing(december, "n.b.", **place))
    [row] = store.load("2025-12").query("status != 'A'").itertuples()
    assert (row.section, row.period, row.status, row.printed) == ("study", "2025-05", "L", "n.b.")
    assert pd.isna(row.value)


def test_keeping_an_edition_again_changes_nothing(home: Path, december: pd.DataFrame) -> None:
    keep(december)
    before = on_disk(home)
    assert keep(december.copy()) == "unchanged"
    assert keep(december, replace=True) == "unchanged"
    assert on_disk(home) == before


def test_another_original_of_a_stored_edition_is_refused(home: Path, december: pd.DataFrame) -> None:
    keep(december)
    before = on_disk(home)
    other = printing(december, "2.580", section="asylum_first", measure="applications", period="2025-12")
    with pytest.raises(StoreError) as refusal:
        keep(other, TWO)
    assert str(refusal.value).startswith(
        "the store holds another PDF of 2025-12 (SHA-256 111111111111…; this one is 2222"
    )
    assert "ind-tables keep --replace" in str(refusal.value)
    assert on_disk(home) == before


def test_another_original_with_the_same_figures_is_refused_too(home: Path, december: pd.DataFrame) -> None:
    keep(december)
    with pytest.raises(StoreError, match="another PDF"):
        keep(december, TWO)


def test_another_original_is_put_in_its_place_on_request(home: Path, december: pd.DataFrame) -> None:
    keep(december)
    other = printing(december, "2.580", section="asylum_first", measure="applications", period="2025-12")
    assert keep(other, TWO, replace=True) == "replaced"
    assert store.sha256("2025-12") == TWO
    pd.testing.assert_frame_equal(store.load("2025-12"), other)


def test_the_same_pdf_read_otherwise_is_stored_anew(home: Path, december: pd.DataFrame) -> None:
    keep(december.assign(readers="text"))
    assert keep(december) == "read anew"
    assert set(store.load("2025-12")["readers"]) == {"stream+text"}


def test_a_facsimile_never_enters(home: Path, december: pd.DataFrame) -> None:
    with pytest.raises(StoreError, match=r"2025-12 says that it is a facsimile; .* put that at data/2025-12\.pdf"):
        store.keep(december, ONE, facsimile=True, replace=True)
    assert on_disk(home) == {}


def test_a_corrected_figure_never_enters(home: Path, december: pd.DataFrame) -> None:
    wrong = december.assign(value=december["value"].mask(december.index == 7, 10))
    with pytest.raises(StoreError, match=r"asylum_first, applications, all, 2025-07 is 10, but “2\.050” is printed"):
        keep(wrong)
    with pytest.raises(StoreError, match="is printed; expected what is printed"):
        keep(december.assign(printed="l0"))
    assert on_disk(home) == {}


def test_one_edition_enters_at_a_time(home: Path, december: pd.DataFrame, november: pd.DataFrame) -> None:
    with pytest.raises(StoreError, match="are of 2 editions; expected one"):
        keep(pd.concat([november, december]))


def test_a_store_that_cannot_be_written_is_one_line(home: Path, december: pd.DataFrame) -> None:
    (home / "data" / "store").touch()
    with pytest.raises(OutputError, match="store cannot be made"):
        keep(december)
    assert store.months() == []


def _keep_at_once(arguments: tuple[pd.DataFrame, str]) -> str:
    try:
        return keep(*arguments)
    except StoreError:
        return "refused"


def test_of_two_originals_kept_at_once_one_is_stored_and_the_other_refused(home: Path, december: pd.DataFrame) -> None:
    with multiprocessing.get_context("fork").Pool(4) as pool:
        for _ in range(3):
            outcomes = pool.map(_keep_at_once, [(december, str(n) * 64) for n in range(4)], chunksize=1)
            assert sorted(outcomes) == ["kept", "refused", "refused", "refused"]
            assert store.sha256("2025-12") == str(outcomes.index("kept")) * 64
            store.path("2025-12").unlink()


# What comes out


def test_the_previous_edition_is_the_latest_stored_one_before(
    home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    assert store.previous("2026-01") is None
    keep(november)
    keep(december, TWO)
    assert (store.before("2025-11"), store.before("2025-12"), store.before("2026-03")) == (None, "2025-11", "2025-12")
    previous = store.previous("2025-12")
    assert previous is not None
    pd.testing.assert_frame_equal(previous, november)


def test_reading_makes_no_store(home: Path) -> None:
    assert store.months() == []
    assert store.previous("2025-12") is None
    assert not store.folder().exists()


def test_an_edition_that_is_not_stored_is_named(home: Path) -> None:
    with pytest.raises(StoreError, match="the store does not hold 2025-10; put it there with ind-tables keep PDF"):
        store.load("2025-10")
    with pytest.raises(RequestError, match="“october” is no month"):
        store.load("october")


def changed(figures: pd.DataFrame) -> pd.DataFrame:
    """The figures with another value in the first row than is printed there."""
    return figures.assign(value=figures["value"].where(figures.index != 0, 2140))


DAMAGES: dict[str, Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame]] = {
    "other columns": lambda stored, _: stored.drop(columns="sha256"),
    "another edition": lambda _, november: november.assign(sha256=ONE),
    "another edition under its name": lambda stored, _: stored.assign(edition="2025-11"),
    "a changed figure": lambda stored, _: changed(stored),
    "a changed figure and its print": lambda stored, _: changed(stored).assign(
        printed=stored["printed"].where(stored.index != 0, "2.140")
    ),
    "cut to 300 rows": lambda stored, _: stored.head(300),
    "rows in another order": lambda stored, _: stored.iloc[::-1],
    "another PDF's hash": lambda stored, _: stored.assign(sha256=TWO),
}


@pytest.mark.parametrize("damage", ["no parquet", *DAMAGES])
def test_a_damaged_edition_is_named_and_replaced_on_request_only(
    home: Path, december: pd.DataFrame, november: pd.DataFrame, damage: str
) -> None:
    keep(december)
    file = home / "data/store/2025-12.parquet"
    if damage == "no parquet":
        file.write_bytes(file.read_bytes()[:1000])
    else:
        DAMAGES[damage](pd.read_parquet(file), november).to_parquet(file)
    with pytest.raises(StoreError, match=r"data/store/2025-12\.parquet is damaged \(.+\); .*keep PDF --replace"):
        store.load("2025-12")
    with pytest.raises(StoreError, match="damaged"):
        keep(december)
    assert keep(december, replace=True) == "replaced"
    pd.testing.assert_frame_equal(store.load("2025-12"), december)


# All editions as one table


def test_the_panel_of_all_vintages_holds_every_figure_of_every_edition(
    home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    keep(december, TWO)
    keep(november)
    panel = store.panel("all")
    assert list(panel.columns) == [*store.COLUMNS, "break"]
    assert list(panel["edition"]) == ["2025-11"] * len(november) + ["2025-12"] * len(december)
    assert list(panel["sha256"].drop_duplicates()) == [ONE, TWO]
    pd.testing.assert_frame_equal(panel.iloc[-1170:].drop(columns=["sha256", "break"]).reset_index(drop=True), december)


def test_the_latest_vintage_holds_every_figure_once_as_last_printed(home: Path) -> None:
    older, newer = random_figures(1, "2025-03"), random_figures(2, "2026-01")
    for figures, sha256 in ((older, ONE), (newer, TWO)):
        printed = figures["value"].map("{:,}".format).str.replace(",", ".")
        keep(full(figures).assign(printed=printed, value=figures["value"].astype("Int64")), sha256)
    panel = store.panel()
    assert len(panel) == 90 * (13 + 13 - 3)
    shared = panel[panel["period"].isin(["2025-01", "2025-02", "2025-03"])]
    assert set(shared["edition"]) == {"2026-01"}
    assert set(panel.loc[panel["period"] < "2025-01", "edition"]) == {"2025-03"}
    first = panel.iloc[:23]
    assert set(first["section"] + first["measure"]) == {"asylum_firstapplications"}
    assert list(first["period"]) == [str(p) for p in pd.period_range("2024-03", "2026-01", freq="M")]


def full(figures: pd.DataFrame) -> pd.DataFrame:
    """The columns of observations for made-up figures."""
    return figures.assign(status="A", readers="text", printed="")[list(observations.COLUMNS)]


def test_the_latest_vintage_of_a_withdrawn_figure_is_no_figure(
    home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    place = {"section": "study", "measure": "decisions", "period": "2025-05"}
    keep(november)
    keep(printing(december, "-", **place), TWO)
    [row] = store.panel().query("section == 'study' and measure == 'decisions' and period == '2025-05'").itertuples()
    assert (row.edition, row.status) == ("2025-12", "M")


def test_the_latest_vintage_of_a_section_that_is_gone_is_its_last(
    home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    keep(november)
    keep(december[december["section"] != "study"], TWO)
    panel = store.panel("latest")
    assert set(panel.loc[panel["section"] == "study", "edition"]) == {"2025-11"}
    assert set(panel.loc[panel["section"] != "study", "edition"]) == {"2025-12"}


def test_an_empty_store_and_an_unknown_vintage_are_refused(home: Path) -> None:
    with pytest.raises(StoreError, match="the store holds no edition; put one there with ind-tables keep PDF"):
        store.panel()
    with pytest.raises(RequestError, match="there is no vintage “newest”; expected one of latest, all"):
        store.panel("newest")  # type: ignore[arg-type]


# The list of editions


def listed() -> dict[str, tuple[object, ...]]:
    return {row.edition: tuple(row)[2:] for row in store.listing().itertuples()}


def test_the_list_says_where_each_edition_is_and_whether_it_is_stored(
    home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    original = home / "data" / "2026-01.pdf"
    pikepdf.Pdf.new().save(original)
    with pikepdf.open(original, allow_overwriting_input=True) as pdf:
        pdf.add_blank_page()
        pdf.save(original)
    (home / "data" / "2026-02.pdf").write_bytes(b"no PDF")
    keep(printing(november, "n.b.", section="study", measure="decisions", period="2025-05"))
    sha256 = hashlib.sha256(original.read_bytes()).hexdigest()
    keep(december.assign(edition="2026-01"), sha256)
    assert list(store.listing().columns) == store.LISTING
    assert listed() == {
        "2025-11": ("", "", "yes", 1079, ONE),
        "2025-12": (f"ind_tables/sample/{SAMPLE.name}", "facsimile", "no", pd.NA, ""),
        "2026-01": ("data/2026-01.pdf", "original", "yes", 1170, sha256),
        "2026-02": ("data/2026-02.pdf", "unreadable", "no", pd.NA, ""),
    }
    keep(december.assign(edition="2026-01"), TWO, replace=True)
    assert listed()["2026-01"][2] == "another PDF"
    (home / "data/store/2025-11.parquet").write_bytes(b"")
    assert listed()["2025-11"] == ("", "", "damaged", pd.NA, "")


def test_an_original_that_is_stored_stands_beside_the_bundled_facsimile(home: Path, december: pd.DataFrame) -> None:
    keep(december)
    assert listed() == {"2025-12": (f"ind_tables/sample/{SAMPLE.name}", "facsimile", "yes", 1170, ONE)}


# On the command line


@pytest.fixture(scope="module")
def originals(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Two PDFs of the edition of January 2026 that do not say that they are facsimiles; they print the same."""
    folder = tmp_path_factory.mktemp("originals")
    figures = full(random_figures(1, "2026-01")).drop(columns="printed")
    paths = [folder / name for name in ("first.pdf", "second.pdf")]
    for path in paths:
        with pikepdf.open(io.BytesIO(typeset(figures))) as pdf:
            del pdf.docinfo
            pdf.docinfo["/Producer"] = path.stem
            pdf.save(path, deterministic_id=True)
    return paths


def test_keep_stores_an_original_once(command: Command, home: Path, originals: list[Path]) -> None:
    first, second = originals
    assert command("keep", first) == Ended(0, "2026-01: kept, 1,170 figures\n", "")
    before = on_disk(home)
    assert command("keep", first, "--month", "2026-01") == Ended(0, "2026-01: unchanged, 1,170 figures\n", "")
    refused = command("keep", second)
    assert (refused.status, refused.output) == (3, "")
    assert refused.errors.startswith("StoreError: the store holds another PDF of 2026-01 (SHA-256 ")
    assert len(refused.errors.splitlines()) == 1
    assert on_disk(home) == before
    assert command("keep", second, "--replace") == Ended(0, "2026-01: replaced, 1,170 figures\n", "")
    assert store.sha256("2026-01") == hashlib.sha256(second.read_bytes()).hexdigest()


def test_keep_refuses_a_facsimile(command: Command, home: Path) -> None:
    refused = command("keep", SAMPLE)
    assert (refused.status, refused.output) == (3, "")
    assert refused.errors.startswith("StoreError: the PDF of 2025-12 says that it is a facsimile")
    assert on_disk(home) == {}


def test_keep_refuses_another_month_than_was_asked_for(command: Command, home: Path, originals: list[Path]) -> None:
    assert command("keep", originals[0], "--month", "2026-02").errors.startswith("WrongMonth: ")
    assert on_disk(home) == {}


def test_editions_lists_them(command: Command, home: Path, december: pd.DataFrame) -> None:
    keep(december.assign(edition="2026-01"))
    assert command("editions") == Ended(
        0,
        "edition,pdf,document,stored,figures,sha256\n"
        f"2025-12,ind_tables/sample/{SAMPLE.name},facsimile,no,,\n"
        f"2026-01,,,yes,1170,{ONE}\n",
        "",
    )


def test_panel_prints_each_figure_as_last_printed_or_every_vintage(
    command: Command, home: Path, december: pd.DataFrame, november: pd.DataFrame, tmp_path: Path
) -> None:
    keep(november)
    keep(december, TWO)
    october = "asylum_first,applications,all,2025-10,"
    latest, both = command("panel"), command("panel", "--vintage", "all")
    assert [line for line in latest.output.splitlines() if october in line] == [
        f"2025-12,{october}2470,count,A,1,Asiel - Eerste aanvragen,Aanvragen,2.470,stream+text,{TWO},"
    ]
    assert [line[:8] + line.split(",")[5] for line in both.output.splitlines() if october in line] == [
        "2025-11,2400",
        "2025-12,2470",
    ]
    assert (len(latest.output.splitlines()), len(both.output.splitlines())) == (1 + 1170, 1 + 1170 + 1080)
    assert command("panel", "--output", tmp_path / "panel.parquet") == Ended(0, "", "")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "panel.parquet"), store.panel())


def test_revisions_prints_what_differs_and_its_summary(
    command: Command, home: Path, december: pd.DataFrame, november: pd.DataFrame
) -> None:
    keep(november)
    keep(december, TWO)
    assert command("revisions").output == (
        "previous,edition,section,measure,age_band,period,before,after,revision,unit,kind,percent,cause\n"
        "2025-11,2025-12,asylum_first,applications,all,2025-10,2400,2470,70,count,revised,2.9,flow\n"
    )
    head, first, *others = command("revisions", "--summary").output.splitlines()
    assert head.startswith("section,measure,age_band,unit,compared,unchanged,within_rounding,revised,suspicious,")
    assert first.startswith("asylum_first,applications,all,count,12,11,0,1,0,0,0,0.08")
    assert first.endswith(",70,2025-10,2025-12")
    assert len(others) == 89


@pytest.mark.parametrize("arguments", [("panel",), ("revisions",)])
def test_what_needs_stored_editions_says_so_without_one(command: Command, home: Path, arguments: tuple[str]) -> None:
    done = command(*arguments)
    assert (done.status, done.output) == (3, "")
    assert done.errors.startswith("StoreError: the store holds no edition")


SPY = """
import json, os, sys
from pathlib import Path
home, log, *arguments = sys.argv[1:]
def spy(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.mkdir", "os.rename", "os.remove", "glob.glob"):
        places = [os.path.abspath(os.fsdecode(a)) for a in arguments[:1] if isinstance(a, (str, bytes, os.PathLike))]
        if any(place.startswith(home) for place in places):
            handle = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
            os.write(handle, (json.dumps([event, *places]) + "\\n").encode())
            os.close(handle)
sys.addaudithook(spy)
if arguments == ["months"]:
    from ind_tables.record import store
    store.months()
else:
    from ind_tables.run import cli
    sys.argv[1:] = arguments
    cli.main()
"""


def spied(home: Path, log: Path, *arguments: str | Path) -> int:
    """The exit status of a command that writes into ``log`` what it does below ``home``."""
    return subprocess.run(
        [sys.executable, "-c", SPY, str(home), str(log), *map(str, arguments)],
        env={**os.environ, "IND_TABLES_HOME": str(home)},
        stdout=subprocess.DEVNULL,
        check=False,
    ).returncode


@pytest.mark.full
def test_extract_and_check_never_touch_the_store(
    home: Path, december: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keep(december.assign(edition="2025-11"))
    before = on_disk(home)
    log = tmp_path_factory.mktemp("log") / "opened"
    spied(home, log, "months")
    assert "data/store" in log.read_text(), "the spy sees what touches the store"
    log.unlink()
    assert spied(home, log, "extract", SAMPLE) == 0
    figures = log.parent / "figures.csv"
    observations.save(december, figures)
    assert spied(home, log, "check", figures) == 0
    assert not log.exists(), log.read_text()
    assert on_disk(home) == before
