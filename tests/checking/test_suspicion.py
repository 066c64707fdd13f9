"""When a figure is proposed in place of one under suspicion."""

from __future__ import annotations

import pandas as pd
import pytest

from ind_tables.checking.confrontation import Confrontation
from ind_tables.checking.damage import Damage
from ind_tables.checking.evidence import Evidence
from ind_tables.checking.mistakes import Mistake
from ind_tables.checking.restoration import Settled
from ind_tables.checking.suspicion import Suspicion
from tests.documents.facsimile.figures import GOLDEN

FIGURE = Mistake("figure", (5,))


@pytest.fixture(scope="module")
def edition() -> Confrontation:
    return Confrontation(pd.read_csv(GOLDEN))


@pytest.mark.parametrize(
    ("cause", "slips", "probability", "proposed"),
    [
        (FIGURE, {5: "digit"}, 0.79, None),
        (FIGURE, {5: "digit"}, 0.81, 1230),
        (FIGURE, {5: ""}, 0.81, 1230),
        (FIGURE, {5: "neighbour"}, 0.81, None),
        (FIGURE, {5: "neighbour"}, 0.89, None),
        (FIGURE, {5: "neighbour"}, 0.91, 1230),
        (Mistake("missing", (5,)), {}, 0.89, None),
        (Mistake("missing", (5,)), {}, 0.91, 1230),
        (Mistake("copy", (5,)), {}, 0.89, None),
        (Mistake("shift", (5,), {5: 1230.0}), {}, 0.81, 1230),
    ],
)
def test_a_figure_is_proposed_from_four_to_one_on_and_from_nine_to_one_where_what_is_printed_tells_nothing(
    edition: Confrontation, cause: Mistake, slips: dict[int, str], probability: float, proposed: int | None
) -> None:
    settled = Settled((cause,), values={5: (1230.0, 1.0)}, ranges={5: (1220.0, 1240.0)}, slips=slips, share=probability)
    (row,) = Suspicion(Damage(edition), Evidence(edition), unsure=False).rows([[[settled]]])
    assert row[7] == proposed
    assert row[9] == probability


def test_when_asked_for_what_is_unsure_every_likeliest_figure_is_told(edition: Confrontation) -> None:
    settled = Settled((FIGURE,), values={5: (1230.0, 1.0)}, slips={5: "digit"}, share=0.1)
    (row,) = Suspicion(Damage(edition), Evidence(edition), unsure=True).rows([[[settled]]])
    assert row[7] == 1230
