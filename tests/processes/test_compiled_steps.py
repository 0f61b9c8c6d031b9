"""A step compiled whole, and the same step in Python, are one rule: they give the same bits."""

import numpy as np
import pytest
from fake_state import fake_state, next_month
from hypothesis import given
from hypothesis import strategies as st
from laws import months

import sim
from sim.model import DemocracyModel
from sim.month import MONTH
from sim.processes.form import Process
from sim.state import Moment, State
from sim.steps import OneCall
from sim.table import Column

WHOLE = [process for process in MONTH if isinstance(process.step, OneCall)]


def everything(state: State) -> dict[str, bytes]:
    return {f"{name}.{column}": t.array(column).tobytes() for name, t in state.tables().items() for column in t}


def test_most_of_the_month_is_compiled_whole() -> None:
    assert {process.name for process in MONTH} - {process.name for process in WHOLE} == {"lives", "parties", "election"}


@pytest.mark.parametrize("process", WHOLE, ids=lambda process: process.name)
@given(data=st.data())
def test_compiled_or_not_a_step_gives_the_same_bits(process: Process, data: st.DataObject) -> None:
    state, k, _ = data.draw(months(process))
    start = {name: table.snapshot() for name, table in state.tables().items()}
    ends = []
    for whole in (False, True):
        for name, table in state.tables().items():
            table.restore(start[name])
        state.whole = whole
        process.step(state, k)
        ends.append(everything(state))
    differing = [name for name in ends[0] if ends[0][name] != ends[1][name]]
    assert differing == []


def test_a_month_of_many_blocks_and_towns_is_the_same_either_way() -> None:
    ends = []
    for whole in (False, True):
        state = fake_state(400, municipalities=3, seed=5)
        assert len(state.crew.blocks.home) > 3
        state.whole = whole
        for _ in range(3):
            for process in WHOLE:
                process.step(state, process.rules())
            next_month(state)
        ends.append(everything(state))
    assert ends[0] == ends[1]


def test_a_run_in_python_and_a_run_compiled_have_one_result() -> None:
    scenario = sim.Scenario.load(policy="open_invitation", citizens=120, months=4)
    compiled = sim.simulate(scenario, 3, threads=1)
    model = DemocracyModel(scenario, 3, threads=1)
    assert model.state.whole
    model.state.whole = False
    for _ in range(4):
        model.step()
    assert everything(model.state) == everything(compiled.model.state)


def test_threads_share_out_blocks_and_no_step_is_compiled_whole() -> None:
    state = fake_state(400, threads=1)
    assert state.crew.alone
    assert not state.whole, "tests, and their watched tables, go through the steps in Python"


def test_columns_added_later_are_left_alone() -> None:
    state = fake_state(80, seed=2)
    state.whole = True
    before = state.citizens.kind
    state.citizens.add(Column("hope", "one's own"), 0.5)
    for process in WHOLE:
        process.step(state, process.rules())
    assert state.citizens.kind is before
    np.testing.assert_array_equal(state.citizens.hope, np.full(80, 0.5, dtype=np.float32))


def test_what_goes_wrong_in_a_compiled_step_reaches_the_caller() -> None:
    state = fake_state(80, seed=2)
    state.whole = True
    WHOLE[0].step(state, WHOLE[0].rules())
    state.now = Moment("soon", 1)  # type: ignore[arg-type]
    with pytest.raises((TypeError, ValueError, SystemError)):
        WHOLE[0].step(state, WHOLE[0].rules())
