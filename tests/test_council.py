"""Seats from votes, who takes them, and appeals that keep parties as large as they are."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from fake_state import SEATS, fake_state
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from sim.council import SPREAD_IN_A_PARTY, dhondt, fit_appeal, seat
from sim.processes import election
from sim.randomness import Decision, normals, uniform4
from sim.state import Moment, State

VOTES = st.lists(st.integers(0, 100_000), min_size=1, max_size=11).filter(any)
CHAIRS = st.integers(1, 55)


# ---------------------------------------------------------------------------------------------------- D'Hondt


def one_by_one(votes: list[int], seats: int) -> list[int]:
    """D'Hondt as the law tells it: seat after seat to the greatest quotient, in exact fractions."""
    won = [0] * len(votes)
    for _ in range(seats):
        quotients = [Fraction(v, w + 1) for v, w in zip(votes, won, strict=True)]
        won[quotients.index(max(quotients))] += 1
    return won


@pytest.mark.parametrize(
    ("votes", "seats", "won"),
    [
        ([100_000, 80_000, 30_000, 20_000], 8, [4, 3, 1, 0]),  # the textbook's example
        ([340_000, 280_000, 160_000, 60_000], 7, [3, 3, 1, 0]),  # another
        ([50, 50], 3, [2, 1]),  # equal quotients: who stands first
        ([60, 30, 30], 2, [2, 0, 0]),  # 60/2 = 30: still who stands first
        ([30, 60, 30], 2, [1, 1, 0]),
        ([7], 5, [5]),
        ([0, 1], 9, [0, 9]),  # no votes, no seats
    ],
)
def test_dhondt_gives_the_known_answers(votes: list[int], seats: int, won: list[int]) -> None:
    assert dhondt(votes, seats).tolist() == won


@given(VOTES, CHAIRS)
def test_dhondt_is_what_giving_seats_one_by_one_gives(votes: list[int], seats: int) -> None:
    assert dhondt(votes, seats).tolist() == one_by_one(votes, seats)


@given(VOTES, CHAIRS)
def test_one_seat_more_takes_a_seat_from_nobody(votes: list[int], seats: int) -> None:
    gained = dhondt(votes, seats + 1) - dhondt(votes, seats)
    assert sorted(gained.tolist()) == [0] * (len(votes) - 1) + [1]


@given(VOTES, CHAIRS, st.integers(2, 1000))
def test_only_proportions_matter(votes: list[int], seats: int, times: int) -> None:
    assert dhondt([v * times for v in votes], seats).tolist() == dhondt(votes, seats).tolist()


@given(st.lists(st.integers(1, 100_000), min_size=2, max_size=11, unique=True), CHAIRS)
def test_nobody_gets_less_than_the_whole_part_of_the_fair_share(votes: list[int], seats: int) -> None:
    won = dhondt(votes, seats)
    assert all(w >= v * seats // sum(votes) for v, w in zip(votes, won, strict=True))
    assert np.all(np.diff(won[np.argsort(votes)]) >= 0)  # more votes never give fewer seats


@given(VOTES, CHAIRS, st.data())
def test_lists_that_join_lose_no_seat(votes: list[int], seats: int, data: st.DataObject) -> None:
    if len(votes) < 2:
        return
    a, b = data.draw(st.permutations(range(len(votes))))[:2]
    apart = dhondt(votes, seats)
    joined = [v for i, v in enumerate(votes) if i not in (a, b)]
    together = dhondt([votes[a] + votes[b], *joined], seats)
    assert together[0] >= apart[a] + apart[b]


@pytest.mark.parametrize(
    ("votes", "seats", "says"),
    [
        ([], 9, "at least one party"),
        ([[1, 2]], 9, "one number a party"),
        ([3, -1], 9, "negative"),
        ([0, 0], 9, "no votes at all"),
        ([1.0, np.nan], 9, "not a number"),
        ([1.0, np.inf], 9, "not a number"),
        ([1, 2], 0, "at least 1"),
    ],
)
def test_votes_that_cannot_be_counted_are_refused_in_words(votes: list, seats: int, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        dhondt(votes, seats)


# ------------------------------------------------------------------------------------------- who takes the seats


def seated(seed: int = 3, month: int = 48) -> State:
    """Two councils of nine, filled from votes that no two lists share."""
    state = fake_state(200, 2, seed=seed)
    state.parties.votes[:] = [50, 27, 14, 6, 3, 8, 61, 20, 10, 1]
    seat(state.parties, state.politicians, state.municipalities, seed, month)
    return state


def test_the_council_is_filled_by_dhondt_and_each_keeps_to_its_own_lists() -> None:
    s = seated()
    p, q = s.politicians, s.parties
    assert q.seats.tolist() == one_by_one([50, 27, 14, 6, 3], SEATS) + one_by_one([8, 61, 20, 10, 1], SEATS)
    assert np.bincount(p.party, minlength=q.n).tolist() == q.seats.tolist()
    assert (q.municipality[p.party] == p.municipality).all()


def test_the_last_of_a_list_risks_most() -> None:
    p, q = seated().politicians, seated().parties
    for party in np.flatnonzero(q.seats):
        places = p.place[p.party == party]
        won = int(q.seats[party])
        assert places.tolist() == list(range(1, won + 1))
        np.testing.assert_allclose(p.electoral_risk[p.party == party], places / (won + 1.0), rtol=1e-6)
    assert 0.0 < p.electoral_risk.min() < p.electoral_risk.max() < 1.0


def test_members_stand_about_their_party_and_the_council_where_they_stand() -> None:
    s = seated()
    p, q, m = s.politicians, s.parties, s.municipalities
    for i in range(p.n):
        for issue in range(2):
            own = SPREAD_IN_A_PARTY * normals(3, Decision.SEAT, 48, [i], issue)[0]
            stand = min(max(float(q.positions[p.party[i], issue]) + own, -1.0), 1.0)
            assert p.positions[i, issue] == pytest.approx(stand, abs=1e-6)
    for town in range(m.n):
        np.testing.assert_allclose(m.council[town], p.positions[p.municipality == town].mean(axis=0), atol=1e-6)


def test_a_party_at_the_edge_stays_within_the_scale() -> None:
    state = fake_state(200, 2, seed=3)
    state.parties.positions[:] = [1.0, -1.0]
    seat(state.parties, state.politicians, state.municipalities, 3, 48)
    assert np.abs(state.politicians.positions).max() == 1.0
    assert np.abs(state.politicians.positions).min() > 1.0 - 3.5 * SPREAD_IN_A_PARTY


def test_another_election_is_other_luck_and_the_same_election_the_same() -> None:
    first, again, later = seated(), seated(), seated(month=96)
    assert np.array_equal(first.politicians.positions, again.politicians.positions)
    assert not np.array_equal(first.politicians.positions, later.politicians.positions)


# ------------------------------------------------------------------------------------------------ fitted appeals

NEAR, CROSS = 0.35, 0.9


class Town:
    """A made-up electorate: party by share, opinions about the stand of the party."""

    def __init__(self, seed: int = 1, shares: tuple[float, ...] = (0.35, 0.3, 0.2, 0.1, 0.05), n: int = 3000) -> None:
        luck = np.random.default_rng(seed)
        self.stands = luck.uniform(-0.8, 0.8, (len(shares), 2))
        self.blocs = np.arange(len(shares)) % 2
        self.party = luck.choice(len(shares), n, p=shares)
        self.positions = np.clip(self.stands[self.party] + 0.25 * luck.normal(size=(n, 2)), -1.0, 1.0)
        self.leaving = luck.uniform(0.2, 0.5, n)

    def fit(self) -> NDArray[np.float64]:
        return fit_appeal(self.positions, self.party, self.leaving, self.stands, self.blocs, NEAR, CROSS)

    def flows(self, appeal: NDArray[np.float64]) -> NDArray[np.float64]:
        """Expected moves (p, p), voter by voter, from the words of the election rule."""
        moves = np.zeros((len(appeal), len(appeal)))
        for x, old, chance in zip(self.positions, self.party, self.leaving, strict=True):
            pull = [
                0.0
                if q == old
                else np.exp(
                    appeal[q]
                    - (abs(x[0] - self.stands[q, 0]) + abs(x[1] - self.stands[q, 1])) / 2 / 2 / NEAR
                    - CROSS * (self.blocs[q] != self.blocs[old])
                )
                for q in range(len(appeal))
            ]
            moves[old] += chance * np.array(pull) / sum(pull)
        return moves


@pytest.mark.parametrize("seed", [1, 2])
def test_as_many_come_as_leave(seed: int) -> None:
    town = Town(seed)
    moves = town.flows(town.fit())
    np.testing.assert_allclose(moves.sum(axis=0), moves.sum(axis=1), rtol=0.01)
    plain = town.flows(np.zeros(5))
    assert np.abs(plain.sum(axis=0) / plain.sum(axis=1) - 1.0).max() > 0.2  # without appeals they would not


def test_appeals_do_not_depend_on_the_order_of_voters_or_parties() -> None:
    town = Town()
    fitted = town.fit()
    order = np.random.default_rng(9).permutation(len(town.party))
    town.positions, town.party, town.leaving = town.positions[order], town.party[order], town.leaving[order]
    np.testing.assert_allclose(town.fit(), fitted, atol=1e-9)
    swap = np.array([3, 0, 4, 1, 2])  # the new number of each party
    back = np.argsort(swap)
    town.party, town.stands, town.blocs = swap[town.party], town.stands[back], town.blocs[back]
    np.testing.assert_allclose(town.fit()[swap], fitted, atol=1e-9)


def test_a_party_that_more_voters_leave_needs_more_appeal() -> None:
    town = Town()
    before = town.fit()
    town.leaving[town.party == 3] *= 1.5
    assert town.fit()[3] > before[3] + 0.1


def test_odd_electorates_get_finite_appeals() -> None:
    one = Town(shares=(1.0,))
    assert one.fit().tolist() == [0.0]
    deserted = Town()
    deserted.party[deserted.party == 4] = 0  # nobody in the sample votes for the smallest list
    appeal = deserted.fit()
    assert np.isfinite(appeal).all()
    assert appeal[4] == appeal.min() and np.abs(appeal).max() <= 12.0
    giant = Town(shares=(0.9, 0.04, 0.03, 0.02, 0.01))  # more leave it than can come: no appeal balances that
    assert np.isfinite(giant.fit()).all() and giant.fit()[0] == giant.fit().max()


# --------------------------------------------------------------------------------------- parties over elections


def held(state: State, elections: int) -> NDArray[np.float64]:
    """Shares of the votes (elections, q) when one election follows another and nothing else happens."""
    shares = []
    for number in range(1, elections + 1):
        state.now = Moment(state.now.seed, 48 * number)
        election.step(state, election.Rules())
        shares.append(state.parties.share.copy())
    return np.array(shares)


def test_a_party_has_its_roots_from_before_the_first_election() -> None:
    state = fake_state(2000, 2)
    before = state.parties.share.copy()
    state.resting, state.now = True, Moment(np.uint64(1), 0)
    election.step(state, election.Rules())
    assert np.array_equal(state.parties.usual_share, before)
    assert not np.array_equal(state.parties.share, before)
    state.resting = False
    held(state, 2)
    assert np.array_equal(state.parties.usual_share, before)  # what comes later gives no roots


def test_those_who_switch_go_where_the_fitted_appeals_take_them_to_go() -> None:
    """The election draws from the odds that `fit_appeal` balances: nearness, bloc and appeal, never the old party."""
    state = fake_state(400, 2)
    c, q, k = state.citizens, state.parties, election.Rules()
    first = c.party.copy()
    held(state, 1)
    moved = np.flatnonzero((c.switched == 1) & (c.voice == 1))
    assert len(moved) > 50
    for i in moved:
        old = first[i]
        lists = [j for j in range(q.n) if q.municipality[j] == c.municipality[i] and j != old]
        apart = [float(np.abs(c.positions[i] - q.positions[j]).mean()) / 2 for j in lists]
        bloc = [q.bloc[j] != q.bloc[old] for j in lists]
        odds = np.exp(q.appeal[lists] - np.array(apart) / k.nearness - k.crossing * np.array(bloc))
        luck = uniform4(np.uint64(1), int(Decision.SWITCH), 48, int(c.uid[i]), 0)[1]
        assert c.party[i] == lists[int(np.searchsorted(np.cumsum(odds / odds.sum()), luck))]


def test_one_good_election_makes_nobody_more_loyal() -> None:
    runs = []
    for landslide in (False, True):
        state = fake_state(2000, 1)
        state.parties.usual_share[:] = [0.4, 0.3, 0.15, 0.1, 0.05]
        if landslide:
            state.parties.share[:] = [0.9, 0.1, 0.0, 0.0, 0.0]
        held(state, 1)
        runs.append(state.citizens.switched.copy())
    assert np.array_equal(*runs)


def test_rooted_parties_keep_their_voters_better() -> None:
    state = fake_state(4000, 1)
    first = state.citizens.party.copy()
    state.parties.usual_share[:] = [0.6, 0.1, 0.1, 0.1, 0.1]
    held(state, 1)
    c = state.citizens
    voted = c.voted == 1
    left = [float(c.switched[voted & (first == party)].mean()) for party in range(5)]
    assert left[0] < min(left[1:]) - 0.15


@settings(max_examples=10)
@given(st.integers(0, 2**32 - 1))
def test_votes_seats_and_shares_agree_after_any_election(seed: int) -> None:
    state = fake_state(200, 2, seed=seed)
    held(state, 1)
    c, q, m = state.citizens, state.parties, state.municipalities
    counted = np.bincount(c.party[(c.voted == 1) & (c.voice == 1)], minlength=q.n)
    assert np.array_equal(q.votes, counted)
    for town in range(m.n):
        lists = q.municipality == town
        assert q.seats[lists].tolist() == one_by_one(counted[lists].tolist(), SEATS)
        assert q.share[lists].sum() == pytest.approx(1.0, abs=1e-5)
        assert m.turnout[town] == pytest.approx(counted[lists].sum() / m.citizens[town], abs=1e-6)
        assert m.cross_bloc[town] <= m.switching[town]
