"""The deck's own goals: new solutions, felt influence, solidarity, minorities, one's own common good, and who gains."""

from __future__ import annotations

import numpy as np

from sim.agents.citizen import TYPES
from sim.agents.municipality import DOMAINS
from sim.measures.authorities import of_staff
from sim.measures.census import Census
from sim.measures.declare import Better, Measure
from sim.measures.fabric import resources
from sim.measures.people import AGES, people

NAN = float("nan")
_DOMAIN_WORDS = {
    "water": ("water", "vand"),
    "town_planning": ("town planning", "byudvikling"),
    "big_data": ("big data", "big data"),
    "welfare": ("welfare", "velfærd"),
    "home_care": ("home care", "hjemmepleje"),
}
_TYPE_WORDS = {
    "traditional": ("traditional", "traditionelle"),
    "innovative": ("innovative", "innovative"),
    "consumer": ("consumer", "forbrugeristiske"),
}


def _solved(census: Census, domain: int) -> float:
    return 1000.0 * 12 * census.year.solutions(domain) / (census.people * census.year.months)


def loser_gap(census: Census) -> float:
    """Acceptance of those whose bloc holds the council, less that of the others."""
    majority, minority = people(census).acceptance
    return majority - minority


def estimate_bias(census: Census) -> float:
    """How far officials' picture of what citizens want leans to the best-off fifth; projected as in `agenda`."""
    m = census.state.municipalities
    leaning = census.weights @ (m.estimate.astype(np.float64) - m.opinion)
    gap = census.opinions[4] - census.opinions[0]
    length = float(np.sqrt(gap @ gap))
    return float(leaning @ gap) / length if length > 1e-3 else NAN


def _outgroup(census: Census) -> float:
    own = census.mean("trust_citizens")
    return min(1.0, census.mean("trust_unlike") / own) if own > 0.0 else NAN


def _adopted(census: Census, route: int) -> float:
    m = census.state.municipalities
    return float(census.weights @ np.count_nonzero(m.adopted == route, axis=1) / m.adopted.shape[1])


def _mean_of(column: str, id: str, en: str, da: str, meaning_en: str, meaning_da: str, better: Better) -> Measure:
    return Measure(
        id=id, en=en, da=da, meaning_en=meaning_en, meaning_da=meaning_da, formula=f"mean of {column}", better=better,
        column=column,
    )  # fmt: skip


_CITIZENS = (
    _mean_of("external_efficacy", "goal.efficacy", "Felt influence", "Oplevet indflydelse",
             "How far citizens believe that the authority responds to them.",
             "I hvor høj grad borgerne tror, at myndigheden reagerer på dem.", "up"),
    _mean_of("efficacy", "goal.internal_efficacy", "Belief in oneself as a citizen", "Tro på egne evner som borger",
             "How far citizens believe that they can take part.",
             "I hvor høj grad borgerne tror, at de selv kan deltage.", "up"),
    _mean_of("interest", "goal.interest", "Interest in local politics", "Interesse for lokalpolitik",
             "How interested citizens are in local politics.", "Hvor interesserede borgerne er i lokalpolitik.", "up"),
    _mean_of("solidarity", "goal.solidarity", "Solidarity", "Solidaritet",
             "Willingness to carry others' needs.", "Viljen til at være med til at dække andres behov.", "up"),
    _mean_of("tax_consent", "goal.tax_consent", "Consent to tax", "Skattevilje",
             "How far citizens consent to the tax they pay.", "Hvor gerne borgerne betaler deres skat.", "up"),
    _mean_of("self_regard", "goal.self_regard", "Self-regard", "Selvoptagethed",
             "Weight that citizens give their own benefit against the common good.",
             "Den vægt, borgerne lægger på eget udbytte over for det fælles bedste.", "down"),
    _mean_of("own_good", "goal.claimed_common_good", "Claimed less true common good",
             "Påstået over for faktisk fælles bedste",
             "How far what citizens call the common good is their own wish: 0 everybody's, 1 theirs alone.",
             "Hvor meget det, borgerne kalder det fælles bedste, er deres eget ønske: 0 alles, 1 kun deres eget.",
             "down"),
    _mean_of("benefit", "goal.benefit", "Benefit from forums", "Udbytte af forummer",
             "What decisions made in forums have brought citizens lately.",
             "Hvad forummernes beslutninger for nylig har givet borgerne.", "up"),
    _mean_of("grievance", "goal.grievance", "Grievance", "Forurettelse",
             "How much refusals and being outvoted still rankle.",
             "Hvor meget afslag og nederlag stadig nager.", "down"),
    _mean_of("relatives", "help.relatives", "Help from relatives", "Hjælp fra pårørende",
             "Help that relatives give beyond the usual.", "Den hjælp, pårørende giver ud over det sædvanlige.",
             "down"),
    _mean_of("facilities", "help.facilities", "Facilities at home", "Faciliteter i hjemmet",
             "How well homes are fitted for managing there.", "Hvor godt hjemmene er indrettet til, at man kan klare "
             "sig i dem.", "up"),
)  # fmt: skip

_GAPS = tuple(
    Measure(
        id=f"goal.{column}_gap", en=f"{en}: gap", da=f"{da}: forskel",
        meaning_en=f"{en} of the best-off fifth less that of the poorest.",
        meaning_da=f"{da} i den bedst stillede femtedel minus {da[0].lower() + da[1:]} i den dårligst stillede.",
        formula=f"mean of {column} in quintile 5 − in quintile 1", low=-1.0, better="down",
        value=lambda census, column=column: census.ends(column),
    )
    for column, en, da in (
        ("benefit", "Benefit from forums", "Udbytte af forummer"),
        ("competence", "Ability to do one's part in a service", "Evnen til at løfte sin del af en service"),
    )
)  # fmt: skip

_SOLUTIONS = tuple(
    Measure(
        id=f"goal.solutions_{domain}", en=f"New solutions: {_DOMAIN_WORDS[domain][0]}",
        da=f"Nye løsninger: {_DOMAIN_WORDS[domain][1]}",
        meaning_en=f"New solutions on {_DOMAIN_WORDS[domain][0]} for every 1,000 citizens in a year.",
        meaning_da=f"Nye løsninger om {_DOMAIN_WORDS[domain][1]} pr. 1.000 borgere om året.",
        formula="solutions of the domain in the last twelve months · 1,000 / citizens", unit="per 1,000 a year",
        high=None, better="up", value=lambda census, part=part: _solved(census, part),
    )
    for part, domain in enumerate(DOMAINS)
)  # fmt: skip

_TYPES = tuple(
    Measure(
        id=f"type.{kind}", en=f"Weight of the {_TYPE_WORDS[kind][0]} citizen",
        da=f"Den {_TYPE_WORDS[kind][1]} medborgers vægt",
        meaning_en=f"How much of the {_TYPE_WORDS[kind][0]} citizen there is in people, on average.",
        meaning_da=f"Hvor meget der i gennemsnit er af den {_TYPE_WORDS[kind][1]} medborger i folk.",
        formula="mean of its type weight", null="population.types",
        value=lambda census, part=part: people(census).types[part],
    )
    for part, kind in enumerate(TYPES)
)  # fmt: skip

_ADOPTION = tuple(
    Measure(
        id=f"adoption.{route}", en=f"Adopted: {en}", da=f"Indført: {da}",
        meaning_en=f"Share of the domains that have turned to co-creation by {en}; it is held only where the policy "
        "invites.",
        meaning_da=f"Andel af områderne, der har valgt samskabelse som {da}; den finder kun sted, hvor politikken "
        "inviterer.",
        formula="domains adopted by this route / domains", denominator="domains, by citizens of the municipality",
        null="0 at the beginning", value=lambda census, part=part: _adopted(census, part + 1),
    )
    for part, (route, en, da) in enumerate((
        ("opt_in", "choice of officials and leading politicians", "aktivt tilvalg"),
        ("consequence", "pressure of citizens", "logisk konsekvens"),
    ))
)  # fmt: skip

_PEOPLE = tuple(
    Measure(
        id=f"population.over_{age}", en=f"Aged {age} and over", da=f"{age} år og derover",
        meaning_en=f"Share of adults aged {age} and over.",
        meaning_da=f"Andel af de voksne, der er {age} år eller ældre.",
        formula=f"citizens of {age} and over / citizens", value=lambda census, at=at: people(census).older[at],
    )
    for at, age in enumerate(AGES)
)  # fmt: skip

GOALS: tuple[Measure, ...] = (
    Measure(
        id="goal.solutions", en="New solutions", da="Nye løsninger",
        meaning_en="New solutions made in forums for every 1,000 citizens in a year.",
        meaning_da="Nye løsninger skabt i forummer pr. 1.000 borgere om året.",
        formula="solutions of the last twelve months · 1,000 / citizens", unit="per 1,000 a year",
        high=None, better="up",
        value=lambda census: census.yearly("solutions"),
    ),
    *_SOLUTIONS,
    *_CITIZENS,
    *_GAPS,
    Measure(
        id="goal.loser_acceptance", en="Acceptance of losing", da="At acceptere at være i mindretal",
        meaning_en="How far those whose bloc is outnumbered in the council accept being refused or outvoted.",
        meaning_da="I hvor høj grad de, hvis blok er i mindretal i byrådet, accepterer afslag og nederlag.",
        formula="mean acceptance of the minority", better="up", denominator="citizens in the minority",
        value=lambda census: people(census).acceptance[1],
    ),
    Measure(
        id="goal.loser_gap", en="Losers' gap", da="Mindretallets efterslæb",
        meaning_en="Acceptance of those in the majority less that of those in the minority.",
        meaning_da="Accept hos dem, der er i flertal, minus accept hos dem, der er i mindretal.",
        formula="mean acceptance of the majority − of the minority", low=-1.0, better="down",
        value=loser_gap,
    ),
    Measure(
        id="goal.estimate_bias", en="Officials' picture leans to the best-off", da="Skævt billede af borgernes ønsker",
        meaning_en="How far officials' picture of what citizens want leans to the best-off fifth.",
        meaning_da="Hvor meget embedsmændenes billede af borgernes ønsker hælder mod den bedst stillede femtedel.",
        formula="(estimate − mean opinion) · (mean of quintile 5 − mean of quintile 1) / its length",
        unit="opinion, −1 to 1", low=-3.0, high=3.0, better="down", null="0 where everybody shows up alike",
        value=estimate_bias,
    ),
    Measure(
        id="goal.employee_quality", en="Skill of staff", da="De ansattes kompetence",
        meaning_en="Skill of service staff in working with citizens.",
        meaning_da="De ansattes evne til at arbejde sammen med borgerne.",
        formula="mean skill of staff", better="up", denominator="service staff",
        value=lambda census: of_staff(census, "skill"),
    ),
    Measure(
        id="goal.staff_exposure", en="Staff exposed", da="De ansattes udsathed",
        meaning_en="How much demands and complaints reach the staff.",
        meaning_da="Hvor meget krav og klager rammer de ansatte.",
        formula="mean exposure of staff", better="down", denominator="service staff",
        value=lambda census: of_staff(census, "exposure"),
    ),
    Measure(
        id="goal.social_ties", en="Acquaintances from forums", da="Bekendtskaber fra forummer",
        meaning_en="Acquaintances made in forums that a citizen has, on average.",
        meaning_da="Antal bekendtskaber fra forummer, som en borger i gennemsnit har.",
        formula="4 · mean of (bonds + bridges)", unit="persons", high=4.0, better="up",
        null="0 where there is no forum",
        value=lambda census: 4.0 * (census.mean("bonds") + census.mean("bridges")),
    ),
    Measure(
        id="horizontal.outgroup_trust", en="Trust in those unlike oneself",
        da="Tillid til dem, der ikke ligner en selv",
        meaning_en="Trust in people of another kind against trust in other people in general.",
        meaning_da="Tilliden til folk, der ikke ligner en selv, i forhold til tilliden til andre i almindelighed.",
        formula="mean of trust_unlike / mean of trust_citizens, at most 1", better="up", null=".85 at rest",
        value=_outgroup,
    ),
    Measure(
        id="horizontal.resource_gini", en="Inequality of resources", da="Ulighed i ressourcer",
        meaning_en="How unequal citizens' resources are.", meaning_da="Hvor ulige borgernes ressourcer er fordelt.",
        formula="Gini of resources", better="down", null="0 where all have the same",
        value=lambda census: resources(census).inequality,
    ),
    *_ADOPTION,
    *_TYPES,
    *_PEOPLE,
)  # fmt: skip
