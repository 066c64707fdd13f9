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


@pytest.fixture(scope="module")
def edition() -> Confrontation:
    return Confrontation(pd.read_csv(GOLDEN))


@pytest.mark.parametrize(
    ("slip", "probability", "proposed"),
    [
        ("digit", 0.79, None),
        ("digit", 0.81, 1230),
        ("neighbour", 0.81, None),
        ("neighbour", 0.89, None),
        ("neighbour", 0.91, 1230),
    ],
)
def test_a_figure_is_proposed_from_four_to_one_on_and_from_nine_to_one_where_it_repeats_one_beside_it(
    edition: Confrontation, slip: str, probability: float, proposed: int | None
) -> None:
    cause = Mistake("figure", (5,))
    settled = Settled(
        (cause,), values={5: (1230.0, 1.0)}, ranges={5: (1220.0, 1240.0)}, slips={5: slip}, share=probability
    )
    (row,) = Suspicion(Damage(edition), Evidence(edition), unsure=False).rows([[[settled]]])
    assert row[7] == proposed
    assert row[9] == probability


def test_when_asked_for_what_is_unsure_every_likeliest_figure_is_told(edition: Confrontation) -> None:
    settled = Settled((Mistake("figure", (5,)),), values={5: (1230.0, 1.0)}, slips={5: "digit"}, share=0.1)
    (row,) = Suspicion(Damage(edition), Evidence(edition), unsure=True).rows([[[settled]]])
    assert row[7] == 1230
