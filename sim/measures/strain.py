"""Strain of the four roles: their components are a series of their own; here their mean, for the ranking only."""

from __future__ import annotations

from sim.measures.census import Census
from sim.measures.declare import Measure

COMPONENTS = {"overload": "overloaded", "role_conflict": "conflict", "authority_gap": "authority_gap",
              "exhaustion": "exhausted"}  # fmt: skip
"""The four components, and the columns of the municipality that hold them, a role each."""

ROLES = (
    ("politician", "politicians", "politikere"),
    ("official", "officials", "embedsmænd"),
    ("staff", "service staff", "servicemedarbejdere"),
    ("citizen", "citizens", "borgere"),
)


def _strain(role: int) -> Measure:
    name, en, da = ROLES[role]

    def value(census: Census, role: int = role) -> float:
        return sum(census.across(column, role) for column in COMPONENTS.values()) / len(COMPONENTS)

    return Measure(
        id=f"strain.{name}",
        en=f"Strain of {en}",
        da=f"Pres på {da}",
        meaning_en=f"Overload, role conflict, authority gap and exhaustion of {en}: their mean, for the ranking only.",
        meaning_da=f"Overbelastning, rollekonflikt, manglende beslutningskompetence og udmattelse hos {da}: "
        "gennemsnittet, kun til rangordningen.",
        formula="mean of the four components; the series of strain has each",
        better="down",
        denominator=en,
        null="the level at rest",
        value=value,
    )


STRAIN: tuple[Measure, ...] = tuple(_strain(role) for role in range(len(ROLES)))
