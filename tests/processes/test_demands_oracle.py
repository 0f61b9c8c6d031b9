"""Demands: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, four, stir, views, voices

from sim.processes import demands
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

DEMANDS = process(demands)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    for town in towns:
        town.demands = town.demands_framed = town.demands_granted = town.framed_granted = town.made = 0
    served: list[list[bool]] = [[] for _ in institutions]
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        _, innovative, consumer = (float(w) for w in c.type_weights)
        raised, framed, granted, made = four(state, Decision.DEMAND, c.uid)
        c.demand, c.framed, c.maker = 0, 0, (1.0 - k.fading) * c.maker
        bending = lever.accommodation - k.usual_accommodation
        space = lever.reach * (1.0 - lever.recruit_none)
        readiness = (
            k.demand
            + k.demand_shortfall * c.shortfall
            + k.demand_need * c.need
            + k.demand_awareness * c.awareness
            + k.demand_consumer * consumer
            + k.demand_pays * bending
        )
        if c.met and raised < sg(readiness):
            scrutiny = 1.0 - (1.0 - lever.explanation) * (1.0 - space * lever.facilitation)
            common = (
                k.framing
                + k.framing_own * (c.own_good - town.rest_own_good)
                + k.framing_solidarity * c.solidarity
                - k.framing_scrutiny * (scrutiny - k.usual_scrutiny)
            )
            c.framed = int(framed < sg(common))
            porosity = k.usual_porosity if c.exited else institutions[c.institution].porosity
            p = (
                k.grant
                + k.grant_accommodation * bending
                + k.grant_framed * c.framed
                + k.grant_porosity * (porosity - k.usual_porosity)
                - k.grant_mandate * (lever.mandate - k.usual_mandate)
            )
            c.demand = 1 if granted < share(p) else 2
            town.demands += 1
            town.demands_framed += c.framed
            if c.demand == 1:
                town.demands_granted += 1
                town.framed_granted += c.framed
                c.satisfaction = c.satisfaction + k.content * (1.0 - c.satisfaction)
            else:
                rankling = k.grievance * (1.0 - c.acceptance) * (1.0 - lever.explanation * c.fairness) * c.need
                c.grievance = share(c.grievance + rankling)
        if c.demand or c.past_complaints >= k.lately:
            readiness = (
                k.making
                + k.making_efficacy * c.efficacy
                + k.making_shortfall * c.shortfall
                + k.making_support * lever.support * space
                + k.making_innovative * innovative
                - k.making_consumer * consumer
                - k.making_coercion * lever.coercion * (1.0 - c.acceptance)
            )
            if made < sg(readiness):
                c.maker = 1.0
                town.made += 1
        if not c.exited:
            served[c.institution].append(c.demand > 0)
    for institution, asked in zip(institutions, served, strict=True):
        target = float(np.mean(asked)) if asked else 0.0
        institution.pressed = institution.pressed + k.pressing * (target - institution.pressed)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(300, seed=3)
    k = any_rules(DEMANDS, luck, far)
    if far < 1.0:  # demands and makers are rare: more of them, so that the rest of the rule is seen
        k = k._replace(demand=-0.5, making=-1.5)
    made = 0

    def others(state: State) -> None:
        nonlocal made
        made += int(state.municipalities.made.sum())
        any_levers(state, luck)
        stir(state, luck, "citizens", "met", "exited", "shortfall", "need", "awareness", "own_good", "solidarity")
        stir(state, luck, "citizens", "acceptance", "fairness", "efficacy")
        stir(state, luck, "citizens", "past_complaints", high=2.0)
        stir(state, luck, "institutions", "porosity")

    state.municipalities.made[:] = 0
    follow(state, DEMANDS, k, oracle, others, months=6)
    assert far == 1.0 or made > 10


def busy_town(n: int = 4000, **levers: Any) -> State:
    """One municipality where everybody meets the service every month, a little let down."""
    state = fake_state(n, seed=10, municipalities=1)
    set_levers(state, **levers)
    c = state.citizens
    c.met[:], c.shortfall[:], c.past_complaints[:], c.maker[:], c.grievance[:] = 1, 0.05, 0.0, 0.0, 0.0
    state.municipalities.rest_own_good[:] = 0.6
    return state


def live(state: State, months: int, **rules: float) -> dict[str, float]:
    """Demands per citizen and month, and shares of demands, while some months pass."""
    m, total = state.municipalities, np.zeros(5)
    for _ in range(months):
        DEMANDS.step(state, DEMANDS.rules(**rules))
        total += [m.demands[0], m.demands_framed[0], m.demands_granted[0], m.framed_granted[0], m.made[0]]
        next_month(state)
    raised, framed, granted, both, made = total
    return {
        "raised": raised / m.citizens[0] / months, "framed": framed / raised, "granted": granted / raised,
        "gain": both / framed - (granted - both) / (raised - framed), "made": made / raised,
    }  # fmt: skip


def year(months: int = 24, rules: dict[str, float] | None = None, **levers: Any) -> dict[str, float]:
    return live(busy_town(**levers), months, **(rules or {}))


OPEN = {"reach": 1.0, "recruit_open": 1.0, "recruit_none": 0.0}


def test_as_usual_half_of_the_demands_are_granted_and_two_in_five_speak_for_all() -> None:
    usual = year()
    assert 0.1 < usual["raised"] < 0.2
    assert usual["framed"] == pytest.approx(0.4, abs=0.06)
    assert usual["granted"] == pytest.approx(0.5, abs=0.06)
    assert 0.0 < usual["made"] < 0.05


def test_calling_a_wish_the_common_good_gets_it_granted_more_often() -> None:
    assert year(months=60)["gain"] == pytest.approx(0.15, abs=0.04)
    assert year(months=60, rules={"grant_framed": 0.0})["gain"] == pytest.approx(0.0, abs=0.04)


def test_scrutiny_keeps_people_from_speaking_for_all() -> None:
    usual = year()["framed"]
    assert year(explanation=1.0)["framed"] < usual - 0.1
    assert year(facilitation=1.0, **OPEN)["framed"] < usual - 0.1
    assert year(facilitation=1.0)["framed"] == usual  # no forum, nobody looks


def test_who_takes_the_own_wish_for_the_common_good_calls_it_so_unless_the_sign_is_turned() -> None:
    for sign in (-1.5, 1.5):
        state = busy_town()
        live(state, 1, demand=3.0, framing_own=sign)
        c = state.citizens
        asked = (c.voice == 1) & (c.demand > 0)
        own, common = asked & (c.own_good > 0.7), asked & (c.own_good < 0.5)
        assert sign * (c.framed[own].mean() - c.framed[common].mean()) > 0.0


def test_accommodation_grants_and_draws_demands_professional_judgement_refuses() -> None:
    usual, bent = year(), year(accommodation=0.8)
    assert bent["granted"] > usual["granted"] + 0.2
    assert bent["raised"] > 1.3 * usual["raised"]
    assert year(mandate=1.0)["granted"] < usual["granted"] - 0.08


def test_a_porous_institution_grants_more() -> None:
    tight, porous = fake_state(3000, seed=2, silent=0.0), fake_state(3000, seed=2, silent=0.0)
    tight.institutions.porosity[:], porous.institutions.porosity[:] = 0.1, 0.9
    for state in (tight, porous):
        state.citizens.met[:] = 1
        DEMANDS.step(state, DEMANDS.rules(demand=0.0))
    assert porous.municipalities.demands_granted.sum() > 1.2 * tight.municipalities.demands_granted.sum()


def test_a_refusal_rankles_less_where_it_is_accepted_or_explained() -> None:
    def rankling(accept: float, **levers: float) -> float:
        state = fake_state(3000, seed=2, silent=0.0)
        set_levers(state, **levers)
        state.citizens.met[:], state.citizens.grievance[:], state.citizens.acceptance[:] = 1, 0.0, accept
        DEMANDS.step(state, DEMANDS.rules(demand=0.0))
        c = state.citizens
        assert c.grievance[c.demand != 2].max() == 0.0
        return float(c.grievance[c.demand == 2].mean())

    assert rankling(1.0) == 0.0
    assert 0.0 < rankling(0.5, explanation=1.0) < 0.7 * rankling(0.5, explanation=0.0)


def test_need_and_awareness_make_demands_resources_do_not() -> None:
    """Particularised contacts are driven by need and awareness, not by schooling (Barcelona, Florida)."""
    state = busy_town()
    c = state.citizens
    count = np.zeros(c.n)
    for _ in range(60):
        DEMANDS.step(state, DEMANDS.rules())
        count += c.demand > 0
        next_month(state)
    voice = c.voice == 1
    assert count[voice & (c.need > 0.35)].mean() > 1.15 * count[voice & (c.need < 0.15)].mean()
    assert "resources" not in DEMANDS.reads["citizens"]


def test_room_and_support_turn_demands_into_making_and_coercion_does_not() -> None:
    usual = year()["made"]
    assert year(support=1.0, **OPEN)["made"] > 1.8 * usual
    assert year(support=1.0)["made"] == pytest.approx(usual)  # support for nobody
    assert year(coercion=1.0)["made"] < 0.8 * usual


def test_the_innovative_turn_to_making_more_than_consumers() -> None:
    state = busy_town()
    live(state, 48, making=-3.0)
    c = state.citizens
    main, voice = c.type_weights.argmax(axis=1), c.voice == 1
    # though consumers raise more demands, and so have more occasions to turn
    assert c.maker[voice & (main == 1)].mean() > 1.1 * c.maker[voice & (main == 2)].mean()


def test_with_the_same_levers_nothing_drifts() -> None:
    state = busy_town()
    live(state, 48)
    maker, pressed = state.citizens.maker.mean(), state.institutions.pressed.mean()
    live(state, 120)
    assert state.citizens.maker.mean() == pytest.approx(maker, abs=0.01)
    assert state.institutions.pressed.mean() == pytest.approx(pressed, abs=0.02)


def test_no_citizens_no_demands() -> None:
    state = fake_state(60, silent=0.0)
    state.citizens.voice[:] = 0
    DEMANDS.step(state, DEMANDS.rules(demand=3.0))
    assert state.municipalities.demands.sum() == 0
    assert np.isfinite(state.institutions.pressed).all()
