"""Laws that every process obeys, whatever the legal levers, coefficients and conditions."""

from __future__ import annotations

from typing import Any

import numpy as np
from fake_state import fake_state, next_month
from hypothesis import strategies as st
from views import Luck, any_context, any_levers, any_rules

from sim.parameters import Parameter
from sim.policy.context import CONTEXT, Context
from sim.policy.levers import LEVERS, MODES
from sim.processes.form import Process
from sim.state import Moment, State

N = 80
ELECTION_MONTH = 96
"""Where these months begin, so that elections too have something to do."""


def begun(n: int, seed: int, silent: float = 0.1) -> State:
    """A small state in a month with an election, co-creation being adopted in some domains."""
    state = fake_state(n, seed=seed, silent=silent)
    state.municipalities.adopted[:] = np.arange(state.municipalities.adopted.size).reshape(-1, 5) % 3
    state.now = Moment(state.now.seed, ELECTION_MONTH)
    return state


def numbers(parameters: tuple[Parameter, ...]) -> st.SearchStrategy[dict[str, float]]:
    """A legal value of every parameter that is one number; its bounds are tried often."""
    return st.fixed_dictionaries(
        {
            p.name: st.one_of(st.sampled_from([p.low, p.high]), st.floats(p.low, p.high))
            for p in parameters
            if not p.modes
        }
    )


@st.composite
def months(draw: st.DrawFn, process: Process) -> tuple[State, Any, Luck]:
    """A small state under legal levers and conditions, legal coefficients of a process, and luck for the rest."""
    state = begun(N, draw(st.integers(0, 2**32 - 1)), silent=0.2)
    for name, level in draw(numbers(LEVERS)).items():
        state.levers.array(name)[:] = level
    mode = draw(st.sampled_from(MODES))
    for each in MODES:
        state.levers.array(f"recruit_{each}")[:] = float(each == mode)
    state.context = Context(**draw(numbers(CONTEXT)))
    state.resting = draw(st.booleans())
    k = process.rules(**draw(numbers(process.parameters)))
    return state, k, np.random.default_rng(draw(st.integers(0, 2**32 - 1)))


def others(state: State, process: Process, luck: Luck, own: bool = False) -> None:
    """Any legal numbers, bounds included, in what a process reads; in its own states only where `own` is True."""
    for name in (each for each in process.reads if each not in ("levers", "context")):
        table, left = state.tables()[name], () if own else process.writes.get(name, ())
        for column in (table.columns[each] for each in process.reads[name] if each not in left):
            values = table.array(column.name)
            if column.low is not None and column.width == 1 and values.dtype.kind == "f":
                high = 4.0 if column.high is None else column.high
                values[:] = luck.choice([column.low, high, *luck.uniform(column.low, high, 8)], values.shape)
        if name == "parties":
            _make_whole(state, *(each for each in ("share", "usual_share") if each not in left))


def _make_whole(state: State, *shares: str) -> None:
    """Let the shares of the parties of each municipality add up to 1."""
    town = state.parties.municipality
    for values in map(state.parties.array, shares):
        total = np.bincount(town, values)[town]
        values[:] = np.where(total > 0.0, values / np.maximum(total, 1e-9), 1.0 / np.bincount(town)[town])


def keeps_its_ranges(process: Process, state: State, k: Any, luck: Luck) -> None:
    """After three months every column of every table is in range, and citizens without a voice are as they were."""
    silent = state.citizens.voice == 0
    for month in range(3):
        others(state, process, luck, own=month == 0)
        before = state.citizens.snapshot()
        process.step(state, k)
        for name, values in before.items():
            np.testing.assert_array_equal(state.citizens.array(name)[silent], values[silent], err_msg=name)
        next_month(state)
    assert [fault for table in state.tables().values() for fault in table.out_of_range()] == []


def ignores_the_silent(process: Process, state: State, k: Any, luck: Luck) -> None:
    """What those without a voice are like changes nothing for anybody else."""
    others(state, process, luck, own=True)
    start = {name: table.snapshot() for name, table in state.tables().items()}
    results = []
    for _ in range(2):
        for name, table in state.tables().items():
            table.restore(start[name])
        c = state.citizens
        silent = c.voice == 0
        for name, column in c.columns.items():
            if column.dtype == "float32" and column.low is not None:
                high = 4.0 if column.high is None else column.high
                c.array(name)[silent] = luck.uniform(column.low, high, c.array(name)[silent].shape)
            elif column.high == 1:
                c.array(name)[silent] = luck.integers(0, 2, silent.sum())
        c.voice[silent] = 0
        process.step(state, k)
        results.append({(name, column): t.array(column).copy() for name, t in state.tables().items() for column in t})
    for name, values in results[0].items():
        seen = ~silent if name[0] == "citizens" else slice(None)
        np.testing.assert_array_equal(values[seen], results[1][name][seen], err_msg=".".join(name))


def idle_coefficients(process: Process, months: int = 8) -> set[str]:
    """Coefficients that change nothing in a process of any levers, conditions and numbers, though they change much.

    Each is put at its bounds in turn, all others staying as they are; a coefficient without a trace is a mistake, in
    the rule or in the declaration.
    """
    idle = {p.name for p in process.parameters}
    for month in range(months):
        luck = np.random.default_rng(month)
        state = begun(5 * N, month)  # enough for what happens to few
        any_levers(state, luck)
        state.context = any_context(luck)
        state.resting = month % 2 == 1
        others(state, process, luck, own=True)
        k = any_rules(process, luck, far=0.3)
        start = {name: table.snapshot() for name, table in state.tables().items()}
        for parameter in [p for p in process.parameters if p.name in idle]:
            results = []
            for value in (parameter.low, parameter.high):
                for name, table in state.tables().items():
                    table.restore(start[name])
                process.step(state, k._replace(**{parameter.name: value}))
                results.append([v for table in state.tables().values() for v in table.snapshot().values()])
            if any((a != b).any() for a, b in zip(*results, strict=True)):
                idle.discard(parameter.name)
    return idle
