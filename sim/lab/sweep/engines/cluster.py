"""Dask: the workers of a scheduler, wherever they are; without one, processes on this machine.

Workers read the plan from the sweep's folder and write their files there themselves, so they must see it under the
same path, as the nodes of a cluster with a shared file system do. Dask keeps no results and is asked for none: what it
did is in the folder. When a worker dies, Dask blames the tasks that were near it, guilty or not; such a chunk is lived
run by run, each a task of its own, so that the run that ends its worker is found and the others are kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

from sim.lab.sweep.chunk import OK, Lived, runs_of
from sim.lab.sweep.code import code_version
from sim.lab.sweep.engines.process import TRIES, processors
from sim.lab.sweep.engines.work import Done, Step, Work, said, unexpected
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.files import Write, host
from sim.lab.sweep.plan import Chunk
from sim.lab.sweep.store import Store

AHEAD = 2
"""Chunks that are handed out for each worker, so that none waits."""


class Dask:
    """Does chunks as tasks of a Dask cluster.

    Args:
        address: a scheduler, for example "tcp://10.0.0.5:8786"; "": a cluster of processes on this machine.
        workers: processes of the local cluster, None: one for each processor; of another cluster how many to expect, so
            that one that grows with its tasks has reason to.
        client: a `distributed.Client` of your own, to SLURM, Kubernetes or anything else; it is left open.
    """

    name = "dask"

    def __init__(self, address: str = "", workers: int | None = None, client: Any = None) -> None:
        from importlib.util import find_spec

        if find_spec("distributed") is None:
            raise SweepError("the engine dask needs distributed, which is not installed",
                             ['pip install "samspil[cluster]"', "or use processes:   --engine process"])  # fmt: skip
        self.workers = processors() if workers is None else workers
        self._asked = workers or 1
        self._address, self._client, self._ours = address, client, client is None
        self._cluster: Any = None

    def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
        """Do every chunk.

        Raises:
            SweepError: if the scheduler is not to be reached, or files cannot be written.
        """
        client = self._open()
        try:
            where = Where(str(work.folder.absolute()), work.plan.hash, code_version(), work.write)
            waiting = list(reversed(chunks))
            tasks: dict[Any, Chunk] = {}
            queue = _distributed().as_completed(loop=client.loop, raise_errors=False)

            def hand_out() -> None:
                while waiting and len(tasks) < AHEAD * max(self._asked, _width(client)):
                    chunk = waiting.pop()
                    future = client.submit(_do, where, chunk, pure=False, retries=0)
                    tasks[future] = chunk
                    queue.add(future)

            hand_out()
            while tasks:
                future = next(queue)
                chunk = tasks.pop(future)
                error = future.exception()
                if error is None:
                    yield future.result()
                elif _is_death(error):
                    yield Step(chunk.number, 0, 0,
                               f"a worker died; the runs of chunk {chunk.number} are lived one by one")  # fmt: skip
                    yield from self._one_by_one(client, where, work, chunk)
                else:
                    raise unexpected(error)
                future.release()
                hand_out()
        finally:
            self.close()

    def _one_by_one(self, client: Any, where: Where, work: Work, chunk: Chunk) -> Iterator[Step | Done]:
        """Live a chunk's runs as tasks of their own, and keep it."""
        lived: list[Lived] = []
        for run in runs_of(work.plan, chunk):
            for left in reversed(range(TRIES)):
                future = client.submit(_alone, where, chunk, run, pure=False, retries=0)
                error = future.exception()
                if error is None:
                    lived.append(future.result())
                elif not _is_death(error):
                    raise unexpected(error)
                elif left:
                    continue
                else:
                    lived.append(work.died(chunk, run, "its process ended each time"))
                break
            yield Step(chunk.number, len(lived), sum(one.status != OK for one in lived), said(lived[-1]))
        yield work.keep(work.rows(chunk), lived)

    def _open(self) -> Any:
        """The client, connected."""
        if self._client is not None:
            return self._client
        distributed = _distributed()
        if self._address:
            try:
                self._client = distributed.Client(self._address, set_as_default=False)
            except (OSError, TimeoutError, ValueError) as error:
                raise SweepError(
                    f"there is no Dask scheduler at {self._address}: {error}",
                    ["start one:   dask scheduler", "or leave the address out: processes on this machine do the work"],
                ) from None
            self.workers = max(_width(self._client), self._asked)
            return self._client
        with import_module("dask.config").set({"distributed.scheduler.allowed-failures": 0}):
            self._cluster = distributed.LocalCluster(
                n_workers=self.workers,
                threads_per_worker=1,
                processes=True,
                dashboard_address=None,
                protocol="tcp://",
                silence_logs=50,
            )
        self._client = distributed.Client(self._cluster, set_as_default=False)
        return self._client

    def close(self) -> None:
        """Leave the scheduler, and end a cluster that was started here."""
        if self._ours and self._client is not None:
            self._client.close()
            self._client = None
        if self._cluster is not None:
            self._cluster.close()
            self._cluster = None


class Where(NamedTuple):
    """What a task carries: where the sweep is, and what it must be.

    Attributes:
        folder: the sweep, as every worker must see it.
        plan: hash of its plan.
        code: version of the code of its head.
        write: how files are written.
    """

    folder: str
    plan: str
    code: str
    write: Write


@lru_cache(maxsize=2)
def _work(where: Where) -> Work:
    """The work of a sweep, read once by each worker.

    Raises:
        SweepError: if this machine does not see the folder, or has another version of the code.
    """
    if where.code != code_version():
        raise SweepError(
            f"the worker on {host()} has another version of samspil",
            [f"there:      {code_version()}", f"the sweep:  {where.code}", "install the same version everywhere"],
            begun=True,
        )
    store = Store(Path(where.folder))
    try:
        plan = store.plan()
    except SweepError as error:
        plan, said = None, error.headline
    if plan is None or plan.hash != where.plan:
        raise SweepError(
            f"the worker on {host()} does not see the sweep: {said if plan is None else 'there is another one'}",
            ["its folder must be on a file system that all workers share, under the same path"],
            begun=True,
        )
    return Work(plan, store.folder, where.write)


def _one_thread() -> None:
    """See that this worker does one thing at a time.

    Raises:
        SweepError: if it does not.
    """
    threads = int(_distributed().get_worker().state.nthreads)
    if threads > 1:
        raise SweepError(
            f"the worker on {host()} does {threads} tasks at once, and runs need a process each",
            ["start workers with one thread:   dask worker ADDRESS --nworkers 8 --nthreads 1"],
            begun=True,
        )


def _do(where: Where, chunk: Chunk) -> Done:
    _one_thread()
    return next(news for news in _work(where).do(chunk) if isinstance(news, Done))


def _alone(where: Where, chunk: Chunk, run: int) -> Lived:
    _one_thread()
    return _work(where).alone(chunk, run)


def _width(client: Any) -> int:
    """Tasks that the workers do at once."""
    return int(sum(client.nthreads().values()))


def _is_death(error: BaseException) -> bool:
    """Does Dask say that a worker died?"""
    return isinstance(error, _distributed().KilledWorker)


def _distributed() -> Any:
    """The library, which need not be installed, and has no types worth the name."""
    return import_module("distributed")
