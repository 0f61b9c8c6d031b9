"""The local election, every 48 months: who votes, who changes party, and who gets the seats.

Rule      P(vote) = sg(v₀ + v_T·w̄_T + v_τ·τ̄ + v_s·interest‾ + v_e·schooling + v_r·r̄ + v_a·age + v_h·(habit − usual)
          + v_n·(neighbours' habit − usual) + v_H·asked + v_z·civic drive + v_c·(value of input − usual)
          + turnout level of the municipality)
          habit ← habit + r_h·(voted − habit)
          P(switch | vote) = sg(s₀ + s_M·media + s_τ·(1 − trust) − s_I·party identity + s_C·w_C
          − s_L·(usual share of the old party − usual size)); nobody switches where one list stands
          new party q ≠ old, by the order of the lists: P ∝ exp(appeal_q − d_q / nearness − crossing·[other bloc]),
          d = mean |p − stand| / 2
          party identity ← identity − r_i·identity for voters who switch, identity + r_s·(1 − identity) for voters
          who stay; who does not vote keeps party and identity, and the habit falls
          a bar is the distance from the municipality's mean at rest; usual habit, usual value: the mean at rest
          turnout = voters / citizens; switching, cross_bloc: of the voters; volatility = ½ Σ |new − old share of votes|
          seats by D'Hondt, members and their stands by `sim.council.seat`; where nobody votes, votes and shares stay
          coming to rest ends with EARLIER elections and one more on the same citizens, with the luck of months −144,
          −96, −48 and 0; after each, the usual habit is the mean habit; a party's usual share is its share before them
In words  Voting is a duty, a habit, and a matter of resources, trust and company; and who finds that parties and
          elections pay, votes more. Voters switch under media pressure and distrust, but not far: mostly to a near
          party of the same bloc. A party with deep roots keeps its voters better, but one good election gives no
          roots. Who switched is less attached to the new party, who stayed a little more to the old, so that
          attachment on the whole stays as it was.
Reads     citizens (n,): uid, voice, type_weights, trust_politicians, interest, education_score, resources, age_score,
          habit, near_habit, asked, civic_drive, channel_values, party, party_identity, positions ·
          parties (q,): municipality, positions, bloc, appeal, usual_share, votes, share, seats ·
          politicians (p,): municipality, party, positions ·
          municipalities (m,): citizens, media, turnout_level, rest_traditional, rest_trust, rest_interest,
          rest_resources, rest_habit, rest_channels
Writes    citizens (n,): voted, switched, habit, party, party_identity · parties (q,): votes, share, seats,
          usual_share · politicians (p,): party, place, positions, electoral_risk · municipalities (m,): turnout,
          switching, cross_bloc, volatility, council, votes, rest_habit
Luck      Decision.VOTE, Decision.SWITCH (lanes: switch, destination), Decision.SEAT (by member and issue)
Units     log-odds; identity, habit, trust: shares; rates: per election
Deck      rows 1, 9, 11, 13, 19: "borgere der er troløse (op til 40 pct. skifter parti)"; "Den repræsentative politik
          nedprioriteres"
Seen in   turnout, switching, role.voter
Source    turnout 66 to 72 per cent, switching 32 to 53 per cent, blocs stable in 2022 [V]; that the value of input
          counts: row 9, sign left open; coefficients of the numerical trial [A]
Switch    mechanisms.election
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.arithmetic import logistic, share
from sim.blocks import Blocks, over_blocks
from sim.council import seat
from sim.exponent import exp
from sim.parameters import TRIAL, About
from sim.randomness import Decision, number, uniform, uniform4
from sim.state import Moment, State
from sim.table import Table

VOTE, SWITCH = number(Decision.VOTE), number(Decision.SWITCH)
PERIOD = 48
"""Months between local elections, by law."""
EARLIER = 3
"""Elections held on the spot when a municipality comes to rest: habit and attachment become what elections make."""
USUAL_MEDIA = 0.4
MOST_PARTIES = 32


class Rules(NamedTuple):
    """Coefficients of the election."""

    turnout: Annotated[float, About(
        en="Readiness to vote of the average citizen.", da="Gennemsnitsborgerens tilbøjelighed til at stemme.",
        low=-5.0, high=5.0, unit="logit", source=TRIAL)] = 0.95
    duty: Annotated[float, About(
        en="Weight of the traditional type: voting as a duty.",
        da="Vægten af den traditionelle type: at stemme er en pligt.", high=5.0, unit="logit",
        source=TRIAL)] = 0.8
    trust: Annotated[float, About(
        en="Weight of trust in local politicians.", da="Vægten af tillid til lokalpolitikere.", high=5.0,
        unit="logit",
        source="direction: Devine 2024, 61 studies [V]; half of the trial's .6: trust makes voting pay, too")] = 0.3
    interest: Annotated[float, About(
        en="Weight of interest in local politics.", da="Vægten af interesse for lokalpolitik.", high=5.0,
        unit="logit", source=TRIAL)] = 1.5
    schooling: Annotated[float, About(
        en="Weight of schooling.", da="Vægten af uddannelse.", high=2.0, unit="logit per sd",
        source=TRIAL)] = 0.12
    resources: Annotated[float, About(
        en="Weight of resources.", da="Vægten af ressourcer.", high=5.0, unit="logit",
        source=TRIAL)] = 0.70
    age: Annotated[float, About(
        en="Weight of age.", da="Vægten af alder.", high=2.0, unit="logit per sd",
        source=TRIAL)] = 0.35
    habit: Annotated[float, About(
        en="Weight of the habit of voting.", da="Vægten af vanen med at stemme.", high=2.5, unit="logit",
        source="numerical trial: above about 2.5 with neighbours, turnout slides")] = 1.2
    neighbours: Annotated[float, About(
        en="Weight of neighbours' habit.", da="Vægten af naboernes vane.", high=2.5, unit="logit",
        source=TRIAL)] = 1.0
    asked: Annotated[float, About(
        en="Weight of having been in a project.", da="Vægten af at have været med i et projekt.", high=3.0,
        unit="logit",
        source="+8.4 points for participants in budgeting (Johnson et al. [V]), as log-odds near 69 per cent")] = 0.43
    drive: Annotated[float, About(
        en="Weight of the person's own drive.", da="Vægten af personens egen lyst til at stemme.", high=3.0,
        unit="logit per sd", source=TRIAL)] = 0.5
    paying: Annotated[float, About(
        en="Weight of what parties and elections have paid, against the usual.",
        da="Vægten af, hvad partier og valg har givet af udbytte, set i forhold til det sædvanlige.",
        low=-5.0, high=5.0, unit="logit", deck="Den repræsentative politik nedprioriteres",
        source="assumed: with the weight of trust about the trial's .6 for a point of trust")] = 0.5
    habit_rate: Annotated[float, About(
        en="How fast the habit follows what one does.", da="Hvor hurtigt vanen følger det, man gør.",
        unit="per election", source=TRIAL)] = 0.5
    switching: Annotated[float, About(
        en="Readiness to change party.", da="Tilbøjelighed til at skifte parti.", low=-5.0, high=5.0,
        unit="logit",
        source="numerical trial (−.69), set anew with the terms of size")] = -0.62
    switching_media: Annotated[float, About(
        en="Weight of media pressure in changing party.", da="Mediepressets vægt for partiskift.",
        low=-4.0, high=4.0, unit="logit", source=TRIAL)] = 1.2
    switching_distrust: Annotated[float, About(
        en="Weight of distrust in changing party.", da="Mistillidens vægt for partiskift.",
        low=-4.0, high=4.0, unit="logit", source=TRIAL)] = 1.0
    switching_identity: Annotated[float, About(
        en="Weight of party identity against changing.",
        da="Hvor meget partitilknytning afholder fra at skifte.", high=5.0,
        unit="logit", source=TRIAL)] = 2.0
    switching_consumer: Annotated[float, About(
        en="Weight of the consumer type in changing party.", da="Forbrugertypens vægt for partiskift.",
        low=-4.0, high=4.0, unit="logit", source=TRIAL)] = 0.8
    switching_size: Annotated[float, About(
        en="How much better parties that are usually large keep their voters.",
        da="Hvor meget bedre partier, der plejer at være store, holder på deres vælgere.", high=10.0, unit="logit",
        source="election study 2011: of the voters of 2007 A kept 78 per cent, V 74, F 53, C 40; slope lower")] = 3.5
    usual_size: Annotated[float, About(
        en="Usual share of the votes at which size makes no difference.",
        da="Den sædvanlige andel af stemmerne, hvor størrelsen ikke gør nogen forskel.")] = 0.2
    nearness: Annotated[float, About(
        en="Distance at which a party loses two thirds of its pull.",
        da="Den afstand, hvor et parti har mistet to tredjedele af sin tiltrækning.", low=0.05, high=5.0,
        source=TRIAL)] = 0.35
    crossing: Annotated[float, About(
        en="Weight against crossing to the other bloc.", da="Modstanden mod at skifte blok.", low=-5.0, high=5.0,
        unit="logit",
        source="direction: blocs were stable in 2022 [V]; size set so that about .14 of voters cross")] = 1.2
    loosening: Annotated[float, About(
        en="Attachment lost by changing party.", da="Tilknytning, der tabes ved partiskift.",
        unit="share per election")] = 0.10
    binding: Annotated[float, About(
        en="Attachment gained by staying.", da="Tilknytning, der vindes ved at blive.",
        unit="share per election")] = 0.04


def leaving(citizens: Table, parties: Table, rows: NDArray[np.int64], k: Rules) -> NDArray[np.float64]:
    """The chance (n,) that voters leave their party, in usual times; for fitting the parties' appeal."""
    c = citizens
    z = k.switching + k.switching_media * USUAL_MEDIA + k.switching_distrust * (1.0 - c.trust_politicians[rows])
    z += k.switching_consumer * c.type_weights[rows, 2] - k.switching_identity * c.party_identity[rows]
    z -= k.switching_size * (parties.share[c.party[rows]] - k.usual_size)
    chance: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-z.astype(np.float64)))
    return chance


@over_blocks
def _vote(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, weights: Any, trust: Any, interest: Any,
    schooling: Any, resources: Any, age: Any, habit: Any, near_habit: Any, asked: Any, drive: Any, values: Any,
    party: Any, identity: Any, positions: Any, voted: Any, switched: Any, media: Any, level: Any, rest_t: Any,
    rest_trust: Any, rest_interest: Any, rest_r: Any, rest_habit: Any, rest_channels: Any, start: Any, stands: Any,
    bloc: Any, appeal: Any, size: Any,
    now: Moment, k: Rules, sums: Any, votes: Any,
) -> None:
    pull = np.empty(MOST_PARTIES)
    for b in range(first, last):
        m = blocks.home[b]
        begin, end = start[m], start[m + 1]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            voted[i] = 0
            switched[i] = 0
            z = k.turnout + level[m] + k.duty * (weights[i, 0] - rest_t[m]) + k.trust * (trust[i] - rest_trust[m])
            z += k.interest * (interest[i] - rest_interest[m]) + k.schooling * schooling[i] + k.age * age[i]
            z += k.resources * (resources[i] - rest_r[m]) + k.habit * (habit[i] - rest_habit[m])
            z += k.neighbours * (near_habit[i] - rest_habit[m]) + k.asked * asked[i] + k.drive * drive[i]
            z += k.paying * (values[i, 0] - rest_channels[m, 0])
            if uniform(now.seed, VOTE, now.month, uid[i], 0) < logistic(z):
                voted[i] = 1
                sums[b, 0] += 1.0
                z = k.switching + k.switching_media * media[m] + k.switching_distrust * (1.0 - trust[i])
                z += k.switching_consumer * weights[i, 2] - k.switching_identity * identity[i]
                u = uniform4(now.seed, SWITCH, now.month, uid[i], 0)
                old = party[i]
                z -= k.switching_size * (size[old] - k.usual_size)
                if end - begin > 1 and u[0] < logistic(z):
                    total = 0.0
                    for q in range(begin, end):
                        near = 0.25 * (abs(positions[i, 0] - stands[q, 0]) + abs(positions[i, 1] - stands[q, 1]))
                        far = k.crossing if bloc[q] != bloc[old] else 0.0
                        pull[q - begin] = 0.0 if q == old else exp(appeal[q] - near / k.nearness - far)
                        total += pull[q - begin]
                    mark = u[1] * total
                    q = begin
                    while q < end - 1 and mark >= pull[q - begin]:
                        mark -= pull[q - begin]
                        q += 1
                    party[i] = q
                    switched[i] = 1
                    sums[b, 1] += 1.0
                    sums[b, 2] += 1.0 if bloc[q] != bloc[old] else 0.0
                    identity[i] = share(identity[i] * (1.0 - k.loosening))
                else:
                    identity[i] = share(identity[i] + k.binding * (1.0 - identity[i]))
                votes[b, party[i] - begin] += 1
            habit[i] += k.habit_rate * (voted[i] - habit[i])
            sums[b, 3] += habit[i]


def step(state: State, k: Rules) -> None:
    """An election in months 0, 48, 96 …; other months nothing."""
    state.municipalities.votes[:] = 0
    if state.now.month % PERIOD:
        return
    if state.resting:
        state.parties.usual_share[:] = state.parties.share
        for earlier in range(EARLIER, 0, -1):
            _hold(state, k, state.now._replace(month=state.now.month - earlier * PERIOD))
    state.municipalities.votes[:] = _hold(state, k, state.now)


def _hold(state: State, k: Rules, now: Moment) -> NDArray[np.int32]:
    """One election; the luck is that of the month in `now`. Returns the votes cast in each municipality, (m,)."""
    c, m, parties = state.citizens, state.municipalities, state.parties
    start = np.searchsorted(parties.municipality, np.arange(m.n + 1))
    sums, votes = state.sums(4), np.zeros((len(state.crew.blocks.home), int(np.diff(start).max())), dtype=np.int64)
    state.run(
        _vote, c.uid, c.voice, c.type_weights, c.trust_politicians, c.interest, c.education_score, c.resources,
        c.age_score, c.habit, c.near_habit, c.asked, c.civic_drive, c.channel_values, c.party, c.party_identity,
        c.positions, c.voted, c.switched, m.media, m.turnout_level, m.rest_traditional, m.rest_trust, m.rest_interest,
        m.rest_resources, m.rest_habit, m.rest_channels, start, parties.positions, parties.bloc, parties.appeal,
        parties.usual_share, now, k, sums, votes,
    )
    total, count = state.by_municipality(sums), state.by_municipality(votes)
    voters = np.maximum(total[:, 0], 1.0)
    m.turnout[:] = total[:, 0] / m.citizens
    m.switching[:], m.cross_bloc[:] = total[:, 1] / voters, total[:, 2] / voters
    if state.resting:
        m.rest_habit[:] = total[:, 3] / m.citizens
    for town in range(m.n):
        rows = slice(int(start[town]), int(start[town + 1]))
        if total[town, 0] == 0:
            continue
        before = parties.share[rows].copy()
        parties.votes[rows] = count[town, : start[town + 1] - start[town]]
        parties.share[rows] = parties.votes[rows] / total[town, 0]
        m.volatility[town] = 0.5 * np.abs(parties.share[rows] - before).sum()
    seat(parties, state.politicians, m, int(now.seed), now.month)
    return total[:, 0].astype(np.int32)
