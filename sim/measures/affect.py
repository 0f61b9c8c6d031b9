"""Parties: how unequally people like them, how far votes move between them, and how many they amount to."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from sim.measures import checks

LIKING = 10.0
"""The end of the scale of liking: 0 dislike, 10 like."""


def weighted_spread(likes: ArrayLike, share: ArrayLike) -> float:
    """Affective polarization as the spread of each person's liking of the parties, large parties counting more.

    mean_i √(Σ_p v_p·(like_ip − Σ_q v_q·like_iq)²). Range 0 (all parties liked equally) to 5 (half of the votes liked
    at 10, half at 0); divide by 5 for a share. Null: 0. People who vote for no party count too.

    Source: Wagner 2021.

    Args:
        likes: (n, p) how much each person likes each party, 0–10; p of 2 or more.
        share: (p,) vote shares.

    Raises:
        ValueError: an argument isn't as said; shares must sum to 1 (to within 1e-6).
    """
    liking = checks.numbers("likes", likes, 0.0, LIKING, dimensions=2)
    weight = checks.shares("share", share, atleast=2)
    checks.same_length("share", weight, liking.shape[1], "the rows of likes")
    apart = liking - (liking @ weight)[:, None]
    apart *= apart
    return min(LIKING / 2.0, float(np.sqrt(apart @ weight).mean()))


def affective_index(likes: ArrayLike, share: ArrayLike) -> float:
    """Reiljan's index of affective polarization: how much more each party's voters like their own than the others.

    AP_n = Σ_{m≠n} (L_nn − L_nm)·v_m/(1 − v_n); API = Σ_n v_n·AP_n. Range −10 to 10 (own party 10, all others 0).
    Null: 0, all parties liked equally. Only voters of a party count.

    Source: Reiljan 2020.

    Args:
        likes: (p, p) mean liking, 0–10, of party m (column) by the voters of party n (row); p of 2 or more.
        share: (p,) vote shares, none of them 1.

    Raises:
        ValueError: an argument isn't as said, or one party has all votes; shares must sum to 1 (to within 1e-6).
    """
    liking = checks.numbers("likes", likes, 0.0, LIKING, dimensions=2)
    weight = checks.shares("share", share, atleast=2)
    if liking.shape != (len(weight), len(weight)):
        raise ValueError(
            f"likes must be square, with a row and a column for each of the {len(weight)} shares, not {liking.shape}"
        )
    if np.count_nonzero(weight) == 1:
        raise ValueError("share gives one party all votes: there is nobody to be affectively polarized against")
    others = np.where(np.eye(len(weight), dtype=bool), 0.0, weight).sum(axis=1)  # 1 − v_n, exact for a tiny rest
    preference = np.diag(liking)[:, None] - liking
    return float((weight / others) @ (preference @ weight))


def pedersen(before: ArrayLike, after: ArrayLike) -> float:
    """Pedersen's index of electoral volatility: the net share of votes that moved between parties.

    ½·Σ_p |after_p − before_p|. Range 0 (no party's share changed) to 1 (none of the old parties has a vote). Null: 0.
    Net: people who change places in opposite directions cancel. A new or a vanished party has the share 0.

    Source: Pedersen 1979.

    Args:
        before: (p,) vote shares at one election.
        after: (p,) vote shares of the same parties at the next.

    Raises:
        ValueError: an argument isn't as said; shares must sum to 1 (to within 1e-6).
    """
    first, second = checks.paired_shares("before", before, "after", after)
    return min(1.0, 0.5 * float(np.abs(second - first).sum()))


def effective_parties(share: ArrayLike) -> float:
    """Effective number of parties: as many equally large parties would be as scattered.

    1/Σ_p share_p². Range 1 (one party) to p (all equal). There is no null.

    Source: Laakso & Taagepera 1979.

    Args:
        share: (p,) shares of votes or of seats.

    Raises:
        ValueError: `share` isn't as said; shares must sum to 1 (to within 1e-6).
    """
    size = checks.shares("share", share)
    return 1.0 / float(size @ size)
