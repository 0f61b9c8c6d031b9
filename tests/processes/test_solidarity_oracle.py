"""Solidarity: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.processes import solidarity
from sim.processes.form import process
from sim.state import State

SOLIDARITY = process(solidarity)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        service, fairness = c.satisfaction - town.rest_satisfaction, c.fairness - town.rest_fairness
        others = c.near_social - town.rest_near_social
        responsibility = max(lever.user_input - k.usual_input, 0.0)
        target = (
            c.solidarity_level
            + k.service * service
            + k.fairness * fairness
            + k.others * others
            - k.responsibility * responsibility * c.self_regard
        )
        moved = c.solidarity + k.rate * (share(target) - c.solidarity)
        consent = sg(
            k.consent
            + k.consent_solidarity * (moved - 0.5)
            + k.consent_service * service
            + k.consent_fairness * fairness
            + k.consent_others * others
        )
        c.solidarity = moved
        c.tax_consent = c.tax_consent + k.consent_rate * (consent - c.tax_consent)
