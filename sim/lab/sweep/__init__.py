"""Sweeps: many runs after a plan, kept so that nothing is lost and nothing is done twice."""

from sim.lab.sweep.design import Design, Factor
from sim.lab.sweep.errors import StoreError, SweepError, SweepStopped
from sim.lab.sweep.merge import merge
from sim.lab.sweep.opened import Sweep, open_sweep
from sim.lab.sweep.own import Own
from sim.lab.sweep.plan import Chunk, Plan
from sim.lab.sweep.replay import replay, verify
from sim.lab.sweep.sweep import Outcome, sweep

__all__ = [
    "Chunk",
    "Design",
    "Factor",
    "Outcome",
    "Own",
    "Plan",
    "StoreError",
    "Sweep",
    "SweepError",
    "SweepStopped",
    "merge",
    "open_sweep",
    "replay",
    "sweep",
    "verify",
]
