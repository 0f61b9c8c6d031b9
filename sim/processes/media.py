"""Media: the pressure for answers here and now, and the nation's mood.

Rule      media ← share(M* + ρ·(media − M*) + σ·noise), M* = share(M₀ − s·credibility·(communication − usual))
          M₀ = media_pressure of the context
          national ← ρ_n·national + σ_n·noise, within −1 and 1; one noise for the whole country
          while the municipality comes to rest, rest_media = M₀
In words  The media press for instant answers, now more, now less. A municipality that is believed and speaks first is
          pressed a little less; one that nobody believes may talk as much as it likes.
Reads     municipalities (m,): media, national, credibility · levers (m,): communication · context: media_pressure
Writes    municipalities (m,): media, national, rest_media
Luck      Decision.MEDIA (by row of municipality), Decision.NATIONAL (0: alike for all)
Units     all shares; national −1 to 1; ρ, ρ_n: per month
Deck      rows 20, 44: "et konstant kørende medielandskab der kræver kontante svar – uden tøven"; "Brug for offensiv
          institutionel kommunikation"
Seen in   switching, strain.politician, council.harassment
Source    mediatisation: Strömbäck [M]; negative news: Kleinnijenhuis et al. 2006 [V]; proactive communication eases
          the pressure in the short run, for its credibility is spent elsewhere: row 44 of the domain book; coefficients
          [A]
Switch    mechanisms.media
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import share
from sim.blocks import kernel
from sim.parameters import About
from sim.randomness import Decision, noise, number
from sim.state import Moment, State
from sim.steps import one_call

MEDIA, NATIONAL = number(Decision.MEDIA), number(Decision.NATIONAL)


class Rules(NamedTuple):
    """Coefficients of the media."""

    memory: Annotated[float, About(
        en="How far media pressure stays from month to month.",
        da="Hvor meget mediepresset hænger ved fra måned til måned.", high=0.99, unit="per month")] = 0.80
    swings: Annotated[float, About(
        en="Size of chance changes of media pressure.", da="Størrelsen af tilfældige skift i mediepresset.",
        high=0.3, unit="sd per month")] = 0.03
    national_memory: Annotated[float, About(
        en="How far a change of trust in national politics stays.",
        da="Hvor meget et skift i tilliden til landspolitik hænger ved.", high=0.99, unit="per month")] = 0.97
    national_swings: Annotated[float, About(
        en="Size of chance changes of trust in national politics.",
        da="Størrelsen af tilfældige skift i tilliden til landspolitik.", high=0.1,
        unit="sd per month")] = 0.01
    speaking_first: Annotated[float, About(
        en="How much full communication by a municipality that is fully believed eases media pressure.",
        da="Hvor meget fuld kommunikation fra en kommune, som alle tror på, letter mediepresset.",
        deck="Brug for offensiv institutionel kommunikation")] = 0.15
    usual_communication: Annotated[float, About(
        en="Communication at which media pressure is what the surroundings make it.",
        da="Den mængde kommunikation, hvor mediepresset er, som omverdenen gør det.")] = 0.20


@kernel
def _climate(
    media: Any, national: Any, rest_media: Any, credibility: Any, communication: Any, pressure: float, resting: bool,
    now: Moment, k: Rules,
) -> None:
    drift = k.national_swings * noise(now.seed, NATIONAL, now.month, 0, 0)
    for m in range(media.shape[0]):
        usual = share(pressure - k.speaking_first * credibility[m] * (communication[m] - k.usual_communication))
        swing = k.swings * noise(now.seed, MEDIA, now.month, m, 0)
        media[m] = share(usual + k.memory * (media[m] - usual) + swing)
        national[m] = min(max(k.national_memory * national[m] + drift, -1.0), 1.0)
        if resting:
            rest_media[m] = pressure


@one_call
def step(state: State, k: Rules) -> None:
    """One month of media pressure and of the nation's mood."""
    m = state.municipalities
    _climate(
        m.media, m.national, m.rest_media, m.credibility, state.levers.communication, state.context.media_pressure,
        state.resting, state.now, k,
    )
