"""Differences between two policies that had the same luck: how large, how sure, and how many futures would do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

LEVEL = 0.90
"""How sure an interval is meant to be."""
POWER = 0.80
"""How likely a difference should be found, where it is asked how many futures would do."""
FALSE = 0.10
"""Share of false findings among those that survive the correction."""

DUST = 1e-12
"""A difference smaller than this comes from adding up in another order."""


class Difference(NamedTuple):
    """A paired difference B − A over several futures.

    Attributes:
        mean: its mean.
        low, high: 90 per cent interval of the mean (Student's t over futures).
        agree: share of futures whose difference has the sign of the mean.
        futures: how many there are.
        spread: standard deviation of the difference over futures.
        p: chance of a mean this far from zero if there is no difference (two-sided t test).
        narrower: how many times wider the interval would be with independent futures; infinite where nothing varies.
    """

    mean: float
    low: float
    high: float
    agree: float
    futures: int
    spread: float = 0.0
    p: float = 1.0
    narrower: float = math.inf

    @property
    def clear(self) -> bool:
        """True if the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


def paired(a: Sequence[float] | NDArray[np.float64], b: Sequence[float] | NDArray[np.float64]) -> Difference:
    """The paired difference of a measure under two policies.

    Args:
        a, b: the measure in each future, in the same order of seeds; at least two futures.

    Raises:
        ValueError: if they differ in length or are fewer than two.
    """
    if len(a) != len(b) or len(a) < 2:
        raise ValueError(f"a has {len(a)} and b has {len(b)} futures; allowed: the same number, at least 2")
    from scipy.special import stdtr, stdtrit  # Student's t; scipy.stats has the same and takes long to load

    x, y = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    d = np.where(np.abs(y - x) < DUST, 0.0, y - x)
    n, mean, spread = len(d), float(d.mean()), float(d.std(ddof=1))
    error = spread / math.sqrt(n)
    half = float(stdtrit(n - 1, (1.0 + LEVEL) / 2.0)) * error
    agree = float(np.mean(np.sign(d) == np.sign(mean)))
    p = 2.0 * float(stdtr(n - 1, -abs(mean) / error)) if error > 0.0 else float(mean == 0.0)
    loose = math.sqrt(float(x.var(ddof=1) + y.var(ddof=1)))
    narrower = loose / spread if spread > 0.0 else math.inf
    return Difference(mean, mean - half, mean + half, agree, n, spread, p, narrower)


def pairs_needed(d: Difference) -> float:
    """How many more futures would tell the two apart with a chance of 80 per cent.

    Returns:
        0 where they are told apart; not-a-number where nothing differs.
    """
    if d.clear:
        return 0.0
    if d.mean == 0.0:
        return math.nan
    from scipy.special import ndtri

    reach = float(ndtri((1.0 + LEVEL) / 2.0) + ndtri(POWER))
    return float(max(1, math.ceil((reach * d.spread / d.mean) ** 2) - d.futures))


def surviving(p: ArrayLike, false: float = FALSE) -> NDArray[np.bool_]:
    """Which of many tests survive Benjamini and Hochberg's correction (1995).

    Args:
        p: (k,) chances of each finding where there is nothing; not-a-number for what could not be tested.
        false: share of false findings that is put up with.
    """
    given = np.asarray(p, dtype=np.float64)
    found = np.zeros(given.shape, dtype=bool)
    tested = np.flatnonzero(~np.isnan(given))
    order = tested[np.argsort(given[tested], kind="stable")]
    passes = given[order] <= false * np.arange(1, len(order) + 1) / max(len(order), 1)
    if passes.any():
        found[order[: np.flatnonzero(passes)[-1] + 1]] = True
    return found
