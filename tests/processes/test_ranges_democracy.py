"""Democracy's processes under any legal levers, coefficients and conditions: media to trust, and strain."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import idle_coefficients, ignores_the_silent, keeps_its_ranges, months

from sim.processes import cocreation, influence, listening, media, strain, ties, trust
from sim.processes.form import Process, process

DEMOCRACY = [process(module) for module in (media, cocreation, listening, ties, influence, trust, strain)]
each_process = pytest.mark.parametrize("process", DEMOCRACY, ids=[p.name for p in DEMOCRACY])


@each_process
@given(data=st.data())
@settings(max_examples=15)
def test_all_columns_stay_in_range_and_the_silent_are_left_alone(process: Process, data: st.DataObject) -> None:
    keeps_its_ranges(process, *data.draw(months(process)))


@each_process
@given(data=st.data())
@settings(max_examples=5)
def test_nobody_is_touched_by_what_the_silent_are_like(process: Process, data: st.DataObject) -> None:
    ignores_the_silent(process, *data.draw(months(process)))


@each_process
def test_every_coefficient_counts(process: Process) -> None:
    assert idle_coefficients(process, months=80) == set()
