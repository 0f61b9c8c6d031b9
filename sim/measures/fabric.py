"""The fabric of ties: what measures of ties need, in one pass over the network.

The pure functions in `sim.measures.networks` take a list of ties; at five million of them that list is larger than the
model. The kernels here give the same numbers (a test compares them) from the network as the model keeps it, with the
ties made in forums. What is left of a measure when values are dealt out anew among people, ties unchanged, is its null.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.blocks import Blocks, inlined, kernel, over_blocks
from sim.measures.census import Census
from sim.measures.inequality import gini_of
from sim.measures.rising import AS_IT_IS, Rising

_EDUCATIONS = 5
_NUMBERS = 6
"""Sums of an issue: over ends of ties d·x, d·x², x·x′; over people x, x²; and no more."""


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


@inlined
def _empty(tally: Any, mixing: Any, b: Any, row: Any) -> Any:
    """Add the five counts of a tally to a row of the table of block b, and begin anew."""
    for at in range(_EDUCATIONS):
        mixing[b, row, at] += float((tally >> np.uint64(_FIELD * at)) & np.uint64(_FULL))
    return np.uint64(0)


@over_blocks
def _mark(first: int, last: int, blocks: Blocks, voice: Any, education: Any, mark: Any, sizes: Any) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            known = _VOICE + (_HIGH if mark[i] != 0 else 0) + _FIELD * education[i]
            mark[i] = known if voice[i] != 0 else 0
            sizes[b, education[i]] += voice[i] != 0


@over_blocks
def _weave(
    first: int, last: int, blocks: Blocks, offsets: Any, neighbours: Any, met: Any, positions: Any, household: Any,
    mark: Any, alone: Any, numbers: Any, mixing: Any, upward: Any, degrees: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            own = mark[i]
            if own == 0:
                alone[i] = 0
                continue
            start = offsets[i]
            ties = offsets[i + np.uint64(1)] - start
            count = up = 0
            near0 = near1 = 0.0
            apart = True
            schooling = own & _SCHOOLING
            row, home = schooling // _FIELD, household[i]
            tally = np.uint64(0)
            for e in range(ties + met.shape[1]):
                j = neighbours[start + e] if e < ties else met[i, e - ties]
                if j < 0:
                    continue
                other = mark[np.uint32(j)]
                if other == 0:
                    continue
                count += 1
                up += (other & _HIGH) != 0
                near0 += positions[np.uint32(j), 0]
                near1 += positions[np.uint32(j), 1]
                tally += np.uint64(1) << np.uint64(other & _SCHOOLING)
                if count % _FULL == 0:
                    tally = _empty(tally, mixing, b, row)
                if apart and household[np.uint32(j)] != home:
                    apart = False
            _empty(tally, mixing, b, row)
            alone[i] = apart
            for issue in range(2):
                x = float(positions[i, issue])
                numbers[b, issue, 0] += count * x
                numbers[b, issue, 1] += count * x * x
                numbers[b, issue, 2] += x * (near0 if issue == 0 else near1)
                numbers[b, issue, 3] += x
                numbers[b, issue, 4] += x * x
            high = (own & _HIGH) != 0
            degrees[b, 0] += count
            degrees[b, 1] += count * count
            degrees[b, 2] += 1.0
            degrees[b, 3] += count * high
            degrees[b, 4] += high
            if not high and count > 0:
                upward[b, 0] += up / count
                upward[b, 1] += 1.0


def fabric(census: Census) -> Fabric:
    """The month's fabric of ties; woven once a census."""
    if "fabric" not in census.kept:
        census.kept["fabric"] = _fabric(census)
    found: Fabric = census.kept["fabric"]
    return found


def _fabric(census: Census) -> Fabric:
    state = census.state
    c, net = state.citizens, state.network
    blocks = len(state.crew.blocks.home)
    mark, alone = upper_half(census), np.empty(c.n, dtype=np.bool_)
    sizes = state.sums(_EDUCATIONS)
    state.run(_mark, c.voice, c.education, mark, sizes)
    numbers, mixing = np.zeros((blocks, 2, _NUMBERS)), np.zeros((blocks, _EDUCATIONS, _EDUCATIONS))
    upward, degrees = np.zeros((blocks, 2)), np.zeros((blocks, 5))
    state.run(
        _weave, net.offsets, net.neighbours, c.met_lately, c.positions, c.household, mark, alone, numbers, mixing,
        upward, degrees,
    )  # fmt: skip
    ends, squares, people, high_ends, high = degrees.sum(axis=0)
    by_issue = numbers.sum(axis=0)
    camps, camps_null = np.full(2, np.nan), np.full(2, np.nan)
    for issue in range(2):
        dx, dxx, xx, x, xs = by_issue[issue, :5]
        camps[issue], camps_null[issue] = _camps(ends, squares, people, dx, dxx, xx, x, xs)
    homophily, homophily_null = _homophily(mixing.sum(axis=0), squares, sizes.sum(axis=0))
    low_up, lows = upward.sum(axis=0)
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


@over_blocks
def _above(first: int, last: int, blocks: Blocks, values: Any, bounds: Any, found: Any) -> None:
    for b in range(first, last):
        bound = bounds[blocks.home[b]]
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            found[i] = values[i] > bound


def upper_half(census: Census) -> NDArray[np.uint8]:
    """(n,) 1 for citizens in the upper half of their municipality by resources; the same all through a run."""
    c = census.state.citizens
    half = np.empty(c.n, dtype=np.uint8)
    census.state.run(_above, c.resources, resources(census).medians, half)
    return half


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


@kernel
def spread_from(stage: Any, voice: Any, offsets: Any, neighbours: Any, met: Any, distance: Any, queue: Any) -> None:
    """Distance (n,) of everybody to the nearest arena: 1 for those who came to a forum this month; 0: none reachable.

    Breadth first over ties and acquaintances from forums.
    """
    tail = 0
    for i in range(stage.shape[0]):
        distance[i] = 0
        if voice[i] != 0 and stage[i] >= 2:
            distance[i] = 1
            queue[tail] = i
            tail += 1
    head = 0
    while head < tail:
        i = queue[head]
        head += 1
        start = offsets[i]
        ties = offsets[np.int64(i) + 1] - start
        for e in range(ties + met.shape[1]):
            j = neighbours[start + e] if e < ties else met[i, e - ties]
            if j >= 0 and voice[j] != 0 and distance[j] == 0:
                distance[j] = min(distance[i] + 1, 255)
                queue[tail] = j
                tail += 1
