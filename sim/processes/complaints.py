"""Complaints and exit: what those who are let down by a service do about it, and who chooses another provider.

Rule      past ← (1 − r)·past, for all
          complained, of those who met: P = sg(c₀ + c_D·shortfall + c_n·need + c_w·awareness + c_C·consumer
          + c_p·min(past, most) + c_g·grievance + c_z·temper + c_x·(choice − choice₀));  then past ← past + 1
          exited, of those who met and have not: P = sg(x₀ + x_D·shortfall + x_o·(choice − choice₀)
          + x_r·(rankings − rankings₀)·consumer + x_C·consumer − x_n·need − x_s·(1 − resources))
          back again, of those who had exited: P = return, every month
          complaints of a municipality: all; of an institution: of those it served when they complained
In words  Complaints come from need, from knowing one's rights and from expecting more than one got. To leave is
          another answer: it takes a choice, information and the strength to change, and the more service one needs,
          the harder it is. Whether a way out silences complaints is left open.
Reads     citizens (n,): uid, voice, met, shortfall, need, awareness, type_weights, past_complaints, grievance,
          temper, resources, exited, institution · levers (m,): choice, rankings
Writes    citizens (n,): complained, past_complaints, exited · institutions (u,): complaints ·
          municipalities (m,): complaints
Luck      Decision.COMPLAINT, Decision.EXIT
Units     P: chance a meeting (complained, exited) or a month (back again); c, x: log-odds; r: per month
Deck      rows 13, 16, 18: "Vælger til og fra"; "Krav"; "Ranglister"
Seen in   complaints, exit_share, role.controller, goal.staff_exposure
Source    voice and exit: Hirschman 1970 [M]; need and awareness drive complaints: Barcelona, Florida [V]; more ways
          out did not reduce voice: UK experiment of John and Dowding [V]; private home care .41 of users (2022), of
          practical help .457, of personal care .092 [V]; coefficients of the numerical trial [A]
Switch    mechanisms.complaints
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import logistic
from sim.blocks import Blocks, kernel
from sim.parameters import TRIAL, About
from sim.randomness import Decision, uniform
from sim.state import Moment, State

COMPLAINT, EXIT = int(Decision.COMPLAINT), int(Decision.EXIT)


class Rules(NamedTuple):
    """Coefficients of complaints and exit."""

    complaint: Annotated[float, About(
        en="Readiness to complain after a meeting.",
        da="Tilbøjelighed til at klage efter en kontakt med servicen.", low=-12.0,
        high=2.0, unit="logit", source="8 to 12 per cent of users complain in a year")] = -4.7
    complaint_shortfall: Annotated[float, About(
        en="How being let down prompts to complain.", da="Hvor meget en skuffelse tilskynder til at klage.",
        high=10.0, unit="logit", source=TRIAL)] = 4.0
    complaint_need: Annotated[float, About(
        en="How need prompts to complain.", da="Hvor meget behov tilskynder til at klage.", high=5.0,
        unit="logit", source=TRIAL)] = 1.0
    complaint_awareness: Annotated[float, About(
        en="How knowing one's rights prompts to complain.",
        da="Hvor meget kendskab til egne rettigheder tilskynder til at klage.", high=5.0, unit="logit",
        source=TRIAL)] = 0.6
    complaint_consumer: Annotated[float, About(
        en="How much more the consumer complains.", da="Hvor meget mere forbrugeren klager.", high=5.0,
        unit="logit", source=TRIAL)] = 1.2
    complaint_habit: Annotated[float, About(
        en="How having complained prompts to complain.", da="Hvor meget tidligere klager tilskynder til at klage igen.",
        high=1.5, unit="logit per complaint", source=TRIAL)] = 0.4
    complaint_most: Annotated[float, About(
        en="Recent complaints beyond which more of them add nothing.",
        da="Antal nylige klager, hvorefter flere ikke betyder noget.", high=5.0, unit="complaints",
        source=TRIAL)] = 3.0
    complaint_grievance: Annotated[float, About(
        en="How grievance prompts to complain.", da="Hvor meget forurettelse tilskynder til at klage.", high=5.0,
        unit="logit", source=TRIAL)] = 1.0
    complaint_temper: Annotated[float, About(
        en="How unlike people are in readiness to complain.",
        da="Hvor forskellig folks tilbøjelighed til at klage er.", high=3.0, unit="logit per sd",
        source=TRIAL)] = 0.9
    complaint_choice: Annotated[float, About(
        en="How a way out prompts to complain; below zero it silences.",
        da="Hvor meget muligheden for at skifte får folk til at klage; under nul får den dem til at tie.",
        low=-2.0, high=2.0,
        unit="logit", source="UK experiment: no effect found", mark="V")] = 0.0
    fading: Annotated[float, About(
        en="How fast complaints are forgotten.", da="Hvor hurtigt klager glemmes.", unit="per month",
        source=TRIAL)] = 0.091
    exit: Annotated[float, About(
        en="Readiness to choose another provider after a meeting.",
        da="Tilbøjelighed til at vælge en anden leverandør efter en kontakt med servicen.",
        low=-12.0, high=2.0, unit="logit",
        source="a fifth of users with another provider at rest")] = -3.7
    exit_shortfall: Annotated[float, About(
        en="How being let down prompts to leave.", da="Hvor meget en skuffelse tilskynder til at skifte.",
        high=10.0, unit="logit")] = 2.0
    exit_choice: Annotated[float, About(
        en="How freedom of choice prompts to leave.", da="Hvor meget frit valg tilskynder til at skifte.", high=5.0,
        unit="logit")] = 1.6
    usual_choice: Annotated[float, About(
        en="Freedom of choice already counted in.", da="Frit valg, der allerede er regnet med.")] = 0.2
    exit_rankings: Annotated[float, About(
        en="How league tables prompt the consumer to leave.",
        da="Hvor meget ranglister tilskynder forbrugeren til at skifte.", high=5.0, unit="logit")] = 1.0
    usual_rankings: Annotated[float, About(
        en="Visibility of league tables already counted in.",
        da="Synlighed af ranglister, der allerede er regnet med.")] = 0.1
    exit_consumer: Annotated[float, About(
        en="How much more the consumer leaves.", da="Hvor meget mere forbrugeren skifter.", high=5.0,
        unit="logit")] = 0.8
    exit_need: Annotated[float, About(
        en="How need of much service holds back.",
        da="Hvor meget et stort behov afholder folk fra at skifte.", high=10.0,
        unit="logit", source="other providers of practical help .457, of personal care .092 (2022)")] = 4.0
    exit_cost: Annotated[float, About(
        en="How a lack of resources holds back.",
        da="Hvor meget manglende ressourcer afholder folk fra at skifte.", high=5.0,
        unit="logit")] = 0.8
    back: Annotated[float, About(
        en="Chance of coming back from another provider.",
        da="Sandsynligheden for at vende tilbage fra en anden leverandør.", high=0.5, unit="chance a month")] = 0.006


@kernel
def _complain(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, met: Any, shortfall: Any, need: Any, awareness: Any,
    type_weights: Any, past: Any, grievance: Any, temper: Any, complained: Any, choice: Any, now: Moment, k: Rules,
    sums: Any,
) -> None:
    for b in range(first, last):
        ready = k.complaint + k.complaint_choice * (choice[blocks.home[b]] - k.usual_choice)
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            complained[i] = 0
            past[i] *= 1.0 - k.fading
            if met[i] == 0:
                continue
            z = ready + k.complaint_shortfall * shortfall[i] + k.complaint_need * need[i]
            z += k.complaint_awareness * awareness[i] + k.complaint_consumer * type_weights[i, 2]
            z += k.complaint_habit * min(past[i], k.complaint_most) + k.complaint_grievance * grievance[i]
            z += k.complaint_temper * temper[i]
            if uniform(now.seed, COMPLAINT, now.month, uid[i], 0) < logistic(z):
                complained[i] = 1
                past[i] += 1.0
                sums[b, 0] += 1.0


@kernel
def _count(voice: Any, complained: Any, exited: Any, institution: Any, complaints: Any) -> None:
    complaints[:] = 0.0
    for i in range(voice.shape[0]):
        if voice[i] != 0 and complained[i] != 0 and exited[i] == 0:
            complaints[institution[i]] += 1.0


@kernel
def _leave(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, met: Any, shortfall: Any, need: Any,
    type_weights: Any, resources: Any, exited: Any, choice: Any, rankings: Any, now: Moment, k: Rules,
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        ready = k.exit + k.exit_choice * (choice[m] - k.usual_choice)
        consumer = k.exit_consumer + k.exit_rankings * (rankings[m] - k.usual_rankings)
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            if exited[i] != 0:
                if uniform(now.seed, EXIT, now.month, uid[i], 0) < k.back:
                    exited[i] = 0
            elif met[i] != 0:
                z = ready + k.exit_shortfall * shortfall[i] + consumer * type_weights[i, 2]
                z -= k.exit_need * need[i] + k.exit_cost * (1.0 - resources[i])
                if uniform(now.seed, EXIT, now.month, uid[i], 0) < logistic(z):
                    exited[i] = 1


def step(state: State, k: Rules) -> None:
    """One month's complaints, and choices of provider."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    sums = state.sums(1)
    state.run(
        _complain, c.uid, c.voice, c.met, c.shortfall, c.need, c.awareness, c.type_weights, c.past_complaints,
        c.grievance, c.temper, c.complained, lever.choice, state.now, k, sums,
    )
    m.complaints[:] = state.by_municipality(sums)[:, 0]
    _count(c.voice, c.complained, c.exited, c.institution, u.complaints)
    state.run(
        _leave, c.uid, c.voice, c.met, c.shortfall, c.need, c.type_weights, c.resources, c.exited, lever.choice,
        lever.rankings, state.now, k,
    )
