"""Needs: how much service citizens need, and how much of it an institution has to carry.

Rule      need ← share(need + r·(level − need) + 4·σ·level·(1 − level)·noise)
          demand of an institution = Σ need of those it serves + f·Σ need of its citizens who chose another provider
          shock ← δ·shock + σ_d·noise, within −1 and 1
          while coming to rest: rest_demand ← rest_demand + a·(demand − rest_demand), at once where it was 0
          level: need_level, which grows with age (lives); help to help oneself moves need away from it (home)
In words  Everybody's need wanders round the level they are settled at, which grows with age. What an institution meets
          is the sum of many needs, and a shock that fades: more of the old mean more work, with no more hands. Money
          follows those who choose another provider, so their leaving takes work and hands away together.
Reads     citizens (n,): uid, voice, need, need_level, institution, exited · institutions (u,): demand,
          rest_demand, shock
Writes    citizens (n,): need · institutions (u,): demand, rest_demand, shock
Luck      Decision.NEED_CHANGE (by citizen), Decision.DEMAND_SHOCK (by row of institutions)
Units     need, level: shares; demand: needs; r, δ, a: per month; σ: sd a month at level ½
Deck      row 7: "flere gamle, kronisk syge, færre hænder og færre ressourcer"
Seen in   unmet_need, strain.staff
Source    shocks of demand: the numerical trial [A]; money follows the citizen: free choice in home care pays providers
          by the hour [M]
Switch    none: institutions have no work without needs
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import TRIAL, About
from sim.randomness import Decision, bells, noise, number
from sim.state import Moment, State
from sim.steps import one_call

NEED_CHANGE, DEMAND_SHOCK = number(Decision.NEED_CHANGE), number(Decision.DEMAND_SHOCK)


class Rules(NamedTuple):
    """Coefficients of needs."""

    rate: Annotated[float, About(
        en="How fast need returns to its level.", da="Hvor hurtigt behovet vender tilbage til sit niveau.",
        unit="per month", source="a spell of illness or of trouble lasts months")] = 0.05
    spread: Annotated[float, About(
        en="Size of chance changes of need, where the need is half of the greatest.",
        da="Størrelsen af tilfældige skift i behovet, når behovet er halvt så stort som det størst mulige.", high=0.1,
        unit="sd per month", source="makes a spread of .03 round a level of .2")] = 0.015
    follows: Annotated[float, About(
        en="Share of the money that goes along to another provider.",
        da="Den del af pengene, der følger med til en anden leverandør.", high=1.2,
        source="free choice pays providers the municipality's own costs; rounded", mark="M")] = 1.0
    shock_memory: Annotated[float, About(
        en="How far a shock of demand stays from month to month.",
        da="Hvor meget et udsving i efterspørgslen hænger ved fra måned til måned.", high=0.99,
        unit="per month", source=TRIAL)] = 0.70
    shock_spread: Annotated[float, About(
        en="Size of new shocks of demand.", da="Størrelsen af nye udsving i efterspørgslen.", high=0.2,
        unit="sd per month", source=TRIAL)] = 0.06
    settling: Annotated[float, About(
        en="How fast what is met becomes what is usual, while the municipality comes to rest.",
        da="Hvor hurtigt det oplevede bliver det sædvanlige, mens kommunen falder til ro.",
        unit="per month")] = 0.20


@over_blocks
def _needs(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, need: Any, level: Any, now: Moment, k: Rules,
) -> None:
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        draws = bells(now.seed, NEED_CHANGE, now.month, uid, lo, hi, 0)
        for i in range(lo, hi):
            if voice[i] == 0:
                continue
            swing = 4.0 * k.spread * level[i] * (1.0 - level[i])
            need[i] = share(need[i] + k.rate * (level[i] - need[i]) + swing * draws[i - lo])


@over_blocks
def _add_up(
    first: int, last: int, blocks: Blocks, voice: Any, need: Any, exited: Any, institution: Any, k: Rules, total: Any
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        if voice[i] != 0:
            total[institution[i]] += need[i] * (k.follows if exited[i] != 0 else 1.0)


@kernel
def _demand(total: Any, demand: Any, rest_demand: Any, shock: Any, resting: bool, now: Moment, k: Rules) -> None:
    for u in range(demand.shape[0]):
        demand[u] = total[u]
        luck = noise(now.seed, DEMAND_SHOCK, now.month, u, 0)
        shock[u] = min(max(k.shock_memory * shock[u] + k.shock_spread * luck, -1.0), 1.0)
        if resting:
            step = k.settling if rest_demand[u] > 0.0 else 1.0
            rest_demand[u] += step * (demand[u] - rest_demand[u])


@one_call
def step(state: State, k: Rules) -> None:
    """One month's needs of every citizen, and what every institution has to carry."""
    c, u = state.citizens, state.institutions
    state.run(_needs, c.uid, c.voice, c.need, c.need_level, state.now, k)
    total = np.zeros(u.n)
    state.run_by_town(_add_up, c.voice, c.need, c.exited, c.institution, k, total)
    _demand(total, u.demand, u.rest_demand, u.shock, state.resting, state.now, k)
