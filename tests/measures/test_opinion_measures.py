"""Opinion measures: poles and camps, textbook distributions, published values, brute force, and laws."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.opinion import congruence, esteban_ray, flache_macy, van_der_eijk

EXACT = 1e-9

positions = st.lists(st.floats(0.0, 1.0, allow_subnormal=False), min_size=2, max_size=25)
camps = st.lists(
    st.tuples(st.floats(0.0, 1.0, allow_subnormal=False), st.integers(1, 30)), min_size=1, max_size=8
)  # fmt: skip
alphas = st.floats(0.01, 1.6)


def grid(n: int) -> np.ndarray:
    """Uniform opinions without luck."""
    return (np.arange(n) + 0.5) / n


# --- congruence -------------------------------------------------------------------------------------------------------


def test_congruence_known_answers() -> None:
    rng = np.random.default_rng(1)
    x = rng.random(40)
    assert congruence(x, rng.permutation(x)) == pytest.approx(1.0, abs=EXACT)
    assert congruence([0, 0, 0], [1, 1]) == pytest.approx(0.0, abs=EXACT)
    assert congruence(grid(1000), [0.5]) == pytest.approx(0.75, abs=EXACT)
    assert congruence([0.2], [0.5]) == pytest.approx(0.7, abs=EXACT)


@given(positions, positions)
def test_congruence_against_scipy(citizens: list[float], authority: list[float]) -> None:
    value = congruence(citizens, authority)
    assert value == pytest.approx(1 - scipy.stats.wasserstein_distance(citizens, authority), abs=EXACT)
    assert 0.0 <= value <= 1.0


@given(positions, positions)
def test_congruence_laws(citizens: list[float], authority: list[float]) -> None:
    value = congruence(citizens, authority)
    assert congruence(authority, citizens) == pytest.approx(value, abs=EXACT)
    assert congruence([1 - x for x in citizens], [1 - x for x in authority]) == pytest.approx(value, abs=EXACT)
    assert congruence(citizens[::-1] * 2, authority * 3) == pytest.approx(value, abs=EXACT)


@given(positions, st.randoms(use_true_random=False))
def test_congruence_of_equally_many_is_by_rank(citizens: list[float], luck: object) -> None:
    authority = [luck.random() for _ in citizens]  # type: ignore[attr-defined]
    by_rank = np.abs(np.sort(citizens) - np.sort(authority)).mean()
    assert congruence(citizens, authority) == pytest.approx(1 - by_rank, abs=EXACT)


def test_congruence_of_a_small_body_drawn_by_lot() -> None:
    """The null in the docstring, 1 − 0.313/√m: the mean of 400 bodies of 100 has a standard error of about 0.0005."""
    rng = np.random.default_rng(4)
    citizens = grid(2000)
    found = np.mean([1 - congruence(citizens, rng.random(100)) for _ in range(400)])
    assert found == pytest.approx(0.0313, abs=0.002)


# --- opinion split ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [2, 4, 10, 1000])
def test_two_poles(n: int) -> None:
    assert flache_macy([0] * (n // 2) + [1] * (n // 2)) == pytest.approx(n * (n - 2) / (n - 1) ** 2, abs=EXACT)


@pytest.mark.parametrize("x", [0.0, 0.1, 0.7, 1.0])
def test_consensus_is_no_split(x: float) -> None:
    assert flache_macy([x] * 37) == pytest.approx(0.0, abs=EXACT)


def test_uniform_and_normal_opinions() -> None:
    """Quantiles in place of luck: the bands are what n = 200,000 leaves, of the order of 1/n."""
    uniform = grid(200_000)
    assert flache_macy(uniform) == pytest.approx(4 / 18, abs=1e-5)
    assert flache_macy(uniform) == pytest.approx(0.2222, abs=5e-5)
    sigma = 0.08
    normal = scipy.stats.norm(0.5, sigma).ppf(uniform)
    assert flache_macy(normal) == pytest.approx(4 * (2 - 4 / math.pi) * sigma**2, rel=1e-3)
    assert 4 * (2 - 4 / math.pi) == pytest.approx(2.907, abs=5e-4)


@given(positions)
def test_split_against_all_pairs(x: list[float]) -> None:
    distances = [abs(a - b) for a, b in itertools.combinations(x, 2)]
    assert flache_macy(x) == pytest.approx(4 * np.var(distances), abs=EXACT)


@given(positions)
def test_split_laws(x: list[float]) -> None:
    value, n = flache_macy(x), len(x)
    assert flache_macy([1 - v for v in x]) == pytest.approx(value, abs=EXACT)
    assert flache_macy(x[::-1]) == pytest.approx(value, abs=EXACT)
    assert flache_macy([v / 2 + 0.3 for v in x]) == pytest.approx(value / 4, abs=EXACT)
    assert 0.0 <= value <= 1.0
    # everybody twice: mean and mean square of the distances keep their sums, but over 2n(2n − 1) pairs, not n(n − 1)
    sums = [sum(abs(a - b) ** power for a in x for b in x) for power in (1, 2)]
    mean, square = (4 * s / (2 * n * (2 * n - 1)) for s in sums)
    assert flache_macy(x * 2) == pytest.approx(4 * (square - mean**2), abs=EXACT)


def test_a_narrow_spread_keeps_its_digits() -> None:
    """Far from 0, differences of squares would leave nothing of a spread of a hundred-thousandth."""
    wide = np.array([0.0, 0.1, 0.5, 0.6, 1.0])
    assert flache_macy(0.75 + wide * 2.0**-17) == pytest.approx(flache_macy(wide) * 2.0**-34, rel=1e-6)


# --- Esteban and Ray --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("alpha", "raw", "at_70", "at_90"),
    [
        (0.25, 0.420448, 0.8265, 0.3289),
        (0.5, 0.353553, 0.8223, 0.3220),
        (0.8, 0.287175, 0.8288, 0.3377),
        (1.0, 0.25, 0.84, 0.36),
        (1.3, 0.203063, 0.8666, 0.4087),
        (1.6, 0.164938, 0.9050, 0.4747),
    ],
)
def test_two_camps_as_printed(alpha: float, raw: float, at_70: float, at_90: float) -> None:
    assert 2 ** -(1 + alpha) == pytest.approx(raw, abs=5e-7)
    assert esteban_ray([0, 1], [0.5, 0.5], alpha) == pytest.approx(1.0, abs=EXACT)
    assert esteban_ray([0, 1], [0.7, 0.3], alpha) == pytest.approx(at_70, abs=5e-5)
    assert esteban_ray([0, 1], [0.9, 0.1], alpha) == pytest.approx(at_90, abs=5e-5)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), alphas)
def test_two_camps_by_formula(p: float, y0: float, y1: float, alpha: float) -> None:
    expected = 2 ** (1 + alpha) * p * (1 - p) * (p**alpha + (1 - p) ** alpha) * abs(y0 - y1)
    assert esteban_ray([y0, y1], [p, 1 - p], alpha) == pytest.approx(expected, abs=EXACT)


@pytest.mark.parametrize(
    ("y", "share", "expected"),
    [
        ([0, 0.5, 1], [1 / 3, 1 / 3, 1 / 3], 16 / 27),  # .5926
        ([0, 0.5, 1], [0.25, 0.5, 0.25], 0.5),
        (np.linspace(0, 1, 5), np.full(5, 0.2), 0.320),
        ([0.4], [1], 0),
        ([0.7, 0.7], [0.4, 0.6], 0),
    ],
)
def test_more_camps(y: list[float], share: list[float], expected: float) -> None:
    assert esteban_ray(y, share) == pytest.approx(expected, abs=EXACT)


def test_camps_at_one_position_are_exactly_unpolarized() -> None:
    for y in np.linspace(0, 1, 101):
        assert esteban_ray([y, y, y], [0.2, 0.3, 0.5]) == 0.0


def test_uniform_opinions_in_bins_depend_on_the_bins() -> None:
    """Bins at their midpoints: .147 with ten, .013 with a hundred, as printed."""
    for bins, printed in ((10, 0.147), (100, 0.013)):
        y = np.linspace(0, 1, bins)
        assert esteban_ray(y, np.full(bins, 1 / bins)) == pytest.approx(printed, abs=5e-4)


@given(camps, alphas)
def test_esteban_ray_against_the_double_sum(groups: list[tuple[float, int]], alpha: float) -> None:
    y = [group[0] for group in groups]
    size = [group[1] / sum(group[1] for group in groups) for group in groups]
    double = sum(a ** (1 + alpha) * b * abs(u - v) for u, a in zip(y, size) for v, b in zip(y, size))  # noqa: B905
    expected = 2 ** (1 + alpha) * double
    assert expected <= 1 + EXACT  # the bound that the function promises, without its help
    assert esteban_ray(y, size, alpha) == pytest.approx(expected, abs=EXACT)
    assert esteban_ray([1 - v for v in y], size, alpha) == pytest.approx(expected, abs=EXACT)
    assert esteban_ray(y[::-1], size[::-1], alpha) == pytest.approx(expected, abs=EXACT)
    assert esteban_ray([*y, 0.9], [*size, 0.0], alpha) == pytest.approx(expected, abs=EXACT)
    assert esteban_ray([v / 2 for v in y], size, alpha) == pytest.approx(expected / 2, abs=EXACT)


# --- van der Eijk -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([0, 9, 0, 0], 1),
        ([4, 4, 4, 4, 4], 0),
        ([5, 0, 0, 0, 5], -1),
        ([0, 3, 3, 0, 0, 0, 0], 5 / 6),  # .8333
        ([1, 0, 1], -1),
        ([30, 40, 210, 130, 530, 50, 10], 0.6113333),  # the example of R's agrmt::agreement, as printed there
    ],
)
def test_agreement_known_answers(counts: list[int], expected: float) -> None:
    assert van_der_eijk(counts) == pytest.approx(expected, abs=5e-8 if expected == 0.6113333 else EXACT)


def peel(counts: list[int]) -> Fraction:
    """Agreement by taking layer after layer off the counts, and by looking at every triple of categories."""
    k, left, value = len(counts), list(counts), Fraction(0)
    while any(left):
        height = min(count for count in left if count)
        used = [int(count > 0) for count in left]
        s = sum(used)
        triples = [used[a] * 4 + used[b] * 2 + used[c] for a, b, c in itertools.combinations(range(k), 3)]
        tu, tdu = triples.count(0b110) + triples.count(0b011), triples.count(0b101)
        if s == 1:
            agreement = Fraction(1)
        elif s == k:
            agreement = Fraction(0)
        else:
            u = Fraction((k - 2) * tu - (k - 1) * tdu, (k - 2) * (tu + tdu))
            agreement = u * (1 - Fraction(s - 1, k - 1))
        value += Fraction(height * s, sum(counts)) * agreement
        left = [count - height if count else 0 for count in left]
    return value


@given(st.lists(st.integers(0, 12), min_size=3, max_size=9).filter(any))
def test_agreement_against_peeling(counts: list[int]) -> None:
    value = van_der_eijk(counts)
    assert value == pytest.approx(float(peel(counts)), abs=EXACT)
    assert van_der_eijk(counts[::-1]) == pytest.approx(value, abs=EXACT)
    assert van_der_eijk(np.array(counts) / sum(counts)) == pytest.approx(value, abs=EXACT)
    assert van_der_eijk([7 * count for count in counts]) == pytest.approx(value, abs=EXACT)
    assert -1.0 <= value <= 1.0
