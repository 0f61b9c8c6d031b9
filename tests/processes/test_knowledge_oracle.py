"""Knowledge: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, bell, follow, stir, views, voices

from sim.processes import knowledge
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

KNOWLEDGE = process(knowledge)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def inside(x: float) -> float:
    return min(max(x, -1.0), 1.0)


def oracle(state: State, k: Any) -> None:
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        people = [c for c in voices(state) if c.municipality == row]
        s = lever.digital_share
        seen = [lever.data_coverage * ((1.0 - s) * k.paper + s * c.digital) for c in people]
        town.covered = sum(seen) / len(people)
        scarce = math.sqrt((1.0 - town.covered) / (1.0 + k.telling * town.adults * town.covered))
        errors = []
        for issue in range(2):
            if not sum(seen):
                errors.append(1.0)
                continue
            mean = sum(w * float(c.positions[issue]) for w, c in zip(seen, people, strict=True)) / sum(seen)
            square = sum(w * float(c.positions[issue]) ** 2 for w, c in zip(seen, people, strict=True)) / sum(seen)
            errors.append(math.sqrt(square - mean * mean) * scarce)
            town.estimate[issue] = inside(mean + errors[-1] * bell(state, Decision.ESTIMATE, row, issue))
        aware = share(
            k.aware
            + k.aware_honesty * (lever.honesty - k.usual_honesty)
            + k.aware_training * (lever.training - k.usual_training)
        )
        town.doubt = aware * sum(errors) / 2.0
        lean = k.pull * max(lever.data_coverage - k.usual_coverage, 0.0) * k.caution / (k.caution + town.doubt)
        for issue in range(2):
            policy = float(town.policy[issue])
            town.policy[issue] = inside(policy + lean * (float(town.estimate[issue]) - policy))


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(200, seed=3)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "digital")
        stir(state, luck, "citizens", "positions", low=-1.0)
        stir(state, luck, "municipalities", "policy", low=-1.0)

    follow(state, KNOWLEDGE, any_rules(KNOWLEDGE, luck, far), oracle, others, months=8)


def town(months: int = 1, rules: Any = None, **levers: float) -> Any:
    """Estimates of some months, where the digitally able want something else than the others; and the town."""
    state = fake_state(2000, municipalities=1, seed=5, silent=0.0)
    c, m = state.citizens, state.municipalities
    c.digital[:] = np.where(np.arange(c.n) % 2, 0.95, 0.3)
    c.positions[:] = np.where(np.arange(c.n) % 2, 0.4, -0.2)[:, None]
    m.policy[:] = -0.5
    set_levers(state, **levers)
    estimates = []
    for _ in range(months):
        KNOWLEDGE.step(state, rules or KNOWLEDGE.rules())
        estimates.append(m.estimate[0].copy())
        next_month(state)
    return np.array(estimates), m


TRUE = 0.1
"""What all citizens of `town` want on the mean."""


def test_more_data_make_the_estimate_steadier_and_not_fairer() -> None:
    """The deck: big data, and aware of one's own limits."""
    few, many = (town(300, data_coverage=d, digital_share=0.9)[0] for d in (0.1, 0.9))
    assert many.std() < 0.5 * few.std()
    bias = 0.3 * (0.05 + 0.9 * 0.95 - 0.05 - 0.9 * 0.3) / (0.1 + 0.9 * 1.25)
    assert few.mean() - TRUE == pytest.approx(bias, abs=0.02)
    assert many.mean() - TRUE == pytest.approx(bias, abs=0.02)


def test_without_digital_contact_everybody_is_seen_alike() -> None:
    assert town(300, digital_share=0.0)[0].mean() == pytest.approx(TRUE, abs=0.02)


def test_all_that_could_be_seen_was_seen() -> None:
    """Known answer: everybody covered in full, so no doubt and no error."""
    estimates, m = town(1, KNOWLEDGE.rules(paper=1.0), data_coverage=1.0, digital_share=0.0)
    np.testing.assert_allclose(estimates, TRUE, atol=1e-6)
    assert m.covered[0] == pytest.approx(1.0)
    assert m.doubt[0] == pytest.approx(0.0, abs=1e-6)


def test_where_nothing_is_collected_officials_believe_what_they_believed() -> None:
    estimates, m = town(3, data_coverage=0.0)
    assert (estimates == estimates[0]).all()
    assert m.covered[0] == 0.0
    assert m.doubt[0] == pytest.approx(0.6)


def test_decisions_lean_on_data_only_where_more_is_collected_and_less_where_limits_are_known() -> None:
    assert (town(24)[1].policy == -0.5).all()  # at the usual coverage nothing follows from it
    assert (town(24, data_coverage=0.0)[1].policy == -0.5).all()
    sure = town(24, data_coverage=0.8, honesty=0.0, training=0.0)[1].policy
    aware = town(24, data_coverage=0.8, honesty=1.0, training=1.0)[1].policy
    assert (sure > aware).all()
    assert (aware > -0.45).all()


def test_honesty_and_training_own_up_to_the_doubt_there_is() -> None:
    low, high = (town(1, honesty=h, training=h)[1].doubt[0] for h in (0.0, 1.0))
    assert high > 2.0 * low > 0.0
