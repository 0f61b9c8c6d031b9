"""Cases: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, four, stir, views, voices

from sim.processes import cases
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

CASES = process(cases)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    for row, (town, lever) in enumerate(zip(towns, levers, strict=True)):
        mine = [u for u in views(state, "institutions") if u.municipality == row]
        skill = sum(u.skill * u.staff for u in mine) / sum(u.staff for u in mine)
        town.informality = share(
            k.usual_informality
            + k.informality_cocreation * town.presence
            + k.informality_accommodation * (lever.accommodation - k.usual_accommodation)
        )
        town.error = sg(
            k.error
            + k.error_overload * (town.overload - 1.0)
            + k.error_informality * (town.informality - k.usual_informality)
            - k.error_safeguards * (lever.safeguards - k.usual_safeguards)
            - k.error_skill * (skill - k.usual_skill)
        )
        town.cases = town.errors = town.appeals = town.reversals = 0
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        c.grievance = (1.0 - k.fading) * c.grievance
        c.appealed = 0
        decided, erred, against, appeals = four(state, Decision.CASE, c.uid)
        if decided >= share(k.decision + k.decision_need * c.need):
            continue
        town.cases += 1
        wrong = erred < town.error
        town.errors += wrong
        if wrong:
            adverse = against < k.adverse_error
        else:
            adverse = against < share(
                k.adverse - k.adverse_accommodation * (lever.accommodation - k.usual_accommodation)
            )
        if not adverse:
            continue
        readiness = (
            k.appeal
            + k.appeal_error * wrong
            + k.appeal_awareness * (c.awareness - town.rest_awareness)
            + k.appeal_access * (lever.appeals - k.usual_access)
            + k.appeal_grievance * c.grievance
            - k.appeal_fairness * (c.fairness - town.rest_fairness)
        )
        won = False
        if appeals < sg(readiness):
            c.appealed = 1
            town.appeals += 1
            won = chance(state, Decision.APPEAL, c.uid) < (k.won_error if wrong else k.won)
            town.reversals += won
        if not won:
            acceptance = share(k.acceptance + k.acceptance_learning * lever.minority_learning)
            c.grievance = share(c.grievance + k.grievance * (1.0 - acceptance) * (1.0 - lever.explanation * c.fairness))


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    k = any_rules(CASES, luck, far)
    if not far:  # decisions are rare: more of them, so that the rest of the rule is seen
        k = k._replace(decision=0.2, decision_need=0.5, appeal=-0.5)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "institutions", "skill")
        stir(state, luck, "institutions", "staff", low=1, high=5)
        stir(state, luck, "municipalities", "presence", "rest_awareness", "rest_fairness")
        stir(state, luck, "municipalities", "overload", low=0.25, high=3.0)
        stir(state, luck, "citizens", "awareness", "fairness", "need")

    follow(state, CASES, k, oracle, others, months=6)
    assert state.municipalities.appeals.sum() > 0


def tried(months: int = 48, n: int = 3000, overload: float = 1.0, presence: float = 0.0, **levers: float) -> Any:
    """Cases, errors, appeals and reversals of some years, and how grieved people are after them."""
    state = fake_state(n, seed=9)
    set_levers(state, **levers)
    state.municipalities.overload[:], state.municipalities.presence[:] = overload, presence
    state.institutions.skill[:] = 0.5
    state.citizens.grievance[:] = 0.0
    total = np.zeros(4)
    m = state.municipalities
    for _ in range(months):
        CASES.step(state, CASES.rules())
        total += [m.cases.sum(), m.errors.sum(), m.appeals.sum(), m.reversals.sum()]
        next_month(state)
    return (*total, float(state.citizens.grievance.mean()), float(m.error.mean()))


def test_haste_and_unwritten_ways_make_errors_and_safeguards_prevent_them() -> None:
    usual = tried(1)[-1]
    assert usual == pytest.approx(sg(-2.2), rel=1e-5)
    assert tried(1, overload=1.3)[-1] == pytest.approx(sg(-2.2 + 1.5 * 0.3), rel=1e-5)
    assert tried(1, presence=0.5)[-1] == pytest.approx(sg(-2.2 + 0.2 * 0.5), rel=1e-5)
    assert tried(1, safeguards=0.95)[-1] == pytest.approx(sg(-2.2 - 1.5 * 0.25), rel=1e-5)


def test_errors_are_overturned_more_often_than_right_decisions() -> None:
    """More haste: not only more appeals, but a larger share of them is won."""
    calm, hasty = tried(), tried(overload=2.0)
    assert hasty[0] == calm[0]  # the same decisions
    assert hasty[2] > calm[2]
    assert hasty[3] / hasty[2] > calm[3] / calm[2] + 0.05


def test_a_refusal_rankles_less_where_it_is_explained_and_where_people_learn_to_live_with_it() -> None:
    bare, explained, taught = (tried(explanation=e, minority_learning=t)[4] for e, t in ((0, 0), (1, 0), (0, 1)))
    assert explained < 0.7 * bare
    # acceptance .4 without help, .9 with: what is left of grievance is a sixth
    assert taught == pytest.approx(bare / 6.0, rel=0.02)


def test_to_bend_to_demands_spares_refusals_and_weakens_the_rule() -> None:
    firm, bending = tried(accommodation=0.0), tried(accommodation=1.0)
    assert bending[-1] > firm[-1]
    assert bending[4] < firm[4]
