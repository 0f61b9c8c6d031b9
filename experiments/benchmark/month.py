"""Where a month's time goes: nanoseconds a citizen for every process, beside one pass over a plain column.

    python experiments/benchmark/month.py [CITIZENS [MONTHS]]        default 100000 24

Every figure is the least of several months, since a machine is never slower than itself undisturbed. The reference is
the same machine doing one simple thing to one column of the same length, `x += .1·(y − x)`, in the same run: quote a
process as so many times that pass.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.blocks import Blocks, kernel, threads_wanted
from sim.model import DemocracyModel
from sim.scenario import Scenario


@kernel
def _reference(first: int, last: int, blocks: Blocks, x: Any, y: Any) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        x[i] += 0.1 * (y[i] - x[i])


def least(work: Callable[[], object], times: int) -> float:
    """Seconds that `work` takes at best."""
    best = float("inf")
    for _ in range(times):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def main() -> None:
    """Print the table."""
    citizens = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    months = int(sys.argv[2]) if len(sys.argv) > 2 else 24
    scenario = Scenario.load(
        municipality="aarhus", policy="open_invitation", overrides=[f"citizens={citizens}", f"months={months}"]
    )
    model = DemocracyModel(scenario, seed=1)
    state = model.state
    x, y = np.zeros(citizens, np.float32), np.ones(citizens, np.float32)
    reference = least(lambda: state.run(_reference, x, y), 50) / citizens * 1e9

    best = {process.name: float("inf") for process in model.processes}
    record = whole = float("inf")
    for month in range(1, months + 1):
        state.now = state.now._replace(month=month)
        begun = time.perf_counter()
        for process in model.processes:
            start = time.perf_counter()
            process.step(state, model.rules[process.name])
            best[process.name] = min(best[process.name], time.perf_counter() - start)
        whole = min(whole, time.perf_counter() - begun)
        model.record.count(state)
        record = min(record, least(lambda: model.record.take(state), 1))

    print(f"{citizens} citizens, {threads_wanted()} threads, Python {platform.python_version()}, {platform.machine()}")
    print(f"{'':14s}  ns a citizen   times the reference")
    for name, seconds in sorted(best.items(), key=lambda item: -item[1]):
        ns = seconds / citizens * 1e9
        print(f"{name:14s}  {ns:12.1f}   {ns / reference:8.1f}")
    for name, seconds in (("a month", whole), ("its record", record)):
        ns = seconds / citizens * 1e9
        print(f"{name:14s}  {ns:12.1f}   {ns / reference:8.1f}")
    print(f"{'reference':14s}  {reference:12.2f}   {1:8.1f}")
    arrays = sum(table.bytes for table in model.tables.values()) + state.network.bytes
    print(f"memory: {arrays / citizens:.0f} bytes a citizen")


if __name__ == "__main__":
    main()
