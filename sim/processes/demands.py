"""Demands: who asks for what, in whose name, and what comes of it.

Rule      to come
In words  To come.
Reads     none
Writes    none
Luck      none
Units     none
Deck      rows 16, 32, 33, 34: "to come"
Seen in   complaints
Source    assumed [A]
Switch    mechanisms.demands
"""

from __future__ import annotations

from typing import NamedTuple

from sim.state import State


class Rules(NamedTuple):
    """Coefficients."""


def step(state: State, k: Rules) -> None:
    """To come."""
