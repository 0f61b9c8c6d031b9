"""Measures of sweeps that were never run, for analyses to look at."""

from __future__ import annotations

import numpy as np

from sim.lab.analysis.outcomes import Outcomes


def seen(values: np.ndarray) -> Outcomes:
    """(rows, seeds) values as a measure without gaps; not-a-number is a run that is not there."""
    return Outcomes("m", tuple(range(values.shape[1])), values, int(np.isnan(values).sum()), 0, 0)


def noisy(mean: np.ndarray, seeds: int, noise: float, common: float = 0.0, luck: int = 3) -> np.ndarray:
    """A function's values under several seeds, each with luck of its own and luck that meets all settings alike."""
    drawn = np.random.default_rng(luck)
    return mean[:, None] + noise * drawn.normal(size=(len(mean), seeds)) + common * drawn.normal(size=seeds)
