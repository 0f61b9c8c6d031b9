"""Needs: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, bell, follow, stir, views, voices

from sim.processes import needs
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

NEEDS = process(needs)


def oracle(state: State, k: Any) -> None:
    carried = [0.0] * state.institutions.n
    for c in voices(state):
        level = c.need_level
        swing = 4.0 * k.spread * level * (1.0 - level) * bell(state, Decision.NEED_CHANGE, c.uid)
        c.need = min(max(c.need + k.rate * (level - c.need) + swing, 0.0), 1.0)
        carried[c.institution] += k.follows * c.need if c.exited else c.need
    for row, u in enumerate(views(state, "institutions")):
        u.demand = carried[row]
        shock = k.shock_memory * u.shock + k.shock_spread * bell(state, Decision.DEMAND_SHOCK, row)
        u.shock = min(max(shock, -1.0), 1.0)
        if state.resting:
            u.rest_demand = u.demand if u.rest_demand == 0 else u.rest_demand + k.settling * (u.demand - u.rest_demand)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting
    k = any_rules(NEEDS, luck, far)
    if far == 1.0:  # shocks as large as they can be
        k = k._replace(shock_memory=0.99, shock_spread=0.2)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "exited")
        if far:
            stir(state, luck, "citizens", "need_level", "need")
        state.institutions.shock[:4] = -1.0, -0.99, 0.99, 1.0
        state.institutions.rest_demand[luck.integers(0, state.institutions.n, 3)] = 0.0

    follow(state, NEEDS, k, oracle, others, months=4)


def test_those_who_are_settled_at_more_come_to_need_more_and_the_institution_carries_it() -> None:
    """As people grow old (lives), or are ill for longer."""
    state = fake_state(400, seed=4)
    k = NEEDS.rules(spread=0.0)
    NEEDS.step(state, k)
    before = state.institutions.demand.sum()
    state.citizens.need_level[:] *= 1.5
    for _ in range(120):
        NEEDS.step(state, k)
        next_month(state)
    c = state.citizens
    np.testing.assert_allclose(c.need[c.voice == 1], c.need_level[c.voice == 1], rtol=2e-3)
    assert state.institutions.demand.sum() == pytest.approx(1.5 * before, rel=0.01)


def test_those_who_leave_take_their_work_along_only_where_the_money_does_not_follow() -> None:
    """All leave one institution. Money that follows takes hands away, so that the load of the rest stays as it was."""
    carried = {}
    for follows in (0.0, 1.0):
        for left in (0, 1):
            state = fake_state(seed=5)
            state.citizens.exited[:] = left
            NEEDS.step(state, NEEDS.rules(follows=follows))
            carried[follows, left] = state.institutions.demand.sum()
    assert carried[0.0, 1] == 0.0
    assert carried[1.0, 1] == carried[1.0, 0] == carried[0.0, 0] > 0.0


def test_needs_wander_round_their_level_and_shocks_fade() -> None:
    state = fake_state(400, seed=6)
    state.citizens.need_level[:] = state.citizens.need[:] = 0.5
    k = NEEDS.rules()
    needs_met, shocks = [], []
    for _ in range(200):
        NEEDS.step(state, k)
        next_month(state)
        needs_met.append(state.citizens.need[state.citizens.voice == 1].copy())
        shocks.append(state.institutions.shock.copy())
    # the sd of x' = a·x + s·noise is s / √(1 − a²)
    assert np.std(needs_met[100:]) == pytest.approx(k.spread / np.sqrt(1 - 0.95**2), rel=0.05)
    assert np.mean(needs_met[100:]) == pytest.approx(0.5, abs=0.005)
    assert np.std(shocks[20:]) == pytest.approx(k.shock_spread / np.sqrt(1 - 0.7**2), rel=0.05)
