"""How long a sweep will take and how large it will be, from three runs: the first, the middle and the last row."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sim.lab.sweep.plan import Chunk, Plan
from sim.model import DemocracyModel

if TYPE_CHECKING:
    from sim.lab.sweep.chunk import Lived, Rows

TYPICAL = 0.02 / (1_000 * 120)
"""Seconds of a citizen-month, roughly: enough to tell minutes from days before anything has been timed."""


@dataclass(frozen=True)
class Pilot:
    """What three runs say of a whole sweep.

    Attributes:
        runs: runs of the sweep.
        alone: seconds of each of the three runs by itself.
        start: seconds that a worker needs before its first run.
        each: seconds of a run in its chunk, in the mean, where rows share a municipality at rest.
        size: bytes that the sweep will have.
        failed: what went wrong, where one of the three failed.
    """

    runs: int
    alone: tuple[float, ...]
    start: float
    each: float
    size: int
    failed: str = ""

    def seconds(self, workers: int) -> float:
        """How long the sweep will take with so many workers, each on a processor of its own."""
        return (self.start if workers > 1 else 0.0) + self.runs * self.each / min(workers, self.runs)


def roughly(plan: Plan) -> float:
    """Seconds that all runs together will take on one processor, without trying any."""
    return plan.runs * TYPICAL * plan.largest


def pilot(plan: Plan, said: Callable[[str], None] = lambda _: None) -> Pilot:
    """Live three runs of a plan, keeping nothing.

    Args:
        plan: a plan that has been checked.
        said: told what is being done.
    """
    from sim.lab.sweep.chunk import Rows, live_alone

    loaded = time.process_time()  # of this process, that has loaded what a worker has to load
    chunk = plan.chunks()[0]
    rows = Rows(plan, chunk)
    picked = (0, len(plan.design.rows) // 2, len(plan.design.rows) - 1)
    said("trying three runs ...")
    rests = []
    for _ in range(2):  # the first time compiles the rules, or loads them
        start = time.perf_counter()
        model = DemocracyModel(plan.scenario(0), seed=plan.seeds[0], threads=1)
        rests.append(time.perf_counter() - start)
        model.step()
        model.close()
    lived, alone = [], []
    for row in picked:
        start = time.perf_counter()
        lived.append(live_alone(rows, row * len(plan.seeds)))
        alone.append(time.perf_counter() - start)
    towns = {rows.rest_key(row) for row in chunk.rows}
    shared = rests[-1] * (1.0 - len(towns) / len(chunk.rows))
    mean = sum(alone) / len(alone)
    failed = next((one.error for one in lived if one.error), "")
    start = loaded + rests[0] - rests[-1]
    return Pilot(plan.runs, tuple(alone), start, max(mean - shared, mean / 10), _size(rows, chunk, lived), failed)


def _size(rows: Rows, chunk: Chunk, lived: list[Lived]) -> int:
    """Bytes of all chunks, if they are like the first one."""
    from sim.lab.sweep.chunk import runs_of
    from sim.lab.sweep.parts import citizens_bytes, rows_bytes, series_bytes

    several = [
        replace(lived[at % len(lived)], run=run, row=rows.plan.row(run), seed=rows.plan.seed(run))
        for at, run in enumerate(runs_of(rows.plan, chunk))
    ]
    size = len(rows_bytes(rows, several, {}, {}))
    if rows.plan.detail != "runs":
        size += len(series_bytes(rows, several, {}))
    if rows.plan.detail == "citizens":
        size += len(citizens_bytes(rows, several[:3], {})) * len(several) // min(3, len(several))
    return size * rows.plan.runs // chunk.runs
