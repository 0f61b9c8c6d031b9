"""Effects in a list or grid: the mean of a measure in each row and at each value, and the difference to the first.

All rows lived under the same seeds, so differences are taken seed by seed: what luck they share falls out.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.lab.analysis.convergence import interval
from sim.lab.analysis.outcomes import Factors, Floats, Outcomes, inputs
from sim.lab.pairs import paired

if TYPE_CHECKING:
    import pandas as pd


class Effects(NamedTuple):
    """A measure by row and by value.

    Attributes:
        rows: a row a row of the design: row, every factor, seeds, mean, lo, hi, change, change_lo, change_hi, agree
            (against the first row).
        levels: a row a value of a factor: factor, value, rows, mean, lo, hi, change, change_lo, change_hi, agree
            (against the factor's first value), over the other factors.
        largest: a row a factor: factor, value, first, change, change_lo, change_hi: its largest difference.
    """

    rows: pd.DataFrame
    levels: pd.DataFrame
    largest: pd.DataFrame


def effects(design: Factors, found: Outcomes) -> Effects:
    """Means and differences with 90 per cent intervals over seeds; what is not known is not-a-number."""
    import pandas as pd

    table = inputs(design)
    rows = [
        {"row": row, **table.loc[row].to_dict(), **_told(found.values[row], found.values[0])}
        for row in range(len(found.values))
    ]
    levels = []
    for factor in design.factors:
        column = table[factor.key].to_numpy()
        values = list(dict.fromkeys(column.tolist()))
        by_seed = [_over(found.values[column == value]) for value in values]
        for value, mine in zip(values, by_seed, strict=True):
            count = int((column == value).sum())
            levels.append({"factor": factor.key, "value": value, "rows": count, **_told(mine, by_seed[0])})
    by_level = pd.DataFrame(levels).drop(columns="seeds")
    largest = []
    for factor in design.factors:
        mine = by_level[by_level["factor"] == factor.key].reset_index(drop=True)
        if mine["change"].iloc[1:].notna().any():
            most = mine.loc[mine["change"].abs().idxmax()]
            largest.append({"factor": factor.key, "value": most["value"], "first": mine["value"].iloc[0],
                            **{part: most[part] for part in ("change", "change_lo", "change_hi")}})  # fmt: skip
    columns = ["factor", "value", "first", "change", "change_lo", "change_hi"]
    order = pd.DataFrame(largest, columns=columns)
    order = order.sort_values("change", key=lambda change: -change.abs(), ignore_index=True)
    return Effects(pd.DataFrame(rows), by_level, order)


def _over(values: Floats) -> Floats:
    """(seeds,) mean over rows (k, seeds), for the seeds that all of them have; rows without any value are left out."""
    known = values[~np.isnan(values).all(axis=1)]
    mean: Floats = known.mean(axis=0) if len(known) else np.full(values.shape[1], np.nan)
    return mean


def _told(mine: Floats, first: Floats) -> dict[str, Any]:
    """Mean and interval over seeds, and the paired difference to another."""
    known, both = mine[~np.isnan(mine)], ~np.isnan(mine) & ~np.isnan(first)
    mean, half = interval(known)
    told: dict[str, Any] = {"seeds": len(known), "mean": mean, "lo": mean - half, "hi": mean + half}
    if both.sum() > 1:
        d = paired(first[both], mine[both])
        return told | {"change": d.mean, "change_lo": d.low, "change_hi": d.high, "agree": d.agree}
    change = float((mine[both] - first[both])[0]) if both.any() else math.nan
    return told | {"change": change, "change_lo": math.nan, "change_hi": math.nan, "agree": math.nan}
