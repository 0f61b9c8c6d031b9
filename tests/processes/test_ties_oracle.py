"""Ties made by working together: an independent reading of the rule, and what a reader of the deck wants to know."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import ties
from sim.processes.form import process
from sim.randomness import Decision
from sim.row import Row
from sim.state import Moment, State

TIES = process(ties)
PLACES = 4


def kind(c: Row) -> int:
    weights = list(c.type_weights)
    return weights.index(max(weights))


def came(c: Row) -> bool:
    return bool(c.voice) and c.stage >= 2


def by_pair(state: State, decision: Decision, a: Row, b: Row) -> float:
    return chance(state, decision, min(a.uid, b.uid), max(a.uid, b.uid))


def write_down(c: Row, other: Row, everybody: list[Row], month: int) -> None:
    """Write a new acquaintance into a free place, or into the place whose turn it is."""
    places = list(c.met_lately)
    place = places.index(-1) if -1 in places else month % PLACES
    if places[place] >= 0:
        forgotten = everybody[places[place]]
        forgotten.met_lately[forgotten.met_lately == c.row] = -1
    c.met_lately[place] = other.row


def oracle(state: State, k: Any) -> None:
    everybody, levers = views(state, "citizens"), views(state, "levers")
    for c in voices(state):
        for place, row in enumerate(c.met_lately):
            if row < 0 or (came(c) and came(everybody[row])):
                continue
            if by_pair(state, Decision.TIE_KEPT, c, everybody[row]) < k.loss:
                c.met_lately[place] = -1
    for town, lever in enumerate(levers):
        guests = [c for c in voices(state) if c.municipality == town and came(c)]
        order = {c.row: (1.0 - lever.bridging) * kind(c) / 3.0 + chance(state, Decision.TABLE, c.uid) for c in guests}
        guests.sort(key=lambda c: order[c.row])
        for c, beside in zip(guests[:-1], guests[1:], strict=True):
            p = k.same if kind(c) == kind(beside) else k.other * (1.0 + lever.bridging)
            if beside.row not in c.met_lately and by_pair(state, Decision.TIE_MADE, c, beside) < p:
                write_down(c, beside, everybody, state.now.month)
                write_down(beside, c, everybody, state.now.month)
    for c in voices(state):
        known = [everybody[row] for row in c.met_lately if row >= 0 and everybody[row].voice]
        c.bonds = sum(kind(c) == kind(other) for other in known) / PLACES
        c.bridges = sum(kind(c) != kind(other) for other in known) / PLACES


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)

    def others(state: State) -> None:
        if far:
            any_levers(state, luck)
        stir(state, luck, "citizens", "stage", high=3)

    follow(state, TIES, any_rules(TIES, luck, far), oracle, others, months=5)


def test_the_rule_where_all_places_are_soon_taken() -> None:
    luck = np.random.default_rng(7)
    state = fake_state(100, seed=4)
    state.now = Moment(state.now.seed, -3)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "stage", low=1, high=4)
        stir(state, luck, "citizens", "voice") if state.now.month == 5 else None

    follow(state, TIES, TIES.rules(same=0.9, other=0.5, loss=0.1), oracle, others, months=12)
    assert (state.citizens.met_lately >= 0).all(axis=1).sum() > 10
