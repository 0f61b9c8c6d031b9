"""Staffing: the load of institutions, and what load, demands and complaints do to those who work there.

Rule      load = λ₀·(1 + shock)·(demand / rest_demand)·(1 − usual absence) / (staffing·hands·(1 − absence of last
          month)), within LOAD_LEAST and LOAD_MOST (the most where nobody is there, the least where there is no work);
          demand / rest_demand = 1 where rest_demand is 0
          overload of a municipality = mean load of its institutions, weighted by demand (plain where nobody has needs)
          X ← X + r_X·(share(p·(1 − boundary)·complaints of last month / staff) − X)                exposure
          presence of co-creation g = attended / (attended + usual attendance), with last month's attended
          conflict ← conflict + r_R·(share(c₀ + c·g·(1 − mandate)·(1 − skill)) − conflict)
          B ← B + r_B·(share(b₀ + b_λ·max(load − 1, −.1) + b_X·(X − X₀) + b_R·(conflict − c₀) − b_s·(slack − ½)
          + b_u·strain_level + b_f·frailty) − B)                                              exhaustion
          skill ← skill + r_K·(share(k₀ + k_t·training + k_g·g·(slack − B)) − skill)
          absence = min(1, spells·S / D), D working days; spells: the smallest number whose cumulative Poisson
          probability, with mean (a₀ + a_B·B)·D / S, exceeds the uniform draw, at most ⌈D / S⌉
          in that order: conflict with the old skill, B with the new conflict and X, skill and absence with new B;
          a person's X is the institution's; exhaustion, absence, skill of an institution: means of its staff
In words  Fewer hands or more needs mean more load; load, complaints and conflicting expectations wear staff down; the
          worn are away more often, which leaves more load to the others. Meeting citizens teaches those who have
          time to think, and not those who are worn out: co-creation can make employees better or worse.
Reads     staff (s,): institution, frailty, exhaustion, role_conflict, skill · institutions (u,): municipality,
          strain_level, staff, demand, rest_demand, shock, load, exhaustion, absence, exposure, complaints (before),
          skill · municipalities (m,): hands, attended (before), presence · levers (m,): boundary, mandate, slack,
          training · context: staffing
Writes    staff (s,): exhaustion, absence, exposure, role_conflict, skill · institutions (u,): load, exhaustion,
          absence, exposure, skill · municipalities (m,): overload, presence
Luck      Decision.ABSENCE (by row of staff)
Units     load: ratio; X, B, conflict, skill, absence: shares; r: per month; D, S: days
Deck      rows 7, 26, 29, 36, 52: "at man som ansat kan blive udsat"; "bedre medarbejdere?"
Seen in   absence, strain.staff, goal.staff_exposure, unmet_need
Source    exhaustion from demands: Danish PRISME study, Aronsson et al. 2017 [V]; absence of care staff about 9 per
          cent of work days (2023) [V]; coefficients of the numerical trial [A]
Switch    none: services have no load without it
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import towards
from sim.blocks import kernel
from sim.parameters import TRIAL, About
from sim.randomness import Decision, uniform
from sim.state import Moment, State

ABSENCE = int(Decision.ABSENCE)
LOAD_LEAST, LOAD_MOST = 0.25, 4.0
"""Bounds of the load: beyond them neither more nor fewer hands make a difference that the rules speak of."""


class Rules(NamedTuple):
    """Coefficients of staffing."""

    usual_load: Annotated[float, About(
        en="Load at rest.", da="Belastningen i udgangspunktet.", low=0.5, high=1.5, unit="ratio",
        source=TRIAL)] = 0.97
    usual_absence: Annotated[float, About(
        en="Absence that staffing allows for.", da="Det fravær, bemandingen tager højde for.",
        high=0.3, source="base and slope of absence at usual exhaustion")] = 0.0865
    exposure_rate: Annotated[float, About(
        en="How fast staff's exposure moves.", da="Hvor hurtigt de ansattes udsathed ændrer sig.",
        unit="per month")] = 0.3
    exposure: Annotated[float, About(
        en="Exposure made by one complaint an employee a month, where nobody minds the border.",
        da="Den udsathed, som én klage pr. ansat om måneden giver, når ingen værner om grænsen.", high=100.0,
        unit="share per complaint")] = 2.4
    usual_exposure: Annotated[float, About(
        en="Exposure at rest.", da="Udsathed i udgangspunktet.")] = 0.05
    conflict_rate: Annotated[float, About(
        en="How fast role conflict moves.", da="Hvor hurtigt rollekonflikten ændrer sig.",
        unit="per month")] = 0.1
    usual_conflict: Annotated[float, About(
        en="Role conflict at rest.", da="Rollekonflikt i udgangspunktet.")] = 0.1
    conflict_cocreation: Annotated[float, About(
        en="Role conflict of the unskilled where much is co-created and professional judgement counts for nothing.",
        da="Rollekonflikten hos uøvede ansatte, når der samskabes meget, og det faglige skøn ikke tæller.",
        high=1.0)] = 0.5
    usual_attendance: Annotated[float, About(
        en="Attendance at which co-creation is half of what it can be in the working day.",
        da="Det fremmøde, der gør, at samskabelse fylder halvt så meget i arbejdsdagen, som den kan komme til.",
        low=0.001, high=0.5)] = 0.02
    exhaustion_rate: Annotated[float, About(
        en="How fast exhaustion moves.", da="Hvor hurtigt udmattelsen ændrer sig.", unit="per month",
        source=TRIAL)] = 0.06
    exhaustion_base: Annotated[float, About(
        en="Exhaustion with just enough hands.", da="Udmattelse med lige netop nok hænder.",
        source=TRIAL)] = 0.42
    exhaustion_load: Annotated[float, About(
        en="Exhaustion by load beyond capacity.",
        da="Udmattelse som følge af belastning ud over kapaciteten.", high=3.0,
        unit="share per ratio", source=TRIAL)] = 1.2
    exhaustion_exposure: Annotated[float, About(
        en="Exhaustion by exposure.", da="Udmattelse som følge af udsathed.", high=2.0, source=TRIAL)] = 0.6
    exhaustion_conflict: Annotated[float, About(
        en="Exhaustion by role conflict.", da="Udmattelse som følge af rollekonflikt.", high=2.0,
        source=TRIAL)] = 0.3
    recovery: Annotated[float, About(
        en="How much slack helps to recover.", da="Hvor meget luft i hverdagen modvirker udmattelse.", high=2.0,
        source=TRIAL)] = 0.3
    unit_strain: Annotated[float, About(
        en="Spread of strain between institutions.", da="Spredningen i belastning mellem institutioner.",
        high=0.3, unit="share per sd", source=TRIAL)] = 0.12
    frailty: Annotated[float, About(
        en="Spread of exhaustion between people of one institution.",
        da="Spredningen i udmattelse mellem ansatte på samme institution.", high=0.3,
        unit="share per sd", source=TRIAL)] = 0.15
    skill_rate: Annotated[float, About(
        en="How fast skill moves.", da="Hvor hurtigt kompetencen ændrer sig.", unit="per month")] = 0.02
    skill_base: Annotated[float, About(
        en="Skill without training.", da="Kompetence uden oplæring.")] = 0.35
    skill_training: Annotated[float, About(
        en="Skill gained by full training.", da="Kompetence opnået ved fuld oplæring.")] = 0.5
    skill_cocreation: Annotated[float, About(
        en="Skill gained by meeting citizens, by those with full slack and no exhaustion.",
        da="Kompetence opnået ved at arbejde sammen med borgere, hos ansatte med fuld luft i hverdagen og uden "
        "udmattelse.")] = 0.3
    absence_base: Annotated[float, About(
        en="Absence of those who are not exhausted at all.", da="Fravær hos dem, der slet ikke er udmattede.",
        high=0.3, source=TRIAL)] = 0.05
    absence_exhaustion: Annotated[float, About(
        en="Absence by exhaustion.", da="Fravær som følge af udmattelse.", high=0.5,
        source=TRIAL)] = 0.09
    spell: Annotated[float, About(
        en="Length of a spell of sickness.", da="Længden af en sygeperiode.", low=1.0, high=21.0,
        unit="working days", source=TRIAL)] = 5.0
    working_days: Annotated[float, About(
        en="Working days of a month.", da="Antal arbejdsdage på en måned.", low=15.0, high=25.0, unit="days")] = 21.0


@kernel
def _load(
    home: Any, demand: Any, rest_demand: Any, shock: Any, absence: Any, load: Any, staff: Any, complaints: Any,
    exposure: Any, hands: Any, boundary: Any, staffing: float, attended: Any, presence: Any, overload: Any,
    k: Rules,
) -> None:
    weight, weighted, count, plain = np.zeros((4, overload.shape[0]))
    for u in range(load.shape[0]):
        m = home[u]
        ratio = demand[u] / rest_demand[u] if rest_demand[u] > 0.0 else 1.0
        present = max(staffing * hands[m] * (1.0 - absence[u]), 1e-6)
        work = k.usual_load * (1.0 + shock[u]) * ratio * (1.0 - k.usual_absence)
        load[u] = min(max(work / present, LOAD_LEAST), LOAD_MOST)
        each = complaints[u] / max(staff[u], 1)
        exposure[u] = towards(exposure[u], k.exposure * (1.0 - boundary[m]) * each, k.exposure_rate)
        weight[m] += demand[u]
        weighted[m] += demand[u] * load[u]
        count[m] += 1.0
        plain[m] += load[u]
    for m in range(overload.shape[0]):
        presence[m] = attended[m] / (attended[m] + k.usual_attendance)
        overload[m] = weighted[m] / weight[m] if weight[m] > 0.0 else plain[m] / max(count[m], 1.0)


@kernel
def _spells(mean: float, most: int, u: float) -> int:
    """The Poisson number that a uniform number `u` stands for, counted up to `most`."""
    count = 0
    chance = math.exp(-mean)
    sum_ = chance
    while u >= sum_ and count < most:
        count += 1
        chance *= mean / count
        sum_ += chance
    return count


@kernel
def _staff(
    place: Any, frailty: Any, exhaustion: Any, absence: Any, exposure: Any, conflict: Any, skill: Any, home: Any,
    strain_level: Any, load: Any, unit_exposure: Any, unit_exhaustion: Any, unit_absence: Any, unit_skill: Any,
    presence: Any, mandate: Any, slack: Any, training: Any, now: Moment, k: Rules,
) -> None:
    units = load.shape[0]
    count, of_exhaustion, of_absence, of_skill = np.zeros((4, units))
    most = math.ceil(k.working_days / k.spell)
    for s in range(place.shape[0]):
        u = place[s]
        m = home[u]
        exposure[s] = unit_exposure[u]
        clash = k.conflict_cocreation * presence[m] * (1.0 - mandate[m]) * (1.0 - skill[s])
        conflict[s] = towards(conflict[s], k.usual_conflict + clash, k.conflict_rate)
        target = k.exhaustion_base + k.exhaustion_load * max(load[u] - 1.0, -0.1)
        target += k.exhaustion_exposure * (unit_exposure[u] - k.usual_exposure)
        target += k.exhaustion_conflict * (conflict[s] - k.usual_conflict) - k.recovery * (slack[m] - 0.5)
        target += k.unit_strain * strain_level[u] + k.frailty * frailty[s]
        exhaustion[s] = towards(exhaustion[s], target, k.exhaustion_rate)
        lesson = k.skill_cocreation * presence[m] * (slack[m] - exhaustion[s])
        skill[s] = towards(skill[s], k.skill_base + k.skill_training * training[m] + lesson, k.skill_rate)
        mean = (k.absence_base + k.absence_exhaustion * exhaustion[s]) * k.working_days / k.spell
        spells = _spells(mean, most, uniform(now.seed, ABSENCE, now.month, s, 0))
        absence[s] = min(spells * k.spell / k.working_days, 1.0)
        count[u] += 1.0
        of_exhaustion[u] += exhaustion[s]
        of_absence[u] += absence[s]
        of_skill[u] += skill[s]
    for u in range(units):
        if count[u] > 0.0:
            unit_exhaustion[u] = of_exhaustion[u] / count[u]
            unit_absence[u] = of_absence[u] / count[u]
            unit_skill[u] = of_skill[u] / count[u]


def step(state: State, k: Rules) -> None:
    """One month's work: load of every institution, then exhaustion, skill and absence of everybody who works there."""
    s, u, m, lever = state.staff, state.institutions, state.municipalities, state.levers
    _load(
        u.municipality, u.demand, u.rest_demand, u.shock, u.absence, u.load, u.staff, u.complaints, u.exposure,
        m.hands, lever.boundary, state.context.staffing, m.attended, m.presence, m.overload, k,
    )
    _staff(
        s.institution, s.frailty, s.exhaustion, s.absence, s.exposure, s.role_conflict, s.skill, u.municipality,
        u.strain_level, u.load, u.exposure, u.exhaustion, u.absence, u.skill, m.presence, lever.mandate, lever.slack,
        lever.training, state.now, k,
    )
