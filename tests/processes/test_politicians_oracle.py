"""Politicians: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_context, any_levers, any_rules, chance, follow, stir, views

from sim.policy.context import Context
from sim.processes import politicians
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import State

POLITICIANS = process(politicians)
TOWNS = 60
"""Councils of nine members each in the tests of what a reader wants to know."""


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def in_dialogue(state: State, p: Row, others: float, town: Row, lever: Row, k: Any) -> int:
    """Whether a politician works in dialogue this month."""
    luck = chance(state, Decision.DIALOGUE, p.row)
    if p.dialogue:
        return int(luck >= share(k.give_up + k.withdrawal * p.harassed))
    readiness = (
        k.take_up
        + k.effort * lever.dialogue
        + k.example * others
        + k.at_risk * (p.electoral_risk - 0.5)
        - k.shying * (town.media - k.usual_media)
    )
    return int(luck < sg(readiness))


def one(state: State, p: Row, others: float, town: Row, lever: Row, k: Any) -> None:
    """A politician's month."""
    p.dialogue = in_dialogue(state, p, others, town, lever, k)
    danger = (
        k.harassment
        + k.harassment_media * (town.media - k.usual_media)
        + k.harassment_dialogue * p.dialogue
        + k.harassment_complaints * (town.complaints / town.citizens - k.usual_complaints)
    )
    left = k.harassment_memory * p.harassed
    met = chance(state, Decision.HARASSMENT, p.row) < sg(danger)
    p.harassed = left + k.hurt * (1.0 - left) if met else left
    lesson = k.skill_dialogue * p.dialogue + k.skill_listening * (lever.listening - 0.5)
    p.listening_skill += k.skill_rate * (share(p.listening_skill_level + lesson) - p.listening_skill)
    free = share((1.0 - k.distraction * town.media) * (1.0 - town.cost_attention) + k.turning * p.dialogue)
    p.attention = [1.0 - free, 0.5 * free, 0.5 * free]
    opened = share(k.opening * town.promise * town.media * p.electoral_risk)
    p.promises += k.promise_rate * (opened - p.promises)


def oracle(state: State, k: Any) -> None:
    for row, (town, lever) in enumerate(zip(views(state, "municipalities"), views(state, "levers"), strict=True)):
        council = [p for p in views(state, "politicians") if p.municipality == row]
        risk = mean([p.electoral_risk for p in council])
        town.promise = share(lever.promise + k.promising * (town.media * risk - k.usual_media * 0.5))
        others = mean([p.dialogue for p in council])
        for p in council:
            one(state, p, others, town, lever, k)
        town.dialogue = mean([p.dialogue for p in council])
        town.harassment = mean([p.harassed for p in council])
        town.attention = mean([float(p.attention[1]) for p in council])
        money = 1.0 - k.unpaid * (state.context.fiscal_stress - k.usual_stress)
        word = 1.0 - k.overpromised * (mean([p.promises for p in council]) - k.usual_promises)
        town.follow = share(lever.follow_through * max(0.0, money) * max(0.0, word))
        skill = mean([p.listening_skill for p in council])
        skill *= k.born_skill + (1.0 - k.born_skill) * 2.0 * lever.listening
        reasons = lever.explanation * (1.0 + lever.honesty - k.usual_honesty)
        town.listening = (2.0 * town.attention * share(skill) * share(reasons)) ** (1.0 / 3.0)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(120, municipalities=12, seed=3)
    if far:
        state.context = any_context(luck)
    seen = []

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "municipalities", "media")
        stir(state, luck, "municipalities", "cost_attention", high=0.5)
        stir(state, luck, "municipalities", "complaints", high=3)
        stir(state, luck, "politicians", "electoral_risk")
        seen.append((state.politicians.dialogue.copy(), state.politicians.harassed.copy()))

    k = any_rules(POLITICIANS, luck, far)
    if far < 1:  # to take up dialogue is rare: more of it, so that it is seen
        k = k._replace(take_up=-2.0)
    follow(state, POLITICIANS, k, oracle, others, months=12)
    ways, harm = (np.diff(np.array(column, dtype=float), axis=0) for column in zip(*seen, strict=True))
    assert far == 1.0 or (ways.max() == 1 and ways.min() == -1)
    assert harm.max() > 0


def councils(months: int = 0, pressure: float = 0.4, stress: float = 0.3, seed: int = 4, **levers: float) -> State:
    """Many councils after some months; at first .08 are in dialogue, and the usual harassment and promises are there.

    Args:
        months: how many; 1 for a look at the rule before anything has moved.
        pressure: media pressure.
        stress: fiscal stress.
        seed: of luck.
        levers: levels other than the baseline's.
    """
    state = fake_state(3000, municipalities=TOWNS, seed=seed)
    set_levers(state, **levers)
    p, m = state.politicians, state.municipalities
    state.context = Context(media_pressure=pressure, fiscal_stress=stress)
    m.media[:], m.cost_attention[:] = pressure, 0.0
    p.listening_skill[:] = p.listening_skill_level[:] = 0.6
    p.electoral_risk[:], p.harassed[:], p.promises[:] = 0.5, 0.18, 0.1
    p.dialogue[:] = np.arange(p.n) % 25 < 2
    for _ in range(months):
        # .006 complaints a citizen, the small numbers of a small town evened out over the months
        m.complaints[:] = np.floor(0.006 * m.citizens * (state.now.month + 1)) - np.floor(
            0.006 * m.citizens * state.now.month
        )
        POLITICIANS.step(state, POLITICIANS.rules())
        next_month(state)
    return state


def level(state: State, column: str) -> float:
    return float(state.municipalities.array(column).mean())


def test_usual_listening_is_the_geometric_mean_of_attention_skill_and_reasons() -> None:
    state = councils()
    state.politicians.dialogue[:] = 0
    POLITICIANS.step(state, POLITICIANS.rules(take_up=-10.0))
    # attention 1 − .6·.4, skill .6·(.4 + .6·2·.5), reasons .3·(.3 + .7); promises as the lever says
    np.testing.assert_allclose(state.municipalities.listening, (0.76 * 0.6 * 0.3) ** (1 / 3), rtol=1e-5)
    np.testing.assert_allclose(state.municipalities.promise, 0.2, rtol=1e-5)


@pytest.mark.parametrize("missing", [{"explanation": 0.0}, {"explanation": 0.01, "listening": 0.0, "honesty": 0.0}])
def test_nothing_makes_up_for_reasons_that_are_not_given(missing: dict[str, float]) -> None:
    full = councils(1, listening=1.0, explanation=1.0, honesty=1.0).municipalities.listening
    assert (councils(1, **missing).municipalities.listening < 0.25 * full).all()


def test_media_that_want_instant_answers_draw_promises_and_take_the_time_to_listen() -> None:
    """The deck: media that demand instant answers, without hesitation."""
    calm, loud = (councils(48, pressure=pressure) for pressure in (0.1, 0.9))
    assert level(loud, "attention") < level(calm, "attention") - 0.2
    assert level(loud, "listening") < 0.85 * level(calm, "listening")
    assert level(loud, "promise") > level(calm, "promise") + 0.1
    assert loud.politicians.promises.mean() > calm.politicians.promises.mean() + 0.1
    assert level(loud, "follow") < level(calm, "follow") - 0.05
    assert level(loud, "harassment") > level(calm, "harassment") + 0.1


def test_at_rest_nothing_drifts() -> None:
    """Ten years of the baseline."""
    first, last = councils(12), councils(132)
    for column, far in (("dialogue", 0.04), ("harassment", 0.03), ("follow", 0.005), ("listening", 0.01)):
        assert level(last, column) == pytest.approx(level(first, column), abs=far), column
    assert level(last, "follow") == pytest.approx(0.5, abs=0.005)
    assert 0.04 < level(last, "dialogue") < 0.13
    assert last.politicians.listening_skill.mean() == pytest.approx(0.61, abs=0.02)


@pytest.mark.parametrize("seed", [4, 5])
def test_about_two_in_five_meet_harassment_within_a_year(seed: int) -> None:
    """42 per cent of local politicians in 2017."""
    state = councils(seed=seed)
    met = np.zeros(state.politicians.n, dtype=bool)
    for _ in range(12):
        before = state.politicians.harassed.copy()
        state.municipalities.complaints[:] = state.now.month % 2 == 0
        POLITICIANS.step(state, POLITICIANS.rules(harassment_complaints=0.0))
        met |= state.politicians.harassed > before
        next_month(state)
    assert met.mean() == pytest.approx(0.42, abs=0.06)


def test_dialogue_spreads_by_effort_and_example_in_a_curve() -> None:
    """The deck: a need to seek out and try new relations of cooperation; row 21: a curve of diffusion."""
    months = (0, 12, 24, 48, 96)
    half = [level(councils(month + 1, dialogue=0.5), "dialogue") for month in months]
    assert half == sorted(half) and half[-1] > 0.4
    assert 0.04 < level(councils(96), "dialogue") < 0.15
    assert level(councils(96, dialogue=1.0), "dialogue") > 0.8
    # whoever has colleagues in dialogue is readier than whoever has none; here where some effort is made
    state = councils(dialogue=0.6)
    for others, readiness in ((0, -4.8), (1, -1.8)):
        state.politicians.dialogue[:] = (np.arange(state.politicians.n) % 9 > 0) * others
        alone = np.arange(state.politicians.n) % 9 == 0
        expected = sg(readiness - 3.0 / 9 * others)
        taken = []
        for _ in range(60):
            state.politicians.dialogue[:] = ~alone * others
            POLITICIANS.step(state, POLITICIANS.rules())
            taken.append(state.politicians.dialogue[alone].mean())
            next_month(state)
        assert np.mean(taken) == pytest.approx(expected, rel=0.12, abs=0.004)


def test_politicians_in_dialogue_turn_from_the_media_and_learn_to_listen() -> None:
    """The deck: politicians must learn that there is a difference between hearing and listening."""
    state = councils(60, dialogue=0.5)
    p = state.politicians
    talks = p.dialogue == 1
    np.testing.assert_allclose(p.attention[talks, 1], 0.5 * (0.76 + 0.15), rtol=1e-5)
    np.testing.assert_allclose(p.attention[talks, 1], p.attention[talks, 2], rtol=1e-5)
    np.testing.assert_allclose(p.attention[~talks, 0], 1.0 - 0.76, rtol=1e-5)
    assert p.listening_skill[talks].mean() > p.listening_skill[~talks].mean() + 0.04
    usual = level(councils(60), "listening")
    assert usual + 0.01 < level(state, "listening") < level(councils(60, dialogue=1.0), "listening") - 0.005


def test_skill_is_learnt_where_answering_is_the_rule_and_forgotten_where_it_is_not() -> None:
    skills = [councils(60, listening=lever).politicians.listening_skill.mean() for lever in (0.0, 0.5, 1.0)]
    assert skills[0] < skills[1] - 0.03 < skills[2] - 0.06


def test_tight_money_and_too_many_promises_keep_from_carrying_out_what_was_agreed() -> None:
    usual = level(councils(60, follow_through=0.8), "follow")
    assert usual == pytest.approx(0.8, abs=0.01)
    poor = level(councils(60, stress=0.9, follow_through=0.8), "follow")
    assert poor == pytest.approx(0.7 * usual, abs=0.02)
    assert level(councils(60, promise=1.0, follow_through=0.8), "follow") < 0.85 * usual
    assert level(councils(60, stress=0.0, follow_through=1.0), "follow") <= 1.0


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_whether_dialogue_draws_or_disarms_harassment_is_left_open(sign: float) -> None:
    harm = []
    for dialogue in (0, 1):
        state = councils()
        for _ in range(40):
            state.politicians.dialogue[:] = dialogue
            POLITICIANS.step(state, POLITICIANS.rules(harassment_dialogue=2.0 * sign))
            next_month(state)
        harm.append(level(state, "harassment"))
    assert sign * (harm[1] - harm[0]) > 0.05


def test_the_harassed_withdraw_from_dialogue() -> None:
    left = []
    for harassed in (0.0, 1.0):
        state = councils()
        state.politicians.dialogue[:], state.politicians.harassed[:] = 1, harassed
        POLITICIANS.step(state, POLITICIANS.rules(withdrawal=0.3))
        left.append(1.0 - state.politicians.dialogue.mean())
    assert left[0] == pytest.approx(0.015, abs=0.015)
    assert left[1] == pytest.approx(0.315, abs=0.05)
