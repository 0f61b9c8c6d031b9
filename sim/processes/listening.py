"""Hearing and listening: what being asked, and being answered, does to expectations and trust.

Rule      H ← 1 for those who came to a forum this month (stage 2 or more), else H − k_H·H      being asked
          h = max(H, publicity·mean H of last month)                                 what others hear of it
          π ← π + a·(promise·h + (1 − h)·π₀ − π)                                     expected influence
          answer = h·[(1 − ω)·(2·L·noted − 1) + ω·loss(φ·noted − π)], within −1 and 1, φ = adoption, L = listening,
          with the new H and π;  loss(d) = d if d > 0, else losses·d
          mean H of the municipality ← that of its citizens with a voice, for next month
In words  Being asked raises what one expects to move. Trust follows what is answered and done, not what is asked; a
          broken expectation counts double. What nobody writes down can neither be answered nor done. Whoever is not
          asked, and hears of nobody who was, stays as they are. The answer is the pull on trust that `trust` adds to
          the settled level.
Reads     citizens (n,): stage, asked, expected_influence, voice · municipalities (m,): promise, listening, adoption,
          noted, asked (before), citizens · context: publicity
Writes    citizens (n,): asked, expected_influence, answer · municipalities (m,): asked
Luck      none
Units     H, h, π, L, φ, noted, promise, publicity: shares; k_H, a: per month; answer: −1 to 1
Deck      row 17: "Politikere skal lære, at der er forskel på at høre og at lytte"
Seen in   trust.politicians, role.dialogue_partner
Source    Esaiasson et al. 2017 [V]; Folger 1977 on raised expectations [M]; coefficients of the numerical trial [A]
Switch    mechanisms.listening
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.blocks import Blocks, over_blocks
from sim.parameters import TRIAL, About
from sim.state import State
from sim.steps import one_call
from sim.sums import add_up, note_mean


class Rules(NamedTuple):
    """Coefficients of hearing and listening."""

    fading: Annotated[float, About(
        en="How fast having been asked fades.", da="Hvor hurtigt virkningen af at være blevet spurgt aftager.",
        unit="per month", source=TRIAL)] = 0.083
    learning: Annotated[float, About(
        en="How fast expected influence follows what is promised.",
        da="Hvor hurtigt den forventede indflydelse følger det, der loves.", unit="per month",
        source=TRIAL)] = 0.112
    usual: Annotated[float, About(
        en="Influence expected by those who are never asked.",
        da="Den indflydelse, der forventes af dem, som aldrig bliver spurgt.", source=TRIAL)] = 0.20
    outcome: Annotated[float, About(
        en="Weight of what was done against how one was answered.",
        da="Vægten af det, der blev gjort, i forhold til måden, man fik svar på.",
        source="Esaiasson et al. 2016/2019: outcome dominates; number assumed")] = 0.70
    losses: Annotated[float, About(
        en="How much more a broken expectation counts than a surpassed one.",
        da="Hvor meget mere en skuffet forventning tæller end en overgået.", low=1.0, high=4.0, unit="ratio",
        source="Olsen on negativity bias; ratio from memory", mark="M")] = 2.0


@over_blocks
def _listen(
    first: int, last: int, blocks: Blocks, stage: Any, asked: Any, expected: Any, answer: Any, voice: Any,
    promise: Any, listening: Any, adoption: Any, noted: Any, mean_asked: Any, publicity: float, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        hearsay = publicity * mean_asked[m]
        answered, done = listening[m] * noted[m], adoption[m] * noted[m]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        promised = promise[m]
        for i in range(lo, hi):
            now_asked = 1.0 if stage[i] >= 2 else asked[i] * (1.0 - k.fading)
            asked[i] = now_asked if voice[i] == 1 else asked[i]
            h = max(asked[i], hearsay)
            expects = expected[i] + k.learning * (promised * h + (1.0 - h) * k.usual - expected[i])
            expected[i] = expects if voice[i] == 1 else expected[i]
            gap = done - expected[i]
            surprise = gap if gap > 0.0 else k.losses * gap
            pull = h * ((1.0 - k.outcome) * (2.0 * answered - 1.0) + k.outcome * surprise)
            pull = min(max(pull, -1.0), 1.0) + 0.0  # no minus zero: it would be another bit
            answer[i] = pull if voice[i] == 1 else answer[i]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of hearing and listening for every citizen."""
    c, m = state.citizens, state.municipalities
    state.run(
        _listen, c.stage, c.asked, c.expected_influence, c.answer, c.voice,
        m.promise, m.listening, m.adoption, m.noted, m.asked, state.context.publicity, k,
    )
    sums = state.sums(1)
    state.run(add_up, c.voice, c.asked, sums)
    note_mean(m.asked, state.by_municipality(sums), 0, m.citizens)
