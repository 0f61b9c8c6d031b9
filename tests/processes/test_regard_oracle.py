"""Regard: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.processes import regard
from sim.processes.form import process
from sim.state import State

REGARD = process(regard)
MIDDLES = [-1.0 + 0.05 * number for number in range(41)]


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def common_good(counts: list[int], p: float, breadth: float) -> float:
    """The common good as somebody at `p` sees it, between the views from the two middles beside them."""

    def from_middle(number: int) -> float:
        weights = [n * math.exp(-abs(MIDDLES[number] - q) / 2 / breadth) for n, q in zip(counts, MIDDLES, strict=True)]
        if sum(weights) == 0.0:
            return MIDDLES[number]
        return sum(w * q for w, q in zip(weights, MIDDLES, strict=True)) / sum(weights)

    low = min(math.floor((p + 1.0) / 0.05), 39)
    beyond = (p + 1.0) / 0.05 - low
    return (1.0 - beyond) * from_middle(low) + beyond * from_middle(low + 1)


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    rate = max(k.rate, k.settling) if state.resting else k.rate
    counts = [[[0] * 41, [0] * 41] for _ in towns]
    for c in voices(state):
        for issue in range(2):
            counts[c.municipality][issue][math.floor((float(c.positions[issue]) + 1.0) / 0.05 + 0.5)] += 1
    own_goods: list[list[float]] = [[] for _ in towns]
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        paid = [float(v) - float(r) for v, r in zip(c.channel_values, town.rest_channels, strict=True)]
        wanted = c.self_regard_level + k.private * (paid[2] - (paid[0] + paid[1]) / 2)
        if c.answer >= 0.0:
            wanted -= k.meeting * lever.bridging * lever.facilitation * max(c.asked, c.bridges)
        c.self_regard += rate * (share(wanted) - c.self_regard)
        own = []
        for issue in range(2):
            p, mean = float(c.positions[issue]), float(town.opinion[issue])
            if abs(mean - p) < 0.05:
                continue
            seen = counts[c.municipality][issue]
            wider = lever.facilitation * lever.bridging * c.asked
            good = (1.0 - wider) * common_good(seen, p, k.breadth)
            good += wider * common_good(seen, p, k.breadth + k.widening)
            claimed = c.self_regard * p + (1.0 - c.self_regard) * good
            own.append(share(1.0 - abs(claimed - p) / abs(mean - p)))
        if own:
            c.own_good = sum(own) / len(own)
        own_goods[c.municipality].append(c.own_good)
    if state.resting:
        for town, values in zip(towns, own_goods, strict=True):
            town.rest_own_good = sum(values) / len(values)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(120, seed=3)
    state.resting = resting

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "channel_values", "asked", "bridges", "self_regard", "own_good")
        stir(state, luck, "citizens", "answer", "positions", low=-1.0)
        stir(state, luck, "municipalities", "rest_channels")
        stir(state, luck, "municipalities", "opinion", low=-0.3, high=0.3)
        state.citizens.positions[:2] = -1.0, 1.0  # the ends of the scale

    follow(state, REGARD, any_rules(REGARD, luck, far), oracle, others, months=4)


def town(n: int = 2000, self_regard: float = 0.0, **levers: float) -> State:
    """A state at rest whose wishes lie evenly over the middle four fifths of both scales."""
    state = fake_state(n, seed=5, silent=0.0, municipalities=1)
    set_levers(state, **levers)
    c, m = state.citizens, state.municipalities
    c.positions[:] = np.linspace(-0.8, 0.8, n)[:, None]
    m.opinion[:] = 0.0
    c.self_regard[:] = c.self_regard_level[:] = self_regard
    c.channel_values[:], m.rest_channels[:] = (0.32, 0.12, 0.11), (0.32, 0.12, 0.11)
    c.asked[:], c.bridges[:], c.answer[:], c.own_good[:] = 0.0, 0.0, 0.0, 0.5
    return state


def away(state: State) -> Any:
    """Who does not stand near the mean: for the others, own and common good cannot be told apart."""
    return np.abs(state.citizens.positions[:, 0]) > 0.1


def own_good(state: State, **rules: float) -> float:
    REGARD.step(state, REGARD.rules(**rules))
    return float(state.citizens.own_good[away(state)].mean())


def test_who_sees_only_those_like_themselves_calls_their_own_wish_the_common_good() -> None:
    assert own_good(town(), breadth=0.005) == pytest.approx(1.0, abs=0.02)


def test_who_sees_all_and_thinks_only_of_them_wants_what_all_want() -> None:
    assert own_good(town(), breadth=10.0) == pytest.approx(0.0, abs=0.03)


def test_who_thinks_only_of_themselves_calls_their_own_wish_the_common_good_whatever_they_see() -> None:
    assert own_good(town(self_regard=1.0), breadth=10.0) == pytest.approx(1.0, abs=1e-6)
    assert own_good(town(self_regard=0.5), breadth=10.0) == pytest.approx(0.5, abs=0.02)


def test_the_wider_the_view_the_nearer_to_the_wish_of_all() -> None:
    seen = [own_good(town(self_regard=0.45), breadth=breadth) for breadth in (0.05, 0.1, 0.3, 1.0, 5.0)]
    assert seen == sorted(seen, reverse=True)
    assert seen[0] > 0.8 > 0.6 > seen[-1] > 0.45


def test_well_led_mixed_forums_widen_the_view_of_those_who_are_there() -> None:
    state = town(self_regard=0.45, facilitation=0.9, bridging=0.9)
    state.citizens.asked[::2] = 1.0
    own_good(state)
    there, absent = state.citizens.own_good[::2][away(state)[::2]], state.citizens.own_good[1::2][away(state)[1::2]]
    assert there.mean() < absent.mean() - 0.05


def test_who_stands_at_the_mean_keeps_what_they_thought() -> None:
    state = town()
    own_good(state)
    assert set(state.citizens.own_good[np.abs(state.citizens.positions[:, 0]) < 0.04]) == {0.5}


def later(state: State, months: int = 400, **rules: float) -> Any:
    for _ in range(months):
        REGARD.step(state, REGARD.rules(**rules))
        next_month(state)
    return state.citizens.self_regard


def test_at_rest_nobody_becomes_more_self_regarding_nor_sees_the_common_good_otherwise() -> None:
    state = town(self_regard=0.45)
    own_good(state)
    before = state.citizens.own_good.copy()
    assert np.ptp(later(state, 120)) == 0.0
    np.testing.assert_allclose(state.citizens.own_good, before, atol=1e-6)


def test_self_regard_grows_where_private_politics_pays_and_wanes_where_common_politics_does() -> None:
    """The deck: private politics is given priority. It is so only where it pays better than common politics."""
    private, common = town(self_regard=0.45), town(self_regard=0.45)
    private.citizens.channel_values[:, 2] += 0.2
    common.citizens.channel_values[:, :2] += 0.2
    assert later(private)[0] == pytest.approx(0.45 + 0.3 * 0.2, abs=1e-3)
    assert later(common)[0] == pytest.approx(0.45 - 0.3 * 0.2, abs=1e-3)


def test_only_good_contact_takes_people_out_of_themselves() -> None:
    """Facilitation and bridging both, contact, and no bad answer: without any of these nothing happens."""

    def after(facilitation: float, bridging: float, asked: float, answer: float, **rules: float) -> float:
        state = town(n=20, self_regard=0.45, facilitation=facilitation, bridging=bridging)
        state.citizens.asked[:], state.citizens.answer[:] = asked, answer
        return float(later(state, **rules)[0])

    assert after(0.9, 0.9, 1.0, 0.1) == pytest.approx(0.45 - 0.3 * 0.81, abs=1e-3)
    for without in ((0.0, 0.9, 1.0, 0.1), (0.9, 0.0, 1.0, 0.1), (0.9, 0.9, 0.0, 0.1), (0.9, 0.9, 1.0, -0.1)):
        assert after(*without) == pytest.approx(0.45, abs=1e-6)
    assert after(0.9, 0.9, 1.0, 0.1, meeting=-0.3) > 0.5
