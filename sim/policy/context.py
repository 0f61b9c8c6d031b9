"""Context: what a municipality cannot decide, and the make-up of its people."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from sim.agents.citizen import TYPES
from sim.parameters import About, declared

_MIX = {"traditional": 0.40, "innovative": 0.22, "consumer": 0.38}


class Context(NamedTuple):
    """Conditions that a municipality meets."""

    media_pressure: Annotated[float, About(
        en="Pressure of the media for instant answers.", da="Mediernes pres for at få svar her og nu.",
        deck="et konstant kørende medielandskab der kræver kontante svar",
        source="level that makes party switching 33 to 53 per cent (pattern P3)")] = 0.4
    fiscal_stress: Annotated[float, About(
        en="How tight money is.", da="Hvor stram økonomien er.",
        deck="færre hænder og færre ressourcer")] = 0.3
    staffing: Annotated[float, About(
        en="Staff against today's number.", da="Antal ansatte i forhold til i dag.",
        low=0.5, high=1.5, unit="ratio", deck="færre hænder")] = 1.0
    leadership: Annotated[float, About(
        en="How well institutions are led; half is the leaders of today.",
        da="Hvor godt institutionerne ledes; en halv er nutidens ledere.",
        deck="Med ledere i spidsen")] = 0.5
    ageing: Annotated[float, About(
        en="Pace of the life course: years by which people come of age, age, move and die in a year; 0 stands still.",
        da="Livsløbets tempo: hvor mange år folk bliver ældre, myndige, flytter og dør på et år; 0 er stilstand.",
        high=2.0, unit="years a year", deck="flere gamle, kronisk syge",
        source="1 is the life course of Denmark; at rest 0, so that nothing drifts without a cause")] = 0.0
    publicity: Annotated[float, About(
        en="How far others hear of what those in projects meet.",
        da="Hvor meget andre hører om det, deltagerne oplever.")] = 0.05
    reserve: Annotated[float, About(
        en="Share of the service budget that may go to policies before levers are scaled.",
        da="Den del af servicebudgettet, som politikker må koste, før de skæres ned.",
        high=0.1)] = 0.005


class Population(NamedTuple):
    """Make-up of the people."""

    types: Annotated[dict[str, float], About(
        en="Mean weights of the three citizens: traditional, innovative, consumer.",
        da="De tre borgertypers gennemsnitlige vægte: traditionel, innovativ, forbruger.",
        modes=TYPES, unit="weights", deck="Den traditionelle, den forbrugeristiske og den innovative medborger",
        source="VIVE 2017: 60 % see local government as service, 40 % as democracy; mapping assumed")] = _MIX
    homophily: Annotated[float, About(
        en="How much likelier ties are between people of the same schooling.",
        da="Hvor meget oftere folk kender nogen med samme uddannelse som dem selv.",
        low=1.0, high=10.0, unit="odds ratio", source="McPherson et al. 2001", mark="M")] = 2.5
    ties: Annotated[float, About(
        en="People a citizen knows well enough to talk with.",
        da="Antal mennesker, en borger kender godt nok til at tale med.",
        low=2.0, high=40.0, unit="persons", source="surveys of personal networks", mark="M")] = 12.0
    need: Annotated[float, About(
        en="Mean need of service of those under 65.", da="Gennemsnitligt behov for service hos dem under 65 år.",
        source="numerical trial: mean need about .20 with the old counted")] = 0.16
    trust_politicians: Annotated[float, About(
        en="Mean trust in local politicians that people are settled at.",
        da="Det niveau, som folks tillid til lokalpolitikere falder tilbage til.",
        source="KL, Momentum 2019 no. 6: mayor 5.7, councillors 5.4 of 10", mark="V")] = 0.508
    trust_administration: Annotated[float, About(
        en="Mean trust in the administration.", da="Det niveau, som folks tillid til forvaltningen falder tilbage til.",
        source="between politicians and staff; law-abidance survey Advokatsamfundet 2023")] = 0.58
    trust_staff: Annotated[float, About(
        en="Mean trust in service staff.", da="Det niveau, som folks tillid til de ansatte falder tilbage til.",
        source="KL, Momentum 2019 no. 6: police 7.4, courts 7.5 of 10 as neighbours on the scale")] = 0.72
    trust_citizens: Annotated[float, About(
        en="Mean trust in other people.", da="Det niveau, som folks tillid til andre mennesker falder tilbage til.",
        source="nearly 80 per cent (Holmberg & Rothstein); ESS/EVS 74 to 79", mark="V")] = 0.76
    trust_spread: Annotated[float, About(
        en="Spread of settled trust between people.",
        da="Spredningen i det niveau, som folks tillid falder tilbage til.", low=0.01, high=0.3,
        unit="sd", source="numerical trial")] = 0.18


CONTEXT = declared("context", "uncertainty", Context)
POPULATION = declared("population", "uncertainty", Population)
