"""Authority: whether what the municipality decides is taken to hold.

Rule      A ← A + r·(share(A₀ + a_F·(F − rest_fairness) + a_c·(service − rest_service)
          + a_χ·(credibility − rest_credibility) − a_P·(porosity − rest_porosity) − a_e·(error − rest_error)
          + a_g·presence + m·came − m·s·sham) − A)
          F = mean experienced fairness;  porosity = mean of the institutions', rest_porosity where there is none
          came = share of citizens who came to this month's forum
          sham = share of citizens who spoke and were not listened to · max(0, promise − adoption)
          while coming to rest, rest_porosity and rest_error first move by a share a towards porosity and error
In words  Decisions hold where people are treated fairly, services are good and what is said is believed; demands that
          reach into institutions, and errors, wear authority down. Whoever comes lends a decision weight, and takes
          the more back, the more was promised beyond what is done, when they spoke and nobody listened; those who
          came and kept silent take nothing back. So it can go either way.
Reads     citizens (n,): voice, fairness · institutions (u,): municipality, porosity · municipalities (m,): citizens,
          service, credibility, error, presence, chain, promise, adoption, authority, rest_fairness, rest_service,
          rest_credibility, rest_porosity, rest_error
Writes    municipalities (m,): authority, rest_porosity, rest_error
Luck      none
Units     all shares; r, a: per month
Deck      rows 1, 41: "legitimering"; "Myndigheders autoritet svækkes"
Seen in   goal.authority, trust.administration
Source    legitimate rule: Weber, Beetham 1991; fairness makes decisions hold: Tyler 1990 [M]; sham participation:
          deck table row 1 (−2m where a half is promised and nothing done); trust in local politics was higher in
          2021 than in 2001, so that no sign is wired in [V]; coefficients [A]
Switch    mechanisms.authority
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import towards
from sim.blocks import kernel
from sim.parameters import About
from sim.state import State
from sim.steps import one_call
from sim.sums import add_up

CAME, SPOKE, LISTENED = 5, 10, 20
"""Where the counts of those who came, who spoke, and who were listened to, begin in `chain` (five fifths each)."""
FIFTHS = 5


class Rules(NamedTuple):
    """Coefficients of authority."""

    rate: Annotated[float, About(
        en="How fast authority moves.", da="Hvor hurtigt autoriteten ændrer sig.", unit="per month")] = 0.05
    usual: Annotated[float, About(
        en="Authority where everything is as usual.", da="Autoriteten, når alt er, som det plejer.")] = 0.6
    fairness: Annotated[float, About(
        en="Authority gained by fair treatment.", da="Autoritet, der vindes ved retfærdig behandling.",
        high=3.0)] = 0.6
    service: Annotated[float, About(
        en="Authority gained by good services.", da="Autoritet, der vindes ved god service.", high=3.0)] = 0.5
    credibility: Annotated[float, About(
        en="Authority gained by being believed.", da="Autoritet, der vindes ved troværdighed.",
        high=2.0)] = 0.25
    challenge: Annotated[float, About(
        en="Authority lost where surroundings reach into institutions.",
        da="Autoritet, der går tabt, når omverdenen trænger ind i institutionerne.", high=2.0,
        deck="Ansatte oplever at institutionen er porøs")] = 0.25
    inconsistency: Annotated[float, About(
        en="Authority lost by wrong decisions.", da="Autoritet, der går tabt ved forkerte afgørelser.",
        high=3.0)] = 0.6
    cocreation: Annotated[float, About(
        en="What much co-creation does to authority by itself.",
        da="Hvad megen samskabelse i sig selv gør ved autoriteten.", low=-1.0,
        source="0, since no sign is known", deck="Myndigheders autoritet svækkes")] = 0.0
    legitimation: Annotated[float, About(
        en="Authority lent by those who come to a forum, for all citizens coming.",
        da="Autoritet, som deltagerne giver beslutningen, hvis alle borgere deltager.", high=5.0,
        source="deck table row 1", deck="legitimering")] = 1.0
    sham: Annotated[float, About(
        en="How many times what they lent those take back who spoke in vain, where all was promised and nothing done.",
        da="Hvor mange gange det givne de tager tilbage, der talte forgæves, når alt var lovet og intet gjort.",
        high=10.0, unit="ratio", source="deck table row 1: twice as much, reached where the gap is one half")] = 4.0
    settling: Annotated[float, About(
        en="How fast what is usual is found while the municipality comes to rest.",
        da="Hvor hurtigt det sædvanlige niveau findes, mens kommunen falder til ro.", unit="per month")] = 0.1


@kernel
def _authority(
    fair: Any, home: Any, porosity: Any, citizens: Any, service: Any, credibility: Any, error: Any, presence: Any,
    chain: Any, promise: Any, adoption: Any, authority: Any, rest_fairness: Any, rest_service: Any,
    rest_credibility: Any, rest_porosity: Any, rest_error: Any, resting: bool, k: Rules,
) -> None:
    units, pores = np.zeros((2, citizens.shape[0]))
    for u in range(home.shape[0]):
        units[home[u]] += 1.0
        pores[home[u]] += porosity[u]
    for m in range(citizens.shape[0]):
        people = max(citizens[m], 1)
        porous = pores[m] / units[m] if units[m] > 0.0 else rest_porosity[m]
        if resting:
            rest_porosity[m] = towards(rest_porosity[m], porous, k.settling)
            rest_error[m] = towards(rest_error[m], error[m], k.settling)
        came, unheeded = 0.0, 0.0
        for fifth in range(FIFTHS):
            came += chain[m, CAME + fifth] / people
            unheeded += (chain[m, SPOKE + fifth] - chain[m, LISTENED + fifth]) / people
        sham = unheeded * max(promise[m] - adoption[m], 0.0)
        target = k.usual + k.service * (service[m] - rest_service[m])
        if citizens[m] > 0:
            target += k.fairness * (fair[m, 0] / people - rest_fairness[m])
        target += k.credibility * (credibility[m] - rest_credibility[m])
        target -= k.challenge * (porous - rest_porosity[m]) + k.inconsistency * (error[m] - rest_error[m])
        target += k.cocreation * presence[m] + k.legitimation * (came - k.sham * sham)
        authority[m] = towards(authority[m], target, k.rate)


@one_call
def step(state: State, k: Rules) -> None:
    """One month of decisions that are taken to hold, or not."""
    c, u, m = state.citizens, state.institutions, state.municipalities
    sums = state.sums(1)
    state.run(add_up, c.voice, c.fairness, sums)
    _authority(
        state.by_municipality(sums), u.municipality, u.porosity, m.citizens, m.service, m.credibility, m.error,
        m.presence, m.chain, m.promise, m.adoption, m.authority, m.rest_fairness, m.rest_service, m.rest_credibility,
        m.rest_porosity, m.rest_error, state.resting, k,
    )
