"""Activists: a citizen of one's own making, who makes the council's life louder and draws others along.

Rule      a ← a + r·(a₀ + n·(mean of a among citizens here) − a), within 0 and 1        weight of the activist in each
          interest ← interest + g·a·(1 − interest)
In words  Some citizens have an activist in them. It grows where others are active, and those who are active come to
          care more about local politics.
Reads     citizens (n,): activist, activist_level, interest, voice, municipality · municipalities (m,): citizens
Writes    citizens (n,): activist, interest
Luck      none
Units     a, a₀, interest: shares; r, g: per month
Deck      row 22: "Borgere udfolder selvstændig stillingtagen og direkte engagement"
Seen in   activism
Source    an example for docs/extending.md; every number is made up [A]
Switch    mechanisms.activists
"""

from __future__ import annotations

from typing import Annotated, NamedTuple

import numpy as np

from sim.measures import Measure
from sim.model import DemocracyModel
from sim.parameters import About
from sim.processes.form import process
from sim.scenario import Scenario
from sim.state import State
from sim.table import Column


class Rules(NamedTuple):
    """Coefficients of the activists."""

    rate: Annotated[float, About(en="How fast activism moves.", da="Hvor hurtigt aktivismen flytter sig.",
                                 unit="per month")] = 0.05  # fmt: skip
    contagion: Annotated[float, About(en="How far activism of others carries over.",
                                      da="Hvor meget andres aktivisme smitter.")] = 0.5  # fmt: skip
    arousal: Annotated[float, About(en="How fast activists come to care.",
                                    da="Hvor hurtigt aktivister bliver optaget af politik.",
                                    unit="per month")] = 0.002  # fmt: skip


def step(state: State, k: Rules) -> None:
    """One month of activism. Plain numpy over columns is fast enough for most rules of one's own."""
    c, m = state.citizens, state.municipalities
    here = np.bincount(c.municipality, c.voice * c.activist, m.n) / m.citizens
    target = np.clip(c.activist_level + k.contagion * here[c.municipality], 0.0, 1.0)
    c.activist[:] += k.rate * (target - c.activist)
    c.interest[:] += k.arousal * c.activist * (1.0 - c.interest)


MEASURE = Measure(
    id="activism",
    en="Activism",
    da="Aktivisme",
    meaning_en="Mean weight of the activist in citizens.",
    meaning_da="Aktivistens gennemsnitlige vægt hos borgerne.",
    formula="mean of activist",
    value=lambda census: float(census.state.citizens.activist.mean()),
)


def with_activists(scenario: Scenario, seed: int = 0, share: float = 0.1) -> DemocracyModel:
    """A model in which citizens have an activist in them.

    Args:
        scenario: any scenario.
        seed: the run's seed.
        share: mean weight of the activist, more in those who believe that they can take part.
    """
    import activists

    def give(state: State) -> None:
        c = state.citizens
        level = np.clip(share * 2.0 * c.efficacy, 0.0, 1.0)
        c.add(Column("activist_level", "the weight of the activist they are settled at"), level)
        c.add(Column("activist", "weight of the activist in them"), level)

    return DemocracyModel(
        scenario, seed, processes=[(process(activists), "belonging")], measures=[MEASURE], prepare=give
    )
