"""Sweeps: many runs after a plan, kept so that nothing is lost and nothing is done twice."""

from sim.lab.sweep.design import Design, Factor
from sim.lab.sweep.own import Own
from sim.lab.sweep.plan import Chunk, Plan

__all__ = ["Chunk", "Design", "Factor", "Own", "Plan"]
