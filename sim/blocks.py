"""How a rule runs over columns: plain kernels, blocks of rows, and a crew of threads. All speed tricks start here.

A kernel is a plain loop over rows, compiled by numba. Citizens lie in blocks of at most 8,192 rows that never cross a
municipality. A kernel is given a range of blocks, writes the rows of those blocks only, and adds what it counts into
a row of its own in an array of sums, one row a block. Sums are then added in the order of the blocks. So the result
has the same bits with one thread or many; small runs pay for no threads at all; and nothing but the kernel itself,
compiled once, without a parallel runtime, has to be loaded.

A loop does several rows at once where every row is done alike: `x[i] = new if voice[i] == 1 else x[i]`, and not a row
left out by `continue`. It also has to know how many numbers a row of a column has (`of_width`), and must not read a row
that other rows choose, as from a table, nor add up numbers with a fraction, whose order counts: such things stand in a
loop of their own, which does one row after the other.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import update_wrapper
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import numba
import numpy as np
from numpy.typing import NDArray

F = TypeVar("F", bound=Callable[..., Any])

BLOCK_ROWS = 8192
"""Rows in a block: its columns fit the second-level cache, and a dispatch is small beside its work."""

ROWS_A_THREAD = 20_000
"""Below this many rows a thread costs more than it brings."""


def kernel(function: F, *, by_kernels: bool = False, by_address: bool = False) -> F:
    """Compile a plain loop (numba, cached on disk, without the interpreter's lock, strict arithmetic).

    Args:
        function: the loop.
        by_kernels: True where nobody but other kernels calls it; Python then cannot.
        by_address: True where it is called as C calls a function, by its address.
    """
    options = {"nogil": True, "error_model": "numpy", "boundscheck": False}
    options |= {"no_cpython_wrapper": by_kernels, "no_cfunc_wrapper": not by_address}
    try:
        return numba.njit(cache=True, **options)(function)  # type: ignore[no-any-return]
    except RuntimeError:  # neither the package's folder nor a user's cache folder can be written
        return numba.njit(**options)(function)  # type: ignore[no-any-return]


def inlined(function: F) -> F:
    """A kernel that is written out wherever another calls it, so that a loop round it can do several rows at once."""
    options = {"inline": "always", "nogil": True, "error_model": "numpy", "boundscheck": False}
    return numba.njit(**options)(function)  # type: ignore[no-any-return]


@inlined
def of_width(column: Any, width: Any) -> None:
    """Say, before a loop, how many numbers a row of `column` has: else they are read one row after the other."""
    if column.shape[1] != width:
        raise ValueError("a column has another width than a rule says")


class OverBlocks:
    """A kernel `work(first_block, last_block, blocks, *columns)` that a crew, or a compiled step, runs over all blocks.

    Attributes:
        name: its full name.
        kernel: the compiled kernel; calling this object is calling it.
    """

    def __init__(self, function: Callable[..., None]) -> None:
        update_wrapper(self, function)
        self.name = f"{function.__module__}.{function.__name__}"
        self.kernel: Any = kernel(function)

    @property
    def stats(self) -> Any:
        """Where the compiled kernel is kept."""
        return self.kernel.stats

    def __call__(self, first: int, last: int, blocks: Blocks, *columns: Any) -> None:
        """Do the work of some blocks."""
        self.kernel(first, last, blocks, *columns)


def over_blocks(function: Callable[..., None]) -> OverBlocks:
    """Compile a plain loop over the rows of a range of blocks."""
    return OverBlocks(function)


class Blocks(NamedTuple):
    """Rows cut into blocks, as kernels see them.

    Attributes:
        edge: (b + 1,) uint64, the first row of each block, then the number of rows. Without a sign, so that a loop over
            rows need not ask whether `column[i]` counts from the end: it runs several rows at once (four times faster).
        home: (b,) int64, the municipality of each block.
    """

    edge: NDArray[np.uint64]
    home: NDArray[np.int64]


def cut(town_offsets: NDArray[np.int64], rows: int = BLOCK_ROWS) -> Blocks:
    """Cut rows into blocks that never cross a municipality.

    Args:
        town_offsets: (t + 1,) first row of each municipality, then the number of rows.
        rows: the most rows a block may have.
    """
    edges, home = [0], []
    for town in range(len(town_offsets) - 1):
        lo, hi = int(town_offsets[town]), int(town_offsets[town + 1])
        pieces = max(1, -(-(hi - lo) // rows))
        edges += [lo + (hi - lo) * (k + 1) // pieces for k in range(pieces)]
        home += [town] * pieces
    return Blocks(np.array(edges, dtype=np.uint64), np.array(home, dtype=np.int64))


def threads_wanted() -> int:
    """The number of threads to use: NUMBA_NUM_THREADS where it is set, else one a processor."""
    try:
        return max(1, int(os.environ["NUMBA_NUM_THREADS"]))
    except (KeyError, ValueError):
        return os.cpu_count() or 1


def _nearest(places: NDArray[np.int64], marks: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each mark the nearest of some places, both ascending."""
    after = np.minimum(np.searchsorted(places, marks), len(places) - 1)
    before = np.maximum(after - 1, 0)
    return np.where(places[after] - marks < marks - places[before], places[after], places[before])


class Crew:
    """Runs kernels over blocks, on threads where that pays.

    Args:
        blocks: the blocks of the citizens' table.
        threads: how many threads at the most; None means `threads_wanted()`.
    """

    def __init__(self, blocks: Blocks, threads: int | None = None) -> None:
        self.blocks = blocks
        rows = int(blocks.edge[-1])
        most = threads_wanted() if threads is None else threads
        count = max(1, min(most, len(blocks.home), rows // ROWS_A_THREAD))
        marks = np.searchsorted(blocks.edge, [rows * t // count for t in range(1, count)])
        towns = np.flatnonzero(np.diff(blocks.home, prepend=-1))
        self._cuts = [0, *marks.tolist(), len(blocks.home)]
        self._town_cuts = [0, *_nearest(towns, marks).tolist(), len(blocks.home)]
        self._pool = ThreadPoolExecutor(count) if count > 1 else None

    def run(self, work: Callable[..., None], *columns: Any) -> None:
        """Call `work(first_block, last_block, blocks, *columns)` over all blocks, and wait."""
        self._share_out(self._cuts, work, columns)

    def run_by_town(self, work: Callable[..., None], *columns: Any) -> None:
        """As `run`, but no two threads work on one municipality: for what is added up by institution."""
        self._share_out(self._town_cuts, work, columns)

    def _share_out(self, cuts: list[int], work: Callable[..., None], columns: tuple[Any, ...]) -> None:
        if self._pool is None:
            work(0, len(self.blocks.home), self.blocks, *columns)
            return
        parts = [
            self._pool.submit(work, first, last, self.blocks, *columns)
            for first, last in pairwise(cuts)
            if first < last
        ]
        for part in parts:
            part.result()

    @property
    def alone(self) -> bool:
        """True if one thread does it all."""
        return self._pool is None

    def close(self) -> None:
        """Let the threads go."""
        if self._pool is not None:
            self._pool.shutdown()
            self._pool = None


def can_be_kept(function: Any) -> bool:
    """True if a compiled kernel can be kept on this machine for the next time."""
    return function.stats.cache_path is not None


def compiled_before(function: Any) -> bool:
    """True if a kernel lies compiled on this machine, so that nobody has to wait for it."""
    folder = Path(function.stats.cache_path or "")
    return any(folder.glob(f"{function.__module__.rpartition('.')[2]}.{function.__name__}-*.nbi"))


@contextmanager
def keeping_garbage() -> Iterator[None]:
    """Compiling makes much that lives on and little garbage: looking for it would take an eighth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
