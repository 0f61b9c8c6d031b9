"""Social influence at classical settings, against known answers of the literature."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from sim.dynamics import bounded_confidence, degroot, friedkin_johnsen


@pytest.mark.parametrize(
    ("W", "weights"),
    [
        ([[0.5, 0.5], [0.25, 0.75]], [1 / 3, 2 / 3]),  # DeGroot 1974
        ([[0, 0.5, 0.5], [1, 0, 0], [0, 1, 0]], [2 / 5, 2 / 5, 1 / 5]),  # Golub & Jackson 2010
    ],
)
def test_degroot_limits(W: Any, weights: list[float]) -> None:
    n = len(weights)
    for person in range(n):
        x = np.eye(n)[person]
        for matrix in (W, sparse.csr_matrix(np.array(W, dtype=float))):
            assert np.allclose(degroot(x, matrix), weights[person], atol=1e-9, rtol=0)


def test_degroot_on_a_star_weighs_by_degree() -> None:
    """Star of five with self-loops: the hub weighs .384615, a leaf .153846."""
    A = nx.to_numpy_array(nx.star_graph(4)) + np.eye(5)
    W = A / A.sum(axis=1, keepdims=True)
    assert degroot(np.eye(5)[0], W)[0] == pytest.approx(5 / 13, abs=1e-9)
    assert degroot(np.eye(5)[1], W)[0] == pytest.approx(2 / 13, abs=1e-9)


def test_degroot_step_by_step_and_without_a_limit() -> None:
    swap = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert degroot([0.0, 1.0], swap, steps=3).tolist() == [1.0, 0.0]
    with pytest.raises(ValueError, match="no limit"):
        degroot([0.0, 1.0], swap)


def test_friedkin_johnsen_two_agents() -> None:
    x = friedkin_johnsen([0.0, 1.0], [[0, 1], [1, 0]], [0.6, 0.3])
    assert np.allclose(x, [0.42 / 0.82, 0.7 / 0.82], atol=1e-9, rtol=0)
    assert np.allclose(x, [0.512195, 0.853659], atol=1e-6)


@given(seed=st.integers(0, 10_000), n=st.integers(2, 12))
def test_friedkin_johnsen_equals_the_linear_solution(seed: int, n: int) -> None:
    luck = np.random.default_rng(seed)
    W = luck.random((n, n)) + 0.01
    W /= W.sum(axis=1, keepdims=True)
    s, a = luck.random(n), luck.uniform(0, 0.9, n)
    solved = np.linalg.solve(np.eye(n) - a[:, None] * W, (1 - a) * s)
    assert np.allclose(friedkin_johnsen(s, W, a), solved, atol=1e-9)


@pytest.mark.parametrize("mu", [0.1, 0.3, 0.5])
def test_a_meeting_shrinks_the_gap_and_keeps_the_mean(mu: float) -> None:
    for meetings in range(4):
        x = bounded_confidence([0.2, 0.6], 0.5, mu, "pairwise", meetings)
        assert x[1] - x[0] == pytest.approx(0.4 * (1 - 2 * mu) ** meetings, abs=1e-12)
        assert x.sum() == pytest.approx(0.8, abs=1e-12)
    assert bounded_confidence([0.2, 0.9], 0.5, mu, "pairwise", 10).tolist() == [0.2, 0.9]


def _clusters(x: np.ndarray[Any, Any], gap: float, least: float) -> int:
    ordered = np.sort(x)
    groups = np.split(ordered, np.flatnonzero(np.diff(ordered) > gap) + 1)
    return sum(len(group) > least * len(x) for group in groups)


@pytest.mark.parametrize(("epsilon", "low", "high"), [(0.5, 1, 1), (0.3, 1, 1), (0.2, 2, 2), (0.15, 3, 3), (0.1, 4, 5)])
def test_deffuant_leaves_about_one_camp_for_each_two_epsilon(epsilon: float, low: int, high: int) -> None:
    """U(0, 1), μ = ½: camps of more than 1 per cent number about ⌊1 / 2ε⌋ (20,000 people)."""
    x = np.random.default_rng(1).random(20_000)
    end = bounded_confidence(x, epsilon, 0.5, "pairwise", 4_000_000, seed=3)
    assert low <= _clusters(end, 0.02, 0.01) <= high
    assert end.mean() == pytest.approx(x.mean(), abs=1e-9)


@pytest.mark.parametrize(
    ("epsilon", "low", "high"), [(0.05, 6.8, 8.8), (0.1, 3.2, 4.4), (0.15, 2.0, 3.0), (0.3, 1.0, 1.0)]
)
def test_hegselmann_krause_camps(epsilon: float, low: float, high: float) -> None:
    """Mean number of camps over 20 draws of 1,000 people: 7.75, 3.80, 2.50, 1.00 (bands of about ±.5)."""
    counts = []
    for seed in range(20):
        end = bounded_confidence(np.random.default_rng(seed).random(1000), epsilon, steps=200)
        counts.append(len(np.unique(np.round(end, 6))))
    assert low <= np.mean(counts) <= high


def test_hegselmann_krause_keeps_order_shrinks_and_ends_apart() -> None:
    x = np.sort(np.random.default_rng(5).random(300))
    last = x
    for steps in range(1, 30):
        now = bounded_confidence(x, 0.12, steps=steps)
        assert np.all(np.diff(now) >= -1e-12)
        assert now.min() >= last.min() - 1e-12 and now.max() <= last.max() + 1e-12
        last = now
    camps = np.unique(np.round(bounded_confidence(x, 0.12, steps=500), 9))
    assert np.diff(camps).min() > 0.12


def test_a_network_that_ties_everybody_is_no_network() -> None:
    x = np.random.default_rng(2).random(40)
    edges = np.array(nx.complete_graph(40).edges)
    free, tied = (bounded_confidence(x, 0.2, steps=50, edges=e) for e in (None, edges))
    assert np.allclose(free, tied, atol=1e-12)
    alone = bounded_confidence(x, 0.2, steps=50, edges=np.empty((0, 2), int))
    assert np.array_equal(alone, x)
    paired = bounded_confidence([0.0, 0.1, 0.2], 1.0, 0.5, "pairwise", 50, edges=[[0, 1]])
    assert paired.tolist() == [0.05, 0.05, 0.2]


def test_edge_of_confidence_and_oneself_are_explicit() -> None:
    x = [0.0, 0.25]
    assert bounded_confidence(x, 0.25, steps=1).tolist() == [0.125, 0.125]
    assert bounded_confidence(x, 0.25, steps=1, strict=True).tolist() == x
    assert bounded_confidence(x, 0.25, steps=1, include_self=False).tolist() == [0.25, 0.0]


def test_same_seed_same_meetings() -> None:
    x = np.linspace(0, 1, 50)
    a, b, c = (bounded_confidence(x, 0.4, 0.3, "pairwise", 500, seed=s) for s in (1, 1, 2))
    assert np.array_equal(a, b) and not np.array_equal(a, c)
    assert x[0] == 0.0, "the caller's array is left alone"


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: degroot([], [[1]]), "x has shape"),
        (lambda: degroot([0.1, np.nan], np.eye(2)), "x holds"),
        (lambda: degroot([0.1, 0.2], np.eye(3)), "W has shape"),
        (lambda: degroot([0.1, 0.2], [[0.5, 0.4], [0, 1]]), "rows of W must sum to 1"),
        (lambda: degroot([0.1, 0.2], [[1.5, -0.5], [0, 1]]), "W holds negative"),
        (lambda: friedkin_johnsen([0.1, 0.2], np.eye(2), 1.5), "susceptibility"),
        (lambda: bounded_confidence([0.1], -1), "epsilon is -1"),
        (lambda: bounded_confidence([0.1], 0.2, 0.7, "pairwise"), "mu is 0.7"),
        (lambda: bounded_confidence([0.1], 0.2, scheme="random"), "scheme is 'random'"),
        (lambda: bounded_confidence([0.1], 0.2, steps=-1), "steps is -1"),
        (lambda: bounded_confidence([0.1, 0.2], 0.2, edges=[[0, 2]]), "edges names row 2"),
        (lambda: bounded_confidence([0.1, 0.2], 0.2, edges=[0, 1]), "edges has shape"),
    ],
)
def test_bad_input_names_the_argument(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()
