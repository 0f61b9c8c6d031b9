"""The election: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state
from numpy.typing import NDArray
from views import any_rules, bell, chance, follow, four, stir, views, voices

from sim.processes import election
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import Moment, State
from sim.table import Table

ELECTION = process(election)
PERIOD = 48
BEFORE = (144, 96, 48)
"""How many months before the last one the elections lie with which coming to rest ends."""


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def votes(state: State, c: Row, town: Row, k: Any) -> bool:
    readiness = (
        k.turnout
        + k.duty * (float(c.type_weights[0]) - town.rest_traditional)
        + k.trust * (c.trust_politicians - town.rest_trust)
        + k.interest * (c.interest - town.rest_interest)
        + k.schooling * c.education_score
        + k.resources * (c.resources - town.rest_resources)
        + k.age * c.age_score
        + k.habit * (c.habit - town.rest_habit)
        + k.neighbours * (c.near_habit - town.rest_habit)
        + k.asked * c.asked
        + k.drive * c.civic_drive
        + k.paying * (float(c.channel_values[0]) - float(town.rest_channels[0]))
        + town.turnout_level
    )
    return chance(state, Decision.VOTE, c.uid) < sg(readiness)


def new_party(state: State, c: Row, town: Row, parties: list[Row], k: Any) -> int | None:
    """The row of the party that a voter changes to; None: they stay."""
    old = parties[c.party]
    lists = [q for q in parties if q.municipality == c.municipality]
    readiness = (
        k.switching
        + k.switching_media * town.media
        + k.switching_distrust * (1.0 - c.trust_politicians)
        - k.switching_identity * c.party_identity
        + k.switching_consumer * float(c.type_weights[2])
        - k.switching_size * (old.usual_share - k.usual_size)
    )
    switches, destination = four(state, Decision.SWITCH, c.uid)[:2]
    if len(lists) == 1 or switches >= sg(readiness):
        return None

    def pull(q: Row) -> float:
        distance = sum(abs(float(p) - float(s)) for p, s in zip(c.positions, q.positions, strict=True)) / 2.0 / 2.0
        return math.exp(q.appeal - distance / k.nearness - k.crossing * (q.bloc != old.bloc))

    others = [q for q in lists if q.row != old.row]
    pulls = [pull(q) for q in others]
    upto = np.cumsum(pulls) / sum(pulls)
    return next(q.row for q, mark in zip(others, upto, strict=True) if destination < mark or q is others[-1])


def seats(state: State, parties: list[Row], town: int) -> None:
    """Seats one by one to the list with the greatest quotient, and who takes them."""
    lists = [q for q in parties if q.municipality == town]
    chairs = [p for p in views(state, "politicians") if p.municipality == town]
    for q in lists:
        q.seats = 0
    for _ in chairs:
        best = max(lists, key=lambda q: (q.votes / (q.seats + 1), -q.row))
        best.seats += 1
    won = [(q, place) for q in lists for place in range(1, q.seats + 1)]
    for chair, (q, place) in zip(chairs, won, strict=True):
        chair.party, chair.place = q.row, place
        chair.electoral_risk = place / (q.seats + 1)
        chair.positions = [
            min(max(float(q.positions[issue]) + 0.1 * bell(state, Decision.SEAT, chair.row, issue), -1.0), 1.0)
            for issue in range(2)
        ]
    views(state, "municipalities")[town].council = [
        sum(float(p.positions[issue]) for p in chairs) / len(chairs) for issue in range(2)
    ]


def hold(state: State, k: Any, earlier: int = 0) -> None:
    """One election, with the luck of a month so and so much earlier."""
    now, state.now = state.now, Moment(state.now.seed, state.now.month - earlier)
    parties, towns = views(state, "parties"), views(state, "municipalities")
    for row, town in enumerate(towns):
        mine = [c for c in voices(state) if c.municipality == row]
        ballots = {q.row: 0 for q in parties if q.municipality == row}
        switched = crossed = 0
        for c in mine:
            c.voted, c.switched = int(votes(state, c, town, k)), 0
            if c.voted:
                new = new_party(state, c, town, parties, k)
                if new is None:
                    c.party_identity += k.binding * (1.0 - c.party_identity)
                else:
                    switched += 1
                    crossed += parties[new].bloc != parties[c.party].bloc
                    c.party, c.switched = new, 1
                    c.party_identity -= k.loosening * c.party_identity
                ballots[c.party] += 1
            c.habit += k.habit_rate * (c.voted - c.habit)
        cast = sum(ballots.values())
        town.turnout, town.switching, town.cross_bloc = cast / len(mine), switched / cast, crossed / cast
        town.volatility = sum(abs(ballots[q] / cast - parties[q].share) for q in ballots) / 2.0
        for q, count in ballots.items():
            parties[q].votes, parties[q].share = count, count / cast
        if state.resting:
            town.rest_habit = sum(c.habit for c in mine) / len(mine)
        town.votes = cast
        seats(state, parties, row)
    state.now = now


def oracle(state: State, k: Any) -> None:
    for town in views(state, "municipalities"):
        town.votes = 0
    if state.now.month % PERIOD != 0:
        return
    if state.resting:
        for q in views(state, "parties"):
            q.usual_share = q.share
        for earlier in BEFORE:
            hold(state, k, earlier)
    hold(state, k)


def stirred(state: State, luck: np.random.Generator) -> None:
    """What other processes and chance make anew between two elections."""
    stir(state, luck, "citizens", "trust_politicians", "interest", "near_habit", "asked", "channel_values")
    stir(state, luck, "citizens", "positions", low=-1.0)
    stir(state, luck, "municipalities", "media", "rest_traditional", "rest_trust", "rest_interest", "rest_resources")
    if not state.resting:
        stir(state, luck, "municipalities", "rest_habit")
    parties = state.parties
    for town in range(state.municipalities.n):
        lists = parties.municipality == town
        parties.usual_share[lists] = luck.dirichlet(np.ones(lists.sum()))


def at_month(state: State, month: int) -> None:
    state.now = Moment(state.now.seed, month)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3)
    state.resting = resting
    month = iter([0, 48, 96, 144])

    def others(state: State) -> None:
        stirred(state, luck)
        at_month(state, next(month))

    k = any_rules(ELECTION, luck, far)
    if far:  # under most coefficients nearly nobody switches; here some do
        k = k._replace(switching=2.0)
    follow(state, ELECTION, k, oracle, others, months=2 if resting else 4)
    assert state.municipalities.switching.min() > 0


def test_the_rule_where_one_list_stands() -> None:
    """Nobody can change party, whatever they think of theirs, and it gets all seats."""
    state = fake_state(100, seed=4)
    state.parties = without(state.parties, state.parties.municipality == 1, keep=1)
    only = state.parties.n - 1
    mine = state.citizens.municipality == 1
    state.citizens.party[mine] = only
    k = ELECTION.rules(switching=5.0)
    follow(state, ELECTION, k, oracle, lambda state: at_month(state, 48), months=1)
    m = state.municipalities
    assert m.switching[0] > 0.5
    assert m.switching[1] == m.volatility[1] == 0.0
    assert state.parties.seats[only] == (state.politicians.municipality == 1).sum()


def without(parties: Table, lists: NDArray[np.bool_], keep: int) -> Table:
    """Parties without some lists but the first few of them, which share all votes evenly."""
    rows = np.concatenate([np.flatnonzero(~lists), np.flatnonzero(lists)[:keep]])
    fewer = Table("parties", parties.columns.values(), len(rows))
    fewer.restore({name: values[rows] for name, values in parties.snapshot().items()})
    fewer.share[-keep:] = fewer.usual_share[-keep:] = 1.0 / keep
    return fewer


def town(n: int = 10_000, lists: int = 5, voters: float = 0.95) -> State:
    """A town at rest of alike citizens, midway in everything, on the eve of an election.

    Args:
        n: citizens.
        lists: parties that stand; all in the middle, equally attractive, with a fifth of the votes as usual.
        voters: readiness to vote, in log-odds.
    """
    state = fake_state(n, seed=5, silent=0.0, municipalities=1)
    if lists < state.parties.n:
        state.parties = without(state.parties, np.ones(state.parties.n, dtype=bool), keep=lists)
    c, m, parties = state.citizens, state.municipalities, state.parties
    parties.positions[:], parties.appeal[:], parties.usual_share[:] = 0.0, 0.0, 0.2
    parties.bloc[:], parties.share[:] = np.arange(lists) % 2, 1.0 / lists
    c.party[:] = np.arange(n) % lists
    for name, rest in (("trust_politicians", "trust"), ("interest", "interest"), ("resources", "resources")):
        c.array(name)[:] = m.array(f"rest_{rest}")[:] = 0.5
    c.habit[:] = c.near_habit[:] = m.rest_habit[:] = 0.7
    c.type_weights[:], m.rest_traditional[:] = (0.4, 0.2, 0.4), 0.4
    c.education_score[:] = c.age_score[:] = c.asked[:] = c.civic_drive[:] = 0.0
    c.channel_values[:], m.rest_channels[:] = 0.3, 0.3
    c.positions[:], c.party_identity[:], m.media[:], m.turnout_level[:] = 0.0, 0.5, 0.4, voters - 0.95
    at_month(state, 48)
    return state


def held(state: State, **rules: float) -> dict[str, float]:
    """An election, and what it is known by."""
    ELECTION.step(state, ELECTION.rules(**rules))
    names = ("turnout", "switching", "cross_bloc", "volatility")
    return {name: float(state.municipalities.array(name)[0]) for name in names}


def changed(state: State, table: str = "citizens", **columns: Any) -> State:
    """The same state with other values in some columns."""
    for name, values in columns.items():
        state.tables()[table].array(name)[:] = values
    return state


def test_turnout_at_rest_is_what_its_coefficient_says() -> None:
    assert held(town())["turnout"] == pytest.approx(sg(0.95), abs=0.01)


@pytest.mark.parametrize(
    ("columns", "logit"),
    [
        ({"type_weights": (0.9, 0.05, 0.05)}, 0.8 * 0.5),
        ({"trust_politicians": 0.1}, -0.3 * 0.4),
        ({"interest": 0.9}, 1.5 * 0.4),
        ({"resources": 0.1}, -0.7 * 0.4),
        ({"education_score": -2.0}, -0.12 * 2.0),
        ({"age_score": -1.5}, -0.35 * 1.5),
        ({"habit": 0.2}, -1.2 * 0.5),
        ({"near_habit": 0.2}, -1.0 * 0.5),
        ({"asked": 1.0}, 0.43),
        ({"civic_drive": 1.0}, 0.5),
        ({"channel_values": (0.1, 0.9, 0.9)}, -0.5 * 0.2),
    ],
)
def test_voting_is_duty_habit_resources_trust_and_company(columns: dict[str, Any], logit: float) -> None:
    assert held(changed(town(), **columns))["turnout"] == pytest.approx(sg(0.95 + logit), abs=0.012)


@pytest.mark.parametrize("sign", [-1.0, 1.0])
def test_whether_voting_follows_what_it_pays_is_left_open(sign: float) -> None:
    """The deck: representative politics is given less, if voters find that it pays less; the sign is not wired in."""
    paid, usual = held(changed(town(), channel_values=0.7), paying=2.0 * sign), held(town(), paying=2.0 * sign)
    assert sign * (paid["turnout"] - usual["turnout"]) > 0.08


def test_projects_lift_turnout_by_about_as_much_as_participatory_budgeting_did() -> None:
    """Johnson et al.: 8.4 points among those who took part."""
    asked = held(changed(town(), asked=1.0))["turnout"] - held(town())["turnout"]
    assert asked == pytest.approx(0.084, abs=0.015)


def test_voting_makes_a_habit_and_staying_away_unmakes_it() -> None:
    state = changed(town(), habit=0.6)
    held(state)
    c = state.citizens
    np.testing.assert_allclose(c.habit, np.where(c.voted == 1, 0.8, 0.3), rtol=1e-6)
    assert (c.switched <= c.voted).all()


def usual_switching(**other: float) -> float:
    """The chance that a midway voter changes party, in the rule's own terms: −.62 and what adds to it."""
    x = {"media": 0.4, "trust": 0.5, "identity": 0.5, "consumer": 0.4, "share": 0.2} | other
    z = -0.62 + 1.2 * x["media"] + 1.0 * (1.0 - x["trust"]) - 2.0 * x["identity"] + 0.8 * x["consumer"]
    return sg(z - 3.5 * (x["share"] - 0.2))


def test_voters_change_party_under_media_pressure_and_distrust_and_attachment_holds_them() -> None:
    """The deck: citizens are faithless, up to 40 per cent change party."""
    assert held(town())["switching"] == pytest.approx(usual_switching(), abs=0.015)
    media = changed(town(), "municipalities", media=0.7)
    assert held(media)["switching"] == pytest.approx(usual_switching(media=0.7), abs=0.015)
    distrust = changed(town(), trust_politicians=0.2)
    assert held(distrust)["switching"] == pytest.approx(usual_switching(trust=0.2), abs=0.015)
    attached = changed(town(), party_identity=0.9)
    assert held(attached)["switching"] == pytest.approx(usual_switching(identity=0.9), abs=0.015)
    consumers = changed(town(), type_weights=(0.1, 0.0, 0.9))
    assert held(consumers)["switching"] == pytest.approx(usual_switching(consumer=0.9), abs=0.015)


def test_parties_with_deep_roots_keep_their_voters() -> None:
    state = changed(town(), "parties", usual_share=np.array([0.6, 0.1, 0.1, 0.1, 0.1]))
    before = state.citizens.party.copy()
    held(state)
    c = state.citizens
    rooted = c.voted & (before == 0)
    young = c.voted & (before != 0)
    assert c.switched[rooted == 1].mean() == pytest.approx(usual_switching(share=0.6), abs=0.02)
    assert c.switched[young == 1].mean() == pytest.approx(usual_switching(share=0.1), abs=0.02)


def test_voters_do_not_switch_far() -> None:
    """Distance .35 leaves a third of the pull, and the other bloc e^−1.2 of it."""
    state = town(30_000)
    state.parties.bloc[:] = (0, 0, 0, 1, 1)
    state.parties.positions[:, 0] = (0.0, 0.0, 0.7, 0.0, 0.7)
    state.parties.positions[:, 1] = (0.0, 0.0, 0.7, 0.0, 0.7)  # mean distance .7 / 2 = .35
    state.citizens.party[:] = 0
    assert held(state)["cross_bloc"] > 0.0
    went = np.bincount(state.citizens.party[state.citizens.switched == 1], minlength=5)
    pull = np.array([0.0, 1.0, math.exp(-1.0), math.exp(-1.2), math.exp(-2.2)])
    np.testing.assert_allclose(went / went.sum(), pull / pull.sum(), atol=0.012)


def test_attachment_falls_where_voters_switch_and_rises_where_they_stay() -> None:
    state = town()
    held(state)
    c = state.citizens
    expected = np.where(c.switched == 1, 0.5 * 0.9, np.where(c.voted == 1, 0.5 + 0.04 * 0.5, 0.5))
    np.testing.assert_allclose(c.party_identity, expected, rtol=1e-6)


def test_volatility_is_half_the_sum_of_what_parties_won_and_lost() -> None:
    state = changed(town(lists=2, voters=5.0), "parties", share=np.array([1.0, 0.0]))
    state.citizens.party[:] = 0
    after = held(state, switching=-5.0)  # nearly nobody leaves
    assert after["volatility"] == pytest.approx(after["switching"], abs=1e-6)
    assert state.parties.share[1] == pytest.approx(after["volatility"], abs=1e-6)
    assert after["switching"] == after["cross_bloc"]


def test_between_elections_nothing_is_touched_but_votes_cast_are_none() -> None:
    state = town(100)
    held(state)
    assert state.municipalities.votes[0] > 0
    for month in (49, 95):
        at_month(state, month)
        before = {name: table.snapshot() for name, table in state.tables().items()}
        held(state)
        assert state.municipalities.votes[0] == 0
        for name, table in state.tables().items():
            for column, values in before[name].items():
                if (name, column) != ("municipalities", "votes"):
                    np.testing.assert_array_equal(table.array(column), values, err_msg=f"{name}.{column}")


def test_where_nobody_votes_the_lists_stay_as_the_last_election_left_them() -> None:
    state = town(40)
    votes = state.parties.votes.copy()
    shares = state.parties.share.copy()
    assert held(changed(state, civic_drive=-40.0))["turnout"] == 0.0
    np.testing.assert_array_equal(state.parties.votes, votes)
    np.testing.assert_array_equal(state.parties.share, shares)
