"""Home: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.founding import found
from sim.policy.context import Population
from sim.processes import home, needs
from sim.processes.form import process
from sim.randomness import Decision, normals
from sim.state import State
from sim.towns import find_town

HOME, NEEDS = process(home), process(needs)
USUAL = {"user_input": 0.3, "digital_share": 0.3, "coercion": 0.0, "nudge": 0.0, "capability_support": 0.0}


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    levers = views(state, "levers")
    for c in voices(state):
        lever = levers[c.municipality]
        better_off = c.resources_level - k.usual_resources
        fitted = share(k.facilities + k.facilities_resources * better_off)
        fitted = share(fitted + k.facilities_support * lever.capability_support * (1 - fitted))
        c.facilities += k.facilities_rate * (fitted - c.facilities)
        own = share(k.digital + k.digital_resources * better_off - k.digital_age * c.age_score)
        helped = k.digital_support * lever.capability_support * (1 - own)
        pressed = k.digital_pressure * (lever.digital_share - k.usual_digital) * own
        c.digital += k.digital_rate * (share(own + helped + pressed) - c.digital)
        taken_over = 0.0
        if c.sector == 0:
            asked = lever.user_input - k.usual_input + k.coerced * lever.coercion + k.nudged * lever.nudge
            trait = float(normals(int(state.now.seed), Decision.CITIZEN_HOME, 0, [c.uid])[0])
            able = share((c.competence * c.facilities) ** 0.5 + k.spread * trait)
            backlash = share(k.reactance * lever.coercion * (float(c.type_weights[2]) + 1 - c.fairness) / 2)
            relief = asked * (k.success * able * (1 - backlash) - k.wear * (1 - able))
            c.need = share(c.need - k.relief_rate * relief * c.need_level)
            taken_over = share(k.relatives * max(asked, 0.0) * c.need * (1 - able))
        c.relatives += k.relatives_rate * (taken_over - c.relatives)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    k = any_rules(HOME, luck, far)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "resources_level", "need", "need_level", "competence", "fairness")
        stir(state, luck, "citizens", "age_score", low=-2.0, high=3.0)
        state.citizens.sector[luck.integers(0, 200, 120)] = 0

    follow(state, HOME, k, oracle, others, months=6)


def danes(n: int = 6000) -> State:
    state = found([find_town("vejle")], [n], Population(), 2)
    set_levers(state, **USUAL)
    return state


def lived(months: int = 60, state: State | None = None, **levels: float) -> State:
    """Founded people under some levers, with needs that return to their level."""
    state = danes() if state is None else state
    set_levers(state, **levels)
    for _ in range(months):
        next_month(state)
        NEEDS.step(state, NEEDS.rules(spread=0.0))
        HOME.step(state, HOME.rules())
    return state


def test_under_the_baseline_nothing_moves() -> None:
    before, after = danes().citizens, lived(120).citizens
    for name in ("need", "digital", "facilities", "relatives"):
        np.testing.assert_allclose(after.array(name), before.array(name), atol=1e-5, err_msg=name)


def test_about_two_in_three_of_those_with_home_care_are_helped_by_help_to_help_themselves() -> None:
    """65 per cent of those who had it say that it helped."""
    before, after = danes().citizens, lived(12, user_input=0.5).citizens
    at_home = before.sector == 0
    assert (after.need < before.need)[at_home].mean() == pytest.approx(0.65, abs=0.05)
    np.testing.assert_array_equal(after.need[~at_home], before.need[~at_home])


def needs_of(state: State, quintiles: tuple[int, ...]) -> float:
    c = state.citizens
    return float(c.need[(c.sector == 0) & np.isin(c.quintile, quintiles)].mean())


def test_coercion_costs_the_weak_and_their_relatives_unless_they_are_enabled() -> None:
    usual, forced = lived(), lived(coercion=1.0)
    enabled = danes()
    enabled.citizens.competence[:] = 1.0 - 0.65 * (1.0 - enabled.citizens.competence)  # what support makes of it
    enabled = lived(state=enabled, coercion=1.0, capability_support=1.0)
    assert needs_of(forced, (1,)) > needs_of(usual, (1,)) + 0.02
    assert needs_of(forced, (5,)) < needs_of(usual, (5,))
    assert needs_of(enabled, (1,)) < needs_of(usual, (1,))
    assert needs_of(enabled, (1, 2, 3, 4, 5)) < needs_of(usual, (1, 2, 3, 4, 5)) - 0.02
    relatives = [state.citizens.relatives[state.citizens.sector == 0].mean() for state in (usual, enabled, forced)]
    assert relatives[0] == pytest.approx(0.0, abs=1e-6)
    assert 0.0 < relatives[1] < 0.8 * relatives[2]


def test_a_default_with_a_way_out_meets_less_resistance_than_coercion() -> None:
    """As much is asked of everybody, once by obligation and once by default."""
    k = HOME.rules()
    forced, nudged = lived(coercion=0.5), lived(nudge=0.5 * k.coerced / k.nudged)
    assert needs_of(nudged, (1, 2, 3, 4, 5)) < needs_of(forced, (1, 2, 3, 4, 5)) - 0.003


def test_need_returns_when_help_to_help_oneself_ends() -> None:
    state = lived(user_input=0.8)
    away = needs_of(state, (5,))
    state = lived(120, state, user_input=0.3)
    assert needs_of(state, (5,)) == pytest.approx(needs_of(danes(), (5,)), abs=1e-3)
    assert away < needs_of(state, (5,)) - 0.02


def test_support_lifts_homes_and_skills_most_where_they_lack_most() -> None:
    usual, helped = lived().citizens, lived(capability_support=1.0).citizens
    for name in ("facilities", "digital"):
        gain = helped.array(name) - usual.array(name)
        assert gain[usual.quintile == 1].mean() > 1.3 * gain[usual.quintile == 5].mean() > 0.0


@pytest.mark.parametrize("pressure, sign", [(0.3, 1), (-0.3, -1)])
def test_going_digital_teaches_or_deters_as_the_coefficient_says(pressure: float, sign: int) -> None:
    state = danes()
    set_levers(state, digital_share=0.9)
    before = state.citizens.digital.copy()
    for _ in range(36):
        HOME.step(state, HOME.rules(digital_pressure=pressure))
    c = state.citizens
    change = sign * (c.digital - before)
    assert change[c.age < 40].mean() > change[c.age >= 75].mean() > 0.0


def test_one_month_by_hand() -> None:
    state = fake_state(20, seed=1, silent=0.0)
    set_levers(state, **{**USUAL, "user_input": 0.8})
    c = state.citizens
    c.sector[:], c.competence[:], c.need[:], c.need_level[:], c.relatives[:] = 0, 0.4, 0.5, 0.5, 0.0
    c.facilities[:], c.resources_level[:] = 0.6, 0.52
    HOME.step(state, HOME.rules(spread=0.0))
    able = math.sqrt(0.24)
    need = 0.5 - 0.05 * 0.5 * (0.8 * able - 0.6 * (1 - able)) * 0.5
    np.testing.assert_allclose(c.need, need, rtol=1e-5)
    np.testing.assert_allclose(c.relatives, 0.2 * 0.6 * 0.5 * need * (1 - able), rtol=1e-5)
