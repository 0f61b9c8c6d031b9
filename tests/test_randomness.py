"""Luck: published vectors, independence of order and company, and the frozen register."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.randomness import Decision, normals, philox, uniform, uniforms

# Random123's published answers for philox4x32-10: counter, key, result
VECTORS = [
    ([0] * 4, [0] * 2, [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8]),
    ([0xFFFFFFFF] * 4, [0xFFFFFFFF] * 2, [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD]),
    (
        [0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344],
        [0xA4093822, 0x299F31D0],
        [0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1],
    ),
]

# The register as it was published: append only. A change of a number here changes everybody's luck.
PUBLISHED = {
    "POPULATION_AGE": 1, "TIE_NEIGHBOUR": 10, "CITIZEN_TYPE": 21, "NEED_CHANGE": 60, "ENCOUNTER": 63,
    "INVITED": 71, "CHANGED": 76, "OPINION": 81, "VOTE": 84, "DESTINATION": 86, "SALIENCE": 88,
}  # fmt: skip


@pytest.mark.parametrize(("counter", "key", "answer"), VECTORS)
def test_published_vectors(counter: list[int], key: list[int], answer: list[int]) -> None:
    words = philox(*(np.uint64(word) for word in (*counter, *key)))
    assert [int(word) for word in words] == answer


def test_the_register_is_frozen_and_without_doubles() -> None:
    assert {name: int(Decision[name]) for name in PUBLISHED} == PUBLISHED
    assert len({int(decision) for decision in Decision}) == len(Decision.__members__)


@given(seed=st.integers(0, 2**64 - 1), month=st.integers(-100, 1000), n=st.integers(2, 50))
def test_luck_does_not_depend_on_order_or_company(seed: int, month: int, n: int) -> None:
    everybody = uniforms(seed, Decision.VOTE, month, np.arange(n))
    backwards = uniforms(seed, Decision.VOTE, month, np.arange(n)[::-1])
    assert np.array_equal(everybody, backwards[::-1])
    alone = uniform(np.uint64(seed), int(Decision.VOTE), month, n - 1, 0)
    assert everybody[n - 1] == alone


@given(seed=st.integers(0, 2**32), other=st.integers(1, 2**20))
def test_each_part_of_the_key_matters(seed: int, other: int) -> None:
    agents = np.arange(20)
    first = uniforms(seed, Decision.VOTE, 3, agents)
    for changed in (
        uniforms(seed + 1, Decision.VOTE, 3, agents),
        uniforms(seed, Decision.SWITCH, 3, agents),
        uniforms(seed, Decision.VOTE, 4, agents),
        uniforms(seed, Decision.VOTE, 3, agents + 20),
        uniforms(seed, Decision.VOTE, 3, agents, other),
    ):
        assert not np.any(first == changed)


def test_uniform_and_independent_over_agents_months_and_decisions() -> None:
    agents = np.arange(200_000)
    draws = [uniforms(1, decision, month, agents) for decision in (Decision.VOTE, Decision.CAME) for month in (1, 2)]
    for draw in draws:
        assert stats.kstest(draw, "uniform").pvalue > 1e-3
        assert draw.min() > 0.0 and draw.max() < 1.0
    # with 200,000 pairs a correlation has a standard deviation of .0022
    correlations = np.corrcoef(draws)[np.triu_indices(4, 1)]
    assert np.abs(correlations).max() < 0.01
    assert abs(np.corrcoef(draws[0][:-1], draws[0][1:])[0, 1]) < 0.01


def test_bell_has_mean_0_sd_1_and_no_monsters() -> None:
    bell = normals(1, Decision.OPINION, 1, np.arange(400_000))
    assert abs(bell.mean()) < 0.01
    assert abs(bell.std() - 1.0) < 0.01
    assert np.abs(bell).max() <= 2.0 * 3**0.5
    # the sum of four uniform numbers has kurtosis −0.3
    assert abs(stats.kurtosis(bell) + 0.3) < 0.03
