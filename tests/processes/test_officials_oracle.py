"""Officials: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views

from sim.processes import officials
from sim.processes.form import process
from sim.state import State

OFFICIALS = process(officials)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def oracle(state: State, k: Any) -> None:
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        mine = [o for o in views(state, "officials") if o.municipality == row]
        units = [u for u in views(state, "institutions") if u.municipality == row]
        f = (town.complaints + k.reversals * town.reversals) * 1000.0 / town.citizens
        gap = town.promise * (1.0 - town.follow)
        if state.resting:
            town.rest_feedback = town.rest_feedback + k.settling * (f - town.rest_feedback) if town.rest_feedback else f
            town.rest_gap = town.rest_gap + k.settling * (gap - town.rest_gap)
            town.rest_weariness = mean([o.exhaustion for o in mine])
        feedback = f / (f + town.rest_feedback) if f or town.rest_feedback else 0.5
        safe = share(
            0.5 + k.safe_slack * (lever.slack - k.usual_slack) + k.safe_honesty * (lever.honesty - k.usual_honesty)
        )
        workers = sum(u.staff for u in units)
        led = sum(u.staff * u.leadership for u in units) / workers if workers else k.usual_leadership
        led = min(max(led + state.context.leadership - 0.5, 0.0), 1.0) if workers else led
        trained, safeguarded = lever.training - k.usual_training, lever.safeguards - k.usual_safeguards
        for o in mine:
            rules = o.rationality_level + k.rationality_safeguards * safeguarded + k.rationality_training * trained
            o.rationality += k.sense_rate * (share(rules) - o.rationality)
            people = o.empathy_level + k.empathy_contact * town.presence + k.empathy_training * trained
            people -= k.empathy_weariness * (o.exhaustion - town.rest_weariness)
            o.empathy += k.sense_rate * (share(people) - o.empathy)
            o.sensitivity = math.sqrt(o.rationality * o.empathy)
            o.learning += k.learning_rate * (share(2.0 * feedback * safe) - o.learning)
            clear = (
                o.clarity_level
                - k.clarity_informality * (town.informality - k.usual_informality)
                - k.clarity_promises * (gap - town.rest_gap)
                - k.clarity_cocreation * town.presence * (1.0 - lever.mandate)
                + k.clarity_safeguards * safeguarded
                + k.clarity_training * trained
                + k.clarity_mandate * (lever.mandate - k.usual_mandate)
                + k.clarity_leadership * (led - k.usual_leadership)
            )
            o.clarity += k.clarity_rate * (share(clear) - o.clarity)
        town.sensitivity = mean([o.sensitivity for o in mine])
        town.learning = mean([o.learning for o in mine])
        town.clarity = mean([o.clarity for o in mine])


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(60, seed=3)
    state.resting = resting
    state.municipalities.rest_feedback[:] = 0.0

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "officials", "exhaustion")
        stir(state, luck, "institutions", "leadership")
        state.context = state.context._replace(leadership=float(luck.uniform()))
        stir(state, luck, "institutions", "staff", high=3)
        stir(state, luck, "municipalities", "presence", "informality", "promise", "follow")
        stir(state, luck, "municipalities", "complaints", "reversals", high=4)

    follow(state, OFFICIALS, any_rules(OFFICIALS, luck, far), oracle, others, months=6)


def office(
    months: int = 120, presence: float = 0.0, complaints: int = 10, reversals: int = 0, rules: Any = None,
    **levers: float,
) -> Any:  # fmt: skip
    """A municipality after some years; it was used to 10 complaints a month and to keeping half its promises."""
    state = fake_state(1000, municipalities=1, seed=4, silent=0.0)
    set_levers(state, **levers)
    m, o = state.municipalities, state.officials
    m.presence[:], m.complaints[:], m.reversals[:], m.rest_feedback[:] = presence, complaints, reversals, 10.0
    m.informality[:], m.promise[:], m.follow[:] = 0.1, 0.2, 0.5
    state.institutions.leadership[:] = 0.5
    for trait in ("rationality", "empathy", "clarity"):
        o.array(f"{trait}_level")[:] = o.array(trait)[:] = 0.6
    o.learning[:], o.exhaustion[:], m.rest_weariness[:] = 0.5, 0.3, 0.3
    for _ in range(months):
        OFFICIALS.step(state, rules or OFFICIALS.rules())
        next_month(state)
    return m


def test_at_rest_nothing_moves() -> None:
    m = office()
    np.testing.assert_allclose([m.sensitivity[0], m.learning[0], m.clarity[0]], [0.6, 0.5, 0.6], rtol=1e-5)


def test_neither_rules_nor_people_alone_make_rational_sensitivity() -> None:
    """The geometric mean: with no sense for people, no sense for rules is enough."""
    cold = OFFICIALS.rules(empathy_weariness=2.0, sense_rate=1.0)
    state = fake_state(60, seed=4)
    state.officials.empathy_level[:], state.officials.rationality_level[:] = 0.0, 1.0
    state.municipalities.rest_weariness[:] = 0.0
    state.municipalities.presence[:] = 0.0
    OFFICIALS.step(state, cold)
    assert (state.officials.rationality > 0.99).all()
    assert (state.officials.sensitivity < 1e-6).all()


def test_mistakes_teach_only_where_they_are_heard_of_and_may_be_spoken_of() -> None:
    """The deck: officials need learning and (new) institutional possibilities."""
    assert office(complaints=0).learning[0] < 0.01  # nobody complains: nothing to learn from
    assert office(complaints=30, slack=0.0, honesty=0.0).learning[0] < 0.01  # nobody dares to say so
    # feedback 30 / 40, safe ½ + ½·½ + ½·.3
    open_office = office(complaints=30, slack=1.0, honesty=1.0).learning[0]
    assert open_office == pytest.approx(share(2 * 0.75 * 0.9), abs=0.01)
    assert office(reversals=1).learning[0] > office().learning[0] + 0.1


def test_landmarks_blur_or_clear() -> None:
    """The deck: to act with authority in a universe of unclear landmarks."""
    usual = office().clarity[0]
    # presence ½ without a mandate: −.25·½·1 − .15·.6
    assert office(presence=0.5, mandate=0.0).clarity[0] == pytest.approx(usual - 0.125 - 0.09, abs=0.01)
    assert office(presence=0.5, mandate=1.0, safeguards=0.95, training=0.8).clarity[0] > usual + 0.1
    clearing = OFFICIALS.rules(clarity_cocreation=-0.5)
    assert office(presence=0.5, mandate=0.3, rules=clearing).clarity[0] > usual


def test_training_safeguards_and_meeting_citizens_sharpen_both_senses() -> None:
    usual = office().sensitivity[0]
    assert office(training=0.8).sensitivity[0] > usual + 0.04
    assert office(safeguards=0.95).sensitivity[0] > usual + 0.01
    assert office(presence=0.5).sensitivity[0] > usual + 0.01
    assert office(presence=0.5, rules=OFFICIALS.rules(empathy_contact=-0.5)).sensitivity[0] < usual - 0.05


def test_well_led_institutions_make_guidelines_clear() -> None:
    """The deck: with leaders in front."""
    badly, well = fake_state(60, seed=4), fake_state(60, seed=4)
    badly.institutions.leadership[:], well.institutions.leadership[:] = 0.2, 0.8
    for state in (badly, well):
        OFFICIALS.step(state, OFFICIALS.rules(clarity_rate=1.0))
    assert (well.municipalities.clarity > badly.municipalities.clarity + 0.05).all()
