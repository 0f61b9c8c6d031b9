"""Socialisation: what taking part, security and policy make of a citizen.

Rule      efficacy  e ← e + r·(share(settled + p·asked + x·asked·answer + c·capability·able·met + (s + s_n·need)·S̄) − e)
                    able = 1 − b·(1 − ½·(resources + digital));  met = c_n·need
          interest  i ← i + r·(share(settled + p_i·asked + v·(v_input − rest) + y·(e − settled e)) − i)
          type      w ← w + r_w·(target − w), target_j ∝ max(settled_j + cue_j, 0), sum 1
                    traditional  cue = t·(floor − f₀) − u·(user_input − u₀)
                    innovative   cue = n·asked
                    consumer     cue = k·(1 − h·floor)·½·(choice − c₀ + rankings − l₀)
          S̄ = satisfaction − rest_satisfaction; v_input: what input has paid, against rest_channels
          r: rate, while coming to rest the greater of rate and settling
In words  Who takes part learns that they can, or, badly answered, that it is of no use. Support is met in services,
          so that it makes those able who need them, and of these most who bring most; security in daily life is what
          citizenship stands on, for those in need above all. Policy teaches roles: choice and league tables make
          consumers, a floor for all makes fellow payers, forums makers.
Reads     citizens (n,): voice, resources, digital, need, satisfaction, asked, answer, channel_values, efficacy,
          efficacy_level, interest, interest_level, type_weights, type_level · municipalities (m,): rest_satisfaction,
          rest_channels · levers (m,): capability_support, choice, rankings, floor, user_input
Writes    citizens (n,): efficacy, interest, type_weights
Luck      none
Units     e, i, w, S, answer and levers: shares (answer −1 to 1); r, r_w: per month; others: share per unit
Deck      rows 6, 8, 51, 53, 56: "Borgerinddragelse - som socialisering"; "Fundamentet for demokratisk medborgerskab";
          "Mægtiggørelse / bl.a. via teknologi og uddannelse"; "Individuel ansvarlighed"; "Kan styrke den demokratiske
          politiske kultur"
Seen in   goal.internal_efficacy, goal.competence_gap, goal.interest, type.traditional, type.innovative, type.consumer
Source    taking part as a school: Pateman 1970; empowerment: Zimmerman, Bandura; policy feedback: Pierson 1993, Soss
          1999, Mettler 2005 [M]; sizes [A]
Switch    mechanisms.socialisation
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

from sim.arithmetic import towards
from sim.blocks import Blocks, of_width, over_blocks
from sim.parameters import About
from sim.state import State
from sim.steps import one_call

_FEEDBACK = "policy feedback: Pierson 1993, Soss 1999, Mettler 2005; size assumed"


class Rules(NamedTuple):
    """Coefficients of socialisation."""

    rate: Annotated[float, About(
        en="How fast efficacy and interest move.", da="Hvor hurtigt troen på egne evner og interessen ændrer sig.",
        unit="per month")] = 0.02
    settling: Annotated[float, About(
        en="The same while the municipality comes to rest.", da="Samme hastighed, mens kommunen falder til ro.",
        unit="per month")] = 0.25
    taking_part: Annotated[float, About(
        en="Efficacy that taking part teaches, however one is answered.",
        da="Den tro på egne evner, som man får af at deltage, uanset svaret.", low=-0.5, high=0.5,
        source="participation as a school: Pateman 1970, but no effect of local initiatives in Norway [V]; sign open",
        deck="Borgerinddragelse - som socialisering")] = 0.0
    experience: Annotated[float, About(
        en="Efficacy won by a good answer, lost by a poor one, for those who take part.",
        da="Hvor meget et godt svar løfter, og et dårligt svar svækker, deltagernes tro på egne evner.", high=2.0,
        unit="share per unit")] = 0.30
    capability: Annotated[float, About(
        en="Efficacy that full capability support gives those who can make use of it.",
        da="Den tro på egne evner, som fuld støtte giver dem, der kan udnytte den.",
        deck="Mægtiggørelse / bl.a. via teknologi og uddannelse")] = 0.10
    barrier: Annotated[float, About(
        en="How far few resources and little digital skill bar from that support.",
        da="Hvor meget få ressourcer og ringe digitale evner spærrer for at få gavn af støtten.")] = 0.5
    capability_need: Annotated[float, About(
        en="How much of that support a citizen meets, for each unit of need: it is given in services.",
        da="Hvor meget af støtten en borger møder pr. enhed af behov: den gives i servicen.", high=5.0,
        unit="ratio")] = 2.0
    security: Annotated[float, About(
        en="Weight of security, as satisfaction with services, in efficacy.",
        da="Vægten af tryghed, målt som tilfredshed med servicen, for troen på egne evner.", high=2.0,
        unit="share per unit", deck="Fundamentet for demokratisk medborgerskab")] = 0.15
    security_need: Annotated[float, About(
        en="How much more security weighs for those in need.",
        da="Hvor meget mere tryghed vejer for dem, der har behov.", high=2.0, unit="share per unit",
        deck="Et sikkerhedsnet")] = 0.30
    interest: Annotated[float, About(
        en="Interest that taking part awakens.", da="Den interesse, som deltagelse vækker.", low=-0.5, high=0.5,
        source="sign open: no effect of local initiatives on taking part in Norway; size assumed")] = 0.04
    paying: Annotated[float, About(
        en="Interest raised by what parties and elections pay.",
        da="Interesse, der vækkes af det udbytte, partier og valg giver.", unit="share per unit")] = 0.10
    confidence: Annotated[float, About(
        en="How far a change of efficacy carries over to interest.",
        da="Hvor meget en ændret tro på egne evner smitter af på interessen.", unit="share per unit")] = 0.30
    rate_type: Annotated[float, About(
        en="How fast the mix of types follows what policy teaches.",
        da="Hvor hurtigt blandingen af medborgertyper følger det, politikken lærer folk.", unit="per month")] = 0.01
    universal: Annotated[float, About(
        en="How much a floor for all makes the traditional citizen.",
        da="Hvor meget et mindstemål af service for alle styrker den traditionelle medborger.",
        source=_FEEDBACK, mark="M", deck="Solidaritet – fælles om at nyde og betale")] = 0.15
    usual_floor: Annotated[float, About(
        en="Floor already counted in.", da="Det mindstemål af service, der allerede er regnet med.")] = 0.7
    responsibility: Annotated[float, About(
        en="How much individual responsibility takes from the traditional citizen.",
        da="Hvor meget individuel ansvarlighed trækker fra den traditionelle medborger.", source=_FEEDBACK, mark="M",
        deck="Individuel ansvarlighed")] = 0.10
    usual_input: Annotated[float, About(
        en="Input of users already counted in.", da="Det brugerbidrag, der allerede er regnet med.")] = 0.3
    making: Annotated[float, About(
        en="How much being in a project makes the innovative citizen.",
        da="Hvor meget det at være med i et projekt styrker den innovative medborger.")] = 0.10
    choosing: Annotated[float, About(
        en="How much choice and league tables make the consumer.",
        da="Hvor meget frit valg og ranglister styrker forbrugeren.", source=_FEEDBACK, mark="M",
        deck="individuelle valg")] = 0.25
    collective: Annotated[float, About(
        en="How far a full floor for all holds that back.",
        da="Hvor meget et fuldt mindstemål af service for alle holder igen på det.",
        source=_FEEDBACK, mark="M")] = 0.5
    usual_choice: Annotated[float, About(
        en="Choice already counted in.", da="Det frie valg, der allerede er regnet med.")] = 0.2
    usual_rankings: Annotated[float, About(
        en="League tables already counted in.", da="De ranglister, der allerede er regnet med.")] = 0.1


@over_blocks
def _learn(
    first: int, last: int, blocks: Blocks, voice: Any, resources: Any, digital: Any, need: Any, satisfaction: Any,
    asked: Any, answer: Any, values: Any, efficacy: Any, level_e: Any, interest: Any, level_i: Any, weights: Any,
    level_w: Any, rest_s: Any, rest_v: Any, support: Any, choice: Any, rankings: Any, floor: Any, user_input: Any,
    rate: float, k: Rules,
) -> None:
    of_width(values, 3)
    of_width(weights, 3)
    of_width(level_w, 3)
    for b in range(first, last):
        m = blocks.home[b]
        traditional = k.universal * (floor[m] - k.usual_floor) - k.responsibility * (user_input[m] - k.usual_input)
        consumer = 0.5 * (choice[m] - k.usual_choice + rankings[m] - k.usual_rankings)
        consumer *= k.choosing * (1.0 - k.collective * floor[m])
        helped, usual_s, usual_v = k.capability * support[m], rest_s[m], rest_v[m, 0]
        lo, hi = blocks.edge[b], blocks.edge[b + 1]
        for i in range(lo, hi):
            able = 1.0 - k.barrier * (1.0 - 0.5 * (resources[i] + digital[i]))
            secure = (k.security + k.security_need * need[i]) * (satisfaction[i] - usual_s)
            target = level_e[i] + asked[i] * (k.taking_part + k.experience * answer[i])
            target += helped * able * k.capability_need * need[i] + secure
            efficacy[i] = towards(efficacy[i], target, rate) if voice[i] == 1 else efficacy[i]
            target = level_i[i] + k.interest * asked[i] + k.paying * (values[i, 0] - usual_v)
            target += k.confidence * (efficacy[i] - level_e[i])
            interest[i] = towards(interest[i], target, rate) if voice[i] == 1 else interest[i]
        for i in range(lo, hi):
            t = max(level_w[i, 0] + traditional, 0.0)
            n = max(level_w[i, 1] + k.making * asked[i], 0.0)
            c = max(level_w[i, 2] + consumer, 0.0)
            total = t + n + c
            pace = k.rate_type * voice[i] if total > 0.0 else 0.0
            total = total if total > 0.0 else 1.0
            weights[i, 0] = towards(weights[i, 0], t / total, pace)
            weights[i, 1] = towards(weights[i, 1], n / total, pace)
            weights[i, 2] = towards(weights[i, 2], c / total, pace)


@one_call
def step(state: State, k: Rules) -> None:
    """One month of learning to be a citizen."""
    c, m, lever = state.citizens, state.municipalities, state.levers
    rate = max(k.rate, k.settling) if state.resting else k.rate
    state.run(
        _learn, c.voice, c.resources, c.digital, c.need, c.satisfaction, c.asked, c.answer, c.channel_values,
        c.efficacy, c.efficacy_level, c.interest, c.interest_level, c.type_weights, c.type_level, m.rest_satisfaction,
        m.rest_channels, lever.capability_support, lever.choice, lever.rankings, lever.floor, lever.user_input, rate, k,
    )
