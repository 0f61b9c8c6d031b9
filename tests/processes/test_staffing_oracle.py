"""Staffing: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, chance, follow, stir, views

from sim.policy.context import Context
from sim.processes import staffing
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

STAFFING = process(staffing)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def days_away(luck: float, mean: float, k: Any) -> float:
    """Absence of one person: the inverse of Poisson's cumulative distribution, in spells."""
    most = math.ceil(k.working_days / k.spell)
    spells = next(
        (n for n in range(most) if sum(math.exp(-mean) * mean**j / math.factorial(j) for j in range(n + 1)) > luck),
        most,
    )
    return min(1.0, spells * k.spell / k.working_days)


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    for town in towns:
        town.presence = town.attended / (town.attended + k.usual_attendance)
    for u in institutions:
        town, lever = towns[u.municipality], levers[u.municipality]
        against_rest = u.demand / u.rest_demand if u.rest_demand > 0 else 1.0
        if state.resting:
            u.rest_lifted += k.settling * (u.lifted - u.rest_lifted)
        more = max(0.0, 1.0 + k.lifting * (u.lifted - u.rest_lifted))
        work = k.usual_load * (1.0 + u.shock) * against_rest * more * (1.0 - k.usual_absence)
        hands = state.context.staffing * town.hands * u.hands * (1.0 - u.absence)
        if work == 0 or hands == 0:
            u.load = 0.25 if work == 0 else 4.0
        else:
            u.load = min(max(work / hands, 0.25), 4.0)
        porous = (
            k.porosity
            + k.porosity_digital * (lever.digital_share - k.usual_digital)
            + k.porosity_media * (town.media - town.rest_media)
            + k.porosity_cocreation * town.presence
            + k.porosity_bending * (lever.accommodation - k.usual_bending)
            - k.porosity_boundary * (lever.boundary - 0.5)
        )
        u.porosity += k.porosity_rate * (share(porous) - u.porosity)
        grievance = u.aggrieved / u.staff
        if state.resting:
            u.rest_aggrieved += k.settling * (grievance - u.rest_aggrieved)
            u.rest_pressed += k.settling * (u.pressed - u.rest_pressed)
        reached = k.exposure * u.complaints / u.staff + k.exposure_grievance * (grievance - u.rest_aggrieved)
        u.exposure += k.exposure_rate * (share(u.porosity * reached) - u.exposure)
        drawn = k.effort * (lever.rankings - k.usual_rankings) + k.effort_demands * (u.pressed - u.rest_pressed)
        slack = lever.slack * leaders_reach(state, u, k)
        u.measured += k.effort_rate * (drawn - u.measured)
        u.unmeasured += k.effort_rate * (-drawn * max(0.0, 1.0 - slack) - u.unmeasured)
    for row, town in enumerate(towns):
        mine = [u for u in institutions if u.municipality == row]
        needs = sum(u.demand for u in mine)
        if needs > 0:
            town.overload = sum(u.load * u.demand for u in mine) / needs
        else:
            town.overload = sum(u.load for u in mine) / len(mine)
    staff = views(state, "staff")
    for s in staff:
        one_month(state, s, institutions[s.institution], towns, levers, k)
    for row, u in enumerate(institutions):
        mine = [s for s in staff if s.institution == row]
        for name in ("exhaustion", "absence", "skill"):
            setattr(u, name, sum(getattr(s, name) for s in mine) / len(mine))


def led_by(state: State, u: Any) -> float:
    return share(float(u.leadership) + state.context.leadership - 0.5)


def leaders_reach(state: State, u: Any, k: Any) -> float:
    return float(1.0 + k.leaders * (led_by(state, u) - 0.5))


def one_month(state: State, s: Any, u: Any, towns: list[Any], levers: list[Any], k: Any) -> None:
    """Conflict, latitude, exhaustion, skill and absence of one person."""
    g, lever, reach = towns[u.municipality].presence, levers[u.municipality], leaders_reach(state, u, k)
    beyond = max(u.load - 1.0, 0.0)
    s.exposure = u.exposure
    unclear = (2.0 - reach) * k.conflict_cocreation * g * (1.0 - lever.mandate) * (1.0 - s.skill)
    crowded = k.conflict_volunteers * max(u.helpers - u.rest_helpers, 0.0) * (1.0 - lever.boundary)
    s.role_conflict += k.conflict_rate * (share(k.usual_conflict + unclear + crowded) - s.role_conflict)
    room = share(
        s.latitude_level
        + k.latitude_mandate * (lever.mandate - k.usual_mandate)
        + k.latitude_leaders * (led_by(state, u) - 0.5)
        - k.latitude_load * beyond
        - k.latitude_cocreation * g * (1.0 - lever.mandate)
    )
    s.latitude += k.latitude_rate * (room - s.latitude)
    pushed = (2.0 - reach) * beyond if u.load > 1.0 else max(u.load - 1.0, -0.1)
    wanted = share(
        k.exhaustion_base
        + k.exhaustion_load * pushed
        + k.exhaustion_exposure * (s.exposure - k.usual_exposure)
        + k.exhaustion_conflict * (s.role_conflict - k.usual_conflict)
        + k.exhaustion_latitude * (s.latitude_level - s.latitude)
        - k.recovery * (reach * lever.slack - 0.5)
        + k.exhaustion_effort * max(u.measured, 0.0)
        + k.unit_strain * u.strain_level
        + k.frailty * s.frailty
    )
    s.exhaustion += k.exhaustion_rate * (wanted - s.exhaustion)
    lesson = k.skill_cocreation * g * (reach * lever.slack - s.exhaustion)
    s.skill += k.skill_rate * (share(k.skill_base + k.skill_training * lever.training + lesson) - s.skill)
    mean = (k.absence_base + k.absence_exhaustion * s.exhaustion) * k.working_days / k.spell
    s.absence = days_away(chance(state, Decision.ABSENCE, s.row), mean, k)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(600, seed=3)

    def others(state: State) -> None:
        u = state.institutions
        state.resting = state.now.month == 2
        state.context = state.context._replace(leadership=float(luck.uniform()))
        stir(state, luck, "institutions", "shock", low=-0.2, high=0.2)
        stir(state, luck, "institutions", "demand", high=3.0)
        stir(state, luck, "institutions", "rest_demand", low=1.0, high=3.0)
        stir(state, luck, "institutions", "hands", low=0.8, high=1.2)
        stir(state, luck, "institutions", "helpers", "rest_helpers", "aggrieved", "pressed", high=0.3)
        stir(state, luck, "institutions", "lifted", "rest_lifted", high=0.1 + 0.9 * far)
        u.complaints[:] = luck.poisson(0.1 + far, u.n)
        # the corners: nobody needs it, nobody ever has, a flood
        u.demand[0], u.rest_demand[1], u.demand[2] = 0.0, 0.0, 50.0
        u.demand[u.municipality == 1] *= state.now.month != 2
        stir(state, luck, "municipalities", "hands", low=0.9, high=1.0)
        stir(state, luck, "municipalities", "attended", high=0.05)
        stir(state, luck, "municipalities", "media", "rest_media")
        if far:
            any_levers(state, luck)
            state.context = any_context(luck)
            stir(state, luck, "institutions", "absence")
            stir(state, luck, "staff", "skill", "exhaustion", "role_conflict", "latitude")
        # nobody is there, with and without work
        u.absence[3:5], u.demand[4] = 1.0, 0.0

    follow(state, STAFFING, any_rules(STAFFING, luck, far), oracle, others, months=5)


def worked(months: int = 36, staffing: float = 1.0, complaints: float = 0.0, **levers: float) -> State:
    """A large municipality after some months of work, its staff unlike each other in nothing but luck."""
    state = fake_state(3000, seed=7)
    set_levers(state, **levers)
    state.context = Context(staffing=staffing)
    state.institutions.strain_level[:] = state.staff.frailty[:] = state.institutions.shock[:] = 0.0
    state.institutions.demand[:] = state.institutions.rest_demand
    state.municipalities.hands[:] = 1.0
    state.municipalities.attended[:] = 0.0
    state.municipalities.media[:] = state.municipalities.rest_media
    u, s = state.institutions, state.staff
    u.complaints[:] = 0.0
    u.helpers[:], u.aggrieved[:], u.leadership[:] = u.rest_helpers, u.rest_aggrieved * u.staff, 0.5
    u.pressed[:], u.measured[:], u.unmeasured[:] = u.rest_pressed, 0.0, 0.0
    u.lifted[:] = u.rest_lifted
    s.latitude[:] = s.latitude_level
    for _ in range(months):
        state.institutions.complaints[:] = complaints * state.institutions.staff
        STAFFING.step(state, STAFFING.rules())
        next_month(state)
    return state


def test_fewer_hands_load_more_than_their_number_because_the_worn_are_away_more() -> None:
    usual, fewer = worked(), worked(staffing=0.9)
    load = [float(state.municipalities.overload.mean()) for state in (usual, fewer)]
    assert load[1] / load[0] > 1.0 / 0.9
    assert fewer.staff.exhaustion.mean() > usual.staff.exhaustion.mean() + 0.05
    assert fewer.staff.absence.mean() > usual.staff.absence.mean()


def test_complaints_wear_staff_down_less_where_the_border_is_minded() -> None:
    """The deck: staff find that the institution is porous, and that one can be exposed."""
    calm, porous, minded = (
        worked(boundary=0.0),
        worked(complaints=0.1, boundary=0.0),
        worked(complaints=0.1, boundary=1.0),
    )
    # three for every complaint an employee, where .4 + .7/2 of it gets in
    assert porous.staff.exposure.mean() == pytest.approx(3.0 * 0.1 * 0.75, rel=0.02)
    assert porous.staff.exhaustion.mean() > calm.staff.exhaustion.mean() + 0.05
    assert minded.staff.exhaustion.mean() < calm.staff.exhaustion.mean() + 0.02


def test_meeting_citizens_teaches_those_who_have_time_and_not_the_worn_out() -> None:
    """The deck asks "better employees?": yes with slack, no where there are too few hands."""

    def skill(attended: float, slack: float, staffing: float) -> float:
        state = worked(0, slack=slack, staffing=staffing)
        state.municipalities.attended[:] = attended
        for _ in range(24):
            STAFFING.step(state, STAFFING.rules())
            next_month(state)
        return float(state.staff.skill.mean())

    assert skill(0.05, slack=0.8, staffing=1.0) > skill(0.0, slack=0.8, staffing=1.0) + 0.01
    assert skill(0.05, slack=0.2, staffing=0.8) < skill(0.0, slack=0.2, staffing=0.8) - 0.01


def test_absence_comes_in_spells_and_is_as_long_as_declared() -> None:
    k = STAFFING.rules()
    shares = np.concatenate([worked(months).staff.absence for months in (1, 2, 3)])
    spells = np.round(shares * k.working_days / k.spell, 4)
    assert set(spells) <= {0.0, 1.0, 2.0, 3.0, 4.0, 4.2}
    # staff begin at .40, so that absence is .05 + .09 · .40; a standard error of the mean is about .005
    assert shares.mean() == pytest.approx(0.086, abs=0.015)


@pytest.mark.parametrize("lever", [{"digital_share": 0.9}, {"accommodation": 0.9}, {"boundary": 0.1}], ids=str)
def test_surroundings_reach_in_where_doors_are_open(lever: dict[str, float]) -> None:
    assert worked(**lever).institutions.porosity.mean() > worked().institutions.porosity.mean() + 0.08


def test_co_creation_and_media_open_doors_too() -> None:
    def porosity(attended: float = 0.0, media: float = 0.4) -> float:
        state = worked(0)
        state.municipalities.attended[:], state.municipalities.rest_media[:] = attended, 0.4
        state.municipalities.media[:] = media
        for _ in range(24):
            STAFFING.step(state, STAFFING.rules())
        return float(state.institutions.porosity.mean())

    assert porosity(attended=0.05) > porosity() + 0.05
    assert porosity(media=0.8) > porosity() + 0.05


def test_grievance_that_citizens_bring_exposes_staff_and_what_is_usual_at_rest_does_not() -> None:
    state, bitter = worked(), worked(0)
    for _ in range(36):
        bitter.institutions.aggrieved[:] = (bitter.institutions.rest_aggrieved + 0.2) * bitter.institutions.staff
        STAFFING.step(bitter, STAFFING.rules())
    assert state.staff.exposure.mean() == pytest.approx(0.0, abs=1e-4)
    assert bitter.staff.exposure.mean() == pytest.approx(1.0 * 0.4 * 0.2, rel=0.02)


def test_good_leaders_save_strength_when_hands_are_few_and_keep_judgement_free() -> None:
    """The deck: service by professionals, with leaders in front."""

    def led(leadership: float, staffing: float) -> State:
        state = worked(0, staffing=staffing)
        state.institutions.leadership[:] = leadership
        for _ in range(36):
            STAFFING.step(state, STAFFING.rules())
            next_month(state)
        return state

    def gain(staffing: float) -> float:
        return float(led(0.2, staffing).staff.exhaustion.mean() - led(0.8, staffing).staff.exhaustion.mean())

    assert 0.0 < gain(1.0) < gain(0.9)
    assert led(0.8, 1.0).staff.latitude.mean() > led(0.2, 1.0).staff.latitude.mean() + 0.05


def test_a_process_without_profession_narrows_judgement_unless_the_sign_is_turned() -> None:
    """The deck: staff meet limits of their own work, as professionals. Evidence leaves the sign open."""

    def latitude(attended: float, **rules: float) -> float:
        state = worked(0)
        state.municipalities.attended[:] = attended
        for _ in range(24):
            STAFFING.step(state, STAFFING.rules(**rules))
            next_month(state)
        return float(state.staff.latitude.mean())

    assert latitude(0.05) < latitude(0.0) - 0.05
    assert latitude(0.05, latitude_cocreation=-0.5) > latitude(0.0) + 0.05
    assert worked(mandate=0.9).staff.latitude.mean() > worked(mandate=0.3).staff.latitude.mean() + 0.1
    assert worked(staffing=0.8).staff.latitude.mean() < worked().staff.latitude.mean() - 0.05


def test_rankings_draw_effort_to_what_they_measure_away_from_the_rest_and_tire() -> None:
    ranked, with_time = worked(rankings=0.9), worked(rankings=0.9, slack=1.0)
    assert ranked.institutions.measured.mean() == pytest.approx(0.4 * 0.8, rel=0.05)
    assert ranked.institutions.unmeasured.mean() == pytest.approx(-0.4 * 0.8 * 0.5, rel=0.05)
    assert with_time.institutions.unmeasured.mean() == pytest.approx(0.0, abs=1e-6)
    assert ranked.staff.exhaustion.mean() > worked().staff.exhaustion.mean() + 0.005
    np.testing.assert_allclose(worked().institutions.measured, 0.0, atol=1e-6)


def test_demands_beyond_the_usual_make_staff_pull_themselves_together() -> None:
    """The deck: focus on employees pulling themselves together. It costs what nobody asks for, and strength."""
    state = worked(0)
    state.institutions.pressed[:] = state.institutions.rest_pressed + 0.05
    for _ in range(36):
        STAFFING.step(state, STAFFING.rules())
    assert state.institutions.measured.mean() == pytest.approx(2.0 * 0.05, rel=0.05)
    assert state.institutions.unmeasured.mean() == pytest.approx(-0.05, rel=0.05)


def test_at_rest_what_presses_becomes_what_is_usual() -> None:
    state = worked(0)
    state.resting = True
    state.institutions.pressed[:], state.institutions.aggrieved[:] = 0.3, 0.2 * state.institutions.staff
    state.institutions.lifted[:] = 0.05
    for _ in range(60):
        STAFFING.step(state, STAFFING.rules())
    np.testing.assert_allclose(state.institutions.rest_lifted, 0.05, atol=0.001)
    np.testing.assert_allclose(state.institutions.rest_pressed, 0.3, atol=0.001)
    np.testing.assert_allclose(state.institutions.rest_aggrieved, 0.2, atol=0.001)


def test_more_volunteers_than_usual_unsettle_roles_unless_the_border_is_minded() -> None:
    def conflict(boundary: float) -> float:
        state = worked(0, boundary=boundary)
        state.institutions.helpers[:] = state.institutions.rest_helpers + 0.1
        for _ in range(36):
            STAFFING.step(state, STAFFING.rules())
        return float(state.staff.role_conflict.mean())

    assert conflict(boundary=0.0) > 0.25
    assert conflict(boundary=1.0) == pytest.approx(0.1, abs=1e-4)


def test_hands_given_to_one_institution_lighten_its_load() -> None:
    state = worked(0)
    state.institutions.hands[0], state.institutions.hands[1] = 1.1, 0.9
    STAFFING.step(state, STAFFING.rules())
    load = state.institutions.load
    assert load[0] < load[2] < load[1]


def test_a_safety_net_that_catches_more_than_it_used_to_takes_hands() -> None:
    """What is lifted by a twentieth beyond the usual is a twentieth more work; a net taken away frees some."""
    state, usual = worked(0), worked(0)
    state.institutions.rest_lifted[:] = 0.01
    state.institutions.lifted[:] = np.where(state.institutions.municipality == 0, 0.06, 0.0)
    for each in (state, usual):
        STAFFING.step(each, STAFFING.rules())
    against = state.institutions.load / usual.institutions.load
    expected = np.where(state.institutions.municipality == 0, 1.05, 0.99)
    np.testing.assert_allclose(against, expected, rtol=1e-5)
