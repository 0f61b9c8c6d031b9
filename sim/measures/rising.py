"""Numbers in rising order: what measures of order need, municipality by municipality, and all together.

A column is laid in order within each municipality, 32 bits a citizen, and nothing else of that length is made. All
together is put in order piece by piece: a piece is a stretch of the scale, and takes from each municipality what lies
there. Both are shared out to threads. What is added up is added up by municipality or by piece, and then in their
order, so that it has the same bits with one thread or many.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, inlined, kernel, over_blocks
from sim.state import State

A_PIECE = 65_536
"""Numbers in a piece, about: it is put in order within the second-level cache."""
_FEW = 48
"""So many numbers are faster put in order one by one."""
_NARROW, _WIDE, _MANY = 8, 11, 4_096
"""Bits of a digit: fewer digits are fewer rounds, but each counts through all digits, which pays from so many on."""


@kernel
def rise(values: Any, spare: Any) -> None:
    """Put numbers in rising order, digit by digit, the last digit first.

    Args:
        values: (n,) the bits, read as whole numbers, of 32-bit floats of 0 or more, none of them −0: they rise as the
            floats do.
        spare: (n,) room for them.
    """
    here, there = values, spare
    n = here.shape[0]
    if n <= _FEW:
        for i in range(1, n):
            number, at = here[i], i
            while at > 0 and here[at - 1] > number:
                here[at] = here[at - 1]
                at -= 1
            here[at] = number
        return
    risen = 1
    while risen < n and here[risen] >= here[risen - 1]:
        risen += 1
    if risen == n:
        return
    width = _WIDE if n >= _MANY else _NARROW
    mask, moves = np.uint32((1 << width) - 1), 0
    place = np.empty(1 << width, dtype=np.uint32)
    for at in range(0, 32, width):
        shift = np.uint32(at)
        for digit in range(place.shape[0]):
            place[digit] = 0
        for number in here:
            place[(number >> shift) & mask] += 1
        if place[(here[0] >> shift) & mask] == n:
            continue
        start = 0
        for digit in range(place.shape[0]):
            start, place[digit] = start + place[digit], start
        for number in here:
            digit_here = (number >> shift) & mask
            there[place[digit_here]] = number
            place[digit_here] += 1
        here, there = there, here
        moves += 1
    if moves % 2:
        for i in range(n):
            there[i] = here[i]


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


@partial(kernel, by_kernels=True)
def _after(home: Any, b: int) -> int:
    """The first block after the municipality of block b; b itself where another block begins that municipality."""
    if b > 0 and home[b - 1] == home[b]:
        return b
    after = b + 1
    while after < home.shape[0] and home[after] == home[b]:
        after += 1
    return after


@inlined
def _read(x: Any, scale: Any) -> Any:
    """A number as a `Scale` reads it."""
    return min(max((x + scale[0]) * scale[1], np.float32(0.0)), scale[2])


@over_blocks
def _line_up(
    first: int, last: int, blocks: Blocks, column: Any, part: int, scale: Any, voice: Any, values: Any, bits: Any,
    edge: Any, counts: Any, totals: Any,
) -> None:  # fmt: skip
    least = scale[3]
    for b in range(first, last):
        after = _after(blocks.home, b)
        if after == b:
            continue
        m = blocks.home[b]
        begin = np.int64(blocks.edge[b])
        edge[m] = begin
        count = 0
        for i in range(blocks.edge[b], blocks.edge[after]):
            x = _read(column[i, part], scale)
            values[begin + count] = x
            count += (voice[i] != 0) & (x > least)
        rise(bits[begin : begin + count], np.empty(count, dtype=np.uint32))
        counts[m] = count
        total = 0.0
        for x in values[begin : begin + count]:
            total += x
        totals[m] = total


@over_blocks
def _pieces(
    first: int, last: int, blocks: Blocks, bits: Any, ends: Any, zeros: int, n: int, middle: float, sums: Any
) -> None:
    home, towns, pieces = blocks.home.shape[0], ends.shape[1], sums.shape[0]
    for piece in range((first * pieces + home - 1) // home, (last * pieces + home - 1) // home):
        below, size = zeros, 0
        for m in range(towns):
            below += ends[piece, m] - ends[0, m]
            size += ends[piece + 1, m] - ends[piece, m]
        here = np.empty(size, dtype=np.uint32)
        filled = 0
        for m in range(towns):
            for i in range(ends[piece, m], ends[piece + 1, m]):
                here[filled] = bits[i]
                filled += 1
        rise(here, np.empty(size, dtype=np.uint32))
        sums[piece, 0], sums[piece, 1] = weigh(here.view(np.float32), below, n, middle)


@over_blocks
def _apart(
    first: int, last: int, blocks: Blocks, values: Any, edge: Any, counts: Any, column: Any, part: int, scale: Any,
    whose: Any, found: Any,
) -> None:  # fmt: skip
    theirs = np.zeros(whose.shape[0])
    for b in range(first, last):
        m = blocks.home[b]
        if _after(blocks.home, b) == b or counts[m] == 0:
            continue
        seats = 0
        for i in range(whose.shape[0]):
            if whose[i] == m:
                x, at = _read(column[i, part], scale), seats
                while at > 0 and theirs[at - 1] > x:
                    theirs[at] = theirs[at - 1]
                    at -= 1
                theirs[at] = x
                seats += 1
        if seats > 0:
            found[m] = apart(values[edge[m] : edge[m] + counts[m]], theirs[:seats])


def _scale(shift: float, factor: float, top: float, least: float) -> NDArray[np.float32]:
    """How a column is read: (x + shift)·factor, held within 0 and `top`; left out unless it is above `least`."""
    return np.array([shift, factor, top, least], dtype=np.float32)


AS_IT_IS = _scale(0.0, 1.0, np.inf, -1.0)
"""Amounts of 0 or more."""
WITHOUT_ZEROS = _scale(0.0, 1.0, np.inf, 0.0)
"""Amounts of which most are 0."""
OPINIONS = _scale(1.0, 0.5, 1.0, -1.0)
"""From −1 to 1, read as 0 to 1."""


class Rising:
    """What citizens with a voice have of something, in rising order in each municipality.

    Args:
        state: the run.
        column: (n,) or (n, k) of the citizens' columns.
        scale: how it is read, one of the above.
        part: which part of a column (n, k).

    Attributes:
        values: (n,) the numbers; those of municipality m begin at `edge[m]`, and there are `counts[m]`.
        total: their sum.
    """

    def __init__(self, state: State, column: NDArray[np.float32], scale: NDArray[np.float32], part: int = 0) -> None:
        towns = state.municipalities.n
        self.values = np.empty(state.citizens.n, dtype=np.float32)
        self.edge, self.counts = np.zeros(towns, dtype=np.int64), np.zeros(towns, dtype=np.int64)
        totals = np.zeros(towns)
        self._state, self._scale, self._part = state, scale, part
        column = column.reshape(state.citizens.n, -1)
        self._bits = self.values.view(np.uint32)
        state.run(
            _line_up, column, part, scale, state.citizens.voice, self.values, self._bits, self.edge, self.counts, totals
        )  # fmt: skip
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
        self._state.run(_pieces, self._bits, self._ends(len(sums)), zeros, zeros + self.count, middle, sums)
        squares, ranked = sums.sum(axis=0).tolist()
        return squares, ranked

    def _ends(self, pieces: int) -> NDArray[np.int64]:
        """Where each piece begins in each municipality, and at last where the last one ends (pieces + 1, m)."""
        ends = np.empty((pieces + 1, len(self.counts)), dtype=np.int64)
        ends[0], ends[-1] = self.edge, self.edge + self.counts
        if pieces > 1:
            bounds = np.array([self.most * np.float32(piece / pieces) for piece in range(1, pieces)])
            for m, (begin, end) in enumerate(zip(ends[0].tolist(), ends[-1].tolist(), strict=True)):
                ends[1:-1, m] = begin + np.searchsorted(self.values[begin:end], bounds)
        return ends

    def apart(self, column: NDArray[np.float32], whose: NDArray[np.integer]) -> NDArray[np.float64]:
        """How far each municipality's (m,) lie from others' (`apart`); not-a-number where one has none.

        Args:
            column: (p, k) others, of which the same part is read in the same way.
            whose: (p,) the municipality of each.
        """
        found = np.full(len(self.counts), np.nan)
        self._state.run(
            _apart, self.values, self.edge, self.counts, column, self._part, self._scale, whose, found
        )  # fmt: skip
        return found
