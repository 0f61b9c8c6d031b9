"""Communication: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views

from sim.processes import communication
from sim.processes.form import process
from sim.state import State

COMMUNICATION = process(communication)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    for town, lever in zip(views(state, "municipalities"), views(state, "levers"), strict=True):
        if state.resting:
            town.rest_service += k.rest_rate * (town.service - town.rest_service)
        gap = town.promise * (1.0 - town.follow)
        decline = max(town.rest_service - town.service, 0.0)
        loss = decline + k.promised * max(gap - town.rest_gap, 0.0)
        target = share(
            k.usual_credibility
            + k.reasons * (lever.explanation * lever.honesty - k.usual_reasons)
            - k.spin * lever.communication * (1.0 - lever.honesty) * loss
        )
        rate = k.losing if target < town.credibility else k.winning
        if state.resting:
            rate = max(rate, k.settling)
        town.credibility += rate * (target - town.credibility)
        much = decline / k.full_decline if decline < k.full_decline else 1.0
        town.account = share(k.account * town.credibility * lever.communication * much)
        if state.resting:
            town.rest_credibility = town.credibility


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(60, municipalities=6, seed=3)
    state.resting = resting

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "municipalities", "service", low=0.7)
        stir(state, luck, "municipalities", "promise", "follow", "rest_gap")

    follow(state, COMMUNICATION, any_rules(COMMUNICATION, luck, far), oracle, others, months=8)


def told(
    months: int, service: float = 0.855, follow: float = 0.5, state: State | None = None, **levers: float
) -> State:
    """A municipality that was used to a quality of .855 and to keeping half its promises."""
    if state is None:
        state = fake_state(20, municipalities=1, seed=4)
        m = state.municipalities
        m.credibility[:] = m.rest_credibility[:] = 0.8
        m.rest_service[:], m.rest_gap[:], m.promise[:] = 0.855, 0.1, 0.2
    set_levers(state, **levers)
    state.municipalities.service[:], state.municipalities.follow[:] = service, follow
    for _ in range(months):
        COMMUNICATION.step(state, COMMUNICATION.rules())
        next_month(state)
    return state


def test_at_rest_nothing_moves_and_there_is_nothing_to_explain_away() -> None:
    m = told(120).municipalities
    assert m.credibility[0] == pytest.approx(0.8, abs=1e-5)
    assert m.account[0] == 0.0
    assert told(12, communication=1.0, honesty=0.0).municipalities.account[0] == 0.0


def test_spin_helps_for_a_while_and_is_not_believed_in_the_end() -> None:
    """The deck: to be able to explain losses away. Short-run relief, long-run loss of credibility."""
    spin = {"communication": 0.9, "honesty": 0.3}
    first, later = told(1, service=0.78, **spin), told(120, service=0.78, **spin)
    assert first.municipalities.account[0] > 0.3
    assert later.municipalities.credibility[0] < 0.5
    assert later.municipalities.account[0] < 0.6 * first.municipalities.account[0]


def test_honest_communication_keeps_what_it_wins() -> None:
    honest = {"communication": 0.9, "honesty": 1.0, "explanation": 0.9}
    later = told(120, service=0.78, **honest).municipalities
    assert later.credibility[0] > 0.85
    assert later.account[0] == pytest.approx(0.5 * later.credibility[0] * 0.9, rel=1e-5)


def test_who_says_nothing_spends_nothing_and_where_nothing_is_lost_nothing_is_spent() -> None:
    silent = told(120, service=0.6, communication=0.0).municipalities
    assert silent.account[0] == 0.0
    assert silent.credibility[0] == pytest.approx(0.8, abs=1e-5)
    calm = told(120, communication=1.0, honesty=0.3, explanation=0.7).municipalities
    assert calm.credibility[0] == pytest.approx(0.8, abs=1e-5)


def test_only_what_got_worse_is_explained_away_and_a_little_only_in_part() -> None:
    accounts = [told(1, service=0.855 - decline).municipalities.account[0] for decline in (-0.02, 0.0, 0.025, 0.05)]
    assert accounts[:2] == [0.0, 0.0]
    assert accounts[2] == pytest.approx(accounts[3] / 2.0, rel=0.02)
    assert told(1, service=0.6).municipalities.account[0] == pytest.approx(accounts[3], rel=0.02)


def test_promises_that_are_not_carried_out_are_losses_too_but_lesser_ones_than_worse_services() -> None:
    """Five years of spin and broken promises leave belief; with worse services, too, much less of it."""

    def believed(promise: float, follow: float, service: float) -> float:
        state = told(0)
        state.municipalities.promise[:] = promise
        spin = {"communication": 0.9, "honesty": 0.2}
        return float(told(60, service=service, follow=follow, state=state, **spin).municipalities.credibility[0])

    kept, broken, worse = believed(0.5, 0.8, 0.855), believed(0.5, 0.2, 0.855), believed(0.5, 0.2, 0.81)
    assert 0.5 < broken < 0.7 < kept
    assert worse < broken - 0.15


def test_belief_is_lost_faster_than_it_is_won_back() -> None:
    state = told(24, service=0.75, communication=0.9, honesty=0.2)
    low = state.municipalities.credibility[0]
    told(24, service=0.855, state=state, communication=0.2, honesty=0.7)
    back = state.municipalities.credibility[0]
    assert 0.0 < back - low < 0.6 * (0.8 - low)
