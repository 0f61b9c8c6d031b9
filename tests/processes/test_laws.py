"""Every process under any legal levers, coefficients and conditions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import idle_coefficients, ignores_the_silent, keeps_its_ranges, months

from sim.month import MONTH
from sim.processes.form import Process

each_process = pytest.mark.parametrize("process", MONTH, ids=[p.name for p in MONTH])


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
    # what happens to few, such as a new solution, needs many months to leave a trace of every coefficient
    assert idle_coefficients(process, months=80) == set()
