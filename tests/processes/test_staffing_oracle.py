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
    for u in institutions:
        town, lever = towns[u.municipality], levers[u.municipality]
        against_rest = u.demand / u.rest_demand if u.rest_demand > 0 else 1.0
        work = k.usual_load * (1.0 + u.shock) * against_rest * (1.0 - k.usual_absence)
        hands = state.context.staffing * town.hands * (1.0 - u.absence)
        if work == 0 or hands == 0:
            u.load = 0.25 if work == 0 else 4.0
        else:
            u.load = min(max(work / hands, 0.25), 4.0)
        reached = share(k.exposure * (1.0 - lever.boundary) * u.complaints / u.staff)
        u.exposure += k.exposure_rate * (reached - u.exposure)
    for row, town in enumerate(towns):
        mine = [u for u in institutions if u.municipality == row]
        needs = sum(u.demand for u in mine)
        if needs > 0:
            town.overload = sum(u.load * u.demand for u in mine) / needs
        else:
            town.overload = sum(u.load for u in mine) / len(mine)
        town.presence = town.attended / (town.attended + k.usual_attendance)
    staff = views(state, "staff")
    for s in staff:
        u = institutions[s.institution]
        g, lever = towns[u.municipality].presence, levers[u.municipality]
        s.exposure = u.exposure
        wanted = share(k.usual_conflict + k.conflict_cocreation * g * (1.0 - lever.mandate) * (1.0 - s.skill))
        s.role_conflict += k.conflict_rate * (wanted - s.role_conflict)
        wanted = share(
            k.exhaustion_base
            + k.exhaustion_load * max(u.load - 1.0, -0.1)
            + k.exhaustion_exposure * (s.exposure - k.usual_exposure)
            + k.exhaustion_conflict * (s.role_conflict - k.usual_conflict)
            - k.recovery * (lever.slack - 0.5)
            + k.unit_strain * u.strain_level
            + k.frailty * s.frailty
        )
        s.exhaustion += k.exhaustion_rate * (wanted - s.exhaustion)
        wanted = share(
            k.skill_base + k.skill_training * lever.training + k.skill_cocreation * g * (lever.slack - s.exhaustion)
        )
        s.skill += k.skill_rate * (wanted - s.skill)
        mean = (k.absence_base + k.absence_exhaustion * s.exhaustion) * k.working_days / k.spell
        s.absence = days_away(chance(state, Decision.ABSENCE, s.row), mean, k)
    for row, u in enumerate(institutions):
        mine = [s for s in staff if s.institution == row]
        for name in ("exhaustion", "absence", "skill"):
            setattr(u, name, sum(getattr(s, name) for s in mine) / len(mine))


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(600, seed=3)

    def others(state: State) -> None:
        u = state.institutions
        stir(state, luck, "institutions", "shock", low=-0.2, high=0.2)
        stir(state, luck, "institutions", "demand", high=3.0)
        stir(state, luck, "institutions", "rest_demand", low=1.0, high=3.0)
        u.complaints[:] = luck.poisson(0.1 + far, u.n)
        # the corners: nobody needs it, nobody ever has, a flood
        u.demand[0], u.rest_demand[1], u.demand[2] = 0.0, 0.0, 50.0
        u.demand[u.municipality == 1] *= state.now.month != 2
        stir(state, luck, "municipalities", "hands", low=0.9, high=1.0)
        stir(state, luck, "municipalities", "attended", high=0.05)
        if far:
            any_levers(state, luck)
            state.context = any_context(luck)
            stir(state, luck, "institutions", "absence")
            stir(state, luck, "staff", "skill", "exhaustion", "role_conflict")
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


def test_complaints_wear_staff_down_except_where_the_border_is_minded() -> None:
    """The deck: staff find that the institution is porous."""
    calm, porous, minded = (
        worked(boundary=0.0),
        worked(complaints=0.1, boundary=0.0),
        worked(complaints=0.1, boundary=1.0),
    )
    assert porous.staff.exposure.mean() == pytest.approx(STAFFING.rules().exposure * 0.1, rel=1e-3)
    assert porous.staff.exhaustion.mean() > calm.staff.exhaustion.mean() + 0.05
    assert minded.staff.exhaustion.mean() == pytest.approx(calm.staff.exhaustion.mean(), abs=1e-4)


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
