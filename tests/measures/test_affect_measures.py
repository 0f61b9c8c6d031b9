"""Measures of parties: published examples, brute force, and laws."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.affect import affective_index, effective_parties, pedersen, weighted_spread
from sim.measures.inequality import dissimilarity

EXACT = 1e-9

votes = st.lists(st.integers(0, 40), min_size=2, max_size=6).filter(lambda v: sum(count > 0 for count in v) > 1)


def as_shares(counts: list[int]) -> list[float]:
    return [count / sum(counts) for count in counts]


def liking(rows: int, parties: int, luck: object) -> np.ndarray:
    return np.array([[luck.uniform(0, 10) for _ in range(parties)] for _ in range(rows)])  # type: ignore[attr-defined]


def test_spread_known_answers() -> None:
    assert weighted_spread(np.full((9, 3), 7.0), [0.2, 0.5, 0.3]) == pytest.approx(0.0, abs=EXACT)
    assert weighted_spread([[10, 0], [0, 10]], [0.5, 0.5]) == pytest.approx(5.0, abs=EXACT)
    assert weighted_spread([[10, 0]], [0.8, 0.2]) == pytest.approx(4.0, abs=EXACT)  # 10·√(.8·.2)
    assert weighted_spread([[10, 0], [5, 5]], [0.5, 0.5]) == pytest.approx(2.5, abs=EXACT)
    assert weighted_spread([[3, 9, 1]], [1, 0, 0]) == 0.0


@given(votes, st.integers(1, 6), st.randoms(use_true_random=False))
def test_spread_against_the_definition(counts: list[int], n: int, luck: object) -> None:
    v, like = as_shares(counts), liking(n, len(counts), luck)
    each = []
    for person in like:
        mean = math.fsum(share * value for share, value in zip(v, person, strict=True))
        each.append(math.sqrt(math.fsum(s * (value - mean) ** 2 for s, value in zip(v, person, strict=True))))
    value = weighted_spread(like, v)
    assert value == pytest.approx(math.fsum(each) / n, abs=EXACT)
    assert 0.0 <= value <= 5.0
    assert weighted_spread(10 - like, v) == pytest.approx(value, abs=EXACT)
    assert weighted_spread(like[::-1, ::-1], v[::-1]) == pytest.approx(value, abs=EXACT)
    assert weighted_spread(np.concatenate([like, like]), v) == pytest.approx(value, abs=EXACT)
    assert weighted_spread(np.insert(like, 0, 10, axis=1), [0, *v]) == pytest.approx(value, abs=EXACT)


def test_affective_index_known_answers() -> None:
    own = 10 * np.eye(3)
    assert affective_index(own, [0.5, 0.3, 0.2]) == pytest.approx(10.0, abs=EXACT)
    assert affective_index(10 - own, [0.5, 0.3, 0.2]) == pytest.approx(-10.0, abs=EXACT)
    assert affective_index(np.full((3, 3), 4.0), [0.5, 0.3, 0.2]) == pytest.approx(0.0, abs=EXACT)
    # two parties: each has only the other, so AP_1 = 8 − 2, AP_2 = 9 − 5, and API = .75·6 + .25·4
    assert affective_index([[8, 2], [5, 9]], [0.75, 0.25]) == pytest.approx(5.5, abs=EXACT)
    # a small rest still counts in full for the voters of the large party
    assert affective_index([[10, 0], [0, 10]], [1, 1e-17]) == pytest.approx(10.0, abs=EXACT)


@given(votes, st.randoms(use_true_random=False))
def test_affective_index_against_the_definition(counts: list[int], luck: object) -> None:
    v, p = as_shares(counts), len(counts)
    like = liking(p, p, luck)
    value = sum(
        v[n] * sum((like[n, n] - like[n, m]) * v[m] / (1 - v[n]) for m in range(p) if m != n) for n in range(p)
    )  # fmt: skip
    assert affective_index(like, v) == pytest.approx(value, abs=EXACT)
    order = np.argsort(counts)
    assert affective_index(like[np.ix_(order, order)], np.array(v)[order]) == pytest.approx(value, abs=EXACT)
    assert affective_index(10 - like, v) == pytest.approx(-value, abs=EXACT)
    shifted = like * 0.5 + np.linspace(0, 5, p)[:, None]  # some voters like everybody better: nothing changes
    assert affective_index(shifted, v) == pytest.approx(value / 2, abs=EXACT)


def test_volatility_and_number_of_parties_as_printed() -> None:
    before, after = [0.4, 0.3, 0.2, 0.1], [0.35, 0.35, 0.1, 0.2]
    assert pedersen(before, after) == pytest.approx(0.15, abs=EXACT)
    assert effective_parties(before) == pytest.approx(10 / 3, abs=EXACT)
    assert pedersen([1, 0], [0, 1]) == 1.0
    assert pedersen(before, before) == 0.0
    assert effective_parties([1.0]) == 1.0
    assert effective_parties(np.full(8, 1 / 8)) == pytest.approx(8.0, abs=EXACT)


@given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40), st.integers(1, 40)), min_size=1, max_size=7))
def test_volatility_laws(rows: list[tuple[int, int, int]]) -> None:
    a, b, c = (as_shares(list(column)) for column in zip(*rows, strict=True))
    moved = pedersen(a, b)
    assert moved == pytest.approx(pedersen(b, a), abs=EXACT)
    assert moved == pytest.approx(pedersen(a[::-1], b[::-1]), abs=EXACT)
    assert moved == pytest.approx(dissimilarity(a, b), abs=EXACT)
    assert moved == pytest.approx(sum(max(0.0, y - x) for x, y in zip(a, b, strict=True)), abs=EXACT)  # gains alone
    assert pedersen(a, c) <= moved + pedersen(b, c) + EXACT


@given(votes)
def test_number_of_parties_laws(counts: list[int]) -> None:
    v = as_shares(counts)
    exact = 1 / sum(Fraction(count, sum(counts)) ** 2 for count in counts)
    assert effective_parties(v) == pytest.approx(float(exact), abs=EXACT)
    assert effective_parties([*v[::-1], 0.0]) == pytest.approx(float(exact), abs=EXACT)
    halves = [share / 2 for share in v for _ in range(2)]  # every party splits in two
    assert effective_parties(halves) == pytest.approx(2 * float(exact), abs=EXACT)
