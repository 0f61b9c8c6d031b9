"""How many seeds are enough: what the mean and its interval do as seeds are added, and how many a precision needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.outcomes import Floats, Outcomes
from sim.lab.pairs import LEVEL

if TYPE_CHECKING:
    import pandas as pd

FEW = 10
"""Seeds below which a 90 per cent interval misleads."""
FRACTION = 0.1
"""The precision asked for unless one is given: this share of the spread between settings."""


class Convergence(NamedTuple):
    """The seeds of a sweep, and whether they are enough for one measure.

    Attributes:
        table: a row a number of seeds: seeds, mean, lo, hi (of the mean over all settings, 90 per cent), row (half
            width of a typical setting's own interval).
        seeds: seeds used.
        spread: standard deviation of single runs of a typical setting, between seeds; not-a-number with one seed.
        precision: the half width asked for.
        needed: seeds with which a typical setting's interval is that narrow; not-a-number where that cannot be told.
    """

    table: pd.DataFrame
    seeds: int
    spread: float
    precision: float
    needed: float

    @property
    def few(self) -> bool:
        """True if there are too few seeds for an interval that can be trusted."""
        return self.seeds < FEW


def convergence(found: Outcomes, precision: float | None = None) -> Convergence:
    """What more seeds would do.

    Args:
        found: the measure; rows with a seed missing are left out.
        precision: half width wanted; None: a tenth of the spread between settings.

    Raises:
        AnalysisError: if no row is complete.
    """
    import pandas as pd

    values = found.values[~np.isnan(found.values).any(axis=1)]
    if not len(values):
        raise AnalysisError(f"no row has {found.measure} under every seed yet")
    seeds = values.shape[1]
    within = float(np.sqrt(values.var(axis=1, ddof=1).mean())) if seeds > 1 else math.nan
    means = values.mean(axis=0)
    lines = []
    for n in range(2, seeds + 1):
        mean, half = interval(means[:n])
        lines.append((n, mean, mean - half, mean + half, float(_t(n - 1)) * within / math.sqrt(n)))
    between = float(values.mean(axis=1).std(ddof=1)) if len(values) > 1 else math.nan
    wanted = FRACTION * between if precision is None else precision
    table = pd.DataFrame(lines, columns=["seeds", "mean", "lo", "hi", "row"])
    return Convergence(table, seeds, within, wanted, _needed(within, wanted))


def interval(values: Floats) -> tuple[float, float]:
    """The mean of (n,) values and half the width of its 90 per cent interval (Student's t); not-a-number for one."""
    n = len(values)
    if n < 2:
        return (float(values[0]) if n else math.nan), math.nan
    return float(values.mean()), _t(n - 1) * float(values.std(ddof=1)) / math.sqrt(n)


def _t(freedom: int) -> float:
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1.0 + LEVEL) / 2.0))


def _needed(spread: float, precision: float) -> float:
    """The smallest number of seeds whose interval is as narrow as wanted."""
    if math.isnan(spread) or math.isnan(precision) or precision <= 0.0:
        return math.nan
    n = max(2, math.ceil((1.645 * spread / precision) ** 2))
    while _t(n - 1) * spread / math.sqrt(n) > precision:
        n += 1
    return float(n)
