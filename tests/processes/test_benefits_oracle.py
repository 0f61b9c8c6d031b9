"""Benefits: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, follow, stir, views, voices

from sim.agents.citizen import SECTORS
from sim.agents.municipality import DOMAINS
from sim.processes import benefits
from sim.processes.form import process
from sim.state import State

BENEFITS = process(benefits)
WATER, TOWN_PLANNING, BIG_DATA, WELFARE, HOME_CARE = range(5)
OWN = {
    "home_care": "home_care",
    "day_care": "welfare",
    "schools": "welfare",
    "town_planning": "town_planning",
    "culture": "town_planning",
    "digital_services": "big_data",
}
HORIZON = {"water": 1.0, "town_planning": 0.9, "big_data": 0.4, "welfare": 0.3, "home_care": 0.15}


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    for row, town in enumerate(views(state, "municipalities")):
        people = [c for c in voices(state) if c.municipality == row]
        for domain, name in enumerate(DOMAINS):
            begun = float(town.under_way[domain]) + 1000.0 * int(town.domain_solutions[domain]) / len(people)
            used = begun / max(1.0, HORIZON[name] * k.slowest)
            town.under_way[domain] = begun - used
            town.solved[domain] = (1.0 - k.fading) * float(town.solved[domain]) + used
        mean = town.benefit
        if mean == 0.0 and not any(town.solved):
            continue
        for c in people:
            richer = share(c.resources_level + k.matthew * (c.benefit - mean))
            c.resources += k.matthew_rate * (richer - c.resources)
            own = float(town.solved[DOMAINS.index(OWN[SECTORS[c.sector]])])
            served = k.common * sum(float(x) for x in town.solved) + (1.0 - k.common) * own
            far = sum(abs(float(a) - float(p)) / 2.0 for a, p in zip(town.agenda, c.positions, strict=True)) / 2.0
            c.benefit += k.rate * (share(k.scale * share(1.0 - k.distance * far) * served) - c.benefit)
        town.benefit = sum(c.benefit for c in people) / len(people)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3, municipalities=3)
    m = state.municipalities
    m.solved[0], m.under_way[0], m.benefit[0] = 0.0, 0.0, 0.0  # nothing has happened here, nor will

    def others(state: State) -> None:
        stir(state, luck, "citizens", "positions", low=-1.0)
        stir(state, luck, "municipalities", "agenda", low=-1.0)
        stir(state, luck, "municipalities", "domain_solutions", high=3)
        m.domain_solutions[0] = 0

    before = state.citizens.benefit.copy()
    follow(state, BENEFITS, any_rules(BENEFITS, luck, far), oracle, others, months=6)
    moved = (before != state.citizens.benefit) & (state.citizens.voice == 1)
    assert not moved[state.citizens.municipality == 0].any()
    assert moved[(state.citizens.municipality > 0) & (state.citizens.voice == 1)].mean() > 0.9


def town(solutions: tuple[int, ...], months: int, lean: float = 0.0, n: int = 2000, **rules: float) -> State:
    """A town at rest in which the forums make so many solutions a month; opinions of the best-off fifth are at +.6."""
    state = fake_state(n, seed=2, municipalities=1, silent=0.0)
    c, m = state.citizens, state.municipalities
    c.benefit[:], c.resources_level[:] = 0.0, c.resources
    c.positions[:] = (0.3 * (c.quintile - 3.0))[:, None]
    m.under_way[:], m.solved[:], m.benefit[:], m.agenda[:] = 0.0, 0.0, 0.0, lean
    m.domain_solutions[0] = solutions
    for _ in range(months):
        BENEFITS.step(state, BENEFITS.rules(**rules))
        next_month(state)
    return state


def test_where_no_forum_is_nothing_moves() -> None:
    state = town((0, 0, 0, 0, 0), 120)
    assert state.citizens.benefit.max() == state.municipalities.benefit[0] == 0.0
    np.testing.assert_array_equal(state.citizens.resources, state.citizens.resources_level)


def test_water_takes_longest_and_every_solution_comes_to_use_in_the_end() -> None:
    state = town((2, 2, 2, 2, 2), 12)
    solved = state.municipalities.solved[0]
    assert solved[WATER] < solved[TOWN_PLANNING] < solved[BIG_DATA] < solved[WELFARE] < solved[HOME_CARE]
    assert solved[HOME_CARE] > 2.0 * solved[WATER]
    # in the long run as much wears out as comes in: one for every 1,000 citizens a month, and .02 fade
    settled = town((2, 2, 2, 2, 2), 600).municipalities.solved[0]
    np.testing.assert_allclose(settled, 1.0 / 0.02, rtol=0.01)


def test_solutions_serve_those_who_use_that_service_and_others_a_little() -> None:
    state = town((0, 0, 0, 1, 0), 60, distance=0.0, scale=0.02)
    c = state.citizens
    families = np.isin(c.sector, [SECTORS.index("day_care"), SECTORS.index("schools")])
    np.testing.assert_allclose(c.benefit[~families] / c.benefit[families].mean(), 0.3, rtol=1e-4)
    alike = town((1, 0, 0, 0, 0), 60, distance=0.0, scale=0.02).citizens.benefit
    np.testing.assert_allclose(alike, alike[0], rtol=1e-5)
    assert 0.0 < alike[0] < 1.0


def test_who_sets_the_agenda_is_served_by_it() -> None:
    """The deck: de ressourcestærke sætter dagsordenen. Opinions go with resources here."""

    def served(lean: float) -> tuple[float, float]:
        c = town((1, 1, 1, 1, 1), 60, lean=lean, scale=0.02).citizens
        return float(c.benefit[c.quintile == 1].mean()), float(c.benefit[c.quintile == 5].mean())

    poor, rich = served(0.3)
    assert rich > 1.5 * poor > 0.0
    poor, rich = served(-0.3)
    assert poor > 1.5 * rich
    poor, rich = served(0.0)
    assert poor == pytest.approx(rich, rel=0.15)


def gini(x: Any) -> float:
    x = np.sort(np.asarray(x, dtype=np.float64))
    n = len(x)
    return float((2 * np.arange(1, n + 1) - n - 1) @ x / (n * x.sum()))


def test_to_him_that_hath_a_little_is_given_and_it_fades_with_the_benefit() -> None:
    state = town((1, 1, 1, 1, 1), 120, lean=0.6)
    c, m = state.citizens, state.municipalities
    assert gini(c.resources) > 1.02 * gini(c.resources_level)
    assert np.abs(c.resources - c.resources_level).max() < 0.1
    assert c.resources.mean() == pytest.approx(c.resources_level.mean(), abs=2e-3)
    # an agenda of the poor's own takes from the difference instead
    poor = town((1, 1, 1, 1, 1), 120, lean=-0.6).citizens
    assert gini(poor.resources) < 0.99 * gini(poor.resources_level)
    m.domain_solutions[:] = 0
    for _ in range(600):
        BENEFITS.step(state, BENEFITS.rules())
        next_month(state)
    assert c.benefit.max() < 0.01
    np.testing.assert_allclose(c.resources, c.resources_level, atol=0.01)
