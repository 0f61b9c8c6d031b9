"""Belonging: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, follow, stir, views, voices

from sim.processes import belonging
from sim.processes.form import process
from sim.state import State

BELONGING = process(belonging)
CAME, CHANGED = 2, 6


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def oracle(state: State, k: Any) -> None:
    towns = views(state, "municipalities")
    for c in voices(state):
        town = towns[c.municipality]
        left_out = max(max(c.near_attendance - c.asked, 0.0) - town.rest_near_attendance, 0.0)
        target = (
            c.external_efficacy_level
            + k.influence * (c.expected_influence - k.usual)
            + k.fairness * (c.fairness - town.rest_fairness)
            - k.left_out * left_out
        )
        c.external_efficacy += k.rate * (share(target) - c.external_efficacy)
        c.realised_influence = (1.0 - k.fading) * c.realised_influence + (c.stage == CHANGED)
        together = c.met or c.complained or c.appealed or c.stage >= CAME
        c.months_apart = 0 if together else min(c.months_apart + 1, 255)
