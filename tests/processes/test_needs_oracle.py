"""Needs: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_context, any_rules, bell, follow, stir, views, voices

from sim.policy.context import Context
from sim.processes import needs
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

NEEDS = process(needs)


def oracle(state: State, k: Any) -> None:
    carried = [0.0] * state.institutions.n
    for c in voices(state):
        if c.age >= k.old and not state.resting:
            c.need_level = min(1.0, c.need_level * (1.0 + state.context.ageing / 12.0))
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
    state.context = any_context(luck) if far else Context(ageing=0.048)
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


def test_an_ageing_population_needs_more_and_only_its_old_do() -> None:
    state = fake_state(400, seed=4)
    before = state.citizens.need_level.copy()
    state.context = Context(ageing=0.048)
    for _ in range(12):
        NEEDS.step(state, NEEDS.rules())
        next_month(state)
    c = state.citizens
    old = (c.age >= 65) & (c.voice == 1) & (before < 0.9)
    assert old.sum() > 30
    # a twelfth of .048 every month of a year
    np.testing.assert_allclose(c.need_level[old] / before[old], 1.004**12, rtol=1e-5)
    np.testing.assert_array_equal(c.need_level[c.age < 65], before[c.age < 65])


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
