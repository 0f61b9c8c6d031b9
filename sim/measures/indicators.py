"""Plain indicators: trust, elections, voice and exit, services, channels, roles and costs."""

from __future__ import annotations

from sim.agents.municipality import ROLES
from sim.measures.authorities import of_staff
from sim.measures.census import Census
from sim.measures.declare import Measure

NAN = float("nan")


def _council(census: Census, column: str) -> float:
    """A figure of the last election; not-a-number before the first."""
    return census.across(column) if census.across("turnout") > 0.0 else NAN


_TRUST = tuple(
    Measure(
        id=f"trust.{target}",
        en=f"Trust in {en}",
        da=f"Tillid til {da}",
        meaning_en=f"How much citizens trust {en}, on average.",
        meaning_da=f"Hvor stor tillid borgerne i gennemsnit har til {da}.",
        formula=f"mean of trust_{target}",
        better="up",
        null="the level people are settled at",
        column=f"trust_{target}",
    )
    for target, en, da in (
        ("politicians", "local politicians", "lokalpolitikere"),
        ("administration", "the administration", "forvaltningen"),
        ("staff", "service staff", "de ansatte"),
        ("citizens", "other citizens", "andre borgere"),
        ("national", "national politicians", "landspolitikere"),
        ("courts", "the courts", "domstolene"),
    )
)

_ELECTIONS = (
    Measure(
        id="turnout", en="Turnout", da="Valgdeltagelse",
        meaning_en="Share of citizens who voted at the last local election.",
        meaning_da="Andel af borgerne, der stemte ved det seneste kommunalvalg.",
        formula="votes / citizens with a voice, at the last election", better="up",
        value=lambda census: census.across("turnout"),
    ),
    Measure(
        id="switching", en="Party switching", da="Partiskift",
        meaning_en="Share of voters who chose another party than the last time.",
        meaning_da="Andel af vælgerne, der valgte et andet parti end sidst.",
        formula="voters who switched / voters, at the last election", denominator="voters",
        value=lambda census: _council(census, "switching"),
    ),
)  # fmt: skip

_VOICE = (
    Measure(
        id="party.membership", en="Party membership", da="Partimedlemskab",
        meaning_en="Share of citizens who are members of a party.",
        meaning_da="Andel af borgerne, der er medlem af et parti.",
        formula="mean of member", column="member",
    ),
    Measure(
        id="volunteering", en="Volunteering", da="Frivilligt arbejde",
        meaning_en="Share of citizens who do voluntary work.", meaning_da="Andel af borgerne, der arbejder frivilligt.",
        formula="mean of volunteer", column="volunteer",
    ),
    Measure(
        id="complaints", en="Complaints", da="Klager",
        meaning_en="Complaints about services for every 1,000 citizens in a year.",
        meaning_da="Klager over service pr. 1.000 borgere om året.",
        formula="complaints of the last twelve months · 1,000 / citizens", unit="per 1,000 a year", high=None,
        value=lambda census: census.yearly("complaints"),
    ),
    Measure(
        id="appeals", en="Appeals", da="Klager over afgørelser",
        meaning_en="Appeals against decisions for every 1,000 citizens in a year.",
        meaning_da="Klager over afgørelser pr. 1.000 borgere om året.",
        formula="appeals of the last twelve months · 1,000 / citizens", unit="per 1,000 a year", high=None,
        value=lambda census: census.yearly("appeals"),
    ),
    Measure(
        id="errors", en="Wrong decisions", da="Forkerte afgørelser",
        meaning_en="Share of decisions about persons that are wrong.",
        meaning_da="Andel af afgørelserne om den enkelte, der er forkerte.",
        formula="chance of an error this month", better="down", denominator="decisions about persons",
        value=lambda census: census.across("error"),
    ),
    Measure(
        id="surveys", en="Surveys answered", da="Besvarede brugerundersøgelser",
        meaning_en="Services judged in user surveys for every 1,000 citizens in a year.",
        meaning_da="Vurderinger af service i brugerundersøgelser pr. 1.000 borgere om året.",
        formula="services judged in the last twelve months · 1,000 / citizens", unit="per 1,000 a year", high=None,
        value=lambda census: census.yearly("surveys"),
    ),
    Measure(
        id="reversals", en="Reversals", da="Omgjorte afgørelser",
        meaning_en="Share of appeals of the last year that were won.",
        meaning_da="Andel af det seneste års klager, hvor afgørelsen blev ændret.",
        formula="appeals won / appeals, last twelve months", denominator="appeals",
        value=lambda census: census.year.ratio("reversals", "appeals"),
    ),
    Measure(
        id="exit_share", en="Other provider", da="Anden leverandør",
        meaning_en="Share of citizens who have chosen another provider than the municipality.",
        meaning_da="Andel af borgerne, der har valgt en anden leverandør end kommunen.",
        formula="mean of exited", column="exited",
    ),
)  # fmt: skip

_SERVICES = (
    Measure(
        id="satisfaction", en="Satisfaction with services", da="Tilfredshed med service",
        meaning_en="How satisfied citizens are with the municipality's services, on average.",
        meaning_da="Hvor tilfredse borgerne i gennemsnit er med kommunens service.",
        formula="mean of satisfaction", better="up", column="satisfaction",
    ),
    Measure(
        id="unmet_need", en="Unmet need", da="Udækket behov",
        meaning_en="Share of the need met this month by a service below what counts as enough.",
        meaning_da="Den del af månedens behov, der blev mødt med utilstrækkelig service.",
        formula="need met with quality below rules.strain.unmet / need met", better="down",
        denominator="need of those who met a service",
        value=lambda census: census.across("overloaded", 3),
    ),
    Measure(
        id="absence", en="Staff absence", da="De ansattes sygefravær",
        meaning_en="Share of staff time lost to sickness.",
        meaning_da="Den del af de ansattes arbejdstid, der går tabt på grund af sygdom.",
        formula="mean of staff absence", better="down", denominator="service staff",
        value=lambda census: of_staff(census, "absence"),
    ),
)  # fmt: skip

_CHANNELS = tuple(
    Measure(
        id=f"channel.{channel}", en=f"Channel: {en}", da=f"Kanal: {da}",
        meaning_en=f"Share of civic acts of the last year that went through {en}.",
        meaning_da=f"Andel af det seneste års borgerhandlinger, der gik gennem {da}.",
        formula=f"acts by {channel} / acts by all three channels, last twelve months", denominator="civic acts",
        value=lambda census, part=part: census.year.share("channels", part),
    )
    for part, (channel, en, da) in enumerate((
        ("input", "parties and elections (input)", "partier og valg (input)"),
        ("withinput", "innovation and co-creation (withinput)", "innovation og samskabelse (withinput)"),
        ("output", "choice and evaluation (output)", "valg af institution og evaluering (output)"),
    ))
)  # fmt: skip

_ROLE_WORDS = {
    "voter": ("voter", "vælger"),
    "fellow_citizen": ("fellow citizen", "medborger"),
    "controller": ("controller", "kontrollant"),
    "consultee": ("consultee", "høringspart"),
    "legitimiser": ("legitimiser", "legitimerende deltager"),
    "dialogue_partner": ("dialogue partner", "dialogpartner"),
}

_ROLES = tuple(
    Measure(
        id=f"role.{role}", en=f"Role: {_ROLE_WORDS[role][0]}", da=f"Rolle: {_ROLE_WORDS[role][1]}",
        meaning_en=f"Share of civic acts of the last year done as {_ROLE_WORDS[role][0]}.",
        meaning_da=f"Andel af det seneste års borgerhandlinger i rollen som {_ROLE_WORDS[role][1]}.",
        formula=f"acts as {role} / acts in all six roles, last twelve months", denominator="civic acts",
        value=lambda census, part=part: census.year.share("roles", part),
    )
    for part, role in enumerate(ROLES)
)  # fmt: skip

_COSTS = (
    Measure(
        id="cost.money", en="Cost: money", da="Pris: penge",
        meaning_en="What the levers in force cost in kroner for each adult in a year.",
        meaning_da="Hvad de valgte politikker koster i kroner pr. voksen om året.",
        formula="sum of price · level", unit="kroner an adult a year", high=None, better="down",
        value=lambda census: census.across("cost_money"),
    ),
    Measure(
        id="cost.staff_hours", en="Cost: staff hours", da="Pris: arbejdstimer",
        meaning_en="Staff hours that the levers in force take for every 1,000 adults in a month.",
        meaning_da="Arbejdstimer, som de valgte politikker kræver pr. 1.000 voksne om måneden.",
        formula="sum of price · level", unit="hours per 1,000 adults a month", high=None, better="down",
        value=lambda census: census.across("cost_staff_hours"),
    ),
    Measure(
        id="cost.attention", en="Cost: attention", da="Pris: opmærksomhed",
        meaning_en="Share of the council's attention that the levers in force take.",
        meaning_da="Den del af byrådets opmærksomhed, som de valgte politikker kræver.",
        formula="sum of price · level", better="down", value=lambda census: census.across("cost_attention"),
    ),
)  # fmt: skip

INDICATORS: tuple[Measure, ...] = (
    *_TRUST, *_ELECTIONS, *_VOICE, *_SERVICES, *_CHANNELS, *_ROLES, *_COSTS,
)
