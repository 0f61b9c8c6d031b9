"""Belonging: feeling that the authority responds, or seeing that it responds to others.

Rule      x ← x + r·(settled + b_a·answer + b_F·F̄ − b_o·left out − x);  the target is held within 0 and 1
          left out = max(0, max(0, neighbours asked − own asked) − the mean of neighbours asked at rest)
          realised influence ← (1 − f)·realised influence, + 1 for those who changed something this month
          months apart ← 0 for those who met a service, complained, appealed or came to a forum this month, else + 1,
          at most 255
In words  Whoever is answered, and sees something done, learns that the authority responds; whoever was promised and
          let down learns that it does not (`answer` is what `listening` makes of it). Whoever sees
          neighbours in the forum and is not there feels further away: what binds some together sets others apart.
Reads     citizens (n,): voice, answer, fairness, near_attendance, asked, external_efficacy,
          external_efficacy_level, stage, met, complained, appealed, realised_influence, months_apart ·
          municipalities (m,): rest_fairness, rest_near_attendance
Writes    citizens (n,): external_efficacy, realised_influence, months_apart
Luck      none
Units     x and its parts: shares; r, f: per month; realised influence: proposals; F̄: fairness against its rest
Deck      rows 45, 47: "skaber samtidig udgrænsninger og afstand – nogen er mere motiveret end andre"
Seen in   goal.efficacy, vertical.voice_equality, horizontal.exclusion
Source    external efficacy: Niemi, Craig & Mattei 1991; exclusion by organising: Olson, Tilly [M]; coefficients [A]
Switch    mechanisms.belonging
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import towards
from sim.blocks import Blocks, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call


class Rules(NamedTuple):
    """Coefficients of belonging."""

    rate: Annotated[float, About(
        en="How fast the belief that the authority responds moves.",
        da="Hvor hurtigt troen på, at myndigheden reagerer, ændrer sig.", unit="per month")] = 0.03
    answer: Annotated[float, About(
        en="Weight of how one was answered.", da="Vægten af den måde, man fik svar på.", high=2.0)] = 0.4
    fairness: Annotated[float, About(
        en="Weight of fair treatment.", da="Vægten af retfærdig behandling.", high=2.0)] = 0.2
    left_out: Annotated[float, About(
        en="Weight of seeing neighbours taking part without oneself.",
        da="Vægten af at se naboer deltage uden selv at være med.", high=2.0)] = 0.3
    fading: Annotated[float, About(
        en="How fast it is forgotten what one has moved.", da="Hvor hurtigt man glemmer, at man har haft indflydelse.",
        unit="per month")] = 0.083


@over_blocks
def _belong(
    first: int, last: int, blocks: Blocks, voice: Any, answer: Any, fairness: Any, near: Any, asked: Any,
    efficacy: Any, level: Any, stage: Any, met: Any, complained: Any, appealed: Any, realised: Any, apart: Any,
    rest_f: Any, rest_near: Any, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        usual_f, usual_near = rest_f[m], rest_near[m]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            out = max(max(near[i] - asked[i], 0.0) - usual_near, 0.0)
            target = level[i] + k.answer * answer[i] + k.fairness * (fairness[i] - usual_f)
            efficacy[i] = towards(efficacy[i], target - k.left_out * out, k.rate * voice[i])
            moved = (1.0 - k.fading) * realised[i] + (1.0 if stage[i] == 6 else 0.0)
            realised[i] = moved if voice[i] == 1 else realised[i]
        for i in range(lo, hi):
            in_touch = met[i] != 0 or complained[i] != 0 or appealed[i] != 0 or stage[i] >= 2
            months = 0 if in_touch else min(apart[i] + 1, 255)
            apart[i] = months if voice[i] == 1 else apart[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of feeling heard or left out."""
    c, m = state.citizens, state.municipalities
    state.run(
        _belong, c.voice, c.answer, c.fairness, c.near_attendance, c.asked, c.external_efficacy,
        c.external_efficacy_level, c.stage, c.met, c.complained, c.appealed, c.realised_influence, c.months_apart,
        m.rest_fairness, m.rest_near_attendance, k,
    )
