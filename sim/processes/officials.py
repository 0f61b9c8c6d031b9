"""Officials: rational sensitivity, learning from what went wrong, and how clear the landmarks are.

Rule      rationality ← rationality + r·(share(its level + a_s·(safeguards − s₀) + a_t·(training − t₀)) − rationality)
          empathy ← empathy + r·(share(its level + e_g·g + e_t·(training − t₀) − e_x·(exhaustion − rest_weariness))
          − empathy);  g = presence of co-creation in the working day
          sensitivity = √(rationality · empathy), with the new ones
          learning ← learning + r_l·(share(2·feedback·safe) − learning)
          safe = share(½ + l_s·(slack − k₀) + l_h·(honesty − h₀)):  can mistakes be spoken of?
          feedback = f / (f + rest_feedback), ½ where both are 0;  f = last month's complaints + v·reversals, per
          1,000 citizens
          clarity ← clarity + r_c·(share(its level − c_i·(informality − i₀) − c_p·(gap − rest_gap) − c_g·g·(1 − mandate)
          + c_s·(safeguards − s₀) + c_t·(training − t₀) + c_m·(mandate − m₀) + c_l·(leadership − l₀)) − clarity)
          gap = promise·(1 − follow);  leadership = share(mean of the institutions', weighted by staff, + the
          context's − ½), l₀ where nobody works
          a municipality's sensitivity, learning and clarity are the means of its officials' (as before where it has
          none);  while coming to rest, rest_feedback and rest_gap are first moved by a share a towards f (at once from
          0) and gap, and rest_weariness is the mean exhaustion
In words  Sense for rules and sense for people must come together: neither makes up for the other. Mistakes teach where
          they are heard of and may be spoken of. Unwritten ways, promises nobody keeps and forums that overrule
          professional judgement blur the landmarks; good leaders, rules, training and a mandate make them clear.
Reads     officials (o,): municipality, rationality, rationality_level, empathy, empathy_level, learning, clarity,
          clarity_level, exhaustion · institutions (u,): municipality, staff, leadership ·
          municipalities (m,): citizens, complaints (before), reversals (before), presence (before),
          informality (before), promise, follow, rest_feedback, rest_gap, rest_weariness ·
          levers (m,): safeguards, training, slack, honesty, mandate · context: leadership
Writes    officials (o,): rationality, empathy, sensitivity, learning, clarity ·
          municipalities (m,): sensitivity, learning, clarity, rest_feedback, rest_gap, rest_weariness
Luck      none
Units     all shares but f: a month per 1,000 citizens; r, a: per month
Deck      rows 24, 28, 55, 58: "rationel følsomhed, læring og (nye) institutionelle muligheder"; "skal kunne agere
          myndigt i et univers med uklare pejlemærker"; "Med ledere i spidsen"
Seen in   official.sensitivity, official.learning, official.clarity, strain.official, reversals
Source    practical wisdom at the front line: Lipsky 1980, Maynard-Moody & Musheno 2003 [M]; learning from experience:
          March & Olsen [M]; unclear landmarks: Cohen, March & Olsen [M]; geometric mean: deck table row 24;
          coefficients [A]
Switch    mechanisms.officials
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np

from sim.arithmetic import share, towards
from sim.blocks import kernel
from sim.parameters import About
from sim.state import State
from sim.steps import one_call


class Rules(NamedTuple):
    """Coefficients of officials."""

    sense_rate: Annotated[float, About(
        en="How fast sense for rules and for people moves.",
        da="Hvor hurtigt sansen for regler og den menneskelige indlevelse ændrer sig.", unit="per month")] = 0.03
    rationality_safeguards: Annotated[float, About(
        en="Sense for rules gained by legal safeguards.", da="Ekstra sans for regler ved retssikkerhed.")] = 0.2
    rationality_training: Annotated[float, About(
        en="Sense for rules gained by training.", da="Ekstra sans for regler ved oplæring.")] = 0.1
    empathy_contact: Annotated[float, About(
        en="Sense for people gained, or worn away, by much co-creation.",
        da="Hvor meget megen samskabelse styrker den menneskelige indlevelse eller slider på den.", low=-0.5)] = 0.1
    empathy_training: Annotated[float, About(
        en="Sense for people gained by training.", da="Ekstra menneskelig indlevelse ved oplæring.")] = 0.15
    empathy_weariness: Annotated[float, About(
        en="Sense for people lost by exhaustion.", da="Tab af menneskelig indlevelse ved udmattelse.", high=2.0)] = 0.4
    usual_safeguards: Annotated[float, About(
        en="Safeguards already counted in.", da="Retssikkerhed, der allerede er regnet med.",
        source="default of the lever")] = 0.7
    usual_training: Annotated[float, About(
        en="Training already counted in.", da="Oplæring, der allerede er regnet med.",
        source="default of the lever")] = 0.3
    learning_rate: Annotated[float, About(
        en="How fast officials learn, and forget.", da="Hvor hurtigt embedsmænd lærer og glemmer.",
        unit="per month")] = 0.05
    reversals: Annotated[float, About(
        en="How many complaints one reversal counts for.", da="Hvor mange klager én omgjort afgørelse tæller som.",
        high=50.0, unit="complaints")] = 10.0
    safe_slack: Annotated[float, About(
        en="How much time to think makes it safe to speak of mistakes.",
        da="I hvor høj grad tid til eftertanke gør det trygt at tale om fejl.", high=2.0)] = 0.5
    usual_slack: Annotated[float, About(
        en="Slack already counted in.", da="Luft i hverdagen, der allerede er regnet med.",
        source="default of the lever")] = 0.5
    safe_honesty: Annotated[float, About(
        en="How much honesty makes it safe to speak of mistakes.",
        da="I hvor høj grad ærlighed gør det trygt at tale om fejl.", high=2.0)] = 0.5
    usual_honesty: Annotated[float, About(
        en="Honesty already counted in.", da="Ærlighed, der allerede er regnet med.",
        source="default of the lever")] = 0.7
    clarity_rate: Annotated[float, About(
        en="How fast the clarity of guidelines moves.", da="Hvor hurtigt pejlemærkernes klarhed ændrer sig.",
        unit="per month")] = 0.05
    clarity_informality: Annotated[float, About(
        en="Clarity lost by unwritten ways.", da="Klarhed, der går tabt ved uformelle veje.", high=3.0)] = 0.6
    usual_informality: Annotated[float, About(
        en="Unwritten ways already counted in.", da="Uformelle veje, der allerede er regnet med.",
        source="rules.cases.usual_informality")] = 0.1
    clarity_promises: Annotated[float, About(
        en="Clarity lost by promises that are not kept.", da="Klarhed, der går tabt ved løfter, som ikke holdes.",
        high=2.0)] = 0.2
    clarity_cocreation: Annotated[float, About(
        en="Clarity lost, or gained, by much co-creation where professional judgement counts for nothing.",
        da="Klarhed, der går tabt eller vindes ved megen samskabelse, når det faglige skøn ikke tæller.",
        low=-0.5)] = 0.25
    clarity_safeguards: Annotated[float, About(
        en="Clarity gained by legal safeguards.", da="Ekstra klarhed ved retssikkerhed.")] = 0.15
    clarity_training: Annotated[float, About(
        en="Clarity gained by training.", da="Ekstra klarhed ved oplæring.")] = 0.1
    clarity_mandate: Annotated[float, About(
        en="Clarity gained by a professional mandate.", da="Ekstra klarhed ved et fagligt mandat.")] = 0.15
    usual_mandate: Annotated[float, About(
        en="Mandate already counted in.", da="Fagligt mandat, der allerede er regnet med.",
        source="default of the lever")] = 0.6
    clarity_leadership: Annotated[float, About(
        en="Clarity gained where institutions are well led.", da="Ekstra klarhed, når institutionerne ledes godt.",
        deck="Med ledere i spidsen")] = 0.2
    usual_leadership: Annotated[float, About(
        en="Leadership already counted in.", da="Ledelse, der allerede er regnet med.")] = 0.5
    settling: Annotated[float, About(
        en="How fast what is usual is found while the municipality comes to rest.",
        da="Hvor hurtigt det sædvanlige niveau findes, mens kommunen falder til ro.", unit="per month")] = 0.1


@kernel
def _usual(
    citizens: Any, complaints: Any, reversals: Any, promise: Any, follow: Any, rest_feedback: Any, rest_gap: Any,
    rest_weariness: Any, home: Any, exhaustion: Any, k: Rules,
) -> None:
    people, tired = np.zeros((2, citizens.shape[0]))
    for o in range(home.shape[0]):
        people[home[o]] += 1.0
        tired[home[o]] += exhaustion[o]
    for m in range(citizens.shape[0]):
        f = 1000.0 * (complaints[m] + k.reversals * reversals[m]) / max(citizens[m], 1)
        rest_feedback[m] += (k.settling if rest_feedback[m] > 0.0 else 1.0) * (f - rest_feedback[m])
        rest_gap[m] = towards(rest_gap[m], promise[m] * (1.0 - follow[m]), k.settling)
        if people[m] > 0.0:
            rest_weariness[m] = tired[m] / people[m]


@kernel
def _lessons(
    citizens: Any, complaints: Any, reversals: Any, rest_feedback: Any, slack: Any, honesty: Any, k: Rules,
) -> Any:
    """What each municipality's mistakes would teach its officials in the long run."""
    lesson = np.zeros(citizens.shape[0])
    for m in range(citizens.shape[0]):
        f = 1000.0 * (complaints[m] + k.reversals * reversals[m]) / max(citizens[m], 1)
        feedback = f / (f + rest_feedback[m]) if f + rest_feedback[m] > 0.0 else 0.5
        safe = 0.5 + k.safe_slack * (slack[m] - k.usual_slack) + k.safe_honesty * (honesty[m] - k.usual_honesty)
        lesson[m] = 2.0 * feedback * share(safe)
    return lesson


@kernel
def _landmarks(
    presence: Any, informality: Any, promise: Any, follow: Any, rest_gap: Any, safeguards: Any, training: Any,
    mandate: Any, home: Any, staff: Any, leadership: Any, shift: float, k: Rules,
) -> Any:
    """How much clearer guidelines are in each municipality than in quiet times, in the long run."""
    people, led = np.zeros((2, presence.shape[0]))
    for u in range(home.shape[0]):
        people[home[u]] += staff[u]
        led[home[u]] += staff[u] * leadership[u]
    clearer = np.zeros(presence.shape[0])
    for m in range(presence.shape[0]):
        c = k.clarity_safeguards * (safeguards[m] - k.usual_safeguards)
        c += k.clarity_training * (training[m] - k.usual_training)
        c += k.clarity_mandate * (mandate[m] - k.usual_mandate)
        if people[m] > 0.0:
            c += k.clarity_leadership * (share(led[m] / people[m] + shift) - k.usual_leadership)
        c -= k.clarity_informality * (informality[m] - k.usual_informality)
        c -= k.clarity_promises * (promise[m] * (1.0 - follow[m]) - rest_gap[m])
        c -= k.clarity_cocreation * presence[m] * (1.0 - mandate[m])
        clearer[m] = c
    return clearer


@kernel
def _officials(
    home: Any, rationality: Any, rationality_level: Any, empathy: Any, empathy_level: Any, sensitivity: Any,
    learning: Any, clarity: Any, clarity_level: Any, exhaustion: Any, presence: Any, rest_weariness: Any,
    safeguards: Any, training: Any, lesson: Any, clearer: Any, mean_sensitivity: Any, mean_learning: Any,
    mean_clarity: Any, k: Rules,
) -> None:
    people, senses, learnt, clear = np.zeros((4, presence.shape[0]))
    for o in range(home.shape[0]):
        m = home[o]
        taught = training[m] - k.usual_training
        rules = k.rationality_safeguards * (safeguards[m] - k.usual_safeguards) + k.rationality_training * taught
        rationality[o] = towards(rationality[o], rationality_level[o] + rules, k.sense_rate)
        warm = k.empathy_contact * presence[m] + k.empathy_training * taught
        warm -= k.empathy_weariness * (exhaustion[o] - rest_weariness[m])
        empathy[o] = towards(empathy[o], empathy_level[o] + warm, k.sense_rate)
        sensitivity[o] = math.sqrt(rationality[o] * empathy[o])
        learning[o] = towards(learning[o], lesson[m], k.learning_rate)
        clarity[o] = towards(clarity[o], clarity_level[o] + clearer[m], k.clarity_rate)
        people[m] += 1.0
        senses[m] += sensitivity[o]
        learnt[m] += learning[o]
        clear[m] += clarity[o]
    for m in range(presence.shape[0]):
        if people[m] > 0.0:
            mean_sensitivity[m] = senses[m] / people[m]
            mean_learning[m] = learnt[m] / people[m]
            mean_clarity[m] = clear[m] / people[m]


@one_call
def step(state: State, k: Rules) -> None:
    """One month of learning, of sensing, and of finding one's bearings."""
    o, u, m, lever = state.officials, state.institutions, state.municipalities, state.levers
    if state.resting:
        _usual(
            m.citizens, m.complaints, m.reversals, m.promise, m.follow, m.rest_feedback, m.rest_gap, m.rest_weariness,
            o.municipality, o.exhaustion, k,
        )
    lesson = _lessons(m.citizens, m.complaints, m.reversals, m.rest_feedback, lever.slack, lever.honesty, k)
    clearer = _landmarks(
        m.presence, m.informality, m.promise, m.follow, m.rest_gap, lever.safeguards, lever.training, lever.mandate,
        u.municipality, u.staff, u.leadership, state.context.leadership - 0.5, k,
    )
    _officials(
        o.municipality, o.rationality, o.rationality_level, o.empathy, o.empathy_level, o.sensitivity, o.learning,
        o.clarity, o.clarity_level, o.exhaustion, m.presence, m.rest_weariness, lever.safeguards, lever.training,
        lesson, clearer, m.sensitivity, m.learning, m.clarity, k,
    )
