"""What changes for whom if we choose B instead of A? The same citizens, with the same luck, under both.

A citizen who lives under A lives under B, too: same person, same ties, same needs, same luck in everything that chance
decides. So a difference between the two is the policy's doing, citizen by citizen. That this holds is tried in every
comparison: A against A must be exactly nothing for every citizen.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES, TYPES
from sim.agents.municipality import STAGES
from sim.errors import ScenarioError
from sim.lab.memory import workers_for
from sim.lab.pairs import paired, pairs_needed, surviving
from sim.lab.pool import spread
from sim.lab.run import checked_seed
from sim.measures import MEASURES
from sim.measures.horizontal import RECENTLY
from sim.measures.outcomes import MEANINGFUL, OUTCOMES
from sim.model import DemocracyModel
from sim.scenario import Scenario
from sim.table import Table

if TYPE_CHECKING:
    import pandas as pd

Progress = Callable[[int, int], None]
"""Told the pairs done and the pairs in all."""

LEDGERS = {
    "vertical": ("vertical", "trust.politicians", "trust.administration", "trust.staff", "goal.efficacy"),
    "horizontal": ("horizontal", "trust.citizens", "goal.social_ties", "goal.solidarity"),
    "cost": ("cost", "strain", "absence", "unmet_need", "help.relatives"),
}
"""The three ledgers: families and measures of each. They stand side by side and are never added up."""


MANY = 50_000
"""Citizens from which on the models of one future are cleared away before the next."""

ROLES = ("participant", "fellow_citizen", "controller", "voter", "none")
"""Takes part in forums; volunteers; complains; votes; none of these. The first that fits under B."""


class LuckError(RuntimeError):
    """A against A was not nothing: no difference that this comparison shows can be trusted."""


@dataclass(frozen=True)
class Pair:
    """One future under both policies.

    Attributes:
        seed: its seed.
        months: the months recorded.
        series: (2, months, measures) every measure under A and under B.
        chain: (2, 6, 5) citizens at each stage by quintile, in all months together.
        changes: (outcomes, n) B − A for every citizen with a voice in both.
        uid, kind, quintile, role: (n,) who they are: number, type they are settled at, fifth by resources, and what
            they are seen doing under B, a row of ROLES.
        apart: the first month in which anything about any citizen differs; None if nothing ever does.
    """

    seed: int
    months: list[int]
    series: NDArray[np.float64]
    chain: NDArray[np.int64]
    changes: NDArray[np.float64]
    uid: NDArray[Any]
    kind: NDArray[Any]
    quintile: NDArray[Any]
    role: NDArray[Any]
    apart: int | None


def live_both(a: Scenario, b: Scenario, seed: int) -> Pair:
    """One future under both policies, month by month side by side.

    Raises:
        LuckError: if the two do not have the same citizens.
    """
    if sum(a.agents) >= MANY:
        gc.collect()  # the models of the future before refer to each other in a ring, and would stay for a while
    one = DemocracyModel(a, seed=seed, threads=1)
    other = DemocracyModel(b, seed=seed, threads=1, rest=one.rest() if a.rest_key == b.rest_key else None)
    apart: int | None = None
    for month in range(1, a.months + 1):
        one.step()
        other.step()
        if apart is None and _differ(one, other):
            apart = month
    one.finish()
    other.finish()
    x, y = one.citizens, other.citizens
    if not np.array_equal(x.uid, y.uid):
        raise LuckError(f"under seed {seed} the two policies do not have the same citizens")
    counted = x.voice == 1
    both = (one.record, other.record)
    series = np.array([[record.values[measure.id] for measure in MEASURES] for record in both]).transpose(0, 2, 1)
    changes = np.array([outcome.value(y)[counted] - outcome.value(x)[counted] for outcome in OUTCOMES])
    return Pair(
        seed=seed,
        months=one.record.months,
        series=series,
        chain=np.array([np.sum(record.chain, axis=0) for record in both]),
        changes=changes,
        uid=x.uid[counted].copy(),
        kind=np.argmax(x.type_level[counted], axis=1),
        quintile=x.quintile[counted].copy(),
        role=_roles(y)[counted],
        apart=apart,
    )


def _roles(c: Table) -> NDArray[np.int64]:
    """What each citizen is seen doing, a row of ROLES: the first that fits."""
    fits = [c.asked >= RECENTLY, c.volunteer == 1, c.past_complaints >= RECENTLY, c.voted == 1]
    return np.select(fits, range(len(fits)), default=len(fits))


def _differ(one: DemocracyModel, other: DemocracyModel) -> bool:
    x, y = one.citizens, other.citizens
    return any(not np.array_equal(x.array(name), y.array(name)) for name in x)


@dataclass(frozen=True)
class Comparison:
    """What came out of comparing B with A.

    Attributes:
        a, b: the scenarios.
        pairs: one future each.
        same_luck: True: A against A was exactly nothing for every citizen.
        meaningful: the smallest change of an outcome that counts.
    """

    a: Scenario
    b: Scenario
    pairs: tuple[Pair, ...]
    same_luck: bool
    meaningful: float = MEANINGFUL

    @cached_property
    def measures(self) -> pd.DataFrame:
        """A row a measure, at the end.

        Columns: measure; a, b (means); mean, lo, hi (paired difference B − A, 90 % interval); agree; futures;
        narrower (how many times wider an unpaired interval would be); more (further pairs that would tell the two
        apart; 0 where they are told apart, missing where nothing differs); survives (a false-discovery correction at
        10 % over all measures).
        """
        import pandas as pd

        rows = [{"measure": measure.id, **self._difference(-1, at)} for at, measure in enumerate(MEASURES)]
        columns = ["measure", "a", "b", "mean", "lo", "hi", "agree", "futures", "p", "narrower", "more"]
        table = pd.DataFrame(rows, columns=columns)
        table["survives"] = surviving(table["p"].to_numpy(dtype=np.float64))
        return table.drop(columns="p")

    def _difference(self, month: int, measure: int) -> dict[str, Any]:
        """What is known of one measure in one recorded month."""
        x, y = self._series[:, 0, month, measure], self._series[:, 1, month, measure]
        known = ~(np.isnan(x) | np.isnan(y))
        row: dict[str, Any] = {"a": np.nan, "b": np.nan, "futures": int(known.sum())}
        if known.any():
            row |= {"a": float(x[known].mean()), "b": float(y[known].mean())}
        if known.sum() >= 2:
            d = paired(x[known], y[known])
            row |= {"mean": d.mean, "lo": d.low, "hi": d.high, "agree": d.agree, "p": d.p}
            row |= {"narrower": d.narrower, "more": pairs_needed(d)}
        elif known.any():
            row |= {"mean": row["b"] - row["a"], "agree": 1.0}
        return row

    @cached_property
    def _series(self) -> NDArray[np.float64]:
        """(futures, 2, months, measures)."""
        return np.array([pair.series for pair in self.pairs])

    @cached_property
    def series(self) -> pd.DataFrame:
        """A row a recorded month and measure: month, measure, a, b (means), mean, lo, hi (paired difference)."""
        import pandas as pd

        rows = [
            {"month": month, "measure": measure.id, **self._difference(row, at)}
            for row, month in enumerate(self.pairs[0].months)
            for at, measure in enumerate(MEASURES)
        ]
        return pd.DataFrame(rows, columns=["month", "measure", "a", "b", "mean", "lo", "hi", "futures"])

    @cached_property
    def chain(self) -> pd.DataFrame:
        """The influence chain: policy ("a", "b"), stage, quintile, and citizens a future on the mean."""
        import pandas as pd

        counts = np.mean([pair.chain for pair in self.pairs], axis=0)
        return pd.DataFrame(
            [
                (policy, stage, quintile + 1, float(counts[p, s, quintile]))
                for p, policy in enumerate("ab")
                for s, stage in enumerate(STAGES)
                for quintile in range(QUINTILES)
            ],
            columns=["policy", "stage", "quintile", "count"],
        )

    @cached_property
    def citizens(self) -> pd.DataFrame:
        """A row a citizen and future: seed, uid, type, quintile, role, and the change of each outcome."""
        import pandas as pd

        parts = [
            pd.DataFrame(
                {
                    "seed": np.full(len(pair.uid), pair.seed, dtype=np.uint64),
                    "uid": pair.uid,
                    "type": pd.Categorical.from_codes(pair.kind, pd.Index(TYPES)),
                    "quintile": pair.quintile,
                    "role": pd.Categorical.from_codes(pair.role, pd.Index(ROLES)),
                    **{outcome.id: pair.changes[at] for at, outcome in enumerate(OUTCOMES)},
                }
            )
            for pair in self.pairs
        ]
        return pd.concat(parts, ignore_index=True)

    @cached_property
    def winners(self) -> pd.DataFrame:
        """Shares who gain, lose and stay, by outcome and group: outcome, by, group, gain, lose, stay, mean."""
        import pandas as pd

        changes = np.concatenate([pair.changes for pair in self.pairs], axis=1)
        kind = np.concatenate([pair.kind for pair in self.pairs])
        role = np.concatenate([pair.role for pair in self.pairs])
        quintile = np.concatenate([pair.quintile for pair in self.pairs])
        groups = [("all", "all", np.ones(len(kind), dtype=bool))]
        groups += [("type", name, kind == row) for row, name in enumerate(TYPES)]
        groups += [("quintile", str(row), quintile == row) for row in range(1, QUINTILES + 1)]
        groups += [("role", name, role == row) for row, name in enumerate(ROLES)]
        rows = []
        for at, outcome in enumerate(OUTCOMES):
            for by, group, chosen in groups:
                if not chosen.any():
                    continue
                change = changes[at][chosen]
                gain, lose = float((change >= self.meaningful).mean()), float((change <= -self.meaningful).mean())
                rows.append((outcome.id, by, group, gain, lose, 1.0 - gain - lose, float(change.mean())))
        return pd.DataFrame(rows, columns=["outcome", "by", "group", "gain", "lose", "stay", "mean"])

    @cached_property
    def ledgers(self) -> dict[str, pd.DataFrame]:
        """The three ledgers, vertical gain, horizontal gain and cost: the rows of `measures` that belong to each."""
        families = {measure.id: measure.family for measure in MEASURES}
        found = {}
        for name, parts in LEDGERS.items():
            chosen = [
                (m in parts or families[m] in parts) and not m.endswith("_null") for m in self.measures["measure"]
            ]
            found[name] = self.measures[chosen].reset_index(drop=True)
        return found

    @cached_property
    def provenance(self) -> dict[str, Any]:
        """What was compared, with what, and how to do it again."""
        from sim.lab.provenance import describe_comparison

        return describe_comparison(self)

    @property
    def apart(self) -> int | None:
        """The first month, of any future, in which A and B differ; None if they never do."""
        months = [pair.apart for pair in self.pairs if pair.apart is not None]
        return min(months) if months else None


def _people(a: Scenario, b: Scenario) -> dict[str, tuple[Any, Any]]:
    """What decides who lives and which months are recorded, under both."""

    def lives(s: Scenario) -> tuple[Any, ...]:
        return (
            s.mechanisms["lives"],
            *(phase.context.ageing for phase in (s.before, s.at(s.timeline.start + 1), s.after)),
        )

    def turns(s: Scenario) -> Any:  # when the pace of life changes, where it does
        return s.timeline if len(set(lives(s)[1:])) > 1 else None

    return {
        "municipality": (a.towns, b.towns),
        "citizens": (a.agents, b.agents),
        "months": (a.months, b.months),
        "record_every": (a.record_every, b.record_every),
        "population": (a.population, b.population),
        "context.ageing": ((lives(a), turns(a)), (lives(b), turns(b))),
    }


def compare(
    baseline: Scenario,
    policy: Scenario,
    seeds: Sequence[int] = range(20),
    *,
    meaningful: float = MEANINGFUL,
    every: int | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
) -> Comparison:
    """Compare two scenarios on the same seeds, citizen by citizen.

    Args:
        baseline: A.
        policy: B; the same towns, citizens and months as A.
        seeds: the futures; at least one.
        meaningful: the smallest change of an outcome that counts as a gain or a loss.
        every: months between two records of `series`; None: as the scenarios say. The first and the last month are
            always recorded; a record a month costs as much again as the months themselves.
        workers: processes to share the futures out to; None: one a processor where that pays; fewer where memory is
            short. Results are the same.
        progress: told after each pair.

    Raises:
        ScenarioError: if the two do not have the same citizens and months, or there is no room for them in memory.
        ValueError: if there is no seed, or one twice.
        LuckError: if A against A is not exactly nothing.
    """
    for scenario in (baseline, policy):
        if not isinstance(scenario, Scenario):
            raise TypeError(f"{scenario!r} is no scenario; make one with  sim.Scenario.load(policy=...)")
    for key, (one, other) in _people(baseline, policy).items():
        if one != other:
            raise ScenarioError(
                "E-PAIR",
                f"the two scenarios differ in {key}; only the same people can be compared one by one",
                key=key,
                value=other,
                allowed=f"the same {key} in both",
                advice=[f"give {key} once, for both"],
            )
    if every is not None and every < 1:
        raise ValueError(f"every is {every!r}; allowed: a whole number from 1")
    if not 0.0 < meaningful < np.inf:
        raise ValueError(f"meaningful is {meaningful!r}; allowed: a number above 0")
    chosen = [checked_seed(seed) for seed in seeds]
    if not chosen or len(set(chosen)) != len(chosen):
        raise ValueError(f"seeds is {list(seeds)!r}; allowed: one or more different seeds")
    # the first of the tasks is the self-test: shared out with the others, it costs no waiting
    a, b = (s if every is None else replace(s, record_every=every) for s in (baseline, policy))
    tasks = [(a, a, chosen[0]), *((a, b, seed) for seed in chosen)]
    workers = workers_for(a, b, len(chosen), workers)
    pairs: list[Pair] = []
    for number, pair in enumerate(spread(live_both, tasks, workers)):
        if number == 0 and (pair.apart is not None or pair.changes.any()):
            raise LuckError(
                f"A against A differs from month {pair.apart} on (seed {chosen[0]}); no difference can be trusted"
            )
        if number > 0:
            pairs.append(pair)
            if progress is not None:
                progress(len(pairs), len(chosen))
    return Comparison(baseline, policy, tuple(pairs), True, meaningful)
