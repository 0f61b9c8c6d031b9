"""A part of a sweep, for array jobs: of every n chunks one, done by any engine; `merge` brings the parts together."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sim.lab.sweep.errors import SweepError
from sim.lab.sweep.plan import Chunk


class Shard(NamedTuple):
    """Part `number` of `of`, counted from 1.

    Parts of one sweep may share a folder, or have one each and be merged: see `sim.lab.sweep.merge`.
    """

    number: int
    of: int

    @classmethod
    def read(cls, text: str) -> Shard:
        """The part that "1/4" means.

        Raises:
            SweepError: if it means none.
        """
        match = re.fullmatch(r"(\d{1,6})/(\d{1,6})", text.strip())
        if match is None or not 1 <= int(match[1]) <= int(match[2]):
            raise SweepError(
                f"'{text}' is no part of a sweep",
                ["write  --shard 1/4 … --shard 4/4:  the first of four parts to the last",
                 "where an array job counts from 0, add 1"],
            )  # fmt: skip
        return cls(int(match[1]), int(match[2]))

    @property
    def name(self) -> str:
        """What its lock is called after: "1of4"."""
        return f"{self.number}of{self.of}"

    def take(self, chunks: Sequence[Chunk]) -> list[Chunk]:
        """The chunks of this part."""
        return [chunk for chunk in chunks if chunk.number % self.of == self.number - 1]
