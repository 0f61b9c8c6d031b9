"""Inequality measures: published values, textbook distributions, other packages' figures, and laws."""

from __future__ import annotations

import itertools
import math
import statistics
import warnings
from types import ModuleType

import numpy as np
import pytest
import scipy.stats
from hypothesis import given
from hypothesis import strategies as st

from sim.measures.inequality import dissimilarity, equal_treatment, exclusion, gini, theil

EXACT = 1e-9
EULER = 0.5772156649015329

amounts = st.lists(st.floats(0.0, 1e6, allow_subnormal=False), min_size=1, max_size=30).filter(any)
groups = st.integers(0, 4)


def other_package(name: str, reason: str) -> ModuleType:
    """A second witness. Its own warnings on import are its own business."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name, reason=reason)


def quantiles(distribution: object, n: int = 200_000) -> np.ndarray:
    """A distribution without luck: the quantiles at (i − ½)/n."""
    return distribution.ppf((np.arange(n) + 0.5) / n)  # type: ignore[attr-defined]


# --- Gini and Theil ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("distribution", "g", "t", "band"),
    [
        (scipy.stats.uniform(), 1 / 3, math.log(2) - 0.5, 1e-6),
        (scipy.stats.expon(), 1 / 2, 1 - EULER, 5e-5),
        (scipy.stats.lognorm(1.0), math.erf(0.5), 0.5, 2e-4),
        (scipy.stats.pareto(3), 1 / 5, 0.5 - math.log(1.5), 5e-4),
    ],
    ids=["uniform", "exponential", "lognormal", "Pareto 3"],
)
def test_textbook_distributions(distribution: object, g: float, t: float, band: float) -> None:
    """The band is what cutting the tail at the last of 200,000 quantiles may cost."""
    x = quantiles(distribution)
    assert gini(x) == pytest.approx(g, abs=band)
    assert theil(x).total == pytest.approx(t, abs=band)


def test_the_four_figures_as_printed() -> None:
    """To the four digits in which the tables give them: a slip in the formulas above would show here."""
    printed = {0.5205: math.erf(0.5), 0.1931: math.log(2) - 0.5, 0.4228: 1 - EULER, 0.0945: 0.5 - math.log(1.5)}
    for figure, formula in printed.items():
        assert formula == pytest.approx(figure, abs=5e-5)


@pytest.mark.parametrize("share", [0.1, 0.2, 0.5, 1.0])
def test_gini_where_a_share_has_all_equally(share: float) -> None:
    x = np.arange(1000) < 1000 * share
    assert gini(x) == pytest.approx(1 - share, abs=EXACT)


def test_voice_equality() -> None:
    """1 − corrected Gini: equal 1, one holds all 0, a fifth of 1,000 equally 0.1992."""
    assert gini(np.full(7, 0.3), corrected=True) == 0.0
    assert gini([0, 0, 0, 0, 8], corrected=True) == pytest.approx(1.0, abs=EXACT)
    assert gini([0] * 9 + [1]) == pytest.approx(0.9, abs=EXACT)
    a_fifth = 1 - gini(np.arange(1000) < 200, corrected=True)
    assert a_fifth == pytest.approx(1 - 0.8 * 1000 / 999, abs=EXACT)
    assert a_fifth == pytest.approx(0.1992, abs=5e-5)


def test_theil_of_two_groups_at_1_and_3() -> None:
    parts = theil([1, 1, 3, 3], ["a", "a", "b", "b"])
    assert parts.total == pytest.approx(0.25 * math.log(0.5) + 0.75 * math.log(1.5), abs=EXACT)
    assert parts.total == pytest.approx(0.130812, abs=5e-7)
    assert parts.between == pytest.approx(parts.total, abs=EXACT)
    assert parts.within == pytest.approx(0.0, abs=EXACT)
    assert parts.between_share == pytest.approx(1.0, abs=EXACT)


def test_theil_of_groups_with_equal_means_is_all_within() -> None:
    parts = theil([1, 3, 2, 2], [1, 1, 2, 2])
    assert parts.between == pytest.approx(0.0, abs=EXACT)
    assert parts.within == pytest.approx(parts.total, abs=EXACT)
    assert parts.total > 0.05
    assert parts.between_share == pytest.approx(0.0, abs=EXACT)


def test_theil_ends() -> None:
    assert theil([0.7] * 11, [1] * 5 + [2] * 6) == (0.0, 0.0, 0.0)
    assert theil([0.7] * 11).between_share == 0.0  # by rule
    assert theil([0] * 19 + [5]).total == pytest.approx(math.log(20), abs=EXACT)
    assert theil([0, 0, 4, 4], [1, 1, 2, 2]) == pytest.approx((math.log(2), math.log(2), 0.0), abs=EXACT)
    assert theil([1, 2]).between == 0.0


@given(st.lists(st.tuples(st.floats(0.0, 1e6, allow_subnormal=False), groups), min_size=2, max_size=25))
def test_gini_and_theil_against_sums_over_pairs(people: list[tuple[float, int]]) -> None:
    x, g = [person[0] for person in people], [person[1] for person in people]
    n, total = len(x), sum(x)
    if total == 0.0:
        return
    pairs = sum(abs(a - b) for a in x for b in x)
    assert gini(x) == pytest.approx(pairs / (2 * n * total), abs=EXACT)
    assert gini(x, corrected=True) == pytest.approx(pairs / (2 * (n - 1) * total), abs=EXACT)

    def t(values: list[float]) -> float:
        mean = sum(values) / len(values)
        return sum(v / mean * math.log(v / mean) for v in values if v > 0) / len(values) if mean else 0.0

    members = {label: [a for a, b in people if b == label] for label in set(g)}
    between = t([sum(members[label]) / len(members[label]) for label in g])
    within = sum(sum(values) / total * t(values) for values in members.values())
    assert theil(x, g) == pytest.approx((t(x), between, within), abs=EXACT)


@given(amounts, st.randoms(use_true_random=False), st.floats(1e-3, 1e3))
def test_inequality_knows_no_order_unit_or_size(x: list[float], luck: object, unit: float) -> None:
    g = [int(value) % 3 for value in x]
    order = list(range(len(x)))
    luck.shuffle(order)  # type: ignore[attr-defined]
    other_names = {0: "z", 1: "ø", 2: "a"}
    moved, moved_g = [unit * x[i] for i in order], [other_names[g[i]] for i in order]
    assert gini(moved) == pytest.approx(gini(x), abs=EXACT)
    assert gini(x * 3) == pytest.approx(gini(x), abs=EXACT)
    assert theil(moved, moved_g) == pytest.approx(theil(x, g), abs=EXACT)
    assert theil(x * 3, g * 3) == pytest.approx(theil(x, g), abs=EXACT)
    parts = theil(x, g)
    assert parts.between + parts.within == pytest.approx(parts.total, abs=EXACT)
    assert 0.0 <= gini(x) <= (len(x) - 1) / len(x) + EXACT
    assert 0.0 <= parts.total <= math.log(len(x)) + EXACT


def test_one_without_anything_adds_to_inequality_as_the_definition_says() -> None:
    x = [1.0, 2.0, 4.0]
    # n·G counts pairs over 2·Σx; the newcomer adds a pair with each: 2·Σx more
    assert 4 * gini([*x, 0.0]) == pytest.approx(3 * gini(x) + 1, abs=EXACT)
    assert theil([*x, 0.0]).total == pytest.approx(theil(x).total + math.log(4 / 3), abs=EXACT)


@given(st.floats(1e-300, 1e300))
def test_one_amount_of_any_size_is_equal(x: float) -> None:
    assert gini([x, x, x]) == 0.0
    assert theil([x, x, x]).total == 0.0


def test_inequality_against_pysal() -> None:
    other_package("inequality", "pysal's inequality is a second witness only")
    from inequality.gini import Gini
    from inequality.theil import Theil, TheilD

    rng = np.random.default_rng(5)
    x, g = rng.lognormal(size=500), rng.integers(0, 4, 500)
    assert gini(x) == pytest.approx(Gini(x).g, abs=EXACT)
    assert theil(x).total == pytest.approx(float(Theil(x).T), abs=EXACT)
    theirs = TheilD(x, g)
    assert theil(x, g) == pytest.approx((float(theirs.T), float(theirs.bg[0]), float(theirs.wg[0])), abs=EXACT)


# --- dissimilarity ----------------------------------------------------------------------------------------------------


def test_dissimilarity_known_answers() -> None:
    assert dissimilarity([0.5, 0.3, 0.2], [0.2, 0.3, 0.5]) == pytest.approx(0.30, abs=EXACT)
    assert dissimilarity([0.5, 0.5], [0.5, 0.5]) == 0.0
    assert dissimilarity([1, 0, 0], [0, 0.4, 0.6]) == pytest.approx(1.0, abs=EXACT)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=12))
def test_dissimilarity_is_the_largest_difference_over_sets_of_groups(counts: list[tuple[int, int]]) -> None:
    """Total variation: no set of groups differs by more. Independent of the sum of differences."""
    if not sum(a for a, _ in counts) or not sum(b for _, b in counts):
        return
    a, b = (np.array(column) / sum(column) for column in zip(*counts, strict=True))
    sets = itertools.product([False, True], repeat=min(len(a), 12))
    largest = max(float(a[list(chosen)].sum() - b[list(chosen)].sum()) for chosen in sets)
    assert dissimilarity(a, b) == pytest.approx(largest, abs=EXACT)
    assert dissimilarity(b, a) == pytest.approx(dissimilarity(a, b), abs=EXACT)
    assert dissimilarity(np.append(a, 0)[::-1], np.append(b, 0)[::-1]) == pytest.approx(largest, abs=EXACT)


def test_dissimilarity_against_pysal() -> None:
    other_package("segregation", "pysal's segregation is a second witness only")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pandas as pd
        from segregation.singlegroup import Dissim

        part, rest = np.array([12, 40, 3, 45]), np.array([70, 20, 60, 50])
        theirs = Dissim(pd.DataFrame({"part": part, "all": part + rest}), "part", "all").statistic
    assert dissimilarity(part / part.sum(), rest / rest.sum()) == pytest.approx(theirs, abs=EXACT)


# --- equal treatment --------------------------------------------------------------------------------------------------


def test_treatment_that_follows_the_bin_is_secure() -> None:
    need = (np.arange(1000) + 0.5) / 1000
    result = equal_treatment(np.floor(need * 10) / 10, need, np.arange(1000) % 3)
    assert result == pytest.approx((1.0, 0.0, 0.0), abs=EXACT)
    assert math.isnan(result.bias_share)  # a share of nothing but rounding


def test_treatment_that_follows_need_itself_shows_the_width_of_the_bins() -> None:
    need = (np.arange(200_000) + 0.5) / 200_000
    security = equal_treatment(need, need, np.arange(200_000) % 2).security
    assert security == pytest.approx(1 - 0.2 / math.sqrt(12), abs=EXACT)
    assert security == pytest.approx(0.9423, abs=5e-5)


def test_a_fair_coin_is_all_noise() -> None:
    need = np.repeat(np.arange(10) / 10 + 0.05, 8)
    coin, g = np.tile([0, 1], 40), np.tile([0, 0, 1, 1], 20)
    result = equal_treatment(coin, need, g)
    assert result == pytest.approx((0.0, 0.25, 0.0), abs=EXACT)
    assert result.bias_share == pytest.approx(0.0, abs=EXACT)


def test_treatment_by_group_is_all_bias() -> None:
    need = np.repeat(np.arange(10) / 10 + 0.05, 8)
    g = np.tile(["A", "B"], 40)
    result = equal_treatment(g == "A", need, g)
    assert result == pytest.approx((0.0, 0.0, 0.25), abs=EXACT)
    assert result.bias_share == pytest.approx(1.0, abs=EXACT)


people = st.lists(
    st.tuples(st.floats(0, 1, allow_subnormal=False), st.integers(0, 7).map(lambda k: k / 7), groups),
    min_size=1,
    max_size=25,
)


@given(people, st.integers(1, 12))
def test_equal_treatment_against_a_reading_of_the_definition(case: list[tuple[float, float, int]], bins: int) -> None:
    n = len(case)
    spread = noise = bias = 0.0
    for b in range(bins):
        here = [(t, g) for t, need, g in case if min(int(need * bins), bins - 1) == b]
        if not here:
            continue
        everyone = [t for t, _ in here]
        spread += len(here) / n * statistics.pstdev(everyone)
        for label in {g for _, g in here}:
            own = [t for t, g in here if g == label]
            noise += len(own) / n * statistics.pvariance(own)
            bias += len(own) / n * (statistics.fmean(own) - statistics.fmean(everyone)) ** 2
    t, need, g = zip(*case, strict=True)
    assert equal_treatment(t, need, g, bins) == pytest.approx((1 - 2 * spread, noise, bias), abs=1e-8)
    again = equal_treatment(t * 2, need * 2, [("x", "y", "z", "æ", "ø")[label] for label in g * 2], bins)
    assert again == pytest.approx(equal_treatment(t, need, g, bins), abs=1e-8)
    mirrored = equal_treatment([1 - value for value in t], need, g, bins)
    assert mirrored == pytest.approx(equal_treatment(t, need, g, bins), abs=1e-8)


def test_needs_in_another_unit_have_bins_over_their_own_range() -> None:
    rng = np.random.default_rng(3)
    t, g = rng.random(300), rng.integers(0, 2, 300)
    need = np.append(rng.integers(0, 64, 298), [0, 64]) / 64  # from 0 to 1, in steps that survive a change of unit
    hours = 16 * need + 32
    assert equal_treatment(t, hours, g) == pytest.approx(equal_treatment(t, need, g), abs=EXACT)
    classes = rng.integers(0, 10, 300)  # ten classes of need are ten bins
    assert equal_treatment(classes / 10, classes, g).security == pytest.approx(1.0, abs=EXACT)
    same = equal_treatment(t, np.full(300, 7.0), g)
    assert same.noise + same.bias == pytest.approx(t.var(), abs=EXACT)


def test_needs_within_0_and_1_have_fixed_bins() -> None:
    """So that a month's figure doesn't hang on the least and the most needy person of that month."""
    need = [0.31, 0.39, 0.41, 0.49]
    assert equal_treatment([0, 0, 1, 1], need, [1, 1, 1, 1]).security == pytest.approx(1.0, abs=EXACT)
    assert equal_treatment([0, 1, 1, 0], need, [1, 1, 1, 1]).security == pytest.approx(0.0, abs=EXACT)


# --- exclusion --------------------------------------------------------------------------------------------------------


def test_exclusion_known_answers() -> None:
    everything = np.zeros((50, 5), dtype=bool)
    everything[:5] = True
    assert exclusion(everything) == pytest.approx(0.10, abs=EXACT)
    one = np.zeros((50, 5), dtype=bool)
    one[:25, 2] = True
    assert exclusion(one) == 0.0
    assert exclusion(one, cutoff=1) == pytest.approx(0.10, abs=EXACT)
    assert exclusion(np.ones((3, 2)), cutoff=2) == 1.0


@given(st.lists(st.lists(st.booleans(), min_size=4, max_size=4), min_size=1, max_size=20), st.integers(1, 4))
def test_exclusion_is_headcount_times_intensity(rows: list[list[bool]], cutoff: int) -> None:
    excluded = [sum(row) for row in rows if sum(row) >= cutoff]
    headcount = len(excluded) / len(rows)
    intensity = statistics.fmean(excluded) / 4 if excluded else 0.0
    value = exclusion(rows, cutoff)
    assert value == pytest.approx(headcount * intensity, abs=EXACT)
    assert exclusion([row[::-1] for row in rows[::-1]], cutoff) == pytest.approx(value, abs=EXACT)
    assert exclusion(rows * 2, cutoff) == pytest.approx(value, abs=EXACT)
    n = len(rows)
    assert exclusion([*rows, [False] * 4], cutoff) == pytest.approx(value * n / (n + 1), abs=EXACT)
