"""Measures: what a run reports, each declared once, and the pure functions behind them, for notebooks."""

from __future__ import annotations

from sim.measures.affect import affective_index, effective_parties, pedersen, weighted_spread
from sim.measures.authorities import AUTHORITIES
from sim.measures.declare import Measure
from sim.measures.demand import DEMAND
from sim.measures.goals import GOALS
from sim.measures.horizontal import HORIZONTAL
from sim.measures.indicators import INDICATORS
from sim.measures.inequality import dissimilarity, equal_treatment, exclusion, gini, theil
from sim.measures.networks import assortativity, attribute_assortativity, economic_connectedness
from sim.measures.opinion import congruence, esteban_ray, flache_macy, van_der_eijk
from sim.measures.polarization import POLARIZATION
from sim.measures.roles import authority_gap, erlang_c, overload, role_conflict
from sim.measures.strain import STRAIN
from sim.measures.vertical import VERTICAL

FAMILIES = ("vertical", "horizontal", "polarization", "strain", "trust")
"""The families that come first in tables; the others follow in the order in which they are declared."""

MEASURES: tuple[Measure, ...] = tuple(
    sorted(
        (*VERTICAL, *HORIZONTAL, *POLARIZATION, *STRAIN, *INDICATORS, *DEMAND, *AUTHORITIES, *GOALS),
        key=lambda measure: FAMILIES.index(measure.family) if measure.family in FAMILIES else len(FAMILIES),
    )
)
"""Every measure, in the order of the series' columns: by family, and in a family as declared."""

__all__ = [
    "MEASURES",
    "Measure",
    "affective_index",
    "assortativity",
    "attribute_assortativity",
    "authority_gap",
    "congruence",
    "dissimilarity",
    "economic_connectedness",
    "effective_parties",
    "equal_treatment",
    "erlang_c",
    "esteban_ray",
    "exclusion",
    "flache_macy",
    "gini",
    "overload",
    "pedersen",
    "role_conflict",
    "theil",
    "van_der_eijk",
    "weighted_spread",
]
