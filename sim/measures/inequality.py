"""Inequality, representation, equal treatment and exclusion: who gets how much, and who is left out."""

from __future__ import annotations

from typing import Any, NamedTuple, SupportsIndex

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.blocks import Blocks, inlined, kernel, over_blocks
from sim.measures import checks
from sim.measures.rising import weigh

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
    return gini_of(n, weigh(values, 0, n, 0.0)[1], float(values.sum()), corrected)


def gini_of(n: int, ranked: float, total: float, corrected: bool = False) -> float:
    """`gini` of n numbers that were weighed by their ranks (`sim.measures.rising.weigh`), from these and their sum."""
    value = max(0.0, ranked / (n * total))
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
    mean, n = float(values.mean()), len(values)
    sums = np.asarray(np.bincount(codes, values, count), dtype=np.float64)
    means = sums / np.bincount(codes, minlength=count)
    everybody, whole = (
        np.ones(n, dtype=np.uint8),
        Blocks(np.array([0, n], dtype=np.uint64), np.zeros(1, dtype=np.int64)),
    )

    def logs(middles: NDArray[np.float64]) -> NDArray[np.float64]:
        found = np.zeros((1, count))
        times_log(0, 1, whole, values, codes, everybody, middles, found)
        return found.ravel()

    total = float(logs(np.full(count, mean)).sum()) / n
    within = float((means * logs(np.where(means > 0.0, means, 1.0))).sum()) / (mean * n)
    return Theil(max(0.0, total), max(0.0, theil_between(sums, means, mean)), max(0.0, within))


@over_blocks
def times_log(first: int, last: int, blocks: Blocks, x: Any, group: Any, counted: Any, middle: Any, sums: Any) -> None:
    """Add Σ r·ln r, r = x / middle of the group, of those who are counted, to `sums` (blocks, groups)."""
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            r = x[i] / middle[group[i]]
            if counted[i] != 0 and r > 0.0:
                sums[b, group[i]] += r * np.log(r)


def theil_between(sums: NDArray[np.float64], means: NDArray[np.float64], mean: float) -> float:
    """The part of Theil's T between groups: from the groups' sums (g,) and means (g,), and the mean of all."""
    some = sums > 0.0
    relative = means[some] / mean
    return float((sums[some] * np.log(relative)).sum()) / float(sums.sum())


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
    bins = checks.whole("bins", bins, 1)
    bin_ = np.empty(len(t), dtype=np.int64)
    _put_in_bins(wanted, *bounds_of_bins(float(wanted.min()), float(wanted.max())), bins, bin_)
    cell, cells = checks.dense(bin_ * group_count + group)
    bin_of = np.empty(cells, dtype=np.int64)
    bin_of[cell] = bin_
    size = np.bincount(cell, minlength=cells).astype(np.float64)
    mean = np.bincount(cell, t, cells) / size
    return treated(size, mean, np.bincount(cell, (t - mean[cell]) ** 2, cells), checks.dense(bin_of)[0])


def treated(size: NDArray[Any], mean: NDArray[Any], squares: NDArray[Any], bin_of: NDArray[Any]) -> EqualTreatment:
    """`equal_treatment` of cells, those with the same need and group.

    Args:
        size: (c,) how many are in each, 1 or more.
        mean: (c,) their mean treatment.
        squares: (c,) the sum of squares about it.
        bin_of: (c,) the bin of need, numbers from 0.
    """
    found = np.zeros(3)
    _treated(size, mean, squares, bin_of, found)
    spread, noise, bias = (found / size.sum()).tolist()
    return EqualTreatment(max(0.0, 1.0 - 2.0 * spread), noise, bias)


@kernel
def _treated(size: Any, mean: Any, squares: Any, bin_of: Any, found: Any) -> None:
    people, total, noise, bias = np.zeros((4, bin_of.max() + 1))
    for cell in range(size.shape[0]):
        people[bin_of[cell]] += size[cell]
        total[bin_of[cell]] += size[cell] * mean[cell]
        noise[bin_of[cell]] += squares[cell]
    for cell in range(size.shape[0]):
        apart = mean[cell] - total[bin_of[cell]] / people[bin_of[cell]]
        bias[bin_of[cell]] += size[cell] * apart * apart
    for b in range(people.shape[0]):
        found[0] += np.sqrt((noise[b] + bias[b]) * people[b])
        found[1] += noise[b]
        found[2] += bias[b]


def bounds_of_bins(low: float, high: float) -> tuple[float, float]:
    """Where bins of need begin and end, from the smallest and the largest need."""
    return (0.0, 1.0) if low >= 0.0 and high <= 1.0 else (low, high)


@inlined
def bin_of_need(need: Any, low: Any, high: Any, bins: Any) -> Any:
    """The bin of a need: equally wide ones from `low` to `high`; all in the first where these are the same."""
    return max(0, min(np.int64((need - low) / (high - low) * bins), bins - 1)) if high > low else 0


@kernel
def _put_in_bins(need: Any, low: float, high: float, bins: int, found: Any) -> None:
    for i in range(need.shape[0]):
        found[i] = bin_of_need(need[i], low, high, bins)


@over_blocks
def sum_cells(
    first: int, last: int, blocks: Blocks, treatment: Any, need: Any, group: Any, counted: Any, met: Any, low: float,
    high: float, shape: Any, middle: Any, sums: Any,
) -> None:  # fmt: skip
    """Count those who are counted and were met, and add up their treatment and its squares about `middle`, by cell.

    Args:
        first, last, blocks: the blocks.
        treatment, need, group, counted, met: (n,) of citizens.
        low, high: where bins begin and end.
        shape: how many bins and groups there are.
        middle: (cells,) from where squares are measured; cells are bin × groups + group.
        sums: (blocks, 3·cells) people, Σ treatment, Σ squares, each by cell.
    """
    bins, groups = shape
    cells = bins * groups
    for b in range(first, last):
        for i in range(blocks.edge[b], blocks.edge[b + 1]):
            if counted[i] != 0 and met[i] != 0:
                cell = bin_of_need(np.float64(need[i]), low, high, bins) * groups + group[i]
                apart = treatment[i] - middle[cell]
                sums[b, cell] += 1.0
                sums[b, cells + cell] += treatment[i]
                sums[b, 2 * cells + cell] += apart * apart


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
