"""A warm process: everything compiled is loaded, so that processes forked from this one have it at once."""

from __future__ import annotations

from functools import cache


def compile_once() -> None:
    """Where the rules have never been compiled on this machine, compile them now, and not once more in every worker."""
    from sim.blocks import can_be_kept, compiled_before
    from sim.processes import influence

    if can_be_kept(influence.step.whole) and not compiled_before(influence.step.whole):
        warm()


@cache
def warm() -> None:
    """Live one month of a hamlet, once in a process: what is kept compiled is loaded by then, half a second's work."""
    from sim.lab.run import simulate
    from sim.scenario import Scenario
    from sim.settings import LEAST_CITIZENS

    simulate(Scenario.load(citizens=LEAST_CITIZENS, months=1), threads=1).model.close()
