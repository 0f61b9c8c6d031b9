"""Several processes on this machine, each with one thread; one that dies is replaced, and the run that kills it found.

A worker does a chunk and writes its file by itself; only a few words pass between it and the head. When a worker dies,
its chunk is lived run by run: each run that was lived is kept by the head, and a run under which two workers have died,
with nothing else to do, is recorded as such. A worker that somebody else killed costs nothing but time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import wait
from typing import Any

from sim.lab.sweep.chunk import OK, Lived, runs_of
from sim.lab.sweep.engines.work import Done, Step, Work, said
from sim.lab.sweep.engines.worker import serve
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.plan import Chunk
from sim.lab.warm import compile_once

TRIES = 2
"""Deaths of a worker under one run alone after which the run is given up."""
STARTS = 3
"""Workers that may fail to start, one after the other, before the sweep is given up."""
_THREADS = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Process:
    """Does chunks in processes of their own.

    Args:
        workers: how many; None: one for each processor that this process may use.
    """

    name = "process"

    def __init__(self, workers: int | None = None) -> None:
        self.workers = processors() if workers is None else workers
        self._crew: list[_Worker] = []
        self._stillborn = 0

    def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
        """Do every chunk.

        Raises:
            SweepError: if workers cannot be started, or files not be written.
        """
        waiting = deque(_Task(chunk) for chunk in chunks)
        compile_once()
        try:
            for _ in range(min(self.workers, len(waiting))):
                self._crew.append(_Worker(work))
            while True:
                for worker in self._crew:
                    if worker.ready and worker.task is None and waiting:
                        worker.begin(waiting.popleft())
                if not waiting and all(worker.task is None for worker in self._crew):
                    return
                found: Any = wait([worker.line for worker in self._crew])
                for worker in [worker for worker in self._crew if worker.line in found]:
                    try:
                        news = worker.line.recv()
                    except (EOFError, OSError):
                        yield from self._buried(worker, work)
                        continue
                    yield from worker.heard(news)
        finally:
            self.close()

    def _buried(self, worker: _Worker, work: Work) -> Iterator[Step]:
        """Put a new worker in the place of one that died, with its task."""
        how, task = worker.end(), worker.task
        self._stillborn = 0 if worker.ready else self._stillborn + 1
        if self._stillborn == STARTS:
            raise SweepError(
                f"a worker could not start: {how}",
                [
                    "in a script, begin the sweep below   if __name__ == '__main__':",
                    "or do it in this process:   --engine serial",
                ],
                begun=True,
            )
        fresh = _Worker(work)
        self._crew[self._crew.index(worker)] = fresh
        if task is not None:
            fresh.task = task
            if worker.ready:
                task.mourn(how)
            yield Step(task.chunk.number, len(task.lived), task.failed, task.said(how))

    def close(self) -> None:
        """End all workers; what they have in hand is dropped."""
        for worker in self._crew:
            worker.end()
        self._crew.clear()


class _Task:
    """A chunk on its way.

    Attributes:
        chunk: which.
        careful: True once a worker has died under it: its runs are lived one by one, and kept here.
        lived: what has been lived carefully, by run.
        run: the run that a worker has in hand.
        deaths: workers that died under that run.
    """

    def __init__(self, chunk: Chunk) -> None:
        self.chunk, self.careful = chunk, False
        self.lived: dict[int, Lived] = {}
        self.run: int | None = None
        self.deaths, self._how = 0, ""

    @property
    def failed(self) -> int:
        return sum(one.status != OK for one in self.lived.values())

    def mourn(self, how: str) -> None:
        """A worker has died under it."""
        self.deaths += self.run is not None
        self.careful, self._how = True, how

    def said(self, how: str) -> str:
        """What to say of that death."""
        if self.run is None:
            return f"a worker died ({how}); the runs of chunk {self.chunk.number} are lived one by one"
        return f"a worker died ({how}) under run {self.run}"

    def next(self, work: Work) -> tuple[Any, ...]:
        """What to ask of a worker now."""
        if not self.careful:
            return "do", self.chunk
        if self.run is not None:  # the last one died under it
            if self.deaths < TRIES:
                return "alone", self.chunk, self.run
            return "died", self.chunk, self.run, f"its process ended each time: {self._how}"
        left = [run for run in runs_of(work.plan, self.chunk) if run not in self.lived]
        if not left:
            return "keep", self.chunk, list(self.lived.values())
        self.run, self.deaths = left[0], 0
        return "alone", self.chunk, self.run


class _Worker:
    """A process, and the line to it."""

    def __init__(self, work: Work) -> None:
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.work, self.ready = work, False
        self.task: _Task | None = None
        self.process = context.Process(target=serve, args=(work, theirs), daemon=True, name="samspil-worker")
        with _quietly_single_threaded():
            self.process.start()
        theirs.close()  # so that the line breaks when the worker ends

    def begin(self, task: _Task) -> None:
        """Give it a chunk to do, or to go on with."""
        self.task = task
        self._ask()

    def _ask(self) -> None:
        if self.task is not None:
            with suppress(OSError):  # if it has died, the line says so when it is read
                self.line.send(self.task.next(self.work))

    def heard(self, news: Any) -> Iterator[Step | Done]:
        """Take in what it said."""
        if news == "ready":
            self.ready = True
            self._ask()
        elif isinstance(news, SweepError):
            raise news
        elif isinstance(news, Lived) and self.task is not None:
            self.task.lived[news.run], self.task.run = news, None
            yield Step(self.task.chunk.number, len(self.task.lived), self.task.failed, said(news))
            self._ask()
        elif isinstance(news, Done):
            self.task = None
            yield news
        else:
            yield news

    def end(self) -> str:
        """End it, and say how it ended."""
        if self.line.closed:
            return ""
        idle = self.task is None and self.ready
        self.line.close()
        if not idle:
            self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()
        code = self.process.exitcode or 0
        self.process.close()
        if code >= 0:
            return f"it ended with code {code}"
        try:
            return f"signal {-code}, {signal.Signals(-code).name}"
        except ValueError:
            return f"signal {-code}"


def processors() -> int:
    """Processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _quietly_single_threaded() -> Iterator[None]:
    """While a worker is started: it inherits one thread for everything, and that Ctrl-C is not for it."""
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    mask = getattr(signal, "pthread_sigmask", None)
    blocked = mask(signal.SIG_BLOCK, [signal.SIGINT]) if mask else None
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        if mask and blocked is not None:
            mask(signal.SIG_SETMASK, blocked)
