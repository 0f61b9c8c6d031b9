"""Belonging: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, follow, stir, views, voices

from sim.processes import belonging
from sim.processes.form import process
from sim.rows.row import Row
from sim.state import State

BELONGING = process(belonging)
CAME, CHANGED = 2, 6


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns = views(state, "municipalities")
    for c in voices(state):
        town = towns[c.municipality]
        left_out = max(max(c.near_attendance - c.asked, 0.0) - town.rest_near_attendance, 0.0)
        target = (
            c.external_efficacy_level
            + k.answer * c.answer
            + k.fairness * (c.fairness - town.rest_fairness)
            - k.left_out * left_out
        )
        c.external_efficacy += k.rate * (share(target) - c.external_efficacy)
        c.realised_influence = (1.0 - k.fading) * c.realised_influence + (c.stage == CHANGED)
        together = c.met or c.complained or c.appealed or c.stage >= CAME
        c.months_apart = 0 if together else min(c.months_apart + 1, 255)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    stir(state, luck, "citizens", "months_apart", high=255)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "fairness", "near_attendance", "asked")
        state.citizens.answer[:] = luck.uniform(-1.0, 1.0, state.citizens.n)
        stir(state, luck, "citizens", "stage", high=6)
        stir(state, luck, "municipalities", "rest_fairness")
        stir(state, luck, "municipalities", "rest_near_attendance", high=0.5)
        for flag in ("met", "complained", "appealed"):  # enough of them are left alone for a year
            state.citizens.array(flag)[:] = luck.random(state.citizens.n) < 0.1
        state.citizens.stage[luck.random(state.citizens.n) < 0.7] = 0

    follow(state, BELONGING, any_rules(BELONGING, luck, far), oracle, others, months=8)


def alike(**columns: float) -> State:
    """Alike citizens in a town at rest, who take no part in anything."""
    state = fake_state(20, seed=5, silent=0.0, municipalities=1)
    c, m = state.citizens, state.municipalities
    c.external_efficacy[:] = c.external_efficacy_level[:] = 0.4
    c.answer[:], c.fairness[:], m.rest_fairness[:] = 0.0, 0.6, 0.6
    c.near_attendance[:], m.rest_near_attendance[:], c.asked[:] = 0.1, 0.1, 0.0
    for flag in (c.stage, c.met, c.complained, c.appealed, c.months_apart, c.realised_influence):
        flag[:] = 0
    for name, value in columns.items():
        c.array(name)[:] = value
    return state


def later(state: State, months: int) -> Row:
    """The first citizen after some months, in which nothing else happens."""
    for _ in range(months):
        BELONGING.step(state, BELONGING.rules())
        next_month(state)
    return views(state, "citizens")[0]


def test_at_rest_nothing_drifts() -> None:
    assert later(alike(), 600).external_efficacy == pytest.approx(0.4, abs=1e-6)


def test_whoever_is_answered_learns_that_the_authority_responds() -> None:
    assert later(alike(answer=0.5), 600).external_efficacy == pytest.approx(0.4 + 0.4 * 0.5, abs=1e-5)
    assert later(alike(answer=-0.5), 600).external_efficacy == pytest.approx(0.4 - 0.4 * 0.5, abs=1e-5)
    assert later(alike(answer=0.5), 10).external_efficacy == pytest.approx(0.6 - 0.2 * 0.97**10, rel=1e-5)


def test_fair_treatment_counts_too() -> None:
    assert later(alike(fairness=0.9), 600).external_efficacy == pytest.approx(0.4 + 0.2 * 0.3, abs=1e-5)


def test_what_binds_some_sets_others_apart() -> None:
    """The deck: it creates exclusion and distance at the same time. Whoever was asked as often does not feel it."""
    outside, inside = (later(alike(near_attendance=0.6, asked=asked), 600).external_efficacy for asked in (0.0, 0.6))
    assert outside == pytest.approx(0.4 - 0.3 * 0.5, abs=1e-5)
    assert inside == pytest.approx(0.4, abs=1e-6)
    # fewer neighbours in projects than usual brings nobody nearer
    assert later(alike(near_attendance=0.0), 600).external_efficacy == pytest.approx(0.4, abs=1e-6)


def test_it_is_forgotten_what_one_has_moved() -> None:
    assert later(alike(stage=CHANGED), 600).realised_influence == pytest.approx(1.0 / 0.083, rel=1e-4)
    assert later(alike(stage=CHANGED - 1), 1).realised_influence == 0.0
    assert later(alike(realised_influence=1.0), 12).realised_influence == pytest.approx(0.917**12, rel=1e-5)


@pytest.mark.parametrize("meeting", ["met", "complained", "appealed", "stage"])
def test_any_dealing_with_the_authority_ends_the_months_apart(meeting: str) -> None:
    apart = alike()
    assert later(apart, 5).months_apart == 5
    apart.citizens.array(meeting)[:] = CAME if meeting == "stage" else 1
    assert later(apart, 1).months_apart == 0
    apart.citizens.array(meeting)[:] = 1 if meeting == "stage" else 0  # an invitation alone is no dealing
    assert later(apart, 300).months_apart == 255
