"""Boxes of settings in which a goal is mostly reached (PRIM), as sentences that a council member can read.

PRIM (the patient rule induction method; EMA workbench) peels thin slices off the ranges of the factors so that the
share of runs that reach the goal rises. Of the boxes on its way we take the one that best joins two virtues: most runs
in it reach the goal (density), and most of those that reach it are in it (coverage). A restriction that luck may well
have made is dropped; whether it may is asked of the settings, not of the runs, for runs of one setting are no
independent witnesses.
"""

from __future__ import annotations

from inspect import signature
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.lab.analysis.need import AnalysisError, need, old_ways
from sim.lab.analysis.outcomes import Factors, Outcomes, inputs

if TYPE_CHECKING:
    import pandas as pd

Side = Literal["above", "below"]

LEAST, MOST = 40, 20_000
"""Runs below which no box is looked for, and runs that are looked at, at most."""
BOXES = 3
LIFT = 1.3
"""A box must reach the goal so many times as often as all runs, and as those that are left."""
MASS = 0.05
"""The smallest box, as a share of all runs."""
DOUBT = 0.05
"""A restriction that chance makes more often than this is dropped."""


class Limit(NamedTuple):
    """A factor held to a part of its range.

    Attributes:
        factor: its key.
        low, high: the part; None where the end of the range is the end of the part.
        values: the values left, for a name or a switch.
        quasi_p: chance that a box without this limit would hold as many settings that reach the goal.
    """

    factor: str
    low: float | None
    high: float | None
    values: tuple[str, ...]
    quasi_p: float


class Box(NamedTuple):
    """A part of the settings in which a goal is reached more often.

    Attributes:
        limits: the restricted factors, the surest first.
        density: share of the runs in it that reach the goal.
        coverage: share of the runs that reach the goal that are in it.
        mass: share of all runs that are in it.
        runs: how many that is.
    """

    limits: tuple[Limit, ...]
    density: float
    coverage: float
    mass: float
    runs: int


class Boxes(NamedTuple):
    """What was found for one goal.

    Attributes:
        goal: the value to be reached.
        side: "above" where at least the goal counts, "below" where at most.
        share: share of all runs that reach it.
        boxes: most important first; none where the goal is reached everywhere alike.
        runs, available: runs looked at, and runs with values.
        named: True if somebody named the goal, False if it is what a quarter of the runs reach.
    """

    goal: float
    side: Side
    share: float
    boxes: tuple[Box, ...]
    runs: int
    available: int
    named: bool = True

    def table(self) -> pd.DataFrame:
        """A row a limit: box, density, coverage, mass, runs, factor, low, high, values, quasi_p."""
        import pandas as pd

        lines = [
            (n, *box[1:], limit.factor, limit.low, limit.high, ", ".join(limit.values), limit.quasi_p)
            for n, box in enumerate(self.boxes, 1)
            for limit in box.limits
        ]
        return pd.DataFrame(lines, columns=["box", *Box._fields[1:], *Limit._fields])


def boxes(design: Factors, found: Outcomes, goal: float | None = None, side: Side = "above", seed: int = 1) -> Boxes:
    """Look for settings in which the measure is above or below a goal.

    Args:
        design: any.
        found: the measure.
        goal: what is to be reached; None: the value that a quarter of the runs reach.
        side: "above" or "below" the goal.
        seed: luck of the choice of runs, where there are too many.

    Raises:
        AnalysisError: if there are too few runs, or all or none reach the goal.
    """
    rows, seeds = np.nonzero(~np.isnan(found.values))
    if len(rows) < LEAST:
        raise AnalysisError(
            f"{len(rows)} runs have values, and a box needs {LEAST}",
            danish=f"{len(rows)} forløb har værdier, og et felt kræver {LEAST}",
        )
    available = len(rows)
    if available > MOST:
        kept = np.random.default_rng(seed).choice(available, MOST, replace=False)
        rows, seeds = rows[kept], seeds[kept]
    values = found.values[rows, seeds]
    named = goal is not None
    if goal is None:
        goal = float(np.quantile(values, 0.75 if side == "above" else 0.25))
    reached = values >= goal if side == "above" else values <= goal
    if reached.all() or not reached.any():
        every = "every" if reached.all() else "no"
        raise AnalysisError(
            f"{every} run has {found.measure} {'at least' if side == 'above' else 'at most'} {goal:g}",
            [f"it runs from {values.min():.4g} to {values.max():.4g}: choose a --goal between"],
            f"{'alle' if reached.all() else 'ingen'} forløb har {found.measure} på "
            f"{'mindst' if side == 'above' else 'højst'} {goal:g}",
        )
    x = inputs(design).iloc[rows].reset_index(drop=True)
    x = x[[key for key in x.columns if x[key].nunique() > 1]]
    left = np.ones(len(x), dtype=bool)
    boxed: list[Box] = []
    while len(boxed) < BOXES and left.sum() >= LEAST and reached[left].any() and not reached[left].all():
        limits = _search(x[left].reset_index(drop=True), reached[left])
        limits = _surest(x[left], reached[left], rows[left], limits)
        inside = _inside(x, limits) & left
        usual = max(float(reached[left].mean()), float(reached.mean()))
        if not limits or reached[inside].mean() < LIFT * usual or inside.mean() < MASS / 2:
            break
        density, coverage = float(reached[inside].mean()), float(reached[inside].sum() / reached.sum())
        boxed.append(Box(tuple(limits), density, coverage, float(inside.mean()), int(inside.sum())))
        left &= ~inside
    return Boxes(goal, side, float(reached.mean()), tuple(boxed), len(rows), available, named)


def _search(x: pd.DataFrame, reached: NDArray[np.bool_]) -> list[Limit]:
    """PRIM's box of the highest harmonic mean of density and coverage."""
    prim = need("ema_workbench.analysis.prim").Prim
    # until version 3 a box had to be denser than a threshold; we choose among all of them ourselves
    more: dict[str, Any] = {"threshold": 1e-9} if "threshold" in signature(prim.__init__).parameters else {}
    with old_ways():
        found = prim(x, reached.astype(np.int64), mass_min=MASS, **more).find_box()
    way = found.peeling_trajectory
    density, coverage = way["density"].to_numpy(np.float64), way["coverage"].to_numpy(np.float64)
    both = density * coverage / np.maximum(density + coverage, 1e-12)
    lims = found.box_lims[int(np.argmax(both))]
    limits = []
    for key in lims.columns:
        low, high = lims[key].iloc[0], lims[key].iloc[1]
        if isinstance(low, set):
            if low != set(x[key]):
                limits.append(Limit(key, None, None, tuple(sorted(map(str, low))), 1.0))
            continue
        ends = [None if end == edge else float(end) for end, edge in ((low, x[key].min()), (high, x[key].max()))]
        if ends != [None, None]:
            limits.append(Limit(key, ends[0], ends[1], (), 1.0))
    return limits


def _inside(x: pd.DataFrame, limits: list[Limit]) -> NDArray[np.bool_]:
    """Which runs lie within all limits."""
    inside = np.ones(len(x), dtype=bool)
    for limit in limits:
        column = x[limit.factor].to_numpy()
        if limit.values:
            inside &= np.isin(column.astype(str), limit.values)
        if limit.low is not None:
            inside &= column >= limit.low
        if limit.high is not None:
            inside &= column <= limit.high
    return inside


def _surest(x: pd.DataFrame, reached: NDArray[np.bool_], rows: NDArray[np.int64], limits: list[Limit]) -> list[Limit]:
    """The limits that chance would not make, each with its quasi-p value; the most doubtful falls first."""
    _, first, at = np.unique(rows, return_index=True, return_inverse=True)
    mostly = np.bincount(at, reached) / np.bincount(at) >= 0.5  # a setting reaches the goal if half its runs do
    settings = x.iloc[first]
    while limits:
        limits = [limit._replace(quasi_p=_quasi_p(settings, mostly, limits, limit)) for limit in limits]
        limits = sorted(limits, key=lambda limit: limit.quasi_p)
        if limits[-1].quasi_p <= DOUBT:
            break
        limits = limits[:-1]
    return limits


def _quasi_p(x: pd.DataFrame, reached: NDArray[np.bool_], limits: list[Limit], limit: Limit) -> float:
    """Bryant and Lempert's quasi-p value (2010): a one-sided binomial test against the box without this limit."""
    from scipy.stats import binomtest

    inside, without = _inside(x, limits), _inside(x, [other for other in limits if other is not limit])
    if not inside.any():
        return 1.0
    share = float(reached[without].mean())
    return float(binomtest(int(reached[inside].sum()), int(inside.sum()), share, alternative="greater").pvalue)


def spans(design: Factors) -> dict[str, tuple[float, float]]:
    """The range that each factor was tried over, where it is a number."""
    table = inputs(design)
    return {
        key: (float(column.min()), float(column.max()))
        for key in table.columns
        if (column := table[key]).dtype == np.float64
    }
