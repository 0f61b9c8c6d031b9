"""Putting levers in force: the table of levers as rules read it, and the bill that goes with it."""

from __future__ import annotations

from sim.policy.context import Context
from sim.policy.ledger import Bill, afford
from sim.policy.levers import LEVERS, MODES, Levers
from sim.state import State
from sim.table import Column

COLUMNS = (
    *(Column(p.name, p.en, p.unit, p.low, p.high) for p in LEVERS if not p.modes),
    *(Column(f"recruit_{mode}", f"weight of recruitment: {mode}") for mode in MODES),
)
"""A column a lever; recruitment has one for each mode."""


def put_in_force(state: State, wanted: Levers, baseline: Levers) -> Bill:
    """Write what can be paid of `wanted` into the table of levers, and the bill into every municipality.

    Args:
        state: the run; its context says what can be paid.
        wanted: the levers of the policy.
        baseline: the levers that are paid for already.
    """
    context: Context = state.context
    levers, bill = afford(wanted, baseline, context)
    for lever in LEVERS:
        if lever.modes:
            for mode in MODES:
                state.levers.array(f"recruit_{mode}")[:] = levers.recruitment.get(mode, 0.0)
        else:
            state.levers.array(lever.name)[:] = getattr(levers, lever.name)
    m = state.municipalities
    m.cost_money[:], m.cost_staff_hours[:], m.cost_attention[:] = bill.money, max(0.0, bill.hours), bill.attention
    m.hands[:], m.scaled[:] = bill.hands, bill.scaled
    return bill
