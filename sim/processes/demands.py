"""Demands: who asks an institution for what, in whose name, what comes of it, and who makes something instead.

Rule      raised, of those who met: P = sg(d₀ + d_D·shortfall + d_n·need + d_w·awareness + d_C·consumer
          + d_a·(accommodation − a₀))
          framed as the common good, of those raised: P = sg(f₀ + f_o·(own_good − rest_own_good) + f_s·solidarity
          − f_x·(scrutiny − x₀)), scrutiny = 1 − (1 − explanation)·(1 − space·facilitation)
          granted: P = share(g₀ + g_a·(accommodation − a₀) + g_f·framed + g_P·(porosity − P₀) − g_m·(mandate − m₀)),
          porosity of the institution, P₀ at another provider
          granted (demand = 1): S ← S + s·(1 − S), S satisfaction
          refused (demand = 2): grievance ← share(grievance + h·(1 − acceptance)·(1 − explanation·fairness)·need)
          made, of those with a demand this month or past_complaints ≥ l: P = sg(b₀ + b_e·efficacy + b_D·shortfall
          + b_s·support·space + b_I·innovative − b_C·consumer − b_c·coercion·(1 − acceptance))
          maker ← (1 − r)·maker for all, then 1 for those who turn to making;  space = reach·(1 − recruit_none)
          pressed ← pressed + r_u·(demands of those it serves / citizens it serves − pressed), 0 where it serves none
In words  Who is let down, needs much, knows the rights or thinks as a consumer asks for more, and more so where asking
          pays. A wish called everybody's is granted more readily than the same wish called one's own. A refusal
          rankles with those who have much at stake. Few turn from asking to making; room and support make them more.
Reads     citizens (n,): uid, voice, met, exited, institution, shortfall, need, awareness, type_weights, own_good,
          solidarity, acceptance, fairness, efficacy, past_complaints, satisfaction, grievance, maker ·
          institutions (u,): porosity, pressed · municipalities (m,): rest_own_good · levers (m,): accommodation,
          explanation, mandate, reach, recruit_none, facilitation, support, coercion
Writes    citizens (n,): demand, framed, satisfaction, grievance, maker · institutions (u,): pressed ·
          municipalities (m,): demands, demands_framed, demands_granted, framed_granted, made
Luck      Decision.DEMAND (four lanes: raised, framed, granted, made)
Units     P: chance a meeting (raised), a demand (framed, granted) or a month (made); d, f, b: log-odds; g, s, h:
          shares; r, r_u: per month; l: complaints; demands, made: a month
Deck      rows 16, 32, 33, 34: "Borgere stiller krav – ofte individuelt begrundet og legitimere af et ‘fællesskab’";
          "Vanskeligt ved at acceptere en manglende imødekommelse"; "Krav følges op med kontakt og klager";
          "Ændre perspektiv fra krav og kritik til produktion af løsninger"
Seen in   demand.raised, demand.framed, demand.granted, demand.framing_gain, demand.to_making, complaints
Source    contacts about one's own matters follow need and awareness, not schooling: Barcelona, Florida [V];
          justification: Boltanski & Thévenot, false consensus: Ross 1977 [M]; reactance: Brehm 1966 [M]; making:
          self-efficacy matters and good performance discourages, Parrado et al. 2013 [V]; design table rows 32 to 34
          for the weights of making and the gain of framing, the rest [A]
Switch    mechanisms.demands
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import logistic, share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.randomness import Decision, luck4, number
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import note

DEMAND = number(Decision.DEMAND)
NONE, GRANTED, REFUSED = 0, 1, 2
_MAKING = "design table row 32"


class Rules(NamedTuple):
    """Coefficients of demands."""

    demand: Annotated[float, About(
        en="Readiness to demand something at a meeting.", da="Tilbøjelighed til at stille krav ved en kontakt.",
        low=-8.0, high=3.0, unit="logit",
        source="assumed: a demand every fourth year or so, more often with much need")] = -2.8
    demand_shortfall: Annotated[float, About(
        en="How being let down prompts demands.", da="Hvor meget en skuffelse får folk til at stille krav.", high=10.0,
        unit="logit")] = 3.0
    demand_need: Annotated[float, About(
        en="How need prompts demands.", da="Hvor meget behov får folk til at stille krav.", high=5.0,
        unit="logit", source="need drives contacts: Barcelona, Florida; size assumed")] = 1.0
    demand_awareness: Annotated[float, About(
        en="How knowing one's rights prompts demands.",
        da="Hvor meget kendskab til egne rettigheder får folk til at stille krav.", high=5.0, unit="logit",
        source="awareness drives contacts: Barcelona, Florida; size assumed")] = 0.6
    demand_consumer: Annotated[float, About(
        en="How many more demands the consumer makes.", da="Hvor meget oftere forbrugeren stiller krav.", high=5.0,
        unit="logit", deck="Stiller krav")] = 1.0
    demand_pays: Annotated[float, About(
        en="How accommodation prompts demands; below zero it stills them.",
        da="Hvor meget imødekommenhed får folk til at stille krav; under nul dæmper den dem.", low=-2.0, high=4.0,
        unit="logit")] = 1.0
    usual_accommodation: Annotated[float, About(
        en="Accommodation already counted in.", da="Imødekommenhed, der allerede er regnet med.")] = 0.3
    framing: Annotated[float, About(
        en="Readiness to call one's demand the common good.",
        da="Tilbøjelighed til at begrunde sit krav med fællesskabet.", low=-6.0, high=4.0, unit="logit",
        source="assumed: two demands in five", deck="legitimere af et ‘fællesskab’")] = -0.95
    framing_own: Annotated[float, About(
        en="How taking one's own wish for the common good makes one call it so.",
        da="Hvor meget det at se sit eget ønske som alles bedste får folk til at begrunde kravet med fællesskabet.",
        low=-3.0, high=5.0, unit="logit", source="design table row 33, size assumed",
        deck="Mit eget fælles bedste")] = 1.5
    framing_solidarity: Annotated[float, About(
        en="How solidarity makes one speak for all.", da="Hvor meget solidaritet får folk til at tale på alles vegne.",
        low=-3.0, high=5.0, unit="logit")] = 1.0
    framing_scrutiny: Annotated[float, About(
        en="How scrutiny keeps people from calling their own wish the common good.",
        da="Hvor meget det, at kravet bliver set efter i sømmene, afholder folk fra at begrunde det med fællesskabet.",
        high=5.0, unit="logit", source="design table row 33, size assumed")] = 1.5
    usual_scrutiny: Annotated[float, About(
        en="Scrutiny already counted in.", da="Det eftersyn, der allerede er regnet med.")] = 0.3
    grant: Annotated[float, About(
        en="Share of demands granted that are called one's own.",
        da="Den del af kravene på egne vegne, der imødekommes.", source="assumed: half of all demands")] = 0.44
    grant_accommodation: Annotated[float, About(
        en="Demands granted by bending to them.", da="Krav, der imødekommes, fordi de ansatte bøjer sig.",
        deck="manglende imødekommelse")] = 0.6
    grant_framed: Annotated[float, About(
        en="Gain of calling a demand the common good.", da="Gevinsten ved at begrunde et krav med fællesskabet.",
        low=-0.5, high=0.5, source="design table row 33")] = 0.15
    grant_porosity: Annotated[float, About(
        en="Demands granted because the institution is porous.",
        da="Krav, der imødekommes, fordi institutionen er porøs.",
        source="design table row 35: porosity makes responsive",
        deck="institutionen er porøs")] = 0.3
    usual_porosity: Annotated[float, About(
        en="Porosity already counted in, and that of other providers.",
        da="Porøsitet, der allerede er regnet med, og den hos andre leverandører.")] = 0.4
    grant_mandate: Annotated[float, About(
        en="Demands refused on professional judgement.", da="Krav, der afvises ud fra et fagligt skøn.")] = 0.3
    usual_mandate: Annotated[float, About(
        en="Weight of professional judgement already counted in.",
        da="Det faglige skøns vægt, der allerede er regnet med.")] = 0.6
    content: Annotated[float, About(
        en="How far a granted demand moves satisfaction to the top.",
        da="Hvor meget et imødekommet krav løfter tilfredsheden mod toppen.", unit="per demand")] = 0.05
    grievance: Annotated[float, About(
        en="Grievance after the refusal of all one needs, neither accepted nor explained.",
        da="Forurettelse efter et afslag på alt det, man har brug for, når det hverken accepteres eller begrundes.",
        source="half of that after a decision about a person", deck="Vanskeligt ved at acceptere")] = 0.15
    making: Annotated[float, About(
        en="Readiness to turn from demanding to making.",
        da="Tilbøjelighed til at gå fra krav til selv at skabe løsninger.",
        low=-10.0, high=2.0, unit="logit", source="assumed: one in fifty a month where nobody invites",
        deck="fra krav og kritik til produktion af løsninger")] = -4.5
    making_efficacy: Annotated[float, About(
        en="How efficacy helps to turn to making.",
        da="Hvor meget tro på egne evner får folk til selv at skabe løsninger.",
        high=5.0, unit="logit", source=_MAKING)] = 1.2
    making_shortfall: Annotated[float, About(
        en="How being let down prompts to turn to making.",
        da="Hvor meget en skuffelse får folk til selv at skabe løsninger.", high=5.0, unit="logit",
        source=_MAKING)] = 0.8
    making_support: Annotated[float, About(
        en="How support for all, with room for all, helps to turn to making.",
        da="Hvor meget støtte og plads til alle får folk til selv at skabe løsninger.", high=5.0, unit="logit",
        source=_MAKING, deck="Praktisk samarbejde med plads og støtte")] = 1.0
    making_innovative: Annotated[float, About(
        en="How much more the innovative citizen turns to making.",
        da="Hvor meget oftere den innovative selv skaber løsninger.", high=5.0, unit="logit", source=_MAKING)] = 0.8
    making_consumer: Annotated[float, About(
        en="How much less the consumer turns to making.", da="Hvor meget sjældnere forbrugeren selv skaber løsninger.",
        high=5.0, unit="logit", source=_MAKING)] = 0.6
    making_coercion: Annotated[float, About(
        en="How full coercion keeps those who accept nothing from making.",
        da="Hvor meget fuld tvang afholder dem, der intet accepterer, fra selv at skabe løsninger.", high=5.0,
        unit="logit", source=_MAKING, deck="mild tvang")] = 1.0
    lately: Annotated[float, About(
        en="Recent complaints, fading, from which one counts as critical.",
        da="Antal nylige klager, fra hvilket man regnes som kritisk.", low=0.1, high=3.0, unit="complaints",
        source="assumed: a complaint within about seven months")] = 0.5
    fading: Annotated[float, About(
        en="How fast readiness to make fades.", da="Hvor hurtigt lysten til selv at skabe løsninger fortager sig.",
        unit="per month")] = 0.083
    pressing: Annotated[float, About(
        en="How fast an institution feels a change of demands.",
        da="Hvor hurtigt en institution mærker en ændring i kravene.", unit="per month")] = 0.1


@over_blocks
def _ask(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, met: Any, exited: Any, institution: Any,
    shortfall: Any, need: Any, awareness: Any, weights: Any, own_good: Any, solidarity: Any, acceptance: Any,
    fairness: Any, efficacy: Any, past: Any, satisfaction: Any, grievance: Any, demand: Any, framed: Any, maker: Any,
    porosity: Any, rest_own: Any, accommodation: Any, explanation: Any, mandate: Any, reach: Any, nobody: Any,
    facilitation: Any, support: Any, coercion: Any, now: Moment, k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        bending = accommodation[m] - k.usual_accommodation
        space = reach[m] * (1.0 - nobody[m])
        scrutiny = 1.0 - (1.0 - explanation[m]) * (1.0 - space * facilitation[m])
        ready = k.demand + k.demand_pays * bending
        claim = k.framing - k.framing_scrutiny * (scrutiny - k.usual_scrutiny) - k.framing_own * rest_own[m]
        grant = k.grant + k.grant_accommodation * bending - k.grant_mandate * (mandate[m] - k.usual_mandate)
        make = k.making + k.making_support * support[m] * space
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            if voice[i] != 0:
                demand[i], framed[i] = NONE, 0
                maker[i] *= 1.0 - k.fading
        rows, who, count = np.empty(hi - lo, np.uint64), np.empty(hi - lo, np.int32), np.uint64(0)
        for i in range(lo, hi):
            rows[count], who[count] = i, uid[i]
            count += voice[i] & (met[i] | np.uint8(past[i] >= k.lately))
        u = luck4(now.seed, DEMAND, now.month, who, np.uint64(0), count, 0)
        raised, framings, granted, framed_granted, made = 0, 0, 0, 0, 0
        for j in range(count):
            i = rows[j]
            z = ready + k.demand_shortfall * shortfall[i] + k.demand_need * need[i]
            z += k.demand_awareness * awareness[i] + k.demand_consumer * weights[i, 2]
            raises = (met[i] != 0) & (u[0, j] < logistic(z))
            if not (raises | (past[i] >= k.lately)):
                continue
            if raises:
                raised += 1
                z = claim + k.framing_own * own_good[i] + k.framing_solidarity * solidarity[i]
                p = grant
                if u[1, j] < logistic(z):
                    framed[i] = 1
                    framings += 1
                    p += k.grant_framed
                if exited[i] == 0:
                    p += k.grant_porosity * (porosity[institution[i]] - k.usual_porosity)
                if u[2, j] < share(p):
                    demand[i] = GRANTED
                    granted += 1
                    framed_granted += framed[i]
                    satisfaction[i] += k.content * (1.0 - satisfaction[i])
                else:
                    demand[i] = REFUSED
                    rankling = (1.0 - acceptance[i]) * (1.0 - explanation[m] * fairness[i]) * need[i]
                    grievance[i] = share(grievance[i] + k.grievance * rankling)
            z = make + k.making_efficacy * efficacy[i] + k.making_shortfall * shortfall[i]
            z += k.making_innovative * weights[i, 1] - k.making_consumer * weights[i, 2]
            z -= k.making_coercion * coercion[m] * (1.0 - acceptance[i])
            if u[3, j] < logistic(z):
                maker[i] = 1.0
                made += 1
        sums[b, 0], sums[b, 1], sums[b, 2], sums[b, 3], sums[b, 4] = raised, framings, granted, framed_granted, made


@over_blocks
def _ask_of(
    first: int, last: int, blocks: Blocks, voice: Any, exited: Any, institution: Any, demand: Any, asked: Any,
    served: Any,
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        serves = voice[i] * (1 - exited[i])
        served[np.uint64(institution[i])] += serves
        if demand[i] != NONE:
            asked[institution[i]] += serves


@kernel
def _press(asked: Any, served: Any, pressed: Any, k: Rules) -> None:
    for u in range(pressed.shape[0]):
        pressed[u] += k.pressing * (asked[u] / max(served[u], 1) - pressed[u])


@one_call
def step(state: State, k: Rules) -> None:
    """One month's demands, and who turned to making."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    sums = state.sums(5)
    state.run(
        _ask, c.uid, c.voice, c.met, c.exited, c.institution, c.shortfall, c.need, c.awareness, c.type_weights,
        c.own_good, c.solidarity, c.acceptance, c.fairness, c.efficacy, c.past_complaints, c.satisfaction, c.grievance,
        c.demand, c.framed, c.maker, u.porosity, m.rest_own_good, lever.accommodation, lever.explanation, lever.mandate,
        lever.reach, lever.recruit_none, lever.facilitation, lever.support, lever.coercion, state.now, k, sums,
    )
    total = state.by_municipality(sums)
    note(m.demands, total, 0)
    note(m.demands_framed, total, 1)
    note(m.demands_granted, total, 2)
    note(m.framed_granted, total, 3)
    note(m.made, total, 4)
    asked, served = np.zeros((2, u.n), dtype=np.int64)
    state.run_by_town(_ask_of, c.voice, c.exited, c.institution, c.demand, asked, served)
    _press(asked, served, u.pressed, k)
