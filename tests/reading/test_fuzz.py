"""A good PDF, however it is spoilt, ends in the figures that stand on its pages or in a refusal."""

from __future__ import annotations

from functools import cache

import pytest

from tests.documents import fuzz

pytestmark = [pytest.mark.no_cover, pytest.mark.slow]

SEEDS = [*range(100), 914, 1474, 1482]  # the last three were once read or judged wrongly


def test_a_few_mutations_are_read_exactly_or_refused() -> None:
    few = list(fuzz.run(iter(SEEDS[4:6])))
    assert [outcome for outcome in few if outcome.ending not in fuzz.GOOD] == []
    assert {"exact", "refused"} <= {outcome.ending for outcome in few}


@cache
def outcomes() -> list[fuzz.Outcome]:
    return list(fuzz.run(iter(SEEDS)))


@pytest.mark.full
def test_every_mutation_is_read_exactly_or_refused() -> None:
    assert sorted(outcome.seed for outcome in outcomes()) == list(SEEDS)
    assert [outcome for outcome in outcomes() if outcome.ending not in fuzz.GOOD] == []


@pytest.mark.full
def test_the_mutations_do_harm_and_leave_well() -> None:
    """Or else the test above would hold nothing."""
    endings = [outcome.ending for outcome in outcomes()]
    assert min(endings.count("exact"), endings.count("refused")) > 20
    assert len({outcome.said.partition(":")[0] for outcome in outcomes() if outcome.ending == "refused"}) >= 5
    assert len({outcome.done.partition(": ")[2] for outcome in outcomes()}) == len(set(fuzz.MUTATIONS))


@pytest.mark.full
def test_a_refusal_is_one_line() -> None:
    said = [outcome.said for outcome in outcomes() if outcome.ending == "refused"]
    assert all(line.isprintable() and line.partition(": ")[0].isidentifier() for line in said)


@pytest.mark.parametrize("look", fuzz.LOOKS)
def test_the_judge_sees_a_wrong_figure_and_none_where_there_is_none(look: str) -> None:
    figures = fuzz.golden().copy()
    figures["printed"] = figures["value"].map("{:,}".format).str.replace(",", ".")
    pdf = fuzz.good(look, "as it is")
    assert list(fuzz.differences(figures, pdf, look)) == []
    figures.loc[700, ["value", "printed"]] = [4720, "4.720"]
    figures.loc[701, "value"] = 1
    assert len(list(fuzz.differences(figures, pdf, look))) == 2
