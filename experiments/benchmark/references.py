"""What a month is measured against in the same run: a pass over plain columns, and a small model over the same network.

Neither is part of the model. They stay as they are, so that a ratio of today can be set beside one of last year.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np

from sim.arithmetic import logistic, towards
from sim.blocks import Blocks, kernel, over_blocks
from sim.randomness import uniform
from sim.state import State


@over_blocks
def _pass(first: int, last: int, blocks: Blocks, x: Any, y: Any) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        x[i] += 0.1 * (y[i] - x[i])


@kernel
def _wide(voice: Any, a: Any, b: Any, c: Any, d: Any, x: Any, y: Any, z: Any) -> None:
    for i in range(x.shape[0]):  # not over blocks: it is to do several rows at once whatever becomes of them
        if voice[i] == 0:
            continue
        s, f = a[i] - 0.5, b[i] - 0.5
        x[i] = towards(x[i], c[i] + 0.2 * s + 0.1 * f, 0.02)
        y[i] = towards(y[i], d[i] + 0.1 * s + 0.3 * (x[i] - c[i]), 0.02)
        z[i] = towards(z[i], 0.8 * y[i] + 0.1 * f - 0.1 * max(a[i] - b[i], 0.0), 0.01)


@over_blocks
def _fused(
    first: int, last: int, blocks: Blocks, offsets: Any, neighbours: Any, uid: Any, opinion: Any, trust: Any,
    shown: Any, acts: Any, month: int,
) -> None:  # fmt: skip
    for i in range(blocks.edge[first], blocks.edge[last]):
        pull = near = company = 0.0
        start, end = np.uint64(offsets[i]), np.uint64(offsets[np.int64(i) + 1])
        for e in range(start, end):
            j = np.uint64(neighbours[e])
            gap = shown[j, 0] - shown[i, 0]
            pull += gap if abs(gap) < 0.5 else 0.0
            near += shown[j, 1]
            company += shown[j, 2]
        scale = 1.0 / max(end - start, np.uint64(1))
        opinion[i] += 0.1 * pull * scale
        u = uniform(1, 1, month, uid[i], 0)
        acts[i] = 1.0 if u < logistic(-2.0 + trust[i] + 2.0 * company * scale) else 0.0
        trust[i] += 0.02 * (0.5 + 0.25 * (near * scale - 0.5) + 0.1 * acts[i] - trust[i])


@over_blocks
def _show(first: int, last: int, blocks: Blocks, opinion: Any, trust: Any, acts: Any, shown: Any) -> None:
    for i in range(blocks.edge[first], blocks.edge[last]):
        shown[i, 0], shown[i, 1], shown[i, 2] = opinion[i], trust[i], acts[i]


def plain_pass(state: State) -> Callable[[], None]:
    """One simple thing to one column of the state's citizens: `x += .1·(y − x)`."""
    x, y = np.zeros(state.citizens.n, np.float32), np.ones(state.citizens.n, np.float32)
    return lambda: state.run(_pass, x, y)


def wide_pass(citizens: int) -> Callable[[], None]:
    """One pass over eight columns of so many citizens, three of which move: how wide this processor's registers are."""
    voice = np.ones(citizens, np.uint8)
    columns = [np.linspace(0.1 * at, 1.0 - 0.1 * at, citizens, dtype=np.float32) for at in range(7)]
    return lambda: _wide(voice, *columns)


def small_model(state: State) -> Callable[[], None]:
    """One month of a small model of opinion, trust and turnout, over the same citizens and ties."""
    n, net = state.citizens.n, state.network
    opinion, trust, acts = np.linspace(0, 1, n, dtype=np.float32), np.full(n, 0.5, np.float32), np.zeros(n, np.float32)
    shown = np.zeros((n, 4), np.float32)

    def step() -> None:
        state.run(_show, opinion, trust, acts, shown)
        state.run(_fused, net.offsets, net.neighbours, state.citizens.uid, opinion, trust, shown, acts, state.now.month)

    return step


def seconds(work: Callable[[], object]) -> float:
    """What doing it once takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def least(work: Callable[[], object], times: int) -> float:
    """The seconds that `work` takes at best: a machine is never slower than itself undisturbed."""
    return min(seconds(work) for _ in range(times))
