"""Staffing: the load of institutions, and what load, demands and complaints do to those who work there.

Rule      load = λ₀·(1 + shock)·(demand / rest_demand)·max(1 + w·(lifted − rest_lifted), 0)·(1 − usual absence)
          / (staffing·hands of the municipality·hands of the institution·(1 − absence of last month)), within
          LOAD_LEAST and LOAD_MOST (the most where nobody is there, the least where there is no work);  demand /
          rest_demand = 1 where rest_demand is 0;  lifted: of last month; while coming to rest
          rest_lifted ← rest_lifted + a·(lifted − rest_lifted) first
          overload of a municipality = mean load of its institutions, weighted by demand (plain where nobody has needs)
          presence of co-creation g = attended / (attended + usual attendance), with last month's attended
          P ← P + r_P·(share(P₀ + P_d·(digital_share − d₀) + P_m·(media − rest_media) + P_g·g
              + P_a·(accommodation − a₀) − P_b·(boundary − ½)) − P)                           porosity
          X ← X + r_X·(share(P·(p·complaints + p_h·(h − h̄))) − X)                            exposure
              complaints, h: complaints of last month, and grievance brought to its meetings then, per person who works
              there; while coming to rest h̄ ← h̄ + a·(h − h̄)
          A = 1 + l·(leadership − ½), leadership = share(the institution's + the context's − ½)  reach of the leaders
          M ← M + r_M·(drawn − M),  N ← N + r_M·(−drawn·max(1 − A·slack, 0) − N)       measured, unmeasured
              effort in what is measured and asked for is drawn = e·(rankings − n₀) + e_p·(pressed − p̄); while coming
              to rest p̄ ← p̄ + a·(pressed − p̄)
          conflict ← conflict + r_R·(share(c₀ + (2 − A)·c·g·(1 − mandate)·(1 − skill)
              + c_v·max(helpers − rest_helpers, 0)·(1 − boundary)) − conflict)
          L ← L + r_L·(share(latitude_level + l_m·(mandate − m₀) + l_A·(leadership − ½) − l_λ·max(load − 1, 0)
              − l_g·g·(1 − mandate)) − L)                                                latitude
          B ← B + r_B·(share(b₀ + b_λ·(min(max(load − 1, −.1), 0) + (2 − A)·max(load − 1, 0)) + b_X·(X − X₀)
              + b_R·(conflict − c₀) − b_L·(L − latitude_level) − b_s·(A·slack − ½) + b_M·max(M, 0)
              + b_u·strain_level + b_f·frailty) − B)                                     exhaustion
          skill ← skill + r_K·(share(k₀ + k_t·training + k_g·g·(A·slack − B)) − skill)
          absence = min(1, spells·S / D), D working days; spells: the smallest number whose cumulative Poisson
          probability, with mean (a₀ + a_B·B)·D / S, exceeds the uniform draw, at most ⌈D / S⌉
          in that order: conflict with the old skill, B with the new conflict, L and X, skill and absence with new B;
          a person's X is the institution's; exhaustion, absence, skill of an institution: means of its staff
In words  Fewer hands, more needs or a safety net that catches more mean more load; load, complaints, conflicting
          expectations and little room for judgement wear staff down; the worn are away more often, which leaves more
          load to the others. Surroundings reach in through open doors: screens, media, projects, bending to demands.
          Good leaders make slack reach further, roles clearer and judgement freer. Where rankings are seen and demands
          press, effort goes there. Meeting citizens teaches those who have time to think, and not the worn out:
          co-creation can make employees better or worse.
Reads     staff (s,): institution, frailty, exhaustion, role_conflict, latitude, latitude_level, skill ·
          institutions (u,): municipality, strain_level, leadership, staff, hands, helpers, rest_helpers, porosity,
          pressed, rest_pressed, measured, unmeasured, demand, rest_demand, shock, load, exhaustion, absence, exposure,
          complaints (before), aggrieved (before), rest_aggrieved, lifted (before), rest_lifted, skill ·
          municipalities (m,): hands, media, rest_media, attended (before), presence · levers (m,): boundary, mandate,
          slack, training, digital_share, accommodation, rankings · context: staffing, leadership
Writes    staff (s,): exhaustion, absence, exposure, role_conflict, latitude, skill · institutions (u,): load,
          porosity, rest_pressed, measured, unmeasured, rest_aggrieved, rest_lifted, exhaustion, absence, exposure,
          skill · municipalities (m,): overload, presence
Luck      Decision.ABSENCE (by row of staff)
Units     load, helpers: ratios; lifted: share of quality, w: ratio to it; P, X, B, L, conflict, skill, absence: shares;
          M, N: log-odds; h: grievances a person a month; r, a: per month; D, S: days
Deck      rows 7, 18, 26, 29, 35, 36, 42, 52, 55: "Ansatte oplever at institutionen er porøs"; "Og at man som ansat kan
          blive udsat"; "Ansatte oplever begrænsninger i egen indsats – set i et fagligt perspektiv"; "Med ledere i
          spidsen"; "Fokus på at medarbejderne opper sig"; "Kan den også gøre medarbejdere bedre?"
Seen in   absence, strain.staff, goal.staff_exposure, goal.porosity, goal.latitude, goal.measured_gap,
          goal.employee_quality, unmet_need
Source    exhaustion from demands: Danish PRISME study; control and support protect: Aronsson et al. 2017 [V]; absence
          of care staff about 9 per cent of work days (2023) [V]; boundary: Scott, Meyer & Rowan, coping: Lipsky,
          rankings: Espeland & Sauder [M]; coefficients of the numerical trial and, for porosity, latitude, leaders and
          effort, our own [A]
Switch    none: services have no load without it
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import towards
from sim.blocks import kernel
from sim.exponent import exp
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck, number
from sim.state import Moment, State
from sim.steps import one_call

ABSENCE = number(Decision.ABSENCE)
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
    lifting: Annotated[float, About(
        en="Work that it takes to lift the quality of all meetings from nothing to full by a safety net.",
        da="Det arbejde, det kræver at løfte kvaliteten af al kontakt fra nul til fuld med et sikkerhedsnet.",
        high=10.0, unit="ratio per share of quality",
        source="assumed; by the production of services (delivery) a tenth of quality takes about four tenths of the "
        "work, and help that reaches those who need it takes less")] = 1.0
    exposure_rate: Annotated[float, About(
        en="How fast staff's exposure moves.", da="Hvor hurtigt de ansattes udsathed ændrer sig.",
        unit="per month")] = 0.3
    exposure: Annotated[float, About(
        en="Exposure made by one complaint an employee a month, where the institution is fully porous.",
        da="Den udsathed, som én klage pr. ansat om måneden giver, når institutionen er helt porøs.", high=100.0,
        unit="share per complaint")] = 3.0
    exposure_grievance: Annotated[float, About(
        en="Exposure made by grievance beyond the usual that citizens bring to meetings.",
        da="Den udsathed, som borgernes ekstra frustration i møderne med de ansatte giver.", high=20.0,
        unit="share per grievance a person", deck="at man som ansat kan blive udsat")] = 1.0
    settling: Annotated[float, About(
        en="How fast what is met becomes what is usual, while the municipality comes to rest.",
        da="Hvor hurtigt det oplevede bliver det sædvanlige, mens kommunen falder til ro.",
        unit="per month")] = 0.1
    porosity_rate: Annotated[float, About(
        en="How fast porosity moves.", da="Hvor hurtigt institutionens åbenhed for omverdenen ændrer sig.",
        unit="per month")] = 0.1
    porosity: Annotated[float, About(
        en="Porosity under usual levers.", da="Hvor porøs en institution er under de sædvanlige virkemidler.",
        deck="Ansatte oplever at institutionen er porøs")] = 0.4
    porosity_digital: Annotated[float, About(
        en="Porosity by easy access through digital channels.",
        da="Hvor meget mere porøs institutionen bliver af let digital adgang.")] = 0.2
    usual_digital: Annotated[float, About(
        en="Digital contact that usual porosity stands for.",
        da="Den digitale kontakt, der svarer til sædvanlig porøsitet.")] = 0.3
    porosity_media: Annotated[float, About(
        en="Porosity by media, social media included, beyond the usual.",
        da="Hvor meget mere porøs institutionen bliver af medier, også sociale, ud over det sædvanlige.")] = 0.2
    porosity_cocreation: Annotated[float, About(
        en="Porosity by co-creation in the working day.",
        da="Hvor meget mere porøs institutionen bliver af samskabelse i hverdagen.")] = 0.2
    porosity_bending: Annotated[float, About(
        en="Porosity by bending to demands.",
        da="Hvor meget mere porøs institutionen bliver af at bøje sig for krav.")] = 0.3
    usual_bending: Annotated[float, About(
        en="Bending to demands that usual porosity stands for.",
        da="Den imødekommelse af krav, der svarer til sædvanlig porøsitet.")] = 0.3
    porosity_boundary: Annotated[float, About(
        en="Porosity that work at the border takes away.",
        da="Hvor meget mindre porøs institutionen bliver af et værn om grænsen.")] = 0.7
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
    conflict_volunteers: Annotated[float, About(
        en="Role conflict by volunteers' hours beyond the usual, where nobody minds the border.",
        da="Rollekonflikt som følge af flere frivilligtimer end sædvanligt, når ingen værner om grænsen.", high=10.0,
        unit="share per ratio", deck="Frivillighed – svær at stoppe")] = 2.0
    leaders: Annotated[float, About(
        en="How much leaders matter for the reach of slack and for clear roles.",
        da="Hvor meget lederne betyder for, hvor langt luften i hverdagen rækker, og hvor klare rollerne er.",
        high=2.0, unit="ratio", deck="Med ledere i spidsen")] = 1.0
    latitude_rate: Annotated[float, About(
        en="How fast the room for professional judgement moves.",
        da="Hvor hurtigt rummet for det faglige skøn ændrer sig.", unit="per month")] = 0.1
    latitude_mandate: Annotated[float, About(
        en="Room for judgement that a professional mandate gives.",
        da="Det rum for skøn, som et fagligt mandat giver.")] = 0.5
    usual_mandate: Annotated[float, About(
        en="Mandate that the usual room for judgement stands for.",
        da="Det mandat, der svarer til det sædvanlige rum for skøn.")] = 0.6
    latitude_leaders: Annotated[float, About(
        en="Room for judgement that good leaders give between rule and judgement.",
        da="Det rum mellem regel og skøn, som gode ledere giver.")] = 0.2
    latitude_load: Annotated[float, About(
        en="Room for judgement lost to load beyond capacity.",
        da="Det rum for skøn, der går tabt ved overbelastning.", high=2.0, unit="share per ratio",
        deck="begrænsninger i egen indsats – set i et fagligt perspektiv")] = 0.4
    latitude_cocreation: Annotated[float, About(
        en="Room for judgement lost, or won, where much is co-created and professional judgement counts for nothing.",
        da="Det rum for skøn, der tabes eller vindes, når der samskabes meget, og det faglige skøn ikke tæller.",
        low=-1.0, deck="skal udøve faglighed i en ikke-faglig proces")] = 0.5
    effort_rate: Annotated[float, About(
        en="How fast effort shifts to what rankings measure.",
        da="Hvor hurtigt indsatsen flytter sig mod det, ranglister måler.", unit="per month")] = 0.1
    effort: Annotated[float, About(
        en="Effort drawn to what is measured by fully visible rankings.",
        da="Den indsats, som fuldt synlige ranglister trækker mod det målte.", high=2.0, unit="logit",
        deck="Fokus på at medarbejderne opper sig")] = 0.4
    effort_demands: Annotated[float, About(
        en="Effort drawn by demands pressing on an institution beyond the usual.",
        da="Den indsats, som et større pres af krav end sædvanligt trækker.", high=3.0, unit="logit per share",
        deck="Fokus på at medarbejderne opper sig")] = 2.0
    usual_rankings: Annotated[float, About(
        en="Visibility of rankings already counted in the usual effort.",
        da="Den synlighed af ranglister, der allerede er regnet med i den sædvanlige indsats.")] = 0.1
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
    exhaustion_latitude: Annotated[float, About(
        en="Exhaustion by less room for judgement than in quiet times.",
        da="Udmattelse som følge af mindre rum for fagligt skøn end i rolige tider.",
        source="control protects: Aronsson et al. 2017; size assumed")] = 0.15
    exhaustion_effort: Annotated[float, About(
        en="Exhaustion by effort in what rankings measure.",
        da="Udmattelse som følge af indsatsen for det, ranglister måler.", unit="share per logit")] = 0.05
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
    home: Any, demand: Any, rest_demand: Any, shock: Any, absence: Any, lifted: Any, rest_lifted: Any,
    unit_hands: Any, load: Any, hands: Any, staffing: float, attended: Any, presence: Any, overload: Any,
    resting: bool, k: Rules,
) -> None:
    weight, weighted, count, plain = np.zeros((4, overload.shape[0]))
    for u in range(load.shape[0]):
        m = home[u]
        ratio = demand[u] / rest_demand[u] if rest_demand[u] > 0.0 else 1.0
        present = max(staffing * hands[m] * unit_hands[u] * (1.0 - absence[u]), 1e-6)
        if resting:
            rest_lifted[u] += k.settling * (lifted[u] - rest_lifted[u])
        work = k.usual_load * (1.0 + shock[u]) * ratio * (1.0 - k.usual_absence)
        work *= max(1.0 + k.lifting * (lifted[u] - rest_lifted[u]), 0.0)
        load[u] = min(max(work / present, LOAD_LEAST), LOAD_MOST)
        weight[m] += demand[u]
        weighted[m] += demand[u] * load[u]
        count[m] += 1.0
        plain[m] += load[u]
    for m in range(overload.shape[0]):
        presence[m] = attended[m] / (attended[m] + k.usual_attendance)
        overload[m] = weighted[m] / weight[m] if weight[m] > 0.0 else plain[m] / max(count[m], 1.0)


@kernel
def _surroundings(
    home: Any, staff: Any, leadership: Any, complaints: Any, aggrieved: Any, rest_aggrieved: Any, pressed: Any,
    rest_pressed: Any, porosity: Any, exposure: Any, measured: Any, unmeasured: Any, presence: Any, media: Any,
    rest_media: Any, digital: Any, bending: Any, boundary: Any, rankings: Any, slack: Any, resting: bool, k: Rules,
) -> None:
    """What reaches into each institution, and what its staff put their effort in."""
    for u in range(porosity.shape[0]):
        m = home[u]
        opened = k.porosity + k.porosity_digital * (digital[m] - k.usual_digital)
        opened += k.porosity_media * (media[m] - rest_media[m]) + k.porosity_cocreation * presence[m]
        opened += k.porosity_bending * (bending[m] - k.usual_bending) - k.porosity_boundary * (boundary[m] - 0.5)
        porosity[u] = towards(porosity[u], opened, k.porosity_rate)
        people = max(staff[u], 1)
        grief = aggrieved[u] / people
        if resting:
            rest_aggrieved[u] += k.settling * (grief - rest_aggrieved[u])
            rest_pressed[u] += k.settling * (pressed[u] - rest_pressed[u])
        reached = k.exposure * complaints[u] / people + k.exposure_grievance * (grief - rest_aggrieved[u])
        exposure[u] = towards(exposure[u], porosity[u] * reached, k.exposure_rate)
        drawn = k.effort * (rankings[m] - k.usual_rankings) + k.effort_demands * (pressed[u] - rest_pressed[u])
        reach = 1.0 + k.leaders * (leadership[u] - 0.5)
        measured[u] += k.effort_rate * (drawn - measured[u])
        unmeasured[u] += k.effort_rate * (-drawn * max(1.0 - reach * slack[m], 0.0) - unmeasured[u])


@kernel
def _spells(mean: Any, most: int, u: Any) -> Any:
    """The Poisson numbers that uniform numbers `u` stand for, counted up to `most`: for all at once, step by step."""
    count, chance, total = np.zeros(mean.shape[0]), np.empty(mean.shape[0]), np.empty(mean.shape[0])
    for s in range(mean.shape[0]):
        chance[s] = exp(-mean[s])
    total[:] = chance
    for more in range(1, most + 1):
        for s in range(mean.shape[0]):
            count[s] += 1.0 if u[s] >= total[s] else 0.0
        for s in range(mean.shape[0]):
            chance[s] *= mean[s] / more
            total[s] += chance[s]
    return count


@kernel
def _staff(
    place: Any, frailty: Any, exhaustion: Any, absence: Any, exposure: Any, conflict: Any, latitude: Any,
    latitude_level: Any, skill: Any, home: Any, strain_level: Any, leadership: Any, load: Any, helpers: Any,
    rest_helpers: Any, measured: Any, unit_exposure: Any, unit_exhaustion: Any, unit_absence: Any, unit_skill: Any,
    presence: Any, mandate: Any, boundary: Any, slack: Any, training: Any, now: Moment, k: Rules,
) -> None:
    units = load.shape[0]
    count, of_exhaustion, of_absence, of_skill = np.zeros((4, units))
    mean = np.empty(place.shape[0])
    for s in range(np.uint64(place.shape[0])):
        u = np.uint64(place[s])
        m = home[u]
        exposure[s] = unit_exposure[u]
        lead = leadership[u] - 0.5
        reach = 1.0 + k.leaders * lead
        over = max(load[u] - 1.0, 0.0)
        unasked = presence[m] * (1.0 - mandate[m])
        clash = (2.0 - reach) * k.conflict_cocreation * unasked * (1.0 - skill[s])
        clash += k.conflict_volunteers * max(helpers[u] - rest_helpers[u], 0.0) * (1.0 - boundary[m])
        conflict[s] = towards(conflict[s], k.usual_conflict + clash, k.conflict_rate)
        room = latitude_level[s] + k.latitude_mandate * (mandate[m] - k.usual_mandate) + k.latitude_leaders * lead
        room -= k.latitude_load * over + k.latitude_cocreation * unasked
        latitude[s] = towards(latitude[s], room, k.latitude_rate)
        target = k.exhaustion_base
        target += k.exhaustion_load * (min(max(load[u] - 1.0, -0.1), 0.0) + (2.0 - reach) * over)
        target += k.exhaustion_exposure * (unit_exposure[u] - k.usual_exposure)
        target += k.exhaustion_conflict * (conflict[s] - k.usual_conflict)
        target -= k.exhaustion_latitude * (latitude[s] - latitude_level[s]) + k.recovery * (reach * slack[m] - 0.5)
        target += k.exhaustion_effort * max(measured[u], 0.0)
        target += k.unit_strain * strain_level[u] + k.frailty * frailty[s]
        exhaustion[s] = towards(exhaustion[s], target, k.exhaustion_rate)
        lesson = k.skill_cocreation * presence[m] * (reach * slack[m] - exhaustion[s])
        skill[s] = towards(skill[s], k.skill_base + k.skill_training * training[m] + lesson, k.skill_rate)
        mean[s] = (k.absence_base + k.absence_exhaustion * exhaustion[s]) * k.working_days / k.spell
    draws = luck(now.seed, ABSENCE, now.month, np.arange(mean.shape[0]), np.uint64(0), np.uint64(mean.shape[0]), 0)
    spells = _spells(mean, math.ceil(k.working_days / k.spell), draws)
    for s in range(np.uint64(place.shape[0])):
        u = np.uint64(place[s])
        absence[s] = min(spells[s] * k.spell / k.working_days, 1.0)
        count[u] += 1.0
        of_exhaustion[u] += exhaustion[s]
        of_absence[u] += absence[s]
        of_skill[u] += skill[s]
    for unit in range(units):
        if count[unit] > 0.0:
            unit_exhaustion[unit] = of_exhaustion[unit] / count[unit]
            unit_absence[unit] = of_absence[unit] / count[unit]
            unit_skill[unit] = of_skill[unit] / count[unit]


@kernel
def _led(leadership: Any, better: float) -> Any:
    """How well each institution is led, (u,)."""
    led = np.empty(leadership.shape[0], dtype=np.float32)  # in 32 bits, as the columns are kept
    for u in range(leadership.shape[0]):
        led[u] = min(max(leadership[u] + np.float32(better), np.float32(0.0)), np.float32(1.0))
    return led


@one_call
def step(state: State, k: Rules) -> None:
    """One month's work: load and surroundings of every institution, then what they do to all who work there."""
    s, u, m, lever = state.staff, state.institutions, state.municipalities, state.levers
    led = _led(u.leadership, state.context.leadership - 0.5)
    _load(
        u.municipality, u.demand, u.rest_demand, u.shock, u.absence, u.lifted, u.rest_lifted, u.hands, u.load, m.hands,
        state.context.staffing, m.attended, m.presence, m.overload, state.resting, k,
    )
    _surroundings(
        u.municipality, u.staff, led, u.complaints, u.aggrieved, u.rest_aggrieved, u.pressed, u.rest_pressed,
        u.porosity, u.exposure, u.measured, u.unmeasured, m.presence, m.media, m.rest_media, lever.digital_share,
        lever.accommodation, lever.boundary, lever.rankings, lever.slack, state.resting, k,
    )
    _staff(
        s.institution, s.frailty, s.exhaustion, s.absence, s.exposure, s.role_conflict, s.latitude, s.latitude_level,
        s.skill, u.municipality, u.strain_level, led, u.load, u.helpers, u.rest_helpers, u.measured,
        u.exposure, u.exhaustion, u.absence, u.skill, m.presence, lever.mandate, lever.boundary, lever.slack,
        lever.training, state.now, k,
    )
