"""Network measures: planted blocks, networkx as a second witness, brute force, and laws."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.networks import assortativity, attribute_assortativity, economic_connectedness

EXACT = 1e-9


def planted(n: int, p_in: float, p_out: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Two blocks of n/2: whether each is in the second, and ties drawn with chance p_in within and p_out across."""
    rng = np.random.default_rng(seed)
    block = np.arange(n) >= n // 2
    u, v = np.triu_indices(n, k=1)
    kept = rng.random(len(u)) < np.where(block[u] == block[v], p_in, p_out)
    return block, np.stack([u[kept], v[kept]], axis=1)


@st.composite
def networks(draw: st.DrawFn) -> tuple[int, list[tuple[int, int]]]:
    """People and ties between two different people, each at most once."""
    n = draw(st.integers(3, 10))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)).filter(lambda tie: tie[0] != tie[1])
    ties = draw(st.lists(pair, min_size=1, max_size=20, unique_by=lambda tie: (min(tie), max(tie))))
    return n, ties


def both_ways(ties: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [*ties, *((v, u) for u, v in ties)]


def is_same(a: float, b: float) -> bool:
    return (math.isnan(a) and math.isnan(b)) or a == pytest.approx(b, abs=EXACT)


# --- planted blocks and the null --------------------------------------------------------------------------------------


def test_planted_blocks() -> None:
    """(p_in − p_out)/(p_in + p_out) = .5 of 25,000 ties or so: four standard errors of √(1 − r²)/√m are .022."""
    block, ties = planted(1600, 0.03, 0.01, seed=1)
    r = attribute_assortativity(block, ties)
    assert r == pytest.approx(0.5, abs=0.022)
    assert assortativity(block, ties) == pytest.approx(r, abs=EXACT)  # of two groups the two are one


def test_planted_blocks_of_low_and_high() -> None:
    """2·p_out/(p_in + p_out) = .40, over 25,000 ties or so: four standard errors are about .02."""
    block, ties = planted(2000, 0.02, 0.005, seed=2)
    ec = economic_connectedness(block, ties)
    assert ec.connectedness == pytest.approx(0.40, abs=0.02)
    assert ec.exposure == pytest.approx(1.0, abs=0.03)
    assert ec.friending_bias == pytest.approx(0.60, abs=0.03)


def test_camps_without_a_tie_between_them() -> None:
    block, ties = planted(60, 0.3, 0.0, seed=3)
    assert attribute_assortativity(block, ties) == pytest.approx(1.0, abs=EXACT)
    assert assortativity(np.where(block, 0.9, 0.2), ties) == pytest.approx(1.0, abs=EXACT)
    assert economic_connectedness(block, ties).connectedness == 0.0


def test_the_least_there_is() -> None:
    across = [(0, 2), (0, 3), (1, 2), (1, 3)]
    assert attribute_assortativity([0, 0, 1, 1], across) == pytest.approx(-1.0, abs=EXACT)
    assert assortativity([0.2, 0.2, 0.9, 0.9], across) == pytest.approx(-1.0, abs=EXACT)
    triangle = [(0, 1), (1, 2), (2, 0)]  # three groups: −‖e²‖/(1 − ‖e²‖) = −½, not −1
    assert attribute_assortativity(["a", "b", "c"], triangle) == pytest.approx(-0.5, abs=EXACT)
    assert economic_connectedness([0, 0, 1, 1], across).connectedness == pytest.approx(2.0, abs=EXACT)


def test_shuffled_people_are_unsorted() -> None:
    """Null: −1/n give or take 1/√m. Of 200 shuffles the mean has a standard error of 1/√(200·m), the spread of 5 %."""
    rng = np.random.default_rng(4)
    n, m = 1000, 5000
    ties = np.array(list(nx.gnm_random_graph(n, m, seed=5).edges()))
    x, group = rng.random(n), rng.integers(0, 2, n)
    numeric = np.array([assortativity(rng.permutation(x), ties) for _ in range(200)])
    labelled = np.array([attribute_assortativity(rng.permutation(group), ties) for _ in range(200)])
    for values in (numeric, labelled):
        assert values.mean() == pytest.approx(-1 / n, abs=4 / math.sqrt(200 * m))
        assert values.std() * math.sqrt(m) == pytest.approx(1.0, abs=0.2)


# --- undefined --------------------------------------------------------------------------------------------------------


def test_undefined_is_not_a_number_and_never_0() -> None:
    ties = [(0, 1), (1, 2)]
    assert math.isnan(assortativity([0.1, 0.1, 0.1], ties))
    assert math.isnan(attribute_assortativity([4, 4, 4], ties))
    # only those with ties count
    assert math.isnan(assortativity([0.1, 0.1, 0.1, 0.9], ties))
    assert math.isnan(attribute_assortativity([4, 4, 4, 5], ties))


def test_high_status_without_ties() -> None:
    ec = economic_connectedness([0, 0, 1], [(0, 1)])
    assert ec[:2] == (0.0, 0.0)
    assert math.isnan(ec.friending_bias)


# --- second witnesses -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(5))
def test_assortativity_against_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    graph = nx.barabasi_albert_graph(80, 3, seed=seed)
    graph.add_nodes_from(range(80, 90))  # people without ties
    x, group = rng.normal(size=90), rng.integers(0, 4, 90)
    nx.set_node_attributes(graph, dict(enumerate(x.tolist())), "x")
    nx.set_node_attributes(graph, dict(enumerate(group.tolist())), "group")
    ties = np.array(list(graph.edges()))
    assert assortativity(x, ties) == pytest.approx(nx.numeric_assortativity_coefficient(graph, "x"), abs=EXACT)
    r = attribute_assortativity(group, ties)
    assert r == pytest.approx(nx.attribute_assortativity_coefficient(graph, "group"), abs=EXACT)
    # and Q/Q_max, where modularity's largest value is 1 − Σ(d_c/2m)²
    camps = [{i for i in range(90) if group[i] == g} for g in range(4)]
    degrees = np.array([sum(graph.degree(i) for i in camp) for camp in camps])
    most = 1 - ((degrees / degrees.sum()) ** 2).sum()
    assert r == pytest.approx(nx.community.modularity(graph, camps) / most, abs=EXACT)


@given(networks(), st.lists(st.integers(-5, 5), min_size=10, max_size=10))
def test_assortativity_against_the_correlation_of_ends(network: tuple[int, list], values: list[int]) -> None:
    n, ties = network
    x = values[:n]
    ends = np.array([(x[u], x[v]) for u, v in both_ways(ties)], dtype=float)
    expected = float("nan") if np.ptp(ends) == 0 else np.corrcoef(ends.T)[0, 1]
    assert is_same(assortativity(x, ties), expected)


@given(networks(), st.lists(st.sampled_from("abc"), min_size=10, max_size=10))
def test_attribute_assortativity_against_the_mixing_matrix(network: tuple[int, list], labels: list[str]) -> None:
    n, ties = network
    e = np.zeros((3, 3))
    for u, v in both_ways(ties):
        e["abc".index(labels[u]), "abc".index(labels[v])] += 1 / (2 * len(ties))
    squared = float((e @ e).sum())
    r = attribute_assortativity(labels[:n], ties)
    if len({labels[end] for tie in ties for end in tie}) == 1:
        assert math.isnan(r)
    else:
        assert r == pytest.approx((np.trace(e) - squared) / (1 - squared), abs=EXACT)


@given(networks(), st.lists(st.booleans(), min_size=10, max_size=10))
def test_connectedness_against_a_count_of_friends(network: tuple[int, list], flags: list[bool]) -> None:
    n, ties = network
    high = flags[:n]
    friends: list[list[int]] = [[v for u, v in both_ways(ties) if u == person] for person in range(n)]
    low = [person for person in range(n) if not high[person] and friends[person]]
    if not any(high) or not low:
        with pytest.raises(ValueError, match=r"high must hold|no tie of a person of low status"):
            economic_connectedness(high, ties)
        return
    share = sum(high) / n
    mean = np.mean([np.mean([high[friend] for friend in friends[person]]) for person in low])
    ends = [high[end] for tie in ties for end in tie]
    ec = economic_connectedness(high, ties)
    assert ec.connectedness == pytest.approx(mean / share, abs=EXACT)
    assert ec.exposure == pytest.approx(np.mean(ends) / share, abs=EXACT)
    if any(ends):
        assert ec.connectedness == pytest.approx(ec.exposure * (1 - ec.friending_bias), abs=EXACT)


# --- laws -------------------------------------------------------------------------------------------------------------


@given(networks(), st.lists(st.integers(-3, 3), min_size=10, max_size=10), st.randoms(use_true_random=False))
def test_who_stands_in_which_row_does_not_matter(network: tuple[int, list], values: list[int], luck: object) -> None:
    n, ties = network
    x = np.array(values[:n], dtype=float)
    row = list(range(n))
    luck.shuffle(row)  # type: ignore[attr-defined]
    moved = np.empty(n)
    moved[row] = x
    turned = [(row[v], row[u]) for u, v in reversed(ties)]
    for measure in (assortativity, attribute_assortativity):
        r = measure(x, ties)
        assert is_same(measure(moved, turned), r)
        assert is_same(measure(np.append(x, 99), ties), r)  # one more person, without ties
        assert is_same(measure(np.append(x, x), [*ties, *((u + n, v + n) for u, v in ties)]), r)  # everything twice
        assert is_same(measure(x, ties * 3), r)
    assert is_same(assortativity(-7 * x + 2, ties), assortativity(x, ties))


@given(networks(), st.randoms(use_true_random=False))
def test_laws_of_connectedness(network: tuple[int, list], luck: object) -> None:
    n, ties = network
    high = np.zeros(n, dtype=bool)
    high[ties[0][0]] = True  # and the other end of the first tie is low
    ec = economic_connectedness(high, ties)
    row = list(range(n))
    luck.shuffle(row)  # type: ignore[attr-defined]
    moved = np.empty(n, dtype=bool)
    moved[row] = high
    assert economic_connectedness(moved, [(row[v], row[u]) for u, v in ties]) == pytest.approx(ec, abs=EXACT)
    twice = economic_connectedness(np.append(high, high), [*ties, *((u + n, v + n) for u, v in ties)])
    assert twice == pytest.approx(ec, abs=EXACT)
    # one more low person without ties only makes high status rarer
    more = economic_connectedness(np.append(high, False), ties)
    assert more.connectedness == pytest.approx(ec.connectedness * (n + 1) / n, abs=EXACT)
    assert more.friending_bias == pytest.approx(ec.friending_bias, abs=EXACT)


@pytest.mark.parametrize("dtype", [np.int8, np.int32, np.int64, np.uint8, np.uint64])
def test_ties_may_be_whole_numbers_of_any_width(dtype: type) -> None:
    ties = np.array([(0, 1), (1, 2), (2, 3), (0, 2)], dtype=dtype)
    x = [0.0, 1.0, 0.5, 0.2]
    assert assortativity(x, ties) == assortativity(x, ties.astype(int))
    assert attribute_assortativity([1, 0, 1, 0], ties) == attribute_assortativity([1, 0, 1, 0], ties.astype(int))
    assert economic_connectedness([1, 0, 1, 0], ties) == economic_connectedness([1, 0, 1, 0], ties.astype(int))


@pytest.mark.parametrize("scale", [1e-200, 1e-9, 1e9, 1e200])
def test_values_of_any_size(scale: float) -> None:
    ties = [(0, 1), (1, 2), (2, 3), (0, 2)]
    x = np.array([0.0, 1.0, 0.5, 0.2])
    assert assortativity(x * scale, ties) == pytest.approx(assortativity(x, ties), abs=EXACT)
    assert assortativity(x * 2.0**-20 + 1024, ties) == pytest.approx(assortativity(x, ties), abs=1e-6)


def test_a_tie_of_somebody_to_themselves_is_two_ends_at_one_person() -> None:
    ties = [(0, 0), (0, 1)]
    ends = np.array([(0.1, 0.1), (0.1, 0.1), (0.1, 0.7), (0.7, 0.1)])
    assert assortativity([0.1, 0.7], ties) == pytest.approx(np.corrcoef(ends.T)[0, 1], abs=EXACT)
    assert attribute_assortativity([1, 2], ties) == pytest.approx(np.corrcoef(ends.T)[0, 1], abs=EXACT)
    assert economic_connectedness([False, True], ties).connectedness == pytest.approx((1 / 3) / (1 / 2), abs=EXACT)
