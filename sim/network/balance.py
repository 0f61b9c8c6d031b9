"""With what chance each tie is made, so that the network gets the size and the homophily that are asked for.

In a neighbourhood, and in a workplace, people stand in a line. A tie of two who are d places apart has the
odds

    odds(i, j) = c · (1 − d / (reach + 1)) · s_i · s_j · a     (a for pairs of the same education only)

c is one number for neighbourhoods and one for workplaces, s a citizen's sociability on a few levels, a the
preference for people of the same education. As sociability has levels, all pairs fall into a few cells (d,
same education or not, sum of the two levels). Counting them once gives the expected ties for any c and a,
so c and a are solved for and not tried out. Preference makes up what homes, neighbourhoods and workplaces
leave: where these bring more like people together than is wanted, it is below 1. There is no luck in this
file.

Source    the form is that of exponential random graphs with attribute mixing (Robins et al. 2007 [M])
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

LEVELS = 4
"""Levels of sociability, equally many citizens on each [A]."""

SOCIABILITY_STEP = 1.7
"""How many times higher the odds of a tie are from one level to the next [A]."""

LEVEL_SUMS = 2 * LEVELS - 1
"""How many different sums the levels of two citizens have."""

_DENSEST = 0.9  # more ties than this share of a line's pairs would need odds without end
_STRONGEST = math.log(100.0)  # bound of the logarithm of the preference
_ROUNDS = 50  # of Newton's method at the most; 5 to 10 are usual
_CLOSE = 1e-4  # steps this small end it
_TINY = 1e-9


class Cells:
    """The free pairs of one line by cell, and the ties to be expected of them.

    Args:
        pairs: (reach, 2, LEVEL_SUMS) int64, pairs by places apart, same education, sum of levels.
        wanted: ties wanted of this line.

    Attributes:
        wanted: the same, or nine in ten of the pairs where that is less.
        level: logarithm of the line's odds c.
    """

    def __init__(self, pairs: NDArray[np.int64], wanted: float) -> None:
        self.wanted = min(wanted, _DENSEST * float(pairs.sum()))
        self.level = 0.0
        self._pairs = pairs
        reach = len(pairs)
        near = np.log(1.0 - np.arange(1, reach + 1) / (reach + 1.0))
        social = math.log(SOCIABILITY_STEP) * (np.arange(LEVEL_SUMS) - (LEVELS - 1))
        self._odds = np.repeat(near[:, None, None] + social, 2, axis=1)

    def chance(self, preference: float) -> NDArray[np.float64]:
        """The chance of a tie in each cell, of the shape of the pairs, at a logarithm of the preference."""
        odds = self._odds + self.level
        odds[:, 1] += preference
        return 1.0 / (1.0 + np.exp(-odds))

    def outlook(self, preference: float) -> tuple[float, float, float, float]:
        """Ties expected, those of same education, and how fast these two grow with `level`."""
        chance = self.chance(preference)
        ties = self._pairs * chance
        slope = ties * (1.0 - chance)
        return float(ties.sum()), float(ties[:, 1].sum()), float(slope.sum()), float(slope[:, 1].sum())


class Strangers:
    """What is to be expected of weak ties: people of a municipality meet by chance and accept by preference.

    Args:
        municipality: (n,) number of the municipality.
        education: (n,) whole numbers from 0.
        wanted: weak ties wanted.
    """

    def __init__(self, municipality: NDArray[np.int16], education: NDArray[np.uint8], wanted: float) -> None:
        self.wanted = wanted
        kinds, towns = int(education.max()) + 1, int(municipality.max()) + 1
        group = municipality.astype(np.int64) * kinds + education
        counts = np.bincount(group, minlength=towns * kinds).reshape(towns, kinds)
        self._share = counts / counts.sum()
        self._alike = np.maximum(counts - 1, 0) / np.maximum(counts.sum(axis=1, keepdims=True) - 1, 1)

    def outlook(self, preference: float) -> tuple[float, float]:
        """Same-education ties expected, and how fast they grow with the logarithm of the preference."""
        odds = self._alike * math.exp(preference)
        alike = odds / (odds + 1.0 - self._alike)
        ties = self.wanted * self._share * alike
        return float(ties.sum()), float((ties * (1.0 - alike)).sum())


def balance(lines: Sequence[Cells], strangers: Strangers, alike: float | None) -> float:
    """Solve for each line's `level`, which is set, and for the preference.

    Newton's method with steps of bounded length. A line's level matters to that line only: it is eliminated.

    Args:
        lines: the lines, each with the ties wanted of it.
        strangers: the weak ties.
        alike: same-education ties wanted of all of these together; None: no preference, whatever comes of it.

    Returns:
        Logarithm of the preference, 0 = none; within ±log 100.
    """
    preference = 0.0
    for _ in range(_ROUNDS):
        missing, steepness = 0.0, 0.0
        gaps, shares = [], []
        for line in lines:
            ties, same, slope, same_slope = line.outlook(preference)
            gaps.append((line.wanted - ties) / max(slope, _TINY))
            shares.append(same_slope / max(slope, _TINY))
            missing -= same + same_slope * gaps[-1]
            steepness += same_slope * (1.0 - shares[-1])
        step = 0.0
        if alike is not None:
            by_chance, steeper = strangers.outlook(preference)
            step = (alike + missing - by_chance) / max(steepness + steeper, _TINY)
            step = _within(preference + _within(step, 1.0), _STRONGEST) - preference
        moves = [_within(gap - share * step, 2.0) for gap, share in zip(gaps, shares, strict=True)]
        preference += step
        for line, move in zip(lines, moves, strict=True):
            line.level += move
        if max(abs(move) for move in (step, *moves)) < _CLOSE:
            break
    return preference


def _within(value: float, bound: float) -> float:
    """The value, or the nearest within ±bound."""
    return min(max(value, -bound), bound)


def alike_share(education: NDArray[np.uint8], homophily: float) -> float | None:
    """The share of ties that are of same education, at an odds ratio against all pairs.

    Args:
        education: (n,) whole numbers from 0.
        homophily: the odds ratio.

    Returns:
        0 to 1; None where all or no pairs are of the same education.
    """
    counts = np.bincount(education)
    same = float((counts * (counts - 1)).sum())
    different = float(len(education)) * (len(education) - 1) - same
    if same == 0 or different == 0:
        return None
    return homophily * same / (homophily * same + different)
