"""Delivery: meeting the service, what it is worth, and how it compares with what was expected.

Rule      competence ← competence + r_c·(share(1 − (1 − resources)·(1 − c·capability_support)) − competence)
          met         P = share(p₀ + p_n·need)
          R = min(max(1 + n·(helpers − rest_helpers), LEAST_STAFF) / load, R_most)           what staff do, and helpers
          U = max(.001, brought·(y₀ + y·competence) / u₀·H·(1 − ζ·ρ·(R − 1)))                what the user does
              brought = u₀ + (asked − u₀)·(able − y_u·(1 − able))
                  + (offered − asked)·(able − y_n·(1 − able)·(1 − digital))
              able = sg(s·(competence − ½ − h)), asked = share(user_input + c_c·coercion),
              offered = share(user_input + c_c·coercion + c_n·nudge)
              H = max(1 + f_h·(facilities − f₀), 0) in home care, else 1
          ces = (d·R^ρ + (1 − d)·U^ρ)^(1/ρ), ρ = complementarity; R^d·U^(1 − d) where |ρ| < .001
          few = max(load − 1, 0)                                                          how far hands are too few
          z = logit q₀ + e·ln ces − b·(B − B₀) + k·(skill − k₀) + a·quality_level + x·few·(competence − r̄)
              + m·measured + (1 − m)·unmeasured − i·(digital_share − i₀)·(j₀ − digital) + g_b·benefit
          q = q* + s_f·max(f·floor − q*, 0),  q* = share(sg(z) + σ·(1 + x_σ·few)·noise)           the safety net
              load, helpers, B, skill, quality_level, measured, unmeasured: the institution's; at another provider
              λ₀/staffing, none beyond the usual, B₀, k₀, 0, 0, 0, and digital_share as i₀; r̄ = rest_resources
          for those who met, with E of before, D = q − E:
              S ← S + r_S·(share(q + g·max(D, 0) − l·(1 − account)·max(−D, 0) − v·coercion·consumer) − S)
              shortfall = max(−D, 0);  quality = q;  account: as last month left it
              E ← E + r_E·(share(q + p·(promise − promise₀)·(1 − q)) − E)
              F ← F + r_F·(share(mean(voice, 1 − error, respect, explanation) + σ_F·noise) − F)
              voice = share(v₀ + v_a·(accommodation − a₀) + v_u·(user_input − u₀) − c_v·coercion),
              respect = share(t − t_B·(B − B₀) − t_λ·few), B and few as for q
          for others: S ← S + r₀·(rest_satisfaction − S), F ← F + r₀·(rest_fairness − F), shortfall = 0
          for all, after that: E ← share(E + w·consumer·(rankings − rankings₀)·(1 − E))
          encounters of an institution = those it serves (not exited) who met it, aggrieved = the sum of their
          grievance, lifted = the mean of q − q* = s_f/(1 − s_f)·max(f·floor − q, 0) over them, as it was where nobody
          met it; service of a municipality = mean q of all who met, as it was where nobody did
In words  A service is made by staff and user together; how far one can stand in for the other is a matter of the
          service. Those with few resources can do less of it unless they are helped to; part of what they are
          obliged to and cannot do is left undone. A default can be declined by those who find the way out; for the
          others, who lack digital skills, it is an obligation. Where hands are too few, staff cope: meetings grow
          unlike, and the able get more. A safety net catches part of what falls below it, and that is work (see
          staffing). Volunteers, a fitted home and solutions made together help; screens help those who master them.
          Satisfaction is quality seen against what was expected; falling
          short counts double, unless it is explained away. Fairness is learnt here, too.
Reads     citizens (n,): uid, voice, resources, type_weights, need, sector, institution, exited, competence, digital,
          facilities, benefit, grievance, expectation, satisfaction, fairness · institutions (u,): municipality, load,
          helpers, rest_helpers, exhaustion, skill, quality_level, measured, unmeasured · municipalities (m,): promise,
          error (before), account (before), rest_satisfaction, rest_fairness, rest_resources · levers (m,): user_input,
          complementarity, capability_support, coercion, nudge, accommodation, explanation, rankings, digital_share,
          floor · context: staffing
Writes    citizens (n,): competence, met, quality, expectation, shortfall, satisfaction, fairness ·
          institutions (u,): encounters, aggrieved, lifted · municipalities (m,): service
Luck      Decision.ENCOUNTER, Decision.ENCOUNTER_QUALITY, Decision.ENCOUNTER_FAIRNESS
Units     q, E, S, F, B, U, R: shares or ratios to what is usual; p: chance a month; z, e, b, k, a, x, i, g_b: log-odds;
          r: per meeting, r_c, r₀, w: per month; F is the column fairness, S satisfaction, E expectation, B exhaustion
Deck      rows 2, 5, 6, 8, 15, 18, 25, 32, 38, 39, 40, 42: "Kan være medproducent"; "Mægtiggørelse / bl.a. via
          teknologi og uddannelse"; "manglende imødekommelse"; "bortforklare forringelser"; "Udvikle hjemlige
          faciliteter og kompetencer"; "mild tvang"
Seen in   satisfaction, unmet_need, horizontal.service_inequality, trust.staff
Source    production by two: Ostrom 1996, Parks et al. 1981 [M]; expectations: Van Ryzin 2004, 2013, negativity:
          Olsen [V]; four parts of fairness: Tyler 1990 [M]; capability support: Jakobsen & Andersen 2013, crowding in
          and out: Andersen, Nielsen & Thomsen 2015 [V]; coping: Lipsky, reactance: Brehm, defaults: Thaler & Sunstein,
          accounts: McGraw [M]; satisfaction with home help .81 (2021) [V]; coefficients of the numerical trial [A]
Switch    none: cases, complaints and trust speak of what is met here
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.agents.citizen import SECTORS
from sim.arithmetic import logistic, logit, share, towards
from sim.blocks import Blocks, kernel, over_blocks
from sim.parameters import TRIAL, About
from sim.randomness import Decision, bells, luck, number
from sim.state import Moment, State
from sim.steps import one_call

ENCOUNTER = number(Decision.ENCOUNTER)
ENCOUNTER_QUALITY, ENCOUNTER_FAIRNESS = number(Decision.ENCOUNTER_QUALITY), number(Decision.ENCOUNTER_FAIRNESS)
LEAST_INPUT = 1e-3
"""The least that a user does: nobody brings nothing at all."""
LEAST_STAFF = 0.1
"""The least that is left of staff's part where volunteers have become a burden or have gone."""
HOME_CARE = SECTORS.index("home_care")
NEARLY_ZERO = 1e-3
"""An exponent this small is taken as its limit at zero."""
COMMON = 8
FEW, GOOD, EFFORT, SCREENS, TIRED, CROWDED, STAFF, FAIR = range(COMMON)
"""What all meetings with a provider have in common: how far hands are too few, terms of z, what staff put in, fairness
before luck. Reckoned once a provider, not once a meeting."""


class Rules(NamedTuple):
    """Coefficients of delivery."""

    learning: Annotated[float, About(
        en="How fast competence follows the help that is given.",
        da="Hvor hurtigt kompetencen følger den hjælp, der gives.", unit="per month")] = 0.05
    capability: Annotated[float, About(
        en="Share of a lack of resources that full capability support makes up for.",
        da="Den del af de manglende ressourcer, som fuld støtte opvejer.", source=TRIAL)] = 0.35
    meeting: Annotated[float, About(
        en="Chance of meeting the service for those with no need.",
        da="Sandsynligheden for, at borgere uden behov er i kontakt med servicen.", unit="chance a month",
        source=TRIAL)] = 0.05
    meeting_need: Annotated[float, About(
        en="How much more often those with need meet it.",
        da="Hvor meget oftere borgere med behov er i kontakt med den.",
        unit="chance a month", source=TRIAL)] = 0.45
    usual_input: Annotated[float, About(
        en="What users bring today.", da="Det, brugerne bidrager med i dag.", low=0.05,
        source=TRIAL)] = 0.30
    input_slope: Annotated[float, About(
        en="How steeply the ability to do more grows with competence.",
        da="Hvor stejlt evnen til at gøre mere vokser med kompetencen.", high=20.0, unit="logit",
        source=TRIAL)] = 6.0
    input_hurdle: Annotated[float, About(
        en="Competence beyond one half at which half of what more is asked can be done.",
        da="Hvor meget kompetencen skal overstige en halv, før man kan klare halvdelen af det ekstra.",
        low=-0.5, high=0.5)] = 0.1
    undone: Annotated[float, About(
        en="Part of what users are obliged to and cannot do that staff do no longer.",
        da="Den del af det, brugerne pålægges og ikke kan klare, som de ansatte ikke længere gør.",
        source="assumed; 0 would make asking for more a free lunch")] = 0.35
    unnoticed: Annotated[float, About(
        en="Part of what a default asks and users cannot do that is left undone where they master nothing digital.",
        da="Den del af det, et standardvalg lægger op til og brugerne ikke kan klare, som forbliver ugjort hos dem, "
        "der intet kan digitalt.",
        source="assumed: who does not find the way out is obliged; with the digital skills of most, about half of what "
        "an obligation leaves undone")] = 0.8
    yield_base: Annotated[float, About(
        en="What the input of the least competent is worth.", da="Værdien af de mindst kompetentes bidrag.",
        high=2.0, unit="ratio", source=TRIAL)] = 0.25
    yield_competence: Annotated[float, About(
        en="How much more the input of the competent is worth.",
        da="Hvor meget mere de kompetentes bidrag er værd.", high=3.0, unit="ratio",
        source=TRIAL)] = 1.45
    coerced: Annotated[float, About(
        en="What users bring more when coerced.", da="Det ekstra, brugerne bidrager med under tvang.",
        source="deck table row 40: uptake")] = 0.4
    nudged: Annotated[float, About(
        en="What users bring more by default, with a free way out.",
        da="Det ekstra, brugerne bidrager med, når det er standardvalget, og de frit kan vælge det fra.",
        source="a default moves fewer than an obligation; less than half of it")] = 0.15
    facilities: Annotated[float, About(
        en="What a fully fitted home adds to the user's part in home care.",
        da="Det, et velindrettet hjem lægger til brugerens egen indsats i hjemmeplejen.", high=2.0, unit="ratio",
        deck="Udvikle hjemlige faciliteter og kompetencer")] = 0.3
    usual_facilities: Annotated[float, About(
        en="Fitting of homes today.", da="Hvor velindrettede hjemmene er i dag.")] = 0.6
    crowding: Annotated[float, About(
        en="How far users do more with more staff where each needs the other, and less where either will do.",
        da="Hvor meget flere ansatte øger brugernes indsats, når begge er nødvendige, eller sænker den, når én er "
        "nok.",
        high=0.4, unit="ratio", source="crowding in and out: Andersen, Nielsen & Thomsen 2015; size assumed")] = 0.2
    staff_part: Annotated[float, About(
        en="Part of staff in making a service.", da="De ansattes andel i at skabe en service.", low=0.05,
        high=0.95, source=TRIAL)] = 0.75
    most_staff: Annotated[float, About(
        en="The most that staff with time to spare can add.", da="Det højeste, ansatte med tid til overs kan yde.",
        low=1.0, high=2.0, unit="ratio", source=TRIAL)] = 1.1
    volunteers: Annotated[float, About(
        en="What a volunteer's hour adds to the work of staff when guidance has been paid for.",
        da="Det, en frivilligtime lægger til de ansattes arbejde, når tiden til vejledning er trukket fra.", low=-0.5,
        unit="staff hours an hour", deck="Mobilisere ressourcer – frivillighed")] = 0.5
    usual: Annotated[float, About(
        en="Quality where everything is as usual.", da="Kvaliteten, når alt er, som det plejer.", low=0.5,
        high=0.98, source=TRIAL)] = 0.855
    steepness: Annotated[float, About(
        en="How much quality follows what is produced.", da="Hvor stærkt kvaliteten følger det, der ydes.",
        high=10.0, unit="logit per log ratio", source=TRIAL)] = 2.5
    tiredness: Annotated[float, About(
        en="Loss of quality by exhausted staff.", da="Tab af kvalitet ved udmattede ansatte.", high=5.0,
        unit="logit", source=TRIAL)] = 0.75
    usual_exhaustion: Annotated[float, About(
        en="Exhaustion of staff that quality as usual stands for.",
        da="Den udmattelse, der svarer til sædvanlig kvalitet.", source=TRIAL)] = 0.40
    skill: Annotated[float, About(
        en="Gain of quality by skilled staff.", da="Bedre kvalitet ved kompetente ansatte.", high=5.0,
        unit="logit")] = 0.5
    usual_skill: Annotated[float, About(
        en="Skill of staff that quality as usual stands for.",
        da="Den kompetence, der svarer til sædvanlig kvalitet.")] = 0.5
    measured: Annotated[float, About(
        en="Part of quality that rankings measure.", da="Den del af kvaliteten, som ranglister måler.",
        source="a third: at usual slack what effort wins in one part it loses in the other")] = 0.33
    creaming: Annotated[float, About(
        en="How much more the able get where hands are too few.",
        da="Hvor meget mere de kompetente får, når der er for få hænder.", high=10.0, unit="logit per ratio",
        source="coping: Lipsky 1980; size assumed")] = 1.5
    rationing: Annotated[float, About(
        en="How much more unlike meetings are where hands are too few.",
        da="Hvor meget mere kvaliteten svinger, når der er for få hænder.", high=5.0, unit="ratio per ratio",
        source="coping: Lipsky 1980; size assumed")] = 1.0
    barrier: Annotated[float, About(
        en="Trouble of those who master no digital channel where all contact is digital.",
        da="Besværet for dem, der slet ikke kan bruge digitale kanaler, når al kontakt er digital.", high=5.0,
        unit="logit", deck="It, mobilitet, økonomi")] = 1.0
    usual_digital_share: Annotated[float, About(
        en="Share of digital contact today.", da="Andelen af digital kontakt i dag.")] = 0.3
    usual_digital: Annotated[float, About(
        en="Mastery of digital channels that is enough to lose nothing by them.",
        da="Den digitale kunnen, der skal til for ikke at tabe på digital kontakt.")] = 0.75
    solutions: Annotated[float, About(
        en="Gain of quality by solutions that serve this citizen.",
        da="Bedre kvalitet ved løsninger, der gavner den enkelte.", high=5.0, unit="logit",
        deck="Borgere og myndigheder skaber løsninger sammen")] = 0.5
    places: Annotated[float, About(
        en="Lasting differences of quality between institutions.",
        da="Varige forskelle i kvalitet mellem institutioner.", high=1.0, unit="logit per sd")] = 0.25
    spread: Annotated[float, About(
        en="How unlike two meetings are.", da="Hvor meget kvaliteten svinger fra gang til gang.", high=0.3, unit="sd",
        source=TRIAL)] = 0.12
    floor: Annotated[float, About(
        en="Quality below which a full safety net catches.",
        da="Den kvalitet, et fuldt sikkerhedsnet griber ind under.",
        source="assumed; a little below usual quality, as a minimum is")] = 0.8
    catch: Annotated[float, About(
        en="Part of what falls below the safety net that it catches.",
        da="Den del af det, der falder under sikkerhedsnettet, som det griber.", high=0.9,
        source="assumed; no net finds everybody who needs it")] = 0.5
    other_load: Annotated[float, About(
        en="Load at other providers when hands are as many as today.",
        da="Belastningen hos andre leverandører, når der er lige så mange hænder som i dag.", low=0.5, high=2.0,
        unit="ratio")] = 0.97
    satisfaction_rate: Annotated[float, About(
        en="How far a meeting moves satisfaction.", da="Hvor meget én kontakt med servicen ændrer tilfredsheden.",
        unit="per meeting", source=TRIAL)] = 0.30
    gain: Annotated[float, About(
        en="Weight of getting more than expected.", da="Vægten af at få mere end ventet.", high=2.0,
        source=TRIAL)] = 0.35
    loss: Annotated[float, About(
        en="Weight of getting less than expected.", da="Vægten af at få mindre end ventet.", high=3.0,
        source="Olsen: losses count about double")] = 0.70
    reactance: Annotated[float, About(
        en="Satisfaction that full coercion takes from the pure consumer.",
        da="Det fald i tilfredshed, fuld tvang giver hos den rene forbruger.",
        source="reactance: Brehm 1966; size assumed")] = 0.1
    forgetting: Annotated[float, About(
        en="How fast satisfaction and fairness return to the usual without meetings.",
        da="Hvor hurtigt tilfredshed og oplevet retfærdighed vender tilbage til det sædvanlige uden kontakt.",
        unit="per month", source=TRIAL)] = 0.01
    expectation_rate: Annotated[float, About(
        en="How far a meeting moves expectations.", da="Hvor meget én kontakt med servicen ændrer forventningerne.",
        unit="per meeting", source=TRIAL)] = 0.20
    promises: Annotated[float, About(
        en="How much promises raise expectations.", da="Hvor meget løfter hæver forventningerne.", high=2.0,
        source=TRIAL)] = 0.10
    usual_promise: Annotated[float, About(
        en="Promises already counted in expectations.", da="Løfter, der allerede er regnet med.",
        source=TRIAL)] = 0.2
    best: Annotated[float, About(
        en="How fast league tables draw consumers' expectations to the top.",
        da="Hvor hurtigt ranglister trækker forbrugernes forventninger op mod toppen.", high=0.5,
        unit="per month")] = 0.05
    usual_rankings: Annotated[float, About(
        en="Visibility of league tables already counted in expectations.",
        da="Synlighed af ranglister, der allerede er regnet med.")] = 0.1
    fairness_rate: Annotated[float, About(
        en="How far a meeting moves experienced fairness.",
        da="Hvor meget én kontakt med servicen ændrer den oplevede retfærdighed.",
        unit="per meeting", source=TRIAL)] = 0.20
    fairness_spread: Annotated[float, About(
        en="How unlike two meetings are in fairness.",
        da="Hvor meget retfærdigheden svinger fra gang til gang.", high=0.5,
        unit="sd", source=TRIAL)] = 0.15
    say: Annotated[float, About(
        en="Say that users have in usual times.", da="Den indflydelse, brugere har i udgangspunktet.")] = 0.60
    say_bending: Annotated[float, About(
        en="Say gained where staff bend to demands.",
        da="Indflydelse, som brugerne vinder, når ansatte bøjer sig for krav.",
        high=2.0)] = 0.5
    usual_bending: Annotated[float, About(
        en="Bending to demands in usual times.", da="Hvor meget ansatte bøjer sig for krav i udgangspunktet.")] = 0.3
    say_doing: Annotated[float, About(
        en="Say gained, or lost, by having to do more oneself.",
        da="Indflydelse, der vindes eller tabes ved selv at skulle gøre mere.", low=-1.0,
        source="assumed; 0, since being given work is not being given a say")] = 0.0
    coerced_say: Annotated[float, About(
        en="Say that full coercion takes.", da="Indflydelse, som fuld tvang fratager brugerne.", high=2.0,
        source="deck table row 40: loss of autonomy")] = 0.6
    respect: Annotated[float, About(
        en="Respect shown by staff who have time.", da="Den respekt, ansatte med god tid viser.")] = 0.75
    respect_tired: Annotated[float, About(
        en="Respect lost by exhausted staff.", da="Hvor meget mindre respekt udmattede ansatte viser.", high=2.0)] = 0.5
    respect_busy: Annotated[float, About(
        en="Respect lost by load beyond capacity.",
        da="Hvor meget mindre respekt overbelastede ansatte viser.", high=2.0,
        unit="share per ratio")] = 0.5


@kernel
def _providers(
    home: Any, load: Any, helpers: Any, rest_helpers: Any, exhaustion: Any, skill: Any, quality_level: Any,
    measured: Any, unmeasured: Any, error: Any, user_input: Any, rho: Any, coercion: Any, bending: Any,
    explanation: Any, digital_share: Any, other_load: float, k: Rules,
) -> Any:
    """What all meetings with a provider have in common: a row an institution, then one a municipality's others."""
    units = home.shape[0]
    common = np.empty((units + rho.shape[0], COMMON))
    for p in range(units + rho.shape[0]):
        m = home[p] if p < units else p - units
        busy, tired, hands, good, effort, screens = other_load, 0.0, 1.0, 0.0, 0.0, 0.0
        if p < units:
            busy, tired = load[p], exhaustion[p] - k.usual_exhaustion
            hands = max(1.0 + k.volunteers * (helpers[p] - rest_helpers[p]), LEAST_STAFF)
            good = k.skill * (skill[p] - k.usual_skill) + k.places * quality_level[p]
            effort = k.measured * measured[p] + (1.0 - k.measured) * unmeasured[p]
            screens = k.barrier * (digital_share[m] - k.usual_digital_share)
        few = max(busy - 1.0, 0.0)
        staff = min(hands / busy, k.most_staff)
        say = k.say + k.say_bending * (bending[m] - k.usual_bending) + k.say_doing * (user_input[m] - k.usual_input)
        say = share(say - k.coerced_say * coercion[m])
        respect = share(k.respect - k.respect_tired * tired - k.respect_busy * few)
        common[p, FEW], common[p, GOOD], common[p, EFFORT], common[p, SCREENS] = few, good, effort, screens
        common[p, TIRED] = k.tiredness * tired
        common[p, CROWDED] = 1.0 - k.crowding * rho[m] * (staff - 1.0)
        common[p, STAFF] = k.staff_part * (math.log(staff) if abs(rho[m]) < NEARLY_ZERO else staff ** rho[m])
        common[p, FAIR] = 0.25 * (say + 1.0 - error[m] + respect + explanation[m])
    return common


@kernel
def _ln_ces(of_staff: float, user: float, rho: float, part: float) -> float:
    """The logarithm of what staff and user produce together, `of_staff` being staff's term of it."""
    if abs(rho) < NEARLY_ZERO:
        return of_staff + (1.0 - part) * math.log(user)
    return math.log(of_staff + (1.0 - part) * user**rho) / rho


@over_blocks
def _turn_up(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, need: Any, met: Any, shortfall: Any, now: Moment,
    k: Rules,
) -> None:
    for b in range(first, last):
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        meeting = luck(now.seed, ENCOUNTER, now.month, uid, lo, hi, 0)
        for i in range(lo, hi):
            if voice[i] != 0:
                met[i] = 1 if meeting[i - lo] < share(k.meeting + k.meeting_need * need[i]) else 0
                shortfall[i] = 0.0


@over_blocks
def _deliver(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, resources: Any, type_weights: Any, sector: Any,
    institution: Any, exited: Any, digital: Any, facilities: Any, benefit: Any, competence: Any, met: Any,
    quality: Any, expectation: Any, shortfall: Any, satisfaction: Any, fairness: Any, common: Any, promise: Any,
    account: Any, rest_resources: Any, user_input: Any, rho: Any, support: Any, coercion: Any, nudge: Any, floor: Any,
    now: Moment, k: Rules, sums: Any,
) -> None:
    usual, others = logit(k.usual), common.shape[0] - rho.shape[0]
    for b in range(first, last):
        m = blocks.home[b]
        lack = 1.0 - k.capability * support[m]
        asked = share(user_input[m] + k.coerced * coercion[m])
        more = asked - k.usual_input
        offered = share(user_input[m] + k.coerced * coercion[m] + k.nudged * nudge[m]) - asked
        promised = k.promises * (promise[m] - k.usual_promise)
        loss = k.loss * (1.0 - account[m])
        net = k.floor * floor[m]
        forced = k.reactance * coercion[m]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        # one citizen in nine: listed without a branch, then taken through the rule step by step, all at once
        rows, who, people = np.empty(hi - lo, np.uint64), np.empty(hi - lo, np.int32), np.uint64(0)
        for i in range(lo, hi):
            rows[people], who[people] = i, uid[i]
            people += voice[i] & met[i]
        draws = bells(now.seed, ENCOUNTER_QUALITY, now.month, who, np.uint64(0), people, 0)
        moods = bells(now.seed, ENCOUNTER_FAIRNESS, now.month, who, np.uint64(0), people, 0)
        provider = np.empty(people, np.uint64)
        comp, away, crowded, user, z = np.empty((5, people))
        for j in range(people):
            i = rows[j]
            p = np.uint64(institution[i]) if exited[i] == 0 else np.uint64(others + m)
            provider[j], crowded[j], away[j] = p, common[p, CROWDED], 1.0 - digital[i]
            comp[j] = towards(competence[i], 1.0 - (1.0 - resources[i]) * lack, k.learning)
            at_home = max(1.0 + k.facilities * (facilities[i] - k.usual_facilities), 0.0)
            user[j] = at_home if sector[i] == HOME_CARE else 1.0
            z[j] = usual + k.solutions * benefit[i]
            z[j] += common[p, GOOD]
            z[j] += common[p, EFFORT]
            z[j] -= common[p, SCREENS] * (k.usual_digital - digital[i])
        for j in range(people):  # what the user does
            able = logistic(k.input_slope * (comp[j] - 0.5 - k.input_hurdle))
            brought = k.usual_input + more * (able - k.undone * (1.0 - able))
            brought += offered * (able - k.unnoticed * (1.0 - able) * away[j])
            brought *= (k.yield_base + k.yield_competence * comp[j]) / k.usual_input
            user[j] = max(brought * crowded[j] * user[j], LEAST_INPUT)
        for j in range(people):  # what user and staff make
            p = provider[j]
            few = common[p, FEW]
            made = _ln_ces(common[p, STAFF], user[j], rho[m], k.staff_part)
            z[j] += k.steepness * made - common[p, TIRED] + k.creaming * few * (comp[j] - rest_resources[m])
            draws[j] *= k.spread * (1.0 + k.rationing * few)
        for j in range(people):  # its quality
            q = share(logistic(z[j]) + draws[j])
            z[j] = q + k.catch * max(net - q, 0.0)
        total = 0.0
        for j in range(people):  # what it does to the user
            i, q = rows[j], z[j]
            total += q
            gap = q - expectation[i]
            quality[i], shortfall[i] = q, max(-gap, 0.0)
            felt = q + k.gain * max(gap, 0.0) - loss * max(-gap, 0.0) - forced * type_weights[i, 2]
            satisfaction[i] = towards(satisfaction[i], felt, k.satisfaction_rate)
            expectation[i] = towards(expectation[i], q + promised * (1.0 - q), k.expectation_rate)
            fair = common[provider[j], FAIR] + k.fairness_spread * moods[j]
            fairness[i] = towards(fairness[i], fair, k.fairness_rate)
        sums[b, 0], sums[b, 1] = total, people


@over_blocks
def _without(
    first: int, last: int, blocks: Blocks, voice: Any, resources: Any, type_weights: Any, met: Any, competence: Any,
    expectation: Any, satisfaction: Any, fairness: Any, rest_satisfaction: Any, rest_fairness: Any, support: Any,
    rankings: Any, k: Rules,
) -> None:
    """What needs no meeting: learning, the pull of league tables, and the return to what is usual."""
    for b in range(first, last):
        m = blocks.home[b]
        lack = 1.0 - k.capability * support[m]
        best = k.best * (rankings[m] - k.usual_rankings)
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            if voice[i] != 0:
                competence[i] = towards(competence[i], 1.0 - (1.0 - resources[i]) * lack, k.learning)
        for i in range(lo, hi):
            if voice[i] != 0:
                drawn = best * type_weights[i, 2] * (1.0 - expectation[i])
                expectation[i] = share(expectation[i] + drawn)
        usual_s, usual_f = rest_satisfaction[m], rest_fairness[m]
        for i in range(lo, hi):
            if (voice[i] != 0) & (met[i] == 0):
                satisfaction[i] = towards(satisfaction[i], usual_s, k.forgetting)
                fairness[i] = towards(fairness[i], usual_f, k.forgetting)


@over_blocks
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, met: Any, exited: Any, institution: Any, grievance: Any,
    quality: Any, home: Any, floor: Any, encounters: Any, aggrieved: Any, caught: Any, k: Rules,
) -> None:
    # of what fell below the net, 1 − catch is still missing
    against_missing = k.catch / (1.0 - k.catch)
    rows, count = np.empty(blocks.edge[last] - blocks.edge[first], np.uint32), np.uint64(0)
    for i in range(blocks.edge[first], blocks.edge[last]):
        rows[count] = i
        count += voice[i] & met[i] & np.uint8(exited[i] == 0)
    for j in range(count):
        i = rows[j]
        u = institution[i]
        encounters[u] += 1.0
        aggrieved[u] += grievance[i]
        caught[u] += against_missing * max(k.floor * floor[home[u]] - quality[i], 0.0)


@kernel
def _lift(encounters: Any, caught: Any, lifted: Any) -> None:
    for u in range(encounters.shape[0]):
        if encounters[u] > 0.0:
            lifted[u] = caught[u] / encounters[u]


@kernel
def _mean(service: Any, total: Any) -> None:
    for m in range(service.shape[0]):
        if total[m, 1] > 0.0:
            service[m] = total[m, 0] / max(total[m, 1], 1.0)


@one_call
def step(state: State, k: Rules) -> None:
    """One month's meetings between citizens and services."""
    c, u, m, lever = state.citizens, state.institutions, state.municipalities, state.levers
    common = _providers(
        u.municipality, u.load, u.helpers, u.rest_helpers, u.exhaustion, u.skill, u.quality_level, u.measured,
        u.unmeasured, m.error, lever.user_input, lever.complementarity, lever.coercion, lever.accommodation,
        lever.explanation, lever.digital_share, k.other_load / state.context.staffing, k,
    )
    state.run(_turn_up, c.uid, c.voice, c.need, c.met, c.shortfall, state.now, k)
    sums = state.sums(2)
    state.run(
        _deliver, c.uid, c.voice, c.resources, c.type_weights, c.sector, c.institution, c.exited, c.digital,
        c.facilities, c.benefit, c.competence, c.met, c.quality, c.expectation, c.shortfall, c.satisfaction,
        c.fairness, common, m.promise, m.account, m.rest_resources, lever.user_input, lever.complementarity,
        lever.capability_support, lever.coercion, lever.nudge, lever.floor, state.now, k, sums,
    )
    state.run(
        _without, c.voice, c.resources, c.type_weights, c.met, c.competence, c.expectation, c.satisfaction, c.fairness,
        m.rest_satisfaction, m.rest_fairness, lever.capability_support, lever.rankings, k,
    )
    _mean(m.service, state.by_municipality(sums))
    u.encounters[:], u.aggrieved[:], caught = 0.0, 0.0, np.zeros(u.n)
    state.run_by_town(
        _count, c.voice, c.met, c.exited, c.institution, c.grievance, c.quality, u.municipality, lever.floor,
        u.encounters, u.aggrieved, caught, k,
    )
    _lift(u.encounters, caught, u.lifted)
