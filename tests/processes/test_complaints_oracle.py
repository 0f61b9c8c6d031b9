"""Complaints: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import complaints
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

COMPLAINTS = process(complaints)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    for place in (*institutions, *towns):
        place.complaints = 0
    for c in voices(state):
        lever, consumer = levers[c.municipality], float(c.type_weights[2])
        past = (1.0 - k.fading) * c.past_complaints
        readiness = (
            k.complaint
            + k.complaint_shortfall * c.shortfall
            + (k.complaint_refused if c.demand == 2 else 0.0)
            + k.complaint_need * c.need
            + k.complaint_awareness * c.awareness
            + k.complaint_consumer * consumer
            + k.complaint_habit * min(past, k.complaint_most)
            + k.complaint_grievance * c.grievance
            + k.complaint_temper * c.temper
            + k.complaint_choice * (lever.choice - k.usual_choice)
        )
        c.complained = int(bool(c.met) and chance(state, Decision.COMPLAINT, c.uid) < sg(readiness))
        c.past_complaints = past + c.complained
        towns[c.municipality].complaints += c.complained
        if not c.exited:
            institutions[c.institution].complaints += c.complained


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    k = any_rules(COMPLAINTS, luck, far)
    if not far:  # complaints are rare: more of them, so that the rest of the rule is seen
        k = k._replace(complaint=-3.0)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "met", "exited")
        stir(state, luck, "citizens", "demand", high=2)
        stir(state, luck, "citizens", "shortfall", "need", "awareness", "grievance", "resources")
        stir(state, luck, "citizens", "past_complaints", high=6.0)

    follow(state, COMPLAINTS, k, oracle, others, months=6)
    assert state.citizens.past_complaints.max() > 1.0


def let_down(months: int = 24, n: int = 4000, shortfall: float = 0.0, demand: int = 0, **levers: float) -> State:
    """A state after some months in which everybody met the service each month, and fell short by the same."""
    state = fake_state(n, seed=10, municipalities=1)
    set_levers(state, **levers)
    c = state.citizens
    c.met[:], c.shortfall[:], c.past_complaints[:], c.demand[:], c.grievance[:] = 1, shortfall, 0.0, demand, 0.0
    for _ in range(months):
        COMPLAINTS.step(state, COMPLAINTS.rules())
        next_month(state)
    return state


def test_those_let_down_complain_more() -> None:
    well, badly = let_down(), let_down(shortfall=0.3)
    assert badly.citizens.past_complaints.mean() > 2.0 * well.citizens.past_complaints.mean()


def test_a_refused_demand_is_followed_by_complaints_and_a_granted_one_is_not() -> None:
    without, granted, refused = (let_down(demand=demand).citizens.past_complaints.mean() for demand in range(3))
    assert granted == without
    assert refused > 1.8 * without


def test_the_consumer_complains_more_than_the_traditional_citizen() -> None:
    state = let_down()
    c = state.citizens
    main = c.type_weights.argmax(axis=1)
    voice = c.voice == 1
    consumer, traditional = voice & (main == 2), voice & (main == 0)
    assert c.past_complaints[consumer].mean() > 1.2 * c.past_complaints[traditional].mean()


def test_by_default_a_way_out_does_not_silence_complaints_but_it_may() -> None:
    closed, open_ = let_down(choice=0.0), let_down(choice=1.0)
    np.testing.assert_array_equal(open_.citizens.past_complaints, closed.citizens.past_complaints)
    for sign in (-1.0, 1.0):
        free = let_down(months=0, choice=1.0)
        for _ in range(24):
            COMPLAINTS.step(free, COMPLAINTS.rules(complaint_choice=sign))
            next_month(free)
        change = free.citizens.past_complaints.mean() - open_.citizens.past_complaints.mean()
        assert sign * change > 0.0


def test_one_complaint_leads_to_the_next() -> None:
    """Complaints pile up on a few: more unequal than chance alone, even among people alike in everything else."""
    state = let_down(months=0)
    for name in ("need", "awareness", "resources"):
        state.citizens.array(name)[:] = 0.4
    state.citizens.temper[:], state.citizens.type_weights[:] = 0.0, 1 / 3
    count = np.zeros(state.citizens.n)
    for _ in range(60):
        COMPLAINTS.step(state, COMPLAINTS.rules(complaint=-3.5))
        count += state.citizens.complained
        next_month(state)
    count = count[state.citizens.voice == 1]
    assert count.var() > 1.2 * count.mean()
