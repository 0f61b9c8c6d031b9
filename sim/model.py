"""The model: a municipality, or several, that comes to rest under the baseline and then lives on month by month.

Month 0 is a municipality at rest. It is reached by living through REST_MONTHS months under the baseline and usual
conditions, in which what is met becomes what is usual; the last of them ends with the election that seats the
council. What follows depends on the scenario; the rest itself depends on people, rules and seed alone, so that all
policies under one seed begin with the same citizens in the same state, and pay for it once (`Rest`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.blocks import Crew
from sim.founding import found
from sim.measures import MEASURES, Measure
from sim.measures.census import Census
from sim.measures.record import Record
from sim.month import MONTH, arrange
from sim.policy.context import Context
from sim.policy.force import put_in_force
from sim.policy.ledger import Bill
from sim.policy.levers import Levers
from sim.policy.timeline import Phase
from sim.processes.form import Process
from sim.rows import RowModel
from sim.state import Moment, State
from sim.steps import Course, compile_ahead
from sim.table import Table

if TYPE_CHECKING:
    from sim.scenario import Scenario

REST_MONTHS = 48
"""Months in which a municipality comes to rest, one election period."""


@dataclass(frozen=True)
class Rest:
    """A municipality at rest, to start other policies from.

    Attributes:
        key: what it depends on (`Scenario.rest_key`) and the seed.
        tables: what every table was like at month 0.
        state: the state it was taken from; its network is shared, never changed.
    """

    key: tuple[str, int]
    tables: dict[str, Table]
    state: State


class DemocracyModel(RowModel):
    """A welfare democracy, month by month.

    Args:
        scenario: what is to be run.
        seed: the run's seed; the same scenario and seed give the same run, bit by bit.
        threads: threads to use; None: what the machine or NUMBA_NUM_THREADS says.
        processes: processes of your own: (process, name of the one that it follows).
        measures: measures of your own.
        prepare: called once with the state at month 0, to add columns of your own.
        rest: a municipality at rest from a model with the same `rest_key` and seed, to save the time of coming to
            rest again.

    Attributes:
        state: what everything is like now.
        processes: the processes of the month, in order.
        record: what has been recorded so far, month 0 included.
        bill: what the levers in force cost.
        rules: the coefficients of each process, by its name.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 0,
        *,
        threads: int | None = None,
        processes: Iterable[tuple[Process, str]] = (),
        measures: Sequence[Measure] = (),
        prepare: Callable[[State], None] | None = None,
        rest: Rest | None = None,
    ) -> None:
        super().__init__(rng=seed)
        self._scenario = scenario
        self.run_seed = seed
        self.processes = arrange(MONTH, processes)
        self.rules = {p.name: scenario.rules.get(p.name, p.rules()) for p in self.processes}
        self._in_force: Phase | None = None
        self._course: tuple[Course, dict[str, bool], dict[str, Any]] = (Course([]), {}, {})
        key = (scenario.rest_key, seed)
        if rest is None:
            self.state = self._come_to_rest(threads)
        elif rest.key != key:
            raise ValueError("this municipality at rest belongs to another scenario or seed; leave out rest=")
        else:
            self.state = self._awake(rest, threads)
        self._rest_key = key
        if prepare is not None:
            prepare(self.state)
        self._begin()
        self.record = Record(self.state, (*MEASURES, *measures))

    @property
    def scenario(self) -> Scenario:
        """What is run. It stays as it is: a new scenario is a new model."""
        return self._scenario

    @scenario.setter
    def scenario(self, scenario: Scenario) -> None:
        self._scenario = scenario  # Mesa sets it while it starts, and would write itself into the scenario

    # ------------------------------------------------------------------ coming to rest

    def _come_to_rest(self, threads: int | None) -> State:
        s = self.scenario
        state = found(s.towns, s.agents, s.population, self.run_seed, month=-REST_MONTHS, threads=threads)
        state.resting, state.whole = True, state.crew.alone
        put_in_force(state, Levers(), Levers())
        course = Course([(process.step, self.rules[process.name]) for process in MONTH])
        if state.whole:
            compile_ahead(course.steps, state, [(Census.KERNEL, lambda: Record(state, MEASURES))])
        for month in range(1 - REST_MONTHS, 1):
            state.now = Moment(np.uint64(self.run_seed), month)
            course(state)
        state.resting = False
        return state

    def _awake(self, rest: Rest, threads: int | None) -> State:
        """The state of a municipality at rest, with tables of its own; the network is shared."""
        tables: dict[str, Any] = {name: table.twin() for name, table in rest.tables.items()}
        crew = Crew(rest.state.crew.blocks, threads)
        now = Moment(np.uint64(self.run_seed), 0)
        return replace(
            rest.state, **tables, crew=crew, now=now, whole=crew.alone, resting=False, mechanisms={}, extra={}
        )

    def _begin(self) -> None:
        """Month 0: the scenario's conditions hold from now on."""
        self.state.mechanisms = {p.name: self.scenario.mechanisms.get(p.name, True) for p in self.processes}
        for process in self.processes:
            if not self.state.mechanisms[process.name]:
                self._still(process)
        self.bill = self._enforce(self.month)

    def _still(self, process: Process) -> None:
        """What a process that is switched off counted or flagged in its last month happens no more."""
        for name, columns in process.writes.items():
            table = self.tables[name]
            for column in columns:
                declared = table.columns[column]
                counts = declared.high is None or np.dtype(declared.dtype).kind in "iu"
                if counts and "this month" in declared.text:
                    table.array(column)[...] = 0

    def rest(self) -> Rest:
        """This municipality at rest, for other models; only before the first step.

        Raises:
            RuntimeError: if a month has passed.
        """
        if self.month != 0:
            raise RuntimeError(f"the municipality has lived {self.month} months and is no longer at rest")
        tables = {name: table.twin() for name, table in self.state.tables().items()}
        return Rest(self._rest_key, tables, self.state)

    # ------------------------------------------------------------------ the month

    @property
    def month(self) -> int:
        """Months lived since the start."""
        return self.state.now.month

    def _enforce(self, month: int) -> Bill:
        """The levers and conditions of this month, put in force if they have changed."""
        wanted = self.scenario.at(month)
        if wanted != self._in_force:
            self.state.context = wanted.context
            self.bill = put_in_force(self.state, wanted.levers, Levers())
            self._in_force = wanted
        return self.bill

    def _course_now(self) -> Course:
        """The processes that are switched on, with their coefficients; made anew where either has changed."""
        course, switched, rules = self._course
        if switched != self.state.mechanisms or rules != self.rules:
            on = [process for process in self.processes if self.state.mechanisms[process.name]]
            course = Course([(process.step, self.rules[process.name]) for process in on])
            self._course = (course, dict(self.state.mechanisms), dict(self.rules))
        return course

    def step(self) -> None:
        """Live through one month: every process that is switched on, in the order of the list, then the record."""
        state = self.state
        state.now = Moment(np.uint64(self.run_seed), self.month + 1)
        self._enforce(self.month)
        self._course_now()(state)
        self.record.count(state)
        if self.month % self.scenario.record_every == 0:
            self.record.take(state)

    def finish(self) -> None:
        """Record the last month, too, where months are left out between records."""
        if self.record.months[-1] != self.month:
            self.record.take(self.state)

    # ------------------------------------------------------------------ Mesa's ways

    @property
    def tables(self) -> dict[str, Table]:  # type: ignore[override]
        """Every table by its name; `model.tables["citizens"].need` is an array (n,)."""
        return self.state.tables()

    @property
    def citizens(self) -> Table:
        """The citizens' columns."""
        return self.state.citizens

    @property
    def context(self) -> Context:
        """The conditions in force."""
        context: Context = self.state.context
        return context

    def close(self) -> None:
        """Let the threads go; the results stay."""
        self.state.crew.close()
