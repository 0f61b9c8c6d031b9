"""A sweep: do what is missing of a plan, and keep it."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.lab.sweep.engines import Done, Engine, Shard, Step, Work, choose
from sim.lab.sweep.errors import SweepError, SweepStopped
from sim.lab.sweep.files import Write, host, write_whole
from sim.lab.sweep.lock import locked
from sim.lab.sweep.plan import Chunk, Plan
from sim.lab.sweep.store import Kept, Store

Progress = Callable[[int, int, int, str], None]
"""Told runs done, runs in all, runs not well, and something to say at once (mostly nothing)."""


@dataclass(frozen=True)
class Outcome:
    """What became of a sweep.

    Attributes:
        folder: where it is.
        runs: runs of the plan.
        lived: runs lived just now.
        kept: runs that are there, of this and earlier starts.
        failed: how many of those are not well.
        kinds: how many different errors they have.
        seconds: how long it took just now.
        busy: seconds of all workers together.
        loading, storing: seconds of those for reading settings, and for making and writing files.
    """

    folder: Path
    runs: int
    lived: int
    kept: int
    failed: int
    kinds: int
    seconds: float
    busy: float
    loading: float
    storing: float

    @property
    def complete(self) -> bool:
        """Is every run of the plan there?"""
        return self.kept == self.runs


def sweep(
    plan: Plan,
    folder: str | Path,
    *,
    engine: str | Engine = "process",
    workers: int | None = None,
    address: str = "",
    shard: str | Shard | None = None,
    resume: bool = False,
    retry_failed: bool = False,
    progress: Progress | None = None,
    command: str = "",
    write: Write = write_whole,
) -> Outcome:
    """Live the runs of a plan, and keep a row of each.

    Args:
        plan: what to do.
        folder: where to keep it: missing, empty, or, with `resume`, one in which the same plan was begun.
        engine: "serial", "process", "dask", or one of your own.
        workers: how many chunks at once; None: one for each processor.
        address: of a Dask scheduler.
        shard: a part of the plan alone, "1/4".
        resume: True to go on with what was begun in the folder, or to begin.
        retry_failed: True to live again the chunks that hold runs that are not well; goes with `resume`.
        progress: told how it goes.
        command: the command line, for the provenance.
        write: how files are written.

    Raises:
        ScenarioError: if the plan has a setting that is not allowed.
        SweepError: if it cannot begin (settings changed, somebody else at work, no such engine) or cannot go on (the
            disk is full); what is complete is kept.
        SweepStopped: for Ctrl-C; what is complete is kept.
    """
    doer = choose(engine, workers, address) if isinstance(engine, str) else engine
    part = Shard.read(shard) if isinstance(shard, str) else shard
    plan.check()
    store = Store(Path(folder), write)
    store.look(plan, resume=resume or retry_failed or part is not None)
    try:
        store.folder.mkdir(parents=True, exist_ok=True)
        lock = locked(store.folder, part.name if part else "")
        left = lock.__enter__()
    except OSError as error:
        raise SweepError(
            f"{folder} cannot be written: {error.strerror}", ["choose another folder:   --out out/first"]
        ) from None
    try:
        store.begin(plan, command)
        store.look(plan, resume=True)  # somebody else may have begun another in the meantime
        store.clear()
        chunks = plan.chunks()
        tally = Tally(store, plan, part.take(chunks) if part else list(chunks), progress)
        todo = tally.begin(retry_failed)
        if left:
            tally.say("whoever was at work here has gone; going on where that ended")
        return _do(doer, store, plan, todo, tally, part)
    finally:
        lock.__exit__(None, None, None)


def _do(doer: Engine, store: Store, plan: Plan, todo: list[Chunk], tally: Tally, part: Shard | None) -> Outcome:
    start = time.perf_counter()
    about = {"engine": doer.name, "workers": doer.workers, "host": host(), "shard": part.name if part else None}
    store.log(event="begun", **about, kept=tally.kept, missing=sum(chunk.runs for chunk in todo))
    try:
        if todo:
            for news in doer.run(Work(plan, store.folder, store.write), todo):
                tally.hear(news)
    except KeyboardInterrupt:
        tally.stopped("stopped")
        raise SweepStopped(tally.kept, tally.total) from None
    except SweepError as error:
        tally.stopped(error.headline)
        raise
    finally:
        doer.close()
        store.clear()
    return tally.finish(time.perf_counter() - start)


class Tally:
    """How far a sweep is.

    Args:
        store: where it is kept.
        plan: what it does.
        ours: the chunks to do here; others may be done elsewhere at the same time.
        progress: told how it goes.
    """

    def __init__(self, store: Store, plan: Plan, ours: list[Chunk], progress: Progress | None) -> None:
        self.store, self.plan, self.ours, self._progress = store, plan, ours, progress
        self.total = sum(chunk.runs for chunk in ours)
        self._kept: dict[int, Kept] = {}
        self._going: dict[int, tuple[int, int]] = {}  # chunk: runs lived, of them not well
        self._lived = 0
        self._busy = self._loading = self._storing = 0.0

    @property
    def kept(self) -> int:
        """Runs that are kept, of ours."""
        return sum(kept.runs for kept in self._kept.values())

    @property
    def failures(self) -> list[dict[str, Any]]:
        """Those of them that are not well."""
        return [one for kept in self._kept.values() for one in kept.failures]

    def begin(self, retry_failed: bool) -> list[Chunk]:
        """Take stock; returns the chunks to do."""
        whole, damaged = self.store.present(self.ours)
        for chunk in self.ours:
            if chunk.number in damaged:
                self.store.set_aside([chunk])
                self.say(f"chunk {chunk.number} is damaged ({damaged[chunk.number]}): moved to corrupt/, lived again")
        self._kept = {number: kept for number, kept in whole.items() if not (retry_failed and kept.failures)}
        self.store.list_failures([*self.failures, *(one for kept in self._others() for one in kept.failures)])
        self.say("")
        return [chunk for chunk in self.ours if chunk.number not in self._kept]

    def _others(self) -> list[Kept]:
        """What others have done so far."""
        ours = {chunk.number for chunk in self.ours}
        return list(self.store.glance(chunk for chunk in self.plan.chunks() if chunk.number not in ours).values())

    def hear(self, news: Step | Done) -> None:
        """Take in what an engine tells."""
        if isinstance(news, Step):
            self._going[news.chunk] = (news.runs, news.failed)
            self.say(news.said)
            return
        known = self._going.pop(news.chunk, None)
        self._kept[news.chunk] = Kept(news.runs, list(news.failures))
        self._lived += news.runs
        self._busy += news.seconds
        self._loading += news.loading
        self._storing += news.storing
        self.store.note_failures(news.failures)
        first = news.failures[0]["error"] if news.failures and not (known and known[1]) else ""
        self.say(f"run {news.failures[0]['run']} {news.failures[0]['status']}: {first}" if first else "")

    def say(self, what: str) -> None:
        """Tell how far it is."""
        if self._progress is not None:
            going = self._going.values()
            failed = len(self.failures) + sum(failed for _, failed in going)
            self._progress(self.kept + sum(runs for runs, _ in going), self.total, failed, what)

    def stopped(self, why: str) -> None:
        """Note that it ended early, if that can be noted; chunks that were kept and not yet told of count, too."""
        self._kept = self.store.glance(self.ours)
        with suppress(SweepError):
            self.store.log(event=why, kept=self.kept)

    def finish(self, seconds: float) -> Outcome:
        """Note that what was asked for is done."""
        others = self._others()
        failures = [*self.failures, *(one for kept in others for one in kept.failures)]
        kept = self.kept + sum(kept.runs for kept in others)
        self.store.list_failures(failures)
        if kept == self.plan.runs:
            self.store.finish({"ok": kept - len(failures), "failed": len(failures)}, again=self._lived > 0)
        self.store.log(event="ended", kept=kept, failed=len(failures))
        return Outcome(
            folder=self.store.folder,
            runs=self.plan.runs,
            lived=self._lived,
            kept=kept,
            failed=len(failures),
            kinds=len({one["error"] for one in failures}),
            seconds=seconds,
            busy=self._busy,
            loading=self._loading,
            storing=self._storing,
        )
