"""Partnership: an independent reading of the rule, and what a reader of the deck wants to know of it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fake_state import fake_state, set_levers
from views import any_levers, any_rules, follow, stir, views, voices

from sim.founding import found
from sim.policy.context import Population
from sim.processes import partnership
from sim.processes.form import process
from sim.state import State
from sim.towns import find_town

PARTNERSHIP = process(partnership)


def oracle(state: State, k: Any) -> None:
    units, towns, levers = views(state, "institutions"), views(state, "municipalities"), views(state, "levers")
    home = [u.municipality for u in units]

    def area(row: int) -> tuple[int, int]:
        first, count = home.index(home[row]), home.count(home[row])
        return home[row], (row - first) % (count // 6)

    hours = {area(u.row): 0.0 for u in units}
    for c in voices(state):
        if c.volunteer:
            part = min(1.0, k.helping * (1.0 + k.drive * levers[c.municipality].volunteering))
            hours[area(c.institution)] += k.hours * part
    for u in units:
        staff = sum(other.staff for other in units if area(other.row) == area(u.row))
        gain = max(0.0, 1.0 - k.partnering) * hours[area(u.row)]
        u.helpers = gain / (k.working_hours * staff) if staff else 0.0
        if state.resting:
            rest = u.rest_helpers
            u.rest_helpers = u.helpers if rest == 0 else rest + k.settling * (u.helpers - rest)
    for row, town in enumerate(towns):
        town.volunteer_hours = 1000.0 * sum(given for key, given in hours.items() if key[0] == row) / town.citizens


@pytest.mark.parametrize("resting", [False, True], ids=["month", "coming to rest"])
@pytest.mark.parametrize("far", [0.0, 0.5, 1.0], ids=["defaults", "halfway", "any"])
def test_the_rule_agent_by_agent(far: float, resting: bool) -> None:
    luck = np.random.default_rng(int(10 * far) + resting)
    state = fake_state(municipalities=3, seed=3)
    state.resting = resting
    k = any_rules(PARTNERSHIP, luck, far)

    def others(state: State) -> None:
        any_levers(state, luck)
        stir(state, luck, "citizens", "volunteer")
        stir(state, luck, "institutions", "rest_helpers")
        stir(state, luck, "institutions", "staff", high=9)
        state.institutions.staff[:12:2] = 0  # an area without staff
        state.institutions.rest_helpers[luck.integers(0, state.institutions.n, 5)] = 0.0

    follow(state, PARTNERSHIP, k, oracle, others, months=4)


def vejle(**levels: float) -> State:
    """Vejle as it is founded: four areas, the later ones of higher standing."""
    state = found([find_town("vejle")], [10_000], Population(), 2)
    set_levers(state, volunteering=0.0, **levels)
    return state


def test_one_in_twenty_helps_in_a_service_eighteen_hours_a_month() -> None:
    state = vejle()
    PARTNERSHIP.step(state, PARTNERSHIP.rules())
    volunteers = state.citizens.volunteer.mean()
    assert volunteers * 0.135 == pytest.approx(0.05, abs=0.005)
    assert state.municipalities.volunteer_hours[0] == pytest.approx(1000 * volunteers * 0.135 * 18.0)


def test_areas_with_many_resources_get_more_help_than_those_that_need_it() -> None:
    state = vejle()
    PARTNERSHIP.step(state, PARTNERSHIP.rules())
    c, u = state.citizens, state.institutions
    care = np.flatnonzero(u.sector == 0)
    area = c.institution % len(care)
    resources = [c.resources[area == each].mean() for each in range(len(care))]
    poor, rich = care[np.argmin(resources)], care[np.argmax(resources)]
    assert u.helpers[rich] > 1.05 * u.helpers[poor] > 0.0


def test_volunteers_help_all_services_of_their_area_by_their_staff() -> None:
    state = vejle()
    PARTNERSHIP.step(state, PARTNERSHIP.rules())
    helpers = state.institutions.helpers.reshape(6, -1)
    np.testing.assert_array_equal(helpers, np.broadcast_to(helpers[0], helpers.shape))
    assert len(np.unique(helpers[0])) == helpers.shape[1]


def test_effort_brings_hours_and_cooperation_costs_some_of_them() -> None:
    hours, helpers = [], []
    for effort, partnering in ((0.0, 0.1), (1.0, 0.1), (1.0, 0.5), (1.0, 1.2)):
        state = vejle()
        set_levers(state, volunteering=effort)
        PARTNERSHIP.step(state, PARTNERSHIP.rules(partnering=partnering))
        hours.append(state.municipalities.volunteer_hours[0])
        helpers.append(state.institutions.helpers.mean())
    assert hours[1] == pytest.approx(1.4 * hours[0], rel=1e-5) and hours[1] == hours[2] == hours[3]
    assert helpers[1] == pytest.approx(1.4 * helpers[0], rel=1e-5)
    assert helpers[2] == pytest.approx(helpers[1] * 0.5 / 0.9, rel=1e-5)
    assert helpers[3] == 0.0


def test_what_is_met_while_coming_to_rest_is_what_is_usual() -> None:
    state = fake_state(400, seed=5)
    state.resting = True
    for _ in range(40):
        PARTNERSHIP.step(state, PARTNERSHIP.rules())
    np.testing.assert_allclose(state.institutions.rest_helpers, state.institutions.helpers, rtol=1e-3)
    usual = state.institutions.rest_helpers.copy()
    state.resting = False
    state.citizens.volunteer[:] = 1
    PARTNERSHIP.step(state, PARTNERSHIP.rules())
    np.testing.assert_array_equal(state.institutions.rest_helpers, usual)
    assert (state.institutions.helpers > usual).all()
