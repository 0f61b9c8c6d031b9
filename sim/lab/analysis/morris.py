"""Morris's elementary effects: what a measure does when one factor crosses its whole range, from many starting points.

`mu_star` is the mean size of that change, `mu` the mean with its sign, `sigma` how much it depends on where one starts:
large beside `mu_star` means that the factor works together with others, or not in a straight line.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError, need
from sim.lab.analysis.outcomes import Factors, Floats, Outcomes, whole
from sim.lab.pairs import LEVEL

if TYPE_CHECKING:
    import pandas as pd

RESAMPLES = 500
LEAST = 4
"""Trajectories below which no effect is worth its name."""


class Morris(NamedTuple):
    """Elementary effects on one measure.

    Attributes:
        table: a row a factor: factor, mu_star, mu_star_lo, mu_star_hi, mu, mu_lo, mu_hi, sigma, sigma_lo, sigma_hi
            (90 per cent), mu_star_conf (half of SALib's own interval), luck (the mu_star that luck alone would show);
            all in the measure's unit, for the whole range of the factor.
        trajectories, planned: complete, and planned.
        seeds: seeds used.
    """

    table: pd.DataFrame
    trajectories: int
    planned: int
    seeds: int


def morris(design: Factors, found: Outcomes, resamples: int = RESAMPLES, seed: int = 1) -> Morris:
    """Elementary effects with 90 per cent intervals, from trajectories and seeds drawn again and again.

    Raises:
        AnalysisError: if too few trajectories are complete.
    """
    import pandas as pd

    size = len(design.factors) + 1
    known = whole(found.values, size)
    kept = np.flatnonzero(known.any(axis=1))
    seeds = np.flatnonzero(known.any(axis=0))
    planned = len(design.rows) // size
    if len(kept) < LEAST:
        raise AnalysisError(
            f"{len(kept)} of {planned} trajectories are complete, and Morris's effects need {LEAST}",
            [f"a trajectory is {size} settings with all seeds; let the sweep go on"],
            f"{len(kept)} af {planned} forløb gennem faktorerne er fuldstændige, og virkningerne kræver {LEAST}",
        )
    x = np.array(design.rows, dtype=np.float64)[: planned * size].reshape(planned, size, -1)[kept]
    y = found.values[: planned * size].reshape(planned, size, -1)[kept][:, :, seeds]
    effects = _effects(x, y, np.array(design.problem["bounds"], dtype=np.float64))
    mask = known[kept][:, seeds].astype(np.float64)
    effects = np.where(mask > 0.0, effects, 0.0)
    point = _figures(effects, mask)
    luck = np.random.default_rng(seed)
    t, r = effects.shape[1:]
    drawn: list[Floats] = []
    while len(drawn) < resamples:
        chosen, under = luck.integers(t, size=t), luck.integers(r, size=r)
        there = mask[chosen][:, under]
        if (there.sum(axis=1) > 0).sum() > 1:
            drawn.append(_figures(effects[:, chosen][:, :, under], there))
    low, high = np.quantile(np.array(drawn), [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    table = pd.DataFrame({"factor": [factor.key for factor in design.factors]})
    for part, name in enumerate(("mu_star", "mu", "sigma")):
        table[name] = point[part]
        table[f"{name}_lo"], table[f"{name}_hi"] = np.minimum(low, point)[part], np.maximum(high, point)[part]
    given = need("SALib.analyze.morris").analyze(
        design.problem, x.reshape(-1, size - 1), np.nanmean(y, axis=2).ravel(), num_resamples=200, conf_level=LEVEL,
        num_levels=int(dict(design.options).get("levels", 4)), seed=1,
    )  # fmt: skip
    table["mu_star_conf"] = np.asarray(given["mu_star_conf"], dtype=np.float64)
    table["luck"] = _by_luck(effects[:, mask.all(axis=1)])
    return Morris(table, len(kept), planned, len(seeds))


def _effects(x: Floats, y: Floats, bounds: Floats) -> Floats:
    """(d, trajectories, seeds) elementary effects: each step moves one factor.

    Args:
        x: (trajectories, d + 1, d).
        y: (trajectories, d + 1, seeds).
        bounds: (d, 2).
    """
    steps = np.diff((x - bounds[:, 0]) / (bounds[:, 1] - bounds[:, 0]), axis=1)
    moved = np.abs(steps).argmax(axis=2)
    size = np.take_along_axis(steps, moved[:, :, None], axis=2)
    effects = np.empty((x.shape[2], *y.shape[::2]))
    effects[moved, np.arange(len(x))[:, None]] = np.diff(y, axis=1) / size
    return effects


def _by_luck(effects: Floats) -> Floats:
    """(d,) the mu_star that (d, trajectories, seeds) effects would show if only their luck were left."""
    d, t, r = effects.shape
    if t < 1 or r < 2:
        return np.full(d, np.nan)
    noise: Floats = np.sqrt(effects.var(axis=2, ddof=1).mean(axis=1) / r)
    return noise * math.sqrt(2.0 / math.pi)


def _figures(effects: Floats, mask: Floats) -> Floats:
    """(3, d) mu_star, mu and sigma of (d, trajectories, seeds) effects that are known where the mask is 1."""
    counts = mask.sum(axis=1)
    there = counts > 0.0
    means = (effects * mask)[:, there].sum(axis=2) / counts[there]
    return np.stack([np.abs(means).mean(axis=1), means.mean(axis=1), means.std(axis=1, ddof=1)])
