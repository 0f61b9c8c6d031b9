"""Social influence: what citizens take over from those they know. The one pass over the network in a month.

Rule      first everybody shows: opinions, trust in politicians less settled trust, trust in others likewise,
          volunteering, habit of voting, having been asked lately (the record below); then, from what was shown:
          d_ij = |p_i − p_j| / 2 for each issue;  near = 1 where d_ij < θ_i, else 0
          θ_i = θ₀ + θ_o·openness_i + θ_F·F·asked_i, F = facilitation, asked_i = being in a project now or lately
          p_i ← p_i + meetings·μ·mean_j[near·(p_j − p_i)] + anchor·(leaning_i − p_i) + σ·noise, within −1 and 1
          near_* = means of the other five over the same neighbours j; 0 for those who know nobody
          opinion = mean of the new p
          while the municipality comes to rest, rest_near_* = means of near_*, and s months of talk pass in one:
          meetings and anchor (at most 1) times s, σ times √s
          Neighbours are network and met_lately; those without a voice show nothing, see nothing and count nowhere.
In words  People move a little towards those whose opinion is not too far from theirs, are drawn back to what they
          are settled at, and waver. Who has been in well led talks hears those further off, too. They also see how
          others feel and what they do; other rules use that. Neighbours are household, neighbourhood, work and wider
          ties, and people met in forums.
Reads     citizens (n,): uid, voice, positions, leanings, open_mindedness, met_lately, volunteer, habit, asked,
          trust_politicians, trust_politicians_level, trust_citizens, trust_citizens_level, visible ·
          municipalities (m,): citizens, rest_near_trust, rest_near_social, rest_near_attendance ·
          levers (m,): facilitation
Writes    citizens (n,): visible, positions, near_trust, near_social, near_volunteering, near_habit, near_attendance ·
          municipalities (m,): opinion, rest_near_trust, rest_near_social, rest_near_attendance
Luck      Decision.OPINION (four lanes a, b, c, d: noise = (a + b − 1)·√6 for welfare, (c + d − 1)·√6 for choice)
Units     positions, leanings: −1 to 1; μ: share of the distance a meeting; anchor: per month; θ, d: shares
Deck      rows 9, 22, 43: "Borgere udfolder selvstændig stillingtagen og direkte engagement – gerne sammen med andre"
Seen in   polarization.agenda, trust.politicians, volunteering
Source    bounded confidence: Hegselmann & Krause 2002, Deffuant et al. 2000 [M]; anchor: Friedkin & Johnsen 1990 [M];
          open-mindedness: Barrett et al. 2024 [V]; facilitation: Strandberg et al. 2019 [V]; coefficients
          of the numerical trial [A]
Switch    mechanisms.influence

What a citizen shows to others is packed into one record of 16 bytes: the seven numbers above, rounded to steps of
1/32767, and 1 for a voice, 0 for none. One read from memory brings all of it, whole numbers add up to the same sum in
any order, and the eight are heard at once (`sim.lanes`).
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.blocks import Blocks, inlined, over_blocks
from sim.dynamics import moved
from sim.lanes import COUNT, fetch, heard, keep, none, pair
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck4, number
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import note_mean, note_means

OPINION = number(Decision.OPINION)
STEPS = 32767.0
WELFARE, CHOICE, TRUST, SOCIAL, VOLUNTEERS, HABIT, ASKED, VOICE = range(8)
_SQRT6 = 6.0**0.5

NO_BOUND = 1 << 30
AHEAD, MANY = 64, 200_000
"""How many neighbours ahead memory is asked for what they show, and from how many citizens on."""


class Rules(NamedTuple):
    """Coefficients of social influence."""

    meetings: Annotated[float, About(
        en="Talks about politics that a citizen takes part in.",
        da="Antal samtaler om politik, som en borger deltager i.",
        high=20.0, unit="per month",
        source="set so that opinions move with an e-fold of about 39 months, as in the numerical trial")] = 0.3
    pull: Annotated[float, About(
        en="How far one talk moves a citizen towards the other.",
        da="Hvor langt én samtale flytter en borger mod den anden.", high=0.05,
        unit="share of the distance", source=TRIAL)] = 0.02
    anchor: Annotated[float, About(
        en="How fast opinions return to what one is settled at.",
        da="Hvor hurtigt holdninger vender tilbage til udgangspunktet.", unit="per month",
        source=TRIAL)] = 0.02
    wavering: Annotated[float, About(
        en="Size of chance changes of opinion.", da="Størrelsen af tilfældige skift i holdning.",
        high=0.2, unit="sd per month", source=TRIAL)] = 0.01
    tolerance: Annotated[float, About(
        en="Distance of opinion that even a closed mind bridges.",
        da="Den holdningsafstand, som selv den mest lukkede borger kan rumme.", source="domain book, P20")] = 0.3
    openness: Annotated[float, About(
        en="How much open-mindedness adds to that distance.", da="Hvor meget åbenhed lægger til den afstand.",
        source="Barrett et al. 2024 motivates it; number assumed")] = 0.5
    facilitation: Annotated[float, About(
        en="How much well led forums add to that distance for those who take part.",
        da="Hvor meget god facilitering øger den afstand for dem, der har været med i et forum.",
        source="Strandberg et al. 2019 motivates it; number assumed", deck="Nye dialoger")] = 0.4
    settling: Annotated[float, About(
        en="Months of talk in one while the municipality comes to rest.",
        da="Hvor mange måneders samtaler der går på én, mens kommunen falder til ro.", low=1.0, high=10.0,
        unit="months a month", source="opinions have an e-fold of about 39 months, and coming to rest takes 48")] = 4.0


@over_blocks
def _show(
    first: int, last: int, blocks: Blocks, voice: Any, positions: Any, trust: Any, trust_level: Any, social: Any,
    social_level: Any, volunteer: Any, habit: Any, asked: Any, visible: Any,
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        visible[i, VOICE] = voice[i]
        if voice[i] == 0:
            continue
        visible[i, WELFARE] = round(positions[i, 0] * STEPS)
        visible[i, CHOICE] = round(positions[i, 1] * STEPS)
        visible[i, TRUST] = round((trust[i] - trust_level[i]) * STEPS)
        visible[i, SOCIAL] = round((social[i] - social_level[i]) * STEPS)
        visible[i, VOLUNTEERS] = volunteer[i] * 32767
        visible[i, HABIT] = round(habit[i] * STEPS)
        visible[i, ASKED] = round(asked[i] * STEPS)


@inlined
def _listen(i: Any, start: Any, end: Any, neighbours: Any, met: Any, visible: Any, near: Any, ahead: Any) -> Any:
    """What citizen `i` hears: lanes of how far those near enough are from here, and of what all others show."""
    here, within = pair(visible[i, WELFARE], visible[i, CHOICE], 0), pair(near, near, NO_BOUND)
    said = none()
    for e in range(start, end):
        if ahead > 0:
            fetch(visible, np.uint64(neighbours[min(e + ahead, np.uint64(neighbours.shape[0] - 1))]))
        said = heard(said, visible, np.uint64(neighbours[e]), here, within)
    if met[i, 0] >= 0 or met[i, 1] >= 0 or met[i, 2] >= 0 or met[i, 3] >= 0:
        for place in range(met.shape[1]):
            if met[i, place] >= 0:
                said = heard(said, visible, np.uint64(met[i, place]), here, within)
    return said


@over_blocks
def _meet(
    first: int, last: int, blocks: Blocks, offsets: Any, neighbours: Any, met: Any, visible: Any, uid: Any,
    voice: Any, positions: Any, leanings: Any, open_minded: Any, near_trust: Any, near_social: Any,
    near_volunteering: Any, near_habit: Any, near_attendance: Any, facilitation: Any, pace: float, now: Moment,
    k: Rules, sums: Any,
) -> None:
    ahead = np.uint64(AHEAD if uid.shape[0] >= MANY else 0)
    meetings, anchor, wavering = pace * k.meetings, min(pace * k.anchor, 1.0), pace**0.5 * k.wavering
    for b in range(first, last):
        led = 2.0 * k.facilitation * facilitation[blocks.home[b]]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        u = luck4(now.seed, OPINION, now.month, uid, lo, hi, 0)
        said = np.empty((hi - lo, COUNT), dtype=np.int32)
        for i in range(lo, hi):
            start, end = np.uint64(offsets[i]), np.uint64(offsets[np.int64(i) + 1])
            reach = 2.0 * STEPS * (k.tolerance + k.openness * open_minded[i]) + led * visible[i, ASKED]
            # gaps are whole steps
            near = np.int32(math.ceil(reach))
            keep(_listen(i, start, end, neighbours, met, visible, near, ahead), said, i - lo)
        for i in range(lo, hi):
            if voice[i] == 0:
                continue
            mine = said[i - lo]
            scale = 1.0 / (STEPS * max(mine[VOICE], 1))
            near_trust[i] = mine[TRUST] * scale
            near_social[i] = mine[SOCIAL] * scale
            near_volunteering[i] = mine[VOLUNTEERS] * scale
            near_habit[i] = mine[HABIT] * scale
            near_attendance[i] = mine[ASKED] * scale
            move = meetings * k.pull * scale
            for issue in range(2):
                waver = (u[2 * issue, i - lo] + u[2 * issue + 1, i - lo] - 1.0) * _SQRT6
                there = moved(positions[i, issue], move * mine[issue], leanings[i, issue], anchor) + wavering * waver
                positions[i, issue] = min(max(there, -1.0), 1.0)
        for i in range(lo, hi):
            if voice[i] != 0:
                sums[b, 0] += positions[i, 0]
                sums[b, 1] += positions[i, 1]
                sums[b, 2] += near_trust[i]
                sums[b, 3] += near_social[i]
                sums[b, 4] += near_attendance[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of talk between citizens who know each other; several in one while the municipality comes to rest."""
    pace = k.settling if state.resting else 1.0
    c, m, net = state.citizens, state.municipalities, state.network
    state.run(
        _show, c.voice, c.positions, c.trust_politicians, c.trust_politicians_level, c.trust_citizens,
        c.trust_citizens_level, c.volunteer, c.habit, c.asked, c.visible,
    )
    sums = state.sums(5)
    state.run(
        _meet, net.offsets, net.neighbours, c.met_lately, c.visible, c.uid, c.voice, c.positions, c.leanings,
        c.open_mindedness, c.near_trust, c.near_social, c.near_volunteering, c.near_habit, c.near_attendance,
        state.levers.facilitation, pace, state.now, k, sums,
    )
    total = state.by_municipality(sums)
    note_means(m.opinion, total, 0, m.citizens)
    if state.resting:
        note_mean(m.rest_near_trust, total, 2, m.citizens)
        note_mean(m.rest_near_social, total, 3, m.citizens)
        note_mean(m.rest_near_attendance, total, 4, m.citizens)
