"""Differences between two policies that had the same luck."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np


class Difference(NamedTuple):
    """A paired difference B − A over several futures.

    Attributes:
        mean: its mean.
        low, high: 90 per cent interval of the mean (Student's t over futures).
        agree: share of futures whose difference has the sign of the mean.
        futures: how many there are.
    """

    mean: float
    low: float
    high: float
    agree: float
    futures: int

    @property
    def clear(self) -> bool:
        """True if the interval leaves out zero."""
        return self.low > 0.0 or self.high < 0.0


def paired(a: Sequence[float], b: Sequence[float]) -> Difference:
    """The paired difference of a measure under two policies.

    Args:
        a, b: the measure in each future, in the same order of seeds; at least two futures.

    Raises:
        ValueError: if they differ in length or are fewer than two.
    """
    if len(a) != len(b) or len(a) < 2:
        raise ValueError(f"a has {len(a)} and b has {len(b)} futures; allowed: the same number, at least 2")
    from scipy import stats

    d = np.asarray(b, dtype=np.float64) - np.asarray(a, dtype=np.float64)
    mean = float(d.mean())
    half = float(stats.t.ppf(0.95, len(d) - 1) * d.std(ddof=1) / np.sqrt(len(d)))
    agree = float(np.mean(np.sign(d) == np.sign(mean)))
    return Difference(mean, mean - half, mean + half, agree, len(d))
