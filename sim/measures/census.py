"""The census: what a month's measures need, counted in one pass over the citizens.

Sums are kept by municipality, type and quintile, so that a mean can be asked of all, or of any of these groups. Events
that are rare in a month (complaints, appeals) are counted over the last twelve months; see `sim.measures.year`.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.citizen import QUINTILES, TYPES
from sim.blocks import Blocks, over_blocks
from sim.measures.year import Year
from sim.state import State

SHARES = (
    "trust_politicians", "trust_administration", "trust_staff", "trust_citizens", "trust_national", "trust_courts",
    "trust_unlike", "satisfaction", "external_efficacy", "efficacy", "interest", "competence", "solidarity",
    "tax_consent", "self_regard", "own_good", "acceptance", "benefit", "grievance", "relatives", "facilities", "bonds",
    "bridges",
)  # fmt: skip
FLAGS = ("exited", "volunteer", "member")
MEANS = (*SHARES, *FLAGS)
"""Columns of citizens whose means are taken, in the order of the kernel's sums: 32-bit numbers, then flags."""

_PLACE = {name: at for at, name in enumerate(MEANS)}
_WIDTH = len(MEANS) + 3
_PEOPLE, _WELFARE, _CHOICE = len(MEANS), len(MEANS) + 1, len(MEANS) + 2
_CELLS = len(TYPES) * QUINTILES
_TOGETHER = 4
"""Columns that are added up together: a sum waits for the last number of its group, and the others meanwhile."""


@over_blocks
def _count(
    first: int, last: int, blocks: Blocks, voice: Any, weights: Any, quintile: Any, positions: Any, shares: Any,
    flags: Any, sums: Any,
) -> None:  # fmt: skip
    for b in range(first, last):
        begin, people = blocks.edge[b], blocks.edge[b + 1] - blocks.edge[b]
        # where the sums of a citizen's group begin: type × 5 + quintile − 1, of equal types the first; the silent last
        cell = np.empty(np.int64(people), dtype=np.uint32)
        mine = np.zeros((_CELLS + 1) * _WIDTH)
        for at in range(people):
            i = begin + at
            kind = 0
            for other in range(1, len(TYPES)):
                if weights[i, other] > weights[i, kind]:
                    kind = other
            group = QUINTILES * kind + quintile[i] - 1 if voice[i] != 0 else _CELLS
            cell[at] = here = np.uint64(group * _WIDTH)
            mine[here + np.uint64(_PEOPLE)] += 1.0
            mine[here + np.uint64(_WELFARE)] += positions[i, 0]
            mine[here + np.uint64(_CHOICE)] += positions[i, 1]
        for column in range(0, len(shares) // _TOGETHER * _TOGETHER, _TOGETHER):
            one, two, three, four = shares[column], shares[column + 1], shares[column + 2], shares[column + 3]
            for at in range(people):
                i, here = begin + at, cell[at] + np.uint64(column)
                mine[here] += one[i]
                mine[here + np.uint64(1)] += two[i]
                mine[here + np.uint64(2)] += three[i]
                mine[here + np.uint64(3)] += four[i]
        for column in range(len(shares) // _TOGETHER * _TOGETHER, len(shares)):
            one = shares[column]
            for at in range(people):
                mine[cell[at] + np.uint64(column)] += one[begin + at]
        for column in range(len(flags)):
            raised = flags[column]
            for at in range(people):
                mine[cell[at] + np.uint64(len(shares) + column)] += raised[begin + at]
        for at in range(_CELLS * _WIDTH):
            sums[b, at] = mine[at]


class Census:
    """One month's counts.

    Args:
        state: the run, after its month.
        year: counts of the last months.

    Attributes:
        people: citizens with a voice.
        opinion: (2,) mean opinion; opinions: (5, 2) mean opinion of each quintile.
        weights: (m,) each municipality's share of the citizens.
        kept: what measures of the same month share (`sim.measures` modules put it there).
    """

    KERNEL = _count
    """Lies compiled where a record has ever been taken on this machine."""

    def __init__(self, state: State, year: Year) -> None:
        self.state = state
        self.year = year
        self.kept: dict[str, Any] = {}
        self._across: dict[tuple[str, int | None], float] = {}
        c = state.citizens
        sums = state.sums(_CELLS * _WIDTH)
        shares, flags = tuple(c.array(name) for name in SHARES), tuple(c.array(name) for name in FLAGS)
        state.run(_count, c.voice, c.type_weights, c.quintile, c.positions, shares, flags, sums)
        self._cells: NDArray[np.float64] = state.by_municipality(sums).reshape(-1, len(TYPES), QUINTILES, _WIDTH)
        everybody = self._cells.sum(axis=(0, 1, 2))
        self.people = float(everybody[_PEOPLE])
        means = everybody / self.people
        self.opinion: NDArray[np.float64] = means[_WELFARE:]
        self._means: dict[str, float] = dict(zip(MEANS, means[: len(MEANS)].tolist(), strict=True))
        self.weights = state.municipalities.citizens / state.municipalities.citizens.sum()

    @cached_property
    def opinions(self) -> NDArray[np.float64]:
        """Mean opinion (5, 2) of each quintile; not-a-number for one without people."""
        by = self._cells.sum(axis=(0, 1))
        with np.errstate(invalid="ignore"):
            means: NDArray[np.float64] = by[:, _WELFARE:] / by[:, _PEOPLE, None]
        return means

    def mean(self, column: str) -> float:
        """Mean of a column of MEANS, over citizens with a voice."""
        return self._means[column]

    def groups(self, column: str) -> dict[str, NDArray[np.float64]]:
        """Means of a column of MEANS by "type" (3,), "quintile" (5,) and "municipality" (m,)."""
        at = _PLACE[column]
        return {by: means[:, at] for by, means in self._by_group.items()}

    @cached_property
    def _by_group(self) -> dict[str, NDArray[np.float64]]:
        """Means of all columns by group: (groups, width)."""
        found = {}
        with np.errstate(invalid="ignore"):
            for by, away in {"type": (0, 2), "quintile": (0, 1), "municipality": (1, 2)}.items():
                kept = self._cells.sum(axis=away)
                found[by] = kept / kept[..., _PEOPLE, None]
        return found

    def ends(self, column: str) -> float:
        """Mean of a column of MEANS in the best-off fifth less its mean in the poorest."""
        poorest, *_, best = self.groups(column)["quintile"]
        return float(best - poorest)

    def across(self, column: str, part: int | None = None) -> float:
        """Mean over municipalities, each counted by its citizens, of a column (or one part of it)."""
        if (column, part) not in self._across:
            values = self.state.municipalities.array(column)
            self._across[column, part] = float(self.weights @ (values if part is None else values[:, part]))
        return self._across[column, part]

    def yearly(self, event: str) -> float:
        """Events for every 1,000 citizens a year."""
        return 1000.0 * 12 * self.year.total(event) / (self.people * self.year.months)
