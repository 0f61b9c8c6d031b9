"""The last twelve months: what is too rare to be counted in one."""

from __future__ import annotations

from collections import deque
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


class Month(NamedTuple):
    """What is kept of a month; everything is written into the arrays that it begins with.

    Attributes:
        events: COUNTS in the whole model.
        domains: (5,) new solutions by domain.
        channels: (3,) civic acts by channel.
        roles: (6,) acts by role.
        chain: (6, 5) citizens at each stage by quintile.
        moves: (3, 2) Σ gap², and Σ gap·step, over municipalities and issues: the step is how decisions moved, the gap
            what is wanted against where they stood before the month; by citizens on the mean, by the poorest and by the
            best-off fifth.
        before, policy: (m, 2) where decisions stood before the month, and after it.
        known: (1,) 0 where nothing can be said of a month whose beginning was not seen.
    """

    events: Floats
    domains: Floats
    channels: Floats
    roles: Floats
    chain: NDArray[np.int64]
    moves: Floats
    before: Floats
    policy: Floats
    known: Floats


def _empty(state: State) -> Month:
    m = state.municipalities
    return Month(
        events=np.zeros(len(COUNTS)),
        domains=np.zeros(m.domain_solutions.shape[1]),
        channels=np.zeros(m.channels.shape[1]),
        roles=np.zeros(m.roles.shape[1]),
        chain=np.zeros((len(STAGES), QUINTILES), dtype=np.int64),
        moves=np.zeros((3, 2)),
        before=np.zeros((m.n, 2)),
        policy=np.zeros((m.n, 2)),
        known=np.zeros(1),
    )


@over_blocks
def _sum_ends(first: int, last: int, blocks: Blocks, voice: Any, quintile: Any, positions: Any, sums: Any) -> None:
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            end = 0 if quintile[i] == 1 else 3
            if voice[i] != 0 and (quintile[i] == 1 or quintile[i] == 5):
                sums[b, end] += positions[i, 0]
                sums[b, end + 1] += positions[i, 1]
                sums[b, end + 2] += 1.0


@kernel
def _sum_up(counts: Any, solutions: Any, channels: Any, roles: Any, votes: Any, chain: Any, now: Month) -> None:
    now.events[:], now.domains[:], now.channels[:], now.roles[:], now.chain[:, :] = 0.0, 0.0, 0.0, 0.0, 0
    for m in range(votes.shape[0]):
        for at in range(len(counts)):
            now.events[at] += counts[at][m]
        for at in range(now.domains.shape[0]):
            now.domains[at] += solutions[m, at]
        for at in range(now.channels.shape[0]):
            now.channels[at] += channels[m, at]
        for at in range(now.roles.shape[0]):
            now.roles[at] += roles[m, at]
        now.roles[0] += votes[m]
        for at in range(chain.shape[1]):
            now.chain[at // QUINTILES, at % QUINTILES] += chain[m, at]


@kernel
def _set_apart(opinion: Any, policy: Any, ends: Any, now: Month) -> None:
    now.moves[:, :] = 0.0
    for m in range(policy.shape[0]):
        for issue in range(policy.shape[1]):
            now.policy[m, issue] = policy[m, issue]
            before = now.before[m, issue]
            step = now.known[0] * (policy[m, issue] - before)
            for whose in range(3):
                end = 3 * (whose - 1)
                wanted = ends[m, end + issue] / max(ends[m, end + 2], 1.0) if whose > 0 else float(opinion[m, issue])
                gap = now.known[0] * (wanted - before)
                now.moves[whose, 0] += gap * gap
                now.moves[whose, 1] += gap * step


@one_call
def _count(state: State, now: Month) -> None:
    """Write the month that has just passed into `now`; columns of events in the order of COUNTS."""
    c, m = state.citizens, state.municipalities
    counts = (
        m.complaints, m.appeals, m.reversals, m.cases, m.errors, m.solutions, m.demands, m.demands_framed,
        m.demands_granted, m.framed_granted, m.made, m.surveys,
    )  # fmt: skip
    _sum_up(counts, m.domain_solutions, m.channels, m.roles, m.votes, m.chain, now)
    sums = state.sums(6)
    state.run(_sum_ends, c.voice, c.quintile, c.positions, sums)
    _set_apart(m.opinion, m.policy, state.by_municipality(sums), now)


class Year:
    """The last twelve months of a run, newest last."""

    def __init__(self) -> None:
        self._months: deque[Month] = deque(maxlen=YEAR)
        self._totals: dict[str, NDArray[Any]] = {}

    def add(self, state: State) -> None:
        """Count the month that has just passed."""
        last = self._months[-1] if self._months else None
        now = self._months[0] if len(self._months) == YEAR else _empty(state)
        if last is not None:
            now.before[:], now.known[0] = last.policy, 1.0
        _count(state, now)
        self._months.append(now)  # the oldest month makes room for this one
        self._totals.clear()

    def _total(self, kind: str) -> NDArray[Any]:
        """What is counted of a kind, summed over the months; added up once a month."""
        if kind not in self._totals:
            self._totals[kind] = np.sum([getattr(month, kind) for month in self._months], axis=0)
        return self._totals[kind]

    @property
    def newest(self) -> Month:
        """The month counted last."""
        return self._months[-1]

    @property
    def months(self) -> int:
        """How many months are counted, at most twelve."""
        return len(self._months)

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
        return self._total("chain")

    def slope(self, whose: int = 0) -> float:
        """How far decisions move for each step that they stand from what is wanted: least squares through nought.

        Args:
            whose: 0: what citizens want on the mean; 1: the poorest fifth; 2: the best-off fifth.

        Returns:
            β, 0 where decisions stand still, 1 where they go all the way in a month; not-a-number where nothing is
            wanted that is not so already.
        """
        square, product = self._total("moves")[whose].tolist()
        return product / square if square > 1e-9 else float("nan")
