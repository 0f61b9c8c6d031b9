"""Citizens to measure on, founded and a few months old: coming to rest takes long, and costs a month the same."""

from __future__ import annotations

import numpy as np

from sim.founding import found
from sim.month import MONTH
from sim.policy.force import put_in_force
from sim.policy.levers import Levers
from sim.scenario import Scenario
from sim.state import Moment, State

POLICY = "open_invitation"
FIRST_MONTHS = 3
FULL = "full"

RULES = {process.name: process.rules() for process in MONTH}


def settled(citizens: int | str, municipality: str = "denmark", threads: int | None = None, seed: int = 1) -> State:
    """The state of so many citizens after three months under a policy that uses every process.

    Args:
        citizens: how many; "full" for all adults.
        municipality: where.
        threads: as for a model.
        seed: the run's seed.
    """
    s = Scenario.load(municipality=municipality, policy=POLICY, overrides=[f"citizens={citizens}"])
    state = found(s.towns, s.agents, s.population, seed, threads=threads)
    state.whole = state.crew.alone
    put_in_force(state, s.levers, Levers())
    live(state, range(1, FIRST_MONTHS + 1))
    return state


def on_threads(state: State, threads: int) -> State:
    """The same state, lived on by another number of threads."""
    from dataclasses import replace

    from sim.blocks import Crew

    crew = Crew(state.crew.blocks, threads)
    return replace(state, crew=crew, whole=crew.alone)


def live(state: State, months: range) -> None:
    """Live through some months."""
    for month in months:
        state.now = Moment(np.uint64(state.now.seed), month)
        for process in MONTH:
            process.step(state, RULES[process.name])
