"""Choice: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import UNITS_A_SECTOR, fake_state, next_month, set_levers
from views import any_levers, any_rules, bell, chance, follow, four, stir, views, voices

from sim.processes import choice
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

CHOICE = process(choice)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    institutions, towns, levers = (views(state, name) for name in ("institutions", "municipalities", "levers"))
    faster = k.settling if state.resting else 1.0
    gone = [0] * len(towns)
    whim = [k.whim * bell(state, Decision.PROVIDER, row, 1) for row in range(len(institutions))]
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        free, consumer = lever.choice - k.usual_choice, float(c.type_weights[2])
        if c.exited:
            c.exited = int(chance(state, Decision.EXIT, c.uid) >= faster * k.back)
        elif c.met:
            own = institutions[c.institution]
            readiness = (
                k.leave
                + k.leave_shortfall * c.shortfall
                + k.leave_choice * free
                + consumer * k.leave_consumer
                + consumer * 2.0 * k.leave_rankings * (lever.rankings - k.usual_rankings) * (1.0 - own.rank)
                + consumer * whim[c.institution]
                - k.leave_need * c.need
                - k.leave_cost * (1.0 - c.resources)
                + k.leave_others * (town.elsewhere - town.rest_elsewhere)
            )
            if own.sector == 0:  # home care
                readiness += k.leave_home_care
            if chance(state, Decision.EXIT, c.uid) < faster * sg(readiness):
                outside, which, taken, _ = four(state, Decision.PROVIDER, c.uid)
                chase = lever.rankings * (k.chase_awareness * c.awareness + k.chase_consumer * consumer)
                others = [
                    row
                    for row, each in enumerate(institutions)
                    if (each.municipality, each.sector) == (own.municipality, own.sector) and row != c.institution
                ]
                pull = np.exp([chase * (institutions[row].rank - 0.5) for row in others])
                private = k.private_young if own.sector in (1, 2) else k.private
                hard = (c.need + 1.0 - c.resources) / 2.0
                accepts = 1.0 - k.creaming * free * hard
                if not others or outside < private / (private + (1.0 - private) * pull.mean()):
                    c.exited = int(taken < accepts)
                else:
                    there = others[int(np.searchsorted(np.cumsum(pull), which * pull.sum(), side="right"))]
                    if taken < accepts - k.full * max(institutions[there].load - 1.0, 0.0):
                        c.institution = there
        gone[c.municipality] += c.exited
    for town, left in zip(towns, gone, strict=True):
        town.elsewhere = left / town.citizens
        if state.resting:
            town.rest_elsewhere = left / town.citizens


@pytest.mark.parametrize("resting", [False, True], ids=["awake", "resting"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(300, seed=4)
    state.resting = resting
    # three institutions of one service in one town, and one alone in the other, for the choice among many and none
    state.institutions.sector[2], state.institutions.sector[22] = 0, 4
    k = any_rules(CHOICE, luck, far)
    if far < 1.0:  # leaving is rare: more of it, so that the rest of the rule is seen
        k = k._replace(leave=1.0, back=0.2, leave_need=1.0)
    moved = []

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "met", "shortfall", "need", "awareness", "resources")
        stir(state, luck, "institutions", "rank")
        stir(state, luck, "institutions", "load", high=1.6)
        moved.append(state.citizens.institution.copy())

    follow(state, CHOICE, k, oracle, others, months=6)
    assert far == 1.0 or (moved[0] != moved[-1]).sum() > 10


def free_town(n: int = 4000, **levers: float) -> State:
    """One municipality in which everybody meets the service, nothing falls short and nobody has left."""
    state = fake_state(n, seed=10, municipalities=1)
    set_levers(state, **levers)
    c = state.citizens
    c.met[:], c.shortfall[:], c.exited[:] = 1, 0.0, 0
    state.municipalities.elsewhere[:], state.municipalities.rest_elsewhere[:] = 0.0, 0.0
    state.institutions.rank[:] = np.tile([0.0, 1.0], state.institutions.n // 2)
    return state


def live(state: State, months: int = 24, **rules: float) -> State:
    for _ in range(months):
        CHOICE.step(state, CHOICE.rules(**rules))
        next_month(state)
    return state


def left(state: State, who: Any = True) -> float:
    return float(state.citizens.exited[(state.citizens.voice == 1) & who].mean())


def test_those_let_down_leave_more() -> None:
    badly = free_town()
    badly.citizens.shortfall[:] = 0.3
    assert left(live(badly)) > 1.2 * left(live(free_town()))


def test_the_consumer_leaves_more_than_the_traditional_citizen() -> None:
    state = live(free_town())
    main = state.citizens.type_weights.argmax(axis=1)
    assert left(state, main == 2) > 1.1 * left(state, main == 0)


def test_a_way_out_is_used() -> None:
    assert left(live(free_town(choice=1.0))) > 1.8 * left(live(free_town(choice=0.0)))


def test_practical_help_is_left_three_times_as_often_as_personal_care() -> None:
    """Other providers of practical help .457, of personal care .092."""
    state = free_town()
    state.citizens.need[:] = np.tile([0.25, 0.5], state.citizens.n // 2)
    live(state, months=6)
    assert left(state, state.citizens.need < 0.3) > 3.0 * left(state, state.citizens.need > 0.3)


def test_league_tables_move_consumers_towards_the_first() -> None:
    def gain(rankings: float) -> float:
        state = free_town(rankings=rankings, choice=0.9)
        state.institutions.sector[:] = np.repeat([0, 3, 4], 4)
        state.institutions.rank[:] = np.tile([0.0, 1 / 3, 2 / 3, 1.0], 3)
        before = state.citizens.institution.copy()
        live(state, private=0.2, leave_need=0.0, whim=0.0)
        c = state.citizens
        moved = (c.voice == 1) & (c.exited == 0) & (c.institution != before) & (c.type_weights[:, 2] > 0.5)
        rank = state.institutions.rank
        return float((rank[c.institution] - rank[before])[moved].mean())

    assert gain(0.0) == pytest.approx(0.0, abs=0.05)
    assert gain(1.0) > 0.25


def test_who_moves_stays_in_the_service_and_the_municipality() -> None:
    state = fake_state(2000, seed=2)
    before = state.citizens.institution.copy()
    live(state, leave=1.0, private=0.05, private_young=0.05)
    after = state.citizens.institution
    assert (after != before).sum() > 200
    assert (after // UNITS_A_SECTOR == before // UNITS_A_SECTOR).all()


def test_where_choice_is_free_the_hard_are_not_taken() -> None:
    def hard_against_easy(creaming: float) -> float:
        state = free_town(choice=1.0)
        c = state.citizens
        c.need[:], hard = 0.3, c.uid % 2 == 0
        c.resources[:] = np.where(hard, 0.1, 0.9)
        live(state, months=1, leave=0.0, leave_cost=0.0, creaming=creaming, full=0.0)
        return left(state, hard) / left(state, ~hard)

    assert hard_against_easy(0.0) == pytest.approx(1.0, abs=0.08)
    # ½·(.3 + 1 − .1) of the hard and ½·(.3 + 1 − .9) of the easy are not taken, times what choice goes beyond the usual
    assert hard_against_easy(1.0) == pytest.approx((1.0 - 0.8 * 0.6) / (1.0 - 0.8 * 0.2), abs=0.06)


def test_what_others_have_done_more_do() -> None:
    seen, unseen = free_town(), free_town()
    seen.municipalities.elsewhere[:] = 0.3
    live(seen, 1, leave=-1.0), live(unseen, 1, leave=-1.0)
    assert left(seen) > 1.2 * left(unseen)


def test_the_consumer_is_unpredictable_and_no_less_trusting() -> None:
    """Whims make the flow from an institution vary more than chance does, and touch no trust."""

    def unevenness(whim: float) -> float:
        state = free_town(6000)
        c, flows = state.citizens, []
        c.type_weights[:] = [0.1, 0.1, 0.8]
        trust = c.trust_staff.copy()
        for _ in range(40):
            c.exited[:] = 0
            CHOICE.step(state, CHOICE.rules(whim=whim, leave=-1.0, private=0.95, private_young=0.95))
            flows.append(np.bincount(c.institution[c.exited == 1], minlength=state.institutions.n))
            next_month(state)
        np.testing.assert_array_equal(c.trust_staff, trust)
        counts = np.array(flows, dtype=float)
        return float((counts.var(axis=0) / counts.mean(axis=0)).mean())

    assert unevenness(0.0) < 1.2
    assert unevenness(0.6) > 1.5 * unevenness(0.0)


def test_at_rest_people_move_faster_and_what_is_found_becomes_usual() -> None:
    still, resting = free_town(), free_town()
    resting.resting = True
    live(still, 6), live(resting, 6)
    assert left(resting) > 3.0 * left(still)
    np.testing.assert_allclose(resting.municipalities.rest_elsewhere, left(resting), rtol=1e-6)
    assert still.municipalities.rest_elsewhere[0] == 0.0
