"""Who came to a forum, and who sits by whom: for the steps in which people meet at tables."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.blocks import kernel

CAME = 2
"""The stage of the influence chain from which on somebody is at a forum."""


@kernel
def guests(stage: Any, voice: Any) -> Any:
    """Rows of the citizens who came, (g,) int64, in the order of the table."""
    count = 0
    for i in range(stage.shape[0]):
        if stage[i] >= CAME and voice[i] == 1:
            count += 1
    rows = np.empty(count, dtype=np.int64)
    count = 0
    for i in range(stage.shape[0]):
        if stage[i] >= CAME and voice[i] == 1:
            rows[count] = i
            count += 1
    return rows


@kernel
def in_line(rows: Any, keys: Any, first: Any) -> Any:
    """Guests lined up by their keys within each municipality, (g,); equal keys stay in the order of the table.

    Args:
        rows: (g,) from `guests`.
        keys: (g,) what they are lined up by.
        first: (m + 1,) where each municipality's guests begin among them.
    """
    line = np.empty_like(rows)
    for m in range(first.shape[0] - 1):
        lo, hi = first[m], first[m + 1]
        order = np.argsort(keys[lo:hi], kind="mergesort")
        for g in range(hi - lo):
            line[lo + g] = rows[lo + order[g]]
    return line


@kernel
def by_home(rows: Any, home: Any, towns: int) -> Any:
    """Where each municipality's guests begin among all of them, then their number: (towns + 1,) int64."""
    first = np.zeros(towns + 1, dtype=np.int64)
    for g in range(rows.shape[0]):
        first[home[rows[g]] + 1] += 1
    for m in range(towns):
        first[m + 1] += first[m]
    return first
