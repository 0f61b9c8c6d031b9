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
        if state.resting:
            hours, known = town.volunteer_hours, town.rest_hours
            town.rest_hours = known + k.settling * (hours - known) if known else hours
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
            + k.error_media * (town.media - town.rest_media)
            - k.error_learning * (town.learning - k.usual_learning)
            + k.error_clarity * (k.usual_clarity - town.clarity)
            + k.error_volunteers * (town.volunteer_hours - town.rest_hours) / 1000.0
            - k.error_sensitivity * (town.sensitivity - k.usual_sensitivity)
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
            adverse = k.adverse_error
        else:
            adverse = share(k.adverse - k.adverse_accommodation * (lever.accommodation - k.usual_accommodation))
        if against >= share(adverse + k.adverse_coercion * lever.coercion * (1.0 - c.competence)):
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
            rankles = k.grievance * max(0.0, 1.0 - k.grievance_authority * (town.authority - k.usual_authority))
            rankles *= (1.0 - c.acceptance) * (1.0 - lever.explanation * c.fairness)
            c.grievance = share(c.grievance + rankles)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + 20 * resting)
    state = fake_state(seed=3)
    state.resting = resting
    k = any_rules(CASES, luck, far)
    if far < 1.0:  # decisions are rare: more of them, so that the rest of the rule is seen
        k = k._replace(decision=0.2, decision_need=0.5, appeal=-0.5)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "institutions", "skill")
        stir(state, luck, "institutions", "staff", low=1, high=5)
        stir(state, luck, "municipalities", "presence", "rest_awareness", "rest_fairness", "rest_media")
        stir(state, luck, "municipalities", "media", "learning", "clarity", "authority", "sensitivity")
        stir(state, luck, "municipalities", "volunteer_hours", high=2000.0)
        stir(state, luck, "municipalities", "overload", low=0.25, high=3.0)
        stir(state, luck, "citizens", "awareness", "fairness", "need", "acceptance", "competence")

    follow(state, CASES, k, oracle, others, months=6)
    assert state.municipalities.appeals.sum() > 0


USUAL = {
    "overload": 1.0, "presence": 0.0, "media": 0.4, "rest_media": 0.4, "learning": 0.5, "clarity": 0.6,
    "authority": 0.6, "sensitivity": 0.6, "volunteer_hours": 900.0, "rest_hours": 900.0,
}  # fmt: skip


def tried(
    months: int = 48, n: int = 3000, acceptance: float = 0.5, competence: float = 0.5, town: Any = None,
    rules: Any = None, **levers: float,
) -> Any:  # fmt: skip
    """Cases, errors, appeals and reversals of some years, and how grieved people are after them."""
    state = fake_state(n, seed=9)
    set_levers(state, **levers)
    for name, value in {**USUAL, **(town or {})}.items():
        state.municipalities.array(name)[:] = value
    state.institutions.skill[:] = 0.5
    state.citizens.grievance[:] = 0.0
    state.citizens.acceptance[:], state.citizens.competence[:] = acceptance, competence
    total = np.zeros(4)
    m = state.municipalities
    for _ in range(months):
        CASES.step(state, rules or CASES.rules())
        total += [m.cases.sum(), m.errors.sum(), m.appeals.sum(), m.reversals.sum()]
        next_month(state)
    return (*total, float(state.citizens.grievance.mean()), float(m.error.mean()))


def test_haste_and_unwritten_ways_make_errors_and_safeguards_prevent_them() -> None:
    usual = tried(1)[-1]
    assert usual == pytest.approx(sg(-2.2), rel=1e-5)
    assert tried(1, town={"overload": 1.3})[-1] == pytest.approx(sg(-2.2 + 1.5 * 0.3), rel=1e-5)
    assert tried(1, town={"presence": 0.5})[-1] == pytest.approx(sg(-2.2 + 0.2 * 0.5), rel=1e-5)
    assert tried(1, safeguards=0.95)[-1] == pytest.approx(sg(-2.2 - 1.5 * 0.25), rel=1e-5)


def test_errors_are_overturned_more_often_than_right_decisions() -> None:
    """More haste: not only more appeals, but a larger share of them is won."""
    calm, hasty = tried(), tried(town={"overload": 2.0})
    assert hasty[0] == calm[0]  # the same decisions
    assert hasty[2] > calm[2]
    assert hasty[3] / hasty[2] > calm[3] / calm[2] + 0.05


@pytest.mark.parametrize(
    ("town", "logit"),
    [
        ({"media": 0.9}, 0.4 * 0.5),
        ({"learning": 1.0}, -0.6 * 0.5),
        ({"clarity": 0.2}, 0.5 * 0.4),
        ({"volunteer_hours": 2900.0}, 0.1 * 2.0),
        ({"sensitivity": 0.9}, -0.5 * 0.3),
    ],
)
def test_quick_answers_and_blurred_landmarks_make_errors_and_learning_prevents_them(town: Any, logit: float) -> None:
    assert tried(1, town=town)[-1] == pytest.approx(sg(-2.2 + logit), rel=1e-5)


def test_volunteers_may_make_errors_or_prevent_them() -> None:
    careful = CASES.rules(error_volunteers=-0.5)
    assert tried(1, town={"volunteer_hours": 2900.0}, rules=careful)[-1] == pytest.approx(sg(-2.2 - 1.0), rel=1e-5)


def test_a_refusal_rankles_less_where_it_is_explained_and_where_people_have_learnt_to_live_with_it() -> None:
    bare, explained, taught = (tried(explanation=e, acceptance=a)[4] for e, a in ((0, 0.4), (1, 0.4), (0, 0.9)))
    assert explained < 0.7 * bare
    # of six tenths that are not accepted, one is left
    assert taught == pytest.approx(bare / 6.0, rel=0.02)


def test_a_refusal_rankles_more_where_authority_is_weak() -> None:
    weak, strong = (tried(town={"authority": a})[4] for a in (0.2, 1.0))
    # h_A = ½: 1 + .2 against 1 − .2
    assert weak == pytest.approx(1.5 * strong, rel=0.05)


def test_coercion_goes_against_those_who_can_do_least() -> None:
    """The deck: mild coercion. Nothing at the baseline, and nothing for those who can do all by themselves."""
    least, able = (tried(competence=c, coercion=1.0)[4] for c in (0.0, 1.0))
    assert able == tried(competence=1.0)[4] == tried(competence=0.0)[4]
    assert least > 1.4 * able


def test_to_bend_to_demands_spares_refusals_and_weakens_the_rule() -> None:
    firm, bending = tried(accommodation=0.0), tried(accommodation=1.0)
    assert bending[-1] > firm[-1]
    assert bending[4] < firm[4]
