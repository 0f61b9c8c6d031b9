"""A step compiled whole, and the same step in Python, are one rule: they give the same bits."""

import multiprocessing
import os
import signal
import subprocess
import sys
from pathlib import Path

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
from sim.steps import Course, OneCall, _compile
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


def test_what_a_state_carries_reaches_its_compiled_steps() -> None:
    ends = []
    for whole in (False, True):
        state = fake_state(80, seed=2)
        state.whole = whole
        for month in (5, 6):
            state.now = Moment(np.uint64(month), month)
            state.resting = month == 5
            state.context = state.context._replace(fiscal_stress=0.1 * month, publicity=0.01 * month)
            for process in WHOLE:
                process.step(state, process.rules())
        ends.append(everything(state))
    assert ends[0] == ends[1]


def test_two_sets_of_coefficients_are_not_taken_for_one_another() -> None:
    trust = next(process for process in WHOLE if process.name == "trust")
    ends = []
    for whole in (False, True):
        state = fake_state(80, seed=2)
        state.whole = whole
        for at in range(200):  # more than are kept
            trust.step(state, trust.rules(rate=0.001 * (at % 7)))
        ends.append(everything(state))
    assert ends[0] == ends[1]


def test_a_course_goes_through_its_steps_in_their_order_one_of_ones_own_among_them() -> None:
    def dampen(state: State, by: float) -> None:
        state.citizens.interest[:] *= np.float32(by)

    ends = []
    for whole in (False, True):
        state = fake_state(80, seed=2)
        state.whole = whole
        half = len(WHOLE) // 2
        steps = [(process.step, process.rules()) for process in WHOLE]
        course = Course([*steps[:half], (dampen, 0.9), *steps[half:]])
        for _ in range(3):
            course(state)
            next_month(state)
        ends.append(everything(state))
    assert ends[0] == ends[1]
    state = fake_state(80, seed=2)
    Course(steps)(state)
    assert everything(state) != ends[0]


def test_a_course_serves_states_of_its_kind_and_of_others() -> None:
    course = Course([(process.step, process.rules()) for process in WHOLE])
    ends = []
    for whole in (True, False):
        for seed, towns in ((2, 1), (3, 3), (4, 1)):
            state = fake_state(80, seed=seed, municipalities=towns)
            state.whole = whole
            course(state)
            ends.append(everything(state))
    assert ends[:3] == ends[3:]


def test_switches_and_coefficients_changed_on_the_way_hold_from_the_next_month() -> None:
    ends = []
    for change in ("nothing", "switch", "coefficient"):
        model = DemocracyModel(sim.Scenario.load(policy="open_invitation", citizens=120, months=4), 3, threads=1)
        model.step()
        if change == "switch":
            model.state.mechanisms["trust"] = False
        if change == "coefficient":
            model.rules["trust"] = model.rules["trust"]._replace(rate=0.0)
        before = model.citizens.trust_politicians.copy()
        model.step()
        assert (change == "nothing") != np.array_equal(before, model.citizens.trust_politicians)
        ends.append(everything(model.state))
    assert ends[0] != ends[1]


def test_a_moment_that_is_none_is_refused() -> None:
    state = fake_state(80, seed=2)
    assert state.kind
    assert len(state.places)
    with pytest.raises(ValueError, match="soon"):
        state.now = Moment("soon", 1)  # type: ignore[arg-type]


STEPS = """
from typing import NamedTuple

from sim.blocks import over_blocks
from sim.steps import one_call


class Rules(NamedTuple):
    more: float = 0.25


@over_blocks
def _hope(first, last, blocks, voice, hope, k):
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            hope[i] += k.more * voice[i]


@one_call
def one(state, k):
    state.run(_hope, state.citizens.voice, state.citizens.interest, k)


@one_call
def other(state, k):
    state.run(_hope, state.citizens.voice, state.citizens.efficacy, k)
"""

AHEAD = """
from pathlib import Path

import steps_of_mine as mine
from fake_state import fake_state

from sim.steps import compile_ahead

state = fake_state(80, silent=0.0)
state.whole = True
state.citizens.interest[:] = state.citizens.efficacy[:] = 0.5
both = [(mine.one, mine.Rules()), (mine.other, mine.Rules())]
compile_ahead(both, state)
kept = {path.name.split("-")[0] for path in Path("kept").rglob("*.nbi")}
assert {"steps_of_mine.one_whole", "steps_of_mine.other_whole"} <= kept, kept
assert not any(step.loaded(state, k) for step, k in both), "others compiled them"
for step, k in both:
    step(state, k)
    assert step.loaded(state, k)
assert (state.citizens.interest == 0.75).all() and (state.citizens.efficacy == 0.75).all()
print("well")
"""


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="processes cannot be forked here")
def test_who_compiles_ahead_leaves_ctrl_c_to_the_parent_and_ends_quietly_when_told() -> None:
    fork = multiprocessing.get_context("fork")
    heard = fork.SimpleQueue()
    ask = [lambda: heard.put([signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)]), lambda: 1 / 0]
    worker = fork.Process(target=_compile, args=(ask, fork.Value("i", 0)))
    worker.start()
    worker.join()
    assert heard.get() == [signal.SIG_IGN, signal.SIG_DFL]
    assert worker.exitcode == 0, "what goes wrong is told where it is called"


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="processes cannot be forked here")
def test_steps_are_compiled_by_all_processors_and_found_by_the_first(tmp_path: Path) -> None:
    (tmp_path / "steps_of_mine.py").write_text(STEPS, encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), str(Path(__file__).parents[1]), *sys.path])
    asked = {"NUMBA_CACHE_DIR": "kept", "NUMBA_NUM_THREADS": "2", "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", AHEAD], cwd=tmp_path, env=os.environ | asked, capture_output=True, text=True, check=False
    )
    assert done.stdout == "well\n", done.stderr
