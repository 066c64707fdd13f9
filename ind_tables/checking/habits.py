"""When a change from one month to the next is unusual: the one definition, for rules and commentary alike.

Were a series a random walk, its steps drawn from one normal distribution around nought, then a step over the root mean
square of n other steps would follow Student's t with n degrees of freedom. So a step is unusual where it is larger
than the others' root mean square times the quantile of t that one step in a hundred exceeds, in either direction:
3.1 for the eleven other steps of thirteen months, 3.7 for six. The step that is judged is not among the others, since
it would set its own yardstick. Rounding only adds to the steps of both sides.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

ALARMS = 0.01
FEWEST = 6


def limit(others: Sequence[float], rounding: float = 0.0) -> float | None:
    """How large a step can be and still be usual.

    Args:
        others: the other steps of the series, in its unit, in any order.
        rounding: how much of a step rounding can have made; such a step is always usual.

    Returns:
        The limit, a whole number in the same unit; None where fewer than :data:`FEWEST` other steps are known.
    """
    if len(others) < FEWEST:
        return None
    spread = math.sqrt(sum(step * step for step in others) / len(others))
    return max(rounding, math.floor(_quantile(len(others)) * spread))


@cache
def _quantile(others: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(others, 1 - ALARMS / 2))
