"""Media and attention: an independent reading of the rule, and what a reader of the deck wants to know of it."""

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


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def oracle(state: State, k: Any) -> None:
    national_news = k.national_swings * bell(state, Decision.NATIONAL, 0)
    pressure = state.context.media_pressure
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        council = [p for p in views(state, "politicians") if p.municipality == row]
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

    follow(state, MEDIA, any_rules(MEDIA, luck, far), oracle, others, months=6)


def council(months: int = 1, **levers: float) -> State:
    """A council after some months of steady media pressure; everybody's skill and risk are .6 and .5."""
    state = fake_state(60, seed=4)
    set_levers(state, **levers)
    state.politicians.listening_skill[:], state.politicians.electoral_risk[:] = 0.6, 0.5
    state.municipalities.cost_attention[:], state.municipalities.media[:] = 0.0, state.context.media_pressure
    for _ in range(months):
        MEDIA.step(state, MEDIA.rules(swings=0.0))
        next_month(state)
    return state


def test_usual_listening_is_the_geometric_mean_of_attention_skill_and_reasons() -> None:
    m = council().municipalities
    # attention 1 − .6·.4, skill .6·(.4 + .6·2·.5), reasons .3·(.3 + .7); promises as the lever says
    np.testing.assert_allclose(m.listening, (0.76 * 0.6 * 0.3) ** (1 / 3), rtol=1e-6)
    np.testing.assert_allclose(m.promise, 0.2, rtol=1e-6)


@pytest.mark.parametrize("missing", [{"explanation": 0.0}, {"explanation": 0.01, "listening": 0.0, "honesty": 0.0}])
def test_nothing_makes_up_for_reasons_that_are_not_given(missing: dict[str, float]) -> None:
    full = council(listening=1.0, explanation=1.0, honesty=1.0)
    assert (council(**missing).municipalities.listening < 0.25 * full.municipalities.listening).all()


def test_media_that_want_instant_answers_draw_promises_and_take_the_time_to_listen() -> None:
    """The deck: media that demand instant answers, without hesitation."""
    calm, loud = (council() for _ in range(2))
    for state, pressure in ((calm, 0.1), (loud, 0.9)):
        state.context = Context(media_pressure=pressure)
        for _ in range(60):
            MEDIA.step(state, MEDIA.rules(swings=0.0))
            next_month(state)
    np.testing.assert_allclose(calm.municipalities.attention, 0.5 * (1 - 0.6 * 0.1), rtol=1e-5)
    np.testing.assert_allclose(loud.municipalities.attention, 0.5 * (1 - 0.6 * 0.9), rtol=1e-5)
    assert (loud.municipalities.listening < 0.85 * calm.municipalities.listening).all()
    assert (loud.municipalities.promise > calm.municipalities.promise + 0.1).all()


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
