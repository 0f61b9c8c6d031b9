"""Hearing and listening: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_context, any_rules, follow, stir, views, voices

from sim.policy.context import Context
from sim.processes import listening
from sim.processes.form import process
from sim.state import State

LISTENING = process(listening)


def loss(d: float, k: Any) -> float:
    return d if d > 0 else k.losses * d


def oracle(state: State, k: Any) -> None:
    towns = views(state, "municipalities")
    told = [state.context.publicity * town.asked for town in towns]
    for c in voices(state):
        town = towns[c.municipality]
        c.asked = 1.0 if c.stage >= 2 else c.asked - k.fading * c.asked
        h = max(c.asked, told[c.municipality])
        c.expected_influence += k.learning * (town.promise * h + (1.0 - h) * k.usual - c.expected_influence)
        result = loss(town.noted * town.adoption - c.expected_influence, k)
        answer = h * ((1.0 - k.outcome) * (2.0 * town.noted * town.listening - 1.0) + k.outcome * result)
        c.answer = min(max(answer, -1.0), 1.0)
    for row, town in enumerate(towns):
        mine = [c.asked for c in voices(state) if c.municipality == row]
        town.asked = sum(mine) / len(mine)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    if far:
        state.context = any_context(luck)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "stage", high=3)
        stir(state, luck, "municipalities", "promise", "listening", "adoption", "noted")

    follow(state, LISTENING, any_rules(LISTENING, luck, far), oracle, others, months=6)


def asked(share: float, months: int = 60, publicity: float = 0.05, **climate: float) -> State:
    """A state after some months in which the same citizens come to a forum each month."""
    state = fake_state(400, seed=6, municipalities=1)
    state.context = Context(publicity=publicity)
    c, m = state.citizens, state.municipalities
    c.voice[:], m.citizens[:] = 1, c.n
    c.asked[:], c.expected_influence[:], c.answer[:], m.asked[:] = 0.0, 0.2, 0.0, 0.0
    c.stage[:] = np.where(np.arange(c.n) < share * c.n, 3, 0)
    for name, level in climate.items():
        m.array(name)[:] = level
    for _ in range(months):
        LISTENING.step(state, LISTENING.rules())
        next_month(state)
    return state


def test_where_nobody_is_asked_nobody_is_disappointed_whatever_is_promised() -> None:
    c = asked(0.0, promise=1.0, listening=0.0, adoption=0.0).citizens
    np.testing.assert_array_equal(c.answer, 0.0)
    np.testing.assert_allclose(c.expected_influence, 0.2, rtol=1e-6)


def test_a_broken_promise_costs_twice_what_a_surpassed_one_gains() -> None:
    # after five years those asked expect what was promised; listening of one half is neither good nor bad
    broken, kept = (asked(1.0, promise=0.4, listening=0.5, adoption=a).citizens.answer[0] for a in (0.2, 0.6))
    assert broken == pytest.approx(-2.0 * 0.7 * 0.2, rel=0.01)
    assert kept == pytest.approx(0.7 * 0.2, rel=0.01)


def test_to_hear_is_not_to_listen() -> None:
    """The deck: politicians must learn that to hear is one thing and to listen another."""
    promise = 0.45
    heard = asked(0.1, promise=promise, listening=0.3, adoption=0.02).citizens
    listened = asked(0.1, promise=promise, listening=0.8, adoption=0.02).citizens
    done = asked(0.1, promise=promise, listening=0.8, adoption=0.6).citizens
    assert heard.answer[0] < listened.answer[0] < 0.0 < done.answer[0]
    # a good answer makes up for less than a deed does
    assert done.answer[0] - listened.answer[0] > listened.answer[0] - heard.answer[0]


def test_what_nobody_writes_down_can_neither_be_answered_nor_done() -> None:
    """Listened to and done as they say, the same citizens get a good answer; with nothing recorded, a bad one."""
    climate = {"promise": 0.45, "listening": 0.8, "adoption": 0.6}
    full, half, none = (float(asked(0.1, noted=n, **climate).citizens.answer[0]) for n in (1.0, 0.5, 0.0))
    assert none < half < 0.0 < full
    # nothing answered: −.3; nothing done of .45 expected: −.7·2·.45
    assert none == pytest.approx(-0.3 - 0.7 * 2.0 * 0.45, rel=0.01)


def test_others_hear_of_it_as_far_as_it_is_public() -> None:
    climate = {"promise": 0.45, "listening": 0.3, "adoption": 0.02}
    private, little, much = (asked(0.1, publicity=p, **climate).citizens.answer for p in (0.0, 0.05, 0.5))
    assert private[-1] == 0.0
    assert private[0] == little[0] == much[0]
    assert much[-1] < little[-1] < 0.0
    assert abs(much[-1]) < 0.1 * abs(much[0])


def test_what_it_was_like_is_forgotten() -> None:
    state = asked(1.0, months=1, promise=0.2, listening=0.5, adoption=0.2)
    state.citizens.stage[:] = 0
    for _ in range(12):
        LISTENING.step(state, LISTENING.rules())
        next_month(state)
    np.testing.assert_allclose(state.citizens.asked, (1 - 0.083) ** 12, rtol=1e-5)
