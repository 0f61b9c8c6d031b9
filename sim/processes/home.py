"""Home: managing in one's own home, with facilities, skills, relatives and help to help oneself.

Rule      F ← F + r_F·(share(F₀ + s_F·support·(1 − F₀)) − F)                   F₀ = share(f₀ + f_r·(resources − r₀))
          D ← D + r_D·(share(D₀ + s_D·support·(1 − D₀) + p·(digital − digital₀)·D₀) − D)
                                                        D₀ = share(d₀ + d_r·(resources − r₀) − d_a·age_score)
          for those whose service is home care (for others a = 0):
              a = (user_input − u₀) + c·coercion + n·nudge                                    what is asked beyond usual
              able = share(√(competence·F) + σ·luck of the person),  backlash = ρ·coercion·½(consumer + 1 − fairness)
              relief = a·(h·able·(1 − share(backlash)) − w·(1 − able))
              need ← share(need − r_N·relief·settled need)
              relatives ← relatives + r_R·(share(l·a·need·(1 − able)) − relatives)
          resources, consumer: those that the citizen is settled at, the weight of the consumer type; D, F: columns
          digital, facilities; need also returns to its settled level each month (needs), so that relief lasts as long
          as it is given
In words  Who can manage with some help needs less of it; who cannot wears down, and relatives step in. Facilities and
          skills decide which it is, so the same demand helps the one and costs the other. Having to go digital
          teaches those who nearly can; help teaches those who cannot.
Reads     citizens (n,): uid, voice, resources_level, age_score, type_weights, sector, need, need_level, competence,
          digital, facilities, relatives, fairness · levers (m,): capability_support, digital_share, user_input,
          coercion, nudge
Writes    citizens (n,): need, digital, facilities, relatives
Luck      Decision.CITIZEN_HOME (month 0, by person: how well somebody manages, a fixed trait)
Units     F, D, need, relatives, able: shares; σ: sd; r: per month; a: share of a service; age_score: sd
Deck      rows 37, 39: "Borgere i eget hjem"; "Udvikle hjemlige faciliteter og kompetencer"; "It, mobilitet, økonomi –
          og mild tvang"
Seen in   help.relatives, help.facilities, goal.competence_gap, unmet_need
Source    lifting what holds the weak back raised both effect and equality: Jakobsen & Andersen 2013 [V]; 65 per cent
          of those in reablement (§ 83 a) say that it helped, Rambøll 2017 [V]; digital divide: van Dijk, reactance:
          Brehm 1966 [M]; coefficients [A]
Switch    mechanisms.home
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import SECTORS
from sim.arithmetic import share, towards
from sim.blocks import Blocks, over_blocks
from sim.parameters import About
from sim.randomness import Decision, bells, number
from sim.state import Moment, State
from sim.steps import one_call

CITIZEN_HOME = number(Decision.CITIZEN_HOME)
HOME_CARE = SECTORS.index("home_care")
AS_USUAL = 1e-6
"""What is asked is as usual where it differs by no more, as 32 bits round it."""


class Rules(NamedTuple):
    """Coefficients of managing at home."""

    usual_resources: Annotated[float, About(
        en="Resources of the average citizen.", da="Gennemsnitsborgerens ressourcer.",
        source="the founding's mean")] = 0.52
    facilities: Annotated[float, About(
        en="How well the average home is fitted.", da="Hvor godt det gennemsnitlige hjem er indrettet.")] = 0.60
    facilities_resources: Annotated[float, About(
        en="How much better the homes of those with more resources are fitted.",
        da="Hvor meget bedre de ressourcestærkes hjem er indrettet.", high=2.0, unit="share per resources")] = 0.4
    facilities_support: Annotated[float, About(
        en="Share of what a home lacks that full support makes up for.",
        da="Den del af et hjems mangler, som fuld støtte afhjælper.")] = 0.5
    facilities_rate: Annotated[float, About(
        en="How fast homes are fitted anew.", da="Hvor hurtigt hjemmene indrettes på ny.", unit="per month",
        source="aids and alterations take about two years to reach those entitled")] = 0.04
    digital: Annotated[float, About(
        en="How well the average citizen manages digital channels.",
        da="Hvor godt gennemsnitsborgeren klarer sig digitalt.")] = 0.78
    digital_resources: Annotated[float, About(
        en="How much better those with more resources do.", da="Hvor meget bedre de ressourcestærke klarer sig.",
        high=2.0, unit="share per resources", source="digital divide: van Dijk")] = 0.35
    digital_age: Annotated[float, About(
        en="How much worse older citizens do.", da="Hvor meget dårligere ældre borgere klarer sig.", high=0.5,
        unit="share per sd", source="digital divide: van Dijk")] = 0.09
    digital_support: Annotated[float, About(
        en="Share of what a citizen lacks in digital skill that full support makes up for.",
        da="Den del af de manglende digitale færdigheder, som fuld støtte afhjælper.")] = 0.5
    digital_pressure: Annotated[float, About(
        en="What having to go digital teaches those who can.",
        da="Hvad det lærer dem, der kan, at skulle gøre det digitalt.", low=-0.5, high=0.5)] = 0.10
    usual_digital: Annotated[float, About(
        en="Share of contact that is digital today.", da="Andel af kontakten, der er digital i dag.")] = 0.30
    digital_rate: Annotated[float, About(
        en="How fast digital skill moves.", da="Hvor hurtigt de digitale færdigheder ændrer sig.",
        unit="per month")] = 0.04
    usual_input: Annotated[float, About(
        en="What users bring today.", da="Det, brugerne bidrager med i dag.")] = 0.30
    coerced: Annotated[float, About(
        en="What full coercion asks of users more.", da="Hvad fuld tvang kræver mere af brugerne.",
        source="deck table row 40: uptake")] = 0.4
    nudged: Annotated[float, About(
        en="What defaults that lead to self-help get users to do more.",
        da="Hvad standardvalg, der leder til selvhjælp, får brugerne til at gøre mere.",
        source="less than coercion: the way out is free")] = 0.3
    spread: Annotated[float, About(
        en="How unlike people of the same skills and homes manage.",
        da="Hvor forskelligt folk med de samme færdigheder og hjem klarer sig.", high=0.5, unit="sd")] = 0.12
    success: Annotated[float, About(
        en="Share of need that those who are fully able lose by doing all themselves.",
        da="Den del af behovet, som forsvinder, når de, der kan, gør alt selv.")] = 0.8
    wear: Annotated[float, About(
        en="Share of need that those who are not able at all gain by having to.",
        da="Den del, behovet vokser med, når de, der slet ikke kan, skal gøre alt selv.", high=2.0,
        source="about two in three gain: 65 per cent say that reablement helped")] = 0.60
    reactance: Annotated[float, About(
        en="Share of success lost by full coercion, where all are consumers and nobody feels fairly treated.",
        da="Den del af udbyttet, fuld tvang koster, hvis alle er forbrugere og ingen føler sig retfærdigt behandlet.",
        high=2.0, source="Brehm 1966: pressure meets resistance; size assumed")] = 1.0
    relief_rate: Annotated[float, About(
        en="How fast help to help oneself, or its failure, tells on need.",
        da="Hvor hurtigt hjælp til selvhjælp, eller at den slår fejl, viser sig i behovet.", high=0.2,
        unit="per month", source="as fast as need returns to its level")] = 0.05
    relatives: Annotated[float, About(
        en="How much of what citizens cannot do relatives take over.",
        da="Hvor meget af det, borgerne ikke kan, de pårørende overtager.")] = 0.6
    relatives_rate: Annotated[float, About(
        en="How fast relatives step in, and out.", da="Hvor hurtigt pårørende træder til og fra.",
        unit="per month")] = 0.2


@over_blocks
def _manage(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, resources: Any, age_score: Any, weights: Any,
    sector: Any, need: Any, level: Any, competence: Any, digital: Any, facilities: Any, relatives: Any, fairness: Any,
    support: Any, online: Any, user_input: Any, coercion: Any, nudge: Any, now: Moment, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        for_homes, for_skills = k.facilities_support * support[m], k.digital_support * support[m]
        pressure = k.digital_pressure * (online[m] - k.usual_digital)
        asked = user_input[m] - k.usual_input + k.coerced * coercion[m] + k.nudged * nudge[m]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            own = share(k.facilities + k.facilities_resources * (resources[i] - k.usual_resources))
            moved = towards(facilities[i], own + for_homes * (1.0 - own), k.facilities_rate)
            facilities[i] = moved if voice[i] != 0 else facilities[i]
        for i in range(lo, hi):
            own = k.digital + k.digital_resources * (resources[i] - k.usual_resources) - k.digital_age * age_score[i]
            own = share(own)
            moved = towards(digital[i], own + for_skills * (1.0 - own) + pressure * own, k.digital_rate)
            digital[i] = moved if voice[i] != 0 else digital[i]
        as_usual = abs(asked) <= AS_USUAL
        for i in range(lo, hi):
            if (voice[i] != 0) & (as_usual | (sector[i] != HOME_CARE)):
                relatives[i] = towards(relatives[i], 0.0, k.relatives_rate)
        if as_usual:
            continue
        rows, who, count = np.empty(hi - lo, np.uint64), np.empty(hi - lo, np.int32), np.uint64(0)
        for i in range(lo, hi):
            rows[count], who[count] = i, uid[i]
            count += voice[i] & np.uint8(sector[i] == HOME_CARE)
        luck = bells(now.seed, CITIZEN_HOME, 0, who, np.uint64(0), count, 0)
        for j in range(count):
            i = rows[j]
            able = share(math.sqrt(competence[i] * facilities[i]) + k.spread * luck[j])
            backlash = share(k.reactance * coercion[m] * 0.5 * (weights[i, 2] + 1.0 - fairness[i]))
            relief = asked * (k.success * able * (1.0 - backlash) - k.wear * (1.0 - able))
            need[i] = share(need[i] - k.relief_rate * relief * level[i])
            load = k.relatives * asked * need[i] * (1.0 - able)
            relatives[i] = towards(relatives[i], load, k.relatives_rate)


@one_call
def step(state: State, k: Rules) -> None:
    """One month in citizens' own homes."""
    c, lever = state.citizens, state.levers
    state.run(
        _manage, c.uid, c.voice, c.resources_level, c.age_score, c.type_weights, c.sector, c.need, c.need_level,
        c.competence, c.digital, c.facilities, c.relatives, c.fairness, lever.capability_support, lever.digital_share,
        lever.user_input, lever.coercion, lever.nudge, state.now, k,
    )
