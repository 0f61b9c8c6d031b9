"""The ledger: no policy is free, and none takes more than there is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.policy.context import Context
from sim.policy.ledger import (
    ATTENTION_MOST,
    HOURS_MOST,
    PRICES,
    RECRUITING,
    SERVICE_BUDGET,
    STAFF_HOURS,
    afford,
    price,
)
from sim.policy.levers import LEVERS, MODES, Levers

BASELINE = Levers()
OPEN = {"none": 0.0, "open": 1.0}


def test_the_baseline_costs_what_it_costs_and_leaves_all_hands() -> None:
    levers, bill = afford(BASELINE, BASELINE, Context())
    assert levers == BASELINE
    assert bill.hands == 1.0 and bill.scaled == 1.0
    # the priced levers of the baseline that need no forum, added up by hand
    by_hand = sum(
        PRICES[lever.name].money * getattr(BASELINE, lever.name)
        for lever in LEVERS
        if lever.name in PRICES and "recruitment" not in lever.needs
    )
    assert bill.money == pytest.approx(by_hand)


def test_a_forum_costs_only_where_somebody_is_invited() -> None:
    led = BASELINE._replace(facilitation=0.9, hearing=0.9)
    assert price(led) == price(BASELINE)
    held = led._replace(reach=0.5, recruitment=OPEN)
    assert price(held).money > price(BASELINE).money
    assert price(held).attention > price(BASELINE).attention


def test_hands_are_what_money_and_hours_leave() -> None:
    wanted = BASELINE._replace(training=0.8)
    _, bill = afford(wanted, BASELINE, Context())
    money, hours = 60.0 * 0.5, 50.0 * 0.5
    assert bill.hands == pytest.approx(1.0 - money / SERVICE_BUDGET - hours / STAFF_HOURS)


@given(
    levels=st.fixed_dictionaries({name: st.floats(0.0, 1.0) for name in PRICES if name != "budget"}),
    reserve=st.floats(0.0, 0.01),
    invites=st.booleans(),
)
def test_no_policy_takes_more_than_there_is(levels: dict[str, float], reserve: float, invites: bool) -> None:
    wanted = BASELINE._replace(**levels, recruitment=OPEN if invites else {"none": 1.0})
    levers, bill = afford(wanted, BASELINE, Context(reserve=reserve))
    base = price(BASELINE)
    assert bill.money - base.money <= reserve * SERVICE_BUDGET + 1e-6
    assert bill.hours - base.hours <= HOURS_MOST + 1e-6
    assert bill.attention <= ATTENTION_MOST + 1e-9
    assert 0.0 <= bill.scaled <= 1.0
    if bill.scaled == 1.0:
        assert levers == wanted
    for name in PRICES:
        low, high = sorted((getattr(BASELINE, name), getattr(wanted, name)))
        assert low - 1e-9 <= getattr(levers, name) <= high + 1e-9


def test_everything_at_once_is_scaled() -> None:
    wanted = BASELINE._replace(**dict.fromkeys((n for n in PRICES if n != "budget"), 1.0), recruitment=OPEN)
    _, bill = afford(wanted, BASELINE, Context())
    assert bill.scaled < 1.0


def test_every_lever_has_a_price_and_so_has_every_way_of_recruiting() -> None:
    assert set(PRICES) == {lever.name for lever in LEVERS} - {"recruitment"}
    assert set(RECRUITING) == set(MODES) - {"none"}
    for each in (*PRICES.values(), *RECRUITING.values()):
        assert any(part != 0.0 for part in each)


def test_to_spare_citizens_trouble_is_paid_by_somebody() -> None:
    held = BASELINE._replace(reach=0.5, recruitment=OPEN)
    assert price(held._replace(participation_cost=0.1)).money == pytest.approx(price(held).money + 40.0 * 0.4)
    poor = Context(reserve=0.0)
    levers, bill = afford(held._replace(participation_cost=0.0), held, poor)
    assert bill.scaled < 1e-6
    assert levers.participation_cost == pytest.approx(held.participation_cost)


def test_tight_money_leaves_less_for_policies() -> None:
    wanted = BASELINE._replace(capability_support=1.0, floor=1.0, training=1.0, accommodation=1.0)
    scaled = [afford(wanted, BASELINE, Context(fiscal_stress=stress))[1].scaled for stress in (0.3, 0.9, 1.0)]
    assert scaled[0] == 1.0 > scaled[1] > scaled[2] == pytest.approx(0.0, abs=1e-6)
