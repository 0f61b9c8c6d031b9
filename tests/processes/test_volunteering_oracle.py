"""Volunteering: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, chance, follow, stir, views, voices

from sim.processes import volunteering
from sim.processes.form import process
from sim.randomness import Decision
from sim.state import State

VOLUNTEERING = process(volunteering)


def sg(z: float) -> float:
    return 1.0 / (1.0 + math.exp(-z))


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    for c in voices(state):
        town, lever = towns[c.municipality], levers[c.municipality]
        traditional, innovative, _ = (float(w) for w in c.type_weights)
        if c.volunteer:
            p = k.stop + k.early * math.exp(-c.tenure / k.settling) + (k.fatigue if c.tenure > k.tired else 0.0)
            goes_on = chance(state, Decision.VOLUNTEER, c.uid) >= p
        else:
            readiness = (
                k.begin
                + k.resources * (c.resources - town.rest_resources)
                + k.schooling * c.education_score
                + k.duty * (traditional - town.rest_traditional)
                + k.meaning * (innovative - town.rest_innovative)
                + k.neighbours * (c.near_volunteering - town.rest_volunteering)
                + k.lever * lever.volunteering
            )
            goes_on = chance(state, Decision.VOLUNTEER, c.uid) < sg(readiness)
        c.tenure = c.tenure + 1 if goes_on else 0
        c.volunteer = int(goes_on)
    if state.resting:
        for row, town in enumerate(towns):
            mine = [c.volunteer for c in voices(state) if c.municipality == row]
            town.rest_volunteering = sum(mine) / len(mine)
