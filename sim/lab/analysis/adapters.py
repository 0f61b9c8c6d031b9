"""The model for people who bring their own tools: as a model of EMA workbench, and as a function for SALib.

model = ema_model(Scenario.load(policy="open_invitation"), {"levers.listening": (0, 1)}, ["vertical.legitimacy"])
experiments, found = ema_workbench.perform_experiments(model, scenarios=100, policies=10)

problem, function = salib_model(scenario, {"levers.listening": (0, 1)}, "vertical.legitimacy", seeds=range(10))
SALib.analyze.sobol.analyze(problem, function(SALib.sample.sobol.sample(problem, 64)))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from sim.catalogue import full_key
from sim.errors import nearest
from sim.lab.analysis.need import AnalysisError, need
from sim.lab.analysis.outcomes import Floats
from sim.lab.run import checked_seed, simulate
from sim.measures import MEASURES
from sim.scenario import Scenario

if TYPE_CHECKING:
    from sim.lab.sweep.plan import Plan

Over = Mapping[str, Sequence[Any] | None]
"""What is varied, by key: a range (low, high), a list of names or switches, or None for the declared range."""


@dataclass(frozen=True)
class Ends:
    """The measures at the end of a run, their mean over seeds, as a function of settings. It can be sent to workers.

    Attributes:
        scenario: what the settings change.
        measures: ids of measures.
        seeds: the same for every setting.
    """

    scenario: Scenario
    measures: tuple[str, ...]
    seeds: tuple[int, ...]

    def __call__(self, **settings: Any) -> dict[str, float]:
        """Run the model.

        Args:
            settings: by full key; what belongs to other models is not understood and refused.

        Returns:
            each measure's mean over the seeds in which it has a value; not-a-number where it has none.

        Raises:
            ScenarioError: if a setting is not allowed.
        """
        scenario = self.scenario.with_(**{key: _plain(value) for key, value in settings.items()})
        scenario = scenario.with_(record_every=max(1, scenario.months))
        found = np.empty((len(self.seeds), len(self.measures)))
        for number, seed in enumerate(self.seeds):
            run = simulate(scenario, seed, threads=1)
            found[number] = [run.model.record.values[measure][-1] for measure in self.measures]
            run.model.close()
        known = (~np.isnan(found)).sum(axis=0)
        means = np.divide(np.nansum(found, axis=0), known, out=np.full(len(known), np.nan), where=known > 0)
        return dict(zip(self.measures, means.tolist(), strict=True))


def ema_model(
    scenario: Scenario, over: Over, measures: Sequence[str], seeds: Sequence[int] = (0,), name: str = "samspil"
) -> Any:
    """The model as EMA workbench's `Model`, ready for `perform_experiments`.

    Levers become levers, everything else uncertainties. Names have _ for the points of the keys, as EMA workbench
    wants them: levers_listening, rules_trust_rate; so have the outcomes: vertical_legitimacy.

    Args:
        scenario: what the settings change.
        over: what is varied.
        measures: ids of the measures to be outcomes.
        seeds: the mean over these is taken.
        name: the model's name.

    Raises:
        AnalysisError: if a measure is not known.
        ScenarioError: if a key or an end of a range is not allowed.
    """
    ema = need("ema_workbench")
    factors = _checked(scenario, over)
    model = ema.Model(name, function=Ends(scenario, _measures(measures), tuple(map(checked_seed, seeds))))
    made = {key: _ema_parameter(ema, key, values) for key, values in factors.items()}
    model.levers = [parameter for key, parameter in made.items() if key.startswith("levers.")]
    model.uncertainties = [parameter for key, parameter in made.items() if not key.startswith("levers.")]
    model.outcomes = [ema.ScalarOutcome(_name(measure), variable_name=measure) for measure in measures]
    return model


def _ema_parameter(ema: Any, key: str, values: Sequence[Any]) -> Any:
    if _ranged(values):
        return ema.RealParameter(_name(key), float(values[0]), float(values[1]), variable_name=key)
    return ema.CategoricalParameter(_name(key), list(values), variable_name=key)


@dataclass(frozen=True)
class Rows:
    """A measure as a function of rows of numbers, as SALib calls it.

    Attributes:
        ends: the model.
        keys: what the columns are.
    """

    ends: Ends
    keys: tuple[str, ...]

    def __call__(self, x: ArrayLike) -> Floats:
        """(n,) the measure for (n, d) settings."""
        rows = np.atleast_2d(np.asarray(x, dtype=np.float64))
        measure = self.ends.measures[0]
        return np.array([self.ends(**dict(zip(self.keys, row.tolist(), strict=True)))[measure] for row in rows])


def salib_model(
    plan: Plan | Scenario, over: Over | None = None, measure: str = "", seeds: Sequence[int] = (0,)
) -> tuple[dict[str, Any], Rows]:
    """The model as SALib wants it: a problem, and a function from (n, d) settings to (n,) values.

    Args:
        plan: a plan of a sweep, whose factors and seeds hold where none are given; or a scenario.
        over: what is varied: ranges.
        measure: id of the measure.
        seeds: the mean over these is taken.

    Raises:
        AnalysisError: if nothing is varied over a range, or the measure is not known.
        ScenarioError: if a key or an end of a range is not allowed.
    """
    if isinstance(plan, Scenario):
        scenario = plan
    else:
        scenario = plan.base
        seeds = plan.seeds
        if over is None:
            over = {factor.key: (factor.low, factor.high) for factor in plan.design.factors}
    factors = _checked(scenario, over or {})
    words = [key for key, values in factors.items() if not _ranged(values)]
    if not factors or words:
        raise AnalysisError(f"SALib varies numbers over ranges{f', and {words[0]} has none' if words else ''}",
                            ["give each as (low, high)"])  # fmt: skip
    problem = {
        "num_vars": len(factors),
        "names": list(factors),
        "bounds": [[float(low), float(high)] for low, high in factors.values()],
    }
    ends = Ends(scenario, _measures([measure]), tuple(map(checked_seed, seeds)))
    return problem, Rows(ends, tuple(factors))


def _checked(scenario: Scenario, over: Over) -> dict[str, Sequence[Any]]:
    """What is varied by full key, each end and value tried in the scenario."""
    from sim.lab.sweep.plan import bounds

    found: dict[str, Sequence[Any]] = {}
    for given, values in over.items():
        key = full_key(given)
        found[key] = bounds(key) if values is None else values
        for value in found[key]:
            scenario.with_(**{key: value})
    return found


def _measures(names: Sequence[str]) -> tuple[str, ...]:
    known = [measure.id for measure in MEASURES]
    for name in names:
        if name not in known:
            best = nearest(name, known)
            raise AnalysisError(f"there is no measure '{name}'", [f"did you mean  {best}"] if best else [])
    return tuple(names)


def _ranged(values: Sequence[Any]) -> bool:
    return len(values) == 2 and all(isinstance(v, int | float) and not isinstance(v, bool) for v in values)


def _name(key: str) -> str:
    return key.replace(".", "_")


def _plain(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value
