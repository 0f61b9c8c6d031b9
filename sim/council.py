"""Elections as arithmetic: seats from votes, and who takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.randomness import Decision, normals
from sim.table import Table

SPREAD_IN_A_PARTY = 0.1
"""How far members of a council stand from their party, sd on the scale −1 to 1 [A]."""


def dhondt(votes: ArrayLike, seats: int) -> NDArray[np.int64]:
    """Seats by D'Hondt's method: one after the other to the greatest votes / (seats so far + 1).

    Args:
        votes: (p,) votes or shares, not negative, at least one above 0.
        seats: seats to give, at least 1. Equal quotients go to the party that stands first in the list.

    Returns:
        (p,) seats of each party.

    Raises:
        ValueError: if votes are empty, negative, not numbers or all 0, or if there is no seat to give.

    Source: Danish local elections (D'Hondt, kommunal- og regionalvalgloven).
    """
    counted = np.asarray(votes, dtype=np.float64)
    if counted.ndim != 1 or counted.size == 0:
        raise ValueError(f"votes has shape {counted.shape}; allowed: one number a party, at least one party")
    if not np.all(np.isfinite(counted)) or counted.min() < 0 or counted.sum() <= 0:
        raise ValueError("votes holds negative numbers, no votes at all, or something that is not a number")
    if seats < 1:
        raise ValueError(f"seats is {seats}; allowed: at least 1")
    quotients = (counted[:, None] / np.arange(1, seats + 1)).ravel()
    best = np.argsort(-quotients, kind="stable")[:seats]
    return np.bincount(best // seats, minlength=counted.size)


def seat(parties: Table, politicians: Table, municipalities: Table, seed: int, month: int) -> None:
    """Give the seats of every council to the parties by their votes, and fill them.

    Writes seats of parties; party, place, positions and electoral risk of politicians (the k-th of a list that won s
    seats risks k / (s + 1)); and where each council stands.
    """
    stands = parties.positions
    for town in range(municipalities.n):
        lists = np.flatnonzero(parties.municipality == town)
        chairs = np.flatnonzero(politicians.municipality == town)
        won = dhondt(parties.votes[lists], len(chairs))
        parties.seats[lists] = won
        politicians.party[chairs] = np.repeat(lists, won)
        place = np.concatenate([np.arange(1, count + 1) for count in won])
        politicians.place[chairs] = place
        politicians.electoral_risk[chairs] = place / (np.repeat(won, won) + 1.0)
        for issue in range(stands.shape[1]):
            own = SPREAD_IN_A_PARTY * normals(seed, Decision.SEAT, month, chairs, issue)
            stand = stands[politicians.party[chairs], issue] + own
            politicians.positions[chairs, issue] = np.clip(stand, -1.0, 1.0)
        municipalities.council[town] = politicians.positions[chairs].mean(axis=0)


def fit_appeal(
    positions: NDArray[Any],
    party: NDArray[Any],
    leaving: NDArray[Any],
    stands: NDArray[Any],
    blocs: NDArray[Any],
    nearness: float,
    crossing: float,
) -> NDArray[np.float64]:
    """Appeals under which as many voters come to each party as leave it, so that shares stay as they are at rest.

    Args:
        positions: (n, k) opinions, −1 to 1.
        party: (n,) the party of each, a row of `stands`.
        leaving: (n,) the chance that each leaves it, or a number in proportion to that.
        stands: (p, k) where parties stand.
        blocs: (p,) 0 or 1.
        nearness, crossing: coefficients of the election rule.

    Returns:
        (p,) appeals in log-odds, mean 0. Found by proportional fitting: a party to which too many come loses appeal.
    """
    appeal = np.zeros(len(stands))
    if len(stands) < 2:
        return appeal
    distance = np.abs(positions[:, None, :] - stands[None, :, :]).mean(axis=2) / 2.0
    pull = np.exp(-distance / nearness - crossing * (blocs[party][:, None] != blocs[None, :]))
    pull[np.arange(len(party)), party] = 0.0
    left = np.bincount(party, leaving, len(stands))
    for _ in range(60):
        weights = pull * np.exp(appeal)
        came = (leaving[:, None] * weights / weights.sum(axis=1, keepdims=True)).sum(axis=0)
        with np.errstate(divide="ignore"):
            appeal += np.clip(np.log(left / came), -1.0, 1.0)
        appeal -= appeal.mean()
    return np.clip(appeal, -12.0, 12.0)
