"""Delivery: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, bell, chance, follow, stir, views, voices

from sim.policy.context import Context
from sim.processes import delivery
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

DELIVERY = process(delivery)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def made_together(staff: float, user: float, part: float, rho: float) -> float:
    if abs(rho) < 0.001:
        return float(staff**part * user ** (1.0 - part))
    return float((part * staff**rho + (1.0 - part) * user**rho) ** (1.0 / rho))


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    meetings = [0] * state.institutions.n
    for c in voices(state):
        u, town, lever = institutions[c.institution], towns[c.municipality], levers[c.municipality]
        helped = share(1.0 - (1.0 - c.resources) * (1.0 - k.capability * lever.capability_support))
        c.competence += k.learning * (helped - c.competence)
        c.met = int(chance(state, Decision.ENCOUNTER, c.uid) < k.meeting + k.meeting_need * c.need)
        if c.met:
            meetings[c.institution] += not c.exited
            load, tired, skill, place = u.load, u.exhaustion, u.skill, u.quality_level
            if c.exited:
                load, tired = k.other_load / state.context.staffing, k.usual_exhaustion
                skill, place = k.usual_skill, 0.0
            quality = quality_of(state, c, lever, load, tired, skill, place, k)
            gap = quality - c.expectation
            felt = share(quality + k.gain * max(gap, 0.0) - k.loss * max(-gap, 0.0))
            c.satisfaction += k.satisfaction_rate * (felt - c.satisfaction)
            c.shortfall, c.quality = share(max(-gap, 0.0)), quality
            hoped = share(quality + k.promises * (town.promise - k.usual_promise) * (1.0 - quality))
            c.expectation += k.expectation_rate * (hoped - c.expectation)
            say = k.say + k.say_bending * (lever.accommodation - k.usual_bending)
            say = share(say + k.say_doing * (lever.user_input - k.usual_input) - k.coerced_say * lever.coercion)
            respect = share(
                k.respect - k.respect_tired * (tired - k.usual_exhaustion) - k.respect_busy * max(load - 1.0, 0.0)
            )
            treated = (say + 1.0 - town.error + respect + lever.explanation) / 4.0
            treated = share(treated + k.fairness_spread * bell(state, Decision.ENCOUNTER_FAIRNESS, c.uid))
            c.fairness += k.fairness_rate * (treated - c.fairness)
        else:
            c.satisfaction += k.forgetting * (town.rest_satisfaction - c.satisfaction)
            c.fairness += k.forgetting * (town.rest_fairness - c.fairness)
            c.shortfall = 0.0
        consumer = float(c.type_weights[2])
        best = k.best * consumer * (lever.rankings - k.usual_rankings) * (1.0 - c.expectation)
        c.expectation = share(c.expectation + best)
    for u, count in zip(institutions, meetings, strict=True):
        u.encounters = count


def quality_of(
    state: State, c: Any, lever: Any, load: float, tired: float, skill: float, place: float, k: Any
) -> float:
    asked = share(lever.user_input + k.coerced * lever.coercion)
    able = sg(k.input_slope * (c.competence - 0.5 - k.input_hurdle))
    brought = k.usual_input + (asked - k.usual_input) * able
    user = max(0.001, brought * (k.yield_base + k.yield_competence * c.competence) / k.usual_input)
    staff = min(1.0 / load, k.most_staff)
    made = made_together(staff, user, k.staff_part, lever.complementarity)
    usual = math.log(k.usual / (1.0 - k.usual))
    level = sg(
        usual
        + k.steepness * math.log(made)
        - k.tiredness * (tired - k.usual_exhaustion)
        + k.skill * (skill - k.usual_skill)
        + k.places * place
    )
    return max(share(level + k.spread * bell(state, Decision.ENCOUNTER_QUALITY, c.uid)), k.floor * lever.floor)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "exited")
        stir(state, luck, "institutions", "load", low=0.25, high=2.0)
        stir(state, luck, "institutions", "exhaustion", "skill")
        stir(state, luck, "municipalities", "promise", "error", "rest_satisfaction", "rest_fairness")
        any_levers(state, luck)
        state.context = any_context(luck)
        if far:
            stir(state, luck, "citizens", "need", "expectation", "competence")
        # one municipality on either side of the point where the formula changes its form
        state.levers.complementarity[:] = [[0.0005, -0.002], [0.5, -2.0], [0.95, 0.0]][state.now.month % 3]

    follow(state, DELIVERY, any_rules(DELIVERY, luck, far), oracle, others, months=6)


def as_usual(n: int = 2000, **levers: float) -> State:
    """A state where all is as usual: hands, skill, staff's strength and safety net."""
    state = fake_state(n, seed=8, silent=0.0)
    set_levers(state, **levers)
    u = state.institutions
    u.load[:], u.exhaustion[:], u.skill[:], u.quality_level[:] = 1.0, 0.40, 0.5, 0.0
    state.citizens.exited[:] = 0
    return state


def met_by(state: State, months: int = 1, **rules: float) -> np.ndarray[Any, Any]:
    """Those who met the service in the last of some months."""
    for _ in range(months):
        DELIVERY.step(state, DELIVERY.rules(**rules))
        next_month(state)
    return np.flatnonzero(state.citizens.met)


def test_everything_as_usual_gives_the_usual_quality() -> None:
    """Of those who bring what users bring today: ¼ + 1.45 · competence = 1 at competence .517."""
    state = as_usual()
    state.citizens.resources[:] = state.citizens.competence[:] = 0.75 / 1.45
    met = met_by(state, spread=0.0)
    assert len(met) > 100
    np.testing.assert_allclose(state.citizens.quality[met], 0.855, rtol=1e-5)


def test_a_service_to_which_users_bring_nothing_is_poor_but_has_a_quality() -> None:
    """Input of a thousandth, where staff and user count as 3 to 1: the odds of .855 times .001^(2.5/4) = 1/75."""
    state = as_usual(complementarity=0.0, floor=0.0)
    met = met_by(state, spread=0.0, yield_base=0.0, yield_competence=0.0)
    odds = 0.855 / 0.145 * 0.001**0.625
    np.testing.assert_allclose(state.citizens.quality[met], odds / (1.0 + odds), rtol=1e-5)


def test_falling_short_counts_double() -> None:
    """Equally far above and below what was expected: satisfaction loses twice what it gains, beyond quality itself."""
    moved = []
    for gap in (0.1, -0.1):
        state = as_usual()
        state.citizens.resources[:] = state.citizens.competence[:] = 0.75 / 1.45
        state.citizens.expectation[:] = 0.855 - gap
        state.citizens.satisfaction[:] = 0.855
        met = met_by(state, spread=0.0)
        moved.append(float((state.citizens.satisfaction[met] - 0.855).mean()))
    assert moved[0] == pytest.approx(0.3 * 0.35 * 0.1, rel=1e-4)
    assert moved[1] == pytest.approx(-2.0 * moved[0], rel=1e-4)


def fifths(state: State) -> tuple[float, float]:
    """Mean quality met in the poorest and the richest fifth, when two years have taught what help can teach."""
    met = met_by(state, months=24, spread=0.0)
    poor, rich = (float(state.citizens.quality[met[state.citizens.quintile[met] == fifth]].mean()) for fifth in (1, 5))
    return poor, rich


def test_asking_users_for_more_parts_rich_from_poor_unless_they_are_helped_to_do_it() -> None:
    poor, rich = fifths(as_usual())
    poor_asked, rich_asked = fifths(as_usual(user_input=0.6))
    poor_helped, rich_helped = fifths(as_usual(user_input=0.6, capability_support=1.0))
    assert rich_asked - poor_asked > 1.1 * (rich - poor)
    assert rich_helped - poor_helped < rich - poor
    assert poor_helped > poor_asked


def test_users_make_up_for_missing_hands_in_the_richest_fifth_and_not_in_the_poorest() -> None:
    """The deck's savings: a tenth fewer hands, and users asked for twice as much."""

    def saved(**levers: float) -> tuple[float, float]:
        state = as_usual(**levers)
        state.institutions.load[:] = 1.0 / 0.9
        return fifths(state)

    poor, rich = fifths(as_usual())
    poor_saved, rich_saved = saved(user_input=0.6)
    assert poor_saved < poor - 0.01
    assert abs(rich_saved - rich) < poor - poor_saved


def test_promises_raise_what_is_expected_and_so_let_people_down() -> None:
    """The same service, promised more of: expectations rise, satisfaction falls."""
    state, promised = as_usual(), as_usual()
    state.municipalities.promise[:], promised.municipalities.promise[:] = 0.2, 1.0
    for each in (state, promised):
        met_by(each, months=36)
    assert promised.citizens.expectation.mean() > state.citizens.expectation.mean() + 0.002
    assert promised.citizens.satisfaction.mean() < state.citizens.satisfaction.mean() - 0.001


def test_the_safety_net_holds() -> None:
    state = as_usual(floor=1.0)
    state.institutions.load[:] = 4.0
    met = met_by(state)
    assert state.citizens.quality[met].min() == pytest.approx(DELIVERY.rules().floor)


def test_mild_coercion_takes_fairness() -> None:
    free, coerced = as_usual(), as_usual(coercion=1.0)
    for state in (free, coerced):
        met_by(state, months=24)
    assert coerced.citizens.fairness.mean() < free.citizens.fairness.mean() - 0.02


def test_at_another_provider_neither_the_institution_nor_its_staff_count() -> None:
    state, worn = as_usual(), as_usual()
    worn.institutions.load[:], worn.institutions.exhaustion[:] = 3.0, 0.9
    for each in (state, worn):
        each.citizens.exited[:] = 1
        each.context = Context(staffing=0.8)
        met_by(each)
    np.testing.assert_array_equal(state.citizens.quality, worn.citizens.quality)
    assert state.institutions.encounters.sum() == 0
