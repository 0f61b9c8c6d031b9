"""Media and the council's attention: what is left for listening when everybody wants an answer at once.

Rule      media ← share(M₀ + ρ·(media − M₀) + σ·noise), M₀ = media_pressure of the context
          national ← ρ_n·national + σ_n·noise, within −1 and 1; one noise for the whole country
          attention of every politician: citizens a = ½·(1 − u·media)·(1 − cost of policies in attention),
          administration as much, media and policies the remaining 1 − 2a;  the council's attention = a
          promise = share(lever + p·(media·risk − M_usual·½)), risk = mean electoral risk of the council
          listening L = (2a × skill × reasons)^⅓
          skill = share(mean listening skill·(s₀ + (1 − s₀)·2·lever)), reasons = share(explanation·(h₀ + honesty))
          while the municipality comes to rest, rest_media = M₀;  all with this month's media
In words  Pressure for instant answers takes attention from citizens and draws promises from those who may lose
          their seats. To listen takes three things at once: attention, skill, and reasons given.
Reads     politicians (p,): municipality, electoral_risk, listening_skill ·
          municipalities (m,): media, national, cost_attention, rest_media ·
          levers (m,): promise, listening, explanation, honesty · context: media_pressure
Writes    politicians (p,): attention · municipalities (m,): media, national, attention, promise, listening,
          rest_media
Luck      Decision.MEDIA (by row of municipality), Decision.NATIONAL (0: alike for all)
Units     all shares; national −1 to 1; ρ, ρ_n: per month
Deck      rows 19, 20: "et konstant kørende medielandskab der kræver kontante svar – uden tøven"
Seen in   trust.politicians, switching, strain.politician
Source    mediatisation: Strömbäck [M]; negative news: Kleinnijenhuis et al. 2006 [V]; listening as a product:
          corrections A′ to row 17; coefficients [A]
Switch    mechanisms.media
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share
from sim.blocks import kernel
from sim.parameters import About
from sim.randomness import Decision, noise
from sim.state import Moment, State

MEDIA, NATIONAL = int(Decision.MEDIA), int(Decision.NATIONAL)


class Rules(NamedTuple):
    """Coefficients of media and attention."""

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
    distraction: Annotated[float, About(
        en="Share of attention that full media pressure takes.",
        da="Den del af opmærksomheden, som fuldt mediepres tager.")] = 0.60
    promising: Annotated[float, About(
        en="Promises drawn by media pressure from those who may lose their seats.",
        da="Løfter, som mediepresset lokker ud af dem, der kan miste deres plads.")] = 0.40
    usual_media: Annotated[float, About(
        en="Media pressure at which promises are as the lever says.",
        da="Det mediepres, hvor løfterne er, som virkemidlet angiver.")] = 0.40
    born_skill: Annotated[float, About(
        en="Part of the skill in listening that needs no policy.",
        da="Den del af evnen til at lytte, der ikke kræver en politik.")] = 0.40
    usual_honesty: Annotated[float, About(
        en="What is added to honesty so that reasons count in full at the usual honesty.",
        da="Det, der lægges til ærligheden, så begrundelser tæller fuldt ud ved den sædvanlige ærlighed.")] = 0.30


@kernel
def _climate(
    media: Any, national: Any, rest_media: Any, cost: Any, attention: Any, promise: Any, listening: Any,
    home: Any, risk: Any, skill: Any, attention_of: Any, lever_promise: Any, lever_listening: Any,
    explanation: Any, honesty: Any, pressure: float, resting: bool, now: Moment, k: Rules,
) -> None:
    towns = media.shape[0]
    count, risks, skills = np.zeros((3, towns))
    for j in range(home.shape[0]):
        count[home[j]] += 1.0
        risks[home[j]] += risk[j]
        skills[home[j]] += skill[j]
    for m in range(towns):
        swing = k.swings * noise(now.seed, MEDIA, now.month, m, 0)
        media[m] = share(pressure + k.memory * (media[m] - pressure) + swing)
        drift = k.national_swings * noise(now.seed, NATIONAL, now.month, 0, 0)
        national[m] = min(max(k.national_memory * national[m] + drift, -1.0), 1.0)
        if resting:
            rest_media[m] = pressure
        free = (1.0 - k.distraction * media[m]) * (1.0 - cost[m])
        attention[m] = 0.5 * free
        council = max(count[m], 1.0)
        pushed = media[m] * risks[m] / council - k.usual_media * 0.5
        promise[m] = share(lever_promise[m] + k.promising * pushed)
        trained = k.born_skill + (1.0 - k.born_skill) * 2.0 * lever_listening[m]
        able = share(skills[m] / council * trained)
        reasons = share(explanation[m] * (k.usual_honesty + honesty[m]))
        listening[m] = (2.0 * attention[m] * able * reasons) ** (1.0 / 3.0)
    for j in range(home.shape[0]):
        to_citizens = attention[home[j]]
        attention_of[j, 0] = 1.0 - 2.0 * to_citizens
        attention_of[j, 1] = to_citizens
        attention_of[j, 2] = to_citizens


def step(state: State, k: Rules) -> None:
    """One month of media pressure, promises and listening in every municipality."""
    m, p, lever = state.municipalities, state.politicians, state.levers
    _climate(
        m.media, m.national, m.rest_media, m.cost_attention, m.attention, m.promise, m.listening,
        p.municipality, p.electoral_risk, p.listening_skill, p.attention,
        lever.promise, lever.listening, lever.explanation, lever.honesty, state.context.media_pressure,
        state.resting, state.now, k,
    )
