"""Provenance: what a result was made with, so that it can be made and recognised again."""

from __future__ import annotations

import os
import platform
import shlex
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from sim.lab.run import Run

SCHEMA = 1
"""Version of the form of these files."""

_PACKAGES = ("mesa", "numba", "numpy", "pandas", "pydantic")


def describe(run: Run) -> dict[str, Any]:
    """Everything about a run but its results, as plain data."""
    return {
        "schema": SCHEMA,
        "command": command(run),
        "config": run.scenario.config(),
        "config_hash": run.scenario.config_hash,
        "result_hash": run.result_hash,
        "seed": run.seed,
        "months": run.scenario.months,
        "citizens": sum(run.scenario.agents),
        "warnings": run.warnings,
        "scaled_levers": run.scaled_levers,
        "versions": {"samspil": sim.__version__, "python": platform.python_version()}
        | {package: version(package) for package in _PACKAGES},
        "platform": {"system": platform.system(), "machine": platform.machine(), "processors": os.cpu_count()},
        "started": run.started,
        "seconds": round(run.seconds, 3),
    }


def command(run: Run) -> str:
    """The command line that runs this again: only what differs from the defaults and the policy's own settings."""
    from sim.scenario import Scenario

    scenario = run.scenario
    plain = Scenario.load(scenario.municipality, scenario.policy).config()
    words = [f"municipality={scenario.municipality}", f"policy={scenario.policy}"]
    for key, value in scenario.config().items():
        if key not in ("municipality", "policy", "towns", "agents") and value != plain.get(key):
            words.append(f"{key}={_written(value)}")
    return shlex.join(["samspil", "run", *words, "--seed", str(run.seed)])


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {weight!r}" for name, weight in value.items()) + "}"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
