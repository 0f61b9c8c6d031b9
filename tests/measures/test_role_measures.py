"""Measures of strain: queues with known answers, disagreement at its ends, brute force, and laws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.roles import authority_gap, erlang_c, overload, role_conflict

EXACT = 1e-9

senders = st.lists(
    st.tuples(st.floats(0, 1, allow_subnormal=False), st.integers(0, 9)), min_size=1, max_size=8
).filter(lambda pairs: any(power for _, power in pairs))  # fmt: skip


@pytest.mark.parametrize(
    ("servers", "load", "expected", "digits"),
    [
        (1, 0.8, 0.8, EXACT),
        (2, 1.0, 1 / 3, EXACT),
        (5, 4.0, 0.5541, 5e-5),
        (3, 0.0, 0.0, EXACT),
        (2, 2.0, 1.0, EXACT),
        (2, 2.5, 1.0, EXACT),
    ],
)
def test_chance_to_wait_known_answers(servers: int, load: float, expected: float, digits: float) -> None:
    assert erlang_c(load, servers) == pytest.approx(expected, abs=digits)


@given(st.integers(1, 40), st.floats(0.0, 0.999))
def test_chance_to_wait_against_the_sum_over_states(servers: int, rho: float) -> None:
    """The stationary chances of k cases in an M/M/c queue, with the tail as a geometric series."""
    a = rho * servers
    busy = a**servers / math.factorial(servers) / (1 - rho)
    idle = sum(a**k / math.factorial(k) for k in range(servers))
    assert erlang_c(a, servers) == pytest.approx(busy / (idle + busy), abs=EXACT)


def test_many_people_side_by_side() -> None:
    """Where factorials would overflow: half-full with 2,000, nobody waits; and waiting grows with the load."""
    assert erlang_c(1000.0, 2000) == pytest.approx(0.0, abs=EXACT)
    loads = np.linspace(0, 2000, 30)
    assert np.all(np.diff([erlang_c(load, 2000) for load in loads]) >= 0.0)
    assert erlang_c(1999.99, 2000) > 0.99
    assert erlang_c(1e6, 2000) == 1.0


def test_overload_known_answers() -> None:
    assert overload([10, 20, 30, 40], [20, 20, 20, 20]) == pytest.approx((0.5, 1.25), abs=EXACT)
    assert overload([0, 0], [5, 7]) == (0.0, 0.0)
    assert overload([5], [5]).share == 0.0  # full is not too full


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(1, 60)), min_size=1, max_size=12))
def test_overload_against_the_definition(people: list[tuple[int, int]]) -> None:
    offered, capacity = zip(*people, strict=True)
    value = overload(offered, capacity)
    assert value.share == pytest.approx(sum(a > c for a, c in people) / len(people), abs=EXACT)
    assert value.load == pytest.approx(sum(offered) / sum(capacity), abs=EXACT)
    assert overload(offered[::-1] * 2, capacity[::-1] * 2) == pytest.approx(value, abs=EXACT)
    assert overload([7.5 * a for a in offered], [7.5 * c for c in capacity]) == pytest.approx(value, abs=EXACT)


def test_role_conflict_known_answers() -> None:
    assert role_conflict([0.3], [1.0]) == pytest.approx(0.0, abs=EXACT)
    assert role_conflict([0.7, 0.7, 0.7], [0.2, 0.5, 0.3]) == pytest.approx(0.0, abs=1e-7)  # a root of rounding errors
    assert role_conflict([0, 1], [0.5, 0.5]) == pytest.approx(1.0, abs=EXACT)
    assert role_conflict([0, 1], [0.8, 0.2]) == pytest.approx(0.8, abs=EXACT)  # 2·√(.8·.2)
    assert role_conflict([0, 0.4, 1], [0.5, 0.0, 0.5]) == pytest.approx(1.0, abs=EXACT)


@given(senders)
def test_role_conflict_against_senders_counted_one_by_one(pairs: list[tuple[float, int]]) -> None:
    e, w = zip(*pairs, strict=True)
    heads = [expectation for expectation, power in pairs for _ in range(power)]
    value = role_conflict(e, w)
    assert value == pytest.approx(2 * np.std(heads), abs=1e-7)
    assert 0.0 <= value <= 1.0
    assert role_conflict(e[::-1], w[::-1]) == pytest.approx(value, abs=1e-7)
    assert role_conflict([1 - x for x in e], [0.01 * power for power in w]) == pytest.approx(value, abs=1e-7)
    assert role_conflict(e * 2, w * 2) == pytest.approx(value, abs=1e-7)


def test_authority_gap_known_answers() -> None:
    assert authority_gap([0.2, 0.8], [0.2, 0.8]) == 0.0
    assert authority_gap([0.5, 0.5, 0], [0, 0, 1]) == pytest.approx(1.0, abs=EXACT)
    assert authority_gap([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) == pytest.approx(0.3, abs=EXACT)


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(1, 30)), min_size=1, max_size=8))
def test_the_gap_is_the_responsibility_that_authority_does_not_cover(people: list[tuple[int, int]]) -> None:
    answers, decides = (np.array(column) / sum(column) for column in zip(*people, strict=True))
    gap = authority_gap(answers, decides)
    assert gap == pytest.approx(1 - np.minimum(answers, decides).sum(), abs=EXACT)
    assert gap == pytest.approx(authority_gap(decides[::-1], answers[::-1]), abs=EXACT)
