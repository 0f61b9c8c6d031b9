"""The record of a run: every measure, the influence chain and the strain of the roles, month by month."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.blocks import keeping_garbage
from sim.measures.census import Census
from sim.measures.declare import Measure
from sim.measures.strain import COMPONENTS
from sim.measures.year import Year
from sim.state import State


class Record:
    """What has been recorded so far.

    Args:
        state: the run at month 0, which is recorded at once.
        measures: what to record.

    Attributes:
        months: the months recorded.
        values: measure id: a number a recorded month; not-a-number where it is not defined.
        groups: measure id, for those that have groups: a recorded month: "type" (3,), "quintile" (5,), "municipality"
            (m,): its value in each.
        chain: an array (6, 5) a recorded month: citizens at each stage by quintile since the record before.
        strain: an array (4, 4) a recorded month: role × component.
    """

    def __init__(self, state: State, measures: Sequence[Measure]) -> None:
        self.measures = tuple(measures)
        self.months: list[int] = []
        self.values: dict[str, list[float]] = {measure.id: [] for measure in self.measures}
        self.groups: dict[str, list[dict[str, NDArray[np.float64]]]] = {m.id: [] for m in self.measures if m.column}
        self._values = [(measure, self.values[measure.id]) for measure in self.measures]
        self._groups = [(measure.column, self.groups[measure.id]) for measure in self.measures if measure.column]
        self.chain: list[NDArray[np.int64]] = []
        self.strain: list[NDArray[np.float64]] = []
        self._year = Year(state)
        with keeping_garbage():
            self.count(state)
            self.take(state)

    def count(self, state: State) -> None:
        """Count the month that has just passed; to be called every month, recorded or not."""
        self._year.add(state)

    def take(self, state: State) -> None:
        """Record this month."""
        census = Census(state, self._year)
        self.months.append(state.now.month)
        for measure, values in self._values:
            values.append(measure.of(census))
        for column, groups in self._groups:
            groups.append(census.groups(column))
        self.chain.append(self._year.take_passed())
        parts = [[census.across(column, role) for column in COMPONENTS.values()] for role in range(4)]
        self.strain.append(np.array(parts))
