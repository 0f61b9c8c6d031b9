"""Volunteering: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import volunteering
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

VOLUNTEERING = process(volunteering)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        traditional, innovative, _ = (float(w) for w in c.type_weights)
        if c.volunteer:
            p = k.stop + k.early * math.exp(-c.tenure / k.settling) + (k.fatigue if c.tenure > k.tired else 0.0)
            goes_on = chance(state, Decision.VOLUNTEER, c.uid) >= p
        else:
            readiness = (
                k.begin
                + k.resources * (c.resources - town.rest_resources)
                + k.schooling * c.education_score
                + k.duty * (traditional - town.rest_traditional)
                + k.meaning * (innovative - town.rest_innovative)
                + k.neighbours * (c.near_volunteering - town.rest_volunteering)
                + lever.volunteering * (k.lever + k.asking * (c.near_volunteering - town.rest_volunteering))
            )
            goes_on = chance(state, Decision.VOLUNTEER, c.uid) < sg(readiness)
        c.tenure = c.tenure + 1 if c.volunteer and goes_on else 0
        c.volunteer = int(goes_on)
    if state.resting:
        for row, town in enumerate(towns):
            mine = [c.volunteer for c in voices(state) if c.municipality == row]
            town.rest_volunteering = sum(mine) / len(mine)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting
    k = any_rules(VOLUNTEERING, luck, far)
    if far == 0.5:  # few begin, whatever else is drawn; here many do
        k = k._replace(begin=-1.0)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "near_volunteering")
        stir(state, luck, "municipalities", "rest_resources", "rest_traditional", "rest_innovative")
        if not resting:
            stir(state, luck, "municipalities", "rest_volunteering")
            stir(state, luck, "citizens", "tenure", high=90)

    follow(state, VOLUNTEERING, k, oracle, others, months=6)


def town(volunteers: float, n: int = 8000, effort: float = 0.0) -> State:
    """A state of equal citizens, an average one each, a share of them volunteers of some months."""
    state = fake_state(n, seed=5, silent=0.0)
    set_levers(state, volunteering=effort)
    c, m = state.citizens, state.municipalities
    c.education_score[:], c.resources[:], m.rest_resources[:] = 0.0, 0.5, 0.5
    c.type_weights[:] = (0.4, 0.2, 0.4)
    m.rest_traditional[:], m.rest_innovative[:], m.rest_volunteering[:] = 0.4, 0.2, 0.37
    c.near_volunteering[:] = 0.37
    c.volunteer[:] = np.arange(n) < volunteers * n
    c.tenure[:] = 20 * c.volunteer
    return state


def began(state: State) -> float:
    """Share of those who did not volunteer that begins this month."""
    before = state.citizens.volunteer == 0
    VOLUNTEERING.step(state, VOLUNTEERING.rules(begin=-2.0))
    return float(state.citizens.volunteer[before].mean())


@pytest.mark.parametrize("tenure, chance", [(0, 0.11), (10, 0.02 + 0.09 / math.e), (60, 0.0202), (61, 0.0302)])
def test_volunteering_is_hard_to_stop_once_the_first_year_is_over_and_tires_after_five(
    tenure: int, chance: float
) -> None:
    state = town(1.0)
    state.citizens.tenure[:] = tenure
    VOLUNTEERING.step(state, VOLUNTEERING.rules())
    stopped = state.citizens.volunteer == 0
    assert stopped.mean() == pytest.approx(chance, abs=0.007)
    assert set(state.citizens.tenure[stopped]) == {0}
    assert set(state.citizens.tenure[~stopped]) == {tenure + 1}


def test_the_average_citizen_begins_as_the_coefficient_says() -> None:
    assert began(town(0.0)) == pytest.approx(sg(-2.0), abs=0.01)


def test_duty_moves_the_traditional_and_meaning_the_innovative_citizen_more() -> None:
    shares = []
    for weights in ((0.9, 0.05, 0.05), (0.05, 0.9, 0.05), (0.05, 0.05, 0.9)):
        state = town(0.0)
        state.citizens.type_weights[:] = weights
        shares.append(began(state))
    traditional, innovative, consumer = shares
    assert consumer < traditional < innovative
    assert innovative == pytest.approx(sg(-2.0 + 0.6 * (0.05 - 0.4) + 2.0 * (0.9 - 0.2)), abs=0.015)


def test_company_effort_and_resources_win_volunteers() -> None:
    alone = town(0.0)
    alone.citizens.near_volunteering[:] = 0.0
    rich = town(0.0)
    rich.citizens.resources[:] = 0.9
    assert began(alone) < began(town(0.0)) - 0.02
    assert began(town(0.0, effort=0.5)) == pytest.approx(sg(-1.85), abs=0.01)
    assert began(rich) == pytest.approx(sg(-2.0 + 0.9 * 0.4), abs=0.015)


def test_the_effort_reaches_further_where_more_volunteer() -> None:
    gain = []
    for near in (0.1, 0.37, 0.6):
        began_in = []
        for effort in (0.0, 1.0):
            state = town(0.0, effort=effort)
            state.citizens.near_volunteering[:] = near
            share = began(state)
            began_in.append(math.log(share / (1.0 - share)))
        gain.append(began_in[1] - began_in[0])
    assert gain == pytest.approx([0.3 + 0.3 * (near - 0.37) for near in (0.1, 0.37, 0.6)], abs=0.1)
    assert gain[0] < gain[1] < gain[2]


def test_a_wave_of_volunteers_ebbs_away_though_company_draws() -> None:
    """The neighbours' example draws, but not so hard that it keeps a town of volunteers where it once was."""
    shares = []
    for start in (0.05, 0.8):
        state = town(start, n=2000)
        for _ in range(120):
            state.citizens.near_volunteering[:] = state.citizens.volunteer.mean()
            VOLUNTEERING.step(state, VOLUNTEERING.rules())
            next_month(state)
        shares.append(state.citizens.volunteer.mean())
    assert shares[0] == pytest.approx(shares[1], abs=0.06)
    assert 0.2 < shares[0] < 0.6
