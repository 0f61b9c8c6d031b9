"""Small sweeps for tests, and what makes two of them the same."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sim.lab.sweep import Factor, Plan, open_sweep, sweep
from sim.lab.sweep.design import grid

SMALL = {"citizens": 60, "months": 2, "policy": "open_invitation"}


def plan(
    listening: Sequence[float] = (0.1, 0.5),
    seeds: Sequence[int] = (1, 2, 3),
    pressure: Sequence[float] = (),
    detail: str = "runs",
    **settings: object,
) -> Plan:
    """A sweep over listening, and over pressure by the media where that is given."""
    factors = [Factor.of("levers.listening", listening)]
    if pressure:
        factors.append(Factor.of("context.media_pressure", pressure))
    own = "sweep_poison:own" if pressure else ""
    return Plan("test", SMALL | settings, grid(factors), tuple(seeds), detail, own)  # type: ignore[arg-type]


def many(rows: int, seeds: int) -> Plan:
    """A sweep of some size: 60 citizens, two months, and listening from 0 to 1."""
    return plan([row / rows for row in range(rows)], range(seeds))


def rows(folder: Path) -> pd.DataFrame:
    """Every row, without how long it took."""
    return open_sweep(folder).runs.drop(columns="seconds")


def main() -> None:
    """Do a sweep, and say each step of it, so that whoever reads can end it anywhere."""
    folder, engine, number, seeds = sys.argv[1:5]
    sweep(
        many(int(number), int(seeds)),
        folder,
        engine=engine,
        workers=2,
        resume=True,
        progress=lambda done, total, failed, said: print(done, flush=True),
    )


if __name__ == "__main__":
    main()
