"""Who does the work of a sweep. Every engine writes the same rows."""

from __future__ import annotations

from sim.errors import nearest
from sim.lab.sweep.engines.shard import Shard
from sim.lab.sweep.engines.work import Done, Engine, Step, Work
from sim.lab.sweep.errors import SweepError

ENGINES = ("serial", "process", "dask")

__all__ = ["ENGINES", "Done", "Engine", "Shard", "Step", "Work", "choose"]


def choose(name: str, workers: int | None = None, address: str = "") -> Engine:
    """An engine by its name.

    Args:
        name: "serial", "process" or "dask".
        workers: how many chunks at once; None: one for each processor.
        address: of a Dask scheduler.

    Raises:
        SweepError: if there is none of that name, or it cannot have so many workers.
    """
    if workers is not None and workers < 1:
        raise SweepError(f"there cannot be {workers} workers", ["write  --workers 1  or more, or leave it out"])
    if address and name != "dask":
        raise SweepError("only the engine dask has a scheduler", [f"write  --engine dask --scheduler {address}"])
    if name == "serial":
        from sim.lab.sweep.engines.serial import Serial

        return Serial()
    if name == "process":
        from sim.lab.sweep.engines.process import Process

        return Process(workers)
    if name == "dask":
        from sim.lab.sweep.engines.cluster import Dask

        return Dask(address, workers)
    best = nearest(name, ENGINES)
    advice = [f"did you mean  --engine {best}"] if best else []
    raise SweepError(f"there is no engine called '{name}'", [*advice, f"engines: {', '.join(ENGINES)}, shard"])
