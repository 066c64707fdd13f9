"""The publisher's own words: confirmed, contradicted, or not understood, and never a false contradiction."""

from __future__ import annotations

import random
from pathlib import Path

import pandas as pd
import pytest

from ind_tables.checking import localise, publisher
from ind_tables.place import KEY, Place
from ind_tables.record import statements, webpage
from tests.documents import overview
from tests.layers import layered

EDITION = "2025-12"


def held(golden: pd.DataFrame, text: str, edition: str = EDITION) -> list[publisher.Witness]:
    """The verdicts on the numbers of a page of plain text."""
    return publisher.witnesses(golden, statements.understood(list(webpage.lines(text)), edition))


def verdicts(golden: pd.DataFrame, text: str) -> list[tuple[int, str, tuple[str, ...] | None]]:
    return [(w.statement.stated, w.verdict, w.statement.place and w.statement.place[1:]) for w in held(golden, text)]


def figures(golden: pd.DataFrame) -> dict[overview.Cell, int]:
    return {tuple(row[:4]): int(row[4]) for row in golden[[*KEY, "value"]].itertuples(index=False)}


@pytest.mark.parametrize("seed", layered(range(200), lambda seed: seed < 60))
def test_a_drawn_page_confirms_what_it_states_and_finds_the_figure_that_is_wrong(
    seed: int, golden: pd.DataFrame, tmp_path: Path
) -> None:
    known = figures(golden)
    drawn = overview.draw(known, EDITION, seed)
    path = tmp_path / f"page{drawn.suffix}"
    path.write_text(drawn.text, "utf8")
    page = statements.read(path, EDITION)
    right = publisher.witnesses(golden, page)
    assert [w for w in right if w.verdict == "contradicted"] == []
    assert set(publisher.confirmed(right)) == set(drawn.places)

    chance = random.Random(1000 + seed)
    place = chance.choice(sorted(drawn.places))
    unit = drawn.places[place]
    wrong = golden.copy()
    at = wrong.index[(wrong[KEY] == list(place)).all(axis=1)]
    error = chance.choice([10, 90, 100, 900, 1000]) if not unit else unit * chance.choice([4, 10])
    if not unit and known[place] % 1000 == 0:
        error = max(error, 900)
    wrong.loc[at, "value"] = known[place] + error
    found = publisher.findings(publisher.witnesses(wrong, page))
    assert found[KEY].apply(tuple, axis=1).tolist() == [place]
    assert set(found["severity"]) == {"warning"}


HEAD = "The IND in figures\nMonthly figures December 2025\nAsylum: Dublin procedure (Track 1)\n"
KOP = "De IND in cijfers\nMaandcijfers december 2025\nAsiel: Dublinprocedure (spoor 1)\n"
CONTRADICTED = ("applications", "all", "2025-12")


@pytest.fixture
def dublin(golden: pd.DataFrame) -> pd.DataFrame:
    """December 2025 with figures of the Dublin table that the tests below name."""
    typed = {
        ("applications", "all", "2025-12"): 530,
        ("applications", "all", "2025-11"): 480,
        ("decisions", "all", "2025-12"): 340,
        ("commissioned", "all", "2025-12"): 260,
        ("pending", "all", "2025-12"): 6310,
        ("pending", "15m+", "2025-12"): 50,
    }
    rows = golden["section"] == "asylum_dublin"
    for (measure, band, period), value in typed.items():
        at = rows & (golden["measure"] == measure) & (golden["age_band"] == band) & (golden["period"] == period)
        golden.loc[at, "value"] = value
    return golden


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In December, the IND received 530 applications.", [(530, "confirmed")]),
        ("In December, the IND received 350 applications.", [(350, "contradicted")]),
        ("The number of applications increased from 480 to 530.", [(480, "confirmed"), (530, "confirmed")]),
        ("The number of applications increased from 530 to 480.", [(530, "contradicted"), (480, "contradicted")]),
        ("The IND made 340 decisions; 260 were budgeted.", [(340, "confirmed"), (260, "confirmed")]),
        ("The IND made more decisions than budgeted: 340 compared to 260.", [(340, "confirmed"), (260, "confirmed")]),
        ("Over 6,300 applications are pending.", [(6300, "confirmed")]),
        ("Nearly 6,300 applications are pending.", [(6300, "unclear")]),
        ("Nearly 6,000 applications are pending.", [(6000, "unclear")]),
        ("Over 7,500 applications are pending.", [(7500, "contradicted")]),
        ("By now, 50 applications have been pending for longer than 15 months.", [(50, "confirmed")]),
        ("By now, 70 applications have been pending for longer than 15 months.", [(70, "contradicted")]),
        ("By now, 70 applications have been pending for longer than 9 months.", [(70, "unclear")]),
        ("The IND received 50 more applications than a month before.", [(50, "unclear")]),
        ("The number of applications rose by 10%.", [(10, "unclear")]),
        ("In 2025, the IND received 4,000 applications.", [(4000, "unclear")]),
        ("In the safe countries procedure there were 20 new applications.", [(20, "unclear")]),
        ("Last December, the IND received 900 applications.", [(900, "unclear")]),
        ("In November, the IND received 900 applications.", [(900, "unclear")]),
        ("The IND received 530 applications, of which 200 were from Syria.", [(530, "unclear"), (200, "unclear")]),
    ],
)
def test_a_number_is_confirmed_contradicted_or_not_understood(
    sentence: str, expected: list[tuple[int, str]], dublin: pd.DataFrame
) -> None:
    """A sentence of December 2025, and what is to be made of its numbers."""
    assert [(stated, verdict) for stated, verdict, _ in verdicts(dublin, HEAD + sentence)] == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("In december ontving de IND 530 nieuwe aanvragen.", [(530, "confirmed")]),
        ("In december ontving de IND 350 nieuwe aanvragen.", [(350, "contradicted")]),
        ("Het aantal aanvragen steeg van 480 naar 530.", [(480, "confirmed"), (530, "confirmed")]),
        ("De IND nam 340 beslissingen, meer dan begroot (260).", [(340, "confirmed"), (260, "confirmed")]),
        ("Er staan ruim 6.300 aanvragen open.", [(6300, "confirmed")]),
        ("Er werden 50 aanvragen meer ontvangen dan een maand eerder.", [(50, "unclear")]),
    ],
)
def test_so_is_it_in_dutch(sentence: str, expected: list[tuple[int, str]], dublin: pd.DataFrame) -> None:
    assert [(stated, verdict) for stated, verdict, _ in verdicts(dublin, KOP + sentence)] == expected


def test_the_page_of_another_month_contradicts_nothing(dublin: pd.DataFrame) -> None:
    text = HEAD.replace("December 2025", "November 2025") + "There were 900 new applications."
    assert [verdict for _, verdict, _ in verdicts(dublin, text)] == ["unclear"]


def test_a_page_without_a_year_that_agrees_with_nothing_is_another_editions(dublin: pd.DataFrame) -> None:
    text = HEAD.replace(" 2025", "") + "There were 900 new applications. The IND made 700 decisions."
    assert [verdict for _, verdict, _ in verdicts(dublin, text)] == ["unclear", "unclear"]


def test_a_page_that_contradicts_itself_contradicts_no_figure(dublin: pd.DataFrame) -> None:
    text = HEAD + "There were 530 new applications. In December, the IND received 580 applications."
    assert [verdict for _, verdict, _ in verdicts(dublin, text)] == ["confirmed", "unclear"]


def test_a_contradiction_is_one_row_with_both_values_and_the_words(dublin: pd.DataFrame) -> None:
    found = publisher.findings(held(dublin, HEAD + "There were 350 new applications. The IND made 340 decisions."))
    assert found[["rule", "severity", *KEY, "residual"]].values.tolist() == [
        ["publisher", "warning", "asylum_dublin", *CONTRADICTED, 180]
    ]
    remark = found["message"].iloc[0][0]
    assert remark.facts[1:] == (530, 350, "exact", "There were 350 new applications.")


@pytest.mark.parametrize(
    ("wrong", "printed", "true", "confirmed"),
    [("applications", 1900, 1800, "decisions"), ("decisions", 2440, 2540, "applications")],
)
def test_a_figure_that_the_page_confirms_is_not_accused_before_the_other_of_the_same_sum(
    wrong: str, printed: int, true: int, confirmed: str, golden: pd.DataFrame
) -> None:
    """Either of both could be wrong by 100; the page knows one of them, so the other is, and what it was is told."""
    spoilt = golden.drop(columns=["printed", "readers"])
    month = (spoilt["section"] == "study") & (spoilt["period"] == EDITION)
    spoilt.loc[month & (spoilt["measure"] == wrong), "value"] = printed

    alone = localise.check(spoilt).suspects
    assert set(alone.loc[alone["rank"] == 1, "measure"]) == {"applications", "decisions"}

    beside = localise.check(spoilt, confirmed=[Place("study", confirmed, "all", EDITION)]).suspects
    first = beside[beside["rank"] == 1]
    assert first[[*KEY, "proposed"]].to_numpy().tolist() == [["study", wrong, "all", EDITION, true]]


def test_a_norm_that_the_page_confirms_is_no_suspect(golden: pd.DataFrame) -> None:
    spoilt = golden.copy()
    place = Place("asylum_dublin", "commissioned", "all", "2025-06")
    spoilt.loc[(spoilt[KEY] == list(place)).all(axis=1), "value"] += 360
    assert [tuple(row) for row in localise.check(spoilt).suspects[KEY].to_numpy()] == [place]
    assert localise.check(spoilt, confirmed=[place]).suspects.empty
