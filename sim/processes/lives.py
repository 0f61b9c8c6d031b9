"""Lives: coming of age, having children, growing older, moving and dying.

Rule      nothing where p = 0 or while coming to rest; else each month, for everybody with a voice:
          birthday: age ← min(age + 1, 120) where ⌊(p·month + uid mod 12) / 12⌋ is one more than a month ago;
          age_score = (age − 50) / 18.6; on turning 65 the need that one is settled at grows by y₁, on turning 80 by
          y₂ / y₁
          dies with P = min(1, q·p/12), q = q₈₀·e^(g·(age − 80));  else moves away with P = min(1, v·p/12),
          v = v_o + (v_y − v_o)·e^(−(age − 18)/t);  else one child more with P = b·p/12 from 25 to 39, or one less
          with P = l·children·p/12 from 40 on;  a child, up to the third, is y_c of the need one is settled at
          settled need stays within .01 and .95
          who moves away: a newcomer takes the place, alike in all that the town's figures and the town's mix of
          people settle, and a stranger in the rest: every state at its level, what was learnt here gone, what is
          expected of services as is usual here; who volunteered elsewhere does so here, as a beginner
          who dies: somebody of 18 takes the place, with the traits and schooling of a citizen of 25 to 44 of the same
          municipality (else of any other who lives on; of the dead where nobody does), without children, with party
          identity i₀ and habit h₀, a stranger to services in the same way
          a new person has the number uid + 8,000,000; whom the one before had come to know forgets them
          service: home care from 80, from 65 with u < .25; with children day care (u < .4) or schools; else town
          planning (u < .3), culture (u < .7), digital services; chosen anew when that changes, at the institution of
          the same neighbourhood; u of the person
In words  People come of age, have children, grow old, move and die; the municipality keeps its size and its ties of
          neighbourhood. More of the old means more need, with no more hands. Who lives, moves or dies depends on age
          and luck, never on the policy: under every policy the same people grow old.
Reads     citizens (n,): uid, voice, municipality, age, age_score, children, education, education_score, income,
          resources, resources_level, quintile, type_weights, type_level, temper, style, civic_drive, need,
          need_level, sector, institution, competence, digital, awareness, interest, interest_level, efficacy,
          efficacy_level, open_mindedness, self_regard, self_regard_level, own_good, acceptance, solidarity,
          solidarity_level, tax_consent, external_efficacy, external_efficacy_level, trust_politicians,
          trust_politicians_level, trust_administration, trust_administration_level, trust_staff, trust_staff_level,
          trust_citizens, trust_citizens_level, trust_national, trust_courts, trust_unlike, positions, leanings,
          party, volunteer, met_lately · institutions (u,): municipality · municipalities (m,): rest_service,
          rest_satisfaction, rest_fairness, rest_channels · context: ageing
Writes    citizens (n,): uid, age, age_score, children, education, education_score, income, resources,
          resources_level, quintile, type_weights, type_level, temper, style, civic_drive, need, need_level, sector,
          institution, competence, digital, relatives, awareness, interest, interest_level, efficacy, efficacy_level,
          open_mindedness, self_regard, self_regard_level, own_good, acceptance, losses, solidarity,
          solidarity_level, tax_consent, expected_influence, external_efficacy, external_efficacy_level,
          realised_influence, months_apart, asked, answer, benefit, maker, quality, expectation, shortfall,
          satisfaction, fairness, grievance, past_complaints, trust_politicians, trust_politicians_level,
          trust_administration, trust_administration_level, trust_staff, trust_staff_level, trust_citizens,
          trust_citizens_level, trust_national, trust_courts, trust_unlike, positions, leanings, channel_values,
          party, party_identity, member, voted, switched, habit, volunteer, tenure, met_lately, bonds, bridges
Luck      Decision.DEATH (lanes: dies, moves, a child), Decision.NEWCOMER (whose traits, by the new number),
          Decision.CITIZEN_SERVICE (month 0, by person: which service)
Units     p: the context's pace, years a year; q, v, b, l: chances a year; ages, t: years; y: ratios, y_c: need
Deck      row 7: "Problemopfattelse: flere gamle, kronisk syge, færre hænder og færre ressourcer"
Seen in   population.over_80, population.over_65, unmet_need
Source    mortality doubles in about seven years, 4½ per cent a year at 80: Danish life tables [M]; one in twenty
          adults leaves a municipality in a year, the young far more often: Statistics Denmark [M]; those over 80 grow
          from 272,000 (2020) to 434,000 (2030), Statistics Denmark [V], which this must come near to; that numbers
          stay as they are, and that the young of today will get the schooling of those of 25 to 44 [A]
Switch    mechanisms.lives
"""

from __future__ import annotations

import math
from typing import Annotated, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import SECTORS
from sim.blocks import Blocks, over_blocks
from sim.parameters import About
from sim.randomness import Decision, number, uniform4, uniforms
from sim.state import Moment, State

DEATH = number(Decision.DEATH)
DIED, MOVED, CHANGED = 1, 2, 3
GENERATION = 8_000_000
"""Added to the number of whoever lived in a place before: more than any model has people, so that no number comes
twice, and the same under any number of citizens; 32 bits hold 268 generations."""
ADULT, OLDEST = 18, 120
PARENTS = (25, 40)
DONORS = (25, 44)
LEAST_NEED, MOST_NEED = 0.01, 0.95

_SETTLED = {
    name: f"{name}_level"
    for name in ("resources", "type_weights", "interest", "efficacy", "self_regard", "solidarity", "external_efficacy",
                 "trust_politicians", "trust_administration", "trust_staff", "trust_citizens", "need")
} | {"type_weights": "type_level", "positions": "leanings"}  # fmt: skip
"""State: the level at which a stranger has it."""
_GONE = ("relatives", "losses", "realised_influence", "months_apart", "asked", "answer", "benefit", "maker",
         "shortfall", "grievance", "past_complaints", "tenure", "bonds", "bridges")  # fmt: skip
"""What was met and learnt here; flags of the month are made anew by those who raise them."""
_USUAL = {"quality": "rest_service", "expectation": "rest_service", "satisfaction": "rest_satisfaction",
          "fairness": "rest_fairness", "channel_values": "rest_channels"}  # fmt: skip
_TRAITS = ("education", "education_score", "income", "resources_level", "quintile", "type_level", "temper", "style",
           "civic_drive", "competence", "digital", "awareness", "interest_level", "efficacy_level", "open_mindedness",
           "self_regard_level", "own_good", "acceptance", "solidarity_level", "tax_consent",
           "external_efficacy_level", "trust_politicians_level", "trust_administration_level", "trust_staff_level",
           "trust_citizens_level", "trust_national", "trust_courts", "trust_unlike", "leanings", "party",
           "volunteer")  # fmt: skip
"""What somebody who comes of age has from a citizen of 25 to 44."""

Rows = NDArray[np.int64]


class Rules(NamedTuple):
    """Coefficients of lives."""

    mortality: Annotated[float, About(
        en="Chance of dying at 80.", da="Sandsynligheden for at dø som 80-årig.", high=0.2, unit="per year",
        source="Danish life tables, both sexes; those of 65 have 20 more years", mark="M")] = 0.045
    mortality_slope: Annotated[float, About(
        en="How fast that chance grows with age.", da="Hvor hurtigt den sandsynlighed vokser med alderen.", high=0.2,
        unit="per year", source="Gompertz; Danish life tables", mark="M")] = 0.105
    moving_young: Annotated[float, About(
        en="Chance of moving to another municipality at 18.",
        da="Sandsynligheden for at flytte til en anden kommune som 18-årig.", unit="per year",
        source="Statistics Denmark: the young move most", mark="M")] = 0.22
    moving_old: Annotated[float, About(
        en="The same in great age.", da="Den samme sandsynlighed i en høj alder.", high=0.2, unit="per year",
        source="Statistics Denmark: about one in twenty of all adults", mark="M")] = 0.012
    moving_fall: Annotated[float, About(
        en="Years in which what lies between falls by two thirds.",
        da="Antal år, før forskellen mellem de to er faldet med to tredjedele.", low=1.0, high=60.0, unit="years",
        source="the same", mark="M")] = 14.0
    birth: Annotated[float, About(
        en="Chance of one child more from 25 to 39, each child counted with one parent.",
        da="Sandsynligheden for at få et barn mere fra 25 til 39 år, når hvert barn kun tælles hos én forælder.",
        high=0.3, unit="per year", source="about 1.7 children a woman", mark="M")] = 0.057
    leaving: Annotated[float, About(
        en="Chance that a child comes of age and leaves, where the parent is 40 or older.",
        da="Sandsynligheden for, at et barn bliver voksent og flytter hjemmefra, når forælderen er fyldt 40.",
        unit="per child and year", source="keeps children in a home as many as they are")] = 0.12
    need_65: Annotated[float, About(
        en="Need from 65 to 79 against need before.", da="Behovet fra 65 til 79 år i forhold til behovet før.",
        low=1.0, high=3.0, unit="ratio")] = 1.7
    need_80: Annotated[float, About(
        en="Need from 80 on against need before 65.", da="Behovet fra 80 år i forhold til behovet før 65.", low=1.0,
        high=6.0, unit="ratio")] = 2.9
    need_child: Annotated[float, About(
        en="Need of service that a child brings, up to the third.",
        da="Det behov for service, et barn giver, til og med det tredje.", high=0.2)] = 0.04
    identity: Annotated[float, About(
        en="Attachment to a party at 18.", da="Tilknytning til et parti som 18-årig.")] = 0.30
    habit: Annotated[float, About(
        en="Habit of voting at 18.", da="Vane med at stemme som 18-årig.",
        source="first-time voters come nearly as often as others, those of 20 to 29 far less: local election 2013",
        mark="M")] = 0.60


def service(age: Any, children: Any, u: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The service that citizens need most, rows of SECTORS: by age and children, else by each one's luck `u`."""
    row = {sector: number for number, sector in enumerate(SECTORS)}
    other = np.where(u < 0.3, row["town_planning"], np.where(u < 0.7, row["culture"], row["digital_services"]))
    family = np.where(u < 0.4, row["day_care"], row["schools"])
    old = (age >= 80) | ((age >= 65) & (u < 0.25))
    return np.where(old, row["home_care"], np.where(children > 0, family, other)).astype(np.uint8)


@over_blocks
def _live(
    first: int, last: int, blocks: Blocks, uid: Any, voice: Any, age: Any, age_score: Any, children: Any, level: Any,
    dying: Any, moving: Any, pace: float, now: Moment, k: Rules, event: Any,
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        if voice[i] == 0:
            continue
        turn = uid[i] % 12
        birthday = math.floor((pace * now.month + turn) / 12.0) - math.floor((pace * (now.month - 1) + turn) / 12.0)
        settled = level[i]
        if birthday > 0 and age[i] < OLDEST:
            age[i] += 1
            age_score[i] = (age[i] - 50.0) / 18.6
            if age[i] == 65 or age[i] == 80:
                settled *= k.need_65 if age[i] == 65 else k.need_80 / k.need_65
                event[i] = CHANGED
        u = uniform4(now.seed, DEATH, now.month, uid[i], 0)
        if u[0] < dying[age[i]]:
            event[i] = DIED
        elif u[1] < moving[age[i]]:
            event[i] = MOVED
        else:
            before = children[i]
            if PARENTS[0] <= age[i] < PARENTS[1]:
                if u[2] < k.birth * pace / 12.0:
                    children[i] = min(before + 1, 20)
            elif age[i] >= PARENTS[1] and u[2] < k.leaving * before * pace / 12.0:
                children[i] -= 1
            if children[i] != before:
                settled += k.need_child * (min(children[i], 3) - min(before, 3))
                event[i] = CHANGED
        if settled != level[i]:
            level[i] = min(max(settled, LEAST_NEED), MOST_NEED)


def _donors(state: State, event: NDArray[np.uint8], who: Rows) -> Rows:
    """Whose traits those have who come of age in the rows `who`."""
    c = state.citizens
    lives_on = (c.voice == 1) & (event != DIED)
    in_age = lives_on & (c.age >= DONORS[0]) & (c.age <= DONORS[1])
    luck = uniforms(int(state.now.seed), Decision.NEWCOMER, state.now.month, c.uid[who])
    donors, town = who.copy(), c.municipality[who]
    for among in map(np.flatnonzero, (lives_on, in_age)):  # the second, where it has any, holds over the first
        homes = c.municipality[among]  # in order: citizens lie by municipality
        first, end = np.searchsorted(homes, town), np.searchsorted(homes, town, side="right")
        some = first < end
        donors[some] = among[(first + luck * (end - first)).astype(np.int64)[some]]
    return donors


def _come_of_age(state: State, event: NDArray[np.uint8], who: Rows, k: Rules) -> None:
    c = state.citizens
    donors = _donors(state, event, who)
    child = k.need_child * np.minimum(c.children[donors], 3)
    c.need_level[who] = np.clip(c.need_level[donors] - child, LEAST_NEED, MOST_NEED)
    for name in _TRAITS:
        c.array(name)[who] = c.array(name)[donors]
    c.age[who], c.age_score[who] = ADULT, (ADULT - 50.0) / 18.6
    c.party_identity[who], c.habit[who] = k.identity, k.habit
    for name in ("children", "member", "voted", "switched"):
        c.array(name)[who] = 0


def _arrive(state: State, who: Rows) -> None:
    """Make strangers of those in the rows `who`: every state at its level, what was learnt here gone."""
    c, m = state.citizens, state.municipalities
    for name, level in _SETTLED.items():
        c.array(name)[who] = c.array(level)[who]
    for name in _GONE:
        c.array(name)[who] = 0
    for name, rest in _USUAL.items():
        c.array(name)[who] = m.array(rest)[c.municipality[who]]
    c.expected_influence[who] = c.columns["expected_influence"].start
    # ties go both ways: each of those whom the one before knew strikes them off
    known = c.met_lately[who].ravel()
    of = np.repeat(who, c.met_lately.shape[1])[known >= 0]
    known = known[known >= 0]
    struck, place = np.nonzero((c.met_lately[known] == of[:, None]) & (c.voice[known] == 1)[:, None])
    c.met_lately[known[struck], place] = -1
    c.met_lately[who] = -1


def _serve(state: State, who: Rows) -> None:
    """The service that those in the rows `who` need now, at the institution of the same part of the municipality."""
    c, home = state.citizens, state.institutions.municipality
    c.sector[who] = service(
        c.age[who], c.children[who], uniforms(int(state.now.seed), Decision.CITIZEN_SERVICE, 0, c.uid[who])
    )
    first = np.searchsorted(home, c.municipality[who])
    units = (np.searchsorted(home, c.municipality[who], side="right") - first) // len(SECTORS)
    unit = (c.institution[who] - first) % units
    c.institution[who] = first + c.sector[who].astype(np.int64) * units + unit


def step(state: State, k: Rules) -> None:
    """One month of lives; nothing at all where the pace of life is 0."""
    c, pace = state.citizens, state.context.ageing
    if pace == 0.0 or state.resting:
        return
    age = np.arange(OLDEST + 1)
    dying = np.minimum(k.mortality * np.exp(k.mortality_slope * (age - 80.0)) * pace / 12.0, 1.0)
    moving = k.moving_old + (k.moving_young - k.moving_old) * np.exp((ADULT - age) / k.moving_fall)
    moving = np.minimum(moving * pace / 12.0, 1.0)
    event = np.zeros(c.n, dtype=np.uint8)
    state.run(
        _live, c.uid, c.voice, c.age, c.age_score, c.children, c.need_level, dying, moving, pace, state.now, k, event
    )
    died, new = np.flatnonzero(event == DIED), np.flatnonzero((event == DIED) | (event == MOVED))
    c.uid[new] += GENERATION
    _come_of_age(state, event, died, k)
    _arrive(state, new)
    _serve(state, np.flatnonzero(event))
