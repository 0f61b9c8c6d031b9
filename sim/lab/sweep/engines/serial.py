"""One chunk after the other, in this process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sim.lab.sweep.engines.work import Done, Step, Work
from sim.lab.sweep.plan import Chunk


class Serial:
    """Does the work here. A run that ends its process ends the sweep: `Process` finds such runs."""

    name = "serial"
    workers = 1

    def run(self, work: Work, chunks: Sequence[Chunk]) -> Iterator[Step | Done]:
        """Do every chunk."""
        for chunk in chunks:
            yield from work.do(chunk)

    def close(self) -> None:
        """Nothing was started."""
