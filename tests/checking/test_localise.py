"""Which figures must be wrong: December 2025, damaged in known ways, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from ind_tables.checking import localise, programme
from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.localise import Localisation
from ind_tables.checking.suspicion import SUSPECTS
from ind_tables.telling.findings import check

pytestmark = pytest.mark.slow

Place = tuple[str, str, str, str]
Damage = Callable[[Mapping[Place, int]], dict[Place, int]]
MONTHS = [str(month) for month in pd.period_range("2024-12", "2025-12", freq="M")]


def damaged(golden: pd.DataFrame, changes: Mapping[Place, int | None]) -> pd.DataFrame:
    """The edition with other figures printed in some places, or none."""
    frame = golden.copy()
    numbers = {place: n for n, place in enumerate(places(golden))}
    for place, value in changes.items():
        text = "n.b." if value is None else f"{value:,}".replace(",", ".")
        told = {"value": pd.NA if value is None else value, "printed": text, "status": "L" if value is None else "A"}
        for name, what in told.items():
            frame.loc[numbers[place], name] = what
    return frame


def places(table: pd.DataFrame) -> list[Place]:
    return list(table[["section", "measure", "age_band", "period"]].itertuples(index=False, name=None))


def figures(golden: pd.DataFrame) -> dict[Place, int]:
    return dict(zip(places(golden), golden["value"].astype(int).tolist(), strict=True))


def row(section: str, measure: str, band: str = "all") -> list[Place]:
    return [(section, measure, band, month) for month in MONTHS]


def explanations(suspects: pd.DataFrame) -> list[tuple[int, dict[Place, int | None]]]:
    """Every explanation: its rank, and the figure proposed for each of its cells."""
    found = []
    for _, cells in suspects.groupby("explanation", sort=True):
        proposed = [None if pd.isna(value) else int(value) for value in cells["proposed"]]
        found.append((int(cells["rank"].iloc[0]), dict(zip(places(cells), proposed, strict=True))))
    return found


# ---------------------------------------------------------------------------------------------------
# One wrong figure.


@pytest.mark.parametrize(
    ("place", "printed", "true", "slip"),
    [
        (("family", "pending", "all", "2025-06"), 9060, 6090, "two digits changed places"),
        pytest.param(("family", "pending", "all", "2025-06"), 6590, 6090, "one digit changed", marks=pytest.mark.full),
        (("study", "pending", "0-1m", "2025-06"), 150, 1500, "a digit was dropped"),
        pytest.param(
            ("nareis_mvv", "pending", "1-6m", "2025-08"), 590, 2590, "a digit was dropped", marks=pytest.mark.full
        ),
        (("asylum_general", "pending", "all", "2025-05"), 511600, 51160, "a digit was doubled"),
        pytest.param(
            ("asylum_general", "pending", "6-15m", "2025-05"),
            194200,
            19420,
            "a digit was doubled",
            marks=pytest.mark.full,
        ),
        (("asylum_general", "pending", "all", "2025-05"), 160, 51160, "it broke at the thousands separator"),
    ],
)
def test_a_wrong_figure_is_named_with_the_true_one_and_the_slip(
    golden: pd.DataFrame, place: Place, printed: int, true: int, slip: str
) -> None:
    found = check(damaged(golden, {place: printed})).suspects

    assert explanations(found) == [(1, {place: true})]
    assert found["printed"].tolist() == [f"{printed:,}".replace(",", ".")]
    assert f" is printed where the other figures ask for {true:,}" in found["reason"][0]
    assert found["reason"][0].endswith(f", {slip}")
    assert found["probability"][0] >= 0.8


def test_a_figure_is_proposed_with_all_that_are_possible(golden: pd.DataFrame) -> None:
    """June's bands make 3,920 + 980 + 1,190 = 6,090, the flows 5,910 + 2,960 - 2,790 = 6,080, July's 6,090.

    Each allows 20 to either side; 6,070 to 6,100 are left.
    """
    found = check(damaged(golden, {("family", "pending", "all", "2025-06"): 9060})).suspects

    assert found["reason"].tolist() == [
        "9.060 is printed where the other figures ask for 6,090 (6,070 to 6,100 are possible), two digits changed "
        "places"
    ]


def test_a_figure_that_others_rival_is_not_proposed(golden: pd.DataFrame) -> None:
    """6,090 pending, of which 3,920 and 1,190 in the other bands, leave 980, and rounding 960 to 1,000.

    A digit dropped makes 90 of 960, 970, 980 and 990 alike.
    """
    place = ("family", "pending", "3-6m", "2025-06")
    found = check(damaged(golden, {place: 90})).suspects

    assert explanations(found) == [(1, {place: None})]
    assert found["reason"].tolist() == [
        "90 is printed where the other figures ask for 960 to 1,000; which of these, cannot be determined"
    ]
    assert found["probability"][0] < 0.8


@pytest.mark.parametrize(
    ("place", "printed", "true", "reason"),
    [
        (
            ("family", "pending", "all", "2025-05"),
            -5910,
            5910,
            "-5.910 is below zero; 5,910 was meant (5,900 to 5,930 are possible), the sign changed",
        ),
        (
            ("family", "pending", "all", "2025-06"),
            609,
            6090,
            "609 is not rounded; 6,090 was meant (6,070 to 6,100 are possible), a digit was dropped",
        ),
        (
            ("study", "applications", "all", "2025-05"),
            3773,
            3770,
            "3.773 is not rounded; 3,770 was meant (3,750 to 3,790 are possible), one digit changed",
        ),
        (
            ("appointments", "document_first_slot", "all", "2025-05"),
            -3,
            3,
            "-3 is below zero; 3 was meant, the sign changed",
        ),
    ],
)
def test_an_impossible_figure_is_named_by_itself(
    golden: pd.DataFrame, place: Place, printed: int, true: int, reason: str
) -> None:
    found = check(damaged(golden, {place: printed})).suspects

    assert explanations(found) == [(1, {place: true})]
    assert found["reason"].tolist() == [reason]


def test_where_two_figures_would_explain_it_as_well_they_share_a_rank(golden: pd.DataFrame) -> None:
    """Applications and decisions of a month stand in one identity; neither figure is a slip of what would be needed.

    70 + 3,770 - 2,570 = 1,270. With 3,470 decided, 2,550 to 2,590 would do, or 4,650 to 4,690 applications.
    """
    found = check(damaged(golden, {("study", "decisions", "all", "2025-05"): 3470})).suspects

    assert explanations(found) == [
        (1, {("study", "decisions", "all", "2025-05"): None}),
        (1, {("study", "applications", "all", "2025-05"): None}),
    ]
    assert found["reason"].tolist() == [
        f"{printed} is printed where the other figures ask for {asked}; which of these, cannot be determined; "
        "which of the 2 explanations of rank 1 is right, cannot be determined"
        for printed, asked in (("3.470", "2,550 to 2,590"), ("3.770", "4,650 to 4,690"))
    ]


def test_the_youngest_band_tells_that_it_is_the_applications(golden: pd.DataFrame) -> None:
    """Dublin, November: 920 applications, of which 920 are left; 1,540 + 920 - 180 = 2,280.

    With 720 printed, 380 decisions would do as well, and more were decided in other months; but of every other month's
    applications 93 to 108 % are left at its end, and 920 would be 128 %.
    """
    place = ("asylum_dublin", "applications", "all", "2025-11")

    found = check(damaged(golden, {place: 720})).suspects

    assert explanations(found) == [(1, {place: None})]
    assert "ask for 900 to 940" in found["reason"][0]


def test_the_first_month_s_figures_are_held_against_the_others(golden: pd.DataFrame) -> None:
    """Dublin, December 2024: 1,110 pending, of which 790 for one to six months and 290, 20 and 10 in the other bands.

    With 290 instead of 790, the youngest band's 290 could be the one that should be 790; until August it holds no more
    than 300.
    """
    place = ("asylum_dublin", "pending", "1-6m", "2024-12")

    found = check(damaged(golden, {place: 290})).suspects

    assert explanations(found) == [(1, {place: None})]
    assert "ask for 770 to 810" in found["reason"][0]


def test_a_neighbour_s_value_is_recognised(golden: pd.DataFrame) -> None:
    """May's 5,910 stands in June's cell. Stocks and flows leave 6,070 to 6,100: four figures, so none is proposed."""
    place = ("family", "pending", "all", "2025-06")
    found = check(damaged(golden, {place: 5910})).suspects

    assert explanations(found) == [(1, {place: None})]
    assert found["reason"].tolist() == [
        "5.910 is printed where the other figures ask for 6,070 to 6,100, and the value of a neighbouring cell stands "
        "there; which of these, cannot be determined"
    ]


def test_the_previous_edition_tells_which_figure_was_meant(golden: pd.DataFrame) -> None:
    """Applications of 3,360 instead of 2,960: two digits differ, so that without it nothing is proposed."""
    place = ("family", "applications", "all", "2025-06")
    wrong = damaged(golden, {place: 3360})

    assert all(proposed is None for _, cells in explanations(check(wrong).suspects) for proposed in cells.values())

    earlier = golden[golden["period"] != "2025-12"].assign(edition="2025-11")
    found = check(wrong, earlier).suspects

    assert explanations(found) == [(1, {place: 2960})]
    assert found["reason"][0].endswith("so did the previous edition print it")


def test_a_cell_on_which_fewer_readings_agree_is_doubted_first(golden: pd.DataFrame) -> None:
    place = ("study", "decisions", "all", "2025-05")
    wrong = damaged(golden, {place: 3470})
    here = (wrong["section"] == "study") & (wrong["measure"] == "decisions") & (wrong["period"] == "2025-05")
    wrong.loc[here, "readers"] = "text"

    assert [cells for rank, cells in explanations(check(wrong).suspects) if rank == 1] == [{place: None}]


def test_a_value_that_is_not_what_the_text_says_is_put_back(golden: pd.DataFrame) -> None:
    place = ("family", "applications", "all", "2025-06")
    wrong = damaged(golden, {place: 2690})
    wrong.loc[wrong["printed"] == "2.690", "printed"] = "2.960"
    found = check(wrong).suspects

    assert explanations(found) == [(1, {place: 2960})]
    assert found["printed"].tolist() == ["2.690"]


def test_observations_need_neither_text_nor_readers(golden: pd.DataFrame) -> None:
    place = ("family", "pending", "all", "2025-06")
    wrong = damaged(golden, {place: 9060}).drop(columns=["printed", "readers"])

    assert explanations(check(wrong).suspects) == [(1, {place: 6090})]


def test_a_month_that_leaves_the_norm_of_its_year_is_a_suspect(golden: pd.DataFrame) -> None:
    place = ("asylum_first", "commissioned", "all", "2025-05")
    checked = check(damaged(golden, {place: 3640}))

    assert checked.errors == 0
    assert explanations(checked.suspects) == [(1, {place: 3340})]
    assert checked.suspects["reason"].tolist() == ["3.640 is printed, and 3,340 in every other month of the year"]


def test_an_error_that_no_single_identity_shows_is_found(golden: pd.DataFrame) -> None:
    """May's stock is not printed: by its bands it is 5,920; with 3,660 decided, 6,030 + 3,040 - 3,660 = 5,410."""
    place = ("family", "decisions", "all", "2025-05")
    wrong = damaged(golden, {("family", "pending", "all", "2025-05"): None, place: 3660})
    checked = check(wrong)

    assert checked.findings.loc[checked.findings["severity"] == "error", "rule"].tolist() == ["joint_rounding"]
    assert (1, {place: 3160}) in explanations(checked.suspects)
    assert "one digit changed" in checked.suspects["reason"][0]


# ---------------------------------------------------------------------------------------------------
# Slips that spoil several figures.


def shifted(line: list[Place], true: Mapping[Place, int], step: int, edge: int | None = None) -> dict[Place, int]:
    """A row printed ``step`` columns to the right; what is left open at its end holds ``edge``, or stays."""
    printed = {p: true[line[n - step]] for n, p in enumerate(line) if 0 <= n - step < len(line)}
    end = line[0] if step > 0 else line[-1]
    return {**printed, end: true[end] if edge is None else edge}


@pytest.mark.parametrize(
    ("line", "step", "words"),
    [
        (row("asylum_general", "decisions"), 1, "The row is printed one column too far to the right"),
        pytest.param(
            row("asylum_general", "decisions"),
            -1,
            "The row is printed one column too far to the left",
            marks=pytest.mark.full,
        ),
        (row("nareis_mvv", "pending", "1-6m"), -1, "The row is printed one column too far to the left"),
        (row("family", "decisions")[4:], 1, "From 2025-04 on the row is printed one column too far to the right"),
        pytest.param(
            row("family", "pending")[6:],
            -1,
            "From 2025-06 on the row is printed one column too far to the left",
            marks=pytest.mark.full,
        ),
    ],
)
def test_a_shifted_row_is_named_as_such(golden: pd.DataFrame, line: list[Place], step: int, words: str) -> None:
    true = figures(golden)
    changes = shifted(line, true, step)
    found = check(damaged(golden, changes)).suspects

    ((rank, cells),) = explanations(found)
    assert rank == 1
    wrong = {place for place, value in changes.items() if value != true[place]}
    assert wrong <= cells.keys() <= set(line)
    assert all(proposed in (None, true[place]) for place, proposed in cells.items())
    assert sum(proposed is not None for proposed in cells.values()) >= len(wrong) - 2
    assert all(reason.startswith(words) for reason in found["reason"])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("asylum_first", "applications", "all", "2025-06"), ("asylum_first", "decisions", "all", "2025-06")),
        pytest.param(
            ("study", "applications", "all", "2025-05"),
            ("study", "applications", "all", "2025-07"),
            marks=pytest.mark.full,
        ),
        pytest.param(
            ("labour", "pending", "all", "2025-03"), ("labour", "pending", "0-1m", "2025-03"), marks=pytest.mark.full
        ),
    ],
)
def test_two_swapped_cells_are_named_as_such(golden: pd.DataFrame, one: Place, other: Place) -> None:
    true = figures(golden)
    found = check(damaged(golden, {one: true[other], other: true[one]})).suspects

    assert explanations(found) == [(1, {one: true[one], other: true[other]})]
    assert found["reason"].str.endswith("stand in each other's place").all()


def test_two_swapped_cells_say_where_the_other_one_stands(golden: pd.DataFrame) -> None:
    one, other = ("asylum_first", "applications", "all", "2025-06"), ("asylum_first", "decisions", "all", "2025-06")
    found = check(damaged(golden, {one: 1430, other: 1980})).suspects

    assert found["reason"].tolist() == [
        "1.430 and the 1.980 of “Beslissingen”, 2025-06 stand in each other's place",
        "1.980 and the 1.430 of “Aanvragen”, 2025-06 stand in each other's place",
    ]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (
            row("family", "applications"),
            row("family", "decisions"),
            "The rows “Aanvragen” and “Beslissingen” stand in each other's place",
        ),
        (
            row("asylum_dublin", "pending"),
            row("asylum_safe_country", "pending"),
            "The rows “Openstaande aanvragen” of “Dublinprocedure (Spoor 1)” and “Openstaande aanvragen” of "
            "“Veilige landen procedure (Spoor 2)” stand in each other's place",
        ),
    ],
)
def test_two_swapped_rows_are_named_as_such(
    golden: pd.DataFrame, first: list[Place], second: list[Place], words: str
) -> None:
    true = figures(golden)
    changes = {a: true[b] for a, b in (*zip(first, second, strict=True), *zip(second, first, strict=True))}
    found = check(damaged(golden, changes)).suspects

    assert explanations(found) == [(1, {p: true[p] for p in (*first, *second) if changes[p] != true[p]})]
    assert set(found["reason"]) == {words}


def test_a_row_over_another_is_named_and_what_it_was_left_open(golden: pd.DataFrame) -> None:
    true = figures(golden)
    over, source = row("naturalisation", "applications"), row("naturalisation", "decisions")
    found = check(damaged(golden, {a: true[b] for a, b in zip(over, source, strict=True)})).suspects

    ((rank, cells),) = explanations(found)
    assert (rank, cells.keys()) == (1, set(over))
    assert set(found["reason"].str.split(";").str[0]) == {"The row repeats the figures of “Beslissingen”"}


def column(true: Mapping[Place, int], section: str, month: str) -> list[Place]:
    return [place for place in true if (place[0], place[3]) == (section, month)]


def test_a_column_over_another_is_named(golden: pd.DataFrame) -> None:
    true = figures(golden)
    over, source = column(true, "family", "2025-06"), column(true, "family", "2025-05")
    found = check(damaged(golden, {a: true[b] for a, b in zip(over, source, strict=True)})).suspects

    ((rank, cells),) = explanations(found)
    assert (rank, cells.keys()) == (1, set(over))
    assert found["reason"].str.startswith("The column 2025-06 repeats the figures of 2025-05").all()


def test_two_swapped_columns_are_named(golden: pd.DataFrame) -> None:
    true = figures(golden)
    one, other = column(true, "family", "2025-05"), column(true, "family", "2025-06")
    changes = {a: true[b] for a, b in (*zip(one, other, strict=True), *zip(other, one, strict=True))}
    found = check(damaged(golden, changes)).suspects

    assert explanations(found) == [(1, {place: true[place] for place in (*one, *other)})]
    assert set(found["reason"]) == {"The columns 2025-05 and 2025-06 stand in each other's place"}


def test_the_same_column_of_tables_that_hang_together_is_one_mistake(golden: pd.DataFrame) -> None:
    true = figures(golden)
    over = [p for s in ("nareis_mvv", "nareis_art8", "nareis_total") for p in column(true, s, "2025-06")]
    found = check(damaged(golden, {(*p[:3], "2025-06"): true[(*p[:3], "2025-05")] for p in over})).suspects

    assert found["explanation"].nunique() == 1
    assert found["reason"].str.contains("of 3 tables that hang together repeats the figures of 2025-05").all()


@pytest.mark.parametrize(("what", "factor", "word"), [("row", 10, "large"), ("column", 10, "large")])
def test_a_nought_too_many_all_along_a_line_is_named(golden: pd.DataFrame, what: str, factor: int, word: str) -> None:
    true = figures(golden)
    line = row("study", "applications") if what == "row" else column(true, "study", "2025-06")
    found = check(damaged(golden, {place: factor * true[place] for place in line})).suspects

    assert explanations(found) == [(1, {place: true[place] for place in line})]
    assert set(found["reason"]) == {f"The {what} is printed ten times too {word}"}


def test_a_row_that_is_wrong_for_the_most_part_is_named_as_a_row(golden: pd.DataFrame) -> None:
    found = check(damaged(golden, dict.fromkeys(row("study", "decisions"), 0))).suspects

    ((rank, cells),) = explanations(found)
    assert (rank, {place[:3] for place in cells}) == (1, {("study", "decisions", "all")})
    assert found["reason"].str.startswith("Most of the row is wrong").all()


def moved(lines: list[list[Place]], true: Mapping[Place, int], step: int, blank: bool) -> dict[Place, int | None]:
    """Rows printed ``step`` columns to the right; what falls off comes in again at the other end, or nothing does."""
    changes: dict[Place, int | None] = {}
    for line in lines:
        changes |= {p: true[line[(n - step) % len(line)]] for n, p in enumerate(line)}
        if blank:
            changes[line[0] if step > 0 else line[-1]] = None
    return changes


def lines_of(true: Mapping[Place, int], section: str) -> list[list[Place]]:
    return [row(*key) for key in dict.fromkeys(place[:3] for place in true if place[0] == section)]


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize(("first", "last"), [(0, 2), pytest.param(2, 5, marks=pytest.mark.full), (1, 4)])
def test_some_rows_shifted_together_are_one_mistake(golden: pd.DataFrame, first: int, last: int, step: int) -> None:
    true = figures(golden)
    changes = moved(lines_of(true, "family")[first:last], true, step, blank=False)
    found = check(damaged(golden, changes)).suspects

    assert found["explanation"].nunique() == 1
    assert (
        found["reason"].str.contains(f"are printed one column too far to the {'right' if step > 0 else 'left'}").all()
    )
    assert set(found["reason"].str[: len("The 2 rows")]) == {f"The {last - first} rows"}


def test_a_table_shifted_as_a_whole_is_one_mistake_and_put_back(golden: pd.DataFrame) -> None:
    """Within the table everything still agrees; but December 2025 in the first column does not lead to the next."""
    true = figures(golden)
    changes = moved(lines_of(true, "study"), true, 1, blank=False)
    suspects = check(damaged(golden, changes)).suspects
    found = suspects[suspects["rank"] == 1]

    assert explanations(found) == [(1, {place: true[place] for place in changes if changes[place] != true[place]})]
    assert set(found["reason"]) == {"The table is printed one column too far to the right"}


def test_a_page_shifted_is_one_mistake(golden: pd.DataFrame) -> None:
    true = figures(golden)
    second = [
        section for section in golden["section"].unique() if (golden[golden["section"] == section]["page"] == 2).all()
    ]
    changes = moved([line for section in second for line in lines_of(true, section)], true, -1, blank=False)
    found = check(damaged(golden, changes)).suspects

    assert len(second) > 1
    assert found["explanation"].nunique() == 1
    assert found["reason"].str.startswith(f"{len(second)} tables, ").all()
    assert {place[0] for place in places(found)} == set(second)


def test_a_part_in_the_place_of_the_total_is_one_mistake(golden: pd.DataFrame) -> None:
    true = figures(golden)
    other = {"nareis_mvv": "nareis_total", "nareis_total": "nareis_mvv"}
    changes = {place: true[(other[place[0]], *place[1:])] for place in true if place[0] in other}
    found = check(damaged(golden, changes)).suspects

    assert explanations(found) == [(1, {place: true[place] for place in changes if changes[place] != true[place]})]
    assert found["reason"].str.endswith("stand in each other's place").all()


def test_a_row_printed_twice_pushes_those_after_it_down(golden: pd.DataFrame) -> None:
    """Decisions stand in their own line and in the next; every line after holds the one above, and the last is lost."""
    true = figures(golden)
    lines = lines_of(true, "labour")
    changes = {low: true[high] for a, b in pairwise(lines[1:]) for high, low in zip(a, b, strict=True)}
    found = check(damaged(golden, changes)).suspects

    assert found["explanation"].nunique() == 1
    assert found["reason"].str.startswith("The row “Beslissingen” is printed twice, and those after it").all()
    named = dict(zip(places(found), found["proposed"], strict=True))
    assert all(named[place] == true[place] for line in lines[2:-1] for place in line if place in named)


def test_a_row_of_norms_printed_twice_is_told_though_its_figures_are_all_alike(golden: pd.DataFrame) -> None:
    """3,220 stands thirteen times in the line of what is pending, which stands in that of the youngest, and so on."""
    true = figures(golden)
    lines = lines_of(true, "asylum_general")
    changes = {low: true[high] for a, b in pairwise(lines[2:]) for high, low in zip(a, b, strict=True)}
    found = check(damaged(golden, changes)).suspects
    first = found[found["rank"] == 1]

    assert first["reason"].str.startswith("The row “Opdracht IND” is printed twice, and those after it").all()
    proposed = {place: value for place, value in zip(places(first), first["proposed"], strict=True) if pd.notna(value)}
    assert len(proposed) > 13
    assert all(value == true[place] for place, value in proposed.items())


def test_a_row_over_another_is_not_taken_for_one_that_pushed_others_down(golden: pd.DataFrame) -> None:
    """What is pending in all stands over the youngest band of safe countries too; the bands below it are right."""
    true = figures(golden)
    over, source = row("asylum_safe_country", "pending", "0-1m"), row("asylum_safe_country", "pending")
    found = check(damaged(golden, {low: true[high] for high, low in zip(source, over, strict=True)})).suspects
    first = found[found["rank"] == 1]

    assert set(places(first)) == set(over)
    assert not first["reason"].str.contains("twice").any()


# ---------------------------------------------------------------------------------------------------
# Figures that are not printed.


def gaps(golden: pd.DataFrame, missing: list[Place], printed: str = "-", status: str = "M") -> pd.DataFrame:
    frame = golden.copy()
    for place in missing:
        here = [one == place for one in places(golden)]
        frame.loc[here, ["value", "printed", "status"]] = [pd.NA, printed, status]
    return frame


@pytest.mark.parametrize(("printed", "status"), [("-", "M"), ("", "O")])
def test_a_figure_that_its_row_lacks_is_a_warning_and_its_range_is_told(
    golden: pd.DataFrame, printed: str, status: str
) -> None:
    """May's bands make 5,920, April and the flows 5,910, June and its flows 5,920: 5,900 to 5,930 are left."""
    place = ("family", "pending", "all", "2025-05")
    checked = check(gaps(golden, [place], printed, status))
    lost = checked.findings[checked.findings["rule"] == "missing"]

    assert checked.errors == 0
    assert lost[["severity", "section", "measure", "age_band", "period"]].values.tolist() == [["warning", *place]]
    assert lost["message"].tolist()[0].endswith("no figure is printed, though the row has one in 12 of 13 months")
    assert places(checked.suspects) == [place]
    assert "5,900 to 5,930" in checked.suspects["reason"][0]


def test_the_previous_edition_tells_a_figure_that_is_not_printed(golden: pd.DataFrame) -> None:
    place = ("family", "pending", "all", "2025-05")
    earlier = golden[golden["period"] != "2025-12"].assign(edition="2025-11")

    assert explanations(check(gaps(golden, [place]), earlier).suspects) == [(1, {place: 5910})]


def test_the_newest_column_of_a_table_without_figures_is_noticed_cell_by_cell(golden: pd.DataFrame) -> None:
    missing = column(figures(golden), "nareis_total", "2025-12")
    checked = check(gaps(golden, missing))

    assert (checked.findings["rule"] == "missing").sum() == len(missing) == 8
    first = checked.suspects[checked.suspects["rank"] == 1]
    assert set(places(first)) == set(missing)
    assert first["reason"].str.startswith("No figure is printed").all()
    assert first["reason"].str.contains("; the other figures").sum() == 8, "the two parts tell all of them"


def test_what_the_document_says_is_not_available_is_not_missing(golden: pd.DataFrame) -> None:
    checked = check(gaps(golden, [("family", "pending", "all", "2025-05")], "n.b.", "L"))

    assert not (checked.findings["rule"] == "missing").any()
    assert checked.suspects.empty


def test_a_row_that_seldom_has_figures_misses_none(golden: pd.DataFrame) -> None:
    missing = row("asylum_safe_country", "pending", "15m+")[:7]

    assert not (check(gaps(golden, missing)).findings["rule"] == "missing").any()


# ---------------------------------------------------------------------------------------------------
# Several errors, and what cannot be said.


def test_errors_that_have_nothing_to_do_with_each_other_are_told_together(golden: pd.DataFrame) -> None:
    wrong = {("family", "pending", "all", "2025-06"): 9060, ("study", "pending", "all", "2025-06"): 1250}
    found = check(damaged(golden, wrong)).suspects

    assert explanations(found) == [
        (1, {("family", "pending", "all", "2025-06"): 6090, ("study", "pending", "all", "2025-06"): 1520})
    ]


def test_two_errors_in_one_row_are_both_named(golden: pd.DataFrame) -> None:
    wrong = {("study", "pending", "all", "2025-05"): 2170, ("study", "pending", "all", "2025-06"): 5120}
    found = check(damaged(golden, wrong)).suspects

    assert explanations(found) == [
        (1, {("study", "pending", "all", "2025-05"): 1270, ("study", "pending", "all", "2025-06"): 1520})
    ]


def test_alternatives_of_one_error_are_listed_beside_every_one_of_the_other(golden: pd.DataFrame) -> None:
    """Two errors with two equally good explanations each: four explanations of rank 1, each with a cell of either."""
    wrong = damaged(
        golden, {("study", "decisions", "all", "2025-05"): 3470, ("labour", "decisions", "all", "2025-05"): 1590}
    )
    search = Localisation(Confrontation(wrong))
    alternatives = [len(search.ranked(problem)[0]) for problem in search.problems]
    first = [cells for rank, cells in explanations(check(wrong).suspects) if rank == 1]

    assert len(alternatives) == 2
    assert len(first) == alternatives[0] * alternatives[1]
    assert all({place[0] for place in cells} == {"study", "labour"} for cells in first)


def test_a_figure_that_is_not_printed_is_no_suspect(golden: pd.DataFrame) -> None:
    checked = check(damaged(golden, {("family", "pending", "all", "2025-05"): None}))

    assert checked.errors == 0
    assert checked.suspects.empty
    assert checked.suspects.columns.tolist() == SUSPECTS
    assert checked.coverage["figures"].sum() == 1169


def test_what_no_identity_covers_is_not_accused(golden: pd.DataFrame) -> None:
    """A newest figure ten times too large among the appointments is out of the ordinary, a notice, and no more."""
    checked = check(damaged(golden, {("appointments", "document_appointments", "all", "2025-12"): 265700}))
    here = checked.findings[(checked.findings["section"] == "appointments") & (checked.findings["period"] == "2025-12")]

    assert here[["rule", "severity"]].values.tolist() == [["step", "notice"]]
    assert checked.suspects.empty


def test_two_tables_in_each_other_s_place_cannot_be_seen(golden: pd.DataFrame) -> None:
    """Both groups of family members: each table agrees with itself, and their sum is the same. Nothing is made up."""
    true = figures(golden)
    other = {"nareis_mvv": "nareis_art8", "nareis_art8": "nareis_mvv"}
    checked = check(damaged(golden, {p: true[(other[p[0]], *p[1:])] for p in true if p[0] in other}))

    assert checked.errors == 0
    assert checked.suspects.empty


def test_where_too_much_is_broken_that_is_said_and_the_search_ends(
    golden: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    random = np.random.default_rng(1)
    wrong = golden.assign(value=pd.array(10 * random.integers(0, 5000, len(golden)), "Int64"))
    monkeypatch.setattr(programme, "_HEAVIEST", 2.0)
    checked = check(wrong.drop(columns="printed"))

    assert checked.errors > 300
    assert checked.suspects["reason"].str.contains("too much is broken to find out why").any()
    assert checked.suspects["proposed"].isna().all()


def test_a_search_that_ends_early_says_that_there_can_be_other_explanations(
    golden: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrong = damaged(golden, {("study", "decisions", "all", "2025-05"): 3470})
    monkeypatch.setattr(localise, "_SETS", 1)
    monkeypatch.setattr(localise, "_FEWEST", 1)
    found = check(wrong).suspects

    assert found["reason"].str.contains("so much is broken that there can be other explanations").all()


def test_a_check_leaves_the_figures_as_they_are(golden: pd.DataFrame) -> None:
    wrong = damaged(golden, {("family", "pending", "all", "2025-06"): 9060})
    before = wrong.copy()
    check(wrong)

    pd.testing.assert_frame_equal(wrong, before)


def test_the_order_of_the_rows_makes_no_difference(golden: pd.DataFrame) -> None:
    wrong = damaged(golden, {("nareis_mvv", "pending", "1-6m", "2025-08"): 590})
    stirred = wrong.sample(frac=1, random_state=7)

    assert explanations(check(stirred).suspects) == explanations(check(wrong).suspects)


@pytest.mark.parametrize("section", ["study", "nareis_total"])
def test_an_edition_of_one_table_is_checked_as_far_as_it_goes(golden: pd.DataFrame, section: str) -> None:
    place = (section, "pending", "all", "2025-06")
    wrong = damaged(golden, {place: 10 * figures(golden)[place]})

    assert explanations(check(wrong[wrong["section"] == section]).suspects) == [(1, {place: figures(golden)[place]})]


def test_no_figures_at_all_break_nothing(golden: pd.DataFrame) -> None:
    checked = check(golden.assign(value=pd.array([pd.NA] * len(golden), dtype="Int64"), status="L"))

    assert (checked.figures, checked.errors, len(checked.suspects), checked.unapplied) == (0, 0, 0, 404)
