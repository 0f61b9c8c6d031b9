"""What oracles share: rows as agents, a copy of a state to work on, and the comparison of the two.

An oracle is a plain reading of a rule, agent by agent, from the docstring of its process and the declared coefficients.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
from fake_state import next_month

from sim.policy.context import CONTEXT, Context
from sim.policy.levers import LEVERS, MODES
from sim.processes.form import Process
from sim.randomness import Decision, normals, uniform4, uniforms
from sim.rows.kinds import KINDS
from sim.rows.row import Row
from sim.state import State

Luck = np.random.Generator


def views(state: State, table: str) -> list[Row]:
    """Every row of a table as an agent; things that are no agents (institutions, levers …) as plain rows."""
    kind = KINDS.get(table, Row)
    return [kind(state, state.tables()[table], row) for row in range(state.tables()[table].n)]


def voices(state: State) -> list[Row]:
    """The citizens with a voice; nothing happens to the others."""
    return [citizen for citizen in views(state, "citizens") if citizen.voice]


def copy_of(state: State) -> State:
    """The same state with tables of its own."""
    return replace(state, **{name: copy.deepcopy(table) for name, table in state.tables().items()})


def chance(state: State, decision: Decision, agent: int, other: int = 0) -> float:
    """The uniform number of one agent's event this month."""
    return float(uniforms(int(state.now.seed), decision, state.now.month, [agent], other)[0])


def four(state: State, decision: Decision, agent: int, other: int = 0) -> tuple[float, ...]:
    """The four uniform numbers of one agent's event this month."""
    return tuple(uniform4(state.now.seed, int(decision), state.now.month, agent, other))


def bell(state: State, decision: Decision, agent: int, other: int = 0) -> float:
    """The noise of one agent's event this month."""
    return float(normals(int(state.now.seed), decision, state.now.month, [agent], other)[0])


def assert_alike(state: State, expected: State) -> None:
    """Whole numbers are equal in all columns of all tables, others as far as 32 bits go."""
    for name, table in state.tables().items():
        for column in table:
            got, wanted = table.array(column), expected.tables()[name].array(column)
            if got.dtype.kind in "iu":
                np.testing.assert_array_equal(got, wanted, err_msg=f"{name}.{column}")
            else:
                np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-6, err_msg=f"{name}.{column}")


def follow(
    state: State, process: Process, k: Any, oracle: Callable[[State, Any], None], between: Callable[[State], None],
    months: int,
) -> None:  # fmt: skip
    """Compare a process with its oracle month by month, each month from the state that the process left.

    Args:
        state: where it begins.
        process: the process.
        k: its coefficients.
        oracle: the plain reading of its rule.
        between: what changes before every month, as other processes would change it.
        months: how many.
    """
    for _ in range(months):
        between(state)
        expected = copy_of(state)
        process.step(state, k)
        oracle(expected, k)
        assert_alike(state, expected)
        next_month(state)


def stir(state: State, luck: Luck, table: str, *columns: str, low: float = 0.0, high: float = 1.0) -> None:
    """New random values in some columns: between `low` and `high`, or 0 and 1 where a column holds flags."""
    for name in columns:
        values = state.tables()[table].array(name)
        if values.dtype.kind in "iu":
            values[...] = luck.integers(int(low), int(high) + 1, values.shape)
        else:
            values[...] = luck.uniform(low, high, values.shape)


def any_levers(state: State, luck: Luck) -> None:
    """A legal level of every lever, another in every municipality; now and then the least or the greatest."""
    for lever in LEVERS:
        if lever.modes:
            for mode, weights in zip(MODES, luck.dirichlet(np.ones(len(MODES)), state.levers.n).T, strict=True):
                state.levers.array(f"recruit_{mode}")[:] = weights
        else:
            state.levers.array(lever.name)[:] = [_any(luck, lever.low, lever.high) for _ in range(state.levers.n)]


def any_context(luck: Luck) -> Context:
    """Legal conditions."""
    return Context(**{p.name: _any(luck, p.low, p.high) for p in CONTEXT})


def any_rules(process: Process, luck: Luck, far: float = 1.0) -> Any:
    """Coefficients drawn between the declared bounds.

    Args:
        process: whose.
        luck: draws them.
        far: how far from the defaults towards the draw, 0 to 1.
    """
    drawn = {
        p.name: (1.0 - far) * float(p.default) + far * _any(luck, p.low, p.high)  # type: ignore[arg-type]
        for p in process.parameters
    }
    return process.rules(**drawn)


def _any(luck: Luck, low: float, high: float) -> float:
    return float(luck.choice([low, high, luck.uniform(low, high)], p=[0.1, 0.1, 0.8]))
