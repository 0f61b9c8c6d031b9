"""Work shared out to several processes, its results in the order of the work."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from sim.blocks import threads_wanted
from sim.lab.warm import warm

T = TypeVar("T")


def spread(work: Callable[..., T], tasks: Sequence[tuple[Any, ...]], workers: int | None = None) -> Iterator[T]:
    """Do `work(*task)` for every task, and give the results in the order of the tasks.

    Processes are forked from this one, so that everything compiled and loaded is there at once. Where forking is not
    to be had, or other threads run that a fork would lose, the work is done here, one task after the other. Either way
    the results are the same.

    Args:
        work: a function of a module.
        tasks: its arguments.
        workers: processes at the most; None: one a processor, or what NUMBA_NUM_THREADS says.
    """
    count = min(threads_wanted() if workers is None else workers, len(tasks))
    can_fork = "fork" in multiprocessing.get_all_start_methods() and threading.active_count() == 1
    if count < 2 or not can_fork or os.name != "posix":
        yield from (work(*task) for task in tasks)
        return
    warm()
    with ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("fork")) as pool:
        yield from pool.map(_call, [(work, task) for task in tasks])


def _call(asked: tuple[Callable[..., T], tuple[Any, ...]]) -> T:
    work, task = asked
    return work(*task)
