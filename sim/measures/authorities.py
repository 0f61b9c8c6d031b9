"""The authorities: council, officials, staff and institutions, as citizens and colleagues meet them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import SECTORS
from sim.blocks import kernel
from sim.measures.census import Census
from sim.measures.declare import Better, Measure
from sim.table import Table

NAN = float("nan")


@kernel
def _average(columns: Any, weights: Any, found: Any) -> None:
    for at in range(len(columns)):
        column, total, whole = columns[at], 0.0, 0.0
        for i in range(weights.shape[0]):
            total += column[i] * np.float64(weights[i])
            whole += weights[i]
        found[at] = total / whole if whole > 0.0 else np.nan


_STAFF = ("absence", "skill", "exposure", "latitude")
_INSTITUTIONS = ("measured", "unmeasured", "porosity")


def of_staff(census: Census, column: str) -> float:
    """Mean of one of a few columns of service staff; not-a-number where there are none."""
    s = census.state.staff
    return _averages(census, s, _STAFF, np.ones(s.n, dtype=s.skill.dtype))[column]


def of_institutions(census: Census, column: str) -> float:
    """Mean of one of a few columns of institutions, each counted by its staff; not-a-number where there are none."""
    u = census.state.institutions
    return _averages(census, u, _INSTITUTIONS, u.staff)[column]


def _averages(census: Census, table: Table, columns: tuple[str, ...], weights: NDArray[Any]) -> dict[str, float]:
    if table.name not in census.kept:
        found = np.empty(len(columns))
        _average(tuple(table.array(column) for column in columns), weights, found)
        census.kept[table.name] = dict(zip(columns, found.tolist(), strict=True))
    kept: dict[str, float] = census.kept[table.name]
    return kept


def measured_gap(census: Census) -> float:
    """How much better institutions are in what rankings measure than in what they do not, in log-odds."""
    return of_institutions(census, "measured") - of_institutions(census, "unmeasured")


@kernel
def _use(
    voice: Any, exited: Any, institution: Any, municipality: Any, sector: Any, quintile: Any, units: int, users: Any
) -> None:
    """Count users of each provider: those of the two poorest fifths, then those of the two best-off."""
    for i in range(np.uint64(voice.shape[0])):
        if voice[i] != 0 and quintile[i] != 3:
            other = units + len(SECTORS) * np.int64(municipality[i]) + sector[i]
            users[1 if quintile[i] > 3 else 0, other if exited[i] == 1 else institution[i]] += 1.0


def segregation(census: Census) -> float:
    """Dissimilarity of the institutions of a service in the share of poor and well-off users; mean over services.

    The two poorest fifths against the two best-off; another provider than the municipality counts as one institution
    more of its service. Services without users of both kinds do not count.
    """
    c, u, towns = census.state.citizens, census.state.institutions, census.state.municipalities.n
    places = u.n + towns * len(SECTORS)
    users, found = np.zeros((2, places)), np.zeros(2)
    _use(c.voice, c.exited, c.institution, c.municipality, c.sector, c.quintile, u.n, users)
    _divide(users, u.municipality, u.sector, found)
    return float(found[0] / found[1]) if found[1] > 0.0 else NAN


@kernel
def _divide(users: Any, municipality: Any, sector: Any, found: Any) -> None:
    """Add up the dissimilarity of services with users of both kinds, by users; and those users."""
    units, places = municipality.shape[0], users.shape[1]
    services = places - units
    whole, apart = np.zeros((2, services)), np.zeros(services)
    for again in range(2):
        for place in range(places):
            service = len(SECTORS) * np.int64(municipality[place]) + sector[place] if place < units else place - units
            poor, rich = users[0, place], users[1, place]
            if again == 0:
                whole[0, service] += poor
                whole[1, service] += rich
            elif whole[0, service] > 0.0 and whole[1, service] > 0.0:
                apart[service] += 0.5 * abs(poor / whole[0, service] - rich / whole[1, service])
    for service in range(services):
        if whole[0, service] > 0.0 and whole[1, service] > 0.0:
            found[0] += apart[service] * (whole[0, service] + whole[1, service])
            found[1] += whole[0, service] + whole[1, service]


def _plain(id: str, en: str, da: str, meaning_en: str, meaning_da: str, column: str, better: Better) -> Measure:
    return Measure(
        id=id, en=en, da=da, meaning_en=meaning_en, meaning_da=meaning_da, formula=f"mean of {column}",
        denominator="municipalities, by citizens", better=better,
        value=lambda census, column=column: census.across(column),
    )  # fmt: skip


AUTHORITIES: tuple[Measure, ...] = (
    _plain("council.dialogue", "Councillors in dialogue", "Byrådsmedlemmer i dialog",
           "Share of the council that works in dialogue with citizens and administration.",
           "Andel af byrådet, der arbejder i dialog med borgere og forvaltning.", "dialogue", "none"),
    _plain("council.harassment", "Harassment of councillors", "Chikane mod byrådsmedlemmer",
           "How much harassment councillors have met lately.",
           "Hvor meget chikane byrådets medlemmer har mødt for nylig.", "harassment", "down"),
    _plain("council.listening", "Listening", "Lydhørhed",
           "How well the council listens: attention, skill and reasons together.",
           "Hvor godt byrådet lytter: opmærksomhed, evne og begrundelser tilsammen.", "listening", "up"),
    _plain("council.follow", "Follow-through", "Gennemførelse",
           "Share of what was agreed that is carried out.", "Andel af det aftalte, der bliver gennemført.", "follow",
           "up"),
    _plain("official.sensitivity", "Rational sensitivity", "Rationel følsomhed",
           "Officials' sense for rules and for people at once.",
           "Embedsmændenes sans for regler og menneskelige indlevelse på én gang.", "sensitivity", "up"),
    _plain("official.clarity", "Clear landmarks", "Klare pejlemærker",
           "How clear the guidelines are to officials.", "Hvor klare pejlemærkerne er for embedsmændene.", "clarity",
           "up"),
    _plain("official.learning", "Learning from cases", "Læring af sager",
           "What officials have learnt from cases gone wrong.", "Hvad embedsmændene har lært af sager, der gik galt.",
           "learning", "up"),
    _plain("goal.credibility", "Credibility", "Troværdighed",
           "How far what the municipality says is believed.", "I hvor høj grad man tror på det, kommunen siger.",
           "credibility", "up"),
    _plain("goal.authority", "Authority", "Autoritet",
           "How far the municipality's decisions are taken to hold.",
           "I hvor høj grad kommunens afgørelser anerkendes som gyldige.", "authority", "up"),
    _plain("goal.covered", "Citizens in the data", "Borgere i data",
           "Share of citizens who show up in the data that officials use.",
           "Andel af borgerne, der kan ses i de data, embedsmændene bruger.", "covered", "none"),
    Measure(
        id="goal.estimate_doubt", en="Doubt of the estimate", da="Usikkerhed om skønnet",
        meaning_en="How uncertain officials say that their picture of what citizens want is.",
        meaning_da="Hvor usikkert embedsmændene siger, at deres billede af borgernes ønsker er.",
        formula="mean of doubt", unit="sd on the scale of opinions", high=2.0,
        denominator="municipalities, by citizens", value=lambda census: census.across("doubt"),
    ),
    Measure(
        id="goal.latitude", en="Professional latitude", da="Fagligt råderum",
        meaning_en="Staff's room for professional judgement.", meaning_da="De ansattes rum for fagligt skøn.",
        formula="mean latitude of staff", better="up", denominator="service staff",
        value=lambda census: of_staff(census, "latitude"),
    ),
    Measure(
        id="goal.porosity", en="Porous institutions", da="Porøse institutioner",
        meaning_en="How openly surroundings reach into the institutions.",
        meaning_da="Hvor åbent omgivelserne når ind i institutionerne.",
        formula="mean porosity of institutions, by staff", denominator="service staff",
        value=lambda census: of_institutions(census, "porosity"),
    ),
    Measure(
        id="goal.measured_gap", en="Measured less unmeasured quality", da="Målt minus ikke-målt kvalitet",
        meaning_en="How much better institutions are in what rankings measure than in what they do not.",
        meaning_da="Hvor meget bedre institutionerne er til det, ranglisterne måler, end til det, de ikke måler.",
        formula="mean of measured − unmeasured, by staff", unit="logit", low=-10.0, high=10.0, better="down",
        denominator="service staff", null="0 where nobody looks at rankings", value=measured_gap,
    ),
    Measure(
        id="help.volunteer_hours", en="Volunteers' hours in services", da="Frivillige timer i servicen",
        meaning_en="Hours that volunteers give to services, for every 1,000 citizens in a month.",
        meaning_da="Timer, som frivillige lægger i servicen, pr. 1.000 borgere om måneden.",
        formula="mean of volunteer_hours", unit="hours per 1,000 citizens a month", high=None,
        denominator="municipalities, by citizens", value=lambda census: census.across("volunteer_hours"),
    ),
    Measure(
        id="horizontal.segregation", en="Divided institutions", da="Opdelte institutioner",
        meaning_en="How far poor and well-off users of a service are served apart.",
        meaning_da="I hvor høj grad dårligt og bedst stillede brugere af samme service bliver betjent hver for sig.",
        formula="dissimilarity of the two poorest and two best-off fifths over the providers of a service, mean over "
        "services", better="down", denominator="users of services",
        null="above 0 by chance where institutions are small", value=segregation,
    ),
)  # fmt: skip
