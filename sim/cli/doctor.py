"""`samspil doctor`: is this installation well?"""

from __future__ import annotations

import argparse
import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version

import sim
from sim.cli.main import OK, SOME_FAILED
from sim.cli.progress import say_if_compiling


def do(asked: argparse.Namespace) -> int:
    """Look at everything that a run needs, and try a small one."""
    well = True
    for name, check in _checks():
        try:
            print(f"ok    {name:12s} {check()}")
        except Exception as error:
            well = False
            print(f"ill   {name:12s} {error}")
    print("all well" if well else "something is wrong: install samspil again, or show these lines to somebody")
    return OK if well else SOME_FAILED


def _checks() -> Iterator[tuple[str, Callable[[], str]]]:
    yield "samspil", lambda: sim.__version__
    yield "python", lambda: f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    for package in ("mesa", "numba", "numpy", "pydantic", "hydra-core"):
        yield package, lambda package=package: version(package)  # type: ignore[misc]
    yield "threads", _threads
    yield "settings", _settings
    yield "figures", _figures
    yield "kernels", _kernels
    yield "self-test", _self_test


def _threads() -> str:
    from sim.blocks import threads_wanted

    return f"{threads_wanted()} of {os.cpu_count()} processors"


def _settings() -> str:
    from sim import configs

    return f"{len(configs.policies())} policies, {len(configs.cards())} cards"


def _figures() -> str:
    from sim.towns import load_towns

    towns = load_towns()
    return f"{len(towns)} municipalities, {sum(town.adults for town in towns)} adults"


def _kernels() -> str:
    from sim.blocks import compiled_before
    from sim.processes import influence

    return "compiled before" if compiled_before(influence._meet) else "to be compiled at the first run, up to a minute"


def _self_test() -> str:
    from sim.lab.run import simulate
    from sim.scenario import Scenario

    say_if_compiling()
    scenario = Scenario.load(policy="open_invitation", citizens=50, months=3)
    first, second = (simulate(scenario, seed=7).result_hash for _ in range(2))
    if first != second:
        raise RuntimeError("the same scenario and seed gave two results")
    return f"two runs of 50 citizens agree ({first[:12]})"
