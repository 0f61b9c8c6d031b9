"""What a sweep costs: runs a second, the share of storing, and the opening of 10,000 rows.

    python experiments/benchmark/sweep.py [RUNS]        default 240

Runs of 1,000 citizens and 120 months, in a Latin hypercube over five levers under ten seeds, stored; serial, and with
one and two processes. Seconds of a worker's start (imports, compiled rules) are in the figure of the whole sweep, and
not in the pace: that counts from the first chunk on. The 10,000 rows are made of a real chunk, copied with other
numbers.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from sim.lab.sweep import Factor, Plan, open_sweep, sweep
from sim.lab.sweep.chunk import Rows, live_chunk
from sim.lab.sweep.design import latin
from sim.lab.sweep.parts import rows_bytes
from sim.lab.sweep.store import Store, made_with

LEVERS = ("listening", "outreach", "facilitation", "follow_through", "hearing")
SEEDS = 10
MANY = 10_000


def plan(runs: int, **settings: int) -> Plan:
    """A sweep of so many runs."""
    factors = [Factor(f"levers.{name}") for name in LEVERS]
    rows = max(1, runs // SEEDS)
    return Plan("benchmark", {"policy": "open_invitation", **settings}, latin(factors, rows, 1), tuple(range(SEEDS)))


def pace(folder: Path, engine: str, workers: int, runs: int) -> str:
    """A line of the table: one engine."""
    moments: list[tuple[float, int]] = []
    outcome = sweep(
        plan(runs, citizens=1000, months=120),
        folder,
        engine=engine,
        workers=workers,
        progress=lambda done, total, failed, said: moments.append((time.perf_counter(), done)),
    )
    began = next(at for at, (_, done) in enumerate(moments) if done > 0)
    (start, before), (end, after) = moments[began], moments[-1]
    whole, steady = outcome.lived / outcome.seconds, (after - before) / (end - start)
    return (
        f"{engine + ' ' + str(workers):12s}{whole:9.1f}{steady:9.1f}"
        f"{outcome.storing / outcome.busy:10.1%}{outcome.loading / outcome.busy:10.1%}"
        f"{1000 * outcome.storing / outcome.lived:10.2f}"
    )


def opening(folder: Path) -> tuple[float, float, int, int]:
    """Seconds to open a sweep of 10,000 runs, and to read it with pandas alone; chunks and columns of it."""
    import pandas as pd

    many = plan(MANY, citizens=60, months=0)
    store = Store(folder)
    store.begin(many)
    chunks, plan_hash = many.chunks(), many.hash
    lived = list(live_chunk(Rows(many, chunks[0])))
    for chunk in chunks:
        rows = Rows(many, chunk, plan_hash)
        numbered = [
            replace(lived[at % len(lived)], run=run, row=many.row(run), seed=many.seed(run),
                    measures=lived[at % len(lived)].measures + np.float64(run))
            for at, run in enumerate(rows.runs)
        ]  # fmt: skip
        store.write(store.path(chunk), rows_bytes(rows, numbered, made_with(), {}))
    open_sweep(folder)  # the first one loads the libraries
    start = time.perf_counter()
    opened = open_sweep(folder).runs
    ours = time.perf_counter() - start
    start = time.perf_counter()
    pd.read_parquet(folder / "runs")
    theirs = time.perf_counter() - start
    assert len(opened) == MANY and opened["run"].is_monotonic_increasing  # noqa: S101 - a benchmark of the right thing
    return ours, theirs, len(chunks), opened.shape[1]


def main() -> None:
    """Print the table."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 240
    aside = Path(tempfile.mkdtemp())
    try:
        print(f"{runs} runs, 1,000 citizens, 120 months; Python {platform.python_version()}, "
              f"{platform.machine()}, {os.cpu_count()} processors")  # fmt: skip
        print(f"{'engine':12s}{'runs/s':>9s}{'pace':>9s}{'storing':>10s}{'settings':>10s}{'ms a run':>10s}")
        for engine, workers in (("serial", 1), ("process", 1), ("process", 2)):
            print(pace(aside / f"{engine}{workers}", engine, workers, runs), flush=True)
        ours, theirs, chunks, columns = opening(aside / "many")
        print(
            f"opening {MANY} runs ({chunks} chunks, {columns} columns): {ours:.2f} s; with pandas alone {theirs:.2f} s"
        )
    finally:
        shutil.rmtree(aside)


if __name__ == "__main__":
    main()
