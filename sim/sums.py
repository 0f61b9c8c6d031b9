"""What kernels counted, a row a block or a municipality, added up and put where rules read it."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.blocks import Blocks, kernel, over_blocks


@over_blocks
def add_up(first: int, last: int, blocks: Blocks, voice: Any, column: Any, sums: Any) -> None:
    """Add up a column (n,) over the citizens with a voice."""
    for b in range(first, last):
        total = 0.0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            total += voice[i] * column[i]
        sums[b, 0] = total


@kernel
def by_town(sums: Any, home: Any, towns: int) -> Any:
    """Sums of blocks (b, width) added up, in the order of the blocks, to sums of municipalities (towns, width).

    Args:
        sums: what was counted.
        home: (b,) the municipality of each block.
        towns: how many there are.
    """
    total = np.zeros((towns, sums.shape[1]))
    for b in range(home.shape[0]):
        for at in range(sums.shape[1]):
            total[home[b], at] += sums[b, at]
    return total


@kernel
def note(column: Any, total: Any, at: int) -> None:
    """Each municipality's sum number `at` of `total` (m, width) into its column (m,)."""
    for m in range(column.shape[0]):
        column[m] = total[m, at]


@kernel
def note_mean(column: Any, total: Any, at: int, people: Any) -> None:
    """The same, a head: divided by `people` (m,); not-a-number where there are none."""
    for m in range(column.shape[0]):
        column[m] = total[m, at] / people[m]


@kernel
def note_each(columns: Any, total: Any, first: int) -> None:
    """As many sums as a column has parts, from number `first` on, into a column (m, k)."""
    for m in range(columns.shape[0]):
        for part in range(columns.shape[1]):
            columns[m, part] = total[m, first + part]


@kernel
def note_means(columns: Any, total: Any, first: int, people: Any) -> None:
    """The same, a head: divided by `people` (m,)."""
    for m in range(columns.shape[0]):
        for part in range(columns.shape[1]):
            columns[m, part] = total[m, first + part] / people[m]
