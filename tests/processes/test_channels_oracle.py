"""Channels: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, four, stir, views, voices

from sim.agents.municipality import ROLES
from sim.processes import channels
from sim.processes.form import process
from sim.randomness import Decision
from sim.rows.row import Row
from sim.state import State

CHANNELS = process(channels)
CAME, SPOKE, HEARD, LISTENED = 2, 3, 4, 5


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def payoffs(c: Row, town: Row, lever: Row, k: Any) -> tuple[float, float, float]:
    """What input, withinput and output pay a citizen this month."""
    _, innovative, consumer = (float(w) for w in c.type_weights)
    distance = sum(abs(float(a) - float(b)) for a, b in zip(c.positions, town.council, strict=True)) / 2 / 2
    opened = lever.reach * (1.0 - lever.recruit_none)
    return (
        c.trust_politicians * (1.0 - distance) * (1.0 - k.self_regard * c.self_regard),
        c.expected_influence * (0.5 + 0.5 * lever.support)
        + opened * (k.making * innovative - k.trouble * lever.participation_cost),
        k.choosing * lever.choice + k.demanding * consumer * (1.0 - c.satisfaction),
    )


def oracle(state: State, k: Any) -> None:
    towns, levers = views(state, "municipalities"), views(state, "levers")
    used = np.zeros((len(towns), 3), int)
    roles = [dict.fromkeys(ROLES, 0) for _ in towns]
    f = k.settling if state.resting else k.learning
    for c in voices(state):
        paid = payoffs(c, towns[c.municipality], levers[c.municipality], k)
        values = [float(v) + f * (share(p) - float(v)) for v, p in zip(c.channel_values, paid, strict=True)]
        c.channel_values = values
        acts, which = four(state, Decision.CHANNEL, c.uid)[:2]
        c.channel = 0
        if acts < k.acting + k.interest * c.interest:
            pull = [math.exp(v / k.temperature) for v in values]
            c.channel = 1 if which < pull[0] / sum(pull) else 2 if which < (pull[0] + pull[1]) / sum(pull) else 3
            used[c.municipality, c.channel - 1] += 1
        mine = roles[c.municipality]
        mine["voter"] += c.channel == 1
        mine["fellow_citizen"] += c.volunteer
        mine["controller"] += c.complained + c.appealed
        mine["consultee"] += c.stage in (SPOKE, HEARD)
        mine["legitimiser"] += c.stage == CAME
        mine["dialogue_partner"] += c.stage >= LISTENED
    for town, channel, role in zip(towns, used, roles, strict=True):
        town.channels, town.roles = channel, list(role.values())
