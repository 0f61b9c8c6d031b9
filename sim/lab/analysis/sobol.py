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
from sim.lab.analysis.outcomes import Factors, Floats, Outcomes, whole
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
            settings move too little to be told from luck.
        blocks, planned: blocks of the base sample that are used, and that were planned.
        partly: how many of those lack some seeds.
        seeds: seeds used.
        mean: mean of the measure.
        spread: standard deviation of the expected outcome between settings.
        luck: share of the variance of single runs that is luck, not settings; not-a-number with one seed.
        shared: the part of that luck which meets every setting alike, and so disappears from comparisons.
    """

    table: pd.DataFrame
    blocks: int
    planned: int
    partly: int
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
    known = whole(found.values, size)
    least = min(2, int(known.sum(axis=1).max(initial=0)))  # two seeds can be held against each other
    blocks = np.flatnonzero(known.sum(axis=1) >= max(least, 1))
    planned = len(design.rows) // size
    if len(blocks) < LEAST:
        raise AnalysisError(
            f"{len(blocks)} of {planned} blocks are complete, and Sobol indices need {LEAST}",
            [f"a block is {size} settings with the same seeds; let the sweep go on"],
            f"{len(blocks)} af {planned} blokke er fuldstændige, og Sobol-indeks kræver {LEAST}",
        )
    seeds = np.flatnonzero(known[blocks].any(axis=0))
    mask = known[blocks][:, seeds].astype(np.float64)
    y = found.values[: planned * size].reshape(planned, size, -1)[blocks][:, :, seeds]
    y = np.where(mask[:, None] > 0.0, y, 0.0)
    given = _salib(design, y.sum(axis=2) / mask.sum(axis=1)[:, None], second)
    y = y[:, [*range(d + 1), size - 1]]
    mean = float(y[:, [0, -1]].sum() / (2.0 * mask.sum()))
    parts = _Parts((y - mean) * mask[:, None], mask)
    v, w = np.ones(len(blocks)), np.ones(len(seeds))
    point = parts.indices(v, w)
    lows, highs, told = _intervals(parts, point, resamples, np.random.default_rng(seed))
    table = pd.DataFrame({"factor": [factor.key for factor in design.factors]})
    for part, name in enumerate(("S1", "ST")):
        for column, values in ((name, point), (f"{name}_lo", lows), (f"{name}_hi", highs)):
            table[column] = values[part] if told else np.nan
    for name, numbers in given.items():
        table[name] = numbers
    variance = parts.variance(v, w)
    luck, shared = _luck(y[:, [0, -1]], mask, variance)
    partly = int((mask.sum(axis=1) < len(seeds)).sum())
    return Sobol(table, len(blocks), planned, partly, len(seeds), mean, max(variance, 0.0) ** 0.5, luck, shared)


class _Parts:
    """The sums that indices are made of, for any weights of blocks and seeds.

    Args:
        y: (blocks, d + 2, seeds): A, then A with one column of B, then B; about its mean, 0 where it is not known.
        mask: (blocks, seeds) 1 where a block is known under a seed, else 0.
    """

    def __init__(self, y: Floats, mask: Floats) -> None:
        self.y, self.mask, self.n, self.d, self.r = y, mask, len(y), y.shape[1] - 2, y.shape[2]
        a, b, ab = y[:, 0], y[:, -1], y[:, 1:-1]
        step = ab - a[:, None]
        self._first = (b[:, None] * step).reshape(self.n, -1)
        self._total = (step**2).reshape(self.n, -1)
        self._square = a**2 + b**2
        self._ends = a + b
        self._floor = NOTHING * float(np.mean(np.abs(y)) ** 2)
        self._alone = bool((mask.sum(axis=1) < 2).all())  # no block knows two seeds: products are of one with itself

    def _pairs(self, v: Floats, w: Floats) -> tuple[Floats, float, float]:
        """Weights of blocks for each pair of seeds, the weight of all, and whether equal seeds are taken out."""
        at = self.mask @ w
        pairs = at**2 if self._alone else at**2 - self.mask @ w**2
        there = pairs > 0.0
        u: Floats = np.divide(v, pairs, out=np.zeros(self.n), where=there)
        return u, float(v[there].sum()), 0.0 if self._alone else 1.0

    def variance(self, v: Floats, w: Floats) -> float:
        """Variance of the expected outcome between settings; not-a-number where no block is known."""
        u, weights, out = self._pairs(v, w)
        if weights <= 0.0:
            return float("nan")
        ends = self.y[:, [0, -1]] @ w
        square = u @ (ends**2).sum(axis=1) - out * (u @ self._square @ w**2)
        there = v @ self.mask
        means = np.divide(v @ self._ends, 2.0 * there, out=np.zeros(self.r), where=there > 0.0)
        w = np.where(there > 0.0, w, 0.0)
        pairs = float(w.sum() ** 2 - out * (w**2).sum())
        mean = ((means @ w) ** 2 - out * float(means**2 @ w**2)) / pairs if pairs > 0.0 else 0.0
        return float(square / (2.0 * weights) - mean)

    def indices(self, v: Floats, w: Floats) -> Floats:
        """(2, d) first-order and total indices; not-a-number where nothing varies."""
        u, weights, out = self._pairs(v, w)
        variance = self.variance(v, w)
        if not variance > self._floor:
            return np.full((2, self.d), np.nan)
        at = self.y @ w
        step = at[:, 1:-1] - at[:, :1]
        first = u @ (at[:, -1:] * step) - out * ((u @ self._first).reshape(self.d, self.r) @ w**2)
        total = u @ step**2 - out * ((u @ self._total).reshape(self.d, self.r) @ w**2)
        return np.stack([first, total / 2.0]) / (weights * variance)


def _intervals(parts: _Parts, point: Floats, resamples: int, luck: np.random.Generator) -> tuple[Floats, Floats, bool]:
    """Ends of the 90 per cent intervals, each (2, d), and whether settings are told from luck at all.

    Indices are shares of the variance between settings. Where that may well be nothing, they may be anything.
    """
    drawn = []
    for _ in range(resamples):
        v = np.bincount(luck.integers(parts.n, size=parts.n), minlength=parts.n).astype(np.float64)
        w = np.ones(parts.r)
        while parts.r > 1:  # one seed drawn again and again has no other to be held against
            w = np.bincount(luck.integers(parts.r, size=parts.r), minlength=parts.r).astype(np.float64)
            if (w > 0).sum() > 1:
                break
        drawn.append(parts.indices(v, w))
    every = np.array(drawn)
    nothing = np.isnan(every[:, 0, 0]).mean()
    if np.isnan(point).any() or nothing > (1.0 - LEVEL) / 2.0:
        return point, point, False
    low, high = np.nanquantile(every, [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0], axis=0)
    return np.minimum(low, point), np.maximum(high, point), True


def _luck(y: Floats, mask: Floats, variance: float) -> tuple[float, float]:
    """The share of luck in single runs, and the part of it that meets all settings alike.

    Args:
        y: (blocks, 2, seeds) of independent settings.
        mask: (blocks, seeds) where they are known.
        variance: of the expected outcome between settings.
    """
    full = y[mask.all(axis=1)]
    if y.shape[2] < 2 or len(full) < 2:
        return float("nan"), float("nan")
    within = float(full.var(axis=2, ddof=1).mean())
    if within <= NOTHING * max(variance, float(np.mean(full) ** 2)):
        return 0.0, float("nan")
    rows = full.reshape(-1, y.shape[2])
    alike = float(rows.mean(axis=0).var(ddof=1))
    own = (within - alike) / max(len(rows) - 1, 1)  # what is left of the luck of each setting in the mean of all
    shared = min(max(alike - own, 0.0) / within, 1.0)
    return within / (within + max(variance, 0.0)), shared


def _salib(design: Factors, y: Floats, second: bool) -> dict[str, Floats]:
    """SALib's indices of (blocks, size) means over seeds, and the half width of its own 90 per cent intervals."""
    mean = y.ravel()
    names = ("S1", "ST", "S1_conf", "ST_conf")
    if np.ptp(mean) <= NOTHING * max(abs(float(mean.mean())), 1e-300):
        empty = np.full(len(design.factors), np.nan)
        return {name if name.endswith("conf") else f"{name}_mean": empty for name in names}
    analyze = need("SALib.analyze.sobol").analyze
    given = analyze(design.problem, mean, calc_second_order=second, num_resamples=200, conf_level=LEVEL, seed=1)
    return {name if name.endswith("conf") else f"{name}_mean": np.asarray(given[name]) for name in names}
