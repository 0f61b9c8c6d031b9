"""Social influence: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from numpy.typing import NDArray
from views import any_rules, follow, four, stir, views, voices

from sim.network import Network
from sim.processes import influence
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import State

INFLUENCE = process(influence)
STEPS = 32767


def shown(c: Row) -> list[int]:
    """What others see of a citizen: seven numbers in steps of 1/32767, and the voice."""

    def against_settled(name: str) -> float:
        # in 32 bits, as columns are kept: half a step more or less decides how it is rounded
        now, settled = (np.float32(getattr(c, each)) for each in (name, f"{name}_level"))
        return float(now - settled)

    seen = [
        *(float(p) for p in c.positions),
        against_settled("trust_politicians"),
        against_settled("trust_citizens"),
        c.volunteer,
        c.habit,
        c.asked,
    ]
    return [*(round(x * STEPS) for x in seen), 1]


def oracle(state: State, k: Any) -> None:
    months = k.settling if state.resting else 1.0
    anchor, wavering = min(1.0, months * k.anchor), months**0.5 * k.wavering
    everybody, towns, levers = (views(state, name) for name in ("citizens", "municipalities", "levers"))
    for c in voices(state):
        c.visible = shown(c)
    for c in voices(state):
        known = [int(row) for row in state.network.neighbours_of(c.row)] + [
            int(row) for row in c.met_lately if row >= 0
        ]
        near = [[int(x) / STEPS for x in everybody[row].visible] for row in known if everybody[row].voice]
        mine = [int(x) / STEPS for x in c.visible]
        luck = four(state, Decision.OPINION, c.uid)
        noise = ((luck[0] + luck[1] - 1.0) * 6.0**0.5, (luck[2] + luck[3] - 1.0) * 6.0**0.5)
        theta = k.tolerance + k.openness * c.open_mindedness
        theta += k.facilitation * levers[c.municipality].facilitation * mine[6]
        for issue in range(2):
            own = float(c.positions[issue])
            gaps = [other[issue] - mine[issue] for other in near]
            pulls = [gap for gap in gaps if abs(gap) / 2.0 < theta]
            pull = months * k.meetings * k.pull * sum(pulls) / len(near) if near else 0.0
            moved = own + pull + anchor * (float(c.leanings[issue]) - own) + wavering * noise[issue]
            c.positions[issue] = min(max(moved, -1.0), 1.0)
        c.near_trust, c.near_social, c.near_volunteering, c.near_habit, c.near_attendance = (
            sum(other[i] for other in near) / max(len(near), 1) for i in range(2, 7)
        )
    for row, town in enumerate(towns):
        mine = [c for c in voices(state) if c.municipality == row]
        town.opinion = [sum(float(c.positions[i]) for c in mine) / len(mine) for i in range(2)]
        if state.resting:
            town.rest_near_trust = sum(c.near_trust for c in mine) / len(mine)
            town.rest_near_social = sum(c.near_social for c in mine) / len(mine)
            town.rest_near_attendance = sum(c.near_attendance for c in mine) / len(mine)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3, silent=0.8 if far == 0.5 else 0.1)  # where most are silent, some know nobody
    state.resting = resting
    stir(state, luck, "citizens", "positions", "leanings", low=-1.0)

    def others(state: State) -> None:
        stir(state, luck, "levers", "facilitation")
        stir(state, luck, "citizens", "volunteer")
        stir(state, luck, "citizens", "habit", "asked", "trust_politicians", "trust_citizens")

    follow(state, INFLUENCE, any_rules(INFLUENCE, luck, far), oracle, others, months=3)


def circle(*opinions: float, open_mindedness: float = 1.0) -> State:
    """People who all know each other and nobody else, with these opinions on welfare and their opposites on choice."""
    n = len(opinions)
    state = fake_state(n, seed=4, municipalities=1, silent=0.0)
    others = np.array([[j for j in range(n) if j != i] for i in range(n)], dtype=np.int32)
    state.network = Network(np.arange(n + 1, dtype=np.int64) * (n - 1), others.ravel())
    c = state.citizens
    c.met_lately[:], c.open_mindedness[:] = -1, open_mindedness
    c.positions[:, 0], c.positions[:, 1] = opinions, [-x for x in opinions]
    c.leanings[:] = c.positions
    return state


def talk(state: State, months: int, **rules: float) -> NDArray[np.float32]:
    """Opinions on welfare after some months of talk."""
    for _ in range(months):
        INFLUENCE.step(state, INFLUENCE.rules(**rules))
        next_month(state)
    return np.array(state.citizens.positions[:, 0])


def test_two_friends_meet_half_way() -> None:
    # each month both go 4 · .02 of the distance, so that .84 of it is left
    opinions = talk(circle(-0.4, 0.2), 6, meetings=4.0, wavering=0.0, anchor=0.0)
    np.testing.assert_allclose(opinions, [-0.1 - 0.3 * 0.84**6, -0.1 + 0.3 * 0.84**6], atol=1e-3)


def test_those_too_far_apart_do_not_listen_and_the_open_minded_reach_further() -> None:
    # a distance of .5 on a scale of 0 to 1: a closed mind bridges .3, an open one .8
    np.testing.assert_array_equal(talk(circle(-0.5, 0.5, open_mindedness=0.0), 6, wavering=0.0), [-0.5, 0.5])
    assert np.ptp(talk(circle(-0.5, 0.5, open_mindedness=1.0), 6, meetings=4.0, wavering=0.0)) < 0.9


def test_who_has_been_in_well_led_talks_hears_those_further_off() -> None:
    """A distance of .5, closed minds that bridge .3: well led talk adds .4, to those who were there."""

    def gap(asked: float, led: float) -> float:
        state = circle(-0.5, 0.5, open_mindedness=0.0)
        state.citizens.asked[:], state.levers.facilitation[:] = asked, led
        return float(np.ptp(talk(state, 6, meetings=4.0, wavering=0.0)))

    assert gap(1.0, 0.9) < 0.9
    assert gap(1.0, 0.0) == gap(0.0, 0.9) == 1.0


def test_whoever_has_moved_is_drawn_back_to_what_they_are_settled_at() -> None:
    state = circle(-1.0, 1.0, open_mindedness=0.0)
    state.citizens.positions[:] = 0.9 * state.citizens.leanings
    opinions = talk(state, 30, wavering=0.0)
    np.testing.assert_allclose(np.abs(opinions), 1.0 - 0.1 * 0.98**30, rtol=1e-5)


def test_talk_leaves_the_mean_alone_and_does_not_wear_differences_away() -> None:
    """Opinions without an anchor collapse; with it a town stays divided, though less than it would be alone."""
    state = fake_state(2000, seed=5, municipalities=1)
    state.citizens.leanings[:] = state.citizens.positions
    voice = state.citizens.voice == 1
    before = state.citizens.positions[voice, 0].copy()
    after = talk(state, 240, meetings=4.0)[voice]
    assert after.mean() == pytest.approx(before.mean(), abs=0.02)
    assert 0.2 * before.std() < after.std() < 0.8 * before.std()
    loose = talk(state, 240, meetings=4.0, anchor=0.0)[voice]
    assert loose.std() < 0.7 * after.std()
    assert np.corrcoef(before, after)[0, 1] > 0.7


def test_what_is_seen_of_friends_is_how_they_differ_from_what_they_are_settled_at() -> None:
    state = circle(0.0, 0.0, 0.0)
    c = state.citizens
    c.trust_politicians[:] = np.array([0.2, 0.5, 0.9], dtype=np.float32)
    c.trust_politicians_level[:] = np.array([0.3, 0.5, 0.7], dtype=np.float32)
    c.volunteer[:], c.habit[:], c.asked[:] = (1, 0, 0), (0.2, 0.4, 0.6), (0.0, 0.0, 1.0)
    talk(state, 1)
    np.testing.assert_allclose(c.near_trust, [0.1, 0.05, -0.05], atol=1e-4)
    np.testing.assert_allclose(c.near_volunteering, [0.0, 0.5, 0.5], atol=1e-4)
    np.testing.assert_allclose(c.near_habit, [0.5, 0.4, 0.3], atol=1e-4)
    np.testing.assert_allclose(c.near_attendance, [0.5, 0.5, 0.0], atol=1e-4)
    c.voice[2], c.volunteer[:] = 0, 1
    talk(state, 1)
    np.testing.assert_allclose(c.near_volunteering[:2], 1.0, atol=1e-4)
    assert c.near_attendance[0] == 0.0
