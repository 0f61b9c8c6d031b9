"""Solidarity: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.processes import solidarity
from sim.processes.form import process
from sim.state import State

SOLIDARITY = process(solidarity)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        service, fairness = c.satisfaction - town.rest_satisfaction, c.fairness - town.rest_fairness
        others = c.near_social - town.rest_near_social
        responsibility = max(lever.user_input - k.usual_input, 0.0)
        target = (
            c.solidarity_level
            + k.service * service
            + k.fairness * fairness
            + k.others * others
            - k.responsibility * responsibility * c.self_regard
        )
        moved = c.solidarity + k.rate * (share(target) - c.solidarity)
        consent = sg(
            k.consent
            + k.consent_solidarity * (moved - 0.5)
            + k.consent_service * service
            + k.consent_fairness * fairness
            + k.consent_others * others
        )
        c.solidarity = moved
        c.tax_consent = c.tax_consent + k.consent_rate * (consent - c.tax_consent)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "satisfaction", "fairness", "self_regard")
        stir(state, luck, "citizens", "near_social", low=-1.0)
        stir(state, luck, "municipalities", "rest_satisfaction", "rest_fairness")
        stir(state, luck, "municipalities", "rest_near_social", low=-1.0)

    follow(state, SOLIDARITY, any_rules(SOLIDARITY, luck, far), oracle, others, months=6)


def lived(months: int, usual: float = 0.0, self_regard: float = 0.5, **levers: float) -> tuple[float, float]:
    """Solidarity and consent to tax of a citizen midway in everything, after some months.

    Args:
        months: how many.
        usual: how far service, fairness and neighbours' trust are above (below) what is usual.
        self_regard: how far citizens put themselves first.
        levers: of the municipality.
    """
    state = fake_state(20, seed=5, silent=0.0, municipalities=1)
    set_levers(state, **levers)
    c, m = state.citizens, state.municipalities
    c.solidarity[:] = c.solidarity_level[:] = c.tax_consent[:] = 0.5
    c.self_regard[:] = self_regard
    m.rest_satisfaction[:], m.rest_fairness[:], m.rest_near_social[:] = 0.6, 0.6, 0.02
    c.satisfaction[:], c.fairness[:], c.near_social[:] = 0.6 + usual, 0.6 + usual, 0.02 + usual
    for _ in range(months):
        SOLIDARITY.step(state, SOLIDARITY.rules())
        next_month(state)
    return float(c.solidarity[0]), float(c.tax_consent[0])


def test_at_rest_nothing_drifts() -> None:
    solidarity, consent = lived(600)
    assert solidarity == pytest.approx(0.5, abs=1e-6)
    assert consent == pytest.approx(sg(0.4), abs=1e-5)


def test_people_pay_where_service_works_and_others_do_their_share_and_consent_can_fall() -> None:
    """The deck: pays his tax with joy. Consent is conditional, in both directions."""
    (up, joy), (down, anger) = lived(600, 0.1), lived(600, -0.1)
    move = 0.1 * (0.20 + 0.15 + 0.20)
    assert (up, down) == pytest.approx((0.5 + move, 0.5 - move), abs=1e-5)
    of_all = 2.0 * move + 0.1 * (1.5 + 1.0 + 1.0)
    assert (joy, anger) == pytest.approx((sg(0.4 + of_all), sg(0.4 - of_all)), abs=1e-5)


def test_consent_moves_faster_than_solidarity() -> None:
    solidarity, consent = lived(12, 0.1)
    assert (solidarity - 0.5) / 0.055 == pytest.approx(1.0 - 0.98**12, rel=1e-4)
    assert (consent - 0.5) / (lived(600, 0.1)[1] - 0.5) > 0.4


def test_who_must_look_after_themselves_looks_less_after_others() -> None:
    usual, more = lived(600)[0], lived(600, user_input=0.8)[0]
    assert more == pytest.approx(0.5 - 0.30 * 0.5 * 0.5, abs=1e-5)
    assert lived(600, self_regard=1.0, user_input=0.8)[0] < more < lived(600, self_regard=0.1, user_input=0.8)[0]
    assert lived(600, user_input=0.0)[0] == usual  # to be asked for less than usual makes nobody more solidary
