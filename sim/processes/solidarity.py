"""Solidarity: the will to carry others' needs, and consent to the tax that pays for it.

Rule      x̄ = x − its mean at rest (near_g, neighbours' trust in others, too);  κ = self-regard
          settled = what this citizen is settled at;  the target that s moves to is held within 0 and 1
          s ← s + r·(settled + a_S·S̄ + a_F·F̄ + a_g·near_g − a_κ·responsibility·κ − s)
          consent ← consent + r_c·(sg(c₀ + c_s·(s − ½) + c_S·S̄ + c_F·F̄ + c_g·near_g) − consent), with the new s
          responsibility = what users are expected to bring beyond the usual, when it is more
In words  People consent to pay where service works, treats them fairly, and others are seen to do their share. Consent
          can fall as well as rise. Who is asked to look after themselves looks less after others, the more so the more
          they put themselves first.
Reads     citizens (n,): voice, satisfaction, fairness, near_social, self_regard, solidarity, solidarity_level,
          tax_consent · municipalities (m,): rest_satisfaction, rest_fairness, rest_near_social ·
          levers (m,): user_input
Writes    citizens (n,): solidarity, tax_consent
Luck      none
Units     all shares; r: per month; c: log-odds
Deck      rows 4, 6: "Solidaritet – fælles om at nyde og betale"; "Betaler sin skat med glæde"
Seen in   goal.solidarity, goal.tax_consent
Source    contingent consent: Levi 1988; universal services: Rothstein 1998; responsibilisation: Rose [M];
          coefficients [A]
Switch    mechanisms.solidarity
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import logistic, towards
from sim.blocks import Blocks, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call


class Rules(NamedTuple):
    """Coefficients of solidarity."""

    rate: Annotated[float, About(
        en="How fast solidarity moves.", da="Hvor hurtigt solidariteten ændrer sig.", unit="per month")] = 0.02
    service: Annotated[float, About(
        en="Weight of satisfaction with services.", da="Vægten af tilfredshed med service.", high=2.0)] = 0.20
    fairness: Annotated[float, About(
        en="Weight of fair treatment.", da="Vægten af retfærdig behandling.", high=2.0)] = 0.15
    others: Annotated[float, About(
        en="Weight of neighbours' trust in others.", da="Vægten af naboernes tillid til andre.", high=2.0)] = 0.20
    responsibility: Annotated[float, About(
        en="Weight of being asked to look after oneself.", da="Vægten af at skulle klare sig selv.", high=2.0)] = 0.30
    usual_input: Annotated[float, About(
        en="What users have always brought themselves.", da="Det, brugerne altid selv har bidraget med.")] = 0.30
    consent_rate: Annotated[float, About(
        en="How fast consent to tax moves.", da="Hvor hurtigt skatteviljen ændrer sig.", unit="per month")] = 0.05
    consent: Annotated[float, About(
        en="Consent to tax at middling solidarity.",
        da="Skatteviljen ved en solidaritet på en halv.", low=-5.0, high=5.0,
        unit="logit")] = 0.40
    consent_solidarity: Annotated[float, About(
        en="Weight of solidarity in consent.", da="Solidaritetens vægt for skatteviljen.", high=10.0,
        unit="logit")] = 2.0
    consent_service: Annotated[float, About(
        en="Weight of satisfaction in consent.", da="Tilfredshedens vægt for skatteviljen.", high=10.0,
        unit="logit")] = 1.5
    consent_fairness: Annotated[float, About(
        en="Weight of fair treatment in consent.", da="Retfærdighedens vægt for skatteviljen.", high=10.0,
        unit="logit")] = 1.0
    consent_others: Annotated[float, About(
        en="Weight of neighbours' trust in others in consent.",
        da="Vægten for skatteviljen af naboernes tillid til andre.", high=10.0, unit="logit")] = 1.0


@over_blocks
def _care(
    first: int, last: int, blocks: Blocks, voice: Any, satisfaction: Any, fairness: Any, near: Any, self_regard: Any,
    solidarity: Any, level: Any, consent: Any, rest_s: Any, rest_f: Any, rest_near: Any, user_input: Any, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        asked = k.responsibility * max(user_input[m] - k.usual_input, 0.0)
        usual_s, usual_f, usual_near = rest_s[m], rest_f[m], rest_near[m]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            s = satisfaction[i] - usual_s
            f = fairness[i] - usual_f
            g = near[i] - usual_near
            target = level[i] + k.service * s + k.fairness * f + k.others * g - asked * self_regard[i]
            solidarity[i] = towards(solidarity[i], target, k.rate * voice[i])
            z = k.consent + k.consent_solidarity * (solidarity[i] - 0.5) + k.consent_service * s
            z += k.consent_fairness * f + k.consent_others * g
            consent[i] = towards(consent[i], logistic(z), k.consent_rate * voice[i])


@one_call
def step(state: State, k: Rules) -> None:
    """One month of solidarity and consent."""
    c, m = state.citizens, state.municipalities
    state.run(
        _care, c.voice, c.satisfaction, c.fairness, c.near_social, c.self_regard, c.solidarity, c.solidarity_level,
        c.tax_consent, m.rest_satisfaction, m.rest_fairness, m.rest_near_social, state.levers.user_input, k,
    )
