"""Adoption: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, chance, follow, stir, views, voices

from sim.agents.municipality import DOMAINS
from sim.policy.context import Context
from sim.processes import adoption
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

ADOPTION = process(adoption)
CORE = (DOMAINS.index("welfare"), DOMAINS.index("home_care"))


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    if state.resting:
        for town in towns:
            town.adopted, town.taken_up = [0] * 5, [0] * 2
        return
    had = [[int(x) > 0 for x in town.adopted] for town in towns]
    for row, (town, lever) in enumerate(zip(towns, levers, strict=True)):
        people = [c for c in voices(state) if c.municipality == row]
        making = sum(c.maker for c in people) / len(people)
        pays = sum(float(c.channel_values[1]) for c in people) / len(people) - float(town.rest_channels[1])
        wish = share(making + k.paying * pays) * lever.support * (1.0 - lever.recruit_none)
        adopted, chosen, followed = [int(x) for x in town.adopted], 0, 0
        for d, name in enumerate(DOMAINS):
            core = getattr(k, f"core_{name}")
            luck = chance(state, Decision.ADOPTION, town.code, d)
            wanted = wish >= k.threshold + k.threshold_core * core
            if had[row][d]:
                if not wanted and luck < k.give_up * k.solving / (k.solving + float(town.solved[d])):
                    adopted[d] = 0
            elif wanted:
                adopted[d], followed = 2, followed + 1
            else:
                peers = sum(had[row]) / 4
                if len(towns) > 1:
                    elsewhere = [had[other][d] for other in range(len(towns)) if other != row]
                    peers = (peers + sum(elsewhere) / len(elsewhere)) / 2
                z = (
                    k.readiness
                    + k.stress * state.context.fiscal_stress
                    + k.norm * (town.dialogue + lever.training) / 2
                    + k.peers * peers
                    - k.risk * town.media * core
                )
                quarter = 1.0 / (1.0 + math.exp(-z))
                if luck < 1.0 - (1.0 - quarter) ** (1.0 / 3.0):
                    adopted[d], chosen = 1, chosen + 1
        town.adopted, town.taken_up = adopted, [chosen, followed]


@pytest.mark.parametrize("towns", [1, 4])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_domain_by_domain(far: float, towns: int) -> None:
    luck = np.random.default_rng(int(10 * far) + towns)
    state = fake_state(120, municipalities=towns, seed=3)
    ways = set()

    def others(state: State) -> None:
        if far:
            state.context = any_context(luck)
        any_levers(state, luck)
        state.levers.support[0] = state.now.month % 3 * 0.5
        state.levers.recruit_none[0] = 0.1
        stir(state, luck, "citizens", "maker", high=0.2 * (state.now.month % 2))
        if state.now.month % 6 == 0:
            stir(state, luck, "municipalities", "adopted", high=2)
        stir(state, luck, "citizens", "channel_values", high=0.7)
        stir(state, luck, "municipalities", "media", "dialogue")
        stir(state, luck, "municipalities", "solved", high=0.3)
        ways.update(state.municipalities.adopted.ravel().tolist())

    k = any_rules(ADOPTION, luck, far)
    if far == 0.5:  # the wish of citizens is seldom so strong
        k = k._replace(threshold=0.03, threshold_core=0.03)
    follow(state, ADOPTION, k, oracle, others, months=24)
    assert far == 1.0 or ways == {0, 1, 2}


def test_coming_to_rest_nothing_is_adopted() -> None:
    state = fake_state(60, seed=3)
    state.municipalities.adopted[:], state.municipalities.taken_up[:], state.resting = 2, 1, True
    follow(state, ADOPTION, ADOPTION.rules(readiness=2.0), oracle, lambda _: None, months=2)
    assert state.municipalities.adopted.sum() == 0


def towns(stress: float = 0.3, wish: float = 0.0, media: float = 0.4, solved: float = 0.0, **levers: float) -> State:
    """Many small municipalities where nothing is adopted, and nothing has been found to pay.

    Args:
        stress: fiscal stress.
        wish: how much citizens would rather make than demand.
        media: media pressure.
        solved: solutions at work in every domain.
        levers: levels other than the baseline's.
    """
    state = fake_state(1200, municipalities=60, seed=7, silent=0.0)
    set_levers(state, **{"recruit_none": 0.0, "recruit_open": 1.0} | levers)
    c, m = state.citizens, state.municipalities
    state.context = Context(fiscal_stress=stress)
    c.maker[:], c.channel_values[:], m.rest_channels[:] = wish, 0.3, 0.3
    m.adopted[:] = 0
    m.media[:], m.dialogue[:], m.solved[:] = media, 0.08, solved
    return state


def after(state: State, months: int, **rules: float) -> tuple[np.ndarray, np.ndarray]:
    """Share of municipalities that have adopted each domain, and all domains taken up, by route."""
    routes = np.zeros(2)
    for _ in range(months):
        ADOPTION.step(state, ADOPTION.rules(**rules))
        routes += state.municipalities.taken_up.sum(axis=0)
        next_month(state)
    return (state.municipalities.adopted > 0).mean(axis=0), routes


def test_the_first_month_is_as_the_coefficients_say() -> None:
    adopted, routes = after(towns(), 1)
    quarter = 1.0 / (1.0 + math.exp(2.0 - 1.5 * 0.3 - 0.5 * (0.08 + 0.3) + 3.0 * 0.4 * 0.2))
    assert adopted[:2].mean() == pytest.approx(1.0 - (1.0 - quarter) ** (1 / 3), abs=0.05)
    assert routes[0] == round(60 * adopted.sum()) and routes[1] == 0


def test_tight_money_makes_officials_and_leading_politicians_choose_co_creation() -> None:
    """The deck: they see new ways of organising, more efficient or cheaper. Pattern P18."""
    adopted = [after(towns(stress=stress), 12)[0].mean() for stress in (0.0, 0.3, 0.6, 1.0)]
    assert adopted == sorted(adopted)
    assert adopted[-1] > 2.0 * adopted[0]


def test_the_periphery_comes_before_the_core() -> None:
    """Pattern P18: core tasks are less than a third of the first five adoptions."""
    state = towns()
    first: list[int] = []
    for _ in range(6):
        before = state.municipalities.adopted > 0
        after(state, 1)
        first += np.nonzero((state.municipalities.adopted > 0) & ~before)[1].tolist()
    assert len(first) > 30
    assert np.isin(first, CORE).mean() < 1 / 3
    core = [after(towns(media=media), 12)[0][list(CORE)].mean() for media in (0.0, 0.4, 0.8)]
    assert core[0] > core[1] + 0.1 > core[2] + 0.2


def test_working_together_and_the_example_of_others_help() -> None:
    usual = after(towns(), 12)[0].mean()
    assert after(towns(training=1.0), 12)[0].mean() > usual
    dialogue = towns()
    dialogue.municipalities.dialogue[:] = 1.0
    assert after(dialogue, 12)[0].mean() > usual
    assert after(towns(), 12, peers=0.0)[0].mean() < usual


def test_it_is_the_logical_consequence_where_citizens_would_rather_make_than_demand_and_have_room() -> None:
    """The deck: logical consequence; citizens like to use new ways to take part."""
    never = {"readiness": -6.0, "stress": 0.0, "norm": 0.0, "peers": 0.0}
    assert after(towns(wish=0.04, support=0.8), 1, **never)[0].tolist() == [0.0] * 5
    some, routes = after(towns(wish=0.06, support=0.8), 1, **never)
    assert some.tolist() == [1.0, 1.0, 1.0, 0.0, 0.0]
    assert routes.tolist() == [0.0, 180.0]
    assert after(towns(wish=0.08, support=0.8), 1, **never)[0].tolist() == [1.0] * 5
    assert after(towns(wish=0.08, support=0.2), 1, **never)[0].tolist() == [0.0] * 5
    closed = towns(wish=0.08, support=0.8, recruit_none=1.0, recruit_open=0.0)
    assert after(closed, 1, **never)[0].tolist() == [0.0] * 5
    paid = towns(support=0.8)
    paid.citizens.channel_values[:, 1] += 0.08
    assert after(paid, 1, **never)[0].tolist() == [1.0] * 5


def test_what_solves_nothing_and_nobody_asks_for_is_given_up() -> None:
    never = {"readiness": -6.0, "stress": 0.0, "norm": 0.0, "peers": 0.0}
    left = []
    for state in (towns(), towns(solved=5.0), towns(wish=0.2, support=1.0)):
        state.municipalities.adopted[:] = 1
        left.append(after(state, 24, **never)[0].mean())
    assert left[0] == pytest.approx(0.95**24, abs=0.08)
    assert left[1] > 0.85
    assert left[2] == 1.0


def test_without_any_pull_adoption_levels_off() -> None:
    """Choosing and giving up balance each other: nothing piles up."""
    state = towns()
    fifth, tenth = after(state, 60)[0].mean(), after(state, 60)[0].mean()
    assert tenth == pytest.approx(fifth, abs=0.08)
    assert 0.4 < tenth < 0.9
