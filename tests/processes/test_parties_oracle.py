"""Parties: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import cmath
import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, chance, follow, stir, views, voices

from sim.processes import parties
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import Moment, State

PARTIES = process(parties)


def at_month(state: State, month: int) -> State:
    state.now = Moment(state.now.seed, month)
    return state


def own_voters(state: State, q: Row, k: Any) -> list[float] | None:
    """Mean opinion of a party's own voters, members counting more; None where it has none."""
    mine = [(1.0 + k.members * c.member, c.positions) for c in voices(state) if c.party == q.row]
    weight = sum(w for w, _ in mine)
    return [sum(w * float(p[issue]) for w, p in mine) / weight for issue in range(2)] if mine else None


def turned(q: Row, luck: float) -> complex:
    """The heading that a party chases votes along, as a complex number of length 1."""
    old = complex(float(q.direction[0]), float(q.direction[1]))
    if abs(old) < 1e-6:
        return cmath.exp(2j * math.pi * luck)
    old /= abs(old)
    return old if q.share > q.share_before else -old * cmath.exp(1j * math.pi * (luck - 0.5))


def oracle(state: State, k: Any) -> None:
    towns, lists = views(state, "municipalities"), views(state, "parties")
    if state.resting or (state.now.month != 1 and state.now.month % 48):
        return
    for q in lists:
        mean = own_voters(state, q, k)
        if state.now.month == 1:
            q.rest_gap = [mean[issue] - float(q.positions[issue]) if mean else 0.0 for issue in range(2)]
            continue
        code = towns[q.municipality].code
        heading = turned(q, chance(state, Decision.PARTY_STEP, q.letter, code))
        stands = []
        for issue in range(2):
            stand = float(q.positions[issue])
            heard = mean[issue] - stand - float(q.rest_gap[issue]) if mean else 0.0
            chased = heading.imag if issue else heading.real
            move = (1.0 - q.chasing) * k.listening * heard + q.chasing * k.step * chased
            move -= k.anchor * (stand - float(q.ideals[issue]))
            stands.append(min(max(stand + move, -1.0), 1.0))
        q.positions, q.direction, q.share_before = stands, [heading.real, heading.imag], q.share


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_party_by_party(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    state.resting = resting
    state.citizens.party[state.citizens.party == 3] = 2  # a party without voters
    months = iter([-48, 0, 1] if resting else [1, 2, 48, 95, 96, 144, 192])

    def others(state: State) -> None:
        at_month(state, next(months))
        stir(state, luck, "citizens", "positions", low=-1.0)
        stir(state, luck, "citizens", "member")
        stir(state, luck, "parties", "share")
        if state.now.month == 144:
            state.parties.direction[::2] = 0.0

    follow(state, PARTIES, any_rules(PARTIES, luck, far), oracle, others, months=3 if resting else 7)


def eve(n: int = 4000, chasing: float = 0.0, months: int = 1) -> State:
    """Parties in month 1, their voters and all else as usual; then in month 48."""
    state = fake_state(n, seed=6, silent=0.0)
    state.parties.chasing[:] = chasing
    state.parties.ideals[:], state.parties.direction[:] = state.parties.positions, 0.0
    at_month(state, 1)
    PARTIES.step(state, PARTIES.rules())
    return at_month(state, 48)


def moved(state: State, **rules: float) -> Any:
    """How far each party moves on each issue, (q, 2)."""
    before = state.parties.positions.copy()
    PARTIES.step(state, PARTIES.rules(**rules))
    return state.parties.positions - before


def test_a_party_that_listens_stays_while_its_voters_do() -> None:
    state = eve()
    for month in (48, 96, 144):
        np.testing.assert_allclose(moved(at_month(state, month)), 0.0, atol=1e-6)


def test_a_party_that_listens_follows_its_own_voters_and_nobody_elses() -> None:
    state = eve()
    mine = state.citizens.party == 0
    state.citizens.positions[mine, 0] += 0.2
    went = moved(state)
    shift = 0.3 * 0.2
    assert went[0, 0] == pytest.approx(shift, abs=0.005)
    assert np.abs(went[1:]).max() < 1e-6 and abs(went[0, 1]) < 1e-6


def test_members_weigh_more_than_voters() -> None:
    """The deck: member of a party, attached to ideals."""
    state = eve()
    mine = (state.citizens.party == 0) & (state.citizens.member == 1)
    part = mine.sum() / (state.citizens.party == 0).sum()
    state.citizens.positions[mine, 0] += 0.2
    alike, weighty = eve(), state
    alike.citizens.positions[:] = weighty.citizens.positions
    # with the members' weight 1 + 4 their share of what is heard is 5·part / (1 + 4·part)
    assert moved(weighty)[0, 0] == pytest.approx(0.3 * 0.2 * 5.0 * part / (1.0 + 4.0 * part), abs=0.003)


def test_a_party_that_chases_goes_on_when_it_won_and_turns_round_when_it_lost() -> None:
    state = eve(chasing=1.0)
    first = moved(state)
    np.testing.assert_allclose(np.hypot(*first.T), 0.06, rtol=1e-4)
    headings = state.parties.direction.copy()
    state.parties.share[:] = state.parties.share_before + np.where(np.arange(state.parties.n) % 2, 0.05, -0.05)
    moved(at_month(state, 96))
    along = (headings * state.parties.direction).sum(axis=1)
    np.testing.assert_allclose(along[1::2], 1.0, rtol=1e-5)
    assert (along[::2] < 1e-6).all()
    np.testing.assert_array_equal(state.parties.share_before, state.parties.share)


def test_ideals_draw_a_party_back() -> None:
    state = eve()
    state.parties.positions[:] = np.clip(state.parties.ideals + 0.1, -1.0, 1.0)
    away = state.parties.positions - state.parties.ideals
    np.testing.assert_allclose(moved(state, listening=0.0), -0.3 * away, atol=1e-6)


@pytest.mark.parametrize("anchor, most", [(0.3, 0.2), (1.0, 0.061)])
def test_no_party_ever_goes_far_from_what_it_was_founded_on(anchor: float, most: float) -> None:
    state = eve(400, chasing=1.0)
    luck = np.random.default_rng(1)
    for month in range(48, 48 * 60, 48):
        stir(state, luck, "parties", "share")
        PARTIES.step(at_month(state, month), PARTIES.rules(anchor=anchor))
        assert np.abs(state.parties.positions - state.parties.ideals).max() <= most + 1e-6


def test_between_elections_and_coming_to_rest_nothing_is_touched() -> None:
    state = eve(200)
    before = {name: values.copy() for name, values in state.parties.snapshot().items()}
    for month, resting in ((2, False), (47, False), (-48, True), (0, True)):
        state.resting = resting
        PARTIES.step(at_month(state, month), PARTIES.rules())
        next_month(state)
    for name, values in before.items():
        np.testing.assert_array_equal(state.parties.array(name), values, err_msg=name)
