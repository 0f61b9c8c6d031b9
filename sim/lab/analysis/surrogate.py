"""A Gaussian process that stands in for the model: what a measure would be at settings that were not run, and how sure.

Each factor has a length of its own (short: the measure bends quickly along it), and what luck is left in the mean over
seeds is noise. Its error is that for rows it has not seen: each fifth of the rows is predicted from the others.
"""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError, need
from sim.lab.analysis.outcomes import Factors, Floats, Outcomes, inputs, numbers, own_luck

if TYPE_CHECKING:
    import pandas as pd

LEAST = 20
"""Rows below which there is nothing to learn from."""
MOST = 800
"""Rows that are learnt from, at most: the work grows with the third power."""
TUNED = 200
"""Rows on which lengths and noise are found, at most."""
STEPS = 25
"""Steps of the search for lengths and noise, at most."""
POINTS, SHOWN = 9, 150
"""Points of a curve, and settings that it is the mean of."""
FOLDS = 5


class Surrogate(NamedTuple):
    """A Gaussian process fitted to one measure.

    Attributes:
        table: a row a column of the inputs: factor (with its value, where it is a name), swing: how far the predicted
            measure moves when it alone crosses its range, over the settings tried; length: the distance along the
            range (1 = all of it) over which the measure bends.
        curves: a row a column and point: factor, at (0–1), mean: the prediction with this column at that point, mean
            over the settings tried.
        r2: share of the variance between unseen rows that it tells; can be below 0.
        rmse: its typical error for unseen rows, in the measure's unit.
        luck: the typical luck left in a row's mean over its seeds that it doesn't share with the others;
            not-a-number with one seed. No stand-in can have a much smaller error against these data.
        rows, available: rows learnt from, and rows with values.
        process: the fitted process.
    """

    table: pd.DataFrame
    curves: pd.DataFrame
    r2: float
    rmse: float
    luck: float
    rows: int
    available: int
    process: Any

    def predict(self, x: Floats) -> tuple[Floats, Floats]:
        """The measure at settings (k, d), scaled to 0–1 as by `numbers`: mean, and standard deviation."""
        mean, spread = self.process.predict(x, return_std=True)
        return mean, spread


def surrogate(design: Factors, found: Outcomes, seed: int = 1) -> Surrogate:
    """Fit a Gaussian process to the means over seeds.

    Raises:
        AnalysisError: if too few rows have values, or the measure never changes.
    """
    import pandas as pd

    known = np.flatnonzero(found.known)
    if len(known) < LEAST:
        raise AnalysisError(
            f"{len(known)} rows have values, and a surrogate needs {LEAST}",
            danish=f"{len(known)} rækker har værdier, og en stedfortræder kræver {LEAST}",
        )
    luck = np.random.default_rng(seed)
    chosen = luck.permutation(known)[:MOST]
    x, y = numbers(design)[chosen], found.means()[chosen]
    if float(np.ptp(y)) <= 0.0:
        raise AnalysisError(f"{found.measure} is the same in every row", danish=f"{found.measure} er ens i alle rækker")
    predicted = np.empty(len(y))
    # matrices are so small that threads cost more than they save, ten times as much on a busy machine
    with need("threadpoolctl").threadpool_limits(1):
        for fold in range(FOLDS):
            out = np.arange(len(y)) % FOLDS == fold
            predicted[out] = _fit(x[~out], y[~out]).predict(x[out])
        process = _fit(x, y)
        curves = _curves(process, x[:SHOWN])
    error = float(np.mean((y - predicted) ** 2))
    lengths = np.atleast_1d(process.kernel_.k1.k2.length_scale)
    names = _columns(design)
    swing = [float(np.ptp(curve)) for curve in curves]
    table = pd.DataFrame({"factor": names, "swing": swing, "length": lengths})
    drawn = pd.DataFrame({
        "factor": np.repeat(names, POINTS), "at": np.tile(np.linspace(0.0, 1.0, POINTS), len(names)),
        "mean": curves.ravel(),
    })  # fmt: skip
    return Surrogate(
        table.sort_values("swing", ascending=False, ignore_index=True), drawn, 1.0 - error / float(y.var()), error**0.5,
        own_luck(found.values[chosen]) / math.sqrt(found.values.shape[1]), len(y), len(known), process,
    )  # fmt: skip


def _fit(x: Floats, y: Floats) -> Any:
    """A process whose lengths are found on a part, and that then learns from everything."""
    process = need("sklearn.gaussian_process")
    kernels = need("sklearn.gaussian_process.kernels")
    kernel = kernels.ConstantKernel(1.0, (1e-3, 1e3)) * kernels.RBF(
        np.full(x.shape[1], 1.0), (0.05, 100.0)
    ) + kernels.WhiteKernel(0.1, (1e-8, 10.0))
    with warnings.catch_warnings():
        # a length at the end of its range is a finding (the factor does nothing), and a search cut short is meant
        warnings.simplefilter("ignore", need("sklearn.exceptions").ConvergenceWarning)
        tuned = process.GaussianProcessRegressor(kernel, normalize_y=True, optimizer=_search).fit(x[:TUNED], y[:TUNED])
    if len(y) <= TUNED:
        return tuned
    return process.GaussianProcessRegressor(tuned.kernel_, normalize_y=True, optimizer=None).fit(x, y)


def _curves(process: Any, x: Floats) -> Floats:
    """(d, points) the mean prediction with one column at each point and the others as they were."""
    curves = np.empty((x.shape[1], POINTS))
    for column in range(x.shape[1]):
        moved = np.repeat(x[None], POINTS, axis=0)
        moved[:, :, column] = np.linspace(0.0, 1.0, POINTS)[:, None]
        curves[column] = process.predict(moved.reshape(-1, x.shape[1])).reshape(POINTS, -1).mean(axis=1)
    return curves


def _search(goal: Any, start: Floats, bounds: Floats) -> tuple[Floats, float]:
    from scipy.optimize import minimize

    found = minimize(goal, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": STEPS})
    return found.x, float(found.fun)


def _columns(design: Factors) -> list[str]:
    """The names of the columns of `numbers`."""
    table = inputs(design)
    return [
        name
        for key in table.columns
        for name in ([key] if table[key].dtype == np.float64 else [f"{key}={word}" for word in sorted(set(table[key]))])
    ]
