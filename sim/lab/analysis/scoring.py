"""Feature scores: how much each factor helps a forest of random trees to tell what comes out, for any design.

The scores of all factors add up to one. A column of pure chance is scored with them: what it gets is what a factor gets
that does nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.lab.analysis.need import AnalysisError, need
from sim.lab.analysis.outcomes import Factors, Outcomes, inputs
from sim.lab.pairs import LEVEL

if TYPE_CHECKING:
    import pandas as pd

FORESTS = 12
"""Forests that are grown, each on rows and seeds drawn anew."""
LEAST = 20
"""Rows below which a forest learns nothing."""
MOST = 4_000
"""Rows of a forest, at most."""
CHANCE = "chance"


class Scores(NamedTuple):
    """Feature scores of one measure.

    Attributes:
        table: a row a factor: factor, score, score_lo, score_hi (90 per cent), above (does its interval lie above that
            of pure chance?).
        chance: mean score of pure chance.
        rows: rows that a forest learnt from.
    """

    table: pd.DataFrame
    chance: float
    rows: int


def scores(design: Factors, found: Outcomes, forests: int = FORESTS, seed: int = 1) -> Scores:
    """Score the factors with extra trees (EMA workbench), and say how sure that is.

    Args:
        design: any.
        found: the measure.
        forests: how many are grown.
        seed: luck of the forests.

    Raises:
        AnalysisError: if too few rows have values.
    """
    import pandas as pd

    known = np.flatnonzero(found.known)
    if len(known) < LEAST:
        raise AnalysisError(
            f"{len(known)} rows have values, and feature scores need {LEAST}",
            danish=f"{len(known)} rækker har værdier, og scorer kræver {LEAST}",
        )
    grow = need("ema_workbench.analysis.feature_scoring").get_ex_feature_scores
    regression = need("ema_workbench.analysis.scenario_discovery_util").RuleInductionType.REGRESSION
    table = inputs(design)
    luck = np.random.default_rng(seed)
    rows = min(len(known), MOST)
    drawn = []
    for forest in range(forests):
        chosen = luck.choice(known, size=rows, replace=rows == len(known))
        seeds = luck.integers(found.values.shape[1], size=found.values.shape[1])
        noise = luck.random(len(table))
        y = found._replace(values=found.values[chosen][:, seeds]).means()
        there = ~np.isnan(y)
        x = table.iloc[chosen[there]].reset_index(drop=True).assign(**{CHANCE: noise[chosen][there]})
        features = max(1, round(x.shape[1] / 3))
        # each forest is grown on rows drawn anew; its own drawing would only repeat that
        given, _ = grow(
            x, y[there], mode=regression, max_features=features, bootstrap=False, oob_score=False,
            random_state=seed + forest,
        )  # fmt: skip
        drawn.append(given[1].reindex([*table.columns, CHANCE]).fillna(0.0).to_numpy(np.float64))
    every = np.array(drawn)
    low, high = np.quantile(every, [(1 - LEVEL) / 2, (1 + LEVEL) / 2], axis=0)
    chance = float(every[:, -1].mean())
    result = pd.DataFrame({
        "factor": list(table.columns), "score": every[:, :-1].mean(axis=0), "score_lo": low[:-1],
        "score_hi": high[:-1], "above": low[:-1] > high[-1],
    })  # fmt: skip
    return Scores(result.sort_values("score", ascending=False, ignore_index=True), chance, rows)
