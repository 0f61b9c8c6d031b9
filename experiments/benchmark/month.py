"""Where a month's time goes: nanoseconds a citizen for every process, beside one pass over a plain column.

    python experiments/benchmark/month.py [CITIZENS [MONTHS]]        default 100000 24

Every figure is the least of several months, since a machine is never slower than itself undisturbed. Two references run
in the same minute on the same citizens: one simple thing to one column, `x += .1·(y − x)`, and one fused step of
influence, participation and trust over the same network, what a small model of opinion and turnout would be. Quote a
process as so many times the pass, and a month as so many times the fused step.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.arithmetic import logistic
from sim.blocks import Blocks, kernel, threads_wanted
from sim.model import DemocracyModel
from sim.randomness import uniform
from sim.scenario import Scenario
from sim.state import State


@kernel
def _reference(first: int, last: int, blocks: Blocks, x: Any, y: Any) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        x[i] += 0.1 * (y[i] - x[i])


@kernel
def _fused(
    first: int,
    last: int,
    blocks: Blocks,
    offsets: Any,
    neighbours: Any,
    uid: Any,
    opinion: Any,
    trust: Any,
    shown: Any,
    acts: Any,
    month: int,
) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        pull = near = company = 0.0
        start, end = offsets[i], offsets[i + 1]
        for e in range(start, end):
            j = neighbours[e]
            gap = shown[j, 0] - shown[i, 0]
            pull += gap if abs(gap) < 0.5 else 0.0
            near += shown[j, 1]
            company += shown[j, 2]
        scale = 1.0 / max(end - start, 1)
        opinion[i] += 0.1 * pull * scale
        u = uniform(1, 1, month, uid[i], 0)
        acts[i] = 1.0 if u < logistic(-2.0 + trust[i] + 2.0 * company * scale) else 0.0
        trust[i] += 0.02 * (0.5 + 0.25 * (near * scale - 0.5) + 0.1 * acts[i] - trust[i])


@kernel
def _show(first: int, last: int, blocks: Blocks, opinion: Any, trust: Any, acts: Any, shown: Any) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        shown[i, 0], shown[i, 1], shown[i, 2] = opinion[i], trust[i], acts[i]


def fused(state: State) -> Callable[[], None]:
    """One month of the small model, over the same citizens and ties."""
    n, net = state.citizens.n, state.network
    opinion, trust, acts = np.linspace(0, 1, n, dtype=np.float32), np.full(n, 0.5, np.float32), np.zeros(n, np.float32)
    shown = np.zeros((n, 4), np.float32)

    def step() -> None:
        state.run(_show, opinion, trust, acts, shown)
        state.run(_fused, net.offsets, net.neighbours, state.citizens.uid, opinion, trust, shown, acts, state.now.month)

    return step


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
    small = least(fused(state), 20) / citizens * 1e9

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
    print(f"{'fused step':14s}  {small:12.2f}   {small / reference:8.1f}")
    print(f"a month is {whole / citizens * 1e9 / small:.1f} fused steps")
    arrays = sum(table.bytes for table in model.tables.values()) + state.network.bytes
    print(f"memory: {arrays / citizens:.0f} bytes a citizen")


if __name__ == "__main__":
    main()
