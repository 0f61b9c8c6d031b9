"""Outcomes of single citizens: what a policy may change for somebody, and from where on a change counts.

A comparison of two policies under the same luck subtracts the same citizen's outcome under one from that under the
other; see `sim.lab.compare`. Every outcome lies between 0 and 1, and more of it is better for the citizen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.table import Table

Floats = NDArray[np.float64]

MEANINGFUL = 0.02
"""The smallest change that counts as a gain or a loss: two points of a hundred [A]."""


class Outcome(NamedTuple):
    """What a policy may change for a citizen.

    Attributes:
        id: the name in tables.
        en, da: label.
        formula: how it is computed.
        value: from the table of citizens to (n,) numbers in [0, 1].
    """

    id: str
    en: str
    da: str
    formula: str
    value: Callable[[Table], Floats]


def _mean(*columns: NDArray[Any]) -> Floats:
    total: Floats = np.sum([column.astype(np.float64) for column in columns], axis=0)
    return total / len(columns)


OUTCOMES: tuple[Outcome, ...] = (
    Outcome(
        "welfare",
        "Welfare",
        "Velfærd",
        "mean of satisfaction, experienced fairness and 1 − what relatives carry",
        lambda c: _mean(c.satisfaction, c.fairness, 1.0 - c.relatives),
    ),
    Outcome(
        "trust",
        "Trust",
        "Tillid",
        "mean of trust in politicians, administration, staff and other citizens",
        lambda c: _mean(c.trust_politicians, c.trust_administration, c.trust_staff, c.trust_citizens),
    ),
    Outcome(
        "influence",
        "Influence",
        "Indflydelse",
        "mean of the belief that the authority responds and of own proposals that moved something, at most 1",
        lambda c: _mean(c.external_efficacy, np.minimum(c.realised_influence, 1.0)),
    ),
    Outcome(
        "service", "Service", "Service", "quality at the last meeting with the service", lambda c: _mean(c.quality)
    ),
)
