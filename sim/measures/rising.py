"""Numbers in rising order: what measures of order need, municipality by municipality, and all together.

A column is laid in order within each municipality, 32 bits a citizen, and nothing else of that length is made. All
together is put in order piece by piece: a piece is a stretch of the scale, and takes from each municipality what lies
there. Both are shared out to threads. What is added up is added up by municipality or by piece, and then in their
order, so that it has the same bits with one thread or many.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, kernel, over_blocks
from sim.state import State

A_PIECE = 65_536
"""Numbers in a piece, about: it is put in order within the second-level cache."""
_FEW = 48
"""So many numbers are faster put in order one by one."""
_DIGITS, _DIGIT = 4, 256


@kernel
def rise(values: Any, spare: Any) -> None:
    """Put numbers in rising order, by their four bytes, the last byte first.

    Args:
        values: (n,) 32-bit floats of 0 or more, none of them −0: so their bits, read as whole numbers, rise as they do.
        spare: (n,) room for them.
    """
    here, there = values.view(np.uint32), spare.view(np.uint32)
    n = here.shape[0]
    if n <= _FEW:
        for i in range(1, n):
            number, at = here[i], i
            while at > 0 and here[at - 1] > number:
                here[at] = here[at - 1]
                at -= 1
            here[at] = number
        return
    count = np.zeros((_DIGITS, _DIGIT), dtype=np.int64)
    last, risen = here[0], True
    for number in here:
        risen &= number >= last
        last = number
        for digit in range(_DIGITS):
            count[digit, (number >> np.uint32(8 * digit)) & np.uint32(255)] += 1
    if risen:
        return
    moves = 0
    for digit in range(_DIGITS):
        shift = np.uint32(8 * digit)
        place = count[digit]
        if place[(here[0] >> shift) & np.uint32(255)] == n:
            continue
        start = 0
        for at in range(_DIGIT):
            start, place[at] = start + place[at], start
        for number in here:
            byte = (number >> shift) & np.uint32(255)
            there[place[byte]] = number
            place[byte] += 1
        here, there = there, here
        moves += 1
    if moves % 2:
        there[:] = here


@kernel
def weigh(values: Any, first: int, n: int, middle: float) -> tuple[float, float]:
    """Numbers in rising order weighed by their squares and by their ranks: Σ (x − c)² and Σ (2·rank − n + 1)·(x − c).

    Args:
        values: the numbers, or those from rank `first` on.
        first: the rank of the first of them, from 0.
        n: how many there are in all.
        middle: c, from where they are measured.
    """
    squares = ranked = 0.0
    for i in range(values.shape[0]):
        x = values[i] - middle
        squares += x * x
        ranked += (2.0 * (first + i) - n + 1.0) * x
    return squares, ranked


@kernel
def apart(ours: Any, theirs: Any) -> float:
    """∫ |F_ours − F_theirs|, F the shares at or below: the Wasserstein-1 distance.

    Args:
        ours: (n,) numbers in rising order; theirs: (m,) others.
    """
    n, m = ours.shape[0], theirs.shape[0]
    i, distance = 0, 0.0
    at = min(np.float64(ours[0]), np.float64(theirs[0]))
    for j in range(m + 1):
        while i < n and (j == m or ours[i] <= theirs[j]):
            here = np.float64(ours[i])
            distance += abs(i / n - j / m) * (here - at)
            at = here
            i += 1
        if j < m:
            here = np.float64(theirs[j])
            distance += abs(i / n - j / m) * (here - at)
            at = here
    return distance


@kernel
def _after(home: Any, b: int) -> int:
    """The first block after the municipality of block b; b itself where another block begins that municipality."""
    if b > 0 and home[b - 1] == home[b]:
        return b
    after = b + 1
    while after < home.shape[0] and home[after] == home[b]:
        after += 1
    return after


@over_blocks
def _line_up(
    first: int, last: int, blocks: Blocks, column: Any, part: int, scale: Any, voice: Any, values: Any, edge: Any,
    counts: Any, totals: Any,
) -> None:  # fmt: skip
    shift, factor, top, least = scale[0], scale[1], scale[2], scale[3]
    for b in range(first, last):
        after = _after(blocks.home, b)
        if after == b:
            continue
        m = blocks.home[b]
        begin = np.int64(blocks.edge[b])
        edge[m] = begin
        count = 0
        for i in range(blocks.edge[b], blocks.edge[after]):
            x = min(max((column[i, part] + shift) * factor, np.float32(0.0)), top)
            values[begin + count] = x
            count += (voice[i] != 0) & (x > least)
        mine = values[begin : begin + count]
        rise(mine, np.empty(count, dtype=np.float32))
        counts[m] = count
        total = 0.0
        for x in mine:
            total += x
        totals[m] = total


@over_blocks
def _pieces(
    first: int, last: int, blocks: Blocks, values: Any, edge: Any, counts: Any, most: Any, zeros: int, n: int,
    middle: float, sums: Any,
) -> None:  # fmt: skip
    home, towns, pieces = blocks.home.shape[0], counts.shape[0], sums.shape[0]
    for piece in range((first * pieces + home - 1) // home, (last * pieces + home - 1) // home):
        low, high = most * np.float32(piece / pieces), most * np.float32((piece + 1) / pieces)
        ends = np.zeros((2, towns), dtype=np.int64)
        ends[1] = counts
        below = size = 0
        for m in range(towns):
            mine = values[edge[m] : edge[m] + counts[m]]
            if piece > 0:
                ends[0, m] = np.searchsorted(mine, low)
            if piece + 1 < pieces:
                ends[1, m] = np.searchsorted(mine, high)
            below += ends[0, m]
            size += ends[1, m] - ends[0, m]
        here = np.empty(size, dtype=np.float32)
        filled = 0
        for m in range(towns):
            for i in range(edge[m] + ends[0, m], edge[m] + ends[1, m]):
                here[filled] = values[i]
                filled += 1
        rise(here, np.empty(size, dtype=np.float32))
        sums[piece, 0], sums[piece, 1] = weigh(here, zeros + below, n, middle)


@over_blocks
def _apart(
    first: int, last: int, blocks: Blocks, values: Any, edge: Any, counts: Any, theirs: Any, seats: Any, found: Any
) -> None:
    for b in range(first, last):
        m = blocks.home[b]
        if _after(blocks.home, b) > b and counts[m] > 0 and seats[m + 1] > seats[m]:
            found[m] = apart(values[edge[m] : edge[m] + counts[m]], theirs[seats[m] : seats[m + 1]])


class Scale(NamedTuple):
    """How a column is read: (x + shift)·factor, held within 0 and `top`; left out unless it is above `least`."""

    shift: np.float32
    factor: np.float32
    top: np.float32
    least: np.float32


_NUMBERS = [np.float32(number) for number in (0.0, 0.5, 1.0, np.inf, -1.0)]
AS_IT_IS = Scale(_NUMBERS[0], _NUMBERS[2], _NUMBERS[3], _NUMBERS[4])
"""Amounts of 0 or more."""
WITHOUT_ZEROS = AS_IT_IS._replace(least=_NUMBERS[0])
"""Amounts of which most are 0."""
OPINIONS = Scale(_NUMBERS[2], _NUMBERS[1], _NUMBERS[2], _NUMBERS[4])
"""From −1 to 1, read as 0 to 1."""


class Rising:
    """What citizens with a voice have of something, in rising order in each municipality.

    Args:
        state: the run.
        column: (n,) or (n, k) of the citizens' columns.
        scale: how it is read.
        part: which part of a column (n, k).

    Attributes:
        values: (n,) the numbers; those of municipality m begin at `edge[m]`, and there are `counts[m]`.
        total: their sum.
    """

    def __init__(self, state: State, column: NDArray[np.float32], scale: Scale, part: int = 0) -> None:
        towns = state.municipalities.n
        self.values = np.empty(state.citizens.n, dtype=np.float32)
        self.edge, self.counts = np.zeros(towns, dtype=np.int64), np.zeros(towns, dtype=np.int64)
        totals = np.zeros(towns)
        self._state = state
        column = column.reshape(state.citizens.n, -1)
        state.run(_line_up, column, part, scale, state.citizens.voice, self.values, self.edge, self.counts, totals)
        self.total = float(totals.sum())
        self.count = int(self.counts.sum())

    @property
    def most(self) -> np.float32:
        """The largest number; 0 where there are none."""
        filled = self.counts > 0
        return self.values[(self.edge + self.counts - 1)[filled]].max(initial=np.float32(0.0))  # type: ignore[no-any-return]

    def medians(self) -> NDArray[np.float32]:
        """The median of each municipality (m,); not-a-number for one without numbers."""
        found = np.full(len(self.counts), np.nan, dtype=np.float32)
        some = self.counts > 0
        edge, counts = self.edge[some], self.counts[some]
        found[some] = (self.values[edge + (counts - 1) // 2] + self.values[edge + counts // 2]) / np.float32(2.0)
        return found

    def weighed(self, zeros: int = 0, middle: float = 0.0) -> tuple[float, float]:
        """`weigh` over all municipalities together, with so many zeros below them."""
        sums = np.zeros((1 + self.count // A_PIECE, 2))
        n = zeros + self.count
        self._state.run(_pieces, self.values, self.edge, self.counts, self.most, zeros, n, middle, sums)
        squares, ranked = sums.sum(axis=0)
        return float(squares), float(ranked)

    def apart(self, theirs: NDArray[np.float32], seats: NDArray[np.int64]) -> NDArray[np.float64]:
        """How far each municipality's (m,) lie from others: (p,) rising in each, which begin at `seats` (m + 1,)."""
        found = np.full(len(self.counts), np.nan)
        self._state.run(_apart, self.values, self.edge, self.counts, theirs, seats, found)
        return found
