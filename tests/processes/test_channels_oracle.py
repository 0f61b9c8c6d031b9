"""Channels: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, four, stir, views, voices

from sim.agents.municipality import ROLES
from sim.founding import found
from sim.policy.context import Population
from sim.processes import channels
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import State
from sim.towns import find_town

CHANNELS = process(channels)
CAME, SPOKE, HEARD, LISTENED = 2, 3, 4, 5


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def payoffs(c: Row, town: Row, lever: Row, k: Any) -> tuple[float, float, float]:
    """What input, withinput and output pay a citizen this month."""
    _, innovative, consumer = (float(w) for w in c.type_weights)
    distance = sum(abs(float(a) - float(b)) for a, b in zip(c.positions, town.council, strict=True)) / 2 / 2
    opened = lever.reach * (1.0 - lever.recruit_none)
    return (
        c.trust_politicians * (1.0 - distance) * (1.0 - k.self_regard * c.self_regard),
        (c.asked * town.adoption + (1.0 - c.asked) * c.expected_influence) * (0.5 + 0.5 * lever.support)
        + opened * max(c.asked, c.near_attendance) * (k.making * innovative - k.trouble * lever.participation_cost),
        k.choosing * lever.choice + k.demanding * consumer * (1.0 - c.satisfaction) + k.judging * c.surveyed,
    )


def strongest(acted: dict[str, Any], k: Any) -> int:
    """The role of greatest influence among those acted in, 1 to 6, the first of equals; 0 for none."""
    best = 0
    for number, role in enumerate(ROLES, start=1):
        if acted[role] and (best == 0 or getattr(k, role) > getattr(k, ROLES[best - 1])):
            best = number
    return best


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    used = np.zeros((len(towns), 3), int)
    values_of: list[list[list[float]]] = [[] for _ in towns]
    surveys = [0] * len(towns)
    roles = [dict.fromkeys(ROLES, 0) for _ in towns]
    f = max(k.learning, k.settling) if state.resting else k.learning
    for c in voices(state):
        lever = levers[c.municipality]
        asked_to_judge = share(k.survey + k.survey_rankings * lever.rankings) if c.met else 0.0
        c.surveyed = int(chance(state, Decision.SURVEY, c.uid) < asked_to_judge)
        surveys[c.municipality] += c.surveyed
        paid = payoffs(c, towns[c.municipality], lever, k)
        values = [float(v) + f * (share(p) - float(v)) for v, p in zip(c.channel_values, paid, strict=True)]
        c.channel_values = values
        values_of[c.municipality].append(values)
        acts, which = four(state, Decision.CHANNEL, c.uid)[:2]
        c.channel = 3 if c.surveyed else 0
        if acts < k.acting + k.interest * c.interest:
            pull = [math.exp(v / k.temperature) for v in values]
            c.channel = 1 if which < pull[0] / sum(pull) else 2 if which < (pull[0] + pull[1]) / sum(pull) else 3
        if c.channel:
            used[c.municipality, c.channel - 1] += 1
        if (c.uid + state.now.month) % 12 == 0:
            join = share(k.joining * c.party_identity * c.interest * values[0])
            leave = share(k.leaving * (1.0 - c.party_identity))
            if chance(state, Decision.MEMBERSHIP, c.uid) < (leave if c.member else join):
                c.member = 1 - c.member
        acted = {
            "voter": int(c.channel == 1),
            "fellow_citizen": c.volunteer,
            "controller": c.complained + c.appealed + c.surveyed,
            "consultee": int(c.stage in (SPOKE, HEARD)),
            "legitimiser": int(c.stage == CAME),
            "dialogue_partner": int(c.stage >= LISTENED),
        }
        c.role = strongest(acted, k)
        for role, count in acted.items():
            roles[c.municipality][role] += count
    for row, town in enumerate(towns):
        town.channels, town.roles, town.surveys = used[row], list(roles[row].values()), surveys[row]
        if state.resting:
            town.rest_channels = np.mean(values_of[row], axis=0)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting
    k = any_rules(CHANNELS, luck, far)
    if far != 1.0:  # civic acts are rare: more of them, so that the choice is seen
        k = k._replace(interest=0.9, joining=0.9, survey=0.2)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "trust_politicians", "self_regard", "expected_influence", "satisfaction")
        stir(state, luck, "citizens", "interest", "asked", "volunteer", "complained", "appealed")
        stir(state, luck, "citizens", "party_identity", "met", "near_attendance")
        stir(state, luck, "citizens", "stage", high=6)
        stir(state, luck, "citizens", "positions", low=-1.0)
        stir(state, luck, "municipalities", "adoption")
        stir(state, luck, "municipalities", "council", low=-1.0)

    follow(state, CHANNELS, k, oracle, others, months=6)
    assert (state.municipalities.roles > 0).all()
    assert (state.municipalities.channels.sum(axis=0) > 0).all()
    assert set(state.citizens.role[state.citizens.voice == 1]) >= {1, 2, 3, 4, 6}


def town(n: int = 6000, **levers: float) -> State:
    """A state of alike citizens, midway in everything, to whom the channels have paid the same."""
    state = fake_state(n, seed=5, silent=0.0, municipalities=1)
    set_levers(state, **levers)
    c = state.citizens
    c.trust_politicians[:] = c.self_regard[:] = c.satisfaction[:] = c.interest[:] = 0.5
    c.expected_influence[:], c.positions[:], state.municipalities.council[:] = 0.2, 0.0, 0.0
    c.type_weights[:], c.channel_values[:], c.asked[:], c.met[:] = (0.4, 0.2, 0.4), 0.3, 0.0, 0
    c.near_attendance[:] = 0.0
    return state


def used(state: State, months: int = 1, **rules: float) -> Any:
    """Share of all civic acts in some months that took each channel: input, withinput, output."""
    total = np.zeros(3)
    for _ in range(months):
        CHANNELS.step(state, CHANNELS.rules(**rules))
        total += state.municipalities.channels[0]
        next_month(state)
    return total / total.sum()


def test_what_the_channels_pay_a_citizen() -> None:
    state = town(4, reach=0.6, support=0.8, participation_cost=0.2, choice=0.7)
    set_levers(state, recruit_none=0.25)
    state.municipalities.council[:] = (0.6, -0.2)  # .2 of the widest distance away
    state.municipalities.adoption[:], state.citizens.asked[1] = 0.4, 1.0
    state.citizens.near_attendance[:2] = 0.3
    used(state, learning=1.0, acting=1.0)
    values = state.citizens.channel_values
    np.testing.assert_allclose(
        values[0],
        [
            0.5 * 0.8 * (1.0 - 0.5 * 0.5),
            0.2 * 0.9 + 0.6 * 0.75 * 0.3 * (0.5 * 0.2 - 0.2 * 0.2),
            0.4 * 0.7 + 0.5 * 0.4 * 0.5,
        ],
        rtol=1e-6,
    )
    # who has been asked knows what became of it; the others have what they expect
    making = 0.6 * 0.75 * (0.5 * 0.2 - 0.2 * 0.2)
    assert values[1, 1] - values[0, 1] == pytest.approx((0.4 - 0.2) * 0.9 + 0.7 * making, rel=1e-5)
    # an open door pays nothing to those who have never been through it and know nobody who has
    assert values[2, 1] == pytest.approx(0.2 * 0.9, rel=1e-6)


def test_interest_decides_how_many_act_and_equal_channels_are_used_equally() -> None:
    state = town(30_000)
    np.testing.assert_allclose(used(state, learning=0.0), 1 / 3, atol=0.03)
    assert (state.citizens.channel > 0).mean() == pytest.approx(0.02 + 0.1 * 0.5, abs=0.005)
    better = town(30_000)
    better.citizens.channel_values[:, 2] = 0.3 + 0.15 * np.log(2.0)  # twice as likely as each of the others
    np.testing.assert_allclose(used(better, learning=0.0), [0.25, 0.25, 0.5], atol=0.03)


def test_representative_politics_gives_way_to_private_politics_where_choice_pays() -> None:
    """The deck: representative politics loses priority, private politics gains it."""
    little, much = used(town(choice=0.0), 60), used(town(choice=1.0), 60)
    assert much[2] > little[2] + 0.1
    assert much[0] < little[0] - 0.05


def test_co_creation_is_used_where_it_is_open_and_by_those_who_like_to_make() -> None:
    def made(innovative: float, shut: float, near: float = 0.8) -> float:
        state = town(reach=1.0, participation_cost=0.0, recruit_none=shut)
        state.citizens.type_weights[:] = (0.5, innovative, 0.5 - innovative)
        state.citizens.near_attendance[:] = near
        return float(used(state, 60)[1])

    assert made(0.5, 0.0) > made(0.1, 0.0) + 0.05
    assert made(0.5, 0.0) > made(0.5, 1.0) + 0.05
    assert made(0.5, 0.0, near=0.0) == made(0.5, 1.0), "nobody takes part: nobody has anything from it"


def test_whoever_came_and_was_not_heard_has_lent_the_decision_legitimacy() -> None:
    state = town(7)
    c = state.citizens
    c.volunteer[:] = c.complained[:] = c.appealed[:] = 0
    c.stage[:] = range(7)  # none, invited, came, spoke, heard, listened to, changed something
    used(state, acting=1.0)
    role = dict(zip(ROLES, state.municipalities.roles[0], strict=True))
    assert (role["legitimiser"], role["consultee"], role["dialogue_partner"]) == (1, 2, 2)
    c.complained[:2], c.appealed[1:4], c.volunteer[:5] = 1, 1, 1
    used(state, acting=1.0)
    role = dict(zip(ROLES, state.municipalities.roles[0], strict=True))
    assert (role["controller"], role["fellow_citizen"]) == (5, 5)
    assert role["voter"] == (c.channel == 1).sum()


def test_whoever_acts_in_several_roles_is_seen_in_the_one_with_most_influence() -> None:
    state = town(64)
    c = state.citizens
    c.volunteer[:], c.complained[:], c.appealed[:], c.stage[:] = 0, 0, 0, 0
    c.volunteer[1:4] = c.complained[2:5] = 1
    c.stage[3], c.stage[5], c.stage[6] = LISTENED, CAME, SPOKE
    CHANNELS.step(state, CHANNELS.rules(acting=0.0, interest=0.0))
    names = [ROLES[role - 1] if role else "" for role in c.role[:8]]
    partner = "dialogue_partner"
    assert names == ["", "fellow_citizen", "fellow_citizen", partner, "controller", "legitimiser", "consultee", ""]


def years(state: State, count: int, **rules: float) -> float:
    """Share of members after some years."""
    for _ in range(12 * count):
        CHANNELS.step(state, CHANNELS.rules(**rules))
        next_month(state)
    return float(state.citizens.member.mean())


def test_members_join_where_politics_pays_and_leave_where_nothing_binds() -> None:
    """The deck puts the party first among the ways of input; as many join as leave at 3 to 4 per cent."""
    state = town(20_000)
    state.citizens.member[:], state.citizens.party_identity[:] = 0, 0.5
    state.citizens.trust_politicians[:], state.citizens.self_regard[:] = 1.0, 0.0
    assert years(state, 1) == pytest.approx(0.04 * 0.5 * 0.5 * 0.4, abs=0.002)
    scorned = town(20_000)
    scorned.citizens.member[:], scorned.citizens.party_identity[:] = 0, 0.5
    scorned.citizens.trust_politicians[:] = 0.0
    assert years(scorned, 3) < 0.5 * years(state, 2)
    for identity, left in ((0.0, 0.2), (0.5, 0.1), (1.0, 0.0)):
        members = town(5000)
        members.citizens.member[:], members.citizens.party_identity[:] = 1, identity
        assert years(members, 1, joining=0.0) == pytest.approx(1.0 - left, abs=0.02)


def test_a_municipality_begins_with_as_many_members_as_stay() -> None:
    state = found([find_town("vejle")], [20_000], Population(), 7)
    set_levers(state, choice=0.2, rankings=0.1, support=0.2, participation_cost=0.5, recruit_none=1.0)
    c = state.citizens
    c.channel_values[:, 0] = 0.31
    before = float(c.member.mean())
    assert 0.03 < before < 0.045
    assert c.party_identity[c.member == 1].mean() > c.party_identity.mean() + 0.05
    assert years(state, 5) == pytest.approx(before, abs=0.006)


def test_league_tables_ask_more_often_for_a_judgement_and_judging_makes_output_count() -> None:
    few, many = town(20_000, rankings=0.1), town(20_000, rankings=0.9)
    for state in (few, many):
        state.citizens.met[::2] = 1
        CHANNELS.step(state, CHANNELS.rules(acting=0.0, interest=0.0))
        assert state.municipalities.surveys[0] == state.citizens.surveyed.sum()
        assert not state.citizens.surveyed[1::2].any()
        assert (state.citizens.channel == 3 * state.citizens.surveyed).all()
    assert few.municipalities.surveys[0] / 10_000 == pytest.approx(0.02, abs=0.006)
    assert many.municipalities.surveys[0] / 10_000 == pytest.approx(0.10, abs=0.01)
    judged = many.citizens.surveyed == 1
    value = many.citizens.channel_values[:, 2]
    assert value[judged].mean() - value[~judged].mean() == pytest.approx(0.03 * 0.2, rel=1e-3)
