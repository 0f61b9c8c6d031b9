"""More than two policies: regret, worlds in which a goal is reached, and what is not beaten in everything at once.

A world is a set of assumptions, `{"context.staffing": 0.9, "rules.listening.outcome": 0.6}`. Every policy lives in
every world with the same futures. No single number says which policy is best: regret speaks to those who dislike bad
surprises, the mean to those who can bear them, the share of worlds to those who must reach a goal, and the front to
those who want several things at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.lab.pool import spread
from sim.lab.run import checked_seed
from sim.measures import MEASURES
from sim.model import DemocracyModel
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

Direction = Literal["up", "down"]
Floats = NDArray[np.float64]


def regret(values: ArrayLike, better: Direction = "up") -> Floats:
    """What each policy loses in each world against the best one there.

    Args:
        values: (policies, worlds).
        better: "up" where more is better.

    Returns:
        (policies, worlds), at least 0; the best policy of a world has 0.
    """
    v = _numbers("values", values, 2)
    best = v.max(axis=0) if better == "up" else v.min(axis=0)
    lost: Floats = best - v if better == "up" else v - best
    return lost


def reaching(values: ArrayLike, goal: float, better: Direction = "up") -> Floats:
    """The share of worlds and futures in which each policy reaches a goal.

    Args:
        values: (policies, worlds, futures).
        goal: what is to be reached: at least this where up is better, at most this where down is.
        better: "up" where more is better.

    Returns:
        (policies,) shares.
    """
    v = _numbers("values", values, 3)
    share: Floats = (v >= goal if better == "up" else v <= goal).mean(axis=(1, 2))
    return share


def front(values: ArrayLike, better: Sequence[Direction]) -> NDArray[np.bool_]:
    """Which policies are on the Pareto front: no other is at least as good in everything and better in something.

    Args:
        values: (policies, goals).
        better: the direction of each goal.
    """
    v = _numbers("values", values, 2)
    if len(better) != v.shape[1]:
        raise ValueError(f"better names {len(better)} directions for {v.shape[1]} goals")
    gain = v * np.where(np.array(better) == "up", 1.0, -1.0)
    at_least = (gain[:, None, :] >= gain[None, :, :]).all(axis=2)
    more = (gain[:, None, :] > gain[None, :, :]).any(axis=2)
    kept: NDArray[np.bool_] = np.logical_not((at_least & more).any(axis=0))
    return kept


def _numbers(name: str, values: ArrayLike, dimensions: int) -> Floats:
    v = np.asarray(values, dtype=np.float64)
    if v.ndim != dimensions or v.size == 0 or np.isnan(v).any():
        raise ValueError(f"{name} has shape {v.shape}; allowed: {dimensions} dimensions, none empty, all numbers")
    return v


@dataclass(frozen=True)
class Weighing:
    """Several policies in several worlds.

    Attributes:
        policies, worlds: names.
        measures: ids of what was looked at.
        values: (policies, worlds, futures, measures) at the end.
    """

    policies: tuple[str, ...]
    worlds: tuple[str, ...]
    measures: tuple[str, ...]
    values: Floats

    def table(self) -> pd.DataFrame:
        """A row a policy, world and measure: its mean over futures and its regret."""
        import pandas as pd

        means = self.values.mean(axis=2)
        rows = []
        for at, measure in enumerate(self.measures):
            lost = regret(means[:, :, at], _direction(measure))
            for p, policy in enumerate(self.policies):
                for w, world in enumerate(self.worlds):
                    rows.append((policy, world, measure, float(means[p, w, at]), float(lost[p, w])))
        return pd.DataFrame(rows, columns=["policy", "world", "measure", "mean", "regret"])

    def summary(self, goals: Mapping[str, float] | None = None) -> pd.DataFrame:
        """A row a policy and measure: mean, mean and worst regret, share of worlds that reach the goal, on the front.

        Args:
            goals: measure: what is to be reached.
        """
        import pandas as pd

        means = self.values.mean(axis=2)
        on_front = front(means.mean(axis=1), [_direction(measure) for measure in self.measures])
        rows = []
        for at, measure in enumerate(self.measures):
            lost = regret(means[:, :, at], _direction(measure))
            reached = np.full(len(self.policies), np.nan)
            if goals and measure in goals:
                reached = reaching(self.values[..., at], goals[measure], _direction(measure))
            for p, policy in enumerate(self.policies):
                rows.append((policy, measure, float(means[p, :, at].mean()), float(lost[p].mean()),
                             float(lost[p].max()), float(reached[p]), bool(on_front[p])))  # fmt: skip
        names = ["policy", "measure", "mean", "mean_regret", "worst_regret", "reaches_goal", "on_front"]
        return pd.DataFrame(rows, columns=names)


def weigh(
    policies: Sequence[Scenario],
    worlds: Mapping[str, Mapping[str, Any]],
    measures: Sequence[str],
    seeds: Sequence[int] = range(10),
    *,
    workers: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Weighing:
    """Let every policy live in every world with the same futures.

    Args:
        policies: at least one.
        worlds: name: what is assumed in it, as settings; at least one.
        measures: ids of measures that say which direction is better.
        seeds: the futures.
        workers: processes to share the runs out to; None: one a processor where that pays.
        progress: told after each run.

    Raises:
        ValueError: if something is missing, or a measure has no direction.
        ScenarioError: for a setting that is not allowed.
    """
    if not policies or not worlds or not measures or not len(seeds):
        raise ValueError("policies, worlds, measures and seeds each need at least one")
    for measure in measures:
        _direction(measure)
    scenarios = [[policy.with_(**dict(world)) for world in worlds.values()] for policy in policies]
    tasks = [(s, checked_seed(seed), tuple(measures)) for row in scenarios for s in row for seed in seeds]
    found = []
    for values in spread(_end, tasks, workers):
        found.append(values)
        if progress is not None:
            progress(len(found), len(tasks))
    shape = (len(policies), len(worlds), len(seeds), len(measures))
    names = tuple(policy.policy for policy in policies)
    return Weighing(names, tuple(worlds), tuple(measures), np.array(found).reshape(shape))


def _end(scenario: Scenario, seed: int, measures: tuple[str, ...]) -> list[float]:
    """What a run ends with."""
    model = DemocracyModel(scenario, seed=seed, threads=1)
    for _ in range(scenario.months):
        model.step()
    model.finish()
    return [model.record.values[measure][-1] for measure in measures]


def _direction(measure: str) -> Direction:
    for each in MEASURES:
        if each.id == measure:
            if each.better == "none":
                raise ValueError(f"{measure} has no direction that is better; choose a measure that has one")
            return each.better
    from sim.errors import nearest

    best = nearest(measure, [each.id for each in MEASURES])
    raise ValueError(f"there is no measure '{measure}'" + (f"; did you mean '{best}'?" if best else ""))
