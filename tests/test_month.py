"""The month as a whole: every process says what it does, and does no more than it says."""

from __future__ import annotations

import numpy as np
import pytest
from fake_state import fake_state
from guard import watch

from sim.measures import MEASURES
from sim.month import MONTH, arrange
from sim.policy.context import Context
from sim.processes.form import HEADS, Process
from sim.state import Moment

TABLES = fake_state(60).tables()
NAMES = [p.name for p in MONTH]


@pytest.mark.parametrize("process", MONTH, ids=NAMES)
def test_the_docstring_is_complete(process: Process) -> None:
    for head in HEADS:
        assert process.heads[head], f"{process.name}: nothing under {head}"
    assert process.rows, f"{process.name} names no row of the deck"
    assert set(process.seen_in) <= {m.id for m in MEASURES}, f"{process.name}: seen in an unknown measure"
    assert process.every or process.heads["Switch"] == f"mechanisms.{process.name}"
    for table, columns in {**process.reads, **process.writes}.items():
        for column in columns:
            known = table == "context" or column in TABLES[table].columns
            assert known, f"{process.name} declares {table}.{column}, which does not exist"


@pytest.mark.parametrize("process", MONTH, ids=NAMES)
def test_it_touches_what_it_declares_and_nothing_else(process: Process) -> None:
    touched: dict[str, set[str]] = {}
    changed: dict[str, set[str]] = {}
    for month, resting in ((1, False), (47, False), (48, False), (-1, True), (0, True)):
        state = fake_state(400, seed=abs(month))
        state.resting = resting
        state.now = Moment(np.uint64(abs(month)), month)
        state.levers.reach[:] = 1.0
        state.levers.recruit_open[:], state.levers.recruit_none[:] = 1.0, 0.0
        state.levers.power[:] = 0.5
        state.context = Context(ageing=1.0)  # without it nobody is born and nobody dies
        for found, into in zip(watch(state, process), (touched, changed), strict=True):
            for table, columns in found.items():
                into.setdefault(table, set()).update(columns)
    declared = {
        table: set(process.reads.get(table, ())) | set(process.writes.get(table, ()))
        for table in {*process.reads, *process.writes}
    }
    for table, columns in touched.items():
        assert columns <= declared.get(table, set()), f"{process.name} touches {table}: undeclared"
    for table, columns in changed.items():
        assert columns <= set(process.writes.get(table, ())), f"{process.name} changes {table}: undeclared"
    for table, columns in declared.items():
        idle = columns - touched.get(table, set())
        assert not idle, f"{process.name} declares {table} {idle} in vain"


@pytest.mark.parametrize("process", MONTH, ids=NAMES)
def test_what_is_made_this_month_is_read_after_it_was_made(process: Process) -> None:
    """A column "this month" is read after the process that writes it, or read "(before)"."""
    place = NAMES.index(process.name)
    for table, columns in process.reads.items():
        for name in columns:
            column = TABLES[table].columns.get(name) if table in TABLES else None
            if column is None or "this month" not in column.text:
                continue
            writers = [i for i, p in enumerate(MONTH) if name in p.writes.get(table, ()) and i != place]
            if f"{table}.{name}" in process.before:
                assert not writers or min(writers) >= place, f"{process.name} reads {name} after it was made anew"
            else:
                assert all(writer < place for writer in writers), f"{process.name} reads last month's {name}"


def test_every_decision_is_drawn_by_one_process_only() -> None:
    drawn = [decision for p in MONTH for decision in p.luck]
    assert len(drawn) == len(set(drawn))


def test_own_processes_are_put_in_place_or_refused() -> None:
    own = MONTH[0]
    with pytest.raises(ValueError, match="already"):
        arrange(MONTH, [(own, "trust")])
    with pytest.raises(ValueError, match="no process 'trusst' to follow"):
        arrange(MONTH[1:], [(own, "trusst")])
    assert [p.name for p in arrange(MONTH[1:], [(own, NAMES[-1])])][-1] == own.name
