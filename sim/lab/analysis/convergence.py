"""How many seeds are enough: what the mean and its interval do as seeds are added, and how many a precision needs."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError
from sim.lab.analysis.outcomes import Floats, Outcomes, own_luck
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
        table: a row a number of seeds: seeds, mean, lo, hi (of the mean over all settings, 90 per cent), row and
            apart (half widths of the intervals of a typical setting, and of the difference of two).
        seeds: seeds used.
        spread: standard deviation of single runs of a typical setting, between seeds; not-a-number with one seed.
        precision: the half width asked for.
        needed, apart: seeds with which the interval of a typical setting, and of the difference of two, is that
            narrow; not-a-number where that cannot be told. Luck that settings share falls out of differences.
    """

    table: pd.DataFrame
    seeds: int
    spread: float
    precision: float
    needed: float
    apart: float

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
        raise AnalysisError(
            f"{found.measure} is known under every seed in no setting",
            danish=f"{found.measure} kendes ikke under alle seeds i nogen indstilling",
        )
    seeds = values.shape[1]
    within = float(np.sqrt(values.var(axis=1, ddof=1).mean())) if seeds > 1 else math.nan
    between = math.sqrt(2.0) * own_luck(values)
    means = values.mean(axis=0)
    lines = []
    for n in range(2, seeds + 1):
        mean, half = interval(means[:n])
        lines.append((n, mean, mean - half, mean + half, *(_t(n - 1) * s / math.sqrt(n) for s in (within, between))))
    settings = float(values.mean(axis=1).std(ddof=1)) if len(values) > 1 else math.nan
    wanted = FRACTION * settings if precision is None else precision
    table = pd.DataFrame(lines, columns=["seeds", "mean", "lo", "hi", "row", "apart"])
    return Convergence(table, seeds, within, wanted, _needed(within, wanted), _needed(between, wanted))


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
