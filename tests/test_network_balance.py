"""The chances of ties: expected numbers against sums over pairs, and the solution against its equations."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.network.balance import (
    LEVEL_SUMS,
    LEVELS,
    SOCIABILITY_STEP,
    Cells,
    Strangers,
    alike_share,
    balance,
)


def test_a_lines_outlook_is_the_sum_over_its_pairs() -> None:
    rng = np.random.default_rng(1)
    n, reach = 40, 6
    education, level = rng.integers(0, 3, n), rng.integers(0, LEVELS, n)
    social = SOCIABILITY_STEP ** (level - (LEVELS - 1) / 2)
    pairs = np.zeros((reach, 2, LEVEL_SUMS), dtype=np.int64)
    ties, alike, c, a = 0.0, 0.0, 0.8, 2.2
    for i, j in itertools.combinations(range(n), 2):
        d, same = j - i, int(education[i] == education[j])
        if d <= reach:
            pairs[d - 1, same, level[i] + level[j]] += 1
            odds = c * (1 - d / (reach + 1)) * social[i] * social[j] * a**same
            ties += odds / (1 + odds)
            alike += same * odds / (1 + odds)
    cells = Cells(pairs, 10.0)
    cells.level = math.log(c)
    found, found_alike, slope, alike_slope = cells.outlook(math.log(a))
    assert (found, found_alike) == pytest.approx((ties, alike), rel=1e-12)
    cells.level += 1e-6
    more, more_alike, _, _ = cells.outlook(math.log(a))
    assert ((more - found) / 1e-6, (more_alike - found_alike) / 1e-6) == pytest.approx((slope, alike_slope), rel=1e-4)


def test_strangers_accept_by_preference_within_their_municipality() -> None:
    town = np.repeat(np.array([0, 1], dtype=np.int16), [4, 6])
    education = np.array([0, 0, 1, 1, 0, 2, 2, 2, 2, 2], dtype=np.uint8)
    a, expected = 3.0, 0.0
    for i in range(10):
        others = [j for j in range(10) if town[j] == town[i] and j != i]
        p = np.mean([education[j] == education[i] for j in others])
        expected += 50.0 / 10 * a * p / (a * p + 1 - p)
    strangers = Strangers(town, education, 50.0)
    found, slope = strangers.outlook(math.log(a))
    assert found == pytest.approx(expected, rel=1e-12)
    more, _ = strangers.outlook(math.log(a) + 1e-6)
    assert (more - found) / 1e-6 == pytest.approx(slope, rel=1e-4)


def plan(draw: int, near: float, work: float, far: float, count: int = 400) -> tuple[list[Cells], Strangers, float]:
    """Two lines with random pairs, weak ties, and the number of all ties."""
    rng = np.random.default_rng(draw)
    lines = []
    for wanted in (near, work):
        pairs = rng.integers(5, 60, (8, 2, LEVEL_SUMS))
        pairs[:, 1] //= 3  # fewer pairs are of the same education
        lines.append(Cells(pairs, wanted * count / 2))
    education = rng.integers(0, 4, count).astype(np.uint8)
    strangers = Strangers(np.zeros(count, dtype=np.int16), education, far * count / 2)
    return lines, strangers, (near + work + far) * count / 2


@given(
    draw=st.integers(0, 10_000),
    near=st.floats(0.5, 6.0),
    work=st.floats(0.5, 6.0),
    far=st.floats(0.0, 3.0),
    share=st.floats(0.12, 0.4),
)
def test_the_solution_gives_the_ties_that_are_wanted(
    draw: int, near: float, work: float, far: float, share: float
) -> None:
    lines, strangers, total = plan(draw, near, work, far)
    preference = balance(lines, strangers, share * total)
    alike = strangers.outlook(preference)[0]
    for line in lines:
        ties, same, _, _ = line.outlook(preference)
        assert ties == pytest.approx(line.wanted, rel=1e-4)
        alike += same
    assert alike == pytest.approx(share * total, rel=1e-3)


def test_more_same_education_ties_need_more_preference() -> None:
    found = []
    for share in (0.1, 0.2, 0.3, 0.4):
        lines, strangers, total = plan(1, 4.0, 3.0, 1.0)
        found.append(balance(lines, strangers, share * total))
    assert found == sorted(found) and found[0] < 0 < found[-1]


def test_without_a_wish_there_is_no_preference() -> None:
    lines, strangers, _ = plan(2, 4.0, 3.0, 1.0)
    assert balance(lines, strangers, None) == 0.0
    assert lines[0].outlook(0.0)[0] == pytest.approx(lines[0].wanted, rel=1e-4)


def test_what_cannot_be_had_is_bounded() -> None:
    lines, strangers, total = plan(3, 4.0, 3.0, 1.0)
    assert balance(lines, strangers, 2 * total) == pytest.approx(math.log(100.0))
    assert balance(lines, strangers, 0.0) == pytest.approx(-math.log(100.0))
    few = np.ones((1, 2, LEVEL_SUMS), dtype=np.int64)
    assert Cells(few, 1000.0).wanted == pytest.approx(0.9 * few.sum())
    assert Cells(0 * few, 1000.0).wanted == 0.0


def test_the_share_of_ties_at_an_odds_ratio() -> None:
    education = np.array([0, 0, 0, 1, 1], dtype=np.uint8)  # 4 pairs alike, 6 not
    assert alike_share(education, 1.0) == pytest.approx(0.4)
    share = alike_share(education, 3.0)
    assert share is not None and (share / (1 - share)) / (4 / 6) == pytest.approx(3.0)
    assert alike_share(np.zeros(5, dtype=np.uint8), 2.5) is None
    assert alike_share(np.arange(5, dtype=np.uint8), 2.5) is None
