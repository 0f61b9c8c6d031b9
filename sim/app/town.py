"""A town as it is drawn: where citizens stand, and the colours of trust."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

TRUST = ("#ffffd9", "#c7e9b4", "#41b6c4", "#225ea8", "#081d58")
"""Colours of trust from none to full: ColorBrewer YlGnBu, safe for the colour-blind."""
SPACING = 16.0
"""Between two citizens, at least."""

WIDTH, HEIGHT = 1000.0, 720.0
"""Of the ground that `lay_out` fills."""
FORUM = 92.0
"""Radius of the forum place in its middle."""
_EDGE = 18.0


def settle(n: int, ties: NDArray[Any], hole: float = 0.0) -> NDArray[np.float64]:
    """Places (n, 2) round the origin for n who know each other by `ties` (m, 2): pulled together, then given room.

    Args:
        n: how many.
        ties: pairs of indices.
        hole: radius of a place in the middle where nobody stands.
    """
    seat = np.arange(n)
    angle = seat * 2.399963  # a sunflower's seeds, to begin with
    at: NDArray[np.float64] = np.column_stack([np.cos(angle), np.sin(angle)])
    at *= SPACING * 0.6 * np.sqrt(seat + 0.5 + (hole / (SPACING * 0.6)) ** 2)[:, None]
    one, other = ties.T
    for turn in range(300):
        apart = at[:, None, :] - at[None, :, :]
        far = np.maximum(np.sqrt((apart**2).sum(axis=2, keepdims=True)), 0.1)
        push = np.maximum(SPACING - far, 0.0) * 0.4
        if turn < 200:
            move = ((push + 90.0 / far**2) * apart / far).sum(axis=1) - 0.02 * at
            tug = 0.03 * (at[other] - at[one])
            np.add.at(move, one, tug)
            np.add.at(move, other, -tug)
        else:
            move = (push * apart / far).sum(axis=1)
        at += np.clip(move, -6.0, 6.0)
        if hole > 0.0:
            out = np.maximum(np.sqrt((at**2).sum(axis=1, keepdims=True)), 0.1)
            at *= np.maximum(1.0, hole / out)
    return at


def lay_out(place: NDArray[Any], ties: NDArray[Any]) -> NDArray[np.float64]:
    """Where each citizen stands, (n, 2): neighbourhoods round a forum place, each near those they know.

    Args:
        place: (n,) neighbourhood from 0.
        ties: (m, 2) who knows whom, as indices of the n.
    """
    count = int(place.max()) + 1
    middle = np.array([WIDTH / 2.0, HEIGHT / 2.0])
    room = middle - _EDGE
    if count == 1:
        own = settle(len(place), ties, hole=SPACING * 3.4)
        reach = np.where(own < 0.0, -own.min(axis=0), own.max(axis=0))  # to each side its own, so that all are filled
        at: NDArray[np.float64] = middle + own * (room / reach)
        return at
    at = np.empty((len(place), 2))
    centres, size = _round_the_forum(count, middle, room)
    for k in range(count):
        rows = np.flatnonzero(place == k)
        own = settle(len(rows), np.searchsorted(rows, ties[(place[ties] == k).all(axis=1)]))
        own -= (own.min(axis=0) + own.max(axis=0)) / 2.0
        reach = np.sqrt((own**2).sum(axis=1)).max()
        at[rows] = centres[k] + own * (size / max(float(reach), 1.0))
    return at


def _round_the_forum(
    count: int, middle: NDArray[np.float64], room: NDArray[np.float64]
) -> tuple[NDArray[np.float64], float]:
    """Centres (count, 2) of circles round the forum, and the greatest radius with room for them all."""
    turn = 2.0 * np.pi * np.arange(count) / count
    away = np.column_stack([np.cos(turn), np.sin(turn)])
    for size in np.arange(room.min(), 0.0, -2.0):
        centres = (room - size) * away
        apart = np.sqrt(((centres - np.roll(centres, 1, axis=0)) ** 2).sum(axis=1))
        from_forum = np.sqrt((centres**2).sum(axis=1)) - FORUM - _EDGE
        if min(apart.min() / 2.0 - _EDGE, from_forum.min()) >= size:
            break
    return middle + centres, float(size)
