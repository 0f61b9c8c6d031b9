"""Strain of the four roles: politicians, officials, service staff, citizens.

Rule      overload       share of politicians and officials with workload above 1, of staff where load is above 1; of
                         citizens: share of the need met with a quality below what counts as met, among those who
                         met the service
          role conflict  2·sd of what is expected of the person, within 1; mean of the role
          authority gap  share((responsibility − authority) / responsibility), with the role's mean authority
          exhaustion     share of the role with exhaustion above the threshold; of citizens: of volunteers and those
                         helped by relatives, the volunteers with more months than the limit and those whose
                         relatives carry more than the limit;  every share of nobody is 0
          workload of politicians: max(0, w + w_M·(M − M₀) + w_ρ·(risk − ½) + w_c·cost of policies in attention
          + w_p·max(promise − adoption, 0) where somebody attended the forum)
          of officials: max(0, w + w_a·(appeals per 1,000 citizens − usual) + w_o·(overload − usual)
          + w_l·(usual clarity − clarity) + w_f·100·attended)
          exhaustion ← exhaustion + r·(share(e₀ + e_w·max(workload − 1, −.1) + e_c·conflict + e_H·(harassed − usual))
          − exhaustion), with the new workload and conflict, harassed of politicians only; that of staff is made in
          `staffing`
          expected of a politician: the stand p of party, council, citizens and, where the agenda weighs more than ½,
          of those who are heard, as (1 + p) / 2; mean of the two issues
          expected of an official: the rule (0), the citizen's case (informality), the council (what is promised and
          not carried out: promise·(1 − follow))
          expected of a citizen: own benefit (self-regard) and the common good (1 − solidarity)
          responsibility is 1 for politicians, officials and staff, and user_input for citizens (no gap where it is 0)
          authority of politicians: 1 − power·presence, power handed to forums and how much of the working day they
          fill; of officials: clarity; of staff: latitude + mandate − usual mandate, at most 1; of citizens:
          asked·adoption + (1 − asked)·the mean influence they expect, asked = their mean of being asked
In words  Who has the greatest difficulties? Each role has too much to do, too many masters, or answers for what it
          does not decide. Four components a role, never one score; their order may change with the policy.
Reads     citizens (n,): voice, need, met, quality, expected_influence, self_regard, solidarity, volunteer, tenure,
          relatives · politicians (p,): municipality, party, electoral_risk, harassed, workload, exhaustion ·
          officials (o,): municipality, clarity, workload, exhaustion · staff (s,): municipality, institution,
          exhaustion, role_conflict, latitude · institutions (u,): load · parties (q,): positions ·
          municipalities (m,): citizens, media, rest_media, cost_attention, promise, adoption, follow, attended, asked,
          presence, agenda, agenda_weight, opinion, council, appeals, overload, informality ·
          levers (m,): power, user_input, mandate
Writes    politicians (p,): workload, role_conflict, exhaustion · officials (o,): workload, role_conflict,
          exhaustion · municipalities (m,): overloaded, conflict, authority_gap, exhausted
Luck      none
Units     all shares; workload: ratio, 1 = just enough time; e, r: per month
Deck      rows 26, 28, 29: "Hvem har de største vanskeligheder?"
Seen in   strain.politician, strain.official, strain.staff, strain.citizen, unmet_need
Source    job demands and resources: Bakker & Demerouti [M]; role conflict: Rizzo, House & Lirtzman 1970 [M];
          components S1 to S4 of the measures book; coefficients [A]
Switch    mechanisms.strain
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share, towards
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call

POLITICIAN, OFFICIAL, STAFF, CITIZEN = range(4)


class Rules(NamedTuple):
    """Coefficients of strain."""

    politician_work: Annotated[float, About(
        en="Workload of a politician in quiet times.", da="En politikers arbejdsbyrde i rolige tider.",
        high=3.0, unit="ratio")] = 0.90
    work_media: Annotated[float, About(
        en="Work that media pressure makes.", da="Arbejde, som mediepres giver.", high=3.0, unit="ratio")] = 0.6
    work_risk: Annotated[float, About(
        en="Work that the risk of losing the seat makes.", da="Arbejde, som risikoen for at miste pladsen giver.",
        high=3.0, unit="ratio")] = 0.4
    work_policy: Annotated[float, About(
        en="Work that policies make for the council.", da="Arbejde, som politikkerne giver byrådet.", high=3.0,
        unit="ratio")] = 1.0
    work_promises: Annotated[float, About(
        en="Work that promises beyond what is done make.", da="Arbejde, som uindfriede løfter giver.",
        high=3.0, unit="ratio")] = 0.3
    official_work: Annotated[float, About(
        en="Workload of an official in quiet times.", da="En embedsmands arbejdsbyrde i rolige tider.",
        high=3.0, unit="ratio")] = 0.92
    work_appeals: Annotated[float, About(
        en="Work that appeals make, for one more in 1,000 citizens a month.",
        da="Det arbejde, som én klagesag mere pr. 1.000 borgere om måneden giver.", high=3.0,
        unit="ratio")] = 0.2
    usual_appeals: Annotated[float, About(
        en="Appeals in quiet times.", da="Klagesager i rolige tider.", high=10.0,
        unit="per 1,000 citizens a month")] = 0.3
    work_overload: Annotated[float, About(
        en="Work that overload of institutions sends up.", da="Arbejde, som pres i institutionerne sender opad.",
        high=3.0, unit="ratio")] = 0.5
    usual_overload: Annotated[float, About(
        en="Load of institutions in quiet times.", da="Institutionernes belastning i rolige tider.", low=0.5,
        high=1.5, unit="ratio")] = 0.97
    work_clarity: Annotated[float, About(
        en="Work that unclear guidelines make.", da="Arbejde, som uklare pejlemærker giver.", high=3.0,
        unit="ratio")] = 0.2
    usual_clarity: Annotated[float, About(
        en="Clarity of guidelines in quiet times.", da="Pejlemærkernes klarhed i rolige tider.")] = 0.6
    work_forum: Annotated[float, About(
        en="Work that a forum makes, for one in a hundred who comes.",
        da="Det arbejde, som et forum giver, for hver procent af borgerne, der møder op.",
        high=3.0, unit="ratio")] = 0.03
    usual_mandate: Annotated[float, About(
        en="Professional mandate that staff's latitude allows for.",
        da="Det faglige mandat, som de ansattes råderum tager højde for.")] = 0.6
    exhaustion_rate: Annotated[float, About(
        en="How fast politicians' and officials' exhaustion moves.",
        da="Hvor hurtigt politikeres og embedsmænds udmattelse ændrer sig.", unit="per month")] = 0.06
    exhaustion_base: Annotated[float, About(
        en="Their exhaustion in quiet times.", da="Deres udmattelse i rolige tider.")] = 0.33
    exhaustion_work: Annotated[float, About(
        en="Exhaustion from work beyond capacity.", da="Udmattelse som følge af arbejde ud over kapaciteten.", high=3.0,
        unit="share per ratio")] = 1.2
    exhaustion_conflict: Annotated[float, About(
        en="Exhaustion from role conflict.", da="Udmattelse som følge af rollekonflikt.", high=2.0)] = 0.30
    exhaustion_harassment: Annotated[float, About(
        en="Exhaustion of politicians from harassment.", da="Udmattelse hos politikere som følge af chikane.",
        high=2.0)] = 0.3
    usual_harassment: Annotated[float, About(
        en="Harassment in quiet times.", da="Chikane i rolige tider.")] = 0.2
    threshold: Annotated[float, About(
        en="Exhaustion from which a person counts as exhausted.",
        da="Det niveau, hvorfra en person regnes for udmattet.")] = 0.5
    unmet: Annotated[float, About(
        en="Quality below which a need counts as unmet.", da="Den kvalitet, under hvilken et behov regnes for udækket.",
        source="assumed; set beside the 19 per cent of home-help users who are not satisfied (2021)")] = 0.65
    long_service: Annotated[float, About(
        en="Months of volunteering after which people tire.",
        da="Antal måneder som frivillig, hvorefter man bliver træt.",
        high=600.0, unit="months")] = 60.0
    carrying: Annotated[float, About(
        en="Help beyond the usual from which relatives are worn.",
        da="Den hjælp ud over det sædvanlige, der slider på pårørende.")] = 0.1


@over_blocks
def _citizens(
    first: int, last: int, blocks: Blocks, voice: Any, need: Any, met: Any, quality: Any, expected: Any,
    self_regard: Any, solidarity: Any, volunteer: Any, tenure: Any, relatives: Any, k: Rules, sums: Any,
) -> None:
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        needed, unmet, expects, torn = 0.0, 0.0, 0.0, 0.0
        for i in range(lo, hi):
            if voice[i] != 0:
                expects += expected[i]
                torn += abs(self_regard[i] + solidarity[i] - 1.0)
        for i in range(lo, hi):
            brought = (1.0 if (voice[i] & met[i]) != 0 else 0.0) * need[i]
            needed += brought
            unmet += (1.0 if quality[i] < k.unmet else 0.0) * brought
        helping, worn = 0, 0
        for i in range(lo, hi):
            helping += 1 if (voice[i] & volunteer[i]) != 0 else 0
            worn += 1 if ((voice[i] & volunteer[i]) != 0) & (tenure[i] > k.long_service) else 0
        for i in range(lo, hi):
            helping += 1 if (voice[i] != 0) & (relatives[i] > 0.0) else 0
            worn += 1 if (voice[i] != 0) & (relatives[i] > 0.0) & (relatives[i] > k.carrying) else 0
        sums[b, 0], sums[b, 1], sums[b, 2] = needed, unmet, expects
        sums[b, 3], sums[b, 4], sums[b, 5] = helping, worn, torn


@kernel
def _spread(a: float, b: float, c: float, d: float, n: int) -> float:
    """Twice the standard deviation of the first n (3 or 4) of four expectations in [0, 1]."""
    mean = (a + b + c + (d if n == 4 else 0.0)) / n
    total = (a - mean) ** 2 + (b - mean) ** 2 + (c - mean) ** 2
    if n == 4:
        total += (d - mean) ** 2
    return min(2.0 * math.sqrt(total / n), 1.0)


@kernel
def _politicians(
    home: Any, party: Any, risk: Any, harassed: Any, workload: Any, conflict: Any, exhaustion: Any, stands: Any,
    media: Any,
    rest_media: Any, cost: Any, promise: Any, adoption: Any, attended: Any, agenda: Any, heard: Any, opinion: Any,
    council: Any, k: Rules, sums: Any,
) -> None:
    for j in range(home.shape[0]):
        m = home[j]
        work = k.politician_work + k.work_media * (media[m] - rest_media[m]) + k.work_risk * (risk[j] - 0.5)
        work += k.work_policy * cost[m]
        if attended[m] > 0.0:
            work += k.work_promises * max(promise[m] - adoption[m], 0.0)
        workload[j] = max(work, 0.0)
        senders = 4 if heard[m] > 0.5 else 3
        spread = 0.0
        for issue in range(2):
            spread += 0.5 * _spread(
                0.5 + 0.5 * stands[party[j], issue], 0.5 + 0.5 * council[m, issue], 0.5 + 0.5 * opinion[m, issue],
                0.5 + 0.5 * agenda[m, issue], senders,
            )
        conflict[j] = spread
        target = k.exhaustion_base + k.exhaustion_work * max(work - 1.0, -0.1) + k.exhaustion_conflict * spread
        target += k.exhaustion_harassment * (harassed[j] - k.usual_harassment)
        exhaustion[j] = towards(exhaustion[j], target, k.exhaustion_rate)
        sums[m, 0] += 1.0
        sums[m, 1] += 1.0 if work > 1.0 else 0.0
        sums[m, 2] += spread
        sums[m, 3] += 1.0 if exhaustion[j] > k.threshold else 0.0


@kernel
def _officials(
    home: Any, clarity: Any, workload: Any, conflict: Any, exhaustion: Any, appeals: Any, citizens: Any,
    overload: Any, attended: Any, informality: Any, promise: Any, follow: Any, k: Rules, sums: Any,
) -> None:
    for o in range(home.shape[0]):
        m = home[o]
        work = k.official_work + k.work_appeals * (1000.0 * appeals[m] / citizens[m] - k.usual_appeals)
        work += k.work_overload * (overload[m] - k.usual_overload) + k.work_forum * 100.0 * attended[m]
        work += k.work_clarity * (k.usual_clarity - clarity[o])
        workload[o] = max(work, 0.0)
        conflict[o] = _spread(0.0, informality[m], promise[m] * (1.0 - follow[m]), 0.0, 3)
        target = k.exhaustion_base + k.exhaustion_work * max(work - 1.0, -0.1) + k.exhaustion_conflict * conflict[o]
        exhaustion[o] = towards(exhaustion[o], target, k.exhaustion_rate)
        sums[m, 0] += 1.0
        sums[m, 1] += 1.0 if work > 1.0 else 0.0
        sums[m, 2] += conflict[o]
        sums[m, 3] += 1.0 if exhaustion[o] > k.threshold else 0.0
        sums[m, 4] += clarity[o]


@kernel
def _staff(
    home: Any, institution: Any, exhaustion: Any, conflict: Any, latitude: Any, load: Any, k: Rules, sums: Any
) -> None:
    for s in range(home.shape[0]):
        m = home[s]
        sums[m, 0] += 1.0
        sums[m, 1] += 1.0 if load[institution[s]] > 1.0 else 0.0
        sums[m, 2] += conflict[s]
        sums[m, 3] += 1.0 if exhaustion[s] > k.threshold else 0.0
        sums[m, 4] += latitude[s]


@kernel
def _report(
    p: Any, o: Any, s: Any, c: Any, citizens: Any, power: Any, user_input: Any, mandate: Any, adoption: Any,
    asked: Any, presence: Any, overloaded: Any, conflict: Any, gap: Any, exhausted: Any, k: Rules,
) -> None:
    for m in range(citizens.shape[0]):
        for role in range(3):
            row = p[m] if role == 0 else (o[m] if role == 1 else s[m])
            n = max(row[0], 1.0)
            overloaded[m, role] = row[1] / n
            conflict[m, role] = row[2] / n
            exhausted[m, role] = row[3] / n
        gap[m, 0] = power[m] * presence[m]
        gap[m, 1] = 1.0 - o[m, 4] / max(o[m, 0], 1.0)
        gap[m, 2] = share(1.0 - s[m, 4] / max(s[m, 0], 1.0) - (mandate[m] - k.usual_mandate))
        authority = asked[m] * adoption[m] + (1.0 - asked[m]) * c[m, 2] / citizens[m]
        overloaded[m, 3] = c[m, 1] / c[m, 0] if c[m, 0] > 0.0 else 0.0
        conflict[m, 3] = c[m, 5] / citizens[m]
        gap[m, 3] = share((user_input[m] - authority) / user_input[m]) if user_input[m] > 0.0 else 0.0
        exhausted[m, 3] = c[m, 4] / c[m, 3] if c[m, 3] > 0.0 else 0.0


@one_call
def step(state: State, k: Rules) -> None:
    """One month's strain of every role."""
    c, p, o, s, m = state.citizens, state.politicians, state.officials, state.staff, state.municipalities
    of_citizens = state.sums(6)
    state.run(
        _citizens, c.voice, c.need, c.met, c.quality, c.expected_influence, c.self_regard, c.solidarity, c.volunteer,
        c.tenure, c.relatives, k, of_citizens,
    )
    of_politicians, of_officials, of_staff = np.zeros((3, m.n, 5))
    _politicians(
        p.municipality, p.party, p.electoral_risk, p.harassed, p.workload, p.role_conflict, p.exhaustion,
        state.parties.positions,
        m.media, m.rest_media, m.cost_attention, m.promise, m.adoption, m.attended, m.agenda, m.agenda_weight,
        m.opinion, m.council, k, of_politicians,
    )
    _officials(
        o.municipality, o.clarity, o.workload, o.role_conflict, o.exhaustion, m.appeals, m.citizens, m.overload,
        m.attended, m.informality, m.promise, m.follow, k, of_officials,
    )
    load = state.institutions.load
    _staff(s.municipality, s.institution, s.exhaustion, s.role_conflict, s.latitude, load, k, of_staff)
    _report(
        of_politicians, of_officials, of_staff, state.by_municipality(of_citizens), m.citizens, state.levers.power,
        state.levers.user_input, state.levers.mandate, m.adoption, m.asked, m.presence, m.overloaded,
        m.conflict, m.authority_gap, m.exhausted, k,
    )
