"""Printed cells become observations exactly, or not at all; a file of observations is one, or is refused."""

from __future__ import annotations

import csv
import io
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pandas.testing as pdt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ind_tables import catalogue
from ind_tables.errors import NotObservations, OutputError, RequestError, UnreadableNumber
from ind_tables.reading import edition
from ind_tables.record import observations
from tests.documents.facsimile import random_figures, typeset

pytestmark = pytest.mark.slow

COLUMNS = (
    *("edition", "section", "measure", "age_band", "period", "value", "unit", "status"),
    *("page", "title", "label", "printed", "readers"),
)


@pytest.fixture(scope="module")
def document(sample: Path) -> edition.Document:
    return edition.read(sample)


def printing(document: edition.Document, *texts: str) -> edition.Document:
    """The document with other texts in its first cells."""
    cells = [replace(cell, printed=text) for cell, text in zip(document.cells, texts, strict=False)]
    return replace(document, cells=(*cells, *document.cells[len(cells) :]))


# --------------------------------------------------------------------------------------------------
# The bundled edition


def test_the_bundled_edition_is_read_exactly(document: edition.Document, golden: pd.DataFrame) -> None:
    figures = observations.from_document(document)
    assert len(figures) == 1170
    assert tuple(figures.columns) == COLUMNS
    pdt.assert_frame_equal(figures.drop(columns="readers"), golden.drop(columns="readers"))


def test_every_figure_of_the_bundled_edition_is_read_twice(document: edition.Document) -> None:
    assert set(observations.from_document(document)["readers"]) == {"stream+text"}


def test_the_types_are_those_of_the_contract(document: edition.Document) -> None:
    types = observations.from_document(document).dtypes.astype(str).to_dict()
    assert types == dict.fromkeys(COLUMNS, "str") | {"value": "Int64", "page": "int64"}


def test_the_csv_of_the_bundled_edition_is_the_golden_file_cell_for_cell(
    document: edition.Document, root: Path
) -> None:
    written = list(csv.DictReader(io.StringIO(observations.to_csv(observations.from_document(document)))))
    with (root / "tests/golden/2025-12.csv").open(encoding="utf8", newline="") as file:
        golden = list(csv.DictReader(file))
    assert [{name: row[name] for name in golden[0]} for row in written] == golden


def test_an_edition_with_signs_for_no_figure_keeps_whole_numbers(tmp_path: Path) -> None:
    figures = random_figures(5)
    printed = pd.Series(None, index=figures.index, dtype=object)
    printed[[0, 1, 2, 3, 4]] = ["-", "–", "n.b.", ".", " "]
    (tmp_path / "edition.pdf").write_bytes(typeset(figures.assign(printed=printed)))

    read = observations.read(tmp_path / "edition.pdf")

    assert list(read["status"][:6]) == ["M", "M", "L", "L", "O", "A"]
    assert read["value"][:5].isna().all()
    assert list(read["value"][5:]) == list(figures["value"][5:])
    rows = observations.to_csv(read).splitlines()
    assert rows[1].startswith("2026-01,asylum_first,applications,all,2025-01,,count,M,1,")
    assert f",2025-06,{figures['value'][5]},count,A,1," in rows[6]


# --------------------------------------------------------------------------------------------------
# Numbers

NO_BREAK, NARROW, FIGURE, THIN = "\u00a0", "\u202f", "\u2007", "\u2009"


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", 0),
        ("7", 7),
        ("730", 730),
        ("2.130", 2130),
        ("2130", 2130),
        ("45.740", 45740),
        ("1.234.560", 1234560),
        ("999.999.999", 999999999),
        (f"2{NO_BREAK}130", 2130),
        (f"2{NARROW}130", 2130),
        (f"2{FIGURE}130", 2130),
        (f"2{THIN}130", 2130),
        ("45 740", 45740),
        (" 2.130 ", 2130),
        ("-120", -120),
        ("\u2212120", -120),
        ("–1.120", -1120),
        ("2.130*", 2130),
        ("2.130 *", 2130),
        ("730¹", 730),
        ("730²³", 730),
        ("730†", 730),
        ("730 1)", 730),
        ("2.1301)", 2130),
        ("730(1)", 730),
        ("730 (1)", 730),
        ("730a)", 730),
    ],
)
def test_a_figure_is_read_as_printed(printed: str, value: int) -> None:
    assert observations.number(printed) == (value, "A")


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("-", "M"),
        ("–", "M"),
        ("—", "M"),
        ("\u2212", "M"),
        ("n.b.", "L"),
        ("N.B.", "L"),
        (".", "L"),
        ("", "O"),
        (" ", "O"),
    ],
)
def test_a_sign_for_no_figure_is_a_status_never_a_zero(printed: str, status: str) -> None:
    assert observations.number(printed) == (None, status)


@pytest.mark.parametrize(
    "printed",
    [
        *("2.13", "2.1300", "21.30", "1.65", "1.2345", "45.7 40", "45.7.40", "2..130", ".130", "2.130.", "1.23.456"),
        *("2,130", "2,13", "2'130", "2.130,0", "1.234 560", f"1.234{NO_BREAK}560", "12.34.567"),
        *("2.l30", "2.I30", "2.13O", "2.13o", "Z.130", "2 .130", "2. 130", "2.1 30", "1e3", "0x10", "½", "٢١", "２"),
        *("####", "#", "?", "x", "*", "1)", "(2.130)", "2.130%", "€ 130", "+130", "- 130", "130-", "--", "−-1"),
        *("007", "0.130", "00", "-0.130", "12.345.678.901", "1" * 10, "9" * 5000, "457)", "45 7", "7 30 1)"),
        *("n.v.t.", "geen", "nan", "None", "NaN", "inf", "2.130\u200b", "\u202e031.2", "2.\x00130", "=1+1", "n. b."),
        *("2.130 40", "2.130\n", "2.130\x1c", "\t2.130"),
    ],
)  # fmt: skip
def test_nothing_else_is_a_figure(printed: str) -> None:
    with pytest.raises(ValueError, match="is neither a figure nor a known sign for none"):
        observations.number(printed)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("12,5 %", 12.5),
        ("12%", 12),
        ("0,0", 0),
        ("–0,4", -0.4),
        ("1.234,5", 1234.5),
        ("2.130", 2130),
        ("100", 100),
    ],
)
def test_a_figure_may_have_decimals_where_its_unit_has(printed: str, value: float) -> None:
    assert observations.number(printed, whole=False) == (value, "A")


@pytest.mark.parametrize(
    "printed", ["12,345", "1,2,3", "12,5 % %", "l2,5", "12,", ",5", "1.23.4", "5 procent", "0.130"]
)
def test_nothing_else_is_a_figure_with_decimals(printed: str) -> None:
    with pytest.raises(ValueError, match="is neither a figure nor a known sign for none"):
        observations.number(printed, whole=False)


PERCENT = """
[measures.digital]
kind = "share"
unit = "percent"
rounding = 0.1
english = "applications made online, in percent"
dutch = "digitale aanvragen, in procent"
[[sections]]
id = "study"
rows = [{ measure = "digital", label = "Waarvan digitaal" }]
"""


def test_whole_numbers_stay_whole_beside_decimals(golden: pd.DataFrame, tmp_path: Path) -> None:
    row = golden[(golden["section"] == "study") & (golden["measure"] == "applications")]
    digital = row.assign(measure="digital", unit="percent", value=[12.5, *[13.0] * 12], printed="", label="x")
    figures = pd.concat([golden.astype({"value": "Float64"}), digital.astype({"value": "Float64"})], ignore_index=True)
    (tmp_path / "july.toml").write_text(PERCENT, "utf8")
    with catalogue.using(tmp_path / "july.toml"):
        for name in ("figures.csv", "figures.parquet"):
            observations.save(figures, tmp_path / name)
            pd.testing.assert_frame_equal(observations.load(tmp_path / name), figures)
    lines = (tmp_path / "figures.csv").read_text("utf8").splitlines()
    assert [line.split(",")[5] for line in (lines[1], lines[1171], lines[1172])] == [
        str(golden["value"].iloc[0]),
        "12.5",
        "13",
    ]
    with pytest.raises(NotObservations, match="it breaks: rows and units of the catalogue"):
        observations.load(tmp_path / "figures.parquet")


@given(st.integers(0, 10**9 - 1), st.sampled_from([".", NO_BREAK, NARROW, FIGURE, THIN, " ", ""]), st.booleans())
def test_every_whole_number_comes_back_from_print(value: int, separator: str, negative: bool) -> None:
    printed = f"{value:,}".replace(",", separator)
    assert observations.number(f"-{printed}" if negative else printed) == (-value if negative else value, "A")


@given(st.text(st.sampled_from("0123456789.- ,#l*)(ab\u00a0–¹"), max_size=9))
def test_a_text_of_digits_and_signs_is_a_figure_only_if_its_digits_print_it(text: str) -> None:
    try:
        value, status = observations.number(text)
    except ValueError:
        return
    if status == "A":
        assert value is not None
        grouped = f"{abs(value):,}"
        bare = text.strip().lstrip("-–")
        assert any(bare.startswith(grouped.replace(",", s)) for s in (".", " ", "\u00a0", ""))
        assert len(bare) - len(grouped.replace(",", "")) <= 6


@pytest.mark.parametrize("printed", ["2.l30", "45.7 40", "2,130", "1.65", "####", "7.30"])
def test_a_damaged_number_is_refused_with_its_place(document: edition.Document, printed: str) -> None:
    with pytest.raises(UnreadableNumber) as refusal:
        observations.from_document(printing(document, "2.130", printed))
    assert str(refusal.value) == (
        f"page 1, section “Asiel - Eerste aanvragen”, row “Aanvragen”, column 2025-01: “{printed}” is neither a figure "
        "nor a known sign for none; expected a whole number such as 2.130; compare with the page, and ask the "
        "publisher if it stands there"
    )
    assert (refusal.value.page, refusal.value.box) == (1, document.cells[1].box)


@pytest.mark.parametrize(
    ("others", "printed", "said"),
    [
        (".", "45 740", "the edition parts thousands by points"),
        (".", "310520", "the edition parts thousands by points"),
        (".", "1650", "the edition parts thousands by points"),
        (" ", "45.740", "the edition parts thousands by spaces"),
        ("", "45 740", "the edition parts no thousands"),
        ("", "30 300", "the edition parts no thousands"),
        ("", "1.650", "the edition parts no thousands"),
    ],
)
def test_one_edition_has_one_way_to_group_its_figures(
    document: edition.Document, others: str, printed: str, said: str
) -> None:
    texts = [cell.printed.replace(".", others) for cell in document.cells]
    texts[2] = printed
    with pytest.raises(UnreadableNumber, match=f"column 2025-02: “{printed}” may be two figures, since {said};"):
        observations.from_document(printing(document, *texts))


def test_figures_of_four_digits_may_stand_without_groups_where_longer_ones_have_them(
    document: edition.Document,
) -> None:
    texts = [cell.printed.replace(".", "" if len(cell.printed) == 5 else " ") for cell in document.cells]
    found = observations.from_document(printing(document, *texts))
    assert found["value"].equals(observations.from_document(document)["value"])


def test_an_edition_may_part_all_its_thousands_by_spaces(document: edition.Document) -> None:
    spaced = printing(document, *(cell.printed.replace(".", " ") for cell in document.cells))
    assert observations.from_document(spaced)["value"].equals(observations.from_document(document)["value"])


# --------------------------------------------------------------------------------------------------
# Files of observations


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".CSV"])
def test_what_is_saved_is_what_is_loaded(golden: pd.DataFrame, tmp_path: Path, suffix: str) -> None:
    golden.loc[3, ["value", "status", "printed"]] = [pd.NA, "M", "-"]
    golden.loc[4, ["value", "status", "printed"]] = [pd.NA, "O", ""]
    golden.loc[5, ["value", "printed"]] = [-1120, "-1.120"]
    observations.save(golden, tmp_path / f"figures{suffix}")
    pdt.assert_frame_equal(observations.load(tmp_path / f"figures{suffix}"), golden)


HOSTILE = [
    *("=1+1", "=cmd|' /C calc'!A0", "+31201234567", "-2+3", "@SUM(A1)", "＝1+1", "-cmd", "-1.120", "-"),
    *("'=1+1", "''=1+1", "'quoted'", "'", "a=1", '"=1"', "x;=1", "=", "-x", "<script>"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_comes_back_from_csv_as_it_was(golden: pd.DataFrame, tmp_path: Path, text: str) -> None:
    golden.loc[0, ["title", "label"]] = [text, text]
    observations.save(golden, tmp_path / "figures.csv")
    pdt.assert_frame_equal(observations.load(tmp_path / "figures.csv"), golden)


@given(st.text(st.sampled_from("'=+-@\ta1. –\"＝"), max_size=6))
def test_no_text_in_a_csv_begins_as_a_formula(text: str) -> None:
    [_, [cell]] = csv.reader(io.StringIO(observations.to_csv(pd.DataFrame({"label": [text]})) or "\n\n", newline=""))
    assert cell in ("", "-", "+") or cell[0] not in "=+-@\t＝" or re.fullmatch(r"-[0-9]+([. ][0-9]{3})*", cell)
    assert cell in (text, f"'{text}")


def test_a_table_without_rows_keeps_its_header() -> None:
    assert observations.to_csv(pd.DataFrame(columns=["rule", "severity"], dtype="str")) == "rule,severity\n"


def test_a_csv_that_a_spreadsheet_marked_as_utf_8_is_read(golden: pd.DataFrame, tmp_path: Path) -> None:
    (tmp_path / "figures.csv").write_bytes(b"\xef\xbb\xbf" + observations.to_csv(golden).encode())
    pdt.assert_frame_equal(observations.load(tmp_path / "figures.csv"), golden)


def test_the_order_of_the_columns_in_a_file_is_no_matter(golden: pd.DataFrame, tmp_path: Path) -> None:
    observations.save(golden[list(reversed(COLUMNS))], tmp_path / "figures.csv")
    pdt.assert_frame_equal(observations.load(tmp_path / "figures.csv"), golden)


def test_a_file_may_lack_rows_as_an_incomplete_edition_does(golden: pd.DataFrame, tmp_path: Path) -> None:
    observations.save(golden[13:], tmp_path / "figures.csv")
    assert len(observations.load(tmp_path / "figures.csv")) == 1157


BROKEN: dict[str, tuple[Callable[[pd.DataFrame], pd.DataFrame], str]] = {
    "a column is missing": (lambda f: f.drop(columns="unit"), "missing: unit"),
    "columns are missing": (lambda f: f.drop(columns=["unit", "page"]), "missing: unit, page"),
    "an unknown column": (lambda f: f.assign(remark="x"), "unknown or doubled: remark"),
    "a figure twice": (lambda f: pd.concat([f, f[:1]]), "a figure stands twice"),
    "a month that is none": (
        lambda f: f.replace({"period": {"2025-01": "2025-13"}}),
        "the column period holds “2025-13” instead of a month YYYY-MM",
    ),
    "an edition that is none": (lambda f: f.assign(edition="dec"), "the column edition holds “dec”"),
    "a period after the edition": (
        lambda f: f.replace({"period": {"2024-12": "2026-01"}}),
        "no period after the edition",
    ),
    "an unknown status": (lambda f: f.assign(status="X"), "the column status holds “X” instead of one of A, M, L, O"),
    "a value without its status": (lambda f: f.assign(status="M"), "a value where the status is A"),
    "a status without its value": (lambda f: f.assign(value=""), "a value where the status is A"),
    "an unknown section": (lambda f: f.replace({"section": {"study": "work"}}), "rows and units of the catalogue"),
    "an unknown row": (lambda f: f.replace({"age_band": {"0-1m": "0-2m"}}), "rows and units of the catalogue"),
    "another unit": (lambda f: f.assign(unit="count"), "rows and units of the catalogue"),
    "page 0": (lambda f: f.assign(page=0), "the column page holds “0” instead of a page from 1"),
    "a page that is none": (lambda f: f.assign(page="one"), "a page is no whole number"),
    "a fraction": (lambda f: f.assign(value="2130.5"), "the value '2130.5' is no whole number"),
    "a whole number with decimals": (lambda f: f.assign(value="2130.0"), "the value '2130.0' is no whole number"),
    "a grouped value": (lambda f: f.assign(value="2.130"), "the value '2.130' is no whole number"),
    "a value in words": (lambda f: f.assign(value="many"), "the value 'many' is no whole number"),
    "a huge value": (lambda f: f.assign(value="9" * 30), "is no whole number"),
    "two editions": (
        lambda f: pd.concat([f, f.assign(edition="2026-01")]),
        "holds the editions 2025-12, 2026-01; expected exactly one",
    ),
    "a control character": (
        lambda f: f.assign(title="\x1b[2J"),
        "the column title holds “\\u001b[2J” instead of text without control characters",
    ),
    "a mark that turns the direction": (lambda f: f.assign(label="\u202ex"), "the column label holds “\\u202ex”"),
    "no row": (lambda f: f[:0], "holds the editions none; expected exactly one"),
}  # fmt: skip


@pytest.mark.parametrize(("change", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_csv_of_another_shape_is_refused(
    golden: pd.DataFrame, tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame], said: str
) -> None:
    change(golden.astype(str)).to_csv(tmp_path / "figures.csv", index=False)
    with pytest.raises(NotObservations) as refusal:
        observations.load(tmp_path / "figures.csv")
    assert said in str(refusal.value)
    assert str(refusal.value).startswith("figures.csv ")


@pytest.mark.parametrize(
    "change",
    [
        lambda f: f.assign(value=f["value"].astype("float64") + 0.5),
        lambda f: f.assign(label=None),
        lambda f: f.assign(printed=[b"\xff"] * len(f)),
        lambda f: f.assign(page=1.5),
        lambda f: f.drop(columns="value"),
    ],
    ids=["fractions", "no labels", "bytes", "half a page", "no values"],
)
def test_a_parquet_file_of_another_shape_is_refused(
    golden: pd.DataFrame, tmp_path: Path, change: Callable[[pd.DataFrame], pd.DataFrame]
) -> None:
    change(golden).to_parquet(tmp_path / "figures.parquet", index=False)
    with pytest.raises(NotObservations):
        observations.load(tmp_path / "figures.parquet")


@pytest.mark.parametrize("suffix", [".csv", ".parquet"])
@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\n\n", b"\x00" * 4096, b"\xff\xfe" + "edition".encode("utf-16-le")),
        *(bytes(range(256)) * 99, b"PAR1PAR1", b"a,b\n1"),
    ],
    ids=["empty", "blank lines", "zeros", "UTF-16", "junk", "hollow Parquet", "two columns"],
)
def test_a_file_of_something_else_is_refused(tmp_path: Path, suffix: str, content: bytes) -> None:
    (tmp_path / f"figures{suffix}").write_bytes(content)
    with pytest.raises(NotObservations, match=rf"^figures\{suffix} cannot be read as observations"):
        observations.load(tmp_path / f"figures{suffix}")


def test_a_csv_in_another_encoding_is_refused(golden: pd.DataFrame, tmp_path: Path) -> None:
    golden.loc[0, "label"] = "Aanvragen één"
    (tmp_path / "figures.csv").write_bytes(observations.to_csv(golden).encode("latin-1"))
    with pytest.raises(NotObservations, match="utf-8"):
        observations.load(tmp_path / "figures.csv")


def test_a_file_over_the_limit_of_size_is_refused(tmp_path: Path) -> None:
    with (tmp_path / "figures.csv").open("wb") as file:
        file.truncate(observations.LIMIT_BYTES + 1)
    with pytest.raises(NotObservations, match="more than 32 MiB"):
        observations.load(tmp_path / "figures.csv")


def test_a_file_of_another_month_than_asked_is_refused(golden: pd.DataFrame, tmp_path: Path) -> None:
    observations.save(golden, tmp_path / "figures.csv")
    assert len(observations.load(tmp_path / "figures.csv", "2025-12")) == 1170
    with pytest.raises(NotObservations, match="holds the editions 2025-12; expected 2025-11"):
        observations.load(tmp_path / "figures.csv", "2025-11")


@pytest.mark.parametrize("name", ["figures.xlsx", "figures", "figures.csv.gz"])
def test_only_csv_and_parquet_are_read_and_written(golden: pd.DataFrame, tmp_path: Path, name: str) -> None:
    (tmp_path / name).touch()
    with pytest.raises(RequestError, match=r"unknown suffix; expected one of \.csv, \.parquet"):
        observations.load(tmp_path / name)
    with pytest.raises(RequestError, match=r"unknown suffix; expected one of \.csv, \.parquet"):
        observations.save(golden, tmp_path / name)


def test_a_file_that_is_not_there_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"there is no file .*figures\.csv"):
        observations.load(tmp_path / "figures.csv")


def test_a_parquet_file_appears_whole_or_not_at_all(golden: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        observations.save(golden, tmp_path / "nowhere" / "figures.parquet")


# --------------------------------------------------------------------------------------------------
# Reading by month or path


def test_a_month_is_read_from_the_editions(golden: pd.DataFrame) -> None:
    pdt.assert_frame_equal(observations.read("2025-12"), golden)


def test_a_path_may_be_a_text_or_a_path(golden: pd.DataFrame, tmp_path: Path) -> None:
    observations.save(golden, tmp_path / "figures.csv")
    pdt.assert_frame_equal(observations.read(tmp_path / "figures.csv"), golden)
    pdt.assert_frame_equal(observations.read(str(tmp_path / "figures.csv")), golden)


def test_a_path_in_the_home_folder_is_found(
    golden: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    observations.save(golden, tmp_path / "figures.csv")
    pdt.assert_frame_equal(observations.read("~/figures.csv"), golden)


@pytest.mark.parametrize(
    ("edition", "said"),
    [
        ("2025-13", "“2025-13” is no month"),
        ("dec 2025", "“dec 2025” is neither a month such as 2025-12 nor a file that exists"),
        ("~nobody-of-this-name.csv", "there is no file ~nobody-of-this-name.csv"),
        ("nowhere.pdf", "there is no file nowhere.pdf"),
        ("", "“” is neither a month such as 2025-12 nor a file that exists"),
        ("2025-12\u202e", "“2025-12\\u202e” is neither"),
    ],
)
def test_what_is_neither_month_nor_file_is_a_wrong_request(edition: str, said: str) -> None:
    with pytest.raises(RequestError) as refusal:
        observations.read(edition)
    assert said in str(refusal.value)


def test_loading_observations_needs_no_reader_of_pdfs() -> None:
    unneeded = {"camelot", "playa", "pandera", "pypdfium2"}
    code = f"import sys, ind_tables.record.observations; print({unneeded} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
