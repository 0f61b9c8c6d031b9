"""The model in the hands of EMA workbench and SALib, each as its own users call it."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from SALib.analyze import sobol as salib_sobol
from SALib.sample import sobol as salib_sample

import sim
from sim.errors import ScenarioError
from sim.lab.analysis import AnalysisError, ema_model, salib_model
from sim.lab.analysis.need import need
from sim.lab.sweep import design as designs
from sim.lab.sweep.design import Factor
from sim.lab.sweep.plan import Plan

LEGITIMACY = "vertical.legitimacy"


@pytest.fixture(scope="module")
def scenario() -> sim.Scenario:
    return sim.Scenario.load(policy="open_invitation", citizens=60, months=2)


def alone(scenario: sim.Scenario, seed: int, **settings: object) -> float:
    """The measure at the end of one run, the plain way."""
    return float(sim.simulate(scenario.with_(**settings), seed).series[LEGITIMACY].iloc[-1])


def test_ema_workbench_experiments_with_the_model(scenario: sim.Scenario) -> None:
    ema = need("ema_workbench")
    over = {"listening": (0.0, 1.0), "mechanisms.ties": [True, False], "population.ties": None}
    model = ema_model(scenario, over, [LEGITIMACY, "horizontal.exclusion"], seeds=[3, 4])
    assert [parameter.name for parameter in model.levers] == ["levers_listening"]
    assert {parameter.name for parameter in model.uncertainties} == {"mechanisms_ties", "population_ties"}
    experiments, found = ema.perform_experiments(model, scenarios=2, policies=2)
    assert len(experiments) == 4
    assert found.keys() == {"vertical_legitimacy", "horizontal_exclusion"}
    row = experiments.iloc[1]
    settings = {"levers.listening": float(row["levers_listening"]), "population.ties": float(row["population_ties"]),
                "mechanisms.ties": bool(row["mechanisms_ties"])}  # fmt: skip
    expected = np.mean([alone(scenario, seed, **settings) for seed in (3, 4)])
    assert found["vertical_legitimacy"][1] == pytest.approx(expected, abs=1e-12)


def test_salib_calls_the_model(scenario: sim.Scenario) -> None:
    problem, function = salib_model(scenario, {"hearing": (0.0, 1.0), "levers.power": None}, LEGITIMACY, seeds=[5])
    assert problem == {"num_vars": 2, "names": ["levers.hearing", "levers.power"], "bounds": [[0.0, 1.0], [0.0, 1.0]]}
    x = salib_sample.sample(problem, 2, calc_second_order=False, seed=1)
    y = function(x)
    assert y.shape == (8,)
    assert y[3] == pytest.approx(alone(scenario, 5, **dict(zip(problem["names"], x[3].tolist(), strict=True))))
    assert salib_sobol.analyze(problem, y, calc_second_order=False, seed=1)["ST"].shape == (2,)
    again = pickle.loads(pickle.dumps(function))  # noqa: S301  as worker processes get it
    np.testing.assert_array_equal(again(x[:1]), y[:1])


def test_a_plan_brings_its_factors_and_seeds(scenario: sim.Scenario) -> None:
    plan = Plan("p", dict(scenario.given), designs.latin([Factor("levers.hearing", 0.2, 0.4)], 3, 1), (5, 6))
    problem, function = salib_model(plan, measure=LEGITIMACY)
    assert problem["bounds"] == [[0.2, 0.4]]
    expected = np.mean([alone(scenario, seed, **{"levers.hearing": 0.3}) for seed in (5, 6)])
    assert function([[0.3]])[0] == pytest.approx(expected, abs=1e-12)


def test_what_cannot_be_varied_is_refused_before_anything_runs(scenario: sim.Scenario) -> None:
    with pytest.raises(AnalysisError, match=r"there is no measure 'vertical.legitimcy'"):
        ema_model(scenario, {"hearing": None}, ["vertical.legitimcy"])
    with pytest.raises(ScenarioError, match="hering"):
        ema_model(scenario, {"levers.hering": (0, 1)}, [LEGITIMACY])
    with pytest.raises(ScenarioError):
        salib_model(scenario, {"hearing": (0, 7)}, LEGITIMACY)
    with pytest.raises(AnalysisError, match=r"mechanisms.ties has none"):
        salib_model(scenario, {"mechanisms.ties": [True, False]}, LEGITIMACY)
