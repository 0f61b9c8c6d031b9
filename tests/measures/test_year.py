"""What is counted over the last twelve months is what the columns of the same names held."""

import numpy as np
import pytest
from fake_state import fake_state

from sim.measures.year import COUNTS, YEAR, Year
from sim.state import Moment


@pytest.mark.parametrize("whole", [False, True])
def test_every_event_is_counted_under_its_own_name_and_a_year_at_most(whole: bool) -> None:
    state = fake_state(80, municipalities=2, seed=3)
    year = Year(state)
    state.whole = whole
    m, months = state.municipalities, YEAR + 5
    for month in range(1, months + 1):
        state.now = Moment(np.uint64(3), month)
        for at, name in enumerate(COUNTS):
            m.array(name)[:] = [100 * at + month, at]
        year.add(state)
    assert year.months == YEAR
    for at, name in enumerate(COUNTS):
        assert year.total(name) == sum(101 * at + month for month in range(months - YEAR + 1, months + 1)), name


@pytest.mark.parametrize("whole", [False, True])
def test_how_far_decisions_move_is_seen_from_where_they_stood(whole: bool) -> None:
    state = fake_state(80, municipalities=2, seed=3)
    year = Year(state)
    state.whole = whole
    m = state.municipalities
    m.policy[:], m.opinion[:] = 0.0, 0.5
    for month in range(1, YEAR + 6):
        state.now = Moment(np.uint64(3), month)
        year.add(state)
        m.policy[:] += np.float32(0.25) * (m.opinion - m.policy)
    assert year.slope() == pytest.approx(0.25, abs=1e-5)
