"""Co-creation: who is invited, comes, speaks, is heard, is listened to, and changes something.

Rule      A forum a month, on one domain after the other: domain = month mod 5. A citizen reaches each stage only
          through the one before:
          invited   P = scale·reach·[open + targeted·min(1, 2·outreach·(1 − r)) + (lottery + stratified)·panel],
                    scale = 1 in a domain where co-creation has been taken up, else pilot
          came      P = monthly(sg(c − θ_r·(1 − l·F)·(1 − r̃) + θ_e·e + θ_s·salience + θ_a·personal
                    + θ_n·(near_attendance − usual) − θ_c·cost + θ_p·(support − usual)
                    + θ_v·(what withinput has paid − usual) + θ_M·maker))
          spoke     P = sg(s₀ + s_e·(e − ½) + s_r·(1 + t_r·t)·(1 − F)·(r − r̄) + s_F·F − t_s·t)
          heard     P = share(hearing·sensitivity / usual·v), v = (max(r, .01) / max(r̄, .01))^(γ(1 − F))
          listened  P = L;  changed  P = min(1, adoption / L), adoption = min(L, power·follow)
          r̄ = rest_resources, r̃ = r + stratified·(r̄ − r), e = efficacy, F = facilitation, l = lifting,
          follow = share of what was agreed that is carried out; the domain's technicality and stakes, from −1 to 1 and
          0 on the mean of the five (2·trait − 1): t = technicality, d = stakes
          salience = interest·[1 + (1 + s_d·d)·(u − ½)], u a lasting number of citizen and domain
          personal = outreach·(1 − i·open) + drawn·(lottery + stratified)
          noted = min(1, hearing·sensitivity / usual / usual hearing), also where no forum is held
          solution: each change is one with P = ν·1½·diversity·(f₀ + (1 − f₀)·F)·(m₀ + (1 − m₀)·min(1, budget / m₁)),
                    diversity of those heard last
          chain = citizens who reached each stage or a later one;  attended = came / citizens
          where anybody was heard, w of them:  agenda ← (ρ·weight·agenda + Σ position) / (ρ·weight + w)
          and diversity = 1 − Σ share², shares of the three types among those heard;  always: weight ← ρ·weight + w
          policy ← policy + a·(council − policy), then, where anybody was heard, with the new agenda,
                   policy ← policy + b·power·follow·(agenda − policy)
          domain_solutions = this month's solutions in its domain, 0 in the others
In words  An open door is an unequal door where few lead the meeting: those with resources come, speak and are noted
          more. Whoever is drawn by lot has been asked in person. Leading the meeting well lets the weak come more often
          and nobody less; at the table it evens out who speaks and who is noted. What nobody listens to cannot change
          anything. Those come again whom it has paid. Town planning stirs some and leaves others cold; water and data
          are hard to speak of without schooling. Until co-creation is taken up in a domain, it is a trial on a smaller
          scale.
Reads     citizens (n,): uid, voice, resources, quintile, efficacy, interest, near_attendance, positions,
          type_weights, channel_values, maker · municipalities (m,): citizens, agenda, agenda_weight, policy, council,
          sensitivity, listening, follow, adopted, rest_resources, rest_near_attendance, rest_channels, diversity ·
          levers (m,): reach, recruit_open, recruit_targeted, recruit_lottery, recruit_stratified, outreach, support,
          participation_cost, facilitation, hearing, power, budget
Writes    citizens (n,): stage · municipalities (m,): chain, agenda, agenda_weight, policy, adoption, domain,
          attended, noted, solutions, domain_solutions, diversity
Luck      Decision.INVITED (four lanes: invited, came, spoke, heard), Decision.SALIENCE (month 0, by citizen and
          domain), Decision.CHANGED (three lanes: listened, changed, new solution)
Units     probabilities a month; c, θ, s: log-odds; a, b: per month; chain: citizens by stage and quintile
Deck      rows 1, 2, 3, 9, 32, 43, 45, 49: "Borgere og myndigheder skaber løsninger sammen";
          "de ressourcestærke sætter dagsordenen"; "Vand, byudvikling, big data, velfærd osv."; "Ændre perspektiv fra
          krav og kritik til produktion af løsninger"
Seen in   polarization.agenda, role.consultee, role.legitimiser, role.dialogue_partner, goal.solutions,
          goal.solutions_water, goal.solutions_town_planning, goal.solutions_big_data, goal.solutions_welfare,
          goal.solutions_home_care
Source    participation: Verba, Schlozman & Brady 1995 [M], Binnema & Michels on skew [V]; weights: corrections A′ to
          the central rule and row 43; few of those drawn by lot accept: Jacquet [V]; what has
          paid is used: Roth & Erev [M]; domains: `TRAITS` in sim/agents/municipality.py [A]; intercept
          and slopes of the numerical trial [A]
Switch    mechanisms.cocreation
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import QUINTILES
from sim.agents.municipality import TRAITS
from sim.arithmetic import logistic, share
from sim.blocks import Blocks, kernel, of_width, over_blocks
from sim.parameters import TRIAL, About
from sim.randomness import Decision, luck, luck4, number, uniform4
from sim.seating import CAME
from sim.state import Moment, State
from sim.steps import one_call

INVITED, SALIENCE, CHANGED = number(Decision.INVITED), number(Decision.SALIENCE), number(Decision.CHANGED)
DOMAINS = len(TRAITS)


class Rules(NamedTuple):
    """Coefficients of co-creation."""

    base: Annotated[float, About(
        en="Readiness to come to a forum in a quarter.", da="Tilbøjelighed til at møde op i løbet af et kvartal.",
        low=-10.0, high=5.0, unit="logit a quarter", source=TRIAL)] = -3.6
    resources: Annotated[float, About(
        en="How much a lack of resources keeps people away.",
        da="Hvor meget manglende ressourcer holder folk væk.", high=10.0, unit="logit",
        source=TRIAL)] = 3.0
    lifting: Annotated[float, About(
        en="Share of that lack that full facilitation makes up for.",
        da="Den del af manglen, som fuld facilitering opvejer.", source=TRIAL)] = 0.6
    efficacy: Annotated[float, About(
        en="Weight of the belief that one can take part.", da="Vægten af troen på, at man kan deltage.",
        high=5.0, unit="logit", source=TRIAL)] = 1.0
    salience: Annotated[float, About(
        en="Weight of caring about the subject.", da="Vægten af, at emnet betyder noget for en.", high=5.0,
        unit="logit", source=TRIAL)] = 2.0
    personal: Annotated[float, About(
        en="Weight of being asked in person.", da="Vægten af at blive spurgt personligt.", high=5.0,
        unit="logit", source=TRIAL)] = 1.0
    impersonal: Annotated[float, About(
        en="Part of the asking in person that an open invitation does without.",
        da="Den del af den personlige henvendelse, der går tabt ved en åben invitation.")] = 0.7
    neighbours: Annotated[float, About(
        en="Weight of neighbours who have come.", da="Vægten af naboer, der har været med.", high=5.0,
        unit="logit", source=TRIAL)] = 2.0
    cost: Annotated[float, About(
        en="Weight of the trouble it takes.", da="Vægten af besværet.", high=5.0, unit="logit",
        source=TRIAL)] = 0.5
    support: Annotated[float, About(
        en="Weight of practical support.", da="Vægten af plads og støtte.", high=5.0, unit="logit")] = 0.5
    usual_support: Annotated[float, About(
        en="Support already counted in the readiness.", da="Støtte, der allerede er regnet med.")] = 0.2
    paid: Annotated[float, About(
        en="Weight of what taking part has paid, against what was usual.",
        da="Vægten af det udbytte, deltagelse har givet, i forhold til det sædvanlige.", low=-5.0, high=5.0,
        unit="logit", deck="Aktiv når det betaler sig")] = 1.0
    maker: Annotated[float, About(
        en="Weight of the wish to make solutions instead of demands.",
        da="Vægten af lysten til at skabe løsninger i stedet for at stille krav.", low=-5.0, high=5.0, unit="logit",
        deck="Ændre perspektiv fra krav og kritik til produktion af løsninger")] = 1.0
    stakes: Annotated[float, About(
        en="How far unlike stakes in a domain spread how much it means to citizens.",
        da="Hvor meget uens interesser i et emne spreder, hvad det betyder for borgerne.",
        source="domain book, row 49")] = 0.8
    pilot: Annotated[float, About(
        en="Scale of a forum in a domain where co-creation has not been taken up.",
        da="Hvor stort et forum er på et område, hvor samskabelse endnu kun er et forsøg.")] = 0.5
    panel: Annotated[float, About(
        en="Share of those reached who are drawn by lot for a panel.",
        da="Den del af dem, invitationen når, som udtrækkes til et panel.")] = 0.3
    drawn: Annotated[float, About(
        en="How far being drawn by lot is being asked in person.",
        da="I hvor høj grad det at blive udtrukket ved lod er at blive spurgt personligt.", high=2.0, unit="ratio",
        source="about 5 per cent of those drawn by lot accept (Jacquet); size assumed")] = 1.0
    speaking: Annotated[float, About(
        en="Readiness to speak at a meeting.", da="Tilbøjelighed til at tage ordet på et møde.", low=-5.0,
        high=5.0, unit="logit")] = 0.0
    speaking_efficacy: Annotated[float, About(
        en="How efficacy helps to speak.", da="Hvor meget troen på egne evner gør det lettere at tage ordet.",
        high=10.0, unit="logit")] = 2.0
    speaking_resources: Annotated[float, About(
        en="How resources help to speak where nobody leads the meeting.",
        da="Hvor meget ressourcer gør det lettere at tage ordet, når ingen leder mødet.", high=10.0,
        unit="logit")] = 3.0
    speaking_facilitation: Annotated[float, About(
        en="How facilitation helps to speak.", da="Hvor meget facilitering gør det lettere at tage ordet.",
        high=5.0, unit="logit")] = 1.0
    technical: Annotated[float, About(
        en="How much a technical domain keeps people from speaking.",
        da="Hvor meget et teknisk emne afholder folk fra at tage ordet.", high=3.0, unit="logit",
        source="domain book, row 49")] = 0.4
    technical_resources: Annotated[float, About(
        en="How much more resources help to speak in a technical domain.",
        da="Hvor meget mere ressourcer hjælper med at tage ordet, når emnet er teknisk.",
        source="domain book, row 49")] = 0.5
    voice_power: Annotated[float, About(
        en="How steeply the weight of a voice grows with resources.",
        da="Hvor stejlt en stemmes vægt vokser med ressourcerne.", high=4.0, unit="exponent")] = 1.0
    usual_sensitivity: Annotated[float, About(
        en="Officials' sensitivity at which hearing works as the lever says.",
        da="Den følsomhed hos embedsmænd, der får høring til at virke, som virkemidlet angiver.", low=0.1)] = 0.6
    usual_hearing: Annotated[float, About(
        en="Hearing at which as much of what is said is recorded as is usual.",
        da="Den høring, hvor der noteres lige så meget af det sagte, som man plejer.", low=0.05,
        source="baseline of the lever")] = 0.5
    agenda_memory: Annotated[float, About(
        en="How far the agenda stays from month to month.",
        da="Hvor meget dagsordenen hænger ved fra måned til måned.", high=0.99, unit="per month")] = 0.9
    council_pull: Annotated[float, About(
        en="How fast decisions follow the council.", da="Hvor hurtigt beslutninger følger byrådet.",
        unit="per month")] = 0.02
    forum_pull: Annotated[float, About(
        en="How fast decisions follow a forum with all power and follow-through.",
        da="Hvor hurtigt beslutninger følger et forum med fuld beslutningsmagt og fuld gennemførelse.",
        unit="per month")] = 0.10
    novelty: Annotated[float, About(
        en="Chance that a change is a new solution, where all kinds of people meet.",
        da="Sandsynligheden for, at en ændring er en ny løsning, når alle slags mennesker mødes.")] = 0.5
    novelty_unpaid: Annotated[float, About(
        en="Part of that chance which needs no money of the forum's own.",
        da="Den del af sandsynligheden, der ikke kræver, at forummet har egne penge.")] = 0.5
    full_budget: Annotated[float, About(
        en="Share of the service budget with which every solution can be paid.",
        da="Den del af servicebudgettet, der rækker til at betale alle løsninger.", low=0.001, high=0.2,
        source="participatory budgeting commonly decides on 2 to 5 per cent", mark="M")] = 0.05
    novelty_unled: Annotated[float, About(
        en="Part of that chance which needs no facilitation.",
        da="Den del af sandsynligheden, der ikke kræver facilitering.")] = 0.3


@kernel
def _open(
    about: Any, adoption: Any, noted: Any, listening: Any, follow: Any, sensitivity: Any, adopted: Any, reach: Any,
    power: Any, hearing: Any, domain: int, k: Rules,
) -> Any:
    """What a forum here can lead to, and how well it is recorded; returns whom it reaches, (m,)."""
    wide = np.empty(reach.shape[0])
    for m in range(reach.shape[0]):
        about[m] = domain
        adoption[m] = min(listening[m], power[m] * follow[m])
        usual = np.float32(k.usual_sensitivity * k.usual_hearing)  # 32 bits, as the columns are kept
        noted[m] = min(hearing[m] * sensitivity[m] / usual, np.float32(1.0))
        wide[m] = reach[m] * (1.0 if adopted[m, domain] > 0 else k.pilot)
    return wide


@over_blocks
def _come(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, resources: Any, quintile: Any, efficacy: Any,
    interest: Any, near: Any, values: Any, maker: Any, stage: Any, rest_r: Any, rest_near: Any, rest_values: Any,
    reach: Any, by_open: Any, by_targeted: Any, by_lottery: Any, by_strata: Any, outreach: Any, support: Any,
    cost: Any, facilitation: Any, domain: int, stakes: float, now: Moment, k: Rules, sums: Any,
) -> None:
    """Who is invited and who comes: stages 0 to 2."""
    of_width(values, 3)
    apart = 1.0 + k.stakes * stakes
    for b in range(first, last):
        m = blocks.home[b]
        targeted, strata, wide, known = by_targeted[m], by_strata[m], reach[m], 2.0 * outreach[m]
        openly, drawn = by_open[m], (by_lottery[m] + strata) * k.panel
        asked = outreach[m] * (1.0 - k.impersonal * openly) + k.drawn * (by_lottery[m] + strata)
        personal, lack = k.personal * asked, k.resources * (1.0 - k.lifting * facilitation[m])
        made_easy = k.support * (support[m] - k.usual_support) - k.cost * cost[m]
        usual_r, usual_near, usual_v = rest_r[m], rest_near[m], rest_values[m, 1]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        if not wide * (openly + targeted + by_lottery[m] + strata) > 0.0:
            for i in range(lo, hi):
                stage[i] = 0 if voice[i] == 1 else stage[i]
            continue
        u = luck4(now.seed, INVITED, now.month, uid, lo, hi, 0)
        cares = luck(now.seed, SALIENCE, 0, uid, lo, hi, domain)
        for i in range(lo, hi):
            r = resources[i]
            invited = u[0, i - lo] < wide * (openly + targeted * min(1.0, known * (1.0 - r)) + drawn)
            salience = interest[i] * (1.0 + apart * (cares[i - lo] - 0.5))
            z = k.base - lack * (1.0 - (r + strata * (usual_r - r))) + k.efficacy * efficacy[i]
            z += k.salience * salience + personal + k.neighbours * (near[i] - usual_near)
            z += made_easy
            z += k.paid * (values[i, 1] - usual_v) + k.maker * maker[i]
            comes = (1.0 - u[1, i - lo]) ** 3 > logistic(-z)  # u < monthly(logistic(z)), without a root
            stage[i] = invited * (1 + comes) if voice[i] == 1 else stage[i]
        for q in range(QUINTILES):
            invitations = 0
            for i in range(lo, hi):
                invitations += voice[i] * (stage[i] > 0) * (quintile[i] == q + 1)
            sums[b, q] = invitations


@over_blocks
def _speak(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, resources: Any, quintile: Any, efficacy: Any,
    positions: Any, type_weights: Any, stage: Any, sensitivity: Any, listening: Any, rest_r: Any, diversity: Any,
    facilitation: Any, hearing: Any, budget: Any, adoption: Any, technical: float, now: Moment, k: Rules, sums: Any,
) -> None:
    """How far those get who came: stages 3 to 6."""
    steeper = k.speaking_resources * (1.0 + k.technical_resources * technical)
    for b in range(first, last):
        m = blocks.home[b]
        lead = facilitation[m]
        new = k.novelty * diversity[m] * 1.5 * (k.novelty_unled + (1.0 - k.novelty_unled) * lead)
        new *= k.novelty_unpaid + (1.0 - k.novelty_unpaid) * min(1.0, budget[m] / k.full_budget)
        moved = min(1.0, adoption[m] / listening[m]) if listening[m] > 0.0 else 0.0
        steep = k.voice_power * (1.0 - lead)
        note = hearing[m] * sensitivity[m] / k.usual_sensitivity
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if stage[i] < CAME or voice[i] == 0:
                continue
            q = quintile[i] - 1
            sums[b, 5 + q] += 1.0
            u = uniform4(now.seed, INVITED, now.month, uid[i], 0)
            r = resources[i]
            z = k.speaking + k.speaking_efficacy * (efficacy[i] - 0.5) + k.speaking_facilitation * lead
            z += steeper * (1.0 - lead) * (r - rest_r[m]) - k.technical * technical
            if u[2] >= logistic(z):
                continue
            stage[i] = 3
            sums[b, 10 + q] += 1.0
            weight = (max(r, 0.01) / max(rest_r[m], 0.01)) ** steep
            if u[3] >= share(note * weight):
                continue
            stage[i] = 4
            sums[b, 15 + q] += 1.0
            sums[b, 30] += 1.0
            sums[b, 31] += positions[i, 0]
            sums[b, 32] += positions[i, 1]
            for kind in range(3):
                sums[b, 33 + kind] += type_weights[i, kind]
            v = uniform4(now.seed, CHANGED, now.month, uid[i], 0)
            if v[0] >= listening[m]:
                continue
            stage[i] = 5
            sums[b, 20 + q] += 1.0
            if v[1] >= moved:
                continue
            stage[i] = 6
            sums[b, 25 + q] += 1.0
            sums[b, 36] += 1.0 if v[2] < new else 0.0


@kernel
def _decide(
    total: Any, citizens: Any, chain: Any, agenda: Any, agenda_weight: Any, policy: Any, council: Any,
    attended: Any, solutions: Any, by_domain: Any, diversity: Any, domain: int, power: Any, follow: Any, k: Rules,
) -> None:
    for m in range(citizens.shape[0]):
        came = 0.0
        for s in range(30):
            chain[m, s] = total[m, s]
            came += total[m, s] if 5 <= s < 10 else 0.0
        attended[m] = came / citizens[m]
        solutions[m] = total[m, 36]
        by_domain[m, :] = 0
        by_domain[m, domain] = solutions[m]
        weight = total[m, 30]
        old = k.agenda_memory * agenda_weight[m]
        agenda_weight[m] = old + weight
        for issue in range(2):
            policy[m, issue] += k.council_pull * (council[m, issue] - policy[m, issue])
            if weight > 0.0:
                agenda[m, issue] = (old * agenda[m, issue] + total[m, 31 + issue]) / (old + weight)
                policy[m, issue] += k.forum_pull * power[m] * follow[m] * (agenda[m, issue] - policy[m, issue])
        if weight > 0.0:
            heard = total[m, 33] + total[m, 34] + total[m, 35]
            alike = (total[m, 33] / heard) ** 2 + (total[m, 34] / heard) ** 2 + (total[m, 35] / heard) ** 2
            diversity[m] = 1.0 - alike


@one_call
def step(state: State, k: Rules) -> None:
    """One month's forum in every municipality."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    domain = state.now.month % DOMAINS
    stakes, technical = 2.0 * TRAITS[domain].stakes - 1.0, 2.0 * TRAITS[domain].technicality - 1.0
    reach = _open(
        m.domain, m.adoption, m.noted, m.listening, m.follow, m.sensitivity, m.adopted, lever.reach, lever.power,
        lever.hearing, domain, k,
    )
    sums = state.sums(37)
    state.run(
        _come, c.uid, c.voice, c.resources, c.quintile, c.efficacy, c.interest, c.near_attendance, c.channel_values,
        c.maker, c.stage, m.rest_resources, m.rest_near_attendance, m.rest_channels, reach, lever.recruit_open,
        lever.recruit_targeted, lever.recruit_lottery, lever.recruit_stratified, lever.outreach, lever.support,
        lever.participation_cost, lever.facilitation, domain, stakes, state.now, k, sums,
    )
    state.run(
        _speak, c.uid, c.voice, c.resources, c.quintile, c.efficacy, c.positions, c.type_weights, c.stage,
        m.sensitivity, m.listening, m.rest_resources, m.diversity, lever.facilitation, lever.hearing, lever.budget,
        m.adoption, technical, state.now, k, sums,
    )
    _decide(
        state.by_municipality(sums), m.citizens, m.chain, m.agenda, m.agenda_weight, m.policy, m.council, m.attended,
        m.solutions, m.domain_solutions, m.diversity, domain, lever.power, m.follow, k,
    )
