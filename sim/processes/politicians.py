"""Politicians: where their attention goes, what they promise and keep, and who dares to work in dialogue.

Rule      in the order below, with this month's media M; ρ = electoral risk, ρ̄ and D = mean risk of the council and the
          share of it in dialogue, at the beginning of the month
          dialogue: takes it up with P = sg(d₀ + d_l·lever + d_p·D + d_ρ·(ρ − ½) − d_M·(M − usual)),
                    gives it up with P = share(e₀ + e_h·harassed)
          harassed ← f·harassed, and if met, harassed + h·(1 − harassed), with
                    P = sg(h₀ + h_M·(M − usual) + h_d·dialogue + h_c·(complaints of last month / citizens − usual))
          skill ← skill + r_s·(share(skill_level + s_d·dialogue + s_l·(listening lever − ½)) − skill)
          attention: citizens a = ½·share((1 − u·M)·(1 − cost of policies in attention) + x·dialogue), administration as
                    much, media and policies the remaining 1 − 2a
          promise = share(lever + p·(M·ρ̄ − M_usual·½))
          promises ← promises + r_p·(share(p_o·promise·M·ρ) − promises)                      open promises
          follow = share(lever·max(0, 1 − f_s·(fiscal stress − usual))·max(0, 1 − f_o·(mean promises − usual)))
          listening L = (2·mean attention to citizens × able × reasons)^⅓
                    able = share(mean skill·(b + (1 − b)·2·lever)), reasons = share(explanation·(1 + honesty − usual))
          dialogue, harassment and attention of the municipality: means of its politicians
In words  Pressure for instant answers takes attention from citizens and draws promises from those who may lose their
          seats; who has promised too much carries out less of what was agreed. Politicians who work in dialogue turn
          from the media to citizens and administration and learn to listen, and others follow their example; but
          who can be seen can be harassed, and the harassed withdraw. To listen takes attention, skill, and reasons.
Reads     politicians (p,): municipality, electoral_risk, listening_skill, listening_skill_level, dialogue, harassed,
          promises · municipalities (m,): citizens, media, cost_attention, complaints (before) ·
          levers (m,): promise, listening, explanation, honesty, dialogue, follow_through · context: fiscal_stress
Writes    politicians (p,): attention, listening_skill, dialogue, harassed, promises ·
          municipalities (m,): attention, promise, listening, follow, dialogue, harassment
Luck      Decision.DIALOGUE, Decision.HARASSMENT (both by row of politician)
Units     chances a month; d, h₀ to h_c: log-odds; f, r: per month; all else shares
Deck      rows 17, 19, 20, 21, 26: "Politikere skal lære, at der er forskel på at høre og at lytte"; "Brug for at opsøge
          og afprøve nye samarbejdsrelationer med administration og borgere"; "Politikerne – ansvarlige og på genvalg"
Seen in   council.dialogue, council.harassment, council.follow, trust.politicians, strain.politician
Source    attention under media pressure: Strömbäck [M]; listening as a product: corrections A′ to row 17; task
          committees: Sørensen & Torfing on Gentofte [V]; .42 of local politicians met violations (2017), .655 of
          mayors (2024) [V], read as of a year [A]; coefficients [A]
Switch    mechanisms.politicians
"""

from __future__ import annotations

from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import logistic, share, towards
from sim.blocks import kernel
from sim.parameters import About
from sim.randomness import Decision, number, uniform
from sim.state import Moment, State
from sim.steps import one_call

DIALOGUE, HARASSMENT = number(Decision.DIALOGUE), number(Decision.HARASSMENT)
USUAL_LISTENING = 0.5
"""The lever at which skill in listening is what politicians came with."""


class Rules(NamedTuple):
    """Coefficients of politicians."""

    usual_media: Annotated[float, About(
        en="Media pressure at which promises are as the lever says, and dialogue and harassment as usual.",
        da="Det mediepres, hvor løfterne er, som virkemidlet angiver, og dialog og chikane er, som de plejer.",
        )] = 0.40
    distraction: Annotated[float, About(
        en="Share of attention that full media pressure takes.",
        da="Den del af opmærksomheden, som fuldt mediepres tager.")] = 0.60
    turning: Annotated[float, About(
        en="Attention that dialogue turns from the media to citizens and administration.",
        da="Den opmærksomhed, som dialog flytter fra medierne til borgere og forvaltning.",
        deck="Brug for at opsøge og afprøve nye samarbejdsrelationer")] = 0.15
    take_up: Annotated[float, About(
        en="Readiness of a politician to take up dialogue when nobody does and nobody helps.",
        da="En politikers tilbøjelighed til at gå i dialog, når ingen andre gør det, og ingen hjælper til.",
        low=-10.0, high=0.0, unit="logit a month", source="set so that about 8 per cent of a council are in dialogue")
        ] = -6.6
    effort: Annotated[float, About(
        en="Weight of the effort to bring the council into dialogue.",
        da="Vægten af indsatsen for at bringe byrådet i dialog.", high=10.0, unit="logit")] = 3.0
    example: Annotated[float, About(
        en="Weight of colleagues who work in dialogue already.",
        da="Vægten af kolleger, der allerede arbejder i dialog.", high=8.0, unit="logit",
        source="imitation among politicians: row 21; above about 6 there are two resting points")] = 3.0
    at_risk: Annotated[float, About(
        en="Weight of being near to losing one's seat in taking up dialogue.",
        da="Hvor meget det at være tæt på at miste sin plads betyder for at gå i dialog.", low=-4.0, high=4.0,
        unit="logit")] = 0.8
    shying: Annotated[float, About(
        en="How much media pressure keeps from taking up dialogue.",
        da="Hvor meget mediepres afholder fra at gå i dialog.", low=-4.0, high=4.0, unit="logit")] = 1.5
    give_up: Annotated[float, About(
        en="Chance that a politician gives dialogue up.", da="Sandsynligheden for, at en politiker opgiver dialogen.",
        high=0.5, unit="per month")] = 0.015
    withdrawal: Annotated[float, About(
        en="What full harassment adds to it.", da="Hvad fuld chikane lægger til den sandsynlighed.", high=0.5,
        unit="per month")] = 0.03
    harassment: Annotated[float, About(
        en="Readiness of the surroundings to harass a politician.",
        da="Omgivelsernes tilbøjelighed til at chikanere en politiker.", low=-10.0, high=0.0, unit="logit a month",
        source="42 per cent of local politicians met at least one violation (2017) [V], read as of a year [A]: "
        "4.4 per cent a month")] = -3.1
    harassment_media: Annotated[float, About(
        en="Weight of media pressure in harassment.", da="Mediepressets vægt for chikane.", high=6.0,
        unit="logit")] = 1.5
    harassment_dialogue: Annotated[float, About(
        en="Weight of being seen in dialogue: more who could harass, or fewer who would.",
        da="Vægten af at være synlig i dialog: flere, der kan chikanere, eller færre, der har lyst.",
        low=-3.0, high=3.0, unit="logit")] = 0.3
    harassment_complaints: Annotated[float, About(
        en="Weight of complaints beyond the usual in harassment.",
        da="Vægten af flere klager end sædvanligt for chikane.", high=200.0,
        unit="logit per complaint a citizen")] = 40.0
    usual_complaints: Annotated[float, About(
        en="Complaints a citizen in a month at rest.", da="Klager pr. borger pr. måned i udgangspunktet.",
        high=0.05, unit="complaints", source="what the rule of complaints gives at rest: about 70 a year per 1,000"
        )] = 0.006
    hurt: Annotated[float, About(
        en="How much one incident counts.", da="Hvor meget en enkelt episode tæller.")] = 0.5
    harassment_memory: Annotated[float, About(
        en="How far harassment stays with a politician from month to month.",
        da="Hvor meget chikane hænger ved hos en politiker fra måned til måned.", high=0.99, unit="per month")] = 0.90
    skill_rate: Annotated[float, About(
        en="How fast skill in listening is learnt and forgotten.",
        da="Hvor hurtigt evnen til at lytte læres og glemmes.", unit="per month")] = 0.03
    skill_dialogue: Annotated[float, About(
        en="Skill in listening learnt in dialogue.", da="Evne til at lytte, lært i dialog.",
        deck="der er forskel på at høre og at lytte")] = 0.15
    skill_listening: Annotated[float, About(
        en="Skill in listening learnt where answering what is heard is the rule.",
        da="Evne til at lytte, lært hvor det er reglen at svare på det, man hører.")] = 0.10
    born_skill: Annotated[float, About(
        en="Part of the skill in listening that needs no policy.",
        da="Den del af evnen til at lytte, der ikke kræver en politik.")] = 0.40
    usual_honesty: Annotated[float, About(
        en="Honesty at which reasons count in full.",
        da="Den ærlighed, hvor begrundelser tæller fuldt ud.")] = 0.7
    promising: Annotated[float, About(
        en="Promises drawn by media pressure from those who may lose their seats.",
        da="Løfter, som mediepresset lokker ud af dem, der kan miste deres plads.")] = 0.40
    promise_rate: Annotated[float, About(
        en="How fast promises are made and forgotten.", da="Hvor hurtigt løfter bliver givet og glemt.",
        unit="per month")] = 0.08
    opening: Annotated[float, About(
        en="Open promises of a politician who promises all under full media pressure and risk.",
        da="Åbne løfter hos en politiker, der lover alt under fuldt mediepres og fuld risiko.", high=5.0)] = 2.5
    usual_promises: Annotated[float, About(
        en="Open promises at rest.", da="Åbne løfter i udgangspunktet.",
        source="2.5 × promise .2 × media .4 × risk ½")] = 0.10
    overpromised: Annotated[float, About(
        en="How much open promises beyond the usual take from carrying out what was agreed.",
        da="Hvor meget flere åbne løfter end sædvanligt trækker fra gennemførelsen af det aftalte.", high=4.0)] = 0.5
    usual_stress: Annotated[float, About(
        en="Fiscal stress at which what was agreed is carried out as the lever says.",
        da="Det økonomiske pres, hvor det aftalte gennemføres, som virkemidlet angiver.")] = 0.30
    unpaid: Annotated[float, About(
        en="How much fiscal stress beyond the usual takes from carrying out what was agreed.",
        da="Hvor meget større økonomisk pres end sædvanligt trækker fra gennemførelsen af det aftalte.",
        high=2.0)] = 0.5


@kernel
def _people(
    home: Any, risk: Any, skill: Any, skill_level: Any, dialogue: Any, harassed: Any, promises: Any, attention_of: Any,
    citizens: Any, media: Any, cost: Any, complaints: Any, attention: Any, promise: Any, share_in_dialogue: Any,
    harassment: Any, skills: Any, open_promises: Any, lever_promise: Any, lever_listening: Any, lever_dialogue: Any,
    now: Moment, k: Rules,
) -> None:
    towns = media.shape[0]
    count, risks, before = np.zeros((3, towns))
    for j in range(home.shape[0]):
        count[home[j]] += 1.0
        risks[home[j]] += risk[j]
        before[home[j]] += dialogue[j]
    for m in range(towns):
        count[m] = max(count[m], 1.0)
        before[m] /= count[m]
        promise[m] = share(lever_promise[m] + k.promising * (media[m] * risks[m] / count[m] - k.usual_media * 0.5))
        attention[m] = share_in_dialogue[m] = harassment[m] = 0.0
    for j in range(home.shape[0]):
        m = home[j]
        loud = media[m] - k.usual_media
        u = uniform(now.seed, DIALOGUE, now.month, j, 0)
        if dialogue[j] == 0:
            z = k.take_up + k.effort * lever_dialogue[m] + k.example * before[m]
            z += k.at_risk * (risk[j] - 0.5) - k.shying * loud
            dialogue[j] = 1 if u < logistic(z) else 0
        else:
            dialogue[j] = 0 if u < share(k.give_up + k.withdrawal * harassed[j]) else 1
        angry = complaints[m] / max(citizens[m], 1) - k.usual_complaints
        z = k.harassment + k.harassment_media * loud + k.harassment_dialogue * dialogue[j]
        z += k.harassment_complaints * angry
        harassed[j] *= k.harassment_memory
        if uniform(now.seed, HARASSMENT, now.month, j, 0) < logistic(z):
            harassed[j] = share(harassed[j] + k.hurt * (1.0 - harassed[j]))
        learnt = k.skill_dialogue * dialogue[j] + k.skill_listening * (lever_listening[m] - USUAL_LISTENING)
        skill[j] = towards(skill[j], skill_level[j] + learnt, k.skill_rate)
        free = share((1.0 - k.distraction * media[m]) * (1.0 - cost[m]) + k.turning * dialogue[j])
        attention_of[j, 0] = 1.0 - free
        attention_of[j, 1] = attention_of[j, 2] = 0.5 * free
        promises[j] = towards(promises[j], k.opening * promise[m] * media[m] * risk[j], k.promise_rate)
        attention[m] += 0.5 * free / count[m]
        share_in_dialogue[m] += dialogue[j] / count[m]
        harassment[m] += harassed[j] / count[m]
        skills[m] += skill[j] / count[m]
        open_promises[m] += promises[j] / count[m]


@kernel
def _council(
    attention: Any, share_in_dialogue: Any, harassment: Any, listening: Any, follow: Any, skills: Any,
    open_promises: Any, lever_listening: Any, explanation: Any, honesty: Any, follow_through: Any, stress: float,
    k: Rules,
) -> None:
    for m in range(attention.shape[0]):
        # sums of thirds and sevenths may end a hair above the whole
        attention[m] = min(attention[m], 0.5)
        share_in_dialogue[m], harassment[m] = share(share_in_dialogue[m]), share(harassment[m])
        paid = max(0.0, 1.0 - k.unpaid * (stress - k.usual_stress))
        kept = max(0.0, 1.0 - k.overpromised * (open_promises[m] - k.usual_promises))
        follow[m] = share(follow_through[m] * paid * kept)
        able = share(skills[m] * (k.born_skill + (1.0 - k.born_skill) * 2.0 * lever_listening[m]))
        reasons = share(explanation[m] * (1.0 + honesty[m] - k.usual_honesty))
        listening[m] = share((2.0 * attention[m] * able * reasons) ** (1.0 / 3.0))


@one_call
def step(state: State, k: Rules) -> None:
    """One month in every council: dialogue, harassment, skill, attention, promises, and what is carried out."""
    m, p, lever = state.municipalities, state.politicians, state.levers
    skills, open_promises = np.zeros((2, m.n))
    _people(
        p.municipality, p.electoral_risk, p.listening_skill, p.listening_skill_level, p.dialogue, p.harassed,
        p.promises, p.attention, m.citizens, m.media, m.cost_attention, m.complaints, m.attention, m.promise,
        m.dialogue, m.harassment, skills, open_promises, lever.promise, lever.listening, lever.dialogue, state.now, k,
    )
    _council(
        m.attention, m.dialogue, m.harassment, m.listening, m.follow, skills, open_promises, lever.listening,
        lever.explanation, lever.honesty, lever.follow_through, state.context.fiscal_stress, k,
    )
