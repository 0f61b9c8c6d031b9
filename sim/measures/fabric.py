"""The fabric of ties: what measures of ties need, in one pass over the network.

The pure functions in `sim.measures.networks` take a list of ties; at five million of them that list is larger than the
model. The kernels here give the same numbers (a test compares them) from the network as the model keeps it, with the
ties made in forums. What is left of a measure when values are dealt out anew among people, ties unchanged, is its null.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, over_blocks
from sim.measures.census import Census
from sim.measures.inequality import gini_of
from sim.measures.rising import AS_IT_IS, Rising

_EDUCATIONS = 5
_NUMBERS, _ENDS = 5, 7
"""Sums of an issue: over ends of ties d·x, d·x², x·x′; over people x, x². Sums of ends: d, d², people, d of the upper
half, the upper half; share of the upper half among ties of the lower half's people who have some, those people."""
_TABLE = 2 * _NUMBERS
_DEGREES = _TABLE + _EDUCATIONS * _EDUCATIONS
"""Where the table of ends of ties by education, and the sums of ends, begin among all that is summed."""


_VOICE, _HIGH, _SCHOOLING = 128, 64, 63
_FIELD = 12
"""What a tie asks of whoever is at its other end stands in one byte: has a voice, is in the upper half by resources,
and education × 12, where that education's count stands among the five counts of 12 bits in a number of 64 bits."""
_FULL = 4095
"""The most that 12 bits can count."""


class Fabric(NamedTuple):
    """Measures of ties.

    Attributes:
        camps: (2,) numeric assortativity of each issue; camps_null: (2,) its null.
        homophily: attribute assortativity of education; homophily_null: its null.
        connectedness, exposure, friending_bias: from the lower to the upper half by resources (Chetty et al. 2022).
        alone: (n,) True for citizens with no tie outside their household.
    """

    camps: NDArray[np.float64]
    camps_null: NDArray[np.float64]
    homophily: float
    homophily_null: float
    connectedness: float
    exposure: float
    friending_bias: float
    alone: NDArray[np.bool_]


@over_blocks
def _mark(
    first: int, last: int, blocks: Blocks, voice: Any, education: Any, resources: Any, medians: Any, mark: Any,
    sizes: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        median = medians[blocks.home[b]]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            known = _VOICE + (_HIGH if resources[i] > median else 0) + _FIELD * education[i]
            mark[i] = known if voice[i] != 0 else 0
            sizes[b, education[i]] += voice[i] != 0


@over_blocks
def _weave(
    first: int, last: int, blocks: Blocks, offsets: Any, neighbours: Any, met: Any, positions: Any, household: Any,
    mark: Any, alone: Any, sums: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        here = sums[b]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            own = mark[i]
            if own == 0:
                alone[i] = False
                continue
            table, home = _TABLE + (own & _SCHOOLING) // _FIELD * _EDUCATIONS, household[i]
            begin = np.uint64(offsets[i])
            ties = np.uint64(offsets[i + np.uint64(1)]) - begin
            count = up = 0
            near0 = near1 = 0.0
            apart, seen, all_ties = True, np.uint64(0), ties + np.uint64(met.shape[1])
            while seen < all_ties:
                until, tally = min(seen + np.uint64(_FULL), all_ties), np.uint64(0)
                for e in range(seen, until):
                    known = neighbours[begin + e] if e < ties else met[i, e - ties]
                    j = np.uint32(known)
                    if known < 0 or mark[j] == 0:
                        continue
                    count += 1
                    up += (mark[j] & _HIGH) != 0
                    near0 += positions[j, 0]
                    near1 += positions[j, 1]
                    tally += np.uint64(1) << np.uint64(mark[j] & _SCHOOLING)
                    if apart:
                        apart = household[j] == home
                for at in range(_EDUCATIONS):
                    here[table + at] += float((tally >> np.uint64(_FIELD * at)) & np.uint64(_FULL))
                seen = until
            alone[i] = apart
            high = (own & _HIGH) != 0
            for issue in range(2):
                x, near, at = float(positions[i, issue]), near1 if issue else near0, issue * _NUMBERS
                here[at] += count * x
                here[at + 1] += count * x * x
                here[at + 2] += x * near
                here[at + 3] += x
                here[at + 4] += x * x
            here[_DEGREES] += count
            here[_DEGREES + 1] += count * count
            here[_DEGREES + 2] += 1.0
            here[_DEGREES + 3] += count * high
            here[_DEGREES + 4] += high
            if not high and count > 0:
                here[_DEGREES + 5] += up / count
                here[_DEGREES + 6] += 1.0


def fabric(census: Census) -> Fabric:
    """The month's fabric of ties; woven once a census."""
    if "fabric" not in census.kept:
        census.kept["fabric"] = _fabric(census)
    found: Fabric = census.kept["fabric"]
    return found


def _fabric(census: Census) -> Fabric:
    state = census.state
    c, net = state.citizens, state.network
    mark, alone, sizes = np.empty(c.n, dtype=np.uint8), np.empty(c.n, dtype=np.bool_), state.sums(_EDUCATIONS)
    state.run(_mark, c.voice, c.education, c.resources, resources(census).medians, mark, sizes)
    sums = state.sums(_DEGREES + _ENDS)
    state.run(
        _weave, net.offsets, net.neighbours, c.met_lately, c.positions, c.household, mark, alone, sums
    )  # fmt: skip
    found = sums.sum(axis=0)
    ends, squares, people, high_ends, high, low_up, lows = found[_DEGREES:]
    by_issue, mixing = found[:_TABLE].reshape(2, _NUMBERS), found[_TABLE:_DEGREES].reshape(_EDUCATIONS, _EDUCATIONS)
    camps, camps_null = np.full(2, np.nan), np.full(2, np.nan)
    for issue in range(2):
        camps[issue], camps_null[issue] = _camps(ends, squares, people, *by_issue[issue])
    homophily, homophily_null = _homophily(mixing, squares, sizes.sum(axis=0))
    nan = float("nan")
    share = high / people if people else nan
    connectedness = low_up / lows / share if lows and high else nan
    exposure = high_ends / ends / share if ends and high else nan
    bias = 1.0 - connectedness / exposure if exposure > 0.0 else nan
    return Fabric(camps, camps_null, homophily, homophily_null, connectedness, exposure, bias, alone)


class Resources(NamedTuple):
    """What the order of citizens' resources says.

    Attributes:
        medians: (m,) of each municipality.
        inequality: Gini coefficient, all municipalities together.
    """

    medians: NDArray[np.float32]
    inequality: float


def resources(census: Census) -> Resources:
    """The month's resources; put in order once a census."""
    if "resources" not in census.kept:
        ours = Rising(census.state, census.state.citizens.resources, AS_IT_IS)
        shared_out = gini_of(ours.count, ours.weighed()[1], ours.total) if ours.total > 0.0 else float("nan")
        census.kept["resources"] = Resources(ours.medians(), shared_out)
    found: Resources = census.kept["resources"]
    return found


def _camps(
    ends: float, squares: float, people: float, dx: float, dxx: float, xx: float, x: float, xs: float
) -> tuple[float, float]:
    """Pearson's r over ends of ties, and what to expect of it when opinions are dealt out anew.

    Dealt out anew, the product of two different people's opinions is (x̄²·n − mean of squares)/(n − 1) on the mean;
    the mean over ends has that of people, and the variance over ends is the people's, less what degrees make
    uncertain of the mean.
    """
    if ends == 0 or people < 2:
        return float("nan"), float("nan")
    mean = dx / ends
    variance = dxx / ends - mean * mean
    if variance <= 1e-15:
        return float("nan"), float("nan")
    r = (xx / ends - mean * mean) / variance
    middle = x / people
    spread = xs / people - middle * middle
    product = -spread / (people - 1.0)  # covariance of two different people
    uncertain = spread * (squares / ends**2) + product * (1.0 - squares / ends**2)  # variance of the mean over ends
    return r, (product - uncertain) / (spread - uncertain)


def _homophily(mixing: NDArray[np.float64], squares: float, sizes: NDArray[np.float64]) -> tuple[float, float]:
    """Attribute assortativity from the table of ends of ties, and what to expect of it when labels are dealt anew."""
    ends, people = mixing.sum(), sizes.sum()
    if ends == 0 or people < 2:
        return float("nan"), float("nan")
    share = mixing.sum(axis=1) / ends
    if np.count_nonzero(share) < 2:
        return float("nan"), float("nan")
    within, expected = float(np.trace(mixing)) / ends, float(share @ share)
    p = sizes / people
    by_lot = float((sizes * (sizes - 1.0)).sum()) / (people * (people - 1.0))
    same = squares / ends**2  # two ends drawn by lot belong to the same person
    expected_by_lot = same + (1.0 - same) * by_lot if float(p.max()) < 1.0 else 1.0
    return (within - expected) / (1.0 - expected), (by_lot - expected_by_lot) / (1.0 - expected_by_lot)


FARTHEST = 255
"""Distances are counted to here; whoever is farther away counts as here, and whoever has no voice is put here."""

_GLANCE = 64
"""Rows that are looked over at a glance for somebody to go on from."""
MANY = 16
"""So many times those whom a step led to must be fewer than the rest, for them to look for the rest."""


@over_blocks
def _begin(first: int, last: int, blocks: Blocks, voice: Any, stage: Any, distance: Any, found: Any) -> None:
    for b in range(first, last):
        came = 0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            here = (voice[i] != 0) & (stage[i] >= 2)
            distance[i] = 1 if here else 0 if voice[i] != 0 else FARTHEST
            came += here
        found[b] = came


@over_blocks
def _go_on(
    first: int, last: int, blocks: Blocks, voice: Any, offsets: Any, neighbours: Any, met: Any, here: int,
    backwards: bool, distance: Any, found: Any,
) -> None:  # fmt: skip
    next_one = np.uint8(min(here + 1, FARTHEST))
    wanted, other = np.uint8(here), np.uint8(0 if backwards else here)
    for b in range(first, last):
        reached = 0
        row, end = blocks.edge[b], blocks.edge[b + 1]
        while row < end:
            after = min(row + np.uint64(_GLANCE), end)
            any_here = False
            for i in range(row, after):
                any_here |= (distance[i] == wanted) | (distance[i] == other)
            for i in range(row, after if any_here else row):
                if distance[i] == wanted and voice[i] != 0:
                    for e in range(met.shape[1]):
                        j = met[i, e]
                        if j >= 0 and distance[np.uint32(j)] == 0:
                            distance[np.uint32(j)] = next_one
                            reached += 1
                    for at in range(offsets[i], offsets[i] if backwards else offsets[i + np.uint64(1)]):
                        j = np.uint32(neighbours[at])
                        if distance[j] == 0:
                            distance[j] = next_one
                            reached += 1
                elif backwards and distance[i] == 0:
                    for at in range(offsets[i], offsets[i + np.uint64(1)]):
                        j = np.uint32(neighbours[at])
                        if distance[j] == wanted and voice[j] != 0:
                            distance[i] = next_one
                            reached += 1
                            break
            row = after
        found[b] = reached


@over_blocks
def _see(first: int, last: int, blocks: Blocks, voice: Any, distance: Any, count: Any) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] != 0:
                count[b, distance[i]] += 1.0


def distances(census: Census) -> NDArray[np.float64]:
    """How many citizens with a voice are so far (256,) from this month's forum: 1 came; 0 cannot be reached.

    Over ties and acquaintances from forums, a step for everybody at once, so that threads can share it: those whom the
    last step led to pass it on; where they are many, the others look for one of them among their ties instead.
    """
    state = census.state
    c, net = state.citizens, state.network
    distance, count = np.empty(c.n, dtype=np.uint8), state.sums(FARTHEST + 1)
    found = np.zeros(len(state.crew.blocks.home))  # a guess: two threads may both have found somebody
    state.run(_begin, c.voice, c.stage, distance, found)
    here, left, reached = 1, census.people, found.sum()
    while reached:
        left -= reached
        back = reached * MANY > left
        state.run(_go_on, c.voice, net.offsets, net.neighbours, c.met_lately, here, back, distance, found)
        here, reached = min(here + 1, FARTHEST), found.sum()
    state.run(_see, c.voice, distance, count)
    total: NDArray[np.float64] = count.sum(axis=0)
    return total
