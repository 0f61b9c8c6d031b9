"""The ledger: what levers cost, who pays, and what happens when a policy cannot be paid.

Rule      price = Σ over levers of price·level + reach·Σ over modes of price·weight; levers of the forum cost only where
          somebody is invited
          extra = price − price of the baseline;  where extra money is more than the reserve, extra hours more than
          HOURS_MOST, or attention more than ATTENTION_MOST, everything that costs more than in the baseline is scaled
          by one factor
          reserve = context.reserve·(1 − fiscal_stress) / (1 − USUAL_STRESS) of the service budget
          hands = 1 − extra money / service budget − extra hours / staff hours
In words  Every policy takes money, staff hours and the council's attention from the same municipality. What it takes
          is missing in the services. A policy that cannot be paid is scaled down, and the run says so.
Source    service budget and staff: >500,000 municipal employees (KL 2023) [V], taken as 508,900 for 4.67 million adults
          [M]; net service expenditure about 70,000 kroner an adult [M]; prices of levers [A]
"""

from __future__ import annotations

from typing import NamedTuple

from sim.policy.context import Context
from sim.policy.levers import LEVERS, Levers

SERVICE_BUDGET = 70_000.0
"""Net service expenditure, kroner an adult a year."""

STAFF_HOURS = 13_600.0
"""Hours of municipal staff, per 1,000 adults a month: 109 employees of 125 hours."""

HOURS_MOST = 0.03 * STAFF_HOURS
ATTENTION_MOST = 0.5


class Price(NamedTuple):
    """What a lever costs at level 1.

    Attributes:
        money: kroner an adult a year.
        hours: staff hours per 1,000 adults a month.
        attention: share of the council's attention.
    """

    money: float = 0.0
    hours: float = 0.0
    attention: float = 0.0


RECRUITING: dict[str, Price] = {
    "open": Price(2.0, 1.0),
    "targeted": Price(25.0, 20.0),
    "lottery": Price(10.0, 6.0),
    "stratified": Price(14.0, 8.0),
}
"""What it costs to recruit everybody reached in one way, on top of `reach`."""

PRICES: dict[str, Price] = {
    "reach": Price(12.0, 10.0),
    "outreach": Price(40.0, 40.0),
    "support": Price(30.0, 15.0),
    "facilitation": Price(60.0, 30.0),
    "hearing": Price(8.0, 20.0, 0.01),
    "listening": Price(2.0, 5.0, 0.08),
    "power": Price(5.0, 5.0, 0.06),
    "follow_through": Price(20.0, 15.0, 0.02),
    "explanation": Price(15.0, 20.0, 0.02),
    "digital_share": Price(25.0, -10.0),
    "data_coverage": Price(30.0, 5.0),
    "capability_support": Price(120.0, 60.0),
    "volunteering": Price(30.0, 25.0),
    "boundary": Price(10.0, 10.0),
    "accommodation": Price(40.0, 40.0),
    "safeguards": Price(30.0, 40.0),
    "appeals": Price(15.0, 10.0),
    "training": Price(60.0, 50.0),
    "slack": Price(0.0, 250.0),
    "choice": Price(40.0, 15.0),
    "rankings": Price(5.0, 8.0),
    "communication": Price(40.0, 10.0, 0.03),
    "bridging": Price(20.0, 10.0),
    "minority_learning": Price(10.0, 5.0, 0.02),
    "floor": Price(200.0, 40.0),
    "coercion": Price(5.0, 10.0),
    "budget": Price(20.0, 20.0, 0.05),
    "nudge": Price(15.0, 10.0),
    "dialogue": Price(10.0, 5.0, 0.05),
    "participation_cost": Price(-40.0, -5.0),  # what citizens are spared, somebody pays
    "promise": Price(0.0, 0.0, 0.02),
    "user_input": Price(15.0, 20.0),
    "complementarity": Price(12.0, 6.0),  # services made anew so that either will do
    "mandate": Price(4.0, 10.0),
    "honesty": Price(2.0, 2.0, 0.02),
}
"""Prices of levers at level 1. Below zero: it is the lower level that costs."""

_FORUM = frozenset(lever.name for lever in LEVERS if "recruitment" in lever.needs)


class Bill(NamedTuple):
    """What a set of levers costs in all, and what it leaves.

    Attributes:
        money: kroner an adult a year.
        hours: staff hours per 1,000 adults a month.
        attention: share of the council's attention, 0 to 1.
        hands: staff left for service against the baseline, a ratio.
        scaled: share of what goes beyond the baseline that could be paid, 0 to 1.
    """

    money: float
    hours: float
    attention: float
    hands: float
    scaled: float


USUAL_STRESS = 0.3
"""Fiscal stress at which the reserve is as the context says."""


def _inviting(levers: Levers) -> bool:
    return levers.reach > 0.0 and levers.recruitment.get("none", 0.0) < 1.0


def price(levers: Levers) -> Price:
    """What these levers cost in all; levers of the forum cost nothing where nobody is invited."""
    total = [0.0, 0.0, 0.0]
    for name, each in PRICES.items():
        if name in _FORUM and not _inviting(levers):
            continue
        level = getattr(levers, name)
        total = [sum_ + level * part for sum_, part in zip(total, each, strict=True)]
    if _inviting(levers):
        for mode, each in RECRUITING.items():
            level = levers.reach * levers.recruitment.get(mode, 0.0)
            total = [sum_ + level * part for sum_, part in zip(total, each, strict=True)]
    return Price(*total)


def dearer(name: str, change: float) -> bool:
    """True if a change of a lever by this much costs money, hours or attention."""
    return any(part * change > 0.0 for part in PRICES[name])


def afford(wanted: Levers, baseline: Levers, context: Context) -> tuple[Levers, Bill]:
    """The levers that can be paid, and the bill.

    Args:
        wanted: the levers of the policy.
        baseline: the levers of the baseline, paid for already.
        context: conditions; `reserve` is the share of the service budget that policies may use.

    Returns:
        The levers in force: `wanted`, or, where that is too dear, levers whose priced part lies between baseline and
        wanted; and their bill.
    """
    base = price(baseline)
    reserve = context.reserve * SERVICE_BUDGET * (1.0 - context.fiscal_stress) / (1.0 - USUAL_STRESS)

    def part(scaled: float) -> Levers:
        """Everything that costs more than in the baseline, at this share of the way."""
        changes = {
            name: getattr(baseline, name) + scaled * (getattr(wanted, name) - getattr(baseline, name))
            for name in PRICES
            if dearer(name, getattr(wanted, name) - getattr(baseline, name))
        }
        return wanted._replace(**changes)

    def fits(cost: Price) -> bool:
        extra = [now - then for now, then in zip(cost, base, strict=True)]
        return extra[0] <= reserve and extra[1] <= HOURS_MOST and cost.attention <= ATTENTION_MOST

    scaled, levers = 1.0, wanted
    if not fits(price(wanted)):
        low, high = 0.0, 1.0
        for _ in range(30):  # the bill is not quite linear: a forum costs nothing until somebody is invited
            middle = (low + high) / 2
            low, high = (middle, high) if fits(price(part(middle))) else (low, middle)
        scaled, levers = low, part(low)
    paid = price(levers)
    hands = 1.0 - max(0.0, paid.money - base.money) / SERVICE_BUDGET - max(0.0, paid.hours - base.hours) / STAFF_HOURS
    return levers, Bill(paid.money, paid.hours, min(1.0, max(0.0, paid.attention)), hands, scaled)
