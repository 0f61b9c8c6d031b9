"""Media and attention: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state
from views import any_context, any_levers, any_rules, bell, follow, stir, views

from sim.processes import media
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

MEDIA = process(media)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def oracle(state: State, k: Any) -> None:
    national_news = k.national_swings * bell(state, Decision.NATIONAL, 0)
    pressure = state.context.media_pressure
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        council = [p for p in views(state, "politicians") if p.municipality == row]
        officials = [o for o in views(state, "officials") if o.municipality == row]
        swing = k.swings * bell(state, Decision.MEDIA, row)
        town.media = share(pressure + k.memory * (town.media - pressure) + swing)
        town.national = min(max(k.national_memory * town.national + national_news, -1.0), 1.0)
        if state.resting:
            town.rest_media = pressure
        for p in council:
            for_citizens = 0.5 * (1.0 - k.distraction * town.media) * (1.0 - town.cost_attention)
            p.attention = [1.0 - 2.0 * for_citizens, for_citizens, for_citizens]
        risk = mean([p.electoral_risk for p in council])
        town.promise = share(lever.promise + k.promising * (town.media * risk - k.usual_media * 0.5))
        town.attention = mean([float(p.attention[1]) for p in council])
        skill = mean([p.listening_skill for p in council])
        skill *= k.born_skill + (1.0 - k.born_skill) * 2.0 * lever.listening
        reasons = lever.explanation * (k.usual_honesty + lever.honesty)
        town.listening = (2.0 * town.attention * share(skill) * share(reasons)) ** (1.0 / 3.0)
        town.sensitivity = mean([o.sensitivity for o in officials])


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(60, seed=3)
    state.resting = resting
    if far:
        state.context = any_context(luck)

    def others(state: State) -> None:
        if far:
            any_levers(state, luck)
        stir(state, luck, "municipalities", "cost_attention", high=0.5 * far)
        stir(state, luck, "politicians", "electoral_risk", "listening_skill")
        stir(state, luck, "officials", "sensitivity")

    follow(state, MEDIA, any_rules(MEDIA, luck, far), oracle, others, months=6)
