"""Ties made by working together: whom one sits beside in a forum, and whom one keeps.

Rule      first: a tie is lost, by both, with probability d, unless both came this month (stage 2 or more); where
          one of them came and the other did not, with probability d + d₁
          then: those of a municipality who came sit in the order of  (1 − bridging)·type/3 + u, type = 0, 1, 2 by the
          largest of the three weights, the first of equals;  from the first seat on, each may come to know the next:
          P(tie) = s if both are of the same type, else c·(1 + bridging); nothing where the first knows the other
          each writes the other down, the one in front first: in the first free of four places, or else in the place
          month mod 4, and whoever stood there forgets them, too
          bonds, bridges = ties to the same, to another type / 4;  those without a voice neither come nor count, and
          what they had written down stays
In words  Working together makes acquaintances, sooner among people alike; mixed tables make more of the other kind.
          Those who were not there make none, and who stops coming is soon lost to those who go on: what binds some
          together is also what sets them apart.
Reads     citizens (n,): uid, voice, municipality, stage, type_weights, met_lately · levers (m,): bridging
Writes    citizens (n,): met_lately, bonds, bridges
Luck      Decision.TABLE, Decision.TIE_MADE and Decision.TIE_KEPT by pair: the lower uid, then the higher
Units     probabilities a month; bonds, bridges: shares of four places
Deck      rows 46, 47: "styrker konkrete fællesskaber"; "skaber samtidig udgrænsninger og afstand"
Seen in   goal.social_ties, trust.citizens
Source    Putnam 2000, Granovetter 1973 [M]; probabilities [A], domain book rows 46, 47
Switch    mechanisms.ties
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.blocks import Blocks, inlined, kernel, of_width, over_blocks
from sim.parameters import About
from sim.randomness import Decision, number, uniform
from sim.seating import by_home, guests, in_line
from sim.state import Moment, State
from sim.steps import one_call

TABLE, TIE_MADE, TIE_KEPT = number(Decision.TABLE), number(Decision.TIE_MADE), number(Decision.TIE_KEPT)
PLACES = 4


class Rules(NamedTuple):
    """Coefficients of ties made by working together."""

    same: Annotated[float, About(
        en="Chance of a tie between two of the same type who worked together.",
        da="Sandsynligheden for bekendtskab mellem to af samme type, der har arbejdet sammen.",
        source="domain book, row 46")] = 0.3
    other: Annotated[float, About(
        en="Chance of a tie between two of different types.",
        da="Sandsynligheden for bekendtskab mellem to af forskellig type.",
        high=0.5, source="domain book, row 46")] = 0.1
    loss: Annotated[float, About(
        en="Chance that such a tie is lost.", da="Sandsynligheden for, at et sådant bekendtskab går tabt.",
        unit="per month")] = 0.03
    apart: Annotated[float, About(
        en="What is added to it in a month when one of the two comes and the other does not.",
        da="Tillæg til den sandsynlighed i en måned, hvor den ene møder op og den anden bliver væk.",
        unit="per month", source="domain book, row 47", deck="udgrænsninger og afstand")] = 0.03


@kernel
def _type(weights: Any, i: int) -> int:
    kind = 0
    for other in range(1, 3):
        if weights[i, other] > weights[i, kind]:
            kind = other
    return kind


@inlined
def _alone(met: Any, i: Any) -> Any:
    """True if somebody knows nobody: where all four places hold −1, and only there, their common bits are below 0."""
    return met[i, 0] & met[i, 1] & met[i, 2] & met[i, 3] < 0


@over_blocks
def _fade(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, stage: Any, met: Any, now: Moment, k: Rules
) -> None:
    of_width(met, PLACES)
    for i in range(blocks.edge[first], blocks.edge[last]):
        if voice[i] == 0 or _alone(met, i):
            continue
        for place in range(PLACES):
            j = met[i, place]
            if j < 0:
                continue
            here, there = stage[i] >= 2, stage[j] >= 2 and voice[j] != 0
            if not (here and there):
                low, high = min(uid[i], uid[j]), max(uid[i], uid[j])
                chance = k.loss + (k.apart if here != there else 0.0)
                if uniform(now.seed, TIE_KEPT, now.month, low, high) < chance:
                    met[i, place] = -1


@kernel
def _seat(guests: Any, uid: Any, home: Any, weights: Any, bridging: Any, now: Moment) -> Any:
    keys = np.empty(guests.shape[0])
    for g in range(guests.shape[0]):
        i = guests[g]
        kind = _type(weights, i) / 3.0
        keys[g] = (1.0 - bridging[home[i]]) * kind + uniform(now.seed, TABLE, now.month, uid[i], 0)
    return keys


@kernel
def _take(met: Any, i: int, j: int, month: int) -> None:
    place = month % PLACES
    for free in range(PLACES - 1, -1, -1):
        if met[i, free] < 0:
            place = free
    old = met[i, place]
    if old >= 0:
        for back in range(PLACES):
            if met[old, back] == i:
                met[old, back] = -1
    met[i, place] = j


@kernel
def _introduce(
    guests: Any, uid: Any, home: Any, weights: Any, bridging: Any, met: Any, now: Moment, k: Rules
) -> None:
    for g in range(guests.shape[0] - 1):
        i, j = guests[g], guests[g + 1]
        if home[i] != home[j]:
            continue
        known = False
        for place in range(PLACES):
            known = known or met[i, place] == j
        same = _type(weights, i) == _type(weights, j)
        chance = k.same if same else k.other * (1.0 + bridging[home[i]])
        low, high = min(uid[i], uid[j]), max(uid[i], uid[j])
        if not known and uniform(now.seed, TIE_MADE, now.month, low, high) < chance:
            _take(met, i, j, now.month)
            _take(met, j, i, now.month)


@over_blocks
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, weights: Any, met: Any, bonds: Any, bridges: Any
) -> None:
    of_width(met, PLACES)
    for i in range(blocks.edge[first], blocks.edge[last]):
        bonds[i] = 0.0 if voice[i] == 1 else bonds[i]
        bridges[i] = 0.0 if voice[i] == 1 else bridges[i]
    for i in range(blocks.edge[first], blocks.edge[last]):
        if voice[i] == 0 or _alone(met, i):
            continue
        same = other = 0
        for place in range(PLACES):
            j = met[i, place]
            if j >= 0 and voice[j] != 0:
                if _type(weights, i) == _type(weights, j):
                    same += 1
                else:
                    other += 1
        bonds[i] = same / PLACES
        bridges[i] = other / PLACES


@one_call
def step(state: State, k: Rules) -> None:
    """One month of ties kept, lost and made."""
    c, bridging = state.citizens, state.levers.bridging
    state.run(_fade, c.uid, c.voice, c.stage, c.met_lately, state.now, k)
    came = guests(c.stage, c.voice)
    keys = _seat(came, c.uid, c.municipality, c.type_weights, bridging, state.now)
    seated = in_line(came, keys, by_home(came, c.municipality, state.municipalities.n))
    _introduce(seated, c.uid, c.municipality, c.type_weights, bridging, c.met_lately, state.now, k)
    state.run(_count, c.voice, c.type_weights, c.met_lately, c.bonds, c.bridges)
