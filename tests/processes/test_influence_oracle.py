"""Social influence: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month
from views import any_rules, follow, four, stir, views, voices

from sim.processes import influence
from sim.processes.form import process
from sim.randomness import Decision
from sim.row import Row
from sim.state import State

INFLUENCE = process(influence)
STEPS = 32767


def shown(c: Row) -> list[int]:
    """What others see of a citizen: seven numbers in steps of 1/32767, and the voice."""

    def against_settled(name: str) -> float:
        # in 32 bits, as columns are kept: half a step more or less decides how it is rounded
        now, settled = (np.float32(getattr(c, each)) for each in (name, f"{name}_level"))
        return float(now - settled)

    seen = [
        *(float(p) for p in c.positions),
        against_settled("trust_politicians"),
        against_settled("trust_citizens"),
        c.volunteer,
        c.habit,
        c.asked,
    ]
    return [*(round(x * STEPS) for x in seen), 1]


def oracle(state: State, k: Any) -> None:
    everybody, towns = views(state, "citizens"), views(state, "municipalities")
    for c in voices(state):
        c.visible = shown(c)
    for c in voices(state):
        known = [int(row) for row in state.network.neighbours_of(c.row)] + [
            int(row) for row in c.met_lately if row >= 0
        ]
        near = [[int(x) / STEPS for x in everybody[row].visible] for row in known if everybody[row].voice]
        mine = [int(x) / STEPS for x in c.visible]
        luck = four(state, Decision.OPINION, c.uid)
        noise = ((luck[0] + luck[1] - 1.0) * 6.0**0.5, (luck[2] + luck[3] - 1.0) * 6.0**0.5)
        theta = k.tolerance + k.openness * c.open_mindedness
        for issue in range(2):
            own = float(c.positions[issue])
            gaps = [other[issue] - mine[issue] for other in near]
            pulls = [gap for gap in gaps if abs(gap) / 2.0 < theta]
            pull = k.meetings * k.pull * sum(pulls) / len(near) if near else 0.0
            moved = own + pull + k.anchor * (float(c.leanings[issue]) - own) + k.wavering * noise[issue]
            c.positions[issue] = min(max(moved, -1.0), 1.0)
        c.near_trust, c.near_social, c.near_volunteering, c.near_habit, c.near_attendance = (
            sum(other[i] for other in near) / max(len(near), 1) for i in range(2, 7)
        )
    for row, town in enumerate(towns):
        mine = [c for c in voices(state) if c.municipality == row]
        town.opinion = [sum(float(c.positions[i]) for c in mine) / len(mine) for i in range(2)]
        if state.resting:
            town.rest_near_trust = sum(c.near_trust for c in mine) / len(mine)
            town.rest_near_social = sum(c.near_social for c in mine) / len(mine)
            town.rest_near_attendance = sum(c.near_attendance for c in mine) / len(mine)


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(seed=3, silent=0.8 if far == 0.5 else 0.1)  # where most are silent, some know nobody
    state.resting = resting
    stir(state, luck, "citizens", "positions", "leanings", low=-1.0)

    def others(state: State) -> None:
        stir(state, luck, "citizens", "volunteer")
        stir(state, luck, "citizens", "habit", "asked", "trust_politicians", "trust_citizens")

    follow(state, INFLUENCE, any_rules(INFLUENCE, luck, far), oracle, others, months=3)
