"""Provenance: what a result was made with, so that it can be made and recognised again."""

from __future__ import annotations

import os
import platform
import shlex
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import sim

if TYPE_CHECKING:
    from sim.lab.compare import Comparison
    from sim.lab.run import Run
    from sim.scenario import Scenario

SCHEMA = 1
"""Version of the form of these files."""

_PACKAGES = ("mesa", "numba", "numpy", "pandas", "pydantic")


def describe(run: Run) -> dict[str, Any]:
    """Everything about a run but its results, as plain data."""
    return {
        "schema": SCHEMA,
        "kind": "run",
        "command": command(run),
        "config": run.scenario.config(),
        "config_hash": run.scenario.config_hash,
        "result_hash": run.result_hash,
        "seed": run.seed,
        "months": run.scenario.months,
        "citizens": sum(run.scenario.agents),
        "warnings": run.warnings,
        "scaled_levers": run.scaled_levers,
        **machine(),
        "started": run.started,
        "seconds": round(run.seconds, 3),
    }


def describe_comparison(comparison: Comparison) -> dict[str, Any]:
    """Everything about a comparison but its results, as plain data."""
    a, b = comparison.a, comparison.b
    return {
        "schema": SCHEMA,
        "kind": "comparison",
        "command": comparison_command(comparison),
        "a": a.config(),
        "b": b.config(),
        "config_hash": {"a": a.config_hash, "b": b.config_hash},
        "scaled_levers": {"a": a.scaled_levers(), "b": b.scaled_levers()},
        "seeds": [pair.seed for pair in comparison.pairs],
        "months": a.months,
        "citizens": sum(a.agents),
        "same_luck": comparison.same_luck,
        "apart": comparison.apart,
        "meaningful": comparison.meaningful,
        **machine(),
    }


def machine() -> dict[str, Any]:
    """What it was made with, and on what. `cpu` is the family that the kernels are compiled for."""
    from llvmlite.binding import get_host_cpu_name

    return {
        "versions": {"samspil": sim.__version__, "python": platform.python_version()}
        | {package: version(package) for package in _PACKAGES},
        "platform": {
            "system": platform.system(),
            "machine": platform.machine(),
            "cpu": get_host_cpu_name(),
            "processors": os.cpu_count(),
        },
    }


def command(run: Run) -> str:
    """The command line that runs this again: only what differs from the defaults and the policy's own settings."""
    words = [f"municipality={run.scenario.municipality}", f"policy={run.scenario.policy}", *_settings(run.scenario)]
    return shlex.join(["samspil", "run", *words, "--seed", str(run.seed)])


def comparison_command(comparison: Comparison) -> str:
    """The command line that compares the two again."""
    a, b = comparison.a, comparison.b
    seeds = [pair.seed for pair in comparison.pairs]
    words = [a.policy, b.policy, f"municipality={a.municipality}"]
    in_a, in_b = _settings(a), _settings(b)
    # people are the same in both, even where only one of the two is a card that brings them
    words += [w for w in dict.fromkeys(in_a + in_b) if w.startswith("population.") or (w in in_a and w in in_b)]
    return shlex.join(["samspil", "compare", *words, "--pairs", str(len(seeds)), "--seed", str(seeds[0])])


def _settings(scenario: Scenario) -> list[str]:
    """KEY=VALUE for everything that differs from the defaults and the policy's own settings."""
    from sim.scenario import Scenario

    plain = Scenario.load(scenario.municipality, scenario.policy).config()
    return [
        f"{key}={_written(value)}"
        for key, value in scenario.config().items()
        if key not in ("municipality", "policy", "towns", "agents") and value != plain.get(key)
    ]


def _written(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {weight!r}" for name, weight in value.items()) + "}"
    if isinstance(value, bool):
        return "on" if value else "off"
    return str(value)
