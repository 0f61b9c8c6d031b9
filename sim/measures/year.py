"""The last twelve months: what is too rare to be counted in one."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES
from sim.agents.municipality import STAGES
from sim.blocks import Blocks, kernel, over_blocks
from sim.state import State
from sim.steps import one_call

COUNTS = (
    "complaints", "appeals", "reversals", "cases", "errors", "solutions", "demands", "demands_framed",
    "demands_granted", "framed_granted", "made", "surveys",
)  # fmt: skip
YEAR = 12

Floats = NDArray[np.float64]


class Ring(NamedTuple):
    """What is kept of the last twelve months: a row a month, the row of the oldest is the next one's.

    Attributes:
        months: (12, width) what a month has, kind after kind:
            events: COUNTS in the whole model.
            domains: 5, new solutions by domain.
            channels: 3, civic acts by channel.
            roles: 6, acts by role.
            chain: 30, citizens at each stage by quintile.
            moves: 6, Σ gap², and Σ gap·step, over municipalities and issues: the step is how decisions moved, the gap
                what is wanted against where they stood before the month; by citizens on the mean, by the poorest and by
                the best-off fifth.
        stood: (m, 2) where decisions stood when the last month was counted.
        counted: (1,) months counted so far.
        passed: (30,) citizens at each stage by quintile, since they were last taken.
    """

    months: Floats
    stood: Floats
    counted: NDArray[np.int64]
    passed: NDArray[np.int64]


_MOVES = 6


def _kinds(state: State) -> dict[str, slice]:
    """Where each kind stands in a month's row."""
    m = state.municipalities
    widths = {"events": len(COUNTS), "domains": m.domain_solutions.shape[1], "channels": m.channels.shape[1],
              "roles": m.roles.shape[1], "chain": m.chain.shape[1], "moves": _MOVES}  # fmt: skip
    ends = np.cumsum(list(widths.values())).tolist()
    return {kind: slice(end - widths[kind], end) for kind, end in zip(widths, ends, strict=True)}


@over_blocks
def _sum_ends(first: int, last: int, blocks: Blocks, voice: Any, quintile: Any, positions: Any, ends: Any) -> None:
    for b in range(first, last):
        low0 = low1 = lows = high0 = high1 = highs = 0.0
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] != 0 and quintile[i] == 1:
                low0 += positions[i, 0]
                low1 += positions[i, 1]
                lows += 1.0
            elif voice[i] != 0 and quintile[i] == 5:
                high0 += positions[i, 0]
                high1 += positions[i, 1]
                highs += 1.0
        m = blocks.home[b]
        ends[m, 0] += low0
        ends[m, 1] += low1
        ends[m, 2] += lows
        ends[m, 3] += high0
        ends[m, 4] += high1
        ends[m, 5] += highs


@kernel
def _sum_up(
    counts: Any, solutions: Any, channels: Any, roles: Any, votes: Any, chain: Any, opinion: Any, policy: Any,
    ends: Any, year: Ring,
) -> None:  # fmt: skip
    row = year.months[year.counted[0] % YEAR]
    for at in range(row.shape[0]):
        row[at] = 0.0
    for m in range(votes.shape[0]):
        for event in range(len(counts)):
            row[event] += counts[event][m]
        at = len(counts)
        for kind in (solutions, channels, roles, chain):
            for part in range(kind.shape[1]):
                row[at + part] += kind[m, part]
            at += kind.shape[1]
        row[len(counts) + solutions.shape[1] + channels.shape[1]] += votes[m]
        for part in range(chain.shape[1]):
            year.passed[part] += chain[m, part]
    known = 1.0 if year.counted[0] > 0 else 0.0  # nothing can be said of a month whose beginning was not seen
    moves = row.shape[0] - _MOVES
    for m in range(policy.shape[0]):
        for issue in range(policy.shape[1]):
            before, year.stood[m, issue] = year.stood[m, issue], policy[m, issue]
            step = known * (policy[m, issue] - before)
            for whose in range(3):
                end = 3 * (whose - 1)
                wanted = ends[m, end + issue] / max(ends[m, end + 2], 1.0) if whose > 0 else float(opinion[m, issue])
                gap = known * (wanted - before)
                row[moves + 2 * whose] += gap * gap
                row[moves + 2 * whose + 1] += gap * step
    year.counted[0] += 1


@one_call
def _count(state: State, year: Ring) -> None:
    """Write the month that has just passed into its row; columns of events in the order of COUNTS."""
    c, m = state.citizens, state.municipalities
    ends = np.zeros((m.n, 6))
    state.run_by_town(_sum_ends, c.voice, c.quintile, c.positions, ends)
    counts = (
        m.complaints, m.appeals, m.reversals, m.cases, m.errors, m.solutions, m.demands, m.demands_framed,
        m.demands_granted, m.framed_granted, m.made, m.surveys,
    )  # fmt: skip
    _sum_up(counts, m.domain_solutions, m.channels, m.roles, m.votes, m.chain, m.opinion, m.policy, ends, year)


class Year:
    """The last twelve months of a run.

    Args:
        state: the run.
    """

    def __init__(self, state: State) -> None:
        self._kinds = _kinds(state)
        chain = self._kinds["chain"]
        self._ring = Ring(
            months=np.zeros((YEAR, self._kinds["moves"].stop)),
            stood=np.zeros((state.municipalities.n, 2)),
            counted=np.zeros(1, dtype=np.int64),
            passed=np.zeros(chain.stop - chain.start, dtype=np.int64),
        )
        self._totals: dict[str, Floats] = {}

    def add(self, state: State) -> None:
        """Count the month that has just passed."""
        _count(state, self._ring)
        self._totals.clear()

    def _total(self, kind: str) -> Floats:
        """What is counted of a kind, summed over the months, the oldest first; added up once a month."""
        if kind not in self._totals:
            last = int(self._ring.counted[0])
            kept = self._ring.months[np.arange(last - self.months, last) % YEAR, self._kinds[kind]]
            self._totals[kind] = kept.sum(axis=0)
        return self._totals[kind]

    def take_passed(self) -> NDArray[np.int64]:
        """Citizens at each stage by quintile (6, 5), summed over all months since this was last asked."""
        passed: NDArray[np.int64] = self._ring.passed.reshape(len(STAGES), QUINTILES).copy()
        self._ring.passed[:] = 0
        return passed

    @property
    def months(self) -> int:
        """How many months are counted, at most twelve."""
        return min(int(self._ring.counted[0]), YEAR)

    def total(self, event: str) -> float:
        """How often an event of COUNTS happened."""
        at = COUNTS.index(event)
        return float(self._total("events")[at])

    def ratio(self, part: str, whole: str) -> float:
        """Events of one kind for each event of another; not-a-number where there are none."""
        return self.total(part) / self.total(whole) if self.total(whole) else float("nan")

    def solutions(self, domain: int) -> float:
        """New solutions of one domain, a row of DOMAINS."""
        return float(self._total("domains")[domain])

    def share(self, kind: str, part: int) -> float:
        """The share of one of the "channels" or "roles" among all; not-a-number where nobody acted."""
        totals = self._total(kind).tolist()
        whole = sum(totals)
        return float(totals[part] / whole) if whole else float("nan")

    def chain(self) -> NDArray[np.int64]:
        """Citizens at each stage by quintile (6, 5), summed over the months."""
        return self._total("chain").astype(np.int64).reshape(len(STAGES), QUINTILES)

    def slope(self, whose: int = 0) -> float:
        """How far decisions move for each step that they stand from what is wanted: least squares through nought.

        Args:
            whose: 0: what citizens want on the mean; 1: the poorest fifth; 2: the best-off fifth.

        Returns:
            β, 0 where decisions stand still, 1 where they go all the way in a month; not-a-number where nothing is
            wanted that is not so already.
        """
        square, product = self._total("moves")[2 * whose : 2 * whose + 2].tolist()
        return product / square if square > 1e-9 else float("nan")
