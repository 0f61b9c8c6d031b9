"""samspil: an agent-based simulation of democracy in a welfare municipality.

    import sim
    run = sim.simulate(sim.Scenario.load(municipality="vejle", policy="open_invitation"), seed=7)
    run.series["trust.politicians"].plot()

What is named here is loaded when it is first used, so that `import sim` is light.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.errors import ScenarioError
    from sim.lab.compare import Comparison, compare
    from sim.lab.run import Run, simulate
    from sim.model import DemocracyModel
    from sim.scenario import Scenario

__version__ = "0.2.0"
__all__ = [
    "Comparison",
    "DemocracyModel",
    "Run",
    "Scenario",
    "ScenarioError",
    "compare",
    "simulate",
    "__version__",
]

_HOMES = {
    "DemocracyModel": "sim.model",
    "Comparison": "sim.lab.compare",
    "Run": "sim.lab.run",
    "Scenario": "sim.scenario",
    "ScenarioError": "sim.errors",
    "compare": "sim.lab.compare",
    "simulate": "sim.lab.run",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute '{name}'")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
