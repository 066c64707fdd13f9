"""True figures that an edition can stand for: whole numbers that print as it does and keep every identity."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from ind_tables.checking.confrontation import Confrontation
from ind_tables.place import Place


def truths(observations: pd.DataFrame, count: int, seed: int) -> list[dict[Place, float]]:
    """``count`` points of the polytope, each at the end of it in a direction drawn at random.

    A number half way between two tens is printed as the upper one.
    """
    edition, random = Confrontation(observations), np.random.default_rng(seed)
    values, widths = edition.values, edition.widths
    low, high = np.maximum(values - widths, 0), values + np.maximum(widths - 1, 0)
    found = []
    for _ in range(count):
        point = np.where(random.random(len(values)) < 0.5, low, high)
        for rows, cells in edition.parts:
            drawn = milp(
                random.choice([-1.0, 0.0, 1.0], len(cells)) * random.random(len(cells)),
                constraints=LinearConstraint(edition.network.matrix[np.ix_(rows, cells)], 0, 0),
                bounds=Bounds(low[cells], high[cells]),
                integrality=np.ones(len(cells)),
            )
            assert drawn.status == 0
            point[cells] = np.round(drawn.x)
        found.append(dict(zip(edition.cells, point.tolist(), strict=True)))
    return found
