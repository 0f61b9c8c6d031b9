"""Lives: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_rules, chance, follow, four, stir, views, voices

import sim
from sim.founding import found
from sim.policy.context import Context, Population
from sim.processes import lives
from sim.processes.form import process
from sim.randomness import Decision, uniforms
from sim.state import Moment, State
from sim.towns import find_town

LIVES = process(lives)
STATES = {
    "resources": "resources_level", "type_weights": "type_level", "need": "need_level", "interest": "interest_level",
    "efficacy": "efficacy_level", "self_regard": "self_regard_level", "solidarity": "solidarity_level",
    "external_efficacy": "external_efficacy_level", "trust_politicians": "trust_politicians_level",
    "trust_administration": "trust_administration_level", "trust_staff": "trust_staff_level",
    "trust_citizens": "trust_citizens_level", "positions": "leanings",
}  # fmt: skip
FORGOTTEN = [
    "relatives",
    "losses",
    "realised_influence",
    "months_apart",
    "asked",
    "answer",
    "benefit",
    "maker",
    "shortfall",
    "grievance",
    "past_complaints",
    "tenure",
    "bonds",
    "bridges",
]
INHERITED = [
    "education",
    "education_score",
    "income",
    "resources_level",
    "quintile",
    "type_level",
    "temper",
    "style",
    "civic_drive",
    "competence",
    "digital",
    "awareness",
    "interest_level",
    "efficacy_level",
    "open_mindedness",
    "self_regard_level",
    "own_good",
    "acceptance",
    "solidarity_level",
    "tax_consent",
    "external_efficacy_level",
    "trust_politicians_level",
    "trust_administration_level",
    "trust_staff_level",
    "trust_citizens_level",
    "trust_national",
    "trust_courts",
    "trust_unlike",
    "leanings",
    "party",
    "volunteer",
]


def bounded(need: float) -> float:
    return min(max(need, 0.01), 0.95)


def oracle(state: State, k: Any) -> None:
    pace, month = state.context.ageing, state.now.month
    if pace == 0.0 or state.resting:
        return
    everybody, towns = views(state, "citizens"), views(state, "municipalities")
    dead, gone, other = [], [], []
    for c in voices(state):
        turn = c.uid % 12
        need = c.need_level
        if math.floor((pace * month + turn) / 12) > math.floor((pace * (month - 1) + turn) / 12) and c.age < 120:
            c.age += 1
            c.age_score = (c.age - 50) / 18.6
            if c.age in (65, 80):
                need = need * k.need_65 if c.age == 65 else need * k.need_80 / k.need_65
                other.append(c)
        dies, moves, child, _ = four(state, Decision.DEATH, c.uid)
        if dies < k.mortality * math.exp(k.mortality_slope * (c.age - 80)) * pace / 12:
            dead.append(c)
        elif moves < (
            k.moving_old + (k.moving_young - k.moving_old) * math.exp(-(c.age - 18) / k.moving_fall)
        ) * pace / 12:  # fmt: skip
            gone.append(c)
        elif 25 <= c.age < 40 and child < k.birth * pace / 12 and c.children < 20:
            need += k.need_child if c.children < 3 else 0.0
            c.children += 1
            other.append(c)
        elif c.age >= 40 and child < k.leaving * c.children * pace / 12:
            need -= k.need_child if c.children <= 3 else 0.0
            c.children -= 1
            other.append(c)
        if need != c.need_level:
            c.need_level = bounded(need)
    for c in dead:
        c.uid += 8_000_000
        alive = [d for d in voices(state) if d.municipality == c.municipality and d not in dead]
        among = [d for d in alive if 25 <= d.age <= 44] or alive or [c]
        donor = among[int(chance(state, Decision.NEWCOMER, c.uid) * len(among))]
        c.need_level = bounded(donor.need_level - k.need_child * min(donor.children, 3))
        for name in INHERITED:
            setattr(c, name, getattr(donor, name))
        c.age, c.age_score, c.children = 18, (18 - 50) / 18.6, 0
        c.party_identity, c.habit, c.member, c.voted, c.switched = k.identity, k.habit, 0, 0, 0
    for c in gone:
        c.uid += 8_000_000
    for c in dead + gone:
        town = towns[c.municipality]
        for name, level in STATES.items():
            setattr(c, name, getattr(c, level))
        for name in FORGOTTEN:
            setattr(c, name, 0)
        c.quality, c.expectation = town.rest_service, town.rest_service
        c.satisfaction, c.fairness, c.channel_values = town.rest_satisfaction, town.rest_fairness, town.rest_channels
        c.expected_influence = 0.2
        for friend in [everybody[row] for row in c.met_lately if row >= 0]:
            if friend.voice:
                friend.met_lately = [-1 if row == c.row else row for row in friend.met_lately]
        c.met_lately = -1
    home = [u.municipality for u in views(state, "institutions")]
    for c in {*dead, *gone, *other}:
        u = float(uniforms(int(state.now.seed), Decision.CITIZEN_SERVICE, 0, [c.uid])[0])
        if c.age >= 80 or (c.age >= 65 and u < 0.25):
            service = 0
        elif c.children > 0:
            service = 1 if u < 0.4 else 2
        else:
            service = 3 if u < 0.3 else 4 if u < 0.7 else 5
        first, units = home.index(c.municipality), home.count(c.municipality) // 6
        c.institution = first + service * units + (c.institution - first) % units
        c.sector = service


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(300, seed=3)
    k = any_rules(LIVES, luck, far)

    def others(state: State) -> None:
        state.context = Context(ageing=2.0 if far == 0.0 else luck.uniform(0.1, 2.0))
        stir(state, luck, "citizens", "need", "trust_staff", "asked", "grievance", "satisfaction", "bonds")
        stir(state, luck, "municipalities", "rest_service", "rest_satisfaction", "rest_fairness", "rest_channels")
        # friends, some of them mutual
        state.citizens.met_lately[:, 1] = np.arange(state.citizens.n) ^ 1
        state.citizens.age[luck.integers(0, state.citizens.n, 40)] = luck.choice([17 + 7, 39, 64, 79, 95, 119], 40)

    follow(state, LIVES, k, oracle, others, months=14)


@pytest.mark.parametrize("ages", [(90,), (50, 90), (120,)], ids=["all old", "few left", "all may die"])
def test_a_town_without_anybody_of_25_to_44_still_has_young(ages: tuple[int, ...]) -> None:
    luck = np.random.default_rng(1)
    state = fake_state(50, seed=4)
    k = LIVES.rules(mortality=0.2)

    def others(state: State) -> None:
        state.context = Context(ageing=2.0)
        state.citizens.age[:] = luck.choice(ages, state.citizens.n)

    follow(state, LIVES, k, oracle, others, months=4)


@pytest.mark.parametrize("resting, pace", [(False, 0.0), (True, 1.0)], ids=["standstill", "coming to rest"])
def test_at_rest_nobody_is_born_and_nobody_dies(resting: bool, pace: float) -> None:
    state = fake_state(seed=5)
    state.resting, state.context = resting, Context(ageing=pace)
    before = {name: table.snapshot() for name, table in state.tables().items()}
    LIVES.step(state, LIVES.rules(mortality=0.2))
    for name, table in state.tables().items():
        for column, values in before[name].items():
            np.testing.assert_array_equal(table.array(column), values)


def lived(state: State, months: int, pace: float = 1.0, **rules: float) -> State:
    state.context = Context(ageing=pace)
    for _ in range(months):
        next_month(state)
        LIVES.step(state, LIVES.rules(**rules))
    return state


@pytest.mark.parametrize("pace, years", [(1.0, 3), (0.5, 6), (2.0, 1.5)])
def test_people_grow_older_by_the_pace_of_life_a_year_at_a_time(pace: float, years: float) -> None:
    state = fake_state(seed=6)
    before = state.citizens.age.copy()
    lived(state, int(12 * years), pace, mortality=0.0, moving_young=0.0, moving_old=0.0)
    c = state.citizens
    assert set(c.age[c.voice == 1].astype(int) - before[c.voice == 1]) == {3}
    assert set(c.age[c.voice == 0].astype(int) - before[c.voice == 0]) == {0}


def danes(citizens: int = 2500) -> State:
    """People of eight towns, as they were on 1 January 2020."""
    names = ("vejle", "aarhus", "randers", "lolland", "egedal", "frederiksberg", "hjoerring", "odense")
    return found([find_town(name) for name in names], [citizens] * 8, Population(), 1)


def test_in_ten_and_twenty_years_as_many_more_are_over_80_as_statistics_denmark_expects() -> None:
    """From 272,000 in 2020 to 434,000 in 2030; between 60 and 100 per cent more in 2040 (pattern P23)."""
    state = danes()
    c = state.citizens

    def old() -> float:
        return float((c.age >= 80).mean())

    begin, need, children = old(), c.need_level.mean(), c.children.mean()
    middle = 0.0
    for years in range(1, 21):
        lived(state, 12)
        middle = old() if years == 10 else middle
    assert middle / begin == pytest.approx(434 / 272, abs=0.10)
    assert 1.6 < old() / begin < 2.0
    assert c.need_level.mean() > 1.04 * need
    assert c.children.mean() == pytest.approx(children, abs=0.05)  # as many children, and so pupils, as before
    assert ((c.age >= 80) <= (c.sector == 0)).all()
    assert (state.institutions.sector[c.institution] == c.sector).all()
    assert (state.institutions.municipality[c.institution] == c.municipality).all()
    assert (state.parties.municipality[c.party] == c.municipality).all()
    assert len(np.unique(c.uid)) == c.n


def test_in_a_year_one_in_twenty_moves_the_young_most_and_one_in_a_hundred_dies() -> None:
    state = danes()
    c = state.citizens
    age, uid, trust = c.age.copy(), c.uid.copy(), c.trust_staff_level.copy()
    c.trust_staff[:] = 0.0
    lived(state, 12)
    new = c.uid != uid
    came_of_age = new & (c.age < age)
    moved = new & ~came_of_age
    assert came_of_age.mean() == pytest.approx(0.012, abs=0.003)
    assert moved.mean() == pytest.approx(0.055, abs=0.01)
    assert moved[age < 25].mean() > 3 * moved[age > 40].mean()
    # a stranger: trust as settled, not as met
    np.testing.assert_array_equal(c.trust_staff[moved], trust[moved])
    assert (c.trust_staff[~new] == 0.0).all()


def test_the_same_people_live_under_every_policy() -> None:
    ends = []
    for reach in (0.0, 1.0):
        state = fake_state(400, seed=7)
        set_levers(state, reach=reach, user_input=reach)
        state.citizens.trust_politicians[:] = reach
        state.citizens.need[:] = reach
        lived(state, 60, 2.0)
        ends.append(state.citizens)
    for name in ("uid", "age", "children", "education", "sector", "institution", "need_level"):
        np.testing.assert_array_equal(ends[0].array(name), ends[1].array(name))


def test_more_citizens_change_nobodys_life() -> None:
    """Who dies, moves or has children is a matter of oneself; only whose traits the young have is the town's."""
    few, many = fake_state(100, municipalities=1, seed=8), fake_state(200, municipalities=1, seed=8)
    for name in ("age", "voice", "children", "uid"):
        many.citizens.array(name)[:100] = few.citizens.array(name)
    many.citizens.uid[100:] = np.arange(500, 600)
    for state in (few, many):
        lived(state, 120)
    for name in ("uid", "age", "children"):
        np.testing.assert_array_equal(few.citizens.array(name), many.citizens.array(name)[:100])


def test_with_as_many_hands_more_needs_go_unmet_as_people_grow_old() -> None:
    unmet = []
    for ageing in (0.0, 1.0):
        scenario = sim.Scenario.load(citizens=3000, months=120, record_every=12, ageing=ageing)
        run = sim.simulate(scenario, seed=2)
        unmet.append(float(run.series["unmet_need"].iloc[-5:].mean()))
    assert unmet[1] > 1.1 * unmet[0]


def test_a_hamlet_lives_on() -> None:
    state = found([find_town("vejle")], [50], Population(), 3, month=0)
    state.now = Moment(np.uint64(3), 0)
    lived(state, 600, 2.0)
    assert [fault for table in state.tables().values() for fault in table.out_of_range()] == []
    assert state.citizens.n == 50 and state.citizens.age.min() >= 18
