"""Social influence as a formula, and what it reduces to: DeGroot, Friedkin–Johnsen, Hegselmann–Krause, Deffuant.

Rule      x_i ← x_i + rate·Σ_j w_ij·[near]·(x_j − x_i) + anchor·(home_i − x_i),  near: |x_j − x_i| ≤ reach (or <)

`moved` is the model's own formula, and `drawn` is what `sim.lanes.heard` does with whole numbers, eight at once, in the
process `influence`; here both run in double precision over any weighted network, at settings that make a classical
model of them:

    DeGroot             rate 1, rows of w sum to 1, reach without bound, no anchor
    Friedkin–Johnsen    rate a_i, anchor 1 − a_i, home = the first opinion
    Hegselmann–Krause   rate 1, w = 1 / number of those near (oneself included), all at once
    Deffuant            rate μ, one pair at a time
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.blocks import inlined, kernel
from sim.randomness import Decision, number, uniform4

Floats = NDArray[np.float64]

PAIR = number(Decision.PAIR)
UNBOUNDED = float("inf")
SMALLEST_CHANGE = 1e-15
MOST_ROUNDS = 1_000_000


@inlined
def drawn(gap: Any, reach: Any, strict: Any) -> Any:
    """The gap to somebody else's opinion if it is near enough to draw one, else 0."""
    distance = abs(gap)
    near = distance < reach if strict else distance <= reach
    return gap if near else 0 * gap


@inlined
def moved(here: Any, pull: Any, home: Any, anchor: Any) -> Any:
    """An opinion after a pull of others and the pull of what one is settled at."""
    return here + pull + anchor * (home - here)


@kernel
def _round(
    x: Any,
    new: Any,
    offsets: Any,
    neighbours: Any,
    weights: Any,
    rate: Any,
    anchor: Any,
    home: Any,
    reach: Any,
    strict: Any,
    by_near: Any,
    include_self: Any,
) -> Any:
    """Everybody at once, from x into new; returns the largest change."""
    largest = 0.0
    for i in range(x.shape[0]):
        pull = 0.0
        near = 1.0 if include_self else 0.0
        for e in range(offsets[i], offsets[i + 1]):
            gap = x[neighbours[e]] - x[i]
            pull += weights[e] * drawn(gap, reach, strict)
            if abs(gap) < reach or (abs(gap) == reach and not strict):
                near += weights[e]
        if by_near:
            pull = pull / near if near > 0.0 else 0.0
        new[i] = moved(x[i], rate[i] * pull, home[i], anchor[i])
        largest = max(largest, abs(new[i] - x[i]))
    return largest


@kernel
def _everybody(x: Any, new: Any, rate: Any, reach: Any, strict: Any, include_self: Any) -> Any:
    """As `_round`, where everybody knows everybody and those near count alike."""
    largest = 0.0
    n = x.shape[0]
    for i in range(n):
        pull = 0.0
        near = 1.0 if include_self else 0.0
        for j in range(n):
            if j != i:
                gap = x[j] - x[i]
                pull += drawn(gap, reach, strict)
                if abs(gap) < reach or (abs(gap) == reach and not strict):
                    near += 1.0
        new[i] = moved(x[i], rate * pull / near if near > 0.0 else 0.0, x[i], 0.0)
        largest = max(largest, abs(new[i] - x[i]))
    return largest


@kernel
def _pairs(x: Any, edges: Any, mu: Any, reach: Any, strict: Any, seed: Any, steps: Any) -> None:
    """One pair after the other: a tie drawn by luck, or any two where no ties are given."""
    n = x.shape[0]
    for step in range(steps):
        u = uniform4(seed, PAIR, step >> 32, step & 0xFFFFFFFF, 0)
        if edges.shape[0] > 0:
            e = min(int(u[0] * edges.shape[0]), edges.shape[0] - 1)
            i, j = edges[e, 0], edges[e, 1]
        else:
            i = min(int(u[0] * n), n - 1)
            j = min(int(u[1] * (n - 1)), n - 2)
            j += 1 if j >= i else 0
        pull = mu * drawn(x[j] - x[i], reach, strict)
        x[i] = moved(x[i], pull, x[i], 0.0)
        x[j] = moved(x[j], -pull, x[j], 0.0)


def degroot(x: ArrayLike, W: Any, steps: int | None = None) -> Floats:
    """Opinions after everybody has taken the weighted mean of others, again and again (DeGroot 1974).

    Args:
        x: (n,) opinions.
        W: (n, n) weights, an array or a scipy sparse matrix; not negative, rows sum to 1.
        steps: rounds; None: until nothing changes.

    Returns:
        (n,) opinions.

    Raises:
        ValueError: for bad shapes or weights, or if there is no limit (a network that goes round in circles).
    """
    start = _opinions("x", x)
    n = len(start)
    return _rounds(start, W, np.ones(n), np.zeros(n), steps, "W goes round in circles: there is no limit; give steps")


def friedkin_johnsen(s: ArrayLike, W: Any, susceptibility: ArrayLike) -> Floats:
    """Opinions at rest when everybody is drawn by others and held by the first opinion (Friedkin & Johnsen 1990).

    Args:
        s: (n,) first opinions.
        W: (n, n) weights, an array or a scipy sparse matrix; not negative, rows sum to 1.
        susceptibility: (n,) or one number, 0 to below 1 for somebody in every part of the network: share of the
            opinion that is others'.

    Returns:
        (n,) x = (I − A·W)⁻¹·(I − A)·s.

    Raises:
        ValueError: for bad shapes, weights or shares, or if nobody holds on to a first opinion.
    """
    start = _opinions("s", s)
    share = np.broadcast_to(np.asarray(susceptibility, dtype=np.float64), start.shape).copy()
    if not np.all(np.isfinite(share)) or share.min() < 0 or share.max() > 1:
        raise ValueError("susceptibility must be shares from 0 to 1, one number or one a person")
    return _rounds(start, W, share, 1.0 - share, None, "susceptibility is so high that opinions do not come to rest")


def bounded_confidence(
    x: ArrayLike,
    epsilon: float,
    mu: float = 1.0,
    scheme: Literal["synchronous", "pairwise"] = "synchronous",
    steps: int = 100,
    edges: ArrayLike | None = None,
    seed: int = 0,
    include_self: bool = True,
    strict: bool = False,
) -> Floats:
    """Opinions among people who are drawn only by those whose opinion is near.

    Args:
        x: (n,) opinions.
        epsilon: how near, not negative.
        mu: share of the way moved: 0 to 1 at once, 0 to ½ in pairs.
        scheme: "synchronous": everybody moves to the mean of those near at once (Hegselmann & Krause 2002);
            "pairwise": two meet and move towards each other (Deffuant et al. 2000).
        steps: rounds at once (it stops when nothing changes), or meetings of pairs.
        edges: (m, 2) ties, rows of x; None: everybody may meet everybody.
        seed: luck of who meets whom.
        include_self: at once: is one's own opinion part of the mean?
        strict: True: near means closer than epsilon; False: exactly epsilon counts as near.

    Returns:
        (n,) opinions.

    Raises:
        ValueError: for bad shapes, numbers or names.
    """
    here = _opinions("x", x)
    n = len(here)
    if not epsilon >= 0 or not np.isfinite(epsilon):
        raise ValueError(f"epsilon is {epsilon}; allowed: a number not below 0")
    if scheme not in ("synchronous", "pairwise"):
        raise ValueError(f"scheme is {scheme!r}; allowed: 'synchronous' or 'pairwise'")
    if not 0 <= mu <= (1.0 if scheme == "synchronous" else 0.5):
        raise ValueError(f"mu is {mu}; allowed: 0 to 1 in rounds, 0 to 0.5 in pairs")
    if isinstance(steps, bool) or int(steps) != steps or steps < 0:
        raise ValueError(f"steps is {steps}; allowed: a whole number not below 0")
    ties = np.empty((0, 2), np.int64) if edges is None else _ties(edges, n)
    if scheme == "pairwise":
        if edges is not None and not len(ties):
            return here
        if n > 1:
            _pairs(here, ties, float(mu), float(epsilon), strict, np.uint64(seed), int(steps))
        return here
    new = np.empty_like(here)
    if edges is not None:
        offsets, neighbours = _csr(ties, n)
        weights, rate, anchor = np.ones(len(neighbours)), np.full(n, float(mu)), np.zeros(n)
    for _ in range(int(steps)):
        if edges is None:
            change = _everybody(here, new, float(mu), float(epsilon), strict, include_self)
        else:
            change = _round(
                here, new, offsets, neighbours, weights, rate, anchor, here, float(epsilon), strict, True, include_self
            )
        here, new = new, here
        if change == 0.0:
            break
    return here


def _rounds(start: Floats, W: Any, rate: Floats, anchor: Floats, steps: int | None, endless: str) -> Floats:
    offsets, neighbours, weights = _weights(W, len(start))
    here, new = start.copy(), np.empty_like(start)
    for done in range(MOST_ROUNDS if steps is None else int(steps)):
        change = _round(here, new, offsets, neighbours, weights, rate, anchor, start, UNBOUNDED, False, False, True)
        here, new = new, here
        if steps is None and change <= SMALLEST_CHANGE * max(1.0, float(np.abs(here).max())):
            return here
        if steps is None and done > 10_000 and change > 1e-3:
            break
    if steps is None:
        raise ValueError(endless)
    return here


def _opinions(name: str, x: ArrayLike) -> Floats:
    values = np.array(x, dtype=np.float64)
    if values.ndim != 1 or values.size == 0:
        raise ValueError(f"{name} has shape {values.shape}; allowed: one number a person, at least one person")
    if not np.all(np.isfinite(values)):
        raise ValueError(f"{name} holds something that is not a number")
    return values


def _weights(W: Any, n: int) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    from scipy import sparse

    matrix = sparse.csr_matrix(W if sparse.issparse(W) else np.asarray(W, dtype=np.float64), dtype=np.float64)
    if matrix.shape != (n, n):
        raise ValueError(f"W has shape {matrix.shape}; allowed: {(n, n)}, a row and a column a person")
    if not np.all(np.isfinite(matrix.data)) or (matrix.nnz and matrix.data.min() < 0):
        raise ValueError("W holds negative weights or something that is not a number")
    rows = np.asarray(matrix.sum(axis=1)).ravel()
    if np.abs(rows - 1.0).max() > 1e-9:
        raise ValueError(f"rows of W must sum to 1; row {int(np.argmax(np.abs(rows - 1.0)))} sums to {rows.max():g}")
    return matrix.indptr.astype(np.int64), matrix.indices.astype(np.int64), matrix.data


def _ties(edges: ArrayLike, n: int) -> NDArray[np.int64]:
    ties = np.asarray(edges)
    if ties.size == 0:
        return np.empty((0, 2), np.int64)
    if ties.ndim != 2 or ties.shape[1] != 2 or ties.dtype.kind not in "iu":
        raise ValueError(f"edges has shape {ties.shape} and type {ties.dtype}; allowed: (m, 2) row numbers")
    if ties.min() < 0 or ties.max() >= n:
        raise ValueError(f"edges names row {int(ties.max())}; allowed: 0 to {n - 1}")
    return ties.astype(np.int64)


def _csr(ties: NDArray[np.int64], n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ends = np.concatenate([ties, ties[:, ::-1]])
    order = np.lexsort((ends[:, 1], ends[:, 0]))
    offsets = np.searchsorted(ends[order, 0], np.arange(n + 1))
    return offsets.astype(np.int64), np.ascontiguousarray(ends[order, 1])
