"""Inequality, representation, equal treatment and exclusion: who gets how much, and who is left out."""

from __future__ import annotations

from typing import NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.measures import checks

_NOTHING = 1e-12
"""Below this much variance, or this much of Theil's T, a share of it would be a share of rounding errors."""


class Theil(NamedTuple):
    """Theil's T and its two parts.

    Attributes:
        total: between + within, 0 to ln n.
        between: what would be left if everybody had the mean of their group.
        within: what is left when the groups' means are made equal.
    """

    total: float
    between: float
    within: float

    @property
    def between_share(self) -> float:
        """The part between groups, as a share (0–1) of the total; 0 by rule where there is no inequality at all."""
        return self.between / self.total if self.total > _NOTHING else 0.0


class EqualTreatment(NamedTuple):
    """How equally equals are treated.

    Attributes:
        security: 1 = the same need gets the same treatment, 0 = a fair coin, or the group, decides all.
        noise: variance of treatment among people of the same need and group, 0–0.25.
        bias: variance between the means of groups with the same need, 0–0.25.
    """

    security: float
    noise: float
    bias: float

    @property
    def bias_share(self) -> float:
        """The groups' share (0–1) of all unequal treatment; not-a-number where there is next to none (1e-12)."""
        whole = self.noise + self.bias
        return self.bias / whole if whole >= _NOTHING else float("nan")


def gini(x: ArrayLike, corrected: bool = False) -> float:
    """Gini coefficient of inequality: half the mean difference between two people, over the mean.

    G = Σ_i (2i − n − 1)·x_i / (n·Σx), x sorted. Range 0 (equal) to (n − 1)/n (one has all); corrected, to 1.
    Null: 0. With a share p having equally much and the rest nothing it is 1 − p: print that share beside it.

    Source: Gini 1912; the form on sorted values as in Dixon et al. 1987.

    Args:
        x: (n,) amounts of 0 or more.
        corrected: multiply by n/(n − 1), which makes it comparable between small groups of unlike size.

    Raises:
        ValueError: `x` isn't as said, has only zeros, or has one value where it is to be corrected.
    """
    values = np.sort(_amounts(x))
    n = len(values)
    if corrected and n == 1:
        raise ValueError("x must have two values or more to be corrected for their number")
    ranks = np.arange(1 - n, n, 2, dtype=np.float64)
    value = max(0.0, checks.product(ranks, values) / (n * float(values.sum())))
    return value * n / (n - 1) if corrected else value


def theil(x: ArrayLike, groups: ArrayLike | None = None) -> Theil:
    """Theil's T, an inequality that splits exactly into a part between groups and a part within them.

    T = mean(x/μ · ln(x/μ)), with 0·ln 0 = 0; between = Σ_g s_g·ln(μ_g/μ), within = Σ_g s_g·T_g, where s_g is the
    group's share of all. Range 0 (equal) to ln n (one has all). Null: 0 in total; between groups drawn by lot about
    (g − 1)/(2n) times the squared coefficient of variation.

    Source: Theil 1967; decomposition Shorrocks 1980.

    Args:
        x: (n,) amounts of 0 or more.
        groups: (n,) labels; without them all are one group, and nothing is between.

    Raises:
        ValueError: an argument isn't as said, or `x` has only zeros.
    """
    values = _amounts(x)
    codes, count = (np.zeros(len(values), dtype=np.intp), 1) if groups is None else checks.labels("groups", groups)
    checks.same_length("groups", codes, len(values), "x")
    relative = values / values.mean()
    sums = np.asarray(np.bincount(codes, relative, count), dtype=np.float64)
    means = sums / np.bincount(codes, minlength=count)
    own = np.divide(relative, means[codes], out=np.zeros_like(relative), where=relative > 0.0)
    total = float(_times_log(relative, relative).mean())
    between = float(_times_log(sums, means).sum()) / len(values)
    within = float(_times_log(relative, own).mean())
    return Theil(max(0.0, total), max(0.0, between), max(0.0, within))


def dissimilarity(a: ArrayLike, b: ArrayLike) -> float:
    """Duncan's index of dissimilarity: the share that would have to change group to make two make-ups alike.

    D = ½·Σ_g |a_g − b_g|. Range 0 (alike) to 1 (no group in common). Null: 0, but above it in small samples, about
    Σ_g √(b_g·(1 − b_g)/(2πn)) when n people are drawn by lot from b.

    Source: Duncan & Duncan 1955.

    Args:
        a: (g,) shares by group.
        b: (g,) shares of the same groups.

    Raises:
        ValueError: an argument isn't as said; shares must sum to 1 (to within 1e-6).
    """
    first, second = checks.paired_shares("a", a, "b", b)
    return min(1.0, 0.5 * float(np.abs(first - second).sum()))


def equal_treatment(
    treatment: ArrayLike, need: ArrayLike, groups: ArrayLike, bins: SupportsIndex = 10
) -> EqualTreatment:
    """Legal security: how far like cases are treated alike, and whether the group or chance makes the difference.

    security = 1 − 2·Σ_b w_b·SD(t | need in bin b), w_b the share of people in the bin. The variance in a bin is
    split by the law of total variance: noise = Σ_b w_b·E_g Var(t | b, g), bias = Σ_b w_b·Var_g E(t | b, g).
    Range of security 0–1, of noise + bias 0–0.25. Null: a treatment that follows need exactly, t = need, still has
    1 − 2·(bin width)/√12 because needs differ within a bin; with few people in a bin security is too high.

    Bins are equally wide: over 0–1 where all needs lie there, else from the smallest to the largest need.

    Source: the form is this model's own; law of total variance.

    Args:
        treatment: (n,) what each got, 0–1.
        need: (n,) what each needed, in any unit.
        groups: (n,) labels.
        bins: how many bins of need, 1 or more.

    Raises:
        ValueError: an argument isn't as said.
    """
    t = checks.numbers("treatment", treatment, 0.0, 1.0)
    wanted = checks.numbers("need", need)
    group, group_count = checks.labels("groups", groups)
    checks.same_length("need", wanted, len(t), "treatment")
    checks.same_length("groups", group, len(t), "treatment")
    bin_, bin_count = checks.dense(_bins(wanted, checks.whole("bins", bins, 1)))
    cell, cells = checks.dense(bin_ * group_count + group)
    bin_of = np.empty(cells, dtype=np.intp)
    bin_of[cell] = bin_

    size = np.bincount(cell, minlength=cells)
    mean = np.bincount(cell, t, cells) / size
    noise = np.bincount(bin_, (t - mean[cell]) ** 2, bin_count)  # sums of squares, a bin each
    bin_size = np.bincount(bin_, minlength=bin_count)
    bin_mean = np.bincount(bin_of, size * mean, bin_count) / bin_size
    bias = np.bincount(bin_of, size * (mean - bin_mean[bin_of]) ** 2, bin_count)
    spread = float(np.sqrt((noise + bias) * bin_size).sum()) / len(t)
    return EqualTreatment(max(0.0, 1.0 - 2.0 * spread), float(noise.sum()) / len(t), float(bias.sum()) / len(t))


def exclusion(deprivations: ArrayLike, cutoff: SupportsIndex = 2) -> float:
    """Alkire and Foster's adjusted headcount: how many are excluded, times in how many respects they are.

    M0 = H·A = (1/n)·Σ_{i: c_i ≥ cutoff} c_i/k, c_i the number of respects in which i is deprived. Range 0 (nobody is
    deprived in `cutoff` respects) to 1 (all in all). Null: 0; with deprivations that strike independently it isn't 0
    but what chance heaps up. Which respects, and the cutoff, are a choice of values: show each respect too.

    Source: Alkire & Foster 2011.

    Args:
        deprivations: (n, k) booleans, a person in each row and a respect in each column.
        cutoff: in how many respects one must be deprived to count as excluded, 1 to k.

    Raises:
        ValueError: an argument isn't as said.
    """
    deprived = checks.flags("deprivations", deprivations, dimensions=2)
    limit = checks.whole("cutoff", cutoff, 1, deprived.shape[1])
    respects = np.count_nonzero(deprived, axis=1)
    return float(respects[respects >= limit].sum()) / deprived.size


def _amounts(x: ArrayLike) -> NDArray[np.float64]:
    """Amounts of 0 or more, over the largest of them: measures of inequality know no unit."""
    values = checks.numbers("x", x, low=0.0)
    most = float(values.max())
    if most == 0.0:
        raise ValueError("x has only zeros: where there is nothing to share, inequality isn't defined")
    return np.divide(values, most)


def _times_log(weight: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
    """weight·ln x, 0 where x is 0."""
    return weight * np.log(x, out=np.zeros_like(x), where=x > 0.0)


def _bins(need: NDArray[np.float64], bins: int) -> NDArray[np.int64]:
    low, high = float(need.min()), float(need.max())
    if low >= 0.0 and high <= 1.0:
        low, high = 0.0, 1.0
    if low == high:
        return np.zeros(len(need), dtype=np.int64)
    return np.minimum((need - low) / (high - low) * bins, bins - 1).astype(np.int64)
