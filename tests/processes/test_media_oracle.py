"""Media: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, bell, follow, stir, views

from sim.policy.context import Context
from sim.processes import media
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

MEDIA = process(media)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    national_news = k.national_swings * bell(state, Decision.NATIONAL, 0)
    pressure = state.context.media_pressure
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        said_first = town.credibility * (lever.communication - k.usual_communication)
        usual = share(pressure - k.speaking_first * said_first)
        swing = k.swings * bell(state, Decision.MEDIA, row)
        town.media = share(usual + k.memory * (town.media - usual) + swing)
        town.national = min(max(k.national_memory * town.national + national_news, -1.0), 1.0)
        if state.resting:
            town.rest_media = pressure


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(60, seed=3)
    state.resting = resting
    if far:
        state.context = any_context(luck)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "municipalities", "credibility")

    follow(state, MEDIA, any_rules(MEDIA, luck, far), oracle, others, months=6)


def settled(pressure: float = 0.4, credibility: float = 0.8, months: int = 60, **levers: float) -> float:
    """Media pressure after months without chance."""
    state = fake_state(60, seed=4)
    set_levers(state, **levers)
    state.context = Context(media_pressure=pressure)
    state.municipalities.credibility[:] = credibility
    state.municipalities.media[:] = 0.4
    for _ in range(months):
        MEDIA.step(state, MEDIA.rules(swings=0.0))
        next_month(state)
    return float(state.municipalities.media[0])


@pytest.mark.parametrize("pressure", [0.0, 0.4, 1.0])
def test_media_pressure_is_what_the_surroundings_make_it(pressure: float) -> None:
    assert settled(pressure) == pytest.approx(pressure, abs=1e-4)


def test_a_municipality_that_speaks_first_is_pressed_a_little_less_while_it_is_believed() -> None:
    """The deck: a need for proactive institutional communication."""
    assert settled(communication=0.9) == pytest.approx(0.4 - 0.15 * 0.8 * 0.7, abs=1e-4)
    assert settled(communication=0.9, credibility=0.0) == pytest.approx(0.4, abs=1e-4)
    assert settled(communication=0.0) > 0.42
    # soon: four fifths of the way within eight months
    assert settled(communication=0.9, months=8) < 0.4 - 0.8 * 0.15 * 0.8 * 0.7


def test_at_rest_nothing_drifts() -> None:
    state = fake_state(100, municipalities=20, seed=5)
    state.municipalities.media[:], state.municipalities.national[:] = 0.4, 0.0
    means = []
    for _ in range(400):
        MEDIA.step(state, MEDIA.rules())
        means.append(float(state.municipalities.media.mean()))
        next_month(state)
    assert np.mean(means) == pytest.approx(0.4, abs=0.005)


def test_the_nation_is_one_and_the_media_are_each_towns_own() -> None:
    state = fake_state(100, municipalities=20, seed=5)
    state.municipalities.national[:] = 0.0
    media, national = [], []
    for _ in range(300):
        MEDIA.step(state, MEDIA.rules())
        media.append(state.municipalities.media.copy())
        national.append(state.municipalities.national.copy())
        next_month(state)
    assert np.ptp(national, axis=1).max() == 0.0
    assert np.abs(np.corrcoef(np.array(media[50:]).T)[0, 1:]).mean() < 0.3
    # the sd of x' = a·x + s·noise is s / √(1 − a²)
    assert np.std(media[50:]) == pytest.approx(0.03 / np.sqrt(1 - 0.8**2), rel=0.1)
