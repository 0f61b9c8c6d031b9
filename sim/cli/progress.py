"""Progress on stderr: a bar where somebody watches, a line now and then where nobody does, nothing for short runs."""

from __future__ import annotations

import sys
import time
from types import TracebackType
from typing import Any

PATIENCE = 2.0
"""Seconds before anything is shown."""
EVERY = 30.0
"""Seconds between two lines where output is not a terminal."""


class Progress:
    """Shows how far a run is.

    Args:
        what: the word before the bar.
        total: how many there are.
        silent: True to show nothing.
        unit: what is counted.
    """

    def __init__(self, what: str, total: int, silent: bool = False, unit: str = "months") -> None:
        self._what, self._total, self._silent, self._unit = what, total, silent, unit
        self._bar: Any = None
        self._shown = 0.0
        self._first: tuple[float, int] | None = None

    def __enter__(self) -> Progress:
        self._start = self._shown = time.monotonic()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.close()

    def done(self, count: int, total: int) -> None:
        """Say that so many are done."""
        now = time.monotonic()
        # The pace counts from the first report on: on a new machine, compiling the rules comes before it.
        since, before = self._first = self._first or (now, count)
        if self._silent or now - self._start < PATIENCE:
            return
        if sys.stderr.isatty():
            if self._bar is None:
                from tqdm import tqdm

                self._bar = tqdm(total=total, desc=self._what, unit=f" {self._unit}", file=sys.stderr, leave=False)
            self._bar.update(count - self._bar.n)
        elif now - self._shown > EVERY:
            self._shown = now
            said = f"{self._what}: {count} of {total} {self._unit}"
            if count > before:
                said += f", about {(now - since) / (count - before) * (total - count):.0f} s left"
            print(said, file=sys.stderr, flush=True)


def say_if_compiling() -> None:
    """One line where the rules have never been compiled on this machine: the first run takes longer."""
    from sim.blocks import can_be_kept, compiled_before
    from sim.processes import influence

    if not can_be_kept(influence._meet):
        said = (
            "Compiling the rules: about a minute. Nothing can be kept here; set NUMBA_CACHE_DIR to a folder of yours."
        )
    elif not compiled_before(influence._meet):
        said = "The first run on this machine compiles the rules, once: up to a minute ..."
    else:
        return
    print(said, file=sys.stderr, flush=True)


def say_if_large(needed: int, words: str = "needs about {needed} of memory; {free} are free") -> None:
    """One line in advance where a run takes much memory.

    Args:
        needed: bytes that it will need.
        words: what is said.
    """
    from sim.lab.machine import free_memory
    from sim.lab.memory import WORTH_SAYING, gigabytes

    if needed >= WORTH_SAYING:
        free = free_memory()
        said = words.format(needed=gigabytes(needed), free="?" if free is None else gigabytes(free))
        print(said, file=sys.stderr, flush=True)
