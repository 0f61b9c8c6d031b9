"""Hearing and listening: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state
from views import any_context, any_rules, follow, stir, views, voices

from sim.processes import listening
from sim.processes.form import process
from sim.state import State

LISTENING = process(listening)


def loss(d: float, k: Any) -> float:
    return d if d > 0 else k.losses * d


def oracle(state: State, k: Any) -> None:
    towns = views(state, "municipalities")
    told = [state.context.publicity * town.asked for town in towns]
    for c in voices(state):
        town = towns[c.municipality]
        c.asked = 1.0 if c.stage >= 2 else c.asked - k.fading * c.asked
        h = max(c.asked, told[c.municipality])
        c.expected_influence += k.learning * (town.promise * h + (1.0 - h) * k.usual - c.expected_influence)
        result = loss(town.adoption - c.expected_influence, k)
        answer = h * ((1.0 - k.outcome) * (2.0 * town.listening - 1.0) + k.outcome * result)
        c.answer = min(max(answer, -1.0), 1.0)
    for row, town in enumerate(towns):
        mine = [c.asked for c in voices(state) if c.municipality == row]
        town.asked = sum(mine) / len(mine)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    if far:
        state.context = any_context(luck)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "stage", high=3)
        stir(state, luck, "municipalities", "promise", "listening", "adoption")

    follow(state, LISTENING, any_rules(LISTENING, luck, far), oracle, others, months=6)
