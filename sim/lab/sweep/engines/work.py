"""What engines do, whichever they are: live a chunk and keep it, and tell how far they are."""

from __future__ import annotations

import time
import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from sim.lab.sweep.chunk import OK, Lived, Rows, live_alone, live_chunk, not_lived
from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.files import Write, write_whole
from sim.lab.sweep.parts import failure
from sim.lab.sweep.plan import Chunk, Plan
from sim.lab.sweep.store import Store


class Step(NamedTuple):
    """How far a chunk is.

    Attributes:
        chunk: its number.
        runs: its runs lived so far.
        failed: how many of them are not well.
        said: something to tell at once: a failure, or a worker's death; mostly empty.
    """

    chunk: int
    runs: int
    failed: int
    said: str = ""


class Done(NamedTuple):
    """A chunk is complete and kept.

    Attributes:
        chunk: its number.
        runs: how many there were.
        failures: those that are not well, as `failed.jsonl` has them.
        seconds: from beginning to end.
        loading, storing: seconds of it for reading settings, and for making and writing files.
    """

    chunk: int
    runs: int
    failures: tuple[dict[str, Any], ...]
    seconds: float
    loading: float
    storing: float


class Engine(Protocol):
    """Does the chunks of a sweep, here or elsewhere. Every engine writes the same files.

    Attributes:
        name: "serial", "process", "dask".
        workers: how many chunks are done at once.
    """

    name: str
    workers: int

    def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
        """Do every chunk, in any order, and tell how it goes; each ends with its `Done`.

        Raises:
            SweepError: if it cannot go on; what is complete is kept.
        """

    def close(self) -> None:
        """End everything that was started, at once."""


class Work:
    """The work of a sweep. It can be sent to another process.

    Args:
        plan: what is done.
        folder: where it is kept.
        write: how files are written.
    """

    def __init__(self, plan: Plan, folder: Path, write: Write = write_whole) -> None:
        self.plan, self.folder, self.write = plan, folder, write
        self._hash = plan.hash

    def rows(self, chunk: Chunk) -> Rows:
        """The rows of a chunk."""
        return Rows(self.plan, chunk, self._hash)

    def do(self, chunk: Chunk) -> Iterator[Step | Done]:
        """Live a chunk and keep it.

        Raises:
            StoreError: if it could not be written.
        """
        start, rows = time.perf_counter(), self.rows(chunk)
        lived: list[Lived] = []
        failed = 0
        for one in live_chunk(rows):
            lived.append(one)
            failed += one.status != OK
            yield Step(chunk.number, len(lived), failed, said(one))
        yield self.keep(rows, lived, start)

    def alone(self, chunk: Chunk, run: int) -> Lived:
        """Live one run of a chunk by itself."""
        return live_alone(self.rows(chunk), run)

    def died(self, chunk: Chunk, run: int, how: str) -> Lived:
        """What is kept of a run that ends its process."""
        return not_lived(self.rows(chunk), run, how)

    def keep(self, rows: Rows, lived: Sequence[Lived], start: float | None = None) -> Done:
        """Keep a chunk whose runs have all been lived.

        Args:
            rows: the chunk.
            lived: its runs.
            start: when it was begun, by `time.perf_counter`; None: as long as its runs took.
        """
        begun, loading = time.perf_counter(), rows.loading
        Store(self.folder, self.write).keep(rows, lived)
        storing = time.perf_counter() - begun
        seconds = sum(one.seconds for one in lived) + storing if start is None else time.perf_counter() - start
        return Done(
            rows.chunk.number,
            len(lived),
            tuple(failure(rows, one) for one in lived if one.status != OK),
            seconds,
            rows.loading,
            storing - (rows.loading - loading),
        )


def said(one: Lived) -> str:
    """What to say of a run at once: nothing, if it is well."""
    return "" if one.status == OK else f"run {one.run} {one.status} (row {one.row}, seed {one.seed}): {one.error}"


def unexpected(error: BaseException) -> SweepError:
    """An error of our own making that stops a sweep."""
    if isinstance(error, SweepError):
        return error
    trace = "".join(traceback.format_exception(error)).rstrip().splitlines()
    return SweepError(f"the sweep cannot go on: {type(error).__name__}: {error}", trace, begun=True)
