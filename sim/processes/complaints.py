"""Complaints: what those who are let down by a service, or refused what they asked for, do about it.

Rule      past ← (1 − r)·past, for all
          complained, of those who met: P = sg(c₀ + c_D·shortfall + c_R·refused + c_n·need + c_w·awareness
          + c_C·consumer + c_p·min(past, most) + c_g·grievance + c_z·temper + c_x·(choice − choice₀)), refused: 1 with
          demand = 2;  then past ← past + 1
          complaints of a municipality: all; of an institution: those of whom it serves
In words  Complaints come from need, from knowing one's rights, from expecting more than one got, and from having been
          refused. Whether a way out silences complaints is left open.
Reads     citizens (n,): uid, voice, met, shortfall, demand, need, awareness, type_weights, past_complaints, grievance,
          temper, exited, institution · levers (m,): choice
Writes    citizens (n,): complained, past_complaints · institutions (u,): complaints · municipalities (m,): complaints
Luck      Decision.COMPLAINT
Units     P: chance a meeting; c: log-odds; r: per month
Deck      rows 13, 16: "Stiller krav"; "Krav følges op med kontakt og klager"
Seen in   complaints, role.controller, goal.staff_exposure
Source    voice and exit: Hirschman 1970 [M]; need and awareness drive complaints: Barcelona, Florida [V]; more ways
          out did not reduce voice: UK experiment of John and Dowding [V]; coefficients of the numerical trial [A]
Switch    mechanisms.complaints
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import logistic
from sim.blocks import Blocks, over_blocks
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck, number
from sim.state import Moment, State
from sim.steps import one_call
from sim.sums import note

COMPLAINT = number(Decision.COMPLAINT)
REFUSED = 2


class Rules(NamedTuple):
    """Coefficients of complaints."""

    complaint: Annotated[float, About(
        en="Readiness to complain after a meeting.",
        da="Tilbøjelighed til at klage efter en kontakt med servicen.", low=-12.0,
        high=2.0, unit="logit", source="8 to 12 per cent of users complain in a year")] = -4.82
    complaint_shortfall: Annotated[float, About(
        en="How being let down prompts to complain.", da="Hvor meget en skuffelse tilskynder til at klage.",
        high=10.0, unit="logit", source=TRIAL)] = 4.0
    complaint_refused: Annotated[float, About(
        en="How the refusal of a demand prompts to complain.",
        da="Hvor meget et afvist krav tilskynder til at klage.", high=5.0, unit="logit",
        deck="Krav følges op med kontakt og klager")] = 1.0
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
    usual_choice: Annotated[float, About(
        en="Freedom of choice already counted in.", da="Frit valg, der allerede er regnet med.")] = 0.2
    fading: Annotated[float, About(
        en="How fast complaints are forgotten.", da="Hvor hurtigt klager glemmes.", unit="per month",
        source=TRIAL)] = 0.091


@over_blocks
def _complain(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, met: Any, shortfall: Any, demand: Any, need: Any,
    awareness: Any, type_weights: Any, past: Any, grievance: Any, temper: Any, complained: Any, choice: Any,
    now: Moment, k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        ready = k.complaint + k.complaint_choice * (choice[blocks.home[b]] - k.usual_choice)
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            complained[i] = 0 if voice[i] != 0 else complained[i]
            past[i] = (1.0 - k.fading) * past[i] if voice[i] != 0 else past[i]
        rows, who, count = np.empty(hi - lo, np.uint64), np.empty(hi - lo, np.int32), np.uint64(0)
        for i in range(lo, hi):
            rows[count], who[count] = i, uid[i]
            count += voice[i] & met[i]
        draws = luck(now.seed, COMPLAINT, now.month, who, np.uint64(0), count, 0)
        chance, complaints = np.empty(count), 0
        for j in range(count):
            i = rows[j]
            z = ready + k.complaint_shortfall * shortfall[i] + k.complaint_need * need[i]
            z += k.complaint_refused if demand[i] == REFUSED else 0.0
            z += k.complaint_awareness * awareness[i] + k.complaint_consumer * type_weights[i, 2]
            z += k.complaint_habit * min(past[i], k.complaint_most) + k.complaint_grievance * grievance[i]
            chance[j] = z + k.complaint_temper * temper[i]
        for j in range(count):
            chance[j] = logistic(chance[j])
        for j in range(count):
            i, complains = rows[j], draws[j] < chance[j]
            complained[i] = complains
            past[i] += complains
            complaints += complains
        sums[b, 0] = complaints


@over_blocks
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, complained: Any, exited: Any, institution: Any, complaints: Any
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        if complained[i] != 0 and voice[i] != 0 and exited[i] == 0:
            complaints[institution[i]] += 1.0


@one_call
def step(state: State, k: Rules) -> None:
    """One month's complaints."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    sums = state.sums(1)
    state.run(
        _complain, c.uid, c.voice, c.met, c.shortfall, c.demand, c.need, c.awareness, c.type_weights,
        c.past_complaints, c.grievance, c.temper, c.complained, lever.choice, state.now, k, sums,
    )
    note(m.complaints, state.by_municipality(sums), 0)
    u.complaints[:] = 0.0
    state.run_by_town(_count, c.voice, c.complained, c.exited, c.institution, u.complaints)
