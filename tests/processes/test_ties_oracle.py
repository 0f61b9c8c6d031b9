"""Ties made by working together: an independent reading of the rule, and what a reader of the deck wants to know."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import ties
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
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
            parted = k.apart if came(c) != came(everybody[row]) else 0.0
            if by_pair(state, Decision.TIE_KEPT, c, everybody[row]) < k.loss + parted:
                c.met_lately[place] = -1
    for town, lever in enumerate(levers):
        guests = [c for c in voices(state) if c.municipality == town and came(c)]
        order = {c.row: (1.0 - lever.bridging) * kind(c) / 3.0 + chance(state, Decision.TABLE, c.uid) for c in guests}
        guests.sort(key=lambda c: order[c.row])
        for c, beside in pairwise(guests):
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


def worked_together(months: int, bridging: float, guests: int = 600) -> State:
    """A state in which nobody knew anybody, after some months in which the same citizens met in a forum."""
    state = fake_state(guests + 400, seed=8, municipalities=1)
    set_levers(state, bridging=bridging)
    c = state.citizens
    c.voice[:], c.met_lately[:], c.stage[:] = 1, -1, 0
    c.stage[:guests] = 2
    for _ in range(months):
        TIES.step(state, TIES.rules())
        next_month(state)
    return state


def test_acquaintance_is_mutual_and_nobody_is_known_twice() -> None:
    state = worked_together(24, 0.5)
    met = state.citizens.met_lately
    pairs = {(i, int(j)) for i in range(state.citizens.n) for j in met[i] if j >= 0}
    assert len(pairs) == (met >= 0).sum() > 500
    assert pairs == {(j, i) for i, j in pairs}
    assert all(i != j for i, j in pairs)


def test_mixed_tables_make_ties_to_others_and_like_tables_to_ones_own() -> None:
    """The deck: it strengthens concrete communities; whether across lines is a matter of how it is done."""
    alike, mixed = worked_together(3, 0.0).citizens, worked_together(3, 1.0).citizens
    assert alike.bonds.mean() > 1.3 * mixed.bonds.mean()
    assert mixed.bridges.mean() > 2.0 * alike.bridges.mean()


def test_those_who_were_not_there_stand_outside() -> None:
    """The deck: it creates exclusion and distance at the same time."""
    c = worked_together(12, 0.5).citizens
    assert (c.bonds + c.bridges)[c.stage == 0].max() == 0.0
    assert (c.bonds + c.bridges)[c.stage == 2].mean() > 0.3


def test_ties_fade_when_the_forum_closes() -> None:
    state = worked_together(12, 0.5)
    before = (state.citizens.bonds + state.citizens.bridges).sum()
    state.citizens.stage[:] = 0
    for _ in range(24):
        TIES.step(state, TIES.rules())
        next_month(state)
    assert (state.citizens.bonds + state.citizens.bridges).sum() / before == pytest.approx(0.97**24, rel=0.1)


def test_who_stops_coming_is_sooner_lost_to_those_who_go_on() -> None:
    """The deck: udgrænsninger og afstand. A year in which half of them stay away, against all or none of them."""

    def kept(stays: slice) -> float:
        state = worked_together(12, 0.5)
        c = state.citizens
        pairs = c.met_lately >= 0
        parted = pairs & ((np.arange(c.n) % 2)[:, None] != c.met_lately % 2)
        c.stage[:] = 0
        c.stage[stays] = 2
        before = c.met_lately.copy()
        for _ in range(12):
            TIES.step(state, TIES.rules(same=0.0, other=0.0))
            next_month(state)
        return float((c.met_lately == before)[parted].mean())

    assert kept(slice(0, 600)) == 1.0
    assert kept(slice(0, 0)) == pytest.approx(0.97**12, abs=0.06)
    assert kept(slice(0, 600, 2)) == pytest.approx(0.94**12, abs=0.06)


def test_how_often_neighbours_at_a_table_come_to_know_each_other() -> None:
    c = worked_together(1, 1.0, guests=4000).citizens
    came = np.flatnonzero(c.stage == 2)
    main = c.type_weights[came].argmax(axis=1)
    same = sum((main == each).mean() ** 2 for each in range(3))
    # with full mixing neighbours are anybody: .3 of those alike, .1·2 of the others; each tie has two ends
    ties = (c.met_lately[came] >= 0).sum() / 2
    assert ties / (len(came) - 1) == pytest.approx(same * 0.3 + (1 - same) * 0.2, abs=0.02)
