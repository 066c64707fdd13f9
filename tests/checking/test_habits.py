"""When a change is unusual: the limit by hand, and how often a random walk raises the alarm."""

from __future__ import annotations

import numpy as np
import pytest

from ind_tables.checking import habits


def test_the_limit_is_the_quantile_of_student_s_t_times_the_root_mean_square_of_the_others() -> None:
    """From a table of t at 99.5 %: 3.106 for 11 degrees of freedom, 3.707 for 6.

    The root of the mean of ten times 0 and once 110,000 is 100; of 70 and 10, as many of each, 50.
    """
    assert habits.limit([50, -50] * 5 + [50]) == 155
    assert habits.limit([0] * 10 + [331.6625]) == 310
    assert habits.limit([70, -10, 70, -10, 70, -10]) == 185


def test_too_few_other_steps_set_no_limit() -> None:
    assert habits.limit([100] * 5) is None


def test_a_step_that_rounding_can_have_made_is_usual() -> None:
    assert habits.limit([0] * 11, rounding=10) == 10


@pytest.mark.parametrize(("steps", "scale"), [(12, 400.0), (12, 60.0), (7, 400.0)])
def test_one_step_in_a_hundred_of_a_random_walk_raises_an_alarm(steps: int, scale: float) -> None:
    """Walks of 13 and of 8 months, rounded to tens as the document does; each last step against the others.

    Of 20,000 walks 1 % is 200; three standard deviations are 42.
    """
    random = np.random.default_rng(16)
    walks = np.round(np.cumsum(random.normal(0, scale, (20_000, steps + 1)), axis=1) + 50_000, -1)
    alarms = 0
    for moved in np.diff(walks, axis=1):
        *others, last = moved.tolist()
        limit = habits.limit(others, rounding=10)
        assert limit is not None
        alarms += abs(last) > limit
    assert alarms == pytest.approx(200, abs=42)
