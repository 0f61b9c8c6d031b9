"""The dashboard: vertical and horizontal gain, polarization, strain."""

from __future__ import annotations

import numpy as np

from sim.measures.census import Census
from sim.measures.declare import Measure

ROLES = (
    ("politician", "politicians", "politikere"),
    ("official", "officials", "embedsmænd"),
    ("staff", "service staff", "servicemedarbejdere"),
    ("citizen", "citizens", "borgere"),
)


def agenda(census: Census) -> float:
    """How far the agenda leans to the resource-strong, on the scale of opinions.

    The signed projection of (agenda − mean opinion) on the direction from the mean of quintile 1 to the mean of
    quintile 5, over the issues; sampling alone gives 0 in expectation. Not defined where nobody has been heard or the
    fifths think alike.
    """
    m = census.state.municipalities
    weight = m.agenda_weight.astype(np.float64)
    if weight.sum() <= 0.0:
        return float("nan")
    leaning = (m.agenda * weight[:, None]).sum(axis=0) / weight.sum() - census.opinion
    gap = census.opinions[4] - census.opinions[0]
    length = float(np.sqrt(gap @ gap))
    return float(leaning @ gap) / length if length > 1e-3 else float("nan")


def _strain(role: int) -> Measure:
    name, en, da = ROLES[role]

    def value(census: Census, role: int = role) -> float:
        parts = ("overloaded", "conflict", "authority_gap", "exhausted")
        return sum(census.across(part, role) for part in parts) / len(parts)

    return Measure(
        id=f"strain.{name}",
        en=f"Strain of {en}",
        da=f"Pres på {da}",
        meaning_en=f"Overload, role conflict, authority gap and exhaustion of {en}: their mean, for the ranking only.",
        meaning_da=f"Overbelastning, rollekonflikt, manglende myndighed og udmattelse hos {da}: gennemsnittet, kun "
        "til rækkefølgen.",
        formula="mean of the four components; see the series of strain for each",
        better="down",
        denominator=en,
        value=value,
    )


DASHBOARD: tuple[Measure, ...] = (
    *(_strain(role) for role in range(4)),
    Measure(
        id="polarization.agenda",
        en="Agenda of the resource-strong",
        da="De ressourcestærkes dagsorden",
        meaning_en="How far the agenda leans to what the best-off fifth wants rather than the worst-off.",
        meaning_da="Hvor meget dagsordenen hælder mod det, den bedst stillede femtedel vil, frem for den dårligst.",
        formula="(agenda − mean opinion) · (mean of quintile 5 − mean of quintile 1) / its length",
        unit="opinion, −1 to 1",
        low=-3.0,
        high=3.0,
        better="down",
        denominator="those heard in forums",
        null="0 in expectation under sampling alone",
        value=agenda,
    ),
)
