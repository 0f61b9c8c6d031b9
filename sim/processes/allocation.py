"""Allocation: which institution gets the hands, and who is heard when it is decided.

Rule      pull = within ±1: (pressed − p̄) / (p̄ + h), p̄ = mean pressed of the municipality
          openness w = most·share(a_c·(choice − choice₀) + a_a·(accommodation − accommodation₀) + a_b·budget)
          part = (1 + w·pull) / mean(1 + w·pull); both means weighted by rest_demand (plain where there is none)
          hands ← hands + r·((1 − f·(fiscal_stress − stress₀))·part − hands)
          standing = a·quality_level + measured − b·exhaustion of last month
          rank = (institutions of its service below it + ½·those level with it) / (others of its service), ½ where alone
In words  By law and custom hands follow need. Where users choose, where staff bend to demands, and where forums spend
          money, hands follow those who ask: what one institution gains the others of the municipality lose. When
          money is tight, all have fewer. The ranking shows what can be seen of an institution from outside.
Reads     institutions (u,): municipality, sector, pressed, rest_demand, hands, quality_level, measured, exhaustion ·
          levers (m,): choice, accommodation, budget · context: fiscal_stress
Writes    institutions (u,): hands, rank
Luck      none
Units     hands, part: ratios to what need gives; pressed, w, rank: shares; pull: −1 to 1; standing, a, b: log-odds; r:
          per month
Deck      rows 7, 54: "færre hænder og færre ressourcer"; "individuelle valg som prioritering af ressourcer"
Seen in   unmet_need, horizontal.between_share, strain.staff
Source    allocation follows what is asked for by those who ask: reading of the deck, row 54 [A]; rankings: Espeland &
          Sauder, Hood [M]; coefficients [A]
Switch    mechanisms.allocation
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share
from sim.blocks import kernel
from sim.parameters import About
from sim.state import State
from sim.steps import one_call


class Rules(NamedTuple):
    """Coefficients of allocation."""

    rate: Annotated[float, About(
        en="How fast hands are moved.", da="Hvor hurtigt hænderne flyttes.", unit="per month",
        source="budgets are made once a year")] = 0.08
    most: Annotated[float, About(
        en="Greatest part of the hands that can follow those who ask; the rest is bound by need.",
        da="Den største del af hænderne, der kan følge dem, der beder om noget; resten er bundet af behovet.",
        high=0.9)] = 0.6
    choosing: Annotated[float, About(
        en="How much freedom of choice lets hands follow demands.",
        da="Hvor meget frit valg lader hænderne følge kravene.", high=2.0,
        deck="individuelle valg som prioritering af ressourcer")] = 0.6
    usual_choice: Annotated[float, About(
        en="Freedom of choice that the usual distribution stands for.",
        da="Den valgfrihed, der svarer til den sædvanlige fordeling.")] = 0.2
    bending: Annotated[float, About(
        en="How much bending to demands lets hands follow them.",
        da="Hvor meget hænderne følger kravene, når de ansatte bøjer sig for dem.", high=2.0)] = 0.6
    usual_bending: Annotated[float, About(
        en="Bending to demands that the usual distribution stands for.",
        da="Den imødekommelse af krav, der svarer til den sædvanlige fordeling.")] = 0.3
    forums: Annotated[float, About(
        en="How much the part of the budget that forums decide on lets hands follow demands.",
        da="Hvor meget hænderne følger kravene, når samskabelsen råder over en del af budgettet.", high=10.0,
        unit="share per share", deck="Innovation, samskabelse og individuelle valg")] = 3.0
    half: Annotated[float, About(
        en="Pressing at which a municipality tells loud institutions from quiet ones half as well as it can.",
        da="Det pres, hvor en kommune skelner halvt så godt, som den kan, mellem højlydte og stille institutioner.",
        low=0.001)] = 0.02
    tightness: Annotated[float, About(
        en="Share of the hands that the tightest money takes.",
        da="Den del af hænderne, som den strammeste økonomi tager.", high=0.5,
        deck="færre hænder og færre ressourcer")] = 0.10
    usual_stress: Annotated[float, About(
        en="Tightness of money at which hands are as usual.",
        da="Den stramhed i økonomien, hvor der er lige så mange hænder som sædvanligt.")] = 0.3
    seen_quality: Annotated[float, About(
        en="How much lasting quality counts in a ranking.", da="Hvor meget varig kvalitet tæller i en rangliste.",
        high=1.0, unit="logit per sd", source="as lasting quality counts in delivery")] = 0.25
    seen_exhaustion: Annotated[float, About(
        en="How much exhausted staff cost in a ranking.",
        da="Hvor meget udmattede ansatte trækker ned på en rangliste.", high=5.0, unit="logit",
        source="as exhaustion counts in delivery")] = 0.75


@kernel
def _hands(
    home: Any, pressed: Any, weight: Any, hands: Any, choice: Any, accommodation: Any, budget: Any, stress: float,
    k: Rules,
) -> None:
    towns = choice.shape[0]
    count, plain, needs, weighted, parts, plain_parts, openness = np.zeros((7, towns))
    for m in range(towns):
        open_ = k.choosing * (choice[m] - k.usual_choice) + k.bending * (accommodation[m] - k.usual_bending)
        openness[m] = k.most * share(open_ + k.forums * budget[m])
    for u in range(hands.shape[0]):
        count[home[u]] += 1.0
        plain[home[u]] += pressed[u]
        needs[home[u]] += weight[u]
        weighted[home[u]] += weight[u] * pressed[u]
    part = np.empty(hands.shape[0])
    for u in range(hands.shape[0]):
        m = home[u]
        usual = weighted[m] / needs[m] if needs[m] > 0.0 else plain[m] / count[m]
        pull = min(max((pressed[u] - usual) / (usual + k.half), -1.0), 1.0)
        part[u] = 1.0 + openness[m] * pull
        parts[m] += weight[u] * part[u]
        plain_parts[m] += part[u]
    left = 1.0 - k.tightness * (stress - k.usual_stress)
    for u in range(hands.shape[0]):
        m = home[u]
        mean = parts[m] / needs[m] if needs[m] > 0.0 else plain_parts[m] / count[m]
        hands[u] += k.rate * (left * part[u] / mean - hands[u])


@kernel
def _rank(home: Any, sector: Any, quality: Any, measured: Any, exhaustion: Any, rank: Any, k: Rules) -> None:
    """Institutions of one service of a municipality lie next to each other."""
    first, units = 0, rank.shape[0]
    standing = np.empty(units, dtype=np.float32)  # in 32 bits, as the columns are kept: equals stay equals
    for u in range(units):
        seen = np.float32(k.seen_quality) * quality[u] + measured[u]
        standing[u] = seen - np.float32(k.seen_exhaustion) * exhaustion[u]
    while first < units:
        last = first + 1
        while last < units and home[last] == home[first] and sector[last] == sector[first]:
            last += 1
        for u in range(first, last):
            below = 0.0
            for v in range(first, last):
                if v != u:
                    below += 1.0 if standing[v] < standing[u] else (0.5 if standing[v] == standing[u] else 0.0)
            rank[u] = below / (last - first - 1) if last - first > 1 else 0.5
        first = last


@one_call
def step(state: State, k: Rules) -> None:
    """One month's distribution of hands, and the ranking of institutions."""
    u, lever = state.institutions, state.levers
    _hands(
        u.municipality, u.pressed, u.rest_demand, u.hands, lever.choice, lever.accommodation, lever.budget,
        state.context.fiscal_stress, k,
    )
    _rank(u.municipality, u.sector, u.quality_level, u.measured, u.exhaustion, u.rank, k)
