"""The census: what a month's measures need, counted in one pass over the citizens.

Sums are kept by municipality; a measure asks for a mean over the country or over one municipality. Events that are
rare in a month (complaints, appeals) are counted over the last twelve months.
"""

from __future__ import annotations

from collections import deque
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES
from sim.blocks import Blocks, kernel
from sim.state import State

MEANS = (
    "trust_politicians", "trust_administration", "trust_staff", "trust_citizens", "satisfaction", "fairness",
    "external_efficacy", "solidarity", "tax_consent", "exited", "volunteer", "grievance", "expected_influence",
    "bonds", "bridges", "need",
)  # fmt: skip
"""Columns of citizens whose means are taken, in the order of the kernel's sums."""

_WIDTH = len(MEANS) + 3 * QUINTILES
COUNTS = ("complaints", "appeals", "reversals", "cases", "errors", "solutions")
YEAR = 12


@kernel
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, quintile: Any, positions: Any, c0: Any, c1: Any, c2: Any,
    c3: Any, c4: Any, c5: Any, c6: Any, c7: Any, c8: Any, c9: Any, c10: Any, c11: Any, c12: Any, c13: Any, c14: Any,
    c15: Any, sums: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if voice[i] == 0:
                continue
            sums[b, 0] += c0[i]
            sums[b, 1] += c1[i]
            sums[b, 2] += c2[i]
            sums[b, 3] += c3[i]
            sums[b, 4] += c4[i]
            sums[b, 5] += c5[i]
            sums[b, 6] += c6[i]
            sums[b, 7] += c7[i]
            sums[b, 8] += c8[i]
            sums[b, 9] += c9[i]
            sums[b, 10] += c10[i]
            sums[b, 11] += c11[i]
            sums[b, 12] += c12[i]
            sums[b, 13] += c13[i]
            sums[b, 14] += c14[i]
            sums[b, 15] += c15[i]
            at = 16 + 3 * (quintile[i] - 1)
            sums[b, at] += 1.0
            sums[b, at + 1] += positions[i, 0]
            sums[b, at + 2] += positions[i, 1]


class Census:
    """One month's counts.

    Args:
        state: the run, after its month.
        year: counts of the last months, newest last, from a `Counter`.
    """

    def __init__(self, state: State, year: Counter) -> None:
        self.state = state
        self.year = year
        c = state.citizens
        sums = state.sums(_WIDTH)
        state.run(_count, c.voice, c.quintile, c.positions, *(c.array(name) for name in MEANS), sums)
        total = sums.sum(axis=0)
        self.people = float(state.municipalities.citizens.sum())
        self.means: dict[str, float] = dict(zip(MEANS, (total[: len(MEANS)] / self.people).tolist(), strict=True))
        by_quintile = total[len(MEANS) :].reshape(QUINTILES, 3)
        with np.errstate(invalid="ignore"):
            self.opinions: NDArray[np.float64] = by_quintile[:, 1:] / by_quintile[:, :1]
        self.opinion: NDArray[np.float64] = by_quintile[:, 1:].sum(axis=0) / self.people
        self._weights = state.municipalities.citizens / self.people

    def mean(self, column: str) -> float:
        """Mean of a column of citizens, over those with a voice."""
        return self.means[column]

    def across(self, column: str, part: int | None = None) -> float:
        """Mean over municipalities, each counted by its citizens, of a column (or one part of it)."""
        values = self.state.municipalities.array(column)
        return float(self._weights @ (values if part is None else values[:, part]))

    def yearly(self, event: str) -> float:
        """Events for every 1,000 citizens a year."""
        return 1000.0 * YEAR * self.year.total(event) / (self.people * self.year.months)

    def ratio(self, part: str, whole: str) -> float:
        """Events of one kind for each event of another over the last year; not-a-number where there are none."""
        whole_count = self.year.total(whole)
        return self.year.total(part) / whole_count if whole_count else float("nan")


class Counter:
    """What happened in each of the last twelve months, in the whole model."""

    def __init__(self) -> None:
        self._months: deque[NDArray[np.float64]] = deque(maxlen=YEAR)

    def add(self, state: State) -> None:
        """Count the month that has just passed."""
        m = state.municipalities
        row = [float(m.array(name).sum()) for name in COUNTS]
        roles = m.roles.sum(axis=0)
        roles[0] += m.votes.sum()
        self._months.append(np.array([*row, *m.channels.sum(axis=0), *roles], dtype=np.float64))

    @property
    def months(self) -> int:
        """How many months are counted, at most twelve."""
        return len(self._months)

    def total(self, event: str) -> float:
        """How often an event of COUNTS happened."""
        at = COUNTS.index(event)
        return float(sum(month[at] for month in self._months))

    def shares(self, kind: str, part: int) -> float:
        """The share of one channel ("channels") or role ("roles") among all; not-a-number where nobody acted."""
        lo, hi = (len(COUNTS), len(COUNTS) + 3) if kind == "channels" else (len(COUNTS) + 3, len(COUNTS) + 9)
        totals = np.sum([month[lo:hi] for month in self._months], axis=0)
        return float(totals[part] / totals.sum()) if totals.sum() else float("nan")
