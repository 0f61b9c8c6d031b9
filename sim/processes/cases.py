"""Cases: decisions about persons, errors in them, appeals, and grievance after refusals.

Rule      informality = share(i₀ + i_c·presence + i_a·(accommodation − a₀))
          error, P = sg(e₀ + e_λ·(overload − 1) + e_i·(informality − i₀) − e_s·(safeguards − s₀) − e_k·(skill − k₀)
          + e_q·(media − rest_media) − e_l·(learning − l̄) + e_c·(c̄ − clarity) + e_v·(hours − rest_hours)
          − e_r·(sensitivity − r₀)),
          skill = mean of the institutions' skill, weighted by their staff; hours of volunteers a month per citizen
          grievance ← (1 − r)·grievance, for all
          decision about a person: P = share(p₀ + p_n·need);  in error: P = error
          adverse: P = share(p + p_s·coercion·(1 − competence)),  p = p_e if in error, else
          share(p_a − p_c·(accommodation − a₀))
          appealed, if adverse: P = sg(l₀ + l_e·(in error) + l_w·(awareness − rest_awareness) + l_a·(appeals lever − b₀)
          + l_g·grievance − l_f·(fairness − rest_fairness));  won: P = w_e if in error, else w₀
          adverse and not won: grievance ← share(grievance + h·max(0, 1 − h_A·(authority − A₀))·(1 − acceptance)
          ·(1 − explanation·fairness))
          while coming to rest, rest_hours first moves by a share a towards the hours, at once from 0
In words  Haste, unwritten ways, unclear guidelines and untrained staff make errors; safeguards, and officials who
          learn and have an eye for both rule and person, prevent them: whether co-creation costs legal security
          depends on what it does to all of these. Those who know their rights appeal. To bend to demands spares
          refusals and weakens the rule. Coercion hits those who can do least. A refusal rankles less where it is
          explained fairly and authority is accepted.
Reads     citizens (n,): uid, voice, need, awareness, fairness, grievance, acceptance, competence ·
          institutions (u,): municipality, staff, skill · municipalities (m,): overload, presence, informality, error,
          media, learning, clarity, sensitivity, volunteer_hours, authority (before), rest_awareness, rest_fairness,
          rest_media, rest_hours · levers (m,): safeguards, appeals, accommodation, explanation, coercion
Writes    citizens (n,): appealed, grievance · municipalities (m,): informality, error, cases, errors, appeals,
          reversals, rest_hours
Luck      Decision.CASE (four lanes: decision, error, adverse, appealed), Decision.APPEAL (won)
Units     P: chance a month or a case; e, l: log-odds; r: per month; cases, errors, appeals, reversals: a month;
          e_v: per hour a citizen; a: per month
Deck      rows 16, 20, 24, 34, 40, 41, 48: "Retssikkerhed kan være en udfordring"; "manglende imødekommelse"; "kontante
          svar – uden tøven"
Seen in   appeals, reversals
Source    reversals of municipal decisions .32 to .38 (2017 to 2022), appeals 3.3 per 1,000 a year, three reversals
          in four because of poor information or reasons: Ankestyrelsen [V]; error as a logit: corrections A′ to row 48
          [A]; sanctions hit those with few resources: Soss, Fording & Schram [M]; awareness and need, not schooling,
          drive contacting: Barcelona, Florida [V]; weights of media, learning, clarity, volunteers and sensitivity [A]
Switch    mechanisms.cases
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import logistic, share
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck, number, uniform, uniform4
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import note

CASE, APPEAL = number(Decision.CASE), number(Decision.APPEAL)


class Rules(NamedTuple):
    """Coefficients of cases."""

    usual_informality: Annotated[float, About(
        en="How far decisions leave the written rule today.",
        da="I hvor høj grad afgørelser afviger fra den skrevne regel i dag.", source=TRIAL)] = 0.1
    informality_cocreation: Annotated[float, About(
        en="Informality added by much co-creation.", da="Ekstra uformelle veje ved megen samskabelse.",
        low=-0.5,
        source="deck table row 48: .10 at usual strength; sign open, forums can also bring cases to light")] = 0.2
    informality_accommodation: Annotated[float, About(
        en="Informality added by bending to demands.", da="Ekstra uformelle veje ved at bøje sig for krav.")] = 0.2
    usual_accommodation: Annotated[float, About(
        en="Accommodation already counted in.", da="Imødekommenhed, der allerede er regnet med.")] = 0.3
    error: Annotated[float, About(
        en="Readiness to err.", da="Tilbøjelighed til at begå fejl.", low=-8.0, high=2.0, unit="logit",
        source=TRIAL)] = -2.2
    error_overload: Annotated[float, About(
        en="Errors made by overload.", da="Fejl som følge af pres.", high=5.0, unit="logit per ratio",
        source=TRIAL)] = 1.5
    error_informality: Annotated[float, About(
        en="Errors made by unwritten ways.", da="Fejl som følge af uformelle veje.", high=5.0, unit="logit",
        source=TRIAL)] = 1.0
    error_safeguards: Annotated[float, About(
        en="Errors prevented by safeguards.", da="Fejl, som retssikkerheden forebygger.", high=5.0,
        unit="logit", source=TRIAL)] = 1.5
    usual_safeguards: Annotated[float, About(
        en="Safeguards already counted in.", da="Retssikkerhed, der allerede er regnet med.",
        source=TRIAL)] = 0.7
    error_skill: Annotated[float, About(
        en="Errors prevented by skill.", da="Fejl, som kompetence forebygger.", high=5.0, unit="logit")] = 1.0
    usual_skill: Annotated[float, About(
        en="Skill already counted in.", da="Kompetence, der allerede er regnet med.")] = 0.5
    error_media: Annotated[float, About(
        en="Errors made by quick answers to the media.", da="Fejl som følge af hurtige svar til medierne.", high=5.0,
        unit="logit", source="deck table row 20", deck="kontante svar – uden tøven")] = 0.4
    error_learning: Annotated[float, About(
        en="Errors prevented by officials who have learnt from mistakes.",
        da="Fejl, der undgås, når embedsmændene har lært af tidligere fejl.", high=5.0, unit="logit",
        source="deck table row 24")] = 0.6
    usual_learning: Annotated[float, About(
        en="Learning already counted in.", da="Læring, der allerede er regnet med.")] = 0.5
    error_clarity: Annotated[float, About(
        en="Errors made by unclear guidelines.", da="Fejl som følge af uklare pejlemærker.", high=5.0,
        unit="logit", source="deck table row 28: noise of decisions")] = 0.5
    usual_clarity: Annotated[float, About(
        en="Clarity of guidelines already counted in.", da="Klarhed, der allerede er regnet med.")] = 0.6
    error_volunteers: Annotated[float, About(
        en="Errors made, or prevented, by volunteers in services.",
        da="Fejl, der opstår eller undgås, når frivillige hjælper til.", low=-2.0, high=2.0,
        unit="logit per hour a citizen a month", source="deck table row 48; sign open")] = 0.1
    error_sensitivity: Annotated[float, About(
        en="Errors prevented by officials' rational sensitivity.",
        da="Fejl, der undgås ved embedsmændenes sans for regler og menneskelige indlevelse.", high=5.0, unit="logit",
        source="deck table row 24; size assumed")] = 0.5
    usual_sensitivity: Annotated[float, About(
        en="Sensitivity already counted in.", da="Følsomhed, der allerede er regnet med.")] = 0.6
    decision: Annotated[float, About(
        en="Chance of a decision about those with no need.",
        da="Sandsynligheden for en afgørelse om borgere uden behov.",
        high=0.2, unit="chance a month", source=TRIAL)] = 0.004
    decision_need: Annotated[float, About(
        en="How much more often there are decisions about those with need.",
        da="Hvor meget oftere der træffes afgørelser om dem, der har behov.", high=0.5,
        unit="chance a month", source=TRIAL)] = 0.03
    adverse_error: Annotated[float, About(
        en="Share of errors that go against the citizen.", da="Den del af fejlene, der går borgeren imod.",
        source=TRIAL)] = 0.85
    adverse: Annotated[float, About(
        en="Share of right decisions that go against the citizen.",
        da="Den del af de rigtige afgørelser, der går borgeren imod.", source=TRIAL)] = 0.25
    adverse_accommodation: Annotated[float, About(
        en="Refusals spared by bending to demands.", da="Afslag, man undgår ved at bøje sig for krav.")] = 0.15
    adverse_coercion: Annotated[float, About(
        en="Further decisions against those who can do nothing for themselves, under full coercion.",
        da="Hvor meget oftere afgørelser ved fuld tvang går dem imod, der ikke kan klare noget selv.",
        source="deck table row 40: sanctions hit those with few resources", deck="mild tvang")] = 0.3
    appeal: Annotated[float, About(
        en="Readiness to appeal.", da="Tilbøjelighed til at klage over en afgørelse.", low=-8.0, high=3.0,
        unit="logit", source="appeals of 2.5 to 5 per 1,000 a year")] = -2.4
    appeal_error: Annotated[float, About(
        en="How an error prompts to appeal.", da="Hvor meget en fejl tilskynder til at klage.", high=5.0,
        unit="logit", source=TRIAL)] = 0.35
    appeal_awareness: Annotated[float, About(
        en="How knowing one's rights prompts to appeal.",
        da="Hvor meget kendskab til egne rettigheder tilskynder til at klage.", high=6.0, unit="logit",
        source=TRIAL)] = 2.0
    appeal_access: Annotated[float, About(
        en="How easy access prompts to appeal.", da="Hvor meget let adgang tilskynder til at klage.", high=5.0,
        unit="logit", source=TRIAL)] = 1.0
    usual_access: Annotated[float, About(
        en="Access to appeals already counted in.", da="Klageadgang, der allerede er regnet med.",
        source=TRIAL)] = 0.6
    appeal_grievance: Annotated[float, About(
        en="How grievance prompts to appeal.", da="Hvor meget forurettelse tilskynder til at klage.", high=5.0,
        unit="logit", source=TRIAL)] = 1.0
    appeal_fairness: Annotated[float, About(
        en="How experienced fairness keeps from appealing.",
        da="Hvor meget oplevet retfærdighed afholder fra at klage.", high=5.0, unit="logit",
        source=TRIAL)] = 1.5
    won_error: Annotated[float, About(
        en="Share of appeals won against an error.", da="Den del af klagerne over fejl, som borgeren får medhold i.",
        source=TRIAL)] = 0.90
    won: Annotated[float, About(
        en="Share of appeals won against a right decision.",
        da="Den del af klagerne over rigtige afgørelser, som borgeren får medhold i.", source=TRIAL)] = 0.08
    grievance: Annotated[float, About(
        en="Grievance after a refusal that is neither accepted nor explained.",
        da="Forurettelse efter et afslag, der hverken accepteres eller begrundes.")] = 0.3
    grievance_authority: Annotated[float, About(
        en="How much authority takes from that grievance.", da="Hvor meget autoritet dæmper forurettelsen.",
        high=2.0, source="deck table row 41")] = 0.5
    usual_authority: Annotated[float, About(
        en="Authority already counted in.", da="Autoritet, der allerede er regnet med.")] = 0.6
    settling: Annotated[float, About(
        en="How fast the usual hours of volunteers are found while the municipality comes to rest.",
        da="Hvor hurtigt de frivilliges sædvanlige timer findes, mens kommunen falder til ro.",
        unit="per month")] = 0.1
    fading: Annotated[float, About(
        en="How fast grievance fades.", da="Hvor hurtigt forurettelse fortager sig.", unit="per month",
        source=TRIAL)] = 0.035


@kernel
def _climate(
    home: Any, staff: Any, skill: Any, overload: Any, presence: Any, informality: Any, error: Any, media: Any,
    rest_media: Any, learning: Any, clarity: Any, sensitivity: Any, hours: Any, rest_hours: Any, safeguards: Any,
    accommodation: Any, resting: bool, k: Rules,
) -> None:
    people, skills = np.zeros((2, error.shape[0]))
    for u in range(home.shape[0]):
        people[home[u]] += staff[u]
        skills[home[u]] += staff[u] * skill[u]
    for m in range(error.shape[0]):
        if resting:
            rest_hours[m] += (k.settling if rest_hours[m] > 0.0 else 1.0) * (hours[m] - rest_hours[m])
        bending = accommodation[m] - k.usual_accommodation
        loose = k.informality_cocreation * presence[m] + k.informality_accommodation * bending
        informality[m] = share(k.usual_informality + loose)
        z = k.error + k.error_overload * (overload[m] - 1.0)
        z += k.error_informality * (informality[m] - k.usual_informality)
        z -= k.error_safeguards * (safeguards[m] - k.usual_safeguards)
        if people[m] > 0.0:
            z -= k.error_skill * (skills[m] / people[m] - k.usual_skill)
        z += k.error_media * (media[m] - rest_media[m]) - k.error_learning * (learning[m] - k.usual_learning)
        z += k.error_clarity * (k.usual_clarity - clarity[m])
        z -= k.error_sensitivity * (sensitivity[m] - k.usual_sensitivity)
        z += k.error_volunteers * (hours[m] - rest_hours[m]) / 1000.0
        error[m] = logistic(z)


@over_blocks
def _decide(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, need: Any, awareness: Any, fairness: Any,
    grievance: Any, acceptance: Any, competence: Any, appealed: Any, error: Any, authority: Any,
    rest_awareness: Any, rest_fairness: Any, access: Any, accommodation: Any, explanation: Any, coercion: Any,
    now: Moment, k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        refused = share(k.adverse - k.adverse_accommodation * (accommodation[m] - k.usual_accommodation))
        rankling = k.grievance * max(1.0 - k.grievance_authority * (authority[m] - k.usual_authority), 0.0)
        harsh = k.adverse_coercion * coercion[m]
        ready = k.appeal + k.appeal_access * (access[m] - k.usual_access)
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            appealed[i] = 0 if voice[i] != 0 else appealed[i]
            grievance[i] = (1.0 - k.fading) * grievance[i] if voice[i] != 0 else grievance[i]
        spared = luck(now.seed, CASE, now.month, uid, lo, hi, 0)
        for i in range(lo, hi):
            spared[i - lo] -= share(k.decision + k.decision_need * need[i])
        count, errors, appeals, won = 0, 0, 0, 0
        for i in range(lo, hi):
            if spared[i - lo] >= 0.0 or voice[i] == 0:
                continue
            count += 1
            u = uniform4(now.seed, CASE, now.month, uid[i], 0)
            wrong = u[1] < error[m]
            errors += wrong
            if u[2] >= share((k.adverse_error if wrong else refused) + harsh * (1.0 - competence[i])):
                continue
            z = ready + (k.appeal_error if wrong else 0.0) + k.appeal_grievance * grievance[i]
            z += k.appeal_awareness * (awareness[i] - rest_awareness[m])
            z -= k.appeal_fairness * (fairness[i] - rest_fairness[m])
            if u[3] < logistic(z):
                appealed[i] = 1
                appeals += 1
                if uniform(now.seed, APPEAL, now.month, uid[i], 0) < (k.won_error if wrong else k.won):
                    won += 1
                    continue
            hurt = rankling * (1.0 - acceptance[i]) * (1.0 - explanation[m] * fairness[i])
            grievance[i] = share(grievance[i] + hurt)
        sums[b, 0], sums[b, 1], sums[b, 2], sums[b, 3] = count, errors, appeals, won


@one_call
def step(state: State, k: Rules) -> None:
    """One month's decisions about persons."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    _climate(
        u.municipality, u.staff, u.skill, m.overload, m.presence, m.informality, m.error, m.media, m.rest_media,
        m.learning, m.clarity, m.sensitivity, m.volunteer_hours, m.rest_hours, lever.safeguards, lever.accommodation,
        state.resting, k,
    )
    sums = state.sums(4)
    state.run(
        _decide, c.uid, c.voice, c.need, c.awareness, c.fairness, c.grievance, c.acceptance, c.competence, c.appealed,
        m.error, m.authority, m.rest_awareness, m.rest_fairness, lever.appeals, lever.accommodation,
        lever.explanation, lever.coercion, state.now, k, sums,
    )
    total = state.by_municipality(sums)
    note(m.cases, total, 0)
    note(m.errors, total, 1)
    note(m.appeals, total, 2)
    note(m.reversals, total, 3)
