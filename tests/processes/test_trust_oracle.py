"""Trust: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state
from views import any_rules, follow, stir, views, voices

from sim.processes import trust
from sim.processes.form import process
from sim.state import State

TRUST = process(trust)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns = views(state, "municipalities")
    if state.resting:
        for row, town in enumerate(towns):
            mine = [c for c in voices(state) if c.municipality == row]
            town.rest_satisfaction = sum(c.satisfaction for c in mine) / len(mine)
            town.rest_fairness = sum(c.fairness for c in mine) / len(mine)
            town.rest_trust = sum(c.trust_politicians for c in mine) / len(mine)
    for c in voices(state):
        town = towns[c.municipality]
        service = c.satisfaction - town.rest_satisfaction
        fairness = c.fairness - town.rest_fairness
        wanted = (
            c.trust_politicians_level
            + k.answer * c.answer
            + k.service * service
            + k.fairness * fairness
            - k.media * (town.media - town.rest_media)
            + k.national * town.national
            + k.neighbours * (c.near_trust - town.rest_near_trust)
        )
        c.trust_politicians += k.rate * (share(wanted) - c.trust_politicians)
        wanted = (
            c.trust_administration_level + k.administration_service * service + k.administration_fairness * fairness
        )
        c.trust_administration += k.rate * (share(wanted) - c.trust_administration)
        wanted = c.trust_staff_level + k.staff_service * service + k.staff_fairness * fairness
        c.trust_staff += k.rate * (share(wanted) - c.trust_staff)
        near = c.near_social - town.rest_near_social
        wanted = c.trust_citizens_level + k.neighbours_citizens * near + k.bridges * c.bridges
        c.trust_citizens += k.rate_citizens * (share(wanted) - c.trust_citizens)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting

    def others(state: State) -> None:
        stir(state, luck, "citizens", "satisfaction", "fairness", "bridges")
        stir(state, luck, "citizens", "answer", "near_trust", "near_social", low=-1.0)
        stir(state, luck, "municipalities", "national", "rest_near_trust", "rest_near_social", low=-1.0)
        stir(state, luck, "municipalities", "media", "rest_media")
        stir(state, luck, "municipalities", "rest_satisfaction", "rest_fairness", low=0.5)

    follow(state, TRUST, any_rules(TRUST, luck, far), oracle, others, months=6)
