"""Strain of the four roles: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, next_month, set_levers
from views import any_levers, any_rules, follow, stir, views

from sim.processes import strain
from sim.processes.form import process
from sim.state import State

STRAIN = process(strain)


def share(x: float) -> float:
    return min(max(x, 0.0), 1.0)


def mean(values: list[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def conflict(*expected: float) -> float:
    """Twice the standard deviation of what is expected of somebody, within 1."""
    middle = sum(expected) / len(expected)
    return min(1.0, 2.0 * (sum((x - middle) ** 2 for x in expected) / len(expected)) ** 0.5)


def tire(x: Any, k: Any) -> None:
    wanted = share(
        k.exhaustion_base + k.exhaustion_work * max(x.workload - 1.0, -0.1) + k.exhaustion_conflict * x.role_conflict
    )
    x.exhaustion += k.exhaustion_rate * (wanted - x.exhaustion)


def oracle(state: State, k: Any) -> None:
    levers, parties, institutions = (views(state, name) for name in ("levers", "parties", "institutions"))
    for row, town in enumerate(views(state, "municipalities")):
        lever = levers[row]
        council, officials, staff, citizens = (
            [x for x in views(state, name) if x.municipality == row]
            for name in ("politicians", "officials", "staff", "citizens")
        )
        citizens = [c for c in citizens if c.voice]
        forum = town.attended > 0
        for p in council:
            p.workload = max(
                0.0,
                k.politician_work
                + k.work_media * (town.media - town.rest_media)
                + k.work_risk * (p.electoral_risk - 0.5)
                + k.work_policy * town.cost_attention
                + k.work_promises * max(town.promise - town.adoption, 0.0) * forum,
            )
            party = parties[p.party]
            issues = []
            for issue in range(2):
                expected = [float(party.positions[issue]), float(town.council[issue]), float(town.opinion[issue])]
                if town.agenda_weight > 0.5:
                    expected.append(float(town.agenda[issue]))
                issues.append(conflict(*((x + 1.0) / 2.0 for x in expected)))
            p.role_conflict = mean(issues)
            tire(p, k)
        appeals = 1000.0 * town.appeals / town.citizens
        for o in officials:
            o.workload = max(
                0.0,
                k.official_work
                + k.work_appeals * (appeals - k.usual_appeals)
                + k.work_overload * (town.overload - k.usual_overload)
                + k.work_clarity * (k.usual_clarity - o.clarity)
                + k.work_forum * 100.0 * town.attended,
            )
            o.role_conflict = conflict(0.0, town.informality, town.promise)
            tire(o, k)
        influence = town.adoption if forum else mean([c.expected_influence for c in citizens])
        volunteers = [c for c in citizens if c.volunteer]
        met = [c for c in citizens if c.met]
        needs, unmet = sum(c.need for c in met), sum(c.need for c in met if c.quality < k.unmet)
        latitude = mean([s.latitude for s in staff]) + lever.mandate - k.usual_mandate
        town.overloaded = [
            mean([p.workload > 1 for p in council]),
            mean([o.workload > 1 for o in officials]),
            mean([institutions[s.institution].load > 1 for s in staff]),
            unmet / needs if needs else 0.0,
        ]
        town.conflict = [
            mean([p.role_conflict for p in council]),
            mean([o.role_conflict for o in officials]),
            mean([s.role_conflict for s in staff]),
            mean([conflict(c.self_regard, 1.0 - c.solidarity) for c in citizens]),
        ]
        town.authority_gap = [
            share(lever.power),
            1.0 - mean([o.clarity for o in officials]),
            share(1.0 - min(latitude, 1.0)),
            share(abs(lever.user_input - influence) / lever.user_input) if lever.user_input > 0 else 0.0,
        ]
        town.exhausted = [
            mean([p.exhaustion > k.threshold for p in council]),
            mean([o.exhaustion > k.threshold for o in officials]),
            mean([s.exhaustion > k.threshold for s in staff]),
            mean([c.tenure > k.long_service for c in volunteers]),
        ]


@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float) -> None:
    luck = np.random.default_rng(int(10 * far))
    state = fake_state(seed=3)
    state.citizens.tenure[:] = luck.integers(0, 150, state.citizens.n)

    def others(state: State) -> None:
        if far:
            any_levers(state, luck)
        stir(state, luck, "citizens", "met", "volunteer")
        stir(state, luck, "citizens", "quality", "expected_influence", "self_regard", "solidarity", low=0.3)
        stir(state, luck, "citizens", "solidarity", "self_regard")
        stir(state, luck, "institutions", "load", low=0.8, high=1.2)
        stir(state, luck, "staff", "exhaustion", "role_conflict", "latitude", low=0.3)
        stir(state, luck, "municipalities", "appeals", high=3)
        stir(state, luck, "municipalities", "media", "promise", "agenda_weight", "informality")
        stir(state, luck, "municipalities", "opinion", "council", "agenda", low=-1.0)
        # the corners: a month without a forum, without a need met, without volunteers, with no part for users
        town, month = state.citizens.municipality, state.now.month
        state.municipalities.attended[:] = (month != 2) * luck.uniform(0.0, 0.05, 2)
        state.citizens.met[town == month % 2] *= month < 3
        state.citizens.volunteer[town == 1] *= month != 3
        state.levers.user_input[0] *= month != 4

    follow(state, STRAIN, any_rules(STRAIN, luck, far), oracle, others, months=4)
