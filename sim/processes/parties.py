"""Parties: before an election a party listens to its own voters, or chases the votes of others.

Rule      in the months 48, 96 … before the election, for each issue; χ = chasing, a fixed trait of the party
          stand ← stand + (1 − χ)·l·heard + χ·s·heading − a·(stand − ideal), within −1 and 1
          heard   = mean opinion of its own voters, members counting 1 + w, less its stand, less the usual gap; 0 where
                    it has no voters
          heading (length 1): kept if the share of the votes grew at the last election; else turned round, give or take
                    a quarter turn: by π + π·(u − ½); without a heading yet, in any direction: 2π·u
          share before ← share
          in month 1 nothing moves, and usual gap = mean opinion of its own voters less its stand
In words  A party that listens follows its own voters, its members first, when they change. A party that chases goes on
          in the direction that has won votes, and turns round when it has not. Both are drawn back to what the party
          was founded on.
Reads     citizens (n,): voice, party, member, positions · parties (q,): municipality, letter, positions, ideals,
          direction, rest_gap, chasing, share, share_before · municipalities (m,): code
Writes    parties (q,): positions, direction, rest_gap, share_before
Luck      Decision.PARTY_STEP (by letter of the party and code of the municipality)
Units     stands, headings: −1 to 1; l, a: share of the way per election; s: scale −1 to 1, per election
Deck      rows 19, 57: "Politikere konfronteres med borgere der er troløse"; "Medlem af parti / tilslutning til idealer"
Seen in   vertical.congruence, switching
Source    aggregators and hunters: Laver & Sergenti 2011, adaptive parties [V]; what holds them to their ideals, and all
          sizes [A]
Switch    mechanisms.parties
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.randomness import Decision, number, uniform
from sim.state import Moment, State

PARTY_STEP = number(Decision.PARTY_STEP)
PERIOD = 48
"""Months between local elections, by law."""
FIRST = 1
"""The month in which the usual gap is measured: right after the elections with which coming to rest ends."""


class Rules(NamedTuple):
    """Coefficients of parties."""

    listening: Annotated[float, About(
        en="How far a party that only listens follows a change among its voters.",
        da="Hvor langt et parti, der kun lytter, følger med, når dets vælgere flytter sig.",
        unit="share of the way per election")] = 0.30
    members: Annotated[float, About(
        en="How many voters more a member counts for.", da="Hvor mange vælgere mere et medlem tæller for.", high=50.0,
        unit="voters", deck="Medlem af parti / tilslutning til idealer")] = 4.0
    step: Annotated[float, About(
        en="How far a party that only chases votes moves.",
        da="Hvor langt et parti, der kun jagter stemmer, flytter sig.", high=0.5, unit="scale −1 to 1, per election",
        source="set so that stands stay within about a tenth of the scale")] = 0.06
    anchor: Annotated[float, About(
        en="How far its ideals draw a party back.", da="Hvor meget idealerne trækker et parti tilbage.",
        unit="share of the way per election", deck="tilslutning til idealer")] = 0.30


@over_blocks
def _opinions(
    first: int, last: int, blocks: Blocks, voice: Any, party: Any, member: Any, positions: Any, start: Any, k: Rules,
    sums: Any,
) -> None:
    for b in range(first, last):
        begin = start[blocks.home[b]]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            weight = 1.0 + k.members * member[i]
            at = 3 * (party[i] - begin)
            sums[b, at] += weight
            sums[b, at + 1] += weight * positions[i, 0]
            sums[b, at + 2] += weight * positions[i, 1]


@kernel
def _turn(heading: Any, grew: bool, u: float) -> Any:
    """The new heading, of length 1."""
    length = math.sqrt(heading[0] * heading[0] + heading[1] * heading[1])
    if length < 1e-6:
        return math.cos(2.0 * math.pi * u), math.sin(2.0 * math.pi * u)
    x, y = heading[0] / length, heading[1] / length
    if grew:
        return x, y
    cos, sin = math.cos(math.pi * (u + 0.5)), math.sin(math.pi * (u + 0.5))
    return x * cos - y * sin, x * sin + y * cos


@kernel
def _adapt(
    home: Any, letter: Any, stands: Any, ideals: Any, heading: Any, gap: Any, chasing: Any, size: Any, before: Any,
    code: Any, start: Any, total: Any, now: Moment, k: Rules,
) -> None:
    for q in range(home.shape[0]):
        m = home[q]
        at = 3 * (q - start[m])
        weight = total[m, at]
        if now.month == FIRST:
            for issue in range(2):
                gap[q, issue] = total[m, at + 1 + issue] / weight - stands[q, issue] if weight > 0.0 else 0.0
            continue
        u = uniform(now.seed, PARTY_STEP, now.month, letter[q], code[m])
        heading[q, 0], heading[q, 1] = _turn(heading[q], size[q] > before[q], u)
        before[q] = size[q]
        for issue in range(2):
            stand = stands[q, issue]
            heard = total[m, at + 1 + issue] / weight - stand - gap[q, issue] if weight > 0.0 else 0.0
            stand += (1.0 - chasing[q]) * k.listening * heard + chasing[q] * k.step * heading[q, issue]
            stand -= k.anchor * (stands[q, issue] - ideals[q, issue])
            stands[q, issue] = min(max(stand, -1.0), 1.0)


def step(state: State, k: Rules) -> None:
    """In month 1 what is usual; before an election every party listens, or chases."""
    if state.resting or (state.now.month != FIRST and state.now.month % PERIOD):
        return
    c, q, m = state.citizens, state.parties, state.municipalities
    start = np.searchsorted(q.municipality, np.arange(m.n + 1))
    sums = state.sums(3 * int(np.diff(start).max()))
    state.run(_opinions, c.voice, c.party, c.member, c.positions, start, k, sums)
    _adapt(
        q.municipality, q.letter, q.positions, q.ideals, q.direction, q.rest_gap, q.chasing, q.share, q.share_before,
        m.code, start, state.by_municipality(sums), state.now, k,
    )
