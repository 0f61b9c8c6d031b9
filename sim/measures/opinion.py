"""Opinions: how near those who decide are to the citizens, and how far the citizens are split."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.blocks import kernel
from sim.measures import checks
from sim.measures.rising import apart, weigh

_ALPHA_MOST = 1.6
"""The largest sensitivity to polarization that Esteban and Ray's axioms allow, rounded as in their paper."""


def congruence(citizens: ArrayLike, authority: ArrayLike) -> float:
    """How near the positions of those who decide are to the citizens', as wholes: many-to-many congruence.

    1 − ∫₀¹ |F_citizens(x) − F_authority(x)| dx, F the shares at or below x; that is 1 − the Wasserstein-1 distance.
    Range 0 (all citizens at one end, all who decide at the other) to 1 (the same distribution). Null: 1, but below
    it for a small body drawn by lot: about 1 − 0.313/√m for m people and uniform opinions.

    Source: Golder & Stramski 2010.

    Args:
        citizens: (n,) positions, 0–1.
        authority: (m,) positions of those who decide, 0–1.

    Raises:
        ValueError: an argument isn't as said.
    """
    ours = np.sort(checks.numbers("citizens", citizens, 0.0, 1.0))
    theirs = np.sort(checks.numbers("authority", authority, 0.0, 1.0))
    return max(0.0, 1.0 - apart(ours, theirs))


def flache_macy(x: ArrayLike) -> float:
    """Opinion split: the variance of the distances between all pairs of people, as a share of the most possible.

    P = 4·(1/(N(N − 1)))·Σ_{i≠j} (d_ij − d̄)², d_ij = |x_i − x_j|. In one dimension this is 4·(2s² − GMD²), with s² the
    unbiased variance and GMD the mean difference, so that a sort gives it exactly. Range 0 (consensus) to
    N(N − 2)/(N − 1)², about 1 (two equal camps at the poles). Null: 0.2222 where opinions are uniform, 2.907·σ² where
    they are normal.

    Source: Flache & Macy 2011; Flache & Mäs 2008.

    Args:
        x: (n,) positions, 0–1; two or more.

    Raises:
        ValueError: `x` isn't as said.
    """
    values = checks.numbers("x", x, 0.0, 1.0)
    n = len(values)
    if n < 2:
        raise ValueError("x must have two positions or more: one person has nobody to be far from")
    return split(n, *weigh(np.sort(values), 0, n, float(values.mean())))


def split(n: int, squares: float, ranked: float) -> float:
    """`flache_macy` of n numbers that were weighed by `sim.measures.rising.weigh`, measured from their mean.

    Measured from 0, a narrow spread far from it would drown in rounding.
    """
    pairs = n * (n - 1.0)
    squared, mean = 2.0 * n * squares / pairs, 2.0 * ranked / pairs
    return min(1.0, max(0.0, 4.0 * (squared - mean * mean)))


def esteban_ray(y: ArrayLike, share: ArrayLike, alpha: float = 1.0) -> float:
    """Polarization between groups that identify with their own and are alienated from the others.

    P = K·Σ_i Σ_j π_i^(1+α)·π_j·|y_i − y_j| with K = 2^(1+α). Range 0 (all groups at one position) to 1 (two equal
    groups at 0 and 1). Null: 0. The value depends on how people are grouped: only with the same groups are two
    values comparable.

    Source: Esteban & Ray 1994.

    Args:
        y: (g,) positions of the groups, 0–1.
        share: (g,) the groups' shares of all people.
        alpha: sensitivity to polarization α, above 0 and at most 1.6; towards 0 it becomes a Gini coefficient.

    Raises:
        ValueError: an argument isn't as said; shares must sum to 1 (to within 1e-6).
    """
    position = checks.numbers("y", y, 0.0, 1.0)
    size = checks.shares("share", share)
    checks.same_length("share", size, len(position), "y")
    a = checks.real("alpha", alpha)
    if not 0.0 < a <= _ALPHA_MOST:
        raise ValueError(f"alpha must be above 0 and at most {_ALPHA_MOST}, not {alpha!r}")
    order = np.argsort(position, kind="stable")
    return float(camps(position[order], size[order], a))


@kernel
def camps(position: Any, share: Any, alpha: float) -> float:
    """`esteban_ray` of groups that are as it asks: rising positions (g,), shares (g,) that sum to 1, α."""
    first, below, moment, whole = position[0], 0.0, 0.0, 0.0
    for group in range(position.shape[0]):
        whole += share[group] * (position[group] - first)
    raw = 0.0
    for group in range(position.shape[0]):
        p = position[group] - first
        below += share[group]
        moment += share[group] * p
        # mean distance to everybody, from sums over those below and above
        raw += share[group] ** (1.0 + alpha) * (p * (2.0 * below - 1.0) - 2.0 * moment + whole)
    return min(1.0, max(0.0, float(2.0 ** (1.0 + alpha) * raw)))


def van_der_eijk(counts: ArrayLike) -> float:
    """Agreement A on an ordered scale, from how often each category was chosen.

    The counts are peeled into layers, each a pattern of used (1) and unused (0) categories. A layer with S of K
    categories used has A = U·(1 − (S − 1)/(K − 1)), where U = ((K − 2)·TU − (K − 1)·TDU)/((K − 2)·(TU + TDU)) counts
    the triples of categories that read 110 or 011 (TU) and 101 (TDU); 1 where S = 1 and 0 where S = K. A is the mean
    over layers, by the answers in each. Range −1 (half at either end) through 0 (uniform, the null) to 1 (all in one
    category). Polarization is (1 − A)/2. The value depends on K.

    Source: van der Eijk 2001, in the current form of the R package agrmt.

    Args:
        counts: (k,) answers in each category, in order; k of 3 or more; counts or shares.

    Raises:
        ValueError: `counts` isn't as said or has only zeros.
    """
    chosen = checks.numbers("counts", counts, low=0.0)
    if len(chosen) < 3:
        raise ValueError(f"counts must have 3 categories or more, but has {len(chosen)}")
    if not chosen.any():
        raise ValueError("counts has only zeros: where nobody answers, agreement isn't defined")
    chosen = chosen / chosen.max()
    levels = np.unique(chosen[chosen > 0.0])
    heights = np.diff(levels, prepend=0.0)
    value = sum(
        height * np.count_nonzero(chosen >= level) * _layer(chosen >= level)
        for level, height in zip(levels, heights, strict=True)
    )
    return min(1.0, max(-1.0, float(value) / float(chosen.sum())))


def _layer(used: NDArray[np.bool_]) -> float:
    """Agreement of one layer: (k,) booleans, the categories it uses."""
    k, s = len(used), int(np.count_nonzero(used))
    if s == 1:
        return 1.0
    if s == k:
        return 0.0
    left = np.cumsum(used)[~used]  # used categories to the left of each unused one
    split = int((left * (s - left)).sum())
    united = (s * (s - 1) // 2) * (k - s) - split
    unimodality = ((k - 2) * united - (k - 1) * split) / ((k - 2) * (united + split))
    return unimodality * (1.0 - (s - 1) / (k - 1))
