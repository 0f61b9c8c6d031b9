"""Who knows whom among citizens: the network, and what is measured on it.

The network is undirected and kept as compressed sparse rows. It is symmetric, nobody is tied to themselves,
and two people are tied once at most. How ties are drawn: `sim.network.build`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.blocks import kernel
from sim.network.build import People, draw_ties

if TYPE_CHECKING:
    import networkx as nx

CLUSTERING_SAMPLE = 10_000
"""Citizens that clustering is measured on where nothing else is asked for."""


class Rows(NamedTuple):
    """A network as kernels see it; see `Network`."""

    offsets: NDArray[np.int64]
    neighbours: NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Network:
    """An undirected network among n citizens.

    Attributes:
        offsets: (n + 1,) int64, where each citizen's neighbours begin in `neighbours`, then 2m.
        neighbours: (2m,) int32, rows of citizens, ascending for each citizen; m is the number of ties.
    """

    offsets: NDArray[np.int64]
    neighbours: NDArray[np.int32]

    @cached_property
    def rows(self) -> Rows:
        """The two arrays, as kernels see them."""
        return Rows(self.offsets, self.neighbours)

    @property
    def n(self) -> int:
        """The number of citizens."""
        return len(self.offsets) - 1

    @property
    def ties(self) -> int:
        """The number of ties, m."""
        return len(self.neighbours) // 2

    @property
    def degree(self) -> NDArray[np.int64]:
        """(n,) the number of ties each citizen has."""
        return np.diff(self.offsets)

    @property
    def bytes(self) -> int:
        """Memory taken, in bytes."""
        return self.offsets.nbytes + self.neighbours.nbytes

    def neighbours_of(self, row: int) -> NDArray[np.int32]:
        """The rows of those a citizen is tied to, ascending.

        Raises:
            IndexError: there is no such citizen.
        """
        if not 0 <= row < self.n:
            raise IndexError(f"there is no citizen in row {row}; rows are 0 to {self.n - 1}")
        return self.neighbours[self.offsets[row] : self.offsets[row + 1]]

    def edges(self) -> NDArray[np.int32]:
        """Each tie once, (m, 2) int32, the lower row first, ordered by it and then by the other."""
        ends = np.repeat(np.arange(self.n, dtype=np.int32), self.degree)
        once = ends < self.neighbours
        return np.column_stack((ends[once], self.neighbours[once]))

    def to_networkx(self) -> nx.Graph:
        """The same network as a `networkx.Graph`; nodes are rows. For up to about 100,000 citizens."""
        import networkx as nx

        graph = nx.empty_graph(self.n)
        graph.add_edges_from(self.edges().tolist())
        return graph

    def clustering(self, sample: int = CLUSTERING_SAMPLE) -> float:
        """Mean local clustering coefficient: how often two that a citizen is tied to are tied to each other.

        A citizen with fewer than two ties counts as 0, as in `networkx.average_clustering`.

        Args:
            sample: citizens it is measured on, evenly spaced rows; all where there are no more.

        Returns:
            0 to 1; NaN where there are no citizens.

        Raises:
            ValueError: `sample` is below 1.
        """
        if sample < 1:
            raise ValueError(f"sample is {sample}; allowed: at least 1")
        if self.n == 0:
            return float("nan")
        size = min(sample, self.n)
        rows = np.arange(size, dtype=np.int64) * self.n // size
        return float(_clustering(self.offsets, self.neighbours, rows))

    def education_homophily(self, education: ArrayLike) -> float:
        """Odds ratio of a tie being between people of the same education, against random mixing.

            (ties of same education / ties of different education)
            ÷ (pairs of same education / pairs of different education)

        where pairs are all n(n − 1)/2 pairs of citizens, tied or not, of whichever municipality.

        Args:
            education: (n,) whole numbers from 0.

        Returns:
            1 where ties are blind to education, more where like knows like, infinite where no tie is between
            different educations; NaN where there are no ties, or all or no pairs are of the same education.

        Raises:
            ValueError: `education` has another length.
        """
        kind = np.asarray(education)
        if kind.shape != (self.n,):
            raise ValueError(f"education has shape {kind.shape}; allowed: ({self.n},), one number a citizen")
        same = int(np.count_nonzero(np.repeat(kind, self.degree) == kind[self.neighbours])) // 2
        counts = np.bincount(kind)
        same_pairs = int((counts * (counts - 1)).sum()) // 2
        other_pairs = self.n * (self.n - 1) // 2 - same_pairs
        if self.ties == 0 or same_pairs == 0 or other_pairs == 0:
            return float("nan")
        if same == self.ties:
            return float("inf")
        return same / (self.ties - same) * (other_pairs / same_pairs)

    def with_isolated(self, k: int = 1) -> Network:
        """The same network with k more citizens, in the last rows, who know nobody.

        Raises:
            ValueError: `k` is below 0.
        """
        if k < 0:
            raise ValueError(f"k is {k}; allowed: 0 or more")
        return Network(np.append(self.offsets, np.repeat(self.offsets[-1:], k)), self.neighbours)


def build_network(people: People, seed: int, degree: float = 12.0, homophily: float = 2.5) -> Network:
    """Build the citizens' network; the same people and numbers give the same bits.

    Args:
        people: the people, at least one; rows ordered by municipality, neighbourhood and household.
        seed: the run's seed, 0 to 2^64 − 1.
        degree: ties a citizen has on average. Where there are too few people for it, there are fewer; members
            of one household always know each other, so there may be more.
        homophily: odds ratio of same-education ties in the network as a whole, 1 = none; see
            `Network.education_homophily`. It includes what homes and workplaces bring about; choice makes up
            the rest, as far as it can.

    Raises:
        ValueError: there are no people, `degree` is below 0 or `homophily` is not above 0.
    """
    if len(people.household) == 0:
        raise ValueError("people is empty; allowed: at least one citizen")
    if not 0.0 <= degree < float("inf"):
        raise ValueError(f"degree is {degree}; allowed: 0 or more ties a citizen")
    if not 0.0 < homophily < float("inf"):
        raise ValueError(f"homophily is {homophily}; allowed: an odds ratio above 0, where 1 means none")
    return Network(*draw_ties(people, seed, degree, homophily))


@kernel
def _clustering(offsets: Any, neighbours: Any, rows: Any) -> Any:
    total = 0.0
    for r in range(rows.shape[0]):
        lo, hi = offsets[rows[r]], offsets[rows[r] + 1]
        if hi - lo < 2:
            continue
        closed = 0
        for a in range(lo, hi):
            friend = neighbours[a]
            mine, theirs, last = lo, offsets[friend], offsets[friend + 1]
            while mine < hi and theirs < last:  # both lists ascend
                gap = neighbours[mine] - neighbours[theirs]
                closed += gap == 0
                mine += gap <= 0
                theirs += gap >= 0
        total += closed / ((hi - lo) * (hi - lo - 1.0))
    return total / rows.shape[0]
