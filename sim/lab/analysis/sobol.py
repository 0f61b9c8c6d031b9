"""Sobol indices of a model with luck: how much of what varies is owed to each factor, alone and with the others.

First-order and total indices are those of the expected outcome, the mean over all luck. The mean over a few seeds is
not that yet: what luck is left in it is taken for an effect of everything. So squares are taken between different
seeds, never of one with itself:  E[f·g] is estimated by the mean of f_s·g_t over s ≠ t. This leaves no bias, however
few seeds there are, from two on. SALib's indices of the mean over seeds stand beside them (`S1_mean`, `ST_mean`).

Intervals come from a bootstrap that draws blocks of the base sample and, independently, seeds: the same seeds for
every row, for they were the same in the runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError, need
from sim.lab.analysis.outcomes import Factors, Floats, Outcomes, complete
from sim.lab.pairs import LEVEL

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 500
LEAST = 8
"""Blocks below which no index is worth its name."""
NOTHING = 1e-12
"""A variance below this share of the mean's square is rounding."""


class Sobol(NamedTuple):
    """Sobol indices of one measure.

    Attributes:
        table: a row a factor: factor, S1, S1_lo, S1_hi, ST, ST_lo, ST_hi (90 per cent), S1_mean, ST_mean (SALib on
            the mean over seeds), S1_conf, ST_conf (half of SALib's own 90 per cent interval). Not-a-number where the
            settings move nothing.
        blocks, planned: blocks of the base sample that are complete, and that were planned.
        seeds: seeds used.
        mean: mean of the measure.
        spread: standard deviation of the expected outcome between settings.
        luck: share of the variance of single runs that is luck, not settings; not-a-number with one seed.
        shared: the part of that luck which meets every setting alike, and so disappears from comparisons.
    """

    table: pd.DataFrame
    blocks: int
    planned: int
    seeds: int
    mean: float
    spread: float
    luck: float
    shared: float


def sobol(design: Factors, found: Outcomes, resamples: int = RESAMPLES, seed: int = 1) -> Sobol:
    """First-order and total indices with 90 per cent intervals.

    Args:
        design: a design of the kind "sobol".
        found: the measure.
        resamples: draws of the bootstrap.
        seed: luck of the bootstrap.

    Raises:
        AnalysisError: if too few blocks are complete.
    """
    import pandas as pd

    d, second = len(design.factors), bool(dict(design.options).get("second_order", False))
    size = 2 * d + 2 if second else d + 2
    blocks, seeds = complete(found.values, size)
    planned = len(design.rows) // size
    if len(blocks) < LEAST:
        raise AnalysisError(
            f"{len(blocks)} of {planned} blocks are complete, and Sobol indices need {LEAST}",
            [f"a block is {size} settings with all seeds; let the sweep go on"],
            f"{len(blocks)} af {planned} blokke er fuldstændige, og Sobol-indeks kræver {LEAST}",
        )
    y = found.values[: planned * size].reshape(planned, size, -1)[blocks][:, :, seeds]
    keys = [factor.key for factor in design.factors]
    given = _salib(design, y, second)
    y = y[:, [*range(d + 1), size - 1]]
    mean = float(y[:, [0, -1]].mean())
    parts = _Parts(y - mean)
    point = parts.indices(np.ones(len(blocks)), np.ones(len(seeds)))
    table = pd.DataFrame({"factor": keys})
    lows, highs = _intervals(parts, point, resamples, np.random.default_rng(seed))
    for part, name in enumerate(("S1", "ST")):
        table[name], table[f"{name}_lo"], table[f"{name}_hi"] = point[part], lows[part], highs[part]
    for name, values in given.items():
        table[name] = values
    variance = parts.variance(np.ones(len(blocks)), np.ones(len(seeds)))
    luck, shared = _luck(y[:, [0, -1]], variance)
    return Sobol(table, len(blocks), planned, len(seeds), mean, max(variance, 0.0) ** 0.5, luck, shared)


class _Parts:
    """The sums that indices are made of, for any weights of blocks and seeds.

    Args:
        y: (blocks, d + 2, seeds): A, then A with one column of B, then B; about its mean.
    """

    def __init__(self, y: Floats) -> None:
        self.y, self.n, self.d, self.r = y, len(y), y.shape[1] - 2, y.shape[2]
        a, b, ab = y[:, 0], y[:, -1], y[:, 1:-1]
        step = ab - a[:, None]
        self._first = (b[:, None] * step).reshape(self.n, -1)
        self._total = (step**2).reshape(self.n, -1)
        self._square = a**2 + b**2
        self._ends = a + b
        self._floor = NOTHING * float(np.mean(np.abs(y)) ** 2)

    def _pairs(self, w: Floats) -> tuple[float, float]:
        """The weight of all pairs of different seeds, and whether pairs of one with itself are taken out."""
        if self.r == 1:
            return 1.0, 0.0
        return float(w.sum() ** 2 - (w**2).sum()), 1.0

    def variance(self, v: Floats, w: Floats) -> float:
        """Variance of the expected outcome between settings."""
        pairs, out = self._pairs(w)
        weights = float(v.sum())
        ends = self.y[:, [0, -1]] @ w
        square = v @ (ends**2).sum(axis=1) - out * (v @ self._square @ w**2)
        means = v @ self._ends
        mean = ((means @ w) ** 2 - out * float(means**2 @ w**2)) / (4.0 * weights**2)
        return float((square / (2.0 * weights) - mean) / pairs)

    def indices(self, v: Floats, w: Floats) -> Floats:
        """(2, d) first-order and total indices; not-a-number where nothing varies."""
        pairs, out = self._pairs(w)
        weights, variance = float(v.sum()), self.variance(v, w)
        if variance <= self._floor:
            return np.full((2, self.d), np.nan)
        at = self.y @ w
        step = at[:, 1:-1] - at[:, :1]
        first = v @ (at[:, -1:] * step) - out * ((v @ self._first).reshape(self.d, self.r) @ w**2)
        total = v @ step**2 - out * ((v @ self._total).reshape(self.d, self.r) @ w**2)
        return np.stack([first, total / 2.0]) / (weights * pairs * variance)


def _intervals(parts: _Parts, point: Floats, resamples: int, luck: np.random.Generator) -> tuple[Floats, Floats]:
    """Ends of the 90 per cent intervals, each (2, d)."""
    drawn = []
    for _ in range(resamples):
        v = np.bincount(luck.integers(parts.n, size=parts.n), minlength=parts.n).astype(np.float64)
        w = np.ones(parts.r)
        while parts.r > 1:  # one seed drawn again and again has no other to be held against
            w = np.bincount(luck.integers(parts.r, size=parts.r), minlength=parts.r).astype(np.float64)
            if (w > 0).sum() > 1:
                break
        drawn.append(parts.indices(v, w))
    all_drawn = np.array(drawn)
    if np.isnan(point).any() or np.isnan(all_drawn).all(axis=0).any():
        return np.full_like(point, np.nan), np.full_like(point, np.nan)
    low, high = np.nanquantile(all_drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    return np.minimum(low, point), np.maximum(high, point)


def _luck(y: Floats, variance: float) -> tuple[float, float]:
    """The share of luck in single runs, and the part of it that meets all settings alike.

    Args:
        y: (blocks, 2, seeds) of independent settings.
        variance: of the expected outcome between settings.
    """
    if y.shape[2] < 2:
        return float("nan"), float("nan")
    within = float(y.var(axis=2, ddof=1).mean())
    if within <= NOTHING * max(variance, float(np.mean(y) ** 2)):
        return 0.0, float("nan")
    rows = y.reshape(-1, y.shape[2])
    alike = float(rows.mean(axis=0).var(ddof=1))
    own = (within - alike) / max(len(rows) - 1, 1)  # what is left of the luck of each setting in the mean of all
    shared = min(max(alike - own, 0.0) / within, 1.0)
    return within / (within + max(variance, 0.0)), shared


def _salib(design: Factors, y: Floats, second: bool) -> dict[str, Floats]:
    """SALib's indices of the mean over seeds, and the half width of its own 90 per cent intervals."""
    mean = y.mean(axis=2).ravel()
    names = ("S1", "ST", "S1_conf", "ST_conf")
    if np.ptp(mean) <= NOTHING * max(abs(float(mean.mean())), 1e-300):
        empty = np.full(len(design.factors), np.nan)
        return {name if name.endswith("conf") else f"{name}_mean": empty for name in names}
    analyze = need("SALib.analyze.sobol").analyze
    given = analyze(design.problem, mean, calc_second_order=second, num_resamples=200, conf_level=LEVEL, seed=1)
    return {name if name.endswith("conf") else f"{name}_mean": np.asarray(given[name]) for name in names}
