"""The exponential function of the loops against decimal arithmetic."""

import math
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.arithmetic import logistic
from sim.blocks import kernel
from sim.exponent import MOST, exp

LAST_PLACE = 2.0**-52


@kernel
def over(x: Any, e: Any, p: Any) -> None:
    for i in range(np.uint64(0), np.uint64(x.shape[0])):
        e[i] = exp(x[i])
        p[i] = logistic(x[i])


def both(x: Any) -> tuple[Any, Any]:
    x = np.atleast_1d(np.asarray(x, dtype=np.float64))
    e, p = np.empty_like(x), np.empty_like(x)
    over(x, e, p)
    return e, p


def off(found: float, true: Decimal) -> float:
    return float(abs((Decimal(found) - true) / true)) / LAST_PLACE


@given(st.lists(st.floats(-MOST, MOST), min_size=1, max_size=20))
def test_right_to_three_units_of_the_last_place(x: list[float]) -> None:
    with localcontext() as exact:
        exact.prec = 40
        for one, e, p in zip(x, *both(x), strict=True):
            true = Decimal(one).exp()
            assert off(e, true) < 3.0
            assert off(p, true / (1 + true)) < 3.0


@given(st.floats(-40.0, 40.0))
def test_the_odds_are_the_other_way_round_for_the_opposite(x: float) -> None:
    _, p = both([x, -x])
    assert p[0] + p[1] == pytest.approx(1.0, abs=LAST_PLACE)


def test_known_answers() -> None:
    e, p = both([0.0, 1.0, -1.0, math.log(3.0)])
    assert e[0] == 1.0
    assert p[0] == 0.5
    assert e[1:3] == pytest.approx([math.e, 1.0 / math.e], rel=1e-15)
    assert p[3] == pytest.approx(0.75, rel=1e-15)


def test_held_at_the_ends() -> None:
    e, p = both([-1e300, -MOST, MOST, 1e300])
    assert e[0] == e[1] > 0.0
    assert np.isfinite(e).all()
    assert e[2] == e[3]
    assert p[[0, 3]] == pytest.approx([0.0, 1.0], abs=1e-250)


def test_one_number_has_the_same_bits_alone_and_among_others() -> None:
    x = np.linspace(-30.0, 30.0, 1001)
    together = both(x)
    alone = np.array([[found[0] for found in both(one)] for one in x]).T
    assert np.array_equal(np.array(together), alone)
