"""Allocation: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, follow, stir, views

from sim.policy.context import Context
from sim.processes import allocation
from sim.processes.form import process
from sim.state import State

ALLOCATION = process(allocation)


def weighted_mean(values: list[float], weights: list[float]) -> float:
    if sum(weights) == 0:
        return sum(values) / len(values)
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def oracle(state: State, k: Any) -> None:
    institutions, levers = views(state, "institutions"), views(state, "levers")
    for row, lever in enumerate(levers):
        mine = [u for u in institutions if u.municipality == row]
        weights = [u.rest_demand for u in mine]
        usual = weighted_mean([u.pressed for u in mine], weights)
        openness = k.choosing * (lever.choice - k.usual_choice) + k.bending * (lever.accommodation - k.usual_bending)
        openness = k.most * min(max(openness + k.forums * lever.budget, 0.0), 1.0)
        pulls = [min(max((u.pressed - usual) / (usual + k.half), -1.0), 1.0) for u in mine]
        parts = [1.0 + openness * pull for pull in pulls]
        mean = weighted_mean(parts, weights)
        for u, part in zip(mine, parts, strict=True):
            wanted = (1.0 - k.tightness * (state.context.fiscal_stress - k.usual_stress)) * part / mean
            u.hands += k.rate * (wanted - u.hands)

    def standing(u: Any) -> float:
        return float(k.seen_quality * u.quality_level + u.measured - k.seen_exhaustion * u.exhaustion)

    for u in institutions:
        others = [
            v for v in institutions if (v.municipality, v.sector) == (u.municipality, u.sector) and v.row != u.row
        ]
        below = sum(1.0 if standing(v) < standing(u) else 0.5 * (standing(v) == standing(u)) for v in others)
        u.rank = below / len(others) if others else 0.5


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(200, municipalities=3, seed=4)
    state.institutions.sector[:] = np.tile(np.repeat([0, 1, 2, 3], [5, 4, 2, 1]), 3)  # one alone in its service

    def others(state: State) -> None:
        u = state.institutions
        stir(state, luck, "institutions", "pressed", high=0.2 + 0.8 * far)
        stir(state, luck, "institutions", "rest_demand", high=3.0)
        stir(state, luck, "institutions", "exhaustion")
        any_levers(state, luck)
        state.context = any_context(luck)
        # two level with each other; nobody asks; nobody has needs
        u.quality_level[1], u.measured[1], u.exhaustion[1] = u.quality_level[0], u.measured[0], u.exhaustion[0]
        u.pressed[u.municipality == 1] *= state.now.month % 2
        u.rest_demand[u.municipality == 2] *= state.now.month % 3 > 0

    follow(state, ALLOCATION, any_rules(ALLOCATION, luck, far), oracle, others, months=6)


def allocated(months: int = 60, fiscal_stress: float = 0.3, **levers: float) -> State:
    """A municipality where the first institution is pressed hard and the others little."""
    state = fake_state(600, municipalities=1, seed=5)
    set_levers(state, **levers)
    state.context = Context(fiscal_stress=fiscal_stress)
    state.institutions.pressed[:] = 0.02
    state.institutions.pressed[0] = 0.10
    for _ in range(months):
        ALLOCATION.step(state, ALLOCATION.rules())
        next_month(state)
    return state


def total(state: State) -> float:
    """All hands of the municipality, against what need gives."""
    u = state.institutions
    return float((u.hands * u.rest_demand).sum() / u.rest_demand.sum())


def test_under_usual_levers_hands_follow_need_however_loud_some_are() -> None:
    np.testing.assert_array_equal(allocated().institutions.hands, 1.0)


@pytest.mark.parametrize("lever", [{"choice": 0.9}, {"accommodation": 0.9}, {"budget": 0.15}], ids=str)
def test_hands_follow_what_is_asked_for_by_those_who_ask(lever: dict[str, float]) -> None:
    """The deck: individual choices as prioritising of resources. What one gains, the others lose."""
    state = allocated(**lever)
    assert state.institutions.hands[0] > 1.03
    assert (state.institutions.hands[1:] < 1.0).all()
    assert total(state) == pytest.approx(1.0, abs=1e-5)


def test_less_freedom_than_usual_takes_nothing_from_those_who_ask() -> None:
    np.testing.assert_array_equal(allocated(choice=0.0, accommodation=0.0).institutions.hands, 1.0)


def test_tight_money_takes_hands_from_all() -> None:
    tight, loose = allocated(fiscal_stress=1.0), allocated(fiscal_stress=0.0)
    np.testing.assert_allclose(tight.institutions.hands, 1.0 - 0.10 * 0.7, atol=0.001)
    np.testing.assert_allclose(loose.institutions.hands, 1.0 + 0.10 * 0.3, atol=0.001)


def test_the_ranking_puts_the_better_first() -> None:
    state = fake_state(200, seed=2)
    u = state.institutions
    u.quality_level[:] = u.measured[:] = 0.0
    u.exhaustion[:], u.exhaustion[0] = 0.4, 0.6
    ALLOCATION.step(state, ALLOCATION.rules())
    assert (u.rank[0], u.rank[1]) == (0.0, 1.0)
    np.testing.assert_array_equal(u.rank[2:], 0.5)
