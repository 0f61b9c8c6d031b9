"""Minority: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.processes import minority
from sim.processes.form import process
from sim.state import State

MINORITY = process(minority)
RED, BLUE = 0, 1


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns, levers, parties = views(state, "municipalities"), views(state, "levers"), views(state, "parties")
    rate = max(k.rate, k.settling) if state.resting else k.rate
    lost: list[list[float]] = [[] for _ in towns]
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        council = [party for party in parties if party.municipality == c.municipality]
        own = parties[state.citizens.party[c.row]].bloc
        seats = {bloc: sum(party.seats for party in council if party.bloc == bloc) for bloc in (RED, BLUE)}
        c.minority = int(seats[own] < seats[1 - own])
        against = np.mean([abs(float(p) - float(q)) / 2 for p, q in zip(town.policy, c.positions, strict=True)])
        c.losses += rate * (against - c.losses)
        lost[c.municipality].append(c.losses)
        wanted = (
            k.acceptance
            + k.learning * lever.minority_learning
            + k.fairness * (c.fairness - town.rest_fairness)
            + k.neighbours * (c.near_social - town.rest_near_social)
            - k.losing * c.self_regard * (c.losses - town.rest_losses)
            - k.minority * (c.minority - 0.5)
        )
        c.acceptance += rate * (share(wanted) - c.acceptance)
        if c.acceptance < k.threshold:
            c.grievance += k.protest * max((k.threshold - c.acceptance) / k.threshold - c.grievance, 0.0)
    if state.resting:
        for town, losses in zip(towns, lost, strict=True):
            town.rest_losses = sum(losses) / len(losses)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "fairness", "self_regard", "grievance")
        stir(state, luck, "citizens", "positions", "near_social", low=-1.0)
        stir(state, luck, "municipalities", "policy", low=-1.0)
        stir(state, luck, "municipalities", "rest_fairness")
        stir(state, luck, "municipalities", "rest_near_social", low=-0.3, high=0.3)
        stir(state, luck, "parties", "seats", high=6)

    follow(state, MINORITY, any_rules(MINORITY, luck, far), oracle, others, months=6)


def town(n: int = 400, red: int = 5, **levers: float) -> State:
    """A state at rest of citizens half red, half blue, whose wishes lie as far left or right of the policy."""
    state = fake_state(n, seed=5, silent=0.0, municipalities=1)
    set_levers(state, **levers)
    c, m, parties = state.citizens, state.municipalities, state.parties
    parties.bloc[:], parties.seats[:] = (RED, BLUE, RED, BLUE, RED), 0
    parties.seats[:2] = red, 9 - red
    c.party[:] = np.arange(n) % 2
    c.positions[:] = np.where(np.arange(n) % 2 == RED, -0.4, 0.4)[:, None]
    m.policy[:], c.losses[:], m.rest_losses[:] = 0.0, 0.2, 0.2
    c.self_regard[:], c.acceptance[:], c.grievance[:] = 0.5, 0.5, 0.0
    c.fairness[:], m.rest_fairness[:], c.near_social[:], m.rest_near_social[:] = 0.64, 0.64, 0.0, 0.0
    return state


def later(state: State, months: int = 400, **rules: float) -> tuple[float, float]:
    """Mean acceptance among red and blue citizens after some months."""
    for _ in range(months):
        MINORITY.step(state, MINORITY.rules(**rules))
        next_month(state)
    return float(state.citizens.acceptance[::2].mean()), float(state.citizens.acceptance[1::2].mean())


def test_at_rest_half_is_accepted_and_the_outvoted_accept_a_little_less() -> None:
    state = town()
    red, blue = later(state)
    assert (red + blue) / 2 == pytest.approx(0.5, abs=1e-4)
    assert red - blue == pytest.approx(0.04, abs=1e-4)
    assert not state.citizens.grievance.any()


def test_help_to_live_with_being_outvoted_is_learnt() -> None:
    assert np.mean(later(town(minority_learning=1.0))) == pytest.approx(0.9, abs=1e-3)
    assert np.mean(later(town(minority_learning=0.0))) == pytest.approx(0.4, abs=1e-3)


def test_decisions_that_go_against_one_cost_acceptance_the_more_one_thinks_of_oneself() -> None:
    state = town()
    state.municipalities.policy[:] = -0.4  # all that the red want; the blue are .4 away
    state.citizens.self_regard[1::4] = 1.0
    later(state)
    taken = state.citizens.acceptance
    assert taken[0] == pytest.approx(0.52 + 0.6 * 0.5 * 0.2, abs=1e-4)
    assert taken[3] == pytest.approx(0.48 - 0.6 * 0.5 * 0.2, abs=1e-4)
    assert taken[1] == pytest.approx(0.48 - 0.6 * 1.0 * 0.2, abs=1e-4)


def test_fair_treatment_and_trusting_neighbours_make_losing_bearable() -> None:
    fair, trusting = town(), town()
    fair.citizens.fairness[:] += 0.2
    trusting.citizens.near_social[:] += 0.1
    assert np.mean(later(fair)) == pytest.approx(0.56, abs=1e-3)
    assert np.mean(later(trusting)) == pytest.approx(0.53, abs=1e-3)


def test_power_that_changes_hands_changes_who_has_to_learn() -> None:
    state = town(red=5)
    red, blue = later(state)
    assert red > blue and set(state.citizens.minority[1::2]) == {1}
    state.parties.seats[:2] = 4, 5
    red, blue = later(state)
    assert blue > red and set(state.citizens.minority[::2]) == {1}
    state.parties.seats[:3] = 4, 5, 1  # a tie: nobody is outvoted
    red, blue = later(state)
    assert red == pytest.approx(blue) and not state.citizens.minority.any()


@pytest.mark.parametrize("gap", [-0.1, 0.1])
def test_the_outvoted_may_accept_less_or_more(gap: float) -> None:
    red, blue = later(town(), minority=gap)
    assert red - blue == pytest.approx(gap, abs=1e-4)


def test_who_accepts_too_little_protests_no_further_than_they_refuse() -> None:
    state = town(minority_learning=0.0)
    state.municipalities.policy[:] = -0.4
    later(state, 1000)
    c = state.citizens
    assert not c.grievance[::2].any()
    np.testing.assert_allclose(c.grievance[1::2], (0.4 - c.acceptance[1::2]) / 0.4, atol=1e-3)
    assert c.grievance[1] > 0.1
