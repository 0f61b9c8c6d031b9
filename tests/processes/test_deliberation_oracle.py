"""Deliberation: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from numpy.typing import NDArray
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import deliberation
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import State

DELIBERATION = process(deliberation)


def tables(guests: list[Row]) -> list[list[Row]]:
    """Guests in their order cut into about eight a table, sizes as equal as can be."""
    count = max(1, int(len(guests) / 8 + 0.5))
    marks = [len(guests) * table // count for table in range(count + 1)]
    return [guests[a:b] for a, b in pairwise(marks)]


def oracle(state: State, k: Any) -> None:
    levers = views(state, "levers")
    if not any(town.attended for town in views(state, "municipalities")):
        return
    for row, town in enumerate(views(state, "municipalities")):
        mixing, led = float(levers[row].bridging), float(levers[row].facilitation)
        guests = [c for c in voices(state) if c.municipality == row and c.stage >= 2]
        place = {
            c.uid: (1.0 - mixing) * (1.0 + (float(c.positions[0]) + float(c.positions[1])) / 2.0) / 2.0
            + mixing * chance(state, Decision.DELIBERATION, c.uid)
            for c in guests
        }
        guests.sort(key=lambda c: place[c.uid])
        for table in tables(guests):
            if len(table) < 2:
                continue
            for issue in range(2):
                said = [float(c.positions[issue]) for c in table]
                middle = sum(said) / len(said)
                carried = k.polarising * (1.0 - led) * (1.0 - mixing) * (middle - float(town.opinion[issue]))
                for c, p in zip(table, said, strict=True):
                    c.positions[issue] = min(max(p + k.nearing * led * (middle - p) + carried, -1.0), 1.0)


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3, municipalities=3)
    moved = []

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "positions", low=-1.0)
        stir(state, luck, "municipalities", "opinion", low=-1.0)
        stir(state, luck, "citizens", "stage", high=3)
        few = (state.citizens.municipality == 1) & (np.arange(state.citizens.n) % 20 > 0)
        state.citizens.stage[few] = 1
        state.municipalities.attended[:] = float(state.now.month != 3)
        moved.append(state.citizens.positions.copy())

    follow(state, DELIBERATION, any_rules(DELIBERATION, luck, far), oracle, others, months=6)
    assert far or (moved[1] != state.citizens.positions).any()


def talk(bridging: float, facilitation: float, months: int = 1, guests: int = 400, **rules: float) -> tuple[State, Any]:
    """A town in which some come to a forum and others do not, after some meetings; and opinions before."""
    state = fake_state(1000, seed=6, municipalities=1, silent=0.0)
    set_levers(state, bridging=bridging, facilitation=facilitation)
    c, m = state.citizens, state.municipalities
    c.stage[:] = np.where(np.arange(c.n) < guests, 2, 1)
    m.attended[:] = guests / c.n
    m.opinion[:] = c.positions.mean(axis=0)
    before = np.array(c.positions)
    for _ in range(months):
        DELIBERATION.step(state, DELIBERATION.rules(**rules))
        next_month(state)
    return state, before


def spread(p: NDArray[np.float32]) -> float:
    return float(np.abs(p - p.mean(axis=0)).mean())


def test_like_minded_talk_without_a_leader_drives_people_outwards() -> None:
    """Strandberg et al. 2019: free talk among people alike polarises."""
    state, before = talk(bridging=0.0, facilitation=0.0)
    after = state.citizens.positions
    assert spread(after[:400]) > 1.03 * spread(before[:400])
    # each table goes on its own side: who leant one way leans further
    outer = np.abs(before[:400].mean(axis=1)) > 0.3
    assert (np.abs(after[:400].mean(axis=1)) > np.abs(before[:400].mean(axis=1)))[outer].mean() > 0.95
    np.testing.assert_array_equal(after[400:], before[400:])


def test_led_talk_among_people_alike_does_not() -> None:
    state, before = talk(bridging=0.0, facilitation=1.0)
    assert spread(state.citizens.positions[:400]) <= spread(before[:400])


def test_led_talk_at_mixed_tables_brings_opinions_nearer() -> None:
    state, before = talk(bridging=1.0, facilitation=0.9)
    after = state.citizens.positions
    assert after[:400].var() < 0.75 * before[:400].var()
    np.testing.assert_allclose(after[:400].mean(axis=0), before[:400].mean(axis=0), atol=1e-3)
    # mixed tables bring opposites nearer, tables of people alike only those who were near already
    alike, _ = talk(bridging=0.0, facilitation=0.9, polarising=0.0)
    assert after[:400].mean(axis=1).var() < 0.75 * alike.citizens.positions[:400].mean(axis=1).var()


def test_mixed_tables_without_a_leader_change_nothing() -> None:
    state, before = talk(bridging=1.0, facilitation=0.0, months=6)
    np.testing.assert_array_equal(state.citizens.positions, before)


@pytest.mark.parametrize("guests", [0, 1])
def test_nobody_polarises_alone(guests: int) -> None:
    state, before = talk(bridging=0.0, facilitation=0.5, guests=guests)
    np.testing.assert_array_equal(state.citizens.positions, before)


def test_two_who_agree_fully_and_lead_well_stay_where_they_are_and_two_who_differ_meet() -> None:
    state, _ = talk(bridging=0.5, facilitation=1.0, guests=0)
    c = state.citizens
    c.stage[:2], state.municipalities.attended[:] = 2, 0.002
    c.positions[:2] = ((0.4, -0.2), (0.0, -0.2))
    DELIBERATION.step(state, DELIBERATION.rules())
    # each goes .2 of the way to the middle
    np.testing.assert_allclose(c.positions[:2], ((0.36, -0.2), (0.04, -0.2)), atol=1e-6)
