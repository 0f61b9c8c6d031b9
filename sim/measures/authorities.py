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
def _average(column: Any, weights: Any) -> float:
    total = whole = 0.0
    for i in range(weights.shape[0]):
        total += column[i] * weights[i]
        whole += weights[i]
    return total / whole if whole > 0.0 else np.nan


_STAFF = ("absence", "skill", "exposure", "latitude")
_INSTITUTIONS = ("measured", "unmeasured", "porosity")


def of_staff(census: Census, column: str) -> float:
    """Mean of one of a few columns of service staff; not-a-number where there are none."""
    s = census.state.staff
    return _averages(census, s, _STAFF, np.ones(s.n))[column]


def of_institutions(census: Census, column: str) -> float:
    """Mean of one of a few columns of institutions, each counted by its staff; not-a-number where there are none."""
    u = census.state.institutions
    return _averages(census, u, _INSTITUTIONS, u.staff.astype(np.float64))[column]


def _averages(census: Census, table: Table, columns: tuple[str, ...], weights: NDArray[np.float64]) -> dict[str, float]:
    if table.name not in census.kept:
        census.kept[table.name] = {column: _average(table.array(column), weights) for column in columns}
    kept: dict[str, float] = census.kept[table.name]
    return kept


def measured_gap(census: Census) -> float:
    """How much better institutions are in what rankings measure than in what they do not, in log-odds."""
    return of_institutions(census, "measured") - of_institutions(census, "unmeasured")


@kernel
def _divide(
    voice: Any, exited: Any, institution: Any, home: Any, wanted: Any, quintile: Any, municipality: Any, sector: Any,
    users: Any, services: Any, found: Any,
) -> None:  # fmt: skip
    """Add up the dissimilarity of services with users of both kinds, by users; and those users.

    Args:
        voice, exited, institution, home, wanted, quintile: (n,) of citizens.
        municipality, sector: (u,) of institutions.
        users: (places, 2) zeros, for users of each provider: those of the two poorest fifths, and of the two best-off;
            institutions, then the other providers of each service.
        services: (services, 3) zeros, for the same of each service, and half of how far their shares lie apart.
        found: (2,) zeros.
    """
    units, places = municipality.shape[0], users.shape[0]
    for i in range(np.uint64(voice.shape[0])):
        if voice[i] != 0 and quintile[i] != 3:
            other = units + len(SECTORS) * np.int64(home[i]) + wanted[i]
            users[other if exited[i] == 1 else institution[i], 1 if quintile[i] > 3 else 0] += 1.0
    for again in range(2):
        for place in range(places):
            service = len(SECTORS) * np.int64(municipality[place]) + sector[place] if place < units else place - units
            poor, rich = users[place, 0], users[place, 1]
            if again == 0:
                services[service, 0] += poor
                services[service, 1] += rich
            elif services[service, 0] > 0.0 and services[service, 1] > 0.0:
                services[service, 2] += 0.5 * abs(poor / services[service, 0] - rich / services[service, 1])
    for service in range(services.shape[0]):
        if services[service, 0] > 0.0 and services[service, 1] > 0.0:
            found[0] += services[service, 2] * (services[service, 0] + services[service, 1])
            found[1] += services[service, 0] + services[service, 1]


def segregation(census: Census) -> float:
    """Dissimilarity of the institutions of a service in the share of poor and well-off users; mean over services.

    The two poorest fifths against the two best-off; another provider than the municipality counts as one institution
    more of its service. Services without users of both kinds do not count.
    """
    c, u = census.state.citizens, census.state.institutions
    services = census.state.municipalities.n * len(SECTORS)
    found = np.zeros(2)
    _divide(
        c.voice, c.exited, c.institution, c.municipality, c.sector, c.quintile, u.municipality, u.sector,
        np.zeros((u.n + services, 2)), np.zeros((services, 3)), found,
    )  # fmt: skip
    return float(found[0] / found[1]) if found[1] > 0.0 else NAN


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
