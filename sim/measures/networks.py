"""Ties: how far people are tied to their like, and how far ties reach from the low to the high.

Ties are undirected. A tie that is listed twice counts twice; a tie of somebody to themselves is two ends at one
person. People without ties count nowhere but in the share of people with high status.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from sim.measures import checks


class Connectedness(NamedTuple):
    """Ties from people of low status to people of high status.

    Attributes:
        connectedness: exposure·(1 − friending_bias), 0 or more; 1 is proportional mixing.
        exposure: high-status people's share of all ends of ties, over their share of people: how often one would
            meet them if ties were made by lot.
        friending_bias: how much less often low-status people are tied to them than that: 1 = never, 0 = as by lot,
            below 0 = more often. Not-a-number where no high-status person has a tie.
    """

    connectedness: float
    exposure: float
    friending_bias: float


def assortativity(values: ArrayLike, edges: ArrayLike) -> float:
    """Assortativity of a number: the correlation of the values at the two ends of a tie.

    Pearson's r over ends of ties, each tie read in both directions. Range −1 to 1 (each tied to equals only).
    Null: about −1/n, give or take 1/√m, when the values are shuffled among the people.

    Source: Newman 2003.

    Args:
        values: (n,) one number a person.
        edges: (m, 2) undirected ties, as row numbers of `values`.

    Returns:
        r; not-a-number where all ends of ties have the same value.

    Raises:
        ValueError: an argument isn't as said.
    """
    x = checks.numbers("values", values)
    ties = checks.edges("edges", edges, len(x))
    ends = np.take(x, ties).reshape(-1)
    low, high = float(ends.min()), float(ends.max())
    if low == high:
        return float("nan")
    mean = float(ends.mean())
    ends -= mean
    ends /= max(high - mean, mean - low)  # squares of very large or very small values would leave the range
    return min(1.0, max(-1.0, 2.0 * checks.product(ends[::2], ends[1::2]) / checks.product(ends, ends)))


def attribute_assortativity(labels: ArrayLike, edges: ArrayLike) -> float:
    """Assortativity of a label: ties within groups beyond what is to be expected, over the most there could be.

    r = (Tr e − ‖e²‖)/(1 − ‖e²‖) = Q/Q_max, where Tr e is the share of ties within a group and ‖e²‖ the sum of
    squares of the groups' shares of the ends of ties. Range −‖e²‖/(1 − ‖e²‖) (none within; −1 for two equal groups
    only) to 1 (all within). Null: about −1/n, give or take 1/√m for two groups, when labels are shuffled. Two equal
    blocks with chances p_in and p_out of a tie have (p_in − p_out)/(p_in + p_out).

    Source: Newman 2003.

    Args:
        labels: (n,) one label a person.
        edges: (m, 2) undirected ties, as row numbers of `labels`.

    Returns:
        r; not-a-number where all ends of ties are in one group.

    Raises:
        ValueError: an argument isn't as said.
    """
    codes, count = checks.labels("labels", labels)
    ties = checks.edges("edges", edges, len(codes))
    ends = np.take(codes, ties)
    sizes = np.bincount(ends.reshape(-1), minlength=count) / ends.size
    if np.count_nonzero(sizes) == 1:
        return float("nan")
    within = np.count_nonzero(ends[:, 0] == ends[:, 1]) / len(ends)
    expected = float(sizes @ sizes)
    return (within - expected) / (1.0 - expected)


def economic_connectedness(high: ArrayLike, edges: ArrayLike) -> Connectedness:
    """Economic connectedness: how often people of low status are tied to people of high status.

    connectedness = mean over low-status people with ties of (their share of ties to high-status people), over the
    share of people with high status; = exposure·(1 − friending bias). Range 0 (no such tie) to 1/share of high, with
    1 for proportional mixing, the null. Two equal blocks with chances p_in and p_out of a tie have
    2·p_out/(p_in + p_out).

    Source: Chetty, Jackson et al. 2022; exposure here is to all people by their ties, as there are no settings.

    Args:
        high: (n,) True for people of high status.
        edges: (m, 2) undirected ties, as row numbers of `high`.

    Raises:
        ValueError: an argument isn't as said; there is nobody of high or of low status, or no low-status person has
            a tie.
    """
    top = checks.flags("high", high)
    ties = checks.edges("edges", edges, len(top))
    people = int(np.count_nonzero(top))
    if people in (0, len(top)):
        raise ValueError(f"high must hold people of high and of low status, but all are {'high' if people else 'low'}")
    n = len(top)
    degree = np.bincount(ties.reshape(-1), minlength=n)
    top_at = np.take(top, ties)
    upward = np.bincount(ties[:, 0][top_at[:, 1]], minlength=n) + np.bincount(ties[:, 1][top_at[:, 0]], minlength=n)
    counted = ~top & (degree > 0)
    if not counted.any():
        raise ValueError("edges has no tie of a person of low status: their connectedness isn't defined")
    share = people / n
    connectedness = float((upward[counted] / degree[counted]).mean()) / share
    exposure = np.count_nonzero(top_at) / top_at.size / share
    bias = 1.0 - connectedness / exposure if exposure > 0.0 else float("nan")
    return Connectedness(connectedness, exposure, bias)
