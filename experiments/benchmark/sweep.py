"""What a sweep costs: runs a second, the share of storing, and the opening of 10,000 rows.

    python experiments/benchmark/sweep.py [RUNS]        default 240

Runs of 1,000 citizens and 120 months, in a Latin hypercube over five levers under ten seeds, stored; serial, and with
one and two processes. Seconds of a worker's start (imports, compiled rules) are in the figure of the whole sweep, and
not in the pace: that counts from the first chunk on. The 10,000 rows are made of a real chunk, copied with other
numbers.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from tables import Part, number

from sim.lab.sweep import Factor, Plan, open_sweep, sweep
from sim.lab.sweep.chunk import Rows, live_chunk
from sim.lab.sweep.design import latin
from sim.lab.sweep.parts import rows_bytes
from sim.lab.sweep.store import Store, made_with

LEVERS = ("listening", "outreach", "facilitation", "follow_through", "hearing")
SEEDS = 10
MANY = 10_000
ENGINES = (("serial", 1), ("process", 1), ("process", 2))


def plan(runs: int, **settings: int) -> Plan:
    """A sweep of so many runs."""
    factors = [Factor(f"levers.{name}") for name in LEVERS]
    rows = max(1, runs // SEEDS)
    return Plan("benchmark", {"policy": "open_invitation", **settings}, latin(factors, rows, 1), tuple(range(SEEDS)))


def pace(folder: Path, engine: str, workers: int, runs: int) -> tuple[str, ...]:
    """A row of the table: one engine."""
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
    return (
        f"{engine}, {workers} process{'es' * (workers > 1)}",
        number(outcome.lived / outcome.seconds),
        number((after - before) / (end - start)) if after > before else "one chunk",
        f"{outcome.storing / outcome.busy:.1%}",
        f"{outcome.loading / outcome.busy:.1%}",
        number(1000 * outcome.storing / outcome.lived),
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


def part(runs: int, open_many: bool = True) -> Part:
    """The table: every engine, and, where asked for, the opening of many rows."""
    table = Part(
        "Runs a second in a sweep",
        f"{runs} runs of 1,000 citizens and 120 months, in a Latin hypercube over {len(LEVERS)} levers under {SEEDS} "
        "seeds, stored. *Pace* counts from the first chunk on, without the start of the workers; *storing* and "
        "*settings* are shares of the time of a run.",
        ("engine", "runs a second", "pace", "storing", "settings", "storing, ms a run"),
    )
    aside = Path(tempfile.mkdtemp())
    try:
        for engine, workers in ENGINES:
            table.rows.append(pace(aside / f"{engine}{workers}", engine, workers, runs))
        if open_many:
            ours, theirs, chunks, columns = opening(aside / "many")
            table.notes.append(
                f"Opening {MANY:,} runs ({chunks} chunks, {columns} columns) takes {ours:.2f} s; pandas alone needs "
                f"{theirs:.2f} s."
            )
    finally:
        shutil.rmtree(aside)
    return table


def main() -> None:
    """Print the table."""
    print(part(int(sys.argv[1]) if len(sys.argv) > 1 else 240).plain())


if __name__ == "__main__":
    main()
