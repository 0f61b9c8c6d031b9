"""Socialisation: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.processes import socialisation
from sim.processes.form import process
from sim.state import State

SOCIALISATION = process(socialisation)
TRADITIONAL, INNOVATIVE, CONSUMER = range(3)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    rate = max(k.rate, k.settling) if state.resting else k.rate
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        security = c.satisfaction - town.rest_satisfaction
        able = 1.0 - k.barrier * (1.0 - (c.resources + c.digital) / 2)
        wanted = (
            c.efficacy_level
            + k.taking_part * c.asked
            + k.experience * c.asked * c.answer
            + k.capability * lever.capability_support * able * k.capability_need * c.need
            + (k.security + k.security_need * c.need) * security
        )
        c.efficacy += rate * (share(wanted) - c.efficacy)
        wanted = (
            c.interest_level
            + k.interest * c.asked
            + k.paying * (float(c.channel_values[0]) - float(town.rest_channels[0]))
            + k.confidence * (c.efficacy - c.efficacy_level)
        )
        c.interest += rate * (share(wanted) - c.interest)
        cues = (
            k.universal * (lever.floor - k.usual_floor) - k.responsibility * (lever.user_input - k.usual_input),
            k.making * c.asked,
            k.choosing
            * (1.0 - k.collective * lever.floor)
            * ((lever.choice - k.usual_choice) + (lever.rankings - k.usual_rankings))
            / 2,
        )
        pulled = [max(float(level) + cue, 0.0) for level, cue in zip(c.type_level, cues, strict=True)]
        if sum(pulled) > 0.0:
            c.type_weights = [
                float(w) + k.rate_type * (pull / sum(pulled) - float(w))
                for w, pull in zip(c.type_weights, pulled, strict=True)
            ]


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting
    state.citizens.type_level[:] = luck.dirichlet([1.0, 0.5, 1.0], state.citizens.n)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "satisfaction", "asked", "channel_values", "need", "digital")
        stir(state, luck, "citizens", "answer", low=-1.0)
        stir(state, luck, "municipalities", "rest_satisfaction", "rest_channels")

    follow(state, SOCIALISATION, any_rules(SOCIALISATION, luck, far), oracle, others, months=6)
    weights = state.citizens.type_weights[state.citizens.voice == 1]
    np.testing.assert_allclose(weights.sum(axis=1), 1.0, atol=1e-5)
    assert (weights >= 0.0).all()


def town(n: int = 200, **levers: float) -> State:
    """Alike citizens at rest under the baseline, but for some levers; half in everything."""
    state = fake_state(n, seed=5, silent=0.0, municipalities=1)
    set_levers(state, **levers)
    c, m = state.citizens, state.municipalities
    for name in ("resources", "digital", "efficacy", "efficacy_level", "interest", "interest_level"):
        c.array(name)[:] = 0.5
    c.satisfaction[:], m.rest_satisfaction[:], c.need[:] = 0.8, 0.8, 0.2
    c.asked[:], c.answer[:], c.channel_values[:], m.rest_channels[:] = 0.0, 0.0, 0.3, 0.3
    c.type_weights[:] = c.type_level[:] = (0.4, 0.2, 0.4)
    return state


def later(state: State, months: int = 900, **rules: float) -> State:
    for _ in range(months):
        SOCIALISATION.step(state, SOCIALISATION.rules(**rules))
        next_month(state)
    return state


def types(state: State) -> Any:
    return state.citizens.type_weights[0].astype(float)


def test_under_the_baseline_nobody_changes() -> None:
    state = later(town(), 120)
    assert set(state.citizens.efficacy) == set(state.citizens.interest) == {0.5}
    np.testing.assert_allclose(types(state), (0.4, 0.2, 0.4), atol=1e-6)


def test_taking_part_teaches_that_one_can_or_that_it_is_of_no_use() -> None:
    state = town()
    state.citizens.asked[:] = 1.0
    state.citizens.answer[:] = np.linspace(-0.4, 0.4, state.citizens.n)
    c = later(state).citizens
    assert c.efficacy[0] == pytest.approx(0.5 - 0.3 * 0.4, abs=1e-4)
    assert c.efficacy[-1] == pytest.approx(0.5 + 0.3 * 0.4, abs=1e-4)
    assert c.interest[0] < 0.54 < c.interest[-1]
    # what one prefers is learnt, too: forums make makers
    np.testing.assert_allclose(types(state), np.array([0.4, 0.3, 0.4]) / 1.1, atol=1e-4)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_whether_taking_part_as_such_makes_citizens_is_left_open(sign: float) -> None:
    state = town()
    state.citizens.asked[:] = 1.0
    c = later(state, taking_part=0.2 * sign, interest=0.2 * sign).citizens
    assert np.sign(c.efficacy[0] - 0.5) == np.sign(c.interest[0] - 0.5) == sign


def test_support_makes_able_and_least_those_who_bring_least() -> None:
    state = town(capability_support=1.0)
    state.citizens.need[:] = 0.5
    state.citizens.resources[::2] = state.citizens.digital[::2] = 0.1
    state.citizens.resources[1::2] = state.citizens.digital[1::2] = 0.9
    c = later(state).citizens
    assert c.efficacy[0] == pytest.approx(0.5 + 0.1 * (1.0 - 0.5 * 0.9), abs=1e-4)
    assert c.efficacy[1] == pytest.approx(0.5 + 0.1 * (1.0 - 0.5 * 0.1), abs=1e-4)
    c = later(state, barrier=0.0).citizens
    assert c.efficacy[0] == pytest.approx(c.efficacy[1], abs=1e-5)


def test_support_makes_able_those_who_need_service_and_nobody_else() -> None:
    state = town(capability_support=1.0)
    state.citizens.need[::2], state.citizens.need[1::2] = 0.0, 0.8
    c = later(state).citizens
    assert c.efficacy[0] == pytest.approx(0.5, abs=1e-4)
    assert c.efficacy[1] == pytest.approx(0.5 + 0.1 * 0.75 * 1.6, abs=1e-4)


def test_security_is_what_citizenship_stands_on_and_most_for_those_in_need() -> None:
    state = town()
    state.citizens.satisfaction[:] = 0.7
    state.citizens.need[::2], state.citizens.need[1::2] = 0.0, 0.8
    c = later(state).citizens
    assert c.efficacy[0] == pytest.approx(0.5 - 0.1 * 0.15, abs=1e-4)
    assert c.efficacy[1] == pytest.approx(0.5 - 0.1 * (0.15 + 0.3 * 0.8), abs=1e-4)
    assert c.interest[1] < c.interest[0] < 0.5


def test_politics_that_pays_awakens_interest() -> None:
    state = town()
    state.citizens.channel_values[:, 0] = 0.5
    assert later(state).citizens.interest[0] == pytest.approx(0.52, abs=1e-4)


def test_choice_and_league_tables_make_consumers_and_a_floor_holds_it_back() -> None:
    chosen = types(later(town(choice=0.9, rankings=0.9)))
    bare = types(later(town(choice=0.9, rankings=0.9, floor=0.0), universal=0.0))
    assert chosen[CONSUMER] == pytest.approx((0.4 + 0.25 * 0.65 * 0.75) / (1.0 + 0.25 * 0.65 * 0.75), abs=1e-4)
    assert bare[CONSUMER] > chosen[CONSUMER] + 0.02
    assert chosen[TRADITIONAL] < 0.4


def test_a_floor_for_all_makes_fellow_payers_and_individual_responsibility_unmakes_them() -> None:
    secure, left_alone = types(later(town(floor=1.0))), types(later(town(user_input=0.8)))
    assert secure[TRADITIONAL] > 0.41 > 0.39 > left_alone[TRADITIONAL]
    for weights in (secure, left_alone):
        assert weights.sum() == pytest.approx(1.0, abs=1e-5)
